"""Workspace -> `.policy.yml`, by which policy-bot demands every team.

github.com/palantir/policy-bot, its README, `policy/approval/` and `server/handler/eval_context.go`:
the rules listed under `approval` must all be approved, one whose files did not change is skipped,
and where all are skipped the status is an error, so that one rule that always holds comes first.
Comments approve unless `comments` is an empty list. It sees a renamed file by its new path alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.enforcement.codeowners_plus import HANDLE
from aiowners.enforcement.existing_file import whole_text
from aiowners.enforcement.generated import Generated, losses
from aiowners.enforcement.method_globs import as_regex
from aiowners.enforcement.required_reviews import by_party, demands
from aiowners.enforcement.unenforceable import unread
from aiowners.filenames import ENGINE_FILES

if TYPE_CHECKING:
    from aiowners.workspace import Workspace

NAME = "policy-bot"
PATH = ENGINE_FILES[NAME]
_HEADER = "# Generated from the ai-ownership.yaml files: `aiowners enforce policy-bot` renews it, and undoes edits."
_ALWAYS = "no shared model changes"


class NotOursError(ValueError):
    """The file is there and somebody else wrote it."""


def policy_bot(workspace: Workspace) -> Generated:
    """The whole file. Raises NotOursError where there is one that was not generated."""
    before = whole_text(workspace, PATH)
    if before and not before.startswith(_HEADER):
        raise NotOursError(PATH)
    rules: list[str] = []
    names = [_ALWAYS]
    unspelled: set[str] = set()
    nameless: set[str] = set()
    asked_for = demands(workspace)
    for party, patterns in by_party(asked_for).items():
        handles = [name for name in workspace.handles.of(party) if HANDLE.fullmatch(name)]
        spelled = {pattern.glob: as_regex(pattern) for pattern in patterns}
        unspelled.update(glob for glob, found in spelled.items() if found is None)
        expressions = sorted({one for found in spelled.values() if found is not None for one in found})
        if not handles:
            nameless.add(party)
        elif expressions:
            names.append(f"{party} approves")
            rules += _rule(names[-1], expressions, sorted(handles))
    listed = [f"    - {_quoted(name)}" for name in names]
    lines = [_HEADER, "policy:", "  approval:", *listed, "approval_rules:"]
    lines += [f"  - name: {_quoted(_ALWAYS)}", "    requires:", "      count: 0", *rules]
    text = "".join(f"{line}\n" for line in lines)
    lost = losses(
        ("pattern", "cannot be said to policy-bot", unspelled, ""),
        ("team", "without a handle on GitHub", nameless, 'State it in the manifests: `handles: {github: "@ORG/TEAM"}`.'),
    )  # fmt: skip
    return Generated(PATH, text, text, (*lost, *unread(workspace)))


def _rule(name: str, expressions: list[str], handles: list[str]) -> list[str]:
    """One team's rule. Its handles are alternatives; a team is `org/team`, a person a bare name."""
    teams = [handle[1:] for handle in handles if "/" in handle]
    users = [handle[1:] for handle in handles if "/" not in handle]
    return [
        f"  - name: {_quoted(name)}",
        "    if:",
        "      changed_files:",
        "        paths:",
        *(f"          - {_quoted(expression)}" for expression in expressions),
        "    options:",
        "      invalidate_on_push: true",
        "      request_review:",
        "        enabled: true",
        f"        mode: {'teams' if teams else 'all-users'}",
        "      methods:",
        "        comments: []",
        "        github_review: true",
        "    requires:",
        "      count: 1",
        *([f"      teams: [{', '.join(map(_quoted, teams))}]"] if teams else []),
        *([f"      users: [{', '.join(map(_quoted, users))}]"] if users else []),
    ]


def _quoted(text: str) -> str:
    """A text of printable characters as YAML's single-quoted scalar, in which the quote alone is a sign."""
    printable = "".join(sign if sign.isprintable() else f"%{ord(sign):x}" for sign in text)
    return f"'{printable.replace(chr(39), chr(39) * 2)}'"
