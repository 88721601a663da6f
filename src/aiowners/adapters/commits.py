"""Commits by name. A name has one meaning: a pushed branch or tag cannot take over the name of another."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from aiowners.adapters import git

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

# gitrevisions(7): the refs that git tries for a short name. It takes the first, so a tag comes before a branch.
_RULES: Final = ("refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
_HEX = re.compile(r"[0-9A-Fa-f]{4,64}")
_FULL_LENGTHS: Final = (40, 64)  # of SHA-1 and SHA-256
_DESCRIBED = re.compile(r".+-[0-9]+-g([0-9A-Fa-f]{4,64})")  # git-describe(1)
_PSEUDO_REF = re.compile(r"[A-Z_]*HEAD")
_BASE = re.compile(r"(?:(?!@\{)[^~^:])*")
_AT = re.compile(r"@\{([^}]*)\}(.*)", re.DOTALL)
_NO_REF = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|^[./]|[./]$|\.lock(?:/|$)|^@?$")


class Meaning(NamedTuple):
    """One meaning of a name: a ref by its full name or an object by its full id, and its commit."""

    full_name: str
    commit: str


class AmbiguousName(git.GitError):
    """A name that means more than one commit."""


def is_ref_name(name: str) -> bool:
    """Return whether git accepts `name` as a part of a ref, such as a branch: git-check-ref-format(1)."""
    return _NO_REF.search(name) is None


def resolve(root: Path, name: str) -> str:
    """Return the id of the commit that a user names, in any form of gitrevisions(7) except `:/text`.

    Raises AmbiguousName if git could resolve the name to different commits, and GitError if this
    clone has no commit of this name.
    """
    match = _BASE.match(name)
    base = match[0] if match else ""
    suffix = name.removeprefix(base)
    at = _AT.fullmatch(suffix)
    if at is None:
        start = _only(_meanings(root, base), name).commit
    else:
        start, suffix = _at(root, base, *at.groups())
    return _commit(root, start + suffix, name) if suffix else start


def resolve_full(root: Path, name: str) -> str:
    """Return the id of the commit of a full ref name, of `HEAD`, or of an object id, even if that is abbreviated.

    No other ref can take over such a name. Raises AmbiguousName for an abbreviation of several
    commits, and GitError if this clone has no such commit, or the name is not full.
    """
    if _HEX.fullmatch(name):
        return _only(_commits_of(root, name), name).commit
    if name == "HEAD" or name.startswith("refs/"):
        return _only(_meanings(root, name), name).commit
    raise git.GitError(f"`{name}` is not a full name")


def _only(meanings: Sequence[Meaning], name: str) -> Meaning:
    """Return the only meaning of a name. Raises GitError if it has none, or several."""
    if len({meaning.commit for meaning in meanings}) > 1:
        raise _ambiguous(name, meanings)
    if not meanings:
        raise _unknown(name)
    return meanings[0]


def _meanings(root: Path, base: str) -> list[Meaning]:
    """Return every meaning of a name without a suffix: its refs and objects that are commits."""
    if base in ("HEAD", "@"):
        return _commits(root, [("HEAD", identity)] if (identity := _head(root)) else [])
    if base.startswith("refs/"):
        return _commits(root, _refs(root, (base,)).items())
    objects = _commits_of(root, base)
    if len(base) in _FULL_LENGTHS and _HEX.fullmatch(base):
        return objects  # git, too, never takes it for a ref
    refs = _refs(root, [rule.format(base) for rule in _RULES]) if is_ref_name(base) else {}
    meanings = [*_commits(root, refs.items()), *objects]
    if _PSEUDO_REF.fullmatch(base):
        path = os.fsdecode(git.run(root, "rev-parse", "--git-path", base)).removesuffix("\n")
        if meanings and not (root / path).exists():
            raise _missing(base, base, meanings[0])
        return [*_commits(root, [(base, base)]), *meanings]  # git looks into its directory first
    return [*meanings, *_remote_branch_meanings(root, base, meanings)]


def _remote_branch_meanings(root: Path, base: str, meanings: Sequence[Meaning]) -> list[Meaning]:
    """Return the branches of remotes with a name that git resolves to a tag or an object.

    Raises AmbiguousName if the name is that of a remote's branch that this clone does not have, but
    this clone has something else of that name.
    """
    names = {meaning.full_name for meaning in meanings}
    if not names or not names.isdisjoint((f"refs/{base}", f"refs/remotes/{base}", f"refs/remotes/{base}/HEAD")):
        return []
    remotes = os.fsdecode(git.run(root, "remote")).split("\n")
    if any(remote and f"{base}/".startswith(f"{remote}/") for remote in remotes):
        raise _missing(base, f"refs/remotes/{base}", meanings[0])
    if f"refs/heads/{base}" in names:
        return []
    return _commits(root, _refs(root, [f"refs/remotes/*/{base}"], exact=False).items())


def _at(root: Path, base: str, inside: str, rest: str) -> tuple[str, str]:
    """Resolve `BASE@{INSIDE}REST` to a full name or id, and a suffix. Raises GitError."""
    name = f"{base}@{{{inside}}}{rest}"
    if inside.lower() in ("u", "upstream", "push"):
        branch = f"refs/heads/{base}" if base not in ("", "HEAD", "@") else _current(root)
        field = "push" if inside.lower() == "push" else "upstream"
        listed = git.run(root, "for-each-ref", f"--format=%(refname) %({field})", branch) if branch else b""
        target = dict(line.split(" ", 1) for line in os.fsdecode(listed).splitlines()).get(branch)
        if not target:
            raise _unknown(name)
        return _only(_meanings(root, target), name).commit, rest
    if not base and inside.startswith("-"):
        return _previous(root, inside, name), rest
    if not base or base in ("HEAD", "@"):
        full_name = (_current(root) if not base else "") or "HEAD"
    else:
        refs = [meaning for meaning in _meanings(root, base) if meaning.full_name.startswith("refs/")]
        if len(refs) > 1:
            raise _ambiguous(name, refs)
        full_name = refs[0].full_name if refs else ""
    if not full_name:
        raise _unknown(name)
    return full_name, f"@{{{inside}}}{rest}"


def _previous(root: Path, inside: str, name: str) -> str:
    """Return the commit of the previous branch, `@{-1}`, for which git prints a branch or an id."""
    try:
        branch = os.fsdecode(git.run(root, "check-ref-format", "--branch", f"@{{{inside}}}")).strip()
    except git.GitError:
        raise _unknown(name) from None
    is_id = len(branch) in _FULL_LENGTHS and _HEX.fullmatch(branch)
    return _only(_meanings(root, branch if is_id else f"refs/heads/{branch}"), name).commit


def _current(root: Path) -> str:
    """Return the full name of the current branch; empty if HEAD is detached."""
    return symbolic_target(root, "HEAD") or ""


def symbolic_target(root: Path, name: str) -> str | None:
    """Return the full name of the ref that a symbolic ref names; None if it is not symbolic or not in this clone."""
    try:
        return os.fsdecode(git.run(root, "symbolic-ref", "--quiet", name)).strip()
    except git.GitUnusable:
        raise
    except git.GitError:
        return None


def _head(root: Path) -> str | None:
    """Return the id of HEAD, never that of a branch or tag called HEAD; None before the first commit."""
    try:
        return os.fsdecode(git.run(root, "show-ref", "--verify", "--hash", "HEAD")).strip()
    except git.GitUnusable:
        raise
    except git.GitError:
        return None


def _refs(root: Path, names: Sequence[str], *, exact: bool = True) -> dict[str, str]:
    """Return the ids of the refs with these full names. Raises AmbiguousName if a branch took over a remote's HEAD.

    `git rev-parse refs/remotes/origin/main` looks up `refs/tags/refs/remotes/origin/main` as well.
    """
    if not all(map(is_ref_name, names if exact else ())):
        return {}
    listed = git.run(root, "for-each-ref", "--format=%(refname) %(objectname) %(symref)", *names)
    rows = [line.split(" ") for line in os.fsdecode(listed).splitlines()]
    refs = {name: (identity, target) for name, identity, target in rows if not exact or name in names}
    for name, (_, target) in refs.items():
        # `git clone` makes it a symbolic ref; a pushed branch called HEAD is fetched as a plain one.
        if name.startswith("refs/remotes/") and name.endswith("/HEAD") and not target:
            raise AmbiguousName(
                f"{name} is a branch named HEAD, not the default branch of the remote; "
                "type the full name of the branch that you mean"
            )
    return {name: identity for name, (identity, _) in refs.items()}


def _commits_of(root: Path, name: str) -> list[Meaning]:
    """Return the commits of an abbreviation, by itself or at the end of the output of git describe."""
    described = _DESCRIBED.fullmatch(name)
    digits = described[1] if described else name
    if not _HEX.fullmatch(digits):
        return []
    ids = os.fsdecode(git.run(root, "rev-parse", f"--disambiguate={digits.lower()}")).split()
    return _commits(root, zip(ids, ids, strict=True))


def _commits(root: Path, candidates: Iterable[tuple[str, str]]) -> list[Meaning]:
    """Return those of the full names with their objects that are commits, or tags of commits."""
    pairs = list(candidates)
    if not pairs:
        return []
    lines = "".join(f"{identity}^{{commit}}\n" for _, identity in pairs)
    answers = os.fsdecode(
        git.run(root, "cat-file", "--batch-check=%(objectname) %(objecttype)", text=os.fsencode(lines))
    )
    rows = [answer.split(" ") for answer in answers.splitlines()]
    return [
        Meaning(name, row[0]) for (name, _), row in zip(pairs, rows, strict=True) if len(row) > 1 and row[1] == "commit"
    ]


def _commit(root: Path, expression: str, name: str) -> str:
    """Return the commit of an expression that begins with a full name. Raises GitError that names `name`."""
    try:
        output = git.run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{expression}^{{commit}}")
    except git.GitUnusable:
        raise
    except git.GitError:
        raise _unknown(name) from None
    return os.fsdecode(output).strip()


def _unknown(name: str) -> git.GitError:
    return git.GitError(f"unknown revision `{name}`; if the clone is shallow, run `git fetch --unshallow`")


def _ambiguous(name: str, meanings: Sequence[Meaning]) -> AmbiguousName:
    listed = " or ".join(map(_described, meanings))
    return AmbiguousName(f"`{name}` is ambiguous: {listed}; type the full name of the one that you mean")


def _missing(name: str, full_name: str, meaning: Meaning) -> AmbiguousName:
    reason = f"`{name}` is {_described(meaning)}, but this clone has no {full_name}"
    return AmbiguousName(f"{reason}; type the full name of the one that you mean")


def _described(meaning: Meaning) -> str:
    if meaning.full_name == meaning.commit:
        return f"commit {meaning.commit}"
    return f"{meaning.full_name} (commit {meaning.commit[:12]})"


def merge_bases(root: Path, tip: str, head: str = "HEAD") -> tuple[str, ...]:
    """Return every merge base of `head` and `tip`: more than one after merges in both directions.

    Raises GitError if this clone has none, and for names that `resolve` does not accept.
    """
    bases = _bases(root, resolve(root, tip), resolve(root, head))
    if bases:
        return tuple(sorted(bases))
    if is_shallow(root):
        reason = (
            f"This clone is shallow, and does not hold the commit at which `{head}` left `{tip}`: "
            "fetch more of its history (in CI, check out with fetch-depth 0)."
        )
    else:
        reason = f"`{tip}` and `{head}` have no commit in common."
    raise git.GitError(reason)


def _bases(root: Path, first: str, second: str) -> list[str]:
    try:
        return os.fsdecode(git.run(root, "merge-base", "--all", first, second)).split()
    except git.GitError:
        return []


def merge_base(root: Path, name: str, head: str = "HEAD") -> str:
    """Return the first merge base of `head` and `name`. Raises GitError like `merge_bases`."""
    return merge_bases(root, name, head)[0]


# The usual names of a default branch. The remote's branch takes precedence over the local one.
_USUAL: Final = (("refs/remotes/origin/main", "refs/remotes/origin/master"), ("refs/heads/main", "refs/heads/master"))


def default_branch(root: Path, stated: str | None = None) -> str | None:
    """Return the full name of the default branch; None if this clone does not have it, or does not determine it.

    `stated` is its name from the CI system, without `refs/heads/`. Without it, the branch is the
    remote's HEAD, or else a branch with a usual name. Raises GitError without git, and if two
    branches with a usual name differ: otherwise, a pushed branch would decide.
    """
    if stated is not None:
        full_name = f"refs/remotes/origin/{stated}"
        return full_name if is_ref_name(stated) and has_commit(root, full_name) else None
    target = symbolic_target(root, "refs/remotes/origin/HEAD")
    if target is not None and target.startswith("refs/remotes/origin/") and has_commit(root, target):
        return target
    for names in _USUAL:
        meanings = _commits(root, _refs(root, names).items())
        if len({meaning.commit for meaning in meanings}) > 1:
            listed = " or ".join(map(_described, meanings))
            raise AmbiguousName(f"the default branch can be {listed}; name one with --base")
        if meanings:
            return next(name for name in names if name in dict(meanings))
    return None


def short_name(name: str) -> str:
    """Return the name of a ref without `refs/heads/`, `refs/remotes/`, or `refs/tags/`."""
    return name.removeprefix("refs/remotes/").removeprefix("refs/heads/").removeprefix("refs/tags/")


def default_branch_name(root: Path) -> str | None:
    """Return the remote's name of its default branch, or a usual name that this clone has; None if it has none."""
    try:
        name = symbolic_target(root, "refs/remotes/origin/HEAD") or default_branch(root)
    except git.GitError:
        return None
    return None if name is None else short_name(name).removeprefix("origin/")


def has_commit(root: Path, name: str) -> bool:
    """Return whether this clone has the commit of a full name or id.

    Raises GitError without git or a repository, and AmbiguousName for an abbreviation of several commits.
    """
    try:
        resolve_full(root, name)
    except (git.GitUnusable, AmbiguousName):
        raise
    except git.GitError:
        return False
    return True


def contains(root: Path, commit: str) -> bool:
    """Return whether HEAD is a commit, given by its full id, or descends from it. This clone may lack the parents.

    Raises GitError without git or a commit.
    """
    head = resolve(root, "HEAD")
    lines = git.run(root, "cat-file", "commit", head).partition(b"\n\n")[0].splitlines()
    parents = [os.fsdecode(line.removeprefix(b"parent ")) for line in lines if line.startswith(b"parent ")]
    if commit in (head, *parents):
        return True
    return has_commit(root, commit) and commit in _bases(root, commit, head)


def empty_tree(root: Path) -> str:
    """Return the id of the empty tree, with which a repository without a commit is compared."""
    return os.fsdecode(git.run(root, "hash-object", "-t", "tree", "--stdin", text=b"")).strip()


def is_shallow(root: Path) -> bool:
    """Return whether the clone has only the latest commits. Raises GitError without git or a repository."""
    return os.fsdecode(git.run(root, "rev-parse", "--is-shallow-repository")).strip() == "true"


def has_remote(root: Path) -> bool:
    """Return whether the repository has a remote. Raises GitError likewise."""
    return bool(git.run(root, "remote").strip())
