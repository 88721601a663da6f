"""Every pattern by which a declaration claims files, pointer files included, and who owns what it claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.files import POINTER
from aiowners.codeowners.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.graph.graph import Node
    from aiowners.workspace import Workspace


def claimed(workspace: Workspace) -> Iterator[tuple[Node, Pattern]]:
    """Each declaration with each of its patterns, and with the pointer files of what lies outside of git.

    A change of `model.bin` that DVC keeps is a change of `model.bin.dvc`, which the pattern does
    not match.
    """
    files = workspace.files
    pointers = files.pointers if files is not None and files.pointers.paths else None
    for claim in workspace.claims:
        yield claim.node, claim.pattern
        if pointers is None:
            continue
        for start, end in pointers.runs(claim.pattern):
            for path in dict.fromkeys(path.rstrip("/") + POINTER for path in pointers.paths[start:end]):
                if not claim.pattern.matches(path):
                    yield claim.node, literal(path)


def literal(path: str) -> Pattern:
    """The pattern of one file; in its name nothing is a sign."""
    return Pattern("/" + "".join(f"\\{sign}" if sign in "*?\\" else sign for sign in path))


def owners_of(workspace: Workspace, node: Node) -> set[str]:
    """The parties that own or co-own a thing."""
    assert node.declaration is not None
    co_owners = workspace.graph.directory.parties(node.declaration.co_owners)
    return {*co_owners, *([] if node.owner.party is None else [node.owner.party])}
