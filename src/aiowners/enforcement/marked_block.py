"""Find and replace a marked block in a hand-written file, without changing the text around it."""

from __future__ import annotations

import re
from typing import NamedTuple

from aiowners.codeowners.encoding import wide_encoding

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_MARK = re.compile(r"(?<![^\r\n])[ \t]*#[ \t]*(?P<sign>>>>|<<<)[ \t]*aiowners[ \t]+(?P<name>[a-z-]+)\b[^\r\n]*")


class InvalidBlockError(ValueError):
    """The marks of a block do not form one block. `line` counts from 1; the message states the defect."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class EncodingError(ValueError):
    """The text has an encoding to which nothing can be added; the message is the encoding's name."""


class Block(NamedTuple):
    """The offsets of a block: from the line of its first mark to the end of its last, without the line break."""

    start: int
    end: int


def find(text: str, name: str) -> Block | None:
    """Return the block with this name; None if there is none.

    Raises InvalidBlockError if a mark has no partner, or if there are two blocks.
    """
    block: Block | None = None
    start_mark: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if mark["name"] != name:
            continue
        line = _line_number(text, mark.start())
        if mark["sign"] == ">>>":
            if start_mark is not None:
                raise _no_end(text, start_mark, name)
            if block is not None:
                raise InvalidBlockError(line, f"a second block `{name}` begins here")
            start_mark = mark
        elif start_mark is None:
            raise InvalidBlockError(line, f"the block `{name}` ends here and has no beginning")
        else:
            block, start_mark = Block(start_mark.start(), mark.end()), None
    if start_mark is not None:
        raise _no_end(text, start_mark, name)
    return block


def _no_end(text: str, mark: re.Match[str], name: str) -> InvalidBlockError:
    return InvalidBlockError(_line_number(text, mark.start()), f"the block `{name}` begins here and has no end")


def with_block(text: str, name: str, lines: list[str], command: str) -> tuple[str, str]:
    """Return the text with these lines as its block `name`, and the block alone, with `\\n` line breaks.

    `command` updates the block. A new block is added at the end. The block has the line breaks of
    the text, and ends with one; the rest of the text does not change. Raises InvalidBlockError, and
    EncodingError for a text in UTF-16 or UTF-32.
    """
    encoding = wide_encoding(text)
    if encoding is not None:
        raise EncodingError(encoding)
    block = find(text, name)
    block_lines = [f"# >>> aiowners {name} >>> from the ai-ownership.yaml files; `{command}` renews it"]
    block_lines += [*lines, f"# <<< aiowners {name} <<<"]
    part = "".join(f"{line}\n" for line in block_lines)
    old = text if block is None else text[block.start : block.end]
    line_break = _LINE_BREAK.search(old) or _LINE_BREAK.search(text)
    newline = line_break.group() if line_break is not None else "\n"
    new = newline.join(block_lines)
    if block is not None:
        return text[: block.start] + new + (text[block.end :] or newline), part
    if not text:
        return new + newline, part
    if text.endswith(("\n", "\r")):
        return f"{text}{newline}{new}{newline}", part
    return f"{text}{newline}{newline}{new}{newline}", part


def line_numbers(text: str, name: str) -> range:
    """Return the numbers of the lines in a block, without its marks; empty if there is no block.

    Raises InvalidBlockError.
    """
    block = find(text, name)
    if block is None:
        return range(0)
    return range(_line_number(text, block.start) + 1, _line_number(text, block.end))


def _line_number(text: str, offset: int) -> int:
    return len(_LINE_BREAK.findall(text, 0, offset)) + 1
