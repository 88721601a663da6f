"""Recognize bots: accounts that commit and approve, but cannot own anything."""

from __future__ import annotations

import re

# Names of accounts that are bots. Names that people also have, such as Claude, Devin, and Travis, are not included.
_BOT = re.compile(
    r"(?:.*[-_ .])?bots?|.*\[bot\]|bot[-_ ].*|no-?reply|do-?not-?reply"
    r"|(?:dependabot|renovate|greenkeeper|snyk|mergify|codecov|all-?contributors|imgbot|deepsource|semantic-release"
    r"|pre-commit-ci|release-please|git-?hub|github[-_ ]?actions?|gitlab|gitlab-ci|web-flow|jenkins|circle-?ci|travis-ci"
    r"|buildkite|bors|pyup|whitesource|sonarcloud|transifex|weblate|crowdin|copilot|github copilot|copilot-swe-agent"
    r"|claude code|cursor agent|devin ai|google-labs-jules|autofix-ci|automation|ci|root)"
    r"(?:[-_ .]?(?:bot|ci|app|autodeploy|autoroll|ops|preview|integration|user))*+",
    re.IGNORECASE,
)
# GitHub's address of an account: `49699333+dependabot[bot]@users.noreply.github.com`; GitLab's: `project_1_bot_2@noreply.HOST`.
_ACCOUNT_NUMBER = re.compile(r"\A[0-9]+\+")
_TOKEN_BOT = re.compile(r"(?:project|group)_[0-9]+_bot.*", re.IGNORECASE)


def is_bot(name: str, address: str = "") -> bool:
    """Return whether a name, a handle without its `@`, or an address belongs to a bot."""
    account = _ACCOUNT_NUMBER.sub("", address.partition("@")[0])
    names = (name.strip().removeprefix("@"), account.strip())
    return any(_BOT.fullmatch(name) or _TOKEN_BOT.fullmatch(name) for name in names if name)
