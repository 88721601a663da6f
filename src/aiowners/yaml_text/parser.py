"""The parsers behind `compose`: libyaml by PyYAML, or PyYAML's own parser if it was built without libyaml."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import DocumentStartEvent, ScalarEvent

from aiowners.yaml_text.syntax_messages import NOT_A_CHARACTER, UNKNOWN_VERSION, YamlError, syntax_error
from aiowners.yaml_text.tabs import without_blank_tabs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# PyYAML's classes are untyped in part, and `CParser` may be missing: here they become functions of known types.
_C_PARSER: Any
try:
    from yaml._yaml import CParser

    _C_PARSER = CParser

    class _TreeParser(CParser):
        """A parser that builds a tree of nodes, and leaves it to the reader which type a scalar has."""

        def resolve(self, _kind: object, _value: str, _implicit: object) -> None:
            """Give a node no tag but its own."""

        def descend_resolver(self, _parent: object, _index: object) -> None:
            """Do nothing."""

        def ascend_resolver(self) -> None:
            """Do nothing."""

except ImportError:  # PyYAML was built without libyaml
    _C_PARSER = None

# libyaml follows YAML 1.1, where these end a line. In YAML 1.2 they are characters like any other:
# they are hidden from the parsers, and restored in the values.
HIDDEN_BREAKS = {0x85: "\uf785", 0x2028: "\uf728", 0x2029: "\uf729"}

MAX_DEPTH = 64
MAX_SCALAR = 10_000  # characters of one key or value

# libyaml calls itself for each level of a tree, and has no bound of its own before 0.2.6. A block
# collection begins in a line's columns, two of them at most in the same one, and a flow collection
# at a bracket. So these bound the levels of a tree.
_MAX_LINE = 300
_MAX_BRACKETS = 200
# A tag, or an anchor or alias whose name does not end at the same character for all readers of YAML.
_PROPERTY = re.compile(r"(?<![^\s\[{,:?])(?:!|[&*](?![0-9A-Za-z_-]+(?:[ \t\r\n,\[\]{}]|\Z)))")


def tree(text: str) -> Any:  # noqa: ANN401 - PyYAML's node
    """Return the tree of a plain text as PyYAML's nodes, or None if its events must be read.

    Those are the texts with a tag, an unusual anchor or alias, or an error; long texts; and all texts if
    PyYAML was built without libyaml. The tree of a text is built in C, in half the time that its
    events take.
    """
    if (
        _C_PARSER is None
        or len(text) > MAX_SCALAR
        or "\t" in text
        or (("*" in text or "&" in text or "!" in text) and _PROPERTY.search(text) is not None)
        or text.count("[") + text.count("{") > _MAX_BRACKETS
        or max(map(len, text.split("\n"))) > _MAX_LINE
        or ("?" in text and _QUESTION.search(text) is not None)
    ):
        return None
    try:
        return _TreeParser(text).get_single_node()
    except yaml.YAMLError:
        return None


def events(text: str) -> Callable[[], Any]:
    """Return a function that gives the next event of a text at each call, to be called within `yaml_errors`.

    Raises YamlError at a `?` that the parsers and YAML 1.2 read differently.
    """
    if "\t" in text:
        text = without_blank_tabs(text)
    if "?" in text and _QUESTION.search(text) is not None:
        _refuse_key_indicators(text)
    if _C_PARSER is None:
        return _pure_events(text)
    get: Callable[[], Any] = _C_PARSER(text).get_event
    return get


@contextmanager
def yaml_errors(text: str) -> Iterator[None]:
    """Turn the parsers' syntax errors into YamlError."""
    try:
        yield
    except yaml.MarkedYAMLError as error:
        raise syntax_error(error, text) from None


def _pure_events(text: str) -> Callable[[], Any]:
    """Return a function that gives PyYAML's own events. It raises YamlError, and gives the same events as libyaml.

    PyYAML's parser ends a plain scalar in brackets at any `?`, reads every version of YAML and lone
    surrogates, and fails at some invalid texts instead of refusing them.
    """
    hidden = next((mark for mark in _PRIVATE_USE if mark not in text), _PRIVATE_USE[0])
    get: Callable[[], Any] = yaml.SafeLoader(_INNER_QUESTION.sub(hidden, text)).get_event
    offset = 0

    def next_event() -> Any:  # noqa: ANN401 - one of PyYAML's events
        nonlocal offset
        try:
            event: Any = get()
        except yaml.MarkedYAMLError as error:
            raise syntax_error(error, text) from None
        except Exception:  # noqa: BLE001 - of any type, its cause is the text
            if (escape := _invalid_escape(text, offset)) is not None:
                raise YamlError("not-a-character", NOT_A_CHARACTER, escape) from None
            raise YamlError("invalid", "this is not valid YAML", offset) from None
        start, offset = event.start_mark.index, event.end_mark.index
        if type(event) is ScalarEvent:
            event.value = event.value.replace(hidden, "?")
            if event.style == '"' and _SURROGATE.search(event.value) is not None:
                raise YamlError("not-a-character", NOT_A_CHARACTER, _invalid_escape(text, start) or start)
        elif type(event) is DocumentStartEvent and event.version is not None and event.version not in _VERSIONS:
            raise YamlError("version", UNKNOWN_VERSION, start)
        return event

    return next_event


_INNER_QUESTION = re.compile(r"(?<=[^\s\[\]{},\"':])\?")
_PRIVATE_USE = "\uf73f\uf73e\uf73d\uf73c"  # characters that stand for `?`, the first that the text does not have
_VERSIONS = frozenset(((1, 1), (1, 2)))
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|.)", re.DOTALL)
_MAX_CODE = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_SURROGATE = re.compile("[\ud800-\udfff]")


def _invalid_escape(text: str, since: int) -> int | None:
    """Return the offset of the digits of the first escape at or after `since` that does not name a character."""
    for escape in _ESCAPE.finditer(text, since):
        digits = escape.group(1) or escape.group(2)
        if digits and ((code := int(digits, 16)) > _MAX_CODE or code in _SURROGATES):
            return escape.start() + 2
    return None


# Both parsers take any `?` in brackets for the indicator of a key, but YAML 1.2 only one before a space.
_QUESTION = re.compile(r"(?<![^ \t\r\n\[\]{},\"':])\?(?![ \t\r\n]|\Z)")


def _refuse_key_indicators(text: str) -> None:
    """Raise YamlError at the first `?` that a parser takes for the indicator of a key but YAML 1.2 does not."""
    for offset in _key_indicators(text):
        if _QUESTION.match(text, offset) is not None:
            raise YamlError(
                "question-mark",
                "`?` begins this text in brackets, and YAML readers disagree on what it means: quote it",
                offset,
            )


def _key_indicators(text: str) -> Iterator[int]:
    """Yield the offset of each indicator of a key that a parser sees, as far as the text can be scanned."""
    next_token: Callable[[], Any] = (yaml.SafeLoader if _C_PARSER is None else _C_PARSER)(text).get_token
    depth = 0
    while depth <= MAX_DEPTH + 1:  # the parser gets no further
        try:
            token = next_token()
        except Exception:  # noqa: BLE001 - the parser reports it
            return
        if token is None:
            return
        name = type(token).__name__
        if name == "KeyToken" and token.start_mark.index < token.end_mark.index:
            yield token.start_mark.index
        depth += name.endswith("StartToken") - name.endswith("EndToken")
