"""Every rule is listed, is named for its file, and shows its fix on its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiowners import rules
from aiowners.diagnostics.examples import examples
from aiowners.diagnostics.rule import Rule
from aiowners.rules import ALL
from tests.rules.test_examples import CASES, _found, _in_change, _workspace

MODULES = {path.stem for path in Path(rules.__path__[0]).glob("*.py")} - {"__init__"}
RULES = pytest.mark.parametrize("rule", ALL, ids=[rule.name for rule in ALL])


def test_every_rule_is_listed() -> None:
    assert {rule.check.__module__ for rule in ALL} == {f"aiowners.rules.{module}" for module in MODULES}


@RULES
def test_the_file_the_function_and_the_rule_have_one_name(rule: Rule) -> None:
    name = rule.name.replace("-", "_")
    assert (rule.check.__module__, rule.check.__name__) == (f"aiowners.rules.{name}", name)


@RULES
def test_a_page_shows_the_fix_of_its_rule(rule: Rule) -> None:
    """A rule is fixable if its page shows a `fixed` block, so a fix without a block would be left out everywhere."""
    diagnostics = [
        diagnostic
        for rule_of_case, example in CASES
        if rule_of_case is rule
        for diagnostic in (_in_change(example) if example.before else _found(rule, _workspace(example.files)))
    ]
    has_fix = any(diagnostic.fix is not None for diagnostic in diagnostics)
    assert any(example.fixed for example in examples(rule.page)) == has_fix
