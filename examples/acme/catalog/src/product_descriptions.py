"""A draft from the data sheet."""

from acme_ai import gateway, prompts


def draft(sheet: dict) -> str:
    return gateway.complete("claude-sonnet-4-5", prompts.live("catalog/descriptions"), sheet=sheet)
