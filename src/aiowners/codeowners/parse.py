"""Parse a CODEOWNERS file as a code host does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners import github_bitbucket, gitlab
from aiowners.codeowners.encoding import wide_encoding
from aiowners.codeowners.line import CodeOwners, LineProblem
from aiowners.forge import Forge
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from aiowners.source import Source


def parse(source: Source, forge: Forge) -> CodeOwners:
    """Return the file as `forge` reads it.

    Never raises. A file that is too large, or in UTF-16 or UTF-32, has one problem and no lines.
    """
    problem = _load_problem(source, forge)
    if problem is not None:
        return CodeOwners(source, forge, (), (), (problem,), is_loaded=False)
    return gitlab.read(source) if forge is Forge.GITLAB else github_bitbucket.read(source, forge)


def _load_problem(source: Source, forge: Forge) -> LineProblem | None:
    first_line = Location(source, Span(0, max(1, source.line_end(0))))
    limit = forge.size_limit
    if limit is not None and _is_too_large(source, limit):
        message = (
            f"{forge.title} does not load a CODEOWNERS file of {limit // 1024**2} MB or more: nothing has an owner"
        )
        return LineProblem(first_line, message, "Let patterns stand for more files each.")
    encoding = wide_encoding(source.text)
    if encoding is not None:
        message = f"CODEOWNERS is in {encoding}, so {forge.title} reads no line of it: no file has an owner"
        return LineProblem(first_line, message, "save the file as UTF-8")
    return None


def _is_too_large(source: Source, limit: int) -> bool:
    mark = 3 * source.byte_order_mark
    if len(source.text) * 4 + mark < limit:
        return False
    return len(source.text.encode("utf-8", "surrogatepass")) + mark >= limit
