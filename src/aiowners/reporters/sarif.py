"""SARIF 2.1.0, with all that code scanning reads in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from aiowners import HOMEPAGE, __version__
from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.json_text import json_text
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters.line_hash import line_hashes
from aiowners.reporters.summary import counted, reasons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix
    from aiowners.diagnostics.report import Checkout, Report
    from aiowners.diagnostics.rule import Rule
    from aiowners.display.terminal import Terminal
    from aiowners.source import Location, Source

    Object = dict[str, Any]

# What code scanning keeps of a run, of a result's locations, and of a description.
_MOST_RESULTS: Final = 5_000
_MOST_RELATED: Final = 100
_LONGEST_DESCRIPTION: Final = 1_024

_LONGEST_SNIPPET = 1_000  # characters
_MOST_WITH_SNIPPETS = 1_000  # results: with more, readers get the text from the file

_ROOT = "SRCROOT"
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_LINK_CHARACTER = re.compile(r"[\[\]\\]")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_LINE = re.compile(r"\r\n|\r|\n")
_SENTENCE_END = (".", "!", "?")


def render(report: Report, _terminal: Terminal) -> str:
    """The report as a SARIF log in ASCII, with a line break at the end; the terminal changes nothing.

    The worst findings come first. Those that code scanning would not keep are counted, not listed.
    """
    pairs = zip(report.diagnostics, report.fingerprints, strict=True)
    found = sorted(pairs, key=lambda pair: -pair[0].urgency)[:_MOST_RESULTS]
    hashes = _hashes(diagnostic.location for diagnostic, _ in found)
    indices = {rule.name: index for index, rule in enumerate(report.rules)}
    run = {
        "tool": {"driver": _driver(report.rules)},
        "automationDetails": {"id": "aiowners/"},
        "invocations": [_invocation(report, len(found))],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [
            {
                "ruleId": diagnostic.rule,
                **({"ruleIndex": indices[diagnostic.rule]} if diagnostic.rule in indices else {}),
                **_result(diagnostic, report.checkout, snippets=len(found) <= _MOST_WITH_SNIPPETS),
                "partialFingerprints": _fingerprints(diagnostic.location, hashes, fingerprint),
            }
            for diagnostic, fingerprint in found
        ],
    }
    return json_text({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _hashes(locations: Iterable[Location]) -> dict[Source, list[str]]:
    """The hashes of each text's lines, no further than to the last place in it."""
    last: dict[Source, int] = {}
    for location in locations:
        last[location.source] = max(last.get(location.source, 1), location.start.line)
    return {source: line_hashes(source, line) for source, line in last.items()}


def _fingerprints(location: Location, hashes: dict[Source, list[str]], ours: str) -> dict[str, str]:
    # An empty text may stand for a file's name alone; upload reads the file and adds the hash.
    if not location.source.text:
        return {"aiowners/v1": ours}
    line = location.start.line
    return {"primaryLocationLineHash": hashes[location.source][line - 1], "aiowners/v1": ours}


def plain(text: str) -> str:
    r"""`text`, whoever wrote it, as a plain text message of a result shows it.

    Brackets and backslashes are escaped everywhere, as CodeQL does: SARIF 2.1.0 demands it in the
    words of a link and leaves open how a reader tells other brackets from a link. Of the braces that
    SARIF wants doubled, only a placeholder's (`{0}`) are: code scanning shows both of two.
    """
    text = _LINK_CHARACTER.sub(lambda match: f"\\{match[0]}", harmless(text, LOG))
    return _PLACEHOLDER.sub(r"{{\1}}", text)


def _driver(rules: tuple[Rule, ...]) -> Object:
    return {
        "name": "aiowners",
        "semanticVersion": __version__,
        "version": __version__,
        "informationUri": HOMEPAGE,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> Object:
    page = "\n".join(harmless(line, LOG) for line in rule.page.splitlines())
    _, _, reason = page.partition("\n\n")
    reason = " ".join(reason.partition("\n## ")[0].partition("\n```")[0].split())
    return {
        "id": rule.name,
        "name": _name(rule),
        "shortDescription": {"text": _description(rule.summary)},
        "fullDescription": {"text": _description(f"{rule.summary} {reason}".rstrip())},
        "help": {"text": f"{page}\n\n{rule.url}", "markdown": f"{page}\n\n[The rule `{rule.name}`]({rule.url})"},
        "helpUri": rule.url,
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {
            "tags": [rule.category],
            # What was declared is compared, nothing is guessed; advice holds for most.
            "precision": "medium" if rule.advice else "very-high",
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


def _name(rule: Rule) -> str:
    """In Pascal case, and never the identifier alone: validators warn where both are one word."""
    words = rule.name.split("-")
    return "".join(word.capitalize() for word in (words if len(words) > 1 else [rule.category, *words]))


def _description(text: str) -> str:
    text = harmless(text, LOG)
    return text if len(text) <= _LONGEST_DESCRIPTION else f"{text[: _LONGEST_DESCRIPTION - 1]}…"


def _invocation(report: Report, listed: int) -> Object:
    left = len(report.diagnostics) - listed
    notes = []
    if left:
        words = f"{left} more findings, none of them worse than those listed: code scanning keeps {_MOST_RESULTS}."
        notes.append({"level": "warning", "message": {"text": words}})
    if unknown := report.skipped - len(report.stopped):
        words = f"Skipped {counted(unknown, 'check')} ({reasons(report)})."
        notes.append({"level": "note", "message": {"text": plain(words)}})
    return {"executionSuccessful": not report.unreadable, **({"toolExecutionNotifications": notes} if notes else {})}


def _result(found: Diagnostic, checkout: Checkout, *, snippets: bool) -> Object:
    physical = _shown if snippets else _physical
    place: Object = {"physicalLocation": physical(found.location, checkout)}
    if found.label:
        place["message"] = {"text": plain(found.label)}
    if found.subject:
        place["logicalLocations"] = [_logical(found.subject)]
    result: Object = {
        "level": _LEVEL[found.severity],
        "kind": "fail",
        "message": {"text": _message(found)},
        "locations": [place],
    }
    related = [
        {
            "id": number,
            "physicalLocation": _physical(label.location, checkout),
            "message": {"text": _words(label.message)},
        }
        for number, label in enumerate(found.related[:_MOST_RELATED], 1)
    ]
    if related:
        result["relatedLocations"] = related
    if found.fix and all(_is_shown(edit.text) for edit in found.fix.edits):
        result["fixes"] = [_fix(found.fix, checkout)]
    return result


def _message(found: Diagnostic) -> str:
    """What is wrong, the places that make it true as links, and what to do; the first sentence stands alone."""
    text = [_sentence(plain(found.message or found.rule))]
    links = [f"[{_words(label.message)}]({n})" for n, label in enumerate(found.related[:_MOST_RELATED], 1)]
    if links:
        left = len(found.related) - len(links)
        text.append(f"See {', '.join(links)}{f' and {left} more places' if left else ''}.")
    if found.help:
        text.append(f"Help: {_sentence(plain(found.help))}")
    return " ".join(text)


def _sentence(text: str) -> str:
    return text if text.endswith(_SENTENCE_END) else f"{text}."


def _words(message: str) -> str:
    """What a link says: never nothing, which could not be clicked."""
    return plain(message) or "this place"


def _logical(subject: str) -> Object:
    kind, _, name = harmless(subject, LOG).partition(":")
    return {"name": name or kind, "fullyQualifiedName": f"{kind}:{name}" if name else kind, "kind": kind}


def _physical(location: Location, checkout: Checkout) -> Object:
    return {"artifactLocation": _artifact(location.path, checkout), "region": _region(location)}


def _shown(location: Location, checkout: Checkout) -> Object:
    """A place with the text that stands there, for readers who do not have the file."""
    region = _region(location) | _snippet(location.source, location.span.start, location.span.end)
    return {**_physical(location, checkout), "region": region, **_context(location)}


def _context(location: Location) -> Object:
    """The lines of a place with those before and after it, as an entry."""
    source, span = location.source, location.span
    starts = source.line_starts
    first, last = max(1, location.start.line - 1), min(location.end.line + 1, len(starts))
    start, end = starts[first - 1], source.line_end(starts[last - 1])
    snippet = _snippet(source, start, end)
    # A context has to hold more than the region.
    if not snippet or (start, end) == (span.start, span.end):
        return {}
    return {"contextRegion": {"startLine": first, "endLine": last, **snippet}}


def _snippet(source: Source, start: int, end: int) -> Object:
    """A stretch of a text, as an entry; none where it is empty, long, or could not be shown as it is."""
    if not 0 < end - start <= _LONGEST_SNIPPET:
        return {}
    text = source.text[start:end]
    return {"snippet": {"text": text}} if _is_shown(text) else {}


def _artifact(path: str, checkout: Checkout) -> Object:
    """A file by a relative reference of RFC 3986; what was not UTF-8 is the byte that it was."""
    return {"uri": quote(checkout.path(path), errors="surrogateescape"), "uriBaseId": _ROOT}


def _region(location: Location) -> Object:
    start, end = location.start, location.end
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _fix(fix: Fix, checkout: Checkout) -> Object:
    files: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        files.setdefault(edit.location.path, []).append(edit)
    return {
        "description": {"text": plain(fix.title)},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path, checkout),
                "replacements": [
                    {"deletedRegion": _region(edit.location), "insertedContent": {"text": edit.text}} for edit in edits
                ],
            }
            for path, edits in files.items()
        ],
        "properties": {"safe": fix.safe},
    }


def _is_shown(text: str) -> bool:
    """Whether the text can stand in a report as it is: a reader puts it into a file, or compares it with one."""
    return all(line == harmless(line, LOG) for line in _LINE.split(text))
