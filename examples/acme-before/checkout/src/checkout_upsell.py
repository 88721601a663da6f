"""The strip under the basket."""

from acme_ai import cache, serving


def upsell(basket: list[str]) -> list[str]:
    near = [p for item in basket for p in cache.neighbours("text-embed-v2", item)]
    return [p for p in serving.recommend("reco-two-tower-v2", basket, candidates=near) if p not in basket][:4]
