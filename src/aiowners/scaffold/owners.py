"""Who owns what was found: what CODEOWNERS says, with teams by names of our own; people own nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.file_owners import folded
from aiowners.forge import Forge
from aiowners.scaffold.bots import is_bot
from aiowners.scaffold.naming import is_free_team, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aiowners.codeowners.line import CodeOwners, Line
    from aiowners.codeowners.ruleset import Ruleset


class OwnerGuess(NamedTuple):
    """The team that owns a thing, None where nothing names one; the others beside it; and how that is known."""

    team: str | None
    others: tuple[str, ...] = ()
    why: str = ""


class _Asked(NamedTuple):
    """The line that counts for a file, and whom it names: teams by their names, and people."""

    line: int
    teams: tuple[str, ...]
    people: tuple[str, ...]


_NOBODY = _Asked(0, (), ())


class Owners:
    """What a CODEOWNERS file says of the owners of files.

    `carriers` are the declared teams by handle in lower case; all other handles of teams get names
    here. `handles` are, by team, its handle and the line that it was first met on.
    """

    def __init__(
        self, code_owners: CodeOwners | None, ruleset: Ruleset | None, forge: Forge, carriers: Mapping[str, str]
    ) -> None:
        self._code_owners, self._ruleset, self._forge = code_owners, ruleset, forge
        self.handles: dict[str, tuple[str, int]] = {}
        self._names: dict[str, str] = {folded(handle, forge): name for handle, name in carriers.items()}
        self._lines: dict[int, _Asked] = {0: _NOBODY}
        for line in () if code_owners is None else code_owners.lines:
            self._lines[line.number] = self._read(line)

    def _read(self, line: Line) -> _Asked:
        teams = tuple(dict.fromkeys(name for owner in line.owners if (name := self._team(owner.name, line.number))))
        people = tuple(
            owner.name
            for owner in line.owners
            if not self._team(owner.name, line.number)
            and not is_bot(owner.name.removeprefix("@"), owner.name.lstrip("@"))
        )
        return _Asked(line.number, teams, people)

    def _team(self, handle: str, line: int) -> str | None:
        """The name of the team with this handle; None for people, who have no slash in theirs."""
        key = folded(handle, self._forge)
        name = self._names.get(key)
        if name is not None:
            self.handles.setdefault(name, (handle.partition(":")[0], line))
            return name
        if not handle.startswith("@") or handle.startswith("@@") or "/" not in handle:
            return None
        if is_bot(handle.rpartition("/")[2]):
            return None
        steps = [slug(step) for step in key[1:].split("/")]
        taken = set(self._names.values())
        wishes = ("-".join(filter(None, steps[start:])) for start in range(len(steps) - 1, -1, -1))
        name = next((wish for wish in wishes if is_free_team(wish) and wish not in taken), None)
        if name is not None:
            self._names[key] = name
            self.handles[name] = (handle.partition(":")[0], line)
        return name

    def add(self, handle: str) -> str | None:
        """The name of the team with a handle that CODEOWNERS may not have; None if it cannot be that of a team."""
        return self._team(handle, 0)

    @property
    def are_unread(self) -> bool:
        """Whether there is no CODEOWNERS file."""
        return self._code_owners is None

    def boundaries(self) -> set[str]:
        """The directories that lines without signs of a glob give to teams."""
        found = set()
        for line in () if self._code_owners is None else self._code_owners.lines:
            place = line.pattern.removesuffix("*").removesuffix("*").strip("/")
            if place and not set(place) & set("*?[\\") and self._lines[line.number].teams:
                found.add(place)
        return found

    def teams(self, path: str) -> tuple[str, ...]:
        """The teams that CODEOWNERS asks for the file at `path`."""
        return self._asked(path).teams

    def _asked(self, path: str) -> _Asked:
        if self._ruleset is None:
            return _NOBODY
        # Of several sections, the one that means these files most closely; of equals the first.
        winning = [line for line in self._ruleset.owning(path) if self._lines[line.number].line]
        named = [line for line in winning if self._lines[line.number].teams] or winning
        best = max(
            named, key=lambda line: line.pattern.strip("/*").count("/") + bool(line.pattern.strip("/*")), default=None
        )
        return _NOBODY if best is None else self._lines[best.number]

    def of(self, paths: Iterable[str]) -> OwnerGuess:
        """Who owns most of these files. The order of teams on a line decides, the others are beside it."""
        asked = [self._asked(path) for path in paths]
        counts = Counter(one.teams[0] for one in asked if one.teams)
        if not counts:
            return OwnerGuess(None, (), self._of_people(asked))
        team, most = counts.most_common(1)[0]
        line = next(one for one in asked if one.teams and one.teams[0] == team)
        others = line.teams[1:]
        why = f"from CODEOWNERS line {line.line}"
        if len(counts) > 1 or most < len(asked):
            why += f", which {most} of {len(asked)} files go by"
        return OwnerGuess(team, others, why + (", the first of its teams" if others else ""))

    def _of_people(self, asked: Sequence[_Asked]) -> str:
        found = next((one for one in asked if one.people), None)
        if found is None:
            return ""
        one = found.people[0]
        if self._forge is Forge.GITLAB and one.startswith("@") and not one.startswith("@@"):
            return f"CODEOWNERS line {found.line} names {one}: a person, or a group?"
        return f"CODEOWNERS line {found.line} names {one}, and an owner is a team"

    def owns_all(self, team: str, paths: Iterable[str]) -> bool:
        """Whether CODEOWNERS asks a team for every one of these files."""
        return all(team in self._asked(path).teams for path in paths)
