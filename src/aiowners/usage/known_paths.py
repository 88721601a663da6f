"""Tables: the files and directories by which it is known what lies there."""

from __future__ import annotations

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WEIGHTS: Final = frozenset(("onnx", "safetensors", "pt", "pth", "gguf", "ubj", "tflite", "keras", "mlmodel", "ckpt"))
# These may hold anything: they count where their path speaks of a model.
PERHAPS_WEIGHTS: Final = frozenset(("pkl", "joblib", "h5", "pickle"))
SPEAKS_OF_MODELS: Final = re.compile(
    r"model|classifier|regressor|ranker|weights|checkpoint|estimator|predictor", re.IGNORECASE
)
PROMPT_DIRECTORIES: Final = frozenset(("prompts", "prompt_templates", "prompt-templates", "system_prompts"))
PROMPT_ENDINGS: Final = frozenset(("prompt", "prompty"))
PROMPT_TEXTS: Final = frozenset(
    ("md", "txt", "py", "jinja", "jinja2", "j2", "yaml", "yml", "xml", "hbs", "mustache", "toml", "prompt", "prompty", "tmpl")
)  # fmt: skip
EVAL_DIRECTORIES: Final = frozenset(("evals", "evaluations", "eval", "llm_evals", "llm-evals"))
EVAL_FILE: Final = re.compile(r"promptfooconfig\.(?:ya?ml|json|js|ts)|.+\.eval\.[jt]s")
EVAL_TEXTS: Final = frozenset(("yaml", "yml", "json", "jsonl", "csv", "tsv", "parquet", "toml"))
# What is about a directory rather than in it.
ABOUT: Final = frozenset(("readme", "changelog", "contributing", "agents", "claude", "license", "__init__", "package"))
# What marks the directory of a platform, and what such a one provides.
PLATFORM_FILES: Final = {
    "litellm_config.yaml": ("litellm-gateway", "inference-gateway"),
    "litellm-config.yaml": ("litellm-gateway", "inference-gateway"),
    "feature_store.yaml": ("feature-store", "feature-store"),
    "bentofile.yaml": ("model-serving", "model-serving"),
}

# Whoever tries, tests, shows or borrows: nothing here is a feature of this repository.
PASSED_OVER: Final = _words("""
    node_modules bower_components vendor vendors third_party third-party thirdparty external site-packages venv
    env dist build out target test tests __tests__ testing testdata test_data test-data fixtures __fixtures__
    __mocks__ mocks e2e spec specs cypress playwright example examples sample samples demo demos cookbook
    cookbooks docs doc documentation stories storybook scripts bench benchmarks benchmark tutorials tutorial
    cassettes snapshots migrations alembic deprecated archive archived __pycache__ static public locales i18n
""")
PASSED_OVER_FILE: Final = re.compile(
    r"test_.*|.*_test\..*|.*\.(?:[a-z]*test|spec|stories|mock|min|d|gen|generated)\.[a-z]{2,4}|conftest\.py|.*_pb2(?:_grpc)?\.py|setup\.py|.*\.config\.[cm]?[jt]s",
    re.DOTALL,
)
# Sources of what people see: a model that is named there is shown, perhaps, and not called.
SHOWING: Final = frozenset(("tsx", "jsx", "svelte", "vue"))
PACKAGES: Final = _words("""
    package.json pyproject.toml setup.py setup.cfg requirements.txt go.mod Cargo.toml pom.xml build.gradle
    build.gradle.kts Gemfile composer.json Dockerfile Pipfile
""")
# Directories that hold products, and say nothing of which.
LAYOUT: Final = _words("""
    src lib libs app apps application applications package packages pkg internal cmd service services srv module
    modules project projects product products domain domains feature features page pages route routes server
    servers client frontend backend web website api apis v1 v2 python js ts java kotlin go main com org io ee
    enterprise worker workers microservices functions lambdas components views controllers handlers
    endpoints actions code source sources repo monorepo notebooks notebook experiments experiment research plugins team teams
""")
# Directories that hold parts of a product, whatever it is.
PARTS: Final = _words("""
    llm llms ai ml nlp natural_language_processing core common shared util utils utilities helper helpers provider providers integration
    integrations adapter adapters model models type types interfaces config configs configuration settings db
    database hook hooks middleware routers processor processors engine runtime tool tools bin prompt prompts embedding embeddings inference generation
    completion completions openai anthropic gemini azure bedrock clients sdk schema schemas infra infrastructure
    deploy repository repositories entities dto constants data dataset datasets store stores state contexts
    context templates queue queues jobs tasks events messages errors exceptions logging telemetry tracing auth
    security storage cache styles eval evals evaluation evaluations training train serving pipelines
    pipeline dags dag weights checkpoints artifacts
""")
# Words that are the name of no product: a directory that has such a one is called like the repository.
GENERIC: Final = LAYOUT | _words("""
    core common shared util utils utility utilities helper helpers provider providers integration integrations
    adapter adapters interfaces config configs configuration settings tool tools sdk infra infrastructure deploy
""")
# Names of directories and files that say only that a model is there.
NAMELESS: Final = _words("""
    model models pytorch_model tf_model adapter_model weights weight checkpoint checkpoints ckpt artifact
    artifacts best final latest last saved_model saved_models output outputs export exports onnx trained ml ai
    data resources assets files bin model_best best_model final_model model_final
""")
# Directories of pipelines, and files there.
RUNNING: Final = _words("pipelines pipeline dags dag flows flow jobs training orchestration etl airflow")
# What a path of weights begins with, and no account of a hub is called.
LOCAL: Final = _words(
    "model models checkpoint checkpoints output outputs results path data weights artifacts tmp saved"
)
