"""A new company for every scenario."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.attacks.company import Company, clean_environment, make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template")
    make_template(root)
    return root


@pytest.fixture
def company(
    template: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, cache: Path
) -> Company:
    environment = clean_environment()
    for name in list(os.environ):
        if name not in environment:
            monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    root = tmp_path / "company"
    shutil.copytree(template, root, symlinks=True)
    return Company(root, capfd, monkeypatch, tmp_path / "cache")
