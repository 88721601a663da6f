"""The words of a scenario: steps that edit, commit, and merge, and steps that state what a command must answer.

A scenario is a list of steps. It starts on branch `pr`, which equals `main`. `setup` prepares `main`;
`merge` merges the pull request and opens the next one. A statement commits first.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.attacks.company import TEAMS, WEIGHTS, Company

Step = Callable[[Company], None]
Scenario = Sequence[Step]
BASE = ("--base", "main")
NO_BASE = "--quiet"  # instead of a base: the command chooses it


@dataclass(frozen=True)
class Kind:
    """One kind of attack: how the product resists it, and its members.

    `known` are the members that were reported; `further` are other members; `legitimate` are changes
    that look alike and must not be hindered.
    """

    resists: str
    known: Mapping[str, Scenario]
    further: Mapping[str, Scenario]
    legitimate: Mapping[str, Scenario] = field(default_factory=dict)


# Edits.


def write(path: str, text: str) -> Step:
    """Replace a file, or create it."""
    return lambda company: void(company.path(path).write_bytes(text.encode("utf-8", "surrogateescape")))


def append(path: str, text: str) -> Step:
    """Add text at the end of a file, which may be new."""

    def step(company: Company) -> None:
        with company.path(path).open("a", encoding="utf-8") as file:
            file.write(text)

    return step


def replace(path: str, *pairs: str) -> Step:
    """Replace texts in a file: old and new in turn; each old text must be there."""

    def step(company: Company) -> None:
        text = company.path(path).read_text("utf-8")
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in text, (old, text)
            text = text.replace(old, new)
        company.path(path).write_text(text, encoding="utf-8")

    return step


def remove_line(path: str, part: str) -> Step:
    """Remove the lines of a file that contain a text."""

    def step(company: Company) -> None:
        lines = company.path(path).read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if part not in line]
        assert len(kept) < len(lines), part
        company.path(path).write_text("".join(kept), encoding="utf-8")

    return step


def remove(path: str) -> Step:
    """Remove a file, a link, or a directory."""

    def step(company: Company) -> None:
        file = company.path(path)
        if file.is_dir() and not file.is_symlink():
            shutil.rmtree(file)
        else:
            file.unlink()

    return step


def move(path: str, new: str) -> Step:
    """Move a file or a directory."""
    return lambda company: void(company.path(path).rename(company.path(new)))


def link(path: str, target: str) -> Step:
    """Put a symbolic link at a path."""
    return lambda company: company.path(path).symlink_to(target)


CHANGE = write(WEIGHTS, "2\n")  # the change of the shared model that the insider is after


def team(name: str, facts: str) -> Step:
    """Replace or add the declaration of a team in the root manifest."""

    def step(company: Company) -> None:
        lines = company.path(TEAMS).read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(f"  {name}: ")]
        company.path(TEAMS).write_text("".join([*kept, f"  {name}: {{{facts}}}\n"]), encoding="utf-8")

    return step


def handle(name: str, *handles: str) -> Step:
    """Declare a team with these handles on GitHub."""
    return team(name, f"handles: {{github: {json.dumps(handles)}}}")


# History.


def do(*steps: Step) -> Step:
    """Several steps as one."""

    def step(company: Company) -> None:
        for part in steps:
            part(company)

    return step


def git(*arguments: str) -> Step:
    """Run git, after everything is committed."""

    def step(company: Company) -> None:
        company.commit()
        company.git(*arguments)

    return step


def setup(*steps: Step) -> Step:
    """Change `main` before the attack; `pr` begins there."""
    return do(*steps, git("branch", "-f", "main"))


def meanwhile(*steps: Step) -> Step:
    """Change `main` while the pull request is open."""
    return do(git("checkout", "-q", "main"), *steps, git("checkout", "-q", "pr"))


def merge(company: Company) -> None:
    """Merge the pull request, and open the next one."""
    company.commit()
    company.git("checkout", "-q", "main")
    company.git("merge", "-q", "--no-ff", "-m", "merge", "pr")
    company.git("checkout", "-q", "-B", "pr")


def clone(*refs: str) -> Step:
    """Work in the checkout of a CI job: `pr` is checked out, without a branch; by default, all branches and tags are there."""

    def step(company: Company) -> None:
        company.commit()
        origin, commit = company.root, company.git("rev-parse", "refs/heads/pr")
        company.root = origin.parent / "clone"
        company.root.mkdir()
        company.git("init", "-q", "-b", "unused", "--template=")
        company.git("remote", "add", "origin", origin.as_uri())
        branches = refs or ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
        company.git("fetch", "-q", "origin", *branches, commit)
        company.git("checkout", "-q", "--detach", commit)

    return step


def env(**variables: str) -> Step:
    """Set environment variables; `{main}`, `{pr}`, and `{fork}` are commits, `{short}` is a part of one."""

    def step(company: Company) -> None:
        main = company.known("refs/remotes/origin/main", "refs/heads/main")
        fork = company.git("merge-base", main, "HEAD") if main else company.known("HEAD~1")
        names = {"main": main, "fork": fork, "short": main[:12], "pr": company.known("refs/remotes/origin/pr")}
        company.set({name: value.format_map(names) for name, value in variables.items()})

    return step


def github(company: Company) -> None:
    """Be a job of GitHub Actions for the pull request."""
    main = company.git("rev-parse", "refs/remotes/origin/main")
    head = company.git("rev-parse", "refs/remotes/origin/pr")
    event = {"pull_request": {"base": {"ref": "main", "sha": main}, "head": {"ref": "pr", "sha": head}}}
    file = company.root.parent / "event.json"
    file.write_text(json.dumps(event), encoding="utf-8")
    company.set({"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(file), "GITHUB_BASE_REF": "main"})


GITLAB = env(
    CI="true", GITLAB_CI="true", CI_MERGE_REQUEST_DIFF_BASE_SHA="{fork}", CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main",
    CI_MERGE_REQUEST_IID="1",
)  # fmt: skip
AZURE = env(TF_BUILD="True", SYSTEM_PULLREQUEST_TARGETBRANCH="refs/heads/main")
JENKINS = env(JENKINS_URL="https://ci.acme.test/", CHANGE_TARGET="main", CHANGE_ID="1")
BITBUCKET = env(
    CI="true", BITBUCKET_BUILD_NUMBER="1", BITBUCKET_PR_DESTINATION_BRANCH="main",
    BITBUCKET_PR_DESTINATION_COMMIT="{short}",
)  # fmt: skip


# Statements about `aiowners reviewers`.


def requires(teams: str, *arguments: str, code: int = 0, text: str = "") -> Step:
    """State that these teams, and perhaps others, must review the pull request; `support=lost` states a reason."""

    def step(company: Company) -> None:
        answer = _reviewers(company, arguments or BASE, code, text)
        reasons = _reasons(answer["required"])
        for word in teams.split():
            name, _, reason = word.partition("=")
            assert name in reasons, f"{name} is not required, but only: {reasons}"
            assert not reason or reason in reasons[name], f"{name} is required for other reasons: {reasons[name]}"

    return step


def requires_exactly(teams: str, *arguments: str, code: int = 0, text: str = "") -> Step:
    """State which teams must review the pull request, and that no others must."""

    def step(company: Company) -> None:
        answer = _reviewers(company, arguments or BASE, code, text)
        assert sorted(_reasons(answer["required"])) == sorted(teams.split())

    return step


def requires_or_refuses(teams: str, *arguments: str, text: str = "") -> Step:
    """State that the command requires these teams, or exits with code 2: it never answers with fewer."""

    def step(company: Company) -> None:
        outcome = company.answer("reviewers", "--format", "json", *(arguments or BASE), text=text)
        if outcome.code != 2:
            assert set(teams.split()) <= _reasons(json.loads(outcome.out)["required"]).keys(), outcome

    return step


def notifies(teams: str, *arguments: str) -> Step:
    """State that these teams are notified and not required."""

    def step(company: Company) -> None:
        answer = _reviewers(company, arguments or BASE, 0, "")
        assert set(teams.split()) <= _reasons(answer["notify"]).keys() - _reasons(answer["required"]).keys(), answer

    return step


def requests(*handles: str, arguments: Sequence[str] = BASE) -> Step:
    """State that a review by these handles is requested."""

    def step(company: Company) -> None:
        answer = _reviewers(company, arguments, 0, "")
        known = {name for entry in answer["required"] for name in _names(entry["handles"])}
        assert set(handles) <= known, f"only these are requested: {sorted(known)}"

    return step


def gh(*handles: str) -> Step:
    """State that the arguments for `gh` request a review by these handles."""

    def step(company: Company) -> None:
        line = company.answer("reviewers", "--format", "gh", *BASE).out
        assert {name.removeprefix("@") for name in handles} <= set(re.split("[=, \n]", line)), line

    return step


def lists(*kinds: str, arguments: Sequence[str] = BASE) -> Step:
    """State that `reviewers` lists suppressions of these kinds."""

    def step(company: Company) -> None:
        answer = _reviewers(company, arguments, 0, "")
        assert set(kinds) <= {entry["kind"] for entry in answer["suppressions"]}, answer["suppressions"]

    return step


def _reviewers(company: Company, arguments: Sequence[str], code: int, text: str) -> Any:
    outcome = company.answer("reviewers", "--format", "json", *arguments, text=text)
    assert outcome.code == code, outcome
    return json.loads(outcome.out)


def _reasons(entries: Sequence[Mapping[str, Any]]) -> dict[str, set[str]]:
    return {entry["team"]: {reason.get("reason", "") for reason in entry["for"]} for entry in entries}


def _names(handles: Mapping[str, Any]) -> set[str]:
    values = [value if isinstance(value, list) else [value] for value in handles.values()]
    return {name for value in values for name in value}


# Statements about other commands.


def check(code: int, *rules: str, arguments: Sequence[str] = ()) -> Step:
    """State how `aiowners check` exits, and rules that it reports; `-rule` must not be reported."""

    def step(company: Company) -> None:
        outcome = company.answer("check", "--output-format", "json", *arguments)
        report = json.loads(outcome.out) if outcome.code in (0, 1) else {}
        reported = {entry["rule"] for entry in report.get("findings", report.get("diagnostics", []))}
        assert outcome.code == code, (outcome.code, sorted(reported), outcome.err)
        assert {rule for rule in rules if not rule.startswith("-")} <= reported, sorted(reported)
        assert not {rule[1:] for rule in rules if rule.startswith("-")} & reported, sorted(reported)

    return step


def run(code: int, *arguments: str, says: Sequence[str] = (), omits: Sequence[str] = (), text: str = "") -> Step:
    """State how a command exits, and what its outputs contain and do not contain."""

    def step(company: Company) -> None:
        outcome = company.answer(*arguments, text=text)
        assert outcome.code == code, outcome
        for part in says:
            assert part in outcome.out + outcome.err, outcome
        for part in omits:
            assert part not in outcome.out + outcome.err, outcome

    return step


def refuses(*arguments: str, says: Sequence[str] = (), text: str = "") -> Step:
    """State that a command exits with code 2 and prints no answer."""
    return run(2, *arguments, says=says, text=text)


def demands(*paths: str) -> Step:
    """State that the policy of `policy-bot` matches these tracked paths for every team."""

    def step(company: Company) -> None:
        policy = yaml.safe_load(company.answer("enforce", "policy-bot", "--print").out)
        rules = [rule["if"]["changed_files"]["paths"] for rule in policy["approval_rules"] if "if" in rule]
        assert rules
        for path in paths:
            assert all(any(re.match(pattern, path) for pattern in patterns) for patterns in rules), policy

    return step


def apply(*arguments: str) -> Step:
    """Run a command that writes a file, as a developer would before a commit."""

    def step(company: Company) -> None:
        company.commit()
        company.run(*arguments)
        company.path(".")  # something is edited

    return step


def void(_value: object) -> None:
    """Discard a value, so that an expression is a step."""


def outside(path: str, text: str) -> Step:
    """Write a file next to the repository."""

    def step(company: Company) -> None:
        file = Path(os.path.normpath(company.root / ".." / path))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    return step
