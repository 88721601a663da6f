"""Whether a report in each of its formats is what its readers take."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from jsonschema.validators import validator_for
from xmlschema import XMLSchema

from aiowners.display.terminal import LOG, Terminal
from aiowners.reporters import BY_NAME
from tests.reporters import ci_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aiowners.diagnostics.report import Report

_OURS = Path(__file__).parents[2] / "schemas"
_THEIRS = Path(__file__).parents[1] / "reporters" / "schemas"
_TERMINALS = (Terminal(), Terminal(40, unicode=False), Terminal(60, color=True))
_COLOUR = re.compile(r"\x1b\[[0-9;]+m")
# A selector or joiner may be part of an emoji; alone it would have been shown as an escape.
_IN_EMOJI = frozenset("\u200d\ufe0e\ufe0f")

# The commands that a format is made of; any other format has none.
_COMMANDS = {
    "github": {"error", "warning", "notice", "group", "endgroup"},
    "azure": {"task.logissue"},
    "teamcity": {"inspectionType", "inspection"},
}
_PARSERS = {"github": ci_logs.github, "azure": ci_logs.azure, "teamcity": ci_logs.teamcity}


def check(report: Report) -> None:
    """Raises AssertionError, or the error of a reader, where one of the formats is not in order."""
    # The pages of all other rules are the same in each report, and most of what SARIF holds.
    rules_with_findings = {diagnostic.rule for diagnostic in report.diagnostics}
    report = replace(report, rules=tuple(rule for rule in report.rules if rule.name in rules_with_findings))
    for name, render in BY_NAME.items():
        text = render(report, LOG)
        _is_harmless(name, text)
        if name in _READERS:
            _READERS[name](report, text)
    check_shown(report)


def check_shown(report: Report) -> None:
    """The same of the formats that terminals show, on several of them."""
    for terminal in _TERMINALS:
        for name in ("full", "concise"):
            text = BY_NAME[name](report, terminal)
            assert terminal.unicode or text.isascii()
            _is_harmless(name, _COLOUR.sub("", text) if terminal.color else text)


def _is_harmless(name: str, text: str) -> None:
    """No control characters, and no command of a CI system but those of the format."""
    for line in text.split("\n"):
        assert line.isprintable() or all(character.isprintable() or character in _IN_EMOJI for character in line), (
            name,
            line,
        )
    for system, parser in _PARSERS.items():
        commands = {command.name for command in parser(text)}
        assert commands <= (_COMMANDS[name] if name == system else set()), (name, commands)
    assert "##[" not in text


# --- the readers of each format ------------------------------------------------------------------


def _json(report: Report, text: str) -> None:
    document = _strict_json(text, "aiowners-report")
    _is_text(document)
    assert len(document["diagnostics"]) == len(report.diagnostics)
    assert len({entry["fingerprint"] for entry in document["diagnostics"]}) == len(report.diagnostics)


def _sarif(report: Report, text: str) -> None:
    document = _strict_json(text, "sarif-2.1.0")
    _is_text(document)
    assert len(document["runs"][0]["results"]) == min(len(report.diagnostics), 5_000)


def _gitlab(report: Report, text: str) -> None:
    document = _strict_json(text, "gitlab-code-quality")
    _is_text(document)
    assert len(document) == len(report.diagnostics)


def _rdjson(report: Report, text: str) -> None:
    document = _strict_json(text, "reviewdog-DiagnosticResult")
    _is_text(document)
    assert len(document["diagnostics"]) == len(report.diagnostics)


def _junit(report: Report, text: str) -> None:
    _junit_schema().validate(text)
    assert len(list(ET.fromstring(text).iter("failure"))) == len(report.diagnostics)


def _checkstyle(report: Report, text: str) -> None:
    assert len(list(ET.fromstring(text).iter("error"))) == len(report.diagnostics)


def _concise(report: Report, text: str) -> None:
    assert text.count("\n") == len(report.diagnostics)


def _github(report: Report, text: str) -> None:
    commands = [command for command in ci_logs.github(text) if command.name not in {"group", "endgroup"}]
    assert bool(commands) == bool(report.diagnostics)
    assert all(len(command.data.encode("utf-16-le")) // 2 <= 4_096 for command in commands)


def _azure(report: Report, text: str) -> None:
    issues = sum(diagnostic.severity.rank > 0 for diagnostic in report.diagnostics)
    assert len(ci_logs.azure(text)) == issues


def _teamcity(report: Report, text: str) -> None:
    messages = [message.name for message in ci_logs.teamcity(text)]
    assert messages.count("inspection") == len(report.diagnostics)


def _markdown(_report: Report, text: str) -> None:
    assert len(text.encode()) < 1 << 20


_READERS: Final[dict[str, Callable[[Report, str], None]]] = {
    "json": _json, "sarif": _sarif, "gitlab": _gitlab, "rdjson": _rdjson, "junit": _junit, "checkstyle": _checkstyle,
    "concise": _concise, "github": _github, "azure": _azure, "teamcity": _teamcity, "markdown": _markdown,
}  # fmt: skip


def _strict_json(text: str, schema: str) -> Any:
    assert text.isascii()
    document = json.loads(text, parse_constant=_refuse)
    errors = [f"{error.json_path}: {error.message}" for error in _validator(schema).iter_errors(document)]
    assert errors == [], errors
    return document


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _is_text(value: Any) -> None:
    """Every text in it can be written as UTF-8."""
    for text in _texts(value):
        text.encode()


def _texts(value: Any) -> Iterable[str]:
    todo = [value]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            todo += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            todo += value
        elif isinstance(value, str):
            yield value


@cache
def _validator(name: str) -> Any:
    folder = _OURS if name == "aiowners-report" else _THEIRS
    file = f"{name}.schema.json" if folder == _OURS else f"{name}.json"
    schema = json.loads((folder / file).read_text(encoding="utf-8"))
    return validator_for(schema)(schema)


@cache
def _junit_schema() -> XMLSchema:
    return XMLSchema(str(_THEIRS / "junit-10.xsd"))
