"""One finding, with the locations that make it true, and its fix."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from aiowners.source import Location, Span

    # The rule, the path, and the span that tell causes apart.
    CauseKey: TypeAlias = tuple[str | None, str, Span]


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
    """Words for a location other than the primary one of a diagnostic."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` where `location` is; an empty span inserts.

    Insertions at one location exclude each other, unless all of them are `beside`: then they are applied
    one after the other, in the order of their findings.
    """

    location: Location
    text: str
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that fix one finding. Safe ones keep the meaning of everything else."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool

    @staticmethod
    def of(title: str, edits: tuple[Edit, ...], *, safe: bool) -> Fix | None:
        """Return a fix of these edits; None if there are none."""
        return Fix(title, edits, safe) if edits else None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `subject` is the declaration that contains the text at `location`, `about` the other entity or team,
    both as `kind:name`. `anchor` is the key path, with the value, inside the subject: together with the
    rule, subject, and about it identifies this finding when lines have moved. `label` is shown
    under the carets of a source frame. If the order of declarations decides which of them
    `subject` is, `identity` tells the finding from others in place of subject, about, and anchor.
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
    identity: str = ""

    @property
    def urgency(self) -> int:
        """What a report shows first if it cannot show all findings has the highest: that checks were skipped."""
        return self.severity.rank + len(Severity) * (self.rule == SKIPPED_CHECK)

    @property
    def order(self) -> tuple[str, int, str, str, int, str]:
        """The sort key of reports: path, start, rule, about; then end and message."""
        location = self.location
        return (location.path, location.span.start, self.rule, self.about or "", location.span.end, self.message)


class Cause(NamedTuple):
    """Why a check was skipped: what `rule` reports at `location`, or, if it is None, what no rule reports.

    `reason` is a clause that follows "because". `subject` and `about` are those of the rule's finding.
    """

    rule: str | None
    location: Location
    reason: str
    subject: str | None = None
    about: str | None = None

    @property
    def key(self) -> CauseKey:
        """What two records of one cause have in common."""
        return (self.rule, self.location.path, self.location.span)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check that a rule skipped, because what it rests on could not be read or is unknown.

    `severity` is that of the finding that it could have been, if not the rule's. `path` is the file
    of that finding, if its subject does not tell. `names` are what the check rests on besides subject
    and about; `causes` are the causes, if the rule knows them.
    """

    rule: str
    subject: str | None
    about: str | None = None
    severity: Severity | None = None
    path: str | None = None
    names: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedCheck:
    """A skipped check with the severity that its finding would have had, and its causes.

    `paths` are the files that the finding could have been in; none if they are not known.
    """

    rule: str
    subject: str | None
    about: str | None
    severity: Severity
    paths: frozenset[str]
    causes: tuple[Cause, ...]

    @property
    def words(self) -> str:
        """The check as a message names it."""
        parties = [f"`{party}`" for party in dict.fromkeys((self.subject, self.about)) if party is not None]
        return f"`{self.rule}`" + (f" for {' and '.join(parties)}" if parties else "")
