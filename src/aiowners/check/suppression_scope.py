"""What the suppression comments of a workspace cover, by key path instead of by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aiowners.manifest.decoding import MARK
from aiowners.manifest.model import SECTIONS
from aiowners.manifest.read import document
from aiowners.source import Span
from aiowners.yaml_text.nodes import Mapping, Scalar, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.manifest.suppression import Suppression
    from aiowners.source import Source
    from aiowners.workspace import Workspace
    from aiowners.yaml_text.nodes import Node

# Keys, and list items as `[item]`: what a path means does not change if a list is put in another order.
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
    """Every rule of every comment, at each key path that the comment covers."""
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
    """The key path of each key with its value and of each list item, by span. Of equal spans, the outer path."""
    paths: dict[Span, Steps] = {}
    todo: list[tuple[Node, Steps]] = [] if root is None else [(root, ())]
    seen: set[int] = set()
    while todo:
        node, above = todo.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                steps = (*above, key.value if isinstance(key, Scalar) else "?")
                start, end = span(key, text), span(value, text)
                place = Span(start.start, end.end if end.start >= start.end else start.end)
                paths.setdefault(place, steps)
                todo.append((value, steps))
        else:
            for index, item in enumerate(node.items):
                steps = (*above, f"[{_name(item, index)}]")
                paths.setdefault(span(item, text), steps)
                todo.append((item, steps))
    return paths


def _name(item: Node, index: int) -> str:
    """What a list item is recognized by: its text, the team that it names, or else its index."""
    if isinstance(item, Mapping):
        item = item.entries.get("team", item)
    return item.value if isinstance(item, Scalar) else str(index)


class Covered:
    """The covers of one revision, and what they still cover in a later one."""

    def __init__(self, before: Workspace, after: Workspace) -> None:
        """Read the comments of `before`."""
        self._files = declared_in(before)
        self._later = declared_in(after)
        self._paths = {manifest.path for manifest in after.manifests}
        self._sections: dict[tuple[str, str], list[Steps]] = {}
        for steps, files in self._later.items():
            for path in files:
                self._sections.setdefault((path, steps[0]), []).append(steps)
        self._index: dict[tuple[str, Steps], dict[str, str]] = {}
        for cover in covers(before):
            untils = self._index.setdefault((cover.rule, cover.steps), {})
            untils[cover.path] = max(cover.until, untils.get(cover.path, ""))

    def until(self, cover: SuppressionScope) -> str:
        """The last day until which all that `cover` of the later revision covers was covered; empty if it was not."""
        section = cover.steps[0]
        if len(cover.steps) == 1 and section in SECTIONS:
            declared = self._sections.get((cover.path, section), [])
            return min([self._until_of_section(cover), *(self._until(cover, steps) for steps in declared)])
        return self._until(cover, cover.steps)

    def _until_of_section(self, cover: SuppressionScope) -> str:
        """The same for a section as such: with what is declared there later. A manifest that moved takes it along."""
        untils = self._index.get((cover.rule, cover.steps), {})
        return max((day for path, day in untils.items() if path == cover.path or path not in self._paths), default="")

    def _until(self, cover: SuppressionScope, steps: Steps) -> str:
        """The same for one key path. A declaration that moved to another manifest takes its covers with it."""
        whose = steps[:2] if steps[0] in SECTIONS else ()
        files = self._files.get(whose, set())
        later = self._later.get(whose, set())
        best = ""
        for length in range(1, len(steps) + 1):
            for path, until in self._index.get((cover.rule, steps[:length]), {}).items():
                moved = path in files and path not in later
                # A comment on a whole section covers what is declared in it, now and later.
                is_elsewhere = length < len(whose) and files and path not in files
                if moved or (path == cover.path and not is_elsewhere):
                    best = max(best, until)
        return best


def declared_in(workspace: Workspace) -> dict[Steps, set[str]]:
    """The manifests that declare each entity and team, by section and name."""
    files: dict[Steps, set[str]] = {}
    for manifest in workspace.manifests:
        for team in manifest.teams:
            files.setdefault((team.section, team.name), set()).add(manifest.path)
        for declaration in manifest.declarations:
            files.setdefault((declaration.section, declaration.name), set()).add(manifest.path)
    return files
