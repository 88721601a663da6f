"""Rewrite the query, find neighbours."""

from acme_ai import gateway, prompts, vectors


def search(query: str, size: int = 24) -> list[str]:
    if len(query.split()) > 6:
        query = gateway.complete("gpt-4o", prompts.read("search/query-rewrite"), query=query)
    return vectors.nearest("product-index", gateway.embed("text-embed-v3", query), k=size)
