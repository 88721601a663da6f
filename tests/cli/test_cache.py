"""The cache: it is used, and it never changes what is said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiowners.adapters import manifest_pool as adapter
from aiowners.adapters.cache_store import Cache
from aiowners.cli import run
from aiowners.manifest.read import read
from aiowners.project.runs import Run as ProjectRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiowners.manifest.model import Manifest
    from aiowners.source import Source
    from tests.cli.conftest import Outcome, Repository

MODEL = "version: 1\nowner: ml-core\nmodels:\n  m: {reviewers: [], status: production}\n"
USER = "version: 1\nowner: {0}\nfeatures:\n  {0}-f: {{status: pilot, paths: [src/], uses: {{models: [m]}}}}\n"


class Output(NamedTuple):
    code: int
    out: str
    err: str


class Run(NamedTuple):
    output: Output
    parsed: int


class Company:
    """A repository, and a cache of its own."""

    def __init__(self, root: Path, cache: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.cache = cache
        self.patch = patch
        self._capture = capture

    def check(self, *arguments: str) -> Run:
        """Do what the program does, and tell how many manifests it has parsed."""
        parsed: list[str] = []

        def looked_at(source: Source) -> Manifest:
            parsed.append(source.path)
            return read(source)

        self.patch.setenv("AIOWNERS_CACHE_DIR", str(self.cache))
        self.patch.setattr(adapter, "read", looked_at)
        self._capture.readouterr()
        code = run(["check", *arguments])
        return Run(Output(code, *self._capture.readouterr()), len(parsed))

    def program(self, *arguments: str, **variables: str) -> Output:
        """The program itself."""
        done = subprocess.run(
            [sys.executable, "-m", "aiowners", *arguments], cwd=self.root,
            env=os.environ | {"AIOWNERS_CACHE_DIR": str(self.cache)} | variables,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return Output(done.returncode, done.stdout, done.stderr)

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, check=True)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)
        self.git("add", "--all")

    @property
    def files(self) -> list[Path]:
        return sorted(self.cache.glob("*.aiowners"))


@pytest.fixture
def company(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Company:  # fmt: skip
    """Two teams depend on a model, and are not reviewers of it."""
    root = repository(
        {
            "ml/ai-ownership.yaml": MODEL,
            "search/ai-ownership.yaml": USER.format("search"),
            "ads/ai-ownership.yaml": USER.format("ads"),
            "ads/src/x.py": "",
            "search/src/x.py": "",
        }
    )
    return Company(root, tmp_path_factory.mktemp("aside") / "the cache", monkeypatch, capfd)


# --- it is used ------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("--no-untracked",), ("--output-format", "json"), ("--statistics",)])
def test_a_second_run_parses_nothing_and_says_the_same(company: Company, arguments: tuple[str, ...]) -> None:
    first = company.check(*arguments)
    second = company.check(*arguments)
    assert (first.parsed, second.parsed) == (3, 0)
    assert first.output == second.output == company.check(*arguments, "--no-cache").output
    assert first.output.code == 1


def test_only_what_has_changed_is_parsed(company: Company) -> None:
    company.check()
    company.write("ads/ai-ownership.yaml", USER.format("ads") + "# no more than a comment\n")
    changed = company.check("--select", "reference")
    assert (changed.parsed, changed.output) == (1, company.check("--select", "reference", "--no-cache").output)
    assert company.check().output == company.check("--no-cache").output


def test_it_can_be_left_out_and_emptied(company: Company, aiowners: Callable[..., Outcome]) -> None:
    company.check("--no-cache")
    company.patch.setenv("AIOWNERS_NO_CACHE", "1")
    company.check()
    assert not company.cache.exists()
    company.patch.delenv("AIOWNERS_NO_CACHE")
    company.check()
    assert company.files
    (company.cache / "notes.txt").write_text("mine")
    assert "1 file removed" in aiowners("clean", "--cache-dir", str(company.cache)).err
    assert [file.name for file in company.cache.iterdir()] == ["notes.txt"]
    assert "0 files removed" in aiowners("clean", "--cache-dir", str(company.cache / "nowhere")).err


def test_it_does_not_grow_without_bound(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    for number in range(300):
        cache.save(f"{number}", [number])
    assert len(list(tmp_path.glob("*.aiowners"))) == 256
    assert cache.load("299") == ([299], [])
    assert cache.load("0") is None


# --- it never changes what is said -------------------------------------------------------------------


def _same_size(company: Company) -> None:
    file = company.root / "ml/ai-ownership.yaml"
    status = file.stat()
    file.write_text(MODEL.replace("m: {rev", "n: {rev"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _replaced(company: Company) -> None:
    file = company.root / "ml/ai-ownership.yaml"
    status = file.stat()
    (company.root / "new").write_text(MODEL.replace("m: {rev", "n: {rev"))
    os.utime(company.root / "new", ns=(status.st_atime_ns, status.st_mtime_ns))
    (company.root / "new").replace(file)


def _branch(company: Company) -> None:
    company.git("commit", "-qm", "all")
    company.git("checkout", "-q", "-b", "other")
    company.write("ml/ai-ownership.yaml", MODEL.replace("reviewers: [], ", ""))
    company.git("commit", "-qam", "other")


def _linked(company: Company) -> None:
    (company.root / "ml/ai-ownership.yaml").unlink()
    (company.root / "ml/ai-ownership.yaml").symlink_to("../ads/ai-ownership.yaml")


def _untracked(company: Company) -> None:
    company.write("new/ai-ownership.yaml", USER.format("new"))
    company.git("rm", "-q", "--cached", "new/ai-ownership.yaml")


def _recorded(company: Company) -> None:
    run(["baseline", "-q"])


CHANGES: dict[str, Callable[[Company], object]] = {
    "a manifest": lambda company: company.write("ml/ai-ownership.yaml", "\n" + MODEL),
    "as long, and as old": _same_size,
    "as long, as old, another file": _replaced,
    "a manifest is gone": lambda company: (company.root / "ml/ai-ownership.yaml").unlink(),
    "a manifest is a link": _linked,
    "one more": lambda company: company.write("new/ai-ownership.yaml", USER.format("new")),
    "one that is not tracked": _untracked,
    "moved": lambda company: company.git("mv", "ads/ai-ownership.yaml", "search/src/ai-ownership.yaml"),
    "a name that is nearly right": lambda company: company.write("x/ai-owners.yml", USER.format("x")),
    "another branch": _branch,
    "a path is gone": lambda company: company.git("rm", "-q", "-f", "ads/src/x.py"),
    "CODEOWNERS": lambda company: company.write(".github/CODEOWNERS", "/ads/ @ads\n/ads/ @search\n"),
    "settings": lambda company: company.write("aiowners.toml", '[rules]\nmissing-evaluation = "off"\n'),
    "manifests left out": lambda company: company.write("aiowners.toml", 'exclude = ["ads/"]\n'),
    "settings in error": lambda company: company.write("aiowners.toml", "exclud = []\n"),
    "other settings": lambda company: company.write("pyproject.toml", '[tool.aiowners]\nexclude = ["search/"]\n'),
    "a baseline": _recorded,
    "a forge": lambda company: company.git("remote", "add", "origin", "https://gitlab.com/a/b.git"),
    "a sign of a forge": lambda company: company.write(".gitlab-ci.yml", ""),
    "a CI system": lambda company: company.patch.setenv("GITHUB_ACTIONS", "true"),
    "colours": lambda company: company.patch.setenv("FORCE_COLOR", "1"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_seen(company: Company, change: str) -> None:
    company.git("config", "user.email", "a@b.test")
    company.git("config", "user.name", "a")
    before = company.check()
    CHANGES[change](company)
    for _ in range(2):
        assert company.check().output == company.check("--no-cache").output
    if change != "a sign of a forge":
        assert company.check().output != before.output, "the change is one that shows"


def test_another_day_is_seen(company: Company) -> None:
    company.write("ads/ai-ownership.yaml", "version: 1\nowner: ads\nassets:\n  a: {review_by: 2026-06-01}\n")
    for day in ("2026-05-01", "2026-07-01"):
        for _ in range(2):
            assert company.check("--today", day).output == company.check("--today", day, "--no-cache").output


def _broken(file: Path) -> None:
    _nothing(file)
    file.write_text("a: [")


def _nothing(file: Path) -> None:
    if file.is_dir() and not file.is_symlink():
        file.rmdir()
    file.unlink(missing_ok=True)


def _a_directory(file: Path) -> None:
    _nothing(file)
    file.mkdir()


def _a_link(file: Path) -> None:
    _nothing(file)
    file.symlink_to("nowhere")


# What comes, and what comes then: in each case the manifests that could be read stay as they are.
RETURNS: dict[str, tuple[Callable[[Path], None], ...]] = {
    "away, and back": (_nothing, _broken),
    "back, and away again": (_nothing, _broken, _nothing),
    "a directory, then a file": (_a_directory, _broken),
    "a link, then a file": (_a_link, _broken),
    "a file, then a link": (_broken, _a_link, _nothing),
}


@pytest.mark.parametrize("returns", RETURNS)
@pytest.mark.parametrize("name", ["ai-ownership.yaml", "AI-ownership.yaml"])
def test_what_was_not_there_is_seen_when_it_is(company: Company, returns: str, name: str) -> None:
    company.write(f"new/{name}", "version: 1\n")
    for change in RETURNS[returns]:
        for _ in range(2):
            output = company.check("--select", "manifest").output
            assert output == company.check("--select", "manifest", "--no-cache").output
        change(company.root / "new" / name)
    assert company.check("--select", "manifest").output == company.check("--select", "manifest", "--no-cache").output


def test_a_pipe_in_the_place_of_a_manifest(company: Company) -> None:
    company.check("--select", "yaml-syntax")
    company.write("new/ai-ownership.yaml", "version: 1\n")
    (company.root / "new/ai-ownership.yaml").unlink()
    os.mkfifo(company.root / "new/ai-ownership.yaml")
    for _ in range(3):
        output = company.check("--select", "yaml-syntax").output
        assert output == company.check("--select", "yaml-syntax", "--no-cache").output
        assert output.code == 2


def test_a_sparse_checkout(company: Company) -> None:
    company.git("config", "core.sparseCheckout", "true")
    (company.root / ".git/info").mkdir(exist_ok=True)
    (company.root / ".git/info/sparse-checkout").write_text("/*\n!/search/\n")
    company.git("update-index", "--skip-worktree", "search/ai-ownership.yaml")
    company.check()
    (company.root / "search/ai-ownership.yaml").unlink()
    for _ in range(2):
        assert company.check().output == company.check("--no-cache").output


def test_what_changes_while_a_run_works_is_seen_by_the_next(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.write("aiowners.toml", 'exclude = ["ads/"]\n')
    assemble = ProjectRun.assemble

    def slow(run: ProjectRun, *arguments: Any, **named: Any) -> Any:
        (company.root / "aiowners.toml").unlink(missing_ok=True)
        (company.root / "late").mkdir(exist_ok=True)
        (company.root / "late/ai-ownership.yaml").write_text("a: [")
        return assemble(run, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(ProjectRun, "assemble", slow)
        company.check()
    for _ in range(2):
        assert company.check().output == company.check("--no-cache").output


def test_another_encoding_is_another_run(company: Company) -> None:
    company.write("ads/ai-ownership.yaml", USER.format("ads") + "  å-f: {}\n")
    for encoding in ("utf-8", "ascii", "utf-8"):
        for _ in range(2):
            output = company.program("check", PYTHONIOENCODING=encoding)
            assert output == company.program("check", "--no-cache", PYTHONIOENCODING=encoding)
            assert ("å" in output.out) == (encoding == "utf-8")


# --- whatever is wrong with it -----------------------------------------------------------------------


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-3])


def _turned(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-5] ^= 1
    file.write_bytes(content)


def _link(file: Path) -> None:
    shutil.move(file, file.with_suffix(".other"))
    file.symlink_to(file.with_suffix(".other"))


def _directory(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _foreign(file: Path) -> None:
    file.chmod(0o666)


def _rewritten(data: object, *more: bytes) -> Callable[[Path], None]:
    """In good order, but not what was meant."""
    return lambda file: Cache(str(file.parent)).save(file.stem, data, more)


def _deep(file: Path) -> None:
    from aiowners.adapters import cache_store

    data = b"[" * 200_000
    file.write_bytes(cache_store._MAGIC + cache_store._digest([data]) + b"\n" + data)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "torn": _cut,
    "one bit": _turned,
    "empty": lambda file: file.write_bytes(b""),
    "something else": lambda file: file.write_bytes(b"\x80\x04\x95" * 99),
    "a link": _link,
    "a directory": _directory,
    "anybody's": _foreign,
    "null": _rewritten(None),
    "a list": _rewritten([1, [2], "x"], b"x", b"y", b"z"),
    "an object": _rewritten({"asked": 1}),
    "a deep list": _deep,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_changes_nothing(company: Company, damage: str) -> None:
    expected = company.check("--no-cache").output
    company.check()
    kept = company.files
    assert len(kept) == 1
    for file in kept:
        DAMAGE[damage](file)
        assert company.check().output == expected
        assert company.check("-v", "--output-format", "full").output[:2] == expected[:2]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(data=st.data())
def test_whatever_is_kept_changes_nothing(company: Company, data: st.DataObject) -> None:
    """Files in good order in which anything may stand, where some of it is what was kept."""
    expected = company.check("--no-cache").output
    company.check()
    file = data.draw(st.sampled_from(company.files), "file")
    known = Cache(str(company.cache)).load(file.stem)
    assert known is not None
    kept, more = known
    kept = data.draw(_JSON | st.just(kept), "kept")
    more = data.draw(st.lists(st.binary(max_size=20)) | st.just(more), "more")
    Cache(str(company.cache)).save(file.stem, kept, more)
    assert company.check().output == expected


def test_facts_that_are_none_are_read_again(company: Company) -> None:
    expected = company.check().output
    [facts] = [file for file in company.files if file.stem.endswith("-facts")]
    known = Cache(str(company.cache)).load(facts.stem)
    assert known is not None
    for line in (
        b"",
        b"null",
        b"[]",
        b"[1,2,3,4,5,6,7,8,9,10]",
        b'{"a":1}',
        b"[" * 9999,
        known[1][0][:-9],
    ):
        for file in company.files:
            file.unlink()
        company.check("--no-cache")
        Cache(str(company.cache)).save(facts.stem, known[0], [line] * len(known[0]))
        assert company.check().output == expected


def test_a_place_that_cannot_be_written(company: Company, tmp_path_factory: pytest.TempPathFactory) -> None:
    expected = company.check("--no-cache").output
    blocked = tmp_path_factory.mktemp("blocked") / "a file"
    blocked.write_text("")
    for directory in (blocked, blocked / "below", Path("/proc/nowhere"), Path("/dev/null")):
        company.cache = directory
        assert company.check().output == expected


def test_no_home(company: Company) -> None:
    expected = company.check("--no-cache").output
    company.patch.delenv("XDG_CACHE_HOME", raising=False)
    for home in ("", "relative"):
        assert company.program("check", AIOWNERS_CACHE_DIR="", HOME=home) == expected


def test_many_runs_at_once(company: Company) -> None:
    expected = company.check("--no-cache").output
    with ThreadPoolExecutor(6) as runs:
        assert {*runs.map(lambda _: company.program("check"), range(12))} == {expected}
    assert company.check().parsed == 0


def test_runs_that_are_killed_leave_a_cache_that_is_right(company: Company) -> None:
    """Old, new or none: at whatever moment a run is killed, the next ones say what is so."""
    for number in range(40):
        company.write(f"many/{number}/ai-ownership.yaml", USER.format(f"team-{number}"))
    expected = company.check("--no-cache").output
    whole = 0
    for number in range(16):
        if number % 4 == 0:
            shutil.rmtree(company.cache, ignore_errors=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "aiowners", "check"], cwd=company.root, stdout=subprocess.DEVNULL,
            env=os.environ | {"AIOWNERS_CACHE_DIR": str(company.cache)},
        )  # fmt: skip
        time.sleep(0.06 + 0.02 * number)
        process.kill()
        whole += process.wait() == 1
        assert company.check().output == expected
    assert whole < 16, "some were killed"
    assert all(file.suffix == ".aiowners" or file.name == "CACHEDIR.TAG" for file in company.cache.iterdir())


def test_a_cache_in_the_tree_is_not_believed(company: Company) -> None:
    """Whoever sends a pull request may put there what a run is to say."""
    company.check()
    planted = company.root / "planted"
    shutil.copytree(company.cache, planted)
    company.cache = planted
    refused = company.check()
    assert refused.output.code == 2
    assert "lies in the working tree" in refused.output.err
    company.cache = company.root / ".git/aiowners"
    company.check()
    assert company.files


def test_it_holds_no_secret_and_no_code(company: Company) -> None:
    company.patch.setenv("GITHUB_TOKEN", "s3cr3t")
    company.check()
    for file in company.files:
        assert file.stat().st_mode & 0o077 == 0
        content = file.read_bytes()
        assert b"s3cr3t" not in content
        json.loads(content.split(b"\n")[1])
