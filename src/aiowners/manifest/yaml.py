"""YAML text -> nodes with places: one document, scalars by YAML 1.2, everything bounded."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml as pyyaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from aiowners.manifest.yaml_tabs import without_blank_tabs
from aiowners.source import Span, line_start

try:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]
except ImportError:  # PyYAML was built without libyaml
    CParser = None  # type: ignore[assignment, misc]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_DEPTH = 64
MAX_SCALAR = 10_000  # characters of one key or value
MAX_EXPANSION = 50_000  # nodes that aliases may add to one document

# A scalar is the parser's own event. Copying each into an object of ours would cost a quarter
# of the time that reading takes, and most scalars are never asked where they stand.
Scalar: TypeAlias = ScalarEvent


class Lost(ScalarEvent):
    """Stands for an alias whose anchor was cut out of the text: an empty value, of which nothing is known."""


class Sequence:
    """A list: its items in order. `start` and `end` are what the parser reported of it."""

    __slots__ = ("end", "flow", "items", "start")

    def __init__(self, start: int, flow: bool) -> None:  # noqa: FBT001
        self.items: list[Node] = []
        self.start = start
        self.end = start
        self.flow = flow


class Mapping:
    """A mapping: `entries` by the text of the key, merge keys resolved, the first of a key wins.

    `items` is what was written, key and value in turn. `repeated` is what a second, equal key
    would have brought: (first key, later key, its value). For a merge key, it is the later key
    itself, because what every merge key brings is merged. `strange` are keys that are no scalars.
    `partial`: something that is lost was to be merged into it.
    """

    __slots__ = ("_own", "end", "entries", "flow", "items", "keys", "partial", "repeated", "start", "strange")

    def __init__(self, start: int, flow: bool) -> None:  # noqa: FBT001
        self.items: list[Node] = []
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, Scalar] | None = None
        self._own: frozenset[str] | None = None
        self.repeated: tuple[tuple[Scalar, Scalar, Node], ...] = ()
        self.strange: tuple[Node, ...] = ()
        self.partial = False
        self.start = start
        self.end = start
        self.flow = flow

    def key(self, name: str) -> Scalar:
        """The token of the key `name`; KeyError where there is none."""
        if self.keys is None:
            self.keys = {}
            for key in self.items[0::2]:
                if isinstance(key, Scalar):
                    self.keys.setdefault(key.value, key)
        return self.keys[name]

    def writes(self, name: str) -> bool:
        """Whether the key `name` stands in the mapping itself, and is not merged into it."""
        if self._own is None:
            self._own = frozenset(key.value for key in self.items[0::2] if isinstance(key, Scalar))
        return name in self._own

    def __len__(self) -> int:
        return len(self.entries)


Node: TypeAlias = Scalar | Sequence | Mapping
_COLLECTION = (Sequence, Mapping)


class YamlError(Exception):
    """The text is not a YAML document that we read.

    `offset` is the offending character, `opened` (offset, words) what was being read when it came,
    `resume` the offset from which nothing can be trusted: the offending character, or, where a
    quote or bracket was never closed, the one that opened it.
    """

    def __init__(
        self,
        problem: str,
        offset: int,
        opened: tuple[int, str] | None = None,
        help: str | None = None,  # noqa: A002 - what a diagnostic calls it
    ) -> None:
        super().__init__(problem)
        self.help = help
        self.problem = problem
        self.offset = offset
        self.opened = opened
        self.resume = offset if opened is None else min(offset, opened[0])


# YAML 1.2, production c-printable, plus what only a broken encoding brings (lone surrogates), and
# byte order marks: one may begin a file, and is taken off before the text comes here.
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")

# libyaml follows YAML 1.1, where these end a line; in YAML 1.2 they are characters like others.
# They are put out of its sight and back into the values.
_BREAKS_OF_1_1 = re.compile("[\x85\u2028\u2029]")
_HIDE = {0x85: "\uf785", 0x2028: "\uf728", 0x2029: "\uf729"}
_SHOW = {0xF785: "\x85", 0xF728: "\u2028", 0xF729: "\u2029"}


def compose(text: str, lost: dict[str, list[int]] | None = None) -> Node | None:
    """The one document in `text` as a node; None where there is nothing but blanks and comments.

    `lost` are the anchors that were cut out of the text, and from which offsets: an alias of one
    gives a Lost.

    Raises YamlError at the first thing that is wrong: a character that YAML does not allow, a
    syntax error, an alias without its anchor, a second document, too deep a nesting, a scalar of
    more than MAX_SCALAR characters, or aliases that expand to more than MAX_EXPANSION nodes.
    """
    if text.replace("\n", "").isprintable():  # most texts are, and need no closer look
        return _compose(text, lost)
    if (bad := _NOT_ALLOWED.search(text)) is not None:
        raise YamlError(_not_allowed(bad.group()), bad.start())
    if _BREAKS_OF_1_1.search(text) is None:
        return _compose(text, lost)
    root = _compose(text.translate(_HIDE), lost)
    if root is not None:
        _restore(root)
    return root


_TOO_LONG = "close the quote, if one is left open; or keep the text in a file of its own, and name that here"


def _not_allowed(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"the byte 0x{ord(character) - 0xDC00:02X} is not UTF-8 here"
    if character == "\0":
        return "the file holds a NUL character: it is not a text"
    if character == "\ufeff":
        return "an invisible U+FEFF (byte order mark) stands here: it can only begin a file"
    return f"the character U+{ord(character):04X} is not allowed in YAML"


def _compose(text: str, lost: dict[str, list[int]] | None) -> Node | None:
    try:
        return _build(text, _parser(text), lost)
    except pyyaml.MarkedYAMLError as error:
        raise _syntax_error(error, text) from None


def _build(text: str, next_event: Callable[[], object], lost: dict[str, list[int]] | None) -> Node | None:  # noqa: C901, PLR0912, PLR0915
    # One flat loop, on purpose: this is where reading spends its time.
    root: Node | None = None
    stack: list[Sequence | Mapping] = []
    anchors: dict[str, Node] = {}
    expansion = 0
    start: int
    seen_document = False
    holder: list[Node] = []
    append = holder.append
    while True:
        event = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            append(event)  # type: ignore[arg-type]
            if len(event.value) > MAX_SCALAR:  # type: ignore[attr-defined]
                start = event.start_mark.index  # type: ignore[attr-defined]
                raise YamlError(f"a text of more than {MAX_SCALAR:,} characters", start, help=_TOO_LONG)
            if event.anchor is not None:  # type: ignore[attr-defined]
                _require_anchor(text, event.start_mark.index, event.anchor)  # type: ignore[attr-defined]
                anchors[event.anchor] = event  # type: ignore[attr-defined, assignment]
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            make = Mapping if kind is MappingStartEvent else Sequence
            node = make(event.start_mark.index, bool(event.flow_style))  # type: ignore[attr-defined]
            append(node)
            if event.anchor is not None:  # type: ignore[attr-defined]
                _require_anchor(text, node.start, event.anchor)  # type: ignore[attr-defined]
                anchors[event.anchor] = node  # type: ignore[attr-defined]
            stack.append(node)
            append = node.items.append
            if len(stack) > MAX_DEPTH:
                raise YamlError(f"more than {MAX_DEPTH} levels of nesting", node.start)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            done = stack.pop()
            done.end = event.end_mark.index  # type: ignore[attr-defined]
            append = stack[-1].items.append if stack else holder.append
            if kind is MappingEndEvent:
                _enter(done)  # type: ignore[arg-type]
        elif kind is AliasEvent:
            target = anchors.get(event.anchor)  # type: ignore[attr-defined]
            start = event.start_mark.index  # type: ignore[attr-defined]
            _require_name(text, start)
            if lost is not None and _is_lost(lost.get(event.anchor, ()), target, start):  # type: ignore[attr-defined]
                append(Lost(None, None, (True, False), "", event.start_mark, event.end_mark))  # type: ignore[attr-defined]
                continue
            if target is None:
                raise YamlError(f"no anchor `&{event.anchor}` stands before this alias", start)  # type: ignore[attr-defined]
            if any(target is node for node in stack):
                raise YamlError("an alias cannot stand inside what it stands for", start)
            size, depth = _size(target, MAX_EXPANSION)
            expansion += size
            if expansion > MAX_EXPANSION:
                raise YamlError(f"the aliases expand to more than {MAX_EXPANSION} values", start)
            if len(stack) + depth > MAX_DEPTH:
                raise YamlError(f"with this alias, more than {MAX_DEPTH} levels of nesting", start)
            append(target)
        elif kind is DocumentStartEvent:
            if seen_document:
                offset = event.start_mark.index  # type: ignore[attr-defined]
                raise YamlError("a second document begins here: a manifest is one document", offset)
            seen_document = True
        elif kind is StreamEndEvent:
            break
        else:
            assert kind is StreamStartEvent or kind is DocumentEndEvent
    if holder:
        root = holder[0]
        if type(root) is ScalarEvent and not root.value and not root.style and root.tag is None:
            return None
    return root


# YAML 1.2 ends the name of an anchor at a space or a bracket, libyaml at any character that it does not
# know. Only names that both end at the same character are read.
_NAME = re.compile(r"[&*]([0-9A-Za-z_-]*)")
_AFTER_NAME = frozenset(" \t\r\n,[]{}")
_ANCHOR = re.compile(r"(?<![^ \t\r\n])&[^ \t\r\n,\[\]{}]*")
_ODD_NAME = "a `*` begins an alias and a `&` an anchor, with a name of letters, digits, `-` and `_`: quote the text"


def _require_anchor(text: str, start: int, name: str) -> None:
    """Raise YamlError if the properties that begin at `start` do not hold the anchor `name` and a space."""
    properties = _PROPERTIES.match(text, start)
    end = start if properties is None else properties.end()
    first = [start] if text.startswith("&", start) else [match.start() for match in _ANCHOR.finditer(text, start, end)]
    for offset in first:
        match = _NAME.match(text, offset)
        if match is not None and match.group(1) == name and _ends_at(text, match.end()):
            return
    _require_name(text, first[-1] if first else start)
    raise YamlError(_ODD_NAME, start)


def _require_name(text: str, start: int) -> None:
    """Raise YamlError at the first character of an anchor or alias that only some parsers take for a part of its name."""
    match = _NAME.match(text, start)
    end = start if match is None else match.end()
    if not _ends_at(text, end):
        raise YamlError(_ODD_NAME, end)


def _ends_at(text: str, end: int) -> bool:
    return end >= len(text) or text[end] in _AFTER_NAME


def _is_lost(offsets: Iterable[int], target: Node | None, alias: int) -> bool:
    """Whether an alias means an anchor that was cut out at one of `offsets`, rather than `target`."""
    since = -1 if target is None else span(target).start
    return any(since < offset < alias for offset in offsets)


def _enter(mapping: Mapping) -> None:  # noqa: C901, PLR0912
    """Fill `entries` from `items`."""
    keys, values = mapping.items[0::2], mapping.items[1::2]
    try:
        mapping.entries = dict(zip([key.value for key in keys], values, strict=True))  # type: ignore[union-attr]
    except AttributeError:
        mapping.entries = {}
    if len(mapping.entries) == len(keys) and "<<" not in mapping.entries:
        return
    mapping.entries = entries = {}
    first: dict[str, Scalar] = {}
    mapping.keys = first
    repeated: list[tuple[Scalar, Scalar, Node]] = []
    merges: list[tuple[Scalar, Node]] = []
    for key, value in zip(keys, values, strict=True):
        if not isinstance(key, Scalar):
            mapping.strange += (key,)
        elif is_merge(key):
            merges.append((key, value))
        elif key.value in entries:
            repeated.append((first[key.value], key, value))
        else:
            entries[key.value] = value
            first[key.value] = key
    repeated += [(merges[0][0], key, key) for key, _ in merges[1:]]
    mapping.repeated = tuple(repeated)
    for key, value in merges:
        for source in value.items if isinstance(value, Sequence) else [value]:
            if isinstance(source, Lost):
                mapping.partial = True
                continue
            if not isinstance(source, Mapping):
                raise YamlError("`<<` takes a mapping, or a list of mappings, to merge", span(key).start)
            mapping.partial |= source.partial
            for name, merged in source.entries.items():
                if name not in entries:
                    entries[name] = merged
                    first[name] = source.key(name)


def is_merge(key: Node) -> bool:
    """Whether a key merges its value into the mapping, rather than being the name `<<`."""
    return isinstance(key, Scalar) and key.value == "<<" and not key.style and key.tag is None


_MERGED = re.compile(r"[ \t]*:[ \t]*(\*[0-9A-Za-z_-]+|\[[^\[\]{}\"'#\r\n]*\])")


def merge_of(mapping: Mapping, text: str) -> str:
    """One merge key for all merge keys of a mapping, as a person would write it: `<<: [*one, *two]`."""
    ends = [span(key).end for key in mapping.items[0::2] if is_merge(key)]
    values = [match.group(1).strip("[] \t,") for end in ends if (match := _MERGED.match(text, end)) is not None]
    return f"<<: [{', '.join(filter(None, values))}]" if len(values) == len(ends) else "<<: [*ONE, *TWO]"


def _size(node: Node, limit: int) -> tuple[int, int]:
    """How many nodes `node` expands to, counted no further than just past `limit`, and how many levels."""
    count = levels = 0
    level: list[Node] = [node]
    while level and count <= limit:
        count += len(level)
        collections = [one for one in level if isinstance(one, _COLLECTION)]
        levels += bool(collections)
        level = [item for one in collections for item in one.items]
    return count, levels


def _restore(root: Node) -> None:
    seen: set[int] = set()
    todo: list[Node] = [root]
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            node.value = node.value.translate(_SHOW)
        else:
            todo.extend(node.items)
            if isinstance(node, Mapping):
                node.entries = {name.translate(_SHOW): value for name, value in node.entries.items()}
                if node.keys is not None:
                    node.keys = {name.translate(_SHOW): key for name, key in node.keys.items()}


# --- the two parsers -----------------------------------------------------------------------------


def _parser(text: str) -> Callable[[], object]:
    """A function that gives the next event at each call.

    It raises YamlError at a syntax error, or PyYAML's own, which `_syntax_error` puts into our words.
    """
    if "\t" in text:
        text = without_blank_tabs(text)
    if _QUESTION.search(text) is not None:
        _refuse_key_indicators(text)
    return _pure_events(text) if CParser is None else _c_events(text)


# Both parsers take any `?` in brackets for the indicator of a key, but YAML 1.2 only one before a space.
_QUESTION = re.compile(r"(?<![^ \t\r\n\[\]{},\"':])\?(?![ \t\r\n]|\Z)")


def _refuse_key_indicators(text: str) -> None:
    """Raise YamlError at the first `?` that a parser would take for the indicator of a key, but YAML 1.2 does not."""
    for offset in _key_indicators(text):
        if _QUESTION.match(text, offset) is not None:
            raise YamlError(
                "`?` begins this text in brackets, and YAML readers disagree on what it means: quote it", offset
            )


def _key_indicators(text: str) -> Iterator[int]:
    """Where a parser sees the indicator of a key, in order, as far as the text can be scanned."""
    next_token = _pure_tokens(text) if CParser is None else CParser(text).get_token
    depth = 0
    try:
        while (token := next_token()) is not None:
            name = type(token).__name__
            if name == "KeyToken" and token.start_mark.index < token.end_mark.index:  # type: ignore[attr-defined]
                yield token.start_mark.index  # type: ignore[attr-defined]
            depth += name.endswith("StartToken") - name.endswith("EndToken")
            if depth > MAX_DEPTH + 1:
                return  # the parser gets no further
    except (YamlError, pyyaml.MarkedYAMLError):
        return  # the parser reports it


def _c_events(text: str) -> Callable[[], object]:
    """Libyaml by PyYAML: the fast one."""
    assert CParser is not None
    get: Callable[[], object] = CParser(text).get_event
    return get


def _pure_tokens(text: str) -> Callable[[], object | None]:
    """A function that gives ruamel's next token at each call, None after the last; it raises YamlError."""
    from ruamel.yaml import YAML

    tokens: Iterator[object] = YAML(typ="safe", pure=True).scan(text)

    def next_token() -> object | None:
        with _pure_errors(text, 0):
            return next(tokens, None)

    return next_token


@contextmanager
def _pure_errors(text: str, since: int) -> Iterator[None]:
    """Turn every exception of ruamel into a YamlError: over some invalid texts it stumbles, rather than refuse them.

    `since` is how far the text has been parsed.
    """
    from ruamel.yaml.error import MarkedYAMLError

    try:
        yield
    except MarkedYAMLError as error:
        raise _syntax_error(error, text) from None  # type: ignore[arg-type]
    except Exception as error:  # noqa: BLE001 - of whatever kind, its cause is the text
        if "version minor part" in str(error):
            raise YamlError(_NO_VERSION, since) from None
        if (offset := _escape_of_nothing(text, since)) is not None:
            raise YamlError(_NO_CHARACTER, offset) from None
        raise YamlError("this is not valid YAML", since) from None


_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|.)", re.DOTALL)
_MAX_CODE = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_SURROGATE = re.compile("[\ud800-\udfff]")


def _escape_of_nothing(text: str, since: int) -> int | None:
    """Where the digits of the first escape at or after `since` begin that names no character."""
    for escape in _ESCAPE.finditer(text, since):
        digits = escape.group(1) or escape.group(2)
        if digits and ((code := int(digits, 16)) > _MAX_CODE or code in _SURROGATES):
            return escape.start() + 2
    return None


def _pure_events(text: str) -> Callable[[], object]:
    """ruamel.yaml's pure parser, where PyYAML came without libyaml: the same events, 25 times slower."""
    from ruamel.yaml import YAML

    events: Iterator[object] = YAML(typ="safe", pure=True).parse(text)
    ours: dict[str, Any] = {
        event.__name__: event
        for event in (
            AliasEvent, DocumentEndEvent, DocumentStartEvent, MappingEndEvent, MappingStartEvent,
            SequenceEndEvent, SequenceStartEvent, StreamEndEvent, StreamStartEvent,
        )
    }  # fmt: skip

    before = 0

    def next_event() -> object:
        nonlocal before
        with _pure_errors(text, before):
            event = next(events)
        marks = (event.start_mark, event.end_mark)  # type: ignore[attr-defined]
        if (marks[0].index == marks[1].index) and type(event).__name__ == "ScalarEvent":
            # libyaml has an empty value stand after its indicator, ruamel before what comes next.
            indicator = _INDICATOR.match(text, before, marks[0].index)
            place = before if indicator is None else indicator.end()
            marks = (_Mark(place), _Mark(place))
        before = marks[1].index
        anchor = getattr(event, "anchor", None)
        tag = getattr(event, "tag", None)
        tag = None if tag is None else str(tag)
        match type(event).__name__:
            case "ScalarEvent":
                if event.style == '"' and _SURROGATE.search(event.value) is not None:  # type: ignore[attr-defined]
                    start = marks[0].index
                    raise YamlError(_NO_CHARACTER, _escape_of_nothing(text, start) or start)
                return ScalarEvent(anchor, tag, event.implicit, event.value, *marks, style=event.style)  # type: ignore[attr-defined]
            case "MappingStartEvent" | "SequenceStartEvent" as name:
                return ours[name](anchor, tag, event.implicit, *marks, flow_style=event.flow_style)  # type: ignore[attr-defined]
            case "AliasEvent":
                return AliasEvent(anchor, *marks)
            case name:
                return ours[name](*marks)

    return next_event


_INDICATOR = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*+)*+[-?:]")


class _Mark:
    """As much of a parser's mark as is used here."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index


_NO_CHARACTER = "that is no character: the escape names a code point that does not exist"
_NO_VERSION = "this is no version of YAML that we read: leave the `%YAML` line out"
# What the parsers say (libyaml and its translations word alike), and what that means for a person.
_WORDS = (
    ("mapping values are not allowed", "a `:` that starts a value cannot stand here: quote the text, or mend the indentation"),
    ("could not find expected ':'", "this line is neither `key: value` nor part of the value above: a `:` is missing, or the indentation is off"),
    ("did not find expected key", "a key was expected here: the indentation does not fit the lines above"),
    ("expected <block end>", "a key was expected here: the indentation does not fit the lines above"),
    ("did not find expected '-' indicator", "an item `- ...` was expected here: the indentation does not fit the list above"),
    ("did not find expected ',' or ']'", "`,` or `]` was expected here"),
    ("expected ',' or ']'", "`,` or `]` was expected here"),
    ("did not find expected ',' or '}'", "`,` or `}` was expected here"),
    ("expected ',' or '}'", "`,` or `}` was expected here"),
    ("found character that cannot start any token", "no value can begin with this character: quote it"),
    ("found character '\\t' that cannot start any token", "a tab cannot indent YAML: use blanks"),
    ("found a tab character", "a tab cannot indent YAML: use blanks"),
    ("found unexpected end of stream", "the text ends inside quotes"),
    ("found unexpected document indicator", "the document ends inside quotes"),
    ("did not find expected node content", "a value was expected here"),
    ("block sequence entries are not allowed", "a list item `- ...` cannot begin here: start it on a line of its own"),
    ("block sequence entries not allowed", "a list item `- ...` cannot begin here: start it on a line of its own"),
    ("found unknown escape character", "no such escape in a double-quoted text: write `\\\\` for a backslash, or use single quotes"),
    ("found invalid Unicode character escape code", _NO_CHARACTER),
    ("found duplicate anchor", "this anchor stands already"),
    ("mapping keys are not allowed", "a `?` key cannot stand here"),
    ("found undefined tag handle", "the tag has a prefix that nothing declares"),
    ("alphabetic or numeric character", _ODD_NAME),
    ("expected tag URI", "a `!` begins a tag: quote the text"),
    ("expected '!'", "a `!` begins a tag: quote the text"),
    ("URI escaped octet", "a `!` begins a tag: quote the text"),
    ("did not find expected whitespace or line break", "a blank belongs between a tag and its value"),
    ("non-alphabetical character", "a line that begins with `%` is a directive: quote the text"),
    ("directive name", "a line that begins with `%` is a directive: quote the text"),
    ("%YAML directive", "a line that begins with `%` is a directive: quote the text"),
    ("incompatible YAML document", _NO_VERSION),
    ("expected comment or line break", "nothing but a comment can follow on this line"),
    ("chomping or indentation", "nothing but a comment can follow on this line"),
    ("hexdecimal number", "no such escape in a double-quoted text: write `\\\\` for a backslash, or use single quotes"),
    ("indentation indicator equal to 0", "a text cannot be indented by 0: leave the digit out"),
    ("did not find expected <document start>", "the document has ended: this line belongs to nothing above"),
    ("expected '<document start>'", "the document has ended: this line belongs to nothing above"),
)  # fmt: skip

_OPENED = {
    "while scanning a quoted scalar": "this quote is never closed",
    "while scanning a double-quoted scalar": "this quote is never closed",
    "while scanning a single-quoted scalar": "this quote is never closed",
    "while parsing a flow sequence": "this `[` is not closed before it",
    "while parsing a flow mapping": "this `{` is not closed before it",
    "while scanning a simple key": "",
}


def _syntax_error(error: pyyaml.MarkedYAMLError, text: str) -> YamlError:
    """The parser's error in our words, at the character that is to blame."""
    said = error.problem or error.context or ""
    problem = next((ours for theirs, ours in _WORDS if theirs in said), said)
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index if mark is not None else 0, len(text))
    if text[offset : offset + 1] == "\t" and "cannot start any token" in said:
        problem = "a tab cannot indent YAML: use blanks"
    words = _OPENED.get(error.context or "")
    if words is None or error.context_mark is None:
        return YamlError(problem, offset)
    opener = error.context_mark.index
    # At the end of the text, and where a line turns out to be no key, the place to look at is
    # where it began, not where the parser gave up.
    if not words or offset >= len(text.rstrip()) or "quote" in words:
        return YamlError(words.replace("before it", "anywhere") or problem, opener)
    return YamlError(problem, offset, (opener, words))


def open_quote(text: str, until: int | None = None) -> YamlError | None:
    """The first quote before `until` that is not closed where it should be: it swallows what stands below, up to the next one.

    The parsers let a text in quotes go on at any indentation, and stumble later, or never. Looked
    for only where something is wrong.
    """
    try:
        next_event = _parser(text[:until].translate(_HIDE))
        while type(event := next_event()) is not StreamEndEvent:
            if type(event) is ScalarEvent and event.style in _QUOTES and event.value:
                start, end = span(event, text).start, span(event).end
                if _swallows(text, start, end):
                    line = 1 + len(_LINE_BREAK.findall(text, 0, end))
                    return YamlError(f"this quote is closed only on line {line}, where the next one begins", start)
    except (YamlError, pyyaml.MarkedYAMLError):
        pass
    return None


def _swallows(text: str, start: int, end: int) -> bool:
    """Whether the text in quotes at start:end holds a line that looks like a key, no further in than its first."""
    if _LINE_BREAK.search(text, start, end) is None:
        return False
    begin = line_start(text, start)
    last = _LINE_BREAK.search(text, end)
    first, *others = _LINE_BREAK.split(text[begin : len(text) if last is None else last.start()])
    indent = len(first) - len(first.lstrip(" "))
    return any(len(line) - len(line.lstrip(" ")) <= indent and _LIKE_A_KEY.match(line) for line in others)


_QUOTES = frozenset("\"'")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_LIKE_A_KEY = re.compile(r" *(?:- )?[\w.\"'-]+ *:(?: |\Z)")


# --- what a node is and where it stands ----------------------------------------------------------

_PROPERTIES = re.compile(r"(?:(?:!<[^>\r\n]*>|[&!][^ \t\r\n,\[\]{}]*)(?:[ \t\r\n]|(?<=[ \t\r\n])#[^\r\n]*)*)*")
_BLANKS = " \t\r\n"
_CORE_TAG = "tag:yaml.org,2002:"
_MAYBE_NOT_TEXT = frozenset("0123456789+-.~nNtTfF")
# YAML 1.2.2, 10.3.2, the core schema.
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", re.ASCII
)
_MAX_DIGITS = 300  # a longer number is read as text: nothing that we have is that large


def is_text(scalar: Scalar) -> bool:
    """Whether YAML 1.2 makes a string of this scalar."""
    if scalar.tag is not None:
        return isinstance(value_of(scalar), str)
    if scalar.style:
        return True
    text = scalar.value
    if text and text[0] not in _MAYBE_NOT_TEXT:
        return True
    return isinstance(_plain(text), str)


class Tagged:
    """A scalar with a tag that YAML's core schema does not have: no value of ours."""

    __slots__ = ("tag",)

    def __init__(self, tag: str) -> None:
        self.tag = tag


def value_of(scalar: Scalar) -> str | float | bool | Tagged | None:
    """What YAML 1.2's core schema makes of a scalar."""
    text: str = scalar.value
    if scalar.tag is None:
        return text if scalar.style else _plain(text)
    tag = str(scalar.tag)
    name = tag.removeprefix(_CORE_TAG)
    if tag == "!" or (name == "str" and name != tag):
        return text
    if name != tag and name in {"int", "float", "bool", "null"}:
        return _plain(text)
    return Tagged(tag)


def _plain(text: str) -> str | float | bool | None:  # noqa: PLR0911
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if len(text) > _MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if _FLOAT.fullmatch(text):
        return float(text.replace(".", "", 1)) if text[-1] in "fFnN" else float(text)
    return text


def plain_data(node: Node | None) -> object:
    """A node as dicts, lists and scalars, for a validator: keys are texts, the first of two wins."""
    match node:
        case None:
            return None
        case Sequence():
            return [plain_data(item) for item in node.items]
        case Mapping():
            return {name: plain_data(value) for name, value in node.entries.items()}
        case _:
            return value_of(node)


def span(node: Node, text: str | None = None) -> Span:
    """Where a node stands, its anchor and tag apart, and without the blanks after it.

    `text` is the text it was composed from; without it, the span may take in what stands around.
    """
    if isinstance(node, Scalar):
        start, end = node.start_mark.index, node.end_mark.index  # type: ignore[union-attr]
    else:
        start, end = node.start, node.end
    if text is not None:
        if start < end and text[start] in "&!":
            properties = _PROPERTIES.match(text, start, end)
            start = properties.end() if properties is not None else start
        end = _end(text, start, max(start, end), node)
    return Span(start, end)


def _end(text: str, start: int, end: int, node: Node) -> int:
    """Where a node ends: the parser ends a block at the next token, after the blank and comment lines before it."""
    block = not isinstance(node, Scalar) and not node.flow
    while True:
        while end > start and text[end - 1] in _BLANKS:
            end -= 1
        line = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
        if not block or line == 0 or not text[line:end].lstrip(" \t").startswith("#"):
            return end
        end = line
