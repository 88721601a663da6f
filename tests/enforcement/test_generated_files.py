"""The generated file of each enforcement method requires exactly the required reviewers.

The tests read each file as its program reads it.
"""

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
from aiowners.enforcement.marked_block import InvalidBlockError
from aiowners.enforcement.policy_bot import NotGeneratedError, policy_bot
from aiowners.enforcement.required_reviews import required_reviews
from aiowners.filenames import TEAM_IDS as IDS
from aiowners.forge import Forge
from aiowners.source import Source
from aiowners.workspace import Workspace
from tests.enforcement.organizations import TEAMS, Tree, handles, tree, trees
from tests.enforcement.test_method_globs import doublestar

SCHEMA = json.loads((Path(__file__).parent / "github-ruleset.schema.json").read_text("utf-8"))
TEAM_IDS = {f"acme/{team}": number for number, team in enumerate(TEAMS, 101)}
Required = Callable[[Generated, str], set[str]]


def by_ruleset(generated: Generated, path: str) -> set[str]:
    """Match with Ruby's fnmatch, which GitLab's patterns use, too."""
    body = json.loads(generated.text)
    jsonschema.validate(body, SCHEMA)
    names = {number: f"@{slug}" for slug, number in TEAM_IDS.items()}
    required = body["rules"][0]["parameters"]["required_reviewers"]
    assert [entry["minimum_approvals"] for entry in required] == [1] * len(required)
    return {
        names[entry["reviewer"]["id"]]
        for entry in required
        if any(Glob(f"/{glob}").matches(path) for glob in entry["file_patterns"])
    }


def by_policy_bot(generated: Generated, path: str) -> set[str]:
    body = yaml.safe_load(generated.text)
    rules = {rule["name"]: rule for rule in body["approval_rules"]}
    assert len(rules) == len(body["approval_rules"])
    assert body["policy"]["approval"] == [*rules]
    first, *team_rules = rules.values()
    assert (first["requires"], "if" in first) == ({"count": 0}, False)
    reviewers = set()
    for rule in team_rules:
        assert rule["options"]["methods"] == {"comments": [], "github_review": True}
        assert rule["options"]["invalidate_on_push"] is True
        if any(re.search(regex, path) for regex in rule["if"]["changed_files"]["paths"]):
            (team,) = rule["requires"]["teams"]
            reviewers.add(f"@{team}")
    return reviewers


def by_codeowners_plus(generated: Generated, path: str) -> set[str]:
    """Split lines at whitespace as `reader.go` of codeowners-plus does."""
    reviewers = set()
    for line in generated.text.splitlines():
        if line and not line.startswith("#"):
            prefix, glob, *owners = line.split()
            assert (prefix, len(owners)) == ("&", 1)
            assert not glob.startswith("/")
            assert not glob.endswith("/")
            reviewers |= {*owners} if doublestar(glob, path) else set()
    return reviewers


def by_sections(generated: Generated, path: str) -> set[str]:
    code_owners = parse(Source("CODEOWNERS", generated.text), Forge.GITLAB)
    assert code_owners.problems == ()
    last_lines = Ruleset(code_owners).lines_for(path)
    assert len({line.section for line in last_lines}) == len(last_lines)
    return {name for line in last_lines for name in line.names}


METHODS: list[tuple[Callable[[Workspace], Generated], Required, Forge]] = [
    (ruleset, by_ruleset, Forge.GITHUB),
    (policy_bot, by_policy_bot, Forge.GITHUB),
    (codeowners_plus, by_codeowners_plus, Forge.GITHUB),
    (gitlab_sections, by_sections, Forge.GITLAB),
]


@pytest.mark.parametrize(
    ("generate", "required", "forge"), METHODS, ids=[generate.__name__ for generate, _, _ in METHODS]
)
def test_exactly_the_required_reviewers(
    generate: Callable[[Workspace], Generated], required: Required, forge: Forge
) -> None:
    @settings(max_examples=50, deadline=None)
    @given(trees())
    def check(organization: Tree) -> None:
        organization = organization.having(IDS, json.dumps(TEAM_IDS))
        workspace = organization.workspace(forge)
        generated = generate(workspace)
        assert generated == generate(organization.workspace(forge, backwards=True))
        assert {limitation.kind for limitation in generated.limitations} <= {"pattern", "model"}
        inexpressible = {
            name for limitation in generated.limitations if limitation.kind == "pattern" for name in limitation.names
        }
        for path in organization.files:
            expected = {
                f"@acme/{team}"
                for review in required_reviews(workspace)
                if any(pattern.matches(path) and pattern.glob not in inexpressible for pattern in review.patterns)
                for team in review.teams
            }
            assert required(generated, path) == expected, path

    check()


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


def test_a_waiver_counts_until_it_expires() -> None:
    for until, teams in (("2026-11-22", {"ml-core", "growth"}), ("2026-11-21", {"ml-core", "growth", "search"})):
        organization = _changed(reviewers=["growth"], waivers=[{"team": "search", "reason": "told", "until": until}])
        (review,) = required_reviews(organization.workspace())
        assert {*review.teams} == teams


def test_the_models_with_a_required_review() -> None:
    assert required_reviews(_changed(status="retired").workspace()) == []
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
    assert [(review.name, review.patterns) for review in required_reviews(workspace)] == [
        ("open", manifest),
        ("far", manifest),
    ]
    body["models"]["near"] = {"artifacts": ["m/"], "access": "company"}  # type: ignore[index]
    organization = tree({"": {"teams": handles("ml-core"), **body}})
    assert {
        review.name: [pattern.glob for pattern in review.patterns]
        for review in required_reviews(organization.workspace())
    } == {
        "open": ["/ai-ownership.yaml"],
        "far": ["/ai-ownership.yaml"],
        "near": ["m/"],
    }


def test_a_sixteenth_team_and_a_team_without_an_id_are_reported() -> None:
    names = [f"t{number:02}" for number in range(18)]
    body = {
        "teams": {**handles(*names), "solo": {"handles": {"github": "@solo"}}},
        "owner": "t00",
        "models": {"m": {"artifacts": ["m/"], "access": "company", "reviewers": [*names, "solo"]}},
    }
    ids = {f"@Acme/{name}": number for number, name in enumerate(names[:17], 1)}
    organization = tree({"": body}).having(IDS, json.dumps(ids))
    generated = ruleset(organization.workspace())
    jsonschema.validate(json.loads(generated.text), SCHEMA)
    assert len(json.loads(generated.text)["rules"][0]["parameters"]["required_reviewers"]) == 15
    assert [limitation.summary for limitation in generated.limitations] == [
        "1 party without a team on GitHub: `solo`",
        f"1 team without an id in {IDS}: `acme/t17`",
        "2 teams beyond the 15 that a ruleset takes: `t15`, `t16`",
    ]
    assert "gh api orgs/acme/teams/t17 --jq .id" in generated.limitations[1].advice
    assert not generated.is_complete


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
def test_an_invalid_file_of_team_ids(text: str, words: str) -> None:
    with pytest.raises(TeamIdsError, match=words):
        ruleset(tree(MODEL).having(IDS, text).workspace())


def test_a_handwritten_policy_is_not_replaced() -> None:
    with pytest.raises(NotGeneratedError):
        policy_bot(tree(MODEL).having(".policy.yml", "policy: {}\n").workspace())
    generated_text = policy_bot(tree(MODEL).workspace()).text
    assert (
        policy_bot(tree(MODEL).having(".policy.yml", generated_text + "# edited\n").workspace()).text == generated_text
    )


def test_one_of_several_handles_is_enough() -> None:
    teams = {
        **handles("ml-core"),
        "search": {"handles": {"github": ["@acme/search", "@maya"], "gitlab": ["@a/s", "@a/r"]}},
    }
    organization = tree({**MODEL, "": {"teams": teams}})
    rules = yaml.safe_load(policy_bot(organization.workspace()).text)["approval_rules"]
    assert rules[-1]["requires"] == {"count": 1, "teams": ["acme/search"], "users": ["maya"]}
    assert "& ml/models/embed/**/* @acme/search @maya\n" in codeowners_plus(organization.workspace()).text
    assert (
        "[aiowners search]\n/ml/models/embed/ @a/r @a/s\n" in gitlab_sections(organization.workspace(Forge.GITLAB)).text
    )
    ids = organization.having(IDS, json.dumps(TEAM_IDS))
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
    organization = _changed(artifacts=[glob]).having(
        IDS, json.dumps({"acme/search": 1, "acme/growth": 2, "acme/ml-core": 3})
    )
    workspace = organization.workspace()
    path = f"ml/{glob}w.bin"
    for generate in (ruleset, policy_bot, codeowners_plus):
        generated = generate(workspace)
        if any(limitation.kind == "pattern" for limitation in generated.limitations):
            assert glob.strip() not in generated.text
    body = yaml.safe_load(policy_bot(workspace).text)
    rules = [
        rule
        for rule in body["approval_rules"][1:]
        if any(re.search(regex, path) for regex in rule["if"]["changed_files"]["paths"])
    ]
    assert len(rules) == (0 if "\n" in glob else 3)


def test_hostile_team_names() -> None:
    teams = ["@a/b]\n* @evil", "@x'y", "@p/q # @evil", "lena@acme.test", "@ok/team"]
    organization = _changed(reviewers=[{"team": team, "reason": "r"} for team in teams])
    for generate in (policy_bot, codeowners_plus, ruleset):
        generated = generate(organization.workspace())
        assert "evil" not in generated.text
        (limitation,) = [
            limitation
            for limitation in generated.limitations
            if ("without a" in limitation.reason and limitation.kind != "team") or "handle" in limitation.reason
        ]
        assert set(limitation.names) >= {"@x'y", "lena@acme.test"}
    sections = gitlab_sections(organization.workspace(Forge.GITLAB))
    code_owners = parse(Source("", sections.text), Forge.GITLAB)
    assert code_owners.problems == ()
    assert {name for line in code_owners.lines for name in line.names} <= {
        "@acme/ml-core",
        "@acme/search",
        "@ok/team",
        "lena@acme.test",
    }


@pytest.mark.parametrize(("generate", "path"), [(codeowners_plus, ".codeowners"), (gitlab_sections, "CODEOWNERS")])
def test_the_rest_of_the_file_does_not_change(generate: Callable[[Workspace], Generated], path: str) -> None:
    forge = Forge.GITLAB if generate is gitlab_sections else Forge.GITHUB
    generated = generate(tree(MODEL).having(path, "# mine\r\n* @all").workspace(forge))
    assert generated.text.startswith("# mine\r\n* @all\r\n\r\n# >>> ")
    assert generated.text.endswith("\n")
    invalid = tree(MODEL).having(path, generated.text + generated.part)
    with pytest.raises(InvalidBlockError):
        generate(invalid.workspace(forge))
