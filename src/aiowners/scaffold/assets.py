"""Prompts and evaluation suites, beside the features that they belong to; and platforms that have a directory."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from aiowners.scaffold.context import more, pattern
from aiowners.scaffold.declaration import ProposedDeclaration, ProposedValue
from aiowners.scaffold.naming import slug
from aiowners.usage.file_roles import eval_directory, prompt_directory
from aiowners.usage.known_paths import EVAL_DIRECTORIES, LAYOUT, PLATFORM_FILES, PROMPT_DIRECTORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiowners.scaffold.context import Context


_DAYS = 90  # until prompts are to be reviewed: a quarter


def assets(ground: Context, features: Sequence[ProposedDeclaration], today: str) -> None:
    """Propose the directories of prompts as assets, and suites as those of a feature, or as assets.

    Prompts get a deadline for their review, a quarter after the day `today`, YYYY-MM-DD.
    """
    review_by = (date.fromisoformat(today) + timedelta(days=_DAYS)).isoformat()
    for directory, files in _grouped(ground, prompt_directory).items():
        feature = _feature_of(directory, features)
        prompts = _asset(ground, "prompt", "prompts", directory, files, feature)
        prompts.body["review_by"] = ProposedValue(review_by, f"{_DAYS} days after `aiowners init`: choose the day")
        if feature is not None:
            _use(feature, prompts)
    for directory, files in _grouped(ground, eval_directory).items():
        feature = _feature_of(directory, features)
        if feature is not None and "evaluation" not in feature.body:
            suite = pattern(directory, directory=True) if directory else pattern(files[0])
            feature.body["evaluation"] = {"suite": ProposedValue(suite, f"{files[0]}{more(files)}")}
        else:
            suites = _asset(ground, "eval-suite", "evals", directory, files, feature)
            if feature is not None:
                _use(feature, suites)


def _grouped(ground: Context, place: Callable[[str], str | None]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in ground.ours:
        directory = place(path)
        if directory is not None:
            found.setdefault(directory, []).append(path)
    return {
        directory: files
        for directory, files in found.items()
        if any(not path.endswith("/__init__.py") for path in files)
    }


def _feature_of(directory: str, features: Sequence[ProposedDeclaration]) -> ProposedDeclaration | None:
    """The feature in whose directory this one lies, the innermost; else the one that it is called like; else the only one."""
    inside = [one for one in features if one.place and f"{directory}/".startswith(f"{one.place}/")]
    if inside:
        return max(inside, key=lambda one: len(one.place))
    named = next((one for one in features if slug(directory.rpartition("/")[2]) == one.name), None)
    return named or (features[0] if len(features) == 1 and not features[0].place else None)


def _asset(
    ground: Context, kind: str, word: str, directory: str, files: Sequence[str], feature: ProposedDeclaration | None
) -> ProposedDeclaration:
    said = PROMPT_DIRECTORIES | EVAL_DIRECTORIES | LAYOUT
    own = [step for step in directory.split("/") if step.lower() not in said and slug(step)]
    inside = (
        [f"{feature.name}-{word}"]
        if feature is not None and feature.place and directory.startswith(feature.place)
        else []
    )
    wishes = (*inside, "-".join((*own[-1:], word)), "-".join((*own[-2:], word)), "-".join((*own, word)))
    owner = ground.owner(files, directory)
    thing = ProposedDeclaration("assets", ground.names.give("assets", *wishes), directory, owner, list(files))
    thing.body["kind"] = ProposedValue(kind)
    said_paths = ground.paths(directory, files, owner)
    if said_paths:
        thing.body["paths"] = [said_paths[0]._replace(why=f"{files[0]}{more(files)}"), *said_paths[1:]]
    ground.things.append(thing)
    return thing


def _use(feature: ProposedDeclaration, asset: ProposedDeclaration) -> None:
    uses = feature.body.setdefault("uses", {})
    assert isinstance(uses, dict)
    listed = uses.setdefault("assets", [])
    assert isinstance(listed, list)
    listed.append(ProposedValue(asset.name))


def platforms(ground: Context) -> None:
    """Propose what has a configuration in the tree: gateways, feature stores, servers of models."""
    for path in ground.ours:
        directory, _, file = path.rpartition("/")
        if file in PLATFORM_FILES:
            name, capability = PLATFORM_FILES[file]
            given = ground.names.give("platforms", name, f"{slug(directory.rpartition('/')[2])}-{name}")
            thing = ProposedDeclaration(
                "platforms", given, directory, ground.owner([path], directory), [path], f"configured in {path}"
            )
            thing.body["provides"] = [ProposedValue(capability)]
            thing.body["paths"] = ground.paths("", [path], thing.owner)
            ground.things.append(thing)
