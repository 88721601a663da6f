"""The stories of a page of the documentation: the files and commands below each heading of the second level."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))


@dataclass
class File:
    """A file that a page shows."""

    path: str
    text: str


@dataclass
class Command:
    """A command line that a page shows, and its shown output."""

    line: str
    output: list[str] = field(default_factory=list)


@dataclass
class Story:
    """The files and commands below one heading, in order."""

    page: str
    heading: str
    steps: list[File | Command] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.page}: {self.heading}"


def stories(path: Path) -> list[Story]:
    """Return the stories of a page that have a file or a command."""
    collected = [Story(path.name, "")]
    tokens = MarkdownIt().parse(path.read_text("utf-8"))
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag in {"h1", "h2"}:
            collected.append(Story(path.name, tokens[index + 1].content))
        elif token.type == "fence":
            collected[-1].steps += _steps(token.info.split(), token.content)
    return [story for story in collected if story.steps]


def _steps(info: list[str], text: str) -> list[File | Command]:
    if info[:1] == ["console"]:
        collected: list[File | Command] = []
        for line in text.splitlines():
            if line.startswith("$ "):
                collected.append(Command(line.removeprefix("$ ")))
            else:
                assert isinstance(collected[-1], Command)
                collected[-1].output.append(line)
        return collected
    return [File(info[1], text)] if len(info) > 1 and not info[0].startswith("{") else []


def blocks(path: Path) -> list[tuple[str, str]]:
    """Return the fenced blocks of a page: info string and text."""
    return [
        (token.info, token.content) for token in MarkdownIt().parse(path.read_text("utf-8")) if token.type == "fence"
    ]


def words(path: Path) -> list[str]:
    """Return the inline code of a page."""
    inline = [token.children or [] for token in MarkdownIt("commonmark").enable("table").parse(path.read_text("utf-8"))]
    return [child.content for children in inline for child in children if child.type == "code_inline"]


def calls(line: str) -> list[list[str]]:
    """Return the arguments of each call of `aiowners` in a command line, split as by a shell."""
    collected = re.findall(r"(?:^|[$(|;&] ?|/bin/)aiowners +((?:\"[^\"]*\"|'[^']*'|[^\"'|<>;&)])*)", line)
    return [shlex.split(arguments, comments=True) for arguments in collected]
