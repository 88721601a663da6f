"""`.pre-commit-config.yaml` with the hook in it: an edit of the text that leaves everything else as it is."""

from __future__ import annotations

import re
import warnings
from typing import Any

from aiowners import HOMEPAGE
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.syntax_messages import YamlError
from aiowners.yaml_text.yaml_nodes import Mapping, Node, Sequence, span

PATH = ".pre-commit-config.yaml"
_ENTRY = (
    f"- repo: {HOMEPAGE}",
    "  rev: main  # or the commit that you have tried",
    "  hooks:",
    "    - id: aiowners",
)
_ENTRY_DATA = {"repo": HOMEPAGE, "rev": "main", "hooks": [{"id": "aiowners"}]}
_HEAD = "default_install_hook_types: [pre-commit, pre-merge-commit]\n"
_BREAK = re.compile(r"\r\n|\r|\n")


class NotEditableError(ValueError):
    """The file is not written in a way that an entry can be added to. The message gives the reason."""


def with_hook(text: str) -> str:
    """Return the text with the hook as the last entry of `repos`, or the same text if it has the hook.

    An empty text becomes a whole file. Raises NotEditableError.
    """
    if not text.strip():
        return text + _HEAD + "".join(f"{line}\n" for line in ("repos:", *_ENTRY))
    root, data = _read(text)
    if not isinstance(root, Mapping) or root.flow:
        raise NotEditableError("it is no mapping in block style")
    repos = data.get("repos")
    if _has_hook(repos):
        return text
    edited = _edited(text, root.entries.get("repos"))
    if _read(edited)[1] != {**data, "repos": [*(repos or ()), _ENTRY_DATA]}:
        raise NotEditableError("an entry cannot be added to its `repos` without a change of what is there")
    return edited


def _read(text: str) -> tuple[Node | None, Any]:
    """Return a text as nodes with spans, and as data. Raises NotEditableError.

    The edit is made by the spans, and ruamel.yaml confirms what it does: the text has the same data
    and one entry more. ruamel.yaml's own round trip would indent lists anew and move comments.
    """
    from ruamel.yaml import YAML

    try:
        root = compose(text)  # its bounds hold for ruamel.yaml and for a comparison as well
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a name that two anchors have is allowed
            return root, YAML(typ="safe", pure=True).load(text)
    except YamlError as error:
        raise NotEditableError(f"it is not YAML: {error}") from None
    except Exception as error:  # noqa: BLE001 - over some texts, ruamel.yaml fails with any exception
        raise NotEditableError(f"it is not YAML: {getattr(error, 'problem', None) or 'it cannot be parsed'}") from None


def _edited(text: str, repos: Node | None) -> str:
    """Return the text with one more entry of `repos`. Raises NotEditableError."""
    if repos is None:
        return _inserted(text, len(text), ("repos:", *_ENTRY), "")
    if isinstance(repos, Sequence) and not repos.items:
        brackets = span(repos, text)
        newline = _newline(text)
        return text[: brackets.start].rstrip(" \t") + newline + newline.join(_ENTRY) + text[brackets.end :]
    if not isinstance(repos, Sequence) or repos.flow:
        raise NotEditableError("its `repos` are not a list in block style")
    last = span(repos.items[-1], text)
    line_end = _BREAK.search(text, last.end)
    dash = text.rfind("-", 0, last.start)
    indent = text[max(text.rfind("\n", 0, dash), text.rfind("\r", 0, dash)) + 1 : dash]
    return _inserted(text, len(text) if line_end is None else line_end.start(), _ENTRY, indent)


def _has_hook(repos: object) -> bool:
    for repo in repos if isinstance(repos, list) else ():
        if not isinstance(repo, dict):
            continue
        address, hooks = repo.get("repo"), repo.get("hooks")
        if isinstance(address, str) and address.removesuffix("/").removesuffix(".git") == HOMEPAGE:
            return True
        if isinstance(hooks, list) and any(isinstance(hook, dict) and hook.get("id") == "aiowners" for hook in hooks):
            return True
    return False


def _inserted(text: str, offset: int, lines: tuple[str, ...], indent: str) -> str:
    newline = _newline(text)
    before, after = text[:offset], text[offset:]
    added = newline.join(indent + line for line in lines)
    if before and not before.endswith(("\n", "\r")):
        return f"{before}{newline}{added}{after}"
    return f"{before}{added}{newline}{after}"


def _newline(text: str) -> str:
    match = _BREAK.search(text)
    return "\n" if match is None else match.group()
