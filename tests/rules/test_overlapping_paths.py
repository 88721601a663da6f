"""Overlaps found in one pass are those that testing every file for every pair finds."""

from __future__ import annotations

import random

import pytest

from aiowners.claims import Claim
from aiowners.codeowners.pattern_containment import is_inside
from aiowners.diagnostics.diagnostic import Diagnostic
from aiowners.rules.overlapping_paths import overlapping_paths
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble

DIRECTORIES = ["", "a/", "a/b/", "ab/", "c/"]
GLOBS = ["//a/", "//a", "//ab", "//**/*.py", "//a/b/**", "x.py", "*.md", "b/", "//c/*", "//a/*/x.py", "/**"]


def _workspace(pick: random.Random) -> Workspace:
    sources = []
    for directory in DIRECTORIES:
        lines = ["version: 1", "features:"]
        lines += [
            f"  f{directory.replace('/', '.')}-{number}: {{owner: t{pick.randint(0, 2)}, "
            f"paths: [{', '.join(repr(glob) for glob in pick.sample(GLOBS, pick.randint(0, 3)))}]}}"
            for number in range(pick.randint(1, 3))
        ]
        sources.append(Source(f"{directory}ai-ownership.yaml", "\n".join(lines)))
    files = {
        "/".join([*pick.choices(["a", "ab", "b", "c"], k=pick.randint(0, 3)), pick.choice(["x.py", "y.py", "z.md"])])
        for _ in range(25)
    }
    return assemble(sources, files=lambda: files)


def _applies(workspace: Workspace, claim: Claim, path: str) -> bool:
    """Whether a claim matches a file that no more specific claim of another declaration matches."""
    return claim.pattern.matches(path) and not any(
        other.node is not claim.node
        and other.pattern.matches(path)
        and is_inside(other.pattern.segments, claim.pattern.segments)
        for other in workspace.claims
    )


def _expected(workspace: Workspace) -> list[tuple[str, str, str, str]]:
    found = []
    assert workspace.files is not None
    for later, claim in enumerate(workspace.claims):
        others: dict[str, set[str]] = {}
        for other in workspace.claims[:later]:
            assert claim.node.manifest is not None
            assert other.node.manifest is not None
            here, there = (
                one.path.removesuffix("ai-ownership.yaml") for one in (claim.node.manifest, other.node.manifest)
            )
            nested = here != there and (here.startswith(there) or there.startswith(here))
            if claim.node.owner.party != other.node.owner.party and not nested:
                both = {
                    path
                    for path in workspace.files.paths
                    if _applies(workspace, claim, path) and _applies(workspace, other, path)
                }
                others.setdefault(str(other.node.key), set()).update(both)
        for about, shared in others.items():
            if shared:
                more = len(shared) - 1
                words = f" and {more} more file{'s' * (more > 1)}" if more else ""
                found.append((str(claim.node.key), claim.text, about, f"`{min(shared)}`{words} belong"))
    return sorted(found)


@pytest.mark.parametrize("seed", range(80))
def test_overlaps_are_those_of_every_pair(seed: int) -> None:
    workspace = _workspace(random.Random(seed))
    findings = [one for one in overlapping_paths.check(workspace) if isinstance(one, Diagnostic)]
    said = sorted(
        (
            str(one.subject),
            one.anchor.removeprefix("paths="),
            str(one.about),
            one.message.partition("belong")[0] + "belong",
        )
        for one in findings
    )
    assert said == _expected(workspace)
