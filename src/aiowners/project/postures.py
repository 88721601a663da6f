"""The postures of the working tree and of commits: their manifests, configurations, and baselines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiowners.filenames import BASELINE
from aiowners.project.errors import git_errors
from aiowners.project.runs import parse_configuration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.check.posture import Posture
    from aiowners.check.settings import Settings
    from aiowners.project.change import Change, Revision
    from aiowners.project.runs import Run
    from aiowners.source import Source
    from aiowners.workspace import Workspace


def postures_of(run: Run, change: Change) -> tuple[list[Posture], Posture | None, Posture]:
    """Return the postures of the fork points, the base (None if it is a fork point), and the head of a change.

    Raises ProjectError.
    """
    from aiowners.check.weakened_enforcement import decides_on_approvals

    base_is_fork = any(change.base is fork for fork in change.forks)
    revisions = (*change.forks, *([] if base_is_fork else [change.base]), change.head)
    settings = [revision.settings for revision in revisions]
    changed = {path for files in change.files for file in files for path in file.paths}
    paths = sorted(path for path in changed if decides_on_approvals(path, settings))
    *earlier, head = (_posture(run, revision, paths) for revision in revisions)
    base = None if base_is_fork else earlier.pop()
    return earlier, base, replace(head, unexcluded=change.unexcluded)


def working_tree_posture(run: Run, workspace: Workspace) -> Posture:
    """Return the posture of the working tree, with this workspace. Raises ProjectError."""
    from aiowners.check.posture import Posture
    from aiowners.source import Source

    configuration = run.configuration
    if configuration is not None and run.configuration_path is not None:
        configuration = Source(run.configuration_path, configuration.content)
    baseline = None if run.baseline_text is None else Source(BASELINE, run.baseline_text)
    return Posture(workspace, _settings(configuration), configuration, baseline)


def posture_at(run: Run, commit: str) -> Posture:
    """Return the posture of a commit, by its own configuration and baseline. Raises ProjectError."""
    from aiowners.project.change import Revision

    settings = settings_at(run, commit)
    tree = run.committed_tree(commit, exclude=settings.excluded)
    workspace = run.assemble(tree.sources, files=lambda: tree.files, settings=settings)
    return _posture(run, Revision(commit, settings, workspace), ())


def settings_at(run: Run, commit: str) -> Settings:
    """Return what the configuration sets at a commit, as far as it can be read. Raises ProjectError."""
    with git_errors():
        return _settings(run.configuration_at(commit))


def _posture(run: Run, revision: Revision, paths: Iterable[str]) -> Posture:
    """Return the posture of a revision, with the texts of its files at `paths`."""
    from aiowners.adapters.configuration_file import source_at
    from aiowners.check.posture import Posture
    from aiowners.project.change import WORKING_TREE
    from aiowners.source import MAX_BYTES

    if revision.name == WORKING_TREE:
        texts = {path: text for path in paths if (text := run.text(path, max_bytes=MAX_BYTES)) is not None}
        return replace(working_tree_posture(run, revision.workspace), texts=texts)
    with git_errors():
        configuration = run.configuration_at(revision.name)
        baseline = source_at(run.root, revision.name, BASELINE)
        texts = {path: text for path in paths if (text := source_at(run.root, revision.name, path)) is not None}
    return Posture(revision.workspace, revision.settings, configuration, baseline, texts=texts)


def _settings(configuration: Source | None) -> Settings:
    from aiowners.check.settings import Settings

    return Settings() if configuration is None else parse_configuration(configuration)[0]
