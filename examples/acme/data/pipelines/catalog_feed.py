"""Every change of a product."""


def change(before: dict, after: dict) -> dict:
    return {k: v for k, v in after.items() if before.get(k) != v}
