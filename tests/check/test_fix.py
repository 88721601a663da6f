"""Fixes in rounds: what fits together is applied, what overlaps waits, what brings a finding is left and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiowners.check.apply_edits import Edits, edited
from aiowners.check.fix import FixResult, apply_fixes
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.diagnostic import Edit, Fix
from aiowners.rules import ALL
from aiowners.source import Location, Source, Span
from aiowners.workspace import assemble

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report

TODAY = "2026-11-22"
TEXT = Source("a", "0123456789")


def edit(start: int, end: int, text: str = "x", *, beside: bool = False) -> Edit:
    return Edit(Location(TEXT, Span(start, end)), text, beside)


def fix(*edits: Edit) -> Fix:
    return Fix("", edits, safe=True)


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        (edit(1, 3), edit(3, 5), True),
        (edit(1, 3), edit(2, 5), False),
        (edit(1, 9), edit(4, 5), False),
        (edit(1, 3), edit(5, 5), True),
        (edit(1, 3), edit(3, 3), False),
        (edit(1, 3), edit(1, 1), False),
        (edit(1, 3), edit(2, 2), False),
        (edit(4, 4), edit(4, 4, "y"), False),
        (edit(4, 4, "x", beside=True), edit(4, 4, "y", beside=True), True),
        (edit(4, 4, "x", beside=True), edit(4, 4, "y"), False),
        (edit(1, 3, "same"), edit(1, 3, "same"), True),
        (edit(4, 4, "same"), edit(4, 4, "same"), True),
    ],
)
def test_what_overlaps(one: Edit, other: Edit, fits: bool) -> None:
    for first, second in ((one, other), (other, one)):
        edits = Edits()
        edits.take(fix(first))
        assert edits.fits(fix(second)) is fits


def test_a_fix_of_which_one_edit_overlaps_is_left_out_as_a_whole() -> None:
    done = edited([fix(edit(1, 3)), fix(edit(5, 6), edit(2, 4)), fix(edit(5, 6, "z"))])
    assert done[TEXT].text == "0x34z6789"


def test_insertions_at_one_place_stand_in_the_order_of_their_findings() -> None:
    done = edited([fix(edit(4, 4, name, beside=True)) for name in ("b", "c", "b")])
    assert done[TEXT].text == "0123bc456789"


def lint(sources: Sequence[Source]) -> Report:
    ignored = frozenset({"unenforced-review", "evaluation", "unused-declaration"})
    return run(assemble(sources, today=TODAY), ALL, Settings(ignore=ignored))


def safe(found: Diagnostic) -> bool:
    return found.fix is not None and found.fix.safe


def everything(_found: Diagnostic) -> bool:
    return True


def fixed(
    files: dict[str, str],
    wanted: Callable[[Diagnostic], bool] = safe,
    ask: Callable[[Diagnostic, str], bool] | None = None,
) -> tuple[dict[str, str], FixResult]:
    """The texts that have changed, and what was told."""
    sources = [Source(path, text) for path, text in files.items()]
    mended = apply_fixes(sources, lint, wanted, ask)
    assert [source.path for source in mended.sources] == list(files)
    changed = {one.path: one.text for one in mended.sources if one.text != files[one.path]}
    return changed, mended


ML = "ml/ai-ownership.yaml"
USERS = {
    f"{team}/ai-ownership.yaml": f"version: 1\nowner: {team}\nfeatures:\n  {team}-f: {{uses: {{models: [m]}}}}\n"
    for team in ("a", "b", "c")
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("reviewers: []", "reviewers: [a, b, c]"),
        ("reviewers: [b]", "reviewers: [a, b, c]"),
        ("reviewers: [c, a]", "reviewers: [c, a, b]"),
        ("status: production", "status: production\n    reviewers: [a, b, c]"),
        ("reviewers:\n      - b", "reviewers:\n      - a\n      - b\n      - c"),
    ],
)
def test_findings_at_one_place_are_all_mended(before: str, after: str) -> None:
    text = "version: 1\nowner: ml\nmodels:\n  m:\n    {}\n"
    changed, mended = fixed({ML: text.format(before), **USERS})
    assert changed == {ML: text.format(after)}
    assert {one.rule for one in mended.applied} == {"missing-downstream-reviewer"}
    assert mended.refused == ()


def test_several_files_at_once() -> None:
    other = "version: 1\nowner: b\nmodels:\n  n: {reviewers: [b]}\nfeatures:\n  x: {uses: {models: [m]}}\n"
    user = "version: 1\nowner: a\nfeatures:\n  y: {uses: {models: [n, m]}}\n"
    changed, _ = fixed(
        {
            ML: "version: 1\nowner: ml\nmodels: {m: {reviewers: [a]}}\n",
            "b/ai-ownership.yaml": other,
            "a/ai-ownership.yaml": user,
        }
    )
    assert changed == {
        ML: "version: 1\nowner: ml\nmodels: {m: {reviewers: [a, b]}}\n",
        "b/ai-ownership.yaml": other.replace("[b]", "[a, b]"),
    }


def test_a_fix_may_bring_what_is_then_mended() -> None:
    """The list that a bracket makes is read: its model has a user more, who is not asked."""
    user = "version: 1\nowner: a\nfeatures:\n  f: {uses: {models: m}}\n"
    model = "version: 1\nowner: ml\nmodels:\n  m: {reviewers: [], access: company}\n"
    changed, mended = fixed({"a/ai-ownership.yaml": user, ML: model})
    assert changed == {"a/ai-ownership.yaml": user.replace(": m}", ": [m]}"), ML: model.replace("[]", "[a]")}
    assert mended.refused == ()
    assert [one.rule for one in mended.applied] == ["wrong-type", "missing-downstream-reviewer"]


def test_a_fix_that_brings_what_a_person_has_to_mend_is_not_applied() -> None:
    user = "version: 1\nowner: a\nfeatures:\n  f: {uses: {models: nobodys}}\n  g: {uses: {models: [m], assets: x}}\n"
    model = "version: 1\nowner: ml\nmodels: {m: {reviewers: []}}\n"
    changed, mended = fixed({"a/ai-ownership.yaml": user, ML: model})
    assert changed == {ML: model.replace("[]", "[a]")}
    told = {(one.diagnostic.rule, one.diagnostic.location.start.line): one.brings for one in mended.refused}
    assert {where: [found.rule for found in brings] for where, brings in told.items()} == {
        ("wrong-type", 4): ["unknown-reference"],
        ("wrong-type", 5): ["unknown-reference"],
    }


def test_what_a_fix_brings_whose_own_fix_is_refused_is_not_left_behind() -> None:
    """A bracket brings a missing reviewer; the list of reviewers is shared, so nothing can be added to it."""
    user = "version: 1\nowner: a\nfeatures:\n  f: {uses: {models: m}}\n"
    model = "version: 1\nowner: ml\nmodels:\n  m: {reviewers: &r [b], access: company}\n  n: {reviewers: *r}\n"
    before = {"a/ai-ownership.yaml": user, ML: model}
    changed, mended = fixed(before)
    assert changed == {}
    assert [one.diagnostic.rule for one in mended.refused] == ["wrong-type"]


def test_one_of_many_that_brings_something_does_not_stop_the_others() -> None:
    lines = "".join(f"  f{number}: {{paths: src/{number}/, uses: {{models: [m]}}}}\n" for number in range(20))
    bad = "  bad: {uses: {models: nobodys}}\n"
    user = f"version: 1\nowner: a\nfeatures:\n{lines}{bad}"
    model = "version: 1\nowner: ml\nmodels: {m: {reviewers: [a]}}\n"
    changed, mended = fixed({"a/ai-ownership.yaml": user, ML: model})
    assert changed["a/ai-ownership.yaml"].count("paths: [src/") == 20
    assert bad in changed["a/ai-ownership.yaml"]
    assert len(mended.refused) == 1


def test_all_reviewers_of_a_list_are_stale() -> None:
    """Each alone is removed from a list of several, the last leaves brackets: that takes rounds, and all go."""
    files = {
        "ai-ownership.yaml": "version: 1\nteams: {ml: {}, a: {}, b: {}, c: {}}\n",
        ML: "version: 1\nowner: ml\nmodels:\n  m:\n    reviewers:\n      - a\n      - b  # x\n      - c\n",
    }
    changed, mended = fixed(files, everything)
    assert changed == {ML: "version: 1\nowner: ml\nmodels:\n  m:\n    reviewers: []\n"}
    assert mended.refused == ()
    assert len(mended.applied) == 3


def test_who_is_asked_decides_and_is_asked_once() -> None:
    asked: list[str] = []

    def ask(found: Diagnostic, _name: str) -> bool:
        asked.append(found.about or "")
        return found.about != "team:b"

    changed, mended = fixed({ML: "version: 1\nowner: ml\nmodels: {m: {reviewers: []}}\n", **USERS}, ask=ask)
    assert changed == {ML: "version: 1\nowner: ml\nmodels: {m: {reviewers: [a, c]}}\n"}
    assert sorted(asked) == ["team:a", "team:b", "team:c"]
    assert mended.refused == ()


def test_a_byte_order_mark_and_what_is_not_utf8_stay() -> None:
    text = "\ufeffversion: 1\nowner: ml\nmodels: {m: {reviewers: []}}\n"
    sources = [Source(ML, text), *(Source(path, text) for path, text in USERS.items())]
    mended = apply_fixes(sources, lint, safe)
    assert mended.sources[0].content == text.replace("[]", "[a, b, c]")
