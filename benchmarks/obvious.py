"""Measure the obvious implementation: ruamel.yaml's round trip and jsonschema on every manifest, and nothing else.

The output is JSON with the number of manifests, the number of invalid ones, and the seconds without imports.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from corpus import paths
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

SCHEMA = Path(__file__).parent.parent / "schemas" / "ai-ownership.schema.json"


def lint(manifests: list[Path]) -> int:
    """Return the number of manifests that the schema rejects."""
    yaml = YAML()
    validator = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return sum(bool(list(validator.iter_errors(yaml.load(path.read_text(encoding="utf-8"))))) for path in manifests)


def _main(root: str, count: str | None = None) -> None:
    manifests = paths(Path(root), None if count is None else int(count))
    start = time.perf_counter()
    wrong = lint(manifests)
    seconds = time.perf_counter() - start
    print(json.dumps({"manifests": len(manifests), "wrong": wrong, "seconds": seconds}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
