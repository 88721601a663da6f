"""The block of CODEOWNERS."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.codeowners.parse import parse
from aiowners.enforcement.claimed_patterns import owners_of
from aiowners.enforcement.codeowners import NAME, codeowners
from aiowners.enforcement.generated import Generated
from aiowners.enforcement.shadowed_lines import overriding_lines
from aiowners.forge import Forge
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import Workspace
from tests.enforcement.organizations import Tree, handles, tree, trees

FILES = ("docs/a.md", "src/a.md", "src/rank.py", "src/api/x.py", "ml/embed/w.bin", "ml/ranker.bin.dvc")


def _lines(workspace: Workspace) -> list[str]:
    return codeowners(workspace).part.splitlines()[1:-1]


def test_a_shared_pattern_has_one_line_and_a_more_specific_claim_overrides_it() -> None:
    workspace = tree(
        {
            "": {"teams": handles("search", "growth", "ml-core", "data-eng"), "owner": "search"},
            "src": {
                "features": {
                    "ranking": {"owner": "search", "paths": ["rank.py", "/"]},
                    "api": {"owner": "growth", "co_owners": ["@maya", "lena@acme.test"], "paths": ["api/"]},
                    "all": {"owner": "search", "paths": ["/**"]},
                    "again": {"owner": "data-eng", "paths": ["rank.py"]},
                },
            },
        },
        FILES,
    ).workspace()
    assert _lines(workspace) == [
        "/ai-ownership.yaml @acme/search",
        "/src/ @acme/search",
        "/src/**/api/ @acme/growth @maya lena@acme.test",
        "/src/**/rank.py @acme/data-eng @acme/search",
    ]


def test_an_intersection_of_patterns_has_its_own_line() -> None:
    body = {
        "teams": handles("search", "docs"),
        "assets": {
            "texts": {"kind": "other", "owner": "docs", "paths": ["*.md"]},
            "code": {"kind": "other", "owner": "search", "paths": ["/src/"]},
            "else": {"kind": "other", "owner": "search", "paths": ["/docs/*"]},
        },
    }
    assert _lines(tree({"": body}, FILES).workspace()) == [
        "*.md @acme/docs",
        # No pattern is the intersection of `/docs/*` and `*.md`, so the last matching line assigns both.
        "/docs/* @acme/docs @acme/search",
        "/src/ @acme/search",
        "/src/**/*.md @acme/docs @acme/search",
    ]


def test_a_pointer_file_has_the_owner_of_its_content() -> None:
    body = {"teams": handles("ml-core"), "models": {"ranker": {"owner": "ml-core", "artifacts": ["ml/ranker.bin"]}}}
    assert _lines(tree({"": body}, FILES).workspace()) == [
        "/ml/ranker.bin @acme/ml-core",
        "/ml/ranker.bin.dvc @acme/ml-core",
    ]


SHARED = {
    "": {"teams": {**handles("ml-core", "search"), "mute": {}}},
    "ml": {"owner": "ml-core", "models": {"embed": {"artifacts": ["embed/"], "reviewers": ["search", "mute"]}}},
    "src": {"owner": "search", "features": {"ranking": {"paths": ["rank.py"], "uses": {"models": ["embed"]}}}},
}


def test_enforced_lines_assign_all_required_reviewers_of_whom_one_is_enough() -> None:
    plain = codeowners(tree(SHARED, FILES).workspace())
    assert "/ml/**/embed/ @acme/ml-core\n" in plain.part
    enforced = codeowners(tree(SHARED, FILES).workspace(enforcement=("codeowners",)))
    assert "/ml/**/embed/ @acme/ml-core @acme/search\n" in enforced.part
    for generated in (plain, enforced):
        summaries = [limitation.summary for limitation in generated.limitations]
        assert "1 shared model whose teams, 3 in all, are alternatives in CODEOWNERS on GitHub: `embed`" in summaries
        assert not generated.is_complete
    assert "1 team without a handle on GitHub: `mute`" in [limitation.summary for limitation in enforced.limitations]


def test_gitlab_has_its_own_section_and_a_section_for_each_reviewer() -> None:
    workspace = tree(SHARED, FILES).workspace(Forge.GITLAB, ("codeowners",))
    assert codeowners(workspace).path == "CODEOWNERS"
    assert _lines(workspace) == [
        "[AI ownership]",
        "/ml/**/embed/ @acme/ml-core @acme/search",
        "/ml/ai-ownership.yaml @acme/ml-core",
        "/src/**/rank.py @acme/search",
        "/src/ai-ownership.yaml @acme/search",
        "[aiowners ml-core]",
        "/ml/**/embed/ @acme/ml-core",
        "[aiowners search]",
        "/ml/**/embed/ @acme/search",
    ]


def test_bitbucket() -> None:
    generated = codeowners(tree(SHARED, FILES).workspace(Forge.BITBUCKET))
    assert generated.path == ".bitbucket/CODEOWNERS"
    assert "/ml/**/embed/ @acme/ml-core\n" in generated.part


def test_limitations_are_counted_and_no_line_is_injected() -> None:
    body = {
        "teams": {**handles("search"), "evil": {"handles": {"github": "@x # @y"}}, "mute": {}},
        "assets": {
            "brackets": {
                "kind": "other",
                "owner": "search",
                "paths": [r"pages/\[id\]/", "a\nb/", "ok/", "e\x1b/", "//"],
            },
            "evil": {"kind": "other", "owner": "evil", "paths": ["evil/"]},
            "mute": {"kind": "other", "owner": "mute", "paths": ["mute/"]},
        },
    }
    generated = codeowners(tree({"": body}, FILES).workspace())
    assert generated.part.splitlines()[1:-1] == ["ok/ @acme/search", r"/pages/\[id\]/ @acme/search"]
    assert sorted(limitation.summary for limitation in generated.limitations) == [
        "1 team with a handle that GitHub does not read as an owner: `evil`",
        "1 team without a handle on GitHub: `mute`",
        "2 patterns cannot be said in CODEOWNERS on GitHub: `a\nb/`, `e\x1b/`",
    ]


def test_a_line_after_the_block_is_reported() -> None:
    before = tree(SHARED, FILES)
    block = codeowners(before.workspace()).part
    text = f"* @all\n{block}\n/other/ @x\n/src/ @late\n"
    workspace = before.having(".github/CODEOWNERS", text).workspace()
    generated = codeowners(workspace)
    assert generated.text == text
    (line,) = overriding_lines(workspace, generated, NAME)
    assert (line.text, line.file) == ("/src/ @late", "src/ai-ownership.yaml")
    assert text.splitlines()[line.number - 1] == "/src/ @late"


def test_without_tracked_files() -> None:
    assert _lines(Tree({}, ()).workspace()) == []
    unknown = replace(tree(SHARED).workspace(), list_files=None)
    assert "/ml/**/embed/ @acme/ml-core" in _lines(unknown)
    assert overriding_lines(unknown, codeowners(unknown), NAME) == []


@pytest.mark.parametrize("forge", Forge)
def test_text_before_the_block_does_not_change(forge: Forge) -> None:
    path = forge.codeowners_paths[-1]
    before = "\ufeff# mine\r\n/x/ @x\r\n"
    generated = codeowners(tree(SHARED, FILES).having(path, before).workspace(forge))
    assert generated.path == path
    assert generated.text.startswith(before)
    assert generated.text.count("\n") == generated.text.count("\r\n")


RULES = ("codeowners-missing-owner", "unguarded-manifest", "codeowners-syntax", "codeowners-missing-reviewer")


@settings(max_examples=100, deadline=None)
@given(trees(), st.sampled_from(Forge), st.booleans(), st.sampled_from(["", "* @all\n/a/ @other\n"]))
def test_with_the_block_each_file_has_its_owner(organization: Tree, forge: Forge, enforced: bool, before: str) -> None:
    enforcement = ("codeowners",) if enforced else ()
    organization = organization.having(forge.codeowners_paths[0], before)
    workspace = organization.workspace(forge, enforcement)
    generated = codeowners(workspace)
    assert generated == codeowners(organization.workspace(forge, enforcement, backwards=True))
    after = organization.having(generated.path, generated.text).workspace(forge, enforcement)
    assert codeowners(after).text == generated.text
    assert overriding_lines(after, codeowners(after), NAME) == []
    inexpressible = {
        name for limitation in generated.limitations if limitation.kind == "pattern" for name in limitation.names
    }
    report = run(after, ALL, Settings(select=frozenset(RULES)))
    assert [
        (diagnostic.rule, diagnostic.message, diagnostic.location.text)
        for diagnostic in report.diagnostics
        if diagnostic.rule != "codeowners-missing-owner"
    ] == []
    if not inexpressible:
        assert [(diagnostic.rule, diagnostic.message) for diagnostic in report.diagnostics] == []
    _no_claim_is_missed(after, generated, inexpressible)


def _no_claim_is_missed(after: Workspace, generated: Generated, inexpressible: set[str]) -> None:
    assert after.ruleset is not None
    assert after.files is not None
    assert parse(Source("", generated.part), after.forge).problems == ()
    for claim in after.claims:
        owners = {name for team in owners_of(after, claim.node) for name in after.handles.of(team)}
        runs = after.applied.runs(claim, after.files) if claim.pattern.glob not in inexpressible and owners else ()
        for start, end in runs:
            for path, last_lines in after.ruleset.lines_for_each(after.files.paths[start:end]):
                assert owners & {name for line in last_lines for name in line.names}, (path, claim.pattern)


NESTED = {
    "": {"teams": handles("search", "docs"), "owner": "docs"},
    "src": {"owner": "search", "features": {"ranking": {"paths": ["/"]}, "api": {"paths": ["api/", "rank.py"]}}},
}


def test_redundant_lines_are_omitted() -> None:
    body = {
        **NESTED,
        "src": {**NESTED["src"], "features": {"ranking": {"paths": ["/**"]}, "api": {"paths": ["/api/"]}}},
    }
    assert _lines(tree(body, FILES).workspace()) == ["/ai-ownership.yaml @acme/docs", "/src/ @acme/search"]


def test_no_line_repeats_a_handwritten_line_before_the_block() -> None:
    text = "/ai-ownership.yaml @acme/docs\n/src/ @ACME/search\n"
    body = {**NESTED, "src": {**NESTED["src"], "features": {"ranking": {"paths": ["/**"]}}}}
    before = tree(body, FILES).having(".github/CODEOWNERS", text)
    generated = codeowners(before.workspace())
    assert (generated.text, generated.part.splitlines()[1:-1]) == (text, [])
    changed = tree(body, FILES).having(".github/CODEOWNERS", text + "/src/api/ @acme/other\n").workspace()
    assert _lines(changed) == ["/src/ @acme/search"]
    after = tree(body, FILES).having(".github/CODEOWNERS", codeowners(changed).text + text).workspace()
    assert _lines(after) == ["/src/ @acme/search"]


@pytest.mark.parametrize(
    ("sections", "heading", "is_reported"),
    [
        ("", "[AI ownership]", True),
        ("^[Docs] @a\n/docs/\n\n^[Api]\n/api/ @b\n", "^[AI ownership]", False),
        ("^[Docs] @a\n/docs/\n\n[Api]\n/api/ @b\n", "[AI ownership]", True),
        ("^[Docs] @a\n/docs/\n\n[docs]\n/api/ @b\n", "[AI ownership]", True),
        ("* @all\n^[Docs] @a\n/docs/\n", "[AI ownership]", True),
        ("# only a comment\n", "[AI ownership]", True),
    ],
)
def test_the_gitlab_section_is_optional_if_all_other_sections_are(
    sections: str, heading: str, is_reported: bool
) -> None:
    before = tree(SHARED, FILES)
    workspace = before.having("CODEOWNERS", sections).workspace(Forge.GITLAB)
    generated = codeowners(workspace)
    assert _lines(workspace)[0] == heading
    notice = "1 new section is required, because not all other sections are optional: `AI ownership`"
    assert (notice in [limitation.summary for limitation in generated.limitations]) == is_reported
    again = codeowners(before.having("CODEOWNERS", generated.text).workspace(Forge.GITLAB))
    assert again.text == generated.text
    assert notice not in [limitation.summary for limitation in again.limitations]


@pytest.mark.parametrize("forge", Forge)
def test_the_file_ends_with_a_line_break(forge: Forge) -> None:
    for before in ("", "* @all", "* @all\r\n/x @x", "* @all\n"):
        organization = tree(SHARED, FILES).having(forge.codeowners_paths[0], before)
        assert codeowners(organization.workspace(forge)).text.endswith(
            "aiowners codeowners <<<" + ("\r\n" if "\r" in before else "\n")
        )
