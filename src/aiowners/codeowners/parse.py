"""From the text of a CODEOWNERS file to what its forge understands of it."""

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
    """The file as `forge` reads it. No text is an error; a file that is too large, or in UTF-16, has no lines."""
    problem = _unloaded(source, forge)
    if problem is not None:
        return CodeOwners(source, forge, (), (), (problem,), is_loaded=False)
    return gitlab.read(source) if forge is Forge.GITLAB else github_bitbucket.read(source, forge)


def _unloaded(source: Source, forge: Forge) -> LineProblem | None:
    first = Location(source, Span(0, max(1, source.line_end(0))))
    limit = forge.size_limit
    if limit is not None and _is_beyond(source, limit):
        message = (
            f"{forge.title} does not load a CODEOWNERS file of {limit // 1024**2} MB or more: nothing has an owner"
        )
        return LineProblem(first, message, "Let patterns stand for more files each.")
    encoding = wide_encoding(source.text)
    if encoding is not None:
        message = f"CODEOWNERS is in {encoding}, so {forge.title} reads no line of it: no file has an owner"
        return LineProblem(first, message, "save the file as UTF-8")
    return None


def _is_beyond(source: Source, limit: int) -> bool:
    mark = 3 * source.byte_order_mark
    if len(source.text) * 4 + mark < limit:
        return False
    return len(source.text.encode("utf-8", "surrogatepass")) + mark >= limit
