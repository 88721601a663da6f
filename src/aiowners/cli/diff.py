"""`aiowners diff`: what changed in ownership between two revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from aiowners.cli.output import write_answer
from aiowners.cli.session import repository_options

if TYPE_CHECKING:
    from aiowners.cli.session import Session
    from aiowners.project.change import Change
    from aiowners.review.diff.comparison import Comparison


class _Range(NamedTuple):
    """Two commits; a `head` of None is the working tree."""

    base: str
    head: str | None


@click.command("diff")
@click.argument("range_", metavar="BASE[..HEAD]")
@repository_options
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="How to say it.  [default: text]"
)  # fmt: skip
def command(session: Session, range_: str, form: str) -> int:
    """Say what changed in ownership between two commits.

    Owners, co-owners, reviewers, waivers; models that became shared or unowned, and whom a change
    of them concerns now; what features came to depend on; what was added, removed or disbanded.
    How a manifest is written, and in which one something stands, is no change.

    BASE alone is compared with the working tree, BASE...HEAD begins where HEAD left BASE. Nothing
    is checked out.

    \b
      aiowners diff main
      aiowners diff v1.0..v1.1
      aiowners diff origin/main...HEAD --format markdown

    Exit code: 0, whatever changed; 1, manifests could not be read, and the answer is from the
    rest; 2, it could not run.
    """
    from aiowners.project.change import change_between
    from aiowners.review.diff.comparison import compare

    commits = _range(session, range_)
    change = change_between(session.run, commits.base, commits.head)
    before, after = change.base.workspace, change.head.workspace
    comparison = compare(before, after)
    size = len(before.graph.nodes) + len(after.graph.nodes)
    session.show_notices()
    write_answer(_rendered(session, comparison, change, form), "the comparison", size)
    session.show_unread(comparison.errors)
    if change.discovery is not None and not session.finish(change.discovery):
        return 2
    return int(bool(comparison.errors))


def _range(session: Session, text: str) -> _Range:
    """Return the commits of a range, by their ids; an empty side is HEAD, as in git. Raises ProjectError."""
    from aiowners.adapters.commits import merge_base, resolve
    from aiowners.project.errors import git_errors

    base, dots, head = text.partition("..")
    from_fork = head.startswith(".")
    head = head.removeprefix(".")
    root = session.run.root
    with git_errors():
        if not dots:
            return _Range(resolve(root, text), None)
        end = resolve(root, head or "HEAD")
        start = resolve(root, base or "HEAD")
        return _Range(merge_base(root, start, end) if from_fork else start, end)


def _rendered(session: Session, comparison: Comparison, change: Change, form: str) -> str:
    from aiowners.review.diff import as_json, as_markdown, as_text

    match form:
        case "json":
            return as_json.render(comparison, base=change.base.name, head=change.head.name)
        case "markdown":
            return as_markdown.render(comparison)
        case _:
            return as_text.render(comparison, session.stdout)
