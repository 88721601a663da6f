"""`aiowners explain`: pages, and findings with what would mend them."""

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

MODEL = "version: 1\nowner: ml-core\nmodels:\n  m:\n    reviewers: []\n"
FEATURE = "version: 1\nowner: search\nfeatures:\n  f: {status: pilot, uses: {models: [m]}}\n"
BAD = {"ml/ai-ownership.yaml": MODEL, "search/ai-ownership.yaml": FEATURE}


def _fingerprint(aiowners: Aiowners, rule: str) -> str:
    report = json.loads(aiowners("check", "--output-format", "json").out)
    return str(next(diagnostic["fingerprint"] for diagnostic in report["diagnostics"] if diagnostic["rule"] == rule))


def test_a_finding(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(BAD)
    outcome = aiowners("explain", _fingerprint(aiowners, "missing-downstream-reviewer")[:6])
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == snapshot("""\
error[missing-downstream-reviewer]: `search` is downstream of shared model `m`
       (owns feature `f`) and is not asked before it changes
 --> ml/ai-ownership.yaml:5:5
  |
5 |     reviewers: []
  |     ^^^^^^^^^ not everyone downstream is among them
  |
 ::: search/ai-ownership.yaml:4:38
  |
4 |   f: {status: pilot, uses: {models: [m]}}
  |                                      -
  |                                      feature `f` of `search` uses model `m`
  |
  = help: add the team to `reviewers`, or, if it agrees to be told rather than
          asked, to `waivers`

Why it matters
  Everyone downstream of a shared model is asked before it changes. `aiowners explain missing-downstream-reviewer` says more.

What makes it true
  1. feature `f` of `search` uses model `m`
     search/ai-ownership.yaml:4

What would make it go away
  1. Add `search` to the reviewers (a safe fix: `aiowners check --fix` does it)
     --- a/ml/ai-ownership.yaml
     +++ b/ml/ai-ownership.yaml
     @@ -2,4 +2,4 @@
      owner: ml-core
      models:
        m:
     -    reviewers: []
     +    reviewers: [search]

  2. `search` agrees to be told rather than asked: say why
     --- a/ml/ai-ownership.yaml
     +++ b/ml/ai-ownership.yaml
     @@ -3,3 +3,4 @@
      models:
        m:
          reviewers: []
     +    waivers: [{team: search, reason: REASON}]

  3. Have the list computed: then something has to enforce it
     --- a/ml/ai-ownership.yaml
     +++ b/ml/ai-ownership.yaml
     @@ -2,4 +2,4 @@
      owner: ml-core
      models:
        m:
     -    reviewers: []
     +    reviewers: downstream

  4. Silence it, with a reason
     --- a/ml/ai-ownership.yaml
     +++ b/ml/ai-ownership.yaml
     @@ -2,4 +2,5 @@
      owner: ml-core
      models:
        m:
     +    # aiowners: ignore[missing-downstream-reviewer] REASON
          reviewers: []

  Or set its level in aiowners.toml, under [rules]: missing-downstream-reviewer = "off" | "info" | "warning"
  Or record what there is today, so that only new findings count: aiowners baseline
""")
    assert (root / "ml/ai-ownership.yaml").read_text() == MODEL


def test_by_its_location(repository: Repository, aiowners: Aiowners) -> None:
    repository(BAD)
    by_location = aiowners("explain", "ml/ai-ownership.yaml:5")
    assert by_location.out == aiowners("explain", _fingerprint(aiowners, "missing-downstream-reviewer")).out


def test_of_two_equal_findings_the_first_goes_away(repository: Repository, aiowners: Aiowners) -> None:
    twice = FEATURE.replace("[m]", "[m, rank-v2, rank-v2]")
    repository({**BAD, "ml/ai-ownership.yaml": MODEL + "  rank-v1: {}\n", "search/ai-ownership.yaml": twice})
    name = _fingerprint(aiowners, "unknown-reference")
    outcome = aiowners("explain", name.upper()[:8])
    assert outcome.code == 0
    assert "+  f: {status: pilot, uses: {models: [m, rank-v1, rank-v2]}}" in outcome.out
    assert "does not make it go away" not in outcome.out


def test_one_in_the_baseline_is_explained_too(repository: Repository, aiowners: Aiowners) -> None:
    repository(BAD)
    name = _fingerprint(aiowners, "missing-downstream-reviewer")
    aiowners("baseline")
    assert aiowners("explain", name).code == 0


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("ffffffff", "no finding goes by ffffffff"),
        ("ml/ai-ownership.yaml:1", "no finding goes by ml/ai-ownership.yaml:1"),
        ("abc", "there is no rule 'abc'."),
        ("unownd", "Did you mean 'unowned'?"),
        ("../x:1", "lies outside of"),
        ("\x1b[31m:1", "no finding goes by"),
    ],
)
def test_what_there_is_not(repository: Repository, aiowners: Aiowners, what: str, message: str) -> None:
    repository(BAD)
    outcome = aiowners("explain", what)
    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err
    assert "\x1b" not in outcome.err


def test_several_are_listed(repository: Repository, aiowners: Aiowners) -> None:
    second = FEATURE.replace("search", "growth").replace("f:", "g:")
    repository({**BAD, "growth/ai-ownership.yaml": second})
    outcome = aiowners("explain", "ml/ai-ownership.yaml:5")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("error[missing-downstream-reviewer]") == 2
    assert "stands for 2 findings" in outcome.err


def test_a_category_lists_its_rules(aiowners: Aiowners) -> None:
    outcome = aiowners("explain", "review")
    assert outcome.code == 0
    assert "missing-downstream-reviewer" in outcome.out
    assert "duplicate-key" not in outcome.out


def test_a_page_is_set(aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert aiowners("explain", "wrong-type").out == snapshot("""\
wrong-type
manifest rule · level error · since 0.1 · fixable

Every value is of the type that its key wants.

YAML decides by the look of a value what it is: `5` is a number, `yes` is a
text, `a, b` is one text and no list. What a value of another type means can
only be guessed, so it is not read.

One text where a list belongs

  ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        paths: src/ranking/  # error: has to be a list

  After the fix, ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        paths: [src/ranking/]

A list where one owner belongs

Exactly one team is accountable; the others are `co_owners`.

  ai-ownership.yaml
    version: 1
    features:
      ranking:
        owner: [search, growth]  # error: `owner` of feature `ranking` is a list

In order

  ai-ownership.yaml
    version: 1
    features:
      ranking:
        owner: search
        co_owners: [growth]
        paths: [src/ranking/]

Silence one finding:  # aiowners: ignore[wrong-type] reason
Set its level:        aiowners.toml, [rules], wrong-type = "off" | "info" | "warning" | "error"
""")
    colored = aiowners("explain", "wrong-type", "--color", "always").out
    assert "\x1b[1;31m# error: has to be a list\x1b[0m" in colored
    assert "`" not in colored.split("Silence one finding")[0].split("\n\n")[1]


def test_a_page_needs_no_repository(aiowners: Aiowners, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "aiowners.toml").write_text("not a configuration")
    assert aiowners("explain", "unowned").code == 0
