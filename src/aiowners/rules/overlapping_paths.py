"""The rule `overlapping-paths`."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, TypeAlias

from aiowners.codeowners.file_index import difference
from aiowners.codeowners.pattern_containment import is_inside
from aiowners.diagnostics.bounds import Allowance
from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.team_directory import OwnerStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.claims import Claim
    from aiowners.codeowners.file_index import FileIndex, Run
    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.workspace import Workspace

# Of a later claim and another declaration: the runs of files that both have, each with the other's claim.
_Overlaps: TypeAlias = "dict[tuple[int, int], list[tuple[Run, int]]]"

# What two claims on one file count of the room that there is: there may be as many as the square of the claims.
_OVERLAP = 80


@rule(category="ownership", severity=Severity.WARNING, since="0.1")
def overlapping_paths(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """No file is claimed by declarations of two owners.

    A file that two teams claim is changed by one of them while the other is paged. Each has read
    its own manifest and is sure. If one of the two patterns is more specific, there is no overlap:
    a file is more specific than a directory, and a directory than one above it. The more specific
    claim applies, as in CODEOWNERS. A manifest may also claim part of what a manifest above it
    claims, by any pattern.

    ## Two teams, one folder

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    assets:
      query-rewrite: {kind: prompt, paths: [//prompts/]}
    ```

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    assets:
      help-answers:
        kind: prompt
        paths: [//prompts/]  # warning: `prompts/answer.md` and 1 more file belong to asset `help-answers` of `support` and to asset `query-rewrite` of `search`
    ```

    ```markdown prompts/answer.md
    Answer from our articles.
    ```

    ```markdown prompts/refuse.md
    Say that you do not know.
    ```

    ## A folder inside a folder

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    assets:
      query-rewrite: {kind: prompt, paths: [//prompts/]}
    ```

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    assets:
      help-answers: {kind: prompt, paths: [//prompts/support/]}
    ```

    ```markdown prompts/support/answer.md
    Answer from our articles.
    ```

    ## A manifest below

    ```yaml ai-ownership.yaml
    version: 1
    owner: ai-platform
    platforms:
      monorepo: {paths: [/**]}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking: {paths: [src/]}
    ```

    ```python search/src/rank.py
    def rank(products): ...
    ```
    """
    if workspace.files is None:
        return
    claims = [
        claim for claim in workspace.claims if claim.node.owner.standing in {OwnerStatus.RESOLVED, OwnerStatus.UNKNOWN}
    ]
    overlaps = _overlaps(workspace.files, claims)
    # By manifest, and then by the other's: a text is parsed again for each place that is not near the last.
    for later, node in sorted(overlaps, key=lambda pair: (_directory(claims[pair[0]]), pair[1], pair[0])):
        shared = _applied(workspace, claims, later, overlaps[later, node])
        if not shared:
            continue
        other = claims[min(other for run, other in shared if run[0] == shared[0][0][0])]
        claim = claims[later]
        doubtful = (either.node.owner_unread or either.node.owner.party is None for either in (claim, other))
        if any(doubtful):
            yield overlapping_paths.withheld(claim.node.key, other.node.key)
        else:
            yield _finding(workspace, claim, other, [run for run, _ in shared])


def _overlaps(files: FileIndex, claims: list[Claim]) -> _Overlaps:
    """Find overlaps in one pass over the files: each run is compared with those that have not ended at its start."""
    overlaps: _Overlaps = {}
    room = Allowance("the list of claims on the same files", len(claims))
    # What has begun and not ended, by party and the manifest's directory.
    begun: dict[str | None, dict[str, dict[int, int]]] = {}
    ends: list[tuple[int, int]] = []
    sides = [(claim.node.owner.party, _directory(claim)) for claim in claims]
    runs = sorted((run, number) for number, claim in enumerate(claims) for run in files.runs(claim.pattern))
    for (start, end), number in runs:
        while ends and ends[0][0] <= start:
            _, ended = heappop(ends)
            party, directory = sides[ended]
            del begun[party][directory][ended]
            if not begun[party][directory]:
                del begun[party][directory]
            if not begun[party]:
                del begun[party]
        party, directory = sides[number]
        if len(begun) > (party in begun):
            for other, until in _opposed(begun, party, directory):
                first, later = sorted((number, other))
                room.use(_OVERLAP)
                if claims[first].node.key != claims[later].node.key and _is_equal(claims[first], claims[later]):
                    pair = (later, claims[first].node.number)
                    overlaps.setdefault(pair, []).append(((start, min(end, until)), first))
        begun.setdefault(party, {}).setdefault(directory, {})[number] = end
        heappush(ends, (end, number))
    return overlaps


def _is_equal(claim: Claim, other: Claim) -> bool:
    """Whether neither of two claims is more specific."""
    first, second = claim.pattern.segments, other.pattern.segments
    return first == second or not (is_inside(first, second) or is_inside(second, first))


def _applied(
    workspace: Workspace, claims: list[Claim], later: int, shared: list[tuple[Run, int]]
) -> list[tuple[Run, int]]:
    """What is left of an overlap without the files that a more specific claim takes from either side, in order."""
    files, applied = workspace.files, workspace.applied
    assert files is not None
    applied_runs = []
    for run, first in shared:
        taken = (*applied.taken_from(claims[later]), *applied.taken_from(claims[first]))
        left = difference([run], (other for pattern in taken for other in files.runs(pattern))) if taken else [run]
        applied_runs += [(remaining, first) for remaining in left]
    return sorted(applied_runs)


def _opposed(
    begun: dict[str | None, dict[str, dict[int, int]]], party: str | None, directory: str
) -> Iterator[tuple[int, int]]:
    """The claims of other parties, in manifests neither above nor below, and where they end."""
    for other, directories in begun.items():
        if other != party:
            for claimed_directory, claims in directories.items():
                above, below = sorted((claimed_directory, directory), key=len)
                if above == below or not below.startswith(above):
                    yield from claims.items()


def _directory(claim: Claim) -> str:
    return claim.node.manifest.path[: claim.node.manifest.path.rfind("/") + 1]


def _finding(workspace: Workspace, claim: Claim, other: Claim, runs: list[Run]) -> Diagnostic:
    assert workspace.files is not None
    count = past = 0
    for start, end in runs:
        count += max(0, end - max(start, past))
        past = max(past, end)
    more = f" and {count - 1} more file{'s' if count > 2 else ''}" if count > 1 else ""  # noqa: PLR2004
    first, second = (f"{either.node.key.words} of `{either.node.owner.party}`" for either in (claim, other))
    return overlapping_paths.at(
        workspace.locate(claim.node, claim.key, claim.position),
        f"`{workspace.files.paths[runs[0][0]]}`{more} belong{'' if more else 's'} to {first} and to {second}",
        subject=claim.node.key,
        about=other.node.key,
        anchor=f"{claim.key}={claim.text}",
        identity=" ".join(sorted(f"{either.node.key} {either.text}" for either in (claim, other))),
        label=f"claimed by `{other.node.owner.party}` as well",
        related=(Label(workspace.locate(other.node, other.key, other.position), f"claimed for {second} here"),),
        help="narrow one of the two patterns, or leave the files to the team that answers for them",
    )
