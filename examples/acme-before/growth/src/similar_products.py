"""What else one might want."""

from acme_ai import serving, vectors


def similar(product: str, size: int = 10) -> list[str]:
    near = vectors.neighbours("product-index", product, k=100)
    return serving.recommend("reco-two-tower-v2", product, candidates=near)[:size]
