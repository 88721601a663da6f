"""Standard input in place of one manifest of the tree: what an editor has not saved yet."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from aiowners.adapters.disk import Discovery
    from aiowners.cli.session import Session


def stdin_path(session: Session, *, wanted: bool) -> str | None:
    """The path of the manifest that standard input stands for; None where it is not read. Raises click's errors."""
    from aiowners.filenames import MANIFEST, is_manifest

    name = session.flags["stdin_filename"]
    if not wanted and name is None:
        return None
    if not name:
        raise click.UsageError("to lint standard input, say where it belongs: --stdin-filename PATH -")
    path = session.relative(name, existing=False)
    if not is_manifest(path):
        raise click.BadParameter(f"a manifest is named {MANIFEST}", param_hint="--stdin-filename")
    return path


def laid_over(found: Discovery, path: str) -> Discovery:
    """The tree with standard input in place of the manifest at `path`."""
    from aiowners.source import Source

    text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    others = [source for source in found.sources if source.path != path]
    return replace(found, sources=(*others, Source(path, text)))
