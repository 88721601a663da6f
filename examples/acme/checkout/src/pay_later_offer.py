"""30 days to pay, for some."""

from acme_ai import features, serving


def limit(customer_id: str) -> int:
    return 400 if serving.score("bnpl-risk-v1", features.row("customer", customer_id)) < 0.02 else 0
