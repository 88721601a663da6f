"""What to pick instead."""

from acme_ai import serving, streams, vectors


def substitute(product: str) -> str | None:
    stocked = streams.table("catalog_feed.in_stock").filter(vectors.neighbours("product-index", product, k=50))
    ranked = serving.rank("product-ranker-v5", product, stocked)
    return ranked[0] if ranked else None
