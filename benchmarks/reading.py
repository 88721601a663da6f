"""Measure the parts of reading a manifest, in microseconds for a manifest of the corpus."""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import Corpus, manifests

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from aiowners.manifest.read import read
from aiowners.manifest.skim import Uncommon, skim
from aiowners.manifest.yaml import compose
from aiowners.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable


def _once(work: Callable[[Any], object], inputs: list[Any]) -> float:
    start = time.process_time()
    for text_or_source in inputs:
        work(text_or_source)
    return (time.process_time() - start) / len(inputs) * 1e6


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifests", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    texts = [text for _, text, _ in manifests(Corpus(manifests=options.manifests))]
    random.Random(1).shuffle(texts)  # neighboring manifests repeat values
    sources = [Source("ai-ownership.yaml", text) for text in texts]
    work: dict[str, tuple[Callable[[Any], object], list[Any]]] = {
        "skim": (skim, texts),
        "compose": (compose, texts),
        "read": (read, sources),
    }
    gc.disable()
    best = dict.fromkeys(work, float("inf"))
    for _ in range(options.rounds):
        for name, (function, inputs) in work.items():
            best[name] = min(best[name], _once(function, inputs))
    skimmed = sum(not isinstance(skim(text), Uncommon) for text in texts)
    lines = sum(text.count("\n") for text in texts) / len(texts)
    print(f"{len(texts)} manifests of {lines:.0f} lines, {skimmed / len(texts):.1%} of them skimmed; best of rounds")
    for name, microseconds in best.items():
        print(f"  {name:10} {microseconds:7.1f} us a manifest")


if __name__ == "__main__":
    _main()
