"""The postures of the working tree and of commits: their manifests, configurations, and baselines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from aiowners.cli.baseline_file import BASELINE, baseline_text
from aiowners.cli.session import git_errors, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.check.posture import Posture
    from aiowners.check.settings import Settings
    from aiowners.cli.revisions import Revision, Revisions
    from aiowners.cli.session import Session
    from aiowners.source import Source
    from aiowners.workspace import Workspace


def of_revisions(session: Session, revisions: Revisions) -> tuple[list[Posture], Posture | None, Posture]:
    """The postures of the fork points, the base (None if it is a fork point), and the head of a change.

    Raises click.ClickException.
    """
    from aiowners.check.weakened_enforcement import decides_on_approvals

    new_base = [] if any(revisions.base is fork for fork in revisions.forks) else [revisions.base]
    every = (*revisions.forks, *new_base, revisions.head)
    settings = [revision.settings for revision in every]
    touched = {path for files in revisions.changes for file in files for path in file.paths}
    paths = sorted(path for path in touched if decides_on_approvals(path, settings))
    *earlier, head = (_of_revision(session, revision, paths) for revision in every)
    base = earlier.pop() if new_base else None
    return earlier, base, replace(head, unexcluded=revisions.unexcluded)


def of_tree(session: Session, workspace: Workspace) -> Posture:
    """The posture of the working tree, with this workspace. Raises click.FileError."""
    from aiowners.adapters.configuration_file import find_configuration
    from aiowners.check.posture import Posture
    from aiowners.source import Source

    try:
        configuration = None if session.flags["isolated"] else find_configuration(session.root, session.flags["config"])
    except OSError as error:
        raise click.FileError(str(error.filename), error.strerror or "") from None
    if configuration is not None and (name := _named(session)) is not None:
        configuration = Source(name, configuration.content)
    text = baseline_text(session.root)
    baseline = None if text is None else Source(BASELINE, text)
    return Posture(workspace, _settings(configuration), configuration, baseline)


def at_commit(session: Session, commit: str) -> Posture:
    """The posture of a commit, by its own configuration and baseline. Raises click.ClickException."""
    from aiowners.cli.revisions import Revision

    settings = settings_at(session, commit)
    read = session.revision(commit, exclude=settings.excluded)
    workspace = session.assemble(read.sources, files=lambda: read.files, settings=settings)
    return _of_revision(session, Revision(commit, settings, workspace), ())


def settings_at(session: Session, commit: str) -> Settings:
    """What the configuration sets at a commit, as far as it can be read. Raises click.ClickException."""
    with git_errors():
        return _settings(_configuration_at(session, commit))


def _of_revision(session: Session, revision: Revision, paths: Iterable[str]) -> Posture:
    from aiowners.adapters.configuration_file import source_at
    from aiowners.check.posture import Posture
    from aiowners.cli.revisions import WORKING_TREE

    if revision.name == WORKING_TREE:
        texts = {path: text for path in paths if (text := _in_tree(session, path)) is not None}
        return replace(of_tree(session, revision.workspace), texts=texts)
    with git_errors():
        configuration = _configuration_at(session, revision.name)
        baseline = source_at(session.root, revision.name, BASELINE)
        texts = {path: text for path in paths if (text := source_at(session.root, revision.name, path)) is not None}
    return Posture(revision.workspace, revision.settings, configuration, baseline, texts=texts)


def _in_tree(session: Session, path: str) -> Source | None:
    """The text of a file of the working tree; None if there is none. Raises click.FileError."""
    from aiowners.adapters.file_access import read_below
    from aiowners.source import MOST_BYTES, Source

    try:
        content = read_below(session.root, path, most=MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise click.FileError(path, error.strerror or str(error)) from None
    return Source(path, content.decode("utf-8", "surrogateescape"))


def _configuration_at(session: Session, commit: str) -> Source | None:
    from aiowners.adapters.configuration_file import configuration_at, find_configuration

    if session.flags["isolated"]:
        return None
    name = _named(session)
    if session.flags["config"] is not None and name is None:  # it is outside the repository: no change edits it
        return find_configuration(session.root, session.flags["config"])
    return configuration_at(session.root, commit, name)


def _named(session: Session) -> str | None:
    """The file of --config as a path from the root; None without the flag, or if the file is elsewhere."""
    if session.flags["config"] is None:
        return None
    try:
        return session.relative(session.flags["config"], existing=False)
    except click.BadParameter:
        return None


def _settings(configuration: Source | None) -> Settings:
    from aiowners.check.settings import Settings

    return Settings() if configuration is None else parsed(configuration)[0]
