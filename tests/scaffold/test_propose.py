"""Whatever lies in a tree, what is proposed is in order, and leaves only decisions."""

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

# Nothing else may be found: these ask a person something.
DECISIONS = {
    "unowned",
    "unowned-shared-model",
    "unenforced-review",
}
STEPS = [
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

directories = st.lists(st.sampled_from(STEPS), max_size=4).map("/".join)
paths = st.tuples(directories, st.sampled_from(sorted(NAMES))).map(lambda pair: "/".join(filter(None, pair)))
lines = st.tuples(
    st.one_of(directories.map(lambda place: f"/{place}/"), st.sampled_from(["*", "*.py", "prompts/", "*.onnx"])),
    st.lists(st.sampled_from(OWNERS), min_size=1, max_size=3, unique=True),
).map(lambda line: f"{line[0].replace(' ', chr(92) + ' ').replace('[id]', '*')} {' '.join(line[1])}\n")
trees = st.sets(paths, min_size=1, max_size=25)


def _evidence(tree: set[str]) -> Evidence:
    names = {name for path in tree if (name := model_name(path))}
    read = {path: facts(path, NAMES[path.rpartition("/")[2]], names) for path in sorted(tree)}
    return Evidence("acme", sorted(tree), {path: found for path, found in read.items() if any(found)})


@given(trees, st.lists(lines, max_size=6).map("".join), st.sampled_from(Forge))
def test_first_manifests(tree: set[str], code_owners: str, forge: Forge) -> None:
    place = Source(forge.places[0], code_owners)
    proposal = propose(_evidence(tree), assemble([place], forge=forge))
    sources = [Source(manifest.path, manifest.text) for manifest in proposal.manifests]
    assert len({source.path for source in sources}) == len(sources)
    files = [*tree, *(source.path for source in sources)]
    workspace = assemble([place, *sources], forge=forge, files=lambda: files)
    assert all(manifest.is_read for manifest in workspace.manifests)
    report = run(workspace, ALL, Settings())
    # What is wrong in CODEOWNERS itself was there before.
    found = [one for one in report.diagnostics if one.location.path != place.path]
    assert {one.rule for one in found} <= DECISIONS, [(one.rule, one.message) for one in found]
    assert report.skipped == 0
    # With an owner for the rest, only the choice of an enforcement method is left.
    proposal = propose(_evidence(tree), assemble([place], forge=forge), owner="@acme/rest")
    sources = [Source(manifest.path, manifest.text) for manifest in proposal.manifests]
    files = [*tree, *(source.path for source in sources)]
    report = run(assemble([place, *sources], forge=forge, files=lambda: files), ALL, Settings())
    found = [one for one in report.diagnostics if one.location.path != place.path]
    assert {one.rule for one in found} <= {"unenforced-review"}, [(one.rule, one.message) for one in found]
    proposal = propose(_evidence(tree), assemble([place], forge=forge))
    # The same tree in another order is the same proposal.
    assert proposal == propose(_evidence(tree), assemble([place], forge=forge))


@given(trees, trees, st.sampled_from(["", "svc", "src/search"]))
def test_a_new_team_beside_what_is_declared(tree: set[str], more: set[str], directory: str) -> None:
    first = propose(_evidence(tree), assemble([])).manifests
    sources = [Source(f"first/{manifest.path}", manifest.text.replace("paths: [", "x-paths: [")) for manifest in first]
    proposal = propose(_evidence(tree | more), assemble(sources), NewTeam("growth", directory))
    (manifest,) = proposal.manifests
    workspace = assemble([*sources, Source(manifest.path, manifest.text)])
    assert all(one.is_read for one in workspace.manifests)
    found = {one.rule for one in run(workspace, ALL, Settings()).diagnostics}
    assert not found & {
        "duplicate-declaration",
        "duplicate-identifier",
        "unknown-team",
        "unknown-reference",
        "dependency-cycle",
    }
