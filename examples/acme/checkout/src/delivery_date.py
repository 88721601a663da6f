"""The day shown beside a delivery option."""

from logistics.delivery_promise import arrival


def label(product: str, postcode: str) -> str:
    return f"Arrives {arrival(product, postcode):%A}"
