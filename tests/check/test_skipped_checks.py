"""What was skipped fails like the finding that it could have been, unless its cause is in the report."""

from __future__ import annotations

import pytest

from aiowners.check.add_ignore import can_be_suppressed
from aiowners.check.baseline import entries, hiding
from aiowners.check.configuration import parse
from aiowners.check.run import limited, run
from aiowners.check.settings import Settings, from_flags
from aiowners.diagnostics.report import Report
from aiowners.display.terminal import LOG
from aiowners.reporters import BY_NAME
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble

TEAMS = "version: 1\nteams:\n" + "".join(
    f"  {name}: {{handles: {{github: '@acme/{name}'}}}}\n" for name in ("ml-core", "data", "support")
)
ML = "version: 1\nowner: mlcore\nmodels:\n  m: {reviewers: []}\n"
DATA = "version: 1\nowner: data\nassets:\n  idx: {uses: {models: [m]}}\n"
SUPPORT = "version: 1\nowner: support\nfeatures:\n  bot: {uses: {assets: [idx]}}\n"
COMPANY = {
    "ai-ownership.yaml": TEAMS,
    "ml/ai-ownership.yaml": ML,
    "data/ai-ownership.yaml": DATA,
    "support/ai-ownership.yaml": SUPPORT,
}
SOUND = {**COMPANY, "ml/ai-ownership.yaml": ML.replace("mlcore", "ml-core").replace("[]", "[data, support]")}


def _workspace(files: dict[str, str]) -> Workspace:
    return assemble([Source(path, text) for path, text in files.items()], today="2026-11-22", files=lambda: [*files])


def _settings(toml: str) -> Settings:
    settings, problems = parse(Source("aiowners.toml", toml), ALL)
    assert problems == ()
    return settings


def _check(files: dict[str, str], toml: str = "", **more: object) -> Report:
    return run(_workspace(files), ALL, _settings(toml), **more)  # type: ignore[arg-type]


def _skipped(report: Report) -> list[tuple[str, str, int]]:
    return [
        (one.severity.value, one.location.path, one.location.start.line)
        for one in report.diagnostics
        if one.rule == "skipped-check"
    ]


IGNORED = {**COMPANY, "ml/ai-ownership.yaml": ML.replace("mlcore", "mlcore  # aiowners: ignore[unknown-team] renaming")}
AT_OWNER = [("error", "ml/ai-ownership.yaml", 2)]


@pytest.mark.parametrize(
    ("files", "toml", "expected"),
    [
        pytest.param(COMPANY, "", [], id="the cause is reported"),
        pytest.param(IGNORED, "", AT_OWNER, id="the cause is suppressed"),
        pytest.param(COMPANY, '[rules]\nunknown-team = "off"', AT_OWNER, id="its rule is off"),
        pytest.param(COMPANY, '[rules]\nunknown-team = "warning"', AT_OWNER, id="its rule is lowered"),
        pytest.param(COMPANY, '[rules]\nreference = "off"', AT_OWNER, id="its category is off"),
        pytest.param(
            COMPANY, '[[overrides]]\npaths = ["ml/"]\nrules = {unknown-team = "info"}', AT_OWNER, id="lowered by path"
        ),
        pytest.param(COMPANY, '[rules]\nunknown-team = "off"\nskipped-check = "off"', AT_OWNER, id="it cannot be off"),
        pytest.param(COMPANY, '[rules]\nunknown-team = "off"\nmanifest = "off"', AT_OWNER, id="nor with its category"),
        pytest.param(
            COMPANY,
            '[rules]\nunknown-team = "off"\n[[overrides]]\npaths = ["//"]\nrules = {skipped-check = "info"}',
            AT_OWNER,
            id="nor by path",
        ),
        pytest.param(
            COMPANY,
            '[rules]\nunknown-team = "off"\nmissing-downstream-reviewer = "warning"\nowner-is-not-trainer = "off"',
            [("warning", "ml/ai-ownership.yaml", 2)],
            id="at the severity of the skipped check",
        ),
        pytest.param(
            COMPANY,
            '[rules]\nunknown-team = "warning"\nmissing-downstream-reviewer = "warning"',
            [],
            id="reported at that severity",
        ),
        pytest.param(
            COMPANY,
            '[rules]\nunknown-team = "off"\nmissing-downstream-reviewer = "off"',
            [],
            id="a rule that is off skips nothing",
        ),
        pytest.param(
            {**IGNORED, "aa/ai-owners.yml": "mlcore\n"}, "", AT_OWNER, id="a junk file with the name in it"
        ),
        pytest.param(
            {**COMPANY, "aa/ai-owners.yml": "version: 1\nteams: {mlcore: {}}\n"}, "", [], id="a misnamed manifest"
        ),
        pytest.param(
            {**COMPANY, "aa/ai-owners.yml": "version: 1\nteams: {mlcore: {}}\n"},
            '[rules]\nmisnamed-manifest = "warning"',
            [("error", "aa/ai-owners.yml", 1)],
            id="a misnamed manifest that is lowered",
        ),
        pytest.param(
            {**SOUND, "ml/ai-ownership.yaml": SOUND["ml/ai-ownership.yaml"].replace(", support", ""),
             "support/ai-ownership.yaml": SUPPORT.replace("support", "suport  # aiowners: ignore[unknown-team] moving")},
            "",
            [("error", "support/ai-ownership.yaml", 2)],
            id="the owner of something downstream is suppressed",
        ),
        pytest.param(
            {**SOUND, "ml/ai-ownership.yaml": SOUND["ml/ai-ownership.yaml"].replace("support]", "contractor]"),
             "support/ai-ownership.yaml": SUPPORT.replace("support", "contractor")},
            '[rules]\nunknown-team = "off"\nplatform-owns-feature = "off"',
            [],
            id="an undeclared owner downstream that reviews the model",
        ),
        pytest.param(
            {**SOUND, "support/ai-ownership.yaml": SUPPORT.replace("{assets", "{oops: [, assets")},
            '[rules]\nyaml-syntax = "off"\nunused-declaration = "off"\nreview = "error"',
            [("error", "support/ai-ownership.yaml", 4)],
            id="a syntax error is off",
        ),
        pytest.param(
            {**SOUND, "new/ai-ownership.yaml": SUPPORT.replace("version: 1", "version: 2")},
            '[rules]\nunsupported-version = "off"',
            [("error", "new/ai-ownership.yaml", 1)],
            id="a later version is off",
        ),
        pytest.param(
            {**SOUND, "new/ai-ownership.yaml": "version: 1\n# aiowners: ignore[unknown-key] a note\nnote: mlcore\n",
             "ml/ai-ownership.yaml": SOUND["ml/ai-ownership.yaml"].replace("ml-core", "mlcore")},
            "",
            [("error", "new/ai-ownership.yaml", 3)],
            id="a suppressed note with the name in it",
        ),
        pytest.param(
            {**SOUND, "ml/ai-ownership.yaml": SOUND["ml/ai-ownership.yaml"].replace("{rev", "{access: private, rev"),
             "x/ai-ownership.yaml": "version: 1\nfeatures:\n  f: {owner: ghost, status: idea, uses: {models: [m]}}\n"},
            '[rules]\nunknown-team = "off"\nreview = "off"',
            [("error", "x/ai-ownership.yaml", 3)],
            id="a use of a private model by an undeclared owner",
        ),
    ],
)  # fmt: skip
def test_a_skipped_check_fails_unless_its_cause_is_reported(
    files: dict[str, str], toml: str, expected: list[tuple[str, str, int]]
) -> None:
    assert _skipped(_check(files, toml)) == expected


def test_a_junk_file_holds_nothing_back() -> None:
    report = _check({**COMPANY, "aa/ai-owners.yml": "mlcore m data support\n"})
    assert [one.rule for one in report.diagnostics] == ["misnamed-manifest", "unknown-team"]
    assert {one.severity.value for one in report.diagnostics} == {"error"}


def test_a_baseline_holds_neither_it_nor_its_cause() -> None:
    before = _check(COMPANY)
    assert hiding(before) == 1
    report = _check(COMPANY, baseline=before.fingerprints)
    assert _skipped(report) == AT_OWNER
    again = _check(COMPANY, baseline=[*before.fingerprints, *report.fingerprints])
    assert again.fingerprints == report.fingerprints
    assert entries(report) == []


def test_a_comment_cannot_suppress_it() -> None:
    files = {**IGNORED, "ml/ai-ownership.yaml": ML.replace("mlcore", "mlcore  # aiowners: ignore[unknown-team, skipped-check] why")}  # fmt: skip
    report = _check(files)
    assert [one.rule for one in report.diagnostics] == ["skipped-check", "malformed-ignore"]
    assert report.diagnostics[1].message == "`skipped-check` cannot be suppressed"
    assert not can_be_suppressed(report.diagnostics[0])


@pytest.mark.parametrize(
    "flags",
    [
        {"ignore": ["unknown-team", "skipped-check"]},
        {"ignore": ["unknown-team", "manifest"]},
        {"severity": ["unknown-team=info", "skipped-check=off", "manifest=off"]},
        {"select": ["missing-downstream-reviewer"]},
        {"select": ["review"], "ignore": ["skipped-check"]},
    ],
)
def test_flags_cannot_turn_it_off(flags: dict[str, list[str]]) -> None:
    report = run(_workspace(COMPANY), ALL, from_flags(Settings(), ALL, **flags))  # type: ignore[arg-type]
    assert _skipped(report) == AT_OWNER


def test_the_selected_rules_alone_skip_something() -> None:
    report = run(_workspace(IGNORED), ALL, Settings(select=frozenset({"missing-metric"})))
    assert report.diagnostics == ()


def test_a_cause_outside_of_the_paths_is_reported() -> None:
    files = {**SOUND, "ml/ai-ownership.yaml": ML.replace("owner: mlcore\n", "").replace("{rev", "{owner: mlcore, rev")}
    assert _skipped(_check(files, paths=["data"])) == []
    files = {**SOUND, "support/ai-ownership.yaml": SUPPORT.replace("support", "suport")}
    expected = [("error", "support/ai-ownership.yaml", 2)]
    assert _skipped(_check(files, paths=["ml"])) == expected
    assert _skipped(limited(_check(files), ["ml"])) == expected
    assert _skipped(limited(_check(files), ["data"])) == []


def test_one_finding_for_each_cause_lists_the_checks() -> None:
    files = {**COMPANY, "ml/ai-ownership.yaml": ML + "  n: {trained_by: data}\n"}
    (found,) = [
        one for one in _check(files, '[rules]\nunknown-team = "off"').diagnostics if one.rule == "skipped-check"
    ]
    assert found.message == "3 checks were skipped because team `mlcore` is not declared"
    assert found.help is not None
    assert found.help.endswith(
        "`missing-downstream-reviewer` for `model:m`, `missing-downstream-reviewer` for `model:n`, "
        "`owner-is-not-trainer` for `model:n`"
    )
    assert (found.subject, found.about) == (None, "team:mlcore")


@pytest.mark.parametrize("name", BY_NAME)
def test_every_format_shows_it(name: str) -> None:
    report = _check(IGNORED)
    shown = BY_NAME[name](report, LOG)
    assert "skipped-check" in shown
    assert "mlcore" in shown


def test_json_lists_the_skipped_checks() -> None:
    import json

    document = json.loads(BY_NAME["json"](_check(COMPANY), LOG))
    assert document["summary"]["skipped"] == 1
    assert document["skipped_checks"] == [
        {
            "rule": "missing-downstream-reviewer",
            "subject": "model:m",
            "about": None,
            "reason": "team `mlcore` is not declared",
            "path": "ml/ai-ownership.yaml",
            "range": {"start": {"line": 2, "column": 8}, "end": {"line": 2, "column": 14}},
        }
    ]


def test_the_order_of_declarations_changes_no_fingerprint() -> None:
    models = ["  a: {owner: x, identifiers: [i], reviewers: [y], access: company}\n",
              "  b: {owner: x, identifiers: [i], reviewers: [y], access: company}\n"]  # fmt: skip
    pipelines = ["  p: {owner: x, consumes: [q]}\n", "  q: {owner: y, consumes: [p]}\n"]
    platforms = ["  g: {owner: x, provides: [monitoring], paths: [s/]}\n",
                 "  h: {owner: y, provides: [monitoring], paths: [s/]}\n"]  # fmt: skip

    def prints(step: int) -> tuple[set[str], set[str]]:
        sections = (("models", models), ("pipelines", pipelines), ("platforms", platforms))
        text = "version: 1\n" + "".join(f"{name}:\n{''.join(lines[::step])}" for name, lines in sections)
        workspace = assemble([Source("ai-ownership.yaml", text)], today="2026-11-22", files=lambda: ["s/f"])
        report = run(workspace, ALL, Settings())
        return {one.rule for one in report.diagnostics}, set(report.fingerprints)

    assert prints(1) == prints(-1)
    assert prints(1)[0] >= {"duplicate-identifier", "duplicate-capability", "dependency-cycle", "unenforced-review"}
