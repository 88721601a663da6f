"""Names in sentences: those added, those removed, and only the first of very many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")
_MAX_NAMES = 6


class Difference(NamedTuple, Generic[Item]):
    """A set of names before and after."""

    before: frozenset[Item]
    after: frozenset[Item]

    def words(self, say: Callable[[Item], str]) -> str:
        """`gained A and B, lost C`."""
        came, went = (sorted(map(say, names)) for names in (self.after - self.before, self.before - self.after))
        return ", ".join([f"gained {listed(came)}"] * bool(came) + [f"lost {listed(went)}"] * bool(went))


def quoted(name: str) -> str:
    """Return a name as messages show it."""
    return f"`{name}`"


def listed(names: Sequence[str]) -> str:
    """Return `A, B and C`; of very many, the first and the number of the rest."""
    if len(names) > _MAX_NAMES:
        return f"{', '.join(names[:_MAX_NAMES])} and {len(names) - _MAX_NAMES} more"
    *others, last = names or ("",)
    return f"{', '.join(others)} and {last}" if others else last
