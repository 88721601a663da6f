"""How long the properties search: long enough to find what changes, short enough to be run at every change."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("suite", max_examples=60)
settings.register_profile("long", max_examples=2_000)  # pytest --hypothesis-profile long
settings.load_profile("suite")
