"""A unified diff as people read it: harmless, and in colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.terminal import Style, harmless, paint

if TYPE_CHECKING:
    from aiowners.display.terminal import Terminal

_STYLES = {"-": Style.REMOVED, "+": Style.ADDED, "@": Style.RELATED}


def diff_lines(text: str, terminal: Terminal) -> str:
    """The diff `text` as lines of a terminal or a log, whoever wrote what is in it."""
    lines = text.removesuffix("\n").split("\n") if text else []
    return "".join(f"{paint(harmless(line, terminal), _style(line), terminal)}\n" for line in lines)


def _style(line: str) -> Style | None:
    return Style.STRONG if line.startswith(("--- ", "+++ ")) else _STYLES.get(line[:1])
