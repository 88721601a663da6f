"""The patterns by which each declaration claims tracked files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.pattern import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.claims import Claim
    from aiowners.codeowners.pattern import Pattern
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.workspace import Workspace


class ClaimedPattern(NamedTuple):
    """A pattern of a claim: the pattern in the manifest, or one through a link or a pointer."""

    claim: Claim
    pattern: Pattern
    is_declared: bool

    @property
    def node(self) -> DeclaredNode:
        """The declaration."""
        return self.claim.node


def claimed_patterns(workspace: Workspace) -> Iterator[ClaimedPattern]:
    """Yield the pattern of each claim, and the patterns of its files behind links and pointers.

    A change of `model.bin`, if DVC stores it, changes `model.bin.dvc`, which the pattern does not
    match. A change of a submodule changes its entry, without a trailing slash. A link leads to
    files in other directories.
    """
    files = workspace.files
    for claim in workspace.claims:
        yield ClaimedPattern(claim, claim.pattern, is_declared=True)
        if files is None:
            continue
        patterns, entries = workspace.applied.entries(claim)
        for pattern in patterns:
            if files.any(pattern):
                yield ClaimedPattern(claim, pattern, is_declared=False)
        for path in sorted(entries):
            if path in files and not workspace.applied.applies(claim, path):
                yield ClaimedPattern(claim, literal(path), is_declared=False)


def owners_of(workspace: Workspace, node: DeclaredNode) -> set[str]:
    """Return the teams that own or co-own a declared entity."""
    co_owners = workspace.graph.directory.parties(node.declaration.co_owners)
    return {*co_owners, *([] if node.owner.party is None else [node.owner.party])}
