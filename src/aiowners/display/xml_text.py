"""XML as reports write it: in ASCII, so that it is the same in whatever encoding it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'

# `>` only matters behind `]]`.
_MARKUP: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def escaped(text: str) -> str:
    """`text` as the content of an element or of an attribute in double quotes.

    XML 1.0 has no way to write controls and lone surrogates: the text has to be `harmless` in each
    of its lines. Line breaks are for content: in an attribute they would be read as blanks.
    """
    return text.translate(_MARKUP).encode("ascii", "xmlcharrefreplace").decode("ascii")


def element(name: str, attributes: Mapping[str, object], content: str | Iterable[str] = ()) -> list[str]:
    """The lines of an element. Its content is harmless text, or the lines of the elements in it.

    Values are harmless too, and are escaped here. Nothing but the elements of an element is set on
    lines of its own, since blanks are part of a text.
    """
    opening = "".join((name, *(f' {key}="{escaped(str(value))}"' for key, value in attributes.items())))
    if isinstance(content, str):
        return [f"<{opening}>{escaped(content)}</{name}>" if content else f"<{opening}/>"]
    inside = [f"  {line}" for line in content]
    return [f"<{opening}>", *inside, f"</{name}>"] if inside else [f"<{opening}/>"]


def document(root: Iterable[str]) -> str:
    """The lines of the outermost element as a file."""
    return "".join(f"{line}\n" for line in (DECLARATION, *root))
