"""Promised day, actual day."""


def joined(promised: dict, delivered: dict) -> list[tuple[str, int]]:
    return [(p, delivered[p] - promised[p]) for p in promised if p in delivered]
