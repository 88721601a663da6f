"""How many random cases the tests of reviews try."""

from __future__ import annotations

import os


def more(usual: int) -> int:
    """The usual number, times `AIOWNERS_TEST_SEEDS` if that is set."""
    return usual * int(os.environ.get("AIOWNERS_TEST_SEEDS", "1"))
