"""Files replaced as a whole: whoever reads one sees the old text or the new one, never a mixture."""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from secrets import token_hex
from typing import TYPE_CHECKING

from aiowners.adapters.file import read_bytes, real
from aiowners.source import MOST_BYTES

if TYPE_CHECKING:
    from pathlib import Path

# What a temporary file is named by, so that whoever finds one knows whose it is.
_ENDING = ".aiowners-tmp"
_SECONDS = 60  # far longer than it takes to write one


def replace_text(path: Path, text: str) -> None:
    """Put `text` where `path` is, all of it or nothing.

    A file that is there keeps its mode, and its owner where we may give files away. Raises OSError
    where that is not possible; then nothing is left behind. A run that is killed may leave a
    temporary file, which is no manifest and which the next one that writes here removes.
    """
    _sweep(path)
    # Named before it is there: whenever we are interrupted, we know what to remove.
    temporary = path.with_name(f".{path.name}.{token_hex(8)}{_ENDING}")
    try:
        with open(temporary, "xb", opener=_private) as file:
            file.write(text.encode("utf-8", "surrogateescape"))
            file.flush()
            os.fsync(file.fileno())
        status = path.stat() if path.exists() else None
        if status is not None and hasattr(os, "chown"):
            with suppress(PermissionError):
                os.chown(temporary, status.st_uid, status.st_gid)
        temporary.chmod((0o666 & ~_umask() if status is None else status.st_mode) & 0o7777)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def replace_known(root: Path, path: str, before: str, after: str) -> None:
    """Put `after` where `path` (relative to `root`) holds `before`.

    Raises OSError where the file holds something else by now, is none or is a link, or where its
    directory leads out of `root`: what was linted is what is replaced, and nothing outside is.
    """
    full = root / path
    if not real(full.parent).is_relative_to(real(root)):
        raise OSError(errno.ELOOP, "its directory is a link that leads out of the repository", path)
    if read_bytes(str(full), most=MOST_BYTES) != before.encode("utf-8", "surrogateescape"):
        raise OSError(errno.EBUSY, "it has changed since it was read", path)
    replace_text(full, after)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sweep(path: Path) -> None:
    """Remove the temporary files for `path` that are too old to be of a run that is still going on."""
    for name in os.listdir(path.parent):  # noqa: PTH208 - a name is all that is looked at
        if name.startswith(f".{path.name}.") and name.endswith(_ENDING):
            left = path.parent / name
            with suppress(OSError):
                if time.time() - left.lstat().st_mtime > _SECONDS:
                    left.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
