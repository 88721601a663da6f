"""Two result pages side by side, and a vote."""


def compare(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    return list(zip(left, right, strict=False))
