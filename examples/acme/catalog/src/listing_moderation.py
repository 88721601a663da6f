"""The policy a listing breaks, if any."""

from acme_ai import serving


def verdict(title: str, photo: bytes) -> str | None:
    label, p = serving.classify("listing-moderation-v1", (title, photo))
    return label if p > 0.88 else None
