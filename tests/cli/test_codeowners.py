"""`aiowners codeowners` on real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

TEAMS = """version: 1
owner: search
teams:
  search: {handles: {github: "@acme/search", gitlab: "@acme/search"}}
  ml-core: {handles: {github: "@acme/ml-core", gitlab: "@acme/ml-core"}}
"""
MODEL = "version: 1\nowner: ml-core\nmodels:\n  m: {artifacts: [m/], reviewers: [search]}\n"
FEATURE = "version: 1\nowner: search\nfeatures:\n  f: {paths: [rank.py], uses: {models: [m]}}\n"
FILES = {
    "ai-ownership.yaml": TEAMS,
    "ml/ai-ownership.yaml": MODEL,
    "ml/m/w.bin": "",
    "search/ai-ownership.yaml": FEATURE,
    "search/rank.py": "",
}
BLOCK = """# >>> aiowners codeowners >>> from the ai-ownership.yaml files; `aiowners codeowners --write` renews it
/ai-ownership.yaml @acme/search
/ml/**/m/ @acme/ml-core
/ml/ai-ownership.yaml @acme/ml-core
/search/**/rank.py @acme/search
/search/ai-ownership.yaml @acme/search
# <<< aiowners codeowners <<<
"""
LOSS = "notice: 1 shared model whose teams, 2 in all, are alternatives in CODEOWNERS on GitHub: `m`\n"
ADVICE = "  `aiowners enforce ruleset`, `policy-bot` or `codeowners-plus` demands them all.\n"


def test_print_is_the_default_and_changes_nothing(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(FILES)
    outcome = aiowners("codeowners")
    assert (outcome.code, outcome.out, outcome.err) == (0, BLOCK, LOSS + ADVICE)
    assert aiowners("codeowners", "--print", "-q").err == ""
    assert not (root / ".github").exists()


def test_write_check_and_write_again(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(FILES)
    missing = aiowners("codeowners", "--check")
    assert missing.code == 1
    assert missing.out.startswith("--- /dev/null\n+++ b/.github/CODEOWNERS\n@@ -0,0 +1,7 @@\n+# >>> aiowners")
    written = aiowners("codeowners", "--write")
    assert (written.code, written.out) == (0, "")
    assert written.err == ".github/CODEOWNERS: created, 7 lines added, 0 removed\n" + LOSS + ADVICE
    assert (root / ".github/CODEOWNERS").read_text(encoding="utf-8") == BLOCK
    assert (aiowners("codeowners", "--check").code, aiowners("codeowners", "--check").out) == (0, "")
    assert "it is current" in aiowners("codeowners", "--write").err


def test_the_file_around_the_block_is_left_byte_for_byte(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({**FILES, ".github/.keep": ""})
    before = b"\xef\xbb\xbf# r\xe9sum\xe9\r\n* @all\r\n# >>> aiowners codeowners >>>\r\n/old @x\r\n# <<< aiowners codeowners <<<\r\n/z @z"
    (root / "CODEOWNERS").write_bytes(before)
    shown = aiowners("codeowners", "--check")
    assert (shown.code, shown.out.splitlines()[:2]) == (1, ["--- a/CODEOWNERS", "+++ b/CODEOWNERS"])
    assert "-/old @x\r\n" in shown.out
    assert aiowners("codeowners", "--write").code == 0
    head, _, _ = before.partition(b"# >>>")
    tail = before.rpartition(b"<<<")[2]
    assert (root / "CODEOWNERS").read_bytes() == head + BLOCK.replace("\n", "\r\n").encode()[:-2] + tail
    (root / "CODEOWNERS").chmod(0o640)
    (root / "CODEOWNERS").write_bytes(before)
    aiowners("codeowners", "--write")
    assert (root / "CODEOWNERS").stat().st_mode & 0o777 == 0o640


def test_a_line_behind_the_block_is_named_with_its_number(repository: Repository, aiowners: Aiowners) -> None:
    text = "* @all\n# >>> aiowners codeowners >>>\n# <<< aiowners codeowners <<<\n\n/search/ @late\n"
    root = repository({**FILES, ".github/CODEOWNERS": text})
    words = "`/search/ @late` stands behind the block and wins for search/ai-ownership.yaml"
    assert f"warning: .github/CODEOWNERS:5: {words}" in aiowners("codeowners", "--check").err
    assert f"warning: .github/CODEOWNERS:10: {words}" in aiowners("codeowners", "--write").err
    assert (root / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()[9] == "/search/ @late"


def test_after_writing_check_has_nothing_to_say_about_owners(repository: Repository, aiowners: Aiowners) -> None:
    repository({**FILES, ".github/CODEOWNERS": "* @all\n"})
    on = ("--select", "codeowners-missing-owner,unguarded-manifest,codeowners-syntax")
    assert aiowners("check", *on, "--fail-on", "warning").code == 1
    aiowners("codeowners", "--write")
    assert aiowners("check", *on, "--fail-on", "warning").code == 0


def test_gitlab(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({**FILES, "aiowners.toml": 'forge = "gitlab"\n'})
    outcome = aiowners("codeowners", "--write")
    assert "are alternatives in CODEOWNERS on GitLab" in outcome.err
    assert (root / "CODEOWNERS").read_text(encoding="utf-8").splitlines()[1] == "[AI ownership]"


def test_torn_marks(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({**FILES, ".github/CODEOWNERS": "* @all\n# >>> aiowners codeowners >>>\n/x @x\n"})
    for flag in ("--print", "--check", "--write"):
        outcome = aiowners("codeowners", flag)
        assert (outcome.code, outcome.out) == (2, "")
        assert ".github/CODEOWNERS:2: the block `codeowners` begins here and has no end" in outcome.err
    assert (root / ".github/CODEOWNERS").read_text(encoding="utf-8").endswith("/x @x\n")


def test_nothing_is_written_over_what_was_not_read(repository: Repository, aiowners: Aiowners, tmp_path: Path) -> None:
    root = repository({**FILES, "elsewhere": "keep\n", "dir/x": ""})
    (root / ".github").mkdir()
    (root / ".github/CODEOWNERS").symlink_to("../elsewhere")
    outcome = aiowners("codeowners", "--write")
    assert (outcome.code, (root / "elsewhere").read_text(encoding="utf-8")) == (2, "keep\n")
    assert "could not be read" in outcome.err
    (root / ".github/CODEOWNERS").unlink()
    (root / ".github").rmdir()
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (root / ".github").symlink_to(outside)
    outcome = aiowners("codeowners", "--write")
    assert (outcome.code, [*outside.iterdir()]) == (2, [])
    assert "its directory is a link" in outcome.err


def test_a_manifest_that_cannot_be_read_stops_writing(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({**FILES, "x/ai-ownership.yaml": "version: 1\nfeatures: {f: {paths: 1}}\n"})
    outcome = aiowners("codeowners", "--write")
    assert (outcome.code, (root / ".github").exists()) == (2, False)
    assert "x/ai-ownership.yaml first: nothing is written" in outcome.err
    printed = aiowners("codeowners")
    assert (printed.code, printed.out) == (0, BLOCK)
    assert "1 manifest not read to the end: `x/ai-ownership.yaml`" in printed.err


def test_one_of_three(repository: Repository, aiowners: Aiowners) -> None:
    repository(FILES)
    outcome = aiowners("codeowners", "--check", "--write")
    assert (outcome.code, "--check and --write cannot be used together" in outcome.err) == (2, True)


@pytest.mark.parametrize("flag", ["--print", "--check"])
def test_no_terminal_escape_and_no_command_of_a_ci_system(
    repository: Repository, aiowners: Aiowners, flag: str
) -> None:
    evil = 'version: 1\nowner: search\nassets:\n  a: {kind: other, paths: ["/x##[error]y/", "e\\u001b[2J/"]}\n'
    repository({**FILES, "x/ai-ownership.yaml": evil})
    outcome = aiowners("codeowners", flag)
    assert "\x1b" not in outcome.out + outcome.err
    assert "##[" not in outcome.out + outcome.err


def test_without_git(aiowners: Aiowners, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "aiowners.toml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert subprocess.run(["git", "rev-parse"], check=False, capture_output=True, cwd=tmp_path).returncode
    assert aiowners("codeowners").out == BLOCK


def test_a_block_that_later_lines_take_files_from_is_not_in_order(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(FILES)
    assert aiowners("codeowners", "--write").code == 0
    assert aiowners("codeowners", "--check", "-q").code == 0
    with (root / ".github/CODEOWNERS").open("a", encoding="utf-8") as file:
        file.write("* @acme/all\n")
    outcome = aiowners("codeowners", "--check", "-q")
    assert outcome.code == 1
    assert "`* @acme/all` stands behind the block" in outcome.err


def test_lines_that_the_block_wins_over_are_told(repository: Repository, aiowners: Aiowners) -> None:
    repository({**FILES, ".github/CODEOWNERS": "*.md @acme/docs\n*.py @acme/python\n", "search/README.md": ""})
    outcome = aiowners("codeowners", "--write")
    assert outcome.code == 0
    assert (
        ".github/CODEOWNERS:2: `*.py @acme/python` is not asked for 1 file that the block wins, search/rank.py"
        in outcome.err
    )
    assert "@acme/docs" not in outcome.err


@pytest.mark.parametrize("text", ["{", "owner: [\n"])
def test_nothing_is_written_while_a_manifest_is_unread(repository: Repository, aiowners: Aiowners, text: str) -> None:
    root = repository({**FILES, "broken/ai-ownership.yaml": text})
    outcome = aiowners("codeowners", "--write")
    assert outcome.code == 2
    assert "broken/ai-ownership.yaml" in outcome.err
    assert not (root / ".github").exists()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("forge", ["github", "gitlab", "bitbucket"])
def test_nothing_is_added_to_a_file_in_utf_16(
    repository: Repository, aiowners: Aiowners, encoding: str, forge: str
) -> None:
    root = repository({**FILES, "aiowners.toml": f'forge = "{forge}"\n'})
    path = root / {"github": ".github/CODEOWNERS", "gitlab": "CODEOWNERS", "bitbucket": ".bitbucket/CODEOWNERS"}[forge]
    path.parent.mkdir(exist_ok=True)
    content = "* @acme/all\r\n".encode(encoding)
    path.write_bytes(content)
    for command in (("codeowners", "--write"), ("codeowners", "--check"), ("codeowners",)):
        outcome = aiowners(*command)
        assert (outcome.code, path.read_bytes()) == (2, content)
        assert f"is in {encoding.upper()[:6]}, so nothing can be added to it" in outcome.err
    if forge == "gitlab":
        assert (aiowners("enforce", "gitlab-sections").code, path.read_bytes()) == (2, content)
    outcome = aiowners("check", "--select", "codeowners-syntax")
    assert (outcome.code, outcome.out.count("error[")) == (1, 1)
    assert f"CODEOWNERS is in {encoding.upper()[:6]}" in " ".join(outcome.out.split())


def test_a_file_with_nothing_to_add_is_left_alone(repository: Repository, aiowners: Aiowners) -> None:
    lines = "/* @acme/all\n* @acme/search\n"
    files = {path: text for path, text in FILES.items() if not path.startswith("ml/")}
    root = repository({**files, ".github/CODEOWNERS": lines})
    assert (aiowners("codeowners", "--check").code, aiowners("codeowners", "--write").code) == (0, 0)
    assert (root / ".github/CODEOWNERS").read_text(encoding="utf-8") == lines
