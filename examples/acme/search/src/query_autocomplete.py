"""Suggestions for a prefix, best seller first."""

from acme_ai import serving, streams


def suggest(prefix: str) -> list[str]:
    seen = streams.table("clickstream.queries_7d").starting_with(prefix)
    return serving.rank("product-ranker-v5", prefix, seen)[:8]
