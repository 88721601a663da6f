"""Report: what one run has to say, and how findings are told apart from run to run."""

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
    """Where the linted tree stands, for readers who do not start from its root.

    `root` is the directory. `prefix` is the root's path inside its repository, empty or with a
    slash at its end; `url` is where the web shows the files of this commit of the repository, with
    a slash at its end, and empty where that is not known.
    """

    root: str = ""
    prefix: str = ""
    url: str = ""

    def path(self, path: str) -> str:
        """A path from the root, as one from the top of the repository: what forges take paths for."""
        return self.prefix + path

    def file(self, path: str) -> str:
        """A path from the root, as one that holds from everywhere."""
        return f"{self.root.rstrip('/')}/{path}" if self.root else path


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of a run in their order, with a fingerprint each, and what was counted on the way.

    `unreadable` counts files that could not be opened at all: each is a finding too. `rules` are
    those that were asked, `stopped` the names of those that had too much to say to be heard out, each of which `skipped`
    counts as well. `brought` is how many findings, the first ones, came with the change that
    the run was asked about, if it was. `judged` are the rules that held nothing back; `missed` the
    fingerprints of a baseline that no finding answers to: where its rule was judged, such an entry
    is stale. `skipped_checks` are the checks that `skipped` counts, with their causes.
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
    brought: int | None = None
    checkout: Checkout = Checkout()
    judged: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()
    skipped_checks: tuple[SkippedCheck, ...] = ()

    def __post_init__(self) -> None:
        if len(self.diagnostics) != len(self.fingerprints):
            raise ValueError("a fingerprint for each diagnostic")

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(found.severity is severity for found in self.diagnostics)

    def count_of(self, rule: str) -> int:
        """How many findings are of this rule."""
        return sum(found.rule == rule for found in self.diagnostics)

    @property
    def fixable(self) -> int:
        """How many findings come with a safe fix."""
        return sum(found.fix is not None and found.fix.safe for found in self.diagnostics)

    @property
    def worst(self) -> Severity | None:
        """The highest severity found; None where nothing was found."""
        return max((found.severity for found in self.diagnostics), key=lambda s: s.rank, default=None)


def stem_of(found: Diagnostic) -> str:
    """What a finding is about, as one text: findings that share it are told apart by their number alone."""
    if found.identity:
        return f"{found.rule}\0\0{found.identity}"
    whose = found.subject if found.subject is not None else f"path:{found.location.path}"
    return "\0".join((found.rule, whose, found.about or "", found.anchor))


def fingerprints(diagnostics: Iterable[Diagnostic]) -> tuple[str, ...]:
    """A name for each finding, 32 hexadecimal digits, in the order given.

    It is made of rule, subject (or the path, where there is none), about and the anchor; equal
    ones are numbered in the order given. No line, column or severity is in it.
    """
    from hashlib import blake2b

    seen: Counter[str] = Counter()
    names = []
    for found in diagnostics:
        stem = stem_of(found)
        seen[stem] += 1
        ordinal = seen[stem]
        text = stem if ordinal == 1 else f"{stem}\0{ordinal}"
        names.append(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest())
    return tuple(names)
