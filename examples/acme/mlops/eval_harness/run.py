"""Run a suite and compare with its gates."""

JUDGE = "claude-sonnet-4-5"


def passed(scores: dict[str, float], gates: dict[str, float]) -> bool:
    return all(scores[name] >= gate for name, gate in gates.items())
