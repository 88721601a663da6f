"""The baseline: a file of known findings, so that only new findings count."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from aiowners.check.skipped_checks import unreported
from aiowners.diagnostics.conflicts import HELP, MESSAGE, conflicts
from aiowners.diagnostics.diagnostic import SKIPPED_CHECK
from aiowners.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from aiowners.diagnostics.report import Report

_SCHEMA = "aiowners-baseline/1"
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")


class BaselineError(ValueError):
    """A baseline file that cannot be read; the message is one sentence with the reason."""


def dump(entries: Iterable[str]) -> str:
    """Return the text of a baseline file with sorted entries, one per line, so that branches rarely conflict."""
    body = ",\n".join(f"    {entry}" for entry in sorted(set(entries)))
    return f'{{\n  "schema": "{_SCHEMA}",\n  "findings": [{chr(10) + body + chr(10) + "  " if body else ""}]\n}}\n'


def entries(report: Report) -> list[str]:
    """Return an entry for each finding that can be in a baseline.

    An entry has no line, column, path of a declaration, or severity, because these change too often.
    """
    return [
        json.dumps(
            {
                "rule": diagnostic.rule,
                "subject": diagnostic.subject if diagnostic.subject is not None else f"path:{diagnostic.location.path}",
                "about": diagnostic.about,
                "fingerprint": fingerprint,
            }
        )
        for diagnostic, fingerprint in zip(report.diagnostics, report.fingerprints, strict=True)
        if diagnostic.rule != SKIPPED_CHECK
    ]


def load(text: str) -> dict[str, str]:
    """Return the entries of a baseline file by fingerprint. Raises BaselineError with the reason."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        if unfinished := conflicts(text):
            line = Source("", text).position(unfinished[0].start).line
            raise BaselineError(f"the baseline, line {line}: {MESSAGE}; {HELP}") from None
        reason = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        raise BaselineError(f"the baseline is not JSON: {reason}") from None
    if not isinstance(document, dict) or document.get("schema") != _SCHEMA:
        raise BaselineError(f'the baseline is not a baseline that this release reads: no "schema": "{_SCHEMA}"')
    findings = document.get("findings")
    if not isinstance(findings, list):
        raise BaselineError('the baseline holds no list of "findings"')
    known: dict[str, str] = {}
    for number, entry in enumerate(findings, 1):
        fingerprint = entry.get("fingerprint") if isinstance(entry, dict) else None
        if not isinstance(fingerprint, str) or not _FINGERPRINT.fullmatch(fingerprint):
            raise BaselineError(f"the baseline: entry {number} has no fingerprint")
        if not isinstance(entry.get("rule", ""), str):
            raise BaselineError(f"the baseline: the rule of entry {number} is no text")
        known[fingerprint] = json.dumps(entry)
    return known


def stale(known: dict[str, str], report: Report) -> set[str]:
    """Return the fingerprints of entries without a finding, if their rule was checked completely."""
    return {
        fingerprint
        for fingerprint in report.unmatched & known.keys()
        if json.loads(known[fingerprint]).get("rule") in report.complete_rules
    }


def hiding(report: Report) -> int:
    """Return how many findings cause checks to be skipped, which a baseline does not cover."""
    return len(unreported(report.skipped_checks, ()))


def pruned(known: dict[str, str], gone: Collection[str]) -> str:
    """Return the text of the baseline file without some of its entries."""
    return dump(entry for fingerprint, entry in known.items() if fingerprint not in gone)


def updated(known: dict[str, str], report: Report) -> str:
    """Return the text of the baseline file with the findings of a run; keep the entries of rules not checked in it."""
    kept = [entry for entry in known.values() if json.loads(entry).get("rule") not in report.complete_rules]
    return dump([*entries(report), *kept])
