"""Authorisations, captures and refunds as one stream."""


def event(row: dict) -> tuple[str, str, int]:
    return row["order"], row["type"], row["cents"]
