"""Tables: the libraries, files, directories and model names by which AI work is recognised."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple


class Role(Enum):
    """What it says of a file that it imports a library."""

    CALLS = "calls models"
    LOADS = "loads models"  # a feature only where it names the model: much of it is training
    RUNS = "runs pipelines"
    STORES = "is a platform"


class Library(NamedTuple):
    """A library, and, of one that stands for a platform, the capability that this provides."""

    role: Role
    provides: str = ""


_CALLS, _LOADS, _RUNS = Library(Role.CALLS), Library(Role.LOADS), Library(Role.RUNS)
_VECTORS = Library(Role.STORES, "vector-store")
_FEATURES = Library(Role.STORES, "feature-store")
_REGISTRY = Library(Role.STORES, "model-registry")
_MONITORING = Library(Role.STORES, "monitoring")


def _table(**rows: tuple[Library, str]) -> dict[str, Library]:
    return {name: library for library, names in rows.values() for name in names.split()}


# By language; a module counts with whatever lies inside of it.
LIBRARIES: Final[dict[str, dict[str, Library]]] = {
    "python": _table(
        vendors=(_CALLS, ("openai anthropic google.generativeai google.genai vertexai mistralai cohere groq together "
                 "replicate fireworks xai_sdk voyageai ollama litellm aisuite azure.ai.inference azure.ai.openai "
                 "huggingface_hub.InferenceClient")),
        frameworks=(_CALLS, ("langchain langchain_openai langchain_anthropic langchain_google_genai langchain_aws "
                    "langchain_community langchain_mistralai langchain_cohere langgraph llama_index haystack dspy "
                    "instructor guidance pydantic_ai semantic_kernel autogen crewai agents.Agent smolagents")),
        local=(_LOADS, ("transformers sentence_transformers torch tensorflow keras onnxruntime xgboost lightgbm "
               "catboost joblib sklearn vllm llama_cpp ctranslate2 spacy diffusers whisper")),
        pipelines=(_RUNS, "airflow kfp prefect dagster metaflow zenml luigi flytekit"),
        vectors=(_VECTORS, "pinecone qdrant_client weaviate chromadb pymilvus lancedb pgvector turbopuffer"),
        features=(_FEATURES, "feast tecton hopsworks"),
        registry=(_REGISTRY, "mlflow"),
        monitoring=(_MONITORING, "langfuse langsmith phoenix.otel arize"),
    ),
    "javascript": _table(
        vendors=(_CALLS, ("openai @anthropic-ai/sdk @google/generative-ai @google/genai @google-cloud/vertexai "
                 "@mistralai/mistralai cohere-ai groq-sdk replicate together-ai ollama @azure/openai "
                 "@azure-rest/ai-inference @huggingface/inference @aws-sdk/client-bedrock-runtime "
                 "@anthropic-ai/bedrock-sdk @anthropic-ai/vertex-sdk openai-edge")),
        frameworks=(_CALLS, ("ai @ai-sdk @langchain/openai @langchain/anthropic @langchain/core @langchain/aws "
                    "@langchain/google-genai @langchain/google-vertexai @langchain/langgraph langchain llamaindex "
                    "@openai/agents @mastra/core @genkit-ai genkit")),
        local=(_LOADS, "@huggingface/transformers @xenova/transformers onnxruntime-node onnxruntime-web"),
        vectors=(_VECTORS, ("@pinecone-database/pinecone @qdrant/js-client-rest weaviate-client chromadb "
                 "@zilliz/milvus2-sdk-node @lancedb/lancedb")),
        monitoring=(_MONITORING, "langfuse langsmith"),
    ),
    "go": _table(
        calls=(_CALLS, ("github.com/openai/openai-go github.com/sashabaranov/go-openai "
               "github.com/anthropics/anthropic-sdk-go github.com/tmc/langchaingo google.golang.org/genai "
               "github.com/google/generative-ai-go github.com/cohere-ai/cohere-go github.com/ollama/ollama/api "
               "github.com/aws/aws-sdk-go-v2/service/bedrockruntime")),
        vectors=(_VECTORS, "github.com/pinecone-io/go-pinecone github.com/qdrant/go-client"),
    ),
    "jvm": _table(
        calls=(_CALLS, ("com.openai com.anthropic com.theokanning.openai com.azure.ai.openai dev.langchain4j "
               "org.springframework.ai com.google.genai software.amazon.awssdk.services.bedrockruntime")),
    ),
    "csharp": _table(calls=(_CALLS, "OpenAI Azure.AI.OpenAI Anthropic Microsoft.SemanticKernel Microsoft.Extensions.AI")),
    "ruby": _table(calls=(_CALLS, "openai anthropic ruby_llm langchain")),
    "rust": _table(calls=(_CALLS, "async_openai rig genai")),
    "php": _table(calls=(_CALLS, "OpenAI LLPhant Anthropic")),
}  # fmt: skip
# What a platform is called, where its library is called otherwise.
PLATFORMS: Final = {
    "qdrant_client": "qdrant", "pymilvus": "milvus", "@pinecone-database/pinecone": "pinecone",
    "@qdrant/js-client-rest": "qdrant", "weaviate-client": "weaviate", "@zilliz/milvus2-sdk-node": "milvus",
    "@lancedb/lancedb": "lancedb", "github.com/pinecone-io/go-pinecone": "pinecone",
    "github.com/qdrant/go-client": "qdrant", "phoenix.otel": "phoenix",
}  # fmt: skip
LANGUAGES: Final = {
    **dict.fromkeys(("py", "ipynb"), "python"),
    **dict.fromkeys(("ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts", "svelte", "vue"), "javascript"),
    **dict.fromkeys(("java", "kt", "kts", "scala"), "jvm"),
    "go": "go", "cs": "csharp", "rb": "ruby", "rs": "rust", "php": "php",
}  # fmt: skip
# Settings in which a model is chosen.
SETTINGS: Final = frozenset(("yaml", "yml", "toml"))
SETTINGS_NAMES: Final = frozenset((".env.example", ".env.sample", ".env.template", "dvc.yaml"))

# Every file that can matter for its text holds one of these words. A POSIX expression, for `git grep`.
WORDS: Final = (
    "openai|OpenAI|anthropic|Anthropic|genai|generativeai|generative-ai|vertexai|mistral|cohere|litellm|langchain"
    "|langgraph|llama_index|llamaindex|LLPhant|bedrock|ai-sdk|['\"]ai['\"]|groq|ollama|replicate|voyage|dspy|crewai"
    "|autogen|haystack|semantic_kernel|SemanticKernel|pydantic_ai|smolagents|mastra|genkit|ruby_llm|Extensions.AI"
    "|huggingface|springframework.ai|transformers|from_pretrained|onnx|safetensors|gguf|pinecone|qdrant|weaviate"
    "|chromadb|milvus|lancedb|turbopuffer|feast|tecton|hopsworks|mlflow|langfuse|langsmith|airflow|kfp|prefect|dagster"
    "|metaflow|zenml|luigi|flytekit|joblib|xgboost|lightgbm|gpt-|claude-|gemini-|text-embedding|architectures|outs:"
    "|instructor|guidance|aisuite|together|fireworks|xai_sdk|import rig|use rig|\\.keras|\\.tflite|\\.ubj|\\.pt['\"]"
)

# --- models --------------------------------------------------------------------------------------


class Family(NamedTuple):
    """Names of one provider's models, and what kind they are of."""

    provider: str
    kind: str
    names: re.Pattern[str]


def _family(provider: str, kind: str, names: str) -> Family:
    return Family(provider, kind, re.compile(names, re.ASCII))


_TAIL = r"(?:[-:@][a-z0-9]{1,24}|\.[0-9]{1,4}){0,8}"
FAMILIES: Final = (
    _family("openai", "embedding", r"text-embedding-(?:3-(?:small|large)|ada-002)"),
    _family("openai", "speech", r"(?:whisper-1|tts-1(?:-hd)?|gpt-4o(?:-mini)?-(?:transcribe|tts)|gpt-realtime)"),
    _family("openai", "vision", r"(?:dall-e-[23]|gpt-image-1(?:\.5|-mini)?)"),
    _family("openai", "classifier", r"(?:omni|text)-moderation-(?:latest|stable|[0-9-]{4,12})"),
    _family("openai", "llm", rf"gpt-(?:3\.5|4o?|4\.[15]|5(?:\.[0-9])?){_TAIL}"),
    _family("openai", "llm", rf"(?:chatgpt-4o-latest|o[134]-(?:mini|preview|pro){_TAIL}|o[13]-20[0-9-]{{8}})"),
    _family("anthropic", "llm", rf"claude-(?:instant|opus|sonnet|haiku|[2-9]){_TAIL}"),
    _family("google", "embedding", r"(?:text-embedding-00[0-9]|gemini-embedding-(?:001|exp-[0-9-]{5})|text-multilingual-embedding-002)"),
    _family("google", "llm", rf"gemini-(?:[1-9](?:\.[0-9])?|pro|ultra|flash){_TAIL}"),
    _family("mistral", "embedding", r"(?:mistral|codestral)-embed"),
    _family("mistral", "llm", r"(?:open-mi[sx]tral|mistral-(?:tiny|small|medium|large)|codestral|ministral|pixtral|magistral)-(?:[a-z]{1,10}-){0,2}(?:latest|[0-9]{4}|[0-9]{1,2}x?[0-9]{0,2}b)"),
    _family("mistral", "llm", r"mistral-(?:tiny|small|medium|large)"),
    _family("cohere", "embedding", r"embed-(?:english|multilingual)-(?:light-)?v[0-9.]{1,4}"),
    _family("cohere", "reranker", r"rerank-(?:(?:english|multilingual)-)?v[0-9.]{1,4}"),
    _family("cohere", "llm", rf"command-[ar](?:7b)?{_TAIL}"),
    _family("voyage", "embedding", rf"voyage-(?:[0-9]|code|law|finance|large|lite|multilingual){_TAIL}"),
    _family("deepseek", "llm", r"deepseek-(?:chat|reasoner|coder)"),
    _family("xai", "llm", rf"grok-[1-9]{_TAIL}"),
    _family("amazon-bedrock", "embedding", rf"(?:amazon\.titan-embed|cohere\.embed){_TAIL}"),
    _family("amazon-bedrock", "llm", rf"(?:(?:us|eu|apac|global)\.)?(?:anthropic\.claude|amazon\.(?:nova|titan)|meta\.llama[0-9]|mistral\.mi[sx]tral|cohere\.command){_TAIL}"),
)  # fmt: skip
# A word that may be a model's name: it has a hyphen or a dot inside, and perhaps a vendor before it.
CANDIDATE: Final = re.compile(
    r"(?<![\w./@:-])(?:[a-z_-]{2,20}/){0,2}([a-z][a-z0-9]{0,15}[-.][a-z0-9.:@-]{1,70})(?![\w./-])", re.ASCII
)
DATED: Final = re.compile(
    r"(?:[-@]20[0-9]{2}-?[0-9]{2}-?[0-9]{2}|-latest)(?:-v[0-9](?::[0-9]{1,2})?)?\Z|-v[0-9]:[0-9]{1,2}\Z|-(?:0301|0314|0613|1106|0125)(?:-preview)?\Z"
)

# The architectures of Hugging Face's configurations, by how they end.
ARCHITECTURES: Final = {
    "ForSequenceClassification": "classifier", "ForTokenClassification": "classifier",
    "ForImageClassification": "vision", "ForObjectDetection": "vision", "ForCausalLM": "llm",
    "ForConditionalGeneration": "llm", "ForCTC": "speech", "ForSpeechSeq2Seq": "speech",
}  # fmt: skip

# --- files and directories -----------------------------------------------------------------------

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
PASSED_OVER: Final = frozenset(
    [
        "node_modules",
        "bower_components",
        "vendor",
        "vendors",
        "third_party",
        "third-party",
        "thirdparty",
        "external",
        "site-packages",
        "venv",
        "env",
        "dist",
        "build",
        "out",
        "target",
        "test",
        "tests",
        "__tests__",
        "testing",
        "testdata",
        "test_data",
        "test-data",
        "fixtures",
        "__fixtures__",
        "__mocks__",
        "mocks",
        "e2e",
        "spec",
        "specs",
        "cypress",
        "playwright",
        "example",
        "examples",
        "sample",
        "samples",
        "demo",
        "demos",
        "cookbook",
        "cookbooks",
        "docs",
        "doc",
        "documentation",
        "stories",
        "storybook",
        "scripts",
        "bench",
        "benchmarks",
        "benchmark",
        "tutorials",
        "tutorial",
        "cassettes",
        "snapshots",
        "migrations",
        "deprecated",
        "archive",
        "archived",
        "__pycache__",
        "templates_test",
        "static",
        "public",
        "assets_test",
        "locales",
        "i18n",
    ]
)
PASSED_OVER_FILE: Final = re.compile(
    r"test_.*|.*_test\..*|.*\.(?:test|spec|stories|mock|min|d|gen|generated)\.[a-z]{2,4}|conftest\.py|.*_pb2(?:_grpc)?\.py|setup\.py|.*\.config\.[cm]?[jt]s",
    re.DOTALL,
)
PACKAGES: Final = frozenset(
    [
        "package.json",
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "requirements.txt",
        "go.mod",
        "Cargo.toml",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
        "Gemfile",
        "composer.json",
        "Dockerfile",
        "Pipfile",
    ]
)
# Directories that hold products, and say nothing of which.
LAYOUT: Final = frozenset(
    [
        "src",
        "lib",
        "libs",
        "app",
        "apps",
        "application",
        "applications",
        "package",
        "packages",
        "pkg",
        "internal",
        "cmd",
        "service",
        "services",
        "srv",
        "module",
        "modules",
        "project",
        "projects",
        "product",
        "products",
        "domain",
        "domains",
        "feature",
        "features",
        "page",
        "pages",
        "route",
        "routes",
        "server",
        "servers",
        "client",
        "frontend",
        "backend",
        "web",
        "website",
        "api",
        "apis",
        "v1",
        "v2",
        "python",
        "js",
        "ts",
        "java",
        "kotlin",
        "go",
        "main",
        "com",
        "org",
        "io",
        "ee",
        "enterprise",
        "worker",
        "workers",
        "microservices",
        "functions",
        "lambdas",
        "lambda",
        "components",
        "views",
        "controllers",
        "handlers",
        "endpoints",
        "actions",
        "notebooks",
        "notebook",
        "experiments",
        "experiment",
        "research",
        "plugins",
        "team",
        "teams",
    ]
)
# Directories that hold parts of a product, whatever it is.
PARTS: Final = frozenset(
    [
        "llm",
        "llms",
        "ai",
        "ml",
        "nlp",
        "core",
        "common",
        "shared",
        "util",
        "utils",
        "utilities",
        "helper",
        "helpers",
        "provider",
        "providers",
        "integration",
        "integrations",
        "adapter",
        "adapters",
        "model",
        "models",
        "type",
        "types",
        "interfaces",
        "config",
        "configs",
        "configuration",
        "settings",
        "db",
        "database",
        "hook",
        "hooks",
        "middleware",
        "tool",
        "tools",
        "bin",
        "prompt",
        "prompts",
        "embedding",
        "embeddings",
        "inference",
        "generation",
        "completion",
        "completions",
        "openai",
        "anthropic",
        "gemini",
        "azure",
        "bedrock",
        "clients",
        "sdk",
        "schema",
        "schemas",
        "infra",
        "infrastructure",
        "deploy",
        "repository",
        "repositories",
        "entities",
        "dto",
        "constants",
        "data",
        "dataset",
        "datasets",
        "store",
        "stores",
        "state",
        "contexts",
        "context",
        "templates",
        "queue",
        "queues",
        "jobs",
        "tasks",
        "events",
        "messages",
        "errors",
        "exceptions",
        "logging",
        "telemetry",
        "tracing",
        "auth",
        "security",
        "storage",
        "cache",
        "styles",
        "hooks",
        "eval",
        "evals",
        "evaluation",
        "evaluations",
        "training",
        "train",
        "serving",
        "pipelines",
        "pipeline",
        "dags",
        "dag",
        "weights",
        "checkpoints",
        "artifacts",
    ]
)
# Names of directories and files that say only that a model is there.
NAMELESS: Final = frozenset(
    [
        "model",
        "models",
        "pytorch_model",
        "tf_model",
        "adapter_model",
        "weights",
        "weight",
        "checkpoint",
        "checkpoints",
        "ckpt",
        "artifact",
        "artifacts",
        "best",
        "final",
        "latest",
        "last",
        "saved_model",
        "saved_models",
        "output",
        "outputs",
        "export",
        "exports",
        "onnx",
        "trained",
        "ml",
        "ai",
        "data",
        "resources",
        "assets",
        "files",
        "bin",
        "model_best",
        "best_model",
        "final_model",
        "model_final",
    ]
)
