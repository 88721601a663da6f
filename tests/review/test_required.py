"""The sentences of the contract, each with an organisation of a few lines."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from aiowners.forge import Forge
from aiowners.review.reviewers.changed_by_files import FileChange
from aiowners.review.reviewers.required import RequiredReviewer, Review, review
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble

ROOT = "ai-ownership.yaml"
TODAY = "2026-11-22"
TEAMS = """\
version: 1
teams:
  ml: {handles: {github: "@acme/ml"}}
  search: {handles: {github: "@acme/search", gitlab: ["@acme/search", "@acme/ranking"]}}
  support: {}
  data: {contact: {email: data@acme.test}}
  gone: {status: disbanded, handles: {github: "@acme/gone"}}
"""
MODEL = "models: {m: {owner: ml, artifacts: [models/m/]}}\n"
USED = (
    MODEL
    + "assets: {i: {owner: data, kind: index, uses: {models: [m]}}}\nfeatures: {f: {owner: search, uses: {assets: [i]}}}\n"
)
WEIGHTS = FileChange("models/m/weights.bin", "models/m/weights.bin")
MANIFEST = FileChange(ROOT, ROOT)

Tree = str | dict[str, str]


def _workspace(tree: Tree, forge: Forge = Forge.GITHUB) -> Workspace:
    """A text is a single manifest in which the usual teams are declared."""
    files = {ROOT: TEAMS + tree} if isinstance(tree, str) else tree
    return assemble([Source(path, text) for path, text in files.items()], today=TODAY, forge=forge)


def _review(base: Tree, head: Tree | None = None, *files: FileChange) -> Review:
    """What is to be reviewed; without files those manifests have changed that read otherwise."""
    before, after = _workspace(base), _workspace(base if head is None else head)
    was, now = ({one.path: one.source.text for one in side.manifests} for side in (before, after))
    manifests = [
        FileChange(path if path in was else None, path if path in now else None)
        for path in sorted(was.keys() | now.keys())
        if was.get(path) != now.get(path)
    ]
    return review([before], before, after, [[*manifests, *files]])


def _chains(reviewers: Iterable[RequiredReviewer]) -> dict[str, list[str]]:
    return {
        one.team: [" ".join(map(str, why.chain)) or subject for subject, why in one.reasons.items()]
        for one in reviewers
    }


def _required(found: Review) -> dict[str, list[str]]:
    return _chains(found.required)


def _told(found: Review) -> dict[str, list[str]]:
    return _chains(found.notified)


def _changed(found: Review) -> dict[str, tuple[str, ...]]:
    return {str(one.key): one.because for one in found.changed}


# "A declaration is *changed* when a file under its `paths` or `artifacts` changed"


def test_a_file_under_its_artifacts() -> None:
    found = _review(USED, None, WEIGHTS)
    assert _changed(found) == {"model:m": ("models/m/weights.bin",)}
    assert found.changed[0].owner == "ml"


@pytest.mark.parametrize("section", ["features", "platforms", "pipelines", "assets"])
def test_a_file_under_its_paths(section: str) -> None:
    tree = f"{section}: {{x: {{owner: ml, paths: [src/]}}}}\n"
    found = _review(tree, None, FileChange("src/a.py", "src/a.py"), FileChange("other/src.py", "other/src.py"))
    assert _changed(found) == {f"{section[:-1]}:x": ("src/a.py",)}
    assert _required(found) == {"ml": [f"{section[:-1]}:x"]}


def test_nothing_that_anybody_declares() -> None:
    found = _review(USED, None, FileChange("README.md", "README.md"))
    assert (found.changed, found.required, found.notified, found.errors) == ((), (), (), ())


def test_paths_are_relative_to_the_manifest() -> None:
    tree = {"team/ai-ownership.yaml": "version: 1\nowner: a\nassets: {x: {kind: prompt, paths: [/p/, //q/]}}\n"}
    files = [FileChange(path, path) for path in ("team/p/1", "q/2", "p/3", "team/q/4")]
    assert _changed(_review(tree, None, *files)) == {"asset:x": ("q/2", "team/p/1")}


@pytest.mark.parametrize(
    "file",
    [
        FileChange("models/m", "models/m", stands_for_more=True),
        FileChange("models/m.dvc", "models/m.dvc"),
        FileChange("models", "models", stands_for_more=True),
        FileChange("models.dvc", "models.dvc"),
    ],
    ids=["a link", "a pointer", "a submodule above", "a pointer above"],
)
@pytest.mark.parametrize("glob", ["models/m/", "models/m", "//models/m/", "models/m/*.bin", "models/**/weights.bin"])
def test_what_stands_for_what_is_below_it(glob: str, file: FileChange) -> None:
    tree = MODEL.replace("models/m/]", f'"{glob}"]')
    assert "model:m" in _changed(_review(tree, None, file))


def test_a_file_and_the_pointer_to_it_are_both_reasons() -> None:
    files = [FileChange("models/m", None), FileChange(None, "models/m.dvc")]
    for order in (files, files[::-1]):
        assert _changed(_review(MODEL.replace("m/]", "m]"), None, *order)) == {"model:m": ("models/m", "models/m.dvc")}


# "or when what is declared about it changed"


@pytest.mark.parametrize(
    "now",
    [
        "{owner: search}",
        "{owner: ml, co_owners: [data]}",
        "{owner: ml, reviewers: [search]}",
        "{owner: ml, reviewers: downstream}",
        "{owner: ml, review_scope: direct}",
        "{owner: ml, access: private}",
        "{owner: ml, waivers: [{team: search, reason: r}]}",
        "{owner: ml, used_elsewhere: [{team: search, repository: a/b}]}",
        "{owner: ml, status: staging}",
        "{owner: ml, description: Another}",
        "{owner: ml, artifacts: [m/]}",
        "{owner: ml, uses: {models: [n]}}",
        "{owner: ml, operations: {oncall: https://oncall.acme.test}}",
        "{owner: none}",
        "{}",
    ],
)
def test_something_else_is_declared(now: str) -> None:
    found = _review("models: {m: {owner: ml}}\n", f"models: {{m: {now}}}\n")
    assert _changed(found) == {"model:m": (ROOT,)}
    assert "ml" in _required(found)


def test_a_reviewer_whose_name_is_now_undeclared() -> None:
    # Names of teams are lower case: `Search` is another name, and an unknown team is required under its name.
    found = _review(
        "models: {m: {owner: ml, reviewers: [search]}}\n", "models: {m: {owner: ml, reviewers: [Search]}}\n"
    )
    assert _required(found) == {"Search": ["model:m"], "ml": ["model:m"], "search": ["model:m"]}
    assert [team for team, _ in found.unreachable] == ["Search"]


@pytest.mark.parametrize("access", ["[]", "private"])
def test_a_model_that_nobody_else_may_use_any_more(access: str) -> None:
    found = _review("models: {m: {owner: ml}}\n", f"models: {{m: {{owner: ml, access: {access}}}}}\n")
    assert _changed(found) == {"model:m": (ROOT,)}


def test_the_owner_of_the_file_is_that_of_what_states_none() -> None:
    base = {ROOT: "version: 1\nowner: a\nmodels: {m: {}, n: {owner: c}}\n"}
    found = _review(base, {ROOT: base[ROOT].replace("owner: a", "owner: b")})
    assert _changed(found) == {"model:m": (ROOT,)}
    assert _required(found) == {"a": ["model:m"], "b": ["model:m"]}


# "(its meaning: neither reformatting nor another spelling of the same team is a change)"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("{owner: ml, artifacts: [a/, b/]}", "{artifacts: [b/, a/], owner: 'ml'} # why"),
        ("{owner: ml}", "{owner: ' ml '}"),
        ("{owner: ml}", "{owner: '@ACME/ml'}"),
        ("{owner: data}", "{owner: data@acme.test}"),
        ("{owner: gone}", "{owner: '@acme/gone'}"),
        ("{owner: none}", "{owner: TBD}"),
        ("{owner: none}", "{}"),
        ("{owner: '@maya'}", "{owner: '@Maya'}"),
        ("{reviewers: [search]}", "{reviewers: ['@acme/search']}"),
        ("{reviewers: [search]}", "{reviewers: ['@acme/ranking']}"),
        ("{reviewers: [search]}", "{reviewers: [{team: search}]}"),
        ("{reviewers: [search, ml]}", "{reviewers: [ml, search]}"),
        ("{reviewers: [gone]}", "{reviewers: ['@acme/gone']}"),
        ("{reviewers: []}", "{}"),
        ("{co_owners: [search]}", "{co_owners: ['@acme/search']}"),
        ("{access: [search]}", "{access: ['@acme/search']}"),
        ("{trained_by: ml}", "{trained_by: '@acme/ml'}"),
        ("{operations: {owner: ml}}", "{operations: {owner: '@acme/ml'}}"),
        ("{}", "{status: production, review_scope: transitive}"),
        ("{provider: openai}", "{provider: openai, hosting: vendor}"),
        ("{artifacts: [models/m/]}", "{artifacts: [//models/m/]}"),
        ("{artifacts: [models/m/]}", "{artifacts: [/models/m/]}"),
        ("{artifacts: ['*.bin']}", "{artifacts: ['**/*.bin']}"),
        ("{uses: {}}", "{}"),
        ("{owner: ml}", "{owner: ml, x-note: said in passing}"),
    ],
)
def test_another_spelling_is_no_change(was: str, now: str) -> None:
    assert _changed(_review(f"models: {{m: {was}}}\n", f"models:\n  m: {now}\n")) == {}


def test_another_spelling_elsewhere_is_no_change_here() -> None:
    # Nobody carries the handle: in which spelling it is met first says nothing about `m`.
    text = "version: 1\nmodels: {{{}, m: {{owner: b, reviewers: ['@Org/Team']}}}}\n"
    base, head = ({ROOT: text.format(f"a: {{owner: c, reviewers: ['{team}']}}")} for team in ("@org/team", "x"))
    assert _changed(_review(base, head)) == {"model:a": (ROOT,)}


def test_moving_a_declaration_is_no_change_while_it_means_the_same_files() -> None:
    teams = {ROOT: TEAMS}
    base = {**teams, "a/ai-ownership.yaml": "version: 1\nowner: ml\nmodels: {m: {artifacts: [/w/]}}\n"}
    head = {**teams, "b/ai-ownership.yaml": "version: 1\nmodels: {m: {owner: '@acme/ml', artifacts: [//a/w/]}}\n"}
    assert _changed(_review(base, head)) == {}


def test_moving_a_declaration_away_from_its_files_is_a_change() -> None:
    text = "version: 1\nmodels: {m: {owner: ml, artifacts: [w/]}}\n"
    base, head = ({ROOT: TEAMS, f"{place}/ai-ownership.yaml": text} for place in "ab")
    assert _changed(_review(base, head)) == {"model:m": ("a/ai-ownership.yaml", "b/ai-ownership.yaml")}


def test_moving_a_declaration_with_its_files_asks_as_the_files_do() -> None:
    text = (
        "version: 1\nmodels: {m: {owner: ml, artifacts: [w/]}}\nfeatures: {f: {owner: search, uses: {models: [m]}}}\n"
    )
    base, head = ({ROOT: TEAMS, f"{place}/ai-ownership.yaml": text} for place in "ab")
    found = _review(base, head, FileChange("a/w/1", "b/w/1"))
    assert {"a/w/1", "b/w/1"} <= set(_changed(found)["model:m"])
    assert _required(found) == {"ml": ["model:m"], "search": ["model:m feature:f"]}


def test_a_comment_in_one_manifest_and_a_team_in_another() -> None:
    """What a manifest says does not hang on whether somebody touched it."""
    model = "version: 1\nmodels: {m: {owner: search}}\n"
    disbanded = TEAMS.replace("search: {", "search: {status: disbanded, ")
    untouched = _review({ROOT: TEAMS, "a/ai-ownership.yaml": model}, {ROOT: disbanded, "a/ai-ownership.yaml": model})
    touched = _review(
        {ROOT: TEAMS, "a/ai-ownership.yaml": model}, {ROOT: disbanded, "a/ai-ownership.yaml": f"# x\n{model}"}
    )
    assert _changed(touched) == _changed(untouched)


def test_a_handle_that_another_team_carries_now() -> None:
    model = "version: 1\nmodels: {m: {owner: '@acme/search'}}\n"
    taken = TEAMS.replace('github: "@acme/search", gitlab: ["@acme/search", ', "gitlab: [").replace(
        "support: {}", 'support: {handles: {github: "@acme/search"}}'
    )
    found = _review({ROOT: TEAMS, "a/ai-ownership.yaml": model}, {ROOT: taken, "a/ai-ownership.yaml": model})
    assert _required(found) == {"search": ["model:m", "team:search"], "support": ["model:m", "team:support"]}


def test_a_handle_that_a_new_team_has_is_required_under_both_names() -> None:
    base = "models: {m: {owner: ml, artifacts: [models/m/], reviewers: ['@acme/new']}}\n"
    head = {
        ROOT: TEAMS + base.replace("'@acme/new'", "new"),
        "t/ai-ownership.yaml": "version: 1\nteams: {new: {handles: {github: '@Acme/New'}}}\n",
    }
    found = _review(base, head)
    assert _changed(found).keys() == {"model:m", "team:new"}
    assert _required(found) == {"@acme/new": ["model:m"], "ml": ["model:m"], "new": ["model:m", "team:new"]}


# "in the base's manifests or in the head's. Renames count at both ends."


TWO = MODEL + "assets: {p: {owner: search, kind: prompt, paths: [prompts/]}}\n"


def test_a_rename_counts_at_both_ends() -> None:
    found = _review(TWO, None, FileChange("models/m/a", "prompts/a"))
    assert _changed(found) == {"asset:p": ("prompts/a",), "model:m": ("models/m/a",)}
    assert _required(found) == {"ml": ["model:m"], "search": ["asset:p"]}


@pytest.mark.parametrize("file", [FileChange(None, "models/m/a"), FileChange("models/m/a", None)])
def test_files_that_come_and_go(file: FileChange) -> None:
    assert _changed(_review(TWO, None, file)) == {"model:m": ("models/m/a",)}


def test_paths_that_only_one_side_claims() -> None:
    base, head = MODEL, MODEL.replace("models/m/", "new/")
    for path in ("models/m/a", "new/a"):
        assert path in _changed(_review(base, head, FileChange(path, path)))["model:m"]


def test_removed_and_added_and_renamed() -> None:
    base, head = "models: {m: {owner: ml}}\n", "models: {n: {owner: search}}\n"
    found = _review(base, head)
    assert {str(one.key): one.owner for one in found.changed} == {"model:m": "ml", "model:n": "search"}
    assert _required(found) == {"ml": ["model:m"], "search": ["model:n"]}


def test_a_removed_model_asks_whoever_used_it() -> None:
    found = _review(USED, USED.replace(MODEL, ""))
    assert _required(found)["search"] == ["model:m asset:i feature:f"]


# "A disbanded team is never required."


def test_a_disbanded_team_is_never_required() -> None:
    tree = USED.replace("owner: ml", "owner: gone, reviewers: [gone, '@acme/gone'], used_elsewhere: [{team: gone}]")
    found = _review(tree.replace("owner: search", "owner: gone"), None, WEIGHTS)
    assert _required(found) == {"data": ["model:m asset:i"]}
    assert found.changed[0].owner is None


def test_a_change_that_disbands_its_reviewer_still_asks_it() -> None:
    head = {ROOT: (TEAMS + USED).replace("search: {", "search: {status: disbanded, ")}
    assert "search" in _required(_review(USED, head, WEIGHTS))


def test_a_team_that_is_in_being_again_is_asked() -> None:
    base = {ROOT: (TEAMS + USED).replace("search: {", "search: {status: disbanded, ")}
    assert "search" in _required(_review(base, USED, WEIGHTS))


@pytest.mark.parametrize("word", ["none", "tbd", ""])
def test_a_placeholder_is_not_required(word: str) -> None:
    assert _required(_review(MODEL.replace("owner: ml", f"owner: '{word}'"), None, WEIGHTS)) == {}


def test_an_unknown_team_is_required_under_its_name_and_unreachable() -> None:
    for tree in (MODEL.replace("owner: ml", "owner: serch"), USED.replace("owner: search", "owner: serch")):
        found = _review(tree, None, WEIGHTS)
        assert "serch" in _required(found)
        assert "serch" in dict(found.unreachable)


# "*Required* are: the owner of whatever changed; for a changed model its downstream owners"


def test_downstream_owners_with_their_chains() -> None:
    found = _review(USED, None, WEIGHTS)
    assert _required(found) == {
        "data": ["model:m asset:i"], "ml": ["model:m"], "search": ["model:m asset:i feature:f"]
    }  # fmt: skip
    assert found.notified == ()


def test_the_shortest_chain_and_of_these_the_least() -> None:
    tree = (
        "models: {m: {owner: ml, artifacts: [models/m/]}, x: {owner: ml, uses: {models: [m]}}}\n"
        "assets: {b: {owner: ml, kind: index, uses: {models: [m]}}}\n"
        "features: {z: {owner: search, uses: {models: [x]}}, a: {owner: search, uses: {assets: [b], models: [x]}}}\n"
    )
    assert _required(_review(tree, None, WEIGHTS))["search"] == ["model:m asset:b feature:a"]


def test_a_shorter_chain_on_either_side_is_shown() -> None:
    shorter = USED.replace("uses: {assets: [i]}", "uses: {models: [m]}")
    for base, head in ((USED, shorter), (shorter, USED)):
        assert "model:m feature:f" in _required(_review(base, head, WEIGHTS))["search"]


@pytest.mark.parametrize("status", ["idea", "experiment", "retired"])
def test_what_does_not_count_downstream(status: str) -> None:
    tree = USED.replace("owner: search", f"owner: search, status: {status}")
    assert _required(_review(tree, None, WEIGHTS)).keys() == {"data", "ml"}


def test_co_owners_are_not_asked() -> None:
    tree = USED.replace("owner: ml", "owner: ml, co_owners: [support]").replace(
        "search", "search, co_owners: [support]"
    )
    assert "support" not in _required(_review(tree, None, WEIGHTS))


def test_used_elsewhere() -> None:
    tree = MODEL.replace("owner: ml", "owner: ml, used_elsewhere: [{team: support, repository: acme/mobile}]")
    assert _required(_review(tree, None, WEIGHTS)) == {"ml": ["model:m"], "support": ["model:m"]}


def test_a_direct_scope_ends_after_one_edge() -> None:
    tree = USED.replace("owner: ml", "owner: ml, review_scope: direct")
    assert _required(_review(tree, None, WEIGHTS)).keys() == {"data", "ml"}


def test_a_direct_scope_says_nothing_of_the_models_before_it() -> None:
    tree = (
        "models: {m: {owner: ml, artifacts: [models/m/]}, n: {owner: ml, derived_from: [m], review_scope: direct}}\n"
        "assets: {i: {owner: data, kind: index, uses: {models: [n]}}}\n"
        "features: {f: {owner: search, uses: {assets: [i]}}}\n"
    )
    assert _required(_review(tree, None, WEIGHTS)).keys() == {"data", "ml", "search"}


def test_an_unapproved_use_is_not_followed() -> None:
    tree = USED.replace("owner: ml", "owner: ml, access: [search]")
    assert _required(_review(tree, None, WEIGHTS)) == {"ml": ["model:m"]}
    assert _required(_review(USED, tree)).keys() == {"data", "ml", "search"}, "the base followed it"


def test_a_cycle_does_not_ask_for_the_thing_itself() -> None:
    tree = (
        "models: {m: {owner: ml, artifacts: [models/m/], trained_on: [p]}}\n"
        "pipelines: {p: {owner: data, uses: {models: [m]}}}\n"
    )
    assert _required(_review(tree, None, WEIGHTS)) == {"data": ["model:m pipeline:p"], "ml": ["model:m"]}


# "without those whose waiver holds" [...] "a waiver counts only if the base has it"


def _waived(until: str = "") -> str:
    return USED.replace("owner: ml", f"owner: ml, waivers: [{{team: search, reason: r{until}}}]")


@pytest.mark.parametrize("until", ["", ", until: 2026-11-22", ", until: 2030-01-01"])
def test_whoever_has_waived_is_told(until: str) -> None:
    found = _review(_waived(until), None, WEIGHTS)
    assert _required(found).keys() == {"data", "ml"}
    assert _told(found) == {"search": ["model:m asset:i feature:f"]}


def test_a_waiver_that_has_lapsed() -> None:
    assert "search" in _required(_review(_waived(", until: 2026-11-21"), None, WEIGHTS))


@pytest.mark.parametrize("until", ["someday", "2026-13-01", "null", "7", "''"])
def test_a_waiver_whose_end_cannot_be_read_is_not_in_effect(until: str) -> None:
    assert "search" in _required(_review(_waived(f", until: {until}"), None, WEIGHTS))


@pytest.mark.parametrize("base", [USED, _waived(", until: 2026-11-21")], ids=["new", "prolonged"])
def test_a_change_does_not_bring_its_own_waiver(base: str) -> None:
    found = _review(base, _waived(), WEIGHTS)
    assert "search" in _required(found)
    assert found.notified == ()


def test_a_renamed_model_does_not_bring_its_waivers() -> None:
    found = _review(_waived(), _waived().replace("{m:", "{n:").replace("[m]", "[n]"))
    assert _required(found)["search"] == ["model:m asset:i feature:f", "model:n asset:i feature:f"]


@pytest.mark.parametrize("head", [USED, _waived(", until: 2026-11-21")], ids=["gone", "lapsed"])
def test_a_waiver_that_the_head_takes_back_holds_no_longer(head: str) -> None:
    """Both graphs count: by the head's, the team wants to be asked again."""
    assert "search" in _required(_review(_waived(), head))


def test_a_waiver_in_another_spelling() -> None:
    found = _review(_waived().replace("team: search", "team: '@acme/ranking'"), _waived(), WEIGHTS)
    assert _told(found).keys() == {"search"}


def test_a_waiver_of_a_handle_that_a_new_team_has_excuses_neither() -> None:
    base = USED.replace("owner: search", "owner: '@acme/new'").replace(
        "owner: ml", "owner: ml, waivers: [{team: '@acme/new', reason: r}]"
    )
    head = {ROOT: TEAMS + base, "t/ai-ownership.yaml": "version: 1\nteams: {new: {handles: {github: '@acme/new'}}}\n"}
    found = _review(base, head, WEIGHTS)
    assert {"new", "@acme/new"} <= _required(found).keys()


def test_a_waiver_of_the_owner_or_of_a_named_reviewer_excuses_nobody() -> None:
    tree = _waived().replace("owner: ml", "owner: ml, reviewers: [search]")
    assert "search" in _required(_review(tree, None, WEIGHTS))
    assert "ml" in _required(_review(_waived().replace("team: search", "team: ml"), None, WEIGHTS))


def test_a_waiver_of_somebody_who_is_not_downstream_tells_nobody() -> None:
    assert _told(_review(_waived().replace("team: search", "team: support"), None, WEIGHTS)) == {}


# "and the reviewers that it names"


def test_named_reviewers() -> None:
    tree = MODEL.replace("owner: ml", "owner: ml, reviewers: [support, {team: '@legal', reason: r}, gone, serch]")
    assert _required(_review(tree, None, WEIGHTS)).keys() == {"@legal", "ml", "serch", "support"}


def test_computed_reviewers_are_those_downstream() -> None:
    tree = USED.replace("owner: ml", "owner: ml, reviewers: downstream")
    assert _required(_review(tree, None, WEIGHTS)).keys() == {"data", "ml", "search"}


# "for a changed feature in pilot or production whose declaration changed, its `domain_reviewers`"


FEATURE = "features: {f: {owner: search, paths: [src/], domain_reviewers: ['@legal'], status: STATUS}}\n"


@pytest.mark.parametrize("status", ["pilot", "production", "null"])
def test_domain_reviewers_of_a_feature_that_users_have(status: str) -> None:
    base = FEATURE.replace("STATUS", status) if status != "null" else FEATURE.replace(", status: STATUS", "")
    head = base.replace("owner: search", "owner: search, description: Another")
    assert _required(_review(base, head)) == {"@legal": ["feature:f"], "search": ["feature:f"]}
    assert _required(_review(base, None, FileChange("src/a", "src/a"))) == {"search": ["feature:f"]}


@pytest.mark.parametrize("status", ["idea", "experiment", "deprecated", "retired"])
def test_domain_reviewers_of_any_other_feature(status: str) -> None:
    base = FEATURE.replace("STATUS", status)
    assert "@legal" not in _required(_review(base, base.replace("[src/]", "[lib/]")))


@pytest.mark.parametrize(("was", "now"), [("idea", "pilot"), ("production", "idea")])
def test_domain_reviewers_of_a_feature_that_comes_or_goes(was: str, now: str) -> None:
    found = _review(FEATURE.replace("STATUS", was), FEATURE.replace("STATUS", now))
    assert "@legal" in _required(found)


def test_domain_reviewers_cannot_be_dropped() -> None:
    base = FEATURE.replace("STATUS", "production")
    assert "@legal" in _required(_review(base, base.replace(" domain_reviewers: ['@legal'],", "")))
    assert "@legal" in _required(_review(base, ""))


# "*To be notified* are the downstream owners of a changed platform, pipeline, asset or feature"


@pytest.mark.parametrize("section", ["platforms", "pipelines", "assets", "features"])
def test_downstream_owners_of_anything_else_are_told(section: str) -> None:
    kind = section[:-1]
    tree = f"{section}: {{x: {{owner: ml, paths: [src/]}}, f: {{owner: data}}}}\n".replace(", f: {owner: data}", "")
    user = f"f: {{owner: search, uses: {{{section}: [x]}}}}"
    tree = tree[:-2] + f", {user}}}\n" if section == "features" else f"{tree}features: {{{user}}}\n"
    found = _review(tree, None, FileChange("src/a", "src/a"))
    assert _required(found) == {"ml": [f"{kind}:x"]}
    assert _told(found) == {"search": [f"{kind}:x feature:f"]}


def test_required_for_one_thing_and_told_of_another() -> None:
    tree = USED.replace("kind: index", "kind: index, paths: [index/]")
    found = _review(tree, None, WEIGHTS, FileChange("index/a", "index/a"))
    assert _required(found)["search"] == ["model:m asset:i feature:f"]
    assert _told(found) == {"search": ["asset:i feature:f"]}


def test_whoever_must_review_is_not_told_of_the_same() -> None:
    other = "platforms: {x: {owner: search, paths: [src/]}}\nfeatures: {f: {owner: ml, uses: {platforms: [x]}}}\n"
    found = _review(other, other.replace("owner: search", "owner: ml"))
    assert _required(found)["ml"] == ["platform:x"]
    assert _told(found) == {}


# "Both graphs count": a change cannot remove its own reviewer.


@pytest.mark.parametrize(
    "head",
    [
        USED.replace("uses: {assets: [i]}", ""),
        USED.replace("uses: {models: [m]}", "uses: {}"),
        USED.replace("owner: search", "owner: none"),
        USED.replace("owner: search", "owner: search, status: idea"),
        USED.replace("owner: ml", "owner: ml, access: private"),
        USED.replace("owner: ml", "owner: ml, review_scope: direct"),
        MODEL,
        MODEL.replace("{m:", "{other:"),
        "",
        {},
        {ROOT: TEAMS.replace("  search:", "  other:") + USED},
    ],
)
def test_a_change_cannot_drop_its_reviewer(head: Tree) -> None:
    assert "search" in _required(_review(USED, head, WEIGHTS))


def test_a_change_cannot_drop_a_named_reviewer() -> None:
    base = MODEL.replace("owner: ml", "owner: ml, reviewers: [support]")
    for head in (MODEL, base.replace("[support]", "downstream"), base.replace("[support]", "[gone]")):
        assert "support" in _required(_review(base, head))


def test_a_change_cannot_drop_the_owner() -> None:
    found = _review(MODEL, MODEL.replace("owner: ml", "owner: search"))
    assert _required(found) == {"ml": ["model:m"], "search": ["model:m"]}
    assert found.changed[0].owner == "search"


def test_whoever_comes_with_the_change_is_asked() -> None:
    assert "search" in _required(_review(MODEL, USED, WEIGHTS))


# Declared twice: "later ones stay in the graph with their own owner, uses and reviewers".


def test_declared_twice() -> None:
    one = "version: 1\nmodels: {m: {owner: ml, artifacts: [models/m/], reviewers: [support]}}\n"
    other = "version: 1\nmodels: {m: {owner: data, reviewers: [search]}}\n"
    tree = {ROOT: TEAMS, "a/ai-ownership.yaml": one.replace("[models", "[//models"), "b/ai-ownership.yaml": other}
    assert _required(_review(tree, None, WEIGHTS)).keys() == {"data", "ml", "search", "support"}
    gone = {path: text for path, text in tree.items() if path != "b/ai-ownership.yaml"}
    assert _changed(_review(tree, gone)) == {"model:m": ("b/ai-ownership.yaml",)}
    assert _required(_review(tree, gone)).keys() == {"data", "ml", "search", "support"}


# What cannot be read: "the command still answers from what it could read".


@pytest.mark.parametrize(
    "broken",
    ["{", "[]", "\x07", "version: 2\n", "hello", "- 1\n", f"{TEAMS}models: [m]\n", f"{TEAMS}models: {{m: [\n"],
)
def test_broken_at_head_the_base_still_counts(broken: str) -> None:
    found = _review(USED, {ROOT: broken}, WEIGHTS)
    assert {"data", "ml", "search"} <= _required(found).keys()
    assert {error.location.path for error in found.errors} == {ROOT}


def test_broken_at_head_does_not_hide_a_reviewer_by_a_key() -> None:
    base = MODEL.replace("owner: ml", "owner: ml, reviewers: [support]")
    found = _review(base, base.replace("[support]", "7"))
    assert "support" in _required(found)
    assert found.errors


def test_broken_on_both_sides_is_said_once() -> None:
    text = {ROOT: TEAMS + USED, "a/ai-ownership.yaml": "version: 2\n"}
    assert len(_review(text, None, WEIGHTS).errors) == 1


def test_broken_at_base_alone() -> None:
    found = _review({ROOT: TEAMS, "a/ai-ownership.yaml": "{"}, {ROOT: TEAMS + USED}, WEIGHTS)
    assert _required(found).keys() == {"data", "ml", "search"}
    assert found.errors


def test_teams_that_cannot_be_read_any_more_change_who_an_owner_is() -> None:
    model = "version: 1\nmodels: {m: {owner: '@acme/search', artifacts: [//models/m/]}}\n"
    found = _review(
        {ROOT: TEAMS, "a/ai-ownership.yaml": model}, {ROOT: "version: 2\n", "a/ai-ownership.yaml": model}, WEIGHTS
    )
    assert {"@acme/search", "search"} <= _required(found).keys()


# "`unreachable` lists `{"team", "reason"}`"


def test_handles_by_forge_and_who_has_none() -> None:
    found = _review(USED.replace("owner: data", "owner: '@Maya'"), None, WEIGHTS)
    assert {one.team: one.handles for one in found.required} == {
        "@Maya": {"github": ("@Maya",)},
        "ml": {"github": ("@acme/ml",)},
        "search": {"github": ("@acme/search",), "gitlab": ("@acme/search", "@acme/ranking")},
    }
    assert found.unreachable == ()
    assert _review(USED, None, WEIGHTS).unreachable == (("data", "it has no GitHub handle"),)


def test_unreachable_on_another_forge() -> None:
    side = _workspace(USED, Forge.GITLAB)
    found = review([side], side, side, [[WEIGHTS]])
    assert [team for team, _ in found.unreachable] == ["data", "ml"]


def test_a_handle_that_the_head_takes_away_is_still_one() -> None:
    head = {ROOT: (TEAMS + USED).replace('{github: "@acme/ml"}', "{}")}
    found = _review(USED, head, WEIGHTS)
    assert next(one for one in found.required if one.team == "ml").handles == {"github": ("@acme/ml",)}
    assert "ml" not in dict(found.unreachable)


@pytest.mark.parametrize(
    "head",
    [
        TEAMS.replace('ml: {handles: {github: "@acme/ml"}}', 'ml: {handles: {gitlab: "@acme/ml"}}'),
        TEAMS.replace('ml: {handles: {github: "@acme/ml"}}', "ml: {}"),
    ],
    ids=["another forge's", "none"],
)
def test_whoever_has_no_handle_here_is_unreachable_and_nobody_else(head: str) -> None:
    base = {ROOT: TEAMS + MODEL}
    for one, other in ((base, {ROOT: head + MODEL}), ({ROOT: head + MODEL}, base)):
        found = _review(one, other, WEIGHTS)
        nameless = {one.team for one in found.required if not one.handles.get("github")}
        assert nameless == dict(found.unreachable).keys()


def test_the_handles_of_a_team_that_is_declared_twice() -> None:
    tree = {
        ROOT: TEAMS.replace('ml: {handles: {github: "@acme/ml"}}', "ml: {}") + MODEL,
        "x/ai-ownership.yaml": 'version: 1\nteams: {ml: {handles: {github: "@acme/ml"}}}\n',
    }
    found = _review(tree, None, WEIGHTS)
    nameless = {one.team for one in found.required if not one.handles.get("github")}
    assert nameless == dict(found.unreachable).keys()


def test_only_who_must_review_is_unreachable() -> None:
    tree = "assets: {i: {owner: ml, kind: index, paths: [x/]}}\nfeatures: {f: {owner: support, uses: {assets: [i]}}}\n"
    assert _review(tree, None, FileChange("x/a", "x/a")).unreachable == ()


# `--files` without a base: somebody says that a manifest changed, and both sides read the same.


def test_a_manifest_that_is_listed_asks_for_all_that_it_declares() -> None:
    side = _workspace(USED)
    found = review([side], side, side, [[MANIFEST]], listed=True)
    assert set(_changed(found)) == {"asset:i", "feature:f", "model:m"}
    assert review([side], side, side, [[MANIFEST]]).changed == ()


# "Three revisions count": the fork point, the tip of the base, and the head.


def _three(fork: Tree, base: Tree, head: Tree, *files: FileChange) -> Review:
    """The review of a head that left the fork point, while the base went on."""
    texts = [{ROOT: TEAMS + tree} if isinstance(tree, str) else tree for tree in (fork, base, head)]
    start, tip, end = map(_workspace, texts)
    manifests = [
        FileChange(path if path in texts[0] else None, path if path in texts[2] else None)
        for path in sorted(texts[0].keys() | texts[2].keys())
        if texts[0].get(path) != texts[2].get(path)
    ]
    return review([start], tip, end, [[*manifests, *files]])


def _split(model: str, index: str, feature: str) -> dict[str, str]:
    """The same organization in a manifest per team."""
    bodies = {
        "ml": f"models: {{m: {model}}}",
        "data": f"assets: {{i: {index}}}",
        "search": f"features: {{f: {feature}}}",
    }
    manifests = {f"{team}/{ROOT}": f"version: 1\nowner: {team}\n{body}\n" for team, body in bodies.items()}
    return {ROOT: TEAMS, **manifests}


USES_M, USES_I = "{uses: {models: [m]}}", "{uses: {assets: [i]}}"
FULL = _split("{artifacts: [//models/m/]}", USES_M, USES_I)
WITHOUT_FEATURE = _split("{artifacts: [//models/m/]}", USES_M, "{}")
WITHOUT_INDEX = _split("{artifacts: [//models/m/]}", "{}", USES_I)


def test_a_team_that_only_the_tip_of_the_base_knows_is_required() -> None:
    assert "search" in _required(_three(WITHOUT_FEATURE, FULL, WITHOUT_FEATURE, WEIGHTS))


def test_a_team_that_only_the_fork_point_knows_is_required() -> None:
    assert "search" in _required(_three(FULL, WITHOUT_FEATURE, WITHOUT_FEATURE, WEIGHTS))


def test_an_old_head_that_lacks_what_the_base_gained_loses_no_team() -> None:
    found = _three(WITHOUT_FEATURE, FULL, WITHOUT_FEATURE, FileChange("README.md", "README.md"))
    assert (found.changed, found.required) == ((), ())
    described = WITHOUT_FEATURE | {
        f"data/{ROOT}": WITHOUT_FEATURE[f"data/{ROOT}"].replace("{uses", "{kind: index, uses")
    }
    assert _required(_three(WITHOUT_FEATURE, FULL, described)) == {"data": ["asset:i"]}


def test_an_edge_that_leads_to_a_team_of_the_base_cannot_be_removed_without_it() -> None:
    without_both = _split("{artifacts: [//models/m/]}", "{}", "{}")
    found = _three(WITHOUT_FEATURE, FULL, without_both)
    assert _required(found) == {"data": ["asset:i", "model:m asset:i"], "search": ["model:m asset:i feature:f"]}


def test_two_changes_that_each_remove_one_of_two_edges_do_not_lose_a_team_together() -> None:
    both = _split("{}", USES_M, "{uses: {models: [m], assets: [i]}}")
    direct, indirect = _split("{}", "{}", "{uses: {models: [m], assets: [i]}}"), _split("{}", USES_M, USES_I)
    assert "search" in _required(_three(both, indirect, direct))


@pytest.mark.parametrize("head", [WITHOUT_INDEX, WITHOUT_FEATURE], ids=["a step of the chain", "its end"])
def test_a_team_that_the_change_removes_from_downstream_is_required(head: Tree) -> None:
    found = _three(FULL, FULL, head)
    assert "model:m asset:i feature:f" in _required(found)["search"]
    assert next(one for one in found.required if one.team == "search").reasons["model:m"].kind == "lost"


def test_a_team_that_waived_is_notified_that_it_is_downstream_no_more() -> None:
    waiver = "{artifacts: [//models/m/], waivers: [{team: search, reason: r}]}"
    found = _three(_split(waiver, USES_M, USES_I), _split(waiver, USES_M, USES_I), _split(waiver, "{}", USES_I))
    assert "search" not in _required(found)
    assert "model:m asset:i feature:f" in _told(found)["search"]


def test_a_retired_model_loses_no_team() -> None:
    retired = "{status: retired}"
    found = _three(_split(retired, USES_M, USES_I), _split(retired, USES_M, USES_I), _split(retired, "{}", USES_I))
    assert _required(found) == {"data": ["asset:i"]}


def test_a_team_that_becomes_downstream_of_a_model_that_it_has_waived_is_required() -> None:
    waiver = "{waivers: [{team: search, reason: r}]}"
    found = _three(_split(waiver, "{}", USES_I), _split(waiver, "{}", USES_I), _split(waiver, USES_M, USES_I))
    reasons = next(one for one in found.required if one.team == "search").reasons
    assert reasons["model:m"].kind == "waiver"


def test_a_waiver_that_only_the_fork_point_or_the_head_has_excuses_no_team() -> None:
    with_waiver, without = _waived(), USED
    assert "search" in _required(_three(with_waiver, without, with_waiver, WEIGHTS))
    assert "search" in _required(_three(without, without, with_waiver, WEIGHTS))
    assert "search" not in _required(_three(without, with_waiver, with_waiver, WEIGHTS))


def test_a_waiver_that_the_head_shortens_or_extends_excuses_no_team() -> None:
    long, short = _waived(", until: 2030-01-01"), _waived(", until: 2029-01-01")
    assert "search" in _required(_three(long, long, short, WEIGHTS))
    assert "search" in _required(_three(short, short, long, WEIGHTS))
    assert "search" not in _required(_three(short, long, short, WEIGHTS))
    assert "search" not in _required(_three(short, long, long, WEIGHTS))


# "A *team* is changed if its status, handles, contact, or existence changed".


OWNED = TEAMS.replace("version: 1\n", "version: 1\nowner: support\n")


@pytest.mark.parametrize(
    "head",
    [
        OWNED.replace("search: {", "search: {status: disbanded, "),
        OWNED.replace('"@acme/search", gitlab', '"@acme/searchers", gitlab'),
        OWNED.replace('"@acme/ranking"', '"@acme/other"'),
        OWNED.replace("search: {", "search: {contact: {slack: '#other'}, "),
        OWNED.replace("search: {handles", "other: {handles"),
    ],
    ids=["status", "handle", "a handle on another host", "contact", "name"],
)
def test_a_changed_team_and_the_owner_of_its_manifest_are_required(head: str) -> None:
    found = _review({ROOT: OWNED}, {ROOT: head})
    assert "team:search" in _changed(found)
    assert {"search", "support"} <= _required(found).keys()
    assert "@acme/search" in next(one for one in found.required if one.team == "search").handles["github"]


@pytest.mark.parametrize(
    "head",
    [OWNED.replace("@acme/search", "@Acme/Search"), OWNED.replace("search: {", "search: {description: d, kind: ml, ")],
    ids=["case", "description"],
)
def test_what_does_not_change_a_team(head: str) -> None:
    assert _changed(_review({ROOT: OWNED}, {ROOT: head})) == {}


def test_a_team_without_a_handle_changes_with_the_owner_of_its_manifest() -> None:
    """That owner approves the first handle of the team."""
    other = "version: 1\nowner: ml\n"
    base = {ROOT: OWNED.replace("  data: {contact: {email: data@acme.test}}\n", "  data: {}\n"), f"x/{ROOT}": other}
    moved = {ROOT: base[ROOT].replace("  data: {}\n", ""), f"x/{ROOT}": other + "teams: {data: {}}\n"}
    assert _required(_review(base, moved)).keys() == {"data", "ml", "support"}
    assert _required(_review(base, {**base, ROOT: base[ROOT].replace("owner: support", "owner: ml")})).keys() >= {
        "data"
    }
    with_handle = {
        path: text.replace("data: {}", "data: {handles: {github: '@acme/d'}}") for path, text in base.items()
    }
    moved = {path: text.replace("data: {}", "data: {handles: {github: '@acme/d'}}") for path, text in moved.items()}
    assert _changed(_review(with_handle, moved)) == {}


def test_a_team_that_is_disbanded_at_every_revision_is_not_required() -> None:
    head = OWNED.replace('"@acme/gone"', '"@acme/ml"')
    assert "gone" not in _required(_review({ROOT: OWNED}, {ROOT: head}))


def test_a_name_that_comes_to_be_a_team_changes_what_uses_it() -> None:
    base = {ROOT: "version: 1\nmodels: {m: {owner: search}}\n"}
    head = {**base, "x/ai-ownership.yaml": "version: 1\nowner: other\nteams: {search: {}, other: {}}\n"}
    assert "model:m" in _changed(_review(base, head))


def test_what_the_head_excludes_counts_as_removed_from_the_base_too() -> None:
    fork, base = _workspace(WITHOUT_FEATURE), _workspace(FULL)
    kept = _workspace({path: text for path, text in FULL.items() if not path.startswith("search/")})
    found = review([fork], base, fork, [[]], kept=kept)
    assert _changed(found) == {"feature:f": ("search/ai-ownership.yaml",)}
    assert _required(found)["search"] == ["feature:f", "model:m asset:i feature:f"]
