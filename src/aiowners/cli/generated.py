"""A generated file on its way to the terminal or the disk: printed, compared, or written."""

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


def how(*, check: bool, write_: bool, print_: bool, default: str) -> str:
    """Which of the three is asked for; at most one may be. Raises click.UsageError."""
    asked = [name for name, on in (("check", check), ("write", write_), ("print", print_)) if on]
    if len(asked) > 1:
        raise click.UsageError(f"--{asked[0]} and --{asked[1]} cannot be used together")
    return asked[0] if asked else default


def generate(function: Callable[[Workspace], Generated], workspace: Workspace, path: str) -> Generated:
    """What the function makes of the workspace; what stands in its way is said in click's words.

    Raises OutputBoundError when it would be too large: no part of it is given.
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
    """Write nothing while something could not be read: whoever it names would lose what they own."""
    broken = [manifest.path for manifest in workspace.manifests if not manifest.is_read]
    if mode == "write" and broken:
        raise click.ClickException(
            f"{len(broken)} manifest{'s' * (len(broken) > 1)} could not be read to the end, {broken[0]} first: nothing is written."
            " `aiowners check` says what is wrong there."
        )


def say_shadows(session: Session, workspace: Workspace, generated: Generated, name: str, shown: str) -> bool:
    """Name the lines that win over the block `name`, with the numbers that they have in `shown`; True if there are any."""
    from aiowners.enforcement.shadowed_lines import overriding_lines

    moved = shown.count("\n") - generated.text.count("\n")
    found = list(overriding_lines(workspace, generated, name))
    for shadow in found:
        session.say(
            f"warning: {generated.path}:{shadow.number + moved}: `{shadow.text}` stands behind the block and wins for"
            f" {shadow.file}: move it above the block",
            always=True,
        )
    return bool(found)


def deliver(session: Session, generated: Generated, before: str, mode: str) -> int:
    """Print, compare or write; the exit code of it. What is lost is said on stderr."""
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
        known = before if before or _is_empty(session.root, generated.path) else None
        replace_file(session.root, generated.path, known, generated.text)
    except OSError as error:
        raise click.FileError(generated.path, error.strerror or str(error)) from None
    old, new = before.splitlines(), generated.text.splitlines()
    changes = [line[:1] for line in difflib.unified_diff(old, new, n=0, lineterm="")][2:]
    verb = "written" if before else "created"
    session.say(f"{generated.path}: {verb}, {changes.count('+')} lines added, {changes.count('-')} removed")
    return 0


def _is_empty(root: Path, path: str) -> bool:
    """Whether an empty file is there. Raises OSError for one that is there but was not read."""
    from aiowners.adapters.file_access import read_below

    try:
        content = read_below(root, path, most=1)
    except FileNotFoundError:
        return False
    except OSError:
        if not os.path.lexists(root / path):
            return False  # a link on the way: writing says so
        content = b"?"
    if content:
        raise OSError(0, "it is there and could not be read: it is left alone")
    return True
