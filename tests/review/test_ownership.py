"""What is known of things, teams and vendors, against a brute-force reading of the format and by hand."""

from __future__ import annotations

from datetime import date

import pytest

from aiowners.forge import Forge
from aiowners.graph.nodes import Key
from aiowners.review.owners.answer import ListedAs
from aiowners.review.owners.ownership import OwnershipQueries
from aiowners.review.owners.target import OwnersTarget, UnknownTarget, named
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble
from tests.oracle import oracle
from tests.oracle.organisations import TODAY, random_organisation

FILES = (
    "src/semantic/rank.py",
    "src/semantic/test/rank.py",
    "src/other.py",
    "ml/models/m/config.json",
    "data/index.dvc",
)


def _workspace(forge: Forge = Forge.GITHUB, **texts: str) -> Workspace:
    """`search_` is `search/ai-ownership.yaml`, `CODEOWNERS` itself, `_` the manifest at the root."""
    sources = []
    for name, text in texts.items():
        path = name if name == "CODEOWNERS" else f"{name.strip('_').replace('_', '/')}/ai-ownership.yaml".lstrip("/")
        sources.append(Source(path, text if name == "CODEOWNERS" else f"version: 1\n{text}"))
    return assemble(sources, today=TODAY, files=lambda: FILES, forge=forge)


ML = """
owner: ml-core
teams:
  ml-core: {handles: {github: "@acme/ml"}}
  search: {handles: {github: ["@acme/search", "@acme/ranking"], gitlab: "@s"}}
  support: {}
  growth: {}
  old: {status: disbanded}
models:
  m:
    provider: OpenAI
    co_owners: [search]
    artifacts: [models/m/]
    reviewers: [growth]
    waivers: [{team: support, until: 2026-11-22}]
"""
SEARCH = """
owner: search
features:
  f: {paths: [//src/semantic/], uses: {models: [m]}}
  g: {paths: [//src/], owner: ml-core, uses: {features: [f]}}
assets:
  index: {owner: support, paths: [//data/], uses: {models: [m]}}
"""


@pytest.mark.parametrize("seed", range(30))
def test_downstream_is_the_oracles(seed: int) -> None:
    organisation = random_organisation(seed, 5 + seed % 40)
    workspace = assemble([Source(path, text) for path, text in organisation.items()], today=TODAY)
    owning, web = (
        OwnershipQueries(workspace),
        oracle.graph(oracle.organisation(organisation, date.fromisoformat(TODAY))),
    )
    seen: dict[tuple[str, str], set[str]] = {}
    for thing in web.org.things:
        if thing.kind == "model":
            wanted = oracle.downstream(web, thing)
        else:
            below = oracle.reachable(web, oracle.one_edge_away(web, thing))
            wanted = [other for other in below if other is not thing]
        declared = oracle.declarations(web.org, thing.kind, thing.name)
        known = owning.of_thing(Key(thing.kind, thing.name)).known[declared.index(thing)]
        assert {str(key) for key in known.downstream} == {other.label for other in wanted}
        assert (known.owner is not None) == oracle.is_party(oracle.owner(web.org, thing))
        for other in wanted:
            seen.setdefault((other.label, other.path), set()).add(thing.label)
    for node in workspace.graph.declared:
        assert node.manifest is not None
        names = workspace.graph.names
        above = {str(one) for one in owning.known(node).upstream if one.name in names.get(one.kind, ())}
        assert above == seen.get((str(node.key), node.manifest.path), set())


@pytest.mark.parametrize("seed", range(20))
def test_who_must_review_is_everybody_downstream_who_has_not_waived(seed: int) -> None:
    organisation = random_organisation(seed, 5 + seed % 40)
    workspace = assemble([Source(path, text) for path, text in organisation.items()], today=TODAY)
    owning, web = (
        OwnershipQueries(workspace),
        oracle.graph(oracle.organisation(organisation, date.fromisoformat(TODAY))),
    )
    for thing in web.org.things:
        if thing.kind != "model":
            continue
        declared = oracle.declarations(web.org, "model", thing.name)
        known = owning.of_thing(Key("model", thing.name)).known[declared.index(thing)]
        own = oracle.owner(web.org, thing)
        below, waived = oracle.downstream_owners(web, thing).keys(), oracle.waived(web.org, thing)
        listed = set() if thing.body.get("reviewers") == "downstream" else oracle.reviewers(web.org, thing)
        asked = {oracle.party(web.org, one.team) for one in known.reviewers}
        assert asked == ((below - waived) | {one for one in listed if oracle.is_party(one)}) - {own}
        assert {oracle.party(web.org, team) for team in known.notified} == (below & waived) - listed - {own}
        missing = {oracle.party(web.org, one.team) for one in known.reviewers if one.listing is ListedAs.MISSING}
        co_owners = oracle.parties(web.org, thing.body.get("co_owners") or [])
        if thing.body.get("reviewers") != "downstream":
            assert missing == below - waived - listed - co_owners - {own}


def test_a_model() -> None:
    known = OwnershipQueries(_workspace(ml_=ML, search_=SEARCH)).of_thing(Key("model", "m")).known[0]
    assert (known.owner, known.co_owners, known.notified) == ("ml-core", ("search",), ("support",))
    assert [(one.team, one.listing) for one in known.reviewers] == [
        ("growth", ListedAs.NAMED),
        ("search", ListedAs.CO_OWNER),
    ]
    assert list(map(str, known.downstream)) == ["asset:index", "feature:f", "feature:g"]
    assert (known.location.path, known.location.start.line, known.shared) == ("ml/ai-ownership.yaml", 11, True)


def test_a_path_that_several_claim_has_the_closest_manifest_first() -> None:
    workspace = _workspace(
        _="owner: a\nfeatures: {all: {paths: [//src/*/rank.py]}}\n",
        x_="owner: b\nfeatures: {far: {paths: [//src/semantic/r*.py]}}\n",
        src_semantic_="owner: c\nfeatures: {near: {paths: ['*k.py']}}\n",
        src_="owner: d\nfeatures: {above: {paths: [semantic/ra*]}}\n",
    )
    owning = OwnershipQueries(workspace)
    everyone = ["near", "above", "all", "far"]
    assert [one.key.name for one in owning.of_path("src/semantic/rank.py").known] == everyone
    assert [one.key.name for one in owning.of_path("src/semantic", directory=True).known] == everyone
    assert [one.key.name for one in owning.of_path(".", directory=True).known] == ["all", "above", "near", "far"]
    assert owning.of_path("docs/x").known == ()


def test_of_several_claims_the_more_specific_one_is_told() -> None:
    workspace = _workspace(
        _="owner: a\nfeatures: {all: {paths: [/**]}}\n",
        x_="owner: b\nfeatures: {directory: {paths: [//src/semantic/]}}\n",
        y_="owner: b\nfeatures: {same: {paths: [//src/semantic]}, file: {paths: [//src/semantic/rank.py]}}\n",
    )
    owning = OwnershipQueries(workspace)

    def names(path: str, *, directory: bool = False) -> list[str]:
        return [one.key.name for one in owning.of_path(path, directory=directory).known]

    assert names("src/semantic/rank.py") == ["file"]
    assert names("src/semantic/not/yet/there.py") == ["directory", "same"]
    assert names("src/semantic", directory=True) == ["directory", "same", "file"]
    assert names("src/other.py") == ["all"]
    assert names("src/new", directory=True) == ["all"]
    assert names(".", directory=True) == ["all", "directory", "same", "file"]


def test_a_pointer_stands_for_what_it_points_at() -> None:
    owning = OwnershipQueries(_workspace(ml_=ML, search_="owner: search\nassets: {i: {paths: [//data/index/]}}\n"))
    assert [str(one.key) for one in owning.of_path("data/index.dvc").known] == ["asset:i"]


def test_where_codeowners_disagrees() -> None:
    text = "* @acme/all\n/src/semantic/ @ACME/Ranking\n/src/semantic/test/ @acme/qa\n/ml/\n"
    workspace = _workspace(ml_=ML, search_=SEARCH, CODEOWNERS=text)
    owning = OwnershipQueries(workspace)
    rank = owning.of_path("src/semantic/rank.py")
    assert [(one.line.number, one.files) for one in rank.codeowners] == [(2, 1)]
    # `f` agrees by one of its handles, and `g` claims the directory above it.
    assert rank.differs == ()
    other = _workspace(ml_=ML, search_=SEARCH, CODEOWNERS="* @acme/all\n")
    differs = OwnershipQueries(other).of_path("src/other.py").differs
    assert [(str(one.node.key), one.lines[0].number) for one in differs] == [("feature:g", 1)]
    f = owning.of_thing(Key("feature", "f"))
    assert [(one.line.number, one.files) for one in f.codeowners] == [(2, 1), (3, 1)]
    assert [(one.files, one.lines[0].names) for one in f.differs] == [(["src/semantic/test/rank.py"], ("@acme/qa",))]
    m = owning.of_thing(Key("model", "m"))
    assert [(one.files, one.lines[0].names) for one in m.differs] == [(["ml/models/m/config.json"], ())]
    # Who has no handle on this forge cannot be found in the file.
    index = owning.of_thing(Key("asset", "index"))
    assert (index.differs, index.nameless) == ((), ("support",))
    assert OwnershipQueries(_workspace(ml_=ML, search_=SEARCH)).of_path("src/semantic/rank.py").codeowners == ()


def test_gitlab_has_an_entry_a_section() -> None:
    text = "* @all\n[Search]\n/src/ @s\n^[Docs] @docs\n*.md\n"
    owning = OwnershipQueries(_workspace(Forge.GITLAB, ml_=ML, search_=SEARCH, CODEOWNERS=text))
    answer = owning.of_path("src/semantic/rank.py")
    assert [(one.line.number, one.line.section) for one in answer.codeowners] == [(1, None), (3, "Search")]
    assert (answer.nameless, answer.differs) == ((), ())
    assert owning.of_path("src/other.py").nameless == ("ml-core",)


def test_a_vendor() -> None:
    answer = OwnershipQueries(_workspace(ml_=ML, search_=SEARCH)).of_provider("openai")
    assert [one.team for one in answer.notified] == ["growth", "ml-core", "search", "support"]
    chains = {one.team: [list(map(str, chain)) for chain in one.chains.values()] for one in answer.notified}
    assert chains["ml-core"] == [["model:m"]]
    assert chains["support"] == [["model:m", "asset:index"]]
    assert answer.notified[2].handles == {"github": ("@acme/search", "@acme/ranking"), "gitlab": ("@s",)}


def test_a_team() -> None:
    workspace = _workspace(ml_=ML, search_=SEARCH, x_="owner: old\nfeatures: {lost: {}}\n")
    owning = OwnershipQueries(workspace)
    assert [str(one.key) for one in owning.of_team("search").known] == ["model:m", "feature:f"]
    assert [str(one.key) for one in owning.of_team("growth").known] == ["model:m"]
    lost = owning.of_team("old").known
    assert [(str(one.key), one.owner, one.disbanded) for one in lost] == [("feature:lost", None, "old")]


def test_what_nobody_declares_stands_where_it_is_named() -> None:
    workspace = _workspace(x_="owner: a\nfeatures:\n  f:\n    uses:\n      models: [ghost]\n")
    known = OwnershipQueries(workspace).of_thing(Key("model", "ghost")).known[0]
    assert (known.owner, known.declared, list(map(str, known.downstream))) == (None, False, ["feature:f"])
    assert (known.location.path, known.location.start.line) == ("x/ai-ownership.yaml", 6)


def test_targets() -> None:
    workspace = _workspace(ml_=ML, search_=SEARCH)

    def read(text: str) -> OwnersTarget | None:
        return named(workspace, text, is_path=False)

    assert read("model:m") == OwnersTarget("model:m", "model", "m")
    assert read("team:@ACME/ranking") == OwnersTarget("team:@ACME/ranking", "team", "search")
    assert read("provider:OPENAI") == OwnersTarget("provider:OPENAI", "provider", "OpenAI")
    for path in ("src/x.py", "a:b", "C:\\x", "C:/x", "https://x", "./model:m", "dir/model:m", ""):
        assert read(path) is None
    assert named(workspace, "modle:m", is_path=True) is None
    for slip, meant in (
        ("modle:m", "`model:m`"), ("team:serch", "`team:search`"), ("provider:opanai", "`provider:OpenAI`"),
        ("model:f", "`feature:f`"), ("asset:", "asset"),
    ):  # fmt: skip
        with pytest.raises(UnknownTarget, match=meant):
            read(slip)


def test_a_name_in_text_that_could_not_be_read_is_said() -> None:
    workspace = _workspace(ml_=ML, x_="features: [hidden-thing]\n")
    with pytest.raises(UnknownTarget, match="could not be read"):
        named(workspace, "feature:hidden-thing", is_path=False)
