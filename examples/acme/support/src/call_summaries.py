"""Transcribe, then summarise."""

from acme_ai import gateway


def summarise(recording: bytes) -> str:
    transcript = gateway.transcribe("whisper-large-v3", recording)
    return gateway.complete("gpt-4o", "Summarise for the case file: {t}", t=transcript)
