"""The rule `evaluation-signal-gap`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Label, Severity
from aiowners.diagnostics.nearest import nearest
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import DeclaredNode, Key
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.edits import item_added

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.manifest.model import Evaluation, Names
    from aiowners.workspace import Workspace


def _options(workspace: Workspace, finding: Diagnostic) -> Iterator[Fix | None]:
    """Add the owner to the recipients if none are set."""
    node = workspace.graph.declarations[Key.of(finding.subject or "")][0]
    yield _fix(node, Key.of(finding.about or "").name)


@rule(category="evaluation", severity=Severity.WARNING, since="0.1", options=_options)
def evaluation_signal_gap(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """What an evaluation finds out reaches the owner of the feature.

    A platform team runs the evaluation framework for everybody, and its alerts go to the platform
    team. For weeks it watches the score of a feature sink that it can neither judge nor repair,
    while the product team that could has never seen the dashboard. So the owner stands among
    `signals_to`; a co-owner there does not make up for it. Where `signals_to` is left out and the
    framework is another team's, nobody has said whom its signals reach: that is only worth a note.
    Of a feature without an owner nothing is asked.

    ## The platform team alone is told

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      answer-bot:
        evaluation:
          criteria: [every answer cites an article]
          framework: eval-harness
          signals_to: [mlops]  # warning: quality signals of feature `answer-bot` do not reach its owner `support`
    ```

    ```yaml mlops/ai-ownership.yaml
    version: 1
    owner: mlops
    platforms:
      eval-harness: {provides: [evaluation-framework]}
    ```

    ```yaml support/ai-ownership.yaml fixed
    version: 1
    owner: support
    features:
      answer-bot:
        evaluation:
          criteria: [every answer cites an article]
          framework: eval-harness
          signals_to: [mlops, support]
    ```

    ## Nobody has said

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      answer-bot:
        evaluation:
          criteria: [every answer cites an article]
          framework: eval-harness  # info: is evaluated with platform `eval-harness` of `mlops`
    ```

    ```yaml mlops/ai-ownership.yaml
    version: 1
    owner: mlops
    platforms:
      eval-harness: {provides: [evaluation-framework]}
    ```

    ## The owner hears of it first

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      answer-bot:
        evaluation:
          criteria: [every answer cites an article]
          framework: eval-harness
          signals_to: [support, mlops]
    ```

    ```yaml mlops/ai-ownership.yaml
    version: 1
    owner: mlops
    platforms:
      eval-harness: {provides: [evaluation-framework]}
    ```
    """
    for node, feature in workspace.graph.features():
        if feature.evaluation is None:
            continue
        if feature.evaluation.signals_to is not None:
            yield from _stated(workspace, node, feature.evaluation.signals_to)
        elif feature.evaluation.framework is not None:
            yield from _unstated(workspace, node, feature.evaluation)


def _stated(workspace: Workspace, node: DeclaredNode, signals_to: Names) -> Iterator[Diagnostic | Skipped]:
    recipients = [workspace.graph.directory.resolve(text) for text in signals_to]
    owner = node.owner.party
    if node.owner_unsure:
        yield evaluation_signal_gap.withheld(node.key)
    elif owner is None or any(recipient.party == owner for recipient in recipients):
        return
    elif "" in signals_to or any(
        recipient.standing is OwnerStatus.UNKNOWN and nearest(recipient.text, [owner]) for recipient in recipients
    ):
        yield evaluation_signal_gap.withheld(node.key, Key("team", owner))
    else:
        yield evaluation_signal_gap.at(
            workspace.locate(node, "evaluation", "signals_to", key=True),
            f"quality signals of {node.key.words} do not reach its owner `{owner}`",
            subject=node.key,
            about=Key("team", owner),
            anchor=("evaluation", "signals_to"),
            label=f"`{owner}` is not among them" if signals_to else "they reach nobody",
            help=f"add `{owner}` to `signals_to`",
            fix=_fix(node, owner),
        )


def _fix(node: DeclaredNode, owner: str) -> Fix | None:
    edits = item_added(node.manifest.source, ("features", node.key.name, "evaluation", "signals_to"), owner)
    return Fix.of(f"Add `{owner}` to `signals_to`", edits, safe=True)


def _unstated(workspace: Workspace, node: DeclaredNode, evaluation: Evaluation) -> Iterator[Diagnostic | Skipped]:
    framework = workspace.graph.first[Key("platform", evaluation.framework or "")]
    owner, runner = node.owner.party, framework.owner.party
    if node.owner_unsure or framework.owner_unsure:
        yield evaluation_signal_gap.withheld(node.key, framework.key, severity=Severity.INFO)
        return
    if not isinstance(framework, DeclaredNode) or owner is None or runner is None or owner == runner:
        return
    if node.declaration.gaps:
        # What could not be read may hold `signals_to`, of which a gap is a warning.
        yield evaluation_signal_gap.withheld(node.key, Key("team", owner))
        return
    yield evaluation_signal_gap.at(
        workspace.locate(node, "evaluation", "framework", key=True),
        f"{node.key.words} is evaluated with {framework.key.words} of `{runner}`,"
        f" and nobody says that its signals reach `{owner}`",
        subject=node.key,
        about=Key("team", owner),
        anchor=("evaluation", "framework"),
        label="no `signals_to` is stated beside it",
        related=(Label(workspace.locate(framework), f"`{runner}` runs it"),),
        help=f"state `signals_to: [{owner}]`, and see to it that the alerts arrive there",
        severity=Severity.INFO,
    )
