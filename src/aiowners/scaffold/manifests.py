"""Things -> manifests: which goes where, and the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.filenames import MANIFEST
from aiowners.graph.review_policy import is_shared
from aiowners.manifest.scalar_text import scalar_text
from aiowners.scaffold.declaration import ProposedDeclaration, ProposedValue
from aiowners.scaffold.yaml_text import comment, mapping
from aiowners.source import Source
from aiowners.workspace import assemble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aiowners.scaffold.context import Context
    from aiowners.scaffold.declaration import Body
    from aiowners.workspace import Workspace

SCHEMA = "https://raw.githubusercontent.com/aiowners/aiowners/main/schemas/ai-ownership.schema.json"
_HEADER = (
    f"# yaml-language-server: $schema={SCHEMA}",
    "# Proposed by `aiowners init` from what is in the repository; the comments say by what. Correct what is wrong,",
    "# put a team where it says `tbd`, and drop the comments when you like. What states no `status` is in production.",
)
_SECTIONS = ("features", "models", "platforms", "pipelines", "assets")
_NO_TEAM = "tbd"


class Layout:
    """Where each thing is declared: with its team, in the directory that CODEOWNERS gives to it; else at the root.

    For a new team, `directory` is where everything goes.
    """

    def __init__(self, ground: Context, workspace: Workspace, directory: str | None) -> None:
        self.ground = ground
        self.workspace = workspace
        self.directory = directory

    def place(self, thing: ProposedDeclaration) -> str:
        """The directory of the manifest that declares a thing."""
        if self.directory is not None:
            return self.directory
        if thing.owner.team is None or not self._is_of(thing.owner.team, thing.place):
            return ""
        place = thing.place
        while place and self._is_of(thing.owner.team, above := place.rpartition("/")[0]):
            place = above
        return place

    def _is_of(self, team: str, directory: str) -> bool:
        return self.ground.owners.teams(_path(directory))[:1] == (team,)

    def file_owner(self, directory: str, things: Iterable[ProposedDeclaration]) -> ProposedValue | None:
        """What a manifest states as the owner of all that it declares, if it does."""
        things = list(things)
        if self.directory is not None:
            return ProposedValue(self.ground.team or _NO_TEAM)
        fallback = self.ground.fallback
        if fallback is not None and self.ground.owners.are_unread:
            return ProposedValue(fallback)
        products = {thing.place for thing in things if thing.section == "features"}
        if len(products) < 2 and not any(thing.owner.team for thing in self.ground.things):  # noqa: PLR2004 - one product
            return ProposedValue(
                _NO_TEAM, self.ground.owner([path for thing in things for path in thing.files], "").why
            )
        first = next((thing for thing in things if thing.owner.team and self._is_of(thing.owner.team, directory)), None)
        return None if first is None or first.owner.team is None else ProposedValue(first.owner.team, first.owner.why)

    def teams(self) -> Body:
        """The `teams` to declare: whoever owns anything here, unless the manifests leave teams undeclared."""
        declared = self.workspace.graph.directory.teams
        if self.ground.fallback is not None and not self.ground.owners.handles:
            return {}  # without a handle, a declared team could not be required to review
        if not declared and self.workspace.manifests and _names_teams(self.workspace):
            return {}  # as soon as one is declared, all have to be
        found: Body = {}
        things = (*self.ground.things, *self.ground.unused)
        named = [name for thing in things for name in (thing.owner.team, *thing.owner.others) if name]
        for name in dict.fromkeys([*([self.ground.team] if self.ground.team else []), *sorted(named)]):
            handle, line = self.ground.owners.handles.get(name, ("", 0))
            if name not in declared:
                forge = self.workspace.forge.value
                why = f"from CODEOWNERS line {line}" if line else "from --owner"
                found[name] = {"handles": {forge: ProposedValue(handle, why)}} if handle else {}
        return found


def _names_teams(workspace: Workspace) -> bool:
    return any(node.owner.party is not None for node in workspace.graph.declared)


def _path(directory: str) -> str:
    return f"{directory}/{MANIFEST}".lstrip("/")


def texts(layout: Layout) -> list[tuple[str, str]]:
    """The manifests by path, the root's first; none where there is nothing to declare.

    A model that then has users of other teams is given `reviewers: downstream`: a list by hand would
    be wrong with the next feature, and what makes the reviews happen is one finding for all of them.
    """
    groups: dict[str, list[ProposedDeclaration]] = {}
    for thing in (*layout.ground.things, *layout.ground.unused):
        groups.setdefault(layout.place(thing), []).append(thing)
    if layout.directory is not None:
        groups.setdefault(layout.directory, [])
    if not groups:
        return []
    top = "" if layout.directory is None else layout.directory
    if layout.teams():
        groups.setdefault(top, [])
    shared = _shared(layout, groups, top)
    for thing in layout.ground.things:
        if thing.section == "models" and thing.name in shared:
            thing.body["reviewers"] = ProposedValue("downstream", "other teams depend on it")
    return [(_path(place), _text(layout, place, groups[place], is_top=place == top)) for place in sorted(groups)]


def _shared(layout: Layout, groups: dict[str, list[ProposedDeclaration]], top: str) -> set[str]:
    """The models that teams share, as the graph over these manifests says."""
    sources = [Source(_path(place), _text(layout, place, groups[place], is_top=place == top)) for place in groups]
    graph = assemble([*sources, *(manifest.source for manifest in layout.workspace.manifests)]).graph
    return {node.key.name for node in graph.declared if node.key.kind == "model" and is_shared(graph, node)}


def _text(layout: Layout, place: str, things: list[ProposedDeclaration], *, is_top: bool) -> str:
    owner = layout.file_owner(place, things)
    lines = [*_HEADER, "version: 1"]
    if owner is not None:
        lines.append(f"owner: {scalar_text(owner.text)}{comment(owner.why)}")
    teams = layout.teams() if is_top else {}
    if teams:
        lines += ["", "teams:", *_named(teams)]
    unused = {(thing.section, thing.name) for thing in layout.ground.unused}
    lines += _sections([thing for thing in things if (thing.section, thing.name) not in unused], place, owner)
    left = [*_sections([thing for thing in things if (thing.section, thing.name) in unused], place, owner)]
    if left:
        lines += ["", *_UNUSED, *(f"# {line}".rstrip() for line in left[1:])]
    if not things and layout.directory is not None:
        lines += ["", *_EXAMPLE]
    return "".join(f"{line}\n" for line in lines)


def _sections(things: Sequence[ProposedDeclaration], place: str, owner: ProposedValue | None) -> Iterator[str]:
    for section in _SECTIONS:
        found = [thing for thing in things if thing.section == section]
        if found:
            yield from ("", f"{section}:")
            for thing in sorted(found, key=lambda thing: thing.name):
                yield from _declaration(thing, place, owner)


_UNUSED = (
    "# Nothing in the repository uses what follows, so it is not declared yet. If something does, remove the `# `",
    "# in front of the declaration, and name it where it is used.",
)
_EXAMPLE = (
    "# Nothing that uses a model was found here. A feature is declared like this:",
    "# features:",
    "#   semantic-search:",
    "#     paths: [src/semantic/]",
    "#     uses: {models: [text-embed-v3]}",
)


def _named(teams: Body) -> Iterator[str]:
    for name, body in teams.items():
        if body:
            yield from mapping({name: body}, "  ")
        else:
            yield f"  {scalar_text(name)}: {{}}"


def _declaration(thing: ProposedDeclaration, place: str, file_owner: ProposedValue | None) -> Iterator[str]:
    body: Body = {}
    team = thing.owner.team or _NO_TEAM
    if file_owner is None or file_owner.text != team:
        body["owner"] = ProposedValue(team, thing.owner.why)
    if thing.owner.others:
        body["co_owners"] = [ProposedValue(name) for name in thing.owner.others]
    body.update(_from(place, thing.body))
    yield f"  {scalar_text(thing.name)}:{comment(thing.why)}"
    yield from mapping(body, "    ")


def _from(place: str, body: Body) -> Body:
    """The same, with patterns from the root as ones from the manifest's directory, where they lie below it."""
    found: Body = {}
    for key, value in body.items():
        if isinstance(value, dict):
            found[key] = _from(place, value)
        elif isinstance(value, list):
            found[key] = [one._replace(text=_relative(place, one.text)) for one in value]
        else:
            found[key] = (
                value._replace(text=_relative(place, value.text)) if isinstance(value, ProposedValue) else value
            )
    return found


def _relative(place: str, text: str) -> str:
    start = f"//{place}/" if place else "//"
    rest = text.removeprefix(start)
    if not text.startswith(start) or not rest:
        return text
    # Without a slash in it a pattern matches at any depth, and one at its start ties it to the directory.
    return rest if "/" in rest[:-1] else f"/{rest}"
