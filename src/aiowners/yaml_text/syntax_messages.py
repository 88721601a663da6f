"""Errors in YAML text: the parsers' errors in words that help, each with a short code of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml import MarkedYAMLError


class YamlError(Exception):
    """An error that keeps a text from being read as one YAML document.

    `kind` is a short code that stays the same when the words change. `offset` is the offending
    character. `opened` (offset, words) is the construct that contains it. `resume` is the offset
    from which nothing can be trusted: the offending character, or the quote or bracket that was
    opened before it and never closed.
    """

    def __init__(
        self,
        kind: str,
        problem: str,
        offset: int,
        opened: tuple[int, str] | None = None,
        help: str | None = None,  # noqa: A002 - the name that a diagnostic uses
    ) -> None:
        super().__init__(problem)
        self.kind = kind
        self.help = help
        self.problem = problem
        self.offset = offset
        self.opened = opened
        self.resume = offset if opened is None else min(offset, opened[0])


NOT_A_CHARACTER = "that is no character: the escape names a code point that does not exist"
ANCHOR_NAME = "a `*` begins an alias and a `&` an anchor, with a name of letters, digits, `-` and `_`: quote the text"
TOO_LONG_HELP = "close the quote, if one is left open; or keep the text in a file of its own, and name that here"
_INDENTATION = "the indentation does not fit the lines above"
_TAB = "a tab cannot indent YAML: use blanks"
_LIST_ITEM = "a list item `- ...` cannot begin here: start it on a line of its own"
_ESCAPE = "no such escape in a double-quoted text: write `\\\\` for a backslash, or use single quotes"
_TAG = "a `!` begins a tag: quote the text"
_DIRECTIVE = "a line that begins with `%` is a directive: quote the text"
UNKNOWN_VERSION = "this is no version of YAML that we read: leave the `%YAML` line out"
_COMMENT = "nothing but a comment can follow on this line"
_ENDED = "the document has ended: this line belongs to nothing above"
# Words of the parsers (libyaml and PyYAML word alike), the kind of the error, and what it means for a person.
_MESSAGES = (
    ("mapping values are not allowed", "misplaced-colon", "a `:` that starts a value cannot stand here: quote the text, or mend the indentation"),
    ("could not find expected ':'", "missing-colon", "this line is neither `key: value` nor part of the value above: a `:` is missing, or the indentation is off"),
    ("did not find expected key", "indentation", f"a key was expected here: {_INDENTATION}"),
    ("expected <block end>", "indentation", f"a key was expected here: {_INDENTATION}"),
    ("did not find expected '-' indicator", "indentation", "an item `- ...` was expected here: the indentation does not fit the list above"),
    ("did not find expected ',' or ']'", "unclosed-list", "`,` or `]` was expected here"),
    ("expected ',' or ']'", "unclosed-list", "`,` or `]` was expected here"),
    ("did not find expected ',' or '}'", "unclosed-mapping", "`,` or `}` was expected here"),
    ("expected ',' or '}'", "unclosed-mapping", "`,` or `}` was expected here"),
    ("found character that cannot start any token", "first-character", "no value can begin with this character: quote it"),
    ("found character '\\t' that cannot start any token", "tab", _TAB),
    ("that cannot start any token", "first-character", "no value can begin with this character: quote it"),
    ("found a tab character", "tab", _TAB),
    ("found unexpected end of stream", "open-quote", "the text ends inside quotes"),
    ("found unexpected document", "open-quote", "the document ends inside quotes"),
    ("expected the node content", "missing-value", "a value was expected here"),
    ("did not find expected node content", "missing-value", "a value was expected here"),
    ("block sequence entries are not allowed", "misplaced-item", _LIST_ITEM),
    ("sequence entries are not allowed", "misplaced-item", _LIST_ITEM),
    ("found unknown escape character", "escape", _ESCAPE),
    ("found invalid Unicode character escape code", "not-a-character", NOT_A_CHARACTER),
    ("found duplicate anchor", "anchor", "this anchor stands already"),
    ("mapping keys are not allowed", "misplaced-key", "a `?` key cannot stand here"),
    ("found undefined tag handle", "tag", "the tag has a prefix that nothing declares"),
    ("alphabetic or numeric character", "anchor-name", ANCHOR_NAME),
    ("expected tag URI", "tag", _TAG),
    ("expected '!'", "tag", _TAG),
    ("expected URI", "tag", _TAG),
    ("URI escaped octet", "tag", _TAG),
    ("did not find expected whitespace or line break", "tag", "a blank belongs between a tag and its value"),
    ("non-alphabetical character", "directive", _DIRECTIVE),
    ("directive name", "directive", _DIRECTIVE),
    ("%YAML directive", "directive", _DIRECTIVE),
    ("incompatible YAML document", "version", UNKNOWN_VERSION),
    ("expected comment or line break", "after-value", _COMMENT),
    ("expected a comment or a line break", "after-value", _COMMENT),
    ("chomping or indentation", "after-value", _COMMENT),
    ("hexdecimal number", "escape", _ESCAPE),
    ("hexadecimal numbers", "escape", _ESCAPE),
    ("indentation indicator equal to 0", "zero-indent", "a text cannot be indented by 0: leave the digit out"),
    ("indentation indicator in the range 1-9", "zero-indent", "a text cannot be indented by 0: leave the digit out"),
    ("did not find expected <document start>", "after-document", _ENDED),
    ("expected '<document start>'", "after-document", _ENDED),
)  # fmt: skip

# Kinds of errors that PyYAML's own parser words in many ways, by what it was reading.
_CONTEXTS = {
    "while scanning a directive": ("directive", _DIRECTIVE),
    "while scanning a tag": ("tag", _TAG),
    "while parsing a tag": ("tag", _TAG),
}

# What the parser was reading, and the words for the character that opened it.
_OPENED = {
    "while scanning a quoted scalar": "this quote is never closed",
    "while scanning a double-quoted scalar": "this quote is never closed",
    "while scanning a single-quoted scalar": "this quote is never closed",
    "while parsing a flow sequence": "this `[` is not closed before it",
    "while parsing a flow mapping": "this `{` is not closed before it",
    "while scanning a simple key": "",
}


def syntax_error(error: MarkedYAMLError, text: str) -> YamlError:
    """Return the parser's error in our words, at the character that causes it."""
    words = error.problem or error.context or ""
    default = _CONTEXTS.get(error.context or "", ("invalid", words))
    kind, problem = next(((kind, ours) for theirs, kind, ours in _MESSAGES if theirs in words), default)
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index if mark is not None else 0, len(text))
    if text[offset : offset + 1] == "\t" and "cannot start any token" in words:
        kind, problem = "tab", _TAB
    opened = _OPENED.get(error.context or "")
    if opened is None or error.context_mark is None or ("quote" in opened and kind != "open-quote"):
        return YamlError(kind, problem, offset)
    opener = error.context_mark.index
    # At the end of the text, and if a line turns out not to be a key, the error is where the
    # construct begins, not where the parser gave up.
    if not opened or offset >= len(text.rstrip()) or "quote" in opened:
        return YamlError(kind, opened.replace("before it", "anywhere") or problem, opener)
    return YamlError(kind, problem, offset, (opener, opened))


def character_error(character: str, offset: int) -> YamlError:
    """Return the error for a character that YAML does not allow."""
    if "\udc80" <= character <= "\udcff":
        problem = f"the byte 0x{ord(character) - 0xDC00:02X} is not UTF-8 here"
    elif character == "\0":
        problem = "the file holds a NUL character: it is not a text"
    elif character == "\ufeff":
        problem = "an invisible U+FEFF (byte order mark) stands here: it can only begin a file"
    else:
        problem = f"the character U+{ord(character):04X} is not allowed in YAML"
    return YamlError("character", problem, offset)
