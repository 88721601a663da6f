"""Postures of trees that are written as dictionaries."""

from __future__ import annotations

from aiowners.check.configuration import parse
from aiowners.check.posture import Posture
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.check.weakened_enforcement import decides_on_approvals
from aiowners.filenames import OTHERS, is_manifest
from aiowners.forge import Forge
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble

BASELINE = ".aiowners-baseline.json"
TODAY = "2026-11-22"
# `support` is downstream of `m` through `idx`; all three teams review it.
COMPANY = {
    "ai-ownership.yaml": """\
version: 1
owner: ml-core
teams:
  ml-core: {handles: {github: "@acme/ml-core", gitlab: "@acme/ml-core"}}
  data: {handles: {github: "@acme/data", gitlab: "@acme/data"}}
  support: {handles: {github: "@acme/support", gitlab: "@acme/support"}}
""",
    "ml/ai-ownership.yaml": """\
version: 1
owner: ml-core
models:
  m:
    artifacts: [model/]
    reviewers: [data, support]
""",
    "data/ai-ownership.yaml": "version: 1\nowner: data\nassets:\n  idx: {uses: {models: [m]}}\n",
    "support/ai-ownership.yaml": "version: 1\nowner: support\nfeatures:\n  bot: {uses: {assets: [idx]}}\n",
    "ml/model/w.bin": "1\n",
}
NO_REVIEWERS = COMPANY["ml/ai-ownership.yaml"].replace("[data, support]", "[]")


def posture(*changes: dict[str, str | None]) -> Posture:
    """The posture of the company with these files over it, one after another; None removes a file."""
    files = dict(COMPANY)
    for change in changes:
        files |= {path: text for path, text in change.items() if text is not None}
        for path in (path for path, text in change.items() if text is None):
            files.pop(path, None)
    sources = {path: Source(path, text) for path, text in files.items()}
    configuration = sources.get("aiowners.toml") or sources.get("pyproject.toml")
    table = ("tool", "aiowners") if configuration is not None and configuration.path == "pyproject.toml" else ()
    settings, problems = (Settings(), ()) if configuration is None else parse(configuration, ALL, table=table)
    assert problems == ()
    return Posture(
        _workspace(sources, settings),
        settings,
        configuration,
        sources.get(BASELINE),
        _workspace(sources, Settings(forge=settings.forge)) if settings.exclude else None,
        {path: source for path, source in sources.items() if decides_on_approvals(path, [settings])},
    )


def _workspace(sources: dict[str, Source], settings: Settings) -> Workspace:
    read = [
        source
        for path, source in sources.items()
        if path in OTHERS or (is_manifest(path) and not any(one.matches(path) for one in settings.excluded))
    ]
    return assemble(
        read,
        today=TODAY,
        files=lambda: list(sources),
        forge=Forge(settings.forge or "github"),
        enforcement=settings.enforcement,
    )


def baseline(*changes: dict[str, str | None]) -> dict[str, str | None]:
    """The baseline of all findings of the company with these files over it, as one more change."""
    from aiowners.check.baseline import dump, entries

    one = posture(*changes)
    return {BASELINE: dump(entries(run(one.workspace, ALL, Settings())))}
