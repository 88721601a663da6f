"""Catalog of file and directory names that indicate models, prompts, evaluations, and platforms."""

from __future__ import annotations

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WEIGHT_EXTENSIONS: Final = frozenset(
    ("onnx", "safetensors", "pt", "pth", "gguf", "ubj", "tflite", "keras", "mlmodel", "ckpt")
)
# These may contain anything. They count only if their path contains a word for a model.
AMBIGUOUS_WEIGHT_EXTENSIONS: Final = frozenset(("pkl", "joblib", "h5", "pickle"))
MODEL_WORDS: Final = re.compile(
    r"model|classifier|regressor|ranker|weights|checkpoint|estimator|predictor", re.IGNORECASE
)
PROMPT_DIRECTORIES: Final = frozenset(("prompts", "prompt_templates", "prompt-templates", "system_prompts"))
PROMPT_EXTENSIONS: Final = frozenset(("prompt", "prompty"))
PROMPT_TEXT_EXTENSIONS: Final = frozenset(
    ("md", "txt", "py", "jinja", "jinja2", "j2", "yaml", "yml", "xml", "hbs", "mustache", "toml", "prompt", "prompty", "tmpl")
)  # fmt: skip
EVAL_DIRECTORIES: Final = frozenset(("evals", "evaluations", "eval", "llm_evals", "llm-evals"))
EVAL_FILE: Final = re.compile(r"promptfooconfig\.(?:ya?ml|json|js|ts)|.+\.eval\.[jt]s")
EVAL_DATA_EXTENSIONS: Final = frozenset(("yaml", "yml", "json", "jsonl", "csv", "tsv", "parquet", "toml"))
# Files that document a directory rather than belong to its contents.
DOCUMENTATION_NAMES: Final = frozenset(
    ("readme", "changelog", "contributing", "agents", "claude", "license", "__init__", "package")
)
# Files that indicate a platform, with the name of the platform and its capability.
PLATFORM_FILES: Final = {
    "litellm_config.yaml": ("litellm-gateway", "inference-gateway"),
    "litellm-config.yaml": ("litellm-gateway", "inference-gateway"),
    "feature_store.yaml": ("feature-store", "feature-store"),
    "bentofile.yaml": ("model-serving", "model-serving"),
}

# Experiments, tests, examples, and vendored code: they contain no feature of this repository.
SKIPPED_DIRECTORIES: Final = _words("""
    node_modules bower_components vendor vendors third_party third-party thirdparty external site-packages venv
    env dist build out target test tests __tests__ testing testdata test_data test-data fixtures __fixtures__
    __mocks__ mocks e2e spec specs cypress playwright example examples sample samples demo demos cookbook
    cookbooks docs doc documentation stories storybook scripts bench benchmarks benchmark tutorials tutorial
    cassettes snapshots migrations alembic deprecated archive archived __pycache__ static public locales i18n
""")
SKIPPED_FILE: Final = re.compile(
    r"test_.*|.*_test\..*|.*\.(?:[a-z]*test|spec|stories|mock|min|d|gen|generated)\.[a-z]{2,4}|conftest\.py|.*_pb2(?:_grpc)?\.py|setup\.py|.*\.config\.[cm]?[jt]s",
    re.DOTALL,
)
# Sources of user interfaces, which may display the name of a model without a call.
UI_EXTENSIONS: Final = frozenset(("tsx", "jsx", "svelte", "vue"))
PACKAGE_FILES: Final = _words("""
    package.json pyproject.toml setup.py setup.cfg requirements.txt go.mod Cargo.toml pom.xml build.gradle
    build.gradle.kts Gemfile composer.json Dockerfile Pipfile
""")
# Directories that contain products, and whose names do not identify a product.
LAYOUT_DIRECTORIES: Final = _words("""
    src lib libs app apps application applications package packages pkg internal cmd service services srv module
    modules project projects product products domain domains feature features page pages route routes server
    servers client frontend backend web website api apis v1 v2 python js ts java kotlin go main com org io ee
    enterprise worker workers microservices functions lambdas components views controllers handlers
    endpoints actions code source sources repo monorepo notebooks notebook experiments experiment research plugins team teams
""")
# Directories that contain components of any product.
COMPONENT_DIRECTORIES: Final = _words("""
    llm llms ai ml nlp natural_language_processing core common shared util utils utilities helper helpers provider providers integration
    integrations adapter adapters model models type types interfaces config configs configuration settings db
    database hook hooks middleware routers processor processors engine runtime tool tools bin prompt prompts embedding embeddings inference generation
    completion completions openai anthropic gemini azure bedrock clients sdk schema schemas infra infrastructure
    deploy repository repositories entities dto constants data dataset datasets store stores state contexts
    context templates queue queues jobs tasks events messages errors exceptions logging telemetry tracing auth
    security storage cache styles eval evals evaluation evaluations training train serving pipelines
    pipeline dags dag weights checkpoints artifacts
""")
# Words that are not the name of a product. A directory with such a name gets the name of the repository.
GENERIC_NAMES: Final = LAYOUT_DIRECTORIES | _words("""
    core common shared util utils utility utilities helper helpers provider providers integration integrations
    adapter adapters interfaces config configs configuration settings tool tools sdk infra infrastructure deploy
""")
# Names of directories and files that say "model", but not which model.
GENERIC_MODEL_NAMES: Final = _words("""
    model models pytorch_model tf_model adapter_model weights weight checkpoint checkpoints ckpt artifact
    artifacts best final latest last saved_model saved_models output outputs export exports onnx trained ml ai
    data resources assets files bin model_best best_model final_model model_final
""")
# Directories of pipelines, and the names of files in them.
PIPELINE_DIRECTORIES: Final = _words("pipelines pipeline dags dag flows flow jobs training orchestration etl airflow")
# First directories of local paths to weights, which are not names of accounts on a hub.
LOCAL_DIRECTORIES: Final = _words(
    "model models checkpoint checkpoints output outputs results path data weights artifacts tmp saved"
)
