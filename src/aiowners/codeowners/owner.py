"""The forms of an owner that each code host accepts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.codeowners.line import CodeOwner, LineProblem
from aiowners.codeowners.tokens import within
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.source import Location

_EMAIL = r"[^@\s,;:<>()]+@[^@\s,;:<>()]+\.[^@\s,;:<>().]+"
_STRATEGY = r"(?::(?:all|(?:random|least_busy)(?:\([1-9]\d*\))?))?"
# GitHub's "About code owners"; Bitbucket's "Set up and use code owners".
_FORMS = {
    Forge.GITHUB: re.compile(rf"@[\w-]+(?:/[\w.-]+)?|{_EMAIL}", re.ASCII),
    Forge.BITBUCKET: re.compile(rf"@[\w.+-]+(?:/[\w.+-]+{_STRATEGY})?|{_EMAIL}", re.ASCII),
}
_EXPECTED_FORMS = {
    Forge.GITHUB: "neither `@user`, `@org/team` nor an email",
    Forge.GITLAB: "neither `@user`, `@group/subgroup`, `@@role` nor an email",
    Forge.BITBUCKET: "neither `@user`, `@workspace/group`, `@teams/name` nor an email",
}
# The matches of GitLab's `reference_extractor.rb` inside a string. Its path segments begin and end
# like this and do not end in `.git` or `.atom`.
_NAME = r"[A-Za-z0-9_.](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?(?<!\.)(?<!\.git)(?<!\.atom)"
_REFERENCES = (
    re.compile(r"[^@\s]{1,100}@[^@\s]{1,255}(?<!\W)", re.ASCII),
    re.compile(rf"(?<![\w@])@{_NAME}(?:/{_NAME}){{0,20}}", re.ASCII),
    re.compile(r"(?<!\S)@@(?:developer|maintainer|owner)s?(?!\S)", re.ASCII | re.IGNORECASE),
)
_PATHLIKE = re.compile(r"[*/]")


def read(words: Iterable[Location], forge: Forge) -> tuple[tuple[CodeOwner, ...], list[LineProblem]]:
    """Return the owners among the words, and a problem for each word that is not an owner.

    GitLab extracts each owner that a word contains, and reports the word.
    """
    owners: list[CodeOwner] = []
    problems: list[LineProblem] = []
    for word in words:
        extracted = _extract(word, forge)
        owners += extracted
        if [owner.name for owner in extracted] != [word.text]:
            problems.append(_not_an_owner(word, forge, extracted))
    return tuple(owners), problems


def _extract(word: Location, forge: Forge) -> list[CodeOwner]:
    form = _FORMS.get(forge)
    if form is not None:
        return [CodeOwner(word.text, word)] if form.fullmatch(word.text) else []
    if "@" not in word.text:
        return []
    text, offset = word.text, word.span.start
    spans = sorted(match.span() for reference in _REFERENCES for match in reference.finditer(text))
    return [CodeOwner(text[start:end], within(word, offset + start, offset + end)) for start, end in spans]


def _not_an_owner(word: Location, forge: Forge, extracted: list[CodeOwner]) -> LineProblem:
    skips = "skips this line" if forge is Forge.GITHUB else "ignores it"
    if extracted:
        names = ", ".join(f"`{owner.name}`" for owner in extracted)
        return LineProblem(word, f"`{word.text}` is not an owner: {forge.title} reads {names} from it")
    advice = None
    if "@" not in word.text and _PATHLIKE.search(word.text):
        advice = r"A blank that belongs to a path is written `\ `."
    elif re.fullmatch(r"[\w.-]+(/[\w.-]+)?", word.text, re.ASCII):
        advice = f"Write `@{word.text}`."
    return LineProblem(word, f"`{word.text}` is {_EXPECTED_FORMS[forge]}: {forge.title} {skips}", advice)
