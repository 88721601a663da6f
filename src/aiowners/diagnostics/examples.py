"""A rule's page -> its examples: small trees, with the findings that they ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

FENCE = re.compile(r"^(?P<fence>```+)(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=fence)[ \t]*$\n?", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"#\s*(error|warning|info):\s*([^#\n]*)")
_MARKED = re.compile(rf"[ \t]*{MARK.pattern}")
_HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ExpectedFinding:
    """A finding that an example asks for: where, how bad, and words that its message holds."""

    path: str
    line: int
    severity: str
    words: str


@dataclass(frozen=True, slots=True)
class Example:
    """One in-memory tree: texts by path, the findings asked for, and the texts after the fixes.

    What is `fixed` is shown without the marks. `before` are texts as they were before a change, if they differ.
    """

    heading: str
    files: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)

    @property
    def unmarked(self) -> dict[str, str]:
        """The texts without the marks."""
        return {path: _MARKED.sub("", text) for path, text in self.files.items()}

    @property
    def marks(self) -> list[ExpectedFinding]:
        """The findings asked for, by path and line."""
        return [
            ExpectedFinding(path, number, severity, words.strip())
            for path, text in self.files.items()
            for number, line in enumerate(text.splitlines(), 1)
            for severity, words in MARK.findall(line)
        ]


def examples(page: str) -> list[Example]:
    """The examples of a page, in order: all blocks under one heading are one tree.

    A block counts if its info string is `language path`, with `fixed` after it for what the fixes
    make of that file, or `before` for its text before the change. Raises ValueError for another third word.
    """
    found: list[Example] = []
    headings = [(match.start(), match.group(1)) for match in _HEADING.finditer(FENCE.sub(_blank, page))]
    last = None
    for block in FENCE.finditer(page):
        words = block["info"].split()
        if len(words) < 2:  # noqa: PLR2004 - a language alone: a listing, not an example
            continue
        heading = next((text for start, text in reversed(headings) if start < block.start()), "")
        if not found or heading != last:
            found.append(Example(heading))
            last = heading
        match words[2:]:
            case []:
                found[-1].files[words[1]] = block["text"]
            case ["fixed"]:
                found[-1].fixed[words[1]] = block["text"]
            case ["before"]:
                found[-1].before[words[1]] = block["text"]
            case other:
                raise ValueError(f"{' '.join(other)}: a block is `language path`, with `fixed` or `before`")
    return found


def _blank(block: re.Match[str]) -> str:
    """As long as the block, without its lines: a comment in an example is no heading."""
    return re.sub(r"[^\n]", " ", block.group())
