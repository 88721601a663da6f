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
    """A file that a page says to write."""

    path: str
    text: str


@dataclass
class Command:
    """A command line that a page shows, and the lines that it is shown to print."""

    line: str
    output: list[str] = field(default_factory=list)


@dataclass
class Story:
    """What stands below one heading, in order."""

    page: str
    heading: str
    steps: list[File | Command] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.page}: {self.heading}"


def stories(path: Path) -> list[Story]:
    """The stories of a page; those without a file or a command are left out."""
    found = [Story(path.name, "")]
    tokens = MarkdownIt().parse(path.read_text("utf-8"))
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag in {"h1", "h2"}:
            found.append(Story(path.name, tokens[index + 1].content))
        elif token.type == "fence":
            found[-1].steps += _steps(token.info.split(), token.content)
    return [story for story in found if story.steps]


def _steps(info: list[str], text: str) -> list[File | Command]:
    if info[:1] == ["console"]:
        found: list[File | Command] = []
        for line in text.splitlines():
            if line.startswith("$ "):
                found.append(Command(line.removeprefix("$ ")))
            else:
                assert isinstance(found[-1], Command)
                found[-1].output.append(line)
        return found
    return [File(info[1], text)] if len(info) > 1 and not info[0].startswith("{") else []


def blocks(path: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a page: info string, text."""
    return [
        (token.info, token.content) for token in MarkdownIt().parse(path.read_text("utf-8")) if token.type == "fence"
    ]


def words(path: Path) -> list[str]:
    """What a page sets as code within its text."""
    inline = [token.children or [] for token in MarkdownIt("commonmark").enable("table").parse(path.read_text("utf-8"))]
    return [child.content for children in inline for child in children if child.type == "code_inline"]


def calls(line: str) -> list[list[str]]:
    """The arguments of each call of `aiowners` in a command line, as a shell would split them."""
    found = re.findall(r"(?:^|[$(|;&] ?|/bin/)aiowners +((?:\"[^\"]*\"|'[^']*'|[^\"'|<>;&)])*)", line)
    return [shlex.split(arguments, comments=True) for arguments in found]
