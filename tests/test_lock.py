"""`requirements-dev.lock` pins every dependency of `pyproject.toml`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKED = {
    re.split("[=;]", line)[0]
    for line in (ROOT / "requirements-dev.lock").read_text("utf-8").splitlines()
    if "==" in line and not line.startswith("#")
}
REQUIREMENTS = [
    *PROJECT["project"]["dependencies"],
    *(name for group in PROJECT["dependency-groups"].values() for name in group),
]


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_a_dependency_is_pinned(requirement: str) -> None:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    assert re.sub("[._-]+", "-", name.group()).lower() in LOCKED, "run `make lock`"
