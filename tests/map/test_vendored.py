"""What is not ours is what its package holds, and says under which licence it came."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import aiowners

VENDOR = Path(aiowners.__file__).parent / "diagrams" / "map" / "vendor"
HASHES = {"dagre.min.js": "7f751ea7f1695a56c55845e4415b8ce7d65620b10a15bf1ea806f70af10f97f2"}


def test_vendored_files_are_those_of_their_package() -> None:
    found = {path.name: sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert found == HASHES


def test_the_licence_is_there() -> None:
    assert "Permission is hereby granted" in (VENDOR / "dagre.LICENSE").read_text("utf-8")
    assert "@dagrejs/dagre" in (VENDOR / "README.md").read_text("utf-8")
