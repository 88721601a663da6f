"""`.pre-commit-config.yaml` with the hook in it: an edit of the text that leaves all else as it is."""

from __future__ import annotations

import re

from aiowners import HOMEPAGE
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.nodes import Mapping, Node, Scalar, Sequence, span
from aiowners.yaml_text.syntax_messages import YamlError

PATH = ".pre-commit-config.yaml"
_ENTRY = (
    f"- repo: {HOMEPAGE}",
    "  rev: main  # or the commit that you have tried",
    "  hooks:",
    "    - id: aiowners",
)
_HEAD = "default_install_hook_types: [pre-commit, pre-merge-commit]\n"
_BREAK = re.compile(r"\r\n|\r|\n")


class NotEditableError(ValueError):
    """The file is not written in a way that an entry can be added to; the text says why."""


def with_hook(text: str) -> str:
    """The text with the hook as the last entry of `repos`; the same text where the hook is there.

    For an empty text it is a whole file. Raises NotEditableError.
    """
    if not text.strip():
        return text + _HEAD + "".join(f"{line}\n" for line in ("repos:", *_ENTRY))
    root = _parsed(text)
    if not isinstance(root, Mapping) or root.flow:
        raise NotEditableError("it is no mapping in block style")
    repos = root.entries.get("repos")
    if _has_hook(repos):
        return text
    if repos is None:
        edited = _inserted(text, len(text), ("repos:", *_ENTRY), "")
    elif isinstance(repos, Sequence) and not repos.items:
        place = span(repos, text)
        newline = _newline(text)
        edited = text[: place.start].rstrip(" \t") + newline + newline.join(_ENTRY) + text[place.end :]
    elif isinstance(repos, Sequence) and not repos.flow:
        last = span(repos.items[-1], text)
        behind = _BREAK.search(text, last.end)
        end = len(text) if behind is None else behind.start()
        dash = text.rfind("-", 0, last.start)
        indent = text[max(text.rfind("\n", 0, dash), text.rfind("\r", 0, dash)) + 1 : dash]
        edited = _inserted(text, end, _ENTRY, indent)
    else:
        raise NotEditableError("its `repos` are not a list in block style")
    _verify(edited, repos)
    return edited


def _parsed(text: str) -> Node | None:
    try:
        return compose(text)
    except YamlError as error:
        raise NotEditableError(f"it is not YAML: {error}") from None


def _has_hook(repos: Node | None) -> bool:
    for repo in repos.items if isinstance(repos, Sequence) else ():
        if not isinstance(repo, Mapping):
            continue
        address, hooks = repo.entries.get("repo"), repo.entries.get("hooks")
        if isinstance(address, Scalar) and address.value.removesuffix("/").removesuffix(".git") == HOMEPAGE:
            return True
        for hook in hooks.items if isinstance(hooks, Sequence) else ():
            identity = hook.entries.get("id") if isinstance(hook, Mapping) else None
            if isinstance(identity, Scalar) and identity.value == "aiowners":
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
    found = _BREAK.search(text)
    return "\n" if found is None else found.group()


def _verify(edited: str, repos: Node | None) -> None:
    """Whether the edited text has one entry more, and it is ours. Raises NotEditableError."""
    before = len(repos.items) if isinstance(repos, Sequence) else 0
    root = _parsed(edited)
    after = root.entries.get("repos") if isinstance(root, Mapping) else None
    if not isinstance(after, Sequence) or len(after.items) != before + 1 or not _has_hook(after):
        raise NotEditableError("an entry cannot be added to its `repos` without a change of what is there")
