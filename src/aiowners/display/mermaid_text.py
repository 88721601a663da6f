"""Untrusted text in a Mermaid diagram."""

from __future__ import annotations

import re
from typing import Final

from aiowners.display.terminal import LOG, harmless

MAX_LABEL: Final = 60  # characters
# Inside quotes, Mermaid reads `#NN;` as a character, and renders Markdown and HTML.
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._/-]")


def label(words: str) -> str:
    """Return one line of a quoted label, cut to `MAX_LABEL` characters."""
    shown = harmless(words, LOG)
    if len(shown) > MAX_LABEL:
        shown = f"{shown[:MAX_LABEL]}{LOG.ellipsis}"
    return _UNSAFE.sub(lambda match: f"#{ord(match.group())};", shown)
