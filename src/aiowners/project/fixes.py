"""Fixes: which are applied, and how the changed texts are written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from aiowners.project.runs import NoticeLevel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiowners.adapters.disk import Discovery
    from aiowners.check.fix import Ask, FixResult
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.manifest.model import Manifest
    from aiowners.project.runs import Run
    from aiowners.source import Source


@dataclass(frozen=True, slots=True)
class FixOptions:
    """Which fixes are applied: also those that are not safe, if `unsafe`, and only below `paths`, if there are any."""

    unsafe: bool = False
    paths: tuple[str, ...] = ()


class WrittenFixes(NamedTuple):
    """The texts of the working tree after the fixes, and how many findings and manifests were fixed."""

    discovery: Discovery
    findings: int
    manifests: int


def fixed_texts(
    run: Run, discovery: Discovery, options: FixOptions, baseline: Sequence[str], ask: Ask | None = None
) -> FixResult:
    """Return the texts of the working tree with fixes applied. `ask` decides about each fix; by default, all apply."""
    from aiowners.check.fix import apply_fixes

    check = _check(run, baseline, complete=discovery.complete)
    return apply_fixes(discovery.sources, check, _is_wanted(run, options), ask)


def _check(run: Run, baseline: Sequence[str], *, complete: bool) -> Callable[[Sequence[Source]], Report]:
    """Return a function that checks texts by all rules, because a fix may introduce a finding of any of them."""
    from aiowners.check.settings import selecting_all
    from aiowners.rules import ALL

    # If only some manifests were read, rules about the whole repository would report what the others contain.
    settings = selecting_all(run.settings, ALL) if complete else run.settings
    known: dict[str, Manifest] = {}

    def check(sources: Sequence[Source]) -> Report:
        from aiowners.check.run import run as run_rules

        workspace = run.assemble(sources, known=tuple(known.values()))
        for manifest in workspace.manifests:
            known.setdefault(manifest.path, manifest)
        return run_rules(workspace, ALL, settings, baseline=baseline)

    return check


def _is_wanted(run: Run, options: FixOptions) -> Callable[[Diagnostic], bool]:
    """Return a function that decides whether a finding is to be fixed: only if it would be reported."""
    from aiowners.check.run import lies_in
    from aiowners.check.settings import severity
    from aiowners.rules import ALL

    by_name = {rule.name: rule for rule in ALL}

    def is_wanted(diagnostic: Diagnostic) -> bool:
        if diagnostic.fix is None or not (diagnostic.fix.safe or options.unsafe):
            return False
        path = diagnostic.location.path
        if options.paths and not lies_in(path, options.paths):
            return False
        return severity(run.settings, by_name[diagnostic.rule], path, diagnostic.severity) is not None

    return is_wanted


def changed_texts(discovery: Discovery, result: FixResult) -> list[tuple[Source, Source]]:
    """Return the texts that fixes change, before and after."""
    pairs = zip(discovery.sources, result.sources, strict=True)
    return [(before, after) for before, after in pairs if before.content != after.content]


def write_fixes(run: Run, discovery: Discovery, result: FixResult) -> WrittenFixes:
    """Write the changed texts into the working tree; those of the overlay are not files, and are only returned.

    If one of the files has changed meanwhile, none is written. A file that is not written is an error in
    the notices of the run.
    """
    from aiowners.adapters.replace import replace_file

    pairs = changed_texts(discovery, result)
    files = [(before, after) for before, after in pairs if before.path not in run.overlay]
    unwritten = _if_outdated(run, [before for before, _ in files])
    for before, after in files:
        if before.path in unwritten:
            continue
        try:
            replace_file(run.root, before.path, before.content, after.content)
        except OSError as error:
            unwritten[before.path] = before
            _report(run, before.path, error)
    findings = sum(unwritten.keys().isdisjoint(_edited_paths(diagnostic)) for diagnostic in result.applied)
    sources = tuple(unwritten.get(source.path, source) for source in result.sources)
    return WrittenFixes(replace(discovery, sources=sources), findings, len(pairs) - len(unwritten))


def _if_outdated(run: Run, sources: Sequence[Source]) -> dict[str, Source]:
    """Return all of the texts by path if one of their files has changed since it was read; else none."""
    from aiowners.adapters.replace import check_unchanged

    is_outdated = False
    for source in sources:
        try:
            check_unchanged(run.root, source.path, source.content)
        except OSError as error:
            is_outdated = True
            _report(run, source.path, error)
    return {source.path: source for source in sources} if is_outdated else {}


def _report(run: Run, path: str, error: OSError) -> None:
    run.notice(f"{path}: not written: {error.strerror or error}", NoticeLevel.ERROR)


def _edited_paths(diagnostic: Diagnostic) -> set[str]:
    """Return the paths of the files that the fix of a finding edits."""
    return {edit.location.path for edit in diagnostic.fix.edits} if diagnostic.fix is not None else set()
