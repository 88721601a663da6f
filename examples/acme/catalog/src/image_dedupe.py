"""Listings with the same photo."""

from acme_ai import serving, vectors


def twins(photo: bytes) -> list[str]:
    return vectors.within("product-photos", serving.embed("siglip-base", photo), distance=0.04)
