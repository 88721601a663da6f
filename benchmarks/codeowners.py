"""Measure how long it takes to find the owners of 500,000 files in 5,000 lines of CODEOWNERS, beside PyPI packages.

    python benchmarks/codeowners.py [FILES [LINES]]

Files and lines are generated, and are the same in every run. The time of the peers is linear in both
numbers: after reading the lines, they look up a sample of the files, and the result is scaled. A peer
that is not installed is named and skipped.
"""

from __future__ import annotations

import random
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING

from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset, matcher
from aiowners.forge import Forge
from aiowners.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Lookup = Callable[[str], object]

SAMPLE = 100
WORDS = [
    "api",
    "auth",
    "billing",
    "cache",
    "client",
    "config",
    "core",
    "data",
    "docs",
    "feature",
    "graph",
    "index",
    "jobs",
    "model",
    "prompt",
    "rank",
    "search",
    "web",
]
ENDINGS = ["cfg", "css", "go", "ipynb", "java", "js", "json", "md", "py", "rs", "sh", "sql", "tf", "ts", "txt", "yaml"]


def files(count: int, chance: random.Random) -> list[str]:
    """Return the paths of a large repository: about ten files in a directory, two to seven levels deep."""
    directories = [
        "/".join(f"{chance.choice(WORDS)}{chance.randrange(12) or ''}" for _ in range(chance.randint(2, 7)))
        for _ in range(max(1, count // 10))
    ]
    return sorted(
        f"{chance.choice(directories)}/{chance.choice(WORDS)}_{number}.{chance.choice(ENDINGS)}"
        for number in range(count)
    )


def rules(count: int, paths: list[str], chance: random.Random) -> list[str]:
    """Return rules in the proportions of public files: mostly anchored directories and files, and some unanchored ones."""
    patterns = ["*"]
    while len(patterns) < count:
        parts = chance.choice(paths).split("/")
        directory = "/".join(parts[: chance.randint(1, len(parts) - 1)])
        name, word, ending = parts[-1], chance.choice(WORDS), chance.choice(ENDINGS)
        kinds = [
            *[f"/{directory}/"] * 10,
            *[f"/{'/'.join(parts)}"] * 4,
            f"/{directory}/*.{ending}",
            f"/{directory}/**/{word}*.{ending}",
            f"/{directory}/*",
            name,
            f"{word}{chance.randrange(99)}/",
            f"*.{ending}{chance.randrange(99)}",
            f"**/{word}{chance.randrange(99)}/{word}*",
            f"{word}_{chance.randrange(99)}*",
            f"*_{chance.randrange(99)}?.{ending}",
        ]
        patterns.append(chance.choice(kinds))
    return [f"{pattern} @org/team-{chance.randrange(200)}" for pattern in patterns]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _own(text: str, paths: list[str], forge: Forge) -> None:
    ruleset = Ruleset(parse(Source("CODEOWNERS", text), forge))
    owned = sum(bool(lines) for _, lines in ruleset.each(paths))
    assert owned, "every file is owned by the first line"


def _loop(text: str) -> Lookup:
    tests = [matcher(line.pattern, Forge.GITHUB) for line in parse(Source("", text), Forge.GITHUB).lines][::-1]
    return lambda path: next((test for test in tests if test(path)), None)


def _installed(name: str) -> ModuleType:
    """Import an installed module that has the same name as this file."""
    directory = sys.path.pop(0)
    try:
        return import_module(name)
    finally:
        sys.path.insert(0, directory)


def _checkowners(text: str) -> Lookup:
    patterns = _installed("checkowners.patterns")
    parsed = patterns.parse_rules(text)
    return lambda path: patterns.matching_rules(parsed, path)


def _sbdchd(text: str) -> Lookup:
    lookup: Lookup = _installed("codeowners").CodeOwners(text).of
    return lookup


PEERS: dict[str, Callable[[str], Lookup]] = {
    "a plain loop": _loop,
    "codeowners (PyPI)": _sbdchd,
    "checkowners (PyPI)": _checkowners,
}


def _main(count: str = "500000", rule_count: str = "5000") -> None:
    chance = random.Random(7)
    paths = files(int(count), chance)
    lines = rules(int(rule_count), paths, chance)
    text = "\n".join(lines)
    print(f"{len(paths):,} files, {len(lines):,} lines")
    for forge in Forge:
        print(f"aiowners, {forge.title}: {_seconds(lambda: _own(text, paths, forge)):.2f} s")  # noqa: B023
    step = len(lines) // 50
    sections = "\n".join(
        f"[Section {start}]\n" + "\n".join(lines[start : start + step]) for start in range(0, len(lines), step)
    )
    print(f"aiowners, GitLab, 50 sections: {_seconds(lambda: _own(sections, paths, Forge.GITLAB)):.2f} s")
    sample = chance.sample(paths, min(SAMPLE, len(paths)))
    for name, peer in PEERS.items():
        try:
            lookup = peer(text)
        except ModuleNotFoundError:
            print(f"{name}: not installed")
            continue
        lookup("no/such/file")
        seconds = _seconds(lambda: [lookup(path) for path in sample])  # noqa: B023
        print(f"{name}: {seconds / len(sample) * len(paths):,.0f} s, from {len(sample)} files")


if __name__ == "__main__":
    _main(*sys.argv[1:])
