"""What holds for all tests: how long the properties search, and a cache that is not the user's."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pathlib import Path

# Long enough to find what changes, short enough to be run at every change.
settings.register_profile("suite", max_examples=60)
settings.register_profile("long", max_examples=2_000)  # pytest --hypothesis-profile long
settings.load_profile("suite")


def _ignore(*_: object) -> None:
    """Do nothing, as the parent wants it."""


# Programs inherit that a signal is ignored (under nohup, in the background of a script), but not that a function handles
# it: the programs that tests start then end by it, and the tests themselves still do not.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, _ignore)


@pytest.fixture(autouse=True, scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of every run in these tests, of programs that they start as well: as a user's, but not the user's."""
    place = tmp_path_factory.mktemp("cache")
    os.environ["AIOWNERS_CACHE_DIR"] = str(place)
    return place
