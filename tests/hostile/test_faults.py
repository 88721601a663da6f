"""Faults of the environment: a run handles each, or ends with one sentence and exit code 2."""

from __future__ import annotations

import os
import resource
import shlex
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.hostile.conftest import COMMAND, COMPANY, ML, Done, Tree, without_powers

READING = [
    ["check"],
    ["check", "--output-format", "json"],
    ["check", "--statistics"],
    ["check", "--diff"],
    ["check", "--show-files"],
    ["check", "--show-settings"],
    ["reviewers", "--base", "HEAD"],
    ["owners", "model:embed"],
    ["diff", "HEAD"],
    ["codeowners"],
    ["codeowners", "--check"],
    ["enforce", "ruleset", "--print"],
    ["graph"],
    ["map", "-o", "-"],
    ["rules"],
    ["explain", "unowned-shared-model"],
    ["schema"],
    ["init", "--hook", "--diff"],
    ["--help"],
    ["check", "--help"],
    ["--version"],
    [],
]
WRITING = [
    ["check", "--fix"],
    ["check", "--add-ignore", "later"],
    ["baseline"],
    ["codeowners", "--write"],
    ["enforce", "policy-bot"],
    ["map"],
    ["init", "--hook"],
    ["init", "--workflow"],
    ["init", "--team", "growth", "--directory", "ml/embed"],
]


def words_of(words: list[str]) -> str:
    return " ".join(words)


def one_sentence(done: Done, *words: str) -> None:
    """Check that the run ended with 2, and printed an error that contains these words."""
    errors = [line for line in done.err.splitlines() if line.lower().startswith("error: ")]
    assert (done.code, len(errors)) == (2, 1), done
    for word in words:
        assert word in errors[0]


# --- nowhere to write -------------------------------------------------------------------------


@pytest.fixture
def reachable(tree: Tree) -> Tree:
    """Return the tree with a handle for each team, so that CODEOWNERS and policy-bot are not empty."""
    handles = "".join(f"  {team}: {{handles: {{github: '@acme/{team}'}}}}\n" for team in ("ml-core", "search"))
    tree.write({"ai-ownership.yaml": f"version: 1\nteams:\n{handles}"})
    tree.commit()
    return tree


def shell(tree: Tree, words: list[str], how: str) -> Done:
    """Run a command line with its output redirected."""
    return tree.run_program(["/bin/sh", "-c", f"{shlex.join([COMMAND, *words])} {how}"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("words", READING, ids=words_of)
def test_a_full_disk_behind_standard_output(reachable: Tree, words: list[str]) -> None:
    if words == ["diff", "HEAD"]:
        (reachable.root / ML).unlink()
    one_sentence(shell(reachable, words, "> /dev/full"), "No space left on device")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("words", [["check", "-v"], ["check", "--nope"], ["baseline"], ["nope"]], ids=words_of)
def test_a_full_disk_behind_standard_error(tree: Tree, words: list[str]) -> None:
    assert shell(tree, words, "2> /dev/full").code == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize(
    "name", ["full", "json", "sarif", "gitlab", "junit", "checkstyle", "rdjson", "markdown", "concise"]
)
def test_a_full_disk_behind_a_report(tree: Tree, name: str) -> None:
    one_sentence(tree.run("check", "--output-format", f"{name}:/dev/full"), "/dev/full: No space left on device")


@pytest.mark.parametrize("words", READING, ids=words_of)
def test_a_closed_pipe_is_silent(tree: Tree, words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer) as out:
        done = subprocess.run(
            [COMMAND, *words], cwd=tree.root, env=tree.environment, stdout=out, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode in {0, 1}
    assert b"rror" not in done.stderr


@pytest.mark.parametrize("how", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams(tree: Tree, how: str) -> None:
    assert shell(tree, ["check"], how).code == 1
    assert shell(tree, ["check", "--nope"], how).code == 2


def small_disk(tree: Tree, *words: str) -> Done:
    """Run a command that can write only files of a few bytes, as on a nearly full disk."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))

    done = subprocess.run(
        [COMMAND, *words], cwd=tree.root, env=tree.environment, capture_output=True, check=False, preexec_fn=limit
    )
    return Done(done.returncode, os.fsdecode(done.stdout), os.fsdecode(done.stderr))


@pytest.mark.parametrize("words", WRITING, ids=words_of)
def test_a_full_disk(reachable: Tree, words: list[str]) -> None:
    before = reachable.files()
    done = small_disk(reachable, *words)
    one_sentence(done, "File too large")
    assert reachable.files() == before


@pytest.mark.parametrize("words", WRITING, ids=words_of)
def test_a_read_only_tree(reachable: Tree, words: list[str]) -> None:
    before = reachable.files()
    directories = [
        reachable.root,
        *(
            directory
            for directory in reachable.root.rglob("*")
            if directory.is_dir() and ".git/" not in f"{directory}/"
        ),
    ]
    for directory in directories:
        directory.chmod(0o555)
    done = reachable.run(*words, prefix=without_powers())
    for directory in directories:
        directory.chmod(0o755)
    one_sentence(done, "Permission denied")
    assert reachable.files() == before


def test_a_read_only_tree_is_checked(tree: Tree) -> None:
    for directory in (tree.root, tree.root / ".git"):
        directory.chmod(0o555)
    assert tree.run("check", prefix=without_powers()).code == 1
    assert tree.run("reviewers", prefix=without_powers()).code == 0


# --- surroundings -----------------------------------------------------------------------------


@pytest.mark.parametrize("home", [None, "", "/nowhere", "relative"])
def test_no_home(tree: Tree, home: str | None) -> None:
    environment = {name: value for name, value in tree.environment.items() if name not in {"HOME", "GIT_CONFIG_GLOBAL"}}
    if home is not None:
        environment["HOME"] = home
    away = Tree(tree.root, environment)
    assert away.run("check").code == 1
    assert away.run("reviewers", "--base", "HEAD").code == 0


def test_no_environment_at_all(tree: Tree) -> None:
    assert tree.run_program(["env", "-i", COMMAND, "check"]).code == 1


def test_a_deleted_working_directory(tree: Tree) -> None:
    done = tree.run_program(["/bin/sh", "-c", f'mkdir x && cd x && rmdir ../x && exec "{COMMAND}" check'])
    one_sentence(done, "the working directory is no longer there")


def test_no_git(tree: Tree) -> None:
    bare = Tree(tree.root, tree.environment | {"PATH": "/nowhere"})
    done = bare.run("check")
    assert done.code == 1
    assert "There is no git here: manifests that git would ignore are read as well." in done.err
    for words in (["check", "--since", "HEAD"], ["reviewers"], ["diff", "HEAD"], ["check", "--baseline-from", "HEAD"]):
        one_sentence(bare.run(*words), "git is not installed, or not on the PATH.")
    for words in (["codeowners"], ["graph"], ["owners", "model:embed"], ["reviewers", "--files", "search/find.py"]):
        assert bare.run(*words).code == 0, words


def fake_git(tree: Tree, directory: Path, version: str, body: str) -> Tree:
    """Return a tree whose git prints `version`, and runs `body` before the real git."""
    error = f'case " $* " in *" --version "*) echo "git version {version}"; exit;; esac'
    return tree.with_git(directory, f'{error}\n{body}\nexec {shutil.which("git")} "$@"')


_KNOWS_NO_END = 'case " $* " in *" --end-of-options "*) echo "fatal: Needed a single revision" >&2; exit 128;; esac'
_KNOWS_NOTHING = 'echo "error: unknown option" >&2; exit 129'


@pytest.mark.parametrize("version", ["2.29.3", "1.8.3.1", "2.9.0.windows.1"])
def test_a_git_that_is_too_old(tree: Tree, tmp_path: Path, version: str) -> None:
    old = fake_git(tree, tmp_path / "bin", version, _KNOWS_NO_END)
    assert old.run("check").code == 1
    error = f"git {'.'.join(version.split('.')[:2])} is too old: aiowners needs 2.30 or later."
    for words in (["check", "--since", "HEAD~0"], ["reviewers", "--base", "HEAD~0"], ["diff", "HEAD~0"]):
        one_sentence(old.run(*words), error)
    nothing = fake_git(tree, tmp_path / "bin2", version, _KNOWS_NOTHING)
    one_sentence(nothing.run("check"), error)


def test_a_git_that_fails(tree: Tree, tmp_path: Path) -> None:
    for number, body in enumerate((_KNOWS_NOTHING, "exit 1", "kill -9 $$", 'printf "\\377" >&2; exit 128')):
        one_sentence(fake_git(tree, tmp_path / f"bin{number}", "2.99.0", body).run("check"), "git rev-parse failed")


# --- repositories of other kinds --------------------------------------------------------------


def test_a_bare_repository(tree: Tree, tmp_path: Path) -> None:
    tree.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    bare = Tree(tmp_path / "bare", tree.environment)
    for words in (["check", "--since", "HEAD"], ["reviewers"], ["diff", "HEAD"]):
        one_sentence(bare.run(*words), "lies in no working tree of git")
    assert bare.run("check").code == 0  # nothing lies there


def test_a_linked_working_tree(tree: Tree, tmp_path: Path) -> None:
    tree.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Tree(tmp_path / "linked", tree.environment)
    (linked.root / "search/find.py").write_text("changed\n")
    assert linked.run("check").code == 1
    assert linked.run("reviewers", "--base", "HEAD").code == 0
    assert tree.run("check", "--fix").code == 0
    assert (linked.root / ML).read_text() == COMPANY[ML]


def test_a_submodule(tree: Tree, tmp_path: Path) -> None:
    above = Tree(tmp_path / "above", tree.environment)
    above.root.mkdir()
    above.git("init", "-q", "-b", "main")
    above.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(tree.root), "sub")
    above.commit()
    assert above.run("check").code == 0
    below = Tree(above.root / "sub", tree.environment)
    assert below.run("check").code == 1
    assert below.run("reviewers", "--base", "HEAD").code == 0
    assert below.run("check", "--fix").code == 0
    assert above.run("reviewers", "--base", "HEAD").code == 0


def test_a_shallow_clone(tree: Tree, tmp_path: Path) -> None:
    (tree.root / "search/find.py").write_text("changed\n")
    first = tree.git("rev-parse", "HEAD")
    tree.commit()
    tree.git("clone", "-q", "--depth", "1", f"file://{tree.root}", str(tmp_path / "shallow"))
    shallow = Tree(tmp_path / "shallow", tree.environment)
    assert shallow.run("check").code == 1
    assert shallow.run("reviewers").code == 0
    for words in (["check", "--since", first], ["reviewers", "--base", first], ["diff", f"{first}..HEAD"]):
        one_sentence(shallow.run(*words), "if the clone is shallow, run `git fetch --unshallow`")


def test_a_sparse_checkout(tree: Tree) -> None:
    tree.git("sparse-checkout", "set", "search")
    assert not (tree.root / ML).exists()
    done = tree.run("check", "--output-format", "concise")
    assert done.code == 1
    assert "error[missing-downstream-reviewer]" in done.out
    before = tree.files()
    one_sentence(tree.run("check", "--fix"), ML)
    assert tree.files() == before


def test_a_detached_head(tree: Tree) -> None:
    tree.git("checkout", "-q", "--detach")
    tree.git("branch", "-qD", "main")
    (tree.root / "search/find.py").write_text("changed\n")
    assert tree.run("check", "--since", "HEAD").code == 1
    assert tree.run("reviewers").code == 0
    assert tree.run("diff", "HEAD").code == 0


def test_no_commit_yet(plain: Tree) -> None:
    plain.git("init", "-q", "-b", "main")
    assert plain.run("check").code == 1
    assert plain.run("reviewers").code == 0
    assert plain.run("codeowners", "--write").code == 0
    for words in (["check", "--since", "HEAD"], ["check", "--baseline-from", "main"], ["diff", "HEAD"]):
        one_sentence(plain.run(*words), "unknown revision `")


@pytest.mark.parametrize(
    "words", [["check"], ["check", "--fix"], ["reviewers"], ["diff", "HEAD"], ["baseline"]], ids=words_of
)
def test_a_locked_index(tree: Tree, words: list[str]) -> None:
    (tree.root / ".git/index.lock").write_text("")
    (tree.root / "search/find.py").touch()
    assert tree.run(*words).code in {0, 1}
    assert (tree.root / ".git/index.lock").exists()


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        (".git/index", b"broken", "index"),
        (".git/config", b"[broken", "bad config line"),
        (".git/config", b"[core]\nrepositoryformatversion = 99\n", "99"),
        (".git/config", b"[extensions]\nnoone = true\n[core]\nrepositoryformatversion = 1\n", "noone"),
    ],
)
def test_a_broken_repository(tree: Tree, path: str, content: bytes, words: str) -> None:
    (tree.root / path).write_bytes(content)
    one_sentence(tree.run("check"), words)


def test_lost_objects(tree: Tree) -> None:
    first = tree.git("rev-parse", "HEAD")
    lost = tree.git("rev-parse", f"HEAD:{ML}")
    (tree.root / ML).write_text(COMPANY[ML] + "# x\n")
    tree.commit()
    (tree.root / ".git/objects" / lost[:2] / lost[2:]).unlink()
    for words in (["check", "--since", first], ["reviewers", "--base", first], ["diff", f"{first}..HEAD"]):
        one_sentence(tree.run(*words), "does not hold")
