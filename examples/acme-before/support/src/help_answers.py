"""An answer with citations."""

from acme_ai import gateway, prompts, vectors


def answer(question: str) -> str:
    passages = vectors.nearest("help-index", question, k=8)
    return gateway.complete("claude-sonnet-4-5", prompts.read("support/help-answers"), passages=passages, question=question)
