"""`aiowners check --fix` and `--diff` on real repositories."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inline_snapshot import snapshot

from aiowners.adapters.replace import FileChangedError, replace_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

ML = "ml/ai-ownership.yaml"
MODEL = "version: 1\nowner: ml-core\nmodels:\n  m:\n    reviewers: []  # who is asked\n"
FEATURE = "version: 1\nowner: search\nfeatures:\n  f: {status: pilot, uses: {models: [m]}}\n"
BAD = {ML: MODEL, "search/ai-ownership.yaml": FEATURE}
ON = ("--select", "manifest,reference,missing-downstream-reviewer")
ACME = Path(__file__).parents[2] / "examples" / "acme-before"


def read(root: Path, path: str = ML) -> str:
    return (root / path).read_bytes().decode("utf-8", "surrogateescape")


def test_fix(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(BAD)
    (root / ML).chmod(0o754)
    outcome = aiowners("check", *ON, "--fix")
    assert (outcome.code, outcome.out) == (0, "All checks passed: 2 manifests.\n")
    assert outcome.err == "1 finding mended in 1 manifest\n"
    assert read(root) == MODEL.replace("[]", "[search]")
    assert stat.S_IMODE((root / ML).stat().st_mode) == 0o754
    assert [path.name for path in (root / "ml").iterdir()] == ["ai-ownership.yaml"]
    again = aiowners("check", *ON, "--fix")
    assert (again.code, again.err) == (0, "nothing to mend\n")


def test_what_is_left_decides_the_exit_code(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({**BAD, "x/ai-ownership.yaml": "version: 1\nonwer: x\n"})
    outcome = aiowners("check", *ON, "--fix", "--output-format", "concise")
    assert (outcome.code, outcome.out.count("\n")) == (1, 1)
    assert "[unknown-key]" in outcome.out
    assert aiowners("check", *ON, "--fix", "--exit-zero").code == 0
    assert aiowners("check", *ON, "--fix", "--unsafe-fixes").code == 0
    assert read(root, "x/ai-ownership.yaml") == "version: 1\nowner: x\n"


def test_select_and_paths_say_what_is_mended(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(
        {**BAD, "x/ai-ownership.yaml": "version: 1\nowner: x\nfeatures: {g: {paths: ai-ownership.yaml}}\n"}
    )
    assert aiowners("check", "--fix", "--select", "wrong-type").code == 0
    assert read(root, "x/ai-ownership.yaml").endswith("{paths: [ai-ownership.yaml]}}\n")
    assert read(root) == MODEL
    aiowners("check", *ON, "--fix", "search")
    assert read(root) == MODEL
    aiowners("check", *ON, "--fix", "ml")
    assert read(root) != MODEL


def test_a_fix_that_would_bring_a_finding_of_a_rule_that_is_not_selected(
    repository: Repository, aiowners: Aiowners
) -> None:
    text = "version: 1\nowner: x\nfeatures: {g: {uses: {models: nobodys}}}\n"
    root = repository({"ai-ownership.yaml": text})
    outcome = aiowners("check", "--fix", "--select", "wrong-type")
    assert outcome.code == 1
    assert read(root, "ai-ownership.yaml") == text
    assert outcome.err == (
        "nothing mended\n"
        'notice: ai-ownership.yaml:3: the fix of wrong-type, "Put `models` in a list", was not applied: it would bring '
        "unknown-reference at ai-ownership.yaml:3 (no manifest declares model `nobodys`)\n"
    )


def test_a_finding_in_the_baseline_is_left(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(BAD)
    assert aiowners("baseline").code == 0
    aiowners("check", *ON, "--fix")
    assert read(root) == MODEL
    aiowners("check", *ON, "--fix", "--no-baseline")
    assert read(root) != MODEL


def test_diff(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(BAD)
    outcome = aiowners("check", *ON, "--diff")
    assert outcome.code == 1
    assert outcome.err == "1 finding would be mended in 1 manifest\n"
    assert outcome.out == snapshot("""\
--- a/ml/ai-ownership.yaml
+++ b/ml/ai-ownership.yaml
@@ -2,4 +2,4 @@
 owner: ml-core
 models:
   m:
-    reviewers: []  # who is asked
+    reviewers: [search]  # who is asked
""")
    assert read(root) == MODEL
    assert aiowners("check", *ON, "--diff", "--exit-zero").code == 0
    aiowners("check", *ON, "--fix")
    clean = aiowners("check", *ON, "--diff")
    assert (clean.code, clean.out) == (0, "")


ODD = {
    "a b/ai-ownership.yaml": MODEL.replace("\n", "\r\n"),
    'qu"ote\\/ai-ownership.yaml': "\ufeff" + MODEL.replace("  m:", "  n:").rstrip("\n"),
    "é/ai-ownership.yaml": MODEL.replace("  m:", "  o:").replace("who is asked", "\x85 \u2028 😀"),
    "tab\there/ai-ownership.yaml": MODEL.replace("  m:", "  p:").replace("\n", "\r"),
    "search/ai-ownership.yaml": FEATURE.replace("[m]", "[m, n, o, p]"),
}


@pytest.mark.parametrize("below", ["", "inside/of/it"])
def test_git_applies_the_diff_and_has_what_fix_writes(
    repository: Repository, aiowners: Aiowners, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    root = repository({str(Path(below) / path): text for path, text in ODD.items()})
    monkeypatch.chdir(root / below)
    for path, text in ODD.items():
        (root / below / path).write_bytes(text.encode())
    if below:  # a configuration there makes it a root
        monkeypatch.chdir(root)
    flags = ("--root", str(root / below)) if below else ()
    shown = aiowners("check", *flags, *ON, "--diff", "-q")
    assert shown.code == 1
    patched = tmp_path.parent / f"{tmp_path.name}-patched"
    shutil.copytree(root, patched)
    subprocess.run(["git", "apply", "-"], cwd=patched, input=shown.out.encode(), check=True)
    assert aiowners("check", *flags, *ON, "--fix").code == 0
    for path, text in ODD.items():
        content = (patched / below / path).read_bytes()
        assert content == (root / below / path).read_bytes()
        if path != "search/ai-ownership.yaml":
            assert content == text.replace("[]", "[search]").encode()


def test_a_diff_in_a_log_is_harmless(repository: Repository, aiowners: Aiowners, tmp_path: Path) -> None:
    root = repository({**BAD, ML: MODEL.replace("  m:", "# \u202e ##[error]x\n  m:")})
    command = [sys.executable, "-m", "aiowners", "check", *ON, "--diff"]

    def piped(**more: str) -> str:
        return subprocess.run(
            command, cwd=root, env=os.environ | more, capture_output=True, text=True, check=False
        ).stdout

    assert "\n # \u202e ##[error]x\n" in piped()
    assert "\n # \\u202e #\\x23[error]x\n" in piped(CI="true")
    for more, line in (({}, "\n # \u202e ##[error]x\n"), ({"CI": "true"}, "\n # \\u202e #\\x23[error]x\n")):
        with (tmp_path / "diff").open("wb") as file:
            subprocess.run(command, cwd=root, env=os.environ | more, stdout=file, check=False)
        assert line in (tmp_path / "diff").read_text()
    colored = aiowners("check", *ON, "--diff", "--color", "always").out
    assert "\n # \\u202e #\\x23[error]x\n" in colored
    assert "\x1b[32m+    reviewers: [search]" in colored


def test_standard_input_is_mended_on_standard_output(repository: Repository) -> None:
    root = repository(BAD)
    command = [sys.executable, "-m", "aiowners", "check", *ON, "--fix", "--stdin-filename", ML, "-"]
    unsaved = MODEL.replace("ml-core", "ml-new")
    done = subprocess.run(command, cwd=root, input=unsaved, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout == unsaved.replace("[]", "[search]")
    assert done.stderr == "1 finding mended in 1 manifest\nAll checks passed: 2 manifests.\n"
    assert read(root) == MODEL


def test_what_cannot_be_written_is_said(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(BAD)
    subprocess.run(["git", "update-index", "--skip-worktree", ML], cwd=root, check=True)
    (root / ML).unlink()
    outcome = aiowners("check", *ON, "--fix")
    assert outcome.code == 2
    assert "error: ml/ai-ownership.yaml: not written: " in outcome.err
    assert "nothing mended" in outcome.err
    assert not (root / ML).exists()


def test_nothing_outside_of_the_repository_is_written(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "ai-ownership.yaml").write_text(MODEL)
    (root / "ml").symlink_to(outside)
    (root / "ai-ownership.yaml").symlink_to(outside / "ai-ownership.yaml")
    for path in (ML, "ai-ownership.yaml", "../outside/ai-ownership.yaml"):
        with pytest.raises(OSError, match=r"."):
            replace_file(root, path, MODEL, "version: 1\n")
    assert read(outside, "ai-ownership.yaml") == MODEL


def test_a_file_that_has_changed_since_is_left(tmp_path: Path) -> None:
    (tmp_path / "ai-ownership.yaml").write_text("version: 1\nowner: somebody-else\n")
    with pytest.raises(FileChangedError, match="has changed since"):
        replace_file(tmp_path, "ai-ownership.yaml", MODEL, "version: 1\n")
    assert read(tmp_path, "ai-ownership.yaml").endswith("somebody-else\n")


@pytest.mark.parametrize(
    "flags",
    [
        ("--fix", "--add-ignore", "reason"),
        ("--diff", "--show-files"),
        ("--fix", "--ask"),
        ("--diff", "--ask"),
        ("--ask",),
    ],
)
def test_flags_that_cannot_be_followed_together(
    repository: Repository, aiowners: Aiowners, flags: tuple[str, ...]
) -> None:
    root = repository(BAD)
    outcome = aiowners("check", *flags)
    assert (outcome.code, outcome.out) == (2, "")
    assert read(root) == MODEL


def in_a_terminal(root: Path, answers: list[str], *arguments: str) -> tuple[int, str]:
    """Run a command line in a terminal, answering each question; its exit code and all that was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(root)
        os.environ.update(TERM="dumb", COLUMNS="100")
        os.execv(sys.executable, [sys.executable, "-m", "aiowners", *arguments])
    shown = b""
    answered = 0
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                piece = os.read(terminal, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        if shown.count(b"for help] ") > answered and answers:
            os.write(terminal, answers.pop(0).encode())
            answered += 1
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), shown.decode().replace("\r\n", "\n")


TWO = {**BAD, "growth/ai-ownership.yaml": FEATURE.replace("search", "growth").replace("f:", "g:")}


@pytest.mark.parametrize(
    ("answers", "reviewers"),
    [
        (["y\n", "n\n"], "[growth]"),
        (["n\n", "y\n"], "[search]"),
        (["?\n", "a\n"], "[growth, search]"),
        (["q\n"], "[]"),
        (["\x04"], "[]"),
    ],
)
def test_asked_for_each(repository: Repository, answers: list[str], reviewers: str) -> None:
    root = repository(TWO)
    code, shown = in_a_terminal(root, list(answers), "check", *ON, "--fix", "--ask")
    assert read(root) == MODEL.replace("[]", reviewers)
    assert "Apply this fix? [y/n/a/q, ? for help]" in shown
    assert "missing-downstream-reviewer" in shown
    assert code == int(reviewers != "[growth, search]")


def test_the_company_that_has_just_begun(tmp_path: Path, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every changed line belongs to a finding, lists keep their style, and what is left is for people to decide."""
    root = tmp_path / "acme"
    shutil.copytree(ACME, root)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    monkeypatch.chdir(root)
    arguments = ("check", "--today", "2026-11-22", "--output-format", "json", "-q")
    before = json.loads(aiowners(*arguments).out)
    diff = aiowners("check", "--today", "2026-11-22", "--diff", "-q").out
    assert [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}] == snapshot(
        [
            "-    reviewers: [search]          # our only caller",
            "+    reviewers: [ai-platform, data-eng, search, support]          # our only caller",
            "-  # aiowners: ignore[missing-metric] the dashboard comes with the relaunch",
        ]
    )
    after = json.loads(aiowners(*arguments, "--fix").out)
    assert {diagnostic["fingerprint"] for diagnostic in after["diagnostics"]} < {
        diagnostic["fingerprint"] for diagnostic in before["diagnostics"]
    }
    assert not [diagnostic for diagnostic in after["diagnostics"] if diagnostic["fix"] and diagnostic["fix"]["safe"]]
    mended = {diagnostic["rule"] for diagnostic in before["diagnostics"]} - {
        diagnostic["rule"] for diagnostic in after["diagnostics"]
    }
    assert mended == {"missing-downstream-reviewer", "unused-ignore"}
