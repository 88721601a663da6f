"""Distribute proposed declarations to manifests, and write the text of each manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.filenames import MANIFEST
from aiowners.graph.review_policy import is_shared
from aiowners.manifest.scalar_text import scalar_text
from aiowners.scaffold.declaration import ProposedDeclaration, ProposedValue
from aiowners.scaffold.yaml_lines import comment, mapping
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
_SECTIONS = ("features", "models", "platforms", "pipelines", "assets")
_NO_TEAM = "tbd"


class Layout:
    """The manifest of each declaration: in the highest directory that CODEOWNERS assigns to its team, or at the root.

    For a new team, all declarations are in the manifest in `directory`.
    """

    def __init__(self, context: Context, workspace: Workspace, directory: str | None) -> None:
        self.context = context
        self.workspace = workspace
        self.directory = directory

    def directory_of(self, declaration: ProposedDeclaration) -> str:
        """Return the directory of the manifest with a declaration."""
        if self.directory is not None:
            return self.directory
        team = declaration.owner.team
        if team is None or not self._is_assigned(declaration.directory, team):
            return ""
        directory = declaration.directory
        while directory and self._is_assigned(parent := directory.rpartition("/")[0], team):
            directory = parent
        return directory

    def _is_assigned(self, directory: str, team: str) -> bool:
        return self.context.owners.teams(_manifest_path(directory))[:1] == (team,)

    def file_owner(self, directory: str, declarations: Iterable[ProposedDeclaration]) -> ProposedValue | None:
        """Return the owner of a whole manifest; None if each declaration states its own."""
        declarations = list(declarations)
        if self.directory is not None:
            return ProposedValue(self.context.team or _NO_TEAM)
        fallback = self.context.fallback_owner
        if fallback is not None and not self.context.owners.has_code_owners:
            return ProposedValue(fallback)
        products = {declaration.directory for declaration in declarations if declaration.section == "features"}
        if len(products) <= 1 and not any(declaration.owner.team for declaration in self.context.declarations):
            files = [path for declaration in declarations for path in declaration.files]
            return ProposedValue(_NO_TEAM, self.context.owner(files, "").reason)
        for declaration in declarations:
            team = declaration.owner.team
            if team and self._is_assigned(directory, team):
                return ProposedValue(team, declaration.owner.reason)
        return None

    def teams(self) -> Body:
        """Return the `teams` to declare: all owners, unless the existing manifests do not declare their teams."""
        declared = self.workspace.graph.directory.teams
        if self.context.fallback_owner is not None and not self.context.owners.handles:
            return {}  # a declared team without a handle could not be required to review
        if not declared and self.workspace.manifests and _has_owners(self.workspace):
            return {}  # if one team is declared, all teams must be
        declarations = (*self.context.declarations, *self.context.unused)
        owners = {name for item in declarations for name in (item.owner.team, *item.owner.co_owners) if name}
        names = [*([self.context.team] if self.context.team else []), *sorted(owners)]
        return {name: self._team(name) for name in dict.fromkeys(names) if name not in declared}

    def _team(self, name: str) -> Body:
        handle, line = self.context.owners.handles.get(name, ("", 0))
        if not handle:
            return {}
        reason = f"from CODEOWNERS line {line}" if line else "from --owner"
        return {"handles": {self.workspace.forge.value: ProposedValue(handle, reason)}}


def _has_owners(workspace: Workspace) -> bool:
    return any(node.owner.party is not None for node in workspace.graph.declared)


def _manifest_path(directory: str) -> str:
    return f"{directory}/{MANIFEST}".lstrip("/")


def manifest_texts(layout: Layout) -> list[tuple[str, str]]:
    """Return the path and text of each manifest, the root's first; empty if there is nothing to declare.

    A model with users of other teams gets `reviewers: downstream`. A fixed list would be wrong with
    the next feature, and missing enforcement of all these reviews is only one finding.
    """
    groups: dict[str, list[ProposedDeclaration]] = {}
    for declaration in (*layout.context.declarations, *layout.context.unused):
        groups.setdefault(layout.directory_of(declaration), []).append(declaration)
    if layout.directory is not None:
        groups.setdefault(layout.directory, [])
    if not groups:
        return []
    top = "" if layout.directory is None else layout.directory
    if layout.teams():
        groups.setdefault(top, [])
    shared = _shared_models(layout, groups, top)
    for declaration in layout.context.declarations:
        if declaration.section == "models" and declaration.name in shared:
            declaration.body["reviewers"] = ProposedValue("downstream", "other teams depend on it")
    return [
        (_manifest_path(directory), _text(layout, directory, groups[directory], is_top=directory == top))
        for directory in sorted(groups)
    ]


def _shared_models(layout: Layout, groups: dict[str, list[ProposedDeclaration]], top: str) -> set[str]:
    """Return the models that several teams depend on, according to the graph of these manifests."""
    sources = [
        Source(_manifest_path(directory), _text(layout, directory, declarations, is_top=directory == top))
        for directory, declarations in groups.items()
    ]
    graph = assemble([*sources, *(manifest.source for manifest in layout.workspace.manifests)]).graph
    return {node.key.name for node in graph.declared if node.key.kind == "model" and is_shared(graph, node)}


def _text(layout: Layout, directory: str, declarations: list[ProposedDeclaration], *, is_top: bool) -> str:
    owner = layout.file_owner(directory, declarations)
    lines = [*_HEADER, "version: 1"]
    if owner is not None:
        lines.append(f"owner: {scalar_text(owner.text)}{comment(owner.reason)}")
    teams = layout.teams() if is_top else {}
    if teams:
        lines += ["", "teams:", *_team_lines(teams)]
    unused_keys = {(declaration.section, declaration.name) for declaration in layout.context.unused}
    by_use: dict[bool, list[ProposedDeclaration]] = {True: [], False: []}
    for declaration in declarations:
        by_use[(declaration.section, declaration.name) not in unused_keys].append(declaration)
    lines += _sections(by_use[True], directory, owner)
    unused_lines = [*_sections(by_use[False], directory, owner)]
    if unused_lines:
        lines += ["", *_UNUSED, *(f"# {line}".rstrip() for line in unused_lines[1:])]
    if not declarations and layout.directory is not None:
        lines += ["", *_EXAMPLE]
    return "".join(f"{line}\n" for line in lines)


def _sections(
    declarations: Sequence[ProposedDeclaration], directory: str, file_owner: ProposedValue | None
) -> Iterator[str]:
    for section in _SECTIONS:
        in_section = [declaration for declaration in declarations if declaration.section == section]
        if in_section:
            yield from ("", f"{section}:")
            for declaration in sorted(in_section, key=lambda declaration: declaration.name):
                yield from _declaration_lines(declaration, directory, file_owner)


def _team_lines(teams: Body) -> Iterator[str]:
    for name, body in teams.items():
        if body:
            yield from mapping({name: body}, "  ")
        else:
            yield f"  {scalar_text(name)}: {{}}"


def _declaration_lines(
    declaration: ProposedDeclaration, directory: str, file_owner: ProposedValue | None
) -> Iterator[str]:
    body: Body = {}
    team = declaration.owner.team or _NO_TEAM
    if file_owner is None or file_owner.text != team:
        body["owner"] = ProposedValue(team, declaration.owner.reason)
    if declaration.owner.co_owners:
        body["co_owners"] = [ProposedValue(name) for name in declaration.owner.co_owners]
    body.update(_relative_body(directory, declaration.body))
    yield f"  {scalar_text(declaration.name)}:{comment(declaration.reason)}"
    yield from mapping(body, "    ")


def _relative_body(directory: str, body: Body) -> Body:
    """Return the same body, with patterns relative to the manifest's directory if they are below it."""
    relative: Body = {}
    for key, value in body.items():
        if isinstance(value, dict):
            relative[key] = _relative_body(directory, value)
        elif isinstance(value, list):
            relative[key] = [item._replace(text=_relative(directory, item.text)) for item in value]
        elif isinstance(value, ProposedValue):
            relative[key] = value._replace(text=_relative(directory, value.text))
        else:
            relative[key] = value
    return relative


def _relative(directory: str, pattern: str) -> str:
    start = f"//{directory}/" if directory else "//"
    rest = pattern.removeprefix(start)
    if not pattern.startswith(start) or not rest:
        return pattern
    # A pattern without a slash in the middle matches at any depth. A leading slash anchors it.
    return rest if "/" in rest[:-1] else f"/{rest}"
