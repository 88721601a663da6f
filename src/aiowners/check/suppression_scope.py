"""The scopes of the suppression comments of a workspace, by key path instead of by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aiowners.manifest.decoding import MARK
from aiowners.manifest.model import SECTIONS
from aiowners.manifest.read import document
from aiowners.source import Span
from aiowners.yaml_text.yaml_nodes import Mapping, Scalar, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.manifest.suppression import Suppression
    from aiowners.source import Source
    from aiowners.workspace import Workspace
    from aiowners.yaml_text.yaml_nodes import Node

# Keys, and list items as `[item]`, so that a path does not depend on the order of a list.
Steps: TypeAlias = tuple[str, ...]
FOREVER = "~"  # sorts after every day


class SuppressionScope(NamedTuple):
    """A comment in the manifest at `path` that suppresses `rule` at the key path `steps`, until a day or FOREVER."""

    comment: Suppression
    rule: str
    path: str
    steps: Steps

    @property
    def until(self) -> str:
        """The last day of the suppression, YYYY-MM-DD."""
        return self.comment.until or FOREVER


def covers(workspace: Workspace) -> list[SuppressionScope]:
    """Return every rule of every comment, at each key path that the comment covers."""
    return [
        cover
        for manifest in workspace.manifests
        if manifest.may_suppress and MARK in manifest.source.text
        for cover in _of_source(manifest.source)
    ]


def _of_source(source: Source) -> Iterator[SuppressionScope]:
    from aiowners.manifest.suppression import Suppression, suppressions

    comments = [comment for comment in suppressions(source) if isinstance(comment, Suppression)]
    if not comments:
        return
    paths = _key_paths(document(source), source.text)
    for comment in comments:
        for steps in dict.fromkeys(paths.get(cover.span, ("?",)) for cover in comment.covers):
            for rule in dict.fromkeys(comment.rules):
                yield SuppressionScope(comment, rule, source.path, steps)


def _key_paths(root: Node | None, text: str) -> dict[Span, Steps]:
    """Return the key path of each key with its value and of each list item, by span. Of equal spans, the outer path."""
    paths: dict[Span, Steps] = {}
    pending: list[tuple[Node, Steps]] = [] if root is None else [(root, ())]
    seen: set[int] = set()
    while pending:
        node, parent = pending.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                steps = (*parent, key.value if isinstance(key, Scalar) else "?")
                key_span, value_span = span(key, text), span(value, text)
                is_alias = value_span.start < key_span.end
                entry = Span(key_span.start, key_span.end if is_alias else value_span.end)
                paths.setdefault(entry, steps)
                pending.append((value, steps))
        else:
            for index, item in enumerate(node.items):
                steps = (*parent, f"[{_name(item, index)}]")
                paths.setdefault(span(item, text), steps)
                pending.append((item, steps))
    return paths


def _name(item: Node, index: int) -> str:
    """Return the name of a list item: its text, the team that it names, or else its index."""
    if isinstance(item, Mapping):
        item = item.entries.get("team", item)
    return item.value if isinstance(item, Scalar) else str(index)


class Covered:
    """The scopes of one revision, and the days until which they cover the scopes of a later one."""

    def __init__(self, before: Workspace, after: Workspace) -> None:
        """Read the comments of `before`."""
        self._before = declared_in(before)
        self._after = declared_in(after)
        self._paths = {manifest.path for manifest in after.manifests}
        self._sections: dict[tuple[str, str], list[Steps]] = {}
        for steps, files in self._after.items():
            for path in files:
                self._sections.setdefault((path, steps[0]), []).append(steps)
        self._index: dict[tuple[str, Steps], dict[str, str]] = {}
        for cover in covers(before):
            untils = self._index.setdefault((cover.rule, cover.steps), {})
            untils[cover.path] = max(cover.until, untils.get(cover.path, ""))

    def until(self, cover: SuppressionScope) -> str:
        """Return the last day on which everything that the later `cover` covers was covered; empty if it was not."""
        section = cover.steps[0]
        if len(cover.steps) == 1 and section in SECTIONS:
            declared = self._sections.get((cover.path, section), [])
            return min([self._until_in_section(cover), *(self._until_at(cover, steps) for steps in declared)])
        return self._until_at(cover, cover.steps)

    def _until_in_section(self, cover: SuppressionScope) -> str:
        """Return the same for the section itself. A manifest that moved takes its comments with it."""
        untils = self._index.get((cover.rule, cover.steps), {})
        return max((day for path, day in untils.items() if path == cover.path or path not in self._paths), default="")

    def _until_at(self, cover: SuppressionScope, steps: Steps) -> str:
        """Return the same for a key path. A declaration that moved to another manifest takes its comments with it."""
        declaration = steps[:2] if steps[0] in SECTIONS else ()
        files = self._before.get(declaration, set())
        later_files = self._after.get(declaration, set())
        best = ""
        for length in range(1, len(steps) + 1):
            for path, until in self._index.get((cover.rule, steps[:length]), {}).items():
                moved = path in files and path not in later_files
                # A comment on a whole section covers all declarations in it, now and later.
                declared_elsewhere = length < len(declaration) and files and path not in files
                if moved or (path == cover.path and not declared_elsewhere):
                    best = max(best, until)
        return best


def declared_in(workspace: Workspace) -> dict[Steps, set[str]]:
    """Return the manifests that declare each entity and team, by section and name."""
    files: dict[Steps, set[str]] = {}
    for manifest in workspace.manifests:
        for team in manifest.teams:
            files.setdefault((team.section, team.name), set()).add(manifest.path)
        for declaration in manifest.declarations:
            files.setdefault((declaration.section, declaration.name), set()).add(manifest.path)
    return files
