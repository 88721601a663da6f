"""Which code host a repository is on: as git's own configuration has it, in every layout, and by files."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiowners.adapters.forge_detection import among, choose, clone_ranks, code_host, file_ranks, host_name
from aiowners.forge import Forge

if TYPE_CHECKING:
    from pathlib import Path

    from tests.adapters.conftest import Repository

GITHUB, GITLAB, BITBUCKET = Forge.GITHUB, Forge.GITLAB, Forge.BITBUCKET


@pytest.mark.parametrize(
    ("address", "name", "host"),
    [
        ("git@gitlab.com:acme/shop.git", "gitlab.com", GITLAB),
        ("gitlab.com:acme/shop.git", "gitlab.com", GITLAB),
        ("ssh://git@ssh.github.com:443/acme/shop.git", "ssh.github.com", GITHUB),
        ("https://user:p@ss@bitbucket.org/acme/github.git", "bitbucket.org", BITBUCKET),
        ("HTTPS://GitHub.COM/acme/gitlab", "github.com", GITHUB),
        ("https://github.com./acme/shop", "github.com", GITHUB),
        ("https://acme.ghe.com/acme/shop", "acme.ghe.com", GITHUB),
        ("https://gitlab.github.com/acme/shop", "gitlab.github.com", GITHUB),
        ("https://gitlab.acme.test/github.com/shop", "gitlab.acme.test", GITLAB),
        ("https://git.acme.test?github.com/shop", "git.acme.test", None),
        ("https://git.acme.test#@github.com/shop", "git.acme.test", None),
        ("https://github-to-gitlab.acme.test/shop", "github-to-gitlab.acme.test", None),
        ("helper::https://gitlab.com/acme/shop", "gitlab.com", GITLAB),
        ("[git@gitlab.com:2222]:acme/shop", "gitlab.com", GITLAB),
        ("git@[::1]:github.com/shop", "", None),
        ("ssh://[::1]:22/github.com", "", None),
        ("work-github:acme/shop", "work-github", GITHUB),
        ("/srv/github.com/shop.git", "", None),
        ("./github.com:shop", "", None),
        ("../github.com/shop", "", None),
        ("file://github.com/shop.git", "", None),
        ("C:\\github.com\\shop", "c", None),
        ("ext::ssh git@github.com %S shop", "ext", None),
        ("https://git.acme.test\\@github.com/shop", "git.acme.test", None),
        ("", "", None),
    ],
)
def test_the_host_of_an_address(address: str, name: str, host: Forge | None) -> None:
    assert host_name(address) == name
    assert code_host(name) is host


def by_clone(root: Path, environ: dict[str, str] | None = None) -> Forge | None:
    choice = choose(clone_ranks(root, environ or {}))
    return None if choice.sign is None else choice.host


def remote(repository: Repository, name: str, address: str) -> None:
    repository.git("config", f"remote.{name}.url", address)


def test_other_remotes_and_submodules_indicate_nothing(repository: Repository) -> None:
    remote(repository, "upstream", "https://github.com/other/shop.git")
    assert by_clone(repository.root) is GITHUB
    remote(repository, "origin", "git@git.acme.test:acme/shop.git")
    assert by_clone(repository.root) is None
    remote(repository, "origin", "git@gitlab.com:acme/shop.git")
    repository.git("config", "submodule.lib.url", "https://github.com/acme/lib.git")
    assert by_clone(repository.root) is GITLAB


def test_remotes_that_disagree_without_origin_decide_nothing(repository: Repository) -> None:
    remote(repository, "one", "https://github.com/a/b")
    remote(repository, "two", "https://gitlab.com/a/b")
    ranks = clone_ranks(repository.root, {})
    assert choose((*ranks, *file_ranks({".gitlab-ci.yml"}.__contains__))).host is GITLAB
    assert "forge = " in (choose(ranks).disagreement or "")


def test_the_tracked_remote_is_first(repository: Repository) -> None:
    remote(repository, "origin", "https://github.com/acme/shop")
    remote(repository, "lab", "https://gitlab.com/acme/shop")
    repository.git("config", "branch.main.remote", "lab")
    assert by_clone(repository.root) is GITLAB
    repository.git("config", "branch.topic.remote", ".")
    repository.git("config", "branch.topic.merge", "refs/heads/main")
    repository.git("symbolic-ref", "HEAD", "refs/heads/topic")
    assert by_clone(repository.root) is GITLAB, "a branch of a branch"
    repository.git("config", "branch.main.remote", ".")
    repository.git("config", "branch.main.merge", "refs/heads/topic")
    assert by_clone(repository.root) is GITHUB, "a circle"
    repository.git("config", "branch.topic.remote", "https://bitbucket.org/acme/shop")
    assert by_clone(repository.root) is BITBUCKET, "an address in place of a name"


def test_an_address_with_a_password_is_not_shown(repository: Repository) -> None:
    repository.git("config", "branch.main.remote", "https://me:secret@gitlab.com/acme/shop")
    [[sign]] = (rank for rank in clone_ranks(repository.root, {}) if rank)
    assert sign == (GITLAB, "a remote on gitlab.com")


def test_the_running_system_decides_for_a_host_of_unknown_kind(repository: Repository) -> None:
    remote(repository, "origin", "https://git.acme.test/shop")
    assert by_clone(repository.root, {"GITLAB_CI": "true"}) is GITLAB
    assert by_clone(repository.root, {"GITLAB_CI": "false"}) is None
    remote(repository, "origin", "https://github.com/acme/shop")
    choice = choose(clone_ranks(repository.root, {"GITLAB_CI": "true"}))
    assert choice.host is GITHUB
    assert "GITLAB_CI" in (choice.disagreement or "")


def test_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert by_clone(tmp_path) is None
    monkeypatch.setenv("PATH", "")
    assert by_clone(tmp_path, {"GITLAB_CI": "1"}) is GITLAB


# Against git itself.

BASES = {
    "https://github.com/": GITHUB,
    "git@github.com:": GITHUB,
    "ssh://git@gitlab.com/": GITLAB,
    "gitlab.com:": GITLAB,
    "https://bitbucket.org/": BITBUCKET,
    "https://git.acme.test/": None,
    "/srv/gitlab/": None,
    "work:": None,
}
REMOTES = ("origin", "upstream", "fo.rk", "with space", "-dash")
remotes = st.dictionaries(st.sampled_from(REMOTES), st.sampled_from([*BASES]), max_size=4)
rewritten = st.dictionaries(st.sampled_from([*BASES, "https://git"]), st.sampled_from([*BASES]), max_size=3)
tracked = st.dictionaries(
    st.sampled_from(["main", "topic/x", "other"]), st.sampled_from([*REMOTES, "work:x"]), max_size=3
)


def _text(section: str, name: str, **values: str) -> str:
    return f'[{section} "{name}"]\n' + "".join(f"\t{key} = {value}\n" for key, value in values.items())


@pytest.fixture
def layouts(repository: Repository, tmp_path: Path) -> dict[str, Path]:
    """One repository, as a main and as a linked working tree, and with a separate git directory."""
    repository.commit()
    repository.git("branch", "topic/x")
    repository.git("branch", "other")
    repository.git("worktree", "add", "-q", str(tmp_path / "linked"), "topic/x")
    repository.git("init", "-q", "--separate-git-dir", str(tmp_path / "elsewhere.git"))
    (repository.root / "inside").mkdir()
    return {"main": repository.root, "inside": repository.root / "inside", "linked": tmp_path / "linked"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(remotes, rewritten, tracked, st.booleans(), st.sampled_from(["main", "inside", "linked"]), st.booleans())
def test_it_is_the_code_host_of_the_remote_that_git_takes(
    layouts: dict[str, Path],
    addresses: dict[str, str],
    instead: dict[str, str],
    branches: dict[str, str],
    included: bool,
    layout: str,
    detached: bool,
) -> None:
    root, directory = layouts[layout], layouts["main"].parent / "elsewhere.git"
    text = "".join(_text("remote", name, url=f"{base}acme/shop") for name, base in addresses.items())
    text += "".join(_text("url", base, insteadOf=prefix) for prefix, base in instead.items())
    text += "".join(_text("branch", name, remote=to, merge="refs/heads/main") for name, to in branches.items())
    text += _text("submodule", "lib", url="https://github.com/acme/lib")
    head = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
    (directory / "included").write_text(text, encoding="utf-8")
    (directory / "config").write_text(head + ("[include]\n\tpath = included\n" if included else text), encoding="utf-8")
    _git(root, "symbolic-ref", "HEAD", "refs/heads/topic/x" if layout == "linked" else "refs/heads/main")
    if detached:
        _git(root, "checkout", "-q", "--detach")
    for arguments in ((), ("origin",)):  # the remote that git takes, else origin
        address = _git(root, "ls-remote", "--get-url", *arguments)
        expected = next((host for base, host in BASES.items() if address.startswith(base)), None)
        if expected is not None:
            assert by_clone(root) is expected, address
            return
    if "origin" in addresses:
        assert by_clone(root) is None


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip()


# By files.


@pytest.mark.parametrize(
    ("files", "host", "reason"),
    [
        ([], GITHUB, "no sign of a code host"),
        (["CODEOWNERS", "docs/CODEOWNERS"], GITHUB, "no sign of a code host"),
        ([".gitlab-ci.yml", ".github/copilot-instructions.md"], GITLAB, "CI file .gitlab-ci.yml"),
        ([".gitlab/CODEOWNERS", ".github/copilot-instructions.md"], GITLAB, ".gitlab/CODEOWNERS"),
        ([".bitbucket/CODEOWNERS", ".gitlab-ci.yml"], BITBUCKET, ".bitbucket/CODEOWNERS"),
        ([".gitlab-ci.yml", ".github/workflows/mirror.yml"], GITLAB, "CI file .gitlab-ci.yml"),
        ([".github/workflows/ci.yml", ".gitlab/issue.md"], GITHUB, "directory .github/workflows"),
        ([".github/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitlab-ci.yml"], GITLAB, "CI file .gitlab-ci.yml"),
        ([".github/CODEOWNERS", ".gitlab/CODEOWNERS"], GITHUB, ".github/CODEOWNERS"),
        ([".gitlab/issue.md"], GITLAB, "directory .gitlab"),
        (["x/.gitlab-ci.yml", "github/CODEOWNERS", ".githubx/a"], GITHUB, "no sign of a code host"),
        (["bitbucket-pipelines.yml"], BITBUCKET, "CI file bitbucket-pipelines.yml"),
    ],
)
def test_what_files_indicate(files: list[str], host: Forge, reason: str) -> None:
    choice = choose(file_ranks(among(files)))
    assert (choice.host, choice.reason) == (host, reason)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_disagreement_names_both_signs_and_the_line(*, reverse: bool) -> None:
    files = [".github/CODEOWNERS", ".gitlab-ci.yml"]
    choice = choose(file_ranks(among(files[::-1] if reverse else files)))
    assert choice.disagreement == (
        "assuming that the code host is GitHub (.github/CODEOWNERS), but CI file .gitlab-ci.yml indicates GitLab; "
        'to settle this, add to aiowners.toml: forge = "github"'
    )


def test_signs_that_agree_are_no_disagreement() -> None:
    assert choose(file_ranks(among([".gitlab/CODEOWNERS", ".gitlab-ci.yml"]))).disagreement is None
    assert choose(file_ranks(among([".gitlab/x", ".github/x"]))).assumption is None
