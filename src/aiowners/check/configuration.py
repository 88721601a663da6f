"""A TOML text -> Settings, and findings about its errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.check.settings import LEVELS, SEVERITIES, Delegate, Gate, Override, Settings, names
from aiowners.check.toml_locations import TomlError, load
from aiowners.check.toml_reader import TomlTable, problem
from aiowners.codeowners.pattern import Pattern
from aiowners.diagnostics.conflicts import HELP, MESSAGE, conflicts
from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import Level
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.rule import Rule
    from aiowners.source import Source

FORGES = ("github", "gitlab", "bitbucket")
ENFORCEMENTS = ("codeowners", "gitlab-sections", "ruleset", "policy-bot", "codeowners-plus")
_KEYS = ("forge", "exclude", "fail-on", "enforcement", "rules", "overrides", "gate")
_GATE_KEYS = ("break-glass", "bots", "distinct-approvers", "members", "delegate")


def parse(
    source: Source, catalogue: Sequence[Rule], *, table: tuple[str, ...] = ()
) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """Return the settings in a TOML text, and a finding for each error; invalid settings are skipped.

    `table` is the path of their table, `("tool", "aiowners")` in a pyproject.toml. Without that table,
    the settings are the defaults, and there are no findings.
    """
    try:
        data = load(source.text)
    except TomlError as error:
        if unfinished := conflicts(source.text):
            markers = (Location(source, conflict.markers[0]) for conflict in unfinished)
            return Settings(), tuple(problem(marker, MESSAGE, advice=HELP) for marker in markers)
        location = Location(source, Span(error.offset, min(error.offset + 1, source.line_end(error.offset))))
        return Settings(), (problem(location, f"this is not TOML: {error}"),)
    name = f"`[{'.'.join(table)}]`" if table else "the configuration"
    top = TomlTable(source, data, (), name)
    for index, key in enumerate(table):
        if key not in top.data or (not isinstance(top.data[key], dict) and index < len(table) - 1):
            return Settings(), ()
        top = top.below(key, name)
    settings = _settings(top, names(catalogue))
    return settings, tuple(sorted(top.diagnostics, key=lambda diagnostic: diagnostic.order))


def _settings(top: TomlTable, rules: Sequence[str]) -> Settings:
    top.allow_only(_KEYS)
    overrides = []
    for table in top.tables("overrides", "an override"):
        table.allow_only(("paths", "rules"))
        table.require("paths", "rules")
        paths = tuple(map(Pattern, table.strings("paths")))
        overrides.append(Override(paths, _levels(table.levels("rules", rules, LEVELS))))
    return Settings(
        forge=top.choice("forge", FORGES),
        exclude=top.strings("exclude"),
        fail_on=Severity(top.choice("fail-on", SEVERITIES) or Severity.ERROR),
        enforcement=top.choices("enforcement", ENFORCEMENTS),
        levels=_levels(top.levels("rules", rules, LEVELS)),
        overrides=tuple(overrides),
        gate=_gate(top),
    )


def _gate(top: TomlTable) -> Gate:
    if "gate" not in top.data:
        return Gate()
    table = top.below("gate", "`[gate]`")
    table.allow_only(_GATE_KEYS)
    members = table.string("members")
    if members is not None and not _is_inside(members):
        table.report(("members",), f"`members` cannot be `{members[:40]}`: it must be a path from the root")
        members = None
    return Gate(
        break_glass=table.strings("break-glass"),
        bots=table.strings("bots"),
        distinct_approvers=table.boolean("distinct-approvers"),
        members=members,
        delegate=_delegate(table),
    )


def _delegate(gate: TomlTable) -> Delegate | None:
    if "delegate" not in gate.data:
        return None
    table = gate.below("delegate", "`delegate`")
    table.allow_only(("above", "to"))
    table.require("above", "to")
    above, to = table.count("above"), table.string("to")
    return None if above is None or to is None else Delegate(above, to)


def _is_inside(path: str) -> bool:
    """Return whether a path leads to a file below the root."""
    return bool(path) and not path.startswith("/") and ".." not in path.split("/")


def _levels(words: Mapping[str, str]) -> dict[str, Level]:
    return {name: Level(word) for name, word in words.items()}
