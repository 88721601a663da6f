"""Proposed manifests of any repository are valid, and leave only findings that need a decision."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.forge import Forge
from aiowners.rules import ALL
from aiowners.scaffold.propose import NewTeam, propose
from aiowners.source import Source
from aiowners.usage.evidence import Evidence
from aiowners.usage.file_roles import model_name
from aiowners.usage.scan import facts
from aiowners.workspace import assemble

# The only findings that may remain: a person must decide.
DECISIONS = {"unowned", "unowned-shared-model", "unenforced-review"}
DIRECTORIES = [
    "src",
    "svc",
    "search",
    "Support Bot",
    "ml",
    "models",
    "prompts",
    "evals",
    "dags",
    "x-y",
    "null",
    "a#b",
    "it's",
    "[id]",
]
NAMES = {
    "a.py": 'import openai\nimport qdrant_client\nM = "gpt-4o"\n',
    "b.py": 'x = gateway.complete("claude-3-5-haiku-20241022")\ny = score("fraud-v7")\n',
    "c.ts": "import { openai } from '@ai-sdk/openai'\n",
    "dag.py": 'import airflow\nM = "gpt-4o"\n',
    "load.py": "import joblib, transformers\nx = joblib.load('model.joblib')\ny = AutoModel.from_pretrained('org/name-7b')\n",
    "model.joblib": "", "fraud-v7.onnx": "", "weights.pt.dvc": "", "config.json": '{"architectures": ["XForCausalLM"], "model_type": "x"}',
    "dvc.yaml": "stages:\n  a:\n    outs:\n    - models/fraud-v7.onnx\n    - new.pt\n",
    "dbt_project.yml": "", "note.md": "", "cases.jsonl": "", "pyproject.toml": "", "litellm_config.yaml": "", "n.ipynb": '{"cells": [{"cell_type": "code", "source": "import cohere"}]}',
}  # fmt: skip
OWNERS = ["@acme/search", "@acme/ml", "@other/ml", "@acme/none", "@maya", "m@acme.test"]

directories = st.lists(st.sampled_from(DIRECTORIES), max_size=4).map("/".join)
paths = st.tuples(directories, st.sampled_from(sorted(NAMES))).map(lambda pair: "/".join(filter(None, pair)))
lines = st.tuples(
    st.one_of(
        directories.map(lambda directory: f"/{directory}/"), st.sampled_from(["*", "*.py", "prompts/", "*.onnx"])
    ),
    st.lists(st.sampled_from(OWNERS), min_size=1, max_size=3, unique=True),
).map(lambda line: f"{line[0].replace(' ', chr(92) + ' ').replace('[id]', '*')} {' '.join(line[1])}\n")
trees = st.sets(paths, min_size=1, max_size=25)


def _evidence(tree: set[str]) -> Evidence:
    names = {name for path in tree if (name := model_name(path))}
    facts_by_path = {path: facts(path, NAMES[path.rpartition("/")[2]], names) for path in sorted(tree)}
    return Evidence(
        "acme", sorted(tree), {path: file_facts for path, file_facts in facts_by_path.items() if any(file_facts)}
    )


@given(trees, st.lists(lines, max_size=6).map("".join), st.sampled_from(Forge))
def test_first_manifests(tree: set[str], code_owners: str, forge: Forge) -> None:
    codeowners_file = Source(forge.codeowners_paths[0], code_owners)
    proposal = propose(_evidence(tree), assemble([codeowners_file], forge=forge))
    sources = [Source(manifest.path, manifest.text) for manifest in proposal.manifests]
    assert len({source.path for source in sources}) == len(sources)
    files = [*tree, *(source.path for source in sources)]
    workspace = assemble([codeowners_file, *sources], forge=forge, files=lambda: files)
    assert all(manifest.is_read for manifest in workspace.manifests)
    report = run(workspace, ALL, Settings())
    # Findings in CODEOWNERS itself are not new.
    diagnostics = [diagnostic for diagnostic in report.diagnostics if diagnostic.location.path != codeowners_file.path]
    assert {diagnostic.rule for diagnostic in diagnostics} <= DECISIONS, [
        (diagnostic.rule, diagnostic.message) for diagnostic in diagnostics
    ]
    assert report.skipped == 0
    # With an owner for the rest, only the choice of an enforcement method remains.
    proposal = propose(_evidence(tree), assemble([codeowners_file], forge=forge), owner="@acme/rest")
    sources = [Source(manifest.path, manifest.text) for manifest in proposal.manifests]
    files = [*tree, *(source.path for source in sources)]
    report = run(assemble([codeowners_file, *sources], forge=forge, files=lambda: files), ALL, Settings())
    diagnostics = [diagnostic for diagnostic in report.diagnostics if diagnostic.location.path != codeowners_file.path]
    assert {diagnostic.rule for diagnostic in diagnostics} <= {"unenforced-review"}, [
        (diagnostic.rule, diagnostic.message) for diagnostic in diagnostics
    ]
    proposal = propose(_evidence(tree), assemble([codeowners_file], forge=forge))
    # The same repository in another order has the same proposal.
    assert proposal == propose(_evidence(tree), assemble([codeowners_file], forge=forge))


@given(trees, trees, st.sampled_from(["", "svc", "src/search"]))
def test_a_new_team_beside_existing_declarations(tree: set[str], more: set[str], directory: str) -> None:
    first = propose(_evidence(tree), assemble([])).manifests
    sources = [Source(f"first/{manifest.path}", manifest.text.replace("paths: [", "x-paths: [")) for manifest in first]
    proposal = propose(_evidence(tree | more), assemble(sources), NewTeam("growth", directory))
    (manifest,) = proposal.manifests
    workspace = assemble([*sources, Source(manifest.path, manifest.text)])
    assert all(existing.is_read for existing in workspace.manifests)
    rules = {diagnostic.rule for diagnostic in run(workspace, ALL, Settings()).diagnostics}
    assert not rules & {
        "duplicate-declaration",
        "duplicate-identifier",
        "unknown-team",
        "unknown-reference",
        "dependency-cycle",
    }
