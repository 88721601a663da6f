"""The engines that can demand all the reviews, and whether one that is said to does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.enforcement.codeowners import codeowners
from aiowners.enforcement.codeowners_plus import codeowners_plus
from aiowners.enforcement.github_ruleset import TeamIdsError, ruleset
from aiowners.enforcement.gitlab_sections import gitlab_sections
from aiowners.enforcement.marked_block import EncodingError, TornBlockError
from aiowners.enforcement.policy_bot import NotOursError, policy_bot
from aiowners.enforcement.shadowed_lines import shadows
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiowners.enforcement.generated import Generated
    from aiowners.workspace import Workspace


class Method(NamedTuple):
    """What demands reviews on one forge, and what writes its configuration."""

    forge: Forge
    generate: Callable[[Workspace], Generated]


METHODS = {
    "ruleset": Method(Forge.GITHUB, ruleset),
    "gitlab-sections": Method(Forge.GITLAB, gitlab_sections),
    "policy-bot": Method(Forge.GITHUB, policy_bot),
    "codeowners-plus": Method(Forge.GITHUB, codeowners_plus),
}


def on_forge(forge: Forge) -> list[str]:
    """The engines of a forge."""
    return [name for name, engine in METHODS.items() if engine.forge is forge]


def is_enforced(workspace: Workspace) -> bool:
    """Whether an engine that `enforcement` names demands all reviews here.

    It does where its file is tracked and is what would be generated today, with nothing lost that
    matters. On GitLab the block of `aiowners codeowners` holds the sections too, where
    `enforcement` names it. Whether the forge was told of the file, nobody here can know.
    """
    named = {name: METHODS[name] for name in workspace.enforcement if name in METHODS}
    if workspace.forge is Forge.GITLAB and "codeowners" in workspace.enforcement:
        named["codeowners"] = Method(Forge.GITLAB, codeowners)
    return any(
        engine.forge is workspace.forge and _is_current(workspace, name, engine) for name, engine in named.items()
    )


def is_up_to_date(workspace: Workspace, name: str) -> bool:
    """Whether the file of an enforcement method is exactly what would be generated, with no required review lost."""
    return _is_current(workspace, name, METHODS[name])


def _is_current(workspace: Workspace, name: str, engine: Method) -> bool:
    try:
        generated = engine.generate(workspace)
    except (TornBlockError, EncodingError, NotOursError, TeamIdsError):
        return False
    source = workspace.others.get(generated.path)
    if source is None or (workspace.files is not None and generated.path not in workspace.files):
        return False
    if not generated.is_whole or "\ufeff" * source.byte_order_mark + source.text != generated.text:
        return False
    # A line behind the block, in one of its sections, is the last that matches.
    return engine.forge is not Forge.GITLAB or not shadows(workspace, generated, name)
