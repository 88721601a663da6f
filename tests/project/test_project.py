"""A project: many runs in one process, with texts laid over files, from any thread."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from aiowners.project.change import change_into
from aiowners.project.checks import CheckOptions, baseline_of, check
from aiowners.project.errors import ConfigurationError, FileError, OptionError, ProjectError
from aiowners.project.fixes import FixOptions, changed_texts, fixed_texts, write_fixes
from aiowners.project.options import Options
from aiowners.project.project import Project
from aiowners.project.runs import NoticeLevel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from aiowners.diagnostics.report import Report
    from tests.cli.conftest import Repository

ML, SEARCH = "ml/ai-ownership.yaml", "search/ai-ownership.yaml"
FILES = {
    ML: "version: 1\nowner: ml-core\nmodels:\n  m: {reviewers: [], status: production}\n",
    SEARCH: "version: 1\nowner: search\nfeatures:\n  f: {status: pilot, uses: {models: [m]}}\n",
}
OVERLAYS: tuple[Mapping[str, str], ...] = (
    {},
    {ML: FILES[ML].replace("[]", "[search]")},
    {ML: FILES[ML].replace(" m:", " n:"), SEARCH: "version: 1\nowner: [\n"},
    {"new/ai-ownership.yaml": FILES[SEARCH].replace("search", "ads").replace("f:", "g:")},
)


def report_of(project: Project, overlay: Mapping[str, str] | None = None) -> Report:
    run = project.run(overlay)
    options = CheckOptions()
    discovery = run.discover()
    return check(run, discovery, run.assemble(discovery.sources), options, baseline_of(run, options)).report


def findings(report: Report) -> Sequence[tuple[str, str, str]]:
    diagnostics = zip(report.diagnostics, report.fingerprints, strict=True)
    return [(str(diagnostic.location), diagnostic.message, fingerprint) for diagnostic, fingerprint in diagnostics]


def rules(report: Report) -> set[tuple[str, str]]:
    return {(diagnostic.rule, diagnostic.location.path) for diagnostic in report.diagnostics}


@pytest.fixture
def project(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = repository(FILES)
    return Project(Options(root=str(root), cache_dir=str(tmp_path_factory.mktemp("aside") / "cache")))


def test_each_run_reads_the_repository_anew(project: Project) -> None:
    first = report_of(project)
    assert ("missing-downstream-reviewer", ML) in rules(first)
    (project.root / ML).write_text(FILES[ML].replace("[]", "[search]"))
    assert ("missing-downstream-reviewer", ML) not in rules(report_of(project))
    (project.root / ML).write_text(FILES[ML])
    (project.root / "aiowners.toml").write_text('exclude = ["ml/"]\n')
    assert report_of(project).manifests == 1
    (project.root / "aiowners.toml").unlink()
    assert findings(report_of(project)) == findings(first)


def test_texts_are_laid_over_any_number_of_files(project: Project) -> None:
    overlay = {
        ML: FILES[ML].replace(" m:", " n:"),
        "new/ai-ownership.yaml": "version: 1\nowner: [\n",
        "CODEOWNERS": "/ml/ @acme/someone\n",
        "aiowners.toml": '[rules]\nmissing-evaluation = "off"\n',
    }
    before = {path: (project.root / path).read_text() for path in FILES}
    over = report_of(project, overlay)
    for path, text in overlay.items():
        (project.root / path).parent.mkdir(exist_ok=True)
        (project.root / path).write_text(text)
    written = report_of(project)
    assert findings(over) == findings(written)
    assert {("yaml-syntax", "new/ai-ownership.yaml"), ("unknown-reference", SEARCH)} <= rules(over)
    assert before[SEARCH] == FILES[SEARCH]


def test_the_baseline_can_be_laid_over(project: Project) -> None:
    fingerprint = report_of(project).fingerprints[0]
    entry = f'{{"fingerprint": "{fingerprint}", "rule": "r", "path": "p", "message": "m"}}'
    run = project.run({".aiowners-baseline.json": f'{{"schema": "aiowners-baseline/1", "findings": [{entry}]}}'})
    assert baseline_of(run, CheckOptions()) == [fingerprint]
    assert baseline_of(run, CheckOptions(no_baseline=True)) == []


def test_two_threads_get_the_results_of_single_runs(project: Project) -> None:
    expected = [findings(report_of(Project(project.options), overlay)) for overlay in OVERLAYS]
    assert len({str(report) for report in expected}) == len(OVERLAYS)
    barrier = Barrier(2)

    def runs(overlays: Sequence[Mapping[str, str]]) -> list[Sequence[tuple[str, str, str]]]:
        barrier.wait()
        return [findings(report_of(project, overlay)) for overlay in overlays]

    for _ in range(5):
        with ThreadPoolExecutor(2) as threads:
            halves = threads.map(runs, (OVERLAYS[:2], OVERLAYS[2:]))
            assert [report for half in halves for report in half] == expected


def test_errors_are_sentences(project: Project, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="is not a directory") as root:
        Project(Options(root="nowhere"))
    assert root.value.option == "--root"
    with pytest.raises(OptionError, match="is not a day"):
        Project(Options(root=str(tmp_path), today="tomorrow"))
    with pytest.raises(OptionError, match="there is no rule"):
        Project(Options(root=str(tmp_path), select=("unownd",))).run()
    with pytest.raises(ConfigurationError) as configuration:
        project.run({"aiowners.toml": "exclud = []\n"})
    assert [diagnostic.rule for diagnostic in configuration.value.diagnostics]
    with pytest.raises(ProjectError, match="baseline"):
        baseline_of(project.run({".aiowners-baseline.json": "[]"}), CheckOptions())
    with pytest.raises(ProjectError):
        project.run().committed_tree("no-such-branch")
    (project.root / "aiowners.toml").mkdir()
    with pytest.raises(FileError) as file:
        project.run()
    assert file.value.path.endswith("aiowners.toml")


def test_notices_are_returned(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    run = project.run({"CODEOWNERS": "* @acme/all\n", "aiowners.toml": ""})
    discovery = run.discover()
    run.assemble(discovery.sources)
    levels = [(notice.level, notice.text.partition(" ")[0]) for notice in run.notices]
    assert levels == [
        (NoticeLevel.DETAIL, "settings:"),
        (NoticeLevel.DETAIL, "manifests:"),
        (NoticeLevel.NOTICE, "assuming"),
    ]
    assert capfd.readouterr() == ("", "")


def test_no_run_needs_the_terminal(project: Project) -> None:
    script = (
        "import gc, signal, sys\n"
        "from aiowners.project.options import Options\n"
        "from aiowners.project.project import Project\n"
        "from aiowners.project.checks import CheckOptions, check\n"
        "run = Project(Options(root=sys.argv[1], no_cache=True)).run()\n"
        "discovery = run.discover()\n"
        "check(run, discovery, run.assemble(discovery.sources), CheckOptions())\n"
        "assert gc.isenabled() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL\n"
        "print(*(name for name in sys.modules if name.startswith(('click', 'aiowners.cli'))))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(project.root)], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_fixes_are_written_to_files_and_returned_for_texts_laid_over(project: Project) -> None:
    shared = "version: 1\nowner: ads\nmodels:\n  n: {reviewers: [], status: production}\n"
    user = FILES[SEARCH].replace("[m]", "[m, n]")
    overlay = {"new/ai-ownership.yaml": shared, SEARCH: user}
    run = project.run(overlay)
    discovery = run.discover()
    result = fixed_texts(run, discovery, FixOptions(unsafe=True), ())
    changed = {before.path for before, _ in changed_texts(discovery, result)}
    assert changed == {ML, "new/ai-ownership.yaml"}
    written = write_fixes(run, discovery, result)
    assert (written.manifests, run.notices[1:]) == (2, [])
    assert "search" in (project.root / ML).read_text()
    assert not (project.root / "new").exists()
    # Nothing is written if a file has changed since it was read.
    (project.root / ML).write_text(FILES[ML] + "# mine\n")
    assert write_fixes(run, discovery, result).findings < written.findings
    assert run.notices[-1].level is NoticeLevel.ERROR
    assert (project.root / ML).read_text() == FILES[ML] + "# mine\n"


def test_a_change_is_read_with_texts_laid_over_the_head(project: Project) -> None:
    subprocess.run(["git", "commit", "-qm", "all"], cwd=project.root, check=True)
    (project.root / SEARCH).write_text(FILES[SEARCH] + "# unsaved changes undo this\n")
    overlay = {ML: FILES[ML].replace(" m:", " n:"), SEARCH: FILES[SEARCH], "new/ai-ownership.yaml": "version: 1\n"}
    change = change_into(project.run(overlay), "HEAD", None)
    assert [(file.before, file.after) for file in change.files[0]] == [(ML, ML), (None, "new/ai-ownership.yaml")]
    names = [
        [model.name for manifest in revision.workspace.manifests for model in manifest.models]
        for revision in (change.base, change.head)
    ]
    assert names == [["m"], ["n"]]
