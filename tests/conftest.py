"""What holds for all tests: how long the properties search, and a cache that is not the user's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pathlib import Path

# Long enough to find what changes, short enough to be run at every change.
settings.register_profile("suite", max_examples=60)
settings.register_profile("long", max_examples=2_000)  # pytest --hypothesis-profile long
settings.load_profile("suite")


@pytest.fixture(autouse=True, scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of every run in these tests, of programs that they start as well: as a user's, but not the user's."""
    place = tmp_path_factory.mktemp("cache")
    os.environ["AIOWNERS_CACHE_DIR"] = str(place)
    return place
