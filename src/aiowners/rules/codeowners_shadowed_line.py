"""The rule `codeowners-shadowed-line`."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from aiowners.codeowners.repeated import repeated
from aiowners.diagnostics.conflicts import conflicts
from aiowners.diagnostics.diagnostic import Edit, Fix, Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.enforcement.marked_block import InvalidBlockError, line_numbers
from aiowners.forge import Forge
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.codeowners.line import CodeOwners, Line
    from aiowners.codeowners.repeated import Repeated
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace

_BLOCKS = ("codeowners", "gitlab-sections")


@rule(category="review", severity=Severity.WARNING, since="0.1")
def codeowners_shadowed_line(workspace: Workspace) -> Iterator[Diagnostic]:
    """Every line of CODEOWNERS has an effect.

    A pattern that occurs twice looks as if the owners of both lines own the files. They do not. On
    GitHub and Bitbucket, only the last matching line applies, so the earlier line has no effect. On
    GitLab, a section keeps one entry for each pattern: the owners of the later line, in the position of
    the earlier line. So a line between the two can apply instead of the later one. In another section of
    GitLab, the same pattern is not repeated.

    To assign the files to several owners, name all of them on one line. Two patterns are the same if
    they match the same files by their syntax, as `/docs/` and `/docs/**` do.

    The fix removes the line without effect. On GitLab, it moves the owners to the earlier line. It is
    unsafe, because you may have meant the owners of both lines. Lines in a block that `aiowners` generates
    have no fix: `aiowners codeowners --write` updates them.

    ## A pattern that occurs twice

    ```text .github/CODEOWNERS
    /ranking/ @acme/search  # warning: `/ranking/` occurs again on line 3
    /models/ @acme/ml-core
    /ranking/ @acme/ml-core
    ```

    ```text .github/CODEOWNERS fixed
    /models/ @acme/ml-core
    /ranking/ @acme/ml-core
    ```

    ## On GitLab

    ```toml aiowners.toml
    forge = "gitlab"
    ```

    ```text CODEOWNERS
    packages/c/d/ @acme/search
    packages/c/ @acme/ml-core
    packages/c/d/ @acme/growth  # warning: GitLab keeps the position of line 1
    [Docs]
    packages/c/d/ @acme/docs
    ```

    ```text CODEOWNERS fixed
    packages/c/d/ @acme/growth
    packages/c/ @acme/ml-core
    [Docs]
    packages/c/d/ @acme/docs
    ```

    ## All owners on one line

    ```text .github/CODEOWNERS
    /models/ @acme/ml-core
    /ranking/ @acme/search @acme/ml-core
    ```
    """
    code_owners = workspace.codeowners
    if code_owners is None or not code_owners.is_loaded:
        return
    generated = _generated(code_owners)
    unfinished = _Unfinished(code_owners)
    for repetition in repeated(code_owners):
        line, other = repetition
        if unfinished.holds(line) or unfinished.holds(other):
            continue
        is_fixable = not (generated.get(line.number) or generated.get(other.number))
        yield codeowners_shadowed_line.at(
            line.location,
            _message(repetition, code_owners.forge),
            subject=None,
            anchor=line.location.text,
            label="no effect" if code_owners.forge is not Forge.GITLAB else "same pattern as above",
            related=(Label(other.location, _related(code_owners.forge)),),
            help="name all owners on one line, and remove the other line",
            fix=_fix(code_owners, repetition) if is_fixable else None,
        )


def _message(repetition: Repeated, forge: Forge) -> str:
    line, other = repetition
    pattern = f"`{'!' * line.is_exclusion}{line.pattern}`"
    if forge is not Forge.GITLAB:
        return f"{pattern} occurs again on line {other.number}, so this line has no effect on {forge.title}"
    return f"{pattern} already occurs on line {other.number}: GitLab keeps the position of line {other.number} with these owners"


def _related(forge: Forge) -> str:
    return "these owners do not apply" if forge is Forge.GITLAB else "this line applies instead"


def _fix(code_owners: CodeOwners, repetition: Repeated) -> Fix:
    """Remove the line; on GitLab, the line that is kept gets what GitLab reads there."""
    line, other = repetition
    removal = Edit(_whole(line), "")
    title = f"Remove line {line.number}"
    if code_owners.forge is not Forge.GITLAB:
        return Fix(title, (removal,), safe=False)
    return Fix(
        f"{title}, and keep its owners on line {other.number}",
        (Edit(other.location, repetition.replacement), removal),
        safe=False,
    )


def _whole(line: Line) -> Location:
    """A line with its line break; the last one with the break before it, if none ends it."""
    source = line.location.source
    starts = source.line_starts
    start = starts[line.number - 1]
    if line.number < len(starts):
        return Location(source, Span(start, starts[line.number]))
    before = source.line_end(starts[line.number - 2]) if line.number > 1 else start
    return Location(source, Span(before, len(source.text)))


def _generated(code_owners: CodeOwners) -> dict[int, bool]:
    """The numbers of the lines in generated blocks. If the markers make no block, no line is in one."""
    numbers: dict[int, bool] = {}
    for name in _BLOCKS:
        try:
            numbers |= dict.fromkeys(line_numbers(code_owners.source.text, name), True)
        except InvalidBlockError:
            continue
    return numbers


class _Unfinished:
    """The conflicts of a file: both sides of one are there on purpose until it is resolved."""

    def __init__(self, code_owners: CodeOwners) -> None:
        self._conflicts = conflicts(code_owners.source.text)

    def holds(self, line: Line) -> bool:
        """Whether a line is in a conflict."""
        start = line.location.span.start
        index = bisect_right(self._conflicts, start, key=lambda conflict: conflict.start)
        return index > 0 and start < self._conflicts[index - 1].end
