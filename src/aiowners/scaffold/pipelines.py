"""Propose pipelines: files that import a pipeline library, dbt projects, and DVC stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.scaffold.artifacts import candidate_names
from aiowners.scaffold.context import and_more, at
from aiowners.scaffold.declaration import ProposedDeclaration, ProposedValue
from aiowners.usage.file_roles import weights_path
from aiowners.usage.known_paths import LAYOUT_DIRECTORIES, PIPELINE_DIRECTORIES
from aiowners.usage.libraries import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.scaffold.artifacts import Artifacts
    from aiowners.scaffold.context import Context

# More files in one directory are one declaration, which its team can split.
_MAX_FILES = 6
_GENERIC_NAMES = LAYOUT_DIRECTORIES | PIPELINE_DIRECTORIES


def pipelines(context: Context, artifacts: Artifacts) -> dict[str, ProposedDeclaration]:
    """Propose pipelines, and return them by the path of each of their files."""
    by_path: dict[str, ProposedDeclaration] = {}
    by_directory: dict[str, list[str]] = {}
    for path in context.own_files:
        facts = context.evidence.facts.get(path)
        directory, _, file_name = path.rpartition("/")
        if facts is not None and any(imported.role is Role.RUNS for imported in facts.imports):
            by_directory.setdefault(directory, []).append(path)
        elif file_name == "dbt_project.yml" or (file_name == "dvc.yaml" and facts is not None):
            tool = "dbt" if file_name.startswith("dbt") else "dvc"
            name = f"{_distinctive_name(directory)}-{tool}".strip("-")
            pipeline = _propose(context, directory, [path], f"a {tool} project", name)
            pipeline.body["paths"] = context.claims(directory if tool == "dbt" else "", [path], pipeline.owner)
            by_path[path] = pipeline
            _add_trained_models(context, artifacts, pipeline, path)
    for directory, files in by_directory.items():
        groups = [files] if len(files) > _MAX_FILES else [[file] for file in files]
        for group in groups:
            pipeline = _of_library(context, directory, group)
            by_path.update(dict.fromkeys(group, pipeline))
    return by_path


def _distinctive_name(directory: str) -> str:
    names = [name for name in directory.split("/") if name.lower() not in _GENERIC_NAMES]
    return names[-1] if names else ""


def _propose(
    context: Context, directory: str, files: Sequence[str], reason: str, *candidates: str
) -> ProposedDeclaration:
    name = context.names.take("pipelines", *candidates, f"{candidates[0]}-{_distinctive_name(directory)}")
    owner = context.owner(files, directory)
    pipeline = ProposedDeclaration("pipelines", name, directory, owner, list(files), reason)
    context.declarations.append(pipeline)
    return pipeline


def _of_library(context: Context, directory: str, files: Sequence[str]) -> ProposedDeclaration:
    first = files[0]
    library = next(imported for imported in context.evidence.facts[first].imports if imported.role is Role.RUNS)
    reason = f"imports {library.library}: {at(first, library.line)}{and_more(files)}"
    directory_name = _distinctive_name(directory)
    if len(files) == 1:
        stem = first.rpartition("/")[2].partition(".")[0]
        is_generic = stem.lower() in PIPELINE_DIRECTORIES | {"main", "__init__"}
        name = (directory_name or directory.rpartition("/")[2] or stem) if is_generic else stem
        pipeline = _propose(context, directory, files, reason, name, f"{directory_name}-{stem}")
        pipeline.body["paths"] = context.claims("", [first], pipeline.owner)
    else:
        pipeline = _propose(context, directory, files, reason, f"{directory_name}-pipelines".strip("-"))
        pipeline.body["paths"] = context.claims(directory, files, pipeline.owner)
    return pipeline


def _add_trained_models(context: Context, artifacts: Artifacts, pipeline: ProposedDeclaration, path: str) -> None:
    """Set `trained_on` of the models that DVC stages produce, and propose those that are not in the repository."""
    directory = path.rpartition("/")[0]
    models = {declaration.name: declaration for declaration in context.declarations if declaration.section == "models"}
    feeds: list[ProposedValue] = []
    for output in context.evidence.facts[path].outputs if path in context.evidence.facts else ():
        name = artifacts.by_path(output.text, iter((directory,)))
        if name is not None:
            model = models[name]
        elif weights_path(output.text) is not None:
            # No commit contains its file, so it has no pattern.
            name = context.names.take("models", *candidate_names(context, output.text))
            model = ProposedDeclaration("models", name, directory, pipeline.owner, [])
            context.declarations.append(model)
        else:
            continue
        if "trained_on" not in model.body:
            model.body["trained_on"] = [ProposedValue(pipeline.name, f"an output of {at(path, output.line)}")]
            feeds.append(ProposedValue(model.name))
    if feeds:
        pipeline.body["feeds"] = {"models": feeds}
