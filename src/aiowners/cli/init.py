"""`aiowners init`: propose first manifests from the repository."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aiowners.cli.session import repository_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiowners.cli.session import Session
    from aiowners.scaffold.propose import NewTeam, Proposal
    from aiowners.workspace import Workspace


_MAX_NAMED = 10  # declarations that the summary names


@dataclass(frozen=True, slots=True)
class _InitOptions:
    """What is proposed, and from which files: the options of the same names."""

    team: str | None
    directory: str | None
    owner: str | None
    only: Sequence[str]
    exclude: Sequence[str]


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
def command(session: Session, diff: bool, hook: bool, workflow: bool, **values: Any) -> int:  # noqa: ANN401, FBT001 - as click passes them
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
    options = _InitOptions(**values)
    _refuse_combinations(options, adds=hook or workflow)
    if hook or workflow:
        from aiowners.cli.init_checks import add_checks

        return add_checks(session, hook=hook, workflow=workflow, diff=diff)
    from aiowners.cli.new_files import deliver

    discovery = session.run.discover()
    if not session.finish(discovery):
        return 2
    workspace = session.run.assemble(discovery.sources)
    owner = options.owner
    if owner is not None and owner.startswith("@") and not _is_team_handle(workspace, owner):
        raise click.BadParameter(f"{owner!r} is not the handle of a team", param_hint="--owner")
    new = None if options.team is None else _new_team(session, workspace, options.team, options.directory)
    if new is None:
        _refuse_existing(workspace)
    proposal, skipped = _propose(session, workspace, new, options)
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


def _refuse_combinations(options: _InitOptions, *, adds: bool) -> None:
    """Refuse options that exclude each other. Raises click.UsageError, and click.BadParameter for an invalid team name."""
    team, owner = options.team, options.owner
    if options.directory is not None and team is None:
        raise click.UsageError("--directory goes with --team")
    if team is not None and adds:
        raise click.UsageError("--team writes a manifest, --hook and --workflow do not: call them one after the other")
    if owner is not None:
        if team is not None or adds:
            raise click.UsageError("--owner is not used together with --team, --hook, or --workflow")
        if not owner.startswith("@"):
            _require_team_name(owner, "--owner")
    if adds and (options.only or options.exclude):
        raise click.UsageError("--only and --exclude select what is read for manifests, not for --hook or --workflow")


def _refuse_existing(workspace: Workspace) -> None:
    """Refuse a repository that has manifests already. Raises click.UsageError."""
    paths = [*(manifest.path for manifest in workspace.manifests), *(source.path for source in workspace.misnamed)]
    if paths:
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        raise click.UsageError(
            f"there are manifests already: {paths[0]}{more}. `aiowners init --team NAME` writes that of one more team,"
            " `aiowners check` says what is missing in those that are there."
        )


def _propose(
    session: Session, workspace: Workspace, new: NewTeam | None, options: _InitOptions
) -> tuple[Proposal, Mapping[str, int]]:
    """Return the proposal, and how many files were skipped by reason. Raises click.BadParameter for a pattern without files."""
    from dataclasses import replace

    from aiowners.adapters.source_scan import authors, gather
    from aiowners.codeowners.pattern import Pattern
    from aiowners.project.errors import git_errors
    from aiowners.scaffold.propose import propose

    run = session.run
    with git_errors(), session.progress as progress:
        progress.say("Listing files…")
        evidence = gather(
            run.root,
            untracked=run.untracked,
            exclude=(*run.settings.excluded, *map(Pattern, options.exclude)),
            only=tuple(map(Pattern, options.only)),
            progress=progress.say,
        )
        if options.only and not evidence.files:
            raise click.BadParameter(f"no file matches {' or '.join(map(repr, options.only))}", param_hint="--only")
        progress.say("Proposing manifests…")
        proposal = propose(evidence, workspace, new, options.owner)
        if proposal.unowned:
            progress.say("Analyzing git history…")
            by_path = authors(run.root, proposal.unowned)
            progress.say("Proposing manifests…")
            proposal = propose(replace(evidence, authors=by_path), workspace, new, options.owner)
        return proposal, evidence.skipped


def _summarize(session: Session, proposal: Proposal, skipped: Mapping[str, int]) -> None:
    """Print what was proposed, and how many files were skipped and why."""
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
        rest = f", and {count - _MAX_NAMED} more" if count > _MAX_NAMED else ""
        session.say(
            f"Wrote {count} declaration{'s' * (count > 1)} as comments, because nothing in the repository uses"
            f" {'them' if count > 1 else 'it'}: {', '.join(proposal.unused[:_MAX_NAMED])}{rest}."
        )
    for reason, count in skipped.items():
        session.say(f"Skipped {count:,} file{'s' * (count > 1)}: {reason}.")


def _new_team(session: Session, workspace: Workspace, name: str, directory: str | None) -> NewTeam:
    """Return the team and the directory of its manifest. Raises click.UsageError or OptionError."""
    from aiowners.filenames import MANIFEST
    from aiowners.scaffold.propose import NewTeam

    _require_team_name(name, "--team")
    parent = (
        _working_directory(session) if directory is None else session.relative_path(directory, existing=False)
    ) or _assigned_directory(workspace, name)
    parent = "" if parent == "." else parent
    if not (session.root / parent).is_dir():
        raise click.BadParameter(f"there is no directory {parent!r}", param_hint="--directory")
    path = f"{parent}/{MANIFEST}".lstrip("/")
    if (session.root / path).exists() or (session.root / path).is_symlink():
        raise click.UsageError(
            f"{path} is there already: declare the things of `{name}` in it, or name another --directory"
        )
    return NewTeam(name, parent)


def _assigned_directory(workspace: Workspace, team: str) -> str:
    """Return the first directory that CODEOWNERS assigns to a team. Raises click.UsageError if there is none."""
    from aiowners.filenames import MANIFEST
    from aiowners.scaffold.propose import owners_of

    owners = owners_of(workspace)
    for directory in sorted(owners.boundaries()):
        if owners.teams(f"{directory}/{MANIFEST}")[:1] == (team,):
            return directory
    raise click.UsageError(f"say where the things of `{team}` lie: --directory DIR, or call this in that directory")


def _is_team_handle(workspace: Workspace, handle: str) -> bool:
    """Return whether a handle can stand for a team."""
    from aiowners.scaffold.propose import owners_of

    return owners_of(workspace).add(handle) is not None


def _lacks_handle(workspace: Workspace, owner: str) -> bool:
    """Return whether a team has no handle in CODEOWNERS, but other teams have."""
    from aiowners.scaffold.propose import owners_of

    handles = owners_of(workspace).handles
    return bool(handles) and not owner.startswith("@") and owner not in handles


def _require_team_name(name: str, option: str) -> None:
    """Refuse an invalid team name. Raises click.BadParameter for the option."""
    from aiowners.scaffold.naming import is_allowed_team_name, slug

    if slug(name) != name or not is_allowed_team_name(name):
        suggested = slug(name)
        advice = f": write {suggested!r}" if is_allowed_team_name(suggested) else ""
        raise click.BadParameter(
            f"{name!r} is no name for a team{advice}. A name is lower case letters, digits, `-`, `.` and `_`, a letter first",
            param_hint=option,
        )


def _working_directory(session: Session) -> str:
    """Return the working directory from the root; empty if it is the root, or outside the root."""
    directory = Path.cwd().resolve()
    if directory == session.root or not directory.is_relative_to(session.root):
        return ""
    return directory.relative_to(session.root).as_posix()
