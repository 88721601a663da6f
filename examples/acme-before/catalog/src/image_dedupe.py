"""Experiment: do two listings show the same photo?"""

from acme_ai import gateway


def same(first: bytes, second: bytes) -> bool:
    return gateway.complete("gpt-4o", "Same photo? yes or no", images=[first, second]) == "yes"
