"""Pointers: tracked entries that represent content which git does not hold: submodules, and what DVC keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.file_index import PathIndex
from aiowners.codeowners.pattern import names_directory
from aiowners.source import MAX_SIZE
from aiowners.tracked.tree import DVC, LOCK, PIPELINE
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.scalars import plain_data
from aiowners.yaml_text.syntax_messages import YamlError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aiowners.codeowners.pattern import Pattern
    from aiowners.tracked.links import Links
    from aiowners.tracked.tree import Tracked

# By what DVC recognizes content: dvc.org, ".dvc files" and "dvc.yaml files", "Output entries".
_VERSIONS = ("md5", "etag", "checksum", "version_id", "files")


class Pointer(NamedTuple):
    """An entry, and a path that it represents; everything in the tree if the path is empty.

    `is_directory` if it may represent what is below the path, too; `is_guessed` if nothing but its
    name says so. `version` identifies the content, None if the entry does not say which it is.
    """

    entry: str
    path: str
    is_directory: bool
    version: str | None = None
    is_guessed: bool = False


def pointers(tracked: Tracked, links: Links) -> Iterator[Pointer]:
    """All pointers of a tree: each submodule, each output of a `.dvc` file and of a `dvc.lock`."""
    yield from (Pointer(path, path, is_directory=True) for path in tracked.submodules)
    special = {*tracked.links, *tracked.submodules}
    files = [path for path in tracked.paths if path.endswith((DVC, LOCK)) and _is_dvc(path) and path not in special]
    if not files:
        return
    locks = {path.removesuffix(LOCK) for path in files if path.endswith(LOCK)}
    wanted = {directory + PIPELINE for directory in locks}
    pipelines = [path for path in tracked.paths if path.endswith(PIPELINE) and path in wanted]
    texts = tracked.texts([*files, *pipelines])
    for path in files:
        if path.endswith(LOCK):
            beside = path.removesuffix(LOCK) + PIPELINE
            yield from _of_lock(path, texts[path], texts.get(beside, ""), links)
        elif tracked.read is None:
            yield by_name(path)
        else:
            yield from _of_file(path, texts[path], links)


def by_name(path: str) -> Pointer:
    """Return what a `.dvc` file represents by its name alone."""
    return Pointer(path, path.removesuffix(DVC), is_directory=True, is_guessed=True)


def is_dvc_file(path: str) -> bool:
    """Whether a path is that of a `.dvc` file."""
    return path.endswith(DVC) and _is_dvc(path)


def _is_dvc(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name == LOCK or (name.endswith(DVC) and name != DVC)


def _of_file(path: str, text: str | None, links: Links) -> Iterator[Pointer]:
    data = _data(text)
    outs = None if data is None else data.get("outs")
    if data is None:
        yield _unknown(path)
    if data is None or not isinstance(outs, list):
        yield by_name(path)
        return
    for out in outs:
        yield from _out(path, out, path.rpartition("/")[0], data.get("wdir", ""), links)


def _of_lock(path: str, text: str | None, pipeline: str | None, links: Links) -> Iterator[Pointer]:
    """Yield the outputs that a `dvc.lock` records; the directories of its stages are in the `dvc.yaml` beside it."""
    data, stages = _data(text), _stages(pipeline)
    if data is None or stages is None:
        yield _unknown(path)
        return
    # The first version of the format has the stages at the top.
    inner = data.get("stages")
    for name, stage in (*data.items(), *(inner.items() if isinstance(inner, dict) else ())):
        outs = stage.get("outs") if isinstance(stage, dict) else None
        wdir = _directory_of(stages, name)
        for out in outs if isinstance(outs, list) else ():
            yield from _out(path, out, path.rpartition("/")[0], wdir, links)


def _stages(pipeline: str | None) -> Mapping[str, object] | None:
    """Return the stages of a `dvc.yaml`; None if they are not known."""
    data = _data(pipeline)
    stages = {} if data is None else data.get("stages", {})
    return None if data is None else stages if isinstance(stages, dict) else {}


def _directory_of(stages: Mapping[str, object], name: str) -> object:
    """Return the working directory of a stage, also of one that `foreach` or `matrix` generates: `train@us`."""
    stage = stages.get(name, stages.get(name.partition("@")[0]))
    if isinstance(stage, dict) and isinstance(stage.get("do"), dict):
        stage = stage["do"]
    return stage.get("wdir", "") if isinstance(stage, dict) else ""


def _out(entry: str, out: object, directory: str, wdir: object, links: Links) -> Iterator[Pointer]:
    """Yield the pointer of one output; none if it is kept outside of the tree."""
    facts = out if isinstance(out, dict) else {"path": out}
    path = facts.get("path")
    if not isinstance(path, str) or not isinstance(wdir, str):
        yield _unknown(entry)
        return
    if "://" in path:
        return
    if "${" in path or "${" in wdir:  # a template of DVC's, which may become any path
        yield _unknown(entry)
        return
    outside = path.startswith("/") or wdir.startswith("/")
    real = None if outside else links.real(directory, f"{wdir}/{path}" if wdir else path)
    if real is not None:
        version = {key: facts[key] for key in _VERSIONS if facts.get(key)}
        yield Pointer(entry, real, _is_directory(facts), repr(sorted(version.items())) if version else None)


def _is_directory(facts: Mapping[str, object]) -> bool:
    """Whether an output may be a directory: its checksum then ends with `.dir`, or its files are listed."""
    checksums = [facts[key] for key in _VERSIONS[:3] if isinstance(facts.get(key), str)]
    is_file = checksums and not any(str(checksum).endswith(".dir") for checksum in checksums)
    return not is_file or "nfiles" in facts or "files" in facts


def _unknown(entry: str) -> Pointer:
    return Pointer(entry, "", is_directory=True)


def _data(text: str | None) -> dict[str, object] | None:
    """Return the mapping that a text holds, empty if it holds nothing else; None if it cannot be read."""
    if text is None or len(text) > MAX_SIZE:
        return None
    try:
        data = plain_data(compose(text.removeprefix("\ufeff")))
    except YamlError:
        return None
    return data if isinstance(data, dict) else {}


class PointerIndex:
    """Pointers, by the paths that they represent."""

    def __init__(self, pointers: Iterable[Pointer]) -> None:
        self.all = tuple(dict.fromkeys(pointers))
        self._by_path: dict[str, list[Pointer]] = {}
        for pointer in self.all:
            self._by_path.setdefault(pointer.path, []).append(pointer)
        self._unknown = self._by_path.get("", [])
        self._index = PathIndex(path for path in self._by_path if path)

    def of(self, pattern: Pattern, *, known: bool = False, named: bool = False) -> Iterator[Pointer]:
        """Yield the pointers to what a pattern matches, or may match.

        If `known`, without those that represent something unknown. If `named`, only if the pattern
        matches what they represent, or names it on its way.
        """
        if not known:
            yield from self._unknown
        for path in self._index.candidates(pattern):
            is_named = pattern.matches(path) or names_directory(pattern, path)
            for pointer in self._by_path[path]:
                if pattern.matches(path) or (pointer.is_directory and (is_named or not (named or pointer.is_guessed))):
                    yield pointer


def changed_outputs(entry: str, sides: Iterable[Iterable[Pointer]]) -> set[str] | None:
    """Return the paths whose content an entry records differently in some of its versions; None if that is unknown.

    `sides` are the pointers of each revision; those of other entries do not matter.
    """
    recorded: list[dict[str, set[str | None]]] = []
    for side in sides:
        outputs: dict[str, set[str | None]] = {}
        for pointer in side:
            if pointer.entry == entry:
                outputs.setdefault(pointer.path, set()).add(pointer.version)
        recorded.append(outputs)
    if any("" in outputs for outputs in recorded):
        return None
    paths = set().union(*recorded)
    return {
        path
        for path in paths
        if any(outputs.get(path) != recorded[0].get(path) or None in outputs.get(path, ()) for outputs in recorded)
    }
