"""Links, submodules, DVC and Git LFS in real repositories: what claims them, and who reviews a change of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Outcome
from tests.cli.test_reviewers import commit, git, write

Aiowners = Callable[..., Outcome]
Repository = Callable[[dict[str, str]], Path]

TEAMS = """\
version: 1
teams:
  core: {kind: ml, handles: {github: "@acme/core"}}
  chat: {kind: product, handles: {github: "@acme/chat"}}
  web: {kind: product, handles: {github: "@acme/web"}}
features:
  bot: {owner: chat, uses: {models: [m]}}
  site: {owner: web, paths: [site/, "*.md"]}
models:
  m: {owner: core, reviewers: [chat], artifacts: [ml/model/]}
"""
FILES = {
    "ai-ownership.yaml": TEAMS,
    "blobs/w.bin": "1\n",
    "blobs/other": "1\n",
    "site/a": "1\n",
    ".github/CODEOWNERS": "* @acme/all\n",
}


@pytest.fixture
def tree(repository: Repository) -> Path:
    root = repository(FILES)
    git(root, "branch", "-m", "main")
    return root


def _link(root: Path, path: str, text: str) -> None:
    root.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
    root.joinpath(path).symlink_to(text)


def _changed(aiowners: Aiowners, *arguments: str) -> dict[str, list[str]]:
    """What a change of the branch is about, by subject."""
    answer = json.loads(aiowners("reviewers", "--base", "main", "--format", "json", *arguments).out)
    return {change["subject"]: change["because"] for change in answer["changed"]}


def _start(root: Path) -> None:
    commit(root)
    git(root, "checkout", "-qb", "change")


LINKS = {
    "to a file": ({"ml/model/w.bin": "../../blobs/w.bin"}, "ml/model/", True),
    "to a directory": ({"ml/model": "../blobs"}, "ml/model/", True),
    "to a directory, and a file in it is claimed": ({"ml/model": "../blobs"}, "ml/model/w.bin", True),
    "to a directory, and another file in it is claimed": ({"ml/model": "../blobs"}, "ml/model/other", False),
    "to a directory, and a glob in it is claimed": ({"ml/model": "../blobs"}, "ml/model/*.bin", True),
    "in a chain": ({"ml/model/a": "b", "ml/model/b": "../../c", "c": "d/e", "d/e": "../blobs/w.bin"}, "ml/model/a", True),
    "in the middle of a path": ({"ml/model/a": "../../d/sub/w.bin", "d/sub": "../blobs"}, "ml/model/", True),
    "above the claim": ({"ml": "x/y", "x/y": "../real", "real/model": "../blobs"}, "ml/model/w.bin", True),
    "to all": ({"ml/model/all": "../.."}, "ml/model/all", True),
    "with another path": ({"ml/model/a": "../../blobs/other"}, "ml/model/", False),
    "out of the tree": ({"ml/model/a": "../../../blobs/w.bin"}, "ml/model/", False),
    "absolute": ({"ml/model/a": "/blobs/w.bin"}, "ml/model/", False),
    "to nothing": ({"ml/model/a": "../../blobs/gone"}, "ml/model/", False),
    "in a circle": ({"ml/model/a": "b", "ml/model/b": "a", "ml/model/c": "c/w.bin"}, "ml/model/", False),
}  # fmt: skip


@pytest.mark.parametrize(("links", "artifact", "expected"), LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("head", [False, True])
def test_a_link_claims_its_target(
    tree: Path, aiowners: Aiowners, links: dict[str, str], artifact: str, expected: bool, head: bool
) -> None:
    write(tree, "ai-ownership.yaml", TEAMS.replace("ml/model/]", f'"{artifact}"]'))
    for path, text in links.items():
        _link(tree, path, text)
    _start(tree)
    write(tree, "blobs/w.bin", "2\n")
    commit(tree)
    assert _changed(aiowners, *(["--head", "change"] if head else [])) == (
        {"model:m": ["blobs/w.bin"]} if expected else {}
    )


@pytest.mark.parametrize("step", ["ml/model/a", "ml/model/b", "c", "d"])
def test_each_link_of_a_chain_is_claimed(tree: Path, aiowners: Aiowners, step: str) -> None:
    for path, text in {"ml/model/a": "b", "ml/model/b": "../../c", "c": "d/w.bin", "d": "blobs"}.items():
        _link(tree, path, text)
    _start(tree)
    tree.joinpath(step).unlink()
    _link(tree, step, "elsewhere")
    commit(tree)
    assert _changed(aiowners, "--head", "change") == {"model:m": [step]}
    assert _changed(aiowners) == {"model:m": [step]}


def test_a_link_that_the_change_adds_or_removes_counts_at_its_own_revision(tree: Path, aiowners: Aiowners) -> None:
    _link(tree, "ml/model/w.bin", "../../blobs/w.bin")
    _start(tree)
    tree.joinpath("ml/model/w.bin").unlink()
    write(tree, "ml/model/keep", "1\n")
    write(tree, "blobs/w.bin", "2\n")
    commit(tree)
    assert _changed(aiowners)["model:m"] == ["blobs/w.bin", "ml/model/keep", "ml/model/w.bin"]
    git(tree, "branch", "-f", "main")
    _link(tree, "ml/model/o", "../../blobs/other")
    write(tree, "blobs/other", "2\n")
    commit(tree)
    assert _changed(aiowners) == {"model:m": ["blobs/other", "ml/model/o"]}


def test_git_says_what_is_a_link_and_not_the_disk(tree: Path, aiowners: Aiowners) -> None:
    write(tree, "ml/model/w.bin", "1\n")
    _start(tree)
    tree.joinpath("ml/model/w.bin").unlink()
    _link(tree, "ml/model/w.bin", "../../blobs/w.bin")  # not in the index
    write(tree, "blobs/w.bin", "2\n")
    assert _changed(aiowners)["model:m"] == ["ml/model/w.bin"]


def test_a_more_specific_claim_does_not_take_what_a_link_leads_to(tree: Path, aiowners: Aiowners) -> None:
    write(tree, "ai-ownership.yaml", TEAMS.replace("site/,", "site/, blobs/w.bin,"))
    _link(tree, "ml/model/w.bin", "../../blobs/w.bin")
    _start(tree)
    write(tree, "blobs/w.bin", "2\n")
    commit(tree)
    assert _changed(aiowners) == {"model:m": ["blobs/w.bin"], "feature:site": ["blobs/w.bin"]}


def test_codeowners_and_the_rules_guard_a_link_and_its_target(tree: Path, aiowners: Aiowners) -> None:
    _link(tree, "ml/model", "../c")
    _link(tree, "c", "blobs")
    write(tree, "aiowners.toml", 'enforcement = ["codeowners"]\n')
    commit(tree)
    diagnostics = json.loads(aiowners("check", "--output-format", "json", "--select", "review,dead-path").out)[
        "diagnostics"
    ]
    assert {(diagnostic["rule"], diagnostic["about"]) for diagnostic in diagnostics} >= {
        ("codeowners-missing-owner", "team:core"),
        ("codeowners-missing-reviewer", "team:chat"),
    }
    assert not [
        diagnostic
        for diagnostic in diagnostics
        if diagnostic["rule"] == "dead-path" and diagnostic["subject"] == "model:m"
    ]
    assert aiowners("codeowners", "--check").code == 1
    aiowners("codeowners", "--write")
    lines = tree.joinpath(".github/CODEOWNERS").read_text("utf-8").splitlines()
    for path in ("/blobs/", "/c", "/ml/model"):  # `/ml/model` matches what is below it, too
        assert f"{path} @acme/chat @acme/core" in lines, lines
    assert aiowners("codeowners", "--check").code == 0
    assert aiowners("check", "--select", "codeowners-missing-owner,codeowners-missing-reviewer").code == 0
    owners = json.loads(aiowners("owners", "blobs/w.bin", "c", "ml/model/w.bin", "--format", "json").out)["targets"]
    assert [[declaration["subject"] for declaration in target["declarations"]] for target in owners] == [
        ["model:m"]
    ] * 3
    aiowners("enforce", "policy-bot")
    text = tree.joinpath(".policy.yml").read_text("utf-8")
    assert all(f"'^{path}" in text for path in ("blobs/", "c(", r"ml/model("))


STAND_INS = """\
version: 1
teams:
  core: {kind: ml, handles: {github: "@acme/core"}}
  chat: {kind: product, handles: {github: "@acme/chat"}}
models:
  llama: {owner: core, reviewers: [chat], artifacts: [vendor/llama/]}
  inside: {owner: core, reviewers: [chat], artifacts: [vendor/llama/weights.bin]}
  embed: {owner: core, reviewers: [chat], artifacts: [models/embed/model.onnx]}
features:
  bot: {owner: chat, uses: {models: [llama, inside, embed]}}
"""
ONE, OTHER = "1" * 40, "2" * 40


@pytest.fixture
def stand_ins(repository: Repository) -> Path:
    """A submodule, and a directory that DVC keeps."""
    root = repository(
        {
            "ai-ownership.yaml": STAND_INS,
            "models/embed.dvc": "outs: [{md5: a.dir, path: embed}]\n",
            ".gitmodules": '[submodule "llama"]\n\tpath = vendor/llama\n\turl = ../weights\n',
            ".github/CODEOWNERS": "* @acme/all\n",
            "README.md": "1\n",
        }
    )
    git(root, "branch", "-m", "main")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{ONE},vendor/llama")
    git(root, "commit", "-qm", "base")
    git(root, "checkout", "-qb", "change")
    return root


def test_what_stands_for_more_than_itself(stand_ins: Path, aiowners: Aiowners) -> None:
    assert aiowners("check", "--select", "dead-path").code == 0
    assert aiowners("check", "--select", "dead-path", "--unsafe-fixes", "--diff").out == ""
    assert aiowners("codeowners", "--check").code == 1
    answer = json.loads(aiowners("check", "--select", "codeowners-missing-owner", "--output-format", "json").out)
    assert {diagnostic["message"].split(" is ")[0] for diagnostic in answer["diagnostics"]} == {
        "`vendor/llama`",
        "`models/embed.dvc`",
    }
    assert {diagnostic["subject"] for diagnostic in answer["diagnostics"]} == {
        "model:llama",
        "model:inside",
        "model:embed",
    }
    aiowners("codeowners", "--write")
    lines = stand_ins.joinpath(".github/CODEOWNERS").read_text("utf-8").splitlines()
    assert {"/vendor/llama @acme/core", "/models/embed.dvc @acme/core"} <= {*lines}
    assert aiowners("codeowners", "--check").code == 0
    assert aiowners("check", "--select", "codeowners-missing-owner").code == 0
    targets = json.loads(aiowners("owners", "vendor/llama", "models/embed.dvc", "--format", "json").out)["targets"]
    assert [sorted(declaration["subject"] for declaration in target["declarations"]) for target in targets] == [
        ["model:inside", "model:llama"],
        ["model:embed"],
    ]


@pytest.mark.parametrize(
    ("method", "path", "guards"),
    [
        ("policy-bot", ".policy.yml", ["'^vendor/llama(", r"'^models/embed\.dvc("]),
        ("codeowners-plus", ".codeowners", ["& vendor/llama @", "& models/embed.dvc @"]),
    ],
)
def test_enforcement_guards_what_stands_for_more(
    stand_ins: Path, aiowners: Aiowners, method: str, path: str, guards: list[str]
) -> None:
    aiowners("enforce", method)
    text = stand_ins.joinpath(path).read_text("utf-8")
    assert all(guard in text for guard in guards), text


def test_gitlab_sections_guard_what_stands_for_more(stand_ins: Path, aiowners: Aiowners) -> None:
    text = STAND_INS.replace("github:", "gitlab:")
    write(stand_ins, "ai-ownership.yaml", text)
    write(stand_ins, "aiowners.toml", 'forge = "gitlab"\n')
    aiowners("enforce", "gitlab-sections")
    written = stand_ins.joinpath("CODEOWNERS").read_text("utf-8")
    assert "\n/vendor/llama @acme/chat\n" in written
    assert "\n/models/embed.dvc @acme/chat\n" in written


def test_a_submodule_and_a_dvc_file_that_change(stand_ins: Path, aiowners: Aiowners) -> None:
    git(stand_ins, "update-index", "--cacheinfo", f"160000,{OTHER},vendor/llama")
    git(stand_ins, "commit", "-qm", "bump")
    changed = {"model:inside": ["vendor/llama"], "model:llama": ["vendor/llama"]}
    assert _changed(aiowners, "--head", "change") == changed
    write(stand_ins, "models/embed.dvc", "outs: [{md5: b.dir, path: embed}]\n")
    git(stand_ins, "commit", "-qam", "bump")
    assert _changed(aiowners, "--head", "change") == {**changed, "model:embed": ["models/embed.dvc"]}


def test_a_dvc_file_somewhere_else(stand_ins: Path, aiowners: Aiowners) -> None:
    git(stand_ins, "mv", "models/embed.dvc", "kept.dvc")
    write(stand_ins, "kept.dvc", "wdir: models\nouts: [{md5: a.dir, path: embed}]\n")
    git(stand_ins, "commit", "-qam", "base")
    git(stand_ins, "branch", "-f", "main")
    assert aiowners("check", "--select", "dead-path").code == 0
    write(stand_ins, "kept.dvc", "wdir: models\nouts: [{md5: b.dir, path: embed}]\n")
    assert _changed(aiowners) == {"model:embed": ["kept.dvc"]}


LOCK = "schema: '2.0'\nstages:\n  train:\n    cmd: x\n    outs:\n    - {{path: models/embed, hash: md5, md5: {}.dir, size: 1}}\n    - {{path: models/other, md5: {}}}\n"


@pytest.fixture
def locked(repository: Repository) -> Path:
    root = repository(
        {
            "ai-ownership.yaml": STAND_INS.replace("vendor/llama/weights.bin", "models/other"),
            "dvc.yaml": "stages:\n  train:\n    cmd: x\n    outs: [models/embed, models/other]\n",
            "dvc.lock": LOCK.format("a", "a"),
            "vendor/llama/w": "1\n",
        }
    )
    git(root, "branch", "-m", "main")
    commit(root)
    git(root, "checkout", "-qb", "change")
    return root


@pytest.mark.parametrize("committed", [False, True])
def test_an_output_in_a_dvc_lock(locked: Path, aiowners: Aiowners, committed: bool) -> None:
    assert aiowners("check", "--select", "dead-path").code == 0
    write(locked, "dvc.lock", LOCK.format("b", "a"))
    if committed:
        commit(locked)
    assert _changed(aiowners) == {"model:embed": ["dvc.lock"]}
    write(locked, "dvc.lock", LOCK.format("a", "a").replace("cmd: x", "cmd: y"))
    if committed:
        commit(locked)
    assert _changed(aiowners) == {}
    write(locked, "dvc.lock", "stages: [")
    if committed:
        commit(locked)
    assert _changed(aiowners).keys() == {"model:embed", "model:inside", "model:llama"}


def test_codeowners_guards_a_dvc_lock(locked: Path, aiowners: Aiowners) -> None:
    aiowners("codeowners", "--write")
    written = next(locked.glob("**/CODEOWNERS")).read_text("utf-8")
    assert "/dvc.lock @acme/core\n" in written
    owners = json.loads(aiowners("owners", "dvc.lock", "--format", "json").out)["targets"][0]
    assert sorted(declaration["subject"] for declaration in owners["declarations"]) == ["model:embed", "model:inside"]


SETTINGS = {
    ".gitmodules": ["model:inside", "model:llama"],
    ".dvc/config": ["model:embed"],
    "models/.dvc/config": ["model:embed"],
    "vendor/.dvc/config": [],
    ".lfsconfig": [],
}


@pytest.mark.parametrize("path", SETTINGS)
def test_settings_that_say_where_content_comes_from(stand_ins: Path, aiowners: Aiowners, path: str) -> None:
    write(stand_ins, path, "[x]\n")
    git(stand_ins, "add", "-f", "--", path)
    git(stand_ins, "commit", "-qm", "settings")
    assert _changed(aiowners, "--head", "change") == {subject: [path] for subject in SETTINGS[path]}


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("*.bin filter=lfs\n", [".gitattributes", ".lfsconfig"]),
        ("*.py text\n*.md text\n", []),
        ("ml/** filter=lfs\n", [".gitattributes", ".lfsconfig"]),
        ("site/** filter=lfs\n", []),
        ("*.bin text\n", [".gitattributes"]),
    ],
)
def test_attributes_and_the_settings_of_lfs(
    tree: Path, aiowners: Aiowners, attributes: str, expected: list[str]
) -> None:
    write(tree, "ml/model/w.bin", "1\n")
    _start(tree)
    write(tree, ".gitattributes", attributes)
    write(tree, ".lfsconfig", "[lfs]\n\turl = https://lfs.acme.test\n")
    commit(tree)
    assert _changed(aiowners, "--head", "change").get("model:m", []) == expected
    assert _changed(aiowners).get("model:m", []) == expected
