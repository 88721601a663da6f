"""Whether a pattern that may name a file or a directory has to be written for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.pattern import Pattern

if TYPE_CHECKING:
    from aiowners.codeowners.file_index import FileIndex


def needed(spelled: tuple[str, ...], pattern: Pattern, files: FileIndex | None) -> tuple[str, ...]:
    """Of two spellings, for the file and for what lies below, the one that tracked files call for.

    Both where they call for both, for neither, or where nobody knows the files.
    """
    if len(spelled) < 2 or files is None:  # noqa: PLR2004 - nothing to choose from
        return spelled
    below = Pattern(f"{pattern.glob.rstrip('/')}/")
    everything = sum(end - start for start, end in files.runs(pattern))
    deeper = sum(end - start for start, end in files.runs(below))
    if not everything or 0 < deeper < everything:
        return spelled
    return spelled[1:] if deeper else spelled[:1]
