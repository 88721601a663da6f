"""Settings: the configuration and the command line of a run, and the level of a rule at a path."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.pattern import Pattern
from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import CATEGORIES, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aiowners.diagnostics.rule import Rule

LEVELS = tuple(level.value for level in Level)
SEVERITIES = tuple(severity.value for severity in Severity)


@dataclass(frozen=True, slots=True)
class Override:
    """Levels for findings in files that a pattern matches, by the name of a rule or category."""

    paths: tuple[Pattern, ...]
    levels: Mapping[str, Level]


class Delegate(NamedTuple):
    """The team `to`, which approves instead of the required teams if there are more of them than `above`."""

    above: int
    to: str


class Gate(NamedTuple):
    """The table `[gate]`: how approvals are counted.

    `break_glass` are handles whose approval is always enough, `bots` accounts whose reviews count.
    `members` is the file that lists the accounts of teams.
    """

    break_glass: tuple[str, ...] = ()
    bots: tuple[str, ...] = ()
    distinct_approvers: bool = False
    members: str | None = None
    delegate: Delegate | None = None


@dataclass(frozen=True)
class Settings:
    """The settings of a run. The defaults are those of a run without a configuration.

    `exclude` are patterns from the root. `levels` come from the configuration; `select`, `ignore`,
    and `severities` from the command line. All four contain names of rules and of categories.
    """

    forge: str | None = None
    exclude: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR
    enforcement: tuple[str, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    gate: Gate = field(default_factory=Gate)
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severities: Mapping[str, Level] = field(default_factory=dict)

    @cached_property
    def excluded(self) -> tuple[Pattern, ...]:
        """The patterns of `exclude`, ready to match."""
        return tuple(map(Pattern, self.exclude))


def level(settings: Settings, rule: Rule, path: str) -> Level:
    """Return the level of a rule for findings in the file at `path`.

    The first of these that contains the rule decides: `ignore`; `select`, which turns all other rules
    off; `severities`; the last override that matches the path; `levels`; the rule's own level. In each,
    the name of a rule takes precedence over its category. A rule that `select` names is on, even if
    the configuration turns it off. A category in `select` turns its advice on, but not the rules that
    the configuration turns off. Nothing changes the level of a mandatory rule.
    """
    decided = _decided(settings, rule, path)
    if decided is not None:
        return decided
    return Level(rule.severity.value) if settings.select else rule.level


def selecting_all(settings: Settings, catalogue: Iterable[Rule]) -> Settings:
    """Return settings with every rule selected that is on without `select`, in addition to those that it names."""
    if not settings.select:
        return settings
    unselected = replace(settings, select=frozenset())
    on = {rule.name for rule in catalogue if may_report(unselected, rule)}
    return replace(settings, select=settings.select | on)


def without_effect(settings: Settings, catalogue: Iterable[Rule]) -> list[str]:
    """Return the names of the mandatory rules that the settings name, to which no setting applies."""
    configured = {*settings.ignore, *settings.severities, *settings.levels}
    configured.update(name for override in settings.overrides for name in override.levels)
    return [rule.name for rule in catalogue if rule.mandatory and rule.name in configured]


def may_report(settings: Settings, rule: Rule) -> bool:
    """Return whether a rule is on for any path. A rule that is not need not run."""
    if level(settings, rule, "") is not Level.OFF:
        return True
    names = {rule.name, rule.category}
    if settings.ignore & names or (settings.select and settings.select.isdisjoint(names)):
        return False
    return any(names & override.levels.keys() for override in settings.overrides)


def severity(settings: Settings, rule: Rule, path: str, own: Severity) -> Severity | None:
    """Return the severity of a finding in the file at `path`; None if the rule is off.

    `own` is the severity that the rule gave this finding. A level that a user set replaces it.
    """
    decided = _decided(settings, rule, path)
    if decided is None:
        return own if settings.select or not rule.advice else None
    return None if decided is Level.OFF else Severity(decided.value)


def highest(settings: Settings, rule: Rule) -> Severity:
    """Return the highest severity that a finding of a rule may have in any file, if a setting replaces its own."""
    flag_level = _level_of(settings.severities, rule)
    if flag_level is not None and flag_level is not Level.OFF:
        return Severity(flag_level.value)
    default = severity(settings, rule, "", rule.severity)
    levels = (_level_of(override.levels, rule) for override in settings.overrides)
    overridden = [Severity(level.value) for level in levels if level is not None and level is not Level.OFF]
    return max((*overridden, rule.severity if default is None else default), key=lambda severity: severity.rank)


def _decided(settings: Settings, rule: Rule, path: str) -> Level | None:
    """Return the level that the settings give a rule; None if they do not change it."""
    if rule.mandatory:
        return None
    names = {rule.name, rule.category}
    named = rule.name in settings.select
    if rule.name in settings.ignore or (rule.category in settings.ignore and not named):
        return Level.OFF
    if settings.select and names.isdisjoint(settings.select):
        return Level.OFF
    decided = _level_of(settings.severities, rule)
    if decided is None:
        decided = _configured(settings, rule, path)
        if named and decided is Level.OFF:
            decided = None
    return decided


def _level_of(levels: Mapping[str, Level], rule: Rule) -> Level | None:
    return levels.get(rule.name, levels.get(rule.category))


def _configured(settings: Settings, rule: Rule, path: str) -> Level | None:
    for override in reversed(settings.overrides):
        overridden = _level_of(override.levels, rule)
        if overridden is not None and any(pattern.matches(path) for pattern in override.paths):
            return overridden
    return _level_of(settings.levels, rule)


def names(catalogue: Sequence[Rule]) -> tuple[str, ...]:
    """Return every name that can have a level: the rules, then the categories."""
    return (*(rule.name for rule in catalogue), *CATEGORIES)


def from_flags(
    settings: Settings, catalogue: Sequence[Rule], *,
    select: Iterable[str] = (), ignore: Iterable[str] = (), severity: Iterable[str] = (), fail_on: str | None = None,
) -> Settings:  # fmt: skip
    """Return the settings with those of the command line applied; each of `severity` is `NAME=LEVEL`.

    Raises ValueError, with a message for users, for a name or a level that does not exist.
    """
    valid = names(catalogue)
    severities = {}
    for argument in severity:
        name, sign, word = argument.partition("=")
        if not sign:
            raise ValueError(f"`{argument}` is not of the form RULE=LEVEL")
        severities[_checked(name, valid, "rule or category")] = Level(_checked(word, LEVELS, "level"))
    return replace(
        settings,
        select=frozenset(_checked(name, valid, "rule or category") for name in select),
        ignore=frozenset(_checked(name, valid, "rule or category") for name in ignore),
        severities=severities,
        fail_on=Severity(_checked(fail_on, SEVERITIES, "severity")) if fail_on else settings.fail_on,
    )


def _checked(word: str, words: Sequence[str], kind: str) -> str:
    if word in words:
        return word
    from aiowners.diagnostics.nearest import nearest

    near = nearest(word, words, limit=1)
    raise ValueError(f"there is no {kind} `{word}`" + (f": did you mean `{near[0]}`?" if near else ""))


def described(settings: Settings) -> str:
    """Return the settings in force as TOML, with those of the command line as comments."""
    lines = [f"forge = {_toml(settings.forge)}" if settings.forge else "# forge: not set"]
    lines.append(f"exclude = {_toml(settings.exclude)}")
    lines.append(f"fail-on = {_toml(settings.fail_on.value)}")
    lines.append(f"enforcement = {_toml(settings.enforcement)}")
    lines += [f"# {flag}: {', '.join(sorted(chosen))}" for flag, chosen in _flags(settings) if chosen]
    lines += ["", "[rules]", *_lines(settings.levels)]
    for override in settings.overrides:
        paths = _toml([pattern.glob for pattern in override.paths])
        lines += ["", "[[overrides]]", f"paths = {paths}", "[overrides.rules]", *_lines(override.levels)]
    lines += _gate_lines(settings.gate)
    return "\n".join(lines) + "\n"


def _gate_lines(gate: Gate) -> list[str]:
    if gate == Gate():
        return []
    lines = ["", "[gate]", f"break-glass = {_toml(gate.break_glass)}", f"bots = {_toml(gate.bots)}"]
    lines.append(f"distinct-approvers = {_toml(gate.distinct_approvers)}")
    if gate.members is not None:
        lines.append(f"members = {_toml(gate.members)}")
    if gate.delegate is not None:
        lines.append(f"delegate = {{above = {gate.delegate.above}, to = {_toml(gate.delegate.to)}}}")
    return lines


def _flags(settings: Settings) -> tuple[tuple[str, Iterable[str]], ...]:
    severities = [f"{name}={level.value}" for name, level in settings.severities.items()]
    return (("select", settings.select), ("ignore", settings.ignore), ("severity", severities))


def _lines(levels: Mapping[str, Level]) -> list[str]:
    return [f"{name} = {_toml(levels[name].value)}" for name in sorted(levels)]


def _toml(value: object) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)
