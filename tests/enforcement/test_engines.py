"""What each engine is told, read back as the engine reads it, demands exactly those who must review."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings

from aiowners.codeowners.gitlab_glob import Glob
from aiowners.codeowners.parse import parse
from aiowners.codeowners.pattern import literal
from aiowners.codeowners.ruleset import Ruleset
from aiowners.enforcement.codeowners_plus import codeowners_plus
from aiowners.enforcement.generated import Generated
from aiowners.enforcement.github_ruleset import TeamIdsError, ruleset
from aiowners.enforcement.gitlab_sections import gitlab_sections
from aiowners.enforcement.marked_block import TornBlockError
from aiowners.enforcement.policy_bot import NotOursError, policy_bot
from aiowners.enforcement.required_reviews import demands
from aiowners.filenames import TEAM_IDS as IDS
from aiowners.forge import Forge
from aiowners.source import Source
from aiowners.workspace import Workspace
from tests.enforcement.organisations import TEAMS, Tree, handles, tree, trees
from tests.enforcement.test_method_globs import doublestar

SCHEMA = json.loads((Path(__file__).parent / "github-ruleset.schema.json").read_text("utf-8"))
TEAM_IDS = {f"acme/{team}": number for number, team in enumerate(TEAMS, 101)}
Demanded = Callable[[Generated, str], set[str]]


def by_ruleset(generated: Generated, path: str) -> set[str]:
    """By fnmatch as Ruby has it: GitLab's patterns are that too."""
    body = json.loads(generated.text)
    jsonschema.validate(body, SCHEMA)
    names = {number: f"@{slug}" for slug, number in TEAM_IDS.items()}
    required = body["rules"][0]["parameters"]["required_reviewers"]
    assert [entry["minimum_approvals"] for entry in required] == [1] * len(required)
    return {
        names[entry["reviewer"]["id"]]
        for entry in required
        if any(Glob(f"/{one}").matches(path) for one in entry["file_patterns"])
    }


def by_policy_bot(generated: Generated, path: str) -> set[str]:
    body = yaml.safe_load(generated.text)
    rules = {rule["name"]: rule for rule in body["approval_rules"]}
    assert len(rules) == len(body["approval_rules"])
    assert body["policy"]["approval"] == [*rules]
    first, *others = rules.values()
    assert (first["requires"], "if" in first) == ({"count": 0}, False)
    found = set()
    for rule in others:
        assert rule["options"]["methods"] == {"comments": [], "github_review": True}
        assert rule["options"]["invalidate_on_push"] is True
        if any(re.search(one, path) for one in rule["if"]["changed_files"]["paths"]):
            (team,) = rule["requires"]["teams"]
            found.add(f"@{team}")
    return found


def by_codeowners_plus(generated: Generated, path: str) -> set[str]:
    """As its `reader.go` cuts a line: the sign, and then words between blanks."""
    found = set()
    for line in generated.text.splitlines():
        if line and not line.startswith("#"):
            sign, glob, *owners = line.split()
            assert (sign, len(owners)) == ("&", 1)
            assert not glob.startswith("/")
            assert not glob.endswith("/")
            found |= {*owners} if doublestar(glob, path) else set()
    return found


def by_sections(generated: Generated, path: str) -> set[str]:
    parsed = parse(Source("CODEOWNERS", generated.text), Forge.GITLAB)
    assert parsed.problems == ()
    winning = Ruleset(parsed).lines_for(path)
    assert len({line.section for line in winning}) == len(winning)
    return {name for line in winning for name in line.names}


ENGINES: list[tuple[Callable[[Workspace], Generated], Demanded, Forge]] = [
    (ruleset, by_ruleset, Forge.GITHUB),
    (policy_bot, by_policy_bot, Forge.GITHUB),
    (codeowners_plus, by_codeowners_plus, Forge.GITHUB),
    (gitlab_sections, by_sections, Forge.GITLAB),
]


@pytest.mark.parametrize(("generate", "demanded", "forge"), ENGINES, ids=[one.__name__ for one, _, _ in ENGINES])
def test_exactly_those_who_must_review(
    generate: Callable[[Workspace], Generated], demanded: Demanded, forge: Forge
) -> None:
    @settings(max_examples=50, deadline=None)
    @given(trees())
    def hold(organisation: Tree) -> None:
        organisation = organisation.having(IDS, json.dumps(TEAM_IDS))
        workspace = organisation.workspace(forge)
        generated = generate(workspace)
        assert generated == generate(organisation.workspace(forge, backwards=True))
        assert {loss.thing for loss in generated.losses} <= {"pattern", "model"}
        lost = {name for loss in generated.losses if loss.thing == "pattern" for name in loss.names}
        for path in organisation.files:
            wanted = {
                f"@acme/{party}"
                for demand in demands(workspace)
                if any(pattern.matches(path) and pattern.glob not in lost for pattern in demand.patterns)
                for party in demand.parties
            }
            assert demanded(generated, path) == wanted, path

    hold()


MODEL = {
    "": {"teams": handles("ml-core", "search", "growth")},
    "ml": {
        "owner": "ml-core",
        "models": {"embed": {"artifacts": ["models/embed/"], "reviewers": ["search", "growth"]}},
    },
    "src": {"owner": "search", "features": {"ranking": {"uses": {"models": ["embed"]}}}},
}


def _changed(**model: Any) -> Tree:
    return tree({**MODEL, "ml": {"owner": "ml-core", "models": {"embed": {**MODEL["ml"]["models"]["embed"], **model}}}})  # type: ignore[index]


def test_a_waiver_counts_while_it_holds() -> None:
    for until, asked in (("2026-11-22", {"ml-core", "growth"}), ("2026-11-21", {"ml-core", "growth", "search"})):
        organisation = _changed(reviewers=["growth"], waivers=[{"team": "search", "reason": "told", "until": until}])
        (demand,) = demands(organisation.workspace())
        assert {*demand.parties} == asked


def test_what_is_asked_for_of_which_models() -> None:
    assert demands(_changed(status="retired").workspace()) == []
    body = {
        "owner": "ml-core",
        "models": {
            "mine": {},
            "open": {"reviewers": "downstream"},
            "far": {"artifacts": ["s3://a/b"], "access": "company"},
        },
    }
    workspace = tree({"": {"teams": handles("ml-core"), **body}}).workspace()
    # A model without files is guarded through the manifest that declares it.
    manifest = (literal("ai-ownership.yaml"),)
    assert [(demand.name, demand.patterns) for demand in demands(workspace)] == [("open", manifest), ("far", manifest)]
    body["models"]["near"] = {"artifacts": ["m/"], "access": "company"}  # type: ignore[index]
    organisation = tree({"": {"teams": handles("ml-core"), **body}})
    assert {demand.name: [one.glob for one in demand.patterns] for demand in demands(organisation.workspace())} == {
        "open": ["/ai-ownership.yaml"],
        "far": ["/ai-ownership.yaml"],
        "near": ["m/"],
    }


def test_the_sixteenth_team_is_reported_and_so_is_one_without_an_id() -> None:
    names = [f"t{number:02}" for number in range(18)]
    body = {
        "teams": {**handles(*names), "solo": {"handles": {"github": "@solo"}}},
        "owner": "t00",
        "models": {"m": {"artifacts": ["m/"], "access": "company", "reviewers": [*names, "solo"]}},
    }
    ids = {f"@Acme/{name}": number for number, name in enumerate(names[:17], 1)}
    organisation = tree({"": body}).having(IDS, json.dumps(ids))
    generated = ruleset(organisation.workspace())
    jsonschema.validate(json.loads(generated.text), SCHEMA)
    assert len(json.loads(generated.text)["rules"][0]["parameters"]["required_reviewers"]) == 15
    assert [loss.words for loss in generated.losses] == [
        "1 party without a team on GitHub: `solo`",
        f"1 team without an id in {IDS}: `acme/t17`",
        "2 teams beyond the 15 that a ruleset takes: `t15`, `t16`",
    ]
    assert "gh api orgs/acme/teams/t17 --jq .id" in generated.losses[1].advice
    assert not generated.is_whole


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "nested|not JSON"),
        ("[1]", "not an object"),
        ('{"a/b": "1"}', "'a/b' is not a whole number"),
        ('{"a/b": true}', "not a whole number"),
        ('{"a/b": 0}', "not a whole number"),
    ],
)
def test_a_file_of_ids_that_is_none(text: str, words: str) -> None:
    with pytest.raises(TeamIdsError, match=words):
        ruleset(tree(MODEL).having(IDS, text).workspace())


def test_a_policy_of_somebody_else_is_left_alone() -> None:
    with pytest.raises(NotOursError):
        policy_bot(tree(MODEL).having(".policy.yml", "policy: {}\n").workspace())
    ours = policy_bot(tree(MODEL).workspace()).text
    assert policy_bot(tree(MODEL).having(".policy.yml", ours + "# edited\n").workspace()).text == ours


def test_several_handles_are_alternatives() -> None:
    teams = {
        **handles("ml-core"),
        "search": {"handles": {"github": ["@acme/search", "@maya"], "gitlab": ["@a/s", "@a/r"]}},
    }
    organisation = tree({**MODEL, "": {"teams": teams}})
    rules = yaml.safe_load(policy_bot(organisation.workspace()).text)["approval_rules"]
    assert rules[-1]["requires"] == {"count": 1, "teams": ["acme/search"], "users": ["maya"]}
    assert "& ml/models/embed/**/* @acme/search @maya\n" in codeowners_plus(organisation.workspace()).text
    assert (
        "[aiowners search]\n/ml/models/embed/ @a/r @a/s\n" in gitlab_sections(organisation.workspace(Forge.GITLAB)).text
    )
    ids = organisation.having(IDS, json.dumps(TEAM_IDS))
    assert TEAM_IDS["acme/search"] in [
        entry["reviewer"]["id"]
        for entry in json.loads(ruleset(ids.workspace()).text)["rules"][0]["parameters"]["required_reviewers"]
    ]


HOSTILE = [
    "models/it's/",
    "models/a: b/",
    'models/"x"/',
    "models/#x/",
    "models/{{ x }}/",
    "models/$(id)/",
    "models/é/",
    "models/a\nb: c/",
]


@pytest.mark.parametrize("glob", HOSTILE)
def test_hostile_paths(glob: str) -> None:
    organisation = _changed(artifacts=[glob]).having(
        IDS, json.dumps({"acme/search": 1, "acme/growth": 2, "acme/ml-core": 3})
    )
    workspace = organisation.workspace()
    path = f"ml/{glob}w.bin"
    for generate in (ruleset, policy_bot, codeowners_plus):
        generated = generate(workspace)
        if any(loss.thing == "pattern" for loss in generated.losses):
            assert glob.strip() not in generated.text
    body = yaml.safe_load(policy_bot(workspace).text)
    found = [
        rule
        for rule in body["approval_rules"][1:]
        if any(re.search(one, path) for one in rule["if"]["changed_files"]["paths"])
    ]
    assert len(found) == (0 if "\n" in glob else 3)


def test_hostile_parties() -> None:
    parties = ["@a/b]\n* @evil", "@x'y", "@p/q # @evil", "lena@acme.test", "@ok/team"]
    organisation = _changed(reviewers=[{"team": party, "reason": "r"} for party in parties])
    for generate in (policy_bot, codeowners_plus, ruleset):
        generated = generate(organisation.workspace())
        assert "evil" not in generated.text
        (loss,) = [
            one for one in generated.losses if ("without a" in one.fate and one.thing != "team") or "handle" in one.fate
        ]
        assert set(loss.names) >= {"@x'y", "lena@acme.test"}
    sections = gitlab_sections(organisation.workspace(Forge.GITLAB))
    parsed = parse(Source("", sections.text), Forge.GITLAB)
    assert parsed.problems == ()
    assert {name for line in parsed.lines for name in line.names} <= {
        "@acme/ml-core",
        "@acme/search",
        "@ok/team",
        "lena@acme.test",
    }


@pytest.mark.parametrize(("generate", "path"), [(codeowners_plus, ".codeowners"), (gitlab_sections, "CODEOWNERS")])
def test_the_rest_of_the_file_stays(generate: Callable[[Workspace], Generated], path: str) -> None:
    forge = Forge.GITLAB if generate is gitlab_sections else Forge.GITHUB
    generated = generate(tree(MODEL).having(path, "# mine\r\n* @all").workspace(forge))
    assert generated.text.startswith("# mine\r\n* @all\r\n\r\n# >>> ")
    assert generated.text.endswith("\n")
    torn = tree(MODEL).having(path, generated.text + generated.part)
    with pytest.raises(TornBlockError):
        generate(torn.workspace(forge))
