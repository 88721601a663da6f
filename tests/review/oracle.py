"""Who must review a change, computed the plainest way from "Who must review a change" of the product page.

Nothing is shared with the product; the graph is that of `tests.oracle.oracle`. Each function quotes the
sentences that it implements. "Open:" marks what the sentences leave open, with how it is read here.
Suppressions and the files of enforcement methods are not covered.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

from tests.oracle.oracle import (
    KINDS,
    PLACEHOLDERS,
    Graph,
    Organisation,
    Thing,
    addresses_of,
    carrier,
    counts,
    graph,
    is_party,
    one_edge_away,
    owner,
    owner_word,
    party,
    references_of,
    status,
    team_status,
)

from .revisions import File, Revision, Tree, merge

Chain = tuple[str, ...]
Entries = dict[str, dict[str, tuple[str, Chain]]]
"""For each team the subjects for which it is listed, each with the reason and the chain."""

# "Each entry of `for` has a `reason`". Agreed: a team has one entry for a subject, with the first of these.
REASONS = ("owner", "downstream", "lost", "listed", "domain", "team", "waiver")


@dataclass
class Answer:
    """`changed` has the owner and the files of each subject, `handles` every handle of a required team.

    `indirect` are the changed subjects whose own text may be the same: why they count as changed can be
    explained by more than one file. `merged` are those that only the merge changes. `unreachable` are the required teams without a handle on GitHub.
    """

    changed: dict[str, tuple[str | None, list[str]]] = field(default_factory=dict)
    indirect: set[str] = field(default_factory=set)
    merged: set[str] = field(default_factory=set)
    required: Entries = field(default_factory=dict)
    notify: Entries = field(default_factory=dict)
    handles: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Side:
    """A revision, with the organization and the graph of its own manifests, teams, and configuration."""

    revision: Revision
    org: Organisation
    web: Graph


@dataclass(frozen=True)
class Case:
    """All revisions of a change, and the files that differ between each fork point and the head."""

    forks: tuple[Side, ...]
    base: Side
    head: Side
    files: tuple[tuple[File, ...], ...]
    merged: Side

    @property
    def sides(self) -> tuple[Side, ...]:
        """Every revision that counts; of equal rank, the head's word is the first to be shown."""
        # "Three revisions count: the *fork point* (every merge base [...]), the *base* (the tip of the target
        # branch), and the *head*."
        return (self.head, self.base, *self.forks)


def answer(
    forks: Sequence[Revision], base: Revision, head: Revision, files: Sequence[Iterable[File]], today: str
) -> Answer:
    """Who must review a change; `files` are, for each fork point, those that differ at the head."""
    merged = base
    for fork in forks:
        merged, _ = merge(fork, merged, head)
    case = Case(
        tuple(side(fork, today) for fork in forks),
        side(base, today),
        side(head, today),
        tuple(map(tuple, files)),
        side(merged, today),
    )
    found = Answer()
    reasons = changed_things(case)
    for label in sorted(reasons):
        found.changed[label] = (shown_owner(case, label), sorted(reasons[label].because))
        if reasons[label].indirect:
            found.indirect.add(label)
        if reasons[label].merged:
            found.merged.add(label)
        require_for_thing(found, case, label, declared=reasons[label].declared)
    for name, because in changed_teams(case).items():
        found.changed[f"team:{name}"] = (shown_team_owner(case, name), sorted(because))
        require_for_team(found, case, name)
    require_lost(found, case)
    require_waiving(found, case)
    settle(found, case)
    found.handles = {team: handles(case, team) for team in found.required}
    found.unreachable = sorted(team for team in found.required if not found.handles[team].get("github"))
    return found


@cache
def side(revision: Revision, today: str) -> Side:
    """A revision with its graph."""
    # "Each graph is built from the manifests, teams, configuration [...] of its own revision."
    org = organisation(revision.declared, today)
    return Side(revision, org, graph(org))


def organisation(tree: Tree, today: str) -> Organisation:
    """An organization from plain data: the files by path, each with its content."""
    org = Organisation({path: tree[path] for path in sorted(tree)}, today)
    for path, data in org.files.items():
        for section, kind in KINDS.items():
            org.things += [
                Thing(path, kind, name, body or {}, data) for name, body in (data.get(section) or {}).items()
            ]
        org.teams += [(path, name, body or {}) for name, body in (data.get("teams") or {}).items()]
    for thing in org.things:
        org.references += references_of(thing)
    return org


def named(org: Organisation, label: str) -> list[Thing]:
    """Every declaration of an entity."""
    return [thing for thing in org.things if thing.label == label]


# Names of teams, each by the directory of its own revision.


def name_of(org: Organisation, word: str | None) -> str | None:
    """The team that a word names, in being or not; None for a placeholder."""
    # "It means the declared team that has it, or else it represents itself". Agreed: as the revision's own
    # directory resolves it, never by that of another revision. "Handles are compared [...] ignoring case."
    text = (word or "").strip()
    if text.lower() in PLACEHOLDERS:
        return None
    return (carrier(org, text) or text.casefold()) if "@" in text else text


def reviewer(org: Organisation, word: str | None) -> str | None:
    """The team that must review where a word names it; None for a placeholder and for a disbanded team."""
    # "an unknown owner downstream is required under its name". Agreed: any other unknown reviewer too.
    return None if party(org, word) == "nobody" else name_of(org, word)


def reviewers_among(org: Organisation, words: Iterable[str]) -> set[str]:
    """The teams that these words name."""
    return {name for name in (reviewer(org, word) for word in words) if name is not None}


# What changed.


@dataclass
class Reason:
    """Why an entity counts as changed: the files, whether its declared meaning changed, whether only indirectly."""

    because: set[str] = field(default_factory=set)
    declared: bool = False
    indirect: bool = False
    merged: bool = False


def changed_things(case: Case) -> dict[str, Reason]:
    """Every changed entity, with the reason."""
    # "The change is the difference between the fork point and the head": each fork point has one of its own.
    found: dict[str, Reason] = {}
    for fork, files in zip(case.forks, case.files, strict=True):
        for label, paths in changed_files(case, files).items():
            found.setdefault(label, Reason()).because |= paths
        for label, paths in changed_meanings(fork, case.head).items():
            reason = found.setdefault(label, Reason())
            reason.because |= paths
            reason.declared = True
        for label, paths in users_of_changed_names(case, fork).items():
            reason = found.setdefault(label, Reason())
            reason.because |= paths
            reason.declared = reason.indirect = True
        for label, paths in (*changed_claims(fork, case.head).items(), *taken_in_advance(case, fork).items()):
            reason = found.setdefault(label, Reason())
            reason.because |= paths
            reason.indirect = True
    # Open: a declaration that has the same meaning at the fork point and at the head, but another one at the base
    # than after the merge: the head spells a team by a handle that another team has at the base. It is changed.
    for label, paths in changed_meanings(case.base, case.merged).items():
        reason = found.setdefault(label, Reason())
        if not reason.declared:
            reason.because |= paths
            reason.declared = reason.indirect = reason.merged = True
    for label, paths in newly_excluded(case).items():
        reason = found.setdefault(label, Reason())
        reason.because |= paths
        reason.declared = reason.indirect = True
    return found


# What changed: files.


def changed_files(case: Case, files: Iterable[File]) -> dict[str, set[str]]:
    """The entities with a changed file under their paths, with the files."""
    # "a file under its `paths` or `artifacts` changed [...]; a rename counts at both paths". Each revision's
    # declarations count. "If two declarations claim a file, the more specific claim applies."
    found: dict[str, set[str]] = {}
    for one in case.sides:
        for thing in one.org.things:
            for glob in patterns(thing):
                for file in files:
                    for path in file.paths:
                        meant = represents(path, glob, whole=file.whole)
                        if any(applies(one, thing, glob, each) for each in meant):
                            found.setdefault(thing.label, set()).add(path)
    return found


def applies(one: Side, thing: Thing, glob: str, path: str) -> bool:
    """Whether a claim matches a path, and no other declaration has a more specific one that does."""
    return matches(glob, path) and not any(
        other.label != thing.label and matches(another, path) and is_more_specific(another, glob)
        for other in one.org.things
        for another in patterns(other)
    )


def represents(path: str, glob: str, *, whole: bool) -> Iterator[str]:
    """A path, and examples of what is below what it represents: among them one that the glob matches, if any."""
    # "or a pointer, wherever it is, whose target is under them (links [...], submodules, DVC [...])": what is in
    # the target of a pointer is unknown. Links to elsewhere and the other pointers have tests of their own.
    yield path
    above = [path] if whole else []
    if path.endswith(".dvc"):
        yield path.removesuffix(".dvc")
        above.append(path.removesuffix(".dvc"))
    names = [name.replace("*", "x") for name in glob.strip("/").split("/") if name != "**"]
    for place in above:
        for start in range(len(names)):
            yield f"{place}/{'/'.join(names[start:])}"
            yield f"{place}/{'/'.join(names[start:])}/below"
        yield f"{place}/below"


def patterns(thing: Thing) -> list[str]:
    """The paths of an entity as globs from the root."""
    globs = thing.body.get("artifacts" if thing.kind == "model" else "paths") or []
    return [anchored(glob, thing.path.rpartition("/")[0]) for glob in globs if "://" not in glob]


def anchored(glob: str, directory: str) -> str:
    """A pattern as one from the root, beginning with a slash."""
    # "Paths are patterns in GitHub's CODEOWNERS syntax on every code host, relative to the manifest's directory
    # (a leading `/` anchors to that directory). `//` anchors to the repository root."
    base, rest = ("", glob[1:]) if glob.startswith("//") else (directory, glob)
    # A slash that is not the last character anchors.
    floating = "" if "/" in rest[:-1] else "**/"
    start = f"/{base}/" if base else "/"
    return start + floating + rest.removeprefix("/")


def matches(glob: str, path: str) -> bool:
    """Whether a pattern matches a path."""
    return regex(glob).fullmatch(path) is not None


@cache
def regex(glob: str) -> re.Pattern[str]:
    """What such a pattern matches: no more of the language than the random changes use."""
    below = glob.endswith("/")
    *directories, last = glob.strip("/").split("/")
    words = "".join("(?:.*/)?" if name == "**" else segment(name) + "/" for name in directories) + segment(last)
    # "docs/*" stops at the direct children; any other pattern that matches a directory matches all that is below.
    end = "/.*" if below else "" if last == "*" else "(?:/.*)?"
    return re.compile(words + end)


def segment(name: str) -> str:
    """One segment of a path."""
    return "".join("[^/]*" if letter == "*" else re.escape(letter) for letter in name)


# What changed: claims.


def changed_claims(fork: Side, head: Side) -> dict[str, set[str]]:
    """The entities whose claims apply to other existing files than before, with these files."""
    # "its resolved patterns, or the existing files that its claims apply to, differ between the revisions,
    # including because its manifest moved or another declaration's claim became more specific"
    before, after = applied_claims(fork), applied_claims(head)
    found = {label: before.get(label, set()) ^ after.get(label, set()) for label in before.keys() | after.keys()}
    return {label: files for label, files in found.items() if files}


def taken_in_advance(case: Case, fork: Side) -> dict[str, set[str]]:
    """The models of which the head claims a part that it did not claim before, with the manifests that claim it."""
    # Open: what comes to that part later is not the model's any more, so that there need not be a file yet.
    stated = {(thing.label, glob) for thing in fork.org.things for glob in patterns(thing)}
    new = [(one, glob) for one in case.head.org.things for glob in patterns(one) if (one.label, glob) not in stated]
    found: dict[str, set[str]] = {}
    for side in (fork, case.base):
        claims = [(thing.label, glob) for thing in side.org.things for glob in patterns(thing)]
        for label, glob in claims:
            taken = [other for owner, other in claims if owner != label and is_more_specific(other, glob)]
            for thing, part in new if label.startswith("model:") else ():
                if is_more_specific(part, glob) and not any(covers(one, part) for one in taken):
                    found.setdefault(label, set()).add(thing.path)
    return found


@cache
def applied_claims(one: Side) -> dict[str, set[str]]:
    """For each entity the existing files that its claims apply to."""
    found: dict[str, set[str]] = {}
    claims = [(thing.label, glob) for thing in one.org.things for glob in patterns(thing)]
    for path in one.revision.tracked:
        here = [(label, glob) for label, glob in claims if matches(glob, path)]
        for label, glob in here:
            # "If two declarations claim a file, the more specific claim applies. [...] If neither claim is more
            # specific, both apply."
            if not any(other != label and is_more_specific(another, glob) for other, another in here):
                found.setdefault(label, set()).add(path)
    return found


def is_more_specific(glob: str, other: str) -> bool:
    """Whether one pattern is more specific than another."""
    # "the less specific pattern matches everything that the more specific one matches"
    return covers(other, glob) and not covers(glob, other)


@cache
def covers(wide: str, narrow: str) -> bool:
    """Whether one pattern matches each example of what the other matches."""
    return all(matches(wide, path) for path in examples(narrow))


def examples(glob: str) -> Iterator[str]:
    """Paths that a pattern matches, with words of no other pattern where the pattern leaves them open."""
    names = glob.strip("/").split("/")
    fillings = [("", "qq/", "qq/kk/") if name == "**" else (f"{name}/",) for name in names]
    for filling in product(*fillings):
        for star in ("", "qq"):
            path = "".join(filling).replace("*", star).rstrip("/")
            if "//" not in path and not path.startswith("/") and matches(glob, path):
                yield path
            for end in ("/qq", "/qq/kk"):
                if matches(glob, path + end):
                    yield path + end


# What changed: meaning.


def changed_meanings(fork: Side, head: Side) -> dict[str, set[str]]:
    """The entities whose declared meaning differs, with the manifests that differ in it."""
    # "the meaning of what it declares changed; reformatting and a different spelling of the same team are not
    # changes"
    before, after = declared_meanings(fork.org), declared_meanings(head.org)
    found: dict[str, set[str]] = {}
    for label in before.keys() | after.keys():
        then, now = before.get(label, Counter()), after.get(label, Counter())
        if without_paths(then) != without_paths(now):
            found[label] = {path for path, _ in ((then - now) + (now - then))}
    return found


def declared_meanings(org: Organisation) -> dict[str, Counter[tuple[str, str]]]:
    """What the declarations of each entity mean, each with its manifest."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for thing in org.things:
        found.setdefault(thing.label, Counter())[thing.path, meaning(org, thing)] += 1
    return found


def without_paths(declarations: Counter[tuple[str, str]]) -> Counter[str]:
    """Declarations without their manifests: one that only moved means the same."""
    found: Counter[str] = Counter()
    for (_, text), times in declarations.items():
        found[text] += times
    return found


# Below which keys teams are named, and below which paths.
TEAMS = {
    ("co_owners",), ("domain_reviewers",), ("evaluation", "signals_to"), ("integration", "owner"),
    ("operations", "owner"), ("trained_by",), ("handover", "from"), ("handover", "to"), ("access",),
    ("reviewers", "team"), ("waivers", "team"), ("used_elsewhere", "team"),
}  # fmt: skip
PATHS = {("paths",), ("artifacts",), ("evaluation", "suite"), ("operations", "rollback")}
WORDS: dict[tuple[str, ...], tuple[str, ...]] = {("trained_by",): ("external",), ("access",): ("private", "company")}


def meaning(org: Organisation, thing: Thing) -> str:
    """A text that two declarations share exactly if they mean the same."""
    # "Each revision uses its own names": a handle means the team that has it at this revision.
    body = stated(thing)
    # "It defaults to the file's `owner`": who owns an entity is part of what is declared about it.
    body["owner"] = name_of(org, owner_word(thing))
    return json.dumps(plain(body, (), org, thing.path.rpartition("/")[0]), sort_keys=True)


def stated(thing: Thing) -> dict[str, Any]:
    """The body of a declaration with its defaults, and without its owner."""
    # "`status` defaults to `production` for features and models"; "review_scope: transitive | direct"; "default:
    # vendor if `provider` is set"
    defaults = {"feature": {"status": "production"}, "model": {"status": "production", "review_scope": "transitive"}}
    body = {**defaults.get(thing.kind, {}), **{key: value for key, value in thing.body.items() if key != "owner"}}
    if body.get("provider"):
        body.setdefault("hosting", "vendor")
    if isinstance(body.get("reviewers"), list):
        body["reviewers"] = [{"team": entry} if isinstance(entry, str) else entry for entry in body["reviewers"]]
    return body


def plain(value: Any, keys: tuple[str, ...], org: Organisation, directory: str) -> Any:
    """A value without what makes no difference."""
    if isinstance(value, dict):
        inside = {
            key: plain(item, (*keys, str(key)), org, directory)
            for key, item in value.items()
            # "Keys that begin with `x-` are free for your own use at every level."
            if not key.startswith("x-")
        }
        return {key: item for key, item in inside.items() if item not in (None, "", [], {}) or key == "access"}
    if isinstance(value, list):
        # "The order of files, keys, and items affects only which of two equals is called first."
        items = (plain(item, keys, org, directory) for item in value)
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    if value is None:
        return None
    if is_team(keys, value):
        return name_of(org, value)
    if keys in PATHS and "://" not in value:
        return anchored(value, directory)
    return str(value)


def is_team(keys: tuple[str, ...], value: str) -> bool:
    """Whether a value names a team."""
    return keys in TEAMS and value.strip() not in WORDS.get(keys, ())


# What changed: exclusions.


def newly_excluded(case: Case) -> dict[str, set[str]]:
    """The entities that the head excludes, with the excluded manifests."""
    # "the head excludes it, but the fork point or the base did not: it counts as removed". Agreed: what every fork
    # point excluded too, the change does not exclude; the base includes it again.
    found: dict[str, set[str]] = {}
    for one in (case.base, *case.forks):
        for thing in one.org.things:
            if excludes_newly(case, thing.path):
                found.setdefault(thing.label, set()).add(thing.path)
    return found


def excludes_newly(case: Case, path: str) -> bool:
    """Whether the head excludes a manifest that it does not remove or move, and a fork point does not."""
    if not case.head.revision.excludes(path) or all(fork.revision.excludes(path) for fork in case.forks):
        return False
    known = any(path in fork.revision.contents for fork in case.forks)
    return not known or path in case.head.revision.contents


# What changed: teams.


def changed_teams(case: Case) -> dict[str, set[str]]:
    """Every changed team, with the manifests that declare it."""
    found: dict[str, set[str]] = {}
    for fork in case.forks:
        before, after = teams(fork.org), teams(case.head.org)
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                paths = (declaring(fork.org, name), declaring(case.head.org, name))
                found.setdefault(name, set()).update(*paths)
    for one in (case.base, *case.forks):
        # "the head excludes it, but the fork point or the base did not: it counts as removed"
        for path, name, _ in one.org.teams:
            if excludes_newly(case, path):
                found.setdefault(name, set()).add(path)
    return {name: found[name] for name in sorted(found)}


def teams(org: Organisation) -> dict[str, object]:
    """What makes a team the same team: a value for each declared team."""
    # "A *team* is changed if its status, handles, contact, or existence changed". "Handles are compared per code
    # host, ignoring case." Open: a team that is declared twice. It has the status of the first declaration, and
    # the handles and contacts of all.
    found: dict[str, object] = {}
    for _, name, _ in org.teams:
        bodies = [body for _, declared, body in org.teams if declared == name]
        contacts = sorted({json.dumps(body["contact"], sort_keys=True) for body in bodies if body.get("contact")})
        # "The owner of the manifest that declares a team approves its first handle": who that is counts, too.
        handles_of_it = folded_handles(org, name)
        owners = {name_of(org, org.files[path].get("owner")) for path in declaring(org, name)}
        vouching = set() if handles_of_it else owners
        found[name] = (team_status(org, name), handles_of_it, contacts, vouching)
    return found


def folded_handles(org: Organisation, name: str) -> dict[str, set[str]]:
    """The handles of a team by code host, in lower case."""
    found: dict[str, set[str]] = {}
    for _, declared, body in org.teams:
        for host, value in (body.get("handles") or {}).items():
            if declared == name:
                values = [value] if isinstance(value, str) else value
                found.setdefault(host, set()).update(handle.strip().casefold() for handle in values)
    return {host: values for host, values in found.items() if values}


def declaring(org: Organisation, name: str) -> set[str]:
    """The manifests that declare a team."""
    return {path for path, declared, _ in org.teams if declared == name}


def users_of_changed_names(case: Case, fork: Side) -> dict[str, set[str]]:
    """The entities that use a name, handle, or address that a team gained or lost, with their manifests."""
    # "or if it gained or lost a name, handle, or address that other declarations use; the declarations that use
    # it are then changed too". The declarations of each revision count.
    changed = changed_names(fork.org, case.head.org)
    found: dict[str, set[str]] = {}
    for one in (fork, case.base, case.head):
        for thing in one.org.things:
            if changed & words_in(thing):
                found.setdefault(thing.label, set()).add(thing.path)
    return found


def changed_names(before: Organisation, after: Organisation) -> set[str]:
    """The names, handles, and addresses that a team gained or lost."""
    then, now = names_of_teams(before), names_of_teams(after)
    # A handle that two teams have means one of them: the other has lost it as well.
    moved = {word for _, word in then | now if "@" in word and carrier(before, word) != carrier(after, word)}
    return {word for _, word in then ^ now} | moved


def names_of_teams(org: Organisation) -> set[tuple[str, str]]:
    """Each team with its name, and with each handle and address that it has."""
    found = {(name, name) for _, name, _ in org.teams}
    return found | {(name, word.strip().casefold()) for _, name, body in org.teams for word in addresses_of(body)}


def words_in(thing: Thing) -> set[str]:
    """The words by which a declaration names teams."""
    found = [owner_word(thing) or "", *team_words(stated(thing), ())]
    return {word.strip().casefold() if "@" in word else word.strip() for word in found}


def team_words(value: Any, keys: tuple[str, ...]) -> Iterator[str]:
    """The words by which a value names teams."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from team_words(item, (*keys, str(key)))
    elif isinstance(value, list):
        for item in value:
            yield from team_words(item, keys)
    elif isinstance(value, str) and is_team(keys, value):
        yield value


# Owners, as they are shown.


def shown_owner(case: Case, label: str) -> str | None:
    """The owner of a changed entity."""
    # Open: which of several. That of the head, then of the base, then of a fork point; of two declarations the
    # first that has one, rather than one that no manifest declares.
    for one in case.sides:
        things = named(one.org, label)
        if things:
            return first_owner(one.org, [owner_word(thing) for thing in things])
    return None


def first_owner(org: Organisation, words: list[str | None]) -> str | None:
    """The first of these that is a team; else the first that no manifest declares."""
    known = [name_of(org, word) for word in words if is_party(party(org, word))]
    unknown = [name_of(org, word) for word in words if party(org, word) == "unknown"]
    return next(iter([*known, *unknown]), None)


def shown_team_owner(case: Case, name: str) -> str | None:
    """The owner of the manifest that declares a changed team."""
    for one in case.sides:
        if declaring(one.org, name):
            return first_owner(one.org, [one.org.files[path].get("owner") for path in sorted(declaring(one.org, name))])
    return None


# Who must review.


def require_for_thing(found: Answer, case: Case, label: str, *, declared: bool) -> None:
    """Add the reviewers of a changed entity, and the teams to notify."""
    # "Owners, reviewers, `domain_reviewers`, and statuses are read at each of the three revisions, and the results
    # are united"
    excused = waivers_in_effect(case, label)
    for one in case.sides:
        for thing in named(one.org, label):
            # "the owner of everything that changed"
            keep(found.required, reviewer(one.org, owner_word(thing)), label, "owner")
            if thing.kind == "model":
                require_for_model(found, one, thing, excused)
                continue
            # "The teams to *notify* are the downstream owners of a changed platform, pipeline, asset, or feature"
            for team, chain in chains_to_owners(one, thing).items():
                keep(found.notify, team, label, "downstream", chain)
            # "for a changed feature in pilot or production whose declared meaning changed, its `domain_reviewers`"
            if thing.kind == "feature" and declared and status(thing) in ("pilot", "production"):
                for team in reviewers_among(one.org, thing.body.get("domain_reviewers") or []):
                    keep(found.required, team, label, "domain")


def require_for_model(found: Answer, one: Side, model: Thing, excused: set[str]) -> None:
    """Add the reviewers of a changed model by one revision, and the teams that waived."""
    # "for a changed model, its downstream owners without a waiver in effect [...]; an unknown owner downstream is
    # required under its name". "The teams to *notify* are [...] and the teams that waived."
    for team, chain in chains_to_owners(one, model, unknown=True).items():
        keep(found.notify if team in excused else found.required, team, model.label, "downstream", chain)
    # "and the reviewers that it lists"
    listed = model.body.get("reviewers")
    entries = listed if isinstance(listed, list) else []
    words = [entry["team"] if isinstance(entry, dict) else entry for entry in entries]
    for team in reviewers_among(one.org, words):
        keep(found.required, team, model.label, "listed")


def require_for_team(found: Answer, case: Case, name: str) -> None:
    """Add the reviewers of a changed team."""
    # "for a changed team, that team itself and the owner of the manifest that declares it"
    # "A team that is disbanded at all three revisions is never required". Agreed: at all that declare it.
    if any(declaring(one.org, name) and team_status(one.org, name) != "disbanded" for one in case.sides):
        keep(found.required, name, f"team:{name}", "team")
    for one in case.sides:
        for path in declaring(one.org, name):
            keep(found.required, reviewer(one.org, one.org.files[path].get("owner")), f"team:{name}", "team")


def require_lost(found: Answer, case: Case) -> None:
    """Add the teams that a model would no longer have downstream."""
    # "for every model that is not retired at the base, changed or not: each team that was a downstream owner of it
    # at the fork point or the base but is not at the head (except its owner; a team with a waiver in effect is
    # notified instead)". Agreed: a downstream owner at the base is compared with the merge of the change into the
    # base: the head alone may lack what the base added, and have what the base removed. The owner is the head's.
    for label in sorted(models(case)):
        at_base = named(case.base.org, label)
        if at_base and all(status(thing) == "retired" for thing in at_base):
            continue
        excused = waivers_in_effect(case, label)
        owners = reviewers_among(case.head.org, [owner_word(thing) or "" for thing in named(case.head.org, label)])
        comparisons = [(fork, case.head) for fork in case.forks] + [(case.base, case.merged)]
        for before, after in comparisons:
            left = downstream_teams(after, label)
            for team, chain in downstream_teams(before, label).items():
                if team not in left and team not in owners:
                    keep(found.notify if team in excused else found.required, team, label, "lost", chain)


def require_waiving(found: Answer, case: Case) -> None:
    """Add the teams that waived the review of a model before they had anything downstream of it."""
    # "each team that the change makes downstream of a model, at any distance, for which it already has a waiver"
    for label in sorted(models(case)):
        excused = waivers_in_effect(case, label)
        now = downstream_teams(case.head, label)
        for fork in case.forks:
            before = downstream_teams(fork, label)
            for team, chain in now.items():
                if team in excused and team not in before:
                    keep(found.required, team, label, "waiver", chain)


def models(case: Case) -> set[str]:
    """Every model that a revision declares."""
    return {thing.label for one in case.sides for thing in one.org.things if thing.kind == "model"}


def settle(found: Answer, case: Case) -> None:
    """Remove what the required set makes superfluous, and the teams that no longer exist."""
    # "A team that is disbanded at all three revisions is never required"
    for team in list(found.required):
        if all(team_status(one.org, team) == "disbanded" for one in case.sides):
            del found.required[team]
    # "A team that is required for a subject is not listed under `notify` for it."
    for team in list(found.notify):
        left = {
            label: entry for label, entry in found.notify[team].items() if label not in found.required.get(team, {})
        }
        if left:
            found.notify[team] = left
        else:
            del found.notify[team]


def keep(into: Entries, team: str | None, label: str, reason: str, chain: Chain = ()) -> None:
    """Add an entry, unless an entry with an earlier reason or a shorter chain is there."""
    if team is not None:
        entries = into.setdefault(team, {})
        new = (reason, chain)
        entries[label] = min(entries.get(label, new), new, key=lambda entry: (REASONS.index(entry[0]), order(entry[1])))


# Waivers.


def waivers_in_effect(case: Case, label: str) -> set[str]:
    """The teams whose waiver of the reviews of a model is in effect."""
    # "A waiver is in effect if it is at the base, by the base's `until`, and the head has not withdrawn or
    # shortened it." Open: a waiver that only the base has, because the head is older. It is not withdrawn. Nor does
    # the page say that a change may extend a waiver without the team: that is an agreement in its name.
    at_head = waivers(case.head.org, label)
    found = set()
    for team, until in waivers(case.base.org, label).items():
        before = [waivers(fork.org, label) for fork in case.forks]
        stated = [there[team] for there in before if team in there] or ([until] if team in at_head else [])
        kept = all(at_head.get(team, "") == then for then in stated)
        if until >= case.base.org.today and kept:
            found.add(team)
    return found


FOREVER = "9999-12-31"


def waivers(org: Organisation, label: str) -> dict[str, str]:
    """The waivers of a model by team, each with the last day on which it is in effect."""
    found: dict[str, str] = {}
    for thing in named(org, label):
        for waiver in thing.body.get("waivers") or []:
            # "Dates are whole days in UTC, valid through that day."
            if is_party(party(org, waiver["team"])):
                team = name_of(org, waiver["team"]) or ""
                found[team] = max(found.get(team, ""), waiver.get("until") or FOREVER)
    return found


# Chains.


def downstream_teams(one: Side, label: str) -> dict[str, Chain]:
    """The downstream owners of a model by any of its declarations, each with a chain."""
    found: dict[str, Chain] = {}
    for thing in named(one.org, label):
        for team, chain in chains_to_owners(one, thing).items():
            found[team] = min(found.get(team, chain), chain, key=order)
    return found


def chains_to_owners(one: Side, thing: Thing, *, unknown: bool = False) -> dict[str, Chain]:
    """The downstream owners of anything, each with the shortest chain; of equally short ones the lowest."""
    # "Among equally short chains, the lowest by `kind:name`, step by step, is shown."
    # "A placeholder, disbanded, or unknown owner counts as no team", unless unknown ones are required by name.
    found: dict[str, Chain] = {}
    for below, chain in chains(one.web, thing).items():
        who = owner(one.org, below)
        if counts(below) and (is_party(who) or (unknown and who == "unknown")):
            team = name_of(one.org, owner_word(below)) or ""
            found[team] = min(found.get(team, chain), chain, key=order)
    # "and the teams in its `used_elsewhere`"
    for entry in thing.body.get("used_elsewhere") or []:
        who = party(one.org, entry["team"])
        if is_party(who) or (unknown and who == "unknown"):
            found.setdefault(name_of(one.org, entry["team"]) or "", ())
    return found


def chains(web: Graph, start: Thing) -> dict[Thing, Chain]:
    """The lowest of the shortest chains to everything downstream of `start`."""
    found: dict[Thing, Chain] = {}
    level: dict[Thing, Chain] = {start: (start.label,)}
    while level:
        below: dict[Thing, Chain] = {}
        for thing, chain in level.items():
            # "A reference to a name with several declarations is an edge from each of them."
            for user in one_edge_away(web, thing):
                # "every entity reachable from X, except X itself"
                if user is not start and user not in found:
                    longer = (*chain, user.label)
                    below[user] = min(below.get(user, longer), longer)
        found |= below
        # "`review_scope: direct` on a model limits what is downstream of that model to entities one edge away."
        level = {} if start.kind == "model" and start.body.get("review_scope") == "direct" else below
    return found


def order(chain: Chain) -> tuple[bool, int, Chain]:
    """A chain before none, then the shorter first, then by its steps."""
    return not chain, len(chain), chain


# Handles.


def handles(case: Case, team: str) -> dict[str, set[str]]:
    """The handles of a required team by code host, in lower case."""
    # "A request names every handle that the team had at any of the three revisions." A handle that represents
    # itself is one for the code host of the repository. Open: an address that represents itself. So is this.
    found: dict[str, set[str]] = {"github": {team}} if "@" in team else {}
    for one in case.sides:
        for host, values in folded_handles(one.org, team).items():
            found.setdefault(host, set()).update(values)
    return found
