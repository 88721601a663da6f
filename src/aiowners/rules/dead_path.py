"""The rule `dead-path`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.pattern import Pattern
from aiowners.diagnostics.diagnostic import Fix, Severity
from aiowners.diagnostics.rule import rule
from aiowners.manifest.edits import item_removed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.claims import Claim
    from aiowners.codeowners.file_index import FileIndex
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="ownership", severity=Severity.WARNING, since="0.1")
def dead_path(workspace: Workspace) -> Iterator[Diagnostic]:
    """Every path pattern of a declaration matches a tracked file.

    Code moves, and the manifest stays behind. The files then lie under a pattern that says nothing
    of them any more: nobody is asked when they change, and the declaration looks as complete as
    before. A path begins in the manifest's directory; `//` begins one at the repository's root.
    A path through a symbolic link counts, if the link leads to a tracked file. So does a path in a
    submodule, and one to data that DVC keeps, if a `.dvc` file or a `dvc.lock` names it.

    ## Moved away

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        paths:
          - src/ranking/
          - src/rank.py  # warning: no tracked file matches `src/rank.py`
    ```

    ```python search/src/ranking/rank.py
    def rank(products): ...
    ```

    ```yaml search/ai-ownership.yaml fixed
    version: 1
    owner: search
    features:
      ranking:
        paths:
          - src/ranking/
    ```

    ## Where the files are

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        paths: [src/**/*.py, //prompts/search/*.md]
    models:
      ranker:
        artifacts: [weights/ranker.bin, "s3://acme-models/ranker/1"]
    ```

    ```python search/src/ranking/rank.py
    def rank(products): ...
    ```

    ```markdown prompts/search/rewrite.md
    Rewrite the query.
    ```

    ```yaml search/weights/ranker.bin.dvc
    outs: [{path: ranker.bin}]
    ```
    """
    files = workspace.files
    if files is None:
        return
    for claim in workspace.claims:
        if not workspace.applied.means_something(claim.pattern, files):
            yield _finding(workspace, files, claim)


def _finding(workspace: Workspace, files: FileIndex, claim: Claim) -> Diagnostic:
    advice = "write where the files are now, or remove it"
    rooted = Pattern("/" + claim.text.removeprefix("/"))
    # Without a literal beginning it would be held against every file, for each finding.
    if not claim.text.startswith("//") and rooted.prefix and files.any(rooted):
        advice = f"a path begins in the manifest's directory: from the repository's root it is `//{claim.text.removeprefix('/')}`"
    return dead_path.at(
        workspace.locate(claim.node, claim.key, claim.position),
        f"no tracked file matches `{claim.text}` of {claim.node.key.words}",
        subject=claim.node.key,
        anchor=f"{claim.key}={claim.text}",
        label="nothing lies there",
        help=advice,
        fix=_fix(claim),
    )


def _fix(claim: Claim) -> Fix | None:
    path = (claim.node.declaration.section, claim.node.key.name, claim.key, claim.position)
    return Fix.of(f"Remove `{claim.text}`", item_removed(claim.node.manifest.source, path), safe=False)
