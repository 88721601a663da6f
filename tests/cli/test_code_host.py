"""Which code host commands assume, and how a run says so."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

LAB = "git@gitlab.com:acme/shop.git"
OWN = "git@git.acme.test:shop/shop.git"
FILES = {
    "ai-ownership.yaml": 'version: 1\nowner: "@acme/search"\nfeatures:\n  rank: {paths: [ranking/]}\n',
    "ranking/rank.py": "1\n",
}
SECTION = "[Ranking] @acme/search\n/ranking/\n"


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def _assigned(aiowners: Aiowners) -> list[str]:
    [answer] = json.loads(aiowners("owners", "ranking/rank.py", "--format", "json").out)["targets"]
    lines = answer["codeowners"]
    return (
        []
        if not lines
        else [name for line in ([lines] if isinstance(lines, dict) else lines) for name in line["owners"]]
    )


@pytest.mark.parametrize(
    ("origin", "settings", "files"),
    [
        (LAB, {}, {}),
        (LAB, {"remote.upstream.url": "https://github.com/other/shop.git"}, {}),
        (LAB, {"submodule.lib.url": "https://github.com/acme/lib.git"}, {}),
        (OWN, {}, {".gitlab-ci.yml": ""}),
        (OWN, {}, {".gitlab-ci.yml": "", ".github/copilot-instructions.md": "x\n"}),
        (OWN, {"remote.upstream.url": "https://github.com/other/shop.git"}, {".gitlab-ci.yml": ""}),
        ("lab:acme/shop", {"url.https://gitlab.com/.insteadOf": "lab:"}, {".github/workflows/mirror.yml": "x\n"}),
    ],
)
def test_the_best_sign_decides(
    repository: Repository, aiowners: Aiowners, origin: str, settings: dict[str, str], files: dict[str, str]
) -> None:
    root = repository(FILES | files | {"CODEOWNERS": SECTION})
    for name, value in {"remote.origin.url": origin, **settings}.items():
        _git(root, "config", name, value)
    assert _assigned(aiowners) == ["@acme/search"]
    assert aiowners("check", "--select", "codeowners-syntax").code == 0


def test_a_linked_working_tree_is_on_the_same_code_host(
    repository: Repository,
    aiowners: Aiowners,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = repository(FILES | {"CODEOWNERS": SECTION})
    _git(root, "remote", "add", "origin", LAB)
    _git(root, "commit", "-qm", "base")
    linked = tmp_path_factory.mktemp("linked") / "tree"
    _git(root, "worktree", "add", "-q", str(linked), "-b", "linked")
    monkeypatch.chdir(linked)
    assert _assigned(aiowners) == ["@acme/search"]


def test_the_location_of_codeowners_is_a_better_sign_than_directories(
    repository: Repository, aiowners: Aiowners
) -> None:
    files = {".gitlab/CODEOWNERS": SECTION, ".gitlab-ci.yml": "", ".github/copilot-instructions.md": "x\n"}
    root = repository(FILES | files)
    _git(root, "remote", "add", "origin", OWN)
    assert _assigned(aiowners) == ["@acme/search"]
    assert aiowners("codeowners", "--write").code == 0
    assert not (root / ".github/CODEOWNERS").exists()


def test_a_disagreement_is_reported_until_it_is_settled(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(FILES | {".github/CODEOWNERS": "* @acme/search\n"})
    _git(root, "remote", "add", "origin", LAB)
    sentence = (
        "assuming that the code host is GitLab (remote origin on gitlab.com), but .github/CODEOWNERS indicates GitHub; "
        'to settle this, add to aiowners.toml: forge = "gitlab"'
    )
    outcome = aiowners("check", "--exit-zero")
    assert outcome.err.count(f"notice: {sentence}\n") == 1
    shown = aiowners("check", "--show-settings").out
    assert "# code host: GitLab (remote origin on gitlab.com)\n" in shown
    assert f"# {sentence}\n" in shown
    (root / "aiowners.toml").write_text('forge = "gitlab"\n', encoding="utf-8")
    assert "code host" not in aiowners("check", "--exit-zero").err
    assert "# code host: GitLab (forge in the configuration)\n" in aiowners("check", "--show-settings").out


def test_an_assumption_that_affects_codeowners_is_reported(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(FILES)
    assert "code host" not in aiowners("check").err
    (root / "CODEOWNERS").write_text(SECTION, encoding="utf-8")
    err = aiowners("check").err
    assert "notice: assuming that the code host is GitHub, because nothing indicates it" in err
    assert 'forge = "github"' in err
    assert "# code host: GitHub (no sign of a code host)\n" in aiowners("check", "--show-settings").out


def test_settings_shown_stay_one_line_each(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(FILES)
    _git(root, "config", "branch.main.remote", "https://me:secret@gitlab.com/x")
    _git(root, "symbolic-ref", "HEAD", "refs/heads/main")
    shown = aiowners("check", "--show-settings").out
    assert "# code host: GitLab (a remote on gitlab.com)\n" in shown
    assert "secret" not in shown


def test_each_revision_has_the_code_host_that_its_own_files_indicate(
    repository: Repository, aiowners: Aiowners
) -> None:
    root = repository(FILES | {"CODEOWNERS": "/ranking/ @acme/search\n"})
    _git(root, "remote", "add", "origin", OWN)
    _git(root, "commit", "-qm", "base")
    base = _git(root, "rev-parse", "HEAD")
    (root / ".bitbucket").mkdir()
    (root / ".bitbucket/CODEOWNERS").write_text("* @others\n", encoding="utf-8")
    _git(root, "add", "-A")
    answer = json.loads(aiowners("reviewers", "--base", base, "--format", "json").out)
    assert [suppression["text"] for suppression in answer["suppressions"]] == ['forge = "bitbucket"']
