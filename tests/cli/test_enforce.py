"""`aiowners enforce` on real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.cli.test_codeowners import FILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

IDS = ".github/rulesets/aiowners-teams.json"
WITH_IDS = {**FILES, IDS: '{"acme/search": 11, "acme/ml-core": 12}'}
PLACES = {
    "ruleset": ".github/rulesets/aiowners.json",
    "policy-bot": ".policy.yml",
    "codeowners-plus": ".codeowners",
    "gitlab-sections": "CODEOWNERS",
}
ON = ("check", "--select", "unenforced-review", "--fail-on", "warning", "--output-format", "concise")


def _forge(engine: str) -> str:
    return f'forge = "{"gitlab" if engine == "gitlab-sections" else "github"}"\n'


@pytest.mark.parametrize("engine", PLACES)
def test_write_check_and_be_silent(repository: Repository, aiowners: Aiowners, engine: str) -> None:
    root = repository({**WITH_IDS, "aiowners.toml": _forge(engine)})
    before = aiowners(*ON)
    assert (before.code, "nothing makes all of them approve" in before.out) == (0, True)  # an info until then
    missing = aiowners("enforce", engine, "--check")
    assert (missing.code, f"+++ b/{PLACES[engine]}\n" in missing.out) == (1, True)
    printed = aiowners("enforce", engine, "--print")
    assert (printed.code, (root / PLACES[engine]).exists()) == (0, False)
    written = aiowners("enforce", engine)
    assert (written.code, written.out) == (0, "")
    assert f"{PLACES[engine]}: created, " in written.err
    assert f'enforcement = ["{engine}"]' in written.err
    assert (root / PLACES[engine]).read_text(encoding="utf-8") == printed.out
    untracked = aiowners("enforce", engine, "--check")
    assert (untracked.code, untracked.out) == (1, "")
    assert f"{PLACES[engine]} is not tracked: commit it" in untracked.err
    (root / "aiowners.toml").write_text(f'{_forge(engine)}enforcement = ["{engine}"]\n', encoding="utf-8")
    assert "next: `enforcement" not in aiowners("enforce", engine).err
    assert aiowners(*ON).code == 1  # it is not tracked yet
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    assert (aiowners(*ON).code, aiowners(*ON).err) == (0, "")
    assert (aiowners("enforce", engine, "--check").code, aiowners("enforce", engine, "--check").out) == (0, "")
    (root / "ml/ai-ownership.yaml").write_text(FILES["ml/ai-ownership.yaml"].replace("[m/]", "[n/]"), encoding="utf-8")
    assert aiowners("enforce", engine, "--check").code == 1
    stale = aiowners(*ON)
    assert stale.code == 1


def test_teams_without_an_id_come_with_the_command_that_says_it(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(FILES)
    outcome = aiowners("enforce", "ruleset")
    assert outcome.code == 2
    assert f"2 teams without an id in {IDS}: `acme/ml-core`, `acme/search`\n" in outcome.err
    assert "\n  gh api orgs/acme/teams/search --jq .id" in outcome.err
    assert not (root / PLACES["ruleset"]).exists()


def test_a_bad_file_of_ids(repository: Repository, aiowners: Aiowners) -> None:
    repository({**FILES, IDS: '{"acme/search": "11"}'})
    outcome = aiowners("enforce", "ruleset")
    assert (outcome.code, outcome.out) == (2, "")
    assert f"{IDS}: the id of 'acme/search' is not a whole number above 0" in outcome.err


def test_a_policy_that_somebody_wrote_is_not_replaced(repository: Repository, aiowners: Aiowners) -> None:
    theirs = "policy:\n  approval: [mine]\n"
    root = repository({**FILES, ".policy.yml": theirs})
    for flags in ((), ("--check",)):
        outcome = aiowners("enforce", "policy-bot", *flags)
        assert outcome.code == 2
        assert ".policy.yml is there and was not generated: it is left alone" in outcome.err
    assert (root / ".policy.yml").read_text(encoding="utf-8") == theirs


def test_an_edited_policy_is_put_right(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(FILES)
    aiowners("enforce", "policy-bot")
    right = (root / ".policy.yml").read_text(encoding="utf-8")
    (root / ".policy.yml").write_text(right.replace("count: 1", "count: 0"), encoding="utf-8")
    shown = aiowners("enforce", "policy-bot", "--check")
    assert (shown.code, "-      count: 0\n+      count: 1\n" in shown.out) == (1, True)
    aiowners("enforce", "policy-bot")
    assert yaml.safe_load((root / ".policy.yml").read_text(encoding="utf-8")) == yaml.safe_load(right)


def test_an_engine_of_another_forge(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(FILES)
    outcome = aiowners("enforce", "gitlab-sections")
    assert (outcome.code, outcome.out) == (2, "")
    assert "`gitlab-sections` is for GitLab, and this repository is on GitHub" in outcome.err
    (root / "aiowners.toml").write_text('forge = "bitbucket"\n', encoding="utf-8")
    assert "nothing that this tool can write" in aiowners("enforce", "ruleset").err


def test_two_blocks_in_one_file(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({**FILES, "aiowners.toml": 'forge = "gitlab"\n', "CODEOWNERS": "* @all\n"})
    aiowners("codeowners", "--write")
    aiowners("enforce", "gitlab-sections")
    text = (root / "CODEOWNERS").read_text(encoding="utf-8")
    assert text.startswith("* @all\n\n# >>> aiowners codeowners >>>")
    assert "\n[aiowners search]\n/ml/**/m/ @acme/search\n" in text
    assert aiowners("codeowners", "--check").code == 0
    assert aiowners("enforce", "gitlab-sections", "--check").code == 0


def test_an_unknown_engine(repository: Repository, aiowners: Aiowners) -> None:
    repository(FILES)
    outcome = aiowners("enforce", "mergify")
    assert (outcome.code, "ruleset" in outcome.err) == (2, True)


def test_sections_that_a_later_line_takes_files_from_demand_nothing(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({**FILES, "aiowners.toml": 'forge = "gitlab"\nenforcement = ["gitlab-sections"]\n'})
    assert aiowners("enforce", "gitlab-sections").code == 0
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    assert aiowners(*ON).code == 0
    name = next(line for line in (root / "CODEOWNERS").read_text("utf-8").splitlines() if line.startswith("["))
    with (root / "CODEOWNERS").open("a", encoding="utf-8") as file:
        file.write(f"\n{name}\n/ml/m/ @acme/nobody\n")
    checked = aiowners("enforce", "gitlab-sections", "--check")
    assert checked.code == 1
    assert "`/ml/m/ @acme/nobody` stands behind the block" in checked.err
    assert aiowners(*ON).code == 1


def _tree(engine: str, **files: str) -> dict[str, str]:
    return {**WITH_IDS, "aiowners.toml": f'{_forge(engine)}enforcement = ["{engine}"]\n', **files}


@pytest.mark.parametrize("engine", PLACES)
def test_nothing_is_written_that_requires_no_team(repository: Repository, aiowners: Aiowners, engine: str) -> None:
    files = {path: text for path, text in _tree(engine).items() if not path.endswith("ai-ownership.yaml")}
    root = repository({**files, "ai-ownership.yaml": "version: 1\nowner: ml-core\nmodels: {m: {artifacts: [m/]}}\n"})
    outcome = aiowners("enforce", engine)
    assert (outcome.code, outcome.out) == (2, "")
    assert "no team would be required, so nothing is written" in outcome.err
    assert not (root / PLACES[engine]).exists()
    assert (aiowners("enforce", engine, "--check").code, aiowners(*ON).code) == (0, 0)


@pytest.mark.parametrize("engine", PLACES)
def test_nothing_is_written_that_requires_less_because_a_team_has_no_handle(
    repository: Repository, aiowners: Aiowners, engine: str
) -> None:
    root = repository(_tree(engine))
    assert aiowners("enforce", engine).code == 0
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    before = (root / PLACES[engine]).read_text(encoding="utf-8")
    for manifest in root.rglob("ai-ownership.yaml"):
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(text.replace("@acme/search", "#search"), encoding="utf-8")
    outcome = aiowners("enforce", engine)
    assert outcome.code == 2
    assert "would require less than it does today, so nothing is written" in outcome.err
    assert (root / PLACES[engine]).read_text(encoding="utf-8") == before
    assert (aiowners("enforce", engine, "--check").code, aiowners(*ON).code) == (1, 1)


@pytest.mark.parametrize("engine", PLACES)
def test_an_incomplete_file_is_no_success_of_check(repository: Repository, aiowners: Aiowners, engine: str) -> None:
    files = {path: text.replace("@acme/search", "#search") for path, text in _tree(engine).items()}
    root = repository(files)
    assert aiowners("enforce", engine).code == 0  # more than today, although not all
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    assert (aiowners("enforce", engine, "--check").code, aiowners(*ON).code) == (1, 1)


@pytest.mark.parametrize("engine", PLACES)
def test_a_model_without_files_is_guarded_through_its_manifest(
    repository: Repository, aiowners: Aiowners, engine: str
) -> None:
    manifest = FILES["ml/ai-ownership.yaml"].replace("[m/]", "['s3://acme/m']")
    root = repository(_tree(engine, **{"ml/ai-ownership.yaml": manifest}))
    assert aiowners("enforce", engine).code == 0
    assert "ml/ai-ownership" in (root / PLACES[engine]).read_text(encoding="utf-8")
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    assert (aiowners("enforce", engine, "--check").code, aiowners(*ON).code) == (0, 0)
