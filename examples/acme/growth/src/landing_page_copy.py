"""Headlines for campaign pages. Ends in January."""

from acme_ai import gateway


def headline(campaign: str) -> str:
    return gateway.complete("gpt-4o", "A headline of six words for {c}", c=campaign)
