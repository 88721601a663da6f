"""Names of anchors and aliases: only those that all readers of YAML end at the same character."""

from __future__ import annotations

import re

from aiowners.yaml_text.syntax_messages import ANCHOR_NAME, YamlError
from aiowners.yaml_text.yaml_nodes import PROPERTIES

# YAML 1.2 ends the name of an anchor at a space or a bracket, libyaml at any character that it does
# not know. Only names that both end at the same character are read.
_NAME = re.compile(r"[&*]([0-9A-Za-z_-]*)")
_AFTER_NAME = frozenset(" \t\r\n,[]{}")
_ANCHOR = re.compile(r"(?<![^ \t\r\n])&[^ \t\r\n,\[\]{}]*")


def require_anchor(text: str, start: int, name: str) -> None:
    """Raise YamlError if the properties that begin at `start` do not have the anchor `name` followed by a space."""
    properties = PROPERTIES.match(text, start)
    end = start if properties is None else properties.end()
    anchors = (
        [start] if text.startswith("&", start) else [match.start() for match in _ANCHOR.finditer(text, start, end)]
    )
    for offset in anchors:
        match = _NAME.match(text, offset)
        if match is not None and match.group(1) == name and _ends_at(text, match.end()):
            return
    require_name(text, anchors[-1] if anchors else start)
    raise YamlError("anchor-name", ANCHOR_NAME, start)


def require_name(text: str, start: int) -> None:
    """Raise YamlError at the first character of an anchor or alias that only some parsers read as part of its name."""
    match = _NAME.match(text, start)
    end = start if match is None else match.end()
    if not _ends_at(text, end):
        raise YamlError("anchor-name", ANCHOR_NAME, end)


def _ends_at(text: str, end: int) -> bool:
    return end >= len(text) or text[end] in _AFTER_NAME
