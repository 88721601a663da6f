"""Which result was bought, and where it stood."""


def bought(impressions: list[str], order: set[str]) -> list[tuple[str, int]]:
    return [(p, rank) for rank, p in enumerate(impressions, 1) if p in order]
