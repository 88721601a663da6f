"""A source -> a Manifest: parse, decode, and explain what is wrong, in a row."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from aiowners.diagnostics.conflicts import HELP, MESSAGE, conflicts
from aiowners.diagnostics.diagnostic import Diagnostic, Label, Severity
from aiowners.manifest.decode import decode, later_version
from aiowners.manifest.decoding import WORD, DecodeState
from aiowners.manifest.model import Manifest, UnreadParts
from aiowners.manifest.skim import Uncommon, skim
from aiowners.manifest.skim_values import Unplaced
from aiowners.manifest.yaml import Mapping, Sequence, YamlError, compose, open_quote, span
from aiowners.source import MAX_SIZE, Location, Source, Span

if TYPE_CHECKING:
    from aiowners.diagnostics.conflicts import Conflict
    from aiowners.manifest.decoding import Cut
    from aiowners.manifest.model import KeyPath
    from aiowners.manifest.yaml import Node

    # The root, what is wrong, and what was cut out to read the rest.
    _Parse: TypeAlias = tuple[Node | None, tuple[YamlError, ...], tuple[Cut, ...]]

_MOST_CONFLICTS = 16  # that are reported of one manifest


def read(source: Source) -> Manifest:
    """Read one manifest. Never raises: what is wrong is in `defects`, what is lost in `gaps`."""
    text = source.text
    if len(text) > MAX_SIZE:
        return _unread(source, _syntax(source, YamlError("the file is larger than 1 MiB", 0)))
    if unfinished := conflicts(text):
        return _unread(source, *(_conflict(source, conflict) for conflict in unfinished[:_MOST_CONFLICTS]))
    if (manifest := _skimmed(source)) is not None:
        return manifest
    root, errors, cuts = _parse(text)
    defects = [_syntax(source, error) for error in errors]
    if (version := later_version(root)) is not None:
        found = Diagnostic(
            rule="unsupported-version",
            category="manifest",
            severity=Severity.ERROR,
            message=f"version {version.value[:20]} of the format is not one that this release reads",
            location=Location(source, span(version, text)),
            anchor=f"version={version.value}",
            label="this release reads version 1",
            help="write `version: 1`, or install a newer aiowners",
        )
        return _unread(source, *defects, found)
    reading = DecodeState(text, cuts)
    manifest = decode(root, source, reading)
    if reading.in_order and not errors:
        return manifest
    from aiowners.manifest.explain import explain

    try:
        explained = explain(root, source, reading)
    except RuntimeError:  # `decode` and the schema are at odds: that is ours, and the run goes on
        explained = [_unexplained(source, reading)]
    return manifest.with_defects((*defects, *explained))


class _Strict(DecodeState):
    """A reading that ends at the first node that is not in order: the full parser has to tell about it."""

    __slots__ = ()

    def reject(self, node: Node) -> NoReturn:  # noqa: ARG002
        """Leave."""
        raise Unplaced


def _skimmed(source: Source) -> Manifest | None:
    """The manifest where it is in order and plainly written, as nearly all are; None where it takes a closer look."""
    root = skim(source.text)
    if isinstance(root, Uncommon):
        return None
    reading = _Strict(source.text)
    try:
        manifest = decode(root, source, reading)
    except Unplaced:
        return None
    return manifest if reading.in_order else None


def _unexplained(source: Source, reading: DecodeState) -> Diagnostic:
    place = span(reading.bad[0], source.text) if reading.bad else Span(0, 0)
    return Diagnostic(
        rule="wrong-type",
        category="manifest",
        severity=Severity.ERROR,
        message="this is not what the format has here, and aiowners cannot say why: please report it as a bug",
        location=Location(source, place),
    )


def locate(source: Source, path: KeyPath, *, key: bool = False) -> Location:
    """Where the value at `path` stands in a manifest, or its key where `key` is true.

    The text is parsed for it: only what is reported is ever looked up. A path that the text does
    not hold leads to the nearest place above that it does hold.
    """
    text = source.text
    node, _, _ = _parse_of(source)
    for number, step in enumerate(path, 1):
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
            if key and number == len(path):
                return Location(source, span(node.key(step), text))
            node = node.entries[step]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    return Location(source, Span(0, 0) if node is None else span(node, text))


def document(source: Source) -> Node | None:
    """The document of a manifest as nodes, as far as it can be parsed."""
    return _parse_of(source)[0]


def parsed(source: Source) -> Node | None:
    """The document of a manifest as nodes; None where it could not be parsed as a whole."""
    root, errors, _ = _parse_of(source)
    return None if errors else root


def _parse(text: str) -> _Parse:
    try:
        root = compose(text)
    except YamlError as caught:
        error = caught
    else:
        if not (text.count('"') % 2 and _OPEN.search(text)) and not (text.count("'") % 2 and _OPEN_SINGLE.search(text)):
            return root, (), ()
        if (quote := open_quote(text)) is None:
            return root, (), ()
        error = quote
    from aiowners.manifest.error_recovery import recover

    recovery = recover(text, error)
    return recovery.root, recovery.errors, recovery.cuts


# A quote that opens a value and has no fellow on its line.
_OPEN = re.compile(r"""[:\[{,-] *"[^"\r\n]*$""", re.MULTILINE)
_OPEN_SINGLE = re.compile(r"""[:\[{,-] *'[^'\r\n]*$""", re.MULTILINE)


class _Parses(threading.local):
    """What was parsed last: as many texts as are together not longer than four of the largest."""

    def __init__(self) -> None:
        self._kept: dict[Source, _Parse] = {}  # the one that was asked for last comes last
        self._size = 0

    def of(self, source: Source) -> _Parse:
        """A text, parsed now or before."""
        found = self._kept.pop(source, None)
        if found is None:
            found = _parse(source.text)
            self._size += len(source.text)
            while self._kept and self._size > 4 * MAX_SIZE:
                first = next(iter(self._kept))
                del self._kept[first]
                self._size -= len(first.text)
        self._kept[source] = found
        return found


_parse_of = _Parses().of


def _unread(source: Source, *defects: Diagnostic) -> Manifest:
    words = frozenset(WORD.findall(source.text))
    return Manifest(source, defects=defects, gaps=UnreadParts(words=words))


def _conflict(source: Source, conflict: Conflict) -> Diagnostic:
    """The finding for a conflict, at its first marker. Which side applies is not known, so the file is not read."""
    return Diagnostic(
        rule="yaml-syntax",
        category="manifest",
        severity=Severity.ERROR,
        message=MESSAGE,
        location=Location(source, conflict.markers[0]),
        anchor=MESSAGE,
        help=HELP,
    )


def _syntax(source: Source, error: YamlError) -> Diagnostic:
    end = error.offset + 1 if source.line_end(error.offset) > error.offset else error.offset
    related: tuple[Label, ...] = ()
    if error.opened is not None:
        start, words = error.opened
        related = (Label(Location(source, Span(start, start + 1)), words),)
    return Diagnostic(
        rule="yaml-syntax",
        category="manifest",
        severity=Severity.ERROR,
        message=error.problem,
        location=Location(source, Span(error.offset, end)),
        anchor=error.problem,
        related=related,
        help=error.help,
    )
