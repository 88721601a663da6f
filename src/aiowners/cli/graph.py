"""`aiowners graph`: the ownership graph as text that other programs draw."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from aiowners.cli.output import terminal, write_answer
from aiowners.cli.session import Session, repository_options
from aiowners.cli.unread import say_unread
from aiowners.manifest.model import ENTITIES

if TYPE_CHECKING:
    from aiowners.diagrams.diagram import Diagram
    from aiowners.review.owners.target import OwnersTarget
    from aiowners.workspace import Workspace


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
def command(form: str, **flags: Any) -> int:  # noqa: ANN401 - as click gives them
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
    gc.disable()  # nothing that is read is garbage before the end
    from aiowners.diagrams.diagram import picture
    from aiowners.review.unread_text import unread

    if flags["depth"] is not None and not flags["focus"]:
        raise click.UsageError("--depth says how far to go from what --focus names: name something")
    session = Session(flags)
    found = session.discover()
    workspace = session.assemble(found.sources)
    drawn = _excerpt(workspace, picture(workspace), flags)
    write_answer(_rendered(session, drawn, form), "the graph", len(drawn.shapes))
    defects = unread(workspace)
    say_unread(defects, flags["color"])
    return int(bool(defects)) if session.finish(found) else 2


def _excerpt(workspace: Workspace, drawn: Diagram, flags: dict[str, Any]) -> Diagram:
    """The part of a picture that the flags ask for."""
    from dataclasses import replace

    from aiowners.diagrams.selection import around, of_kinds, of_teams
    from aiowners.graph.nodes import Key

    if flags["focus"]:
        targets = [_target(workspace, text, "--focus") for text in flags["focus"]]
        owners = {target.name for target in targets if target.kind == "team"}
        keys = {Key(target.kind, target.name) for target in targets if target.kind != "team"}
        keys |= {shape.key for shape in drawn.shapes if shape.owner in owners}
        drawn = replace(around(drawn, keys, flags["depth"]), focus=tuple(f"{one.kind}:{one.name}" for one in targets))
    if flags["teams"]:
        drawn = of_teams(drawn, {_target(workspace, f"team:{name}", "--team").name for name in flags["teams"]})
    return of_kinds(drawn, flags["kinds"]) if flags["kinds"] else drawn


def _target(workspace: Workspace, text: str, option: str) -> OwnersTarget:
    from aiowners.display.terminal import harmless
    from aiowners.review.owners.target import UnknownTarget, named, of_this_name

    try:
        target = named(workspace, text, is_path=False)
    except UnknownTarget as error:
        words = harmless(str(error), terminal(sys.stderr, "never", os.environ))
        raise click.BadParameter(words, param_hint=option) from None
    if target is None or target.kind == "provider":
        meant = of_this_name(workspace, text)
        near = f" Did you mean {' or '.join(f'`{one}`' for one in meant)}?" if meant else ""
        words = harmless(f"`{text}` is not of the form KIND:NAME.{near}", terminal(sys.stderr, "never", os.environ))
        raise click.BadParameter(words, param_hint=option)
    return target


def _rendered(session: Session, drawn: Diagram, form: str) -> str:
    if form == "json":
        from aiowners.diagrams.as_json import as_json

        return as_json(drawn)
    if form == "dot":
        from aiowners.diagrams.dot import as_dot

        return as_dot(drawn)
    from aiowners.diagrams.mermaid import MOST_CHARACTERS, MOST_EDGES, as_mermaid

    text = as_mermaid(drawn)
    if len(text) > MOST_CHARACTERS or len(drawn.arrows) > MOST_EDGES:
        session.say(
            f"notice: GitHub draws up to {MOST_EDGES} arrows and {MOST_CHARACTERS:,} characters: this is more."
            " --focus, --team and --kind draw a part; `--format dot` and `aiowners map` draw it all"
        )
    return text
