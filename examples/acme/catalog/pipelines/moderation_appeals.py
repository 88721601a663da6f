"""Verdicts that were overturned."""


def overturned(rows: list[dict]) -> list[dict]:
    return [r for r in rows if r["after_appeal"] != r["verdict"]]
