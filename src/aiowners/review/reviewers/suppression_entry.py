"""NewSuppression: one thing that a change suppresses, and how it is described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from aiowners.source import Location

Kind: TypeAlias = Literal["ignore", "baseline", "level", "exclude", "waiver", "fail-on", "enforcement"]
_MAX_TEXT = 200


class NewSuppression(NamedTuple):
    """What a change suppresses: `rule` is a rule or category, None if it concerns no single one.

    `text` is what the change writes or removes, on one line and bounded. `subject` and `about` are
    `kind:name`, as in a finding.
    """

    kind: Kind
    rule: str | None
    location: Location
    text: str
    subject: str | None = None
    about: str | None = None

    @property
    def path(self) -> str:
        """The file that suppresses."""
        return self.location.path

    @property
    def line(self) -> int:
        """The line in that file, from 1."""
        return self.location.start.line

    @property
    def document(self) -> dict[str, str | int | None]:
        """The suppression as `aiowners reviewers --format json` lists it."""
        return {"kind": self.kind, "rule": self.rule, "path": self.path, "line": self.line, "text": self.text}

    @property
    def words(self) -> str:
        """The suppression as one line for people, without the place."""
        return f"{_WORDS[self.kind]} `{self.text}`"


_WORDS = {
    "ignore": "new suppression comment",
    "baseline": "new baseline entry",
    "level": "lower level",
    "exclude": "new exclusion",
    "waiver": "new or longer waiver",
    "fail-on": "fewer findings make the run fail:",
    "enforcement": "weaker enforcement:",
}


def bounded(text: str) -> str:
    """Return a text on one line, cut after 200 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _MAX_TEXT else f"{line[:_MAX_TEXT]}…"
