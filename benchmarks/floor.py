"""Measure the floor: read the same bytes and discard the events of the C parser, in one Python process.

No program that reads YAML with that parser from Python can be faster. The output is JSON with the
number of manifests and the seconds.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from corpus import paths
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import StreamEndEvent


def drain(path: Path) -> None:
    """Read one manifest, and discard its events."""
    event = CParser(path.read_bytes()).get_event
    while type(event()) is not StreamEndEvent:
        pass


def _main(root: str) -> None:
    manifests = paths(Path(root))
    gc.disable()
    start = time.perf_counter()
    for path in manifests:
        drain(path)
    seconds = time.perf_counter() - start
    print(json.dumps({"manifests": len(manifests), "seconds": seconds}))


if __name__ == "__main__":
    _main(sys.argv[1])
