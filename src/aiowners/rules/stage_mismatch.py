"""The rule `stage-mismatch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.manifest.model import Feature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace

_FEATURES = {"early": "up to 4", "growth": "5 to 15", "scale": "more than 15"}
_EARLY, _GROWTH = 4, 15


@rule(category="organization", severity=Severity.INFO, since="0.1", advice=True)
def stage_mismatch(workspace: Workspace) -> Iterator[Diagnostic]:
    """The stage that the organization states is the one that its features in production show.

    Most advice on how to organize AI is right for one stage and wrong for the next. With three
    features one team can do everything, and a platform is a hobby; with ten, the third home-made
    gateway appears; with thirty, nobody knows who calls what. Companies notice late, since the
    slide that says "we are just beginning" is the last thing to be updated. Early is up to 4
    features in production, growth 5 to 15, scale more than that.

    ## Still early, it says

    ```yaml ai-ownership.yaml
    version: 1
    organization:
      name: Acme
      stage: early  # info: the stage is `early`, and 5 features are in production
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking: {}
      suggestions: {}
      spelling: {status: production}
    ```

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      help-answers: {}
      ticket-triage: {}
      refund-agent: {status: pilot}
    ```

    ## As it is

    ```yaml ai-ownership.yaml
    version: 1
    organization: {name: Acme, stage: early}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking: {}
      suggestions: {status: experiment}
    ```
    """
    manifest, organization = workspace.organization or (None, None)
    if manifest is None or organization is None or organization.stage is None:
        return
    things = (node.declaration for node in workspace.graph.first.values())
    count = sum(isinstance(thing, Feature) and thing.in_production for thing in things)
    actual = "early" if count <= _EARLY else "growth" if count <= _GROWTH else "scale"
    if actual == organization.stage:
        return
    are = "feature is" if count == 1 else "features are"
    yield stage_mismatch.at(
        workspace.at(manifest, ("organization", "stage"), key=True),
        f"the stage is `{organization.stage}`, and {count} {are} in production: that is `{actual}`",
        subject="organization",
        anchor=("stage",),
        label=f"`{organization.stage}` is {_FEATURES[organization.stage]}, `{actual}` {_FEATURES[actual]}",
        help=f"write `stage: {actual}`, and look again whether `structure` and `staffing` fit it",
    )
