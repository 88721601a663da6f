"""Who must review a change, worked out the plainest way from what the contract says.

Nothing is shared with the product; the graph is that of `tests.oracle.oracle`. Each function quotes
the words that it implements. What the words leave open is marked "Open:", with how it is read here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from tests.oracle.oracle import (
    KINDS,
    PLACEHOLDERS,
    Graph,
    Organisation,
    Thing,
    carrier,
    counts,
    downstream_owners,
    graph,
    is_party,
    one_edge_away,
    owner,
    owner_word,
    party,
    references_of,
    resolve,
    reviewers,
    status,
    waived,
)

Tree = dict[str, dict[str, Any]]
Chain = tuple[str, ...]
Asked = dict[str, dict[str, Chain]]
"""For each team the changed things for which it is asked, each with the chain."""


class File(NamedTuple):
    """A file before and after the change; `whole` is a link or a submodule, which stands for what is below it."""

    before: str | None
    after: str | None
    whole: bool = False

    @property
    def paths(self) -> list[str]:
        """Its one or two paths."""
        return [path for path in (self.before, self.after) if path is not None]


@dataclass
class Answer:
    """`changed` has the owner and the files of each thing, `unreachable` the required teams without a name."""

    changed: dict[str, tuple[str | None, list[str]]] = field(default_factory=dict)
    required: Asked = field(default_factory=dict)
    notify: Asked = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)


class Sides(NamedTuple):
    """The organisation before and after."""

    base: Organisation
    head: Organisation


def answer(base: Tree, head: Tree, files: Iterable[File], today: str) -> Answer:
    """Who must review the change from these manifests to those, in which these files changed."""
    sides = Sides(organisation(base, today), organisation(head, today))
    touched = list(files)
    found = Answer()
    by_files, by_words = changed_files(sides, touched), changed_words(sides)
    webs = graph(sides.base), graph(sides.head)
    for label in sorted(by_files.keys() | by_words.keys()):
        because = by_files.get(label, set()) | by_words.get(label, set())
        found.changed[label] = (owner_of(sides, label), sorted(because))
        ask(found, sides, webs, label, declared=label in by_words)
    settle(found)
    found.unreachable = sorted(team for team in found.required if not any(has_handle(org, team) for org in sides))
    return found


def organisation(tree: Tree, today: str) -> Organisation:
    """An organisation from plain data: the files by path, each with what stands in it."""
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


# The same team, on both sides.


def name_of(org: Organisation, word: str | None) -> str | None:
    """How a team is called on one side: its name, or the address that nobody carries. None for a placeholder."""
    text = (word or "").strip()
    if text.lower() in PLACEHOLDERS:
        return None
    return (carrier(org, text) or text.casefold()) if "@" in text else text


def same(org: Organisation, other: Organisation, word: str | None) -> str | None:
    """How a team is called in an answer about both sides."""
    # "another spelling of the same team". Open: an address that a declared team carries on one side alone:
    # it is that team. An address that one team carries before and another after is not the same team.
    name = name_of(org, word)
    return name_of(other, name) if name is not None and "@" in name else name


def party_name(org: Organisation, other: Organisation, who: str) -> str:
    """The same for a party: `team NAME` or `self ADDRESS`."""
    return same(org, other, who.partition(" ")[2]) or who


def has_handle(org: Organisation, team: str) -> bool:
    """Whether GitHub has a name for a team."""
    # Open: the reason is nobody's but the product's; that it is told is tested here.
    if "@" in team:
        return True
    return any((body.get("handles") or {}).get("github") for _, name, body in org.teams if name == team)


# What changed: files.


def changed_files(sides: Sides, files: list[File]) -> dict[str, set[str]]:
    """The things below whose paths a file changed, with the files."""
    # "a file under its `paths` or `artifacts` changed [...] in the base's manifests or in the head's. Renames
    # count at both ends."
    found: dict[str, set[str]] = {}
    for org in sides:
        claims = [(thing, glob) for thing in org.things for glob in patterns(thing)]
        for thing, glob in claims:
            for file in files:
                for path in file.paths:
                    if is_meant(claims, thing, glob, path, whole=file.whole):
                        found.setdefault(thing.label, set()).add(path)
    return found


def is_taken(claims: list[tuple[Thing, str]], thing: Thing, glob: str, path: str) -> bool:
    """Whether another declaration claims a path more specifically."""
    # "the less specific pattern matches everything that the more specific one matches". Open: `a` and `a/`.
    return any(
        other is not thing
        and matches(narrow, path)
        and narrow.rstrip("/") != glob.rstrip("/")
        and covers(glob, narrow)
        and not covers(narrow, glob)
        for other, narrow in claims
    )


def matches(glob: str, path: str) -> bool:
    """Whether a pattern matches a path."""
    return re.fullmatch(regex(glob), path) is not None


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


def is_meant(claims: list[tuple[Thing, str]], thing: Thing, glob: str, path: str, *, whole: bool) -> bool:
    """Whether a claim is about a path, or about something that the path represents."""
    # "sees symlinks, submodules and LFS pointers as changes of what they stand for": nobody sees what is in there.
    if matches(glob, path) and not is_taken(claims, thing, glob, path):
        return True
    above = [path] * whole + [path.removesuffix(".dvc")] * path.endswith(".dvc")
    names = [name.replace("*", "x") for name in glob.strip("/").split("/") if name != "**"]
    for place in above:
        # What a pattern matches all of, another may match all of more specifically. What it may match of it, it may.
        all_of_it = [place + end for end in ("", "/below", "/below/below") if matches(glob, place + end)]
        inside = [f"{place}/{'/'.join(names[start:])}" for start in range(len(names))]
        if any(not is_taken(claims, thing, glob, one) for one in all_of_it):
            return True
        if not all_of_it and any(matches(glob, one + end) for one in inside for end in ("", "/below")):
            return True
    return False


def patterns(thing: Thing) -> Iterator[str]:
    """The paths of a thing as globs from the root."""
    for glob in thing.body.get("artifacts" if thing.kind == "model" else "paths") or []:
        if "://" not in glob:
            yield anchored(glob, thing.path.rpartition("/")[0])


def anchored(glob: str, directory: str) -> str:
    """A pattern as one from the root, beginning with a slash."""
    # "Paths are patterns in GitHub's CODEOWNERS syntax on every forge, relative to the manifest's directory (a
    # leading `/` anchors to that directory). `//` anchors to the repository's root"
    base, rest = ("", glob[1:]) if glob.startswith("//") else (directory, glob)
    # A slash that is not the last character anchors.
    floating = "" if "/" in rest[:-1] else "**/"
    start = f"/{base}/" if base else "/"
    return start + floating + rest.removeprefix("/")


def regex(glob: str) -> str:
    """What such a pattern matches: no more of the language than the random changes use."""
    below = glob.endswith("/")
    *directories, last = glob.strip("/").split("/")
    words = "".join("(?:.*/)?" if name == "**" else segment(name) + "/" for name in directories) + segment(last)
    # "docs/*" stops at the direct children; whatever else matches a directory matches all that is below.
    end = "/.*" if below else "" if last == "*" else "(?:/.*)?"
    return words + end


def segment(name: str) -> str:
    """One segment of a path."""
    return "".join("[^/]*" if letter == "*" else re.escape(letter) for letter in name)


# What changed: words.


def changed_words(sides: Sides) -> dict[str, set[str]]:
    """The things of which something else is declared than before, with the manifests that say so."""
    # "or when what is declared about it changed (its meaning: neither reformatting nor another spelling of the
    # same team is a change), in the base's manifests or in the head's"
    before, after = said(sides.base, sides.head), said(sides.head, sides.base)
    found: dict[str, set[str]] = {}
    for label in before.keys() | after.keys():
        then, now = before.get(label, Counter()), after.get(label, Counter())
        if words_alone(then) != words_alone(now):
            found[label] = {path for path, _ in ((then - now) + (now - then))}
    return found


def said(org: Organisation, other: Organisation) -> dict[str, Counter[tuple[str, str]]]:
    """What the declarations of each thing mean, each with its manifest."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for thing in org.things:
        found.setdefault(thing.label, Counter())[thing.path, meaning(org, other, thing)] += 1
    return found


def words_alone(declarations: Counter[tuple[str, str]]) -> Counter[str]:
    """Declarations without their places: one that only moved says what it said."""
    found: Counter[str] = Counter()
    for (_, words), times in declarations.items():
        found[words] += times
    return found


# Below which keys teams are named, and below which paths.
TEAMS = {
    ("co_owners",), ("domain_reviewers",), ("evaluation", "signals_to"), ("integration", "owner"),
    ("operations", "owner"), ("trained_by",), ("handover", "from"), ("handover", "to"), ("access",),
    ("reviewers", "team"), ("waivers", "team"), ("used_elsewhere", "team"),
}  # fmt: skip
PATHS = {("paths",), ("artifacts",), ("evaluation", "suite"), ("operations", "rollback")}
WORDS: dict[tuple[str, ...], tuple[str, ...]] = {("trained_by",): ("external",), ("access",): ("private", "company")}


def meaning(org: Organisation, other: Organisation, thing: Thing) -> str:
    """A text that two declarations share exactly if they say the same."""
    body = {key: value for key, value in thing.body.items() if key != "owner"}
    # "`status` left out is `production`"; "review_scope: transitive | direct"; "vendor where a provider is stated"
    defaults = {"feature": {"status": "production"}, "model": {"status": "production", "review_scope": "transitive"}}
    body = {**defaults.get(thing.kind, {}), **body}
    if body.get("provider"):
        body.setdefault("hosting", "vendor")
    if isinstance(body.get("reviewers"), list):
        body["reviewers"] = [{"team": one} if isinstance(one, str) else one for one in body["reviewers"]]
    # "Left out, it is the file's `owner`": whose it is, is part of what is declared about it.
    body["owner"] = same(org, other, owner_word(thing))
    return json.dumps(plain(body, (), org, other, thing.path.rpartition("/")[0]), sort_keys=True)


def plain(value: Any, place: tuple[str, ...], org: Organisation, other: Organisation, directory: str) -> Any:
    """A value without what makes no difference."""
    if isinstance(value, dict):
        inside = {
            key: plain(one, (*place, str(key)), org, other, directory)
            for key, one in value.items()
            # "Keys that begin with `x-` are free, at every level."
            if not key.startswith("x-")
        }
        return {key: one for key, one in inside.items() if one not in (None, "", [], {}) or key == "access"}
    if isinstance(value, list):
        # "Order of files, keys and items changes nothing"
        items = (plain(one, place, org, other, directory) for one in value)
        return sorted(items, key=lambda one: json.dumps(one, sort_keys=True))
    if value is None:
        return None
    if place in TEAMS and value.strip() not in WORDS.get(place, ()):
        return same(org, other, value)
    if place in PATHS and "://" not in value:
        return anchored(value, directory)
    return str(value)


# Who is asked.


def named(org: Organisation, label: str) -> list[Thing]:
    """Every declaration of a thing."""
    return [thing for thing in org.things if thing.label == label]


def owner_of(sides: Sides, label: str) -> str | None:
    """Who owns a changed thing."""
    # Open: whose of two owners. That of the head, where it is still declared; of two declarations the first that has one.
    for org, other in ((sides.head, sides.base), (sides.base, sides.head)):
        things = named(org, label)
        if things:
            owners = [owner(org, thing) for thing in things]
            return next((party_name(org, other, who) for who in owners if is_party(who)), None)
    return None


def ask(found: Answer, sides: Sides, webs: tuple[Graph, Graph], label: str, *, declared: bool) -> None:
    """Add whom a changed thing asks, by both graphs."""
    # "Both graphs count, the base's **and** the head's: a change cannot remove its own reviewer; a waiver counts
    # only if the base has it." Open: one that the base has and the head has not. By the head's graph it does not hold.
    agreed = waivers(sides.base, sides.head, label)
    for web, org, other, excused in (
        (webs[0], sides.base, sides.head, agreed),
        (webs[1], sides.head, sides.base, agreed & waivers(sides.head, sides.base, label)),
    ):
        for thing in named(org, label):
            required, told = asked(web, thing, declared=declared)
            for who, chain in required.items():
                name = party_name(org, other, who)
                into = found.notify if who in told and name in excused else found.required
                keep(into, name, label, chain)
            if thing.kind != "model":
                for who in told - required.keys():
                    keep(found.notify, party_name(org, other, who), label, chains_to_owners(web, thing)[who])


def waivers(org: Organisation, other: Organisation, label: str) -> set[str]:
    """Who has waived the reviews of a model, by any declaration of it."""
    # "without those whose waiver holds"
    return {party_name(org, other, who) for thing in named(org, label) for who in waived(org, thing)}


def asked(web: Graph, thing: Thing, *, declared: bool) -> tuple[dict[str, Chain], set[str]]:
    """Who must review by one graph, each with the chain, and who is downstream alone: neither owner nor named."""
    org = web.org
    # "*Required* are: the owner of whatever changed"
    own = owner(org, thing)
    required: dict[str, Chain] = {own: (thing.label,)} if is_party(own) else {}
    below = chains_to_owners(web, thing)
    stated: set[str] = set()
    if thing.kind == "model":
        # "for a changed model its downstream owners [...] and the reviewers that it names"
        assert below.keys() == downstream_owners(web, thing).keys()
        stated = reviewers(org, thing) if isinstance(thing.body.get("reviewers"), list) else set()
        for who, chain in below.items():
            required.setdefault(who, chain)
    elif thing.kind == "feature" and declared and status(thing) in ("pilot", "production"):
        # "for a changed feature in pilot or production whose declaration changed, its `domain_reviewers`"
        words = thing.body.get("domain_reviewers") or []
        stated = {who for who in (party(org, word) for word in words) if is_party(who)}
    for who in stated:
        # Open: the chain of one that is named. It leads to what it owns, if that is downstream.
        required.setdefault(who, below.get(who, (thing.label,)))
    return required, below.keys() - stated - {own}


def chains_to_owners(web: Graph, thing: Thing) -> dict[str, Chain]:
    """The downstream owners of anything, each with the shortest chain; of equally short ones the least."""
    # "Among equally short chains the least by `kind:name`, step by step, is shown."
    found: dict[str, Chain] = {}
    for below, chain in chains(web, thing).items():
        who = owner(web.org, below)
        if counts(below) and is_party(who):
            found[who] = min(found.get(who, chain), chain, key=order)
    # "and the teams of its `used_elsewhere`"
    for entry in thing.body.get("used_elsewhere") or []:
        who = party(web.org, entry["team"])
        if is_party(who):
            found.setdefault(who, (thing.label,))
    return found


def chains(web: Graph, start: Thing) -> dict[Thing, Chain]:
    """The least of the shortest chains to whatever is downstream of `start`."""
    found: dict[Thing, Chain] = {}
    level: dict[Thing, Chain] = {start: (start.label,)}
    while level:
        below: dict[Thing, Chain] = {}
        for thing, chain in level.items():
            # A later declaration of the same name is a node that no reference means: no edge leaves it.
            users = one_edge_away(web, thing.kind, thing.name)
            for user in users if resolve(web.org, thing.kind, thing.name) is thing else []:
                # "everything reachable from X, X itself apart"
                if user is not start and user not in found:
                    longer = (*chain, user.label)
                    below[user] = min(below.get(user, longer), longer)
        found |= below
        # "`review_scope: direct` on a model limits what is downstream of that model to what is one edge away"
        level = {} if start.kind == "model" and start.body.get("review_scope") == "direct" else below
    return found


def order(chain: Chain) -> tuple[int, Chain]:
    """The shorter first, then by its steps."""
    return len(chain), chain


def keep(into: Asked, team: str, label: str, chain: Chain) -> None:
    """Note a chain, if it is shorter than what is there."""
    there = into.setdefault(team, {})
    there[label] = min(there.get(label, chain), chain, key=order)


def settle(found: Answer) -> None:
    """Nobody is told of what it must review."""
    # "A team that is required for a subject is not listed under `notify` for it."
    for team in list(found.notify):
        left = {
            label: chain for label, chain in found.notify[team].items() if label not in found.required.get(team, {})
        }
        if left:
            found.notify[team] = left
        else:
            del found.notify[team]
