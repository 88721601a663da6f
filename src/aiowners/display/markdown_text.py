"""Text in Markdown: the one module that makes untrusted text harmless there."""

from __future__ import annotations

import re

from aiowners.display.terminal import LOG, harmless

# Characters that have a meaning inside a line of Markdown or HTML, in CommonMark or on GitHub and
# GitLab: code, emphasis, a link, an address, a table cell, a formula, an emoji, a reference.
_SYNTAX = re.compile(r"[&<>`*_~|\[\]\\@#$]|:(?=\S)|(?<=www)\.|!(?=\d)", re.IGNORECASE)


def text(words: str) -> str:
    """Return untrusted text for Markdown, in which only backticks keep their meaning: they mark code.

    Each character of syntax becomes a character reference, which CommonMark never reads as syntax.
    GitHub looks for mentions and issues in the rendered text, but not in code and not across a comment.
    """
    parts = harmless(words, LOG).split("`")
    if len(parts) % 2 == 0:  # An unpaired backtick is a plain character.
        parts[-2:] = ["`".join(parts[-2:])]
    return "".join(f"<code>{_escaped(part)}</code>" if index % 2 else _prose(part) for index, part in enumerate(parts))


def code(words: str) -> str:
    """Return untrusted text as code."""
    return f"<code>{_escaped(harmless(words, LOG))}</code>"


def _prose(words: str) -> str:
    return re.sub("(&#(?:35|64);)", r"\1<!-- -->", _escaped(words))


def _escaped(words: str) -> str:
    return _SYNTAX.sub(lambda match: f"&#{ord(match.group())};", words)


def size_of(markdown: str) -> int:
    """Return the size in bytes of UTF-8, the unit in which a code host limits Markdown."""
    return len(markdown.encode("utf-8", "backslashreplace"))
