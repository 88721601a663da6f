"""The floor: the same bytes read and the C parser's events drained, in one Python process.

Whatever reads YAML by that parser from Python cannot be faster. Prints, as JSON, the number of
manifests and the seconds that this took.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from corpus import paths
from yaml._yaml import CParser
from yaml.events import StreamEndEvent


def drain(path: Path) -> None:
    """Read one manifest and let its events go."""
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
