"""The options that commands share, and a session: a project and its run, with the words for the terminal."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

import click

from aiowners.cli.output import terminal, write
from aiowners.cli.progress import Progress
from aiowners.project.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from aiowners.adapters.disk import Discovery
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.display.terminal import Terminal
    from aiowners.project.errors import ProjectError
    from aiowners.project.project import Project
    from aiowners.project.runs import Run
    from aiowners.workspace import Workspace

_RULE_OPTIONS = (
    click.option("--select", multiple=True, metavar="RULE", help="Only these rules or categories; repeatable, or with commas."),
    click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules or categories."),
    click.option("--severity", multiple=True, metavar="RULE=LEVEL", help="Set a level: off, info, warning or error."),
)  # fmt: skip
_REPOSITORY_OPTIONS = (
    click.option("--root", metavar="DIR", help="The repository's root, if it is not git's top level here."),
    click.option("--config", metavar="FILE", help="This file instead of aiowners.toml or pyproject.toml."),
    click.option("--isolated", is_flag=True, help="Ignore every configuration file."),
    click.option(
        "--untracked/--no-untracked", default=None,
        help="Also read manifests that git does not track yet.  [default: yes, but for CI and hooks]",
    ),
    click.option(
        "--jobs", type=click.IntRange(min=1), metavar="N",
        help="Read many manifests in so many processes at most.  [default: one a processor]",
    ),
    click.option(
        "--cache-dir", metavar="DIR", envvar="AIOWNERS_CACHE_DIR",
        help="Keep what has been worked out there.  [default: aiowners in the user's cache directory]",
    ),
    click.option("--no-cache", is_flag=True, envvar="AIOWNERS_NO_CACHE", help="Neither use nor keep what has been worked out."),
    click.option("--today", metavar="DATE", help="Judge dates as on this day, YYYY-MM-DD.  [default: today, UTC]"),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours.  [default: auto]"),
    click.option("-q", "--quiet", is_flag=True, help="Print the answer alone: no counts, no notices."),
    click.option("-v", "--verbose", is_flag=True, help="Say on stderr what is read, and from where."),
    click.option("--debug", is_flag=True, help="Show the traceback of an internal error."),
)  # fmt: skip
_PLAIN = ("root", "config", "isolated", "untracked", "jobs", "cache_dir", "no_cache", "today")
_LISTS = ("select", "ignore", "severity")


def repository_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that select a repository, and a session as its first argument in their place."""
    return _with_session(function, _REPOSITORY_OPTIONS)


def linting_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these options and those that select rules, and a session in their place."""
    return _with_session(function, (*_RULE_OPTIONS, *_REPOSITORY_OPTIONS))


def _with_session(function: Callable[..., Any], options: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    @wraps(function)
    def command(**flags: Any) -> Any:  # noqa: ANN401 - as click passes them
        values: dict[str, Any] = {name: flags.pop(name) for name in _PLAIN}
        values |= {name: _listed(flags.pop(name)) for name in _LISTS if name in flags}
        flags.pop("debug")  # `run` looks for it
        session = Session(
            Options(**values, fail_on=flags.pop("fail_on", None)),
            color=flags.pop("color"),
            quiet=flags.pop("quiet"),
            verbose=flags.pop("verbose"),
        )
        with session.errors():
            return function(session, **flags)

    for option in reversed(options):
        command = option(command)
    return command


def _listed(values: Sequence[str]) -> tuple[str, ...]:
    """Split the values of a repeatable option at commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


class Session:
    """One command line: its options, its project with one run, and what it prints on stderr."""

    def __init__(self, options: Options, *, color: str = "auto", quiet: bool = False, verbose: bool = False) -> None:
        """Nothing is read yet."""
        self.options = options
        self.color = color
        self.quiet = quiet
        self.verbose = verbose
        self.overlay: dict[str, str] = {}  # texts in place of files of the working tree, by path from the root
        self.progress = Progress(sys.stderr, enabled=not quiet)
        self._has_failed = False

    @cached_property
    def project(self) -> Project:
        """The project. Raises ProjectError."""
        from aiowners.project.project import Project

        project = Project(self.options)
        self.say(f"root: {project.root}", verbose=True)
        return project

    @cached_property
    def run(self) -> Run:
        """The run of this command. Raises ProjectError."""
        return self.project.run(self.overlay, self.progress)

    def read_configuration(self) -> None:
        """Begin the run, so that an invalid configuration is reported before other errors. Raises ProjectError."""
        self.run.configuration  # noqa: B018 - it is read for its errors

    @property
    def root(self) -> Path:
        """The directory of the repository, with a valid configuration. Raises ProjectError."""
        return self.run.root

    def read(self) -> tuple[Discovery, Workspace]:
        """Read the working tree. Raises ProjectError."""
        discovery = self.run.discover()
        return discovery, self.run.assemble(discovery.sources)

    def relative_path(self, path: str, *, existing: bool = True) -> str:
        """Return a path of the command line as a path from the root. Raises OptionError."""
        return self.project.relative_path(path, existing=existing)

    # --- stdout and stderr ----------------------------------------------------------------------------------

    @property
    def stdout(self) -> Terminal:
        """What standard output can show."""
        return terminal(sys.stdout, self.color, os.environ)

    @property
    def stderr(self) -> Terminal:
        """What standard error can show."""
        return terminal(sys.stderr, self.color, os.environ)

    def say(self, words: str, *, verbose: bool = False, always: bool = False) -> None:
        """Print a line on stderr, unless --quiet is set; with `verbose`, only if --verbose is set."""
        self.show_notices()
        if always or (self.verbose if verbose else not self.quiet):
            from aiowners.display.terminal import harmless

            write(harmless(words, terminal(sys.stderr, "never", os.environ)) + "\n", sys.stderr)

    def show_notices(self) -> None:
        """Print the notices of the run that are new. An error among them makes the exit code 2."""
        run: Run | None = self.__dict__.get("run")
        if run is None or not run.notices:
            return
        from aiowners.project.runs import NoticeLevel

        notices, run.notices[:] = tuple(run.notices), []
        for notice in notices:
            match notice.level:
                case NoticeLevel.DETAIL:
                    self.say(notice.text, verbose=True)
                case NoticeLevel.NOTICE:
                    self.say(f"notice: {notice.text}")
                case NoticeLevel.ERROR:
                    self._has_failed = True
                    self.say(f"error: {notice.text}", always=True)

    def finish(self, discovery: Discovery) -> bool:
        """Print what could not be read, and the notices; return False if something failed."""
        for notice in discovery.notices:
            self.say(f"notice: {notice}")
        for path, reason in discovery.unreadable:
            self.say(f"error: {path}: {reason}", always=True)
        self.show_notices()
        return not discovery.unreadable and not self._has_failed

    def show_unread(self, defects: Sequence[Diagnostic]) -> None:
        """Print a line for each manifest, or part of one, that an answer ignores because it could not be read."""
        from aiowners.reporters.concise import line

        shown = self.stderr
        write("".join(f"{line(defect, shown)}\n" for defect in defects), sys.stderr)

    # --- errors ---------------------------------------------------------------------------------------------

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Raise click's errors for those of the project, after the notices."""
        from aiowners.project.errors import ProjectError

        try:
            yield
        except ProjectError as error:
            raise self._for_click(error) from None
        finally:
            self.show_notices()

    def _for_click(self, error: ProjectError) -> Exception:
        from aiowners.project.errors import ConfigurationError, FileError, OptionError

        match error:
            case ConfigurationError():
                self._show_configuration_errors(error.diagnostics)
                return click.exceptions.Exit(2)
            case OptionError(option=None):
                return click.UsageError(str(error))
            case OptionError():
                return click.BadParameter(str(error), param_hint=error.option)
            case FileError():
                return click.FileError(error.path, error.reason)
            case _:
                return click.ClickException(str(error))

    def _show_configuration_errors(self, diagnostics: Sequence[Diagnostic]) -> None:
        from aiowners.diagnostics.report import Report, fingerprints
        from aiowners.reporters.full.report import blocks

        self.say(f"settings: {diagnostics[0].location.path}", verbose=True)
        report = Report(tuple(diagnostics), fingerprints(diagnostics), manifests=0)
        write(blocks(report, self.stderr), sys.stderr)
