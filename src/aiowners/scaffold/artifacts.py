"""Artifacts: the models whose weights or configurations are in the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.scaffold.context import and_more, root_pattern
from aiowners.scaffold.declaration import ProposedDeclaration, ProposedValue
from aiowners.scaffold.naming import slug
from aiowners.usage.file_roles import is_description, model_name, weights_path
from aiowners.usage.known_paths import AMBIGUOUS_WEIGHT_EXTENSIONS, GENERIC_MODEL_NAMES, WEIGHT_EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.scaffold.context import Context


class _Artifact(NamedTuple):
    """A model in the repository: a file or a directory, and the tracked files that are evidence for it."""

    path: str
    is_directory: bool
    files: list[str]


class Artifacts:
    """The models in the repository, proposed as declarations, by the paths and names that code uses for them."""

    def __init__(self, context: Context) -> None:
        self._by_path: dict[str, str] = {}
        self._by_file_name: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        for artifact in _artifacts(context):
            model = _model(context, artifact)
            context.declarations.append(model)
            self._by_path[artifact.path] = model.name
            for path in artifact.files:
                if (name := model_name(path)) is not None:
                    self._by_name.setdefault(name, set()).add(model.name)
                target = path.removesuffix(".dvc")
                self._by_path[target] = model.name
                self._by_file_name.setdefault(target.rpartition("/")[2], set()).add(model.name)

    def __bool__(self) -> bool:
        return bool(self._by_path)

    def by_name(self, name: str) -> str | None:
        """Return the model that code refers to by `name`; None unless there is exactly one."""
        return _only(self._by_name.get(name, set()))

    def by_path(self, literal: str, directories: Iterator[str]) -> str | None:
        """Return the model at a path in code, relative to one of `directories`; None if there is none."""
        path = literal.removeprefix("./").strip("/")
        for directory in directories:
            name = self._by_path.get(f"{directory}/{path}".lstrip("/"))
            if name is not None:
                return name
        file_name = path.rpartition("/")[2]
        if file_name.partition(".")[0].lower() in GENERIC_MODEL_NAMES:
            return None
        return _only(self._by_file_name.get(file_name, set()))


def _only(names: set[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def _artifacts(context: Context) -> Iterator[_Artifact]:
    """Yield weights by their directory; in a directory with a generic name, each file is a model."""
    directories: dict[str, list[str]] = {}
    single_files: dict[str, list[str]] = {}
    facts = context.evidence.facts
    for path in context.own_files:
        directory, _, name = path.rpartition("/")
        is_described = is_description(path) or (name == "config.json" and path in facts and facts[path].architecture)
        target = path if is_described else weights_path(path)
        if target is None:
            continue
        stem = target.rpartition("/")[2].partition(".")[0]
        if directory and (is_described or stem.lower() in GENERIC_MODEL_NAMES or not _has_generic_name(directory)):
            directories.setdefault(directory, []).append(path)
        else:
            single_files.setdefault(target, []).append(path)
    for directory, files in directories.items():
        yield _Artifact(directory, True, files)
    for target, files in single_files.items():
        if target.rpartition("/")[0] not in directories:
            yield _Artifact(target, False, files)


def _has_generic_name(directory: str) -> bool:
    return directory.rpartition("/")[2].lower() in GENERIC_MODEL_NAMES


def candidate_names(context: Context, path: str) -> tuple[str, ...]:
    """Return possible names of the model at `path`, a directory or a file, the best first."""
    *names, last = path.split("/")
    stem, dot, extension = last.rpartition(".")
    is_weights = dot and extension.lower() in WEIGHT_EXTENSIONS | AMBIGUOUS_WEIGHT_EXTENSIONS
    names.append(stem if is_weights else last)
    distinctive = [name for name in names if name.lower() not in GENERIC_MODEL_NAMES and slug(name)]
    return (*distinctive[-1:], "-".join(distinctive[-2:]), "-".join(distinctive), context.evidence.name)


def _model(context: Context, artifact: _Artifact) -> ProposedDeclaration:
    name = context.names.take("models", *candidate_names(context, artifact.path))
    directory = artifact.path if artifact.is_directory else artifact.path.rpartition("/")[0]
    owner = context.owner(artifact.files, directory)
    model = ProposedDeclaration("models", name, directory, owner, artifact.files)
    facts = (context.evidence.facts.get(path) for path in artifact.files)
    kind = next((file_facts.architecture for file_facts in facts if file_facts and file_facts.architecture), None)
    if kind is not None and kind != "other":
        model.body["kind"] = ProposedValue(kind, "by its config.json")
    if artifact.is_directory:
        claims = context.claims(artifact.path, artifact.files, owner)
        if claims:
            reason = f"{artifact.files[0]}{and_more(artifact.files)}"
            model.body["artifacts"] = [claims[0]._replace(reason=reason), *claims[1:]]
    elif context.may_claim(owner, artifact.files):
        model.body["artifacts"] = [ProposedValue(root_pattern(artifact.path))]
    return model
