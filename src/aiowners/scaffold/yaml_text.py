"""Values -> the lines of a YAML text, quoted where YAML would read them otherwise, with comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.terminal import LOG, harmless
from aiowners.manifest.scalar_text import scalar_text
from aiowners.scaffold.declaration import EmptyList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.scaffold.declaration import Body, ProposedValue

_LONGEST_COMMENT = 160
_WIDTH = 100


def comment(words: str) -> str:
    """The comment at the end of a line; empty for no words. Nothing in it begins another comment or ends the line."""
    if not words:
        return ""
    shown = harmless(words, LOG).replace("#", "\\x23")
    return f"  # {shown if len(shown) <= _LONGEST_COMMENT else shown[: _LONGEST_COMMENT - 3] + '...'}"


def mapping(body: Body, indent: str) -> Iterator[str]:
    """The lines of a mapping, each value with its reason."""
    for key, value in body.items():
        if isinstance(value, dict):
            if value:
                yield f"{indent}{scalar_text(key)}:"
                yield from mapping(value, f"{indent}  ")
        elif isinstance(value, list):
            yield from _list(key, value, indent)
        elif isinstance(value, EmptyList):
            yield f"{indent}{key}: []{comment(value.why)}"
        else:
            yield f"{indent}{key}: {scalar_text(value.text)}{comment(value.why)}"


def _list(key: str, values: list[ProposedValue], indent: str) -> Iterator[str]:
    """On one line where one reason, or none, goes for all."""
    whys = {value.why for value in values}
    flow = f"{indent}{key}: [{', '.join(scalar_text(value.text) for value in values)}]"
    if len(whys) == 1 and (len(flow) <= _WIDTH or len(values) == 1):
        yield flow + comment(values[0].why)
        return
    yield f"{indent}{key}:"
    yield from (f"{indent}  - {scalar_text(value.text)}{comment(value.why)}" for value in values)
