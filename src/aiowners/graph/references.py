"""Which names a declaration refers to, where they stand in it, and which of them are edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.manifest.model import (
    NOTHING_USED,
    Asset,
    Declaration,
    Feature,
    Model,
    Pipeline,
    Platform,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.manifest.model import KeyPath, Manifest, Names, Operations


class References(NamedTuple):
    """Names of one kind at one key of a declaration. `listed`: the key holds a list."""

    kind: str
    names: Names
    path: tuple[str, ...]
    edge: bool = True
    listed: bool = True

    def place(self, index: int) -> KeyPath:
        """The key path, inside the declaration, of the name at `index`."""
        return (*self.path, index) if self.listed else self.path


def references(declaration: Declaration) -> Iterator[References]:  # noqa: C901, PLR0912 - the table of edges, row by row
    """The models, platforms, pipelines, assets and features that a declaration names.

    `edge` tells those by which a change travels ("Downstream" in the manifest's format) from mere
    mentions: what a platform serves, what a pipeline says it feeds, what replaces a model.
    """
    uses = declaration.uses
    if uses is not NOTHING_USED:
        if uses.models:
            yield References("model", uses.models, ("uses", "models"))
        if uses.platforms:
            yield References("platform", uses.platforms, ("uses", "platforms"))
        if uses.pipelines:
            yield References("pipeline", uses.pipelines, ("uses", "pipelines"))
        if uses.assets:
            yield References("asset", uses.assets, ("uses", "assets"))
        if uses.features:
            yield References("feature", uses.features, ("uses", "features"))
    match declaration:
        case Feature(evaluation=evaluation):
            if evaluation is not None:
                if evaluation.framework is not None:
                    yield _single("platform", evaluation.framework, ("evaluation", "framework"))
                yield References("model", evaluation.judges, ("evaluation", "judges"))
        case Model():
            yield References("model", declaration.derived_from, ("derived_from",))
            yield References("pipeline", declaration.trained_on, ("trained_on",))
            yield References("pipeline", declaration.feedback, ("feedback",))
            if declaration.replaced_by is not None:
                yield _single("model", declaration.replaced_by, ("replaced_by",), edge=False)
        case Platform(serves=serves):
            yield References("model", serves or (), ("serves",), edge=False)
        case Pipeline(consumes=consumes, feeds=feeds):
            yield References("pipeline", consumes, ("consumes",))
            if feeds is not None:
                yield References("model", feeds.models, ("feeds", "models"), edge=False)
                yield References("feature", feeds.features, ("feeds", "features"), edge=False)
                yield References("asset", feeds.assets, ("feeds", "assets"), edge=False)
        case Asset(built_by=built_by):
            yield References("pipeline", built_by, ("built_by",))


def _single(kind: str, name: str, path: tuple[str, ...], *, edge: bool = True) -> References:
    return References(kind, (name,), path, edge=edge, listed=False)


def paths(declaration: Declaration) -> tuple[str, Names]:
    """The patterns of the files that a declaration claims, and the key that holds them.

    Among a model's are addresses (`s3://...`) as well.
    """
    if isinstance(declaration, Model):
        return "artifacts", declaration.artifacts
    return "paths", declaration.paths


class TeamReference(NamedTuple):
    """A team named somewhere. `path` is from the manifest's top; `owns`: a placeholder is allowed."""

    text: str
    path: KeyPath
    owns: bool = False


def team_references(manifest: Manifest) -> Iterator[TeamReference]:
    """Every place of a manifest that names a team."""
    if manifest.owner is not None:
        yield TeamReference(manifest.owner, ("owner",), owns=True)
    for declaration in manifest.declarations:
        top = (declaration.section, declaration.name)
        if declaration.owner is not None:
            yield TeamReference(declaration.owner, (*top, "owner"), owns=True)
        yield from _listed(declaration.co_owners, (*top, "co_owners"))
        match declaration:
            case Feature():
                yield from _of_feature(declaration, top)
            case Model():
                yield from _of_model(declaration, top)
                yield from _operations(declaration.operations, top)
            case Platform() | Pipeline():
                yield from _operations(declaration.operations, top)
            case Asset():
                pass


def _listed(names: Names, path: tuple[str, ...]) -> Iterator[TeamReference]:
    for index, name in enumerate(names):
        if name:
            yield TeamReference(name, (*path, index))


def _operations(operations: Operations | None, top: tuple[str, ...]) -> Iterator[TeamReference]:
    if operations is not None and operations.owner is not None:
        yield TeamReference(operations.owner, (*top, "operations", "owner"), owns=True)


def _of_feature(feature: Feature, top: tuple[str, ...]) -> Iterator[TeamReference]:
    if feature.evaluation is not None:
        yield from _listed(feature.evaluation.signals_to or (), (*top, "evaluation", "signals_to"))
    yield from _listed(feature.domain_reviewers, (*top, "domain_reviewers"))
    if feature.integration is not None and feature.integration.owner is not None:
        yield TeamReference(feature.integration.owner, (*top, "integration", "owner"), owns=True)


def _of_model(model: Model, top: tuple[str, ...]) -> Iterator[TeamReference]:
    if model.trained_by is not None and model.trained_by != "external":
        yield TeamReference(model.trained_by, (*top, "trained_by"))
    if model.handover is not None:
        if model.handover.from_ is not None:
            yield TeamReference(model.handover.from_, (*top, "handover", "from"))
        if model.handover.to is not None:
            yield TeamReference(model.handover.to, (*top, "handover", "to"))
    if isinstance(model.access, tuple):
        yield from _listed(model.access, (*top, "access"))
    if isinstance(model.reviewers, tuple):
        for index, reviewer in enumerate(model.reviewers):
            yield from _entry(reviewer.team, (*top, "reviewers", index))
    for index, waiver in enumerate(model.waivers):
        yield from _entry(waiver.team, (*top, "waivers", index))
    for index, consumer in enumerate(model.used_elsewhere):
        yield from _entry(consumer.team, (*top, "used_elsewhere", index))


def _entry(team: str, path: KeyPath) -> Iterator[TeamReference]:
    """A team that is an item, or the `team` of one: the place of a bare item is the item itself."""
    if team:
        yield TeamReference(team, (*path, "team"))
