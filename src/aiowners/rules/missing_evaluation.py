"""The rule `missing-evaluation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.pattern import rebase
from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.manifest.model import Feature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.codeowners.file_index import FileIndex
    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.manifest.model import Evaluation
    from aiowners.workspace import Workspace


@rule(category="evaluation", severity=Severity.WARNING, since="0.1")
def missing_evaluation(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Every feature that users meet has evaluation criteria, and its suite exists.

    Whoever owns the experience says what good means, before the model is changed underneath it.
    Where nobody did, each new model is waved through on a few prompts that somebody tried by hand,
    and the next regression is found by customers. A suite that has been moved or deleted is worse:
    the criteria are still believed and no longer run. This is asked of what says `status: pilot`
    or `production`; a suite outside the repository, given as an address, is not looked for.

    ## Nobody said what good means

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      answer-bot:  # warning: feature `answer-bot` has no evaluation criteria
        status: pilot
      ticket-triage:
        status: production
        evaluation:  # warning: feature `ticket-triage` has no evaluation criteria
          suite: evals/triage/
    ```

    ```yaml support/evals/triage/golden.yaml
    - {message: where is my parcel, queue: delivery}
    ```

    ## The suite has moved

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      ticket-triage:
        status: production
        evaluation:  # warning: the suite `evals/triage/` of feature `ticket-triage` does not exist
          criteria: [macro-F1 >= 0.85]
          suite: evals/triage/
    ```

    ```yaml evals/support/triage/golden.yaml
    - {message: where is my parcel, queue: delivery}
    ```

    ## Criteria, and where they are run

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      ticket-triage:
        status: production
        evaluation:
          criteria: [macro-F1 >= 0.85, no complaint about safety below the first queue]
          suite: //evals/support/triage/
      answer-bot:
        status: pilot
        evaluation:
          criteria: [every answer cites an article]
          suite: https://evals.acme.test/suites/answer-bot
    ```

    ```yaml evals/support/triage/golden.yaml
    - {message: where is my parcel, queue: delivery}
    ```
    """
    for node, feature in workspace.graph.features():
        if feature.status not in {"pilot", "production"}:
            continue
        evaluation = feature.evaluation
        lost = _lost_suite(workspace, node, evaluation)
        if evaluation is not None and any(evaluation.criteria):
            if lost is not None:
                yield _finding(workspace, node, f"the suite `{lost}` of {node.key.words} does not exist", lost)
            continue
        gaps = feature.gaps
        if gaps and (evaluation is not None or "evaluation" in gaps.keys | gaps.words):
            yield missing_evaluation.withheld(node.key)
        else:
            yield _finding(workspace, node, f"{node.key.words} has no evaluation criteria", lost)


def _lost_suite(workspace: Workspace, node: DeclaredNode, evaluation: Evaluation | None) -> str | None:
    """The suite that a feature states, where it is a path and no tracked file lies there."""
    suite = evaluation.suite if evaluation is not None else None
    if suite is None or "://" in suite or workspace.files is None:
        return None
    return None if _exists(workspace, workspace.files, suite, node.manifest.path.rpartition("/")[0]) else suite


def _exists(workspace: Workspace, files: FileIndex, suite: str, directory: str) -> bool:
    """Whether a tracked file, or what a link or a pointer represents, is at the path of a suite."""
    # Most suites are plain paths that exist: those cost no pattern.
    path = f"{directory}/{suite}".removeprefix("/")
    first = next(files.below(path), None)
    if first is not None and (first == path or path.endswith("/")) and "\\" not in suite:
        return True
    return workspace.applied.means_something(rebase(suite, directory), files)


def _finding(workspace: Workspace, node: DeclaredNode, message: str, lost: str | None) -> Diagnostic:
    assert isinstance(node.declaration, Feature)
    evaluation = node.declaration.evaluation
    if evaluation is not None and any(evaluation.criteria):
        label = "nothing runs these criteria"
        advice = "write where the suite lies now, from this directory, or from the root with `//`"
    else:
        label = "no `evaluation` is stated" if evaluation is None else "no `criteria` are stated"
        advice = "say what good means: `evaluation: {criteria: [nDCG@10 >= 0.62 on the golden set], suite: evals/}`"
    related = []
    if lost is not None:
        related = [Label(workspace.locate(node, "evaluation", "suite"), "no tracked file lies there")]
    return missing_evaluation.at(
        workspace.locate(node) if evaluation is None else workspace.locate(node, "evaluation", key=True),
        message,
        subject=node.key,
        anchor="" if evaluation is None else ("evaluation",),
        label=label,
        related=tuple(related),
        help=advice,
    )
