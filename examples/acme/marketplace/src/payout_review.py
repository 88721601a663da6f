"""Hold a payout for a person to look at."""

from acme_ai import features, serving


def hold(seller_id: str) -> bool:
    return serving.score("fraud-score-v7", features.row("seller", seller_id)) > 0.85
