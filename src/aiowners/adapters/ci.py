"""The CI system that runs aiowners: detection by its variables, the reports that it reads, and the base of a change."""

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
    """A report format and its file, or standard output if `file` is None.

    `why` is the purpose of a report that was not requested by name. `appended`: other programs write
    to the same file. `after` is a line for standard output, printed once the file is written.
    """

    format: str
    file: str | None = None
    why: str = ""
    appended: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """A CI system by its name, and the reports that it reads; the report for the log is first.

    A file without a leading slash is relative to the root. `by_default`: the reports are written without a flag.
    """

    name: str
    reports: tuple[ReportTarget, ...]
    by_default: bool = False


_LOG = ReportTarget("full", None, "the log is read by people")


def detect(environ: Mapping[str, str]) -> System | None:
    """Return the CI system whose variable is set; None if there is none.

    The variables and the locations of reports are those that each system documents.
    """
    return next((read(environ) for variable, read in _SYSTEMS.items() if is_set(environ, variable)), None)


# Variables that CI systems document as set in every job. Some systems set `CI` too, but not all.
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
    """Return whether output may go to the log of a CI system, which executes some lines as commands.

    One variable with any value is enough: in a job, `CI=false` is often set for another program.
    """
    return any(environ.get(sign) for sign in SIGNS)


def is_set(environ: Mapping[str, str], variable: str) -> bool:
    """Return whether a variable is set to anything but an empty string, `0`, or `false`."""
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
        command = f"##vso[task.uploadsummary]{file}\n"
        reports.append(ReportTarget("markdown", file, "for the summary of the run", after=command))
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
    """Return the URL of the files of the current commit on the code host, with a slash at its end; empty if unknown."""
    if environ.get("GITHUB_REPOSITORY") and environ.get("GITHUB_SHA"):
        server = environ.get("GITHUB_SERVER_URL") or "https://github.com"
        return f"{server}/{environ['GITHUB_REPOSITORY']}/blob/{environ['GITHUB_SHA']}/"
    if environ.get("CI_PROJECT_URL") and environ.get("CI_COMMIT_SHA"):
        return f"{environ['CI_PROJECT_URL']}/-/blob/{environ['CI_COMMIT_SHA']}/"
    return ""


class BaseKind(Enum):
    """The kinds of candidates for the target of a pull request."""

    MERGED = "merged"  # the commit of the target that the CI system merged the change into: a parent of HEAD
    BRANCH = "branch"  # the target branch, by its full name in this clone, which may not have it
    RECORDED = "recorded"  # where the target branch was when the build began; it may have moved on
    MERGE_BASE = "merge base"  # where the change left the target: never its tip


class Candidate(NamedTuple):
    """A full ref name or an object id for `commits.resolve_full`, and its kind."""

    revision: str
    kind: BaseKind


class Target(NamedTuple):
    """The target of the current pull request: the name of the branch, and candidates for its commit, best first.

    This clone may have none of them.
    """

    name: str
    candidates: tuple[Candidate, ...]

    @property
    def tips(self) -> tuple[Candidate, ...]:
        """The candidates that are the tip of the target now, or were at some time."""
        return tuple(candidate for candidate in self.candidates if candidate.kind is not BaseKind.MERGE_BASE)


def target(root: Path, environ: Mapping[str, str]) -> Target | None:
    """Return the target of the pull request that the CI system builds; None if it builds none.

    Raises GitError if the CI system's variables or event do not name a branch or commit.
    """
    if is_set(environ, "GITHUB_ACTIONS"):
        return _github_target(root, environ)
    readers = (_gitlab_target, _bitbucket_target, _azure_target, _jenkins_target)
    return next((result for read in readers if (result := read(root, environ)) is not None), None)


def _github_target(root: Path, environ: Mapping[str, str]) -> Target | None:
    """Return the target on GitHub, which checks out a merge of the pull request: its first parent is the base."""
    event = _event(environ.get("GITHUB_EVENT_PATH"))
    request, group = event.get("pull_request"), event.get("merge_group")
    if isinstance(group, dict):
        branch = _text(group, "base_ref").removeprefix("refs/heads/")
        return _target(branch, "the merge group of the event", merged=_text(group, "base_sha"))
    branch = _text(request, "base", "ref") or environ.get("GITHUB_BASE_REF", "")
    if not isinstance(request, dict) and not branch and environ.get("GITHUB_EVENT_NAME") not in _REQUESTS:
        return None
    merged = _merged_into(root, _text(request, "head", "sha"))
    # The event has the base at the time of the last change of the pull request: that is no tip.
    return _target(branch, "the event of the pull request", merged=merged, merge_base=_text(request, "base", "sha"))


_REQUESTS: Final = ("pull_request", "pull_request_target", "merge_group")


def _gitlab_target(root: Path, environ: Mapping[str, str]) -> Target | None:
    """Return the target on GitLab.

    A merged results pipeline, or a merge train, checks out a merge into CI_MERGE_REQUEST_TARGET_BRANCH_SHA.
    In a merge train, that is the merge of the previous merge request.
    """
    branch = environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "")
    merged = environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "")
    merged = merged or _merged_with(root, environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", ""))
    base = environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", "")
    if not branch and not merged and not base:
        return None
    return _target(branch, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", merged=merged, merge_base=base)


def _bitbucket_target(root: Path, environ: Mapping[str, str]) -> Target | None:
    """Return the target on Bitbucket. Its commit has 12 digits, and is the destination when the build began."""
    del root
    branch = environ.get("BITBUCKET_PR_DESTINATION_BRANCH", "")
    recorded = environ.get("BITBUCKET_PR_DESTINATION_COMMIT", "")
    return _target(branch, "BITBUCKET_PR_DESTINATION_BRANCH", recorded=recorded) if branch or recorded else None


def _azure_target(root: Path, environ: Mapping[str, str]) -> Target | None:
    """Return the target on Azure, which checks out a merge, as GitHub does.

    The branch is `refs/heads/x` for a repository on Azure, `x` for one on GitHub.
    """
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
    """Build a target from the values of a CI system. Raises GitError for an invalid branch or object id."""
    from aiowners.adapters.commits import is_ref_name

    if branch and not is_ref_name(f"refs/heads/{branch}"):
        raise git.GitError(f"{source} does not name a branch: `{branch}`")
    invalid = next((value for value in (merged, recorded, merge_base) if value and not _ID.fullmatch(value)), None)
    if invalid is not None:
        raise git.GitError(f"the commit that goes with {source} is not an object id: `{invalid}`")
    candidates = (
        Candidate(merged, BaseKind.MERGED),
        Candidate(branch and f"refs/remotes/origin/{branch}", BaseKind.BRANCH),
        Candidate(recorded, BaseKind.RECORDED),
        Candidate(merge_base, BaseKind.MERGE_BASE),
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
    """Return the name of the repository's default branch; None if the CI system does not set it."""
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
    """Return the string below these keys of a JSON value; empty if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _merged_with(root: Path, source: str) -> str:
    """Return the other parent of HEAD if HEAD merges `source` with it; else an empty string."""
    from aiowners.adapters.commits import resolve

    if not _ID.fullmatch(source):
        return ""
    try:
        parents = resolve(root, "HEAD^1"), resolve(root, "HEAD^2")
    except git.GitError:
        return ""
    rest = [parent for parent in parents if parent != source]
    return rest[0] if len(rest) == 1 else ""


def _merged_into(root: Path, head: str) -> str:
    """Return the first parent of HEAD if the second is `head`, so that HEAD is a merge by the CI system; else empty."""
    from aiowners.adapters.commits import resolve

    if not _ID.fullmatch(head):
        return ""
    try:
        return resolve(root, "HEAD^1") if resolve(root, "HEAD^2") == head else ""
    except git.GitError:
        return ""
