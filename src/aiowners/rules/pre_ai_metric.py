"""The rule `pre-ai-metric`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace

# Whole words; the letters that they begin with come first, since most words begin with others.
# How fast a shop sells is a velocity too, and that one is an outcome.
_ACTIVITY = re.compile(
    r"\b(?=[cik-mpstv])(?:"
    r"story[ _-]?points?"
    r"|(?<!sales )(?<!deal )(?<!pipeline )(?<!inventory )velocity"
    r"|(?:pull|merge)[ _-]?requests?|prs(?: merged)?|pr (?:count|throughput)"
    r"|commits|commit (?:count|frequency)"
    r"|lines (?:of code|changed|written)|[ks]?loc"
    r"|(?:tickets|issues) closed|closed (?:tickets|issues)"
    r")\b",
    re.IGNORECASE,
)


@rule(category="evaluation", severity=Severity.WARNING, since="0.1")
def pre_ai_metric(workspace: Workspace) -> Iterator[Diagnostic]:
    """A feature is judged by what it changes, not by how busy its makers are.

    Story points, velocity, pull requests, commits, lines of code and tickets closed were poor
    measures while people wrote all of the code; with assistants they measure nothing, since any of
    them doubles in a week. A team that reports them as the success of its AI feature celebrates a
    rising curve while its users leave.

    ## Story points

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      query-autocomplete:
        status: production
        metric:
          name: story points delivered per sprint  # warning: feature `query-autocomplete` is judged by `story points`
          target: "30"
    ```

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      ticket-triage:
        metric: {name: throughput, target: 40 tickets closed a day}  # warning: activity, not an outcome
    ```

    ## What changes for somebody

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      query-autocomplete:
        metric: {name: searches that end in a basket, target: "+3% over no suggestions"}
    ```

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      ticket-triage:
        metric: {name: ticket deflection rate, target: "25%"}
    ```
    """
    for node, feature in workspace.graph.features():
        if feature.metric is None:
            continue
        for key, text in (("name", feature.metric.name), ("target", feature.metric.target)):
            if text is None or (activity := _ACTIVITY.search(text)) is None:
                continue
            yield pre_ai_metric.at(
                workspace.locate(node, "metric", key),
                f"{node.key.words} is judged by `{activity.group()}`, which is activity, not an outcome",
                subject=node.key,
                anchor=("metric", key),
                label="says how busy its makers are",
                help="name what changes for its users or the business: a conversion, a rate of errors, a cost for each case",
            )
            break
