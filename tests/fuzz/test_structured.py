"""Inputs that are nearly in order: nothing crashes, every format is valid, and the same input says the same."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import targets
from tests.fuzz.strategies import BASELINES, CODE_OWNERS, EVENTS, configurations, manifests

# Lone surrogates, as broken bytes are read, and as JSON may escape them, have no UTF-8 of their own.
_settings = settings(deadline=None, suppress_health_check=list(HealthCheck))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@given(st.lists(manifests(), min_size=1, max_size=2), CODE_OWNERS)
@_settings
def test_of_manifests(texts: list[str], code_owners: str) -> None:
    targets.manifest(_bytes("\f".join([*texts, *[""] * (2 - len(texts)), code_owners])))


@given(st.lists(manifests(), min_size=1, max_size=2))
@_settings
def test_of_fixes(texts: list[str]) -> None:
    targets.fixes(_bytes("\f".join(texts)))


@given(manifests())
@_settings
def test_of_parsers(text: str) -> None:
    targets.parsers(_bytes(text))


@given(configurations())
@_settings
def test_of_configurations(text: str) -> None:
    targets.toml(_bytes(text))


@given(CODE_OWNERS)
@_settings
def test_of_code_owners(text: str) -> None:
    targets.codeowners(_bytes(text))


@given(BASELINES)
@_settings
def test_of_baselines(text: str) -> None:
    targets.baselines(_bytes(text))


@given(EVENTS)
@_settings
def test_of_events(text: str) -> None:
    targets.events(_bytes(text))
