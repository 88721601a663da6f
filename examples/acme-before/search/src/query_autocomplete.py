"""Suggestions for a prefix, nearest first."""

from acme_ai import serving, streams


def suggest(prefix: str) -> list[str]:
    seen = streams.table("clickstream.queries_7d").starting_with(prefix)
    return serving.nearest("text-embed-v3", prefix, seen)[:8]
