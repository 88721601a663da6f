"""Rules as texts: a table of all rules, and the page of one."""

from __future__ import annotations

import json
import re
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.examples import MARK, examples
from aiowners.display.terminal import ACCENT, Style, Terminal, paint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiowners.diagnostics.rule import Rule


def as_table(rules: Sequence[Rule], terminal: Terminal) -> str:
    """Return a table of all rules by category."""
    wide = max(len(rule.name) for rule in rules)
    lines: list[str] = []
    for category, members in groupby(rules, key=lambda rule: rule.category):
        lines += ["", paint(category, Style.STRONG, terminal)] if lines else [paint(category, Style.STRONG, terminal)]
        for rule in members:
            fix = "fix" if is_fixable(rule) else ""
            opening = f"  {rule.name:{wide}}  {rule.level.value:7}  {fix:3}  "
            room = max(terminal.width - len(opening), 24)
            first, *rest = textwrap.wrap(rule.summary.replace("`", ""), room)
            lines.append(opening + first)
            lines += [" " * len(opening) + line for line in rest]
    return "\n".join(lines) + "\n"


def as_json(rules: Sequence[Rule]) -> str:
    """Return all rules with their pages as JSON."""
    return (
        json.dumps(
            [
                {
                    "name": rule.name,
                    "category": rule.category,
                    "level": rule.level.value,
                    "severity": rule.severity.value,
                    "fixable": is_fixable(rule),
                    "since": rule.since,
                    "summary": rule.summary,
                    "page": rule.page,
                }
                for rule in rules
            ],
            indent=2,
        )
        + "\n"
    )


def as_markdown(rules: Sequence[Rule]) -> str:
    """Return an index of all rules and the page of each as a Markdown document."""
    lines = ["# Rules", "", "| category | rule | level | fixable | when all is well |", "|---|---|---|---|---|"]
    lines += [
        f"| {rule.category} | [`{rule.name}`](#{rule.name}) | {rule.level.value} | {'yes' if is_fixable(rule) else ''} | {rule.summary} |"
        for rule in rules
    ]
    for rule in rules:
        page = "\n".join(f"##{line}" if line.startswith("## ") else line for line in rule.page.splitlines())
        lines += ["", f"## {rule.name}", "", f"*{rule.category} · {rule.level.value} · since {rule.since}*", "", page]
    return "\n".join(lines) + "\n"


def is_fixable(rule: Rule) -> bool:
    """Return whether a rule's findings can have a fix: its page then has a fixed example."""
    return any(example.fixed for example in examples(rule.page))


def as_page(rule: Rule, terminal: Terminal) -> str:
    """Return the page of a rule for a terminal."""
    facts = [f"{rule.category} rule", f"level {rule.level.value}", f"since {rule.since}"]
    if rule.advice:
        facts.append(f"select it with `--select {rule.name}`")
    if is_fixable(rule):
        facts.append("fixable")
    lines = [
        paint(rule.name, Style.STRONG, terminal),
        paint(" · ".join(facts) if terminal.unicode else ", ".join(facts), Style.FRAME, terminal),
        "",
    ]
    fenced = False
    for paragraph in _paragraphs(rule.page):
        if paragraph.startswith("```"):
            fenced = not fenced
            if fenced and (title := _title_of(paragraph)):
                lines.append(f"  {paint(title, Style.RELATED, terminal)}")
        elif fenced:
            lines.append(f"    {_marked(paragraph, terminal)}".rstrip())
        elif paragraph.startswith("#"):
            lines.append(paint(paragraph.lstrip("# "), Style.STRONG, terminal))
        else:
            wrapped = "\n".join(textwrap.wrap(paragraph, max(24, min(terminal.width, 88))))
            lines += _set(wrapped, terminal).split("\n")
    lines += [
        "",
        *([] if rule.category == "suppression" else [f"Silence one finding:  # aiowners: ignore[{rule.name}] reason"]),
        f'Set its level:        aiowners.toml, [rules], {rule.name} = "off" | "info" | "warning" | "error"',
    ]
    return "\n".join(lines) + "\n"


def _title_of(fence: str) -> str:
    """Return the title of an example's block: its file, and whether it is before a change or after the fix."""
    words = fence.strip("`").split()
    if len(words) < 2:  # noqa: PLR2004 - a language alone: a listing
        return ""
    return f"{_STAGES[words[2]]}, {words[1]}" if words[2:] else words[1]


_STAGES = {"fixed": "After the fix", "before": "Before the change"}


def _marked(line: str, terminal: Terminal) -> str:
    """Return a line of an example with its expected finding in the color of the severity."""
    match = MARK.search(line)
    if match is None:
        return line
    accent = ACCENT[Severity(match.group(1))]
    return line[: match.start()] + paint(match.group(), accent, terminal) + line[match.end() :]


def _set(paragraph: str, terminal: Terminal) -> str:
    """Return wrapped prose without Markdown's marks if colors can replace them; without colors, code keeps its backticks."""

    def painted(style: Style) -> Callable[[re.Match[str]], str]:
        return lambda match: "\n".join(paint(part, style, terminal) for part in match.group(1).split("\n"))

    text = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r"\1 (\2)", paragraph)
    text = re.sub(r"\*\*([^*]+)\*\*", painted(Style.STRONG), text)
    return re.sub(r"`([^`]+)`", painted(Style.RELATED), text) if terminal.color else text


def _paragraphs(page: str) -> list[str]:
    """Return the lines of fenced blocks, headings, and paragraphs joined to one line each, with blank lines between them."""
    lines: list[str] = []
    fenced = False
    running = False
    for line in page.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        if fenced or not line.strip() or line.startswith(("```", "#")):
            lines.append(line)
            running = False
        elif running:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
            running = True
    return lines
