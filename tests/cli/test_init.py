"""`aiowners init` on five repositories of different shapes, and on what people put into names."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml
from inline_snapshot import snapshot

from aiowners.scaffold.manifests import SCHEMA
from tests.cli.init_repositories import ALL, MONOREPO, NEXT, SINGLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Build = Callable[..., Path]

PUBLISHED = json.loads((Path(__file__).parents[2] / "schemas/ai-ownership.schema.json").read_text("utf-8"))
# Whatever is found is for a person to decide: who owns it, and how the reviews are required.
DECISIONS = {
    "monorepo": {"unowned", "unowned-shared-model", "unenforced-review"},
    "invoice-reader": {"unowned"},
    "shop": {"unowned", "unowned-shared-model", "unenforced-review"},
    "ml": {"unowned", "unenforced-review"},
    "polyglot": {"unowned"},
}


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Make a repository of these texts with one commit, and go there."""

    def make(files: dict[str, str], name: str = "acme") -> Path:
        root = tmp_path / name
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        root.mkdir(exist_ok=True)
        _git(root, "init", "-q", "-b", "main")
        _git(root, "add", "-Af")
        _git(
            root,
            "-c",
            "user.name=Maya Chen",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "x",
            "--author=Maya Chen <maya@acme.test>",
        )
        monkeypatch.chdir(root)
        return root

    return make


def _git(root: Path, *arguments: str, text: str | None = None) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, input=text, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def _written(root: Path) -> dict[str, str]:
    return {path: (root / path).read_text("utf-8") for path in _git(root, "ls-files", "-o").splitlines()}


def _rules(aiowners: Aiowners) -> set[str]:
    report = json.loads(aiowners("check", "--output-format", "json", "--today", "2026-11-22").out)
    return {diagnostic["rule"] for diagnostic in report["diagnostics"]}


@pytest.mark.parametrize("name", ALL)
def test_only_decisions_are_left(build: Build, aiowners: Aiowners, name: str) -> None:
    root = build(ALL[name], name)
    shown = aiowners("init", "--diff", "--today", "2026-11-22")
    assert (shown.code, _written(root)) == (1, {})
    outcome = aiowners("init", "--today", "2026-11-22")
    written = _written(root)
    assert (outcome.code, outcome.out) == (0, "")
    assert "ai-ownership.yaml: created" in outcome.err
    assert "aiowners check" in outcome.err
    for text in written.values():
        assert text.startswith(f"# yaml-language-server: $schema={PUBLISHED['$id']}\n")
        jsonschema.validate(yaml.safe_load(text), PUBLISHED, cls=jsonschema.Draft7Validator)
    assert _rules(aiowners) == DECISIONS[name]
    # Nothing is overwritten, and a second call writes nothing.
    again = aiowners("init")
    assert (again.code, again.out) == (2, "")
    assert "there are manifests already" in again.err
    assert _written(root) == written
    # What --diff showed is what was written.
    for path in written:
        (root / path).unlink()
    _git(root, "apply", text=shown.out)
    assert _written(root) == written


def test_the_schema_is_the_published_one() -> None:
    assert PUBLISHED["$id"] == SCHEMA


def test_the_manifests_of_a_monorepo(build: Build, aiowners: Aiowners) -> None:
    root = build(MONOREPO)
    aiowners("init")
    written = _written(root)
    assert [*written] == snapshot(
        [
            "ai-ownership.yaml",
            "ml/ai-ownership.yaml",
            "prompts/ai-ownership.yaml",
            "services/search/ai-ownership.yaml",
            "services/support/ai-ownership.yaml",
        ]
    )
    assert written["ai-ownership.yaml"] == snapshot("""\
# yaml-language-server: $schema=https://raw.githubusercontent.com/aiowners/aiowners/main/schemas/ai-ownership.schema.json
# Proposed by `aiowners init` from what is in the repository; the comments say by what. Correct what is wrong,
# put a team where it says `tbd`, and drop the comments when you like. What states no `status` is in production.
version: 1

teams:
  ml-core:
    handles:
      github: "@acme/ml-core"  # from CODEOWNERS line 6
  search:
    handles:
      github: "@acme/search"  # from CODEOWNERS line 3
  support:
    handles:
      github: "@acme/support"  # from CODEOWNERS line 4

features:
  billing:  # imports anthropic: services/billing/dunning/letter.py:1
    owner: tbd  # CODEOWNERS line 5 names @maya, and an owner is a team; most commits: Maya Chen, 1 of 1
    paths: [services/billing/]
    uses:
      models: []  # no model is named in these files: state which are called

models:
  gpt-4o:  # used by search, support
    owner: tbd  # search and support use it
    kind: llm
    trained_by: external
    provider: openai
    identifiers: [gpt-4o, gpt-4o-2024-11-20]
    reviewers: downstream  # other teams depend on it
""")
    assert written["services/search/ai-ownership.yaml"].partition("version")[2] == snapshot("""\
: 1
owner: search  # from CODEOWNERS line 3

features:
  search:  # imports openai: services/search/src/search/embed.py:1, and 1 more file
    paths: [//services/search/]
    uses:
      models:
        - text-embedding-3-small  # services/search/src/search/embed.py:4
        - gpt-4o  # services/search/src/search/rank.py:5
      platforms: [qdrant]  # services/search/src/search/embed.py:2
    evaluation:
      suite: /evals/  # services/search/evals/golden.jsonl

models:
  text-embedding-3-small:  # used by search
    kind: embedding
    trained_by: external
    provider: openai
    identifiers: [text-embedding-3-small]

platforms:
  qdrant:  # used by search
    provides: [vector-store]  # imports qdrant_client: services/search/src/search/embed.py:2
""")
    assert written["ml/ai-ownership.yaml"].partition("version")[2] == snapshot("""\
: 1
owner: ml-core  # from CODEOWNERS line 6

models:
  intent-classifier:
    kind: classifier  # by its config.json
    artifacts: [/intent-classifier/]  # ml/intent-classifier/config.json, and 1 more file
    reviewers: downstream  # other teams depend on it

# Nothing in the repository uses what follows, so it is not declared yet. If something does, remove the `# `
# in front of the declaration, and name it where it is used.
# pipelines:
#   tickets:  # imports airflow: ml/pipelines/tickets.py:1
#     paths: [pipelines/tickets.py]
""")


def test_the_manifests_of_a_next_app(build: Build, aiowners: Aiowners) -> None:
    root = build(NEXT, "shop")
    aiowners("init")
    written = _written(root)
    assert written["ai-ownership.yaml"].partition("version")[2] == snapshot("""\
: 1
owner: web  # from CODEOWNERS line 1

teams:
  assistant:
    handles:
      github: "@storefront/assistant"  # from CODEOWNERS line 2
  web:
    handles:
      github: "@storefront/web"  # from CODEOWNERS line 1

features:
  reviews:  # imports @anthropic-ai/sdk: app/api/reviews/summary/route.ts:1
    paths: [app/api/reviews/]
    uses:
      models: [claude-sonnet-4]  # app/api/reviews/summary/route.ts:3
  shop:  # imports openai: lib/ai/pick.ts:1
    owner: tbd  # CODEOWNERS line 3 names @jo, and an owner is a team; most commits: Maya Chen, 1 of 1
    paths: [lib/ai/pick.ts]
    uses:
      models: [gpt-4o]  # lib/ai/pick.ts:5

models:
  claude-sonnet-4:  # used by assistant, reviews
    owner: tbd  # assistant and web use it
    kind: llm
    trained_by: external
    provider: anthropic
    identifiers: [claude-sonnet-4-20250514]
    reviewers: downstream  # other teams depend on it
  gpt-4o:  # used by shop
    owner: tbd
    kind: llm
    trained_by: external
    provider: openai
    identifiers: [gpt-4o]
""")
    assert written["app/api/assistant/ai-ownership.yaml"].partition("version")[2] == snapshot("""\
: 1
owner: assistant  # from CODEOWNERS line 2, the first of its teams

features:
  assistant:  # imports ai: app/api/assistant/[thread]/route.ts:1, and 1 more file
    co_owners: [web]
    paths: [//app/api/assistant/]
    uses:
      models:
        - claude-sonnet-4  # app/api/assistant/[thread]/route.ts:4
        - gpt-4.1-mini  # app/api/assistant/route.ts:4

models:
  gpt-4.1-mini:  # used by assistant
    kind: llm
    trained_by: external
    provider: openai
    identifiers: [gpt-4.1-mini]
""")


def test_only_and_exclude_select_what_is_read(build: Build, aiowners: Aiowners) -> None:
    call = 'import openai\n\nMODEL = "gpt-4o"\n'
    root = build({f"{name}/call.py": call for name in ("search", "support", "legacy", "tests")} | {"README": ""})
    outcome = aiowners("init", "--diff", "--only", "search/", "--only", "legacy/", "--exclude", "/legacy/")
    assert (outcome.code, _written(root)) == (1, {})
    assert "+  search:" in outcome.out
    assert "support" not in outcome.out
    assert "legacy" not in outcome.out
    assert "Proposed 1 feature, 1 model in 1 manifest.\n" in outcome.err
    assert "No team is known for 2 of them (`owner: tbd`). `aiowners init --owner TEAM` sets the team.\n" in outcome.err
    assert "Skipped 1 file: excluded by a pattern.\n" in outcome.err
    assert "Skipped 3 files: outside of `--only`.\n" in outcome.err
    outcome = aiowners("init")
    assert "Proposed 3 features, 1 model in 1 manifest.\n" in outcome.err
    assert "Skipped 1 file: in tests, examples, documentation, scripts, or vendored code.\n" in outcome.err


@pytest.mark.parametrize("name", ALL)
def test_an_owner_for_what_codeowners_names_no_team_for(build: Build, aiowners: Aiowners, name: str) -> None:
    root = build(ALL[name], name)
    outcome = aiowners("init", "--owner", "@acme/core")
    assert (outcome.code, outcome.out) == (0, "")
    assert "tbd" not in outcome.err
    assert not any("owner: tbd" in text for text in _written(root).values())
    assert _rules(aiowners) <= {"unenforced-review"}


def test_an_owner_without_codeowners(build: Build, aiowners: Aiowners) -> None:
    root = build({"svc/a.py": 'import openai\nM = "gpt-4o"\n'})
    aiowners("init", "--owner", "search")
    text = _written(root)["ai-ownership.yaml"]
    assert "owner: search\n" in text
    assert "teams:" not in text
    assert "paths: [/svc/]" in text
    assert _rules(aiowners) == set()


def test_an_owner_without_a_handle(build: Build, aiowners: Aiowners) -> None:
    build(MONOREPO)
    assert "Team `core` has no handle on GitHub" in aiowners("init", "--owner", "core").err


USE = 'import openai\nM = "gpt-4o"\n'


def test_what_nothing_uses_is_a_comment(build: Build, aiowners: Aiowners) -> None:
    root = build({"svc/a.py": USE, "litellm_config.yaml": "", "jobs/daily.py": "import airflow\n", "m/rank.onnx": ""})
    outcome = aiowners("init")
    text = _written(root)["ai-ownership.yaml"]
    data = yaml.safe_load(text)
    assert data.keys() == {"version", "features", "models", "owner"}
    assert data["models"]["m"]["status"] == "development"
    block = text.partition("where it is used.\n")[2]
    unused = yaml.safe_load(
        "".join(line.removeprefix("#").removeprefix(" ") for line in block.splitlines(keepends=True))
    )
    assert unused["platforms"]["litellm-gateway"]["provides"] == ["inference-gateway"]
    assert unused["pipelines"]["daily"]["paths"] == ["jobs/daily.py"]
    assert (
        "Wrote 2 declarations as comments, because nothing in the repository uses them: pipeline `daily`,"
        " platform `litellm-gateway`.\n"
    ) in outcome.err
    assert _rules(aiowners) == {"unowned"}


def test_the_platform_that_is_configured_is_the_one_that_is_used(build: Build, aiowners: Aiowners) -> None:
    root = build({"svc/a.py": f"import feast\n{USE}", "features/feature_store.yaml": ""})
    aiowners("init")
    data = yaml.safe_load(_written(root)["ai-ownership.yaml"])
    assert [*data["platforms"]] == data["features"]["svc"]["uses"]["platforms"] == ["feature-store"]


def test_two_teams_with_a_platform_for_one_purpose(build: Build, aiowners: Aiowners) -> None:
    root = build({
        "CODEOWNERS": "/a/ @acme/search\n/b/ @acme/support\n",
        "a/x.py": f"import qdrant_client\n{USE}", "b/x.py": f"import pinecone\n{USE}",
    })  # fmt: skip
    aiowners("init")
    written = _written(root)
    assert yaml.safe_load(written["a/ai-ownership.yaml"])["platforms"]["qdrant"]["provides"] == ["vector-store"]
    assert "provides: []  # vector-store, which platform qdrant of search provides" in written["b/ai-ownership.yaml"]
    assert "duplicate-capability" not in _rules(aiowners)


def test_a_directory_of_two_teams_is_claimed_once(build: Build, aiowners: Aiowners) -> None:
    root = build({
        "CODEOWNERS": "* @acme/web\n/svc/prompts/ @acme/words @acme/web\n/svc/ @acme/web\n/svc/prompts/ @acme/words @acme/web\n",
        "svc/a.py": USE, "svc/prompts/a.md": "", "svc/prompts/load.py": USE,
    })  # fmt: skip
    aiowners("init")
    assert "overlapping-paths" not in _rules(aiowners)
    claims = [line for text in _written(root).values() for line in text.splitlines() if "paths:" in line]
    assert len(claims) == len(set(claims)) > 1


def test_prompts_get_a_deadline_for_their_review(build: Build, aiowners: Aiowners) -> None:
    root = build(SINGLE, "invoice-reader")
    aiowners("init", "--today", "2026-11-22")
    (prompts,) = yaml.safe_load(_written(root)["ai-ownership.yaml"])["assets"].values()
    assert str(prompts["review_by"]) == "2027-02-20"


def test_a_summary_also_where_nothing_is_proposed(build: Build, aiowners: Aiowners) -> None:
    build({"tests/call.py": "import openai\n", "big.py": "#" * (1 << 20) + "\nimport openai\n"})
    outcome = aiowners("init")
    assert (outcome.code, outcome.out) == (0, "")
    assert "Skipped 1 file: too large or not readable.\n" in outcome.err
    assert "Skipped 1 file: in tests" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "nowhere/"], "no file matches 'nowhere/'"),
        (["--only", "a/", "--hook"], "--only and --exclude"),
        (["--workflow", "--exclude", "a/"], "--only and --exclude"),
    ],
)
def test_patterns_that_select_nothing(build: Build, aiowners: Aiowners, arguments: list[str], words: str) -> None:
    root = build(SINGLE)
    outcome = aiowners("init", *arguments)
    assert (outcome.code, _written(root)) == (2, {})
    assert words in outcome.err


def _commit(root: Path, author: str, count: int = 1) -> None:
    for _ in range(count):
        path = root / "invoice_reader/extract.py"
        path.write_text(f"{path.read_text('utf-8')}#\n", "utf-8")
        _git(root, "commit", "-qam", "x", f"--author={author}")


BOTS = [
    "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>",
    "Dependabot <support@dependabot.com>",
    "Renovate Bot <bot@renovateapp.com>",
    "renovate <29139614+renovate[bot]@users.noreply.github.com>",
    "GitHub Actions <41898282+github-actions[bot]@users.noreply.github.com>",
    "github-actions <actions@github.com>",
    "acme-release-bot <release@acme.test>",
    "Deploy token <project_7_bot_2@noreply.gitlab.acme.test>",
    "GitHub <noreply@github.com>",
    "pre-commit-ci[bot] <66853113+pre-commit-ci[bot]@users.noreply.github.com>",
]


@pytest.mark.parametrize("bot", BOTS)
def test_no_bot_is_proposed_from_the_history(build: Build, aiowners: Aiowners, bot: str) -> None:
    root = build(SINGLE, "invoice-reader")
    _commit(root, bot, 2)
    aiowners("init")
    assert "owner: tbd  # most commits: Maya Chen, 1 of 1\n" in _written(root)["ai-ownership.yaml"]


@pytest.mark.parametrize(
    "person", ["Claude Monet <claude@acme.test>", "J. Talbot <talbot@acme.test>", "Devin <devin@acme.test>"]
)
def test_a_person_is_no_bot(build: Build, aiowners: Aiowners, person: str) -> None:
    root = build(SINGLE, "invoice-reader")
    _commit(root, person, 2)
    aiowners("init")
    assert f"most commits: {person.partition(' <')[0]}, 2 of 3\n" in _written(root)["ai-ownership.yaml"]


def test_an_author_is_an_address(build: Build, aiowners: Aiowners) -> None:
    root = build(SINGLE, "invoice-reader")
    _commit(root, "Jo <jo@acme.test>", 2)
    _commit(root, "maya <Maya@acme.test>")
    _commit(root, "M. Chen <maya@acme.test>")
    aiowners("init")
    assert "most commits: M. Chen, 3 of 5\n" in _written(root)["ai-ownership.yaml"]


def test_authors_are_those_of_the_mailmap(build: Build, aiowners: Aiowners) -> None:
    root = build({**SINGLE, ".mailmap": "Maya Chen <maya@acme.test> <m@home.test>\n"}, "invoice-reader")
    _commit(root, "Jo <jo@acme.test>", 2)
    _commit(root, "mc <m@home.test>", 2)
    aiowners("init")
    assert "most commits: Maya Chen, 3 of 5\n" in _written(root)["ai-ownership.yaml"]


def test_no_bot_is_proposed_from_codeowners(build: Build, aiowners: Aiowners) -> None:
    owners = "* @dependabot @acme/renovate-bot @jo\n"
    root = build({**SINGLE, ".github/CODEOWNERS": owners}, "invoice-reader")
    aiowners("init")
    text = _written(root)["ai-ownership.yaml"]
    assert "bot" not in text
    assert "owner: tbd  # CODEOWNERS line 1 names @jo, and an owner is a team" in text


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("git@github.com:acme/invoice-reader.git", "invoice-reader"),
        ("https://github.com/acme/invoice-reader", "invoice-reader"),
        ("https://gitlab.acme.test/group/sub/invoice-reader.git/", "invoice-reader"),
        ("ssh://git@host:22/acme/Invoices.git", "invoices"),
        ("git@github.com:acme/backend.git", "acme-backend"),
        ("../invoices", "invoices"),
    ],
)
def test_the_repository_is_called_like_its_remote(build: Build, aiowners: Aiowners, url: str, name: str) -> None:
    root = build({"src/call.py": 'import openai\n\nMODEL = "gpt-4o"\n'}, "checkout-of-mine")
    _git(root, "remote", "add", "origin", url)
    aiowners("init")
    assert [*yaml.safe_load(_written(root)["ai-ownership.yaml"])["features"]] == [name]


def test_the_remote_of_the_branch_names_the_repository(build: Build, aiowners: Aiowners) -> None:
    root = build({"src/call.py": 'import openai\n\nMODEL = "gpt-4o"\n'}, "checkout-of-mine")
    _git(root, "remote", "add", "origin", "git@github.com:maya/fork.git")
    _git(root, "remote", "add", "upstream", "git@github.com:acme/invoices.git")
    _git(root, "config", "branch.main.remote", "upstream")
    aiowners("init")
    assert [*yaml.safe_load(_written(root)["ai-ownership.yaml"])["features"]] == ["invoices"]


@pytest.mark.parametrize("directory", ["code", "backend", "server", "shared", "backend/src", "code/server", "Backend"])
def test_a_directory_that_every_product_has_names_no_product(build: Build, aiowners: Aiowners, directory: str) -> None:
    files = {f"{directory}/call.py": 'import openai\n\nMODEL = "gpt-4o"\n', f"{directory}/pyproject.toml": ""}
    root = build(files, "invoices")
    aiowners("init")
    assert [*yaml.safe_load(_written(root)["ai-ownership.yaml"])["features"]] == ["invoices"]


def test_without_teams_the_history_helps_to_choose(build: Build, aiowners: Aiowners) -> None:
    root = build(SINGLE, "invoice-reader")
    aiowners("init")
    assert "owner: tbd  # most commits: Maya Chen, 1 of 1\n" in _written(root)["ai-ownership.yaml"]
    assert "Maya" not in _written(root)["ai-ownership.yaml"].replace("Maya Chen, 1 of 1", "", 1)


@pytest.mark.parametrize(
    "files",
    [{}, {"tests/test_a.py": "import openai\n"}, {"a.py": "import flask\n"}, {"examples/a.py": "import openai\n"}],
)
def test_no_model_is_used(build: Build, aiowners: Aiowners, files: dict[str, str]) -> None:
    root = build(files)
    outcome = aiowners("init")
    assert (outcome.code, outcome.out, _written(root)) == (0, "", {})
    assert "Nothing that uses a model was found" in outcome.err
    assert aiowners("init", "--diff").code == 0


def test_what_git_ignores_or_the_settings_exclude_is_not_read(build: Build, aiowners: Aiowners) -> None:
    use = 'import openai\nMODEL = "gpt-4o"\n'
    root = build(
        {"aiowners.toml": 'exclude = ["/theirs/"]\n', "theirs/a.py": use, ".gitignore": "local/\n", "a.py": "\n"}
    )
    (root / "local").mkdir()
    (root / "local/a.py").write_text(use)
    assert "Nothing that uses a model" in aiowners("init").err
    (root / "fresh.py").write_text(use)
    assert "fresh.py:1" in aiowners("init", "--diff").out
    assert "fresh.py" not in aiowners("init", "--diff", "--no-untracked").out


def test_no_link_is_read_or_written_through(build: Build, aiowners: Aiowners, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").write_text('import openai\nMODEL = "gpt-4o"\n')
    (outside / "model.onnx").write_text("")
    root = build({"svc/a.py": "", "CODEOWNERS": "/svc/ @acme/svc\n"})
    (root / "linked.py").symlink_to(outside / "a.py")
    (root / "linked.onnx").symlink_to(outside / "model.onnx")
    (root / "svc/a.py").unlink()
    (root / "svc").rmdir()
    (root / "svc").symlink_to(outside)
    assert "Nothing that uses a model" in aiowners("init").err
    (root / "svc").unlink()
    (root / "svc").mkdir()
    (root / "svc/a.py").write_text('import openai\nMODEL = "gpt-4o"\n')
    (root / "svc/ai-ownership.yaml").symlink_to(outside / "new.yaml")
    outcome = aiowners("init")
    assert (outcome.code, sorted(path.name for path in outside.iterdir())) == (2, ["a.py", "model.onnx"])
    assert not (root / "ai-ownership.yaml").exists()


HOSTILE = (
    'a"b', "a'b", "a: b", "a #b", "a\nb", "[x]", "{y}", "*z", "a\\b", "- c", "\u202eevil", "\x1b[2J", "a\tb", "##[error]x",
    "# aiowners: ignore[unowned] x", "null", "~", "%d", "&a", "!t", "caf\u00e9", "\U0001f600",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_directories(build: Build, aiowners: Aiowners, name: str) -> None:
    root = build(
        {
            f"{name}/app.py": 'import openai\nMODEL = "gpt-4o"\n',
            f"{name}/prompts/a.md": "x",
            "other.py": "import openai\n",
        }
    )
    shown = aiowners("init", "--diff")
    assert shown.code == 1
    assert not {"\x1b", "\u202e", "\t"} & set(shown.out)
    assert "##[" not in shown.out
    assert aiowners("init").code == 0
    text = (root / "ai-ownership.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    jsonschema.validate(data, PUBLISHED, cls=jsonschema.Draft7Validator)
    assert _rules(aiowners) == {"unowned"}
    (root / "ai-ownership.yaml").unlink()
    _git(root, "apply", text=shown.out)
    assert (root / "ai-ownership.yaml").read_text("utf-8") == text


@pytest.mark.parametrize(
    "handle", ["@acme/none", "@acme/external", "@acme/1st", "@acme/Search.Team", "@acme/a--", "@none/tbd"]
)
def test_handles_that_make_no_team_name(build: Build, aiowners: Aiowners, handle: str) -> None:
    root = build({"CODEOWNERS": f"/svc/ {handle}\n", "svc/a.py": 'import openai\nM = "gpt-4o"\n'})
    assert aiowners("init").code == 0
    for text in _written(root).values():
        jsonschema.validate(yaml.safe_load(text), PUBLISHED, cls=jsonschema.Draft7Validator)
    assert _rules(aiowners) <= {"unowned"}


def test_two_teams_of_one_name(build: Build, aiowners: Aiowners) -> None:
    root = build({
        "CODEOWNERS": "/a/ @acme/search\n/b/ @other/search\n",
        "a/x.py": 'import openai\nM = "gpt-4o"\n', "b/x.py": 'import openai\nM = "gpt-4o"\n',
    })  # fmt: skip
    aiowners("init")
    teams = yaml.safe_load((root / "ai-ownership.yaml").read_text("utf-8"))["teams"]
    assert {name: team["handles"]["github"] for name, team in teams.items()} == {
        "search": "@acme/search",
        "other-search": "@other/search",
    }
    assert yaml.safe_load((root / "b/ai-ownership.yaml").read_text("utf-8"))["owner"] == "other-search"


def test_a_name_that_is_not_utf_8(build: Build, aiowners: Aiowners) -> None:
    root = build({"svc/a.py": 'import openai\nM = "gpt-4o"\n'})
    strange = os.fsencode(str(root)) + b"/caf\xe9"
    Path(os.fsdecode(strange)).mkdir()
    Path(os.fsdecode(strange + b"/b.py")).write_text("import openai\n")
    outcome = aiowners("init")
    assert outcome.code == 0
    assert "1 file has a name that no manifest can hold" in outcome.err
    assert yaml.safe_load((root / "ai-ownership.yaml").read_text("utf-8"))["features"].keys() == {"svc"}


def test_without_git(aiowners: Aiowners, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "plain"
    (root / "svc").mkdir(parents=True)
    (root / "svc/a.py").write_text('import openai\nM = "gpt-4o"\n')
    monkeypatch.chdir(root)
    assert aiowners("init").code == 0
    assert "svc:" in (root / "ai-ownership.yaml").read_text("utf-8")


def test_models_of_the_house_are_found_by_their_names(build: Build, aiowners: Aiowners) -> None:
    """The sources of the example call a gateway of the company's own: no library of a vendor is imported there."""
    example = Path(__file__).parents[2] / "examples/acme-before"
    files = {str(path.relative_to(example)): path.read_text("utf-8") for path in example.rglob("*") if path.is_file()}
    root = build({path: text for path, text in files.items() if "ownership.y" not in path})
    aiowners("init")
    uses = {
        path.parent.name: next(iter(features.values()))["uses"]["models"]
        for path in sorted(root.glob("*/ai-ownership.yaml"))
        if (features := yaml.safe_load(path.read_text("utf-8")).get("features"))
    }
    assert uses == snapshot(
        {
            "catalog": ["gpt-4o"],
            "checkout": ["gpt-4o", "reco-two-tower-v2", "fraud-score-v7"],
            "growth": ["reco-two-tower-v2"],
            "platform": ["gpt-4o", "claude-sonnet-4-5"],
            "search": ["text-embed-v3", "gpt-4o", "claude-sonnet-4-5", "reco-two-tower-v2"],
            "support": ["gpt-4o", "claude-sonnet-4-5", "fraud-score-v7", "intent-classifier-v2"],
        }
    )
    ml = yaml.safe_load((root / "ml/ai-ownership.yaml").read_text("utf-8"))["models"]
    assert {name: model["reviewers"] for name, model in ml.items()} == snapshot(
        {"intent-classifier-v2": "downstream", "reco-two-tower-v2": "downstream", "text-embed-v3": "downstream"}
    )
    assert _rules(aiowners) == snapshot({"unenforced-review", "unowned-shared-model"})


def test_only_what_codeowners_gives_to_the_owner_is_claimed(build: Build, aiowners: Aiowners) -> None:
    use = 'import openai\nM = "gpt-4o"\n'
    owners = ("* @acme/all", "/svc/ @acme/svc", "/ml/ @acme/ml", "/dbt/ @acme/data", "*.json @acme/config",
              "*.sql @acme/sql", "/svc/prompts/ @acme/words")  # fmt: skip
    root = build({
        "CODEOWNERS": "".join(f"{line}\n" for line in owners),
        "svc/a.py": use, "svc/b/c.py": use, "svc/x.json": "{}", "svc/prompts/a.md": "",
        "ml/rank/model.onnx": "", "ml/rank/config.json": "{}", "dbt/dbt_project.yml": "", "dbt/models/a.sql": "",
    })  # fmt: skip
    aiowners("init")
    assert _rules(aiowners) <= {"unowned", "unaudited-asset", "unused-declaration"}
    svc = yaml.safe_load((root / "svc/ai-ownership.yaml").read_text("utf-8"))
    assert svc["features"]["svc"]["paths"] == ["/b/", "/a.py"]


# --- a new team ----------------------------------------------------------------------------------

SOME = (
    "version: 1\nowner: search\nteams:\n  search: {}\nmodels:\n  big: {identifiers: [gpt-4o], reviewers: downstream}\n"
)
GROWTH = {"growth/emails/a.py": 'import openai\nM = "gpt-4o"\n', "growth/claimed/b.py": "import openai\n"}


def test_a_new_team(build: Build, aiowners: Aiowners) -> None:
    claims = "features:\n  old: {paths: [growth/claimed/]}\n"
    root = build(
        {
            "ai-ownership.yaml": SOME + claims,
            **GROWTH,
            "CODEOWNERS": "/growth/ @acme/growth\n/growth/emails/ @acme/growth\n",
        }
    )
    outcome = aiowners("init", "--team", "growth")
    assert (outcome.code, [*_written(root)]) == (0, ["growth/ai-ownership.yaml"])
    assert _written(root)["growth/ai-ownership.yaml"].partition("version")[2] == snapshot("""\
: 1
owner: growth

teams:
  growth:
    handles:
      github: "@acme/growth"  # from CODEOWNERS line 1

features:
  emails:  # imports openai: growth/emails/a.py:1
    paths: [/emails/]
    uses:
      models: [big]  # growth/emails/a.py:2
""")
    assert _rules(aiowners) == {"unenforced-review", "unreachable-reviewer"}
    assert aiowners("init", "--team", "growth").code == 2


def test_a_new_team_where_one_stands(build: Build, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    root = build({"ai-ownership.yaml": SOME, **GROWTH, "empty/x": ""})
    monkeypatch.chdir(root / "growth/emails")
    assert aiowners("init", "--team", "growth", "--diff").out.count("+++ b/growth/emails/ai-ownership.yaml") == 1
    assert aiowners("init", "--team", "growth", "--directory", str(root / "empty")).code == 0
    empty = (root / "empty/ai-ownership.yaml").read_text("utf-8")
    assert yaml.safe_load(empty) == {"version": 1, "owner": "growth", "teams": {"growth": {}}}
    assert "# features:" in empty


def test_where_no_team_is_declared_none_is_added(build: Build, aiowners: Aiowners) -> None:
    """As soon as one is declared, all others would be unknown."""
    root = build({"ai-ownership.yaml": "version: 1\nowner: search\nfeatures:\n  f: {status: pilot}\n", **GROWTH})
    assert aiowners("init", "--team", "growth", "--directory", "growth").code == 0
    assert "teams" not in yaml.safe_load((root / "growth/ai-ownership.yaml").read_text("utf-8"))
    assert "unknown-team" not in _rules(aiowners)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--team", "Growth Team"), "write 'growth-team'"),
        (("--team", "none", "--directory", "growth"), "is no name for a team"),
        (("--team", "growth"), "say where the things of `growth` lie"),
        (("--team", "growth", "--directory", "nowhere"), "there is no directory"),
        (("--team", "growth", "--directory", ".."), "lies outside"),
        (("--team", "growth", "--directory", "."), "is there already"),
        (("--directory", "growth"), "goes with --team"),
        (("--team", "growth", "--hook"), "one after the other"),
        (("--owner", "growth", "--hook"), "--owner is not used together"),
        (("--owner", "growth", "--team", "growth"), "--owner is not used together"),
        (("--owner", "Growth Team"), "write 'growth-team'"),
        (("--owner", "@maya"), "is not the handle of a team"),
    ],
)
def test_slips(build: Build, aiowners: Aiowners, arguments: tuple[str, ...], words: str) -> None:
    root = build({"ai-ownership.yaml": SOME, **GROWTH})
    outcome = aiowners("init", *arguments)
    assert (outcome.code, _written(root)) == (2, {})
    assert words in " ".join(outcome.err.split())
