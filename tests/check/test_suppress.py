"""What a suppression comment covers, and what is said of comments that are wrong."""

from __future__ import annotations

import pytest

from aiowners.check.configuration import parse
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.report import Report
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble

TEAMS = Source("z/ai-ownership.yaml", "version: 1\nteams: {a: {}}\n")


def _lint(text: str, *rules: str, today: str = "2026-11-22") -> Report:
    chosen = frozenset(rules) or frozenset({"unknown-team", "unowned", "suppression"})
    return run(assemble([Source("ai-ownership.yaml", text), TEAMS], today=today), ALL, Settings(select=chosen))


def _shown(report: Report) -> list[tuple[str, int]]:
    return [(one.rule, one.location.start.line) for one in report.diagnostics]


@pytest.mark.parametrize(
    ("text", "shown", "suppressed"),
    [
        pytest.param("models:\n  m:  # aiowners: ignore[unknown-team] why\n    owner: b\n", [], 1, id="a declaration"),
        pytest.param("models:\n  # aiowners: ignore[unknown-team] why\n  m:\n    owner: b\n", [], 1, id="above it"),
        pytest.param("models:\n  # aiowners: ignore[unknown-team] why\n  # more\n\n  m: {owner: b}\n", [], 1, id="above, comments between"),
        pytest.param("models:\n  m:\n    owner: b  # aiowners: ignore[unknown-team] why\n", [], 1, id="one key"),
        pytest.param(
            "models:\n  m:\n    owner: b  # aiowners: ignore[unknown-team] why\n    co_owners: [c]\n",
            [("unknown-team", 5)], 1, id="one key, not its neighbour",
        ),
        pytest.param(
            "models:\n  m:\n    owner: a\n    reviewers:\n      - b  # aiowners: ignore[unknown-team] why\n      - c\n",
            [("unknown-team", 7)], 1, id="one item",
        ),
        pytest.param(
            "models:\n  m:\n    owner: a\n    reviewers:\n      - team: b  # aiowners: ignore[unknown-team] why\n        reason: x\n      - c\n",
            [("unknown-team", 8)], 1, id="an item that is a mapping",
        ),
        pytest.param(
            "models:\n  m:\n    owner: a\n    reviewers:  # aiowners: ignore[unknown-team] why\n      - b\n      - c\n",
            [], 2, id="a key with its list",
        ),
        pytest.param(
            "owner: b  # aiowners: ignore[unknown-team, unowned] why\nmodels:\n  m: {co_owners: [c]}\n",
            [("unknown-team", 4)], 1, id="the file's owner, nothing else",
        ),
        pytest.param(
            "models:\n  m: &anchor  # aiowners: ignore[unknown-team] why\n    owner: b\n  n: {owner: c}\n",
            [("unknown-team", 5)], 1, id="an anchored declaration",
        ),
        pytest.param(
            'models:\n  m:\n    description: "# aiowners: ignore[unknown-team] no comment"\n    owner: b\n',
            [("unknown-team", 5)], 0, id="a text, no comment",
        ),
        pytest.param(
            "models:\n  m:\n    description: |\n      # aiowners: ignore[nonsense]\n    owner: a\n",
            [], 0, id="a block text, no comment",
        ),
    ],
)  # fmt: skip
def test_coverage(text: str, shown: list[tuple[str, int]], suppressed: int) -> None:
    report = _lint("version: 1\n" + text)
    assert _shown(report) == shown
    assert report.suppressed == suppressed


def test_on_version_it_covers_nothing_else() -> None:
    report = _lint("version: 1  # aiowners: ignore[unknown-team] why\nowner: b\n")
    assert _shown(report) == [("unused-ignore", 1), ("unknown-team", 2)]


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("ignore", "is no suppression"),
        ("ignore unowned why", "is no suppression"),
        ("ignore[] why", "none is named"),
        ("ignore[unowned,] why", "none is named"),
        ("ignore[unowned]", "needs a reason"),
        ("ignore[unowned] until=2027-01-31", "needs a reason"),
        ("ignore[unowned] until=tomorrow why", "is not a day"),
        ("ignore[unowned] until=2027-2-3 why", "write until=2027-02-03"),
        ("ignore[unownd] why", "did you mean `unowned`?"),
        ("disable", "is no suppression"),
    ],
)
def test_malformed(comment: str, words: str) -> None:
    report = _lint(f"version: 1\n# aiowners: {comment}\nmodels: {{}}\n")
    assert _shown(report) == [("malformed-ignore", 2)]
    assert words in report.diagnostics[0].message


def test_it_holds_through_its_day_and_then_shows_again() -> None:
    text = "version: 1\nmodels:\n  m:  # aiowners: ignore[unknown-team] until=2026-11-22 why\n    owner: b\n"
    assert _shown(_lint(text)) == []
    assert _shown(_lint(text, today="2026-11-23")) == [("expired-ignore", 3), ("unknown-team", 4)]


def test_unused_is_told_only_where_its_rules_were_asked() -> None:
    text = "version: 1\nmodels:\n  m:  # aiowners: ignore[unowned, unknown-team] why\n    owner: a\n"
    assert _shown(_lint(text)) == [("unused-ignore", 3)]
    assert _shown(_lint(text, "unowned", "suppression")) == []


def test_a_level_that_a_user_sets_replaces_that_of_each_case() -> None:
    text = "version: 1\nowner: a\nmodels: {m: {status: deprecated}}\nfeatures: {f: {uses: {models: [m]}}}\n"
    plain = _lint(text, "retired-dependency")
    assert [one.severity.value for one in plain.diagnostics] == ["warning"]
    settings, problems = parse(Source("aiowners.toml", '[rules]\nretired-dependency = "error"\n'), ALL)
    assert problems == ()
    report = run(assemble([Source("ai-ownership.yaml", text), TEAMS]), ALL, settings)
    assert [one.severity.value for one in report.diagnostics if one.rule == "retired-dependency"] == ["error"]


def test_of_comments_around_each_other_all_are_in_use() -> None:
    lines = [f"  m{n}: {{owner: b}}  # aiowners: ignore[unknown-team] one of them" for n in range(50)]
    report = _lint("\n".join(("version: 1", "models: # aiowners: ignore[unknown-team] all of them", *lines, "")))
    assert (_shown(report), report.suppressed) == ([], 50)
    unused = [("unused-ignore", 2 + 50)]
    last = _lint("\n".join(("version: 1", "models:", *lines[:49], lines[49].replace("owner: b", "owner: a"), "")))
    assert (_shown(last), last.suppressed) == (unused, 49)


ALIASES = {
    "an alias of the value": (
        "models:\n  m:\n    owner: &o b  # aiowners: ignore[unknown-team] why\n  n: {owner: *o}\n", ["model:n"], 1),
    "a merge of the declaration": (
        "models:\n  m: &m  # aiowners: ignore[unknown-team] why\n    owner: b\n  n: {<<: *m}\n", ["model:n"], 1),
    "the whole declaration": (
        "models:\n  m: &m  # aiowners: ignore[unknown-team] why\n    owner: b\n  n: *m\n", ["model:n"], 1),
    "a comment at the alias": (
        "models:\n  m: {owner: &o b}\n  n:\n    owner: *o  # aiowners: ignore[unknown-team] why\n", ["model:m"], 1),
    "a comment at the merge": (
        "models:\n  m: &m {owner: b}\n  # aiowners: ignore[unknown-team] why\n  n: {<<: *m}\n", ["model:m"], 1),
    "comments at both": (
        "models:\n  # aiowners: ignore[unknown-team] why\n  m: &m {owner: b}\n  # aiowners: ignore[unknown-team] why\n  n: {<<: *m}\n", [], 2),
    "an anchor beside the declarations": (
        "x-owner: &o b  # aiowners: ignore[unknown-team] why\nmodels:\n  m: {owner: *o}\n", ["model:m"], 0),
    "the owner of the file": (
        "owner: &o b  # aiowners: ignore[unknown-team] why\nmodels:\n  m: {owner: *o}\n", ["model:m"], 1),
}  # fmt: skip


@pytest.mark.parametrize("name", ALIASES)
def test_a_comment_applies_to_its_declaration_and_not_to_aliases_of_it(name: str) -> None:
    text, subjects, suppressed = ALIASES[name]
    report = _lint(f"version: 1\n{text}", "unknown-team")
    assert [one.subject for one in report.diagnostics if one.rule == "unknown-team"] == subjects
    assert report.suppressed == suppressed
