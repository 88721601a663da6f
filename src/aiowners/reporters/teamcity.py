"""Service messages of TeamCity: inspections, each with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters.places import shown_path
from aiowners.reporters.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.diagnostics.rule import Rule
    from aiowners.display.terminal import Terminal

_SEVERITY: Final = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "WEAK WARNING"}

# TeamCity, "Service Messages": a message or a description has at most so many characters.
_LONGEST: Final = 4_000
_SPECIAL: Final = re.compile(r"[|'\[\]]|[^ -~]")
_LETTER: Final = {"\n": "n", "\r": "r"}
# A description may be HTML.
_HTML: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(report: Report, _terminal: Terminal) -> str:
    """The rules that found something, then what they found, a service message a line, in ASCII.

    Paths are from the top of the repository, which is what TeamCity checks out.
    """
    rules = {rule.name: rule for rule in report.rules}
    firsts = {found.rule: found for found in reversed(report.diagnostics)}
    lines = [_kind(firsts[name], rules.get(name)) for name in sorted(firsts)]
    lines += [_inspection(report, found) for found in report.diagnostics]
    return "".join(f"{line}\n" for line in lines)


def _kind(found: Diagnostic, rule: Rule | None) -> str:
    description = found.rule if rule is None else f"{rule.summary} {rule.url}"
    return _message(
        "inspectionType",
        {
            "id": found.rule,
            "name": found.rule,
            "category": f"aiowners: {found.category}",
            "description": harmless(description, LOG).translate(_HTML),
        },
    )


def _inspection(report: Report, found: Diagnostic) -> str:
    return _message(
        "inspection",
        {
            "typeId": found.rule,
            "message": sentence(found),
            "file": shown_path(report, found.location),
            "line": str(found.location.start.line),
            "SEVERITY": _SEVERITY[found.severity],
        },
    )


def _message(name: str, properties: Mapping[str, str]) -> str:
    stated = " ".join(f"{key}='{_escaped(_cut(value))}'" for key, value in properties.items())
    return f"##teamcity[{name} {stated}]"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}{LOG.dots}"


def _escaped(text: str) -> str:
    """A value as "Escaped Values" of TeamCity's documentation has it."""
    return _SPECIAL.sub(_escape, text)


def _escape(special: re.Match[str]) -> str:
    character = special[0]
    if character in _LETTER or " " <= character <= "~":
        return f"|{_LETTER.get(character, character)}"
    # The number is one of UTF-16: two for what lies beyond U+FFFF.
    units = character.encode("utf-16-be", "surrogatepass").hex("-", 2).split("-")
    return "".join(f"|0x{unit}" for unit in units)
