"""Vouchers for those about to leave."""

from acme_ai import features, serving


def offer(customer_id: str) -> bool:
    return serving.score("churn-propensity-v1", features.row("customer", customer_id)) > 0.6
