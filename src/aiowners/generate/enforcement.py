"""The engines that can demand all the reviews, and whether one that is said to does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.dialect import Dialect
from aiowners.generate.block import EncodingError, TornBlockError
from aiowners.generate.codeowners import codeowners
from aiowners.generate.codeowners_plus import codeowners_plus
from aiowners.generate.gitlab_sections import gitlab_sections
from aiowners.generate.policy_bot import NotOursError, policy_bot
from aiowners.generate.ruleset import TeamIdsError, ruleset
from aiowners.generate.shadows import shadows

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiowners.generate.losses import Generated
    from aiowners.workspace import Workspace


class Engine(NamedTuple):
    """What demands reviews on one forge, and what writes its configuration."""

    forge: Dialect
    generate: Callable[[Workspace], Generated]


ENGINES = {
    "ruleset": Engine(Dialect.GITHUB, ruleset),
    "gitlab-sections": Engine(Dialect.GITLAB, gitlab_sections),
    "policy-bot": Engine(Dialect.GITHUB, policy_bot),
    "codeowners-plus": Engine(Dialect.GITHUB, codeowners_plus),
}


def on_forge(forge: Dialect) -> list[str]:
    """The engines of a forge."""
    return [name for name, engine in ENGINES.items() if engine.forge is forge]


def is_enforced(workspace: Workspace) -> bool:
    """Whether an engine that `enforcement` names demands all reviews here.

    It does where its file is tracked and is what would be generated today, with nothing lost that
    matters. On GitLab the block of `aiowners codeowners` holds the sections too, where
    `enforcement` names it. Whether the forge was told of the file, nobody here can know.
    """
    named = {name: ENGINES[name] for name in workspace.enforcement if name in ENGINES}
    if workspace.forge is Dialect.GITLAB and "codeowners" in workspace.enforcement:
        named["codeowners"] = Engine(Dialect.GITLAB, codeowners)
    return any(
        engine.forge is workspace.forge and _is_current(workspace, name, engine) for name, engine in named.items()
    )


def is_up_to_date(workspace: Workspace, name: str) -> bool:
    """Whether the file of an enforcement method is exactly what would be generated, with no required review lost."""
    return _is_current(workspace, name, ENGINES[name])


def _is_current(workspace: Workspace, name: str, engine: Engine) -> bool:
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
    return engine.forge is not Dialect.GITLAB or not shadows(workspace, generated, name)
