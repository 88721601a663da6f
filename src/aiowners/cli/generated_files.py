"""Generated files: printed, compared with the existing file, or written."""

from __future__ import annotations

import difflib
import os
import sys
from typing import TYPE_CHECKING

import click

from aiowners.cli.diff_output import write_diff
from aiowners.cli.output import terminal, write
from aiowners.display.unified_diff import diff_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiowners.cli.session import Session
    from aiowners.enforcement.generated import Generated
    from aiowners.workspace import Workspace


def output_mode(*, check: bool, write_: bool, print_: bool, default: str) -> str:
    """Return `check`, `write`, or `print`. Raises click.UsageError if more than one flag is set."""
    modes = [name for name, is_set in (("check", check), ("write", write_), ("print", print_)) if is_set]
    if len(modes) > 1:
        raise click.UsageError(f"--{modes[0]} and --{modes[1]} cannot be used together")
    return modes[0] if modes else default


def generate(function: Callable[[Workspace], Generated], workspace: Workspace, path: str) -> Generated:
    """Return what a function generates from the workspace, for the file at `path`.

    Raises click.ClickException if it cannot generate it, and OutputBoundError if the result is too large.
    """
    from aiowners.diagnostics.bounds import MAX_PRINTED, Allowance
    from aiowners.enforcement.github_ruleset import TeamIdsError
    from aiowners.enforcement.marked_block import EncodingError, InvalidBlockError
    from aiowners.enforcement.policy_bot import NotGeneratedError
    from aiowners.filenames import TEAM_IDS

    try:
        generated = function(workspace)
    except InvalidBlockError as error:
        raise click.ClickException(
            f"{path}:{error.line}: {error}. Mend the marks, or remove them with what is between, and run this again."
        ) from None
    except EncodingError as error:
        raise click.ClickException(
            f"{path} is in {error}, so nothing can be added to it. Save it as UTF-8 and run this again."
        ) from None
    except TeamIdsError as error:
        raise click.ClickException(f"{TEAM_IDS}: {error}") from None
    except NotGeneratedError:
        raise click.ClickException(
            f"{path} is there and was not generated: it is left alone. Move it away and run this again, then add what it"
            " held to another policy; or print the generated one with --print and take its rules over."
        ) from None
    Allowance(path, len(workspace.graph.nodes), limit=MAX_PRINTED).use(len(generated.text))
    return generated


def refuse_unread(workspace: Workspace, mode: str) -> None:
    """Refuse to write if a manifest could not be read: the owners that it names would be lost. Raises click.ClickException."""
    unread = [manifest.path for manifest in workspace.manifests if not manifest.is_read]
    if mode == "write" and unread:
        raise click.ClickException(
            f"{len(unread)} manifest{'s' * (len(unread) > 1)} could not be read to the end, {unread[0]} first: nothing is written."
            " `aiowners check` says what is wrong there."
        )


def say_shadows(session: Session, workspace: Workspace, generated: Generated, name: str, shown: str) -> bool:
    """Print the lines that override the block `name`; return whether there are any. Line numbers are those in `shown`."""
    from aiowners.enforcement.shadowed_lines import overriding_lines

    moved = shown.count("\n") - generated.text.count("\n")
    lines = list(overriding_lines(workspace, generated, name))
    for shadow in lines:
        session.say(
            f"warning: {generated.path}:{shadow.number + moved}: `{shadow.text}` stands behind the block and wins for"
            f" {shadow.file}: move it above the block",
            always=True,
        )
    return bool(lines)


def deliver(session: Session, generated: Generated, before: str, mode: str) -> int:
    """Print, compare, or write the file; return the exit code. Limitations are printed on stderr."""
    if mode == "print":
        write(diff_lines(generated.part, terminal(sys.stdout, "never", os.environ)), sys.stdout)
        code = 0
    elif mode == "check":
        write_diff(session, [(generated.path, before or None, generated.text)])
        code = int(before != generated.text)
    else:
        code = _write(session, generated, before)
    for loss in generated.limitations:
        session.say(f"notice: {loss.summary}")
        for line in loss.advice.split("\n") if loss.advice else ():
            session.say(f"  {line.strip()}")
    return code


def _write(session: Session, generated: Generated, before: str) -> int:
    from aiowners.adapters.replace import replace_file

    if before == generated.text:
        session.say(f"{generated.path}: it is current")
        return 0
    try:
        expected = before if before or _is_empty(session.root, generated.path) else None
        replace_file(session.root, generated.path, expected, generated.text)
    except OSError as error:
        raise click.FileError(generated.path, error.strerror or str(error)) from None
    old, new = before.splitlines(), generated.text.splitlines()
    changes = [line[:1] for line in difflib.unified_diff(old, new, n=0, lineterm="")][2:]
    verb = "written" if before else "created"
    session.say(f"{generated.path}: {verb}, {changes.count('+')} lines added, {changes.count('-')} removed")
    return 0


def _is_empty(root: Path, path: str) -> bool:
    """Return whether the file exists and is empty. Raises OSError if it exists but was not read."""
    from aiowners.adapters.file_access import read_below

    try:
        content = read_below(root, path, most=1)
    except FileNotFoundError:
        return False
    except OSError:
        if not os.path.lexists(root / path):
            return False  # its directory is a link: writing reports that
        content = b"?"
    if content:
        raise OSError(0, "it is there and could not be read: it is left alone")
    return True
