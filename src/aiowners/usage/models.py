"""Catalog of the names of vendors' models, and of architectures of models in a repository."""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class ModelFamily(NamedTuple):
    """The names of a provider's models of one kind."""

    provider: str
    kind: str
    names: re.Pattern[str]


def _family(provider: str, kind: str, names: str) -> ModelFamily:
    return ModelFamily(provider, kind, re.compile(names, re.ASCII))


_TAIL = r"(?:[-:@][a-z0-9]{1,24}|\.[0-9]{1,4}){0,8}"
MODEL_FAMILIES: Final = (
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
# A word that may be a model's name. It contains a hyphen or a dot, and may follow the name of a vendor.
MODEL_NAME_CANDIDATE: Final = re.compile(
    r"(?<![\w./@:-])(?:[a-z_-]{2,20}/){0,2}([a-z][a-z0-9]{0,15}[-.][a-z0-9.:@-]{1,70})(?![\w./-])", re.ASCII
)
RELEASE_SUFFIX: Final = re.compile(
    r"(?:[-@]20[0-9]{2}-?[0-9]{2}-?[0-9]{2}|-latest)(?:-v[0-9](?::[0-9]{1,2})?)?\Z|-v[0-9]:[0-9]{1,2}\Z|-(?:0301|0314|0613|1106|0125)(?:-preview)?\Z"
)

# Kinds of models, by the last part of the architecture in Hugging Face's configurations.
ARCHITECTURES: Final = {
    "ForSequenceClassification": "classifier", "ForTokenClassification": "classifier",
    "ForImageClassification": "vision", "ForObjectDetection": "vision", "ForCausalLM": "llm",
    "ForConditionalGeneration": "llm", "ForCTC": "speech", "ForSpeechSeq2Seq": "speech",
}  # fmt: skip
