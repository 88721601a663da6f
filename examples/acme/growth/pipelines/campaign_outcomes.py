"""Who got a voucher, and what they did in the 60 days after."""


def outcomes(sent: list[dict], orders: set[str]) -> list[tuple[str, bool]]:
    return [(row["customer"], row["customer"] in orders) for row in sent]
