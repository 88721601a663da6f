"""Format proposed values as lines of YAML, quoted where YAML requires it, with their reasons as comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.terminal import LOG, harmless
from aiowners.manifest.scalar_text import scalar_text
from aiowners.scaffold.declaration import EmptyList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.scaffold.declaration import Body, ProposedValue

_MAX_COMMENT_LENGTH = 160
_MAX_WIDTH = 100


def comment(reason: str) -> str:
    """Return a comment for the end of a line; empty without a reason.

    The reason cannot begin another comment or end the line.
    """
    if not reason:
        return ""
    shown = harmless(reason, LOG).replace("#", "\\x23")
    return f"  # {shown if len(shown) <= _MAX_COMMENT_LENGTH else shown[: _MAX_COMMENT_LENGTH - 3] + '...'}"


def mapping(body: Body, indent: str) -> Iterator[str]:
    """Yield the lines of a mapping, each value with its reason."""
    for key, value in body.items():
        if isinstance(value, dict):
            if value:
                yield f"{indent}{scalar_text(key)}:"
                yield from mapping(value, f"{indent}  ")
        elif isinstance(value, list):
            yield from _list(key, value, indent)
        elif isinstance(value, EmptyList):
            yield f"{indent}{key}: []{comment(value.reason)}"
        else:
            yield f"{indent}{key}: {scalar_text(value.text)}{comment(value.reason)}"


def _list(key: str, values: list[ProposedValue], indent: str) -> Iterator[str]:
    """Yield the lines of a list: one line if all values have the same reason, or none."""
    reasons = {value.reason for value in values}
    flow = f"{indent}{key}: [{', '.join(scalar_text(value.text) for value in values)}]"
    if len(reasons) == 1 and (len(flow) <= _MAX_WIDTH or len(values) == 1):
        yield flow + comment(values[0].reason)
        return
    yield f"{indent}{key}:"
    yield from (f"{indent}  - {scalar_text(value.text)}{comment(value.reason)}" for value in values)
