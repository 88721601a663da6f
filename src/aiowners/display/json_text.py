"""JSON as reports write it: in ASCII, and harmless in the log of a CI system."""

from __future__ import annotations

import json
import re

# An escaped backslash, a character of two halves, or half a character.
_ESCAPE = re.compile(r"\\\\|\\ud[89ab]..\\ud[c-f]..|(\\ud[89a-f]..)")


def json_text(document: object) -> str:
    r"""A document as indented JSON with a line break at its end.

    A CI system takes `##[` and `##vso[` for a command anywhere in a log; the escape is the same
    text to whoever reads JSON. A lone surrogate, as a byte that is not UTF-8 is read, is no valid
    Unicode, and many readers stop at it: it becomes the text of its escape, `\udcff`, as in all
    other formats.
    """
    text = json.dumps(document, indent=2, ensure_ascii=True).replace("##", r"\u0023\u0023") + "\n"
    return _ESCAPE.sub(_valid, text) if r"\ud" in text else text


def _valid(escape: re.Match[str]) -> str:
    return escape.group() if escape.group(1) is None else rf"\{escape.group()}"
