"""Small organizations with overlapping patterns, and their workspaces."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from aiowners.forge import Forge
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble
from tests.codeowners.strategies import PATHS, PIECES, globs

TODAY = "2026-11-22"
TEAMS = ("search", "support", "growth", "data-eng")
_NAMES = st.sampled_from(["a", "b", "*", "**", "*.x", "a*", "?", "x.y", "d d", "b**"])
_GLOBS = globs(_NAMES) | globs(PIECES)
_PATHS = st.lists(st.sampled_from(["a", "b", "c.x", "aa", "x.y", "d d", ".h"]), min_size=1, max_size=4).map("/".join)


@dataclass(frozen=True)
class Tree:
    """Texts by path, and the tracked files."""

    texts: dict[str, str]
    files: tuple[str, ...]

    def workspace(
        self, forge: Forge = Forge.GITHUB, enforcement: tuple[str, ...] = (), *, backwards: bool = False
    ) -> Workspace:
        sources = [Source(path, text) for path, text in self.texts.items()]
        files = (*self.files, *self.texts)
        step = -1 if backwards else 1
        return assemble(sources[::step], today=TODAY, files=lambda: files[::step], forge=forge, enforcement=enforcement)

    def having(self, path: str, text: str) -> Tree:
        return Tree({**self.texts, path: text}, self.files)


def tree(manifests: Mapping[str, Any], files: tuple[str, ...] = (), **other_texts: str) -> Tree:
    """A tree of manifests by directory; every team has its name as a handle on each forge."""
    texts = {
        f"{directory}/ai-ownership.yaml".lstrip("/"): json.dumps({"version": 1, **body})
        for directory, body in manifests.items()
    }
    return Tree({**texts, **other_texts}, files)


def handles(*teams: str) -> dict[str, Any]:
    """The declarations of teams, each with a handle on each forge."""
    return {
        team: {"handles": {"github": f"@acme/{team}", "gitlab": f"@acme/{team}", "bitbucket": f"@acme/{team}"}}
        for team in teams
    }


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Draw trees with four teams, up to three directories with entities, and files near the patterns."""
    team = st.sampled_from(TEAMS)
    assets_ = st.fixed_dictionaries(
        {"paths": st.lists(_GLOBS, max_size=3)}, optional={"owner": team, "co_owners": st.lists(team, max_size=1)}
    )
    names = st.sampled_from(["one", "two", "three"])
    models = st.fixed_dictionaries(
        {"artifacts": st.lists(_GLOBS, max_size=2)},
        optional={"owner": team, "reviewers": st.lists(team, max_size=2, unique=True)},
    )
    manifests: dict[str, dict[str, Any]] = {"": {"teams": handles(*TEAMS)}}
    for directory in draw(st.lists(st.sampled_from(["a", "b", "a/b", "d d"]), min_size=1, max_size=3, unique=True)):
        body: dict[str, Any] = {"owner": draw(team)}
        assets = draw(st.dictionaries(names, assets_, max_size=2))
        shared = draw(st.dictionaries(names, models, max_size=2))
        prefix = directory.replace("/", "-").replace(" ", "-")
        body["assets"] = {f"{prefix}-{name}": {"kind": "other", **asset} for name, asset in assets.items()}
        body["models"] = {f"{prefix}-m-{name}": model for name, model in shared.items()}
        body["features"] = {f"{prefix}-f": {"owner": draw(team), "uses": {"models": [*body["models"]]}}}
        manifests[directory] = body
    files = draw(st.lists(_PATHS | PATHS, max_size=12, unique=True))
    tops = st.sampled_from([directory for directory in manifests if directory])
    files += [f"{draw(tops)}/{path}" for path in draw(st.lists(_PATHS, max_size=12, unique=True))]
    return tree(manifests, tuple(dict.fromkeys(files)))
