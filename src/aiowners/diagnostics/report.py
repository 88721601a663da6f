"""Report: the result of a run, and the fingerprints that identify findings across runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic, Severity, SkippedCheck
    from aiowners.diagnostics.rule import Rule


@dataclass(frozen=True, slots=True)
class Checkout:
    """The location of the linted tree, for readers whose paths do not begin at its root.

    `root` is the directory. `prefix` is the path of the root inside its repository, empty or with a
    slash at its end. `url` is the web address of the files of this commit, with a slash at its end;
    it is empty if the address is unknown.
    """

    root: str = ""
    prefix: str = ""
    url: str = ""

    def path(self, path: str) -> str:
        """Return a path from the root as a path from the top of the repository, as code hosts expect it."""
        return self.prefix + path

    def file(self, path: str) -> str:
        """Return a path from the root as an absolute path."""
        return f"{self.root.rstrip('/')}/{path}" if self.root else path


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of a run in their order, each with a fingerprint, and the counts of the run.

    - `unreadable` counts files that could not be opened. Each of them has a finding as well.
    - `rules` are the rules that ran. `stopped` names the rules that were stopped at the limit of
      findings; `skipped` counts each of them too.
    - `introduced` is the number of findings that the change introduced, which come first; None if
      the run did not compare with a base.
    - `complete_rules` are the rules that skipped no check. `unmatched` contains the fingerprints of
      the baseline that no finding has. Such an entry is stale if its rule is complete.
    - `skipped_checks` are the checks that `skipped` counts, with their causes.
    """

    diagnostics: tuple[Diagnostic, ...]
    fingerprints: tuple[str, ...]
    manifests: int
    suppressed: int = 0
    baselined: int = 0
    skipped: int = 0
    unreadable: int = 0
    stopped: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    introduced: int | None = None
    checkout: Checkout = Checkout()
    complete_rules: frozenset[str] = frozenset()
    unmatched: frozenset[str] = frozenset()
    skipped_checks: tuple[SkippedCheck, ...] = ()

    def __post_init__(self) -> None:
        if len(self.diagnostics) != len(self.fingerprints):
            raise ValueError("a fingerprint for each diagnostic")

    def count(self, severity: Severity) -> int:
        """Return the number of findings with this severity."""
        return sum(diagnostic.severity is severity for diagnostic in self.diagnostics)

    def count_of(self, rule: str) -> int:
        """Return the number of findings of this rule."""
        return sum(diagnostic.rule == rule for diagnostic in self.diagnostics)

    @property
    def fixable(self) -> int:
        """The number of findings with a safe fix."""
        return sum(diagnostic.fix is not None and diagnostic.fix.safe for diagnostic in self.diagnostics)


def stem_of(diagnostic: Diagnostic) -> str:
    """Return the identity of a finding as text. Findings with the same stem differ only in their ordinal."""
    if diagnostic.identity:
        return f"{diagnostic.rule}\0\0{diagnostic.identity}"
    subject = diagnostic.subject if diagnostic.subject is not None else f"path:{diagnostic.location.path}"
    return "\0".join((diagnostic.rule, subject, diagnostic.about or "", diagnostic.anchor))


def fingerprints(diagnostics: Iterable[Diagnostic]) -> tuple[str, ...]:
    """Return a fingerprint of 32 hexadecimal digits for each finding, in the given order.

    It depends on the rule, the subject (or the path, if there is no subject), about, and the anchor.
    Findings that agree in all of these are numbered in the given order. The fingerprint does not
    depend on the line, the column, or the severity.
    """
    from hashlib import blake2b

    seen: Counter[str] = Counter()
    digests = []
    for diagnostic in diagnostics:
        stem = stem_of(diagnostic)
        seen[stem] += 1
        ordinal = seen[stem]
        text = stem if ordinal == 1 else f"{stem}\0{ordinal}"
        digests.append(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest())
    return tuple(digests)
