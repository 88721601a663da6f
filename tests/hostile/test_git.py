"""Programs in a repository that git could run, and modules that Python could import: none of them runs."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.hostile.conftest import COMMAND, COMPANY, ML, Tree

# Every setting of git-config(1) that names a program, but those of the system's and the user's own files.
SETTINGS = (
    "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy",
    "core.alternateRefsCommand", "sequence.editor", "diff.external", "diff.evil.command", "diff.evil.textconv",
    "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "filter.other.clean", "merge.evil.driver",
    "difftool.evil.cmd", "diff.tool", "credential.helper", "gpg.program", "gpg.ssh.program", "gpg.x509.program",
    "gpg.ssh.defaultKeyCommand", "interactive.diffFilter", "uploadpack.packObjectsHook", "uploadpack.hook",
    "pager.diff", "pager.log", "pager.grep", "pager.ls-files", "remote.origin.uploadpack", "remote.origin.vcs",
    "submodule.sub.update", "man.evil.cmd", "web.browser", "browser.evil.cmd", "trailer.evil.command",
    "tar.tar.gz.command", "sendemail.smtpServer", "imap.tunnel", "help.browser", "guitool.evil.cmd",
)  # fmt: skip
ALIASES = (
    "ls-files", "rev-parse", "cat-file", "diff", "log", "grep", "ls-tree", "merge-base", "config", "remote",
    "hash-object", "symbolic-ref",
)  # fmt: skip
HOOKS = (
    "post-index-change", "fsmonitor-watchman", "post-checkout", "pre-commit", "reference-transaction", "post-merge",
    "pre-auto-gc", "post-rewrite",
)  # fmt: skip
ATTRIBUTES = "* diff=evil filter=evil merge=evil\n*.bin filter=other\n"
COMMANDS = [
    ["check"],
    ["check", "--ci"],
    ["check", "--since", "HEAD~1"],
    ["check", "--baseline-from", "HEAD~1"],
    ["check", "--diff"],
    ["explain", f"{ML}:4"],
    ["check", "--fix", "--unsafe-fixes"],
    ["check", "--add-ignore", "later"],
    ["reviewers"],
    ["reviewers", "--base", "HEAD~1"],
    ["reviewers", "--base", "HEAD~1", "--head", "HEAD"],
    ["reviewers", "--files", "search/find.py"],
    ["owners", "search/find.py", "model:embed"],
    ["diff", "HEAD~1"],
    ["diff", "HEAD~1..HEAD"],
    ["codeowners", "--check"],
    ["codeowners", "--write"],
    ["enforce", "ruleset", "--print"],
    ["graph"],
    ["map"],
    ["baseline"],
    ["init", "--team", "growth", "--directory", "ml/embed", "--diff"],
    ["init", "--hook", "--workflow", "--diff"],
]


class Traps:
    """Programs that record their name when they run."""

    def __init__(self, path: Path) -> None:
        self.programs, self._sprung = path / "programs", path / "sprung"
        for directory in (self.programs, self._sprung):
            directory.mkdir(parents=True)

    def program(self, name: str) -> str:
        made = self.programs / name
        made.write_text(f"#!/bin/sh\n: > {shlex.quote(str(self._sprung))}/{shlex.quote(name)}\n")
        made.chmod(0o755)
        return str(made)

    def module(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"open({str(self._sprung / path.name)!r}, 'w').close()\n")

    def sprung(self) -> set[str]:
        return {file.name for file in self._sprung.iterdir()}


@pytest.fixture
def traps(tmp_path: Path) -> Traps:
    return Traps(tmp_path / "traps")


def arm(tree: Tree, traps: Traps) -> None:
    """Put a trap into every setting and hook, and edit files so that git has to read them."""
    included = tree.root / "included"
    for setting in SETTINGS:
        tree.git("config", "--file", str(included), setting, traps.program(setting))
    for alias in ALIASES:
        tree.git("config", "--file", str(included), f"alias.{alias}", f"!{traps.program('alias.' + alias)}")
    hooks = tree.root / "hooks"
    hooks.mkdir()
    for hook in HOOKS:
        for link in (hooks / hook, tree.root / ".git/hooks" / hook):
            link.parent.mkdir(exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(traps.program(f"hook.{hook}"))
    for setting, value in {
        "core.hooksPath": str(hooks),
        "log.showSignature": "true",
        "filter.evil.required": "true",
        "diff.ignoreSubmodules": "none",
        "grep.fullName": "true",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "remote.origin.url": f"ext::{traps.program('ext')}",
        "fetch.recurseSubmodules": "true",
        "submodule.recurse": "true",
        "include.path": "../included",
    }.items():
        tree.git("config", setting, value)
    tree.write({".git/info/attributes": ATTRIBUTES})
    for path in ("search/find.py", "ml/embed/weights.bin", "x.py"):
        if (tree.root / path).exists():
            (tree.root / path).write_text("changed\n")


def sign(tree: Tree) -> None:
    """Add a signed commit, whose signature git would verify with a program."""
    header, blank, message = tree.git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    parent = f"parent {tree.git('rev-parse', 'HEAD')}"
    lines = [line for line in header.split("\n") if not line.startswith("parent ")]
    text = "\n".join([lines[0], parent, *lines[1:], signature]) + blank + message + "\n"
    commit = tree.git("hash-object", "-t", "commit", "-w", "--stdin", text=text.encode())
    tree.git("update-ref", "HEAD", commit)


@pytest.fixture
def armed(tree: Tree, traps: Traps) -> Tree:
    """Return a repository with traps everywhere, and a submodule with its own."""
    inner = Tree(tree.root / "sub", tree.environment)
    inner.root.mkdir()
    inner.git("init", "-q", "-b", "main")
    inner.write({"x.py": "import openai\n"})
    inner.commit()
    tree.write(
        {
            ".gitattributes": ATTRIBUTES,
            ".gitmodules": f'[submodule "sub"]\n\tpath = sub\n\turl = ext::{traps.program("ext-of-sub")}\n',
        }
    )
    tree.commit()
    sign(tree)
    arm(inner, traps)
    arm(tree, traps)
    return tree


def test_the_traps_work(armed: Tree, traps: Traps) -> None:
    # Each kind of command, with plain git, springs its traps.
    for words in (
        ["status"],
        ["diff"],
        ["diff", "HEAD~2", "HEAD"],
        ["log", "-1"],
        ["update-ref", "refs/heads/x", "HEAD"],
    ):
        filters = [] if words == ["diff"] else ["-c", "filter.evil.process=", "-c", "filter.evil.required=false"]
        armed.run_program(["git", *filters, *words])
    expected = {
        "core.fsmonitor",
        "diff.evil.command",
        "filter.evil.process",
        "gpg.program",
        "hook.reference-transaction",
    }
    assert expected <= traps.sprung()


def test_no_command_runs_anything_of_the_repository(armed: Tree, traps: Traps) -> None:
    for words in COMMANDS:
        done = armed.run(*words, PATH=f"{traps.programs}:{armed.environment['PATH']}")
        assert done.code in {0, 1}, (words, done)
        assert traps.sprung() == set(), words


def test_init_runs_nothing_of_a_repository_without_manifests(armed: Tree, traps: Traps) -> None:
    for path in COMPANY:
        if path.endswith("ai-ownership.yaml"):
            (armed.root / path).unlink()
    done = armed.run("init")
    assert done.code == 0
    assert traps.sprung() == set()


def test_variables_of_git_run_nothing(armed: Tree, traps: Traps) -> None:
    names = ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "PAGER", "GIT_EDITOR", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS")
    for words in (["reviewers"], ["check", "--since", "HEAD~1"], ["diff", "HEAD~1"]):
        armed.run_program([COMMAND, *words], **{name: traps.program(name) for name in names})
        assert traps.sprung() == set(), words


def test_a_filter_whose_name_no_option_can_express(tree: Tree, traps: Traps) -> None:
    tree.git("config", "filter.a=b.clean", traps.program("clean"))
    tree.write({".gitattributes": "* filter=a=b\n"})
    done = tree.run("reviewers")
    assert done.code == 2
    assert "a filter whose name holds `=`, which cannot be switched off" in done.err
    assert traps.sprung() == set()


def pointer(content: str) -> str:
    from hashlib import sha256

    digest = sha256(content.encode()).hexdigest()
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n"


@pytest.mark.parametrize(("now", "changed"), [("large\n", False), ("LARGE\n", True), ("larger\n", True)])
def test_large_files_are_compared_with_their_pointers(tree: Tree, traps: Traps, now: str, changed: bool) -> None:
    # Like Git LFS: git has the pointer, the working tree the content, and the filter converts them.
    tree.write({"ml/embed/weights.bin": pointer("large\n")})
    tree.commit()
    tree.write({".gitattributes": "*.bin filter=lfs\n"})
    tree.commit()
    tree.git("config", "filter.lfs.clean", traps.program("lfs"))
    tree.write({"ml/embed/weights.bin": now})
    done = tree.run("reviewers", "--base", "HEAD", "--format", "json")
    assert done.code == 0, done
    assert ("ml/embed/weights.bin" in done.out) is changed
    assert traps.sprung() == set()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("remote.origin.url", "ext::{}"),
        ("remote.origin.url", "ssh://host/x"),
        ("remote.origin.url", "git://localhost/x"),
        ("remote.origin.url", "evil::x"),
        ("remote.origin.vcs", "evil"),
        ("remote.origin.uploadpack", "{}"),
    ],
)
def test_missing_objects_of_a_partial_clone_are_not_fetched(tree: Tree, traps: Traps, setting: str, value: str) -> None:
    lost = tree.git("rev-parse", f"HEAD:{ML}")
    tree.write({ML: COMPANY[ML] + "# x\n"})
    tree.commit()
    (tree.root / ".git/objects" / lost[:2] / lost[2:]).unlink()
    program = traps.program("remote")
    traps.program("git-remote-evil")
    for name, text in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"file://{tree.root}",
        "remote.origin.fetch": "+refs/heads/*:refs/remotes/origin/*",
        "core.sshCommand": program,
        "core.gitProxy": program,
        "protocol.allow": "always",
        setting: value.format(program),
    }.items():
        tree.git("config", name, text)
    for words in (["check", "--since", "HEAD~1"], ["diff", "HEAD~1..HEAD"], ["reviewers", "--base", "HEAD~1"]):
        done = tree.run(*words, PATH=f"{traps.programs}:{tree.environment['PATH']}")
        assert done.code == 2, (words, done)
        assert "does not hold" in done.err
        assert traps.sprung() == set(), words


# --- programs and modules that lie in the tree ------------------------------------------------


@pytest.mark.parametrize("path", [".", "", ".:{}", ":{}", "{}:", "./bin:{}", "{}"])
def test_a_program_git_in_the_tree_is_not_run(tree: Tree, traps: Traps, path: str) -> None:
    for link in ("git", "bin/git"):
        (tree.root / link).parent.mkdir(exist_ok=True)
        (tree.root / link).symlink_to(traps.program("git"))
    done = tree.run("check", PATH=path.format(tree.environment["PATH"]))
    assert done.code == 1
    assert ("There is no git here" in done.err) is ("{}" not in path)
    assert traps.sprung() == set()


MODULES = (
    "sitecustomize.py", "usercustomize.py", "click.py", "click/__init__.py", "yaml.py", "jsonschema.py", "wcwidth.py",
    "ruamel/yaml/__init__.py", "tomllib.py", "json.py", "subprocess.py", "re.py", "runpy.py", "aiowners.cli.py",
    "conftest.py", "setup.py", "ownership.py",
)  # fmt: skip


@pytest.mark.parametrize(
    "words", [[COMMAND], [sys.executable, "-m", "aiowners"], [sys.executable, "-P", "-m", "aiowners"]]
)
def test_no_module_of_the_tree_is_imported(tree: Tree, traps: Traps, words: list[str]) -> None:
    for module in MODULES:
        traps.module(tree.root / module)
    if "-m" not in words or "-P" in words:  # the one that `python -m` itself would take: docs/security.md says so
        traps.module(tree.root / "aiowners/__init__.py")
    tree.write({ML: COMPANY[ML] + "more: [\n", "pyproject.toml": "[tool.aiowners]\n"})
    for more in (["check"], ["reviewers"], ["schema"], ["explain", "unowned-shared-model"]):
        done = tree.run_program([*words, *more])
        assert done.code in {0, 1}, done
        assert traps.sprung() == set(), more


# --- names that look like options -------------------------------------------------------------


@pytest.fixture
def recorded(tree: Tree, tmp_path: Path) -> Tree:
    """Return a tree whose git records its calls: each word on its own line, and an empty line after each call."""
    real = shutil.which("git")
    record = tmp_path / "record"
    path = tmp_path / "bin"
    path.mkdir()
    # In one write, because two processes may run at the same time.
    script = f'#!/bin/sh\nprintf "%s\\n" "$@" "" >> {shlex.quote(str(record))}\nexec {real} "$@"\n'
    (path / "git").write_text(script)
    (path / "git").chmod(0o755)
    return Tree(tree.root, tree.environment | {"PATH": f"{path}:{tree.environment['PATH']}"})


def calls(tmp_path: Path) -> list[list[str]]:
    return [call.split("\n") for call in (tmp_path / "record").read_text().split("\n\n") if call]


EVIL = ["-x", "--output=evil", "--upload-pack=evil", "--no-index", "-Oevil", "--all"]


@pytest.mark.parametrize("name", EVIL)
def test_a_revision_that_looks_like_an_option_is_refused(recorded: Tree, tmp_path: Path, name: str) -> None:
    before = recorded.files()
    for words in (
        ["check", f"--since={name}"],
        ["check", f"--baseline-from={name}"],
        ["reviewers", f"--base={name}"],
        ["reviewers", "--base=HEAD", f"--head={name}"],
        ["diff", "--", f"{name}..HEAD"],
        ["diff", "--", f"HEAD..{name}"],
    ):
        done = recorded.run(*words)
        assert (done.code, done.out) == (2, ""), words
        assert f"unknown revision `{name}`" in done.err, done.err
    event = tmp_path / "event"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": name, "ref": name}, "head": {"sha": name}}}))
    done = recorded.run("reviewers", GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=str(event))
    assert (done.code, done.out) == (2, "")
    assert f"is not an object id: `{name}`" in done.err
    assert recorded.files() == before
    for call in calls(tmp_path):
        assert not any(word.startswith(name) for word in call)


def test_files_that_look_like_options_are_files(recorded: Tree, tmp_path: Path) -> None:
    names = [*EVIL, "-c", "--exec-path=evil", "HEAD", ":(exclude)x", "main"]
    recorded.write(
        {f"{name}/x/ai-ownership.yaml": COMPANY[ML].replace("embed", f"m{number}") for number, name in enumerate(names)}
    )
    recorded.write(dict.fromkeys(("--output", "-", "--"), "x\n"))
    recorded.commit()
    recorded.write({f"search/{name}": "import openai\n" for name in names[1:4]})
    first = ["check", "--", *names]
    for words in (first, ["reviewers", "--files", names[0], "--", *names[1:]], ["owners", "--", *names], *COMMANDS):
        done = recorded.run(*words)
        assert done.code in {0, 1}, (words, done)
    assert "evil" not in {path.name for path in recorded.root.iterdir()}
    allowed = {
        "HEAD", "tree", "blob", "^filter[.]", "core.sparseCheckout", "working-tree-encoding",
        "branch.main.remote", "^(remote[.].*[.]url|branch[.].*[.](remote|merge))$",
    }  # fmt: skip
    commands = {*ALIASES, "--end-of-options", "for-each-ref", "show-ref", "check-attr", "ls-remote", "get-url"}
    for call in calls(tmp_path):
        # Before `--`, there are only options of ours, commands, and object ids.
        end = call.index("--") if "--" in call else len(call)
        options, after = call[:end], call[end + 1 :]
        for index, word in enumerate(options):
            own = word.startswith("-") or options[index - 1] in {"-c", "-e"} or word.isalpha() or word in allowed
            command = word in commands or word.startswith("refs/")
            identity = len(word) == 40 and set(word) <= set("0123456789abcdef")
            named = "--end-of-options" in options[:index]
            assert own or command or identity or named, (word, call)
        assert not any(name == word for name in EVIL for word in options if "merge-base" not in options), call
        assert all(not word.startswith("-") for word in after), call
