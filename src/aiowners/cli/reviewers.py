"""`aiowners reviewers`: print what changed, and who must review it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from aiowners.cli.output import write
from aiowners.cli.session import repository_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiowners.cli.session import Session
    from aiowners.project.change import Change
    from aiowners.review.reviewers.required import Review
    from aiowners.review.reviewers.suppression_entry import NewSuppression

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
def command(
    session: Session, more: tuple[str, ...], base: str | None, head: str | None, files: tuple[str, ...], form: str
) -> int:
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
    if more and not files:
        raise click.UsageError("to name the files that changed: --files FILE...")
    if files and head is not None:
        raise click.UsageError("--files are those of the working tree: it cannot be used with --head")
    from aiowners.project.change import change_into, change_of_files

    with session.progress as progress:
        progress.say("reading the revisions of the change")
        if files:
            change = change_of_files(session.run, _paths(session, (*files, *more)), base)
        else:
            change = change_into(session.run, base, head)
        progress.say("resolving downstream teams")
        answer, suppressions = _review(session, change, listed=bool(files) and base is None)
    session.show_notices()
    _show(session, answer, suppressions, change, form)
    session.show_unread(answer.errors)
    is_read = change.discovery is None or session.finish(change.discovery)
    return int(bool(answer.errors)) if is_read else 2


def _review(session: Session, change: Change, *, listed: bool) -> tuple[Review, Sequence[NewSuppression]]:
    """Return who must review a change, and what it suppresses."""
    from aiowners.check.new_suppressions import new_suppressions
    from aiowners.check.suppressed_reviewers import suppressed_teams
    from aiowners.check.weakened_enforcement import weakened_enforcement
    from aiowners.project.postures import postures_of
    from aiowners.review.reviewers.required import review

    forks, base, head = postures_of(session.run, change)
    answer = review(
        [fork.workspace for fork in change.forks], change.base.workspace, change.head.workspace, change.files,
        kept=change.kept, merges=change.merges, listed=listed,
        also=(*suppressed_teams(forks, base, head), *weakened_enforcement(forks, base, head)),
    )  # fmt: skip
    return answer, new_suppressions(forks, head)


def _paths(session: Session, files: Iterable[str]) -> list[str]:
    """Return the files as paths from the root; they may have been removed. Raises OptionError or click.BadParameter."""
    from aiowners.adapters.git import listed_names
    from aiowners.project.named_files import paths_from_git

    paths: list[str] = []
    for file in files:
        if file == "-":
            paths += paths_from_git(session.run, listed_names(sys.stdin.buffer.read()))
        elif not file:
            raise click.BadParameter("a name is empty", param_hint="--files")
        else:
            paths.append(session.relative_path(file, existing=False))
    return paths


def _show(session: Session, answer: Review, suppressions: Sequence[NewSuppression], change: Change, form: str) -> None:
    host = change.base.workspace.forge
    if form == "json":
        from aiowners.review.reviewers.as_json import as_json

        write(as_json(answer, suppressions, base=change.base.name, head=change.head.name), sys.stdout)
    elif form == "markdown":
        from aiowners.review.reviewers.as_markdown import as_markdown

        write(as_markdown(answer, suppressions, host), sys.stdout)
    elif form in {"gh", "glab"}:
        from aiowners.review.reviewers.as_arguments import for_gh, for_glab

        line, unnamed = (for_gh if form == "gh" else for_glab)(answer)
        write(line, sys.stdout)
        if unnamed:
            session.say(f"notice: not requested, because `{form}` cannot name them: {', '.join(unnamed)}", always=True)
    else:
        from aiowners.review.reviewers.as_text import as_text

        write(as_text(answer, suppressions, host, session.stdout), sys.stdout)
