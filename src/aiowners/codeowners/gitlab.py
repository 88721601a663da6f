"""The lines of GitLab: sections, their default owners, and exclusions.

Sources: GitLab's "Syntax of CODEOWNERS file" and "Advanced CODEOWNERS configuration", and its
`ee/lib/gitlab/code_owners/file.rb`. Where page and program differ, the program is followed: a
heading that cannot be read is an entry by the page and skipped by the program; as an entry it
would match nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners import github_bitbucket, heading, owner, tokens
from aiowners.codeowners.gitlab_glob import Glob
from aiowners.codeowners.line import CodeOwner, CodeOwners, Line, LineProblem, Section
from aiowners.codeowners.trie import TrieNode
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiowners.source import Location, Source


def read(source: Source) -> CodeOwners:
    """What GitLab reads in a text."""
    lines: list[Line] = []
    sections: list[Section] = []
    problems: list[LineProblem] = []
    current: Section | None = None
    names = {heading.UNNAMED: heading.UNNAMED}
    for number, place in tokens.rules(source):
        if heading.is_heading(place):
            section, found = heading.read(place, names)
            if section is not None:
                sections.append(section)
                current = section
                names.setdefault(section.name.casefold(), section.name)
        else:
            line, found = _entry(number, place, current)
            lines += [line] if line is not None else []
        problems += found
    problems += [*_half_optional(sections), *_included_again(lines)]
    problems.sort(key=lambda problem: problem.location.span)
    return CodeOwners(source, Forge.GITLAB, tuple(lines), tuple(sections), tuple(problems))


def _entry(number: int, place: Location, section: Section | None) -> tuple[Line | None, list[LineProblem]]:
    pattern, *others = tokens.split(place)
    excludes = pattern.text.startswith("!")
    pattern = tokens.within(pattern, pattern.span.start + excludes, pattern.span.end)
    impossible = _never(pattern)
    if impossible is not None:
        return None, [impossible]
    comment = next((index for index, word in enumerate(others) if word.text.startswith("#")), len(others))
    written, problems = owner.read(others[:comment], Forge.GITLAB)
    if comment < len(others):
        said, _ = owner.read(others[comment:], Forge.GITLAB)
        written += said
        problems.append(_comment_problem(tokens.within(place, others[comment].span.start, place.span.end), said))
    owners = written if others else section.owners if section is not None else ()
    if excludes:
        written, owners, problems = (), (), _needless(others)
    elif not owners:
        message = f"`{pattern.text}` has no owner: nobody has to approve, and GitLab reports the line"
        problems.append(LineProblem(pattern, message, f"Name an owner, or write `!{pattern.text}`."))
    return Line(number, place, pattern.text, pattern, written, owners, section, excludes), problems


def _never(pattern: Location) -> LineProblem | None:
    walk = Glob(pattern.text).walk
    if walk is None:
        return LineProblem(pattern, f"`{pattern.text}` can never match a file: its `[` has no `]`", r"Write `\[`.")
    return github_bitbucket.never(pattern, walk)


def _comment_problem(place: Location, owners: Sequence[CodeOwner]) -> LineProblem:
    advice = "Move the comment to a line of its own."
    if not owners:
        return LineProblem(place, "GitLab has no comments after a pattern: it reads these words as owners", advice)
    names = ", ".join(f"`{owner.name}`" for owner in owners)
    return LineProblem(place, f"GitLab has no comments after a pattern: it asks {names} too", advice)


def _needless(others: Sequence[Location]) -> list[LineProblem]:
    if not others:
        return []
    place = tokens.within(others[0], others[0].span.start, others[-1].span.end)
    return [LineProblem(place, "An exclusion has no owners: GitLab ignores these words")]


def _half_optional(sections: Iterable[Section]) -> list[LineProblem]:
    """GitLab requires a section of which one heading does."""
    first: dict[str, Section] = {}
    problems = []
    for section in sections:
        other = first.setdefault(section.name, section)
        if section.optional != other.optional:
            line = other.location.start.line
            words_of = ("optional", "required") if section.optional else ("required", "optional")
            message = f"`[{section.name}]` is {words_of[0]} here and {words_of[1]} on line {line}: GitLab requires it"
            problems.append(LineProblem(section.location, message))
    return problems


def _included_again(lines: Iterable[Line]) -> list[LineProblem]:
    """Lines for files that an exclusion before them has taken out of the section for good.

    Files are not known here: a line is taken to mean the first that come to mind. The very pattern
    of an exclusion takes its place.
    """
    excluded: dict[str | None, tuple[TrieNode, list[Line]]] = {}
    problems = []
    for line in lines:
        glob = Glob(line.pattern)
        before, exclusions = excluded.setdefault(line.section, (TrieNode(), []))
        if line.is_exclusion:
            if glob.walk is not None:
                before.add(glob.walk, len(exclusions))
            exclusions.append(line)
        elif exclusions:
            found = set.intersection(*(before.ranks(sample) for sample in _samples(glob)))
            others = [exclusions[rank] for rank in found if Glob(exclusions[rank].pattern).normal != glob.normal]
            problems += [_excluded(line, min(others, key=lambda other: other.number))] if others else []
    return problems


def _excluded(line: Line, exclusion: Line) -> LineProblem:
    message = f"`!{exclusion.pattern}` on line {exclusion.number} excludes these files for the whole section"
    return LineProblem(line.pattern_location, message, "Own them in a section of their own.")


def _samples(glob: Glob) -> list[str]:
    """Paths that a glob matches, as different as can be."""
    walk = glob.walk
    samples = []
    for filler, floor in (("q", ""), ("0-z", "y/v/")):
        names = []
        for step in walk.steps if walk is not None else ():
            if step is None:
                names.append(floor[:-1])
            else:
                names.append(step.literal if step.literal is not None else f"{step.head}{filler}{step.tail}")
        path = "/".join(name for name in names if name)
        samples += [path, f"{path}/{floor}{filler}".lstrip("/")]
    return [sample for sample in samples if glob.matches(sample)] or [""]
