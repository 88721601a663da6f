"""Text in a Mermaid diagram, whoever wrote it."""

from __future__ import annotations

import re
from typing import Final

from aiowners.display.terminal import LOG, harmless

LONGEST_LABEL: Final = 60
# Inside quotes Mermaid takes `#NN;` for a character, and knows Markdown and HTML.
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._/-]")


def label(words: str) -> str:
    """One line of a label, as it stands inside quotes; what is long is cut."""
    shown = harmless(words, LOG)
    if len(shown) > LONGEST_LABEL:
        shown = f"{shown[:LONGEST_LABEL]}{LOG.dots}"
    return _UNSAFE.sub(lambda mark: f"#{ord(mark.group())};", shown)
