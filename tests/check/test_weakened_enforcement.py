"""The teams of which less is required after a change of CODEOWNERS, an enforcement method, the gate, or CI."""

from __future__ import annotations

import json

import pytest

from aiowners.check.weakened_enforcement import weakened_enforcement
from aiowners.enforcement.codeowners_plus import codeowners_plus
from aiowners.enforcement.github_ruleset import ruleset
from aiowners.enforcement.policy_bot import policy_bot
from tests.check.postures import COMPANY, NO_REVIEWERS, posture

Files = dict[str, str | None]
ALL_TEAMS = ["data", "ml-core", "support"]
OWNERS = ".github/CODEOWNERS"
LINE = "/ml/ @acme/ml-core @acme/data @acme/support\n"
GITLAB: Files = {"aiowners.toml": 'forge = "gitlab"\n'}
SECTIONS = "[ml]\n/ml/ @acme/ml-core\n[data][2]\n/ml/model/ @acme/data\n[support]\n/ml/ @acme/support\n"


def _required(before: Files, after: Files, base: Files | None = None) -> dict[str, list[str]]:
    teams = weakened_enforcement([posture(before)], None if base is None else posture(base), posture(before, after))
    assert {one.reason for one in teams} <= {"enforcement"}
    found: dict[str, list[str]] = {}
    for one in sorted(teams):
        found.setdefault(one.subject, []).append(one.party)
    return found


@pytest.mark.parametrize(
    ("before", "after", "teams"),
    [
        pytest.param(LINE, LINE, [], id="as before"),
        pytest.param(LINE, f"# the model\n{LINE}/docs/ @acme/data\n", [], id="other lines"),
        pytest.param(LINE, LINE.replace("@acme/support", "@ACME/Support"), [], id="case"),
        pytest.param(LINE, LINE.replace(" @acme/support", ""), ["support"], id="dropped"),
        pytest.param(LINE, f"{LINE}/ml/model/w.bin @acme/ml-core\n", ["data", "support"], id="a later line for a file"),
        pytest.param(LINE, f"{LINE}/ml/ai-ownership.yaml @acme/ml-core\n", ["data", "support"], id="for the manifest"),
        pytest.param(LINE, f"{LINE}*.bin\n", ALL_TEAMS, id="a line without owners"),
        pytest.param(LINE, LINE.replace("support", "support @acme/all"), ALL_TEAMS, id="one approval more is enough"),
        pytest.param(LINE, None, ALL_TEAMS, id="deleted"),
        pytest.param(LINE, "\n", ALL_TEAMS, id="emptied"),
        pytest.param("/ml/ @acme/support\n", "/ml/ @acme/support2\n", ["support"], id="another team"),
    ],
)  # fmt: skip
def test_codeowners(before: str, after: str | None, teams: list[str]) -> None:
    assert _required({OWNERS: before}, {OWNERS: after}) == ({"model:m": teams} if teams else {})


@pytest.mark.parametrize(
    ("after", "teams"),
    [
        pytest.param({"docs/CODEOWNERS": None, OWNERS: LINE}, [], id="moved"),
        pytest.param({OWNERS: "* @acme/ml-core\n"}, ["data", "support"], id="shadowed by one that comes first"),
        pytest.param({"CODEOWNERS": LINE.replace(" @acme/data", "")}, ["data"], id="by one at the root"),
        pytest.param({".gitlab/CODEOWNERS": ""}, [], id="one that the code host does not read"),
    ],
)
def test_codeowners_elsewhere(after: Files, teams: list[str]) -> None:
    required = _required({"docs/CODEOWNERS": LINE}, after)
    assert required == ({"model:m": teams} if teams else {})


@pytest.mark.parametrize(
    ("after", "teams"),
    [
        (SECTIONS.replace("[support]", "^[support]"), ["support"]),
        (SECTIONS.replace("[data][2]", "[data]"), ["data"]),
        (SECTIONS.replace("[data][2]", "[data][3]"), []),
        (SECTIONS.replace("[data][2]\n", "[data]\n/none @acme/data\n^[data][2]\n"), []),
        (SECTIONS.replace("[support]\n", ""), ["data"]),
        (f"{SECTIONS}!/ml/model/w.bin\n", ["support"]),
        (f"[more]\n/ml/ @acme/all\n{SECTIONS}", []),
    ],
)
def test_sections(after: str, teams: list[str]) -> None:
    required = _required({**GITLAB, "CODEOWNERS": SECTIONS}, {"CODEOWNERS": after})
    assert required.get("model:m", []) == teams


def test_a_file_that_appears_in_the_change_counts_for_the_model() -> None:
    after: Files = {OWNERS: f"{LINE}/ml/model/new.bin @acme/ml-core\n", "ml/model/new.bin": ""}
    assert _required({OWNERS: LINE}, after) == {"model:m": ["data", "support"]}


def test_the_base_counts_if_the_change_edits_the_file() -> None:
    assert _required({}, {}, base={OWNERS: LINE}) == {}
    assert _required({}, {OWNERS: "* @acme/ml-core\n"}, base={"docs/CODEOWNERS": LINE}) == {
        "model:m": ["data", "support"]
    }


def test_what_the_head_says_of_its_code_host_does_not_count() -> None:
    after: Files = {**GITLAB, OWNERS: None, "CODEOWNERS": LINE}
    assert _required({OWNERS: LINE}, after) == {"model:m": ALL_TEAMS}


METHODS = {".policy.yml": policy_bot, ".codeowners": codeowners_plus, ".github/rulesets/aiowners.json": ruleset}
IDS = {"acme/ml-core": 1, "acme/data": 12, "acme/support": 123}
TEAM_IDS = ".github/rulesets/aiowners-teams.json"
WITH_IDS: Files = {TEAM_IDS: json.dumps(IDS)}


def _generated(path: str, *changes: Files) -> Files:
    text = METHODS[path](posture(WITH_IDS, *changes).workspace).text
    return {**WITH_IDS, path: text}


@pytest.mark.parametrize("path", METHODS)
def test_the_file_of_a_method(path: str) -> None:
    before = _generated(path)
    text = str(before[path])
    assert _required(before, {"README": ""}) == {}
    everyone = {"model:m": ALL_TEAMS}
    assert _required(before, {path: None}) == everyone
    assert _required(before, {path: f"# edited by hand\n{text}"}) == everyone
    assert _required(before, {path: text.replace("support", "support2").replace("123", "124")}) == everyone
    # Exactly what is generated for one more model: it still requires every team.
    more: Files = {
        "n/ai-ownership.yaml": "version: 1\nowner: data\nmodels: {n: {artifacts: [w], reviewers: [support]}}\n"
    }
    assert _required(before, more | _generated(path, more)) == {}
    # Exactly what is generated, but for fewer teams.
    gone: Files = {"support/ai-ownership.yaml": None, "ml/ai-ownership.yaml": NO_REVIEWERS}
    assert _required(before, gone | _generated(path, gone)) == {"model:m": ["support"]}
    # Exactly what is generated, but the team has another handle.
    taken: Files = {"ai-ownership.yaml": COMPANY["ai-ownership.yaml"].replace("@acme/support", "@acme/data2")}
    ids: Files = {TEAM_IDS: json.dumps({**IDS, "acme/data2": 7})}
    assert _required(before, taken | _generated(path, taken) | ids).get("model:m", [])[-1:] == ["support"]


def test_an_id_that_becomes_that_of_another_team() -> None:
    path = ".github/rulesets/aiowners.json"
    before = _generated(path)
    ids: Files = {TEAM_IDS: json.dumps({**IDS, "acme/support": 12})}
    text = ruleset(posture(ids).workspace).text
    assert _required(before, ids | {path: text}) == {"model:m": ["support"]}
    assert _required(before, {TEAM_IDS: "nonsense"}) == {"model:m": ALL_TEAMS}


def test_the_methods_and_the_code_host_of_the_configuration() -> None:
    before: Files = {"aiowners.toml": 'enforcement = ["ruleset", "codeowners"]\n'}
    assert _required(before, {"aiowners.toml": 'enforcement = ["codeowners", "ruleset"]\n'}) == {}
    assert _required(before, {"aiowners.toml": 'enforcement = ["ruleset"]\n'}) == {"model:m": ALL_TEAMS}
    assert _required(before, {"aiowners.toml": str(before["aiowners.toml"]) + 'forge = "gitlab"\n'}) == {
        "model:m": ALL_TEAMS
    }
    # The base has one more since: the change did not remove it.
    assert _required({}, {"README": ""}, base=before) == {}


GATE = '[gate]\nmembers = "members.yaml"\n'
MEMBERS = "data: [ann]\nsupport: [bea, cem]\n"


@pytest.mark.parametrize(
    "gate",
    [
        'break-glass = ["@acme/x"]\n',
        'bots = ["b"]\n',
        "distinct-approvers = true\n",
        'delegate = {above = 1, to = "@acme/x"}\n',
    ],
)
def test_the_gate(gate: str) -> None:
    required = _required({"aiowners.toml": GATE}, {"aiowners.toml": GATE + gate})
    assert required == {"model:m": ALL_TEAMS, "path:aiowners.toml": ["ml-core"]}


@pytest.mark.parametrize(
    ("after", "teams"),
    [
        (MEMBERS, None),
        ("support: [Cem, bea]\n# more\ndata: [ann]\n", []),
        (MEMBERS.replace("cem", "eve"), ["support"]),
        (MEMBERS + "ml-core: [dan]\n", ["ml-core"]),
        ("data: [ann]\n", ["support"]),
        (None, ["data", "support"]),
        ("data: {a: b}\n", ALL_TEAMS),
        ("data: [ann]\nsupport: [[bea], cem]\n", ALL_TEAMS),
        ("data: [\n", ALL_TEAMS),
        (MEMBERS + "data: [eve]\n", ALL_TEAMS),
    ],
)
def test_the_members_of_the_gate(after: str | None, teams: list[str] | None) -> None:
    required = _required({"aiowners.toml": GATE, "members.yaml": MEMBERS}, {"members.yaml": after})
    if teams is None:
        assert required == {}
        return
    assert {party for parties in required.values() for party in parties} == {*teams, "ml-core"}
    assert "ml-core" in required["path:members.yaml"]


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/owners.yml", ".github/actions/check/action.yml", "tools/action.yaml", ".gitlab-ci.yml", "ci/a.gitlab-ci.yml",
        ".gitlab/ci/x.yml", ".circleci/config.yml", ".gitea/workflows/a.yml", ".drone.yml", "ci/lint.yml", ".azure/build.yml",
        ".pre-commit-config.yaml", "lefthook.yml", "bitbucket-pipelines.yml", "azure-pipelines.yml", "Jenkinsfile", ".teamcity/settings.kts",
    ],
)  # fmt: skip
def test_what_runs_the_program(path: str) -> None:
    everyone = {"model:m": ALL_TEAMS, f"path:{path}": ["ml-core"]}
    assert _required({path: "run: aiowners check --ci\n"}, {path: "run: true\n"}) == everyone
    assert _required({path: "run: aiowners check --ci\n"}, {path: None}) == everyone
    assert _required({}, {path: "name: AIowners\n"}) == everyone
    assert _required({path: "run: test\n"}, {path: "run: tests\n"}) == {}


def test_what_codeowners_plus_reads_besides() -> None:
    before = _generated(".codeowners")
    assert _required(before, {"codeowners.toml": "[enforcement]\napproval = false\n"}) == {"model:m": ALL_TEAMS}
    assert _required({}, {"codeowners.toml": ""}) == {}


def test_retired_models_require_nobody() -> None:
    retired: Files = {"ml/ai-ownership.yaml": COMPANY["ml/ai-ownership.yaml"] + "    status: retired\n", OWNERS: LINE}
    assert _required(retired, {OWNERS: None}) == {}
