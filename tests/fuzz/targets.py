"""What is fuzzed: each target takes any bytes, and raises only where something is wrong with aiowners."""

from __future__ import annotations

import functools
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiowners.adapters import cache_store, ci, forge_detection, git
from aiowners.adapters.cache_store import Cache, name_of, release
from aiowners.adapters.configuration_file import find_configuration
from aiowners.adapters.manifest_pool import manifests
from aiowners.adapters.tree_cache import TreeCache
from aiowners.check import baseline, configuration
from aiowners.check.fix import apply_fixes
from aiowners.check.run import run
from aiowners.check.settings import Settings, described
from aiowners.check.toml_locations import TomlError, load, locations
from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset, matcher
from aiowners.diagnostics.report import Report, fingerprints
from aiowners.diagnostics.rule import CATEGORIES
from aiowners.display.terminal import LOG
from aiowners.forge import Forge
from aiowners.manifest.read import read
from aiowners.manifest.serialized import pack
from aiowners.reporters import BY_NAME
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble
from tests.fuzz import outputs
from tests.yaml_text.readers import assert_tree_changes_nothing, pure_parser, read_by_both

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic

TODAY = "2026-11-22"
EVERYTHING = Settings(select=frozenset(CATEGORIES))
TRACKED = ("search/src/rank.py", "ml/models/x/weights.bin", "prompts/answer.md", "docs/rollback.md", "a/b/c", "a")

# A form feed, which YAML does not allow, parts an input into the files of a small tree.
_FILES = ("ai-ownership.yaml", "search/ai-ownership.yaml", ".github/CODEOWNERS", "ml/ai-ownership.yml")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def tree(data: bytes) -> list[Source]:
    """The files that an input stands for."""
    parts = _text(data).split("\f", len(_FILES) - 1)
    return [Source(path, part) for path, part in zip(_FILES, parts, strict=False)]


def lint(sources: Sequence[Source], known: Sequence[str] = ()) -> Report:
    """What all rules say, advice included."""
    return run(assemble(sources, today=TODAY, files=lambda: TRACKED), ALL, EVERYTHING, baseline=known)


def manifest(data: bytes) -> None:
    """A tree, by every rule and into every format; twice, with one result."""
    report = lint(tree(data))
    outputs.check(report)
    again = lint(tree(data))
    assert (again.fingerprints, again.skipped) == (report.fingerprints, report.skipped)
    assert [diagnostic.message for diagnostic in again.diagnostics] == [
        diagnostic.message for diagnostic in report.diagnostics
    ]


def fixes(data: bytes) -> None:
    """The fixes of a tree bring nothing that was not there before, and nothing is left to fix after them."""
    before = tree(data)
    known = set(lint(before).fingerprints)
    for unsafe in (False, True):

        def is_wanted(diagnostic: Diagnostic, unsafe: bool = unsafe) -> bool:
            return diagnostic.fix is not None and (unsafe or diagnostic.fix.safe)

        mended = apply_fixes(before, lint, is_wanted)
        assert known.issuperset(lint(mended.sources).fingerprints)
        again = apply_fixes(mended.sources, lint, is_wanted)
        assert not again.applied


# What one input is repeated to, in characters: enough for what takes the square of it to be noticed.
_REPEATED: Final = 1 << 13


def repeated(data: bytes) -> None:
    """A short stretch, many times over: `head FF stretch FF tail`. What it takes must grow no faster than it does."""
    head, _, rest = _text(data).partition("\f")
    stretch, _, tail = rest.partition("\f")
    times = _REPEATED // len(stretch) if stretch else 0
    report = lint([Source("ai-ownership.yaml", f"{head}{stretch * times}{tail}")])
    for render in BY_NAME.values():
        render(report, LOG)


def toml(data: bytes) -> None:
    """A configuration, as aiowners.toml and as pyproject.toml."""
    for name, table in (("aiowners.toml", ()), ("pyproject.toml", ("tool", "aiowners"))):
        source = Source(name, _text(data))
        settings, problems = configuration.parse(source, ALL, table=table)
        for problem in problems:
            assert 0 <= problem.location.span.start <= problem.location.span.end <= len(source.text)
        outputs.check_shown(Report(problems, fingerprints(problems), manifests=0))
        again, none = configuration.parse(Source("aiowners.toml", described(settings)), ALL)
        assert (again, none) == (settings, ())
        # Patterns that a configuration holds are matched with paths.
        assert all(isinstance(pattern.matches(path), bool) for pattern in settings.excluded for path in TRACKED)
    _check_locations(_text(data))


def _check_locations(text: str) -> None:
    try:
        load(text)
    except TomlError:
        return
    assert all(0 <= location.value.start <= location.value.end <= len(text) for location in locations(text).values())


def codeowners(data: bytes) -> None:
    """A CODEOWNERS file of each forge: parsed, matched by the index, and by each of its patterns alone."""
    for forge in Forge:
        source = Source(forge.codeowners_paths[0], _text(data))
        code_owners = parse(source, forge)
        rules = Ruleset(code_owners)
        for path in TRACKED:
            lines = rules.lines_for(path)
            assert all(line in code_owners.lines for line in lines)
            assert all(line.is_exclusion or matcher(line.pattern, forge)(path) for line in lines)
        for problem in code_owners.problems:
            assert 0 <= problem.location.span.start <= problem.location.span.end <= len(source.text)
        workspace = assemble([source, _MANIFEST], today=TODAY, files=lambda: TRACKED, forge=forge)
        outputs.check_shown(run(workspace, ALL, EVERYTHING))


_MANIFEST = Source(
    "ai-ownership.yaml",
    "version: 1\nowner: search\nteams: {search: {handles: {github: '@acme/search', gitlab: '@acme/search', bitbucket: '@search'}}}\n"
    "features: {f: {paths: [src/, a/], uses: {models: [m]}}}\nmodels: {m: {owner: ml, artifacts: ['*.bin'], reviewers: downstream}}\n",
)


def baselines(data: bytes) -> None:
    """A baseline: read, held against a run, brought up to date and pruned."""
    try:
        known = baseline.load(_text(data))
    except baseline.BaselineError:
        return
    report = lint([_MANIFEST], tuple(known))
    gone = baseline.stale(known, report)
    for text in (baseline.pruned(known, gone), baseline.updated(known, report)):
        again = baseline.load(text)
        assert baseline.dump(again.values()) == text


@functools.cache
def _directory() -> Path:
    return Path(tempfile.mkdtemp(prefix="aiowners-fuzz-"))


def events(data: bytes) -> None:
    """What CI systems tell: the payload of an event, and values of variables."""
    file = _directory() / "event.json"
    file.write_bytes(data)
    text = _text(data)
    for environ in (
        {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(file)},
        dict.fromkeys(("GITLAB_CI", "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_PROJECT_URL", "CI_COMMIT_SHA"), text),
        dict.fromkeys(("TF_BUILD", "SYSTEM_PULLREQUEST_TARGETBRANCH", "AGENT_TEMPDIRECTORY", "CHANGE_TARGET"), text),
        dict.fromkeys(("GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_SERVER_URL", "GITHUB_STEP_SUMMARY"), text),
    ):
        with suppress(git.GitError):
            into = ci.target(_directory(), environ)
            assert into is None or all(candidate.revision for candidate in into.candidates)
        ci.detect(environ)
        ci.web_address(environ)


def listings(data: bytes) -> None:
    """What git prints: lists of names, and addresses of remotes."""
    names = git.listed_names(data)
    assert b"\0" not in b"".join(map(os.fsencode, names))
    name = forge_detection.host_name(os.fsdecode(data))
    assert name.isascii()
    assert name == name.lower()
    assert forge_detection.code_host(name) in {None, *Forge}
    root = _directory() / "clone"
    root.mkdir(exist_ok=True)
    (root / "pyproject.toml").write_bytes(data)
    find_configuration(root)


def parsers(data: bytes) -> None:
    """A document by libyaml's tree, its events, and PyYAML's own parser: no two of them read it differently."""
    text = _text(data)
    results = read_by_both(text)
    assert_tree_changes_nothing(text)
    # The parsers differ in what a tag is that begins with several `!`.
    assert "!!" in text or all(result == results[0] for result in results)
    with pure_parser():
        report = lint([Source("ai-ownership.yaml", text)])
    assert len(results) > 1 or report.diagnostics


_KEPT = [
    Source("ai-ownership.yaml", "version: 1\nowner: a\nmodels: {m: {owner: b}}\n"),
    Source("b/ai-ownership.yaml", "["),
]


def kept(data: bytes) -> None:
    """A file of the cache, as it is and as if this program had written it."""
    cache = Cache(str(_directory() / "cache"))
    file = f"{name_of('tree', str(_directory()), release())}-facts"
    cache.save(file, None)
    path = _directory() / "cache" / f"{file}.aiowners"
    path.write_bytes(data)
    assert cache.load(file) is None or data.startswith(b"aiowners-cache")
    path.write_bytes(cache_store._MAGIC + cache_store._digest(data.split(b"\n")) + b"\n" + data)
    memory = TreeCache(cache, str(_directory()))
    known = {source: memory.facts.get(source.content_id) for source in _KEPT}
    for read_manifest in manifests(_KEPT, memory, jobs=1):
        if known[read_manifest.source] is None:
            assert pack(read_manifest) == pack(read(read_manifest.source))
        else:
            pack(read_manifest)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "manifest": manifest,
    "fixes": fixes,
    "repeated": repeated,
    "parsers": parsers,
    "configuration": toml,
    "codeowners": codeowners,
    "baseline": baselines,
    "events": events,
    "listings": listings,
    "cache": kept,
}
