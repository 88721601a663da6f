"""`aiowners enforce`: write the configuration of a method that can require all approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aiowners.cli.generated_files import deliver, generate, output_mode, refuse_unread, say_shadows
from aiowners.cli.session import repository_options

if TYPE_CHECKING:
    from aiowners.cli.session import Session
    from aiowners.enforcement.generated import Generated

# The names in enforcement/methods.py, which is imported only when needed; a test compares them.
METHODS = ("ruleset", "gitlab-sections", "policy-bot", "codeowners-plus")
_NEXT = {
    "ruleset": "commit it, and tell GitHub: `gh api repos/OWNER/REPO/rulesets --method POST --input .github/rulesets/aiowners.json`"
    " (later `--method PUT` and `rulesets/ID`)",
    "gitlab-sections": "merge it into the protected branch, on which approval by code owners has to be required",
    "policy-bot": "merge it, and require the status `policy-bot: BRANCH`; of a renamed file policy-bot sees the new path alone",
    "codeowners-plus": "merge it, and require its check; of a renamed file codeowners-plus sees the new path alone",
}


@click.command("enforce", short_help="Write what makes everyone downstream of a shared model approve.")
@click.argument("engine", type=click.Choice(METHODS))
@repository_options
@click.option("--check", is_flag=True, help="Show what would change as a diff, and exit 1 if anything would.")
@click.option("--print", "print_", is_flag=True, help="Print it, and write nothing.")
def command(session: Session, engine: str, check: bool, print_: bool) -> int:  # noqa: FBT001 - as click passes them
    """Write the configuration of an engine that demands all who must review a shared model.

    Owners on one line of CODEOWNERS are alternatives. These demand every team: `ruleset` (GitHub's
    required reviewers, .github/rulesets/aiowners.json), `policy-bot` (.policy.yml),
    `codeowners-plus` (a block of .codeowners), and on GitLab `gitlab-sections` (a block of
    CODEOWNERS with a section for each team). What an engine cannot be told is counted on stderr.

    \b
      aiowners enforce ruleset            write it
      aiowners enforce ruleset --check    in CI: is it current?
      aiowners enforce policy-bot --print

    A ruleset wants the numeric ids of teams: commit them as .github/rulesets/aiowners-teams.json,
    as in {"acme/search": 123456}. Name the engine in aiowners.toml: enforcement = ["ruleset"].

    A model without files here is guarded through the manifest that declares it. Nothing is written that requires no
    team, or, because something cannot be generated, less than the file requires today.

    Exit code: 0; 1, --check and the file is not current, is not tracked, cannot require every team, or lines behind
    the block win; 2, it could not run.
    """
    from aiowners.enforcement.generated import codeowners_path, existing_text
    from aiowners.enforcement.methods import METHODS as KNOWN
    from aiowners.enforcement.methods import is_up_to_date, methods_for
    from aiowners.enforcement.requirements import requirements
    from aiowners.filenames import ENFORCEMENT_FILES

    mode = output_mode(check=check, write_=False, print_=print_, default="write")
    method = KNOWN[engine]
    forge = session.run.forge
    if forge is not method.forge:
        possible = " or ".join(f"`{name}`" for name in methods_for(forge)) or "nothing that this tool can write"
        raise click.UsageError(
            f"`{engine}` is for {method.forge.title}, and this repository is on {forge.title}, where {possible}"
            ' demands reviews. If that is not so: `forge = "..."` in aiowners.toml.'
        )
    discovery, workspace = session.read()
    if not session.finish(discovery):
        return 2
    path = ENFORCEMENT_FILES.get(engine) or codeowners_path(workspace, method.forge)
    generated = generate(method.generate, workspace, path)
    refuse_unread(workspace, mode)
    before = existing_text(workspace, path)
    if mode == "write":
        _refuse_to_weaken(engine, generated, before)
    if (
        mode == "check"
        and generated.is_complete
        and not (requirements(engine, generated.part) or requirements(engine, before))
    ):
        session.say("no team would be required, and none is")
        return 0
    code = deliver(session, generated, before, mode)
    if mode == "check" and code == 0 and not is_up_to_date(workspace, engine):
        code = 1
        if workspace.files is not None and path not in workspace.files:
            session.say(f"notice: {path} is not tracked: commit it")
    if engine == "gitlab-sections":
        shadowed = say_shadows(session, workspace, generated, engine, before if mode != "write" else generated.text)
        code = 1 if shadowed and mode == "check" else code
    if mode == "write":
        session.say(f"next: {_NEXT[engine]}")
        if engine not in workspace.enforcement:
            session.say(f'next: `enforcement = ["{engine}"]` in aiowners.toml lets `aiowners check` hold it current')
    return code


def _refuse_to_weaken(engine: str, generated: Generated, before: str) -> None:
    """Refuse a file that requires no team, and an incomplete one that requires less than the file does today.

    Raises click.ClickException.
    """
    from aiowners.enforcement.requirements import requirements

    required = requirements(engine, generated.part)
    losses = "".join(f"\n  {loss.summary}\n  {loss.advice}".rstrip() for loss in generated.limitations if loss.matters)
    today = requirements(engine, before)
    if not required:
        remove = f"; if that is right, remove what {generated.path} requires" if today else ""
        raise click.ClickException(
            f"no team would be required, so nothing is written{remove}{':' * bool(losses)}{losses}"
        )
    dropped = sorted(today - required)
    if dropped and losses:
        approver, pattern = dropped[0]
        more = f" (and {len(dropped) - 1} more)" if len(dropped) > 1 else ""
        raise click.ClickException(
            f"{generated.path} would require less than it does today, so nothing is written: it would no longer require"
            f" {approver} for {pattern}{more}, but part of it cannot be generated:{losses}"
        )
