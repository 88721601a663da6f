"""The models whose weights or configurations lie in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.scaffold.context import more, pattern
from aiowners.scaffold.declaration import ProposedDeclaration, ProposedValue
from aiowners.scaffold.naming import slug
from aiowners.usage.file_roles import is_description, model_name, weights
from aiowners.usage.known_paths import NAMELESS, PERHAPS_WEIGHTS, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.scaffold.context import Context


class _Artifact(NamedTuple):
    """A model in the tree: a file, or a directory, and the tracked files by which it was found."""

    path: str
    is_directory: bool
    files: list[str]


class Artifacts:
    """The models in the tree, each a thing, found again by the paths under which they are loaded."""

    def __init__(self, ground: Context) -> None:
        self._by_path: dict[str, str] = {}
        self._by_file: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        for one in _artifacts(ground):
            thing = _thing(ground, one)
            ground.things.append(thing)
            self._by_path[one.path] = thing.name
            for path in one.files:
                if (called := model_name(path)) is not None:
                    self._by_name.setdefault(called, set()).add(thing.name)
                target = path.removesuffix(".dvc")
                self._by_path[target] = thing.name
                self._by_file.setdefault(target.rpartition("/")[2], set()).add(thing.name)

    def __bool__(self) -> bool:
        return bool(self._by_path)

    def named(self, text: str) -> str | None:
        """The model that is called so in sources; None where there is none, or more than one."""
        found = self._by_name.get(text, set())
        return next(iter(found)) if len(found) == 1 else None

    def at(self, literal: str, places: Iterator[str]) -> str | None:
        """The model that is meant by a path in a source, which may begin in one of `places`; None where none is."""
        path = literal.removeprefix("./").strip("/")
        for place in places:
            name = self._by_path.get(f"{place}/{path}".lstrip("/"))
            if name is not None:
                return name
        file = path.rpartition("/")[2]
        named = self._by_file.get(file, set())
        return next(iter(named)) if len(named) == 1 and file.partition(".")[0].lower() not in NAMELESS else None


def _artifacts(ground: Context) -> Iterator[_Artifact]:
    """Weights by their directory; where the directory's name says nothing, each file is a model."""
    directories: dict[str, list[str]] = {}
    singles: dict[str, list[str]] = {}
    facts = ground.evidence.facts
    for path in ground.ours:
        directory, _, file = path.rpartition("/")
        described = is_description(path) or (file == "config.json" and path in facts and facts[path].architecture)
        target = path if described else weights(path)
        if target is None:
            continue
        stem = target.rpartition("/")[2].partition(".")[0]
        if directory and (described or stem.lower() in NAMELESS or not _is_nameless(directory)):
            directories.setdefault(directory, []).append(path)
        else:
            singles.setdefault(target, []).append(path)
    for directory, files in directories.items():
        yield _Artifact(directory, True, files)
    for target, files in singles.items():
        if target.rpartition("/")[0] not in directories:
            yield _Artifact(target, False, files)


def _is_nameless(directory: str) -> bool:
    return directory.rpartition("/")[2].lower() in NAMELESS


def model_names(ground: Context, path: str) -> tuple[str, ...]:
    """What a model may be called, the best name first, by the path of its directory or of its file."""
    *steps, last = path.split("/")
    stem, dot, ending = last.rpartition(".")
    steps.append(stem if dot and ending.lower() in WEIGHTS | PERHAPS_WEIGHTS else last)
    telling = [step for step in steps if step.lower() not in NAMELESS and slug(step)]
    return (*telling[-1:], "-".join(telling[-2:]), "-".join(telling), ground.evidence.name)


def _thing(ground: Context, one: _Artifact) -> ProposedDeclaration:
    wishes = model_names(ground, one.path)
    place = one.path if one.is_directory else one.path.rpartition("/")[0]
    owner = ground.owner(one.files, place)
    thing = ProposedDeclaration("models", ground.names.give("models", *wishes), place, owner, one.files)
    kind = next(
        (facts.architecture for path in one.files if (facts := ground.evidence.facts.get(path)) and facts.architecture),
        None,
    )
    if kind is not None and kind != "other":
        thing.body["kind"] = ProposedValue(kind, "by its config.json")
    if one.is_directory:
        claims = ground.paths(one.path, one.files, owner)
        if claims:
            thing.body["artifacts"] = [claims[0]._replace(why=f"{one.files[0]}{more(one.files)}"), *claims[1:]]
    elif ground.may_claim(owner, one.files):
        thing.body["artifacts"] = [ProposedValue(pattern(one.path))]
    return thing
