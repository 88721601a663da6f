"""`aiowners diff`: what changed in ownership between two revisions."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from aiowners.cli.output import terminal, write_answer
from aiowners.cli.session import Session, git_errors, repository_options
from aiowners.cli.unread import say_unread

if TYPE_CHECKING:
    from aiowners.cli.revisions import Revisions
    from aiowners.review.diff.comparison import Comparison


class _Range(NamedTuple):
    """Two commits; `head` None is the working tree."""

    base: str
    head: str | None


@click.command("diff")
@click.argument("range_", metavar="BASE[..HEAD]")
@repository_options
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="How to say it.  [default: text]"
)  # fmt: skip
def command(range_: str, form: str, **flags: Any) -> int:  # noqa: ANN401 - as click gives them
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
    gc.disable()  # nothing that is read is garbage before the end
    from aiowners.cli.revisions import between_two
    from aiowners.review.diff.comparison import compare

    session = Session(flags)
    asked = _range(session, range_)
    revisions = between_two(session, asked.base, asked.head)
    before, after = revisions.base.workspace, revisions.head.workspace
    comparison = compare(before, after)
    things = len(before.graph.nodes) + len(after.graph.nodes)
    write_answer(_shown(comparison, revisions, form, flags["color"]), "the comparison", things)
    say_unread(comparison.errors, flags["color"])
    if revisions.discovery is not None and not session.finish(revisions.discovery):
        return 2
    return int(bool(comparison.errors))


def _range(session: Session, text: str) -> _Range:
    """The commits that a text names, by their ids; an empty side is HEAD, as git has it."""
    from aiowners.adapters.commits import merge_base, resolve

    base, dots, head = text.partition("..")
    from_fork = head.startswith(".")
    head = head.removeprefix(".")
    with git_errors():
        if not dots:
            return _Range(resolve(session.root, text), None)
        end = resolve(session.root, head or "HEAD")
        start = resolve(session.root, base or "HEAD")
        return _Range(merge_base(session.root, start, end) if from_fork else start, end)


def _shown(comparison: Comparison, revisions: Revisions, form: str, color: str) -> str:
    from aiowners.review.diff import as_json, as_markdown, as_text

    match form:
        case "json":
            return as_json.render(comparison, base=revisions.base.name, head=revisions.head.name)
        case "markdown":
            return as_markdown.render(comparison)
        case _:
            return as_text.render(comparison, terminal(sys.stdout, color, os.environ))
