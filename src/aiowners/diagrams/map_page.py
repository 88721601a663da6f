"""The ownership graph as one HTML page. It loads nothing, and text from manifests is data, never markup."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# It tells a page of ours from any other.
MARK: Final = '<meta name="generator" content="aiowners map">'

_PARTS = Path(__file__).parent / "map"
_SCRIPTS = ("model.js", "picture.js", "scene.js", "panel.js", "table.js", "main.js")
# HTML, "Restrictions for contents of script elements": data holds no `<`. The others keep XML
# readers, and readers of old JavaScript, from taking it for something else.
_ESCAPES = {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"}


def map_page(graph: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    """Return the page. `graph` is `aiowners-graph/1` and `report` is `aiowners-report/1`, both as data."""
    style = _part("map.css")
    script = '"use strict";\n(() => {\n' + "\n".join(map(_part, _SCRIPTS)) + "\n})();\n"
    values = {
        "@POLICY@": _policy(style, script),
        "@STYLE@": style,
        "@LAYOUT@": f"/*!\n{_part('vendor/dagre.LICENSE')}*/\n{_part('vendor/dagre.min.js')}",
        "@SCRIPT@": script,
        "@GRAPH@": _data(graph),
        "@REPORT@": _data(report),
    }
    page = _part("page.html")
    pieces = []
    for mark, value in sorted(values.items(), key=lambda item: page.index(item[0])):
        before, _, page = page.partition(mark)
        pieces += [before, value]
    return "".join([*pieces, page])


def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


def _data(document: Mapping[str, Any]) -> str:
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    for sign, escape in _ESCAPES.items():
        text = text.replace(sign, escape)
    return text.replace("##", r"\u0023\u0023")  # a CI log takes `##[` for a command anywhere in a line


def _policy(style: str, script: str) -> str:
    """Return a Content Security Policy (level 3) that allows this script and this style alone, and no loading."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; worker-src blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
