"""Catalog of libraries whose imports indicate AI use."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple


class Role(Enum):
    """The meaning of an import of a library."""

    CALLS = "calls models"
    LOADS = "loads models"  # a feature only if the file names the model; most of these files are training code
    RUNS = "runs pipelines"
    STORES = "is a platform"


class Library(NamedTuple):
    """A library; `provides` is the capability if the library belongs to a platform."""

    role: Role
    provides: str = ""


_CALLS, _LOADS, _RUNS = Library(Role.CALLS), Library(Role.LOADS), Library(Role.RUNS)
_VECTORS = Library(Role.STORES, "vector-store")
_FEATURES = Library(Role.STORES, "feature-store")
_REGISTRY = Library(Role.STORES, "model-registry")
_MONITORING = Library(Role.STORES, "monitoring")


def _table(**rows: tuple[Library, str]) -> dict[str, Library]:
    return {name: library for library, names in rows.values() for name in names.split()}


# By language. A module includes its submodules.
LIBRARIES: Final[dict[str, dict[str, Library]]] = {
    "python": _table(
        vendors=(_CALLS, ("openai anthropic google.generativeai google.genai vertexai mistralai cohere groq together "
                 "replicate fireworks xai_sdk voyageai ollama litellm aisuite azure.ai.inference azure.ai.openai "
                 "huggingface_hub.InferenceClient")),
        frameworks=(_CALLS, ("langchain langchain_openai langchain_anthropic langchain_google_genai langchain_aws "
                    "langchain_community langchain_mistralai langchain_cohere langgraph llama_index haystack dspy "
                    "instructor guidance pydantic_ai semantic_kernel autogen crewai smolagents")),
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
# Names of platforms that differ from the names of their libraries.
PLATFORM_NAMES: Final = {
    "qdrant_client": "qdrant", "pymilvus": "milvus", "@pinecone-database/pinecone": "pinecone",
    "@qdrant/js-client-rest": "qdrant", "weaviate-client": "weaviate", "@zilliz/milvus2-sdk-node": "milvus",
    "@lancedb/lancedb": "lancedb", "github.com/pinecone-io/go-pinecone": "pinecone",
    "github.com/qdrant/go-client": "qdrant", "phoenix.otel": "phoenix",
}  # fmt: skip
LANGUAGE_BY_EXTENSION: Final = {
    **dict.fromkeys(("py", "ipynb"), "python"),
    **dict.fromkeys(("ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts", "svelte", "vue"), "javascript"),
    **dict.fromkeys(("java", "kt", "kts", "scala"), "jvm"),
    "go": "go", "cs": "csharp", "rb": "ruby", "rs": "rust", "php": "php",
}  # fmt: skip
# Configuration files, which may choose a model.
SETTINGS_EXTENSIONS: Final = frozenset(("yaml", "yml", "toml"))
SETTINGS_FILES: Final = frozenset((".env.example", ".env.sample", ".env.template", "dvc.yaml"))

# Every file whose text contains facts matches this POSIX expression, which `git grep` uses.
SEARCH_PATTERN: Final = (
    "openai|OpenAI|anthropic|Anthropic|genai|generativeai|generative-ai|vertexai|mistral|cohere|litellm|langchain"
    "|langgraph|llama_index|llamaindex|LLPhant|bedrock|ai-sdk|['\"]ai['\"]|groq|ollama|replicate|voyage|dspy|crewai"
    "|autogen|haystack|semantic_kernel|SemanticKernel|pydantic_ai|smolagents|mastra|genkit|ruby_llm|Extensions.AI"
    "|huggingface|springframework.ai|transformers|from_pretrained|onnx|safetensors|gguf|pinecone|qdrant|weaviate"
    "|chromadb|milvus|lancedb|turbopuffer|feast|tecton|hopsworks|mlflow|langfuse|langsmith|airflow|kfp|prefect|dagster"
    "|metaflow|zenml|luigi|flytekit|joblib|xgboost|lightgbm|gpt-|claude-|gemini-|text-embedding|architectures|outs:"
    "|instructor|guidance|aisuite|together|fireworks|xai_sdk|import rig|use rig|\\.keras|\\.tflite|\\.(ubj|pt|pth|h5|pkl)['\"]|azure.ai|ai-inference|Microsoft.Extensions|pgvector|arize|phoenix.otel|openai-edge"
)
