"""Trees with special, unreadable, or linked files: each case has an outcome, and nothing outside is read."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aiowners.adapters import file_access
from aiowners.adapters.changed_files import changes
from aiowners.adapters.file_access import Tree as Reader
from tests.hostile.conftest import COMPANY, ML, Tree, without_powers

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "CANARY-7f3a"
GOOD = "version: 1\nowner: growth\nfeatures:\n  grow: {status: experiment}\n"
BAD = "version: 1\nowner: growth\nmodells: {}\n"
NAME = "x/ai-ownership.yaml"


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def text(content: str | bytes) -> Callable[[Path], None]:
    def put(path: Path) -> None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return put


def device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))  # /dev/zero: whoever reads it does not come to an end
    except PermissionError:
        pytest.skip("only root makes devices")


def shut(path: Path) -> None:
    path.write_text(GOOD)
    path.chmod(0)


def directory(path: Path) -> None:
    path.mkdir()
    (path / "file").write_text(SECRET)


@dataclass(frozen=True)
class Case:
    """Something at a path, and the expected result of `check`."""

    name: str
    put: Callable[[Path], None]
    path: str = NAME
    code: int = 1  # the company has a finding
    err: str = ""
    out: str = ""  # in the report of one line a finding
    manifests: int | None = None  # how many are read; the company has two


NO_FILE = "It is not a regular file"
LINK = "is a symbolic link: it is not read as a manifest"
MANIFESTS = [
    Case("a link out of the tree", link("../../secret"), err=f"{NAME} {LINK}", manifests=2),
    Case("a link inside", link("../ml/ai-ownership.yaml"), err=f"{NAME} {LINK}", manifests=2),
    Case("a link to nowhere", link("nowhere"), err=f"{NAME} {LINK}", manifests=2),
    Case("a loop", link("ai-ownership.yaml"), err=f"{NAME} {LINK}", manifests=2),
    Case("a link to a device", link("/dev/zero"), err=f"{NAME} {LINK}", manifests=2),
    Case("a linked directory", link("../outside"), path="x/linked", manifests=2),
    Case("a directory that leads back", link("../.."), path="x/linked", manifests=2),
    Case("a pipe", os.mkfifo, code=2, err=f"{NAME}: {NO_FILE}", out=NO_FILE),
    Case("a device", device, code=2, err=f"{NAME}: {NO_FILE}", out=NO_FILE),
    Case("a directory", directory, manifests=2),
    Case("a file that may not be read", shut, code=2, err=f"{NAME}: Permission", out=f"{NAME}:1:1: error"),
    Case("CRLF", text(BAD.replace("\n", "\r\n")), out=f"{NAME}:3:1: error[unknown-key]", manifests=3),
    Case("lone CR", text(BAD.replace("\n", "\r")), out=f"{NAME}:3:1: error[unknown-key]", manifests=3),
    Case("a mark of byte order", text("\ufeff" + BAD), out=f"{NAME}:3:1: error[unknown-key]", manifests=3),
    Case("UTF-16", text(GOOD.encode("utf-16")), out=f"{NAME}:1:1: error[yaml-syntax]", manifests=3),
    Case("a NUL", text(GOOD + "\0"), out=f"{NAME}:5:1: error[yaml-syntax]", manifests=3),
    Case(
        "bytes that are not UTF-8",
        text(GOOD.encode() + b"# \xff\n"),
        out=f"{NAME}:5:3: error[yaml-syntax]",
        manifests=3,
    ),
    Case("nothing", text(""), out=f"{NAME}:1:1: error[", manifests=3),
    Case("a name with a line feed", text(BAD), path="x\ny/ai-ownership.yaml", out="x", manifests=3),
    Case("a name that is not UTF-8", text(BAD), path="x\udcff/ai-ownership.yaml", out="\\udcff", manifests=3),
    Case("a name with an escape", text(BAD), path="x\x1b[31m/ai-ownership.yaml", manifests=3),
    Case("a name that turns the text", text(BAD), path="x\u202ey/ai-ownership.yaml", manifests=3),
    Case("a name that is a workflow command", text(BAD), path="::error::x/ai-ownership.yaml", manifests=3),
    Case("a twin by case", text(GOOD), path="ml/AI-Ownership.yaml", out="misnamed-manifest", manifests=2),
    Case(
        "a directory that is a twin by case",
        text(BAD),
        path="ML/ai-ownership.yaml",
        out="ML/ai-ownership.yaml:3:1",
        manifests=3,
    ),
]
REFUSED = "Could not open file"
TEAM_IDS = ".github/rulesets/aiowners-teams.json"
UNREAD = "is a symbolic link: it is not read"
OTHERS = [
    *(
        case
        for path in (".github/CODEOWNERS", ".policy.yml", ".codeowners", TEAM_IDS)
        for case in (
            Case("a link out of the tree", link("/etc/hostname"), path=path, err=f"{path} {UNREAD}"),
            Case("a loop", link(path.rpartition("/")[2]), path=path, err=f"{path} {UNREAD}"),
            Case("a pipe", os.mkfifo, path=path, code=2, err=f"{path}: {NO_FILE}"),
            Case("a device", device, path=path, code=2, err=f"{path}: {NO_FILE}"),
            Case("a directory", directory, path=path),
            Case("a file that may not be read", shut, path=path, code=2, err=f"{path}: Permission"),
        )
    ),
    *(
        case
        for path in ("aiowners.toml", "pyproject.toml", ".aiowners-baseline.json")
        for case in (
            Case("a link out of the tree", link("../secret"), path=path, code=2, err=REFUSED),
            Case("a loop", link(path), path=path, code=2, err=REFUSED),
            Case("a pipe", os.mkfifo, path=path, code=2, err="not a regular file"),
            Case("a device", device, path=path, code=2, err="not a regular file"),
            Case("a directory", directory, path=path, code=2, err="a directory"),
            Case("a file that may not be read", shut, path=path, code=2, err="Permission denied"),
        )
    ),
]
FORMATS = (
    "full",
    "json",
    "github",
    "sarif",
    "gitlab",
    "junit",
    "checkstyle",
    "rdjson",
    "azure",
    "teamcity",
    "markdown",
)


def put(tree: Tree, case: Case) -> None:
    (tree.root.parent / "secret").write_text(f"{SECRET}: [\n")
    beyond = tree.root.parent / "outside"
    beyond.mkdir()
    (beyond / "ai-ownership.yaml").write_text(f"{SECRET}: [\n")
    path = tree.root / case.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path.unlink()
    case.put(path)


def judge(tree: Tree, case: Case) -> None:
    prefix = without_powers() if case.put is shut else ()
    options = ["--output-format", "concise"]
    for name in FORMATS:
        options += ["--output-format", f"{name}:{tree.root.parent / name}"]
    done = tree.run("check", *options, prefix=prefix)
    assert done.code == case.code, done
    assert case.err in done.err, done.err
    assert case.out in done.out, done.out
    reports = [file.read_text(encoding="utf-8") for name in FORMATS if (file := tree.root.parent / name).exists()]
    assert len(reports) in {0, len(FORMATS)}
    if case.manifests is not None:
        assert json.loads((tree.root.parent / "json").read_text())["summary"]["manifests"] == case.manifests
    for shown in (done.out, done.err, *reports):
        assert SECRET not in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    for line in (*done.out.splitlines(), *done.err.splitlines()):
        assert not line.startswith("::")


def named(case: Case) -> str:
    return f"{case.name}, {ascii(case.path)[1:-1]}"


@pytest.mark.parametrize("case", [*MANIFESTS, *OTHERS], ids=named)
def test_without_git(plain: Tree, case: Case) -> None:
    put(plain, case)
    judge(plain, case)


@pytest.mark.parametrize("case", MANIFESTS, ids=named)
def test_with_git(tree: Tree, case: Case) -> None:
    if case.put in (os.mkfifo, device, shut):  # git tracks none: one stands where a file was
        tree.write({case.path: GOOD})
        tree.git("add", "-A")
        put(tree, case)
    else:
        put(tree, case)
        tree.git("add", "-A")
    judge(tree, case)


# --- the other commands -----------------------------------------------------------------------

ASKING = [
    ["reviewers", "--files", "ml/embed/weights.bin"],
    ["owners", "search/find.py", "model:embed"],
    ["codeowners", "--print"],
    ["codeowners", "--check"],
    ["enforce", "ruleset", "--check"],
    ["enforce", "policy-bot", "--check"],
    ["enforce", "codeowners-plus", "--check"],
    ["graph", "--format", "json"],
    ["map", "-o", "-"],
    ["check", "--diff"],
    ["check", "--show-files"],
    ["check", "--show-settings"],
    ["init", "--hook", "--diff"],
    ["init", "--workflow", "--diff"],
    ["init", "--team", "growth", "--directory", "ml/embed", "--diff"],
]
EVERYTHING = (
    ".github/CODEOWNERS", "CODEOWNERS", ".policy.yml", ".codeowners", TEAM_IDS, ".github/rulesets/aiowners.json",
    ".pre-commit-config.yaml", ".github/workflows/aiowners.yml", NAME,
)  # fmt: skip


@pytest.mark.parametrize("make", [link("{out}"), link("{self}"), os.mkfifo], ids=["a link out", "a loop", "a pipe"])
def test_no_command_reads_or_waits_for_a_special_file(tree: Tree, make: Callable[[Path], None]) -> None:
    (tree.root.parent / "secret").write_text(f"{SECRET}\n")
    for path in EVERYTHING:
        file = tree.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        if make is os.mkfifo:
            os.mkfifo(file)
        else:
            make(file)
            target = str(tree.root.parent / "secret") if str(file.readlink()) == "{out}" else file.name
            file.unlink()
            file.symlink_to(target)
    for words in ASKING:
        done = tree.run(*words)
        assert done.code in {0, 1, 2}
        assert SECRET not in done.out + done.err, words


WRITING = [
    (["codeowners", "--write"], ".github/CODEOWNERS"),
    (["enforce", "ruleset"], ".github/rulesets/aiowners.json"),
    (["enforce", "policy-bot"], ".policy.yml"),
    (["enforce", "codeowners-plus"], ".codeowners"),
    (["baseline"], ".aiowners-baseline.json"),
    (["map"], "ai-ownership-map.html"),
    (["init", "--hook"], ".pre-commit-config.yaml"),
    (["init", "--workflow"], ".github/workflows/aiowners.yml"),
    (["init", "--team", "growth", "--directory", "x"], NAME),
    (["check", "--fix"], ML),
    (["check", "--add-ignore", "later"], ML),
]


@pytest.mark.parametrize(
    ("words", "path"), WRITING, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
@pytest.mark.parametrize("part", ["file", "directory"])
def test_nothing_is_written_through_a_link(tree: Tree, words: list[str], path: str, part: str) -> None:
    beyond = tree.root.parent / "outside"
    beyond.mkdir()
    file = tree.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    target = beyond / file.name
    target.write_bytes(file.read_bytes() if file.exists() else b"theirs\n")
    if part == "file":
        file.unlink(missing_ok=True)
        file.symlink_to(target)
    elif file.parent != tree.root:
        for entry in file.parent.iterdir():
            entry.rename(beyond / entry.name)
        file.parent.rmdir()
        file.parent.symlink_to(beyond)
    before = {file: file.read_bytes() for file in beyond.iterdir() if file.is_file()}
    done = tree.run(*words)
    assert done.code in {0, 1, 2}
    assert {file: file.read_bytes() for file in beyond.iterdir() if file.is_file()} == before


SECRETS = {
    "CODEOWNERS": f"{SECRET} not-an-owner\n",
    "ai-ownership.yaml": f"{SECRET}: [\n",
    "rulesets/aiowners.json": f'{{"name": "{SECRET}"}}\n',
    "rulesets/aiowners-teams.json": f'{{"{SECRET}": 1}}\n',
    "workflows/lint.yml": f"jobs: {{x: {{uses: aiowners/aiowners@{SECRET}}}}}\n",
    "app.py": f"import anthropic  # model='{SECRET}'\n",
}
LINKED = (
    (".github", ".gitlab", ".bitbucket", "docs", "ml", "src"),
    (".github/rulesets", ".github/workflows"),
)
READERS = (
    ("check", "--output-format", "full"),
    ("check", "--output-format", "json", "--severity", "codeowners-syntax=error"),
    ("check", "--diff"),
    ("check", "--show-files"),
    ("reviewers", "--base", "HEAD"),
    ("owners", "ml/ai-ownership.yaml"),
    ("codeowners", "--check"),
    ("enforce", "ruleset", "--check"),
    ("init", "--diff", "--hook", "--workflow"),
    ("init", "--team", "new", "--directory", "search", "--diff"),
    ("graph", "--format", "json"),
)


@pytest.mark.parametrize("directories", LINKED, ids=["at the root", "below"])
@pytest.mark.parametrize("committed", [True, False], ids=["committed", "in the working tree"])
def test_linked_directories_are_not_followed(tree: Tree, directories: tuple[str, ...], committed: bool) -> None:
    beyond = tree.root.parent / "outside"
    for name, content in SECRETS.items():
        (beyond / name).parent.mkdir(parents=True, exist_ok=True)
        (beyond / name).write_text(content)
    tree.write({f"{directory}/x": "x\n" for directory in directories})
    tree.commit()
    for number, directory in enumerate(directories):
        path = tree.root / directory
        path.rename(tree.root.parent / f"before{number}")
        path.symlink_to(beyond / directory.rpartition("/")[2] if "/" in directory else beyond)
    if committed:
        tree.commit()
    for words in READERS:
        done = tree.run(*words)
        assert SECRET not in done.out, words
        assert SECRET not in done.err, words


def test_a_large_file_beyond_a_link_is_not_compared(tree: Tree) -> None:
    """A run must not reveal whether a file outside equals the content of a Git LFS pointer."""
    body = b"the model"
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256(body).hexdigest()}\nsize {len(body)}\n"
    tree.git("config", "filter.lfs.clean", "cat")
    tree.write({"ml/model/w.bin": pointer, ".gitattributes": "*.bin filter=lfs\n"})
    tree.commit()
    beyond = tree.root.parent / "outside"
    beyond.mkdir()
    (beyond / "w.bin").write_bytes(body)
    (tree.root / "ml/model/w.bin").write_bytes(body)
    assert changes(tree.root, "HEAD", None).files == ()
    (tree.root / "ml/model/w.bin").unlink()
    (tree.root / "ml/model").rmdir()
    (tree.root / "ml/model").symlink_to(beyond)
    assert "ml/model/w.bin" in {change.before for change in changes(tree.root, "HEAD", None).files}
    with Reader(str(tree.root)) as reader, pytest.raises(OSError, match="symbolic link"):
        reader.open("ml/model/w.bin")


@pytest.mark.parametrize("by_steps", [True, False])
def test_a_component_of_a_path_is_a_link(tmp_path: Path, by_steps: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """This also applies to systems that cannot open a name relative to a directory."""
    monkeypatch.setattr(file_access, "_OPENS_RELATIVE", by_steps)
    (tmp_path / "out/a").mkdir(parents=True)
    (tmp_path / "out/a/x").write_text(SECRET)
    root = tmp_path / "root"
    (root / "a/b").mkdir(parents=True)
    (root / "a/b/x").write_text("good")
    (root / "a/y").write_text("good")
    (root / "link").symlink_to(tmp_path / "out")
    (root / "a/link").symlink_to(tmp_path / "out/a")
    (root / "a/b/link").symlink_to(tmp_path / "out/a/x")
    with Reader(str(root)) as reader:
        for path in ("a/b/x", "a/y", "a/b/x"):
            assert reader.read(path, most=9) == b"good"
        for path in ("link/a/x", "a/link/x", "a/b/link", "link/x"):
            with pytest.raises(OSError, match="symbolic link"):
                reader.read(path, most=9)
        for path, kind in (("a/y/x", NotADirectoryError), ("b/x", FileNotFoundError), ("a/b", IsADirectoryError)):
            with pytest.raises(kind):
                reader.read(path, most=9)
        for path in ("../out/a/x", "a/../../out/a/x", str(tmp_path / "out/a/x"), "a//x", ""):
            with pytest.raises(OSError, match="not a path below the root"):
                reader.read(path, most=9)
        assert reader.read("a/y", most=9) == b"good"


def test_init_reads_nothing_outside(plain: Tree) -> None:
    for path in COMPANY:
        if path.endswith("ai-ownership.yaml"):
            (plain.root / path).unlink()
    secret = plain.root.parent / "secret"
    secret.write_text("import anthropic  # model='claude-sonnet-4-5'\n")
    for number, name in enumerate(
        ("a.py", "a.ipynb", "a.ts", "config.json", "params.yaml", "pyproject.toml", "CODEOWNERS")
    ):
        os.mkfifo(plain.root / name)
        (plain.root / f"d{number}").mkdir()
        (plain.root / f"d{number}" / name).symlink_to(secret)
    (plain.root / "pyproject.toml").unlink()
    done = plain.run("init", "--diff")
    assert (done.code, done.err.startswith("Error")) in {(1, False), (2, False)}, done
    assert "claude" not in done.out
    assert "anthropic" not in done.out


@pytest.mark.parametrize("make", [os.mkfifo, link("../secret"), link("aiowners-checkstyle.xml"), directory])
def test_a_report_that_was_not_named_is_written_only_to_a_regular_file(
    tree: Tree, make: Callable[[Path], None]
) -> None:
    (tree.root.parent / "secret").write_text(SECRET)
    make(tree.root / "aiowners-checkstyle.xml")
    done = tree.run("check", "--ci", JENKINS_URL="https://ci.test")
    assert done.code == 2
    assert "error: aiowners-checkstyle.xml: " in done.err
    assert (tree.root.parent / "secret").read_text() == SECRET


def test_a_named_configuration_stays_inside(tree: Tree) -> None:
    secret = tree.root.parent / "secret"
    secret.write_text(f"{SECRET} = 1\n")
    (tree.root / "ci.toml").symlink_to(secret)
    (tree.root / "ci").symlink_to(tree.root.parent)
    for name in ("ci.toml", "ci/secret", "search/../ci.toml", str(tree.root / "ci.toml")):
        done = tree.run("check", "--config", name)
        assert done.code == 2
        assert "a symbolic link that leads out of the tree" in done.err
        assert SECRET not in done.err
    assert SECRET in tree.run("check", "--config", str(secret)).err, "one outside may be named"


@pytest.mark.parametrize("words", [["check", "--output-format"], ["map", "-o"]])
def test_a_named_report_is_not_written_through_a_link_outside(tree: Tree, words: list[str]) -> None:
    beyond = tree.root.parent / "beyond"
    beyond.mkdir()
    (beyond / "there").write_text(SECRET)
    (tree.root / "report").symlink_to(beyond / "there")
    (tree.root / "new").symlink_to(beyond / "new")
    (tree.root / "public").symlink_to(beyond)
    for name in ("report", "new", "public/new", "public/there", "public/../tree/public/new"):
        form = "sarif:" if words[0] == "check" else ""
        done = tree.run(*words, form + name)
        assert done.code == 2
        assert "a symbolic link that leads out of the tree" in done.err
    assert [(file.name, file.read_text()) for file in beyond.iterdir()] == [("there", SECRET)]
    (tree.root / "inside").symlink_to("ml")
    for name in ("inside/new", "../named", str(beyond / "new")):
        assert tree.run(*words, form + name).code in {0, 1}, name


# --- what the environment names ---------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        os.mkfifo,
        device,
        directory,
        link("event"),
        text(b"\xff{"),
        text('{"pull_request": {"base": {"sha": "\\u0000", "ref": "\\ud800"}}}'),
        text("[" * 100_000),
    ],
)
def test_an_invalid_event(tree: Tree, make: Callable[[Path], None]) -> None:
    event = tree.root.parent / "event"
    make(event)
    for words in (["check", "--ci", "--output-format", "concise"], ["reviewers"]):
        done = tree.run(*words, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=str(event))
        assert done.code in {0, 1, 2}, done
        # An event whose base is not in this clone is an error, but the report is still printed.
        refused = "is not an object id" in done.err
        failed = refused or "cannot report what the pull request suppresses" in done.err
        assert done.code == (2 if failed else 1) or words == ["reviewers"], done
        assert words == ["reviewers"] or refused or "ai-ownership.yaml:" in done.out


def test_a_pipe_for_the_configuration_of_git(plain: Tree) -> None:
    (plain.root / ".git").mkdir()
    os.mkfifo(plain.root / ".git" / "config")
    done = plain.run("codeowners", PATH="/nowhere")
    assert done.code == 0
