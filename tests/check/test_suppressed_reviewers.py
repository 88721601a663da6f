"""The teams whose review findings a change hides or lowers are required."""

from __future__ import annotations

import pytest

from aiowners.check import suppressed_reviewers
from aiowners.check.suppressed_reviewers import suppressed_teams
from aiowners.diagnostics.bounds import OutputBoundError
from tests.check.postures import COMPANY, NO_REVIEWERS, baseline, posture

ML = "ml/ai-ownership.yaml"
Files = dict[str, str | None]
DROPPED: Files = {ML: NO_REVIEWERS}
COMMENT = "  # aiowners: ignore[missing-downstream-reviewer] agreed\n"
IGNORED: Files = {ML: NO_REVIEWERS.replace("    reviewers", f"  {COMMENT}    reviewers")}
OFF: Files = {"aiowners.toml": '[rules]\nreview = "off"\n'}
OVERRIDDEN: Files = {"aiowners.toml": '[[overrides]]\npaths = ["research/"]\nrules = {review = "off"}\n'}
MOVED: Files = {ML: None, "research/ai-ownership.yaml": NO_REVIEWERS}


def _required(before: Files, after: Files, base: Files | None = None) -> list[tuple[str, str, str]]:
    now = posture(before, after)
    teams = suppressed_teams([posture(before)], None if base is None else posture(base), now)
    assert all(one.workspace in (now.workspace, now.unexcluded) for one in teams)
    return sorted((one.party, one.subject, one.reason) for one in teams)


def _of(*teams: str) -> list[tuple[str, str, str]]:
    return [(team, "model:m", "suppression") for team in teams]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({}, IGNORED, id="a comment in the same change"),
        pytest.param({}, DROPPED | OFF, id="a category off"),
        pytest.param({}, DROPPED | {"aiowners.toml": '[rules]\nmissing-downstream-reviewer = "warning"\n'}, id="a rule lowered"),
        pytest.param({}, DROPPED | baseline(DROPPED), id="in the baseline"),
        pytest.param({}, DROPPED | {"aiowners.toml": 'exclude = ["ml/"]\n'}, id="excluded"),
        pytest.param(OVERRIDDEN, MOVED, id="moved below an override"),
        pytest.param(DROPPED, OFF, id="of a finding that was there"),
        pytest.param(DROPPED, baseline(DROPPED), id="of one that was there, in the baseline"),
        pytest.param(
            DROPPED | {"aiowners.toml": '[rules]\nreview = "warning"\n[[overrides]]\npaths = ["ml/"]\nrules = {review = "error"}\n'},
            {"aiowners.toml": '[rules]\nreview = "warning"\n'}, id="a raised level removed",
        ),
        pytest.param(
            DROPPED | {"aiowners.toml": 'fail-on = "warning"\n[rules]\nreview = "warning"\n'},
            {"aiowners.toml": '[rules]\nreview = "warning"\n'}, id="fail-on raised",
        ),
        # The comment was there before any finding; that the new finding is suppressed is for its team to know.
        pytest.param({ML: COMPANY[ML].replace("    reviewers", f"  {COMMENT}    reviewers")}, IGNORED, id="below an old comment"),
        pytest.param(baseline(DROPPED), DROPPED, id="in the baseline before it was there"),
    ],
)  # fmt: skip
def test_whose_finding_is_suppressed(before: Files, after: Files) -> None:
    assert _required(before, after) == _of("data", "support")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({}, DROPPED, id="reported"),
        pytest.param(IGNORED, {"README": ""}, id="suppressed before"),
        pytest.param(IGNORED, {ML: "# moved\n" + str(IGNORED[ML])}, id="suppressed before, lines moved"),
        pytest.param(DROPPED | baseline(DROPPED), {ML: "# moved\n" + NO_REVIEWERS}, id="in the baseline before"),
        pytest.param(OFF, DROPPED, id="off before"),
        pytest.param(DROPPED, {"aiowners.toml": '[rules]\nreview = "error"\n'}, id="raised"),
        pytest.param({}, {"aiowners.toml": '[rules]\nplatform = "off"\n'}, id="another category"),
        pytest.param({}, OFF, id="no finding at all about a team"),
        pytest.param(
            {"aiowners.toml": 'exclude = ["ml/"]\n'}, {ML: NO_REVIEWERS}, id="excluded before, as its manifest is not read",
        ),
    ],
)  # fmt: skip
def test_whose_finding_is_not_suppressed_by_the_change(before: Files, after: Files) -> None:
    if before.get("aiowners.toml") == 'exclude = ["ml/"]\n':
        # What the start of the change excludes as well is not among the manifests that only the head excludes.
        earlier, later = posture(before), posture(before, after)
        later = type(later)(later.workspace, later.settings, later.configuration)
        assert suppressed_teams([earlier], None, later) == ()
    else:
        assert _required(before, after) == []


def test_a_new_consumer_behind_an_exclusion_is_required() -> None:
    growth: Files = {
        "ai-ownership.yaml": str(COMPANY["ai-ownership.yaml"]) + '  growth: {handles: {github: "@acme/growth"}}\n',
        "growth/ai-ownership.yaml": "version: 1\nowner: growth\nfeatures:\n  coupons: {uses: {models: [m]}}\n",
        "aiowners.toml": 'exclude = ["ml/"]\n',
    }
    assert _required({}, growth) == _of("growth")


def test_what_the_base_reports_counts_too() -> None:
    assert _required(IGNORED, {"README": ""}, base=DROPPED) == _of("data", "support")
    raised = DROPPED | {"aiowners.toml": '[rules]\nreview = "error"\n'}
    # The base has raised a level since: the change did not lower it.
    assert _required({"ml/ai-ownership.yaml": COMPANY[ML].replace("data", "ml-core")}, {}, base=raised) == []


def test_no_set_is_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aiowners.check.collect.MAX_OF_A_RULE", 1)
    with pytest.raises(OutputBoundError):
        suppressed_teams([posture()], None, posture(IGNORED))


def test_most_changes_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppressed_reviewers, "run", None)
    assert suppressed_teams([posture()], posture(), posture(DROPPED)) == ()
