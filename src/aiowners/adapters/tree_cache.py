"""The cache of one tree: what earlier runs parsed, by the content of the manifests."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from aiowners.adapters.cache_store import name_of, release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.adapters.cache_store import Cache

# If fewer than one manifest in so many is new, parsing it again costs less than saving all.
_MAX_UNSAVED = 100


class TreeCache:
    """The parsed manifests of the tree at `root`. Threads may share one.

    It stores what a text declares, by the id of its content. Each run reads anew which texts the tree holds.
    """

    def __init__(self, cache: Cache, root: str) -> None:
        self.cache = cache
        self._name = name_of("tree", root, release())
        self._lock = Lock()
        self._facts: dict[str, bytes] | None = None
        self._used: dict[str, bytes] = {}

    @property
    def facts(self) -> Mapping[str, bytes]:
        """What manifests declare, serialized, by the id of their content."""
        with self._lock:
            return self._loaded()

    def keep_facts(self, used: Mapping[str, bytes]) -> None:
        """Save these and at most as many of the others: another branch may hold those."""
        with self._lock:
            before = self._loaded()
            self._used = {**self._used, **used}
            new = len(self._used.keys() - before.keys())
            if new <= len(before) // _MAX_UNSAVED and len(before) <= 2 * len(self._used):
                return
            others = [content_id for content_id in before if content_id not in self._used][: len(self._used)]
            self._facts = self._used | {content_id: before[content_id] for content_id in others}
            self.cache.save(f"{self._name}-facts", list(self._facts), self._facts.values())

    def _loaded(self) -> dict[str, bytes]:
        if self._facts is None:
            loaded = self.cache.load(f"{self._name}-facts")
            ids = loaded[0] if loaded is not None and isinstance(loaded[0], list) else []
            lines = loaded[1] if loaded is not None else []
            self._facts = {name: line for name, line in zip(ids, lines, strict=False) if isinstance(name, str)}
        return self._facts
