"""Who may own: the forms that each forge knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.codeowners.dialect import Dialect
from aiowners.codeowners.line import Owner, Problem
from aiowners.codeowners.words import within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.source import Location

_EMAIL = r"[^@\s,;:<>()]+@[^@\s,;:<>()]+\.[^@\s,;:<>().]+"
_STRATEGY = r"(?::(?:all|(?:random|least_busy)(?:\([1-9]\d*\))?))?"
# GitHub's "About code owners"; Bitbucket's "Set up and use code owners".
_FORMS = {
    Dialect.GITHUB: re.compile(rf"@[\w-]+(?:/[\w.-]+)?|{_EMAIL}", re.ASCII),
    Dialect.BITBUCKET: re.compile(rf"@[\w.+-]+(?:/[\w.+-]+{_STRATEGY})?|{_EMAIL}", re.ASCII),
}
_SHAPES = {
    Dialect.GITHUB: "neither `@user`, `@org/team` nor an email",
    Dialect.GITLAB: "neither `@user`, `@group/subgroup`, `@@role` nor an email",
    Dialect.BITBUCKET: "neither `@user`, `@workspace/group`, `@teams/name` nor an email",
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


def read(words: Iterable[Location], dialect: Dialect) -> tuple[tuple[Owner, ...], list[Problem]]:
    """The owners among words, and a problem for each word that is none.

    GitLab takes from a word whatever in it looks like an owner, and reports the word.
    """
    owners: list[Owner] = []
    problems: list[Problem] = []
    for word in words:
        found = _found(word, dialect)
        owners += found
        if [owner.name for owner in found] != [word.text]:
            problems.append(_malformed(word, dialect, found))
    return tuple(owners), problems


def _found(word: Location, dialect: Dialect) -> list[Owner]:
    form = _FORMS.get(dialect)
    if form is not None:
        return [Owner(word.text, word)] if form.fullmatch(word.text) else []
    if "@" not in word.text:
        return []
    text, start = word.text, word.span.start
    spans = sorted(match.span() for form in _REFERENCES for match in form.finditer(text))
    return [Owner(text[begin:end], within(word, start + begin, start + end)) for begin, end in spans]


def _malformed(word: Location, dialect: Dialect, found: list[Owner]) -> Problem:
    skips = "skips this line" if dialect is Dialect.GITHUB else "ignores it"
    if found:
        names = ", ".join(f"`{owner.name}`" for owner in found)
        return Problem(word, f"`{word.text}` is not an owner: {dialect.title} reads {names} from it")
    advice = None
    if "@" not in word.text and _PATHLIKE.search(word.text):
        advice = r"A blank that belongs to a path is written `\ `."
    elif re.fullmatch(r"[\w.-]+(/[\w.-]+)?", word.text, re.ASCII):
        advice = f"Write `@{word.text}`."
    return Problem(word, f"`{word.text}` is {_SHAPES[dialect]}: {dialect.title} {skips}", advice)
