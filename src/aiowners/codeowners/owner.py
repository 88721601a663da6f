"""Who may own: the forms that each forge knows."""

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
_SHAPES = {
    Forge.GITHUB: "neither `@user`, `@org/team` nor an email",
    Forge.GITLAB: "neither `@user`, `@group/subgroup`, `@@role` nor an email",
    Forge.BITBUCKET: "neither `@user`, `@workspace/group`, `@teams/name` nor an email",
}
# What GitLab's `reference_extractor.rb` finds inside a text. Its path segments begin and end like
# this and do not end in `.git` or `.atom`.
_NAME = r"[A-Za-z0-9_.](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?(?<!\.)(?<!\.git)(?<!\.atom)"
_REFERENCES = (
    re.compile(r"[^@\s]{1,100}@[^@\s]{1,255}(?<!\W)", re.ASCII),
    re.compile(rf"(?<![\w@])@{_NAME}(?:/{_NAME}){{0,20}}", re.ASCII),
    re.compile(r"(?<!\S)@@(?:developer|maintainer|owner)s?(?!\S)", re.ASCII | re.IGNORECASE),
)
_PATHLIKE = re.compile(r"[*/]")


def read(words: Iterable[Location], forge: Forge) -> tuple[tuple[CodeOwner, ...], list[LineProblem]]:
    """The owners among words, and a problem for each word that is none.

    GitLab takes from a word whatever in it looks like an owner, and reports the word.
    """
    owners: list[CodeOwner] = []
    problems: list[LineProblem] = []
    for word in words:
        found = _found(word, forge)
        owners += found
        if [owner.name for owner in found] != [word.text]:
            problems.append(_malformed(word, forge, found))
    return tuple(owners), problems


def _found(word: Location, forge: Forge) -> list[CodeOwner]:
    form = _FORMS.get(forge)
    if form is not None:
        return [CodeOwner(word.text, word)] if form.fullmatch(word.text) else []
    if "@" not in word.text:
        return []
    text, start = word.text, word.span.start
    spans = sorted(match.span() for form in _REFERENCES for match in form.finditer(text))
    return [CodeOwner(text[begin:end], within(word, start + begin, start + end)) for begin, end in spans]


def _malformed(word: Location, forge: Forge, found: list[CodeOwner]) -> LineProblem:
    skips = "skips this line" if forge is Forge.GITHUB else "ignores it"
    if found:
        names = ", ".join(f"`{owner.name}`" for owner in found)
        return LineProblem(word, f"`{word.text}` is not an owner: {forge.title} reads {names} from it")
    advice = None
    if "@" not in word.text and _PATHLIKE.search(word.text):
        advice = r"A blank that belongs to a path is written `\ `."
    elif re.fullmatch(r"[\w.-]+(/[\w.-]+)?", word.text, re.ASCII):
        advice = f"Write `@{word.text}`."
    return LineProblem(word, f"`{word.text}` is {_SHAPES[forge]}: {forge.title} {skips}", advice)
