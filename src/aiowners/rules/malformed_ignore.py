"""The rule `malformed-ignore`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="suppression", severity=Severity.ERROR, since="0.1")
def malformed_ignore(_workspace: Workspace) -> Iterable[Diagnostic]:
    """Every comment that begins `aiowners:` is a well-formed suppression.

    A comment with a slip in it silences nothing, or, in other tools, everything. Here it is an
    error: the rules are named, they exist, and a reason is given, so that whoever reads the
    manifest next year knows whether it still holds.

    ## No reason, no such rule, no rule at all

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:  # aiowners: ignore[missing-metric]   # error: needs a reason
        status: pilot
      suggestions:  # aiowners: ignore[missing-metrics] decided in June  # error: no rule is called `missing-metrics`
        status: pilot
      spelling:  # aiowners: ignore all of it  # error: is no suppression
        status: pilot
    ```

    ## Well formed

    ```yaml ai-ownership.yaml
    version: 1
    features:
      ranking:  # aiowners: ignore[unowned] until=2099-01-31 the teams are being merged
        status: pilot
    ```
    """
    return ()  # `check` reads the comments: it knows the names of all rules
