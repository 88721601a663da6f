"""Three texts -> the one that git merges them into."""

from __future__ import annotations

import tempfile
from pathlib import Path

from aiowners.adapters import git

# The first is that of every git, the second that of `git merge` since 2.34; `merge-file` has it since 2.44.
ALGORITHMS = ("", "--diff-algorithm=histogram")
_USAGE = 129


def merged_text(root: Path, fork: str, ours: str, theirs: str, algorithm: str) -> str | None:
    """The text that results when two texts that began as `fork` are merged; None if they conflict.

    `algorithm` is one of `ALGORITHMS`; a git that does not know it takes its own. Raises GitError.
    """
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name, number) for number in "123"]
        for path, text in zip(paths, (ours, fork, theirs), strict=True):
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
        code, out = _run(root, *(("--quiet", algorithm) if algorithm else ("--quiet",)), *map(str, paths))
        if code == _USAGE and algorithm:
            code, out = _run(root, "--quiet", *map(str, paths))
    # Beyond the number of conflicts it is an error, such as text that git takes for binary: that is not merged.
    return out.decode("utf-8", "surrogateescape") if code == 0 else None


def _run(root: Path, *arguments: str) -> tuple[int, bytes]:
    with git.start(root, "merge-file", "-p", *arguments) as running:
        out, _ = running.process.communicate()
        return running.process.returncode, out
