"""Edits that fit together: what is kept of many is what a comparison of each with each keeps."""

from __future__ import annotations

import random

import pytest

from aiowners.check.apply_edits import Edits
from aiowners.diagnostics.diagnostic import Edit, Fix
from aiowners.source import Location, Source, Span

TEXT = "abcdefghijkl"


def _overlap(one: Edit, other: Edit) -> bool:
    here, there = one.location.span, other.location.span
    if here.start == here.end and there.start == there.end:
        return here == there and (one.text == other.text or not (one.beside and other.beside))
    if here.start == here.end or there.start == there.end:
        return here.start <= there.end and there.start <= here.end
    return here.start < there.end and there.start < here.end


def _same(one: Edit, other: Edit) -> bool:
    return (one.location.span, one.text) == (other.location.span, other.text)


def _applied(taken: list[Edit]) -> str:
    text = TEXT
    for _, edit in sorted(enumerate(taken), key=lambda one: (one[1].location.span, one[0]), reverse=True):
        span = edit.location.span
        text = text[: span.start] + edit.text + text[span.end :]
    return text


@pytest.mark.parametrize("seed", range(200))
def test_edits_are_kept_as_if_each_were_compared_with_each(seed: int) -> None:
    chance, source = random.Random(seed), Source("a", TEXT)
    edits, taken = Edits(), list[Edit]()
    for _ in range(30):
        start = chance.randrange(len(TEXT) // 2) * 2
        end = start + chance.choice((0, 0, 0, 1, 3))
        text, beside = chance.choice("WXYZ"), end == start and chance.random() < 0.8
        edit = Edit(Location(source, Span(start, end)), text, beside)
        fits = all(_same(edit, other) for other in taken if _overlap(edit, other))
        assert edits.fits(Fix("", (edit,), safe=True)) == fits
        if fits:
            edits.take(Fix("", (edit,), safe=True))
            if not any(_overlap(edit, other) for other in taken):
                taken.append(edit)
    assert edits.texts()[source].text == _applied(taken)
