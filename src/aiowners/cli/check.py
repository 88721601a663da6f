"""`aiowners check`: lint a repository."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

import click

from aiowners.cli.output import terminal, write, write_file

if TYPE_CHECKING:
    from pathlib import Path

    from aiowners.adapters.disk import Discovery
    from aiowners.check.settings import Settings
    from aiowners.diagnostics.report import Report

_LEVELS = ["error", "warning", "info"]


@click.command("check", context_settings={"max_content_width": 100})
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--root", metavar="DIR", help="The repository's root, if it is not the git top level of the working directory.")
@click.option("--select", multiple=True, metavar="RULE", help="Only these rules or categories (repeatable, or with commas).")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules or categories.")
@click.option("--severity", multiple=True, metavar="RULE=LEVEL", help="Set a level: off, info, warning or error.")
@click.option("--fail-on", type=click.Choice(_LEVELS), help="The least severity that makes exit 1.  [default: error]")
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
@click.option(
    "--output-format", multiple=True, metavar="FORMAT[:FILE]", envvar="AIOWNERS_OUTPUT_FORMAT",
    help="full, concise or json; to a file with `:FILE` (repeatable).  [default: full]",
)  # fmt: skip
@click.option("--statistics", is_flag=True, help="Count the findings by rule instead of showing them.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours.  [default: auto]")
@click.option("--untracked/--no-untracked", default=None, help="Also read manifests that git does not track yet.  [default: yes, but for CI and hooks]")
@click.option("--stdin-filename", metavar="PATH", help="Read standard input as the text of this manifest, laid over the tree.")
@click.option("--config", metavar="FILE", help="This configuration file instead of aiowners.toml or pyproject.toml.")
@click.option("--isolated", is_flag=True, help="Ignore every configuration file.")
@click.option("--today", metavar="DATE", help="Judge dates as on this day, YYYY-MM-DD.  [default: today, UTC]")
@click.option("--show-files", is_flag=True, help="List the manifests that would be read, and stop.")
@click.option("--show-settings", is_flag=True, help="Print the settings in force, and stop.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings alone: no counts, no notices.")
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr what is read, and from where.")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def command(paths: tuple[str, ...], root: str | None, output_format: tuple[str, ...], **flags: object) -> int:
    """Lint every ai-ownership.yaml of the repository.

    PATHs limit what is reported, not what is read: who is downstream of a model is known from the
    whole repository only.

    \b
      aiowners check
      aiowners check search/ --output-format concise
      aiowners check --output-format full --output-format json:report.json
      cat draft.yaml | aiowners check --stdin-filename search/ai-ownership.yaml -

    Exit code: 0, nothing at or above --fail-on; 1, something; 2, it could not run.
    """
    return _Check(paths, root, _formats(output_format), flags).run()


class _Check:
    """One run of the command, with what its flags say."""

    def __init__(
        self, paths: tuple[str, ...], root: str | None, formats: list[tuple[str, str | None]], flags: dict[str, object]
    ) -> None:
        from pathlib import Path  # noqa: PLC0415

        from aiowners.adapters.disk import find_root  # noqa: PLC0415

        self.flags = flags
        self.formats = formats
        if root is not None and not os.path.isdir(root):  # noqa: PTH112
            raise click.BadParameter(f"{root!r} is not a directory", param_hint="--root")
        self.root: Path = Path(root).resolve() if root is not None else find_root(Path.cwd())
        self.paths = self._relative([path for path in paths if path != "-"])
        self.stdin = self._stdin_path("-" in paths)

    def run(self) -> int:
        from aiowners.check.run import run  # noqa: PLC0415
        from aiowners.cli.progress import Progress  # noqa: PLC0415
        from aiowners.rules import ALL  # noqa: PLC0415
        from aiowners.workspace import assemble  # noqa: PLC0415

        gc.disable()  # nothing that is read here is garbage before the end
        today = self._today()
        settings = self._settings()
        if self.flags["show_settings"]:
            return self._show_settings(settings)
        quiet = bool(self.flags["quiet"])
        with Progress(sys.stderr, enabled=not quiet) as progress:
            progress.say("looking for manifests")
            found = self._discover(settings)
            if self.flags["show_files"]:
                listing = "".join(f"{source.path}\n" for source in found.sources)
                write(listing, sys.stdout)
                return 0
            progress.say(f"reading {len(found.sources)} manifests")
            workspace = assemble(found.sources, today=today)
            progress.say("judging")
            report = run(workspace, ALL, settings, paths=self.paths or None)
        self._publish(report)
        for path, reason in found.unreadable:
            self._say(f"error: {path}: {reason}", always=True)
        for notice in found.notices:
            self._say(f"notice: {notice}")
        if found.unreadable:
            return 2
        worst = report.worst
        failed = worst is not None and worst.rank >= settings.fail_on.rank
        return int(failed and not self.flags["exit_zero"])

    # --- what goes in -------------------------------------------------------------------------

    def _settings(self) -> Settings:
        from aiowners.adapters.configuration import find_configuration  # noqa: PLC0415
        from aiowners.check.settings import Settings, from_flags, parse  # noqa: PLC0415
        from aiowners.rules import ALL  # noqa: PLC0415

        settings, problems = Settings(), ()
        config = self.flags["config"]
        if not self.flags["isolated"]:
            source = find_configuration(self.root, str(config) if config else None)
            if source is not None:
                self._say(f"settings: {source.path}", verbose=True)
                table = ("tool", "aiowners") if source.path.endswith("pyproject.toml") else ()
                settings, problems = parse(source, ALL, table=table)
        if problems:
            self._refuse(problems)
        try:
            return from_flags(
                settings, ALL, select=_listed(self.flags["select"]), ignore=_listed(self.flags["ignore"]),
                severity=_listed(self.flags["severity"]), fail_on=self.flags["fail_on"],
            )  # fmt: skip
        except ValueError as error:
            raise click.UsageError(str(error)) from None

    def _refuse(self, problems: tuple[object, ...]) -> None:
        """Show what is wrong with the configuration, as a report on stderr, and stop with 2."""
        from aiowners.diagnostics.report import Report, fingerprints  # noqa: PLC0415
        from aiowners.reporters.full import blocks  # noqa: PLC0415

        report = Report(problems, fingerprints(problems), manifests=0)  # type: ignore[arg-type]
        write(blocks(report, terminal(sys.stderr, str(self.flags["color"]), os.environ)), sys.stderr)
        raise click.exceptions.Exit(2)

    def _discover(self, settings: Settings) -> Discovery:
        from aiowners.adapters.disk import default_untracked, read  # noqa: PLC0415
        from aiowners.adapters.git import GitError  # noqa: PLC0415

        untracked = self.flags["untracked"]
        if untracked is None:
            untracked = default_untracked(os.environ)
        self._say(f"root: {self.root}", verbose=True)
        try:
            found = read(self.root, untracked=bool(untracked), exclude=settings.excluded)
        except GitError as error:
            raise click.ClickException(str(error)) from None
        self._say(f"manifests: {len(found.sources)}", verbose=True)
        return found if self.stdin is None else self._laid_over(found, self.stdin)

    def _laid_over(self, found: Discovery, path: str) -> Discovery:
        """The tree with standard input in place of one manifest."""
        from dataclasses import replace  # noqa: PLC0415

        from aiowners.source import Source  # noqa: PLC0415

        text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
        others = [source for source in found.sources if source.path != path]
        return replace(found, sources=(*others, Source(path, text)))

    def _stdin_path(self, wanted: bool) -> str | None:  # noqa: FBT001
        name = self.flags["stdin_filename"]
        if not wanted and name is None:
            return None
        if not name:
            raise click.UsageError("to lint standard input, say where it belongs: --stdin-filename PATH -")
        return self._relative([str(name)], existing=False)[0]

    def _relative(self, paths: list[str], *, existing: bool = True) -> list[str]:
        """Paths as the report names them: from the root, with `/`."""
        found = []
        for path in paths:
            full = os.path.abspath(path)  # noqa: PTH100
            inside = os.path.relpath(os.path.realpath(os.path.dirname(full)), self.root)  # noqa: PTH120
            inside = os.path.normpath(os.path.join(inside, os.path.basename(full)))  # noqa: PTH118, PTH119
            if full == str(self.root) or os.path.realpath(full) == str(self.root):
                inside = "."
            if inside == ".." or inside.startswith(f"..{os.sep}"):
                raise click.BadParameter(f"{path!r} lies outside of {self.root}", param_hint="PATH")
            if existing and not os.path.lexists(full):
                raise click.BadParameter(f"there is no {path!r}", param_hint="PATH")
            found.append(inside.replace(os.sep, "/"))
        return found

    def _today(self) -> str | None:
        from aiowners.manifest.decode import is_day  # noqa: PLC0415

        today = self.flags["today"]
        if today is not None and not is_day(str(today)):
            raise click.BadParameter(f"{today!r} is not a day: write YYYY-MM-DD", param_hint="--today")
        return None if today is None else str(today)

    # --- what comes out -----------------------------------------------------------------------

    def _publish(self, report: Report) -> None:
        from aiowners.reporters import BY_NAME  # noqa: PLC0415
        from aiowners.reporters.full import blocks  # noqa: PLC0415
        from aiowners.reporters.statistics import statistics  # noqa: PLC0415
        from aiowners.reporters.terminal import Terminal  # noqa: PLC0415

        shown = terminal(sys.stdout, str(self.flags["color"]), os.environ)
        for name, file in self.formats:
            if file is not None:
                write_file(file, BY_NAME[name](report, Terminal(width=shown.width)))
            elif self.flags["statistics"] and name in {"full", "concise"}:
                write(statistics(report, shown), sys.stdout)
            elif self.flags["quiet"] and name == "full":
                write(blocks(report, shown), sys.stdout)
            else:
                write(BY_NAME[name](report, shown), sys.stdout)

    def _show_settings(self, settings: Settings) -> int:
        from aiowners.check.settings import described  # noqa: PLC0415

        write(f"root = {str(self.root)!r}\n{described(settings)}", sys.stdout)
        return 0

    def _say(self, words: str, *, verbose: bool = False, always: bool = False) -> None:
        """One line on stderr."""
        from aiowners.reporters.terminal import harmless  # noqa: PLC0415

        if always or (self.flags["verbose"] if verbose else not self.flags["quiet"]):
            write(harmless(words, terminal(sys.stderr, "never", os.environ)) + "\n", sys.stderr)


def _listed(values: object) -> tuple[str, ...]:
    """The values of a repeatable option, commas inside them taken apart."""
    assert isinstance(values, tuple)
    return tuple(part.strip() for value in values for part in str(value).split(",") if part.strip())


def _formats(values: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """`FORMAT[:FILE]` as (format, file); at most one goes to standard output."""
    from aiowners.diagnostics.nearest import nearest  # noqa: PLC0415
    from aiowners.reporters import BY_NAME  # noqa: PLC0415

    found = []
    for value in values or ("full",):
        name, colon, file = value.partition(":")
        if name not in BY_NAME:
            near = nearest(name, BY_NAME)
            meant = f"Did you mean {near[0]!r}?" if near else f"Formats: {', '.join(BY_NAME)}."
            raise click.BadParameter(f"there is no format {name!r}. {meant}", param_hint="--output-format")
        found.append((name, (file or None) if colon else None))
    if sum(file is None for _, file in found) > 1:
        raise click.BadParameter("one report alone can go to standard output: give the others a file, FORMAT:FILE", param_hint="--output-format")
    return found
