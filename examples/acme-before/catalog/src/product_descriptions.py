"""A draft from the data sheet."""

from acme_ai import gateway


def draft(sheet: dict) -> str:
    return gateway.complete("gpt-4o", "Write 80 to 120 words from the data sheet.", sheet=sheet)
