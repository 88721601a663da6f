"""The lines of GitLab: sections, their default owners, and exclusions.

Sources: GitLab's "Syntax of CODEOWNERS file" and "Advanced CODEOWNERS configuration", and its
`ee/lib/gitlab/code_owners/file.rb`. If the page and the program differ, this module follows the
program. For example, the page says that an unreadable heading is an entry, but the program skips
it; as an entry, it would match nothing.
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
    """Return the file as GitLab reads it."""
    lines: list[Line] = []
    sections: list[Section] = []
    problems: list[LineProblem] = []
    current: Section | None = None
    names = {heading.UNNAMED: heading.UNNAMED}
    for number, location in tokens.rule_lines(source):
        if heading.is_heading(location):
            section, line_problems = heading.read(location, names)
            if section is not None:
                sections.append(section)
                current = section
                names.setdefault(section.name.casefold(), section.name)
        else:
            line, line_problems = _entry(number, location, current)
            lines += [line] if line is not None else []
        problems += line_problems
    problems += [*_half_optional(sections), *_entries_of_excluded_files(lines)]
    problems.sort(key=lambda problem: problem.location.span)
    return CodeOwners(source, Forge.GITLAB, tuple(lines), tuple(sections), tuple(problems))


def _entry(number: int, location: Location, section: Section | None) -> tuple[Line | None, list[LineProblem]]:
    pattern, *words = tokens.split(location)
    is_exclusion = pattern.text.startswith("!")
    pattern = tokens.within(pattern, pattern.span.start + is_exclusion, pattern.span.end)
    impossible = _never_matches(pattern)
    if impossible is not None:
        return None, [impossible]
    before_comment = tokens.without_comment(words)
    listed, problems = owner.read(before_comment, Forge.GITLAB)
    comment = words[len(before_comment) :]
    if comment:
        in_comment, _ = owner.read(comment, Forge.GITLAB)
        listed += in_comment
        problems.append(_comment_problem(tokens.within(location, comment[0].span.start, location.span.end), in_comment))
    owners = listed if words else section.owners if section is not None else ()
    if is_exclusion:
        listed, owners, problems = (), (), _ignored_owners(words)
    elif not owners:
        message = f"`{pattern.text}` has no owner: nobody has to approve, and GitLab reports the line"
        problems.append(LineProblem(pattern, message, f"Name an owner, or write `!{pattern.text}`."))
    return Line(number, location, pattern.text, pattern, listed, owners, section, is_exclusion), problems


def _never_matches(pattern: Location) -> LineProblem | None:
    steps = Glob(pattern.text).glob_steps
    if steps is None:
        return LineProblem(pattern, f"`{pattern.text}` can never match a file: its `[` has no `]`", r"Write `\[`.")
    return github_bitbucket.never_matches(pattern, steps)


def _comment_problem(location: Location, owners: Sequence[CodeOwner]) -> LineProblem:
    advice = "Move the comment to a line of its own."
    if not owners:
        return LineProblem(location, "GitLab has no comments after a pattern: it reads these words as owners", advice)
    names = ", ".join(f"`{owner.name}`" for owner in owners)
    return LineProblem(location, f"GitLab has no comments after a pattern: it asks {names} too", advice)


def _ignored_owners(words: Sequence[Location]) -> list[LineProblem]:
    if not words:
        return []
    location = tokens.within(words[0], words[0].span.start, words[-1].span.end)
    return [LineProblem(location, "An exclusion has no owners: GitLab ignores these words")]


def _half_optional(sections: Iterable[Section]) -> list[LineProblem]:
    """Report headings that disagree with the first one: GitLab requires a section if any heading does."""
    first_headings: dict[str, Section] = {}
    problems = []
    for section in sections:
        first = first_headings.setdefault(section.name, section)
        if section.optional != first.optional:
            line = first.location.start.line
            words = ("optional", "required") if section.optional else ("required", "optional")
            message = f"`[{section.name}]` is {words[0]} here and {words[1]} on line {line}: GitLab requires it"
            problems.append(LineProblem(section.location, message))
    return problems


def _entries_of_excluded_files(lines: Iterable[Line]) -> list[LineProblem]:
    """Report lines for files that an earlier exclusion removes from the section.

    The tracked files are unknown at this point, so sample paths stand for them. A line with the
    same pattern as an exclusion is not reported: it replaces the exclusion.
    """
    excluded: dict[str | None, tuple[TrieNode, list[Line]]] = {}
    problems = []
    for line in lines:
        glob = Glob(line.pattern)
        trie, exclusions = excluded.setdefault(line.section, (TrieNode(), []))
        if line.is_exclusion:
            if glob.glob_steps is not None:
                trie.add(glob.glob_steps, len(exclusions))
            exclusions.append(line)
        elif exclusions:
            ranks = set.intersection(*(trie.ranks(sample) for sample in _sample_paths(glob)))
            matching = [exclusions[rank] for rank in ranks if Glob(exclusions[rank].pattern).normal != glob.normal]
            if matching:
                problems.append(_excluded(line, min(matching, key=lambda exclusion: exclusion.number)))
    return problems


def _excluded(line: Line, exclusion: Line) -> LineProblem:
    message = f"`!{exclusion.pattern}` on line {exclusion.number} excludes these files for the whole section"
    return LineProblem(line.pattern_location, message, "Own them in a section of their own.")


def _sample_paths(glob: Glob) -> list[str]:
    """Return paths that a glob matches, as different from each other as possible."""
    glob_steps = glob.glob_steps
    samples = []
    for filler, directories in (("q", ""), ("0-z", "y/v/")):
        names = []
        for step in glob_steps.steps if glob_steps is not None else ():
            if step is None:
                names.append(directories[:-1])
            else:
                names.append(step.literal if step.literal is not None else f"{step.head}{filler}{step.tail}")
        path = "/".join(name for name in names if name)
        samples += [path, f"{path}/{directories}{filler}".lstrip("/")]
    return [sample for sample in samples if glob.matches(sample)] or [""]
