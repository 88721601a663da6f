"""A repository to measure on: as many manifests as asked for, all in order, the same for the same seed.

Run as a program, it makes the repository, or finds the one that it made before, and prints where
it lies.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from dataclasses import astuple, dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Data: TypeAlias = dict[str, Any]

MANIFEST = "ai-ownership.yaml"
_SCHEMA = "https://raw.githubusercontent.com/aiowners/aiowners/main/schemas/ai-ownership.schema.json"
_TEAMS = 320
_TEAMS_OF_A_DEPARTMENT = 8
_NEARBY = 12  # how far back a service looks for something to build on
_MANY = 5  # reviewers: more of them are computed rather than kept by hand


@dataclass(frozen=True)
class Corpus:
    """What a repository is made of. `files` are other tracked files, all empty; `broken` manifests hold a mistake."""

    manifests: int = 10_000
    files: int = 0
    broken: int = 0
    seed: int = 1


def directory(corpus: Corpus) -> Path:
    """The repository, made now or before, under the system's directory for temporary files."""
    recipe = repr(astuple(corpus)).encode() + Path(__file__).read_bytes()
    name = f"{corpus.manifests}-{corpus.files}-{corpus.broken}-{blake2b(recipe, digest_size=6).hexdigest()}"
    place = Path(tempfile.gettempdir()) / "aiowners-benchmarks" / name
    if not place.exists():
        place.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
            unfinished = Path(scratch) / "repository"
            make(corpus, unfinished)
            unfinished.rename(place)
    return place


def make(corpus: Corpus, root: Path) -> None:
    """Write the repository at `root`, which does not exist yet, and commit it."""
    git = shutil.which("git")
    assert git is not None, "the benchmarks need git"
    root.mkdir(parents=True)
    _git(git, root, "init", "--quiet")
    others = list(_others(corpus.files))
    for path, text, named in manifests(corpus):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        others += named
    _git(git, root, "add", "--all")
    empty = _git(git, root, "hash-object", "-w", "--stdin").decode().strip()
    for path in others:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    entries = "".join(f"100644 {empty} 0\t{path}\0" for path in others)
    _git(git, root, "update-index", "-z", "--index-info", text=entries.encode())
    _git(
        git, root, "-c", "user.name=benchmark", "-c", "user.email=benchmark@localhost", "commit", "--quiet", "-m", "All"
    )


def _git(git: str, root: Path, *arguments: str, text: bytes = b"") -> bytes:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run([git, *arguments], cwd=root, env=clean, input=text, stdout=subprocess.PIPE, check=True)
    return done.stdout


def _others(count: int) -> Iterator[str]:
    for number in range(count):
        yield f"code/area{number // 2500}/part{number // 50 % 50}/module_{number % 50}.py"


def manifests(corpus: Corpus) -> Iterator[tuple[str, str, list[str]]]:
    """Every manifest as path and text, with the files that its paths lead to."""
    rng = random.Random(corpus.seed)
    company = _Company(corpus.manifests, rng)
    documents = company.documents()
    broken = set(rng.sample(range(len(documents)), corpus.broken))
    for number, (path, data) in enumerate(documents):
        named = [f"{path.removesuffix(MANIFEST)}{place}content" for place in _places(data)]
        if number in broken:
            _break(data, rng)
        yield path, write(data, rng), named


def _places(data: object) -> Iterator[str]:
    """Every directory that a manifest names."""
    if isinstance(data, dict):
        for value in data.values():
            yield from _places(value)
    elif isinstance(data, list):
        for value in data:
            yield from _places(value)
    elif isinstance(data, str) and data.endswith("/"):
        yield data.removeprefix("/")


# --- who owns what -------------------------------------------------------------------------------

_AREAS = ("search", "checkout", "support", "growth", "risk", "logistics", "content", "ads", "pricing", "identity")
_THINGS = ("ranking", "suggestions", "summaries", "triage", "forecast", "matching", "moderation", "answers", "routing")
_MODEL_KINDS = ("embedding", "reranker", "classifier", "regressor", "recommender", "llm", "vision")
_ASSET_KINDS = ("prompt", "index", "dataset", "eval-suite", "agent", "tool")
_SENTENCES = (
    "Orders what people see first, by what they are likely to want",
    "Tells apart what has to be looked at by a person, and what need not be",
    "Writes the first draft of an answer: a person sends it",
    "Foresees the load of the next two weeks, by the hour",
    "Finds the items that are most alike, across languages",
)
_CRITERIA = (
    "nDCG@10 >= 0.62 on the golden set",
    "p95 latency < 300 ms",
    "no more than 1 in 200 answers is called wrong",
    "recall of 0.9 at a precision of 0.8, by language",
    "cost per 1,000 requests < 0.40",
)


@dataclass(slots=True)
class _Thing:
    """A node of the graph: enough of it to know who is downstream."""

    name: str
    owner: int
    data: Data
    users: list[_Thing] = field(default_factory=list)
    counts: bool = True
    reached: int = 0  # the owners downstream, as bits

    def use(self, source: _Thing) -> str:
        """Build on `source`; gives its name."""
        source.users.append(self)
        return source.name


class _Company:
    """Departments of some teams each; services, one manifest each, that build on those before them."""

    def __init__(self, count: int, rng: random.Random) -> None:
        self.rng = rng
        self.count = count
        departments = max(1, min(_TEAMS, count // 30) // _TEAMS_OF_A_DEPARTMENT)
        self.departments = [
            [f"{_AREAS[d % len(_AREAS)]}-{chr(97 + t)}{d // len(_AREAS)}" for t in range(_TEAMS_OF_A_DEPARTMENT)]
            for d in range(departments)
        ]
        self.teams = [team for department in self.departments for team in department]
        self.order: list[_Thing] = []  # each before all that build on it
        self.vendors: list[_Thing] = []
        self.gateways: list[_Thing] = []
        self.pipelines: list[list[_Thing]] = [[] for _ in self.departments]
        self.models: list[list[_Thing]] = [[] for _ in self.departments]

    def documents(self) -> list[tuple[str, Data]]:
        found = []
        if self.count > 2:
            found = [(MANIFEST, self._root()), (f"platform/ai/{MANIFEST}", self._platform())]
        for number in range(self.count - len(found)):
            department = number % len(self.departments)
            area, kind = _AREAS[department % len(_AREAS)], _THINGS[number % len(_THINGS)]
            path = f"{area}/{department:02}/{kind}-{number:05}"
            found.append((f"{path}/{MANIFEST}", self._service(number, department)))
        self._review()
        self._feed()
        return found

    def _thing(self, name: str, owner: int, data: Data) -> _Thing:
        thing = _Thing(name, owner, data)
        self.order.append(thing)
        return thing

    def _some(self, *choices: str, most: int = 2) -> list[str]:
        return self.rng.sample(choices, self.rng.randint(1, most))

    def _maybe(self, likelihood: float) -> bool:
        return self.rng.random() < likelihood

    # --- the manifests of everybody ---------------------------------------------------------------

    def _root(self) -> Data:
        teams = {
            team: {
                "kind": self.rng.choice(("product", "product", "ml")) if team != self.teams[0] else "other",
                "handles": {"github": f"@acme/{team}"},
                "contact": {"slack": f"#{team}", "email": f"{team}@acme.test"},
                "staffing": {"product-engineer": self.rng.randint(1, 6), "mlops-engineer": self.rng.randint(1, 2)},
            }
            for team in self.teams
        }
        return {"organization": {"name": "Acme", "structure": "hub-and-spoke", "stage": "growth"}, "teams": teams}

    def _platform(self) -> Data:
        models: Data = {}
        for name in ("gpt-4o", "claude-sonnet", "gemini-flash", "mistral-small"):
            models[name] = {"trained_by": "external", "provider": name.split("-")[0], "hosting": "vendor",
                            "kind": "llm", "identifiers": [f"{name}-2026"], "access": "company"}  # fmt: skip
            self.vendors.append(self._thing(name, 0, models[name]))
        platforms: Data = {}
        for name, provides in (("inference-gateway", ["inference-gateway", "cost-attribution"]),
                               ("eval-harness", ["evaluation-framework"]), ("model-store", ["model-registry"])):  # fmt: skip
            platforms[name] = {"provides": provides, "paths": [f"/{name}/"]}
            self.gateways.append(self._thing(name, 0, platforms[name]))
        platforms["inference-gateway"]["serves"] = list(models)
        return {"owner": self.teams[0], "models": models, "platforms": platforms}

    # --- one service ------------------------------------------------------------------------------

    def _service(self, number: int, department: int) -> Data:
        teams = range(department * _TEAMS_OF_A_DEPARTMENT, (department + 1) * _TEAMS_OF_A_DEPARTMENT)
        owner = self.rng.choice(teams)
        stem = f"{_THINGS[number % len(_THINGS)]}-{number}"
        feed = self._pipeline(f"{stem}-events", owner, department)
        model = self._model(f"{stem}-model", owner, department, feed)
        asset = self._asset(f"{stem}-index", owner, feed, model)
        data: Data = {"owner": self.teams[owner], "features": {}}
        shared: Data = {}
        for suffix in ("", "-mail")[: 1 + self._maybe(0.35)]:
            whose = self.rng.choice(teams) if self._maybe(0.15) else owner
            feature = self._feature(f"{stem}{suffix}", whose, department, [model, asset], shared)
            if whose != owner:
                feature.data["owner"] = self.teams[whose]
            data["features"][feature.name] = feature.data
        data["models"] = {model.name: model.data}
        data["pipelines"] = {feed.name: feed.data}
        data["assets"] = {asset.name: asset.data}
        self.pipelines[department].append(feed)
        self.models[department].append(model)
        return data

    def _near(self, things: list[_Thing]) -> list[_Thing]:
        last = things[-_NEARBY:]
        return self.rng.sample(last, min(len(last), self.rng.choice((0, 0, 1, 1, 2))))

    def _pipeline(self, name: str, owner: int, department: int) -> _Thing:
        thing = self._thing(name, owner, {"paths": [f"pipelines/{name.replace('-', '_')}/"]})
        if self._maybe(0.3):
            thing.data["description"] = self.rng.choice(_SENTENCES)
        if sources := self._near(self.pipelines[department]):
            thing.data["consumes"] = [thing.use(source) for source in sources]
        if self._maybe(0.5):
            thing.data["operations"] = {"owner": self.teams[owner], "monitoring": f"https://dash.acme.test/{name}"}
        return thing

    def _model(self, name: str, owner: int, department: int, feed: _Thing) -> _Thing:
        data: Data = {"kind": self.rng.choice(_MODEL_KINDS), "trained_by": self.teams[owner]}
        thing = self._thing(name, owner, data)
        if self._maybe(0.6):
            data["description"] = self.rng.choice(_SENTENCES)
        if self._maybe(0.3):
            data["status"] = self.rng.choice(("production", "staging"))
        data["artifacts"] = [f"models/{name}/", f"s3://acme-models/{name}/3"]
        data["identifiers"] = [name, f"models:/{name}/3", f"acme/{name}"][: self.rng.randint(1, 3)]
        if self._maybe(0.3) and (bases := self._near(self.models[department])):
            data["derived_from"] = [thing.use(base) for base in bases]
        data["trained_on"] = [thing.use(feed)]
        if self._maybe(0.2):
            data["feedback"] = [thing.use(feed)]
        if self.gateways and self._maybe(0.4):
            data["uses"] = {"platforms": [thing.use(self.gateways[2])]}
        data["operations"] = {"oncall": f"https://oncall.acme.test/{name}"}
        if self._maybe(0.3):
            data["operations"]["monitoring"] = f"https://dash.acme.test/{name}"
        return thing

    def _asset(self, name: str, owner: int, feed: _Thing, model: _Thing) -> _Thing:
        data: Data = {
            "kind": self.rng.choice(_ASSET_KINDS),
            "paths": [f"indexes/{name}/", f"/prompts/{name}/"][: self.rng.randint(1, 2)],
        }
        thing = self._thing(name, owner, data)
        data["built_by"] = [thing.use(feed)]
        data["uses"] = {"models": [thing.use(model)]}
        data["review_by"] = "2099-01-31"
        return thing

    def _feature(self, name: str, owner: int, department: int, own: list[_Thing], shared: Data) -> _Thing:
        model, asset = own
        data: Data = {"description": self._description()}
        thing = self._thing(name, owner, data)
        if self._maybe(0.5):
            data["status"] = self.rng.choice(("production", "pilot", "experiment"))
            thing.counts = data["status"] != "experiment"
        data["paths"] = [f"src/{name}/"]
        if data.get("status") == "production" or self._maybe(0.5):
            data["product_manager"] = self.rng.choice(("@maya", "@jun", "@olu"))
        data["metric"] = {
            "name": "conversion",
            "target": "+2% over baseline",
            "source": f"https://dash.acme.test/{name}",
        }
        data["evaluation"] = {"criteria": self._some(*_CRITERIA, most=3), "suite": f"evals/{name}/"}
        if self.gateways:
            data["evaluation"] |= {"framework": thing.use(self.gateways[1]), "judges": [thing.use(self.vendors[0])]}
            data["evaluation"]["signals_to"] = [self.teams[owner]]
        if shared and self._maybe(0.3):
            data["uses"] = shared["uses"]
            for source in shared["sources"]:
                thing.use(source)
        else:
            models = [
                model,
                *self._near(self.models[department]),
                *self.rng.sample(self.vendors, self.rng.randint(0, min(2, len(self.vendors)))),
            ]
            sources = [*models, asset, *self.gateways[:1]]
            data["uses"] = {"models": [thing.use(source) for source in models], "assets": [thing.use(asset)]}
            if self.gateways:
                data["uses"]["platforms"] = [thing.use(self.gateways[0])]
            shared |= {"uses": data["uses"], "sources": sources}
        if self._maybe(0.2):
            data["domains"] = self._some("finance", "legal", "medical", "security")
            data["domain_reviewers"] = ["@acme/legal-review"]
        return thing

    def _description(self) -> str:
        if self._maybe(0.15):
            return "".join(f"{sentence}.\n" for sentence in self.rng.sample(_SENTENCES, 3))
        return self.rng.choice(_SENTENCES)

    # --- who is asked -----------------------------------------------------------------------------

    def _review(self) -> None:
        """Give each model the reviewers that it needs: the owners of all that is built on it."""
        for thing in reversed(self.order):
            for user in thing.users:
                thing.reached |= user.reached | (user.counts << user.owner)
        for thing in self.order:
            if "trained_by" not in thing.data:
                continue
            asked = [team for n, team in enumerate(self.teams) if thing.reached >> n & 1 and n != thing.owner]
            if len(asked) > _MANY:
                thing.data["reviewers"] = "downstream"
                continue
            waived = asked.pop() if len(asked) > 1 and self._maybe(0.2) else None
            if asked:
                thing.data["reviewers"] = [self._reviewer(team) for team in asked]
            if waived is not None:
                thing.data["waivers"] = [{"team": waived, "reason": "pins a version", "until": "2099-06-30"}]

    def _feed(self) -> None:
        """Have each pipeline name the models and assets that are built on it."""
        kinds = {"-model": "models", "-index": "assets"}
        for thing in self.order:
            if thing.name.endswith("-events"):
                feeds: dict[str, list[str]] = {}
                thing.data["feeds"] = feeds
                for user in dict.fromkeys(user.name for user in thing.users):
                    if (kind := kinds.get(user[user.rindex("-") :])) is not None:
                        feeds.setdefault(kind, []).append(user)

    def _reviewer(self, team: str) -> str | Data:
        return {"team": team, "reason": "regulated scoring"} if self._maybe(0.1) else team


def _break(data: Data, rng: random.Random) -> None:
    """Put one mistake against the schema into a manifest."""
    sections: tuple[Data, ...] = tuple(data[key] for key in ("features", "models", "teams") if key in data)
    thing = next(iter(sections[0].values()))
    mistake = rng.randrange(4)
    if mistake == 0:
        thing["descripton"] = "a misspelt key"
    elif mistake == 1:
        thing["kind" if "kind" in thing else "status"] = "live"
    elif mistake == 2:
        thing["description"] = ["a list in the place of a text"]
    else:
        data["version"] = True


# --- texts ---------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[A-Za-z0-9/.][A-Za-z0-9_./%<>=+@-]*(?:[ :][A-Za-z0-9_./%<>=+@-]+)*")
_NOT_PLAIN = re.compile(r"[0-9.+-]+|true|false|null|none", re.IGNORECASE)
_COMMENTS = ("see the handbook", "agreed in March", "until the migration is done", "ask before you touch this")
_WIDTH = 100


def write(data: Data, rng: random.Random) -> str:
    """A manifest's text, in one of the styles that people write."""
    return _Writer(data, rng).text


class _Writer:
    """One document in one style."""

    def __init__(self, data: Data, rng: random.Random) -> None:
        self.rng = rng
        self.flowing = rng.choice((0.4, 0.7, 0.95))
        self.chatty = rng.choice((0.0, 0.02, 0.06))
        self.quote = rng.choice(("", "", "", '"', "'"))
        self.times = Counter(id(value) for value in _collections(data, set()))
        self.anchors: dict[int, str] = {}
        self.lines = [f"# yaml-language-server: $schema={_SCHEMA}"] if rng.random() < 0.3 else []
        data = {"version": 1} | data
        for key, value in data.items():
            if isinstance(value, dict):
                self.lines.append("")
            self._entry(f"{key}:", value, "", 0)
        self.text = "\n".join(self.lines) + "\n"

    def _entry(self, opening: str, value: object, indent: str, depth: int) -> None:
        """Lines for `opening` (a key or a dash) with its value."""
        if self.rng.random() < self.chatty:
            self.lines.append(f"{indent}# {self.rng.choice(_COMMENTS)}")
        name = ""
        if isinstance(value, (dict, list)):
            if id(value) in self.anchors:
                self.lines.append(f"{indent}{opening} *{self.anchors[id(value)]}")
                return
            if self.times[id(value)] > 1:
                self.anchors[id(value)] = f"shared-{len(self.anchors) + 1}"
                name = f" &{self.anchors[id(value)]}"
        if isinstance(value, str) and value.endswith("\n"):
            self.lines += [f"{indent}{opening} |", *(f"{indent}  {line}" for line in value.splitlines())]
        elif isinstance(value, (dict, list)) and not self._flows(value, indent, opening, depth):
            self._block(f"{indent}{opening}{name}", value, indent, depth)
        else:
            note = f"  # {self.rng.choice(_COMMENTS)}" if self.rng.random() < self.chatty else ""
            self.lines.append(f"{indent}{opening}{name} {self._flow(value)}{note}")

    def _block(self, opening: str, value: Data | list[Any], indent: str, depth: int) -> None:
        if opening.endswith("-"):  # an item that is a mapping begins on the line of its dash
            assert isinstance(value, dict)
            for number, (key, inner) in enumerate(value.items()):
                self.lines.append(f"{indent}{' ' if number else '-'} {key}: {self._flow(inner)}")
            return
        self.lines.append(opening)
        if isinstance(value, dict):
            for key, inner in value.items():
                self._entry(f"{key}:", inner, f"{indent}  ", depth + 1)
        else:
            for inner in value:
                self._entry("-", inner, f"{indent}  ", depth + 1)

    def _flows(self, value: Data | list[Any], indent: str, opening: str, depth: int) -> bool:
        if depth < 2 or self.rng.random() > self.flowing:
            return False
        return len(indent) + len(opening) + len(self._flow(value)) < _WIDTH

    def _flow(self, value: object) -> str:
        match value:
            case dict():
                return "{" + ", ".join(f"{key}: {self._flow(inner)}" for key, inner in value.items()) + "}"
            case list():
                return "[" + ", ".join(self._flow(inner) for inner in value) + "]"
            case str():
                return self._scalar(value)
            case _:
                return json.dumps(value)

    def _scalar(self, text: str) -> str:
        plain = _PLAIN.fullmatch(text) and not _NOT_PLAIN.fullmatch(text) and ": " not in text
        if plain and (not self.quote or self.rng.random() < 0.5):
            return text
        return f"'{text}'" if self.quote == "'" and "'" not in text else json.dumps(text)


def _collections(value: object, seen: set[int]) -> Iterator[object]:
    """Each mapping and list as often as it is named, what lies inside it once."""
    if not isinstance(value, (dict, list)):
        return
    yield value
    if id(value) not in seen:
        seen.add(id(value))
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _collections(inner, seen)


def paths(root: Path, count: int | None = None) -> list[Path]:
    """The manifests below `root`, in order; with `count`, so many of them, spread evenly."""
    found = sorted(root.rglob(MANIFEST))
    if count is None or count >= len(found):
        return found
    return list(islice(found, 0, None, len(found) // count))[:count]


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifests", type=int, default=Corpus.manifests)
    parser.add_argument("--files", type=int, default=Corpus.files, help="other tracked files, empty")
    parser.add_argument("--broken", type=int, default=Corpus.broken, help="manifests with a mistake")
    parser.add_argument("--seed", type=int, default=Corpus.seed)
    print(directory(Corpus(**vars(parser.parse_args()))))


if __name__ == "__main__":
    _main()
