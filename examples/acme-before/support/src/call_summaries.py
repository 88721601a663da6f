"""Summarise a transcript."""

from acme_ai import gateway


def summarise(transcript: str) -> str:
    return gateway.complete("gpt-4o", "Summarise for the case file: {t}", t=transcript)
