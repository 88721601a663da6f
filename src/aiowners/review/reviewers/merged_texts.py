"""The manifests of the base once the head is merged into it, as git merges their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.filenames import is_manifest
from aiowners.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    # The fork point's text and those of two sides -> the merged one; None if they conflict.
    Merge = Callable[[str, str, str], str | None]

_MIN_SIMILAR = 0.5  # of the lines: what git takes for a rename


class MergedTexts(NamedTuple):
    """The manifests after a merge, and whether the text of one of them is neither that of the base nor of the head."""

    sources: tuple[Source, ...]
    is_new: bool


def merged_texts(fork: Iterable[Source], base: Iterable[Source], head: Iterable[Source], merge: Merge) -> MergedTexts:
    """Merge the manifests of three revisions by path. Where they conflict, those of the base remain.

    If one side edits a manifest that the other moves, the edits move along.
    """
    was, theirs, ours = _by_path(fork), _by_path(base), _by_path(head)
    result: dict[str, Source] = {}
    is_new = False
    for path in sorted({*was, *theirs, *ours}):
        then, base_source, head_source = (side.get(path) for side in (was, theirs, ours))
        kept = base_source if _text(head_source) == _text(then) else head_source
        if _text(then) not in (_text(base_source), _text(head_source)) and _text(base_source) != _text(head_source):
            kept = base_source
            if then is not None and base_source is not None and head_source is not None:
                text = merge(then.content, base_source.content, head_source.content)
                kept, is_new = (base_source, is_new) if text is None else (Source(path, text), True)
        if kept is not None:
            result[path] = kept
    for path, moved in (*_moved(was, theirs, ours, merge), *_moved(was, ours, theirs, merge)):
        result.pop(path, None)
        result[moved.path], is_new = moved, True
    return MergedTexts(tuple(result.values()), is_new)


def _moved(
    was: Mapping[str, Source], mover: Mapping[str, Source], editor: Mapping[str, Source], merge: Merge
) -> Iterator[tuple[str, Source]]:
    """Yield the manifests that one side moves while the other edits them: the old path, and the text at the new one."""
    added = [source for path, source in mover.items() if path not in was and path not in editor]
    for path, then in was.items():
        edited = editor.get(path)
        if path in mover or edited is None or edited.content == then.content:
            continue
        similar = (source for source in added if _similarity(then, source) >= _MIN_SIMILAR)
        for source in sorted(similar, key=lambda candidate: -_similarity(then, candidate)):
            text = merge(then.content, source.content, edited.content)
            if text is not None:
                yield path, Source(source.path, text)
                break


def _by_path(sources: Iterable[Source]) -> dict[str, Source]:
    return {source.path: source for source in sources if is_manifest(source.path)}


def _text(source: Source | None) -> str | None:
    return None if source is None else source.content


def _similarity(source: Source, other: Source) -> float:
    lines, others = set(source.text.splitlines()), set(other.text.splitlines())
    return len(lines & others) / max(len(lines), len(others), 1)


def merged_exclusions(fork: Sequence[str], base: Sequence[str], head: Sequence[str]) -> tuple[str, ...]:
    """Return the patterns of `exclude` after the merge: one remains unless a side removed it."""
    every = dict.fromkeys((*base, *head))
    return tuple(pattern for pattern in every if (pattern in base and pattern in head) or pattern not in fork)
