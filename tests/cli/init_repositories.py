"""Five repositories as one meets them, of different shapes; each file is a path and a text."""

from __future__ import annotations

import json

_PACKAGE = '[project]\nname = "x"\n'

# A Python monorepo on GitHub, with owners for each service.
MONOREPO = {
    ".github/CODEOWNERS": """# Everybody knows everybody
* @acme/developers
/services/search/ @acme/search
/services/support/ @acme/support
/services/billing/ @maya
/ml/ @acme/ml-core
/prompts/ @acme/support
""",
    "README.md": "# acme\n",
    "services/search/pyproject.toml": _PACKAGE,
    "services/search/src/search/rank.py": 'import os\n\nfrom openai import OpenAI\n\nMODEL = "gpt-4o"\n',
    "services/search/src/search/embed.py": 'import openai\nimport qdrant_client\n\nMODEL = "text-embedding-3-small"\n',
    "services/search/tests/test_rank.py": 'import openai\n\nMODEL = "gpt-3.5-turbo"\n',
    "services/search/evals/golden.jsonl": "{}\n",
    "services/support/pyproject.toml": _PACKAGE,
    "services/support/answers/bot.py": 'from openai import OpenAI\nimport anthropic\n\nLARGE = "gpt-4o-2024-11-20"\nSMALL = "claude-3-5-haiku-latest"\n',
    "services/support/answers/load.py": 'import onnxruntime\n\nSESSION = onnxruntime.InferenceSession("ml/intent-classifier/model.onnx")\n',
    "services/billing/pyproject.toml": _PACKAGE,
    "services/billing/dunning/letter.py": "import anthropic\n",
    "services/web/pyproject.toml": _PACKAGE,
    "services/web/pages.py": "import flask\n",
    "ml/intent-classifier/model.onnx": "weights",
    "ml/intent-classifier/config.json": '{"architectures": ["BertForSequenceClassification"], "model_type": "bert"}\n',
    "ml/pipelines/tickets.py": "from airflow import DAG\n",
    "prompts/support/answer.md": "Answer.\n",
    "prompts/README.md": "What lies here.\n",
    "third_party/bot/main.py": "import openai\n",
}  # fmt: skip

# One Python package, nobody's by name: the history alone.
SINGLE = {
    "pyproject.toml": '[project]\nname = "invoice-reader"\n',
    "invoice_reader/__init__.py": "",
    "invoice_reader/extract.py": 'import litellm\n\nMODEL = "openai/gpt-4o-mini"\n',
    "invoice_reader/llm/client.py": "from litellm import completion\n",
    "invoice_reader/prompts/extract.txt": "Extract.\n",
    "evals/promptfooconfig.yaml": "prompts: [a]\n",
    "tests/test_extract.py": "import litellm\n",
    "Dockerfile": "FROM python\n",
}

# Next.js, with two vendors' libraries, and CODEOWNERS in docs/.
NEXT = {
    "docs/CODEOWNERS": "* @storefront/web\n/app/api/assistant/ @storefront/assistant @storefront/web\n/lib/ai/ @jo\n",
    "package.json": '{"name": "shop"}\n',
    "next.config.mjs": "export default {}\n",
    "app/page.tsx": "export default function Page() { return null }\n",
    "app/api/assistant/route.ts": 'import OpenAI from "openai"\nimport type { Message } from "@anthropic-ai/sdk"\n\nconst model = "gpt-4.1-mini"\n',
    "app/api/assistant/[thread]/route.ts": "import { streamText } from 'ai'\nimport { anthropic } from '@ai-sdk/anthropic'\n\nconst model = anthropic('claude-sonnet-4-20250514')\n",
    "app/api/reviews/summary/route.ts": 'import Anthropic from "@anthropic-ai/sdk"\n\nconst model = "claude-sonnet-4-20250514"\n',
    "app/api/reviews/summary/route.test.ts": 'import OpenAI from "openai"\n',
    "lib/ai/pick.ts": 'import OpenAI from "openai"\n\nif (model === "gpt-4-turbo") {\n}\nconst all = ["gpt-4o"]\n',
    "components/chat.tsx": '// import OpenAI from "openai"\n',
    "node_modules/openai/index.js": 'module.exports = require("openai")\n',
}  # fmt: skip

# A machine learning repository on GitLab, with sections, DVC, Hugging Face and pipelines.
ML = {
    ".gitlab-ci.yml": "x: {script: [true]}\n",
    "CODEOWNERS": """[Models]
/models/ @acme/ml/modelling
/models/churn/ @acme/ml/churn

[Pipelines] @acme/data
/dags/
/training/

[Serving][2]
/serving/ @acme/ml/serving
""",
    "dvc.yaml": "stages:\n  train:\n    cmd: python training/train.py\n    deps:\n      - data/raw.csv\n    outs:\n      - models/churn/model.ubj:\n          cache: true\n  embed:\n    cmd: x\n    outs:\n      - models/reviews-embed/\n",
    "models/churn/model.ubj.dvc": "outs:\n- md5: a\n  path: model.ubj\n",
    "models/reviews-embed/config.json": '{\n  "architectures": [\n    "BertModel"\n  ],\n  "model_type": "bert"\n}\n',
    "models/reviews-embed/model.safetensors": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "models/fraud.joblib": "x",
    "data/cache.pkl": "x",
    "training/train.py": 'from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("bert-base-uncased")\n',
    "training/pipeline.py": "import kfp\nfrom kfp import dsl\n",
    "dags/score.py": "from airflow.decorators import dag\n",
    "dags/features.py": "from airflow import DAG\n",
    "serving/requirements.txt": "fastapi\n",
    "serving/app.py": 'import joblib\nfrom sentence_transformers import CrossEncoder, SentenceTransformer\n\nembed = SentenceTransformer("models/reviews-embed")\nfraud = joblib.load("../models/fraud.joblib")\nrerank = CrossEncoder("cross-encoder/ms-marco-MiniLM-L-6-v2")\n',
    "feature_repo/feature_store.yaml": "project: x\n",
}  # fmt: skip

# Go, JavaScript and Python on Bitbucket, with notebooks and prompts.
POLYGLOT = {
    ".bitbucket/CODEOWNERS": "cmd/router/ @acme/gateway:random(1)\nweb/ @acme/web\nnotebooks/ sam@acme.test\n",
    "bitbucket-pipelines.yml": "pipelines: {}\n",
    "go.mod": "module acme\n",
    "cmd/router/main.go": 'package main\n\nimport (\n\t"fmt"\n\n\topenai "github.com/sashabaranov/go-openai"\n)\n\nconst model = "gpt-4o-mini"\n',
    "web/package.json": "{}\n",
    "web/src/translate.js": "const { GoogleGenAI } = require('@google/genai')\n\nconst MODEL = 'gemini-2.0-flash'\n",
    "web/litellm_config.yaml": "model_list:\n  - litellm_params: {model: gpt-4o-mini}\n",
    "notebooks/explore.ipynb": json.dumps(
        {"cells": [{"cell_type": "code", "source": ["import cohere\n", 'model = "embed-english-v3.0"\n']}, {"cell_type": "markdown", "source": "import openai"}]}
    ),
    "prompts/translate/system.prompt": "Translate.\n",
    "prompts/routing/route.md": "Route.\n",
    "docs/usage.py": "import openai\n",
}  # fmt: skip

ALL = {"monorepo": MONOREPO, "invoice-reader": SINGLE, "shop": NEXT, "ml": ML, "polyglot": POLYGLOT}
