"""`aiowners codeowners`: write ownership from the manifests into a block of CODEOWNERS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aiowners.cli.generated_files import deliver, generate, output_mode, refuse_unread, say_shadows
from aiowners.cli.session import repository_options
from aiowners.display.plural import counted

if TYPE_CHECKING:
    from aiowners.cli.session import Session
    from aiowners.enforcement.generated import Generated
    from aiowners.workspace import Workspace


@click.command("codeowners", short_help="Write what the manifests say as a block of CODEOWNERS.")
@repository_options
@click.option("--print", "print_", is_flag=True, help="Print the block.  [default]")
@click.option("--check", is_flag=True, help="Show what would change as a diff, and exit 1 if anything would.")
@click.option("--write", "write_", is_flag=True, help="Write the block into CODEOWNERS.")
def command(session: Session, print_: bool, check: bool, write_: bool) -> int:  # noqa: FBT001 - as click passes them
    """Keep a block of CODEOWNERS in step with the manifests.

    It has a line for the paths and artifacts of every declaration, with its owner and co-owners,
    and one for every manifest, with the file's owner, in the words of the repository's forge. Lines
    that would change nothing are left out. On GitLab, the lines are a section of their own, which is
    optional if all other sections are. What stands outside of the block's two marks is left as it is;
    where there is no CODEOWNERS file, one is made. What the forge cannot be told is counted on stderr,
    and so are lines behind the block that take files from it.

    \b
      aiowners codeowners            print the block, and change nothing
      aiowners codeowners --write    after a change of a manifest
      aiowners codeowners --check    in CI

    Exit code: 0; 1, --check and the block is not current, or lines behind it win; 2, it could not run.
    """
    from aiowners.enforcement.codeowners import NAME, codeowners
    from aiowners.enforcement.generated import codeowners_path, existing_text

    mode = output_mode(check=check, write_=write_, print_=print_, default="print")
    discovery, workspace = session.read()
    if not session.finish(discovery):
        return 2
    path = codeowners_path(workspace, workspace.forge)
    generated = generate(codeowners, workspace, path)
    refuse_unread(workspace, mode)
    before = existing_text(workspace, path)
    code = deliver(session, generated, before, mode)
    if mode != "print":
        _say_overridden_lines(session, workspace, generated)
    shadowed = say_shadows(session, workspace, generated, NAME, before if mode != "write" else generated.text)
    return 1 if shadowed and mode == "check" else code


def _say_overridden_lines(session: Session, workspace: Workspace, generated: Generated) -> None:
    """Print the lines that the block overrides, because that may not be intended."""
    from aiowners.enforcement.codeowners import NAME
    from aiowners.enforcement.shadowed_lines import overridden_lines

    for line in overridden_lines(workspace, generated, NAME):
        session.say(
            f"notice: {generated.path}:{line.number}: `{line.text}` is not asked for {counted(line.file_count, 'file')} that the"
            f" block wins, {line.file} first: what is to win over the block stands behind it"
        )
