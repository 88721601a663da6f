"""`aiowners reviewers`: what changed, and who must review it."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from aiowners.cli.output import terminal, write
from aiowners.cli.session import Session, repository_options
from aiowners.cli.unread import say_unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiowners.cli.revisions import Revisions
    from aiowners.review.reviewers.new_suppression import NewSuppression
    from aiowners.review.reviewers.required import Review

_FORMATS = ("text", "json", "markdown", "gh", "glab")


@click.command("reviewers")
@click.argument("more", nargs=-1, metavar="[FILE]...")
@repository_options
@click.option(
    "--base",
    metavar="REV",
    help="The branch that the change goes into.  [default: that of the pull request, or the default branch]",
)
@click.option("--head", metavar="REV", help="The changed revision.  [default: the working tree]")
@click.option(
    "--files",
    multiple=True,
    metavar="FILE",
    help="Only these files changed; `-` reads the output of `git diff --name-only --no-renames` from standard input.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="Output format.  [default: text]")
def command(more: tuple[str, ...], form: str, files: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - as click gives them
    """Show what changed, who must review it, and why.

    A change to a shared model requires every downstream team; the chain from the model to what the
    team owns is shown. Three revisions count: where the change left the base, the tip of the base, and
    the change itself. So a change cannot remove its own reviewers.

    \b
      aiowners reviewers                                   the working tree
      aiowners reviewers --base main --head my-branch
      aiowners reviewers --files models/embed/config.json
      git diff --name-only --no-renames main... | aiowners reviewers --files -
      gh pr edit 12 $(aiowners reviewers --base origin/main --format gh)

    Formats: text, json, markdown (a comment, with the graph), gh and glab (the arguments that make
    `gh pr edit` and `glab mr update` request the reviews).

    Exit code: 0; 1, manifests could not be read (the answer is from the others); 2, the command could
    not run.
    """
    gc.disable()  # nothing that is read is garbage before the end
    if more and not files:
        raise click.UsageError("to name the files that changed: --files FILE...")
    session = Session(flags)
    from aiowners.check.new_suppressions import new_suppressions
    from aiowners.check.suppressed_reviewers import suppressed_teams
    from aiowners.check.weakened_enforcement import weakened_enforcement
    from aiowners.cli.postures import of_revisions
    from aiowners.cli.progress import Progress
    from aiowners.cli.revisions import between, of_files
    from aiowners.review.reviewers.required import review

    if files and flags["head"] is not None:
        raise click.UsageError("--files are those of the working tree: it cannot be used with --head")
    with Progress(sys.stderr, enabled=not flags["quiet"]) as progress:
        progress.say("reading the revisions of the change")
        if files:
            revisions = of_files(session, _named(session, (*files, *more)), flags["base"])
        else:
            revisions = between(session, flags["base"], flags["head"])
        progress.say("resolving downstream teams")
        forks, base, head = of_revisions(session, revisions)
        answer = review(
            [fork.workspace for fork in revisions.forks], revisions.base.workspace, revisions.head.workspace,
            revisions.changes, kept=revisions.kept, merges=revisions.merges, listed=bool(files) and flags["base"] is None,
            also=(*suppressed_teams(forks, base, head), *weakened_enforcement(forks, base, head)),
        )  # fmt: skip
        suppressions = new_suppressions(forks, head)
    _show(session, answer, suppressions, revisions, form)
    say_unread(answer.errors, flags["color"])
    read = revisions.discovery is None or session.finish(revisions.discovery)
    return int(bool(answer.errors)) if read else 2


def _named(session: Session, files: Iterable[str]) -> list[str]:
    """The files by their paths from the root; they need not be there any more."""
    from aiowners.adapters.git import listed_names
    from aiowners.cli.revisions import named_by_git

    names: list[str] = []
    for file in files:
        if file == "-":
            names += named_by_git(session, listed_names(sys.stdin.buffer.read()))
        elif not file:
            raise click.BadParameter("a name is empty", param_hint="--files")
        else:
            names.append(session.relative(file, existing=False))
    return names


def _show(
    session: Session, answer: Review, suppressions: Sequence[NewSuppression], revisions: Revisions, form: str
) -> None:
    shown = terminal(sys.stdout, session.flags["color"], os.environ)
    host = revisions.base.workspace.forge
    if form == "json":
        from aiowners.review.reviewers.as_json import as_json

        write(as_json(answer, suppressions, base=revisions.base.name, head=revisions.head.name), sys.stdout)
    elif form == "markdown":
        from aiowners.review.reviewers.as_markdown import as_markdown

        write(as_markdown(answer, suppressions, host), sys.stdout)
    elif form in {"gh", "glab"}:
        from aiowners.review.reviewers.as_arguments import for_gh, for_glab

        line, left = (for_gh if form == "gh" else for_glab)(answer)
        write(line, sys.stdout)
        if left:
            session.say(f"notice: not requested, because `{form}` cannot name them: {', '.join(left)}", always=True)
    else:
        from aiowners.review.reviewers.as_text import as_text

        write(as_text(answer, suppressions, host, shown), sys.stdout)
