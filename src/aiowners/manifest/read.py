"""A source -> a Manifest: parse, decode, and explain the errors, in sequence."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, TypeAlias

from aiowners.diagnostics.conflicts import HELP, MESSAGE, conflicts
from aiowners.diagnostics.diagnostic import Diagnostic, Label, Severity
from aiowners.manifest.decode import decode, later_version
from aiowners.manifest.decoding import WORD, DecodeState
from aiowners.manifest.model import Manifest, UnreadParts
from aiowners.source import MAX_SIZE, Location, Source, Span
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.quotes import open_quote
from aiowners.yaml_text.syntax_messages import YamlError
from aiowners.yaml_text.yaml_nodes import Mapping, Sequence, span

if TYPE_CHECKING:
    from aiowners.diagnostics.conflicts import Conflict
    from aiowners.manifest.decoding import RemovedSpan
    from aiowners.manifest.model import KeyPath
    from aiowners.yaml_text.yaml_nodes import Node

    # The root, the errors, and the spans that were cut out to read the rest.
    _Parse: TypeAlias = tuple[Node | None, tuple[YamlError, ...], tuple[RemovedSpan, ...]]

_MAX_CONFLICTS = 16  # that are reported of one manifest
_MAX_ANCHOR = 200  # characters of the line in the anchor of a syntax error


def read(source: Source) -> Manifest:
    """Read one manifest. Never raises: errors are in `defects`, unread parts in `gaps`."""
    text = source.text
    if len(text) > MAX_SIZE:
        return _unread(source, _syntax(source, YamlError("too-large", "the file is larger than 1 MiB", 0)))
    if unresolved := conflicts(text):
        return _unread(source, *(_conflict(source, conflict) for conflict in unresolved[:_MAX_CONFLICTS]))
    root, errors, removed = _parse(text)
    defects = [_syntax(source, error) for error in errors]
    if (version := later_version(root)) is not None:
        unsupported = Diagnostic(
            rule="unsupported-version",
            category="manifest",
            severity=Severity.ERROR,
            message=f"version {version.value[:20]} of the format is not one that this release reads",
            location=Location(source, span(version, text)),
            anchor=f"version={version.value}",
            label="this release reads version 1",
            help="write `version: 1`, or install a newer aiowners",
        )
        return _unread(source, *defects, unsupported)
    state = DecodeState(text, removed)
    manifest = decode(root, source, state)
    if state.is_valid and not errors:
        return manifest
    from aiowners.manifest.explain import explain

    try:
        explained = explain(root, source, state)
    except RuntimeError:  # `decode` and the schema disagree: that is our bug, and the run goes on
        explained = [_unexplained(source, state)]
    return manifest.with_defects((*defects, *explained))


def _unexplained(source: Source, state: DecodeState) -> Diagnostic:
    return Diagnostic(
        rule="wrong-type",
        category="manifest",
        severity=Severity.ERROR,
        message="this is not what the format has here, and aiowners cannot say why: please report it as a bug",
        location=Location(source, span(state.rejected[0], source.text) if state.rejected else Span(0, 0)),
    )


def locate(source: Source, path: KeyPath, *, key: bool = False) -> Location:
    """Return the location of the value at `path` in a manifest, or of its key if `key` is true.

    The text is parsed again: only what is reported is ever located. For a path that the text does
    not have, return the location of the nearest part above that it does have.
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
    """Return the document of a manifest as nodes, as far as it can be parsed."""
    return _parse_of(source)[0]


def parsed(source: Source) -> Node | None:
    """Return the document of a manifest as nodes, or None if it cannot be parsed as a whole."""
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
    return recovery.root, recovery.errors, recovery.removed


# A quote that opens a value and is not closed on its line.
_OPEN = re.compile(r"""[:\[{,-] *"[^"\r\n]*$""", re.MULTILINE)
_OPEN_SINGLE = re.compile(r"""[:\[{,-] *'[^'\r\n]*$""", re.MULTILINE)


class _Parses(threading.local):
    """The last parses: of texts that together are not longer than four of the largest."""

    def __init__(self) -> None:
        self._parses: dict[Source, _Parse] = {}  # the most recently used comes last
        self._size = 0

    def of(self, source: Source) -> _Parse:
        """Return the parse of a text, now or from before."""
        parse = self._parses.pop(source, None)
        if parse is None:
            parse = _parse(source.text)
            self._size += len(source.text)
            while self._parses and self._size > 4 * MAX_SIZE:
                oldest = next(iter(self._parses))
                del self._parses[oldest]
                self._size -= len(oldest.text)
        self._parses[source] = parse
        return parse


_parse_of = _Parses().of


def _unread(source: Source, *defects: Diagnostic) -> Manifest:
    words = frozenset(WORD.findall(source.text))
    return Manifest(source, defects=defects, gaps=UnreadParts(words=words))


def _conflict(source: Source, conflict: Conflict) -> Diagnostic:
    """Return the finding for a merge conflict, at its first marker. Either side may apply, so the file is not read."""
    return Diagnostic(
        rule="yaml-syntax",
        category="manifest",
        severity=Severity.ERROR,
        message=MESSAGE,
        location=Location(source, conflict.markers[0]),
        anchor="conflict",
        help=HELP,
    )


def _syntax(source: Source, error: YamlError) -> Diagnostic:
    """Return the finding for a syntax error.

    Its anchor is the kind of the error and the line where it begins, without indentation: that of
    the offending character, or of the quote or bracket that is never closed. So the finding stays
    the same if its message is reworded, lines are added above, or the file is indented anew. It is
    a new one if the line itself is changed and still invalid.
    """
    end = error.offset + 1 if source.line_end(error.offset) > error.offset else error.offset
    line = source.line(source.position(error.resume).line).strip(" \t")
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
        anchor=f"{error.kind}={line[:_MAX_ANCHOR]}",
        related=related,
        help=error.help,
    )
