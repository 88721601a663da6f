"""Which version of a prompt is live."""

from pathlib import Path


def live(name: str) -> str:
    return Path("prompts", f"{name}.md").read_text()
