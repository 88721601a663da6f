"""Loss, Generated: a text for another program, and what that program cannot be told."""

from __future__ import annotations

from typing import NamedTuple

_SHOWN = 10


class Limitation(NamedTuple):
    """What a text cannot say: how many of which things, by name.

    `thing` is one of them in a word or two, `fate` the rest of the sentence. What `matters` leaves
    a review undemanded that the manifests ask for.
    """

    thing: str
    fate: str
    names: tuple[str, ...]
    advice: str = ""
    matters: bool = True

    @property
    def words(self) -> str:
        """The loss in one line, of a long list the first names only."""
        count = len(self.names)
        more = f", and {count - _SHOWN} more" if count > _SHOWN else ""
        listed = ", ".join(f"`{name}`" for name in self.names[:_SHOWN])
        return f"{count} {self.thing}{'s' * (count != 1)} {self.fate}: {listed}{more}"


class Generated(NamedTuple):
    """A file as it should be: where it lies, its text, the part of it that is ours, and what is lost."""

    path: str
    text: str
    part: str
    losses: tuple[Limitation, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lost that matters."""
        return not any(loss.matters for loss in self.losses)


def losses(*found: tuple[str, str, set[str], str], matters: bool = True) -> tuple[Limitation, ...]:
    """Of (thing, fate, names, advice) those that have names, each sorted."""
    return tuple(
        Limitation(thing, fate, tuple(sorted(names)), advice, matters) for thing, fate, names, advice in found if names
    )
