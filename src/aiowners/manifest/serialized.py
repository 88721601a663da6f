"""A manifest as one line of JSON, and back: for another process, and for the next run."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from aiowners.manifest import model
from aiowners.manifest.decoding import MARK
from aiowners.manifest.model import NO_GAPS, Manifest, UnreadParts
from aiowners.source import Location, Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

Maker: TypeAlias = "Callable[[Any], Any]"


def pack(manifest: Manifest) -> bytes:
    """All that a manifest says but its source, in one line. What was wrong with it may only lie in that source."""
    values = [getattr(manifest, name) for name, _ in _FIELDS]
    may_suppress = manifest.may_suppress and MARK in manifest.source.text
    line = [*values, [_packed(found) for found in manifest.defects], may_suppress]
    return json.dumps(line, separators=(",", ":"), default=sorted).encode()


def unpack(packed: bytes, source: Source) -> Manifest:
    """The manifest again, as one of this source. Raises ValueError for what `pack` has not made."""
    try:
        *values, defects, may_suppress = json.loads(packed)
        told = {
            name: value if make is None or value is None else make(value)
            for (name, make), value in zip(_FIELDS, values, strict=True)
        }
        found = tuple([_unpacked(defect, source) for defect in defects])
        return Manifest(source, **told, defects=found, may_suppress=bool(may_suppress))
    except (TypeError, IndexError, KeyError, RecursionError) as error:
        raise ValueError(packed[:80]) from error


# --- what is declared: tuples of tuples, by the annotations of their classes ---------------------------


def _maker(annotation: str) -> Maker | None:
    """What makes a list of JSON the tuple that an annotation of the model asks for; None where it asks for none."""
    if annotation == "tuple[tuple[str, float], ...]":
        return lambda value: tuple([(role, number) for role, number in value])
    if found := re.search(r"tuple\[(\w+), \.\.\.\]", annotation):
        return _many(_of(found[1]))
    if "Names" in annotation:
        return tuple
    name = annotation.removesuffix(" | None")
    return None if name in {"str", "bool"} else _of(name)


def _many(make: Maker) -> Maker:
    return lambda value: value if type(value) is str else tuple([make(one) for one in value])


def _of(name: str) -> Maker:
    """What makes a value of the model's class of this name."""
    if name == "UnreadParts":
        return lambda value: UnreadParts(*map(frozenset, value)) if any(value) else NO_GAPS
    kind: type[NamedTuple] = getattr(model, name)
    annotations = [str(getattr(one, "__forward_arg__", one)) for one in kind.__annotations__.values()]
    makers = list(enumerate(map(_maker, annotations)))
    steps = [(place, make) for place, make in makers if make is not None]
    size, new = len(makers), tuple.__new__

    def made(values: Any) -> Any:  # noqa: ANN401 - a list, and a value of that class
        if len(values) != size:
            raise ValueError(name)
        for place, make in steps:
            value = values[place]
            if value is not None and type(value) is not str:
                values[place] = make(value)
        return new(kind, values)

    return made


_FIELDS: Final = [
    (name, _maker(str(annotation)))
    for name, annotation in Manifest.__annotations__.items()
    if name not in {"source", "defects", "may_suppress"}
]


# --- what was wrong with it ------------------------------------------------------------------------


def _packed(found: Diagnostic) -> list[Any]:
    related = [[*_span(label.location), label.message] for label in found.related]
    fix = found.fix and [
        found.fix.title, found.fix.safe, [[*_span(edit.location), edit.text, edit.beside] for edit in found.fix.edits]
    ]  # fmt: skip
    return [
        found.rule, found.category, found.severity.value, found.message, _span(found.location), found.subject,
        found.about, found.anchor, found.label, related, found.help, fix,
    ]  # fmt: skip


def _unpacked(values: list[Any], source: Source) -> Diagnostic:
    rule, category, severity, message, place, subject, about, anchor, label, related, help_, fix = values

    def at(start: int, end: int) -> Location:
        return Location(source, Span(start, end))

    return Diagnostic(
        rule, category, Severity(severity), message, at(*place), subject, about, anchor, label,
        tuple([Label(at(start, end), words) for start, end, words in related]),
        help_,
        fix and Fix(
            fix[0], tuple([Edit(at(start, end), text, beside) for start, end, text, beside in fix[2]]), safe=fix[1]
        ),
    )  # fmt: skip


def _span(location: Location) -> list[int]:
    return [location.span.start, location.span.end]
