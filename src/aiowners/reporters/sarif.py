"""SARIF 2.1.0, with everything that code scanning reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from aiowners import HOMEPAGE, __version__
from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.json_text import json_text
from aiowners.display.plural import counted
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters.line_hash import line_hashes
from aiowners.reporters.summary import reasons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix
    from aiowners.diagnostics.report import Checkout, Report
    from aiowners.diagnostics.rule import Rule
    from aiowners.display.terminal import Terminal
    from aiowners.source import Location, Source

    Object = dict[str, Any]

# The limits of code scanning: results of a run, related locations of a result, characters of a description.
_MAX_RESULTS: Final = 5_000
_MAX_RELATED: Final = 100
_MAX_DESCRIPTION: Final = 1_024

_MAX_SNIPPET = 1_000  # characters
_MAX_RESULTS_WITH_SNIPPETS = 1_000  # with more results, readers get the text from the file

_ROOT = "SRCROOT"
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_LINK_CHARACTER = re.compile(r"[\[\]\\]")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_LINE = re.compile(r"\r\n|\r|\n")
_SENTENCE_END = (".", "!", "?")


def render(report: Report, _terminal: Terminal) -> str:
    """Return the report as a SARIF log in ASCII that ends with a line break.

    The worst findings come first. Findings that code scanning would not keep are counted, but not listed.
    """
    pairs = zip(report.diagnostics, report.fingerprints, strict=True)
    kept = sorted(pairs, key=lambda pair: -pair[0].urgency)[:_MAX_RESULTS]
    hashes = _hashes(diagnostic.location for diagnostic, _ in kept)
    indices = {rule.name: index for index, rule in enumerate(report.rules)}
    run = {
        "tool": {"driver": _driver(report.rules)},
        "automationDetails": {"id": "aiowners/"},
        "invocations": [_invocation(report, len(kept))],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [
            {
                "ruleId": diagnostic.rule,
                **({"ruleIndex": indices[diagnostic.rule]} if diagnostic.rule in indices else {}),
                **_result(diagnostic, report.checkout, snippets=len(kept) <= _MAX_RESULTS_WITH_SNIPPETS),
                "partialFingerprints": _fingerprints(diagnostic.location, hashes, fingerprint),
            }
            for diagnostic, fingerprint in kept
        ],
    }
    return json_text({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _hashes(locations: Iterable[Location]) -> dict[Source, list[str]]:
    """Return the hashes of the lines of each source, up to the last location in it."""
    last: dict[Source, int] = {}
    for location in locations:
        last[location.source] = max(last.get(location.source, 1), location.start.line)
    return {source: line_hashes(source, line) for source, line in last.items()}


def _fingerprints(location: Location, hashes: dict[Source, list[str]], fingerprint: str) -> dict[str, str]:
    # An empty source may only name a file; the upload reads the file and adds the hash.
    if not location.source.text:
        return {"aiowners/v1": fingerprint}
    line = location.start.line
    return {"primaryLocationLineHash": hashes[location.source][line - 1], "aiowners/v1": fingerprint}


def plain(text: str) -> str:
    r"""Escape untrusted `text` for a plain text message of a result.

    Brackets and backslashes are escaped everywhere, as CodeQL does: SARIF 2.1.0 requires this only in
    the text of a link, but does not define how to distinguish other brackets from a link. SARIF also
    requires doubled braces. Only those of a placeholder (`{0}`) are doubled, because code scanning
    shows doubled braces as they are.
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
            # Rules compare declarations and do not guess; advice applies to most companies, not to all.
            "precision": "medium" if rule.advice else "very-high",
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


def _name(rule: Rule) -> str:
    """Return the name in Pascal case, with the category if it is one word: validators warn if it equals the identifier."""
    words = rule.name.split("-")
    return "".join(word.capitalize() for word in (words if len(words) > 1 else [rule.category, *words]))


def _description(text: str) -> str:
    text = harmless(text, LOG)
    return text if len(text) <= _MAX_DESCRIPTION else f"{text[: _MAX_DESCRIPTION - 1]}…"


def _invocation(report: Report, listed: int) -> Object:
    left = len(report.diagnostics) - listed
    notes = []
    if left:
        text = f"{left} more findings, none of them worse than those listed: code scanning keeps {_MAX_RESULTS}."
        notes.append({"level": "warning", "message": {"text": text}})
    if unknown := report.skipped - len(report.stopped):
        text = f"Skipped {counted(unknown, 'check')} ({reasons(report)})."
        notes.append({"level": "note", "message": {"text": plain(text)}})
    return {"executionSuccessful": not report.unreadable, **({"toolExecutionNotifications": notes} if notes else {})}


def _result(diagnostic: Diagnostic, checkout: Checkout, *, snippets: bool) -> Object:
    physical = _physical_with_snippets if snippets else _physical
    location: Object = {"physicalLocation": physical(diagnostic.location, checkout)}
    if diagnostic.label:
        location["message"] = {"text": plain(diagnostic.label)}
    if diagnostic.subject:
        location["logicalLocations"] = [_logical(diagnostic.subject)]
    result: Object = {
        "level": _LEVEL[diagnostic.severity],
        "kind": "fail",
        "message": {"text": _message(diagnostic)},
        "locations": [location],
    }
    related = [
        {
            "id": number,
            "physicalLocation": _physical(label.location, checkout),
            "message": {"text": _link_text(label.message)},
        }
        for number, label in enumerate(diagnostic.related[:_MAX_RELATED], 1)
    ]
    if related:
        result["relatedLocations"] = related
    if diagnostic.fix and all(_is_harmless(edit.text) for edit in diagnostic.fix.edits):
        result["fixes"] = [_fix(diagnostic.fix, checkout)]
    return result


def _message(diagnostic: Diagnostic) -> str:
    """Return the message as a sentence of its own, then links to the related locations, and the help."""
    sentences = [_sentence(plain(diagnostic.message or diagnostic.rule))]
    links = [f"[{_link_text(label.message)}]({n})" for n, label in enumerate(diagnostic.related[:_MAX_RELATED], 1)]
    if links:
        left = len(diagnostic.related) - len(links)
        sentences.append(f"See {', '.join(links)}{f' and {left} more places' if left else ''}.")
    if diagnostic.help:
        sentences.append(f"Help: {_sentence(plain(diagnostic.help))}")
    return " ".join(sentences)


def _sentence(text: str) -> str:
    return text if text.endswith(_SENTENCE_END) else f"{text}."


def _link_text(message: str) -> str:
    """Return the text of a link, which is never empty, so that readers can click it."""
    return plain(message) or "this place"


def _logical(subject: str) -> Object:
    kind, _, name = harmless(subject, LOG).partition(":")
    return {"name": name or kind, "fullyQualifiedName": f"{kind}:{name}" if name else kind, "kind": kind}


def _physical(location: Location, checkout: Checkout) -> Object:
    return {"artifactLocation": _artifact(location.path, checkout), "region": _region(location)}


def _physical_with_snippets(location: Location, checkout: Checkout) -> Object:
    """Return a location with its text, for readers who do not have the file."""
    region = _region(location) | _snippet(location.source, location.span.start, location.span.end)
    return {**_physical(location, checkout), "region": region, **_context(location)}


def _context(location: Location) -> Object:
    """Return the `contextRegion` of a location: its lines, and the lines before and after them."""
    source, span = location.source, location.span
    starts = source.line_starts
    first, last = max(1, location.start.line - 1), min(location.end.line + 1, len(starts))
    start, end = starts[first - 1], source.line_end(starts[last - 1])
    snippet = _snippet(source, start, end)
    # A context must be larger than the region.
    if not snippet or (start, end) == (span.start, span.end):
        return {}
    return {"contextRegion": {"startLine": first, "endLine": last, **snippet}}


def _snippet(source: Source, start: int, end: int) -> Object:
    """Return the `snippet` of a range; empty if its text is empty, long, or cannot be shown as it is."""
    if not 0 < end - start <= _MAX_SNIPPET:
        return {}
    text = source.text[start:end]
    return {"snippet": {"text": text}} if _is_harmless(text) else {}


def _artifact(path: str, checkout: Checkout) -> Object:
    """Return a file as a relative reference of RFC 3986; bytes that are not UTF-8 stay as they are."""
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


def _is_harmless(text: str) -> bool:
    """Check that a text hides nothing, because readers copy it to a file, or compare it with a file."""
    return all(line == harmless(line, LOG) for line in _LINE.split(text))
