"""XML in ASCII, so that it reads the same in any encoding.

`xml.etree.ElementTree` writes other bytes: a quotation mark in the text of an element stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'

# `>` has to be escaped only after `]]`, and it may be escaped everywhere.
_MARKUP: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def escaped(text: str) -> str:
    """Return `text` for the content of an element, or for an attribute in double quotes.

    XML 1.0 cannot represent controls and lone surrogates, so each line of the text must be
    `harmless`. Only the content of an element may have line breaks: in an attribute they would be
    read as spaces.
    """
    return text.translate(_MARKUP).encode("ascii", "xmlcharrefreplace").decode("ascii")


def element(name: str, attributes: Mapping[str, object], content: str | Iterable[str] = ()) -> list[str]:
    """Return the lines of an element. `content` is harmless text, or the lines of the child elements.

    The values of attributes must be harmless, and are escaped here. Only child elements begin new
    lines, because whitespace is part of a text.
    """
    opening = "".join((name, *(f' {key}="{escaped(str(value))}"' for key, value in attributes.items())))
    if isinstance(content, str):
        return [f"<{opening}>{escaped(content)}</{name}>" if content else f"<{opening}/>"]
    children = [f"  {line}" for line in content]
    return [f"<{opening}>", *children, f"</{name}>"] if children else [f"<{opening}/>"]


def document(root: Iterable[str]) -> str:
    """Return the lines of the outermost element as a file."""
    return "".join(f"{line}\n" for line in (DECLARATION, *root))
