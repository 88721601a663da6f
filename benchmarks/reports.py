"""What 5,000 findings cost in each format, as a share of the time that it took to find them.

Reading and judging are measured in memory, which flatters them: from a disk they take longer.
Exit 1 where a format is slower than the lint that it tells of.
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
    """A company in which every feature is wrong in two ways."""
    models = "".join(f"  shared-{number}:\n    reviewers: []\n" for number in range(_FEATURES))
    texts = [Source("ml/ai-ownership.yaml", f"version: 1\nowner: ml\nmodels:\n{models}")]
    for number in range(_MANIFESTS):
        features = "".join(_FEATURE.format(number, other) for other in range(_FEATURES))
        texts.append(Source(f"team-{number}/ai-ownership.yaml", f"version: 1\nfeatures:\n{features}"))
    return texts


def lint() -> Report:
    """One run over the company, read anew."""
    return run(assemble(company(), today="2026-01-01", files=lambda: ()), ALL, Settings())


def seconds(step: Callable[[], object]) -> float:
    """The median time of a step."""
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
    print(f"{len(report.diagnostics)} findings in {report.manifests} manifests, found in {whole:.2f} s")
    slow = False
    for name, reporter in BY_NAME.items():
        took = seconds(lambda reporter=reporter: reporter(report, Terminal()))  # type: ignore[misc]
        slow |= took >= whole
        print(
            f"{name:12} {took:7.3f} s  {took / whole:5.2f} of the lint  {'TOO SLOW' if took >= whole else ''}".rstrip()
        )
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
