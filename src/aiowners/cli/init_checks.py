"""`aiowners init --hook` and `--workflow`: add the check to commits and to CI."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from aiowners import HOMEPAGE
from aiowners.cli.diff_output import write_diff
from aiowners.cli.new_files import deliver
from aiowners.cli.output import write

if TYPE_CHECKING:
    from aiowners.cli.session import Session

_BRANCH = re.compile(r"[A-Za-z][\w./-]{0,100}", re.ASCII)


def add_checks(session: Session, *, hook: bool, workflow: bool, diff: bool) -> int:
    """Add the hook, the workflow, or both; return the exit code."""
    codes = []
    if hook:
        codes.append(_add_hook(session, diff=diff))
    if workflow:
        codes.append(_add_workflow(session, diff=diff))
    return max(codes)


def _add_hook(session: Session, *, diff: bool) -> int:
    from aiowners.adapters.configuration_file import read_text
    from aiowners.adapters.replace import replace_file
    from aiowners.scaffold.pre_commit import PATH, NotEditableError, with_hook

    path = session.root / PATH
    try:
        before = None if not path.is_symlink() and not path.exists() else read_text(path)
        after = with_hook(before or "")
    except OSError as error:
        raise click.FileError(PATH, error.strerror or str(error)) from None
    except NotEditableError as error:
        raise click.ClickException(f"{PATH} is left alone: {error}. Add the hook by hand: {HOMEPAGE}") from None
    if before == after:
        session.say(f"{PATH}: the hook is there already")
        return 0
    if before is None:
        code = deliver(session, {PATH: after}, diff=diff)
    elif diff:
        write_diff(session, [(PATH, before, after)])
        code = 1
    else:
        try:
            replace_file(session.root, PATH, before, after)
        except OSError as error:
            raise click.FileError(PATH, error.strerror or str(error)) from None
        session.say(f"{PATH}: the hook is added")
        code = 0
    if not diff:
        session.say("Next: `pre-commit install`, or `prek install`.")
    return code


def _add_workflow(session: Session, *, diff: bool) -> int:
    from aiowners.forge import Forge
    from aiowners.scaffold.workflows import GITHUB_PATH, PIPELINE_FILES, workflow

    forge = session.run.forge
    text = workflow(forge, _default_branch(session))
    if forge is not Forge.GITHUB:
        session.say(f"{PIPELINE_FILES[forge]} holds all pipelines of {forge.title}, and is left alone: add this to it.")
        write(text, sys.stdout)
        return 0
    existing = _workflow_with_check(session)
    if existing is not None:
        session.say(f"{existing}: the workflow is there already")
        return 0
    return deliver(session, {GITHUB_PATH: text}, diff=diff)


def _workflow_with_check(session: Session) -> str | None:
    """Return the path of a workflow that runs the action already; None if there is none."""
    from aiowners.adapters.file_access import read_below
    from aiowners.scaffold.workflows import GITHUB_PATH
    from aiowners.source import MAX_BYTES

    directory = GITHUB_PATH.rpartition("/")[0]
    workflows = session.root / directory
    for path in sorted((*workflows.glob("*.yml"), *workflows.glob("*.yaml"))):
        name = f"{directory}/{path.name}"
        try:
            text = read_below(session.root, name, most=MAX_BYTES).decode("utf-8", "surrogateescape")
        except OSError:
            continue
        if re.search(r"^[^#\n]*\buses:[ \t]*[\"']?aiowners/aiowners@", text, re.MULTILINE):
            return name
    return None


def _default_branch(session: Session) -> str:
    """Return the branch that changes are merged into; `main` if this clone does not say."""
    from aiowners.adapters.commits import default_branch_name
    from aiowners.manifest.scalar_text import scalar_text

    name = default_branch_name(session.root)
    # The workflow contains the name without quotes, so it must be a plain string in YAML.
    return name if name is not None and _BRANCH.fullmatch(name) and scalar_text(name) == name else "main"
