"""Listings that two reviewers agreed on."""


def agreed(rows: list[dict]) -> list[dict]:
    return [r for r in rows if r["first"] == r["second"]]
