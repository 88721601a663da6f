"""The rule `missing-domain-reviewer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.team_directory import OwnerStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.team_directory import TeamDirectory
    from aiowners.manifest.model import Names
    from aiowners.workspace import Workspace


@rule(category="review", severity=Severity.WARNING, since="0.1")
def missing_domain_reviewer(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """A feature that touches finance, law, people or sales is reviewed by those who know the field.

    Engineers can see that an answer is fluent; they cannot see that it promises a refund which the
    law does not know, or scores an applicant by what must not count. The experts in finance, legal,
    HR and sales are usually asked after the first complaint. A feature that states its `domains`
    names under `domain_reviewers` who from there looks at it, as soon as users meet it: in pilot
    and in production.

    ## Nobody from there

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      refund-agent:
        status: pilot
        domains: [finance, legal]  # warning: feature `refund-agent` touches finance and legal, and nobody from there reviews it
        uses: {models: [gpt-4o]}
    ```

    ```yaml platform/ai-ownership.yaml
    version: 1
    owner: ai-platform
    models:
      gpt-4o: {trained_by: external, reviewers: downstream}
    ```

    ## Asked

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      refund-agent:
        status: pilot
        domains: [finance, legal]
        domain_reviewers: [finance-control, "@acme/legal-review"]
      call-summaries:
        status: experiment
        domains: [legal]
    ```

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      support: {kind: product}
      finance-control: {kind: other, handles: {github: "@acme/finance-control"}}
      legal: {kind: other, handles: {github: "@acme/legal-review"}}
    ```
    """
    for node, feature in workspace.graph.features():
        if feature.status not in {"pilot", "production"}:
            continue
        domains = [domain for domain in feature.domains or () if domain]
        if not domains or _are_named(workspace.graph.directory, feature.domain_reviewers):
            continue
        if "" in feature.domain_reviewers or "domain_reviewers" in feature.gaps.keys | feature.gaps.words:
            yield missing_domain_reviewer.withheld(node.key)
            continue
        listed = " and ".join(part for part in (", ".join(domains[:-1]), domains[-1]) if part)
        yield missing_domain_reviewer.at(
            workspace.locate(node, "domains", key=True),
            f"{node.key.words} touches {listed}, and nobody from there reviews it",
            subject=node.key,
            anchor=("domains",),
            label="no team of today is named under `domain_reviewers`"
            if any(feature.domain_reviewers)
            else "no `domain_reviewers`",
            help=f"name who is asked: `domain_reviewers: [TEAM]`, a team or a handle from {listed}",
        )


def _are_named(directory: TeamDirectory, reviewers: Names) -> bool:
    """Whether a team is named, or something that is another finding: an unknown team, or a placeholder."""
    standings = {directory.resolve(text).standing for text in reviewers if text}
    if OwnerStatus.NOBODY in standings and directory.teams:
        return True
    return bool(standings & {OwnerStatus.RESOLVED, OwnerStatus.UNKNOWN})
