"""Names that mean several declarations: a reference is an edge from each of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from aiowners.diagnostics.diagnostic import Diagnostic
from aiowners.graph.nodes import Key
from aiowners.graph.review_policy import downstream_owners
from aiowners.graph.shortest_chains import chains
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble

if TYPE_CHECKING:
    from aiowners.graph.nodes import Node
    from aiowners.workspace import Workspace

TODAY = "2026-01-01"


def _workspace(**manifests: str) -> Workspace:
    sources = [Source(f"{name}/ai-ownership.yaml", f"version: 1\n{text}\n") for name, text in manifests.items()]
    return assemble(sources, today=TODAY)


def _nodes(workspace: Workspace, key: str) -> list[Node]:
    return [node for node in workspace.graph.declared if str(node.key) == key]


def _findings(workspace: Workspace, rule: str) -> list[tuple[str | None, str | None, str, str]]:
    checks = (one.check(workspace) for one in ALL if one.name == rule)
    return sorted(
        (found.subject, found.about, found.location.path, found.location.text)
        for check in checks
        for found in check
        if isinstance(found, Diagnostic)
    )


USERS = "owner: web\nfeatures: {f: {uses: {models: [m]}}}"
USERS_BY_IDENTIFIER = "owner: web\nfeatures: {f: {uses: {models: [vendor/m]}}}"


def test_each_declaration_has_the_users_of_the_name() -> None:
    workspace = _workspace(a="owner: x\nmodels: {m: {}}", b="owner: y\nmodels: {m: {reviewers: []}}", c=USERS)
    first, second = _nodes(workspace, "model:m")
    for node in (first, second):
        assert downstream_owners(workspace.graph, node) == {"web"}
        assert [edge.words for edge in workspace.graph.uses(node)] == ["feature `f` of `web` uses model `m`"]
        assert [edge.source for edge in chains(workspace.graph, node, ["web"])["web"].edges] == [node]
    assert [path for _, _, path, _ in _findings(workspace, "missing-downstream-reviewer")] == [
        "a/ai-ownership.yaml",
        "b/ai-ownership.yaml",
    ]


def test_a_declaration_that_uses_its_own_name_hides_nothing_from_the_other() -> None:
    workspace = _workspace(a="owner: x\nmodels: {m: {derived_from: [m]}}", b="owner: y\nmodels: {m: {}}")
    first, second = _nodes(workspace, "model:m")
    assert downstream_owners(workspace.graph, first) == set()
    assert downstream_owners(workspace.graph, second) == {"x"}


def test_an_identifier_means_its_model() -> None:
    workspace = _workspace(a="owner: x\nmodels: {m: {identifiers: [vendor/m]}}", c=USERS_BY_IDENTIFIER)
    (model,) = _nodes(workspace, "model:m")
    assert downstream_owners(workspace.graph, model) == {"web"}
    assert workspace.graph.resolve(Key("model", "vendor/m")) == (model,)
    assert workspace.graph.dangling == []
    assert [edge.inside for edge in workspace.graph.uses(model)] == [("uses", "models", 0)]
    assert _findings(workspace, "unused-declaration") == []
    assert _findings(workspace, "unowned-shared-model") == []
    assert _findings(workspace, "unknown-reference") == [
        ("feature:f", "model:vendor/m", "c/ai-ownership.yaml", "vendor/m")
    ]


def test_an_identifier_of_several_models_means_each() -> None:
    workspace = _workspace(
        a="owner: x\nmodels: {m: {identifiers: [vendor/m]}, n: {identifiers: [vendor/m]}}", c=USERS_BY_IDENTIFIER
    )
    for node in (*_nodes(workspace, "model:m"), *_nodes(workspace, "model:n")):
        assert downstream_owners(workspace.graph, node) == {"web"}
    (found,) = [one for rule in ALL if rule.name == "unknown-reference" for one in rule.check(workspace)]
    assert isinstance(found, Diagnostic)
    assert found.label == "that is an identifier of `m` and `n`: name the model"
    assert found.fix is None


def test_an_identifier_that_is_a_name_means_the_name() -> None:
    workspace = _workspace(a="owner: x\nmodels: {n: {identifiers: [m]}, m: {}}", c=USERS)
    (claiming,), (named,) = _nodes(workspace, "model:n"), _nodes(workspace, "model:m")
    assert downstream_owners(workspace.graph, claiming) == set()
    assert downstream_owners(workspace.graph, named) == {"web"}
    assert _findings(workspace, "unknown-reference") == []


def test_each_declaration_has_an_access_of_its_own() -> None:
    workspace = _workspace(
        a="owner: x\nmodels: {m: {}}",
        b="owner: y\nmodels: {m: {access: private}}",
        c=USERS,
        d="owner: z\nmodels: {m: {access: private}}",
    )
    first, second, third = _nodes(workspace, "model:m")
    assert downstream_owners(workspace.graph, first) == {"web"}
    for node in (second, third):
        assert downstream_owners(workspace.graph, node) == set()
        assert workspace.graph.refused(node) == {"web"}
    assert _findings(workspace, "unapproved-model-use") == [("feature:f", "model:m", "c/ai-ownership.yaml", "m")]


RETIRED = "models: {m: {status: retired}}\npipelines: {p: {feeds: {}}}\nassets: {i: {kind: prompt}}"


@pytest.mark.parametrize("rule", ["retired-dependency", "pipeline-blind-spot", "unaudited-asset", "dependency-cycle"])
def test_a_reference_is_reported_once(rule: str) -> None:
    user = "owner: web\nfeatures: {f: {status: production, uses: {models: [m], pipelines: [p], assets: [i], features: [f]}}}"
    workspace = _workspace(a=f"owner: x\n{RETIRED}", b=f"owner: y\n{RETIRED}", c=user)
    found = Counter(_findings(workspace, rule))
    assert len(found) == 1
    assert found.total() == 1


def test_the_worst_of_several_declarations_is_reported() -> None:
    workspace = _workspace(
        a="owner: x\nmodels: {m: {status: deprecated}}", b="owner: y\nmodels: {m: {status: retired}}", c=USERS
    )
    (found,) = [one for rule in ALL if rule.name == "retired-dependency" for one in rule.check(workspace)]
    assert isinstance(found, Diagnostic)
    assert found.severity.name == "ERROR"
    assert [label.location.path for label in found.related] == ["b/ai-ownership.yaml"]


def test_a_waiver_of_a_second_declaration_is_stale_like_any_other() -> None:
    waiver = "waivers: [{team: ops, reason: agreed}]"
    workspace = _workspace(a="owner: x\nmodels: {m: {}}", b=f"owner: y\nmodels: {{m: {{{waiver}}}}}", c=USERS)
    assert [path for _, _, path, _ in _findings(workspace, "stale-waiver")] == ["b/ai-ownership.yaml"]


def test_a_vendors_model_is_called_past_its_gateway_by_an_identifier() -> None:
    workspace = _workspace(
        a="owner: x\nmodels: {m: {provider: v, identifiers: [vendor/m]}}",
        b="owner: p\nplatforms: {g: {provides: [inference-gateway], serves: [vendor/m]}}",
        c=USERS_BY_IDENTIFIER,
    )
    assert _findings(workspace, "gateway-bypass") == [("feature:f", "model:m", "c/ai-ownership.yaml", "vendor/m")]
