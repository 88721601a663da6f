"""The parsers of CI systems for commands in a log, written from their published sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Command:
    """A command that a CI system would run."""

    name: str
    properties: dict[str, str] = field(default_factory=dict)
    data: str = ""


# actions/runner, ActionCommandManager and its extensions; names are case-insensitive.
_GITHUB = {
    *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group"),
    *("internal-set-repo-path", "notice", "remove-matcher", "save-state", "set-env", "set-output"),
    *("stop-commands", "warning"),
}


def lines(log: str) -> list[str]:
    """Return the lines that an agent reads from a process: .NET ends a line at CR, LF, or both."""
    return re.split(r"\r\n|\r|\n", log)


def github(log: str) -> list[Command]:
    """actions/runner, src/Runner.Common/ActionCommand.cs: `TryParseV2`, and where it fails, `TryParse`."""
    return [command for line in lines(log) if (command := _github(line) or _github_legacy(line)) is not None]


def _github(line: str) -> Command | None:
    line = line.lstrip()
    if not line.startswith("::"):
        return None
    stated, end, data = line[2:].partition("::")
    name, _, properties = stated.partition(" ")
    if not end or name.lower() not in _GITHUB:
        return None
    unescape = _unescape(("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
    in_property = _unescape(("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
    return Command(name, _properties(properties.strip(), ",", in_property), unescape(data))


def _github_legacy(line: str) -> Command | None:
    _, begin, rest = line.partition("##[")
    stated, end, data = rest.partition("]")
    name, _, properties = stated.partition(" ")
    if not begin or not end or name.lower() not in _GITHUB:
        return None
    unescape = _unescape(("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))
    return Command(name, _properties(properties, ";", unescape), unescape(data))


def azure(log: str) -> list[Command]:
    """microsoft/azure-pipelines-agent, Command.cs and CommandStringConvertor.cs, percents decoded as by default."""
    return [command for line in lines(log) if (command := _azure(line)) is not None]


def _azure(line: str) -> Command | None:
    _, begin, rest = line.partition("##vso[")
    stated, end, data = rest.partition("]")
    name, _, properties = stated.partition(" ")
    if not begin or not end or len([part for part in name.split(".") if part]) != 2:
        return None
    unescape = _unescape(("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%"))
    return Command(name, _properties(properties, ";", unescape), unescape(data))


def _properties(text: str, separator: str, unescape: Callable[[str], str]) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in text.split(separator) if part)
    return {pair[0]: unescape(pair[1]) for pair in pairs if len(pair) == 2 and all(pair)}


def _unescape(*pairs: tuple[str, str]) -> Callable[[str], str]:
    """Replace the pairs in sequence, as all of these programs do."""

    def unescape(text: str) -> str:
        for code, character in pairs:
            text = text.replace(code, character)
        return text

    return unescape


_VALUE = r"'((?:\|.|[^|'])*)'"
_TEAMCITY = re.compile(rf"##teamcity\[(\S+)\s+((?:[^\s=']+\s*=\s*{_VALUE}\s*)*|{_VALUE}\s*)\]", re.DOTALL)
_PROPERTY = re.compile(rf"([^\s=']+)\s*=\s*{_VALUE}")
_ESCAPE = re.compile(r"\|(?:0x([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "x": "\x85", "l": "\u2028", "p": "\u2029"}


def teamcity(log: str) -> list[Command]:
    """TeamCity's documentation, "Service Messages Formats" and "Escaped Values".

    A message begins anywhere, as in ServiceMessageParser.cs of JetBrains/TeamCity.ServiceMessages.
    One of a single value has it under the name "".
    """
    return [command for line in lines(log) for command in _teamcity(line)]


def _teamcity(line: str) -> Iterator[Command]:
    for message in _TEAMCITY.finditer(line):
        stated = message[2]
        pairs = [("", stated.strip()[1:-1])] if stated.startswith("'") else _PROPERTY.findall(stated)
        yield Command(message[1], {name: _decoded(value) for name, value in pairs})


def _decoded(value: str) -> str:
    units = _ESCAPE.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else _LETTERS.get(match[2], match[2]),
        value,
    )
    return units.encode("utf-16", "surrogatepass").decode("utf-16")
