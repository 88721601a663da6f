"""Every format has tests of its own, in which its whole output is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiowners import reporters
from aiowners.reporters import BY_NAME

MODULES = {
    path.stem for path in Path(reporters.__path__[0]).glob("*.py") if "\ndef render(report: Report" in path.read_text()
}


def test_every_module_with_a_render_function_is_a_format() -> None:
    assert {name.removesuffix("_report") for name in MODULES} == BY_NAME.keys() - {"full"}


@pytest.mark.parametrize("module", sorted({*MODULES, "full"}))
def test_a_format_has_tests(module: str) -> None:
    assert Path(__file__).with_name(f"test_{module}.py").exists()
