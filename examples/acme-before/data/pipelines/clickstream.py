"""Views, clicks, baskets and orders; names and addresses are dropped here."""

DROPPED = {"name", "email", "address"}


def clean(event: dict) -> dict:
    return {k: v for k, v in event.items() if k not in DROPPED}
