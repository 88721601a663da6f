"""From a photo to products. Behind the flag `visual-search` (nl, be)."""

from acme_ai import serving, vectors


def by_photo(image: bytes) -> list[str]:
    return vectors.nearest("product-photos", serving.embed("siglip-base", image), k=12)
