"""Generate `.policy.yml`, with which policy-bot requires every team to approve.

github.com/palantir/policy-bot, its README, `policy/approval/` and `server/handler/eval_context.go`:
all rules listed under `approval` must be approved. A rule whose files did not change is skipped. If
all rules are skipped, the status is an error, so the first rule always applies. Comments approve
unless `comments` is an empty list. policy-bot looks up a renamed file by its new path only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.enforcement.codeowners_plus import HANDLE, HANDLE_ADVICE
from aiowners.enforcement.generated import Generated, existing_text, limitations, unread_manifests
from aiowners.enforcement.method_globs import to_regex
from aiowners.enforcement.required_reviews import patterns_by_team, required_reviews
from aiowners.filenames import ENFORCEMENT_FILES

if TYPE_CHECKING:
    from aiowners.workspace import Workspace

NAME = "policy-bot"
PATH = ENFORCEMENT_FILES[NAME]
_HEADER = "# Generated from the ai-ownership.yaml files: `aiowners enforce policy-bot` renews it, and undoes edits."
_ALWAYS = "no shared model changes"


class NotGeneratedError(ValueError):
    """The file already exists, and this program did not generate it."""


def policy_bot(workspace: Workspace) -> Generated:
    """Return the whole file. Raises NotGeneratedError if a hand-written file exists."""
    before = existing_text(workspace, PATH)
    if before and not before.startswith(_HEADER):
        raise NotGeneratedError(PATH)
    rules: list[str] = []
    names = [_ALWAYS]
    inexpressible: set[str] = set()
    without_handle: set[str] = set()
    for team, patterns in patterns_by_team(required_reviews(workspace)).items():
        handles = [name for name in workspace.handles.of(team) if HANDLE.fullmatch(name)]
        converted = {pattern.glob: to_regex(pattern) for pattern in patterns}
        inexpressible.update(glob for glob, regexes in converted.items() if regexes is None)
        expressions = sorted({regex for regexes in converted.values() if regexes is not None for regex in regexes})
        if not handles:
            without_handle.add(team)
        elif expressions:
            names.append(f"{team} approves")
            rules += _rule(names[-1], expressions, sorted(handles))
    text = _text(names, rules)
    omitted = limitations(
        ("pattern", "cannot be said to policy-bot", inexpressible, ""),
        ("team", "without a handle on GitHub", without_handle, HANDLE_ADVICE),
    )
    return Generated(PATH, text, text, (*omitted, *unread_manifests(workspace)))


def _text(names: list[str], rules: list[str]) -> str:
    listed = [f"    - {_quoted(name)}" for name in names]
    lines = [_HEADER, "policy:", "  approval:", *listed, "approval_rules:"]
    lines += [f"  - name: {_quoted(_ALWAYS)}", "    requires:", "      count: 0", *rules]
    return "".join(f"{line}\n" for line in lines)


def _rule(name: str, expressions: list[str], handles: list[str]) -> list[str]:
    """Return the lines of a team's rule, which one of its handles must approve.

    A team is `org/team`, and a person is a name without a slash.
    """
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


def _quoted(string: str) -> str:
    """Return a string as a single-quoted YAML scalar, with characters that are not printable escaped."""
    printable = "".join(character if character.isprintable() else f"%{ord(character):x}" for character in string)
    return f"'{printable.replace(chr(39), chr(39) * 2)}'"
