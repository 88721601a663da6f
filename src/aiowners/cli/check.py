"""`aiowners check`: lint a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from aiowners.cli.check_flags import CheckFlags, report_paths
from aiowners.cli.check_output import (
    print_report,
    say_levels_without_effect,
    show_files,
    show_settings,
    write_suppressions,
)
from aiowners.cli.report_targets import parse_targets, report_targets
from aiowners.cli.session import linting_options
from aiowners.reporters import BY_NAME

if TYPE_CHECKING:
    from aiowners.adapters.disk import Discovery
    from aiowners.cli.session import Session
    from aiowners.project.checks import CheckOptions

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
def command(session: Session, paths: tuple[str, ...], output_format: tuple[str, ...], **values: Any) -> int:  # noqa: ANN401 - as click passes them
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
    named_targets = parse_targets(output_format)
    flags = CheckFlags(**values)
    if flags.show_settings:
        return show_settings(session)
    options = flags.check_options(report_paths(session, flags, paths))
    discovery, baseline = _read(session, flags, options)
    targets = report_targets(named_targets, session, flags)
    if flags.show_files:
        return show_files(session, discovery)
    if flags.has_fixes:
        from aiowners.cli.fixing import apply_fixes, show_fixes

        if flags.diff:
            return show_fixes(session, flags, discovery, baseline, options.paths)
        discovery = apply_fixes(session, flags, discovery, baseline, options.paths)
    say_levels_without_effect(session)
    from aiowners.project.checks import check

    with session.progress as progress:
        progress.say(f"reading {len(discovery.manifests)} manifests")
        workspace = session.run.assemble(discovery.sources)
        result = check(session.run, discovery, workspace, options, baseline)
    if flags.add_ignore is not None:
        return write_suppressions(session, flags, discovery, result.report)
    return print_report(session, flags, targets, discovery, options, result)


def _read(session: Session, flags: CheckFlags, options: CheckOptions) -> tuple[Discovery, list[str]]:
    """Read the working tree, and the fingerprints of the findings to ignore."""
    from aiowners.project.checks import baseline_of

    run = session.run
    with session.progress as progress:
        progress.say("looking for manifests")
        baseline = [] if options.baseline_from is not None else baseline_of(run, options)
        discovery = run.discover(options.paths or None)
        if options.baseline_from is not None and not flags.show_files:
            baseline = baseline_of(run, options)
    return discovery, baseline
