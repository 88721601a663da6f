"""`aiowners owners`: print who owns and reviews a path, an entity, a team's entities, or a provider's models."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from aiowners.cli.output import terminal, write_answer
from aiowners.cli.session import repository_options

if TYPE_CHECKING:
    from aiowners.cli.session import Session
    from aiowners.review.owners.answer import Answer
    from aiowners.review.owners.ownership import OwnershipQueries
    from aiowners.workspace import Workspace


@click.command("owners", short_help="Say who owns and reviews something, and what depends on it.")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@repository_options
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to say it.  [default: text]"
)
def command(session: Session, targets: tuple[str, ...], form: str) -> int:
    """Say who owns TARGET, who reviews it, what depends on it, and what CODEOWNERS says.

    TARGET is a path, which need not exist, or KIND:NAME with a feature, model, platform, pipeline,
    asset or team, or provider:NAME: a vendor announces a change, whom does it concern? A path
    that looks like a KIND:NAME is written ./KIND:NAME. Of several declarations that claim a path
    the one in the closest manifest comes first.

    \b
      aiowners owners src/semantic/rank.py
      aiowners owners model:text-embed-v3 team:search
      aiowners owners provider:openai --format json

    Exit code: 0; 1, something of the manifests could not be read, and the answer is from the rest;
    2, nothing goes by this name, or it could not run.
    """
    from aiowners.review.owners.ownership import OwnershipQueries
    from aiowners.review.unread_text import unread

    discovery, workspace = session.read()
    queries = OwnershipQueries(workspace)
    answers = [_answer(session, workspace, queries, target) for target in targets]
    session.show_notices()
    write_answer(_rendered(session, answers, workspace, form), "the answer", len(workspace.graph.nodes))
    defects = unread(workspace)
    session.show_unread(defects)
    return int(bool(defects)) if session.finish(discovery) else 2


def _answer(session: Session, workspace: Workspace, queries: OwnershipQueries, text: str) -> tuple[str, Answer]:
    from aiowners.display.terminal import harmless
    from aiowners.graph.nodes import Key
    from aiowners.review.owners.target import UnknownTarget, named

    try:
        target = named(workspace, text, is_path=os.path.lexists(text))
    except UnknownTarget as error:
        # A CI log may contain commands at the start of a line, so this must be one line.
        words = harmless(str(error), terminal(sys.stderr, "never", os.environ))
        raise click.BadParameter(words, param_hint="TARGET") from None
    if target is None:
        return _of_path(session, workspace, queries, text)
    name = f"{target.kind}:{target.name}"
    match target.kind:
        case "team":
            return name, queries.of_team(target.name)
        case "provider":
            return name, queries.of_provider(target.name)
        case _:
            return name, queries.of_thing(Key(target.kind, target.name))


def _of_path(session: Session, workspace: Workspace, queries: OwnershipQueries, text: str) -> tuple[str, Answer]:
    from aiowners.review.owners.target import of_this_name

    if not text:
        raise click.BadParameter("it is empty", param_hint="TARGET")
    names = [] if os.path.lexists(text) else of_this_name(workspace, text)
    if names:
        session.say(f"notice: there is no file `{text}`. Did you mean {' or '.join(f'`{name}`' for name in names)}?")
    path = session.relative_path(text, existing=False)
    full = session.root / path
    directory = text.endswith(("/", os.sep)) or (full.is_dir() and not full.is_symlink())
    if not directory and workspace.files is not None:
        directory = next(workspace.files.below(f"{path}/"), None) is not None
    return path, queries.of_path(path, directory=directory)


def _rendered(session: Session, answers: list[tuple[str, Answer]], workspace: Workspace, form: str) -> str:
    from aiowners.review.owners import as_json, as_text

    file = None if workspace.codeowners is None else workspace.codeowners.source.path
    if form == "json":
        return as_json.render(answers, workspace.forge, file)
    return as_text.render(answers, workspace.forge, file, session.stdout)
