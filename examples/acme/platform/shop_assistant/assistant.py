"""The chat on the storefront."""

from acme_ai import agents


def reply(conversation: list[str]) -> str:
    return agents.load("platform/shop_assistant/agent.yaml").run(conversation)
