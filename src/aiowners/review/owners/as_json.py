"""Answers about owners as JSON, version 1, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiowners.display.json_text import json_text
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.review.owners.answer import Answer, Ownership, TeamToNotify
    from aiowners.review.owners.codeowners_lines import MatchedLine


def render(answers: Iterable[tuple[str, Answer]], forge: Forge, codeowners: str | None) -> str:
    """Return the answers as JSON, each with its target; `codeowners` is the file's path.

    The value for CODEOWNERS is null if no line matches, an object if one line applies to all files of
    the target, and a list if several do; on GitLab it is always a list.
    """
    return json_text(
        {
            "schema": "aiowners-owners/1",
            "targets": [_answer(target, answer, forge, codeowners) for target, answer in answers],
        }
    )


def _answer(target: str, answer: Answer, forge: Forge, codeowners: str | None) -> dict[str, Any]:
    lines = [_line(line, codeowners) for line in answer.codeowners]
    shown: object = lines if forge is Forge.GITLAB or len(lines) > 1 else lines[:1] and lines[0]
    document: dict[str, Any] = {
        "target": target,
        "declarations": [_declaration(known) for known in answer.known],
        "codeowners": shown or None,
    }
    if answer.name.startswith("provider:"):
        document["notify"] = [_notified(team) for team in answer.notified]
    return document


def _declaration(known: Ownership) -> dict[str, Any]:
    return {
        "subject": str(known.key),
        "owner": known.owner,
        "co_owners": list(known.co_owners),
        "reviewers": [reviewer.team for reviewer in known.reviewers],
        "upstream": list(map(str, known.upstream)),
        "downstream": list(map(str, known.downstream)),
        "path": known.location.path,
        "line": known.location.start.line,
    }


def _line(line: MatchedLine, codeowners: str | None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "path": codeowners,
        "line": line.line.number,
        "pattern": line.line.pattern,
        "owners": list(line.line.names),
    }
    return document


def _notified(notified: TeamToNotify) -> dict[str, Any]:
    return {
        "team": notified.team,
        "handles": {
            forge: names[0] if len(names) == 1 else list(names) for forge, names in sorted(notified.handles.items())
        },
        "for": [{"subject": str(key), "chain": list(map(str, chain))} for key, chain in notified.chains.items()],
    }
