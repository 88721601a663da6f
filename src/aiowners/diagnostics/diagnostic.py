"""Severity, Label, Edit, Fix, Diagnostic: one finding, with the places that make it true."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiowners.source import Location


class Severity(Enum):
    """How bad a finding is. The values are the words in reports and in the configuration."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return _RANK[self]


# The rule whose findings say what a run did not check, or does not report.
SKIPPED_CHECK = "skipped-check"

_RANK = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


@dataclass(frozen=True, slots=True)
class Label:
    """Words for a place other than the one a diagnostic points at."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` where `location` is; an empty span inserts.

    Insertions at one place exclude each other, unless all of them are `beside`: then they may stand
    there one after the other, in the order of their findings.
    """

    location: Location
    text: str
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend one finding. Safe ones keep the meaning of everything else."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool

    @staticmethod
    def of(title: str, edits: tuple[Edit, ...], *, safe: bool) -> Fix | None:
        """A fix of these edits; None where there are none, since the text cannot be mended by one."""
        return Fix(title, edits, safe) if edits else None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `subject` is the declaration that holds the text at `location`, `about` the other party, both
    as `kind:name`. `anchor` is the key path, with the value, inside the subject: together with the
    rule and the two parties it tells this finding from others when lines have moved. `label`
    stands under the carets of a source frame.
    """

    rule: str
    category: str
    severity: Severity
    message: str
    location: Location
    subject: str | None = None
    about: str | None = None
    anchor: str = ""
    label: str = ""
    related: tuple[Label, ...] = ()
    help: str | None = None
    fix: Fix | None = None

    @property
    def urgency(self) -> int:
        """What a report shows first if it cannot show all findings has the highest: that checks were skipped."""
        return self.severity.rank + len(Severity) * (self.rule == SKIPPED_CHECK)

    @property
    def order(self) -> tuple[str, int, str, str, int, str]:
        """Reports are sorted by this: path, start, rule, about; then by what is left to differ in."""
        place = self.location
        return (place.path, place.span.start, self.rule, self.about or "", place.span.end, self.message)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A judgement that was not made, because what it rests on could not be read or is unknown."""

    rule: str
    subject: str | None
    about: str | None = None
