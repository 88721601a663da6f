"""Revision: what a repository contains at a commit, as plain data; the difference and the merge of revisions."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from tests.oracle import yaml_writer

Tree = dict[str, dict[str, Any]]
"""Manifests by path, as data."""

CONFIGURATION = "aiowners.toml"
LINK = "link "
"""How the content of a symbolic link or a submodule begins."""


class File(NamedTuple):
    """A file before and after a change; `whole`: a link or a submodule, which represents what is below it."""

    before: str | None
    after: str | None
    whole: bool = False

    @property
    def paths(self) -> list[str]:
        """Its one or two paths."""
        return [path for path in (self.before, self.after) if path is not None]


@dataclass(frozen=True, eq=False)
class Revision:
    """The manifests as data, the other tracked files by path with their content, and the configured `exclude`.

    `styles` change the layout of a manifest's text and nothing else. `broken` are the texts of manifests of
    which nothing can be read.
    """

    manifests: Tree
    files: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    styles: Mapping[str, int] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)

    def excludes(self, path: str) -> bool:
        """Whether the configuration excludes the manifest at a path."""
        return path.startswith(self.exclude) if self.exclude else False

    @property
    def declared(self) -> Tree:
        """The manifests that count: those that are not excluded."""
        return {path: data for path, data in self.manifests.items() if not self.excludes(path)}

    @property
    def tracked(self) -> list[str]:
        """The paths of all files, sorted."""
        return sorted(self.contents)

    @property
    def contents(self) -> dict[str, str]:
        """A text for each file; two revisions have the same text exactly if the file is the same."""
        manifests = {path: f"{self.styles.get(path, 0)} {canonical(data)}" for path, data in self.manifests.items()}
        configuration = {CONFIGURATION: json.dumps(self.exclude)} if self.exclude else {}
        return {**self.files, **configuration, **manifests, **self.broken}

    @property
    def texts(self) -> dict[str, str]:
        """The YAML text of every manifest that is not excluded."""
        found = {path: written(path, data, self.styles.get(path, 0)) for path, data in self.declared.items()}
        return found | {path: text for path, text in self.broken.items() if not self.excludes(path)}


def canonical(data: object) -> str:
    """A text that two values share exactly if they are equal, apart from the order of keys."""
    return json.dumps(data, sort_keys=True)


def written(path: str, data: dict[str, Any], style: int) -> str:
    """A manifest as YAML; the same data in the same style is always the same text."""
    text = canonical(data)
    return yaml_writer.write(json.loads(text), random.Random(f"{path} {style} {text}"))


def difference(before: Revision, after: Revision, moved: Mapping[str, str] | None = None) -> list[File]:
    """The files that differ; `moved` has the old path of each file that counts as renamed."""
    then, now = before.contents, after.contents
    renamed = {
        path: was
        for path, was in (moved or {}).items()
        if path in now and path not in then and was in then.keys() - now
    }
    found = [File(was, path, _whole(then[was], now[path])) for path, was in renamed.items()]
    for path in sorted(then.keys() | now.keys()):
        if path not in renamed and path not in renamed.values() and then.get(path) != now.get(path):
            whole = _whole(then.get(path, ""), now.get(path, ""))
            found.append(File(path if path in then else None, path if path in now else None, whole))
    return found


def _whole(*contents: str) -> bool:
    return any(content.startswith(LINK) for content in contents)


# Merging.

_ABSENT = object()


def merge(fork: Revision, base: Revision, head: Revision) -> tuple[Revision, bool]:
    """The three-way merge, and whether it is clean: what both sides changed differently is as at the head.

    Lists of words merge word by word, as git merges lists with one item per line.
    """
    manifests, clean = _merge(fork.manifests, base.manifests, head.manifests)
    files, clean_files = _merge(dict(fork.files), dict(base.files), dict(head.files))
    styles, _ = _merge(dict(fork.styles), dict(base.styles), dict(head.styles))
    exclude, _ = _merge(list(fork.exclude), list(base.exclude), list(head.exclude))
    merged = replace(base, manifests=manifests, files=files, styles=styles, exclude=tuple(exclude))
    # A manifest that both sides moved is in neither place of the other: git reports a conflict.
    both_moved = fork.manifests.keys() - base.manifests.keys() - head.manifests.keys()
    broken = fork.broken or base.broken or head.broken
    return merged, clean and clean_files and not both_moved and not broken


def _merge(fork: Any, base: Any, head: Any) -> tuple[Any, bool]:
    if head in (base, fork):
        return base, True
    if base == fork:
        return head, True
    if isinstance(base, dict) and isinstance(head, dict):
        return _merge_mappings(fork if isinstance(fork, dict) else {}, base, head)
    if _words(base) and _words(head):
        then = fork if _words(fork) else []
        kept = [word for word in base if word in head or word not in then]
        return kept + [word for word in head if word not in then and word not in kept], True
    return head, False


def _merge_mappings(fork: dict[str, Any], base: dict[str, Any], head: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    found, clean = {}, True
    for key in dict.fromkeys([*base, *head]):
        value, agreed = _merge(fork.get(key, _ABSENT), base.get(key, _ABSENT), head.get(key, _ABSENT))
        clean = clean and agreed
        if value is not _ABSENT:
            found[key] = value
    return found, clean


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)
