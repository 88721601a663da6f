"""JSON in ASCII, harmless in the log of a CI system."""

from __future__ import annotations

import json
import re

# An escaped backslash, a surrogate pair, or a lone surrogate.
_ESCAPE = re.compile(r"\\\\|\\ud[89ab]..\\ud[c-f]..|(\\ud[89a-f]..)")


def json_text(document: object) -> str:
    r"""Return a document as indented JSON that ends with a line break.

    CI systems run `##[` and `##vso[` as commands anywhere in a log, so `##` is escaped; a JSON
    parser reads the same text. A lone surrogate, which a byte that is not UTF-8 is read as, is not
    valid Unicode, and many parsers reject it. As in all other formats, it becomes the text of its
    escape, `\udcff`.
    """
    text = json.dumps(document, indent=2, ensure_ascii=True).replace("##", r"\u0023\u0023") + "\n"
    return _ESCAPE.sub(_valid, text) if r"\ud" in text else text


def _valid(escape: re.Match[str]) -> str:
    return escape.group() if escape.group(1) is None else rf"\{escape.group()}"
