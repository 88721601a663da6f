"""Runs the refund agent. The limit is enforced here, not in the prompt."""

from acme_ai import agents

LIMIT_EUR = 40


def run(conversation: list[str]) -> str:
    return agents.load("support/agents/refund.yaml").run(conversation, limit=LIMIT_EUR)
