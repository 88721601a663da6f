"""Random changes of random organisations: two trees of manifests, and the files that differ.

The same seed always gives the same. Both sides are valid as far as the format goes, but for manifests
that are broken at the head on purpose: of these nothing can be read.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.oracle import yaml_writer
from tests.oracle.organisations import FUTURE, KINDS, PAST, PERSONS, random_data

from .oracle import File, Tree

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
    """Texts by path on both sides, the data that they were written from, and the files that differ.

    `unread` are the manifests that are broken at the head: texts without data.
    """

    base: dict[str, str]
    head: dict[str, str]
    base_data: Tree
    head_data: Tree
    files: list[File]
    edits: list[str]

    @property
    def unread(self) -> set[str]:
        """The paths of the broken manifests."""
        return self.head.keys() - self.head_data.keys()


def random_change(seed: int) -> Change:
    """A change of a random organisation."""
    return _Changer(seed).change()


def bodies(tree: Tree) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Path, section, name and body of every declaration."""
    for path, data in tree.items():
        for section in SECTIONS:
            for name, body in (data.get(section) or {}).items():
                yield path, section, name, body


class _Changer:
    """One change in the making."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"change {seed}")
        self.seed = seed
        self.base: Tree = json.loads(json.dumps(random_data(seed, 4 + seed % 30)))
        for _, section, _, body in bodies(self.base):
            self.claim(section, body)
        self.head: Tree = json.loads(json.dumps(self.base))
        self.teams = sorted({team for data in self.base.values() for team in data.get("teams", {})})
        self.moved: dict[str, str] = {}
        self.broken: dict[str, str] = {}

    def change(self) -> Change:
        """Some edits, and some files."""
        edits = self.rng.choices(list(EDITS), k=self.rng.choice((0, 1, 1, 2, 3, 6)))
        for edit in edits:
            EDITS[edit](self)
        base = {path: self.written(data, "base") for path, data in self.base.items()}
        head = {path: self.text(path, data, base) for path, data in self.head.items()} | self.broken
        return Change(base, head, self.base, self.head, self.files(base, head), edits)

    def text(self, path: str, data: dict[str, Any], base: dict[str, str]) -> str:
        """A manifest at the head: the text of the base where nothing is said otherwise, most of the time."""
        was = self.moved.get(path, path)
        if self.base.get(was) == data and self.chance(0.8):
            return base[was]
        return self.written(data, "head")

    def written(self, data: dict[str, Any], side: str) -> str:
        """Data as YAML, in a style of its own."""
        return yaml_writer.write(data, random.Random(f"{side} {self.seed} {self.rng.random()}"))

    def files(self, base: dict[str, str], head: dict[str, str]) -> list[File]:
        """The manifests that differ, and some other files."""
        found = [File(was, path) for path, was in self.moved.items() if path in head and was not in head]
        renamed = {path for file in found for path in file.paths}
        found += [
            File(path if path in base else None, path if path in head else None)
            for path in sorted(base.keys() | head.keys())
            if path not in renamed and base.get(path) != head.get(path)
        ]
        for _ in range(self.rng.choice((0, 0, 1, 2, 4))):
            one, other = self.file(), self.file()
            found.append(self.rng.choice((File(one, one), File(None, one), File(one, None), File(one, other))))
        if self.chance(0.2):
            path = self.rng.choice(DIRECTORIES) + self.rng.choice(LINKS)
            found.append(File(path, self.rng.choice((path, None)), whole=True))
        self.rng.shuffle(found)
        return found

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

    def claim(self, section: str, body: dict[str, Any]) -> None:
        """Give a declaration files."""
        if self.chance(0.6):
            body["artifacts" if section == "models" else "paths"] = self.rng.sample(PATTERNS, self.rng.randint(1, 3))

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
                self.claim(section, body)
            else:
                self.use(body)

    def use(self, body: dict[str, Any]) -> None:
        """Use another model, or none any more."""
        models = sorted({name for _, section, name, _ in bodies(self.base) if section == "models"})
        if models and self.chance(0.7):
            uses = body.setdefault("uses", {})
            uses["models"] = list(dict.fromkeys([*uses.get("models", []), self.rng.choice(models)]))
        else:
            body.pop("uses", None)

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
        self.claim(section, body)
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
        if there not in self.head and here not in self.moved and there not in self.base:
            self.head[there] = self.head.pop(here)
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


EDITS: dict[str, Callable[[_Changer], None]] = {
    edit.__name__: edit
    for edit in (
        _Changer.edit, _Changer.restate, _Changer.spell_defaults_out, _Changer.remove, _Changer.rename, _Changer.add,
        _Changer.repeat, _Changer.move, _Changer.move_as_it_is, _Changer.drop_reviewers, _Changer.name_reviewers,
        _Changer.waive, _Changer.revoke, _Changer.narrow, _Changer.leave, _Changer.disband, _Changer.respell,
        _Changer.pass_handle_on, _Changer.pass_file_on, _Changer.reformat, _Changer.drop_manifest,
        _Changer.move_manifest, _Changer.break_manifest,
    )
}  # fmt: skip
