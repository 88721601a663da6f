"""Text in Markdown: the one place that makes it harmless there, whoever wrote it."""

from __future__ import annotations

import re

from aiowners.display.terminal import LOG, harmless

# What can begin or end something inside a line of Markdown or HTML, in CommonMark or in the dialects
# of GitHub and GitLab: code, emphasis, a link, an address, a cell, a formula, an emoji, a reference.
_SYNTAX = re.compile(r"[&<>`*_~|\[\]\\@#$]|:(?=\S)|(?<=www)\.|!(?=\d)", re.IGNORECASE)


def text(words: str) -> str:
    """Text that anybody may have written, as nothing but text; what stands between backticks is code.

    Each mark becomes a character reference, which CommonMark never takes for syntax. GitHub looks
    for mentions and issues in the text that was rendered, but not in code and not across a comment.
    """
    parts = harmless(words, LOG).split("`")
    if len(parts) % 2 == 0:  # a stray one: it stands for itself
        parts[-2:] = ["`".join(parts[-2:])]
    return "".join(f"<code>{_escaped(part)}</code>" if index % 2 else _prose(part) for index, part in enumerate(parts))


def code(words: str) -> str:
    """The same as code."""
    return f"<code>{_escaped(harmless(words, LOG))}</code>"


def _prose(words: str) -> str:
    return re.sub("(&#(?:35|64);)", r"\1<!-- -->", _escaped(words))


def _escaped(words: str) -> str:
    return _SYNTAX.sub(lambda mark: f"&#{ord(mark.group())};", words)


def size_of(markdown: str) -> int:
    """Bytes of UTF-8: what a forge counts."""
    return len(markdown.encode("utf-8", "backslashreplace"))
