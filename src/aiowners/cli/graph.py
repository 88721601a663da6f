"""`aiowners graph`: print the ownership graph for programs that draw it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from aiowners.cli.output import terminal, write_answer
from aiowners.cli.session import repository_options
from aiowners.manifest.model import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.cli.session import Session
    from aiowners.diagrams.diagram import Diagram
    from aiowners.review.owners.target import OwnersTarget
    from aiowners.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Selection:
    """The part of the graph to draw, as the options name it."""

    focus: Sequence[str]
    depth: int | None
    teams: Sequence[str]
    kinds: Sequence[str]


@click.command("graph", short_help="Draw who depends on what, as Mermaid, DOT or JSON.")
@repository_options
@click.option(
    "--format", "form", type=click.Choice(["mermaid", "dot", "json"]), default="mermaid", help="[default: mermaid]"
)
@click.option(
    "--focus", multiple=True, metavar="KIND:NAME", help="What this thing or team depends on, and what depends on it; repeatable."
)  # fmt: skip
@click.option("--depth", type=click.IntRange(min=0), help="With --focus: at most so many steps away.  [default: all]")
@click.option(
    "--team", "teams", multiple=True, metavar="NAME", help="What this team owns, and next to what; repeatable."
)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([kind.name for kind in ENTITIES]),
    help="Only things of this kind; a dashed arrow leads through what is left out; repeatable.",
)  # fmt: skip
def command(session: Session, form: str, **values: Any) -> int:  # noqa: ANN401 - as click passes them
    """Draw the ownership graph: things in the colour of their owner, and an arrow to whatever a change of one can change.

    Models that nobody owns are dashed; a thick frame and words say who is not asked before a shared
    model changes. GitHub and GitLab draw Mermaid in Markdown, `dot` of Graphviz draws DOT.

    \b
      aiowners graph --focus model:text-embed-v3
      aiowners graph --team search --depth 1 --format dot | dot -Tsvg > search.svg
      aiowners graph --kind model --kind feature
      aiowners graph --format json

    Exit code: 0; 1, something of the manifests could not be read, and the picture is of the rest;
    2, nothing goes by this name, or it could not run.
    """
    from aiowners.diagrams.diagram import diagram_of
    from aiowners.review.unread_text import unread

    selection = _Selection(**values)
    if selection.depth is not None and not selection.focus:
        raise click.UsageError("--depth says how far to go from what --focus names: name something")
    discovery, workspace = session.read()
    session.show_notices()
    diagram = _selected(workspace, diagram_of(workspace), selection)
    write_answer(_rendered(session, diagram, form), "the graph", len(diagram.nodes))
    defects = unread(workspace)
    session.show_unread(defects)
    return int(bool(defects)) if session.finish(discovery) else 2


def _selected(workspace: Workspace, diagram: Diagram, selection: _Selection) -> Diagram:
    """Return the selected part of a diagram. Raises click.BadParameter for a name that does not exist."""
    from dataclasses import replace

    from aiowners.diagrams.selection import around, of_kinds, of_teams
    from aiowners.graph.nodes import Key

    if selection.focus:
        targets = [_target(workspace, text, "--focus") for text in selection.focus]
        owners = {target.name for target in targets if target.kind == "team"}
        keys = {Key(target.kind, target.name) for target in targets if target.kind != "team"}
        keys |= {node.key for node in diagram.nodes if node.owner in owners}
        names = tuple(f"{target.kind}:{target.name}" for target in targets)
        diagram = replace(around(diagram, keys, selection.depth), focus=names)
    if selection.teams:
        teams = {_target(workspace, f"team:{name}", "--team").name for name in selection.teams}
        diagram = of_teams(diagram, teams)
    return of_kinds(diagram, selection.kinds) if selection.kinds else diagram


def _target(workspace: Workspace, text: str, option: str) -> OwnersTarget:
    from aiowners.display.terminal import harmless
    from aiowners.review.owners.target import UnknownTarget, named, of_this_name

    try:
        target = named(workspace, text, is_path=False)
    except UnknownTarget as error:
        words = harmless(str(error), terminal(sys.stderr, "never", os.environ))
        raise click.BadParameter(words, param_hint=option) from None
    if target is None or target.kind == "provider":
        names = of_this_name(workspace, text)
        suggestion = f" Did you mean {' or '.join(f'`{name}`' for name in names)}?" if names else ""
        words = harmless(
            f"`{text}` is not of the form KIND:NAME.{suggestion}", terminal(sys.stderr, "never", os.environ)
        )
        raise click.BadParameter(words, param_hint=option)
    return target


def _rendered(session: Session, diagram: Diagram, form: str) -> str:
    if form == "json":
        from aiowners.diagrams.as_json import as_json

        return as_json(diagram)
    if form == "dot":
        from aiowners.diagrams.dot import as_dot

        return as_dot(diagram)
    from aiowners.diagrams.mermaid import MAX_CHARACTERS, MAX_EDGES, as_mermaid

    text = as_mermaid(diagram)
    if len(text) > MAX_CHARACTERS or len(diagram.edges) > MAX_EDGES:
        session.say(
            f"notice: GitHub draws up to {MAX_EDGES} arrows and {MAX_CHARACTERS:,} characters: this is more."
            " --focus, --team and --kind draw a part; `--format dot` and `aiowners map` draw it all"
        )
    return text
