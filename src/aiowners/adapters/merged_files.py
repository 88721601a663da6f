"""Three-way merges of texts by git."""

from __future__ import annotations

import tempfile
from pathlib import Path

from aiowners.adapters import git

# The first is the default of `merge-file`, the second that of `git merge` since 2.34; `merge-file` has it since 2.44.
ALGORITHMS = ("", "--diff-algorithm=histogram")
_USAGE = 129


def merged_text(root: Path, fork: str, ours: str, theirs: str, algorithm: str) -> str | None:
    """Merge two texts that both derive from `fork`; None if they conflict.

    `algorithm` is one of `ALGORITHMS`; a git that does not support it uses its default. Raises GitError.
    """
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name, number) for number in "123"]
        for path, text in zip(paths, (ours, fork, theirs), strict=True):
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
        code, out = _run(root, *(("--quiet", algorithm) if algorithm else ("--quiet",)), *map(str, paths))
        if code == _USAGE and algorithm:
            code, out = _run(root, "--quiet", *map(str, paths))
    # The code is the number of conflicts, or an error, such as for text that git takes for binary.
    return out.decode("utf-8", "surrogateescape") if code == 0 else None


def _run(root: Path, *arguments: str) -> tuple[int, bytes]:
    with git.start(root, "merge-file", "-p", *arguments) as running:
        out, _ = running.process.communicate()
        return running.process.returncode, out
