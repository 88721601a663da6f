"""From the text of a CODEOWNERS file to what its forge understands of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners import gitlab, plain
from aiowners.codeowners.dialect import Dialect
from aiowners.codeowners.line import CodeOwners, Problem
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from aiowners.source import Source


def parse(source: Source, dialect: Dialect) -> CodeOwners:
    """The file as `dialect` reads it. No text is an error, and a file that is too large has no lines."""
    limit = dialect.size_limit
    if limit is not None and _is_beyond(source, limit):
        message = (
            f"{dialect.title} does not load a CODEOWNERS file of {limit // 1024**2} MB or more: nothing has an owner"
        )
        first = Location(source, Span(0, max(1, source.line_end(0))))
        return CodeOwners(
            source, dialect, (), (), (Problem(first, message, "Let patterns stand for more files each."),)
        )
    return gitlab.read(source) if dialect is Dialect.GITLAB else plain.read(source, dialect)


def _is_beyond(source: Source, limit: int) -> bool:
    mark = 3 * source.byte_order_mark
    if len(source.text) * 4 + mark < limit:
        return False
    return len(source.text.encode("utf-8", "surrogatepass")) + mark >= limit
