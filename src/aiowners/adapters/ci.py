"""The CI system that a run is part of: what its environment says, and what it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aiowners.adapters import git

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class ReportTarget:
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
    reports: tuple[ReportTarget, ...]
    by_default: bool = False


_LOG = ReportTarget("full", None, "the log is read by people")


def detect(environ: Mapping[str, str]) -> System | None:
    """The system whose variables are set; None where none is known by them.

    The variables are those that each system documents as set in every job, and the places those
    where its documentation looks for reports.
    """
    return next((read(environ) for variable, read in _SYSTEMS.items() if is_set(environ, variable)), None)


# What the documentation of CI systems says is set in every job. Some set `CI` too, but not all.
SIGNS: Final = (
    "CI", "CONTINUOUS_INTEGRATION", "CI_NAME", "BUILD_ID", "BUILD_NUMBER", "BUILD_BUILDID",
    "AGENT_JOBSTATUS", "APPCENTER_BUILD_ID", "APPVEYOR", "BAMBOO_BUILDKEY", "BITBUCKET_BUILD_NUMBER",
    "BITBUCKET_COMMIT", "BITRISE_IO", "BUDDY_WORKSPACE_ID", "BUILDKITE", "CF_BUILD_ID", "CIRCLECI", "CIRRUS_CI",
    "CM_BUILD_ID", "CODEBUILD_BUILD_ARN", "CODEBUILD_BUILD_ID", "CONCOURSE_URL", "DRONE", "EAS_BUILD",
    "FORGEJO_ACTIONS", "GITEA_ACTIONS", "GITHUB_ACTIONS", "GITLAB_CI", "GO_PIPELINE_LABEL", "HARNESS_BUILD_ID",
    "HEROKU_TEST_RUN_ID", "HUDSON_URL", "JB_SPACE_EXECUTION_NUMBER", "JENKINS_URL", "LAYERCI", "NETLIFY",
    "NOW_BUILDER", "PROW_JOB_ID", "SAILCI", "SCREWDRIVER", "SEMAPHORE", "SHIPPABLE", "STRIDER",
    "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", "TASKCLUSTER_ROOT_URL", "TEAMCITY_PROJECT_NAME", "TEAMCITY_VERSION",
    "TF_BUILD", "TRAVIS", "VELA", "WERCKER", "WOODPECKER", "XCS",
)  # fmt: skip


def is_ci(environ: Mapping[str, str]) -> bool:
    """Whether what is printed may go to the log of a CI system, which takes some lines for commands.

    One sign is enough, with any value: in a job, `CI=false` is often set for another program.
    """
    return any(environ.get(sign) for sign in SIGNS)


def is_set(environ: Mapping[str, str], variable: str) -> bool:
    """Whether a variable says yes."""
    return environ.get(variable, "").lower() not in ("", "0", "false")


def _github(environ: Mapping[str, str]) -> System:
    reports = [ReportTarget("github", None, "for annotations on the lines of a change")]
    file = environ.get("GITHUB_STEP_SUMMARY")
    if file:
        reports.append(ReportTarget("markdown", file, "for the summary of the job", appended=True))
    return System("GitHub Actions", tuple(reports), by_default=True)


def _gitlab(_environ: Mapping[str, str]) -> System:
    quality = ReportTarget("gitlab", "gl-code-quality-report.json", "for the Code Quality widget of a merge request")
    return System("GitLab CI", (_LOG, quality))


def _bitbucket(_environ: Mapping[str, str]) -> System:
    return System(
        "Bitbucket Pipelines", (_LOG, ReportTarget("junit", "test-results/aiowners.xml", "for its test report"))
    )


def _azure(environ: Mapping[str, str]) -> System:
    reports = [ReportTarget("azure", None, "for the issues of the run")]
    directory = environ.get("AGENT_TEMPDIRECTORY")
    if directory:
        file = f"{directory}/aiowners.md"
        told = f"##vso[task.uploadsummary]{file}\n"
        reports.append(ReportTarget("markdown", file, "for the summary of the run", after=told))
    return System("Azure Pipelines", tuple(reports))


def _teamcity(_environ: Mapping[str, str]) -> System:
    return System("TeamCity", (ReportTarget("teamcity", None, "for the inspections of the build"),))


def _jenkins(_environ: Mapping[str, str]) -> System:
    return System("Jenkins", (_LOG, ReportTarget("checkstyle", "aiowners-checkstyle.xml", "for its Warnings plugin")))


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


class Kind(Enum):
    """What a candidate for the target of a pull request is."""

    MERGED = "merged"  # the commit of the target that the CI system merged the change into: a parent of HEAD
    BRANCH = "branch"  # the target branch, by its full name in this clone, which may not have it
    RECORDED = "recorded"  # where the target branch was when the build began; it may have moved on
    MERGE_BASE = "merge base"  # where the change left the target: never its tip


class Candidate(NamedTuple):
    """A full name or an object id for `commit.resolve_full`, and what it is."""

    revision: str
    kind: Kind


class Target(NamedTuple):
    """What the pull request that is being built is merged into: the branch's name, and candidates, best first.

    This clone may have none of them.
    """

    name: str
    candidates: tuple[Candidate, ...]

    @property
    def tips(self) -> tuple[Candidate, ...]:
        """The candidates that are the tip of the target, or were."""
        return tuple(candidate for candidate in self.candidates if candidate.kind is not Kind.MERGE_BASE)


def target(root: Path, environ: Mapping[str, str]) -> Target | None:
    """The target of the pull request that is being built; None if none is.

    Raises GitError if the CI system's variables or event do not name a branch or commit.
    """
    if is_set(environ, "GITHUB_ACTIONS"):
        return _github_target(root, environ)
    read = (_gitlab_target, _bitbucket_target, _azure_target, _jenkins_target)
    return next((found for one in read if (found := one(root, environ)) is not None), None)


def _github_target(root: Path, environ: Mapping[str, str]) -> Target | None:
    """GitHub checks out a merge of the pull request into its base: the first parent is the base."""
    event = _event(environ.get("GITHUB_EVENT_PATH"))
    request, group = event.get("pull_request"), event.get("merge_group")
    if isinstance(group, dict):
        branch = _text(group, "base_ref").removeprefix("refs/heads/")
        return _target(branch, "the merge group of the event", merged=_text(group, "base_sha"))
    branch = _text(request, "base", "ref") or environ.get("GITHUB_BASE_REF", "")
    if not isinstance(request, dict) and not branch and environ.get("GITHUB_EVENT_NAME") not in _REQUESTS:
        return None
    merged = _merged_into(root, _text(request, "head", "sha"))
    # The event has the base as it was when the pull request was last changed: that is no tip.
    return _target(branch, "the event of the pull request", merged=merged, merge_base=_text(request, "base", "sha"))


_REQUESTS: Final = ("pull_request", "pull_request_target", "merge_group")


def _gitlab_target(root: Path, environ: Mapping[str, str]) -> Target | None:
    """A merged results pipeline, or a merge train, checks out a merge into CI_MERGE_REQUEST_TARGET_BRANCH_SHA.

    In a merge train that is the merge of the merge request before this one.
    """
    branch = environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "")
    merged = environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "")
    merged = merged or _merged_with(root, environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", ""))
    base = environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", "")
    if not branch and not merged and not base:
        return None
    return _target(branch, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", merged=merged, merge_base=base)


def _bitbucket_target(root: Path, environ: Mapping[str, str]) -> Target | None:
    """The commit is an abbreviation of 12 digits, of the destination when the build began."""
    del root
    branch = environ.get("BITBUCKET_PR_DESTINATION_BRANCH", "")
    recorded = environ.get("BITBUCKET_PR_DESTINATION_COMMIT", "")
    return _target(branch, "BITBUCKET_PR_DESTINATION_BRANCH", recorded=recorded) if branch or recorded else None


def _azure_target(root: Path, environ: Mapping[str, str]) -> Target | None:
    """`refs/heads/x` for a repository of Azure, `x` for one of GitHub; it checks out a merge, as GitHub does."""
    branch = environ.get("SYSTEM_PULLREQUEST_TARGETBRANCH")
    if not branch:
        return None
    merged = _merged_into(root, environ.get("SYSTEM_PULLREQUEST_SOURCECOMMITID", ""))
    return _target(branch.removeprefix("refs/heads/"), "SYSTEM_PULLREQUEST_TARGETBRANCH", merged=merged)


def _jenkins_target(root: Path, environ: Mapping[str, str]) -> Target | None:
    del root
    branch = environ.get("CHANGE_TARGET", "")
    return _target(branch, "CHANGE_TARGET") if branch else None


def _target(branch: str, source: str, *, merged: str = "", recorded: str = "", merge_base: str = "") -> Target:
    """The target with what a CI system says about it. Raises GitError for what is no branch or no object id."""
    from aiowners.adapters.commits import is_ref_name

    if branch and not is_ref_name(f"refs/heads/{branch}"):
        raise git.GitError(f"{source} does not name a branch: `{branch}`")
    odd = next((value for value in (merged, recorded, merge_base) if value and not _ID.fullmatch(value)), None)
    if odd is not None:
        raise git.GitError(f"the commit that goes with {source} is not an object id: `{odd}`")
    candidates = (
        Candidate(merged, Kind.MERGED),
        Candidate(branch and f"refs/remotes/origin/{branch}", Kind.BRANCH),
        Candidate(recorded, Kind.RECORDED),
        Candidate(merge_base, Kind.MERGE_BASE),
    )
    named = tuple(candidate for candidate in candidates if candidate.revision)
    if not named:
        raise git.GitError(f"{source} does not name a base; name it with --base")
    return Target(branch or named[0].revision, named)


def refuse_other_checkout(root: Path, environ: Mapping[str, str]) -> None:
    """Raise GitError if the CI system builds a pull request, but has checked out something else.

    The triggers `pull_request_target`, `issue_comment`, and `workflow_run` of GitHub check out the
    default branch: compared with it, nothing has changed.
    """
    from aiowners.adapters.commits import contains

    if is_set(environ, "GITHUB_ACTIONS"):
        event = _event(environ.get("GITHUB_EVENT_PATH"))
        if _text(event, "issue", "pull_request", "url"):
            raise git.GitError(
                "the event does not say which commit is that of the pull request; name commits with --base and --head"
            )
        is_request = _text(event, "workflow_run", "event") in _REQUESTS
        head = _text(event, "pull_request", "head", "sha") or (
            _text(event, "workflow_run", "head_sha") if is_request else ""
        )
    else:
        head = environ.get("SYSTEM_PULLREQUEST_SOURCECOMMITID", "")
    if _ID.fullmatch(head) and not contains(root, head):
        raise git.GitError(
            f"the checkout does not contain {head}, the commit of the pull request; "
            "check it out, or name commits with --base and --head"
        )


_ID: Final = re.compile(r"[0-9a-f]{7,64}")


def default_branch(environ: Mapping[str, str]) -> str | None:
    """The name of the repository's default branch, if the CI system says so."""
    if is_set(environ, "GITHUB_ACTIONS"):
        return _text(_event(environ.get("GITHUB_EVENT_PATH")), "repository", "default_branch") or None
    return environ.get("CI_DEFAULT_BRANCH") or None


def _event(path: str | None) -> dict[str, Any]:
    import json

    from aiowners.adapters.configuration_file import read_text
    from aiowners.adapters.file_access import real

    try:
        event = json.loads((read_text(real(Path(path))) if path else None) or "{}")
    except (OSError, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _text(value: Any, *keys: str) -> str:  # noqa: ANN401 - data of another program
    """What stands below these keys of a JSON value, if it is a text."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _merged_with(root: Path, source: str) -> str:
    """The parent of HEAD that is not `source`, if HEAD is a merge of the two. Else nothing."""
    from aiowners.adapters.commits import resolve

    if not _ID.fullmatch(source):
        return ""
    try:
        parents = resolve(root, "HEAD^1"), resolve(root, "HEAD^2")
    except git.GitError:
        return ""
    others = [parent for parent in parents if parent != source]
    return others[0] if len(others) == 1 else ""


def _merged_into(root: Path, head: str) -> str:
    """The first parent of HEAD if the second is `head`: then HEAD is a merge made by the CI system. Else nothing."""
    from aiowners.adapters.commits import resolve

    if not _ID.fullmatch(head):
        return ""
    try:
        return resolve(root, "HEAD^1") if resolve(root, "HEAD^2") == head else ""
    except git.GitError:
        return ""
