"""Four times the organisation is four times the work, whatever its shape: calls are counted, not seconds."""

from __future__ import annotations

import sys
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics import nearest
from aiowners.diagnostics.rule import CATEGORIES
from aiowners.diagrams.diagram import diagram_of
from aiowners.enforcement.codeowners import codeowners
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

_EVERYTHING = Settings(select=frozenset(CATEGORIES))
_SMALL = 40


def _shapes() -> ModuleType:
    path = Path(__file__).parents[1] / "benchmarks" / "shapes.py"
    spec = util.spec_from_file_location("shapes", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["shapes"] = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_SHAPES: dict[str, tuple[Callable[[int], Any], int]] = _shapes().SHAPES


def _calls(make: Callable[[int], Any], size: int) -> int:
    """How many functions are called for an organisation of a size, from its texts to all that is made of them."""
    shape, count = make(size), 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    # Texts of their own: no parse of an earlier run is found again.
    sources = [Source(source.path, source.text) for source in shape.sources]
    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        workspace = assemble(sources, today="2026-01-01", files=lambda: shape.files)
        run(workspace, ALL, _EVERYTHING)
        codeowners(workspace)
        diagram_of(workspace)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", _SHAPES)
def test_the_work_grows_with_the_size(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "_BUDGET", 500)  # as in organisations that are much larger
    monkeypatch.setattr(nearest, "_BUDGET_PER_NAME", 0)
    make, _ = _SHAPES[name]
    _calls(make, 10)  # what is only worked out once a process
    assert _calls(make, 4 * _SMALL) < 5 * _calls(make, _SMALL)
