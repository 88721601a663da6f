"""Experiment: three hints for a better listing."""

from acme_ai import gateway


def hints(listing: str) -> str:
    return gateway.complete("gpt-4o", "Three hints for this listing: {l}", l=listing)
