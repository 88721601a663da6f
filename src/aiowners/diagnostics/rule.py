"""Rules: a rule is one documented function, and `@rule` has the rest."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from aiowners import HOMEPAGE
from aiowners.diagnostics.diagnostic import Cause, Diagnostic, Fix, Label, Severity, Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aiowners.source import Location

# A rule reads a workspace, which is in a layer above: here it is any argument of `check`.
Check: TypeAlias = "Callable[[Any], Iterable[Diagnostic | Skipped]]"
# Further fixes for a person to choose from, given a workspace and one of the rule's findings.
Options: TypeAlias = "Callable[[Any, Diagnostic], Iterable[Fix | None]]"


class Level(Enum):
    """What a user sets for a rule or a category: off, or the severity of its findings."""

    OFF = "off"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


CATEGORIES = (
    "manifest",
    "reference",
    "ownership",
    "review",
    "evaluation",
    "platform",
    "organization",
    "suppression",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, category, severity, page, and function.

    `page` is the docstring: Markdown with a summary in the first line, why it matters, and examples.
    `level` is OFF for advice, which users turn on, else the severity.
    No setting, suppression, or baseline applies to a rule that is `mandatory`.
    """

    name: str
    category: str
    severity: Severity
    since: str
    page: str
    check: Check
    advice: bool = False
    options: Options | None = None
    mandatory: bool = False

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"{HOMEPAGE}/blob/main/src/aiowners/rules/{self.name.replace('-', '_')}.py"

    @property
    def level(self) -> Level:
        """The default level."""
        return Level.OFF if self.advice else Level(self.severity.value)

    def at(  # noqa: PLR0913 - one for each thing that a finding can say
        self,
        location: Location,
        message: str,
        *,
        subject: object,
        about: object = None,
        anchor: object = "",
        label: str = "",
        related: tuple[Label, ...] = (),
        help: str | None = None,  # noqa: A002 - the word of the report's contract
        fix: Fix | None = None,
        severity: Severity | None = None,
        identity: str = "",
    ) -> Diagnostic:
        """Return a finding of this rule. `severity` is for rules whose cases differ.

        `subject` and `about` are `kind:name`, or have it as their string; None for none. `anchor` is a
        string, or a key path inside the subject. `identity` is for the rules whose subject depends on order.
        """
        return Diagnostic(
            rule=self.name,
            category=self.category,
            severity=severity or self.severity,
            message=message,
            location=location,
            subject=None if subject is None else str(subject),
            about=None if about is None else str(about),
            anchor=anchor if isinstance(anchor, str) else _keys(anchor),
            label=label,
            related=related,
            help=help,
            fix=fix,
            identity=identity,
        )

    def withheld(
        self,
        subject: object,
        about: object = None,
        *,
        severity: Severity | None = None,
        path: str | None = None,
        names: Iterable[str] = (),
        causes: Iterable[Cause] = (),
    ) -> Skipped:
        """Return a skipped check of `subject`; the other arguments are those of `Skipped`."""
        return Skipped(
            self.name,
            None if subject is None else str(subject),
            None if about is None else str(about),
            severity,
            path,
            tuple(names),
            tuple(causes),
        )


def _keys(path: object) -> str:
    """Return a key path as an anchor: the keys alone, because an index in a list changes when lines move."""
    assert isinstance(path, tuple)
    return ".".join(step for step in path if isinstance(step, str))


def rule(
    *,
    category: str,
    severity: Severity,
    since: str,
    advice: bool = False,
    options: Options | None = None,
    mandatory: bool = False,
) -> Callable[[Check], Rule]:
    """Make a Rule of a function. The function's name, with dashes, is the rule's; nothing is registered.

    `options` gives further fixes, besides a finding's own, for a person to choose from.
    Raises ValueError for a category that does not exist or a function without a docstring.
    """
    if category not in CATEGORIES:
        raise ValueError(category)

    def make(check: Check) -> Rule:
        name = check.__name__.replace("_", "-")
        if not check.__doc__:
            raise ValueError(name)
        page = inspect.cleandoc(check.__doc__)
        return Rule(name, category, severity, since, page, check, advice, options, mandatory)

    return make
