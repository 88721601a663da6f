"""Late truth about an order."""


def label(order: str, charged_back: set[str]) -> int:
    return int(order in charged_back)
