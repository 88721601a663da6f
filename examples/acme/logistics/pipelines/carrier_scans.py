"""Scans of all carriers in one shape."""


def scan(row: dict) -> tuple[str, str, str]:
    return row["parcel"], row["depot"], row["at"]
