"""`aiowners init`: the first manifests, from what is there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aiowners.cli.session import Session, git_errors, repository_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiowners.scaffold.propose import NewTeam, Proposal
    from aiowners.workspace import Workspace

_MOST_NAMED = 10  # declarations that the summary names


@click.command("init", short_help="Write first manifests from what is there.")
@repository_options
@click.option("--team", metavar="NAME", help="Write the manifest of one new team, in a repository that has manifests.")
@click.option(
    "--directory",
    metavar="DIR",
    help="With --team: where its things lie.  [default: where you are, or what CODEOWNERS gives it]",
)
@click.option(
    "--owner", metavar="TEAM", help="Set the team, by name or handle, that owns what CODEOWNERS names no team for."
)
@click.option("--only", metavar="GLOB", multiple=True, help="Read only files that match this pattern. Repeatable.")
@click.option("--exclude", metavar="GLOB", multiple=True, help="Do not read files that match this pattern. Repeatable.")
@click.option("--diff", is_flag=True, help="Show what would be written as a diff, and exit 1 if anything would.")
@click.option("--hook", is_flag=True, help="Add the hook to .pre-commit-config.yaml, and do nothing else.")
@click.option("--workflow", is_flag=True, help="Add the workflow of the forge's CI, and do nothing else.")
def command(
    team: str | None,
    directory: str | None,
    owner: str | None,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    diff: bool,  # noqa: FBT001
    hook: bool,  # noqa: FBT001
    workflow: bool,  # noqa: FBT001
    **flags: Any,  # noqa: ANN401
) -> int:
    """Propose who owns what, from what the repository holds already.

    It reads CODEOWNERS, the history, and the tracked files: sources that import the libraries of
    vendors, the names of models in them, weights, prompts, evaluation suites and pipelines. Tests,
    examples, documentation and what is vendored are passed over, and nothing is run. Each line that
    it writes has its evidence beside it; where nothing names a team, the owner is that of `--owner`,
    or else `tbd`. What nothing in the repository uses is written as a comment. A manifest goes
    where CODEOWNERS gives a directory to a team, all else to the root. No status is stated, since
    nothing in a tree says it: what states none counts as in production, so that everybody
    downstream is asked. Nothing that is there is overwritten. `--only` and `--exclude` take
    patterns as in CODEOWNERS, from the root. At the end, a summary says what was proposed, and
    which files were skipped and why.

    \b
      aiowners init --diff                      look first
      aiowners init --exclude legacy/           skip a directory
      aiowners init                             write the manifests
      aiowners init --owner @acme/search        set the owner of what CODEOWNERS names no team for
      aiowners init --team growth               one more team, in the directory where you are
      aiowners init --hook --workflow           check every commit, and every pull request

    Exit code: 0; 1, --diff and something would be written; 2, it could not run.
    """
    _refuse_combinations(team, directory, owner, selects=bool(only or exclude), adds=hook or workflow)
    session = Session(flags)
    if hook or workflow:
        from aiowners.cli.init_checks import add_checks

        return add_checks(session, hook=hook, workflow=workflow, diff=diff)
    from aiowners.cli.new_files import deliver

    found = session.discover()
    if not session.finish(found):
        return 2
    workspace = session.assemble(found.sources)
    if owner is not None and owner.startswith("@") and _named(workspace, owner) is None:
        raise click.BadParameter(f"{owner!r} is not the handle of a team", param_hint="--owner")
    new = None if team is None else _new_team(session, workspace, team, directory)
    if new is None:
        _refuse_others(workspace)
    proposal, skipped = _propose(session, workspace, new, owner, only, exclude)
    for notice in proposal.notices:
        session.say(f"notice: {notice}")
    if not proposal.manifests:
        session.say(
            "Nothing that uses a model was found outside of tests, examples, documentation and vendored code: nothing is"
            " written. `aiowners init --team NAME` writes a manifest to begin with."
        )
        _summarize(session, proposal, skipped)
        return 0
    code = deliver(session, {manifest.path: manifest.text for manifest in proposal.manifests}, diff=diff)
    _summarize(session, proposal, skipped)
    if owner is not None and _lacks_handle(workspace, owner):
        forge = workspace.forge.title
        session.say(f"Team `{owner}` has no handle on {forge}: add it under `teams`, or pass `--owner @ORG/{owner}`.")
    if not diff:
        is_open = any("owner: tbd" in manifest.text for manifest in proposal.manifests)
        session.say(f"Next: read them, {'put teams where they say `tbd`, ' * is_open}and run `aiowners check`.")
    return code


def _refuse_combinations(
    team: str | None, directory: str | None, owner: str | None, *, selects: bool, adds: bool
) -> None:
    """Raises click's errors for options that do not go together, and for a team that cannot be called so."""
    if directory is not None and team is None:
        raise click.UsageError("--directory goes with --team")
    if team is not None and adds:
        raise click.UsageError("--team writes a manifest, --hook and --workflow do not: call them one after the other")
    if owner is not None:
        if team is not None or adds:
            raise click.UsageError("--owner is not used together with --team, --hook, or --workflow")
        if not owner.startswith("@"):
            _require_team_name(owner, "--owner")
    if adds and selects:
        raise click.UsageError("--only and --exclude select what is read for manifests, not for --hook or --workflow")


def _refuse_others(workspace: Workspace) -> None:
    """Only a repository without manifests gets its first ones. Raises click.UsageError."""
    there = [*(one.path for one in workspace.manifests), *(one.path for one in workspace.misnamed)]
    if there:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise click.UsageError(
            f"there are manifests already: {there[0]}{more}. `aiowners init --team NAME` writes that of one more team,"
            " `aiowners check` says what is missing in those that are there."
        )


def _propose(
    session: Session,
    workspace: Workspace,
    new: NewTeam | None,
    owner: str | None,
    only: Sequence[str],
    exclude: Sequence[str],
) -> tuple[Proposal, Mapping[str, int]]:
    """The proposal, and how many files were skipped by reason. Raises click.BadParameter for a pattern without files."""
    from dataclasses import replace

    from aiowners.adapters.source_scan import authors, gather
    from aiowners.cli.progress import Progress
    from aiowners.codeowners.pattern import Pattern
    from aiowners.scaffold.propose import propose

    with git_errors(), Progress(sys.stderr, enabled=not session.flags["quiet"]) as progress:
        progress.say("Listing files…")
        evidence = gather(
            session.root,
            untracked=session.untracked,
            exclude=(*session.settings.excluded, *map(Pattern, exclude)),
            only=tuple(map(Pattern, only)),
            progress=progress.say,
        )
        if only and not evidence.files:
            raise click.BadParameter(f"no file matches {' or '.join(map(repr, only))}", param_hint="--only")
        progress.say("Proposing manifests…")
        proposal = propose(evidence, workspace, new, owner)
        if proposal.unowned:
            progress.say("Analyzing git history…")
            known = authors(session.root, proposal.unowned)
            progress.say("Proposing manifests…")
            proposal = propose(replace(evidence, authors=known), workspace, new, owner)
        return proposal, evidence.skipped


def _summarize(session: Session, proposal: Proposal, skipped: Mapping[str, int]) -> None:
    """Say what was proposed, and which files were skipped and why."""
    if proposal.counts:
        proposed = ", ".join(f"{count} {section[: None if count > 1 else -1]}" for section, count in proposal.counts)
        manifests = len(proposal.manifests)
        session.say(f"Proposed {proposed} in {manifests} manifest{'s' * (manifests > 1)}.")
    if proposal.without_owner:
        session.say(
            f"No team is known for {proposal.without_owner} of them (`owner: tbd`). `aiowners init --owner TEAM` sets the team."
        )
    if proposal.unused:
        count = len(proposal.unused)
        rest = f", and {count - _MOST_NAMED} more" if count > _MOST_NAMED else ""
        session.say(
            f"Wrote {count} declaration{'s' * (count > 1)} as comments, because nothing in the repository uses"
            f" {'them' if count > 1 else 'it'}: {', '.join(proposal.unused[:_MOST_NAMED])}{rest}."
        )
    for reason, count in skipped.items():
        session.say(f"Skipped {count:,} file{'s' * (count > 1)}: {reason}.")


def _new_team(session: Session, workspace: Workspace, name: str, directory: str | None) -> NewTeam:
    """The team, and where its manifest goes. Raises click's errors."""
    from aiowners.filenames import MANIFEST
    from aiowners.scaffold.propose import NewTeam, owners_of

    _require_team_name(name, "--team")
    place = session.relative(directory, existing=False) if directory is not None else _here(session)
    if not place:
        owners = owners_of(workspace)
        given = sorted(place for place in owners.boundaries() if owners.teams(f"{place}/{MANIFEST}")[:1] == (name,))
        if not given:
            raise click.UsageError(
                f"say where the things of `{name}` lie: --directory DIR, or call this in that directory"
            )
        place = given[0]
    place = "" if place == "." else place
    if not (session.root / place).is_dir():
        raise click.BadParameter(f"there is no directory {place!r}", param_hint="--directory")
    path = f"{place}/{MANIFEST}".lstrip("/")
    if (session.root / path).exists() or (session.root / path).is_symlink():
        raise click.UsageError(
            f"{path} is there already: declare the things of `{name}` in it, or name another --directory"
        )
    return NewTeam(name, place)


def _named(workspace: Workspace, handle: str) -> str | None:
    from aiowners.scaffold.propose import owners_of

    return owners_of(workspace).add(handle)


def _lacks_handle(workspace: Workspace, owner: str) -> bool:
    """Whether a team is declared without a handle, beside others that have one in CODEOWNERS."""
    from aiowners.scaffold.propose import owners_of

    handles = owners_of(workspace).handles
    return bool(handles) and not owner.startswith("@") and owner not in handles


def _require_team_name(name: str, option: str) -> None:
    """Raises click.BadParameter if a team cannot be called so."""
    from aiowners.scaffold.naming import is_allowed_team_name, slug

    if slug(name) != name or not is_allowed_team_name(name):
        wish = slug(name)
        meant = f": write {wish!r}" if is_allowed_team_name(wish) else ""
        raise click.BadParameter(
            f"{name!r} is no name for a team{meant}. A name is lower case letters, digits, `-`, `.` and `_`, a letter first",
            param_hint=option,
        )


def _here(session: Session) -> str:
    """The working directory from the root; empty where it is the root, or outside of it."""
    here = Path.cwd().resolve()
    if here == session.root or not here.is_relative_to(session.root):
        return ""
    return here.relative_to(session.root).as_posix()
