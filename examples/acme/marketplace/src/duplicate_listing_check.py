"""Is this product on the site already?"""

from acme_ai import vectors


def existing(title: str) -> list[str]:
    return vectors.within("product-index", title, distance=0.08)
