"""A marked block in somebody else's file: found, and replaced without touching what is around it."""

from __future__ import annotations

import re
from typing import NamedTuple

from aiowners.codeowners.encoding import wide_encoding

_BREAK = re.compile(r"\r\n|\r|\n")
_MARK = re.compile(r"(?<![^\r\n])[ \t]*#[ \t]*(?P<sign>>>>|<<<)[ \t]*aiowners[ \t]+(?P<name>[a-z-]+)\b[^\r\n]*")


class TornBlockError(ValueError):
    """The marks of a block do not make one block. `line` counts from 1; the text says what is wrong there."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(words)
        self.line = line


class EncodingError(ValueError):
    """A text in an encoding in which nothing can be added to it; the text of the error is its name."""


class Block(NamedTuple):
    """A stretch of a text from the line of its first mark to that of its last, that one's line break apart."""

    start: int
    end: int


def find(text: str, name: str) -> Block | None:
    """The block of this name; None where there is none.

    Raises TornBlockError where a mark has no partner, or there are two blocks.
    """
    found: Block | None = None
    begun: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if mark["name"] != name:
            continue
        line = _line(text, mark.start())
        if mark["sign"] == ">>>":
            if begun is not None:
                raise TornBlockError(_line(text, begun.start()), f"the block `{name}` begins here and has no end")
            if found is not None:
                raise TornBlockError(line, f"a second block `{name}` begins here")
            begun = mark
        elif begun is None:
            raise TornBlockError(line, f"the block `{name}` ends here and has no beginning")
        else:
            found, begun = Block(begun.start(), mark.end()), None
    if begun is not None:
        raise TornBlockError(_line(text, begun.start()), f"the block `{name}` begins here and has no end")
    return found


def laid(text: str, name: str, lines: list[str], command: str) -> tuple[str, str]:
    """The text with these lines as its block `name`, and the block alone, with `\\n` at each line's end.

    `command` is what renews the block. Where there is no block yet, it comes last. The block has
    the line breaks of the text, and ends with one; all else stays as it is. Raises TornBlockError, and
    EncodingError for a text in UTF-16 or UTF-32.
    """
    encoding = wide_encoding(text)
    if encoding is not None:
        raise EncodingError(encoding)
    block = find(text, name)
    whole = [f"# >>> aiowners {name} >>> from the ai-ownership.yaml files; `{command}` renews it"]
    whole += [*lines, f"# <<< aiowners {name} <<<"]
    part = "".join(f"{line}\n" for line in whole)
    inside = text if block is None else text[block.start : block.end]
    mark = _BREAK.search(inside) or _BREAK.search(text)
    newline = mark.group() if mark is not None else "\n"
    own = newline.join(whole)
    if block is not None:
        return text[: block.start] + own + (text[block.end :] or newline), part
    if not text:
        return own + newline, part
    if text.endswith(("\n", "\r")):
        return f"{text}{newline}{own}{newline}", part
    return f"{text}{newline}{newline}{own}{newline}", part


def lines_of(text: str, name: str) -> range:
    """The numbers of the lines of a block, its marks apart; none where there is no block. Raises TornBlockError."""
    block = find(text, name)
    if block is None:
        return range(0)
    return range(_line(text, block.start) + 1, _line(text, block.end))


def _line(text: str, offset: int) -> int:
    return len(_BREAK.findall(text, 0, offset)) + 1
