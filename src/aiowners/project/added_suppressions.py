"""Suppressions that `check --add-ignore` writes above findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.project.errors import FileError, OptionError

if TYPE_CHECKING:
    from aiowners.adapters.disk import Discovery
    from aiowners.diagnostics.report import Report
    from aiowners.project.runs import Run


class AddedSuppressions(NamedTuple):
    """How many findings were suppressed, and in how many manifests.

    `remaining` is the number of findings that a comment cannot suppress, and `causes` the number of causes
    for which checks are skipped.
    """

    findings: int
    manifests: int
    remaining: int
    causes: int


def add_suppressions(run: Run, discovery: Discovery, report: Report, reason: str) -> AddedSuppressions:
    """Write a suppression above each finding of a report, which is on the texts of `discovery`.

    Raises OptionError for a reason that no comment can contain, and FileError if a file cannot be written.
    """
    from aiowners.adapters.replace import check_unchanged, replace_file
    from aiowners.check.add_ignore import is_reason, with_suppressions

    if not is_reason(reason):
        raise OptionError("a reason is one line of text without a comment in it", "--add-ignore")
    texts = with_suppressions(report.diagnostics, reason)
    try:
        for before in texts:
            check_unchanged(run.root, before.path, before.content)
        for before, after in texts.items():
            replace_file(run.root, before.path, before.content, after.content)
    except OSError as error:
        raise FileError(str(error.filename), error.strerror or str(error)) from None
    fingerprints = {*report.fingerprints}
    after_it = run.check(run.assemble([texts.get(source, source) for source in discovery.sources]))
    pairs = zip(after_it.diagnostics, after_it.fingerprints, strict=True)
    remaining = sum(
        fingerprint in fingerprints for diagnostic, fingerprint in pairs if diagnostic.rule != "skipped-check"
    )
    findings = len(report.diagnostics) - report.count_of("skipped-check") - remaining
    return AddedSuppressions(findings, len(texts), remaining, after_it.count_of("skipped-check"))
