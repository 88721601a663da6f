"""Raw text of the repository in the log of a CI system."""

from __future__ import annotations

import re

from tests.attacks.company import DATA, ML, TEAMS, Company
from tests.attacks.steps import AZURE, Kind, Step, append, do, env, replace, setup, write

COMMANDS = "##vso[task.prependpath]/evil ##teamcity[x] \u202e"
HOSTILE = f"{COMMANDS} \x1b[2J \x1b]0;evil\x07"
# What a CI system or a terminal obeys; colors are the program's own.
OBEYED = re.compile(r"##vso\[|##teamcity\[|[\x07\u202e]|\x1b(?!\[[0-9;]*m)|^\s*::add-path", re.MULTILINE)
FORGE = write("aiowners.toml", 'forge = "github"\n')
OWNERS = do(FORGE, write("CODEOWNERS", f"# {HOSTILE}\n::add-path::/evil\n* @acme/all\n"))
BLOCK = ("codeowners", "--check")


def harmless(*command: str) -> Step:
    """State that a command prints something, and nothing that a CI system or a terminal obeys."""

    def step(company: Company) -> None:
        company.commit()
        outcome = company.run(*command)
        assert "evil" in outcome.out + outcome.err, outcome
        assert not OBEYED.search(outcome.out + outcome.err), outcome

    return step


def raw(*command: str) -> Step:
    """State that a command prints texts as they are, so that a program can use them."""

    def step(company: Company) -> None:
        company.commit()
        assert HOSTILE in company.run(*command).out

    return step


FIX = setup(replace(ML, "    reviewers: downstream\n", f"    # {COMMANDS}\n    reviewers: [data]\n"))
PLUS = setup(
    replace(ML, "reviewers: downstream", "reviewers: [data, support]"),
    FORGE,
    write(".codeowners", f"# {HOSTILE}\n"),
)

KIND = Kind(
    "Raw text goes only to a file or a pipe, and only if no sign of a CI system is set.",
    known={
        "block of CODEOWNERS on Azure": [OWNERS, env(TF_BUILD="True"), harmless(*BLOCK)],
        "block of CODEOWNERS on TeamCity": [OWNERS, env(TEAMCITY_VERSION="2026.1"), harmless(*BLOCK)],
    },
    further={
        "block of CODEOWNERS on GitHub without CI": [OWNERS, env(GITHUB_ACTIONS="true"), harmless(*BLOCK)],
        "block of CODEOWNERS on GitLab without CI": [OWNERS, env(GITLAB_CI="true"), harmless(*BLOCK)],
        "block of CODEOWNERS on Bitbucket without CI": [OWNERS, env(BITBUCKET_BUILD_NUMBER="7"), harmless(*BLOCK)],
        "block of CODEOWNERS on Jenkins without CI": [
            OWNERS,
            env(JENKINS_URL="https://ci.acme.test/"),
            harmless(*BLOCK),
        ],
        "block of CODEOWNERS on another system": [OWNERS, env(CI="1"), harmless(*BLOCK)],
        "CI is set to false on Azure": [OWNERS, env(CI="false", TF_BUILD="True"), harmless(*BLOCK)],
        "CI is empty on TeamCity": [OWNERS, env(CI="", TEAMCITY_VERSION="2026.1"), harmless(*BLOCK)],
        "fixes as a diff on Azure": [FIX, AZURE, harmless("check", "--diff")],
        "fixes as a diff on TeamCity": [FIX, env(TEAMCITY_VERSION="2026.1"), harmless("check", "--diff")],
        "enforcement method as a diff on Azure": [PLUS, AZURE, harmless("enforce", "codeowners-plus", "--check")],
        "enforcement method as a diff on TeamCity": [
            PLUS,
            env(TEAMCITY_VERSION="2026.1"),
            harmless("enforce", "codeowners-plus", "--check"),
        ],
        "last matching rule on Azure": [
            write("CODEOWNERS", "##vso[task.prependpath]/evil/ @acme/all\n/ml/ @acme/x##vso[evil]\n"),
            AZURE,
            harmless("check", "--output-format", "full"),
        ],
        "names of changed files on Azure": [
            write("ml/model/##vso[evil].bin", "1\n"),
            AZURE,
            harmless("reviewers", "--base", "main"),
        ],
        "names of changed files on TeamCity": [
            write("ml/model/##teamcity[evil].bin", "1\n"),
            env(TEAMCITY_VERSION="2026.1"),
            harmless("reviewers", "--base", "main"),
        ],
        "descriptions in a comparison on Azure": [
            append(TEAMS, '  evil: {description: "##vso[x]", contact: {slack: "##vso[evil]"}}\n'),
            append(DATA, "  evil: {}\n"),
            AZURE,
            harmless("diff", "main"),
        ],
    },
    legitimate={
        "block of CODEOWNERS in a pipe": [OWNERS, raw(*BLOCK)],
    },
)
