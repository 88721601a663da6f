"""A rephrased query, and bestsellers, where there was nothing."""

from acme_ai import gateway, serving


def rescue(query: str) -> tuple[str, list[str]]:
    rephrased = gateway.complete("claude-sonnet-4-5", "Rephrase for a shop's search: {query}", query=query)
    return rephrased, serving.recommend("reco-two-tower-v2", query)[:8]
