"""Answers about owners for people: what somebody has to know at a glance."""

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
    from aiowners.graph.graph import Key
    from aiowners.review.owners.answer import Answer, Ownership, RequiredTeam, TeamToNotify
    from aiowners.review.owners.codeowners_lines import Disagreement, MatchedLine

_MOST_NAMES = 12
_MOST_LINES = 8


def render(answers: Iterable[tuple[str, Answer]], forge: Forge, codeowners: str | None, terminal: Terminal) -> str:
    """The answers, one after the other; `codeowners` is the path of the file that the forge reads."""
    sheet = Sheet(terminal)
    for target, answer in answers:
        sheet.title(target)
        if answer.team is not None:
            _team(sheet, answer.team, answer.known)
        for known in () if answer.team is not None else answer.known:
            _known(sheet, known)
        if not answer.known:
            sheet.note("It owns nothing, and nothing asks it." if answer.team else "No declaration claims it.")
        if answer.told:
            sheet.heading("whom to tell")
        for told in answer.told:
            _told(sheet, told, answer.known)
        _codeowners(sheet, answer, forge, codeowners)
    return sheet.text


def _known(sheet: Sheet, known: Ownership) -> None:
    place = f"{known.location.path}:{known.location.start.line}"
    sheet.heading(f"{'shared ' * known.shared}{known.key}", place)
    sheet.row("owner", known.owner or known.instead, style=None if known.owner else Style.WARNING)
    if known.co_owners:
        sheet.row("co-owners", ", ".join(known.co_owners))
    label = "must review" if known.key.kind == "model" else "reviews"
    for index, one in enumerate(known.reviewers):
        missing = Style.WARNING if one.listing is ListedAs.MISSING else None
        sheet.row("" if index else label, _asked(sheet, one), text_style=missing)
    if known.told:
        sheet.row("is told", _names(known.told))
    sheet.row("upstream", _keys(known.upstream))
    sheet.row("downstream", _keys(known.downstream))


def _asked(sheet: Sheet, one: RequiredTeam) -> str:
    through = f": {sheet.chain(one.chain[1:])}" if len(one.chain) > 1 else ""
    return f"{one.team}, {one.listing.value}{through}"


def _team(sheet: Sheet, team: str, known: Sequence[Ownership]) -> None:
    """What the team has to do with each declaration, most of all first."""
    asked = [(one.key, review) for one in known for review in one.reviewers if review.team == team]
    parts = (
        ("owns", [one.key for one in known if one.owner == team]),
        ("would own", [one.key for one in known if one.disbanded == team]),
        ("co-owns", [one.key for one in known if team in one.co_owners]),
        ("reviews", [key for key, review in asked if review.listing is not ListedAs.MISSING]),
        ("is told of", [one.key for one in known if team in one.told]),
    )
    for label, keys in parts:
        if keys:
            sheet.row(label, _keys(keys))
    missing = [sheet.chain(review.chain) for _, review in asked if review.listing is ListedAs.MISSING]
    sheet.rows("must review", (f"{ListedAs.MISSING.value} there: {text}" for text in missing), style=Style.WARNING)


def _told(sheet: Sheet, told: TeamToNotify, known: Sequence[Ownership]) -> None:
    handles = ", ".join(f"{name} ({forge})" for forge, names in told.handles.items() for name in names)
    sheet.row(told.team, handles or "it has no handle", style=Style.STRONG)
    owned = {one.key for one in known if one.owner == told.team}
    for key, chain in told.chains.items():
        why = " (its owner)" if key in owned else " (named there)"
        sheet.row("", sheet.chain(chain) + why * (len(chain) == 1))


def _codeowners(sheet: Sheet, answer: Answer, forge: Forge, path: str | None) -> None:
    if path is None:
        sheet.heading("CODEOWNERS", f"there is none that {forge.title} reads")
        return
    lines = answer.codeowners
    silent = f"no line of {path} matches" if answer.files else "it claims no tracked file"
    sheet.heading("CODEOWNERS", path if lines else silent)
    for one in lines[:_MOST_LINES]:
        sheet.row(f"line {one.line.number}", _said(one))
    if len(lines) > _MOST_LINES:
        sheet.row("", f"and {counted(len(lines) - _MOST_LINES, 'more line')}")
    sheet.rows("disagrees", map(_differs, answer.differs), style=Style.WARNING)
    if answer.nameless:
        whose = f"{forge.title} has no name for {', '.join(answer.nameless)}: whether they agree cannot be told"
        sheet.row("unknown", whose, style=Style.WARNING)


def _said(one: MatchedLine) -> str:
    section = f" in section {one.line.section}" if one.line.section else ""
    files = f", {one.files} files" if one.files > 1 else ""
    return f"{'!' * one.line.is_exclusion}{one.line.pattern} asks {_owners(one.line)}{section}{files}"


def _owners(line: Line) -> str:
    return ", ".join(line.names) or "nobody"


def _differs(one: Disagreement) -> str:
    more = f" and {counted(len(one.files) - 1, 'more file')}" if len(one.files) > 1 else ""
    says = "; ".join(f"line {line.number} asks {_owners(line)}" for line in one.lines) or "no line matches"
    return f"{one.files[0]}{more}: {says}, but {one.node.owner.party} owns {one.node.key}"


def _keys(keys: Sequence[Key]) -> str:
    return _names(list(map(str, keys))) or "nothing"


def _names(names: Sequence[str]) -> str:
    """Names in a row; of very many the first, and how many more there are."""
    if len(names) > _MOST_NAMES:
        return f"{', '.join(names[:_MOST_NAMES])} and {len(names) - _MOST_NAMES} more"
    return ", ".join(names)
