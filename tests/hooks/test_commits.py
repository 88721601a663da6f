"""Commits that the hooks reject, with pre-commit and with prek."""

from __future__ import annotations

from tests.hooks.conftest import FEATURE, GOOD, MODEL, UNASKED, Company, Done

ML = "ml/ai-ownership.yaml"
BROKEN = "version: 1\nonwer: search\n"


def _commits(company: Company) -> int:
    return int(company.git("rev-list", "--count", "HEAD"))


def _assert_stopped(company: Company, done: Done, *reasons: str) -> None:
    assert done.code == 1, done.output
    assert "hook id: aiowners\n" in done.output
    for reason in reasons:
        assert reason in done.output
    assert _commits(company) == 1


def _assert_passed(company: Company, done: Done) -> None:
    assert done.code == 0, done.output
    assert _commits(company) == 2


def test_a_valid_commit_passes(company: Company) -> None:
    company.stage({"README": "x"})
    done = company.commit()
    _assert_passed(company, done)
    assert "Passed" in done.output


def test_a_commit_with_a_missing_reviewer_is_rejected(company: Company) -> None:
    company.stage({ML: UNASKED})
    _assert_stopped(company, company.commit(), "error[missing-downstream-reviewer]: `search`", f"{ML}:5:5")


def test_a_commit_elsewhere_is_rejected_at_the_model(company: Company) -> None:
    company.stage({"growth/ai-ownership.yaml": FEATURE.format(team="growth")})
    _assert_stopped(company, company.commit(), "error[missing-downstream-reviewer]: `growth`", f"{ML}:5:5")


def test_a_commit_that_only_deletes_a_used_manifest_is_rejected(company: Company) -> None:
    company.git("rm", "-q", ML)
    _assert_stopped(company, company.commit(), "error[unowned-shared-model]", "no manifest declares it")


def test_a_commit_that_deletes_a_used_model_is_rejected(company: Company) -> None:
    company.stage({ML: "version: 1\nowner: ml-core\nmodels:\n  other: {}\n"})
    _assert_stopped(company, company.commit(), "error[unowned-shared-model]", "no manifest declares it")


def test_a_manifest_that_git_no_longer_tracks_counts_as_deleted(company: Company) -> None:
    company.git("rm", "-q", "--cached", ML)
    _assert_stopped(company, company.commit(), "no manifest declares it")
    assert (company.root / ML).read_text("utf-8") == MODEL


def test_defects_only_in_the_working_tree_pass_and_are_kept(company: Company) -> None:
    company.stage({"README": "x"})
    company.write({ML: UNASKED})
    _assert_passed(company, company.commit())
    assert (company.root / ML).read_text("utf-8") == UNASKED


def test_defects_only_in_the_index_are_rejected_and_the_working_tree_is_kept(company: Company) -> None:
    company.stage({ML: UNASKED})
    company.write({ML: MODEL})
    _assert_stopped(company, company.commit(), "missing-downstream-reviewer")
    assert (company.root / ML).read_text("utf-8") == MODEL


def test_a_partially_staged_file(company: Company) -> None:
    more = MODEL + "  n:\n    description: Ranks answers.\n"
    company.stage({ML: more})
    company.write({ML: more + "    onwer: nobody\n"})
    _assert_passed(company, company.commit())
    assert (company.root / ML).read_text("utf-8").endswith("onwer: nobody\n")


def test_a_deletion_only_in_the_working_tree_passes(company: Company) -> None:
    company.stage({"README": "x"})
    (company.root / ML).unlink()
    _assert_passed(company, company.commit())
    assert not (company.root / ML).exists()


def test_untracked_manifests_do_not_count(company: Company) -> None:
    company.stage({"README": "x"})
    company.write({"new/ai-ownership.yaml": BROKEN})
    _assert_passed(company, company.commit())


def test_a_manifest_with_intent_to_add_does_not_count(company: Company) -> None:
    company.stage({"README": "x"})
    company.write({"new/ai-ownership.yaml": BROKEN})
    company.git("add", "--intent-to-add", "new")
    _assert_passed(company, company.commit())


def test_a_commit_of_named_files_ignores_other_staged_files(company: Company) -> None:
    company.stage({ML: UNASKED, "search/ai-ownership.yaml": GOOD["search/ai-ownership.yaml"] + "# more\n"})
    _assert_passed(company, company.commit("search/ai-ownership.yaml"))
    assert company.git("diff", "--cached", "--name-only") == f"{ML}\n"


def test_a_commit_of_all_changes_from_a_subdirectory(company: Company) -> None:
    company.write({ML: UNASKED})
    _assert_stopped(company, company.commit("--all", within="search"), "missing-downstream-reviewer", f"{ML}:5:5")


def test_a_commit_in_a_linked_working_tree(company: Company) -> None:
    company.git("worktree", "add", "-q", "../linked")
    company.write({f"../linked/{ML}": UNASKED})
    _assert_stopped(company, company.commit("--all", within="../linked"), "missing-downstream-reviewer")


def test_an_invalid_merge_of_two_valid_branches_is_rejected(company: Company) -> None:
    company.git("checkout", "-q", "-b", "fewer")
    company.stage({ML: MODEL.replace("search, ", "")})
    company.stage({"search/ai-ownership.yaml": "version: 1\nowner: search\n"})
    assert company.commit().code == 0
    company.git("checkout", "-q", "main")
    company.stage({"search/more/ai-ownership.yaml": FEATURE.format(team="search").replace("answers", "more")})
    assert company.commit().code == 0
    done = company.call("git", "merge", "--no-edit", "fewer")
    assert done.code == 1, done.output
    assert "missing-downstream-reviewer" in done.output
    assert company.git("rev-list", "--merges", "HEAD") == ""


def test_the_fixing_hook_fixes_the_files_and_stops_the_commit(company: Company) -> None:
    company.configure("id: aiowners-fix")
    company.stage({ML: UNASKED})
    done = company.commit()
    assert done.code == 1, done.output
    assert "files were modified by this hook" in done.output
    assert (company.root / ML).read_text("utf-8") == MODEL
    company.git("add", ML)
    _assert_passed(company, company.commit())


def test_unstaged_files_are_not_fixed(company: Company) -> None:
    company.configure("id: aiowners-fix")
    company.stage({"README": "x"})
    company.write({ML: UNASKED})
    _assert_passed(company, company.commit())
    assert (company.root / ML).read_text("utf-8") == UNASKED
