"""A draft reply for the agent's editor."""

from acme_ai import gateway, prompts
from help_answers import answer
from ticket_triage import triage


def draft(text: str) -> str:
    return gateway.complete("gpt-4o", prompts.live("support/agent-assist"), text=text, queue=triage(text), facts=answer(text))
