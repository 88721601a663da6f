"""`check --fix` and `--diff`: what is mended, who is asked, and what is written."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from aiowners.cli.diff_output import write_diff, write_text
from aiowners.cli.output import terminal, write
from aiowners.display.plural import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiowners.adapters.disk import Discovery
    from aiowners.check.fix import FixResult, RefusedFix
    from aiowners.cli.session import Session
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.manifest.model import Manifest
    from aiowners.source import Source

_ANSWERS = {
    "y": "mend it",
    "n": "leave it",
    "a": "mend this and all that follow",
    "q": "leave this and all that follow",
}


def mended(session: Session, found: Discovery, limits: Sequence[str] | None, baseline: Sequence[str]) -> FixResult:
    """The texts of the tree with the fixes that the flags ask for, and what became of each."""
    from aiowners.check.fix import mend
    from aiowners.cli.progress import Progress

    ask = _Asking(session).may if session.flags["ask"] else None
    lint = _lint(session, baseline, complete=found.complete)
    with Progress(sys.stderr, enabled=ask is None and not session.flags["quiet"]) as progress:
        progress.say(f"mending {len(found.manifests)} manifests")
        return mend(found.sources, lint, _wanted(session, limits), ask)


def _lint(session: Session, baseline: Sequence[str], *, complete: bool) -> Callable[[Sequence[Source]], Report]:
    """Judge texts by all rules that are on or selected: a fix may bring a finding of any of them."""
    from aiowners.check.run import run
    from aiowners.check.settings import selecting_all
    from aiowners.rules import ALL

    # Where a few manifests alone are read, what the others would say of them is not known.
    settings = selecting_all(session.settings, ALL) if complete else session.settings
    known: dict[str, Manifest] = {}

    def lint(sources: Sequence[Source]) -> Report:
        workspace = session.assemble(sources, known=tuple(known.values()))
        for manifest in workspace.manifests:
            known.setdefault(manifest.path, manifest)
        return run(workspace, ALL, settings, baseline=baseline)

    return lint


def _wanted(session: Session, limits: Sequence[str] | None) -> Callable[[Diagnostic], bool]:
    """Whether the flags ask for the fix of a finding: it is one that would be shown."""
    from aiowners.check.run import lies_in
    from aiowners.check.settings import severity
    from aiowners.rules import ALL

    by_name = {rule.name: rule for rule in ALL}
    unsafe = session.flags["unsafe_fixes"]

    def wanted(found: Diagnostic) -> bool:
        if found.fix is None or not (found.fix.safe or unsafe):
            return False
        if limits is not None and not lies_in(found.location.path, limits):
            return False
        return severity(session.settings, by_name[found.rule], found.location.path, found.severity) is not None

    return wanted


class _Asking:
    """Shows each finding with its fix, and asks."""

    def __init__(self, session: Session) -> None:
        self._shown = terminal(sys.stderr, session.flags["color"], os.environ)
        self._settled: bool | None = None

    def may(self, found: Diagnostic, name: str) -> bool:
        """Whether this finding may be mended. `name` is its fingerprint."""
        from aiowners.diagnostics.report import Report
        from aiowners.reporters.full.report import blocks

        if self._settled is not None:
            return self._settled
        write(f"\n{blocks(Report((found,), (name,), manifests=1), self._shown)}", sys.stderr)
        while True:
            click.echo(f"Apply this fix? [{'/'.join(_ANSWERS)}, ? for help] ", nl=False, err=True)
            answer = sys.stdin.readline()
            word = answer.strip().lower()[:1] if answer else "q"
            if word in _ANSWERS:
                break
            click.echo("\n".join(f"  {key}: {words}" for key, words in _ANSWERS.items()), err=True)
        if word in "aq":
            self._settled = word == "a"
        return word in "ya"


def changed(found: Discovery, mended: FixResult) -> list[tuple[Source, Source]]:
    """The sources that are changed, before and after."""
    pairs = zip(found.sources, mended.sources, strict=True)
    return [(before, after) for before, after in pairs if before.content != after.content]


def show_diff(session: Session, found: Discovery, mended: FixResult) -> int:
    """Print the change as a unified diff, from the top of the repository; 1 if there is one."""
    pairs = changed(found, mended)
    write_diff(session, ((old.path, old.content, new.content) for old, new in pairs))
    _tell(session, mended, len(mended.applied), len(pairs), "would be mended")
    return int(bool(pairs) and not session.flags["exit_zero"])


def apply(session: Session, found: Discovery, mended: FixResult, unsaved: str | None) -> tuple[Discovery, bool]:
    """Write what is changed; what the tree holds then, and False where a file could not be written.

    `unsaved` is the path of a text that came from standard input: it goes to standard output.
    """
    from aiowners.adapters.replace import replace_file

    pairs = changed(found, mended)
    in_tree = [(before, after) for before, after in pairs if before.path != unsaved]
    kept = _stale(session, [before for before, _ in in_tree])
    for before, after in in_tree:
        if before.path in kept:
            continue
        try:
            replace_file(session.root, before.path, before.content, after.content)
        except OSError as error:
            kept[before.path] = before
            session.say(f"error: {before.path}: not written: {error.strerror or error}", always=True)
    if unsaved is not None:
        text = next(source.content for source in mended.sources if source.path == unsaved)
        write_text(text)
    written = sum(kept.keys().isdisjoint(_touched(finding)) for finding in mended.applied)
    _tell(session, mended, written, len(pairs) - len(kept), "mended")
    sources = tuple(kept.get(source.path, source) for source in mended.sources)
    return replace(found, sources=sources), not kept


def _stale(session: Session, sources: Sequence[Source]) -> dict[str, Source]:
    """All of the sources by path if one of them has changed in the tree: then none is written. Else nothing."""
    from aiowners.adapters.replace import check_unchanged

    has_changed = False
    for source in sources:
        try:
            check_unchanged(session.root, source.path, source.content)
        except OSError as error:
            has_changed = True
            session.say(f"error: {source.path}: not written: {error.strerror or error}", always=True)
    return {source.path: source for source in sources} if has_changed else {}


def _touched(diagnostic: Diagnostic) -> set[str]:
    """The paths of the files that the fix of a finding edits."""
    return {edit.location.path for edit in diagnostic.fix.edits} if diagnostic.fix is not None else set()


def _tell(session: Session, mended: FixResult, applied: int, manifests: int, words: str) -> None:
    """Say on stderr what became of the fixes; `applied` is the number of findings that they fixed."""
    if applied:
        session.say(f"{counted(applied, 'finding')} {words} in {counted(manifests, 'manifest')}")
    else:
        session.say(f"nothing {words}" if mended.applied or mended.refused else "nothing to mend")
    for refused in mended.refused:
        session.say(f"notice: {_refusal(refused)}")


def _refusal(refused: RefusedFix) -> str:
    one = refused.diagnostic
    assert one.fix is not None
    what = f'{one.location.path}:{one.location.start.line}: the fix of {one.rule}, "{one.fix.title}", was not applied'
    first, *others = refused.brings
    place = f"{first.location.path}:{first.location.start.line}"
    more = f", and {counted(len(others), 'more finding')}" if others else ""
    who = "it" if refused.alone else "it, or another that was tried with it,"
    return f"{what}: {who} would bring {first.rule} at {place} ({first.message}){more}"
