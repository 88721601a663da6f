"""Owners: guess the team that owns files from CODEOWNERS. People own nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.file_owners import folded
from aiowners.forge import Forge
from aiowners.scaffold.bots import is_bot
from aiowners.scaffold.naming import is_allowed_team_name, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aiowners.codeowners.line import CodeOwners, Line
    from aiowners.codeowners.ruleset import Ruleset


class OwnerGuess(NamedTuple):
    """The team that owns an entity, or None if unknown; its co-owners; and the reason."""

    team: str | None
    co_owners: tuple[str, ...] = ()
    reason: str = ""


class _AssignedOwners(NamedTuple):
    """The owners on a line: teams by name, and people by handle."""

    line: int
    teams: tuple[str, ...]
    people: tuple[str, ...]


_UNASSIGNED = _AssignedOwners(0, (), ())


class Owners:
    """The teams to which a CODEOWNERS file assigns files.

    `team_by_handle` has the declared teams; the handles of other teams get a name. `handles` has,
    by team, its handle and the first line with it.
    """

    def __init__(
        self, code_owners: CodeOwners | None, ruleset: Ruleset | None, forge: Forge, team_by_handle: Mapping[str, str]
    ) -> None:
        self._code_owners, self._ruleset, self._forge = code_owners, ruleset, forge
        self.handles: dict[str, tuple[str, int]] = {}
        self._names: dict[str, str] = {folded(handle, forge): name for handle, name in team_by_handle.items()}
        self._assigned_by_line: dict[int, _AssignedOwners] = {0: _UNASSIGNED}
        for line in () if code_owners is None else code_owners.lines:
            self._assigned_by_line[line.number] = self._assigned_owners(line)

    def _assigned_owners(self, line: Line) -> _AssignedOwners:
        teams = tuple(dict.fromkeys(name for owner in line.owners if (name := self._team(owner.name, line.number))))
        people = tuple(
            owner.name
            for owner in line.owners
            if not self._team(owner.name, line.number)
            and not is_bot(owner.name.removeprefix("@"), owner.name.lstrip("@"))
        )
        return _AssignedOwners(line.number, teams, people)

    def _team(self, handle: str, line: int) -> str | None:
        """Return the name of the team with this handle; None for a person, whose handle has no slash."""
        key = folded(handle, self._forge)
        name = self._names.get(key)
        if name is not None:
            self.handles.setdefault(name, (handle.partition(":")[0], line))
            return name
        if not handle.startswith("@") or handle.startswith("@@") or "/" not in handle:
            return None
        if is_bot(handle.rpartition("/")[2]):
            return None
        parts = [slug(part) for part in key[1:].split("/")]
        taken = set(self._names.values())
        candidates = ("-".join(filter(None, parts[start:])) for start in range(len(parts) - 1, -1, -1))
        name = next((name for name in candidates if is_allowed_team_name(name) and name not in taken), None)
        if name is not None:
            self._names[key] = name
            self.handles[name] = (handle.partition(":")[0], line)
        return name

    def add(self, handle: str) -> str | None:
        """Return the name of the team with a handle that may not be in CODEOWNERS; None if no team can have it."""
        return self._team(handle, 0)

    @property
    def has_code_owners(self) -> bool:
        """Whether a CODEOWNERS file exists."""
        return self._code_owners is not None

    def boundaries(self) -> set[str]:
        """Return the directories that lines without wildcards assign to teams."""
        directories = set()
        for line in () if self._code_owners is None else self._code_owners.lines:
            directory = line.pattern.removesuffix("*").removesuffix("*").strip("/")
            if directory and not set(directory) & set("*?[\\") and self._assigned_by_line[line.number].teams:
                directories.add(directory)
        return directories

    def teams(self, path: str) -> tuple[str, ...]:
        """Return the teams to which CODEOWNERS assigns the file at `path`."""
        return self._assigned(path).teams

    def _assigned(self, path: str) -> _AssignedOwners:
        if self._ruleset is None:
            return _UNASSIGNED
        # Of several sections, the one with the most specific pattern decides; of equal ones, the first.
        lines = [line for line in self._ruleset.lines_for(path) if self._assigned_by_line[line.number].line]
        with_teams = [line for line in lines if self._assigned_by_line[line.number].teams] or lines
        best = max(
            with_teams,
            key=lambda line: line.pattern.strip("/*").count("/") + bool(line.pattern.strip("/*")),
            default=None,
        )
        return _UNASSIGNED if best is None else self._assigned_by_line[best.number]

    def of(self, paths: Iterable[str]) -> OwnerGuess:
        """Return the owner of most of these files. The first team on a line owns, and the others co-own."""
        assigned = [self._assigned(path) for path in paths]
        counts = Counter(owners.teams[0] for owners in assigned if owners.teams)
        if not counts:
            return OwnerGuess(None, (), self._reason_without_team(assigned))
        team, count = counts.most_common(1)[0]
        owners = next(owners for owners in assigned if owners.teams and owners.teams[0] == team)
        co_owners = owners.teams[1:]
        reason = f"from CODEOWNERS line {owners.line}"
        if len(counts) > 1 or count < len(assigned):
            reason += f", which {count} of {len(assigned)} files go by"
        return OwnerGuess(team, co_owners, reason + (", the first of its teams" if co_owners else ""))

    def _reason_without_team(self, assigned: Sequence[_AssignedOwners]) -> str:
        owners = next((owners for owners in assigned if owners.people), None)
        if owners is None:
            return ""
        person = owners.people[0]
        if self._forge is Forge.GITLAB and person.startswith("@") and not person.startswith("@@"):
            return f"CODEOWNERS line {owners.line} names {person}: a person, or a group?"
        return f"CODEOWNERS line {owners.line} names {person}, and an owner is a team"

    def owns_all(self, team: str, paths: Iterable[str]) -> bool:
        """Return whether CODEOWNERS assigns each of these files to a team."""
        return all(team in self._assigned(path).teams for path in paths)
