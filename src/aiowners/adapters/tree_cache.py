"""Memory: what earlier runs made of the manifests of one tree, by what they hold."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aiowners.adapters.cache_store import name_of, release

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aiowners.adapters.cache_store import Cache

_FEW = 100  # if fewer manifests in so many are new, reading them again costs less than keeping all


class TreeCache:
    """What is known of the manifests of the tree at `root`.

    It only says what a text means, by the id of its content. What the tree holds, each run reads.
    """

    def __init__(self, cache: Cache, root: str) -> None:
        self.cache = cache
        self._name = name_of("tree", root, release())
        self._facts: dict[str, bytes] | None = None
        self._used: dict[str, bytes] = {}
        self._aside: int | None = None  # a process that keeps facts

    @property
    def facts(self) -> Mapping[str, bytes]:
        """What manifests declare, in a packed form, by the id of their content."""
        if self._facts is None:
            loaded = self.cache.load(f"{self._name}-facts")
            names = loaded[0] if loaded is not None and isinstance(loaded[0], list) else []
            lines = loaded[1] if loaded is not None else []
            self._facts = {name: line for name, line in zip(names, lines, strict=False) if isinstance(name, str)}
        return self._facts

    def keep_facts(self, used: Mapping[str, bytes]) -> None:
        """Remember these, and as many of the others at most: another branch may hold them."""
        self.join()
        before = self.facts
        self._used |= used
        fresh = len(self._used.keys() - before.keys())
        if fresh <= len(before) // _FEW and len(before) <= 2 * len(self._used):
            return
        others = [name for name in before if name not in self._used][: len(self._used)]
        self._facts = self._used | {name: before[name] for name in others}
        self.cache.save(f"{self._name}-facts", list(self._facts), self._facts.values())

    def keep_aside(self, keep: Callable[[], None]) -> None:
        """Let another process keep facts, by calling `keep`, while this one goes on; `join` waits for it."""
        self.join()
        try:
            child = os.fork()
        except OSError:  # no more processes
            keep()
            return
        if not child:
            try:
                keep()
            finally:
                os._exit(0)
        self._aside = child

    def join(self) -> None:
        """Wait for the process that keeps facts, if there is one."""
        if self._aside is not None:
            os.waitpid(self._aside, 0)
            self._aside = None
            self._facts = None  # there are more now
