"""The pipelines: what a library that runs them is imported by, projects of dbt, and stages of DVC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.scaffold.artifacts import model_names
from aiowners.scaffold.context import at, more
from aiowners.scaffold.declaration import ProposedDeclaration, ProposedValue
from aiowners.usage.file_roles import weights
from aiowners.usage.known_paths import LAYOUT, RUNNING
from aiowners.usage.libraries import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.scaffold.artifacts import Artifacts
    from aiowners.scaffold.context import Context

# More in one directory are one declaration, to be taken apart by somebody who knows them.
_MOST_FILES = 6
_NAMELESS = LAYOUT | RUNNING


def pipelines(ground: Context, artifacts: Artifacts) -> dict[str, ProposedDeclaration]:
    """Propose them; by path, each file that is part of one."""
    found: dict[str, ProposedDeclaration] = {}
    by_directory: dict[str, list[str]] = {}
    for path in ground.ours:
        facts = ground.evidence.facts.get(path)
        directory, _, file = path.rpartition("/")
        if facts is not None and any(one.role is Role.RUNS for one in facts.imports):
            by_directory.setdefault(directory, []).append(path)
        elif file == "dbt_project.yml" or (file == "dvc.yaml" and facts is not None):
            tool = "dbt" if file.startswith("dbt") else "dvc"
            thing = _propose(ground, directory, [path], f"a {tool} project", f"{_own(directory)}-{tool}".strip("-"))
            thing.body["paths"] = ground.paths(directory if tool == "dbt" else "", [path], thing.owner)
            found[path] = thing
            _train(ground, artifacts, thing, path)
    for directory, files in by_directory.items():
        groups = [files] if len(files) > _MOST_FILES else [[file] for file in files]
        for group in groups:
            thing = _of_library(ground, directory, group)
            found.update(dict.fromkeys(group, thing))
    return found


def _own(directory: str) -> str:
    steps = [step for step in directory.split("/") if step.lower() not in _NAMELESS]
    return steps[-1] if steps else ""


def _propose(ground: Context, place: str, files: Sequence[str], why: str, *wishes: str) -> ProposedDeclaration:
    name = ground.names.give("pipelines", *wishes, f"{wishes[0]}-{_own(place)}")
    thing = ProposedDeclaration("pipelines", name, place, ground.owner(files, place), list(files), why)
    ground.things.append(thing)
    return thing


def _of_library(ground: Context, directory: str, files: Sequence[str]) -> ProposedDeclaration:
    first = files[0]
    library = next(one for one in ground.evidence.facts[first].imports if one.role is Role.RUNS)
    why = f"imports {library.library}: {at(first, library.line)}{more(files)}"
    stem = first.rpartition("/")[2].partition(".")[0]
    if len(files) == 1:
        own = _own(directory)
        name = (
            stem if stem.lower() not in RUNNING | {"main", "__init__"} else own or directory.rpartition("/")[2] or stem
        )
        thing = _propose(ground, directory, files, why, name, f"{own}-{stem}")
        thing.body["paths"] = ground.paths("", [first], thing.owner)
    else:
        thing = _propose(ground, directory, files, why, f"{_own(directory)}-pipelines".strip("-"))
        thing.body["paths"] = ground.paths(directory, files, thing.owner)
    return thing


def _train(ground: Context, artifacts: Artifacts, thing: ProposedDeclaration, path: str) -> None:
    """Let the models that a stage of DVC makes be trained on it; those that are not in the tree are proposed too."""
    directory = path.rpartition("/")[0]
    models = {one.name: one for one in ground.things if one.section == "models"}
    fed: list[ProposedValue] = []
    for output in ground.evidence.facts[path].outputs if path in ground.evidence.facts else ():
        name = artifacts.at(output.text, iter((directory,)))
        if name is not None:
            model = models[name]
        elif weights(output.text) is not None:
            # Its file is in no commit, so that no pattern is stated for it.
            model = ProposedDeclaration(
                "models", ground.names.give("models", *model_names(ground, output.text)), directory, thing.owner, []
            )
            ground.things.append(model)
        else:
            continue
        if "trained_on" not in model.body:
            model.body["trained_on"] = [ProposedValue(thing.name, f"an output of {at(path, output.line)}")]
            fed.append(ProposedValue(model.name))
    if fed:
        thing.body["feeds"] = {"models": fed}
