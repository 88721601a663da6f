"""Hold, challenge or pass."""

from acme_ai import features, serving


def screen(order_id: str) -> str:
    score = serving.score("fraud-score-v7", features.row("order", order_id))
    return "hold" if score > 0.92 else "challenge" if score > 0.70 else "pass"
