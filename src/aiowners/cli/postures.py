"""The postures of the working tree and of commits: their manifests, configurations, and baselines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from aiowners.cli.known import BASELINE
from aiowners.cli.session import git_errors, parsed

if TYPE_CHECKING:
    from aiowners.check.posture import Posture
    from aiowners.check.settings import Settings
    from aiowners.cli.session import Session
    from aiowners.source import Source
    from aiowners.workspace import Workspace


def of_tree(session: Session, workspace: Workspace) -> Posture:
    """The posture of the working tree, with this workspace. Raises click.FileError."""
    from aiowners.adapters.configuration import find_configuration, read_text
    from aiowners.check.posture import Posture
    from aiowners.source import Source

    try:
        text = read_text(session.root / BASELINE)
        configuration = None if session.flags["isolated"] else find_configuration(session.root, session.flags["config"])
    except OSError as error:
        raise click.FileError(str(error.filename), error.strerror or "") from None
    if configuration is not None and (name := _named(session)) is not None:
        configuration = Source(name, configuration.content)
    return Posture(
        workspace,
        _settings(configuration),
        configuration,
        None if text is None else Source(BASELINE, text),
    )


def at_commit(session: Session, commit: str) -> Posture:
    """The posture of a commit, by its own configuration and baseline. Raises click.ClickException."""
    from aiowners.adapters.configuration import source_at
    from aiowners.check.posture import Posture
    from aiowners.codeowners.dialect import Dialect

    with git_errors():
        configuration = _configuration_at(session, commit)
        baseline = source_at(session.root, commit, BASELINE)
    settings = _settings(configuration)
    revision = session.revision(commit, exclude=settings.excluded)
    workspace = session.assemble(revision.sources, files=lambda: revision.files)
    forge = session.guessed_forge if settings.forge is None else Dialect(settings.forge)
    return Posture(replace(workspace, forge=forge, enforcement=settings.enforcement), settings, configuration, baseline)


def _configuration_at(session: Session, commit: str) -> Source | None:
    from aiowners.adapters.configuration import configuration_at, find_configuration

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
