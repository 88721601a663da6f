"""`aiowners check`: lint a repository."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from aiowners.cli.baseline_file import baseline_text, known_findings
from aiowners.cli.output import terminal, write
from aiowners.cli.report_targets import parsed
from aiowners.cli.session import Session, linting_options
from aiowners.cli.standard_input import laid_over, stdin_path
from aiowners.reporters import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.adapters.disk import Discovery

_SEVERITIES = ["error", "warning", "info"]


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@linting_options
@click.option(
    "--fail-on", type=click.Choice(_SEVERITIES), help="The least severity that makes exit 1.  [default: error]"
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
@click.option(
    "--output-format", multiple=True, metavar="FORMAT[:FILE]", envvar="AIOWNERS_OUTPUT_FORMAT",
    help=f"{', '.join(BY_NAME)}; into a file with :FILE; repeatable.  [default: full; under GitHub Actions github]",
)  # fmt: skip
@click.option(
    "--ci", is_flag=True, help="Write the reports that this CI system reads, and show first what the change brought."
)
@click.option(
    "--since", metavar="REV", help="Show first, and at its lines, what was brought since the tree left this commit."
)
@click.option("--fix", is_flag=True, help="Mend what can be mended without a change of meaning, and report the rest.")
@click.option("--unsafe-fixes", is_flag=True, help="Also apply fixes that guess what was meant.")
@click.option(
    "--diff", is_flag=True, help="Show what would be mended, as a diff for git apply; exit 1 if there is one."
)
@click.option("--ask", is_flag=True, help="Show each fix in the terminal, and ask.")
@click.option("--statistics", is_flag=True, help="Count the findings by rule instead of showing them.")
@click.option(
    "--baseline-from", metavar="REV", help="What was found at this commit does not count; no baseline file is read."
)
@click.option("--no-baseline", is_flag=True, help="Report what is in the baseline as well.")
@click.option(
    "--add-ignore", metavar="REASON", help="Write a suppression with this reason above each finding, and stop."
)
@click.option("--stdin-filename", metavar="PATH", help="Take standard input for the text of this manifest.")
@click.option("--show-files", is_flag=True, help="List the manifests that would be read, and stop.")
@click.option("--show-settings", is_flag=True, help="Print the settings in force, and stop.")
def command(paths: tuple[str, ...], output_format: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - as click gives them
    """Lint every ai-ownership.yaml of the repository.

    PATHs limit what is reported, not what is read: who is downstream of a model is known from the
    whole repository only. With --since, a finding is reported if any of its places lies there.

    \b
      aiowners check
      aiowners check search/ --output-format concise
      aiowners check --output-format full --output-format sarif:aiowners.sarif
      aiowners check --since origin/main
      aiowners check --ci
      aiowners check --fix
      aiowners check --fix --unsafe-fixes --ask
      aiowners check --diff | git apply
      aiowners check --stdin-filename search/ai-ownership.yaml - < draft.yaml

    Exit code: 0, nothing at or above --fail-on; 1, something; 2, it could not run.
    """
    gc.disable()  # nothing that is read is garbage before the end
    asked = parsed(output_format)
    session = Session(flags)
    if flags["show_settings"]:
        return _show_settings(session)
    limits = [session.relative(path) for path in paths if path != "-"]
    unsaved = stdin_path(session, wanted="-" in paths)
    if flags["add_ignore"] is not None and (unsaved is not None or flags["since"] is not None):
        other = "standard input" if unsaved is not None else "--since, which shows findings elsewhere"
        raise click.UsageError(f"--add-ignore writes at the places of findings: it cannot be used with {other}")
    fixing = _wants_fixes(flags)
    found, baseline = _read(session, limits or None, unsaved)
    from aiowners.cli.check_run import lint

    return lint(session, asked, limits, unsaved, found, baseline, fixing=fixing)


def _wants_fixes(flags: dict[str, Any]) -> bool:
    """Whether the flags ask for fixes. Raises click.UsageError for flags that cannot be followed together."""
    if flags["ask"] and (flags["diff"] or not (sys.stdin.isatty() and sys.stderr.isatty())):
        raise click.UsageError("--ask shows each fix and asks: that takes a terminal, and cannot be done with --diff")
    asked: bool = flags["fix"] or flags["unsafe_fixes"] or flags["diff"] or flags["ask"]
    if asked and (flags["add_ignore"] is not None or flags["show_files"]):
        raise click.UsageError("fixes cannot be applied together with --add-ignore or --show-files")
    return asked


def _read(session: Session, limits: list[str] | None, unsaved: str | None) -> tuple[Discovery, list[str]]:
    """What is in the tree, with standard input laid over it, and the fingerprints of what does not count."""
    from aiowners.cli.progress import Progress

    revision = session.flags["baseline_from"]
    reads_file = not session.flags["no_baseline"] and revision is None
    baseline = list(known_findings(baseline_text(session.root))) if reads_file else []
    with Progress(sys.stderr, enabled=not session.flags["quiet"]) as progress:
        progress.say("looking for manifests")
        found = session.discover(limits)
        if unsaved is not None:
            found = laid_over(found, unsaved)
        if revision is not None and not session.flags["show_files"]:
            progress.say(f"reading {revision}")
            baseline = list(session.lint_revision(session.revision(revision)).fingerprints)
    return found, baseline


def _show_settings(session: Session) -> int:
    from aiowners.check.settings import described
    from aiowners.display.terminal import harmless

    shown = terminal(sys.stdout, "never", os.environ)
    lines = [f"root: {session.root}", *_code_host(session)]
    write("".join(f"# {harmless(line, shown)}\n" for line in lines) + described(session.settings), sys.stdout)
    return 0


def _code_host(session: Session) -> Iterator[str]:
    """The code host in lines: which one it is, what decided, and what disagrees."""
    if session.settings.forge is not None:
        yield f"code host: {session.forge.title} (forge in the configuration)"
        return
    yield f"code host: {session.code_host.host.title} ({session.code_host.reason})"
    if session.code_host.disagreement is not None:
        yield session.code_host.disagreement
