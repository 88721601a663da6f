"""The chat in the seller portal."""

from acme_ai import agents, serving


def reply(conversation: list[str]) -> str:
    intent = serving.classify("intent-classifier-v2", conversation[-1])
    return agents.load("marketplace/agents/seller-assistant.yaml").run(conversation, intent=intent)
