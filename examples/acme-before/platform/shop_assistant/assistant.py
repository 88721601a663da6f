"""The chat on the storefront."""

from acme_ai import gateway, vectors


def reply(conversation: list[str]) -> str:
    products = vectors.nearest("product-index", conversation[-1], k=12)
    return gateway.complete("gpt-4o", "Help the customer choose.", turns=conversation, products=products)
