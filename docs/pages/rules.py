"""A page for each rule, and the index of all rules."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from aiowners import HOMEPAGE
from aiowners.cli.catalogue import is_fixable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.diagnostics.rule import Rule

_ABOUT = {
    "manifest": "The text of a manifest: whether it can be read, and whether it means what it seems to.",
    "reference": "Whether the names that manifests use lead somewhere.",
    "ownership": "Whether everything has one owner, and the right one.",
    "review": "Whether everyone who is concerned is asked, and something makes sure of it.",
    "evaluation": "Whether a feature's owner can tell that it works, and somebody is there when it does not.",
    "platform": "Whether teams build on what is there.",
    "organization": "Advice about how AI work is arranged. It is off unless you ask for it.",
    "suppression": "Comments that silence findings.",
}


def rule_pages(rules: Sequence[Rule]) -> dict[str, str]:
    """Return the pages as Markdown by name; `index` lists them by category."""
    return {"index": _index(rules), **{rule.name: rule_page(rule) for rule in rules}}


def rule_page(rule: Rule) -> str:
    """Return the page of a rule: its facts, its docstring, and how to set its level and suppress its findings."""
    facts = [f"{rule.category} rule", f"level {_level(rule)}", f"since {rule.since}"]
    if is_fixable(rule):
        facts.append("fixable")
    return f"""\
# {rule.name}

*{" · ".join(facts)}*

{rule.page}

## Set its level, or silence a finding

```toml aiowners.toml
[rules]
{rule.name} = "{"warning" if rule.advice else "off"}"  # off | info | warning | error
```

{_suppression(rule)}

[Configuration](../configuration.md) has the rest. The rule's source is
[`{_source(rule)}`]({HOMEPAGE}/blob/main/{_source(rule)}).
"""


def _suppression(rule: Rule) -> str:
    if rule.category == "suppression":
        return "No comment silences this one: it is about the comments."
    return (
        "A comment at the end of the line, or on a line of its own above, silences one finding; `until` is optional:\n\n"
        f"```yaml\n# aiowners: ignore[{rule.name}] until=2027-01-31 the reason why\n```"
    )


def _source(rule: Rule) -> str:
    return f"src/aiowners/rules/{rule.check.__name__}.py"


def _level(rule: Rule) -> str:
    return f"{rule.level.value} (select it, or set a level)" if rule.advice else rule.level.value


def _index(rules: Sequence[Rule]) -> str:
    lines = [
        "# Rules",
        "",
        f"{len(rules)} rules in {len(_ABOUT)} categories. A name is for ever: one that is renamed or removed is in the",
        "[changelog](../project/changelog.md) with its successor. `aiowners rules` prints this table and",
        "`aiowners explain RULE` a rule's page; [Configuration](../configuration.md) says how levels are set.",
    ]
    for category, members in groupby(rules, key=lambda rule: rule.category):
        lines += ["", f"## {category}", "", _ABOUT[category], ""]
        lines += ["| rule | level | fix | when all is well |", "|---|---|---|---|"]
        listed = list(members)
        lines += [
            f"| [`{rule.name}`]({rule.name}.md) | {rule.level.value} | {'yes' if is_fixable(rule) else ''} | {rule.summary} |"
            for rule in listed
        ]
        lines += ["", "```{toctree}", ":hidden:", "", *(rule.name for rule in listed), "```"]
    return "\n".join(lines) + "\n"
