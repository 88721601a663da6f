"""TeamCity: service messages that report findings as inspections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters.grouping import message_with_advice
from aiowners.reporters.locations import shown_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.diagnostics.rule import Rule
    from aiowners.display.terminal import Terminal

_SEVERITY: Final = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "WEAK WARNING"}

# TeamCity, "Service Messages": the limit for a message or a description, in characters.
_MAX_VALUE: Final = 4_000
_SPECIAL: Final = re.compile(r"[|'\[\]]|[^ -~]")
_LETTER: Final = {"\n": "n", "\r": "r"}
# A description may contain HTML.
_HTML: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(report: Report, _terminal: Terminal) -> str:
    """Return a service message for each rule with findings, then one for each finding, in ASCII.

    Paths are relative to the top of the repository, which TeamCity checks out.
    """
    rules = {rule.name: rule for rule in report.rules}
    firsts = {diagnostic.rule: diagnostic for diagnostic in reversed(report.diagnostics)}
    lines = [_inspection_type(firsts[name], rules.get(name)) for name in sorted(firsts)]
    lines += [_inspection(report, diagnostic) for diagnostic in report.diagnostics]
    return "".join(f"{line}\n" for line in lines)


def _inspection_type(diagnostic: Diagnostic, rule: Rule | None) -> str:
    description = diagnostic.rule if rule is None else f"{rule.summary} {rule.url}"
    return _message(
        "inspectionType",
        {
            "id": diagnostic.rule,
            "name": diagnostic.rule,
            "category": f"aiowners: {diagnostic.category}",
            "description": harmless(description, LOG).translate(_HTML),
        },
    )


def _inspection(report: Report, diagnostic: Diagnostic) -> str:
    return _message(
        "inspection",
        {
            "typeId": diagnostic.rule,
            "message": message_with_advice(diagnostic),
            "file": shown_path(report, diagnostic.location),
            "line": str(diagnostic.location.start.line),
            "SEVERITY": _SEVERITY[diagnostic.severity],
        },
    )


def _message(name: str, properties: Mapping[str, str]) -> str:
    assignments = " ".join(f"{key}='{_escaped(_cut(value))}'" for key, value in properties.items())
    return f"##teamcity[{name} {assignments}]"


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_VALUE else f"{text[: _MAX_VALUE - 1]}{LOG.ellipsis}"


def _escaped(text: str) -> str:
    """Escape a value, as "Escaped Values" in TeamCity's documentation defines."""
    return _SPECIAL.sub(_escape, text)


def _escape(special: re.Match[str]) -> str:
    character = special[0]
    if character in _LETTER or " " <= character <= "~":
        return f"|{_LETTER.get(character, character)}"
    # TeamCity reads UTF-16 code units: two for a character beyond U+FFFF.
    units = character.encode("utf-16-be", "surrogatepass").hex("-", 2).split("-")
    return "".join(f"|0x{unit}" for unit in units)
