"""Facts about a file: imports, names of models, and loaded models."""

from __future__ import annotations

import json
import re

import pytest

from aiowners.usage.file_roles import (
    eval_directory,
    is_own_code,
    is_training,
    model_name,
    prompt_directory,
    weights_path,
)
from aiowners.usage.libraries import LIBRARIES, SEARCH_PATTERN, Role
from aiowners.usage.scan import facts
from tests.patience import takes_less


@pytest.mark.parametrize(
    ("path", "text", "imported"),
    [
        ("a.py", "import openai\n", ["openai:1"]),
        ("a.py", "\n  from openai.types import Chat\n", ["openai:2"]),
        ("a.py", "import os, anthropic as a\n", ["anthropic:1"]),
        ("a.py", "from google import genai\nfrom google.cloud import storage\n", ["google.genai:1"]),
        ("a.py", "import openai_like\nfrom .openai import x\nfrom myopenai import y\n", []),
        ("a.py", "# import openai\n'''import openai'''\n", []),
        ("a.py", "import boto3\nx = boto3.client('bedrock-runtime')\n", ["boto3's bedrock:2"]),
        ("a.py", "import boto3\nx = boto3.client('s3')\n", []),
        ("a.ts", 'import OpenAI from "openai"\n', ["openai:1"]),
        ("a.ts", "import {\n  generateText,\n} from 'ai'\n", ["ai:3"]),
        ("a.ts", "import type { X } from 'openai'\n", []),
        ("a.ts", "import x from '@/lib/openai'\nimport y from './openai'\nimport z from 'openai-mock'\n", []),
        ("a.js", "const { x } = require('@ai-sdk/google/internal')\n", ["@ai-sdk:1"]),
        ("a.js", "const x = await import('@anthropic-ai/sdk')\n", ["@anthropic-ai/sdk:1"]),
        ("a.go", 'import (\n\t"github.com/openai/openai-go/option"\n)\n', ["github.com/openai/openai-go:2"]),
        ("A.java", "import dev.langchain4j.model.ChatModel;\n", ["dev.langchain4j:1"]),
        ("A.cs", "using Azure.AI.OpenAI;\nusing OpenAI.Chat;\n", ["Azure.AI.OpenAI:1", "OpenAI:2"]),
        ("a.rb", 'require "openai"\n', ["openai:1"]),
        ("a.rs", "use async_openai::Client;\n", ["async_openai:1"]),
        ("a.php", "use OpenAI\\Client;\n", ["OpenAI:1"]),
        ("a.md", "import openai\n", []),
    ],
)  # fmt: skip
def test_imports(path: str, text: str, imported: list[str]) -> None:
    assert [f"{imported.library}:{imported.line}" for imported in facts(path, text).imports] == imported


@pytest.mark.parametrize(
    ("written", "name", "provider"),
    [
        ("gpt-4o", "gpt-4o", "openai"),
        ("gpt-4o-2024-11-20", "gpt-4o", "openai"),
        ("gpt-4-0613", "gpt-4", "openai"),
        ("gpt-5.1-codex", "gpt-5.1-codex", "openai"),
        ("o3-mini", "o3-mini", "openai"),
        ("text-embedding-3-large", "text-embedding-3-large", "openai"),
        ("claude-3-5-sonnet-20241022", "claude-3-5-sonnet", "anthropic"),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5", "anthropic"),
        ("openrouter/anthropic/claude-opus-4-1", "claude-opus-4-1", "anthropic"),
        ("models/gemini-1.5-pro-latest", "gemini-1.5-pro", "google"),
        ("us.anthropic.claude-3-haiku-20240307-v1:0", "us.anthropic.claude-3-haiku", "amazon-bedrock"),
        ("mistral-large-latest", "mistral-large", "mistral"),
        ("open-mixtral-8x7b", "open-mixtral-8x7b", "mistral"),
        ("embed-multilingual-v3.0", "embed-multilingual-v3.0", "cohere"),
        ("command-r-plus", "command-r-plus", "cohere"),
        ("deepseek-chat", "deepseek-chat", "deepseek"),
    ],
)  # fmt: skip
def test_names_of_models(written: str, name: str, provider: str) -> None:
    (model,) = facts("a.py", f'import x\nMODEL = "{written}"\n').models
    assert (model.name, model.identifier, model.provider, model.line) == (name, written, provider, 2)
    assert [model.name for model in facts("a.yaml", f"model: {written}\n").models] == [name]


@pytest.mark.parametrize(
    "text",
    [
        '"gpt-4o is the best"', '"gpt-neo"', '"claude-code"', '"gemini-cli"', '"./gpt-4o"', '"my-gpt-4o"', '"gpt-4o.json"',
        '# "gpt-4o"', 'x.startswith("gpt-4o")', 'if x == "gpt-4o":', 'if "gpt-4o" in x:', '"command-line"', '"embed-code"',
    ],
)  # fmt: skip
def test_strings_that_are_not_used_models(text: str) -> None:
    assert facts("a.py", f"{text}\n").models == ()


def test_a_list_of_available_models_is_not_use() -> None:
    names = [f"gpt-4.{n}" for n in (1, 5)] + ["gpt-4o", "gpt-5", "o3-mini", "gpt-3.5-turbo", "claude-3-opus"]
    assert facts("a.py", "".join(f'"{name}"\n' for name in names)).models == ()


@pytest.mark.parametrize(
    ("path", "line", "is_called"),
    [
        ("a.py", 'x.complete("gpt-4o", y)', True),
        ("a.py", 'x.complete(model="gpt-4o")', True),
        ("a.ts", "const m = anthropic('gpt-4o')", True),
        ("a.py", 'row = {"model": "gpt-4o"}', False),
        ("a.ts", "const row = { model: 'gpt-4o' }", False),
        ("a.py", 'NAME = "gpt-4o"', False),
    ],
)
def test_a_called_model(path: str, line: str, is_called: bool) -> None:
    (model,) = facts(path, f"{line}\n").models
    assert model.is_called is is_called


def test_models_of_the_repository_by_name() -> None:
    loads = facts("a.py", 'x.score("fraud-v7")\ny = "other-v7"\n', {"fraud-v7"}).loads
    assert [(load.text, load.line, load.is_name) for load in loads] == [("fraud-v7", 1, True)]
    assert (model_name("ml/models/fraud-v7/config.json"), model_name("ml/models/fraud-v7.onnx.dvc")) == (
        "fraud-v7",
        "fraud-v7",
    )
    assert (model_name("ml/models/user/config.json"), model_name("src/config.json"), model_name("m/model.onnx")) == (
        None,
        None,
        None,
    )


def test_a_notebook() -> None:
    cells = [
        {"cell_type": "code", "source": ["import openai\n", 'm = "gpt-4o"']},
        {"cell_type": "markdown", "source": "import cohere"},
    ]
    notebook = facts("a.ipynb", json.dumps({"cells": cells}))
    assert ([imported.library for imported in notebook.imports], [model.name for model in notebook.models]) == (
        ["openai"],
        ["gpt-4o"],
    )
    for broken in ("", "[]", "{", '{"cells": 1}', '{"cells": [1]}', "[" * 100_000):
        assert not any(facts("a.ipynb", broken))


def test_stages_of_dvc() -> None:
    text = "stages:\n  a:\n    deps:\n    - x.py\n    outs:\n    - m/a.pt\n    - m/b.pt:\n        cache: false\n    metrics:\n    - z.json\n"
    assert [(output.text, output.line) for output in facts("dvc.yaml", text).outputs] == [("m/a.pt", 6), ("m/b.pt", 7)]


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, '"' * 500_000, "-a" * 400_000, "import " * 100_000, "from_pretrained(" * 60_000, "\n" * 900_000,
     '"gpt-4o' + "-a" * 400_000 + '"', ("'" + "a" * 1_990 + "\n") * 500, '"architectures"' * 60_000],
)  # fmt: skip
@pytest.mark.parametrize("path", ["a.py", "a.ts", "a.go", "a.yaml", "config.json", "dvc.yaml"])
def test_hostile_text_is_scanned_quickly(path: str, text: str) -> None:
    assert takes_less(5, lambda: facts(path, text))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.py", True), ("tests/a.py", False), ("src/test_a.py", False), ("a.test.ts", False), ("vendor/a.go", False),
        ("node_modules/x/a.js", False), ("examples/a.py", False), (".venv/a.py", False), ("x/test-utils/a.ts", False),
        ("contest/a.py", True), ("latest.py", True), ("a.config.ts", False), ("docs/a.py", False),
    ],
)  # fmt: skip
def test_own_code(path: str, expected: bool) -> None:
    assert is_own_code(path) is expected


def test_file_roles() -> None:
    assert weights_path("m/a.onnx") == weights_path("m/a.onnx.dvc") == "m/a.onnx"
    assert (weights_path("models/a.pkl"), weights_path("data/a.pkl"), weights_path("a.bin")) == (
        "models/a.pkl",
        None,
        None,
    )
    assert prompt_directory("prompts/search/deep/a.md") == "prompts/search"
    assert prompt_directory("svc/prompts/x/a.md") == "svc/prompts"
    assert prompt_directory("svc/a.prompty") == "svc"
    assert (prompt_directory("components/prompts/list.tsx"), prompt_directory("prompts/README.md")) == (None, None)
    assert (eval_directory("x/evals/a/b.jsonl"), eval_directory("x/promptfooconfig.yaml")) == ("x/evals", "x")
    assert (eval_directory("web/evals/page.tsx"), eval_directory("server/evals/router.py")) == (None, None)
    assert (is_training("ml/train_ranker.py"), is_training("ml/training/a.py"), is_training("a/trainer.py")) == (
        True,
        True,
        False,
    )


_IMPORT = {
    "python": "import {}\n", "javascript": 'import x from "{}"\n', "go": '\t"{}"\n', "jvm": "import {}.X;\n",
    "csharp": "using {};\n", "ruby": 'require "{}"\n', "rust": "use {}::X;\n", "php": "use {}\\X;\n",
}  # fmt: skip


def test_the_search_matches_every_known_library_and_model() -> None:
    search = re.compile(SEARCH_PATTERN)
    for language, table in LIBRARIES.items():
        for name, library in table.items():
            if library.role is not Role.LOADS:
                assert search.search(_IMPORT[language].format(name)), name
    for text in (
        '"gpt-4o"',
        '"claude-3"',
        "m = load('a.pt')",
        "AutoModel.from_pretrained(",
        '"architectures": [',
        "    outs:\n",
    ):
        assert search.search(text)
