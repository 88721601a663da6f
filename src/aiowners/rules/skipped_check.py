"""The rule `skipped-check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="manifest", severity=Severity.ERROR, since="0.1", mandatory=True)
def skipped_check(_workspace: Workspace) -> Iterable[Diagnostic]:
    """Checks were skipped without a reported cause.

    A check is skipped if its result depends on text that could not be read or on a team that is
    not declared. Normally, the report shows that cause. If the cause is suppressed, in the baseline,
    lowered, or off, the skipped checks would pass unseen. So this finding takes its place: one for
    each cause, at the severity of the most severe skipped check. Its help lists the skipped checks.

    You cannot suppress, lower, or turn off this rule. Fix the cause, or turn off the rules whose
    checks were skipped.

    ## The owner of a model is suppressed

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      ml-core: {kind: ml}
      support: {kind: product}
    models:
      text-embed-v3:
        # aiowners: ignore[unknown-team] the team is being renamed
        owner: mlcore  # error: team `mlcore` is not declared
    features:
      answer-bot:
        owner: support
        uses: {models: [text-embed-v3]}
    ```

    ## The cause is reported

    The undeclared team is a finding of `unknown-team`, which is enough.

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      ml-core: {kind: ml}
      support: {kind: product}
    models:
      text-embed-v3:
        owner: ml-core
        reviewers: [support]
    features:
      answer-bot:
        owner: support
        uses: {models: [text-embed-v3]}
    ```
    """
    return ()  # `check` knows which causes the report shows
