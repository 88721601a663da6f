"""Rewrite the query, find neighbours, rank them."""

from acme_ai import gateway, prompts, vectors


def search(query: str, size: int = 24) -> list[str]:
    if len(query.split()) > 6:
        query = gateway.complete("gpt-4o", prompts.live("search/query-rewrite"), query=query)
    hits = vectors.nearest("product-index", gateway.embed("text-embed-v3", query), k=200)
    return gateway.rank("product-ranker-v5", query, hits)[:size]
