"""The CI system that a run is part of: what its environment says, and what it reads."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiowners.adapters import git

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Outlet:
    """A format, and the file that it goes to: without one it goes to standard output.

    `why` says what the report is for, where nobody asked for it by name. `appended`: others write
    to the file too. `after` is a line for standard output, once the file is written.
    """

    format: str
    file: str | None = None
    why: str = ""
    appended: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """A CI system by its name, and the reports that it reads, that of the log first.

    A file without a leading slash is looked for at the root. `by_default`: it gets them unasked.
    """

    name: str
    reports: tuple[Outlet, ...]
    by_default: bool = False


_LOG = Outlet("full", None, "the log is read by people")


def detect(environ: Mapping[str, str]) -> System | None:
    """The system whose variables are set; None where none is known by them.

    The variables are those that each system documents as set in every job, and the places those
    where its documentation looks for reports.
    """
    return next((read(environ) for variable, read in _SYSTEMS.items() if is_set(environ, variable)), None)


def is_set(environ: Mapping[str, str], variable: str) -> bool:
    """Whether a variable says yes."""
    return environ.get(variable, "").lower() not in ("", "0", "false")


def _github(environ: Mapping[str, str]) -> System:
    reports = [Outlet("github", None, "for annotations on the lines of a change")]
    file = environ.get("GITHUB_STEP_SUMMARY")
    if file:
        reports.append(Outlet("markdown", file, "for the summary of the job", appended=True))
    return System("GitHub Actions", tuple(reports), by_default=True)


def _gitlab(_environ: Mapping[str, str]) -> System:
    quality = Outlet("gitlab", "gl-code-quality-report.json", "for the Code Quality widget of a merge request")
    return System("GitLab CI", (_LOG, quality))


def _bitbucket(_environ: Mapping[str, str]) -> System:
    return System("Bitbucket Pipelines", (_LOG, Outlet("junit", "test-results/aiowners.xml", "for its test report")))


def _azure(environ: Mapping[str, str]) -> System:
    reports = [Outlet("azure", None, "for the issues of the run")]
    directory = environ.get("AGENT_TEMPDIRECTORY")
    if directory:
        file = f"{directory}/aiowners.md"
        told = f"##vso[task.uploadsummary]{file}\n"
        reports.append(Outlet("markdown", file, "for the summary of the run", after=told))
    return System("Azure Pipelines", tuple(reports))


def _teamcity(_environ: Mapping[str, str]) -> System:
    return System("TeamCity", (Outlet("teamcity", None, "for the inspections of the build"),))


def _jenkins(_environ: Mapping[str, str]) -> System:
    return System("Jenkins", (_LOG, Outlet("checkstyle", "aiowners-checkstyle.xml", "for its Warnings plugin")))


_SYSTEMS: Final[Mapping[str, Callable[[Mapping[str, str]], System]]] = {
    "GITHUB_ACTIONS": _github,
    "GITLAB_CI": _gitlab,
    "BITBUCKET_BUILD_NUMBER": _bitbucket,
    "TF_BUILD": _azure,
    "TEAMCITY_VERSION": _teamcity,
    "JENKINS_URL": _jenkins,
}


def web_address(environ: Mapping[str, str]) -> str:
    """Where the web shows the files of the commit that is checked out, with a slash at its end, or nothing."""
    if environ.get("GITHUB_REPOSITORY") and environ.get("GITHUB_SHA"):
        server = environ.get("GITHUB_SERVER_URL") or "https://github.com"
        return f"{server}/{environ['GITHUB_REPOSITORY']}/blob/{environ['GITHUB_SHA']}/"
    if environ.get("CI_PROJECT_URL") and environ.get("CI_COMMIT_SHA"):
        return f"{environ['CI_PROJECT_URL']}/-/blob/{environ['CI_COMMIT_SHA']}/"
    return ""


def bases(root: Path, environ: Mapping[str, str]) -> list[str]:
    """What the pull request that is being built would be merged into, the best name first.

    Empty where no pull request is being built. None of the names has to exist in this clone.
    """
    names = _from_event(root, environ) if is_set(environ, "GITHUB_ACTIONS") else _from_variables(environ)
    return list(dict.fromkeys(name for name in names if name))


def _from_variables(environ: Mapping[str, str]) -> Iterator[str]:
    yield environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", "")
    yield environ.get("BITBUCKET_PR_DESTINATION_COMMIT", "")
    branches = (
        environ.get("BITBUCKET_PR_DESTINATION_BRANCH"),
        environ.get("SYSTEM_PULLREQUEST_TARGETBRANCH"),
        environ.get("CHANGE_TARGET"),
    )
    yield from (f"origin/{branch.removeprefix('refs/heads/')}" for branch in branches if branch)


def _from_event(root: Path, environ: Mapping[str, str]) -> Iterator[str]:
    """GitHub checks out a merge of the pull request into its base as it is now: the base is a parent."""
    event = _event(environ.get("GITHUB_EVENT_PATH"))
    request, group = event.get("pull_request"), event.get("merge_group")
    if isinstance(request, dict):
        head = _text(request, "head", "sha")
        if head and head == _parent(root, 2):
            yield "HEAD^1"
        yield _text(request, "base", "sha")
        yield f"origin/{branch}" if (branch := _text(request, "base", "ref")) else ""
    elif isinstance(group, dict):
        yield _text(group, "base_sha")


def _event(path: str | None) -> dict[str, Any]:
    import json

    try:
        event = json.loads(Path(path).read_bytes()) if path else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _text(value: Any, *keys: str) -> str:  # noqa: ANN401 - data of another program
    """What stands below these keys of a JSON value, if it is a text."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _parent(root: Path, number: int) -> str | None:
    try:
        return os.fsdecode(git.run(root, "rev-parse", "--verify", "--quiet", f"HEAD^{number}")).strip()
    except git.GitError:
        return None
