"""States that cannot be told apart, which a second run takes for unchanged."""

from __future__ import annotations

import os
import time

from tests.attacks.company import ML, PROGRAM, Company
from tests.attacks.steps import Kind, Step, link, remove, replace, void, write

DROPPED = replace(ML, "downstream", "[]")
OFF = '[rules]\nreview = "off"\n'
ON = "# nothing is off any more\n"
GONE = "ghost/ai-ownership.yaml"  # not tracked
GHOST = write(GONE, "version: 1\nowner: ghost\nfeatures:\n  f: {uses: {models: [ghost]}}\n")


def committed(company: Company) -> None:
    """Commit, and wait until the clock of the file system has gone on."""
    company.commit()
    time.sleep(0.15)


def exits(code: int) -> Step:
    """State how `aiowners check` exits as a program of its own, which may replay what the last one kept."""

    def step(company: Company) -> None:
        outcome = company.start(PROGRAM, "check")
        assert outcome.code == code, outcome

    return step


def runs(company: Company) -> None:
    """Run `aiowners check`, which may follow the link or refuse it."""
    company.start(PROGRAM, "check")


def fails(company: Company) -> None:
    """State that `aiowners check` fails, or refuses the link."""
    outcome = company.start(PROGRAM, "check")
    assert outcome.code in {1, 2}, outcome


def quietly(*arguments: str) -> Step:
    """Run git without a commit before it."""
    return lambda company: void(company.git(*arguments))


FIRST, THEN = exits(0), exits(1)


def same_status(path: str, text: str) -> Step:
    """Replace a file by one of the same size and time of change."""

    def step(company: Company) -> None:
        file = company.root / path
        status = file.stat()
        assert len(text.encode()) == status.st_size
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    return step


def excludes(text: str) -> Step:
    """Write the file of names that git ignores, which the repository's settings name."""
    return write("../ignored", text)


def configure(company: Company) -> None:
    """Let the repository's settings name a file outside."""
    company.git("config", "core.excludesFile", str(company.root.parent / "ignored"))


KIND = Kind(
    "A state that cannot be determined equals nothing, not even itself.",
    known={
        "target of the configuration": [
            DROPPED,
            write("conf/aiowners.toml", OFF),
            link("aiowners.toml", "conf/aiowners.toml"),
            committed,
            runs,
            write("conf/aiowners.toml", ON),
            fails,
        ],
    },
    further={
        "target of a chain of links": [
            DROPPED,
            write("conf/real.toml", OFF),
            link("conf/aiowners.toml", "real.toml"),
            link("aiowners.toml", "conf/aiowners.toml"),
            committed,
            runs,
            write("conf/real.toml", ON),
            fails,
        ],
        "directory on the way to the configuration": [
            DROPPED,
            write("one/aiowners.toml", OFF),
            write("two/aiowners.toml", ON),
            link("conf", "one"),
            link("aiowners.toml", "conf/aiowners.toml"),
            committed,
            runs,
            remove("conf"),
            link("conf", "two"),
            fails,
        ],
        "pyproject as a link": [
            DROPPED,
            write("conf/p.toml", '[tool.aiowners.rules]\nreview = "off"\n'),
            link("pyproject.toml", "conf/p.toml"),
            committed,
            runs,
            write("conf/p.toml", ON),
            fails,
        ],
        "configuration of the same size and time": [
            DROPPED,
            write("aiowners.toml", OFF),
            committed,
            FIRST,
            same_status("aiowners.toml", "#" * (len(OFF) - 1) + "\n"),
            THEN,
        ],
        "names that git ignores, in the repository": [
            GHOST,
            write(".git/info/exclude", "ghost/\n"),
            FIRST,
            write(".git/info/exclude", "\n"),
            THEN,
        ],
        "names that git ignores, outside": [
            GHOST,
            configure,
            excludes("ghost/\n"),
            FIRST,
            excludes("\n"),
            THEN,
        ],
        "names that git ignores, in a directory": [
            write("ghost/.gitignore", "*\n"),
            GHOST,
            FIRST,
            write("ghost/.gitignore", "\n"),
            THEN,
        ],
        "manifest that git assumes unchanged": [
            committed,
            quietly("update-index", "--assume-unchanged", ML),
            FIRST,
            DROPPED,
            THEN,
        ],
        "index of another commit": [
            committed,
            FIRST,
            DROPPED,
            committed,
            quietly("checkout", "-q", "main"),
            exits(0),
            quietly("checkout", "-q", "pr"),
            THEN,
        ],
    },
)
