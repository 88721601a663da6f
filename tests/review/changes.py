"""Random edits of a repository, and random changes: the fork points, the base, and the head.

The same seed always gives the same. Every revision is valid as far as the format goes, except for manifests
that are broken at the head on purpose: nothing of these can be read.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.oracle.organisations import FUTURE, KINDS, PAST, PERSONS, random_data

from .revisions import LINK, File, Revision, Tree, canonical, difference

SECTIONS = tuple(KINDS.values())
DIRECTORIES = ("", "search/", "teams/a/", "ml/", "zoo/deep/er/", "new/")
PATTERNS = (
    "src/a/", "/src/b/", "//shared/", "*.md", "docs/*", "src/**/x.py", "data", "src/a/x.py", "//models/m1", "links/one",
    "links/two/", "z*", "//teams/a/src/", "**/deep/",
)  # fmt: skip
FILES = (
    "src/a/x.py", "src/a/deep/y.md", "src/b/z.txt", "docs/r.md", "docs/deep/q.txt", "data", "data.dvc", "data/d.bin",
    "shared/s.py", "models/m1", "models/m1.dvc", "models/m1/w.bin", "top.md", "nobody/knows.py", "zero.txt",
)  # fmt: skip
LINKS = ("links/one", "links/two")
# Texts of which nothing can be read: of a later version, and not YAML from the first line on.
BROKEN = ("version: 2\nowner: search\n", "{\n", "\x07\n", "- 1\n")


@dataclass
class Change:
    """The revisions of a change, and for each fork point the files that differ at the head."""

    forks: tuple[Revision, ...]
    base: Revision
    head: Revision
    files: tuple[list[File], ...]
    edits: list[str]


def random_change(seed: int) -> Change:
    """A change of a random organization, most of the time of the tip of the base."""
    rng = random.Random(f"change {seed}")
    fork = random_revision(seed, 4 + seed % 30)
    editor = Editor(rng, fork)
    edits = editor.edit_some([*EDITS, *BREAKING], rng.choice((0, 1, 1, 2, 3, 6)))
    edits += editor.edit_some(FILE_EDITS, rng.choice((0, 0, 1, 2, 4)))
    if has_identifiers(seed):
        edits += editor.identify_some(f"identifiers of head {seed}")
    head = editor.revision()
    base, forks = fork, [fork]
    if rng.random() < 0.4:
        other = Editor(rng, fork)
        other.edit_some(EDITS, rng.choice((1, 2, 4)))
        if has_identifiers(seed):
            other.identify_some(f"identifiers of base {seed}")
        base = other.revision()
        if rng.random() < 0.25:
            another = Editor(rng, fork)
            another.edit_some(EDITS, 2)
            forks.append(another.revision())
    return Change(tuple(forks), base, head, tuple(difference(one, head, editor.moved) for one in forks), edits)


def random_revision(seed: int, size: int) -> Revision:
    """A random organization with the files that it claims."""
    rng = random.Random(f"revision {seed}")
    tree: Tree = json.loads(json.dumps(random_data(seed, size)))
    for _, section, _, body in bodies(tree):
        claim(rng, section, body)
    paths = {directory + name for directory in DIRECTORIES for name in FILES if rng.random() < 0.3}
    links = {directory + name for directory in DIRECTORIES for name in LINKS if rng.random() < 0.1}
    files = {path: f"{number}" for number, path in enumerate(sorted(paths))} | dict.fromkeys(sorted(links), f"{LINK}1")
    if has_identifiers(seed):
        add_identifiers(random.Random(f"identifiers {seed}"), tree)
    return Revision(tree, without_clashes(files))


IDENTIFIERS = ("id-0", "id-1", "id-2")


def has_identifiers(seed: int) -> bool:
    """Whether models are used by their identifiers, too."""
    return seed % 10 in {3, 6}


def add_identifiers(rng: random.Random, tree: Tree) -> None:
    """Identifiers of some models, and references to models by identifiers."""
    for _, section, _, body in bodies(tree):
        if section == "models" and rng.random() < 0.6:
            body["identifiers"] = rng.sample(IDENTIFIERS, rng.choice((1, 1, 2)))
        used = body.get("uses", {}).get("models", [])
        names = [rng.choice(IDENTIFIERS) if rng.random() < 0.5 else name for name in used]
        if used:
            body["uses"]["models"] = list(dict.fromkeys(names))


def without_clashes(files: dict[str, str]) -> dict[str, str]:
    """The files that can exist together: a path is a file or a directory."""
    return {path: content for path, content in files.items() if not any(one.startswith(f"{path}/") for one in files)}


def claim(rng: random.Random, section: str, body: dict[str, Any]) -> None:
    """Give a declaration files."""
    if rng.random() < 0.6:
        body["artifacts" if section == "models" else "paths"] = rng.sample(PATTERNS, rng.randint(1, 3))


def bodies(tree: Tree) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Path, section, name and body of every declaration."""
    for path, data in tree.items():
        for section in SECTIONS:
            for name, body in (data.get(section) or {}).items():
                yield path, section, name, body


class Editor:
    """A revision that is being edited: `head` are its manifests."""

    def __init__(self, rng: random.Random, before: Revision) -> None:
        self.rng = rng
        self.before = before
        self.head: Tree = json.loads(json.dumps(before.manifests))
        self.files = dict(before.files)
        self.exclude = list(before.exclude)
        self.styles = dict(before.styles)
        self.teams = sorted({team for data in self.head.values() for team in data.get("teams", {})})
        self.moved: dict[str, str] = {}
        self.broken: dict[str, str] = {}

    def edit_some(self, names: Iterable[str], times: int) -> list[str]:
        """Make some of these edits; returns their names."""
        chosen = self.rng.choices(list(names), k=times)
        for name in chosen:
            (EDITS | FILE_EDITS | BREAKING | CUTS)[name](self)
        return chosen

    def revision(self) -> Revision:
        """The revision after the edits. The text of a manifest may differ without a change of its data."""
        for path in self.head:
            was = self.moved.get(path, path)
            same = canonical(self.before.manifests.get(was)) == canonical(self.head[path])
            self.styles[path] = (
                self.before.styles.get(was, 0) if same and self.chance(0.9) else self.rng.randrange(1000)
            )
        styles = {path: style for path, style in self.styles.items() if path in self.head}
        return Revision(
            json.loads(json.dumps(self.head)), without_clashes(self.files), tuple(self.exclude), styles, self.broken
        )

    # Dice.

    def chance(self, probability: float) -> bool:
        """True that often."""
        return self.rng.random() < probability

    def file(self) -> str:
        """The path of some file."""
        return self.rng.choice(DIRECTORIES) + self.rng.choice(FILES)

    def pick(self, section: str | None = None) -> tuple[str, str, str, dict[str, Any]] | None:
        """Some declaration of the head."""
        found = [one for one in bodies(self.head) if section in (None, one[1])]
        return self.rng.choice(found) if found else None

    def team(self) -> str:
        """Some team, mostly one that is declared."""
        return self.rng.choice(self.teams) if self.teams and self.chance(0.9) else self.rng.choice(PERSONS)

    # Declarations.

    def edit(self) -> None:
        """Say something else about a thing."""
        if one := self.pick():
            _, section, _, body = one
            key = self.rng.choice(("description", "owner", "co_owners", "paths", "uses"))
            if key == "description":
                body[key] = f"Another text, {self.rng.random()}"
            elif key == "owner":
                body[key] = self.rng.choice((self.team(), self.team(), "none", None))
            elif key == "co_owners":
                body[key] = [self.team()]
            elif key == "paths":
                claim(self.rng, section, body)
            else:
                self.use(body)

    def use(self, body: dict[str, Any]) -> None:
        """Use another model, or none any more."""
        models = sorted({name for _, section, name, _ in bodies(self.before.manifests) if section == "models"})
        if models and self.chance(0.7):
            uses = body.setdefault("uses", {})
            uses["models"] = list(dict.fromkeys([*uses.get("models", []), self.rng.choice(models)]))
        else:
            body.pop("uses", None)

    def identify(self) -> None:
        """Other identifiers of a model, and a use of a model by one of them."""
        if one := self.pick("models"):
            one[3]["identifiers"] = self.rng.sample(IDENTIFIERS, self.rng.randrange(3))
        if self.chance(0.5) and (one := self.pick()):
            one[3].setdefault("uses", {})["models"] = [self.rng.choice(IDENTIFIERS)]

    def identify_some(self, dice: str) -> list[str]:
        """Make such edits with dice of their own."""
        usual, self.rng = self.rng, random.Random(dice)
        for _ in range(2):
            self.identify()
        self.rng = usual
        return ["identify"]

    def restate(self) -> None:
        """Another status, of a feature or a model."""
        if one := self.pick(self.rng.choice(("features", "models"))):
            states = ("idea", "pilot", "production", "retired") if one[1] == "features" else ("staging", "retired")
            one[3]["status"] = self.rng.choice(states)

    def spell_defaults_out(self) -> None:
        """What is meant anyway, written down: no change."""
        for _, section, _, body in bodies(self.head):
            if section in ("features", "models"):
                body.setdefault("status", "production")
            if section == "models":
                body.setdefault("review_scope", "transitive")
                body.setdefault("reviewers", [])
                if "provider" in body:
                    body.setdefault("hosting", "vendor")

    def remove(self) -> None:
        """A declaration less."""
        if one := self.pick():
            del self.head[one[0]][one[1]][one[2]]

    def rename(self) -> None:
        """A declaration under another name."""
        if one := self.pick():
            path, section, name, body = one
            del self.head[path][section][name]
            self.head[path][section][f"{name}-renamed"] = body

    def add(self) -> None:
        """A declaration more, or one more of the same name."""
        path, section = self.rng.choice(list(self.head)), self.rng.choice(SECTIONS)
        body: dict[str, Any] = {"owner": self.team()}
        if section == "assets":
            body["kind"] = "prompt"
        claim(self.rng, section, body)
        self.use(body)
        self.head[path].setdefault(section, {}).setdefault(f"new-{self.rng.randint(0, 2)}", body)

    def repeat(self) -> None:
        """A declaration in a second manifest as well."""
        self.transfer(keep=True)

    def move(self) -> None:
        """A declaration in another manifest: what is relative to it means something else there."""
        self.transfer(keep=False)

    def transfer(self, *, keep: bool) -> None:
        """Copy a declaration."""
        if one := self.pick():
            path, section, name, body = one
            there = self.rng.choice(list(self.head))
            if name not in self.head[there].setdefault(section, {}):
                self.head[there][section][name] = json.loads(json.dumps(body))
                if not keep:
                    del self.head[path][section][name]

    def move_as_it_is(self) -> None:
        """A declaration in another manifest that means there what it meant: no change."""
        if one := self.pick():
            path, section, name, body = one
            there = self.rng.choice(list(self.head))
            if name in self.head[there].setdefault(section, {}):
                return
            del self.head[path][section][name]
            directory = path.rpartition("/")[0]
            key = "artifacts" if section == "models" else "paths"
            for key_of, inside in (
                (key, body),
                ("suite", body.get("evaluation")),
                ("rollback", body.get("operations")),
            ):
                if inside and inside.get(key_of):
                    value = inside[key_of]
                    globs = [_from_root(glob, directory) for glob in ([value] if isinstance(value, str) else value)]
                    inside[key_of] = globs[0] if isinstance(value, str) else globs
            body.setdefault("owner", self.head[path].get("owner"))
            self.head[there][section][name] = body

    # Reviews.

    def drop_reviewers(self) -> None:
        """A model that nobody reviews any more, or one reviewer less."""
        if one := self.pick("models"):
            listed = one[3].get("reviewers")
            if isinstance(listed, list) and listed and self.chance(0.7):
                listed.pop(self.rng.randrange(len(listed)))
            else:
                one[3].pop("reviewers", None)

    def name_reviewers(self) -> None:
        """Reviewers for a model, or for the domain of a feature."""
        if one := self.pick(self.rng.choice(("models", "features"))):
            names = list(dict.fromkeys([self.team(), self.team()]))
            one[3]["reviewers" if one[1] == "models" else "domain_reviewers"] = names

    def waive(self) -> None:
        """Waivers that the head has and the base has not, or lasting longer."""
        if one := self.pick("models"):
            for waiver in one[3].get("waivers", []):
                waiver["until"] = self.rng.choice(FUTURE)
            there = {waiver["team"] for waiver in one[3].get("waivers", [])}
            more = [team for team in self.teams if team not in there and self.chance(0.5)]
            one[3].setdefault("waivers", []).extend({"team": team, "reason": "agreed"} for team in more)

    def revoke(self) -> None:
        """Waivers that the head has no longer, or that have lapsed."""
        if one := self.pick("models"):
            if self.chance(0.5):
                one[3].pop("waivers", None)
            for waiver in one[3].get("waivers", []):
                waiver["until"] = self.rng.choice(PAST)

    def narrow(self) -> None:
        """A model whose review goes one edge far, or any way, or that is private."""
        if one := self.pick("models"):
            if self.chance(0.5):
                one[3]["review_scope"] = self.rng.choice(("direct", "transitive"))
            else:
                one[3]["access"] = self.rng.choice(("private", "company"))

    def leave(self) -> None:
        """Consumers elsewhere: others, or none."""
        if one := self.pick("models"):
            one[3]["used_elsewhere"] = [{"team": self.team(), "repository": "acme/other"}]
            if self.chance(0.4):
                del one[3]["used_elsewhere"]

    # Teams.

    def declared(self, team: str) -> list[dict[str, Any]]:
        """Every declaration of a team at the head."""
        return [data["teams"][team] for data in self.head.values() if team in data.get("teams", {})]

    def disband(self) -> None:
        """A team that is no more, or one that is again."""
        if self.teams:
            for body in self.declared(self.rng.choice(self.teams)):
                body["status"] = self.rng.choice(("disbanded", "disbanded", "active"))

    def respell(self) -> None:
        """Other names of the same teams, wherever they stand: no change."""
        names = {}
        for team in self.teams:
            book = (self.declared(team) or [{}])[0]
            handles = [
                one for many in book.get("handles", {}).values() for one in ([many] if isinstance(many, str) else many)
            ]
            names[team] = [team, f" {team} ", *handles, *(handle.upper() for handle in handles)]
        known = {name.strip().casefold(): team for team, all_of in names.items() for name in all_of if "@" in name}
        known |= {team: team for team in self.teams}

        def other(word: Any) -> Any:
            text = str(word).strip()
            team = known.get(text.casefold() if "@" in text else text)
            return word if team is None else self.rng.choice(names[team])

        for data in self.head.values():
            if data.get("owner"):
                data["owner"] = other(data["owner"])
        for _, _, _, body in bodies(self.head):
            if body.get("owner"):
                body["owner"] = other(body["owner"])
            for key in ("co_owners", "domain_reviewers"):
                if key in body:
                    body[key] = [other(word) for word in body[key]]
            for key in ("reviewers", "waivers", "used_elsewhere"):
                if isinstance(body.get(key), list):
                    body[key] = [
                        {**one, "team": other(one["team"])} if isinstance(one, dict) else other(one)
                        for one in body[key]
                    ]

    def pass_handle_on(self) -> None:
        """A handle that another team carries, or that a team carries which nobody carried."""
        if not self.teams:
            return
        giver, taker = self.rng.choice(self.teams), self.rng.choice(self.teams)
        if len(self.declared(giver)) != 1 or len(self.declared(taker)) != 1 or giver == taker:
            return
        (from_,), (to,) = self.declared(giver), self.declared(taker)
        if isinstance(from_.get("handles", {}).get("github"), str) and "handles" not in to:
            to["handles"] = from_.pop("handles")
        elif "handles" not in to and not any(
            "@Tim-B" in json.dumps(data.get("teams", {})) for data in self.head.values()
        ):
            to["handles"] = {"github": "@Tim-B"}

    def rename_team(self) -> None:
        """A team under another name, with or without those who use its name."""
        if not self.teams:
            return
        team = self.rng.choice(self.teams)
        name = f"{team}-renamed"
        if any(name in data.get("teams", {}) for data in self.head.values()):
            return
        for data in self.head.values():
            if team in data.get("teams", {}):
                data["teams"][name] = data["teams"].pop(team)
        if self.chance(0.6):
            for data in self.head.values():
                if data.get("owner") == team:
                    data["owner"] = name
            for _, _, _, body in bodies(self.head):
                if body.get("owner") == team:
                    body["owner"] = name

    def remove_team(self) -> None:
        """A team that is no longer declared."""
        if self.teams:
            team = self.rng.choice(self.teams)
            for data in self.head.values():
                data.get("teams", {}).pop(team, None)

    def declare_team(self) -> None:
        """A team that takes the name of an undeclared one, or the only team there is."""
        data = self.rng.choice(list(self.head.values()))
        data.setdefault("teams", {}).setdefault(self.rng.choice(("serch", "ghost", "newcomers")), {})

    def take_over(self) -> None:
        """A handle that owns something, in the hands of a team that did not have it."""
        owners = [body.get("owner") for *_, body in bodies(self.head)] + [
            data.get("owner") for data in self.head.values()
        ]
        used = sorted({str(word).strip() for word in owners if word and str(word).strip().startswith("@")})
        taker = self.rng.choice(self.teams) if self.teams else ""
        if not used or len(self.declared(taker)) != 1:
            return
        handle = self.rng.choice(used)
        (body,) = self.declared(taker)
        homes = [
            data for data in self.head.values() if handle.casefold() in json.dumps(data.get("teams", {})).casefold()
        ]
        # Which of two teams in one manifest has a handle depends on the order of the text.
        if not any(taker in data["teams"] for data in homes):
            body.setdefault("handles", {})[self.rng.choice(("github", "gitlab"))] = handle

    def swap_handles(self) -> None:
        """Two teams with each other's handles."""
        if len(self.teams) > 1:
            one, other = (self.declared(team) for team in self.rng.sample(self.teams, 2))
            if len(one) == len(other) == 1:
                books = [body.pop("handles", None) for body in (*one, *other)]
                for body, book in zip((*other, *one), books, strict=True):
                    if book:
                        body["handles"] = book

    def new_contact(self) -> None:
        """A team that is reached elsewhere."""
        if self.teams:
            for body in self.declared(self.rng.choice(self.teams)):
                body.setdefault("contact", {})["slack"] = self.rng.choice(("#help", "#elsewhere"))

    # Manifests.

    def pass_file_on(self) -> None:
        """Another owner of all that a manifest declares."""
        self.rng.choice(list(self.head.values()))["owner"] = self.team()

    def reformat(self) -> None:
        """Free keys, the order of keys and of lists: no change."""
        for data in self.head.values():
            if self.chance(0.5):
                data["x-reformatted"] = True
        for _, _, _, body in bodies(self.head):
            body["x-note"] = "said in passing"
            for value in body.values():
                if isinstance(value, list):
                    self.rng.shuffle(value)

    def drop_manifest(self) -> None:
        """A manifest less."""
        if len(self.head) > 1:
            path = self.rng.choice(list(self.head))
            del self.head[path]
            self.moved.pop(path, None)

    def move_manifest(self) -> None:
        """A manifest in another directory."""
        there = self.rng.choice(DIRECTORIES) + "ai-ownership.yaml"
        here = self.rng.choice(list(self.head))
        if there not in self.head and here not in self.moved and there not in self.before.manifests:
            self.head[there] = self.head.pop(here)
            self.moved[there] = here

    def exclude_directory(self) -> None:
        """A directory whose manifests no longer count, of the files that there are or may be."""
        directory = self.rng.choice([path.rpartition("ai-ownership.yaml")[0] for path in self.head] + ["new/"])
        if directory and directory not in self.exclude:
            self.exclude.append(directory)

    def include_again(self) -> None:
        """A directory whose manifests count again."""
        if self.exclude:
            self.exclude.pop(self.rng.randrange(len(self.exclude)))

    # Edges and claims.

    def drop_edge(self, prefixes: tuple[str, ...] = ("",)) -> None:
        """A use less, of something whose name begins like this."""
        uses = [
            names
            for *_, name, body in bodies(self.head)
            for names in (
                *body.get("uses", {}).values(),
                *(body.get(key) for key in EDGES),
                body.get("evaluation", {}).get("judges"),
            )
            if names and name.startswith(prefixes)
        ]
        if uses:
            names = self.rng.choice(uses)
            names.pop(self.rng.randrange(len(names)))

    def cut(self) -> None:
        """A use less, of what a history makes for this."""
        self.drop_edge(prefixes=("hop-", "leaf-"))

    def cut_owner(self) -> None:
        """Another owner, of what a history makes for this."""
        made = [body for *_, name, body in bodies(self.head) if name.startswith(("hop-", "leaf-"))]
        if made:
            self.rng.choice(made)["owner"] = self.team()

    def use_waived(self) -> None:
        """A use by a team that waived the reviews of what it comes to use."""
        waiving = {
            (name, waiver["team"])
            for _, section, name, body in bodies(self.head)
            for waiver in body.get("waivers", ())
            if section == "models"
        }
        if waiving:
            model, team = self.rng.choice(sorted(waiving))
            data = self.rng.choice(list(self.head.values()))
            data.setdefault("features", {}).setdefault("waived", {"owner": team, "uses": {"models": [model]}})

    def hand_over(self) -> None:
        """Another owner."""
        if one := self.pick():
            one[3]["owner"] = self.team()

    def claim_one_file(self) -> None:
        """A claim of a single file, more specific than those of its directory."""
        if self.files and (one := self.pick()):
            key = "artifacts" if one[1] == "models" else "paths"
            claims = one[3].setdefault(key, [])
            path = f"//{self.rng.choice(sorted(self.files))}"
            if path not in claims:
                claims.append(path)

    # Files.

    def touch(self) -> None:
        """Another content of a file."""
        if self.files:
            path = self.rng.choice(sorted(self.files))
            link = LINK if self.files[path].startswith(LINK) else ""
            self.files[path] = f"{link}{self.rng.random()}"

    def add_file(self) -> None:
        """A file more, now and then a link in its stead."""
        path = self.file()
        if not any(other.startswith(f"{path}/") or path.startswith(f"{other}/") for other in self.files):
            self.files[path] = f"{LINK if self.chance(0.1) else ''}{self.rng.random()}"

    def remove_file(self) -> None:
        """A file less."""
        if self.files:
            del self.files[self.rng.choice(sorted(self.files))]

    def move_file(self) -> None:
        """A file elsewhere."""
        there = self.file()
        if self.files and not any(other.startswith(there) or there.startswith(f"{other}/") for other in self.files):
            here = self.rng.choice(sorted(self.files))
            self.files[there] = self.files.pop(here)
            if here in self.before.files:
                self.moved[there] = here

    def break_manifest(self) -> None:
        """A manifest that nobody can read."""
        path = self.rng.choice(list(self.head))
        if len(self.head) > 1 and path not in self.moved:
            del self.head[path]
            self.broken[path] = self.rng.choice(BROKEN)


def _from_root(glob: str, directory: str) -> str:
    """A pattern that means the same files from anywhere."""
    if glob.startswith("//") or "://" in glob:
        return glob
    start = f"//{directory}/" if directory else "//"
    return start + ("" if "/" in glob[:-1] else "**/") + glob.removeprefix("/")


# The keys of a declaration, apart from `uses`, that are lists of what can change it.
EDGES = ("derived_from", "trained_on", "feedback", "consumes", "built_by")

FILE_EDITS: dict[str, Callable[[Editor], None]] = {
    edit.__name__: edit for edit in (Editor.touch, Editor.add_file, Editor.remove_file, Editor.move_file)
}
EDITS: dict[str, Callable[[Editor], None]] = {
    edit.__name__: edit
    for edit in (
        Editor.edit, Editor.restate, Editor.spell_defaults_out, Editor.remove, Editor.rename, Editor.add,
        Editor.repeat, Editor.move, Editor.move_as_it_is, Editor.drop_reviewers, Editor.name_reviewers,
        Editor.waive, Editor.revoke, Editor.narrow, Editor.leave, Editor.disband, Editor.respell,
        Editor.pass_handle_on, Editor.rename_team, Editor.remove_team, Editor.declare_team, Editor.take_over,
        Editor.swap_handles, Editor.new_contact, Editor.pass_file_on, Editor.reformat, Editor.drop_manifest,
        Editor.move_manifest, Editor.exclude_directory, Editor.include_again, Editor.drop_edge, Editor.hand_over,
        Editor.claim_one_file, Editor.use_waived,
    )
}  # fmt: skip
BREAKING: dict[str, Callable[[Editor], None]] = {"break_manifest": Editor.break_manifest}
CUTS: dict[str, Callable[[Editor], None]] = {"cut": Editor.cut, "cut_owner": Editor.cut_owner}
