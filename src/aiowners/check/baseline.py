"""The baseline: findings that are known, so that only new ones count."""

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
    """A baseline file that cannot be read: one sentence that says why."""


def dump(entries: Iterable[str]) -> str:
    """A baseline file: its entries sorted, one a line, so that two branches rarely touch the same."""
    body = ",\n".join(f"    {entry}" for entry in sorted(set(entries)))
    return f'{{\n  "schema": "{_SCHEMA}",\n  "findings": [{chr(10) + body + chr(10) + "  " if body else ""}]\n}}\n'


def entries(report: Report) -> list[str]:
    """A line for each finding that can be in a baseline. No line, column, path of a declaration or severity is in it."""
    return [
        json.dumps(
            {
                "rule": found.rule,
                "subject": found.subject if found.subject is not None else f"path:{found.location.path}",
                "about": found.about,
                "fingerprint": fingerprint,
            }
        )
        for found, fingerprint in zip(report.diagnostics, report.fingerprints, strict=True)
        if found.rule != SKIPPED_CHECK
    ]


def load(text: str) -> dict[str, str]:
    """The entries of a baseline file by fingerprint. Raises BaselineError with the reason."""
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
    found = document.get("findings")
    if not isinstance(found, list):
        raise BaselineError('the baseline holds no list of "findings"')
    known: dict[str, str] = {}
    for number, entry in enumerate(found, 1):
        fingerprint = entry.get("fingerprint") if isinstance(entry, dict) else None
        if not isinstance(fingerprint, str) or not _FINGERPRINT.fullmatch(fingerprint):
            raise BaselineError(f"the baseline: entry {number} has no fingerprint")
        if not isinstance(entry.get("rule", ""), str):
            raise BaselineError(f"the baseline: the rule of entry {number} is no text")
        known[fingerprint] = json.dumps(entry)
    return known


def stale(known: dict[str, str], report: Report) -> set[str]:
    """The fingerprints of entries that no finding answers to, though their rule was judged."""
    return {
        name for name in report.unmatched & known.keys() if json.loads(known[name]).get("rule") in report.complete_rules
    }


def hiding(report: Report) -> int:
    """How many findings cause checks to be skipped, which a baseline does not cover."""
    return len(unreported(report.skipped_checks, ()))


def pruned(known: dict[str, str], gone: Collection[str]) -> str:
    """The baseline file without some of its entries."""
    return dump(entry for fingerprint, entry in known.items() if fingerprint not in gone)


def updated(known: dict[str, str], report: Report) -> str:
    """The baseline file with what a run has found, and with what earlier runs found of rules not judged now."""
    kept = [entry for entry in known.values() if json.loads(entry).get("rule") not in report.complete_rules]
    return dump([*entries(report), *kept])
