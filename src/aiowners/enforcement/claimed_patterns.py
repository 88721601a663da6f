"""Every pattern by which a declaration claims tracked entries, and who owns what it claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.pattern import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.claims import Claim
    from aiowners.codeowners.pattern import Pattern
    from aiowners.graph.nodes import Node
    from aiowners.workspace import Workspace


class Claimed(NamedTuple):
    """A claim, and a pattern by which it means tracked entries: as stated, or through a link or a pointer."""

    claim: Claim
    pattern: Pattern
    is_stated: bool

    @property
    def node(self) -> Node:
        """The declaration."""
        return self.claim.node


def claimed(workspace: Workspace) -> Iterator[Claimed]:
    """Each claim with its pattern, and with those of what it means beyond that.

    A change of `model.bin` that DVC keeps is a change of `model.bin.dvc`, which the pattern does
    not match; a change of a submodule is one of its entry, without a slash at the end; and a link
    leads to files elsewhere.
    """
    files = workspace.files
    for claim in workspace.claims:
        yield Claimed(claim, claim.pattern, is_stated=True)
        if files is None:
            continue
        patterns, entries = workspace.applied.entries(claim)
        for pattern in patterns:
            if files.any(pattern):
                yield Claimed(claim, pattern, is_stated=False)
        for path in sorted(entries):
            if path in files and not workspace.applied.applies(claim, path):
                yield Claimed(claim, literal(path), is_stated=False)


def owners_of(workspace: Workspace, node: Node) -> set[str]:
    """The parties that own or co-own a thing."""
    assert node.declaration is not None
    co_owners = workspace.graph.directory.parties(node.declaration.co_owners)
    return {*co_owners, *([] if node.owner.party is None else [node.owner.party])}
