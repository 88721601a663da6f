"""The graph of an older revision, in which a downstream team is not downstream yet."""

from __future__ import annotations

from tests.attacks.company import DATA, FILES, ML, SUPPORT, TEAMS, WEIGHTS
from tests.attacks.steps import (
    AZURE,
    BITBUCKET,
    CHANGE,
    GITLAB,
    JENKINS,
    NO_BASE,
    Kind,
    Step,
    append,
    check,
    clone,
    do,
    env,
    git,
    github,
    meanwhile,
    merge,
    move,
    refuses,
    remove,
    replace,
    requires,
    requires_exactly,
    setup,
    team,
    write,
)

LEAVES = remove("support")
ARRIVES = write(SUPPORT, FILES[SUPPORT])


def while_open(before: Step, after: Step) -> Step:
    """Let `main` go from one state to the other while the pull request that changes the model is open."""
    return do(setup(before), CHANGE, meanwhile(after))


EARLIER = while_open(LEAVES, ARRIVES)  # the pull request begins before the last team came
# CI has merged the pull request with the base on trial, and then the last team comes to the base.
MERGED = (
    setup(LEAVES),
    CHANGE,
    git("checkout", "-q", "--detach", "main"),
    git("merge", "-q", "--no-ff", "-m", "trial", "pr"),
    git("branch", "trial"),
    git("checkout", "-q", "pr"),
    meanwhile(ARRIVES),
    clone(),
    git("checkout", "-q", "--detach", "origin/trial"),
)
LISTED = "reviewers: [data, support]"

# Two pull requests, each without a change of what is declared, that together are one.
LONG = setup(write(DATA, FILES[DATA].replace("assets:", "# 1\n# 2\n# 3\nassets:\n  raw: {}")))
ANCHOR = replace(DATA, "version: 1\n", "version: 1\nx-models: &used [m]\n", "models: [m]", "models: *used")
OTHER_ANCHOR = replace(DATA, "# 3\n", "# 3\nx-none: &used []\n")


def stale(first: Step, second: Step) -> Step:
    """Merge a pull request that requires no team; then open one that began before it."""
    begun_before = do(git("branch", "old", "main"), first, requires_exactly(""), merge)
    return do(begun_before, git("checkout", "-q", "-B", "pr", "old"), second)


KIND = Kind(
    "A team is downstream if the fork point, the tip of the base, or the head makes it downstream.",
    known={
        "pull request begins before the dependency": [EARLIER, requires("data ml-core support")],
        "two revisions without a checkout": [EARLIER, requires("support", "--base", "main", "--head", "pr")],
        "head of a merge request on GitLab": [EARLIER, clone(), GITLAB, requires("support", NO_BASE)],
        "head of a pull request on GitHub": [EARLIER, clone(), github, requires("support", NO_BASE)],
    },
    further={
        "head of a pull request on Azure": [EARLIER, clone(), AZURE, requires("support", NO_BASE)],
        "head of a pull request on Jenkins": [EARLIER, clone(), JENKINS, requires("support", NO_BASE)],
        "head of a pull request on Bitbucket": [EARLIER, clone(), BITBUCKET, requires("support", NO_BASE)],
        "merge of a pull request on GitHub": [*MERGED, github, requires("support data ml-core", NO_BASE)],
        "merged results on GitLab": [
            *MERGED,
            env(
                CI="true",
                GITLAB_CI="true",
                CI_MERGE_REQUEST_EVENT_TYPE="merged_result",
                CI_MERGE_REQUEST_DIFF_BASE_SHA="{fork}",
                CI_MERGE_REQUEST_SOURCE_BRANCH_SHA="{pr}",
                CI_MERGE_REQUEST_TARGET_BRANCH_SHA="{fork}",
                CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main",
            ),
            requires("support data ml-core", NO_BASE),
        ],
        "remote branch as the base": [EARLIER, clone(), requires("support", "--base", "origin/main")],
        "default base": [EARLIER, requires("support", NO_BASE)],
        "dependency comes by a merge": [
            setup(LEAVES),
            CHANGE,
            git("checkout", "-q", "-b", "other", "main"),
            ARRIVES,
            git("checkout", "-q", "main"),
            git("merge", "-q", "--no-ff", "-m", "merge", "other"),
            git("checkout", "-q", "pr"),
            requires("support"),
        ],
        "dependency only at one of two merge bases": [
            setup(LEAVES),
            meanwhile(ARRIVES),  # the first merge base
            CHANGE,  # the second one
            git("branch", "second"),
            git("branch", "first", "main"),
            git("merge", "-q", "-m", "merge", "first"),
            LEAVES,
            git("checkout", "-q", "main"),
            git("merge", "-q", "-m", "merge", "second"),
            LEAVES,
            git("checkout", "-q", "pr"),
            write(WEIGHTS, "3\n"),
            requires("support"),
        ],
        "merge of the base that keeps nothing of it": [
            setup(LEAVES),
            CHANGE,
            meanwhile(ARRIVES),
            git("merge", "-q", "-s", "ours", "-m", "merge", "main"),
            requires("support"),
        ],
        "merge of the base, then a revert of the dependency": [
            setup(LEAVES),
            meanwhile(ARRIVES),
            git("merge", "-q", "main"),
            LEAVES,
            requires("support=lost"),
        ],
        "one commit without the history": [
            EARLIER,
            git("checkout", "-q", "--orphan", "alone"),
            git("commit", "-q", "-m", "alone"),
            refuses("reviewers", "--base", "main"),
        ],
        "edge of the intermediate comes to the base": [
            while_open(
                replace(DATA, "uses: {models: [m]}", ""), replace(DATA, "idx: {}", "idx: {uses: {models: [m]}}")
            ),
            requires("data support"),
        ],
        "two pull requests define one anchor": [LONG, stale(ANCHOR, OTHER_ANCHOR), requires("data support=lost")],
        "two pull requests define one anchor, in the other order": [
            LONG,
            stale(OTHER_ANCHOR, ANCHOR),
            requires("data support=lost"),
        ],
        "two pull requests define one anchor, and the first moves the manifest": [
            LONG,
            stale(do(ANCHOR, move(DATA, "idx/ai-ownership.yaml")), OTHER_ANCHOR),
            requires("data support=lost"),
        ],
        "two pull requests define one anchor, and the second moves the manifest": [
            LONG,
            stale(ANCHOR, do(OTHER_ANCHOR, move(DATA, "idx/ai-ownership.yaml"))),
            requires("data support=lost"),
        ],
        "two pull requests define one anchor for the handles of a team": [
            setup(replace(TEAMS, "teams:", "# 1\n# 2\nteams:")),
            stale(
                replace(
                    TEAMS,
                    "version: 1\n",
                    'version: 1\nx-h: &h {github: "@acme/support"}\n',
                    '{github: "@acme/support"}}\n',
                    "*h}\n",
                ),
                replace(TEAMS, "teams:\n", 'x-i: &h {github: "@acme/ml-core"}\nteams:\n'),
            ),
            requires("support=team"),
        ],
        "manifest moves to what the base excludes by now": [
            stale(write("aiowners.toml", 'exclude = ["old/"]\n'), move(SUPPORT, "old/ai-ownership.yaml")),
            requires("support=lost"),
        ],
        "manifest moves to what pyproject of the base excludes by now": [
            stale(
                write("pyproject.toml", '[tool.aiowners]\nexclude = ["old/"]\n'), move(DATA, "old/ai-ownership.yaml")
            ),
            requires("data support=lost"),
        ],
        "base stops excluding the manifest": [
            while_open(write("aiowners.toml", 'exclude = ["support/"]\n'), remove("aiowners.toml")),
            requires("support"),
        ],
        "base stops excluding the manifest in pyproject": [
            while_open(write("pyproject.toml", '[tool.aiowners]\nexclude = ["support/"]\n'), remove("pyproject.toml")),
            requires("support"),
        ],
        "base brings a disbanded team back": [
            while_open(
                team("support", 'status: disbanded, handles: {github: "@acme/support"}'),
                team("support", 'handles: {github: "@acme/support"}'),
            ),
            requires("support"),
        ],
        "base gives the consumer an owner": [
            while_open(
                replace(SUPPORT, "owner: support", "owner: tbd"), replace(SUPPORT, "owner: tbd", "owner: support")
            ),
            requires("support"),
        ],
        "consumer leaves the experiment on the base": [
            while_open(
                replace(SUPPORT, "bot: {", "bot: {status: experiment, "), replace(SUPPORT, "status: experiment, ", "")
            ),
            requires("support"),
        ],
        "base widens the scope of the review": [
            while_open(append(ML, "    review_scope: direct\n"), replace(ML, "    review_scope: direct\n", "")),
            requires("support"),
        ],
        "base grants access": [
            while_open(
                append(ML, "    access: [support]\n"), replace(ML, "access: [support]", "access: [support, data]")
            ),
            requires("data support"),
        ],
        "waiver is withdrawn on the base": [
            while_open(
                append(ML, "    waivers: [{team: support, reason: agreed}]\n"),
                replace(ML, "    waivers: [{team: support, reason: agreed}]\n", ""),
            ),
            requires("support"),
        ],
        "waiver is shortened on the base": [
            while_open(
                append(ML, "    waivers: [{team: support, reason: agreed, until: 2027-01-31}]\n"),
                replace(ML, "2027-01-31", "2026-01-31"),
            ),
            requires("support", "--base", "main", "--today", "2026-06-01"),
        ],
        "base names a consumer in another repository": [
            while_open(do(), append(ML, "    used_elsewhere: [{team: mobile, repository: acme/mobile}]\n")),
            requires("mobile data support"),
        ],
        "base lists another reviewer": [
            while_open(
                replace(ML, "reviewers: downstream", LISTED), replace(ML, LISTED, "reviewers: [data, support, legal]")
            ),
            requires("legal data support"),
        ],
        "base hands the model over": [
            while_open(do(), replace(ML, "owner: ml-core", "owner: ranking")),
            requires("ranking ml-core data support"),
        ],
        "base hands the consumer over": [
            while_open(do(), replace(SUPPORT, "owner: support", "owner: helpdesk")),
            requires("helpdesk support"),
        ],
        "base declares the model a second time": [
            while_open(
                do(), write("n/ai-ownership.yaml", "version: 1\nowner: n\nmodels:\n  m: {reviewers: [legal]}\n")
            ),
            requires("legal support"),
        ],
        "base renames the model and its uses": [
            while_open(
                LEAVES,
                do(
                    replace(ML, "  m:", "  m2:"),
                    replace(DATA, "[m]", "[m2]"),
                    write(
                        "sales/ai-ownership.yaml",
                        "version: 1\nowner: sales\nfeatures:\n  crm: {uses: {models: [m2]}}\n",
                    ),
                ),
            ),
            requires("sales data ml-core"),
        ],
        "tip of the base is not in the clone on GitLab": [
            EARLIER,
            git("branch", "older", "pr~1"),
            clone("refs/heads/older:refs/remotes/origin/older"),
            env(CI="true", GITLAB_CI="true", CI_MERGE_REQUEST_DIFF_BASE_SHA="{fork}"),
            env(CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main"),
            refuses("reviewers"),
        ],
        "tip of the base is not in the clone on Azure": [
            EARLIER,
            git("branch", "older", "pr~1"),
            clone("refs/heads/older:refs/remotes/origin/older"),
            AZURE,
            refuses("reviewers"),
        ],
        "tip of the base is named by hand and not in the clone": [
            EARLIER,
            clone("refs/heads/pr:refs/remotes/origin/pr"),
            refuses("reviewers", "--base", "origin/main"),
        ],
        "clone of one commit": [
            EARLIER,
            clone("--depth=1", "refs/heads/main"),
            refuses("reviewers", "--base", "FETCH_HEAD"),
        ],
    },
    legitimate={
        "stale branch loses none of the teams that came later": [
            setup(LEAVES),
            write("README.md", "2\n"),
            meanwhile(ARRIVES),
            requires_exactly(""),
            check(0),
        ],
        "two pull requests edit one manifest": [
            LONG,
            meanwhile(append(DATA, "  more: {uses: {models: [m]}}\n")),
            replace(DATA, "# 1", "# one"),
            requires_exactly(""),
        ],
        "two pull requests edit the same lines of a manifest": [
            meanwhile(append(DATA, "  more: {uses: {models: [m]}}\n")),
            append(DATA, "  other: {}\n"),
            requires_exactly("data"),
        ],
        "new manifest in what the base excludes by now": [
            meanwhile(write("aiowners.toml", 'exclude = ["old/"]\n')),
            write("old/ai-ownership.yaml", "version: 1\nowner: data\nassets:\n  x: {}\n"),
            requires_exactly("data"),
        ],
        "branch that has merged the base": [
            setup(LEAVES),
            write("README.md", "2\n"),
            meanwhile(ARRIVES),
            git("merge", "-q", "-m", "merge", "main"),
            requires_exactly(""),
        ],
        "change of the model that came to the base": [
            write("README.md", "2\n"),
            meanwhile(CHANGE),
            requires_exactly(""),
        ],
    },
)
