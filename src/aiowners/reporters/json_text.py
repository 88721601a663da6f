"""JSON as reports write it: in ASCII, and harmless in the log of a CI system."""

from __future__ import annotations

import json


def json_text(document: object) -> str:
    """A document as indented JSON with a line break at its end.

    A CI system takes `##[` and `##vso[` for a command anywhere in a log; the escape is the same
    text to whoever reads JSON. Lone surrogates stay: a format that has strict readers makes its
    texts `harmless` first.
    """
    return json.dumps(document, indent=2, ensure_ascii=True).replace("##", r"\u0023\u0023") + "\n"
