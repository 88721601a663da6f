"""What a change suppresses is listed, however it is written; what only moves is not."""

from __future__ import annotations

import pytest

from aiowners.check.new_suppressions import new_suppressions
from aiowners.check.settings import Settings
from aiowners.check.suppression_findings import fails, suppression_findings, with_suppression_findings
from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.report import Report, fingerprints
from aiowners.diagnostics.rule import Level
from tests.check.postures import BASELINE, COMPANY, NO_REVIEWERS, baseline, posture

ML = "ml/ai-ownership.yaml"
Files = dict[str, str | None]


def _new(before: Files, after: Files) -> list[tuple[str, str | None, str, int]]:
    new = new_suppressions([posture(before)], posture(before, after))
    return [(one.kind, one.rule, one.path, one.line) for one in new]


def _model(*lines: str, head: str = "") -> Files:
    """The manifest of the model, with these lines in place of the one of its reviewers."""
    body = "".join(f"    {line}\n" for line in lines)
    return {ML: f"version: 1\n{head}owner: ml-core\nmodels:\n  m:\n    artifacts: [model/]\n{body}"}


def _ignore(text: str) -> str:
    return f"# aiowners: ignore[{text}"


REVIEWERS = _ignore("missing-downstream-reviewer] agreed")
IGNORED = _model(REVIEWERS, "reviewers: []")
SEVERAL = _model(_ignore("missing-downstream-reviewer, stale-reviewer] agreed"), "reviewers: []")
UNTIL = _model(_ignore("missing-downstream-reviewer] until=2027-01-31 agreed"), "reviewers: []")
ON_MODEL: Files = {ML: NO_REVIEWERS.replace("  m:", f"  m:  {REVIEWERS}")}
ON_MODELS: Files = {ML: NO_REVIEWERS.replace("models:", f"models:  {REVIEWERS}")}


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        pytest.param({}, IGNORED, 6, id="a comment"),
        pytest.param({}, ON_MODEL, 4, id="on a declaration"),
        pytest.param({}, ON_MODELS, 3, id="on a section"),
        pytest.param(IGNORED, ON_MODEL, 4, id="moved from a key to the declaration"),
        pytest.param(ON_MODEL, ON_MODELS, 3, id="moved from a declaration to the section"),
        pytest.param(UNTIL, IGNORED, 6, id="`until` removed"),
        pytest.param(UNTIL, {ML: str(UNTIL[ML]).replace("2027-01", "2027-03")}, 6, id="`until` extended"),
        pytest.param(
            {}, _model("reviewers:", f"  - data  {REVIEWERS}", "  - support"), 7, id="on a list item",
        ),
        pytest.param(
            {"n/ai-ownership.yaml": "version: 1\nmodels: {n: {}}\n"} | ON_MODELS,
            {"n/ai-ownership.yaml": None, ML: str(ON_MODELS[ML]) + "  n: {}\n"}, 3, id="a declaration moved below a comment",
        ),
        pytest.param(
            ON_MODEL | {"z/ai-ownership.yaml": NO_REVIEWERS},
            {"z/ai-ownership.yaml": str(ON_MODEL[ML])}, 4, id="on the second of two declarations",
        ),
    ],
)  # fmt: skip
def test_a_comment_that_covers_more_is_new(before: Files, after: Files, line: int) -> None:
    path = next(iter(after)) if "z/ai-ownership.yaml" in after else ML
    assert _new(before, after) == [("ignore", "missing-downstream-reviewer", path, line)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(IGNORED, _model(REVIEWERS, "reviewers: []", head="# more\n\n"), id="lines moved"),
        pytest.param(IGNORED, {ML: str(IGNORED[ML]).replace("agreed", "for another reason")}, id="another reason"),
        pytest.param(IGNORED, _model(f"reviewers: []  {REVIEWERS}"), id="from above to the end of the line"),
        pytest.param(IGNORED, {ML: None, "x/ai-ownership.yaml": IGNORED[ML]}, id="the manifest moved"),
        pytest.param(ON_MODELS, {ML: None, "x/ai-ownership.yaml": ON_MODELS[ML]}, id="with a comment on a section"),
        pytest.param(ON_MODEL, IGNORED, id="it covers less"),
        pytest.param(ON_MODELS, ON_MODEL, id="from the section to the declaration"),
        pytest.param(ON_MODELS, {ML: str(ON_MODELS[ML]) + "  n: {}\n"}, id="a new declaration in a section that has one"),
        pytest.param(
            IGNORED, _model("reviewers:", f"  - data  {REVIEWERS}", "  - support"), id="from a list to one item",
        ),
        pytest.param(IGNORED, UNTIL, id="`until` added"),
        pytest.param(SEVERAL, IGNORED, id="fewer rules"),
        pytest.param(IGNORED, {ML: COMPANY[ML]}, id="removed"),
        pytest.param({}, _model(_ignore("nonsense] agreed"), "reviewers: []"), id="an unknown rule"),
        pytest.param({}, _model(_ignore("missing-downstream-reviewer]"), "reviewers: []"), id="no reason"),
        pytest.param(
            _model("reviewers:", f"  - data  {REVIEWERS}", "  - support"),
            _model("reviewers:", "  - support", f"  - data  {REVIEWERS}"), id="another order",
        ),
    ],
)  # fmt: skip
def test_a_comment_that_covers_no_more_is_not_new(before: Files, after: Files) -> None:
    assert _new(before, after) == []


def test_one_more_rule_is_one_more_suppression() -> None:
    assert _new(IGNORED, SEVERAL) == [("ignore", "stale-reviewer", ML, 6)]


def test_the_entries_of_a_baseline() -> None:
    dropped: Files = {ML: NO_REVIEWERS}
    new = _new({}, dropped | baseline(dropped))
    assert [(kind, path, line) for kind, _, path, line in new] == [("baseline", BASELINE, n) for n in (4, 5, 6)]
    assert new[0][1] == "missing-downstream-reviewer"
    known = baseline(dropped)
    assert _new(dropped | known, {ML: COMPANY[ML]}) == []
    assert _new({BASELINE: "no JSON"}, dropped | known) == new
    assert _new({}, {BASELINE: "no JSON"}) == []


OVERRIDE = '[[overrides]]\npaths = ["ml/"]\nrules = {review = "error"}\n'


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("", '[rules]\nreview = "off"\n', [("review", 2)], id="a category"),
        pytest.param("", '[rules]\nstale-reviewer = "info"\n', [("stale-reviewer", 2)], id="a rule"),
        pytest.param('[rules]\nreview = "error"\n', "", [("review", 1)], id="a raised level removed"),
        pytest.param(
            '[rules]\nreview = "off"\nstale-reviewer = "error"\n', '[rules]\nreview = "off"\n',
            [("stale-reviewer", 1)], id="the exception of a category removed",
        ),
        pytest.param("", OVERRIDE.replace("error", "off"), [("review", 3)], id="an override"),
        pytest.param("", OVERRIDE.replace("error", "off").replace("ml/", "to/come/**"), [("review", 3)], id="for no file yet"),
        pytest.param("", OVERRIDE.replace("error", "off").replace("ml/", "*.y?ml"), [("review", 3)], id="by a glob"),
        pytest.param(OVERRIDE, "", [("review", 1)], id="an override removed"),
        pytest.param(OVERRIDE, OVERRIDE.replace('"ml/"', '"ml/x/"'), [("review", 1)], id="an override narrowed"),
        pytest.param(
            OVERRIDE + OVERRIDE.replace("error", "off").replace("ml/", "m*/"),
            OVERRIDE.replace("error", "off").replace("ml/", "m*/") + OVERRIDE, [], id="put last, the higher level wins",
        ),
        pytest.param(
            OVERRIDE.replace("error", "off").replace("ml/", "m*/") + OVERRIDE,
            OVERRIDE + OVERRIDE.replace("error", "off").replace("ml/", "m*/"), [("review", 6)], id="the order reversed",
        ),
        pytest.param('[rules]\nreview = "off"\n', '[rules]\nstale-reviewer = "off"\nreview = "off"\n', [], id="no lower"),
        pytest.param(
            "", '[[overrides]]\npaths = ["ml/"]\nrules = {unowned = "off"}\n'
            '[[overrides]]\npaths = ["ml/ai-ownership.yaml", "ml/x/"]\nrules = {unowned = "error"}\n',
            [("unowned", 3)], id="behind another override that covers less than it seems",
        ),
        pytest.param(
            '[[overrides]]\npaths = ["ml/secret/"]\nrules = {unowned = "error"}\n',
            '[[overrides]]\npaths = ["ml/secret/"]\nrules = {unowned = "error"}\n'
            '[[overrides]]\npaths = ["ml/"]\nrules = {unowned = "warning"}\n', [("unowned", 6)], id="over a higher one, at the default",
        ),
        pytest.param(
            '[[overrides]]\npaths = ["/ml/"]\nrules = {unowned = "error"}\n',
            '[[overrides]]\npaths = ["/ml/"]\nrules = {unowned = "error"}\n'
            '[[overrides]]\npaths = ["/data/"]\nrules = {unowned = "warning"}\n', [], id="at the default, elsewhere",
        ),
        pytest.param(
            '[[overrides]]\npaths = ["ml/"]\nrules = {ownership = "off", unowned = "error"}\n',
            '[[overrides]]\npaths = ["ml/"]\nrules = {unowned = "error"}\n'
            '[[overrides]]\npaths = ["ml/"]\nrules = {ownership = "off"}\n', [("ownership", 6)], id="an exception put before its category",
        ),
        pytest.param(
            '[[overrides]]\npaths = ["ml/"]\nrules = {unowned = "off"}\n',
            '[[overrides]]\npaths = ["ml/"]\nrules = {unowned = "off"}\n'
            '[[overrides]]\npaths = ["ml/x/"]\nrules = {unowned = "off"}\n', [], id="off inside of what is off",
        ),
        pytest.param("", '[rules]\nreview = "error"\norganization = "info"\n', [], id="higher"),
        pytest.param("", '[rules]\nstage-mismatch = "off"\n', [], id="off as before"),
    ],
)  # fmt: skip
def test_lower_levels(before: str, after: str, expected: list[tuple[str, int]]) -> None:
    new = _new({"aiowners.toml": before}, {"aiowners.toml": after})
    assert new == [("level", rule, "aiowners.toml", line) for rule, line in expected]


def test_a_configuration_that_hides_another() -> None:
    before: Files = {"pyproject.toml": '[tool.aiowners]\nfail-on = "info"\n[tool.aiowners.rules]\nreview = "error"\n'}
    assert _new(before, {"aiowners.toml": ""}) == [
        ("fail-on", None, "aiowners.toml", 1),
        ("level", "review", "aiowners.toml", 1),
    ]
    assert _new(before, {"pyproject.toml": None}) == [
        ("fail-on", None, "aiowners.toml", 1),
        ("level", "review", "aiowners.toml", 1),
    ]
    after: Files = {"pyproject.toml": '[tool.aiowners]\nfail-on = "error"\nexclude = ["a/"]\n'}
    assert _new(before, after) == [
        ("level", "review", "pyproject.toml", 1),
        ("fail-on", None, "pyproject.toml", 2),
        ("exclude", None, "pyproject.toml", 3),
    ]


def test_more_overrides_than_can_be_compared_are_reported() -> None:
    many = "".join(OVERRIDE.replace("ml/", f"m{number}/") for number in range(1100))
    assert _new({}, {"aiowners.toml": many}) == [("level", None, "aiowners.toml", 1)]


def test_other_settings() -> None:
    before: Files = {
        "aiowners.toml": 'fail-on = "warning"\nenforcement = ["ruleset", "codeowners"]\nexclude = ["a/"]\n'
    }
    after: Files = {
        "aiowners.toml": 'forge = "gitlab"\nenforcement = ["ruleset"]\nexclude = ["/a/", "a/b/", "support/"]\n'
    }
    assert _new(before, after) == [
        ("fail-on", None, "aiowners.toml", 1),
        ("enforcement", None, "aiowners.toml", 1),
        ("enforcement", None, "aiowners.toml", 2),
        ("exclude", None, "aiowners.toml", 3),
    ]


def test_what_moves_to_where_less_is_reported() -> None:
    off: Files = {"aiowners.toml": OVERRIDE.replace("error", "off").replace("ml/", "research/")}
    moved: Files = {ML: None, "research/ai-ownership.yaml": COMPANY[ML]}
    assert _new(off, moved) == [("level", None, "research/ai-ownership.yaml", 4)]
    assert _new(off | moved, moved) == []
    # The declaration was in both places, and now only in the one where less is reported.
    twice: Files = off | {"research/ai-ownership.yaml": COMPANY[ML]}
    assert _new(twice, {ML: None}) == [("level", None, "research/ai-ownership.yaml", 4)]
    excluded: Files = {"aiowners.toml": 'exclude = ["third_party/"]\n'}
    assert _new(excluded, {ML: None, "third_party/ai-ownership.yaml": COMPANY[ML]}) == [
        ("exclude", None, "aiowners.toml", 1)
    ]
    assert _new(excluded, {"third_party/ai-ownership.yaml": COMPANY[ML]}) == []


WAIVED = _model("waivers:", "  - {team: support, until: 2027-01-31, reason: x}")


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        pytest.param({}, WAIVED, [7], id="a waiver"),
        pytest.param({}, _model('waivers: [{team: "@Acme/Support", reason: x}, {team: data, reason: x}]'), [6, 6], id="by a handle"),
        pytest.param(WAIVED, {ML: str(WAIVED[ML]).replace("2027", "2028")}, [7], id="for longer"),
        pytest.param(WAIVED, {ML: str(WAIVED[ML]).replace(" until: 2027-01-31,", "")}, [7], id="for ever"),
        pytest.param(WAIVED, {ML: str(WAIVED[ML]).replace("2027", "2026")}, [], id="for a shorter time"),
        pytest.param(WAIVED, {ML: "# moved\n" + str(WAIVED[ML])}, [], id="lines moved"),
        pytest.param(WAIVED, {ML: None, "x/ai-ownership.yaml": WAIVED[ML]}, [], id="the manifest moved"),
        pytest.param(WAIVED, {ML: str(WAIVED[ML]).replace("support", '"@acme/support"')}, [], id="another spelling"),
        pytest.param(
            {ML: str(WAIVED[ML]).replace("support", '"@acme/decoy"')},
            {"ai-ownership.yaml": COMPANY["ai-ownership.yaml"].replace('gitlab: "@acme/support"', 'gitlab: "@acme/decoy"')},
            [7], id="the team takes over the handle of a waiver",
        ),
        pytest.param({}, {ML: str(WAIVED[ML]).replace("support", "nobody")}, [], id="nobody"),
        pytest.param(
            WAIVED | {"z/ai-ownership.yaml": COMPANY[ML]}, {"z/ai-ownership.yaml": WAIVED[ML]}, [7],
            id="on the second of two declarations",
        ),
    ],
)  # fmt: skip
def test_waivers(before: Files, after: Files, lines: list[int]) -> None:
    new = _new(before, after)
    assert [(kind, line) for kind, _, _, line in new] == [("waiver", line) for line in lines]


def test_what_one_of_several_starts_does_not_have_is_new() -> None:
    forks = [posture(IGNORED), posture()]
    assert len(new_suppressions(forks, posture(IGNORED))) == 1
    assert new_suppressions(forks[:1], posture(IGNORED)) == ()
    assert new_suppressions([], posture(IGNORED)) == ()


def test_each_is_one_bounded_line_for_people() -> None:
    long = _model(_ignore(f"missing-downstream-reviewer] {'x' * 300}"), "reviewers: []")
    settings: Files = {"aiowners.toml": 'fail-on = "error"\nexclude = ["a/"]\n[rules]\nreview = "off"\n'}
    waived: Files = {"z/ai-ownership.yaml": str(WAIVED[ML])}
    before = posture({"aiowners.toml": 'fail-on = "info"\nenforcement = ["ruleset"]\n'})
    new = new_suppressions([before], posture(long, settings, waived, baseline(long)))
    words = {one.kind: one.words for one in new}
    assert len(words) == 7
    assert all(one.words.isprintable() and len(one.words) < 260 for one in new)
    assert {"kind": "exclude", "rule": None, "path": "aiowners.toml", "line": 2, "text": "a/"} in [
        one.document for one in new
    ]
    assert words["waiver"] == "new or longer waiver `support for model:m until 2027-01-31`"
    assert words["exclude"] == "new exclusion `a/`"
    assert words["level"] == 'lower level `review = "off"`'
    assert words["fail-on"] == 'fewer findings make the run fail: `fail-on = "error"`'


def test_findings_have_the_level_of_the_start_and_come_among_the_new() -> None:
    new = new_suppressions([posture()], posture(IGNORED, {"aiowners.toml": '[rules]\nsuppression = "off"\n'}))
    assert [one.severity for one in suppression_findings(new, Settings())] == [Severity.WARNING] * 2
    raised = suppression_findings(new, Settings(levels={"new-suppression": Level.ERROR}))
    assert [one.severity for one in raised] == [Severity.ERROR] * 2
    assert suppression_findings(new, Settings(levels={"suppression": Level.OFF})) == ()
    assert [one.subject for one in raised] == [None, "model:m"]
    (known,) = raised[1:]
    report = with_suppression_findings(Report((known,), fingerprints([known]), manifests=1, introduced=0), raised[:1])
    assert (report.diagnostics, report.introduced) == (raised, 1)
    assert [rule.name for rule in report.rules] == ["new-suppression"]


def test_a_change_that_raises_fail_on_fails_by_the_old_one() -> None:
    findings = suppression_findings(new_suppressions([posture()], posture(IGNORED)), Settings())
    report = Report(findings, fingerprints(findings), manifests=1)
    assert fails(report, Severity.ERROR, Severity.WARNING)
    assert fails(report, Severity.WARNING, Severity.ERROR)
    assert not fails(report, Severity.ERROR, Severity.ERROR)
