"""What the rules about CODEOWNERS say of random organisations, worked out the plainest way.

Beside an organisation's manifests there are random files and a random CODEOWNERS file whose patterns
are of four shapes that need no matcher. Every file is held against every line, every time.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .oracle import (
    Organisation,
    Thing,
    downstream_owners,
    graph,
    is_party,
    owner,
    owner_word,
    party,
    reviewers,
    shared,
    spelling,
    status,
    waived,
)
from .organisations import OUTSIDE_TEAMS, PERSONS

Said = tuple[str, str | None, str | None, str, str]
"""Rule, subject, about, path, and the words with which the message begins."""

RULES = ("unreachable-reviewer", "codeowners-missing-owner", "codeowners-missing-reviewer", "unguarded-manifest")
PLACES = {"github": ".github/CODEOWNERS", "gitlab": ".gitlab/CODEOWNERS", "bitbucket": ".bitbucket/CODEOWNERS"}
BELOW = ("src/x/", "models/x/", "indexes/x/", "src/y/")
NAMES = ("a.py", "b.md", "deep/c.py", "weights.bin", "d.md")


@dataclass(frozen=True)
class Line:
    """A line of CODEOWNERS; `excludes` is GitLab's `!`."""

    section: int
    pattern: str
    owners: tuple[str, ...]
    excludes: bool = False


# Making.


def random_files(rng: random.Random, manifests: list[str]) -> list[str]:
    """Tracked files, of which the declarations claim many."""
    files = {*manifests}
    for manifest in manifests:
        base = manifest.removesuffix("ai-ownership.yaml")
        files |= {f"{base}{below}{name}" for below in BELOW for name in NAMES if rng.random() < 0.5}
    files |= {f"prompts/{name}" for name in NAMES if rng.random() < 0.7}
    return sorted(files)


def random_lines(rng: random.Random, org: Organisation, files: list[str], forge: str) -> list[Line]:
    """The lines of a CODEOWNERS file; no section has a pattern twice."""
    addresses = [name for _, _, body in org.teams for name in handles(body, forge) + emails(body)]
    pool = [*addresses, *addresses, *PERSONS, *OUTSIDE_TEAMS]
    if forge != "gitlab":  # the others know no nested groups, and skip a line that names one
        pool = [name for name in pool if name.count("/") < 2]
    directories = sorted({file.rpartition("/")[0] for file in files if "/" in file})
    lines: dict[tuple[int, str], Line] = {}
    for section in range(rng.randint(1, 3) if forge == "gitlab" else 1):
        for _ in range(rng.randint(0, 12)):
            pattern = rng.choice(
                ("*", "*.py", "*.md", "ai-ownership.yaml", f"/{rng.choice(directories)}/", f"/{rng.choice(files)}")
                if directories
                else ("*", "*.yaml")
            )
            owners = tuple(rng.sample(pool, min(len(pool), rng.randint(0, 4))))
            owners = tuple(name.upper() if "/" in name and rng.random() < 0.3 else name for name in owners)
            excludes = forge == "gitlab" and rng.random() < 0.15
            lines[section, pattern] = Line(section, pattern, () if excludes else owners, excludes)
    return list(lines.values())


def text(lines: list[Line], forge: str) -> str:
    """The file itself."""
    written = []
    for number, line in enumerate(lines):
        if forge == "gitlab" and (number == 0 or lines[number - 1].section != line.section):
            written.append(f"[Section {line.section}]")
        written.append(" ".join(("!" * line.excludes + line.pattern, *line.owners)))
    return "\n".join(written) + "\n"


# Matching.


def means(pattern: str, file: str) -> bool:
    """Whether a pattern of one of the four shapes means a file."""
    if pattern == "*":
        return True
    if pattern.startswith("*"):
        return file.endswith(pattern[1:])
    if pattern.endswith("/"):
        return file.startswith(pattern[1:])
    return pattern[1:] == file if pattern.startswith("/") else file.rpartition("/")[2] == pattern


def asked(lines: list[Line], file: str) -> set[str]:
    """Whom the lines that win for a file ask, in lower case."""
    found: set[str] = set()
    for section in {line.section for line in lines}:
        # "last match wins, per section on GitLab"; an exclusion is for the whole section.
        hits = [line for line in lines if line.section == section and means(line.pattern, file)]
        if hits and not any(line.excludes for line in hits):
            found |= {name.lower() for name in hits[-1].owners}
    return found


def claimed(thing: Thing, glob: str, files: list[str]) -> list[str]:
    """The files that a pattern of a declaration means."""
    # "Paths are patterns [...] relative to the manifest's directory"; "`//` anchors to the repository's root"
    if "://" in glob:
        return []
    if glob == "//prompts/*.md":
        return [file for file in files if file.startswith("prompts/") and file.endswith(".md") and file.count("/") == 1]
    assert glob.endswith("/")
    return [file for file in files if file.startswith(thing.path.removesuffix("ai-ownership.yaml") + glob)]


# Names.


def handles(team: dict[str, object], forge: str) -> list[str]:
    """A team's handles on a forge."""
    stated = team.get("handles")
    assert stated is None or isinstance(stated, dict)
    found = (stated or {}).get(forge, [])
    return [found] if isinstance(found, str) else list(found)


def emails(team: dict[str, object]) -> list[str]:
    """A team's address."""
    contact = team.get("contact")
    assert contact is None or isinstance(contact, dict)
    return [contact["email"]] if contact and "email" in contact else []


def reachable(org: Organisation, who: str, forge: str) -> bool:
    """Whether a party has a handle on the forge; one that stands for itself is its own."""
    if who.startswith("self "):
        return forge == "gitlab" or who.count("/") < 2  # nested groups are GitLab's
    return any(handles(body, forge) for _, name, body in org.teams if who == f"team {name}")


def names(org: Organisation, who: set[str], forge: str) -> set[str]:
    """Everything that the forge may call some parties."""
    found = {one.removeprefix("self ") for one in who if one.startswith("self ")}
    for _, name, body in org.teams:
        if f"team {name}" in who:
            found |= {address.lower() for address in handles(body, forge) + emails(body)}
    return found


def words(files: list[str]) -> str:
    """How a message speaks of files."""
    more = len(files) - 1
    if not more:
        return f"`{files[0]}` is"
    return f"`{files[0]}` and {more} more file{'s' if more > 1 else ''} are"


def spelt(org: Organisation, who: str, all_words: list[str]) -> str:
    """`team:NAME` of a party, as some word of the manifests spells it."""
    return next(spelling(org, word).lower() for word in all_words if party(org, word) == who)


# The rules.


def missing_owners(org: Organisation, files: list[str], lines: list[Line], forge: str) -> Iterator[Said]:
    """`codeowners-missing-owner`."""
    # "a tracked file under a declaration's paths is not owned in CODEOWNERS by its owner or a co-owner, under
    # any of their handles; one finding a pattern and team, the first file shown, the rest counted"
    for thing in org.things:
        who = owner(org, thing)
        co_owners = [party(org, word) for word in thing.body.get("co_owners") or []]
        if not is_party(who) or "unknown" in co_owners or not reachable(org, who, forge):
            continue
        others = {other for other in co_owners if is_party(other)}
        do = names(org, {who, *others}, forge)
        for glob in thing.body.get("artifacts" if thing.kind == "model" else "paths") or []:
            stray = [file for file in claimed(thing, glob, files) if not asked(lines, file) & do]
            if not stray:
                continue
            # Open: a co-owner without a handle. Whoever is asked may be that team.
            if asked(lines, stray[0]) and not all(reachable(org, other, forge) for other in others):
                continue
            about = spelt(org, who, [owner_word(thing) or ""])
            yield ("codeowners-missing-owner", thing.label, about, thing.path, words(stray))


def must_review(org: Organisation, model: Thing) -> set[str]:
    """Who must review a model when it changes."""
    # "The teams that *must review* a model are those that `aiowners reviewers` requires when it changes,
    # listed or not."
    found = set(downstream_owners(graph(org), model)) - waived(org, model)
    if model.body.get("reviewers") != "downstream":
        found |= reviewers(org, model)
    return found | ({owner(org, model)} if is_party(owner(org, model)) else set())


def missing_reviewers(org: Organisation, files: list[str], lines: list[Line], forge: str) -> Iterator[Said]:
    """`codeowners-missing-reviewer`, where CODEOWNERS enforces."""
    # "a tracked file of a shared model's `artifacts` is owned there without one of its downstream owners"
    for model in [thing for thing in org.things if thing.kind == "model"]:
        # "The promise is not asked of retired models."
        if status(model) == "retired" or owner(org, model) == "unknown" or not shared(graph(org), model):
            continue
        spellings = [owner_word(thing) or "" for thing in org.things]
        spellings += [one["team"] for one in model.body.get("used_elsewhere") or []]
        if model.body.get("reviewers") != "downstream":
            entries = model.body.get("reviewers") or []
            spellings += [one["team"] if isinstance(one, dict) else one for one in entries]
        for who in must_review(org, model) - {owner(org, model)}:
            if not reachable(org, who, forge):
                continue
            for glob in model.body.get("artifacts") or []:
                stray = [
                    file for file in claimed(model, glob, files) if not asked(lines, file) & names(org, {who}, forge)
                ]
                if stray:
                    about = spelt(org, who, spellings)
                    yield ("codeowners-missing-reviewer", model.label, about, model.path, words(stray))


def unguarded_manifests(org: Organisation, lines: list[Line], forge: str) -> Iterator[Said]:
    """`unguarded-manifest`."""
    # "a manifest with an `owner` is not owned by it in CODEOWNERS"
    for path, data in org.files.items():
        who = party(org, data.get("owner"))
        if is_party(who) and reachable(org, who, forge) and not asked(lines, path) & names(org, {who}, forge):
            about = spelt(org, who, [data["owner"]])
            yield ("unguarded-manifest", None, about, path, f"`{path}`")


def unreachable_reviewers(org: Organisation, forge: str) -> Iterator[Said]:
    """`unreachable-reviewer`."""
    # "a team that must review something has no handle for the repository's forge; one finding a team"
    models = [thing for thing in org.things if thing.kind == "model"]
    for name in {name for _, name, _ in org.teams}:
        wanting = [model for model in models if f"team {name}" in must_review(org, model)]
        if wanting and not reachable(org, f"team {name}", forge):
            path = next(path for path, declared, _ in org.teams if declared == name)
            more = len(wanting) - 1
            others = f" and {more} more model{'s' if more > 1 else ''}" if more else ""
            begins = f"`{name}` must review model `{wanting[0].name}`{others} and"
            yield ("unreachable-reviewer", f"team:{name}", f"team:{name}", path, begins)


def findings(org: Organisation, files: list[str], lines: list[Line], forge: str) -> Counter[Said]:
    """Every finding of `RULES`, each with how often."""
    found: Counter[Said] = Counter(missing_owners(org, files, lines, forge))
    found.update(missing_reviewers(org, files, lines, forge))
    found.update(unguarded_manifests(org, lines, forge))
    found.update(unreachable_reviewers(org, forge))
    return found
