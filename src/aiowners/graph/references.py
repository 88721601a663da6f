"""The names that a declaration refers to, their key paths, and which of them are edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.manifest.model import (
    NOTHING_USED,
    SECTIONS,
    Asset,
    Declaration,
    Feature,
    Model,
    Pipeline,
    Platform,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from aiowners.manifest.model import KeyPath, Manifest, Names


class References(NamedTuple):
    """Names of one kind at one key of a declaration. `listed`: the key holds a list."""

    kind: str
    names: Names
    path: tuple[str, ...]
    edge: bool = True
    listed: bool = True

    def path_of(self, index: int) -> KeyPath:
        """Return the key path, inside the declaration, of the name at `index`."""
        return (*self.path, index) if self.listed else self.path


def references(declaration: Declaration) -> Iterator[References]:  # noqa: C901, PLR0912 - the table of edges, row by row
    """Return the models, platforms, pipelines, assets, and features that a declaration names.

    `edge` tells dependencies ("Downstream" in the manifest's format) from mere mentions: what a platform serves, what a pipeline says it feeds, what replaces a model.
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
    """Return the key of the patterns of the files that a declaration claims, and the patterns.

    Among a model's are addresses (`s3://...`) as well.
    """
    if isinstance(declaration, Model):
        return "artifacts", declaration.artifacts
    return "paths", declaration.paths


class TeamReference(NamedTuple):
    """A reference to a team. `path` is from the manifest's top; if `owns`, a placeholder is allowed."""

    text: str
    path: KeyPath
    owns: bool = False

    @property
    def subject(self) -> str | None:
        """The declaration that names the team, as `kind:name`; None for the owner of the file."""
        section, *rest = self.path
        return f"{SECTIONS[str(section)]}:{rest[0]}" if rest else None


def team_references(manifest: Manifest, besides: Container[str] = ()) -> Iterator[TeamReference]:
    """Yield every reference to a team in a manifest, except those whose text is in `besides`.

    Nearly all references are to teams that are known: passing these over here, rather than making
    something of each, is most of what a clean run pays for.
    """
    if manifest.owner is not None and manifest.owner not in besides:
        yield TeamReference(manifest.owner, ("owner",), owns=True)
    for declaration in manifest.declarations:
        for text, path, owns in named_teams(declaration):
            if text and text not in besides:
                yield TeamReference(text, (declaration.section, declaration.name, *path), owns)


def named_teams(declaration: Declaration) -> Iterator[tuple[str | None, KeyPath, bool]]:
    """Yield the teams that a declaration names: text, key path inside it, and whether it names an owner."""
    yield declaration.owner, ("owner",), True
    for index, name in enumerate(declaration.co_owners):
        yield name, ("co_owners", index), False
    match declaration:
        case Feature():
            yield from _named_in_feature(declaration)
        case Model():
            yield from _named_in_model(declaration)
        case Platform(operations=operations) | Pipeline(operations=operations):
            if operations is not None:
                yield operations.owner, ("operations", "owner"), True
        case Asset():
            pass


def _named_in_feature(feature: Feature) -> Iterator[tuple[str | None, KeyPath, bool]]:
    if feature.evaluation is not None:
        for index, name in enumerate(feature.evaluation.signals_to or ()):
            yield name, ("evaluation", "signals_to", index), False
    for index, name in enumerate(feature.domain_reviewers):
        yield name, ("domain_reviewers", index), False
    if feature.integration is not None:
        yield feature.integration.owner, ("integration", "owner"), True


def _named_in_model(model: Model) -> Iterator[tuple[str | None, KeyPath, bool]]:
    if model.trained_by != "external":
        yield model.trained_by, ("trained_by",), False
    if model.handover is not None:
        yield model.handover.from_, ("handover", "from"), False
        yield model.handover.to, ("handover", "to"), False
    if isinstance(model.access, tuple):
        for index, name in enumerate(model.access):
            yield name, ("access", index), False
    # The place of an item that is a bare name is the item itself: there, `team` leads no further.
    if isinstance(model.reviewers, tuple):
        for index, reviewer in enumerate(model.reviewers):
            yield reviewer.team, ("reviewers", index, "team"), False
    for index, waiver in enumerate(model.waivers):
        yield waiver.team, ("waivers", index, "team"), False
    for index, consumer in enumerate(model.used_elsewhere):
        yield consumer.team, ("used_elsewhere", index, "team"), False
    if model.operations is not None:
        yield model.operations.owner, ("operations", "owner"), True
