"""A repository for benchmarks: any number of valid manifests, the same for the same seed.

As a program, this module creates the repository, unless it exists, and prints its path.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import tempfile
from dataclasses import astuple, dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import manifest_text
from manifest_text import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from manifest_text import Data

MANIFEST = "ai-ownership.yaml"
_TEAMS = 320
_TEAMS_OF_A_DEPARTMENT = 8
_NEARBY = 12  # the number of previous services whose entities a service may use
_MAX_LISTED = 5  # reviewers; longer lists are computed


@dataclass(frozen=True)
class Corpus:
    """The parameters of a repository: `files` other tracked files, which are empty, and `broken` invalid manifests."""

    manifests: int = 10_000
    files: int = 0
    broken: int = 0
    seed: int = 1


def directory(corpus: Corpus) -> Path:
    """Return the repository below the system's temporary directory, and create it if it does not exist."""
    sources = (Path(__file__), Path(manifest_text.__file__))
    recipe = repr(astuple(corpus)).encode() + b"".join(source.read_bytes() for source in sources)
    name = f"{corpus.manifests}-{corpus.files}-{corpus.broken}-{blake2b(recipe, digest_size=6).hexdigest()}"
    path = Path(tempfile.gettempdir()) / "aiowners-benchmarks" / name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            unfinished = Path(scratch) / "repository"
            make(corpus, unfinished)
            unfinished.rename(path)
    return path


def make(corpus: Corpus, root: Path) -> None:
    """Write the repository at `root`, which must not exist, and commit it."""
    git = shutil.which("git")
    assert git is not None, "the benchmarks need git"
    root.mkdir(parents=True)
    _git(git, root, "init", "--quiet")
    files = list(_other_files(corpus.files))
    for path, text, claimed in manifests(corpus):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        files += claimed
    _git(git, root, "add", "--all")
    empty = _git(git, root, "hash-object", "-w", "--stdin").decode().strip()
    for path in files:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    entries = "".join(f"100644 {empty} 0\t{path}\0" for path in files)
    _git(git, root, "update-index", "-z", "--index-info", text=entries.encode())
    _git(
        git, root, "-c", "user.name=benchmark", "-c", "user.email=benchmark@localhost", "commit", "--quiet", "-m", "All"
    )


def _git(git: str, root: Path, *arguments: str, text: bytes = b"") -> bytes:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run([git, *arguments], cwd=root, env=clean, input=text, stdout=subprocess.PIPE, check=True)
    return done.stdout


def _other_files(count: int) -> Iterator[str]:
    for number in range(count):
        yield f"code/area{number // 2500}/part{number // 50 % 50}/module_{number % 50}.py"


def manifests(corpus: Corpus) -> Iterator[tuple[str, str, list[str]]]:
    """Yield every manifest as a path and a text, with the files that its paths match."""
    rng = random.Random(corpus.seed)
    company = _Company(corpus.manifests, rng)
    documents = company.documents()
    broken = set(rng.sample(range(len(documents)), corpus.broken))
    for number, (path, data) in enumerate(documents):
        claimed = [f"{path.removesuffix(MANIFEST)}{directory}content" for directory in _directories(data)]
        if number in broken:
            _break(data, rng)
        yield path, write(data, rng), claimed


def _directories(data: object) -> Iterator[str]:
    """Yield every directory that a manifest names."""
    if isinstance(data, dict):
        for value in data.values():
            yield from _directories(value)
    elif isinstance(data, list):
        for value in data:
            yield from _directories(value)
    elif isinstance(data, str) and data.endswith("/"):
        yield data.removeprefix("/")


# --- who owns what -------------------------------------------------------------------------------

_AREAS = ("search", "checkout", "support", "growth", "risk", "logistics", "content", "ads", "pricing", "identity")
_NOUNS = ("ranking", "suggestions", "summaries", "triage", "forecast", "matching", "moderation", "answers", "routing")
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
class _Entity:
    """A node of the graph, with the data that its downstream owners depend on."""

    name: str
    owner: int
    data: Data
    users: list[_Entity] = field(default_factory=list)
    counts: bool = True
    downstream: int = 0  # owners, as bits

    def use(self, source: _Entity) -> str:
        """Add a dependency on `source`, and return its name."""
        source.users.append(self)
        return source.name


class _Company:
    """A company: departments of teams, and services with a manifest each, which use previous services."""

    def __init__(self, count: int, rng: random.Random) -> None:
        self.rng = rng
        self.count = count
        departments = max(1, min(_TEAMS, count // 30) // _TEAMS_OF_A_DEPARTMENT)
        self.departments = [
            [f"{_AREAS[d % len(_AREAS)]}-{chr(97 + t)}{d // len(_AREAS)}" for t in range(_TEAMS_OF_A_DEPARTMENT)]
            for d in range(departments)
        ]
        self.teams = [team for department in self.departments for team in department]
        self.order: list[_Entity] = []  # each before its dependents
        self.vendors: list[_Entity] = []
        self.gateways: list[_Entity] = []
        self.pipelines: list[list[_Entity]] = [[] for _ in self.departments]
        self.models: list[list[_Entity]] = [[] for _ in self.departments]

    def documents(self) -> list[tuple[str, Data]]:
        documents = []
        if self.count > 2:
            documents = [(MANIFEST, self._root()), (f"platform/ai/{MANIFEST}", self._platform())]
        for number in range(self.count - len(documents)):
            department = number % len(self.departments)
            area, kind = _AREAS[department % len(_AREAS)], _NOUNS[number % len(_NOUNS)]
            path = f"{area}/{department:02}/{kind}-{number:05}"
            documents.append((f"{path}/{MANIFEST}", self._service(number, department)))
        self._review()
        self._feed()
        return documents

    def _entity(self, name: str, owner: int, data: Data) -> _Entity:
        entity = _Entity(name, owner, data)
        self.order.append(entity)
        return entity

    def _some(self, *choices: str, most: int = 2) -> list[str]:
        return self.rng.sample(choices, self.rng.randint(1, most))

    def _maybe(self, likelihood: float) -> bool:
        return self.rng.random() < likelihood

    # --- the shared manifests ---------------------------------------------------------------------

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
            self.vendors.append(self._entity(name, 0, models[name]))
        platforms: Data = {}
        for name, provides in (("inference-gateway", ["inference-gateway", "cost-attribution"]),
                               ("eval-harness", ["evaluation-framework"]), ("model-store", ["model-registry"])):  # fmt: skip
            platforms[name] = {"provides": provides, "paths": [f"/{name}/"]}
            self.gateways.append(self._entity(name, 0, platforms[name]))
        platforms["inference-gateway"]["serves"] = list(models)
        return {"owner": self.teams[0], "models": models, "platforms": platforms}

    # --- a service --------------------------------------------------------------------------------

    def _service(self, number: int, department: int) -> Data:
        teams = range(department * _TEAMS_OF_A_DEPARTMENT, (department + 1) * _TEAMS_OF_A_DEPARTMENT)
        owner = self.rng.choice(teams)
        stem = f"{_NOUNS[number % len(_NOUNS)]}-{number}"
        feed = self._pipeline(f"{stem}-events", owner, department)
        model = self._model(f"{stem}-model", owner, department, feed)
        asset = self._asset(f"{stem}-index", owner, feed, model)
        data: Data = {"owner": self.teams[owner], "features": {}}
        shared: Data = {}
        for suffix in ("", "-mail")[: 1 + self._maybe(0.35)]:
            feature_owner = self.rng.choice(teams) if self._maybe(0.15) else owner
            feature = self._feature(f"{stem}{suffix}", feature_owner, department, [model, asset], shared)
            if feature_owner != owner:
                feature.data["owner"] = self.teams[feature_owner]
            data["features"][feature.name] = feature.data
        data["models"] = {model.name: model.data}
        data["pipelines"] = {feed.name: feed.data}
        data["assets"] = {asset.name: asset.data}
        self.pipelines[department].append(feed)
        self.models[department].append(model)
        return data

    def _near(self, entities: list[_Entity]) -> list[_Entity]:
        last = entities[-_NEARBY:]
        return self.rng.sample(last, min(len(last), self.rng.choice((0, 0, 1, 1, 2))))

    def _pipeline(self, name: str, owner: int, department: int) -> _Entity:
        entity = self._entity(name, owner, {"paths": [f"pipelines/{name.replace('-', '_')}/"]})
        if self._maybe(0.3):
            entity.data["description"] = self.rng.choice(_SENTENCES)
        if sources := self._near(self.pipelines[department]):
            entity.data["consumes"] = [entity.use(source) for source in sources]
        if self._maybe(0.5):
            entity.data["operations"] = {"owner": self.teams[owner], "monitoring": f"https://dash.acme.test/{name}"}
        return entity

    def _model(self, name: str, owner: int, department: int, feed: _Entity) -> _Entity:
        data: Data = {"kind": self.rng.choice(_MODEL_KINDS), "trained_by": self.teams[owner]}
        entity = self._entity(name, owner, data)
        if self._maybe(0.6):
            data["description"] = self.rng.choice(_SENTENCES)
        if self._maybe(0.3):
            data["status"] = self.rng.choice(("production", "staging"))
        data["artifacts"] = [f"models/{name}/", f"s3://acme-models/{name}/3"]
        data["identifiers"] = [name, f"models:/{name}/3", f"acme/{name}"][: self.rng.randint(1, 3)]
        if self._maybe(0.3) and (bases := self._near(self.models[department])):
            data["derived_from"] = [entity.use(base) for base in bases]
        data["trained_on"] = [entity.use(feed)]
        if self._maybe(0.2):
            data["feedback"] = [entity.use(feed)]
        if self.gateways and self._maybe(0.4):
            data["uses"] = {"platforms": [entity.use(self.gateways[2])]}
        data["operations"] = {"oncall": f"https://oncall.acme.test/{name}"}
        if self._maybe(0.3):
            data["operations"]["monitoring"] = f"https://dash.acme.test/{name}"
        return entity

    def _asset(self, name: str, owner: int, feed: _Entity, model: _Entity) -> _Entity:
        data: Data = {
            "kind": self.rng.choice(_ASSET_KINDS),
            "paths": [f"indexes/{name}/", f"/prompts/{name}/"][: self.rng.randint(1, 2)],
        }
        entity = self._entity(name, owner, data)
        data["built_by"] = [entity.use(feed)]
        data["uses"] = {"models": [entity.use(model)]}
        data["review_by"] = "2099-01-31"
        return entity

    def _feature(self, name: str, owner: int, department: int, own: list[_Entity], shared: Data) -> _Entity:
        model, asset = own
        data: Data = {"description": self._description()}
        entity = self._entity(name, owner, data)
        if self._maybe(0.5):
            data["status"] = self.rng.choice(("production", "pilot", "experiment"))
            entity.counts = data["status"] != "experiment"
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
            data["evaluation"] |= {"framework": entity.use(self.gateways[1]), "judges": [entity.use(self.vendors[0])]}
            data["evaluation"]["signals_to"] = [self.teams[owner]]
        if shared and self._maybe(0.3):
            data["uses"] = shared["uses"]
            for source in shared["sources"]:
                entity.use(source)
        else:
            models = [
                model,
                *self._near(self.models[department]),
                *self.rng.sample(self.vendors, self.rng.randint(0, min(2, len(self.vendors)))),
            ]
            sources = [*models, asset, *self.gateways[:1]]
            data["uses"] = {"models": [entity.use(source) for source in models], "assets": [entity.use(asset)]}
            if self.gateways:
                data["uses"]["platforms"] = [entity.use(self.gateways[0])]
            shared |= {"uses": data["uses"], "sources": sources}
        if self._maybe(0.2):
            data["domains"] = self._some("finance", "legal", "medical", "security")
            data["domain_reviewers"] = ["@acme/legal-review"]
        return entity

    def _description(self) -> str:
        if self._maybe(0.15):
            return "".join(f"{sentence}.\n" for sentence in self.rng.sample(_SENTENCES, 3))
        return self.rng.choice(_SENTENCES)

    # --- reviewers --------------------------------------------------------------------------------

    def _review(self) -> None:
        """Add the required reviewers to each model: its downstream owners."""
        for entity in reversed(self.order):
            for user in entity.users:
                entity.downstream |= user.downstream | (user.counts << user.owner)
        for entity in self.order:
            if "trained_by" not in entity.data:
                continue
            owners = [team for n, team in enumerate(self.teams) if entity.downstream >> n & 1 and n != entity.owner]
            if len(owners) > _MAX_LISTED:
                entity.data["reviewers"] = "downstream"
                continue
            waived = owners.pop() if len(owners) > 1 and self._maybe(0.2) else None
            if owners:
                entity.data["reviewers"] = [self._reviewer(team) for team in owners]
            if waived is not None:
                entity.data["waivers"] = [{"team": waived, "reason": "pins a version", "until": "2099-06-30"}]

    def _feed(self) -> None:
        """Add `feeds` to each pipeline, with the models and assets that depend on it."""
        kinds = {"-model": "models", "-index": "assets"}
        for entity in self.order:
            if entity.name.endswith("-events"):
                feeds: dict[str, list[str]] = {}
                entity.data["feeds"] = feeds
                for user in dict.fromkeys(user.name for user in entity.users):
                    if (kind := kinds.get(user[user.rindex("-") :])) is not None:
                        feeds.setdefault(kind, []).append(user)

    def _reviewer(self, team: str) -> str | Data:
        return {"team": team, "reason": "regulated scoring"} if self._maybe(0.1) else team


def _break(data: Data, rng: random.Random) -> None:
    """Make a manifest invalid."""
    sections: tuple[Data, ...] = tuple(data[key] for key in ("features", "models", "teams") if key in data)
    entity = next(iter(sections[0].values()))
    mistake = rng.randrange(4)
    if mistake == 0:
        entity["descripton"] = "a misspelt key"
    elif mistake == 1:
        entity["kind" if "kind" in entity else "status"] = "live"
    elif mistake == 2:
        entity["description"] = ["a list in the place of a text"]
    else:
        data["version"] = True


def paths(root: Path, count: int | None = None) -> list[Path]:
    """Return the manifests below `root`, in order, or `count` of them, spread evenly."""
    manifests = sorted(root.rglob(MANIFEST))
    if count is None or count >= len(manifests):
        return manifests
    return list(islice(manifests, 0, None, len(manifests) // count))[:count]


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifests", type=int, default=Corpus.manifests)
    parser.add_argument("--files", type=int, default=Corpus.files, help="other tracked files, empty")
    parser.add_argument("--broken", type=int, default=Corpus.broken, help="invalid manifests")
    parser.add_argument("--seed", type=int, default=Corpus.seed)
    print(directory(Corpus(**vars(parser.parse_args()))))


if __name__ == "__main__":
    _main()
