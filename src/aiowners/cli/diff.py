"""`aiowners diff`: what changed in ownership between two revisions."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from aiowners.cli.output import terminal, write
from aiowners.cli.session import Session, repository_options
from aiowners.cli.unread import say_unread

if TYPE_CHECKING:
    from aiowners.adapters.disk import Discovery
    from aiowners.review.comparison import Comparison
    from aiowners.workspace import Workspace

WORKING_TREE = "working tree"


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
    from aiowners.review.comparison import compare

    session = Session(flags)
    asked = _range(session, range_)
    found, before, after = _sides(session, asked)
    comparison = compare(before, after)
    write(_shown(comparison, asked, form, flags["color"]), sys.stdout)
    say_unread(comparison.errors, flags["color"])
    if found is not None and not session.finish(found):
        return 2
    return int(bool(comparison.errors))


def _range(session: Session, text: str) -> _Range:
    """The commits that a text names, by their ids; an empty side is HEAD, as git has it."""
    from aiowners.adapters.commit import merge_base, resolve
    from aiowners.adapters.git import GitError

    base, dots, head = text.partition("..")
    from_fork = head.startswith(".")
    head = head.removeprefix(".")
    try:
        if not dots:
            return _Range(resolve(session.root, text), None)
        end = resolve(session.root, head or "HEAD")
        start = resolve(session.root, base or "HEAD")
        return _Range(merge_base(session.root, start, end) if from_fork else start, end)
    except GitError as error:
        raise click.ClickException(str(error)) from None


def _sides(session: Session, asked: _Range) -> tuple[Discovery | None, Workspace, Workspace]:
    """Both workspaces, and how the working tree was read if it is one of them. No text is read twice."""
    if asked.head is None:
        found = session.discover()
        sources, after = found.sources, session.assemble(found.sources)
    else:
        found, revision = None, session.revision(asked.head)
        sources, after = revision.sources, session.assemble(revision.sources, files=lambda: revision.files)
    before = session.revision(asked.base)
    same = {(source.path, source.text): source for source in sources}
    texts = [same.get((source.path, source.text), source) for source in before.sources]
    return found, session.assemble(texts, files=lambda: before.files, known=after.manifests), after


def _shown(comparison: Comparison, asked: _Range, form: str, color: str) -> str:
    from aiowners.review import comparison_json, comparison_markdown, comparison_text

    match form:
        case "json":
            return comparison_json.render(comparison, base=asked.base, head=asked.head or WORKING_TREE)
        case "markdown":
            return comparison_markdown.render(comparison)
        case _:
            return comparison_text.render(comparison, terminal(sys.stdout, color, os.environ))
