"""Level, Rule and @rule: a rule is one documented function, and the decorator says the rest."""

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

# A rule reads a workspace, which lives floors above: here it is whatever `check` takes.
Check: TypeAlias = "Callable[[Any], Iterable[Diagnostic | Skipped]]"
# What else would mend a finding, for a person to choose from: it takes a workspace and one of the rule's findings.
Options: TypeAlias = "Callable[[Any, Diagnostic], Iterable[Fix | None]]"


class Level(Enum):
    """What a user sets for a rule or a category: silence, or the severity of its findings."""

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
    """A rule: its name, where it belongs, how bad its findings are, its page, and its function.

    `page` is the docstring: Markdown, a first line that says what holds when all is well, why it
    matters, examples. `level` is OFF for advice that has to be asked for, else the severity.
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
        """Where the page can be read by whoever has no `aiowners explain` at hand."""
        return f"{HOMEPAGE}/blob/main/src/aiowners/rules/{self.name.replace('-', '_')}.py"

    @property
    def level(self) -> Level:
        """The level that holds where nobody set one."""
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
        """A finding of this rule. `severity` is for the rules whose cases differ.

        `subject` and `about` are what `kind:name` is the text of; None is nobody. `anchor` is a
        text, or a key path inside the subject. `identity` is for the rules whose subject depends on order.
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
        """Say that this rule skipped a check of `subject`; the rest as `Skipped` has it."""
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
    """A key path as an anchor: the keys alone, since the place in a list moves when lines move."""
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

    `options` gives the edits, besides a finding's own fix, of which a person may choose one to mend it.
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
