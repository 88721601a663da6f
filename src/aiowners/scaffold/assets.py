"""Propose prompts and evaluation suites for the features that they belong to, and configured platforms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from aiowners.scaffold.context import and_more, root_pattern
from aiowners.scaffold.declaration import ProposedDeclaration, ProposedValue
from aiowners.scaffold.naming import slug
from aiowners.usage.file_roles import eval_directory, prompt_directory
from aiowners.usage.known_paths import EVAL_DIRECTORIES, LAYOUT_DIRECTORIES, PLATFORM_FILES, PROMPT_DIRECTORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiowners.scaffold.context import Context


_REVIEW_DAYS = 90  # a quarter


def assets(context: Context, features: Sequence[ProposedDeclaration], today: str) -> None:
    """Propose directories of prompts as assets, and suites as the evaluation of a feature or as assets.

    The review of prompts is due a quarter after the day `today`, YYYY-MM-DD.
    """
    review_by = (date.fromisoformat(today) + timedelta(days=_REVIEW_DAYS)).isoformat()
    for directory, files in _grouped(context, prompt_directory).items():
        feature = _feature_of(directory, features)
        prompts = _asset(context, "prompt", "prompts", directory, files, feature)
        prompts.body["review_by"] = ProposedValue(
            review_by, f"{_REVIEW_DAYS} days after `aiowners init`: choose the day"
        )
        if feature is not None:
            _use(feature, prompts)
    for directory, files in _grouped(context, eval_directory).items():
        feature = _feature_of(directory, features)
        if feature is not None and "evaluation" not in feature.body:
            suite = root_pattern(directory, directory=True) if directory else root_pattern(files[0])
            feature.body["evaluation"] = {"suite": ProposedValue(suite, f"{files[0]}{and_more(files)}")}
        else:
            suites = _asset(context, "eval-suite", "evals", directory, files, feature)
            if feature is not None:
                _use(feature, suites)


def _grouped(context: Context, directory_of: Callable[[str], str | None]) -> dict[str, list[str]]:
    by_directory: dict[str, list[str]] = {}
    for path in context.own_files:
        directory = directory_of(path)
        if directory is not None:
            by_directory.setdefault(directory, []).append(path)
    return {
        directory: files
        for directory, files in by_directory.items()
        if any(not path.endswith("/__init__.py") for path in files)
    }


def _feature_of(directory: str, features: Sequence[ProposedDeclaration]) -> ProposedDeclaration | None:
    """Return the feature that a directory belongs to.

    It is the innermost feature whose directory contains it; otherwise, the feature with its name;
    otherwise, the only feature.
    """
    containing = [
        feature for feature in features if feature.directory and f"{directory}/".startswith(f"{feature.directory}/")
    ]
    if containing:
        return max(containing, key=lambda feature: len(feature.directory))
    same_name = next((feature for feature in features if slug(directory.rpartition("/")[2]) == feature.name), None)
    return same_name or (features[0] if len(features) == 1 and not features[0].directory else None)


def _asset(
    context: Context, kind: str, suffix: str, directory: str, files: Sequence[str], feature: ProposedDeclaration | None
) -> ProposedDeclaration:
    generic = PROMPT_DIRECTORIES | EVAL_DIRECTORIES | LAYOUT_DIRECTORIES
    names = [name for name in directory.split("/") if name.lower() not in generic and slug(name)]
    is_inside = feature is not None and feature.directory and directory.startswith(feature.directory)
    by_feature = [f"{feature.name}-{suffix}"] if feature is not None and is_inside else []
    by_directory = ("-".join((*part, suffix)) for part in (names[-1:], names[-2:], names))
    owner = context.owner(files, directory)
    name = context.names.take("assets", *by_feature, *by_directory)
    asset = ProposedDeclaration("assets", name, directory, owner, list(files))
    asset.body["kind"] = ProposedValue(kind)
    claims = context.claims(directory, files, owner)
    if claims:
        asset.body["paths"] = [claims[0]._replace(reason=f"{files[0]}{and_more(files)}"), *claims[1:]]
    context.declarations.append(asset)
    return asset


def _use(feature: ProposedDeclaration, asset: ProposedDeclaration) -> None:
    uses = feature.body.setdefault("uses", {})
    assert isinstance(uses, dict)
    used_assets = uses.setdefault("assets", [])
    assert isinstance(used_assets, list)
    used_assets.append(ProposedValue(asset.name))


def platforms(context: Context) -> None:
    """Propose platforms with a configuration in the repository: gateways, feature stores, and model servers."""
    for path in context.own_files:
        directory, _, file_name = path.rpartition("/")
        if file_name in PLATFORM_FILES:
            name, capability = PLATFORM_FILES[file_name]
            name = context.names.take("platforms", name, f"{slug(directory.rpartition('/')[2])}-{name}")
            owner = context.owner([path], directory)
            platform = ProposedDeclaration("platforms", name, directory, owner, [path], f"configured in {path}")
            platform.body["provides"] = [ProposedValue(capability)]
            platform.body["paths"] = context.claims("", [path], owner)
            context.declarations.append(platform)
