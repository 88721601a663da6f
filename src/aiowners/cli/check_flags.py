"""The options of `aiowners check`, typed, and which of them exclude each other."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.cli.session import Session
    from aiowners.project.checks import CheckOptions
    from aiowners.project.fixes import FixOptions


@dataclass(frozen=True, slots=True)
class CheckFlags:
    """The options that only `check` has, named as on the command line."""

    exit_zero: bool
    ci: bool
    since: str | None
    fix: bool
    unsafe_fixes: bool
    diff: bool
    ask: bool
    statistics: bool
    baseline_from: str | None
    no_baseline: bool
    add_ignore: str | None
    stdin_filename: str | None
    show_files: bool
    show_settings: bool

    @property
    def has_fixes(self) -> bool:
        """Whether fixes are applied or shown."""
        return self.fix or self.unsafe_fixes or self.diff or self.ask

    def check_options(self, paths: Sequence[str]) -> CheckOptions:
        """Return the options of the report on these paths."""
        from aiowners.project.checks import CheckOptions

        compares = self.add_ignore is None  # suppressions are written for all findings, new or not
        return CheckOptions(
            paths=tuple(paths),
            baseline_from=self.baseline_from,
            no_baseline=self.no_baseline,
            since=self.since if compares else None,
            ci=self.ci and compares,
        )

    def fix_options(self, paths: Sequence[str]) -> FixOptions:
        """Return the options of the fixes at these paths."""
        from aiowners.project.fixes import FixOptions

        return FixOptions(unsafe=self.unsafe_fixes, paths=tuple(paths))


def report_paths(session: Session, flags: CheckFlags, arguments: Sequence[str]) -> list[str]:
    """Return the paths to report on, from the root; empty for all. Standard input is laid over its file.

    Raises click.UsageError for options that exclude each other, and OptionError for a path outside the root.
    """
    reads_stdin = "-" in arguments or flags.stdin_filename is not None
    if not reads_stdin:  # else the configuration is read with standard input laid over
        session.read_configuration()
    paths = [session.relative_path(path) for path in arguments if path != "-"]
    stdin = _stdin_path(session, flags) if reads_stdin else None
    if flags.add_ignore is not None and (stdin is not None or flags.since is not None):
        other = "standard input" if stdin is not None else "--since, which shows findings elsewhere"
        raise click.UsageError(f"--add-ignore writes at the places of findings: it cannot be used with {other}")
    if flags.ask and (flags.diff or not (sys.stdin.isatty() and sys.stderr.isatty())):
        raise click.UsageError("--ask shows each fix and asks: that takes a terminal, and cannot be done with --diff")
    if flags.has_fixes and (flags.add_ignore is not None or flags.show_files):
        raise click.UsageError("fixes cannot be applied together with --add-ignore or --show-files")
    if stdin is not None:
        session.overlay[stdin] = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    return paths


def _stdin_path(session: Session, flags: CheckFlags) -> str:
    """Return the path of the manifest that standard input replaces."""
    from aiowners.filenames import MANIFEST, is_manifest

    name = flags.stdin_filename
    if not name:
        raise click.UsageError("to lint standard input, say where it belongs: --stdin-filename PATH -")
    path = session.relative_path(name, existing=False)
    if not is_manifest(path):
        raise click.BadParameter(f"a manifest is named {MANIFEST}", param_hint="--stdin-filename")
    return path
