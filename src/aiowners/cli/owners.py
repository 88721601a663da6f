"""`aiowners owners`: what is known of a path, a thing, a team or a vendor."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from aiowners.cli.output import terminal, write_answer
from aiowners.cli.session import Session, repository_options
from aiowners.cli.unread import say_unread

if TYPE_CHECKING:
    from aiowners.review.owners.answer import Answer
    from aiowners.review.owners.ownership import OwnershipQueries
    from aiowners.workspace import Workspace


@click.command("owners", short_help="Say who owns and reviews something, and what depends on it.")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@repository_options
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to say it.  [default: text]"
)
def command(targets: tuple[str, ...], form: str, **flags: Any) -> int:  # noqa: ANN401 - as click gives them
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
    gc.disable()  # nothing that is read is garbage before the end
    from aiowners.review.owners.ownership import OwnershipQueries
    from aiowners.review.unread_text import unread

    session = Session(flags)
    found = session.discover()
    workspace = session.assemble(found.sources)
    owning = OwnershipQueries(workspace)
    answers = [_answer(session, workspace, owning, target) for target in targets]
    write_answer(_shown(answers, workspace, form, flags["color"]), "the answer", len(workspace.graph.nodes))
    defects = unread(workspace)
    say_unread(defects, flags["color"])
    return int(bool(defects)) if session.finish(found) else 2


def _answer(session: Session, workspace: Workspace, owning: OwnershipQueries, text: str) -> tuple[str, Answer]:
    from aiowners.display.terminal import harmless
    from aiowners.graph.nodes import Key
    from aiowners.review.owners.target import UnknownTarget, named

    try:
        target = named(workspace, text, is_path=os.path.lexists(text))
    except UnknownTarget as error:
        # One line, whatever was typed: what begins a line might be taken for a command in a CI log.
        words = harmless(str(error), terminal(sys.stderr, "never", os.environ))
        raise click.BadParameter(words, param_hint="TARGET") from None
    if target is None:
        return _of_path(session, workspace, owning, text)
    name = f"{target.kind}:{target.name}"
    match target.kind:
        case "team":
            return name, owning.of_team(target.name)
        case "provider":
            return name, owning.of_provider(target.name)
        case _:
            return name, owning.of_thing(Key(target.kind, target.name))


def _of_path(session: Session, workspace: Workspace, owning: OwnershipQueries, text: str) -> tuple[str, Answer]:
    from aiowners.review.owners.target import of_this_name

    if not text:
        raise click.BadParameter("it is empty", param_hint="TARGET")
    meant = [] if os.path.lexists(text) else of_this_name(workspace, text)
    if meant:
        session.say(f"notice: there is no file `{text}`. Did you mean {' or '.join(f'`{one}`' for one in meant)}?")
    path = session.relative(text, existing=False)
    full = session.root / path
    directory = text.endswith(("/", os.sep)) or (full.is_dir() and not full.is_symlink())
    if not directory and workspace.files is not None:
        directory = next(workspace.files.below(f"{path}/"), None) is not None
    return path, owning.of_path(path, directory=directory)


def _shown(answers: list[tuple[str, Answer]], workspace: Workspace, form: str, color: str) -> str:
    from aiowners.review.owners import as_json, as_text

    file = None if workspace.codeowners is None else workspace.codeowners.source.path
    if form == "json":
        return as_json.render(answers, workspace.forge, file)
    return as_text.render(answers, workspace.forge, file, terminal(sys.stdout, color, os.environ))
