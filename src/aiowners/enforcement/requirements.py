"""Read the approvals that the generated file of an enforcement method requires."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from aiowners.enforcement import marked_block
from aiowners.enforcement.github_ruleset import NAME as RULESET
from aiowners.enforcement.gitlab_sections import NAME as SECTIONS
from aiowners.enforcement.policy_bot import NAME as POLICY_BOT

if TYPE_CHECKING:
    from collections.abc import Iterator

_RULE = re.compile(r"  - name: (.*)")  # of a policy
_PATTERN = re.compile(r" {10}- (.*)")


def requirements(name: str, text: str) -> frozenset[tuple[str, str]]:
    """Return each required approval in the file of the enforcement method `name`: (approver, pattern).

    Approvers and patterns are as written in the file. Lines around the generated block are not
    included. Raises InvalidBlockError.
    """
    if name == RULESET:
        return frozenset(_of_ruleset(text))
    if name == POLICY_BOT:
        return frozenset(_below_headings(text, _RULE, _PATTERN))
    lines = text.splitlines()
    generated = [lines[number - 1].strip() for number in marked_block.line_numbers(text, name)]
    if name == SECTIONS:
        return frozenset(_of_sections(generated))
    required = (line.split() for line in generated if line.startswith("& "))
    return frozenset((" ".join(words[2:]), words[1]) for words in required if len(words) > 1)


def _of_ruleset(text: str) -> Iterator[tuple[str, str]]:
    """Yield the required reviewers of a ruleset; none if the text is not a ruleset."""
    try:
        rules = json.loads(text)["rules"]
        for rule in rules:
            for reviewer in rule.get("parameters", {}).get("required_reviewers", ()):
                for pattern in reviewer["file_patterns"]:
                    yield str(reviewer["reviewer"]["id"]), str(pattern)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return


def _below_headings(text: str, heading: re.Pattern[str], item: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    approver = ""
    for line in text.splitlines():
        if heading_match := heading.fullmatch(line):
            approver = heading_match[1]
        elif item_match := item.fullmatch(line):
            yield approver, item_match[1]


def _of_sections(lines: list[str]) -> Iterator[tuple[str, str]]:
    section = ""
    for line in lines:
        if line.startswith("["):
            section = line
        elif line and section:
            yield section, line
