"""Measure a report of 5,000 findings in each format, as a share of the time of the run.

The run is measured in memory; from a disk, it takes longer. The exit code is 1 if a format takes
longer than the run.
"""

from __future__ import annotations

import gc
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.display.terminal import Terminal
from aiowners.reporters import BY_NAME
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiowners.diagnostics.report import Report

_MANIFESTS = 100
_FEATURES = 10
_ROUNDS = 5
_FEATURE = """\
  feature-{0}-{1}:
    owner: team-{0}
    status: production
    metrics: [story points]
    uses: {{models: [shared-{1}, unknown-{0}]}}
"""


def company() -> list[Source]:
    """Return the manifests of a company in which every feature has two defects."""
    models = "".join(f"  shared-{number}:\n    reviewers: []\n" for number in range(_FEATURES))
    texts = [Source("ml/ai-ownership.yaml", f"version: 1\nowner: ml\nmodels:\n{models}")]
    for number in range(_MANIFESTS):
        features = "".join(_FEATURE.format(number, index) for index in range(_FEATURES))
        texts.append(Source(f"team-{number}/ai-ownership.yaml", f"version: 1\nfeatures:\n{features}"))
    return texts


def lint() -> Report:
    """Read the company, and run all rules."""
    return run(assemble(company(), today="2026-01-01", files=lambda: ()), ALL, Settings())


def seconds(step: Callable[[], object]) -> float:
    """Return the median time of a step."""
    times = []
    for _ in range(_ROUNDS):
        gc.collect()
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return median(times)


def main() -> int:
    """Print the table."""
    report = lint()
    whole = seconds(lint)
    print(f"{len(report.diagnostics)} findings in {report.manifests} manifests, in {whole:.2f} s")
    slow = False
    for name, reporter in BY_NAME.items():
        duration = seconds(lambda reporter=reporter: reporter(report, Terminal()))  # type: ignore[misc]
        slow |= duration >= whole
        print(
            f"{name:12} {duration:7.3f} s  {duration / whole:5.2f} of the run  {'TOO SLOW' if duration >= whole else ''}".rstrip()
        )
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
