"""Shown, clicked, bought."""


def triple(shown: str, clicked: bool, bought: bool) -> tuple[str, int]:
    return shown, clicked + bought
