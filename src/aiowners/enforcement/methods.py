"""The enforcement methods that can require all reviews, and whether a configured method does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.enforcement.codeowners import codeowners
from aiowners.enforcement.codeowners_plus import codeowners_plus
from aiowners.enforcement.github_ruleset import TeamIdsError, ruleset
from aiowners.enforcement.gitlab_sections import gitlab_sections
from aiowners.enforcement.marked_block import EncodingError, InvalidBlockError
from aiowners.enforcement.policy_bot import NotGeneratedError, policy_bot
from aiowners.enforcement.shadowed_lines import overriding_lines
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiowners.enforcement.generated import Generated
    from aiowners.workspace import Workspace


class Method(NamedTuple):
    """An enforcement method: the code host that it is for, and the function that generates its file."""

    forge: Forge
    generate: Callable[[Workspace], Generated]


METHODS = {
    "ruleset": Method(Forge.GITHUB, ruleset),
    "gitlab-sections": Method(Forge.GITLAB, gitlab_sections),
    "policy-bot": Method(Forge.GITHUB, policy_bot),
    "codeowners-plus": Method(Forge.GITHUB, codeowners_plus),
}


def methods_for(forge: Forge) -> list[str]:
    """Return the names of the enforcement methods for a code host."""
    return [name for name, method in METHODS.items() if method.forge is forge]


def is_enforced(workspace: Workspace) -> bool:
    """Return whether an enforcement method that `enforcement` names requires all reviews.

    It does if its file is tracked, is up to date, and requires every review. On GitLab, the block
    of `aiowners codeowners` contains the sections, too, if `enforcement` names it. Whether the code
    host uses the file is unknown.
    """
    configured = {name: METHODS[name] for name in workspace.enforcement if name in METHODS}
    if workspace.forge is Forge.GITLAB and "codeowners" in workspace.enforcement:
        configured["codeowners"] = Method(Forge.GITLAB, codeowners)
    return any(
        method.forge is workspace.forge and _is_up_to_date(workspace, name, method)
        for name, method in configured.items()
    )


def is_up_to_date(workspace: Workspace, name: str) -> bool:
    """Return whether the file of an enforcement method is up to date and requires every review."""
    return _is_up_to_date(workspace, name, METHODS[name])


def _is_up_to_date(workspace: Workspace, name: str, method: Method) -> bool:
    try:
        generated = method.generate(workspace)
    except (InvalidBlockError, EncodingError, NotGeneratedError, TeamIdsError):
        return False
    source = workspace.others.get(generated.path)
    if source is None or (workspace.files is not None and generated.path not in workspace.files):
        return False
    if not generated.is_complete or "\ufeff" * source.byte_order_mark + source.text != generated.text:
        return False
    # A line after the block, in one of its sections, would be the last matching line.
    return method.forge is not Forge.GITLAB or not overriding_lines(workspace, generated, name)
