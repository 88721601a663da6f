"""Names of branches, tags, and commits that mean more than one commit."""

from __future__ import annotations

from tests.attacks.company import Company
from tests.attacks.steps import (
    AZURE,
    BASE,
    BITBUCKET,
    CHANGE,
    GITLAB,
    JENKINS,
    NO_BASE,
    Kind,
    Step,
    check,
    clone,
    do,
    git,
    github,
    lists,
    meanwhile,
    refuses,
    remove,
    requires,
    requires_or_refuses,
    write,
)

TAG = (CHANGE, git("tag", "main", "pr"))  # a tag named like the base, at the head
IN_CLONE = (CHANGE, git("tag", "origin/main", "pr"), clone())
BOTH = ("refs/heads/main", "refs/tags/main")
REMOTE = ("refs/remotes/origin/main", "refs/tags/origin/main")


def ref(kind: str, digits: int) -> Step:
    """Push a branch or a tag that is named like the first digits of the base's commit."""

    def step(company: Company) -> None:
        company.commit()
        name = company.git("rev-parse", "refs/heads/main")[:digits]
        company.git("update-ref", f"refs/{kind}/{name}", "refs/heads/pr")

    return step


def digits(number: int) -> Step:
    """State that abbreviated digits of the base, which are a tag too, are never compared with the tag."""

    def step(company: Company) -> None:
        base = company.git("rev-parse", "refs/heads/main")[:number]
        requires_or_refuses("support data ml-core", "--base", base)(company)

    return step


def graft(company: Company) -> None:
    """Give the base other parents in this clone: then the change seems to be part of it."""
    company.commit()
    lines = f"{company.git('rev-parse', 'main')} {company.git('rev-parse', 'pr')}\n"
    (company.root / ".git/info").mkdir(exist_ok=True)
    (company.root / ".git/info/grafts").write_text(lines, encoding="utf-8")


# The base once had the configuration of the change, and removed it: of the two merge bases, one has it.
CRISS_CROSS = do(
    meanwhile(write("a", "1\n"), git("tag", "x", "main")),
    write("aiowners.toml", '[rules]\nmissing-downstream-reviewer = "off"\n'),
    git("tag", "y", "pr"),
    git("merge", "-q", "-m", "merge", "x"),
    meanwhile(git("merge", "-q", "-m", "merge", "y"), remove("aiowners.toml")),
)

KIND = Kind(
    "Names that the program makes are resolved in full; an ambiguous name from a user is an error.",
    known={
        "tag named like the base": [*TAG, refuses("reviewers", *BASE, says=BOTH)],
        "tag named like the base, and the default base": [*TAG, requires("support data ml-core", NO_BASE)],
        "tag named like the remote branch, and the default base": [*IN_CLONE, requires("support", NO_BASE)],
        "tag named like the remote branch": [*IN_CLONE, refuses("reviewers", "--base", "origin/main", says=REMOTE)],
        "tag named like the remote branch on Azure": [*IN_CLONE, AZURE, requires("support", NO_BASE)],
        "tag named like the remote branch on Jenkins": [*IN_CLONE, JENKINS, requires("support", NO_BASE)],
        "tag named like the remote branch in a comparison": [
            *IN_CLONE,
            refuses("diff", "origin/main..HEAD", says=REMOTE),
        ],
        "tag named like the commit of the base on Bitbucket": [
            CHANGE,
            ref("tags", 12),
            clone(),
            BITBUCKET,
            requires("support", NO_BASE),
        ],
    },
    further={
        "tag named like the remote branch on GitHub": [*IN_CLONE, github, requires("support", NO_BASE)],
        "tag named like the remote branch on GitLab": [*IN_CLONE, GITLAB, requires("support", NO_BASE)],
        "branch named like the commit of the base on Bitbucket": [
            CHANGE,
            ref("heads", 12),
            clone("+refs/heads/*:refs/remotes/origin/*", "+refs/heads/*:refs/heads/*"),
            BITBUCKET,
            requires("support", NO_BASE),
        ],
        "branch named like the remote branch": [
            CHANGE,
            clone(),
            git("branch", "origin/main", "HEAD"),
            refuses("reviewers", "--base", "origin/main", says=("refs/heads/origin/main", "refs/remotes/origin/main")),
            requires("support", NO_BASE),
        ],
        "branch named like the full name of the base": [
            CHANGE,
            git("update-ref", "refs/heads/refs/heads/main", "refs/heads/pr"),
            requires("support", NO_BASE),
            requires_or_refuses("support", "--base", "refs/heads/main"),
        ],
        "tag named like the full name of the remote branch": [
            CHANGE,
            git("update-ref", "refs/tags/refs/remotes/origin/main", "refs/heads/pr"),
            clone(),
            requires("support", NO_BASE),
            requires_or_refuses("support", "--base", "refs/remotes/origin/main"),
        ],
        "tag named like part of the full name": [
            CHANGE,
            git("update-ref", "refs/tags/heads/main", "refs/heads/pr"),
            refuses("reviewers", "--base", "heads/main", says=("refs/tags/heads/main", "refs/heads/main")),
            requires("support", *BASE),
        ],
        "annotated tag": [
            CHANGE,
            git("tag", "-a", "-m", "release", "main", "pr"),
            refuses("reviewers", *BASE, says=BOTH),
            requires("support", NO_BASE),
        ],
        "suffix of the ambiguous name": [
            *TAG,
            refuses("reviewers", "--base", "main~0", says=BOTH),
            refuses("reviewers", "--base", "main^{commit}", says=BOTH),
            refuses("reviewers", "--base", "main@{0}", says=BOTH),
        ],
        "comparison of two revisions": [
            *TAG,
            refuses("diff", "main..HEAD", says=BOTH),
            refuses("diff", "main...HEAD", says=BOTH),
            refuses("diff", "main", says=BOTH),
        ],
        "findings since the base": [*TAG, refuses("check", "--since", "main", says=BOTH)],
        "baseline from the base": [*TAG, refuses("check", "--baseline-from", "main", says=BOTH)],
        "tag named like the head": [
            CHANGE,
            git("tag", "pr", "main"),
            refuses("reviewers", *BASE, "--head", "pr", says=("refs/heads/pr", "refs/tags/pr")),
        ],
        "other parents of the base": [CHANGE, graft, requires("support data ml-core")],
        "two commits at which the change left the base": [
            CRISS_CROSS,
            check(0, "new-suppression", arguments=("--since", "main")),
            lists("level"),
        ],
        "two commits at which the change left the base, the other first": [
            write("first", "1\n"),
            CRISS_CROSS,
            check(0, "new-suppression", arguments=("--since", "main")),
        ],
        "tag named HEAD": [
            CHANGE,
            git("update-ref", "refs/tags/HEAD", "refs/heads/main"),
            requires_or_refuses("support", *BASE, "--head", "HEAD"),
            requires("support", NO_BASE),
        ],
        "branch named HEAD in the remote": [
            CHANGE,
            git("update-ref", "refs/heads/HEAD", "refs/heads/pr"),
            clone(),
            requires("support", NO_BASE),
        ],
        "remote HEAD is a pushed branch": [
            CHANGE,
            clone(),
            git("update-ref", "--no-deref", "refs/remotes/origin/HEAD", "HEAD"),
            requires("support", NO_BASE),
        ],
        "tag named like the remote": [
            CHANGE,
            git("tag", "origin", "pr"),
            clone(),
            requires("support", NO_BASE),
            requires_or_refuses("support", "--base", "origin"),
        ],
        "tag named like short digits of the base": [CHANGE, ref("tags", 7), digits(7)],
        "branch named like digits of the base": [CHANGE, ref("heads", 12), digits(12)],
        "tag named like all digits of the base": [CHANGE, ref("tags", 40), digits(40)],
        "pushed master beside main": [CHANGE, git("branch", "master", "pr"), requires_or_refuses("support", NO_BASE)],
        "tag named like the other usual default": [
            CHANGE,
            git("tag", "master", "pr"),
            git("tag", "origin/master", "pr"),
            clone(),
            requires("support", NO_BASE),
        ],
        "pushed remote branch master beside main": [
            CHANGE,
            git("branch", "master", "pr"),
            clone(),
            requires_or_refuses("support", NO_BASE),
        ],
    },
    legitimate={
        "full name of the base beside a tag": [*TAG, requires("support", "--base", "refs/heads/main")],
        "all digits of the base": [CHANGE, digits(40)],
        "tag that is meant": [CHANGE, git("tag", "v1", "main"), requires("support", "--base", "v1")],
    },
)
