"""Measure the steps of `aiowners check`: discovery, reading, the graph, each rule, and the report.

The output is JSON with the seconds of the steps and of the rules. A result that is computed once, such
as the downstream owners or the list of files, counts for the first rule that needs it.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aiowners.adapters import disk
from aiowners.adapters.tracked_files import list_files
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.display.terminal import Terminal
from aiowners.filenames import MANIFEST
from aiowners.graph.build import build
from aiowners.manifest.read import read
from aiowners.reporters import BY_NAME
from aiowners.rules import ALL
from aiowners.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_TODAY = "2026-01-01"


class Stopwatch:
    """Seconds by name, in the order measured."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, name: str, step: Callable[[], T]) -> T:
        """Run one step, and measure it."""
        start = time.perf_counter()
        result = step()
        self.seconds[name] = time.perf_counter() - start
        return result


def measure(root: Path) -> tuple[dict[str, float], dict[str, float], int]:
    """Return the seconds by step, the seconds by rule, and the number of findings."""
    steps, rules = Stopwatch(), Stopwatch()
    discovery = steps.time("find and open", lambda: disk.read(root, untracked=False, exclude=()))
    sources = [source for source in discovery.sources if source.path.rpartition("/")[2] == MANIFEST]
    manifests = steps.time("read (parse and decode)", lambda: tuple([read(source) for source in sources]))
    graph = steps.time("build the graph", lambda: build(manifests))
    workspace = Workspace(manifests, (), graph, _TODAY, lambda: list_files(root))
    for rule in ALL:
        rules.time(rule.name, lambda check=rule.check: list(check(workspace)))  # type: ignore[misc]
    steps.seconds["check (all rules)"] = sum(rules.seconds.values())
    report = steps.time("run, rules a second time", lambda: run(workspace, ALL, Settings()))
    steps.time("report", lambda: BY_NAME["full"](report, Terminal(width=80)))
    return steps.seconds, rules.seconds, len(report.diagnostics)


def _main(root: str) -> None:
    gc.disable()  # as the command does
    steps, rules, findings = measure(Path(root))
    print(json.dumps({"steps": steps, "rules": rules, "findings": findings}))


if __name__ == "__main__":
    _main(sys.argv[1])
