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
    """Return a manifest without its source, as one line. Its defects must all be in that source."""
    values = [getattr(manifest, name) for name, _ in _FIELDS]
    may_suppress = manifest.may_suppress and MARK in manifest.source.text
    line = [*values, [_packed(defect) for defect in manifest.defects], may_suppress]
    return json.dumps(line, separators=(",", ":"), default=sorted).encode()


def unpack(packed: bytes, source: Source) -> Manifest:
    """Return the manifest of this source. Raises ValueError for a line that `pack` did not make."""
    try:
        *values, defects, may_suppress = json.loads(packed)
        fields = {
            name: value if make is None or value is None else make(value)
            for (name, make), value in zip(_FIELDS, values, strict=True)
        }
        diagnostics = tuple([_unpacked(defect, source) for defect in defects])
        return Manifest(source, **fields, defects=diagnostics, may_suppress=bool(may_suppress))
    except (TypeError, IndexError, KeyError, RecursionError) as error:
        raise ValueError(packed[:80]) from error


# --- declarations: tuples of tuples, by the annotations of their classes -------------------------------


def _maker(annotation: str) -> Maker | None:
    """Return the function that turns a list of JSON into the tuple of an annotation; None if it is not a tuple."""
    if annotation == "tuple[tuple[str, float], ...]":
        return lambda value: tuple([(role, number) for role, number in value])
    if match := re.search(r"tuple\[(\w+), \.\.\.\]", annotation):
        return _tuple_of(_of(match[1]))
    if "Names" in annotation:
        return tuple
    name = annotation.removesuffix(" | None")
    return None if name in {"str", "bool"} else _of(name)


def _tuple_of(make: Maker) -> Maker:
    return lambda value: value if type(value) is str else tuple([make(item) for item in value])


def _of(name: str) -> Maker:
    """Return the function that makes a value of the model's class of this name."""
    if name == "UnreadParts":
        return lambda value: UnreadParts(*map(frozenset, value)) if any(value) else NO_GAPS
    record: type[NamedTuple] = getattr(model, name)
    annotations = [str(getattr(hint, "__forward_arg__", hint)) for hint in record.__annotations__.values()]
    makers = list(enumerate(map(_maker, annotations)))
    steps = [(index, make) for index, make in makers if make is not None]
    size, new = len(makers), tuple.__new__

    def make_record(values: Any) -> Any:  # noqa: ANN401 - a list, and a value of that class
        if len(values) != size:
            raise ValueError(name)
        for index, make in steps:
            value = values[index]
            if value is not None and type(value) is not str:
                values[index] = make(value)
        return new(record, values)

    return make_record


_FIELDS: Final = [
    (name, _maker(str(annotation)))
    for name, annotation in Manifest.__annotations__.items()
    if name not in {"source", "defects", "may_suppress"}
]


# --- defects ---------------------------------------------------------------------------------------


def _packed(defect: Diagnostic) -> list[Any]:
    related = [[*_span(label.location), label.message] for label in defect.related]
    fix = defect.fix and [
        defect.fix.title, defect.fix.safe, [[*_span(edit.location), edit.text, edit.beside] for edit in defect.fix.edits]
    ]  # fmt: skip
    return [
        defect.rule, defect.category, defect.severity.value, defect.message, _span(defect.location), defect.subject,
        defect.about, defect.anchor, defect.label, related, defect.help, fix,
    ]  # fmt: skip


def _unpacked(values: list[Any], source: Source) -> Diagnostic:
    rule, category, severity, message, primary, subject, about, anchor, label, related, help_, fix = values

    def at(start: int, end: int) -> Location:
        return Location(source, Span(start, end))

    return Diagnostic(
        rule, category, Severity(severity), message, at(*primary), subject, about, anchor, label,
        tuple([Label(at(start, end), words) for start, end, words in related]),
        help_,
        fix and Fix(
            fix[0], tuple([Edit(at(start, end), text, beside) for start, end, text, beside in fix[2]]), safe=fix[1]
        ),
    )  # fmt: skip


def _span(location: Location) -> list[int]:
    return [location.span.start, location.span.end]
