"""The examples of a rule's page: small trees with their expected findings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

FENCE = re.compile(r"^(?P<fence>```+)(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=fence)[ \t]*$\n?", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"#\s*(error|warning|info):\s*([^#\n]*)")
_MARKED = re.compile(rf"[ \t]*{MARK.pattern}")
_HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ExpectedFinding:
    """A finding that an example expects: its path, line, and severity, and words that its message contains."""

    path: str
    line: int
    severity: str
    words: str


@dataclass(frozen=True, slots=True)
class Example:
    """An in-memory tree: texts by path with marks for expected findings, and the texts after the fixes.

    Texts in `fixed` have no marks. `before` contains texts before a change, for the files that differ.
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
        """The expected findings, by path and line."""
        return [
            ExpectedFinding(path, number, severity, words.strip())
            for path, text in self.files.items()
            for number, line in enumerate(text.splitlines(), 1)
            for severity, words in MARK.findall(line)
        ]


def examples(page: str) -> list[Example]:
    """Return the examples of a page, in order: all blocks under one heading are one tree.

    A block is part of an example if its info string is `language path`. A third word marks other
    texts of the file: `fixed` is the text after the fixes, and `before` the text before the change.
    Raise ValueError for other words.
    """
    collected: list[Example] = []
    headings = [(match.start(), match.group(1)) for match in _HEADING.finditer(FENCE.sub(_blank, page))]
    last = None
    for block in FENCE.finditer(page):
        words = block["info"].split()
        if len(words) < 2:  # noqa: PLR2004 - only a language: a listing, not an example
            continue
        heading = next((text for start, text in reversed(headings) if start < block.start()), "")
        if not collected or heading != last:
            collected.append(Example(heading))
            last = heading
        match words[2:]:
            case []:
                collected[-1].files[words[1]] = block["text"]
            case ["fixed"]:
                collected[-1].fixed[words[1]] = block["text"]
            case ["before"]:
                collected[-1].before[words[1]] = block["text"]
            case unknown:
                raise ValueError(f"{' '.join(unknown)}: a block is `language path`, with `fixed` or `before`")
    return collected


def _blank(block: re.Match[str]) -> str:
    """Replace a block with spaces, so that a comment in an example is not read as a heading."""
    return re.sub(r"[^\n]", " ", block.group())
