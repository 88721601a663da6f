"""Answers about owners, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.plural import counted
from aiowners.display.sheet import Sheet
from aiowners.display.terminal import Style, Terminal
from aiowners.review.owners.answer import ListedAs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiowners.codeowners.line import Line
    from aiowners.forge import Forge
    from aiowners.graph.nodes import Key
    from aiowners.review.owners.answer import Answer, Ownership, RequiredTeam, TeamToNotify
    from aiowners.review.owners.codeowners_lines import Disagreement, MatchedLine

_MAX_NAMES = 12
_MAX_LINES = 8


def render(answers: Iterable[tuple[str, Answer]], forge: Forge, codeowners: str | None, terminal: Terminal) -> str:
    """Return the answers, one after the other; `codeowners` is the path of the file that the code host reads."""
    sheet = Sheet(terminal)
    for target, answer in answers:
        sheet.title(target)
        if answer.team is not None:
            _team(sheet, answer.team, answer.known)
        for known in () if answer.team is not None else answer.known:
            _known(sheet, known)
        if not answer.known:
            sheet.note("It owns nothing, and nothing asks it." if answer.team else "No declaration claims it.")
        if answer.notified:
            sheet.heading("whom to tell")
        for notified in answer.notified:
            _notified(sheet, notified, answer.known)
        _codeowners(sheet, answer, forge, codeowners)
    return sheet.text


def _known(sheet: Sheet, known: Ownership) -> None:
    location = f"{known.location.path}:{known.location.start.line}"
    sheet.heading(f"{'shared ' * known.shared}{known.key}", location)
    sheet.row("owner", known.owner or known.instead, style=None if known.owner else Style.WARNING)
    if known.co_owners:
        sheet.row("co-owners", ", ".join(known.co_owners))
    label = "must review" if known.key.kind == "model" else "reviews"
    for index, reviewer in enumerate(known.reviewers):
        missing = Style.WARNING if reviewer.listing is ListedAs.MISSING else None
        sheet.row("" if index else label, _reviewer(sheet, reviewer), text_style=missing)
    if known.notified:
        sheet.row("is told", _names(known.notified))
    sheet.row("upstream", _keys(known.upstream))
    sheet.row("downstream", _keys(known.downstream))


def _reviewer(sheet: Sheet, reviewer: RequiredTeam) -> str:
    through = f": {sheet.chain(reviewer.chain[1:])}" if len(reviewer.chain) > 1 else ""
    return f"{reviewer.team}, {reviewer.listing.value}{through}"


def _team(sheet: Sheet, team: str, known: Sequence[Ownership]) -> None:
    """Write the team's part in each declaration, the most important first."""
    reviewing = [(entity.key, review) for entity in known for review in entity.reviewers if review.team == team]
    parts = (
        ("owns", [entity.key for entity in known if entity.owner == team]),
        ("would own", [entity.key for entity in known if entity.disbanded == team]),
        ("co-owns", [entity.key for entity in known if team in entity.co_owners]),
        ("reviews", [key for key, review in reviewing if review.listing is not ListedAs.MISSING]),
        ("is told of", [entity.key for entity in known if team in entity.notified]),
    )
    for label, keys in parts:
        if keys:
            sheet.row(label, _keys(keys))
    missing = [sheet.chain(review.chain) for _, review in reviewing if review.listing is ListedAs.MISSING]
    sheet.rows("must review", (f"{ListedAs.MISSING.value} there: {text}" for text in missing), style=Style.WARNING)


def _notified(sheet: Sheet, notified: TeamToNotify, known: Sequence[Ownership]) -> None:
    handles = ", ".join(f"{name} ({forge})" for forge, names in notified.handles.items() for name in names)
    sheet.row(notified.team, handles or "it has no handle", style=Style.STRONG)
    owned = {entity.key for entity in known if entity.owner == notified.team}
    for key, chain in notified.chains.items():
        why = " (its owner)" if key in owned else " (named there)"
        sheet.row("", sheet.chain(chain) + why * (len(chain) == 1))


def _codeowners(sheet: Sheet, answer: Answer, forge: Forge, path: str | None) -> None:
    if path is None:
        sheet.heading("CODEOWNERS", f"there is none that {forge.title} reads")
        return
    lines = answer.codeowners
    silent = f"no line of {path} matches" if answer.files else "it claims no tracked file"
    sheet.heading("CODEOWNERS", path if lines else silent)
    for line in lines[:_MAX_LINES]:
        sheet.row(f"line {line.line.number}", _line(line))
    if len(lines) > _MAX_LINES:
        sheet.row("", f"and {counted(len(lines) - _MAX_LINES, 'more line')}")
    sheet.rows("disagrees", map(_differs, answer.differs), style=Style.WARNING)
    if answer.nameless:
        whose = f"{forge.title} has no name for {', '.join(answer.nameless)}: whether they agree cannot be told"
        sheet.row("unknown", whose, style=Style.WARNING)


def _line(line: MatchedLine) -> str:
    section = f" in section {line.line.section}" if line.line.section else ""
    files = f", {line.files} files" if line.files > 1 else ""
    return f"{'!' * line.line.is_exclusion}{line.line.pattern} asks {_owners(line.line)}{section}{files}"


def _owners(line: Line) -> str:
    return ", ".join(line.names) or "nobody"


def _differs(disagreement: Disagreement) -> str:
    more = f" and {counted(len(disagreement.files) - 1, 'more file')}" if len(disagreement.files) > 1 else ""
    says = "; ".join(f"line {line.number} asks {_owners(line)}" for line in disagreement.lines) or "no line matches"
    return f"{disagreement.files[0]}{more}: {says}, but {disagreement.node.owner.party} owns {disagreement.node.key}"


def _keys(keys: Sequence[Key]) -> str:
    return _names(list(map(str, keys))) or "nothing"


def _names(names: Sequence[str]) -> str:
    """Return names in a row; of very many, the first and the number of the rest."""
    if len(names) > _MAX_NAMES:
        return f"{', '.join(names[:_MAX_NAMES])} and {len(names) - _MAX_NAMES} more"
    return ", ".join(names)
