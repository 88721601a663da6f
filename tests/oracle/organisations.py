"""Random organisations: valid manifests that use everything that matters for ownership.

`random_data` builds plain Python data from a seed; `random_organisation` writes it as YAML text. The
same seed and size always give the same. Each organisation has a temper of its own (how untidy, how
dense, how cyclic), so that tidy ones occur as well as ones in which nearly everything is wrong.

Three things are kept out on purpose, because the specification leaves them open: two teams never
carry one handle; a handle that no team carries is spelled in one way wherever it may own something;
and no list holds an item twice.
"""

from __future__ import annotations

import random
from typing import Any

from . import yaml_writer

TODAY = "2026-11-22"
PAST = ("2026-11-21", "2026-03-01", "2025-12-31", "2024-02-29")
FUTURE = ("2026-11-22", "2026-11-23", "2027-06-30", "2030-01-01")

FILES = (
    "ai-ownership.yaml",
    "search/ai-ownership.yaml",
    "teams/a/b/ai-ownership.yaml",
    "ml/ai-ownership.yaml",
    "teams/a/ai-ownership.yaml",
    "apps/web/ai-ownership.yaml",
    "data/ai-ownership.yaml",
    "zoo/deep/er/ai-ownership.yaml",
)
PLAIN_TEAMS = ("search", "support", "ml-core", "growth", "data-eng", "ai-platform", "mobile", "model-risk")
TEAMS = (*PLAIN_TEAMS, "on", "no", "true", "legal.eu", "team_9")
PERSONS = ("@maya", "@Tim-B", "lena@people.test", "omar@people.test")
OUTSIDE_TEAMS = ("@acme/legal-review", "@partner/Models", "@acme/group/sub")
UNKNOWN_TEAMS = ("serch", "ghost", "Search", "ml_core")
NAMES_OF_PEOPLE = ("Maya Lindqvist", "J. O'Brien")
BARE_TITLES = ("Head of AI", "the web team", "CTO", *NAMES_OF_PEOPLE)
PLACEHOLDERS = (
    "none", "TBD", "", None, "n/a", "  none ", "todo", "Unknown", " unassigned", "N/A ", "NONE", " ",
    "nobody", "Anyone", " EVERYONE ", "all", "tbc", "Nobody", "ALL",
)  # fmt: skip
WORDS = ("text-embed", "ranker", "answers", "gpt-4.1", "feed", "index", "router", "eval_set", "gateway", "query")

KINDS = {"feature": "features", "model": "models", "platform": "platforms", "pipeline": "pipelines", "asset": "assets"}
USES = {
    "feature": ("models", "platforms", "pipelines", "assets", "features"),
    "model": ("models", "platforms", "pipelines", "assets"),
    "platform": ("models", "platforms", "pipelines", "assets"),
    "pipeline": ("models", "platforms", "assets"),
    "asset": ("models", "assets"),
}
FEATURE_STATUS = ("idea", "experiment", "pilot", "production", "deprecated", "retired")
MODEL_STATUS = ("development", "staging", "production", "deprecated", "retired")
TEAM_KINDS = ("product", "platform", "ml", "data", "other")
MODEL_KINDS = ("llm", "embedding", "reranker", "classifier", "recommender", "speech", "vision", "router", "other")
ASSET_KINDS = ("prompt", "index", "dataset", "eval-suite", "agent", "tool", "mcp-server", "other")
CAPABILITIES = ("model-registry", "evaluation-framework", "inference-gateway", "vector-store", "monitoring", "tooling")
ROLES = ("ai-product-manager", "product-engineer", "ai-engineer", "data-scientist", "mlops-engineer", "head-of-ai")
MORE_CAPABILITIES = ("inference-gateway", "cost-attribution", "security-review", "prompt-registry", "feature-store")
MORE_ROLES = ("ai-product-manager", "data-scientist", "data-scientist", "data-engineer", "mlops-engineer")
RARE_ROLES = ("ml-engineer", "research-scientist", "head-of-ai", "chief-ai-officer", "director", "governance-lead")
STRUCTURES = ("centralized", "embedded", "hub-and-spoke", "federated")
STAGES = ("early", "growth", "scale")
TITLES = ("Head of AI", "VP Engineering", "tech-lead", "Engineering Manager", "@acme/head-of-ai")
DESCRIPTIONS = (
    "Search and discovery",
    "What it's for: ranking # and more",
    "Übersetzung, 検索 and “quotes”",
    "First line.\nSecond line: with a colon.",
    "- not a list",
)


def random_organisation(seed: int, size: int, aliases: bool = True) -> dict[str, str]:
    """Manifests by path, as text; without `aliases` there are no anchors, aliases and merge keys."""
    rng = random.Random(f"style {seed} {size}")
    return {path: yaml_writer.write(data, rng, aliases) for path, data in random_data(seed, size).items()}


def random_data(seed: int, size: int) -> dict[str, dict[str, Any]]:
    """Manifests by path, as data; `size` is about the number of declarations, teams apart."""
    files = _Maker(random.Random(seed), size).files()
    _Details(random.Random(f"details {seed} {size}"), files).add()
    return files


class _Maker:
    """One organisation in the making."""

    def __init__(self, rng: random.Random, size: int) -> None:
        self.rng = rng
        self.mess = rng.choice((0.0, 0.03, 0.1, 0.25))
        self.density = rng.choice((0.1, 0.25, 0.5))
        self.backward = rng.choice((0.0, 0.0, 0.1, 0.5))
        self.dangling = rng.choice((0.0, 0.03, 0.2))
        self.repeating = rng.choice((0.0, 0.05, 0.2))
        self.richness = rng.choice((0.15, 0.4, 0.8))
        self.open = rng.choice((0.3, 0.7, 0.9))
        self.diligence = rng.choice((0.2, 0.6, 0.9, 1.0))
        self.paths = list(FILES[: rng.randint(1, min(len(FILES), 2 + size // 4))])
        self.teamless = self.chance(0.15)
        self.teams = rng.sample(TEAMS, rng.randint(2, min(len(TEAMS), 3 + size // 3)))
        self.addresses = {team: self.team_addresses(team) for team in self.teams}
        self.plan = self.things(size)

    # Dice.

    def chance(self, probability: float) -> bool:
        """True that often."""
        return self.rng.random() < probability

    def rich(self) -> bool:
        """Whether an optional key is stated, as the organisation's temper has it."""
        return self.chance(self.richness)

    def some(self, pool: tuple[str, ...] | list[str], share: float) -> list[str]:
        """Each of the pool that often, in any order."""
        chosen = [item for item in pool if self.chance(share)]
        self.rng.shuffle(chosen)
        return chosen

    def day(self) -> str:
        """A day in the past, today, or a day in the future."""
        return self.rng.choice(self.rng.choice((PAST, FUTURE)))

    # The plan: what there is, and where.

    def things(self, size: int) -> list[tuple[str, str, str]]:
        """Kind, name and path of everything to be declared; the later use the earlier."""
        kinds = self.rng.choices(list(KINDS), weights=(4, 4, 1, 2, 2), k=size)
        names = [f"{self.rng.choice(WORDS)}-{number // 2}" for number in range(size)]
        plan: list[tuple[str, str, str]] = []
        for kind, name in zip(kinds, names, strict=True):
            if not any(thing[:2] == (kind, name) for thing in plan):
                plan.append((kind, name, self.rng.choice(self.paths)))
        for kind, name, _ in list(plan):
            while self.chance(self.repeating):
                free = [path for path in self.paths if (kind, name, path) not in plan]
                if not free:
                    break
                plan.append((kind, name, self.rng.choice(free)))
        return plan

    def files(self) -> dict[str, dict[str, Any]]:
        """All manifests."""
        found = {path: self.head() for path in self.paths}
        if not self.teamless:
            self.declare_teams(found)
        for rank, (kind, name, path) in enumerate(self.plan):
            found[path].setdefault(KINDS[kind], {})[name] = self.body(kind, name, rank)
        for data in found.values():
            self.add_free_keys(data)
        return found

    def head(self) -> dict[str, Any]:
        """The top of a manifest."""
        data: dict[str, Any] = {"version": 1}
        if self.chance(0.6 if self.mess else 1.0):
            data["owner"] = self.owner()
        if self.chance(0.25):
            data["organization"] = {"name": "Acme", "structure": "hub-and-spoke", "stage": "growth"}
        if self.chance(0.1):
            data[self.rng.choice(list(KINDS.values()))] = {}
        return data

    def add_free_keys(self, data: dict[str, Any]) -> None:
        """Free keys, and defaults taken from a declaration for merge keys to refer to."""
        bodies = [body for section in KINDS.values() for body in data.get(section, {}).values() if body]
        if bodies and self.chance(0.6):
            source = self.rng.choice(bodies)
            keys = [key for key in self.some(list(source), 0.5) if key != "identifiers"]
            if keys:
                data["x-defaults"] = {key: source[key] for key in keys}
        if self.chance(0.05):
            data["x-note"] = "free"

    # Teams.

    def team_addresses(self, team: str) -> list[str]:
        """The handles and the email address of one team, of no use to any other."""
        pool = [f"@acme/{team}", f"@Acme-Labs/{team}", f"@{team.replace('.', '-')}-bot", f"{team}@acme.test"]
        return self.some(pool, 0.6)

    def declare_teams(self, files: dict[str, dict[str, Any]]) -> None:
        """Declare each team in one manifest, now and then in a second one too."""
        for team in self.teams:
            first, *others = self.rng.sample(self.paths, len(self.paths))
            files[first].setdefault("teams", {})[team] = self.team(team)
            for path in others[:1]:
                if self.chance(self.repeating):
                    files[path].setdefault("teams", {})[team] = self.team(team)

    def team(self, name: str) -> dict[str, Any]:
        """The declaration of a team. A second one carries the same addresses as the first."""
        body: dict[str, Any] = {"kind": self.rng.choice(TEAM_KINDS)}
        if self.chance(0.3):
            body["status"] = self.rng.choice(("active", "disbanded", "disbanded"))
        if self.rich():
            body["description"] = self.rng.choice(DESCRIPTIONS)
        if self.rich():
            body["staffing"] = {role: self.rng.randint(0, 4) for role in self.some(ROLES, 0.4)}
        body.update(self.address_book(self.addresses[name]))
        return body

    def address_book(self, addresses: list[str]) -> dict[str, Any]:
        """Handles spread over the forges, and the contact."""
        book: dict[str, Any] = {}
        handles = [address for address in addresses if address.startswith("@")]
        emails = [address for address in addresses if not address.startswith("@")]
        if len(handles) == 1:
            book["handles"] = {"github": handles[0]}
        elif handles:
            book["handles"] = {"gitlab": handles[:2], "bitbucket": handles[-1]}
        if emails:
            book["contact"] = {"slack": "#help", "email": emails[0]}
        return book

    # References to teams.

    def spelled(self, team: str) -> str:
        """A team as a reference: by name, a name with blanks, a handle in any case, or an email."""
        addresses = [] if self.teamless else self.addresses[team]
        if addresses and self.chance(0.25):
            address = self.rng.choice(addresses)
            return address.upper() if address.startswith("@") and self.chance(0.3) else address
        return f" {team} " if self.chance(0.04) else team

    def stranger(self) -> str:
        """A word that means no declared team."""
        pools: list[tuple[str, ...]] = [PERSONS, OUTSIDE_TEAMS]
        pools += [BARE_TITLES] if self.teamless else [UNKNOWN_TEAMS, UNKNOWN_TEAMS]
        return self.rng.choice(self.rng.choice(pools))

    def owner(self) -> str | None:
        """The value of an `owner`."""
        if self.chance(self.mess):
            return self.rng.choice(PLACEHOLDERS)
        if self.chance(self.mess):
            return self.stranger()
        return self.spelled(self.rng.choice(self.teams))

    def party(self) -> str:
        """A team reference in a place where a placeholder has no meaning."""
        return self.stranger() if self.chance(self.mess) else self.spelled(self.rng.choice(self.teams))

    def parties(self, share: float, loose: bool = True) -> list[str]:
        """A list of team references, each party at most once; `loose` ones vary the case of handles."""
        found = [self.spelled(team) for team in self.some(self.teams, share)]
        strangers = self.some(PERSONS + OUTSIDE_TEAMS, max(share, 0.3) * min(1.0, 2 * self.mess))
        found += [word.upper() if loose and word.startswith("@") and self.chance(0.3) else word for word in strangers]
        if self.chance(self.mess):
            found.append(self.rng.choice(BARE_TITLES if self.teamless else UNKNOWN_TEAMS))
        self.rng.shuffle(found)
        return found

    # References to things.

    def references(self, section: str, name: str, rank: int, most: int = 3) -> list[str]:
        """Names of things of one kind, as a list of references."""
        kind = next(kind for kind, plural in KINDS.items() if plural == section)
        found: list[str] = []
        for _ in range(most):
            if not self.chance(self.density):
                continue
            if self.chance(self.dangling):
                # It may be an identifier of a model.
                found.append(self.rng.choice(("id-1" if kind == "model" else "vanished-1", "vanished.2", "vanished_3")))
                continue
            before = self.plan if self.chance(self.backward) else self.plan[:rank]
            names = [other for other_kind, other, _ in before if other_kind == kind]
            names += [name] if self.chance(self.backward / 5) else []
            found += [self.rng.choice(names)] if names else []
        return list(dict.fromkeys(found))

    def add_references(self, body: dict[str, Any], key: str, section: str, name: str, rank: int) -> None:
        """Put a list of references under a key, if it is not empty or the dice say so."""
        found = self.references(section, name, rank)
        if found or self.chance(0.05):
            body[key] = found

    def uses(self, kind: str, name: str, rank: int) -> dict[str, Any]:
        """The `uses` of a thing, with exactly the keys that its kind has."""
        uses: dict[str, Any] = {}
        for section in USES[kind]:
            self.add_references(uses, section, section, name, rank)
        return uses

    # Declarations.

    def body(self, kind: str, name: str, rank: int) -> dict[str, Any]:
        """The declaration of one thing."""
        body: dict[str, Any] = {}
        if self.chance(0.75):
            body["owner"] = self.owner()
        if self.rich() and self.chance(0.4):
            body["description"] = self.rng.choice(DESCRIPTIONS)
        if self.rich() and self.chance(0.5):
            body["co_owners"] = self.parties(0.2)
        uses = self.uses(kind, name, rank)
        if uses or self.chance(0.1):
            body["uses"] = uses
        getattr(self, kind)(body, name, rank)
        if self.chance(0.03):
            body["x-note"] = {"any": ["thing", 7, True]}
        return body

    def operations(self) -> dict[str, Any]:
        """An `operations` block."""
        block: dict[str, Any] = {"owner": self.owner()} if self.chance(0.6) else {}
        if self.chance(0.5):
            block.update({"oncall": "https://oncall.acme.test/x", "rollback": "docs/rollback.md"})
        return block

    def feature(self, body: dict[str, Any], name: str, rank: int) -> None:
        """What a feature states beside what everything states."""
        if self.chance(0.6):
            body["status"] = self.rng.choice(FEATURE_STATUS + ("production",) * 3)
        if self.rich():
            body["evaluation"] = self.evaluation(name, rank)
        if self.rich() and self.chance(0.3):
            body["paths"] = ["src/x/", "//prompts/*.md"]
            body["product_manager"] = "@maya"
            body["metric"] = {"name": "search conversion", "target": "+2% over baseline"}
        if self.rich() and self.chance(0.3):
            body["domains"] = ["legal"]
            body["domain_reviewers"] = self.parties(0.2)
        if self.rich() and self.chance(0.3):
            body["integration"] = {"owner": self.owner(), "external": self.chance(0.5)}

    def evaluation(self, name: str, rank: int) -> dict[str, Any]:
        """An `evaluation` block."""
        block: dict[str, Any] = {"criteria": ["nDCG@10 >= 0.62 on the golden set"], "suite": "evals/x/"}
        framework = self.references("platforms", name, rank, most=1)
        if framework:
            block["framework"] = framework[0]
        self.add_references(block, "judges", "models", name, rank)
        if self.chance(0.3):
            block["signals_to"] = self.parties(0.2)
        return block

    def model(self, body: dict[str, Any], name: str, rank: int) -> None:
        """What a model states beside what everything states."""
        if self.chance(0.5):
            body["status"] = self.rng.choice(MODEL_STATUS + ("production",) * 3)
        if not self.chance(self.open):
            body["access"] = self.rng.choice(("private", "company", self.parties(0.3) or ["search"]))
        for key, section in (("derived_from", "models"), ("trained_on", "pipelines"), ("feedback", "pipelines")):
            if self.chance(0.4):
                self.add_references(body, key, section, name, rank)
        self.review(body)
        self.provenance(body)
        if self.chance(0.15):
            body["retire_on"] = self.day()
        if self.chance(0.15) and (replacement := self.references("models", name, rank, most=1)):
            body["replaced_by"] = replacement[0]
        if self.rich() and self.chance(0.3):
            body["operations"] = self.operations()

    def review(self, body: dict[str, Any]) -> None:
        """Who reviews a model, who has waived, and who uses it elsewhere."""
        if self.chance(0.1):
            body["reviewers"] = "downstream"
        elif self.chance(0.6):
            body["reviewers"] = [self.reviewer(word) for word in self.parties(self.diligence)]
            if self.chance(self.mess / 4):
                body["reviewers"].append(self.rng.choice(("tbd", "NONE")))
        if self.rich() and self.chance(0.5):
            body["waivers"] = [self.waiver(word) for word in self.parties(0.3)]
        if self.rich() and self.chance(0.4):
            words = self.parties(0.25, loose=False)
            body["used_elsewhere"] = [{"team": word, "repository": "acme/mobile"} for word in words]
        if self.chance(0.2):
            body["review_scope"] = self.rng.choice(("transitive", "direct", "direct"))

    def reviewer(self, word: str) -> Any:
        """A reviewer, as a word or as a mapping."""
        if self.chance(0.7):
            return word
        return {"team": word, "reason": "regulated scoring"} if self.chance(0.6) else {"team": word}

    def waiver(self, word: str) -> dict[str, Any]:
        """A waiver that holds for ever, holds, or has lapsed."""
        waiver = {"team": word, "reason": "pins a version"}
        return {**waiver, "until": self.day()} if self.chance(0.7) else waiver

    def provenance(self, body: dict[str, Any]) -> None:
        """Where a model comes from, and under which names."""
        if self.rich():
            body["kind"] = self.rng.choice(MODEL_KINDS)
        if self.rich():
            body["trained_by"] = "external" if self.chance(0.4) else self.party()
        if body.get("trained_by") == "external" and self.chance(0.6):
            body.update({"provider": "openai", "hosting": self.rng.choice(("vendor", "self"))})
        if self.rich() and self.chance(0.2):
            body["handover"] = {"from": self.party(), "to": self.party(), "on": self.day()}
        if self.rich():
            body["artifacts"] = ["models/x/", "s3://acme-models/x/3"]
        if self.rich():
            pool = [f"id-{number}" for number in range(4 + 2 * len(self.plan))]
            body["identifiers"] = self.rng.sample(pool, self.rng.randint(0, 3))

    def platform(self, body: dict[str, Any], name: str, rank: int) -> None:
        """What a platform states beside what everything states."""
        if self.rich():
            body["provides"] = self.some(CAPABILITIES, 0.3)
        if self.rich():
            # The gateway names what comes later as well: it is no edge.
            self.add_references(body, "serves", "models", name, len(self.plan))
        if self.rich() and self.chance(0.3):
            body["operations"] = self.operations()

    def pipeline(self, body: dict[str, Any], name: str, rank: int) -> None:
        """What a pipeline states beside what everything states."""
        self.add_references(body, "consumes", "pipelines", name, rank)
        if self.rich():
            body["feeds"] = {}
            for section in ("models", "features", "assets"):
                self.add_references(body["feeds"], section, section, name, len(self.plan))
        if self.rich() and self.chance(0.3):
            body["operations"] = self.operations()

    def asset(self, body: dict[str, Any], name: str, rank: int) -> None:
        """What an asset states beside what everything states."""
        body["kind"] = self.rng.choice(ASSET_KINDS)
        self.add_references(body, "built_by", "pipelines", name, rank)
        if self.rich():
            body["paths"] = ["indexes/x/"]
            body["review_by"] = self.day()


class _Details:
    """Adds to finished manifests what the rules beside the promise look at.

    It throws dice of its own, so that what was there before is the same with it and without.
    """

    def __init__(self, rng: random.Random, files: dict[str, dict[str, Any]]) -> None:
        self.rng = rng
        self.files = files
        self.care = rng.choice((0.2, 0.5, 0.9))
        self.structured = self.chance(0.6)
        self.specialised = self.chance(0.5)
        self.titled = 0.15 if self.chance(0.15) else 0.0
        self.young = self.chance(0.15)

    def chance(self, probability: float) -> bool:
        """True that often."""
        return self.rng.random() < probability

    def careful(self) -> bool:
        """Whether something is stated, as the organisation's temper has it."""
        return self.chance(self.care)

    def add(self) -> None:
        """Add to everything."""
        self.hubs()
        for data in self.files.values():
            self.organization(data)
            for body in data.get("teams", {}).values():
                self.team(body)
            for kind, section in KINDS.items():
                for name, body in data.get(section, {}).items():
                    if self.chance(self.titled):
                        body["owner"] = self.rng.choice(TITLES)
                    getattr(self, kind)(body, name, body.get("owner", data.get("owner")))

    def hubs(self) -> None:
        """Some more platforms, which features use now and then."""
        teams = sorted({team for data in self.files.values() for team in data.get("teams", {})})
        features = [body for data in self.files.values() for body in data.get("features", {}).values()]
        for number in range(self.rng.choice((0, 0, 1, 3)) if teams else 0):
            data = self.files[self.rng.choice(list(self.files))]
            data.setdefault("platforms", {})[f"hub-{number}"] = {"owner": self.rng.choice(teams)}
            for feature in features:
                if self.chance(0.15) and "uses" not in feature:
                    feature["uses"] = {"platforms": [f"hub-{number}"]}

    def organization(self, data: dict[str, Any]) -> None:
        """What a company says of itself."""
        if "organization" in data or (
            self.structured and not any("organization" in one for one in self.files.values())
        ):
            whole: dict[str, Any] = {"name": "Acme"}
            if self.chance(0.8):
                whole["structure"] = self.rng.choice(STRUCTURES)
            if self.chance(0.8):
                whole["stage"] = self.rng.choice(STAGES)
            data["organization"] = whole

    def team(self, body: dict[str, Any]) -> None:
        """Who is in a team, and whom to call."""
        if self.chance(0.3):
            body.setdefault("contact", {})["oncall"] = "https://oncall.acme.test/team"
        if self.chance(0.3):
            staffing = body.setdefault("staffing", {})
            staffing[self.rng.choice(MORE_ROLES)] = self.rng.choice((0, 1, 2, 3, 4, 7))
            staffing[self.rng.choice(MORE_ROLES)] = self.rng.choice((0, 1, 2))
            if self.specialised:
                staffing[self.rng.choice(RARE_ROLES)] = self.rng.choice((0, 1, 2))

    def feature(self, body: dict[str, Any], name: str, owner: str | None) -> None:
        """What a feature is measured by, and who answers for it."""
        if self.young and body.get("status") in (None, "production"):
            body["status"] = "pilot"
        elif "status" not in body and self.chance(0.3):
            body["status"] = self.rng.choice(("production", "pilot"))
        if self.careful():
            body["metric"] = {"name": "tickets solved without a person", "source": "https://dash.acme.test/solved"}
        if self.chance(0.3):
            body["product_manager"] = self.rng.choice(("@maya", "lena@people.test"))
        self.evaluation(body, owner)
        if self.chance(0.2):
            body.setdefault("domains", self.rng.choice((["legal"], ["finance", "hr"], [])))
        if self.chance(0.15):
            body.setdefault("domain_reviewers", ["@acme/legal-review"])
        if self.chance(0.15):
            body.setdefault("integration", {"external": True})

    def evaluation(self, body: dict[str, Any], owner: str | None) -> None:
        """How a feature's quality is judged."""
        if self.careful():
            body.setdefault("evaluation", {"criteria": ["answers are right in 95 of 100 cases"]})
        block = body.get("evaluation")
        if block is None:
            return
        if self.chance(0.2):
            block.pop("criteria", None)
        elif self.chance(0.1):
            block["criteria"] = []
        if "framework" not in block and self.chance(0.5) and (name := self.known("platforms")):
            block["framework"] = name
        means_nobody = not owner or owner.strip().lower() in {str(word).strip().lower() for word in PLACEHOLDERS}
        if "signals_to" in block and not means_nobody and owner not in block["signals_to"] and self.chance(0.7):
            block["signals_to"] = [*block["signals_to"], owner]

    def known(self, section: str) -> str | None:
        """The name of something that is declared."""
        names = sorted({name for data in self.files.values() for name in data.get(section, {})})
        return self.rng.choice(names) if names else None

    def model(self, body: dict[str, Any], name: str, owner: str | None) -> None:
        """Where a model comes from, and who runs it."""
        if "status" not in body and self.chance(0.4):
            body["status"] = "production"
        if self.young:
            body["trained_by"] = "external"
        elif "trained_by" not in body and owner and self.chance(0.4):
            body["trained_by"] = owner
        if self.chance(0.2):
            body.setdefault("provider", self.rng.choice(("openai", "anthropic")))
        if self.chance(0.1):
            body.setdefault("hosting", self.rng.choice(("vendor", "self")))
        if owner and body.get("trained_by") not in (None, "external", owner) and self.chance(0.2):
            body["handover"] = {"to": owner, "on": self.rng.choice(PAST)}
        if self.chance(0.3):
            block = body.setdefault("operations", {})
            block[self.rng.choice(("monitoring", "oncall"))] = "https://dash.acme.test/model"

    def platform(self, body: dict[str, Any], name: str, owner: str | None) -> None:
        """What a platform provides."""
        if self.chance(0.5):
            provides = body.get("provides", [])
            more = self.rng.sample(MORE_CAPABILITIES, self.rng.choice((1, 1, 2)))
            body["provides"] = list(dict.fromkeys([*provides, *more]))
        if self.chance(0.2) and (served := self.known("models")):
            body["serves"] = self.rng.choice(([], [served], [served]))

    def pipeline(self, body: dict[str, Any], name: str, owner: str | None) -> None:
        """Whom a pipeline's owner knows to depend on it: most of those who do."""
        if not self.chance(0.4):
            return
        feeds = body.setdefault("feeds", {})
        for section, keys in (("models", ("trained_on", "feedback")), ("features", ()), ("assets", ("built_by",))):
            users = [
                user
                for data in self.files.values()
                for user, what in data.get(section, {}).items()
                if name in what.get("uses", {}).get("pipelines", []) or any(name in what.get(key, []) for key in keys)
            ]
            if named := [user for user in dict.fromkeys(users) if self.chance(0.7)]:
                feeds[section] = list(dict.fromkeys([*feeds.get(section, []), *named]))

    def asset(self, body: dict[str, Any], name: str, owner: str | None) -> None:
        """What an asset is, and when somebody looks at it again."""
        if self.chance(0.3):
            body["kind"] = self.rng.choice(("prompt", "agent"))
        if self.chance(0.2):
            body.setdefault("review_by", self.rng.choice(self.rng.choice((PAST, FUTURE))))
