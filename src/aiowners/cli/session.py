"""What every command that lints does first: the root, the settings, the manifests, the workspace."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from aiowners.cli.output import terminal, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from aiowners.adapters.disk import Discovery
    from aiowners.adapters.forge_detection import ForgeChoice as CodeHost
    from aiowners.adapters.forge_detection import Rank
    from aiowners.adapters.revision import Revision
    from aiowners.adapters.tree_cache import TreeCache
    from aiowners.check.settings import Settings
    from aiowners.codeowners.pattern import Pattern
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Checkout, Report
    from aiowners.forge import Forge
    from aiowners.manifest.model import Manifest
    from aiowners.source import Source
    from aiowners.tracked.tree import Tracked
    from aiowners.workspace import Workspace

_OF_RULES = (
    click.option("--select", multiple=True, metavar="RULE", help="Only these rules or categories; repeatable, or with commas."),
    click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules or categories."),
    click.option("--severity", multiple=True, metavar="RULE=LEVEL", help="Set a level: off, info, warning or error."),
)  # fmt: skip
_OF_REPOSITORY = (
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


def repository_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say which repository is read, and how."""
    for option in reversed(_OF_REPOSITORY):
        function = option(function)
    return function


def linting_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these and the options that say how it is judged."""
    function = repository_options(function)
    for option in reversed(_OF_RULES):
        function = option(function)
    return function


@contextmanager
def git_errors() -> Iterator[None]:
    """What git could not do, in click's words."""
    from aiowners.adapters.git import GitError

    try:
        yield
    except GitError as error:
        raise click.ClickException(str(error)) from None


class Session:
    """One command line's view of one repository.

    `flags` are the values of `repository_options`, and of `linting_options` where a command has them.
    """

    def __init__(self, flags: dict[str, Any]) -> None:
        """Raises click's errors, with words for people, for flags that cannot be followed."""
        from pathlib import Path

        from aiowners.adapters.disk import find_root

        self.flags = flags
        self._failed = False
        root = flags["root"]
        if root is not None and not Path(root).is_dir():
            raise click.BadParameter(f"{root!r} is not a directory", param_hint="--root")
        try:
            with git_errors():
                self.root: Path = (find_root(Path.cwd()) if root is None else Path(root)).resolve()
        except FileNotFoundError:
            raise click.ClickException("the working directory is no longer there") from None
        self.say(f"root: {self.root}", verbose=True)
        self.today = _day(flags["today"])
        self.memory = self._memory()
        self.settings = self._settings()

    def _memory(self) -> TreeCache | None:
        """What earlier runs have learnt here; kept again when the command ends. Raises click.BadParameter."""
        if self.flags["no_cache"]:
            return None
        from aiowners.adapters.cache_store import Cache, default_directory, lies_in_a_tree
        from aiowners.adapters.tree_cache import TreeCache

        named = self.flags["cache_dir"]
        directory = os.path.abspath(named) if named else default_directory(os.environ)  # noqa: PTH100 - a text
        if directory is None:
            return None
        if lies_in_a_tree(directory):
            # What is committed there by whoever is linted would be taken for what an earlier run has said.
            if named:
                raise click.BadParameter(
                    f"{named!r} lies in the working tree of a repository", param_hint="--cache-dir"
                )
            return None
        memory = TreeCache(Cache(directory), str(self.root))
        return memory

    def _settings(self) -> Settings:
        from aiowners.adapters.configuration_file import find_configuration
        from aiowners.check.settings import Settings

        flags = self.flags
        settings = Settings()
        if not flags["isolated"]:
            try:
                source = find_configuration(self.root, flags["config"])
            except OSError as error:
                raise click.FileError(str(error.filename), error.strerror or "") from None
            if source is not None:
                self.say(f"settings: {source.path}", verbose=True)
                settings, problems = parsed(source)
                if problems:
                    self._refuse(problems)
        return self.with_flags(settings)

    def with_flags(self, settings: Settings) -> Settings:
        """The settings of a configuration with those of the command line over them. Raises click.UsageError."""
        from aiowners.check.settings import from_flags
        from aiowners.rules import ALL

        flags = self.flags
        try:
            return from_flags(
                settings, ALL, select=_listed(flags.get("select", ())), ignore=_listed(flags.get("ignore", ())),
                severity=_listed(flags.get("severity", ())), fail_on=flags.get("fail_on"),
            )  # fmt: skip
        except ValueError as error:
            raise click.UsageError(str(error)) from None

    def _refuse(self, problems: Sequence[Diagnostic]) -> None:
        """Show on stderr what is wrong with the configuration, and stop with 2."""
        from aiowners.diagnostics.report import Report, fingerprints
        from aiowners.reporters.full.report import blocks

        report = Report(tuple(problems), fingerprints(problems), manifests=0)
        write(blocks(report, terminal(sys.stderr, self.flags["color"], os.environ)), sys.stderr)
        raise click.exceptions.Exit(2)

    def discover(self, only: Sequence[str] | None = None) -> Discovery:
        """The manifests of the repository, as the flags say; `only` these, where that is enough."""
        from aiowners.adapters.disk import read, read_only

        if only is not None and self._judges_each_alone() and not any((self.root / path).is_dir() for path in only):
            return read_only(self.root, only, exclude=self.settings.excluded)
        with git_errors():
            found = read(self.root, untracked=self.untracked, exclude=self.settings.excluded)
        self.say(f"manifests: {len(found.manifests)}{' with untracked ones' if self.untracked else ''}", verbose=True)
        return found

    @property
    def untracked(self) -> bool:
        """Whether what git does not track yet counts."""
        from aiowners.adapters.disk import default_untracked

        stated: bool | None = self.flags["untracked"]
        return default_untracked(os.environ) if stated is None else stated

    def _judges_each_alone(self) -> bool:
        """Whether what is found in a manifest does not depend on the others."""
        from aiowners.check.settings import may_report
        from aiowners.rules import ALL

        return all(rule.category == "manifest" for rule in ALL if may_report(self.settings, rule))

    def lint(
        self, sources: Sequence[Source], *, paths: Sequence[str] | None = None, baseline: Sequence[str] = ()
    ) -> Report:
        """Judge these texts, in place of those that are in the tree."""
        return self.lint_workspace(self.assemble(sources), paths=paths, baseline=baseline)

    def lint_workspace(
        self, workspace: Workspace, *, paths: Sequence[str] | None = None, baseline: Sequence[str] = ()
    ) -> Report:
        """Run all rules over a workspace."""
        from aiowners.check.run import run
        from aiowners.rules import ALL

        return run(workspace, ALL, self.settings, paths=paths, baseline=baseline)

    def assemble(
        self,
        sources: Sequence[Source],
        *,
        files: Callable[[], Iterable[str]] | None = None,
        known: Sequence[Manifest] = (),
        settings: Settings | None = None,
    ) -> Workspace:
        """The workspace of these texts; `files` lists the tracked files, if not those of the working tree.

        `settings` are those of the revision that the texts belong to, if not of this run.
        """
        from aiowners.adapters.manifests import manifests, processors
        from aiowners.filenames import is_manifest
        from aiowners.workspace import assemble

        before = {manifest.source for manifest in known}
        unread = [source for source in sources if source not in before and is_manifest(source.path)]
        read = manifests(unread, self.memory, jobs=self.flags["jobs"] or processors())
        own = settings or self.settings
        forge = self.forge_by(own) if files is None else self._forge_at(own, sources, files)
        return assemble(
            sources, today=self.day, files=files or self.list_files, forge=forge,
            enforcement=own.enforcement, known=(*known, *read),
        )  # fmt: skip

    @property
    def forge(self) -> Forge:
        """The repository's code host by the configuration of this run."""
        return self.forge_by(self.settings)

    def forge_by(self, settings: Settings) -> Forge:
        """The code host that the settings name, or else the one that the clone and the working tree indicate."""
        from aiowners.forge import Forge

        return self._indicated_forge if settings.forge is None else Forge(settings.forge)

    def _forge_at(self, settings: Settings, sources: Sequence[Source], files: Callable[[], Iterable[str]]) -> Forge:
        """The code host by the settings and files of a revision, if the clone does not indicate it."""
        from aiowners.adapters.forge_detection import among, choose, decides, file_ranks
        from aiowners.forge import Forge

        if settings.forge is not None:
            return Forge(settings.forge)
        if any(map(decides, self._clone_ranks)):
            return choose(self._clone_ranks).host
        exists = among([*(source.path for source in sources), *files()])
        return choose((*self._clone_ranks, *file_ranks(exists))).host

    @cached_property
    def code_host(self) -> CodeHost:
        """The code host that the clone and the working tree indicate, and the signs. Raises click.ClickException."""
        from aiowners.adapters.forge_detection import choose, file_ranks, in_tree

        return choose((*self._clone_ranks, *file_ranks(in_tree(self.root))))

    @cached_property
    def _clone_ranks(self) -> tuple[Rank, ...]:
        from aiowners.adapters.forge_detection import clone_ranks

        with git_errors():
            return clone_ranks(self.root, os.environ)

    @cached_property
    def _indicated_forge(self) -> Forge:
        """The code host that is indicated; doubt is reported once, if there is a CODEOWNERS file that it affects."""
        from aiowners.adapters.forge_detection import has_codeowners, in_tree

        doubt = self.code_host.disagreement or self.code_host.assumption
        if doubt is not None and (self.code_host.others or has_codeowners(in_tree(self.root))):
            self.say(f"notice: {doubt}")
        return self.code_host.host

    @cached_property
    def day(self) -> str:
        """The day on which dates are judged: the one that was asked for, else today, in UTC."""
        import time

        return self.today or time.strftime("%Y-%m-%d", time.gmtime())

    def list_files(self) -> Tracked:
        """The tracked files of the tree, as they were when this was first asked: a run may judge many texts."""
        return self._tracked

    @cached_property
    def _tracked(self) -> Tracked:
        from aiowners.adapters.tracked_files import list_files

        return list_files(self.root)

    def lint_revision(self, revision: Revision) -> Report:
        """Judge the manifests of another commit, as they were there."""
        from aiowners.check.run import run
        from aiowners.rules import ALL

        return run(self.assemble(revision.sources, files=lambda: revision.files), ALL, self.settings)

    def revision(self, name: str, *, exclude: Sequence[Pattern] | None = None) -> Revision:
        """The manifests of another commit, and its files. Raises click.ClickException where it is not all here.

        `exclude` is used in place of the patterns of the settings.
        """
        from aiowners.adapters.revision import read_revision

        with git_errors():
            revision = read_revision(self.root, name, exclude=self.settings.excluded if exclude is None else exclude)
        if revision.absent:
            missing = ", ".join(revision.absent[:3])
            raise click.ClickException(
                f"this clone does not hold {missing} of {name}: run `git fetch --refetch --no-filter` first"
            )
        return revision

    def checkout(self) -> Checkout:
        """Where the root lies, for the readers of reports who do not start from it."""
        from aiowners.adapters.ci import web_address
        from aiowners.diagnostics.report import Checkout

        top = next((place for place in (self.root, *self.root.parents) if (place / ".git").exists()), self.root)
        inside = self.root.relative_to(top).as_posix()
        return Checkout(self.root.as_posix(), "" if inside == "." else f"{inside}/", web_address(os.environ))

    def finish(self, found: Discovery) -> bool:
        """Say on stderr what could not be read, and what is worth knowing; False where something could not."""
        for notice in found.notices:
            self.say(f"notice: {notice}")
        for path, reason in found.unreadable:
            self.say(f"error: {path}: {reason}", always=True)
        return not found.unreadable and not self._failed

    def relative(self, path: str, *, existing: bool = True) -> str:
        """A path of the command line as reports name it: from the root, with `/`; the root is `.`."""
        from pathlib import Path

        from aiowners.adapters.file_access import real

        full = Path(path).absolute()
        place = real(full.parent) / full.name if full.name not in {"", "..", "."} else real(full)
        if existing and not os.path.lexists(full):
            raise click.BadParameter(f"there is no {path!r}", param_hint="PATH")
        for candidate in (place, real(full)):
            if candidate.is_relative_to(self.root):
                return candidate.relative_to(self.root).as_posix()
        raise click.BadParameter(f"{path!r} lies outside of {self.root}", param_hint="PATH")

    def say(self, words: str, *, verbose: bool = False, always: bool = False) -> None:
        """One line on stderr: a remark, or one for --verbose alone, or one that --quiet does not silence."""
        if always or (self.flags["verbose"] if verbose else not self.flags["quiet"]):
            from aiowners.display.terminal import harmless

            write(harmless(words, terminal(sys.stderr, "never", os.environ)) + "\n", sys.stderr)

    def fail(self, words: str) -> None:
        """Print an error and go on: `finish` is then False, so that the exit code is 2."""
        self._failed = True
        self.say(f"error: {words}", always=True)


def _day(today: str | None) -> str | None:
    from aiowners.manifest.value_decoders import day_meant, is_day

    if today is not None and not is_day(today):
        advice = day_meant(today) or "YYYY-MM-DD"
        raise click.BadParameter(f"{today!r} is not a day: write {advice}", param_hint="--today")
    return today


def _listed(values: Sequence[str]) -> tuple[str, ...]:
    """The values of a repeatable option, commas inside them taken apart."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def parsed(source: Source) -> tuple[Settings, Sequence[Diagnostic]]:
    """The settings in a configuration file, and what is wrong with it."""
    from aiowners.check.configuration import parse
    from aiowners.rules import ALL

    table = ("tool", "aiowners") if source.path.endswith("pyproject.toml") else ()
    return parse(source, ALL, table=table)
