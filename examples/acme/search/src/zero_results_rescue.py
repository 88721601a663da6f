"""Experiment: one rephrased query where there was nothing."""

from acme_ai import gateway


def rescue(query: str) -> str:
    return gateway.complete("claude-sonnet-4-5", "Rephrase for a shop's search: {query}", query=query)
