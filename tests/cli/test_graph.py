"""`aiowners graph` on real repositories."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from inline_snapshot import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

FILES = {
    "ml/ai-ownership.yaml": "version: 1\nowner: ml\nmodels:\n  m: {reviewers: []}\n",
    "a/ai-ownership.yaml": "version: 1\nowner: a\nassets: {i: {uses: {models: [m]}}}\n",
    "b/ai-ownership.yaml": "version: 1\nowner: b\nfeatures: {f: {uses: {assets: [i]}}, g: {}}\n",
}


def _ids(outcome: Outcome) -> list[str]:
    assert outcome.code == 0
    return [node["id"] for node in json.loads(outcome.out)["nodes"]]


def test_mermaid(repository: Repository, aiowners: Aiowners) -> None:
    repository(FILES)
    outcome = aiowners("graph", "--focus", "model:m")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == snapshot("""\
flowchart LR
  n0[("i<br>asset#44; a")]
  n1(["f<br>feature#44; b"])
  n2{{"m<br>model#44; ml<br>#9888; not asked#58; a#44; b"}}
  n0 --> n1
  n2 --> n0
  classDef o0 fill:#e3dcf9,stroke:#57606a,color:#1f2328
  class n0 o0
  classDef o1 fill:#f9dcf2,stroke:#57606a,color:#1f2328
  class n1 o1
  classDef o2 fill:#e6a8b7,stroke:#57606a,color:#1f2328
  class n2 o2
  classDef missing stroke:#bc4c00,stroke-width:4px
  class n2 missing
""")


def test_parts(repository: Repository, aiowners: Aiowners) -> None:
    repository(FILES)
    graph = ("graph", "--format", "json")
    assert _ids(aiowners(*graph)) == ["asset:i", "feature:f", "feature:g", "model:m"]
    assert _ids(aiowners(*graph, "--focus", "model:m", "--depth", "1")) == ["asset:i", "model:m"]
    assert _ids(aiowners(*graph, "--focus", "team:b")) == ["asset:i", "feature:f", "feature:g", "model:m"]
    assert _ids(aiowners(*graph, "--team", "b")) == ["asset:i", "feature:f", "feature:g"]
    outcome = aiowners(*graph, "--kind", "model", "--kind", "feature")
    assert [(edge["from"], edge["to"], edge["through"]) for edge in json.loads(outcome.out)["edges"]] == [
        ("model:m", "feature:f", True)
    ]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--focus", "model:i"), "No manifest has a model `i`. Did you mean `asset:i`?"),
        (("--focus", "m"), "`m` is not of the form KIND:NAME. Did you mean `model:m`?"),
        (("--focus", "modle:m"), "Did you mean `model:m`?"),
        (("--team", "nobody"), "No manifest has a team `nobody`."),
        (("--depth", "1"), "--depth says how far to go"),
        (("--kind", "team"), "'team' is not one of"),
    ],
)
def test_what_there_is_not(repository: Repository, aiowners: Aiowners, flags: tuple[str, ...], message: str) -> None:
    repository(FILES)
    outcome = aiowners("graph", *flags)
    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err


def test_what_could_not_be_read_is_said(repository: Repository, aiowners: Aiowners) -> None:
    repository({**FILES, "c/ai-ownership.yaml": "version: 1\nmodels: {x: [}\n"})
    outcome = aiowners("graph", "--format", "json")
    assert outcome.code == 1
    assert json.loads(outcome.out)["unread"] == ["c/ai-ownership.yaml"]
    assert "yaml-syntax" in outcome.err


def test_what_is_too_much_for_a_forge_is_said(repository: Repository, aiowners: Aiowners) -> None:
    features = "".join(f"  f{number}: {{uses: {{models: [m]}}}}\n" for number in range(600))
    repository({"ai-ownership.yaml": f"version: 1\nowner: a\nmodels: {{m: {{}}}}\nfeatures:\n{features}"})
    assert "GitHub draws up to 500 arrows" in aiowners("graph").err
    assert aiowners("graph", "--format", "dot").err == ""
