"""A run: everything that one command, or one request of an editor, reads from a project."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import replace
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from aiowners.project.errors import ConfigurationError, FileError, OptionError, ProjectError, git_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from aiowners.adapters.disk import Discovery
    from aiowners.adapters.forge_detection import ForgeChoice, Rank
    from aiowners.adapters.revision import CommittedTree
    from aiowners.check.settings import Settings
    from aiowners.codeowners.pattern import Pattern
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Checkout, Report
    from aiowners.forge import Forge
    from aiowners.manifest.model import Manifest
    from aiowners.project.project import Project
    from aiowners.source import Source
    from aiowners.tracked.tree import Tracked
    from aiowners.workspace import Workspace


class NoticeLevel(Enum):
    """How much a notice matters."""

    DETAIL = "detail"  # of interest if something surprises
    NOTICE = "notice"
    ERROR = "error"  # the run goes on, but its result is incomplete


class Notice(NamedTuple):
    """A sentence for people about a run, apart from its result."""

    level: NoticeLevel
    text: str


class Observer(Protocol):
    """What a caller does while a run works."""

    def say(self, words: str, /) -> None:
        """Show the step that begins."""

    def paused(self) -> AbstractContextManager[None]:
        """Return a context in which the caller runs no thread of its own, so that processes can be started."""


class _Silent:
    """An observer that shows nothing."""

    def say(self, _words: str, /) -> None:
        """Ignore the step."""

    def paused(self) -> AbstractContextManager[None]:
        """Return an empty context: no thread is ended."""
        return nullcontext()


class Run:
    """A view of one project that reads each input at most once, so that all results agree.

    Files, variables, git, and the texts of the overlay are read through it. `notices` grow while it
    works. One thread uses a run; a project can have several at once.
    """

    def __init__(self, project: Project, overlay: Mapping[str, str], observer: Observer | None = None) -> None:
        """Read the configuration. Raises ProjectError."""
        self.project = project
        self.options = project.options
        self.root = project.root
        self.environ = project.environ
        self.overlay = dict(overlay)
        self.observer: Observer = _Silent() if observer is None else observer
        self.notices: list[Notice] = []
        self._configurations: dict[str, Source | None] = {}  # by commit
        self._trees: dict[tuple[str, tuple[str, ...]], CommittedTree] = {}  # by commit and excluded patterns
        self.settings = self.with_options(self._configured())

    def notice(self, text: str, level: NoticeLevel = NoticeLevel.NOTICE) -> None:
        """Add a notice."""
        self.notices.append(Notice(level, text))

    # --- configuration --------------------------------------------------------------------------------------

    @cached_property
    def configuration(self) -> Source | None:
        """The configuration file; None if there is none. Raises FileError if it cannot be read."""
        from aiowners.adapters.configuration_file import find_configuration
        from aiowners.source import Source

        if self.options.isolated:
            return None
        name = self.options.config
        if name is not None and (path := self.configuration_path) in self.overlay:
            assert path is not None
            return Source(name, self.overlay[path])
        try:
            return find_configuration(self.root, name, overlay=self.overlay)
        except OSError as error:
            raise FileError(str(error.filename), error.strerror or "") from None

    @cached_property
    def configuration_path(self) -> str | None:
        """The path of `config` from the root; None without that option, or if the file is outside the root."""
        if self.options.config is None:
            return None
        try:
            return self.project.relative_path(self.options.config, existing=False)
        except OptionError:
            return None

    def _configured(self) -> Settings:
        from aiowners.check.settings import Settings

        if self.configuration is None:
            return Settings()
        self.notice(f"settings: {self.configuration.path}", NoticeLevel.DETAIL)
        settings, diagnostics = parse_configuration(self.configuration)
        if diagnostics:
            raise ConfigurationError(diagnostics)
        return settings

    def with_options(self, settings: Settings) -> Settings:
        """Return the settings of a configuration with the options of the project over them. Raises OptionError."""
        from aiowners.check.settings import from_flags
        from aiowners.rules import ALL

        options = self.options
        try:
            return from_flags(
                settings, ALL, select=options.select, ignore=options.ignore, severity=options.severity,
                fail_on=options.fail_on,
            )  # fmt: skip
        except ValueError as error:
            raise OptionError(str(error)) from None

    @cached_property
    def baseline_text(self) -> str | None:
        """The text of the baseline at the root; None if there is no file. Raises FileError if it cannot be read."""
        from aiowners.adapters.configuration_file import read_text
        from aiowners.filenames import BASELINE

        if BASELINE in self.overlay:
            return self.overlay[BASELINE]
        try:
            return read_text(self.root / BASELINE)
        except OSError as error:
            raise FileError(BASELINE, error.strerror or str(error)) from None

    @cached_property
    def day(self) -> str:
        """The day for which dates are evaluated, YYYY-MM-DD."""
        return self.options.today or time.strftime("%Y-%m-%d", time.gmtime())

    # --- the working tree -----------------------------------------------------------------------------------

    def discover(self, only: Sequence[str] | None = None, *, exclude: Sequence[Pattern] | None = None) -> Discovery:
        """Read the manifests of the working tree, and the other files that define reviews.

        If the rules that are on look at each manifest alone, only the manifests at the paths `only` are read.
        `exclude` is used in place of the patterns of the configuration. Raises ProjectError.
        """
        from aiowners.adapters.disk import read, read_only

        excluded = self.settings.excluded if exclude is None else exclude
        if only is not None and self._is_local() and not any((self.root / path).is_dir() for path in only):
            return self._laid_over(read_only(self.root, only, exclude=excluded))
        with git_errors():
            discovery = read(self.root, untracked=self.untracked, exclude=excluded)
        words = " with untracked ones" if self.untracked else ""
        self.notice(f"manifests: {len(discovery.manifests)}{words}", NoticeLevel.DETAIL)
        return self._laid_over(discovery)

    def _is_local(self) -> bool:
        """Whether each rule that is on looks at one manifest at a time."""
        from aiowners.check.settings import may_report
        from aiowners.rules import ALL

        return all(rule.category == "manifest" for rule in ALL if may_report(self.settings, rule))

    def _laid_over(self, discovery: Discovery) -> Discovery:
        from aiowners.filenames import OTHERS, is_manifest, is_misnamed
        from aiowners.source import Source

        if not self.overlay:
            return discovery
        kept = [source for source in discovery.sources if source.path not in self.overlay]
        added = [
            Source(path, text)
            for path, text in self.overlay.items()
            if is_manifest(path) or is_misnamed(path) or path in OTHERS
        ]
        return replace(discovery, sources=(*kept, *added))

    @property
    def untracked(self) -> bool:
        """Whether manifests that git does not track are read."""
        from aiowners.adapters.disk import default_untracked

        untracked = self.options.untracked
        return default_untracked(self.environ) if untracked is None else untracked

    @cached_property
    def tracked(self) -> Tracked:
        """The tracked files, as they were at the first access."""
        from aiowners.adapters.tracked_files import list_files

        tracked = list_files(self.root)
        return replace(tracked, read=self._reader(tracked)) if self.overlay else tracked

    def _reader(self, tracked: Tracked) -> Callable[[Sequence[str]], Sequence[str | None]]:
        """Return a function that reads the texts of tracked files with the overlay over them."""

        def read(paths: Sequence[str]) -> list[str | None]:
            texts = {**tracked.texts([path for path in paths if path not in self.overlay]), **self.overlay}
            return [texts[path] for path in paths]

        return read

    def text(self, path: str, *, max_bytes: int) -> Source | None:
        """Return the text of a file below the root; None if there is none. Raises FileError."""
        from aiowners.adapters.file_access import read_below
        from aiowners.source import Source

        if path in self.overlay:
            return Source(path, self.overlay[path])
        try:
            content = read_below(self.root, path, most=max_bytes)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise FileError(path, error.strerror or str(error)) from None
        return Source(path, content.decode("utf-8", "surrogateescape"))

    def checkout(self) -> Checkout:
        """Return where the root is, for readers of reports who do not start from it."""
        from aiowners.adapters.ci import web_address
        from aiowners.diagnostics.report import Checkout

        directories = (self.root, *self.root.parents)
        top = next((directory for directory in directories if (directory / ".git").exists()), self.root)
        inside = self.root.relative_to(top).as_posix()
        return Checkout(self.root.as_posix(), "" if inside == "." else f"{inside}/", web_address(self.environ))

    # --- other revisions ------------------------------------------------------------------------------------

    def committed_tree(self, name: str, *, exclude: Sequence[Pattern] | None = None) -> CommittedTree:
        """Read the manifests and the file list of a commit. Raises ProjectError if this clone lacks some of it.

        `exclude` is used in place of the patterns of the configuration.
        """
        from aiowners.adapters.revision import read_revision

        excluded = self.settings.excluded if exclude is None else exclude
        key = name, tuple(pattern.glob for pattern in excluded)
        if key in self._trees:
            return self._trees[key]
        with git_errors():
            tree = read_revision(self.root, name, exclude=excluded)
        if tree.absent:
            missing = ", ".join(tree.absent[:3])
            raise ProjectError(
                f"this clone does not hold {missing} of {name}: run `git fetch --refetch --no-filter` first"
            )
        self._trees[key] = tree
        return tree

    def configuration_at(self, commit: str) -> Source | None:
        """Return the configuration file in force at a commit; None if there is none. Raises GitError."""
        from aiowners.adapters.configuration_file import configuration_at

        if self.options.isolated:
            return None
        if self.options.config is not None and self.configuration_path is None:
            return self.configuration  # it is outside the repository: no change edits it
        if commit not in self._configurations:
            self._configurations[commit] = configuration_at(self.root, commit, self.configuration_path)
        return self._configurations[commit]

    # --- workspaces and reports -----------------------------------------------------------------------------

    def assemble(
        self,
        sources: Sequence[Source],
        *,
        files: Callable[[], Iterable[str]] | None = None,
        known: Sequence[Manifest] = (),
        settings: Settings | None = None,
    ) -> Workspace:
        """Return the workspace of these texts.

        `files` lists the files of the revision that the texts belong to, and `settings` are its settings;
        by default, those of the working tree. `known` are manifests that need not be parsed again.
        Raises ProjectError.
        """
        from aiowners.adapters.manifest_pool import manifests, processors
        from aiowners.filenames import is_manifest
        from aiowners.workspace import assemble

        parsed = {manifest.source for manifest in known}
        unparsed = [source for source in sources if source not in parsed and is_manifest(source.path)]
        jobs = self.options.jobs or processors()
        read = manifests(unparsed, self.project.cache, jobs=jobs, paused_threads=self.observer.paused)
        own = settings or self.settings
        forge = self.forge_by(own) if files is None else self._forge_at(own, sources, files)
        return assemble(
            sources, today=self.day, files=files or (lambda: self.tracked), forge=forge,
            enforcement=own.enforcement, known=(*known, *read),
        )  # fmt: skip

    def check(
        self, workspace: Workspace, *, paths: Sequence[str] | None = None, baseline: Sequence[str] = ()
    ) -> Report:
        """Run all rules over a workspace, with the settings of this run."""
        from aiowners.check.run import run
        from aiowners.rules import ALL

        return run(workspace, ALL, self.settings, paths=paths, baseline=baseline)

    def check_commit(self, tree: CommittedTree) -> Report:
        """Check the manifests of a commit, with the settings of this run."""
        return self.check(self.assemble(tree.sources, files=lambda: tree.files))

    # --- the code host --------------------------------------------------------------------------------------

    @property
    def forge(self) -> Forge:
        """The repository's code host, by the settings of this run."""
        return self.forge_by(self.settings)

    def forge_by(self, settings: Settings) -> Forge:
        """Return the code host that the settings name, or else the one that the clone and the working tree indicate."""
        from aiowners.forge import Forge

        return self._indicated_forge if settings.forge is None else Forge(settings.forge)

    def _forge_at(self, settings: Settings, sources: Sequence[Source], files: Callable[[], Iterable[str]]) -> Forge:
        """Return the code host of a revision: by its settings, or by the clone, or by its files."""
        from aiowners.adapters.forge_detection import among, choose, decides, file_ranks
        from aiowners.forge import Forge

        if settings.forge is not None:
            return Forge(settings.forge)
        if any(map(decides, self._clone_ranks)):
            return choose(self._clone_ranks).host
        exists = among([*(source.path for source in sources), *files()])
        return choose((*self._clone_ranks, *file_ranks(exists))).host

    @cached_property
    def forge_choice(self) -> ForgeChoice:
        """The code host that the clone and the working tree indicate, and the signs. Raises ProjectError."""
        from aiowners.adapters.forge_detection import choose, file_ranks

        return choose((*self._clone_ranks, *file_ranks(self._exists)))

    def _exists(self, path: str) -> bool:
        from aiowners.adapters.forge_detection import in_tree

        return path in self.overlay or in_tree(self.root)(path)

    @cached_property
    def _clone_ranks(self) -> tuple[Rank, ...]:
        from aiowners.adapters.forge_detection import clone_ranks

        with git_errors():
            return clone_ranks(self.root, self.environ)

    @cached_property
    def _indicated_forge(self) -> Forge:
        """The code host that is indicated; if a CODEOWNERS file depends on a doubt, the doubt becomes a notice."""
        from aiowners.adapters.forge_detection import has_codeowners

        choice = self.forge_choice
        doubt = choice.disagreement or choice.assumption
        if doubt is not None and (choice.others or has_codeowners(self._exists)):
            self.notice(doubt)
        return choice.host


def parse_configuration(source: Source) -> tuple[Settings, Sequence[Diagnostic]]:
    """Return the settings of a configuration file, and its errors."""
    from aiowners.check.configuration import parse
    from aiowners.rules import ALL

    table = ("tool", "aiowners") if source.path.endswith("pyproject.toml") else ()
    return parse(source, ALL, table=table)
