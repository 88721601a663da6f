"""An enforcement method requires the reviews if its file is tracked, up to date, and complete."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from aiowners.cli.enforce import METHODS as NAMES
from aiowners.codeowners.file_index import FileIndex
from aiowners.enforcement.codeowners import codeowners
from aiowners.enforcement.methods import METHODS, is_enforced, methods_for
from aiowners.filenames import ENFORCEMENT_FILES
from aiowners.filenames import TEAM_IDS as IDS
from aiowners.forge import Forge
from aiowners.workspace import Workspace
from tests.enforcement.organizations import Tree, handles, tree

BODY = {
    "": {"teams": handles("ml-core", "search")},
    "ml": {"owner": "ml-core", "models": {"embed": {"artifacts": ["models/embed/"], "reviewers": ["search"]}}},
    "src": {"owner": "search", "features": {"ranking": {"uses": {"models": ["embed"]}}}},
}
BARE = tree(BODY, (IDS,)).having(IDS, json.dumps({"acme/ml-core": 1, "acme/search": 2}))


def _committed(name: str, organization: Tree = BARE) -> Tree:
    generated = METHODS[name].generate(organization.workspace(METHODS[name].forge))
    return organization.having(generated.path, generated.text)


def test_the_methods_are_those_of_the_command_and_of_the_configuration() -> None:
    assert tuple(METHODS) == NAMES
    assert {*ENFORCEMENT_FILES} | {"gitlab-sections"} == {*METHODS}
    assert methods_for(Forge.BITBUCKET) == []


@pytest.mark.parametrize("name", METHODS)
def test_committed_and_up_to_date(name: str) -> None:
    forge = METHODS[name].forge
    after = _committed(name)
    assert is_enforced(after.workspace(forge, (name,)))
    assert is_enforced(replace(after.workspace(forge, (name,)), list_files=None))
    assert not is_enforced(after.workspace(forge))
    assert not is_enforced(after.workspace(forge, ("codeowners",)))
    assert not is_enforced(BARE.workspace(forge, (name,)))
    other_forge = Forge.GITLAB if forge is Forge.GITHUB else Forge.GITHUB
    assert not is_enforced(after.workspace(other_forge, (name,)))


@pytest.mark.parametrize("name", METHODS)
def test_stale_or_untracked(name: str) -> None:
    forge = METHODS[name].forge
    more = {**BODY, "x": {"owner": "growth", "features": {"f": {"uses": {"models": ["embed"]}}}}}
    more[""] = {"teams": handles("ml-core", "search", "growth")}
    changed = Tree({**_committed(name).texts, **tree(more).texts}, BARE.files)
    assert not is_enforced(changed.workspace(forge, (name,)))
    workspace = _committed(name).workspace(forge, (name,))
    path = METHODS[name].generate(workspace).path
    assert workspace.files is not None
    remaining = FileIndex(file for file in workspace.files.paths if file != path)
    assert not is_enforced(_with_files(workspace, remaining))


def _with_files(workspace: Workspace, files: FileIndex) -> Workspace:
    return replace(workspace, list_files=lambda: files.paths)


def test_an_incomplete_file_does_not_enforce() -> None:
    for texts in ({IDS: "{}"}, {IDS: "["}):
        organization = Tree({**BARE.texts, **texts}, BARE.files)
        committed = _committed("ruleset") if texts[IDS] == "[" else _committed("ruleset", organization)
        assert not is_enforced(Tree({**committed.texts, **texts}, ()).workspace(Forge.GITHUB, ("ruleset",)))
    mute = tree({**BODY, "": {"teams": {**handles("ml-core"), "search": {}}}})
    assert not is_enforced(_committed("policy-bot", mute).workspace(Forge.GITHUB, ("policy-bot",)))


def test_on_gitlab_the_codeowners_block_contains_the_sections() -> None:
    workspace = BARE.workspace(Forge.GITLAB, ("codeowners",))
    assert not is_enforced(workspace)
    generated = codeowners(workspace)
    assert is_enforced(BARE.having(generated.path, generated.text).workspace(Forge.GITLAB, ("codeowners",)))
    for forge in (Forge.GITHUB, Forge.BITBUCKET):
        block = codeowners(BARE.workspace(forge, ("codeowners",)))
        assert not is_enforced(BARE.having(block.path, block.text).workspace(forge, ("codeowners",)))
