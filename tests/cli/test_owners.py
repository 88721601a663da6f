"""`aiowners owners` on real repositories."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

NAMES = {"type": "array", "items": {"type": "string"}}
LINE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["path", "line", "pattern", "owners"],
    "properties": {
        "path": {"type": "string"}, "line": {"type": "integer"}, "pattern": {"type": "string"}, "owners": NAMES,
    },
}  # fmt: skip
DECLARATION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["subject", "owner", "co_owners", "reviewers", "upstream", "downstream", "path", "line"],
    "properties": {
        "subject": {"type": "string"}, "owner": {"type": ["string", "null"]}, "co_owners": NAMES, "reviewers": NAMES,
        "upstream": NAMES, "downstream": NAMES, "path": {"type": "string"}, "line": {"type": "integer"},
    },
}  # fmt: skip
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schema", "targets"],
    "properties": {
        "schema": {"const": "aiowners-owners/1"},
        "targets": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["target", "declarations", "codeowners"],
                "additionalProperties": False,
                "properties": {
                    "target": {"type": "string"},
                    "declarations": {"type": "array", "items": DECLARATION},
                    "codeowners": {"anyOf": [{"type": "null"}, LINE, {"type": "array", "items": LINE, "minItems": 1}]},
                    "notify": {"type": "array"},
                },
            },
        },
    },
}

TREE = {
    "search/ai-ownership.yaml": """version: 1
owner: search
teams:
  search: {handles: {github: "@acme/search"}}
  ml-core: {handles: {github: "@acme/ml", gitlab: ["@ml", "@ml2"]}}
features:
  semantic-search:
    paths: [//src/semantic/]
    uses: {models: [text-embed-v3]}
""",
    "ml/ai-ownership.yaml": """version: 1
owner: ml-core
models:
  text-embed-v3:
    provider: acme-ai
    artifacts: [weights/]
""",
    "src/semantic/rank.py": "",
    "src/semantic/index.py": "",
    "ml/weights/w.bin": "",
    ".github/CODEOWNERS": "* @acme/all\n# search\n/src/ @acme/search\n/src/semantic/index.py @acme/ml\n",
}


def _json(aiowners: Aiowners, *arguments: str) -> list[dict[str, Any]]:
    outcome = aiowners("owners", *arguments, "--format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    document = json.loads(outcome.out)
    jsonschema.validate(document, SCHEMA)
    targets: list[dict[str, Any]] = document["targets"]
    return targets


def test_the_contract(repository: Repository, aiowners: Aiowners) -> None:
    repository(TREE)
    assert _json(aiowners, "src/semantic/rank.py", "src/new.py", "model:text-embed-v3") == [
        {
            "target": "src/semantic/rank.py",
            "declarations": [
                {
                    "subject": "feature:semantic-search", "owner": "search", "co_owners": [], "reviewers": [],
                    "upstream": ["model:text-embed-v3"], "downstream": [],
                    "path": "search/ai-ownership.yaml", "line": 7,
                }
            ],
            "codeowners": {"path": ".github/CODEOWNERS", "line": 3, "pattern": "/src/", "owners": ["@acme/search"]},
        },
        {
            "target": "src/new.py",
            "declarations": [],
            "codeowners": {"path": ".github/CODEOWNERS", "line": 3, "pattern": "/src/", "owners": ["@acme/search"]},
        },
        {
            "target": "model:text-embed-v3",
            "declarations": [
                {
                    "subject": "model:text-embed-v3", "owner": "ml-core", "co_owners": [], "reviewers": ["search"],
                    "upstream": [], "downstream": ["feature:semantic-search"],
                    "path": "ml/ai-ownership.yaml", "line": 4,
                }
            ],
            "codeowners": {"path": ".github/CODEOWNERS", "line": 1, "pattern": "*", "owners": ["@acme/all"]},
        },
    ]  # fmt: skip


def test_without_codeowners_there_is_null(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(TREE)
    (root / ".github/CODEOWNERS").write_text("/docs/ @acme/docs\n")
    assert _json(aiowners, "src/semantic/rank.py")[0]["codeowners"] is None
    (root / ".github/CODEOWNERS").unlink()
    assert [entry["codeowners"] for entry in _json(aiowners, "src/semantic/rank.py", "team:search")] == [None, None]
    assert "there is none that GitHub reads" in aiowners("owners", "src/x").out


def test_gitlab_has_a_list(repository: Repository, aiowners: Aiowners) -> None:
    repository({**TREE, "aiowners.toml": 'forge = "gitlab"\n', "CODEOWNERS": "* @all\n[Code]\n/src/ @ml\n"})
    entries = _json(aiowners, "src/semantic/rank.py")[0]["codeowners"]
    assert [(line["line"], line["owners"]) for line in entries] == [(1, ["@all"]), (3, ["@ml"])]
    assert len(_json(aiowners, "ml/weights/w.bin")[0]["codeowners"]) == 1


def test_paths_from_a_directory_below(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(TREE)
    monkeypatch.chdir(root / "src")
    rank, above, directory = _json(aiowners, "semantic/rank.py", "../ml/weights/w.bin", "semantic")
    assert (rank["target"], above["target"], directory["target"]) == (
        "src/semantic/rank.py",
        "ml/weights/w.bin",
        "src/semantic",
    )
    assert [line["line"] for line in directory["codeowners"]] == [3, 4]
    assert [declaration["subject"] for declaration in directory["declarations"]] == ["feature:semantic-search"]
    assert aiowners("owners", "../../elsewhere").code == 2


def test_text(repository: Repository, aiowners: Aiowners) -> None:
    repository(TREE)
    assert aiowners("owners", "model:text-embed-v3", "src/semantic").out == (
        "model:text-embed-v3\n"
        "  shared model:text-embed-v3  ml/ai-ownership.yaml:4\n"
        "    owner        ml-core\n"
        "    must review  search, NOT LISTED: feature:semantic-search\n"
        "    upstream     nothing\n"
        "    downstream   feature:semantic-search\n"
        "  CODEOWNERS  .github/CODEOWNERS\n"
        "    line 1       * asks @acme/all\n"
        "    disagrees    ml/weights/w.bin: line 1 asks @acme/all, but ml-core owns\n"
        "                 model:text-embed-v3\n"
        "\n"
        "src/semantic\n"
        "  feature:semantic-search  search/ai-ownership.yaml:7\n"
        "    owner        search\n"
        "    upstream     model:text-embed-v3\n"
        "    downstream   nothing\n"
        "  CODEOWNERS  .github/CODEOWNERS\n"
        "    line 3       /src/ asks @acme/search\n"
        "    line 4       /src/semantic/index.py asks @acme/ml\n"
        "    disagrees    src/semantic/index.py: line 4 asks @acme/ml, but search owns\n"
        "                 feature:semantic-search\n"
    )


def test_a_vendor(repository: Repository, aiowners: Aiowners) -> None:
    repository(TREE)
    assert _json(aiowners, "provider:ACME-AI")[0]["notify"] == [
        {
            "team": "ml-core",
            "handles": {"github": "@acme/ml", "gitlab": ["@ml", "@ml2"]},
            "for": [{"subject": "model:text-embed-v3", "chain": ["model:text-embed-v3"]}],
        },
        {
            "team": "search",
            "handles": {"github": "@acme/search"},
            "for": [{"subject": "model:text-embed-v3", "chain": ["model:text-embed-v3", "feature:semantic-search"]}],
        },
    ]
    output = aiowners("owners", "provider:acme-ai").out
    assert "model:text-embed-v3 (its owner)" in output
    assert "model:text-embed-v3 → feature:semantic-search" in output


def test_a_team(repository: Repository, aiowners: Aiowners) -> None:
    repository(TREE)
    output = aiowners("owners", "team:search").out
    assert "owns         feature:semantic-search\n" in output
    assert "NOT LISTED there: model:text-embed-v3 → feature:semantic-search\n" in output
    assert [declaration["subject"] for declaration in _json(aiowners, "team:@acme/ML")[0]["declarations"]] == [
        "model:text-embed-v3"
    ]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("model:text-embed-v2", "Did you mean `model:text-embed-v3`?"),
        ("modle:text-embed-v3", "Did you mean `model:text-embed-v3`?"),
        ("team:serch", "Did you mean `team:search`?"),
        ("provider:acmeai", "Did you mean `provider:acme-ai`?"),
        ("feature:text-embed-v3", "Did you mean `model:text-embed-v3`?"),
        ("model:\x1b[31m\n::error::x", r"\x1b[31m"),
    ],
)
def test_slips(repository: Repository, aiowners: Aiowners, target: str, words: str) -> None:
    repository(TREE)
    outcome = aiowners("owners", "src/semantic/rank.py", target)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert "\x1b" not in outcome.err
    assert "\n::" not in outcome.err


def test_what_could_not_be_read_is_said(repository: Repository, aiowners: Aiowners) -> None:
    repository({**TREE, "x/ai-ownership.yaml": "version: 1\nfeatures: [f]\n"})
    outcome = aiowners("owners", "model:text-embed-v3", "--format", "json")
    assert outcome.code == 1
    assert json.loads(outcome.out)["targets"][0]["declarations"][0]["owner"] == "ml-core"
    assert outcome.err.startswith("x/ai-ownership.yaml:2:11: error[wrong-type]")


def test_nothing_in_a_manifest_reaches_the_terminal(repository: Repository, aiowners: Aiowners) -> None:
    evil = r'"\e[31m\n::error::##[group]\u202e"'
    manifest = f"version: 1\nowner: {evil}\nfeatures:\n  f: {{co_owners: [{evil}], domain_reviewers: [{evil}], paths: ['*']}}\n"
    repository({"a/ai-ownership.yaml": manifest, ".github/CODEOWNERS": "* @a/b\n\x1b[1m* ::x @c/d\n", "a/\x1b[2mx": ""})
    for target in ("a/x", "a", "feature:f"):
        for color in ("never", "auto"):
            shown = aiowners("owners", target, "--color", color).out
            assert "\x1b" not in shown
            assert "\u202e" not in shown
            assert "##[" not in shown
            assert not any(line.lstrip(" ").startswith("::") for line in shown.split("\n"))
    assert "\x1b[1m" in aiowners("owners", "feature:f", "--color", "always").out


def test_a_narrow_terminal(repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(TREE)
    monkeypatch.setenv("COLUMNS", "40")
    lines = aiowners("owners", "model:text-embed-v3", "team:search").out.splitlines()
    assert all(len(line) <= 40 for line in lines if "ai-ownership.yaml" not in line)


def test_without_git(tmp_path: Path, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in TREE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert _json(aiowners, "src/semantic")[0]["declarations"][0]["owner"] == "search"


def test_a_name_alone_is_taken_for_a_path_with_a_word_about_it(repository: Repository, aiowners: Aiowners) -> None:
    repository(
        {
            "a/ai-ownership.yaml": "version: 1\nowner: search\nmodels:\n  search: {}\nfeatures:\n  f: {}\n",
        }
    )
    outcome = aiowners("owners", "search")
    assert outcome.code == 0
    assert "Did you mean `model:search` or `team:search`?" in outcome.err
    assert aiowners("owners", "elsewhere").err == ""
    assert aiowners("owners", "").code == 2


def test_a_directory_without_tracked_files_has_the_rule_of_a_new_file_there(
    repository: Repository, aiowners: Aiowners
) -> None:
    repository(
        {
            "ai-ownership.yaml": "version: 1\nowner: web\nfeatures:\n  chat: {paths: [web/chat/**]}\n  docs: {paths: ['*.md']}\n",
            ".github/CODEOWNERS": "* @acme/all\n/web/ @acme/web\n/web/chat/ @acme/chat\n*.md @acme/docs\n/lib/* @acme/lib\n",
            "README.md": "",
        }
    )
    inside, new, direct, deeper, root = _json(aiowners, "web/chat/new/", "web/new/", "lib/", "lib/new/", "empty/")
    assert [entry["codeowners"]["line"] for entry in (inside, new, direct, deeper, root)] == [3, 2, 5, 1, 1]
    assert [declaration["subject"] for declaration in inside["declarations"]] == ["feature:chat"]
    assert new["declarations"] == []
    assert new["target"] == "web/new"
    text = aiowners("owners", "web/chat/new/").out
    assert "/web/chat/ asks @acme/chat" in text
    assert "any file" not in text


def test_a_disagreement_in_a_directory_without_files_names_the_directory(
    repository: Repository, aiowners: Aiowners
) -> None:
    repository(
        {
            "ai-ownership.yaml": "version: 1\nowner: web\nteams: {web: {handles: {github: '@acme/web'}}}\n"
            "features:\n  chat: {paths: [web/]}\n",
            ".github/CODEOWNERS": "* @acme/all\n",
        }
    )
    text = aiowners("owners", "web/new/").out
    assert "web/new/: line 1 asks @acme/all, but web owns feature:chat" in " ".join(text.split())


@pytest.mark.parametrize("identifier", ["gpt-4o-2024-11-20", "models:/gpt/3", "openai/gpt-4o"])
def test_a_model_is_found_by_its_identifiers(repository: Repository, aiowners: Aiowners, identifier: str) -> None:
    repository(
        {
            "ai-ownership.yaml": "version: 1\nowner: web\nmodels:\n"
            "  gpt-4o: {identifiers: [gpt-4o-2024-11-20, 'models:/gpt/3', openai/gpt-4o]}\n"
            "features:\n  chat: {uses: {models: [gpt-4o-2024-11-20]}}\n"
        }
    )
    (answer,) = _json(aiowners, f"model:{identifier}")
    assert answer["target"] == "model:gpt-4o"
    assert [declaration["subject"] for declaration in answer["declarations"]] == ["model:gpt-4o"]


def test_an_identifier_alone_suggests_its_model(repository: Repository, aiowners: Aiowners) -> None:
    repository({"ai-ownership.yaml": "version: 1\nowner: web\nmodels:\n  gpt-4o: {identifiers: [openai/gpt-4o]}\n"})
    assert "Did you mean `model:gpt-4o`" in aiowners("owners", "openai/gpt-4o").err


def test_a_name_is_meant_before_an_identifier(repository: Repository, aiowners: Aiowners) -> None:
    repository(
        {"ai-ownership.yaml": "version: 1\nowner: web\nmodels:\n  a: {identifiers: [b]}\n  b: {identifiers: [a]}\n"}
    )
    assert [entry["target"] for entry in _json(aiowners, "model:a", "model:b")] == ["model:a", "model:b"]
