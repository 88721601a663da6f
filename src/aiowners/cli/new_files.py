"""New files on their way to the disk: shown as one diff, or written; nothing that is there is replaced."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from aiowners.cli.output import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from aiowners.cli.session import Session


def deliver(session: Session, files: Mapping[str, str], *, diff: bool) -> int:
    """Show or write texts by path from the root; the exit code of it. All paths are looked at before one is written.

    Raises click.FileError where a file is there, where a link would lead out of the repository, or
    where it cannot be written.
    """
    for path in files:
        _refuse(session.root, path)
    if diff:
        write("".join(added(path, text) for path, text in files.items()), sys.stdout)
        return 1 if files else 0
    from aiowners.adapters.configuration import replace_text

    for path, text in files.items():
        try:
            (session.root / path).parent.mkdir(parents=True, exist_ok=True)
            replace_text(session.root / path, text)
        except OSError as error:
            raise click.FileError(path, error.strerror or str(error)) from None
        session.say(f"{path}: created, {text.count(chr(10))} lines")
    return 0


def _refuse(root: Path, path: str) -> None:
    if os.path.lexists(root / path):
        raise click.FileError(path, "it is there already, and nothing is overwritten")
    parent = (root / path).parent
    while not os.path.lexists(parent):
        parent = parent.parent
    if parent.is_symlink() or parent.resolve() != parent or not parent.is_relative_to(root):
        raise click.FileError(path, "its directory is a link, which may lead elsewhere: nothing is written through it")


def added(path: str, text: str) -> str:
    """A new file as a unified diff that `git apply` takes. The text ends with a line break."""
    lines = text.removesuffix("\n").split("\n")
    old, new = quoted(f"a/{path}"), quoted(f"b/{path}")
    # Behind a name with a blank a tab says where it ends.
    head = f"diff --git {old} {new}\nnew file mode 100644\n--- /dev/null\n+++ {new}{chr(9) if ' ' in new else ''}\n"
    return f"{head}@@ -0,0 +1,{len(lines)} @@\n" + "".join(f"+{line}\n" for line in lines)


def quoted(name: str) -> str:
    """A name as git writes it in a diff: with an unusual sign in it in quotes, with the escapes of C."""
    content = os.fsencode(name)
    shown = "".join(chr(byte) if _is_usual(byte) else f"\\{byte:03o}" for byte in content)
    return name if shown == name else f'"{shown}"'


def _is_usual(byte: int) -> bool:
    return 0x20 <= byte < 0x7F and byte not in b'"\\'  # noqa: PLR2004 - what is printed of ASCII
