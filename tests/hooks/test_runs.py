"""Manual runs of the hooks, in parallel and for single files, with pre-commit and with prek."""

from __future__ import annotations

import sys

import pytest

from tests.hooks.conftest import PROJECT, TOOLS, UNASKED, Company, ended

ML = "ml/ai-ownership.yaml"
SCHEMA = "id: aiowners-schema"
BROKEN = "version: 1\nonwer: search\n"
STAGE = {"pre-commit": "--hook-stage", "prek": "--stage"}
only_prek = pytest.mark.parametrize("tool", ["prek"])


def test_the_manifest_of_hooks_is_valid(company: Company) -> None:
    done = company.run("validate-manifest", str(PROJECT / ".pre-commit-hooks.yaml"))
    assert done.code == 0, done.output
    assert "warn" not in done.output.lower()


@pytest.mark.parametrize("tool", ["pre-commit"])  # each tool builds an environment of its own, which is slow
def test_the_hooks_run_without_a_configuration(company: Company) -> None:
    company.stage({ML: UNASKED})
    (company.root / ".pre-commit-config.yaml").unlink()
    done = company.run("try-repo", company.hooks, "aiowners", "--all-files")
    assert done.code == 1, done.output
    assert "error[missing-downstream-reviewer]" in done.output


def test_a_run_in_a_subdirectory_sees_the_whole_repository(company: Company) -> None:
    assert company.run("run", within="search").code == 0
    company.stage({ML: UNASKED})
    done = company.run("run", within="search")
    assert done.code == 1
    assert f"{ML}:5:5" in done.output


def test_the_stage_for_runs_by_hand(company: Company) -> None:
    company.stage({ML: UNASKED})
    done = company.run("run", STAGE[company.tool], "manual", "--all-files")
    assert done.code == 1
    assert "error[missing-downstream-reviewer]" in done.output


def test_before_a_push_the_index_is_linted(company: Company) -> None:
    push = ("run", STAGE[company.tool], "pre-push", "--from-ref", "HEAD", "--to-ref", "HEAD")
    company.write({ML: UNASKED})
    assert company.run(*push).code == 0
    company.stage({ML: UNASKED})
    assert company.run(*push).code == 1


def test_the_environment_selects_the_format(company: Company) -> None:
    company.stage({ML: UNASKED})
    done = company.run("run", AIOWNERS_OUTPUT_FORMAT="concise")
    assert f"{ML}:5:5: error[missing-downstream-reviewer] `search`" in done.output


def test_a_configuration_that_cannot_be_read_stops_the_commit(company: Company) -> None:
    company.stage({"aiowners.toml": 'fail-on = "eror"\n'})
    done = company.commit()
    assert done.code == 1
    assert "aiowners.toml:1:" in done.output


def test_two_runs_at_once(company: Company) -> None:
    company.stage({ML: UNASKED})
    command = (sys.executable, "-m", TOOLS[company.tool], "run", "--all-files")
    runs = [company.start(*command) for _ in range(2)]
    for done in [ended(run) for run in runs]:
        assert done.code == 1
        assert done.output.count("error[missing-downstream-reviewer]") == 1


def test_the_hook_for_single_files_reads_the_files_of_the_commit(company: Company) -> None:
    company.stage({"old/ai-ownership.yaml": BROKEN})
    company.git("commit", "-q", "--no-verify", "-m", "old")
    company.configure(SCHEMA)
    company.stage({ML: UNASKED, "a b/ai-ownership.yaml": BROKEN, "docs/not-ai-ownership.yaml": BROKEN})
    done = company.run("run")
    assert done.code == 1
    assert done.output.count("error[") == done.output.count("error[unknown-key]") == 1
    assert "a b/ai-ownership.yaml:2:1" in done.output


def test_the_hook_for_single_files_ignores_the_graph(company: Company) -> None:
    company.configure(SCHEMA)
    company.stage({ML: UNASKED})
    assert company.commit().code == 0
    company.git("rm", "-q", ML)
    done = company.commit()
    assert done.code == 0
    assert "Skipped" in done.output


def test_a_directory_that_is_named_like_an_option_is_a_directory(company: Company) -> None:
    company.configure(SCHEMA)
    files = [f"{name}/ai-ownership.yaml" for name in ("--exit-zero", "--add-ignore=", "-q")]
    company.stage(dict.fromkeys(files, BROKEN))
    done = company.run("run")
    assert done.code == 1
    for file in files:
        assert f"{file}:2:1" in done.output
        assert (company.root / file).read_text("utf-8") == BROKEN


def test_own_arguments_end_like_those_of_the_hook(company: Company) -> None:
    company.configure(f"{SCHEMA}, args: [--quiet, --output-format, concise, --]")
    company.stage({"--exit-zero/ai-ownership.yaml": BROKEN})
    done = company.run("run")
    assert done.code == 1
    assert "--exit-zero/ai-ownership.yaml:2:1: error[unknown-key]" in done.output


@only_prek
def test_both_hooks_at_the_same_time(company: Company) -> None:
    company.configure("id: aiowners, priority: 10", f"{SCHEMA}, priority: 10")
    company.stage({ML: UNASKED, "new/ai-ownership.yaml": BROKEN})
    done = company.run("run")
    assert done.code == 1
    assert done.output.count("error[unknown-key]") == 2
    assert done.output.count("error[missing-downstream-reviewer]") == 1
    assert company.run("run", "--all-files").output.count("error[unknown-key]") == 2


@only_prek
def test_a_project_of_a_workspace_sees_the_whole_repository(company: Company) -> None:
    company.git("rm", "-q", "--cached", ".pre-commit-config.yaml")
    (company.root / ".pre-commit-config.yaml").write_text("repos: []\n", "utf-8")
    company.git("add", ".pre-commit-config.yaml")
    company.configure("id: aiowners", directory="search")
    assert company.run("run", "--all-files").code == 0
    company.stage({ML: UNASKED})
    done = company.run("run", "--all-files")
    assert done.code == 1
    assert f"{ML}:5:5" in done.output
