"""What the manifest's specification says about a set of manifests, worked out the plainest way.

Nothing here is shared with the product and nothing is clever: reachability is a naive search that
starts afresh for each model. Each function quotes, in a comment, the sentence that it implements.
The input must be valid as far as the format goes; nothing is validated here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

Finding = tuple[str, str | None, str | None, str]
"""Rule, subject, about, path."""

KINDS = {"features": "feature", "models": "model", "platforms": "platform", "pipelines": "pipeline", "assets": "asset"}

# "`none`, `tbd`, `todo`, `unknown`, `unassigned`, `n/a`, the empty string and null are no owner, in any
# case and trimmed"
PLACEHOLDERS = {
    "none", "nobody", "anyone", "everyone", "all", "tbd", "tbc", "todo", "unknown", "unassigned", "n/a", "",
}  # fmt: skip

RULES = (
    "missing-downstream-reviewer",
    "unowned-shared-model",
    "unowned",
    "unapproved-model-use",
    "unknown-team",
    "unknown-reference",
    "duplicate-declaration",
    "duplicate-identifier",
    "retired-dependency",
)


# Reading.


class Text(str):
    """A scalar with its place in the file: line and column, counted from 0."""

    place: tuple[int, int]


def read(text: str) -> dict[str, Any]:
    """The data of one manifest; every scalar but null stays a text, dates included."""
    data = plain(YAML(typ="safe", pure=True).compose(text))
    return data if isinstance(data, dict) else {}


def plain(node: Node | None) -> Any:
    """The data of one YAML node."""
    if node is None or str(node.tag).endswith(":null"):
        return None
    if isinstance(node, MappingNode):
        return plain_mapping(node)
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.value]
    # "a finding in an aliased node points at the anchor's text": an alias is its anchor's node.
    text = Text(node.value)
    text.place = (node.start_mark.line, node.start_mark.column)
    return text


def plain_mapping(node: MappingNode) -> dict[str, Any]:
    """The data of a mapping, merge keys resolved: what is stated here beats what is merged in."""
    # "Anchors and aliases work [...]; merge keys (`<<`) work"
    merged: dict[str, Any] = {}
    stated: dict[str, Any] = {}
    for key, value in node.value:
        if str(key.tag).endswith(":merge"):
            sources = value.value if isinstance(value, SequenceNode) else [value]
            for source in reversed(sources):
                merged.update(plain_mapping(source))
        else:
            assert key.value not in stated, f"duplicate key {key.value}"
            stated[plain(key)] = plain(value)
    return {**merged, **stated}


@dataclass(eq=False)
class Thing:
    """One declaration of a feature, model, platform, pipeline or asset."""

    path: str
    kind: str
    name: str
    body: dict[str, Any]
    file: dict[str, Any]

    @property
    def label(self) -> str:
        """`kind:name`."""
        return f"{self.kind}:{self.name}"


@dataclass(eq=False)
class Reference:
    """One place at which a declaration names a thing."""

    user: Thing
    key: str
    kind: str
    name: str
    is_edge: bool

    @property
    def label(self) -> str:
        """`kind:name` of what is named."""
        return f"{self.kind}:{self.name}"


@dataclass(eq=False)
class Organisation:
    """All manifests together."""

    files: dict[str, dict[str, Any]]
    today: str
    things: list[Thing] = field(default_factory=list)
    teams: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


def organisation(manifests: dict[str, str], today: date) -> Organisation:
    """Read everything; files by path, what is in them in the order of the text."""
    org = Organisation({path: read(manifests[path]) for path in sorted(manifests)}, today.isoformat())
    for path, data in org.files.items():
        for section, kind in KINDS.items():
            for name, body in (data.get(section) or {}).items():
                org.things.append(Thing(path, kind, name, body or {}, data))
        for name, body in (data.get("teams") or {}).items():
            org.teams.append((path, name, body or {}))
    for thing in org.things:
        org.references += references_of(thing)
    return org


# References and edges.


def references_of(thing: Thing) -> Iterator[Reference]:
    """Every place at which this declaration names another thing."""
    yield from edge_references_of(thing)
    # "`platform.serves` is no edge"
    for name in thing.body.get("serves") or []:
        yield Reference(thing, "serves", "model", name, is_edge=False)
    # "`pipeline.feeds` is no edge either"
    for section, names in (thing.body.get("feeds") or {}).items():
        for name in names:
            yield Reference(thing, f"feeds.{section}", KINDS[section], name, is_edge=False)
    if thing.body.get("replaced_by") is not None:
        yield Reference(thing, "replaced_by", "model", thing.body["replaced_by"], is_edge=False)


def edge_references_of(thing: Thing) -> Iterator[Reference]:
    """The references that are edges: what is named can change this thing."""
    # "`uses` of a feature, model, platform, pipeline or asset: models, platforms, pipelines, assets,
    # features | each -> the user"
    for section, names in (thing.body.get("uses") or {}).items():
        for name in names:
            yield Reference(thing, f"uses.{section}", KINDS[section], name, is_edge=True)
    # "feature F `evaluation.framework: P`, `evaluation.judges: [M]` | P -> F, M -> F"
    evaluation = thing.body.get("evaluation") or {}
    if evaluation.get("framework") is not None:
        yield Reference(thing, "evaluation.framework", "platform", evaluation["framework"], is_edge=True)
    for name in evaluation.get("judges") or []:
        yield Reference(thing, "evaluation.judges", "model", name, is_edge=True)
    # "model M `derived_from: [B]` | B -> M", "model M `trained_on: [D]`, `feedback: [D]` | D -> M",
    # "pipeline D `consumes: [E]` | E -> D", "asset A `built_by: [D]` | D -> A"
    for key in ("derived_from", "trained_on", "feedback", "consumes", "built_by"):
        for name in thing.body.get(key) or []:
            yield Reference(thing, key, "model" if key == "derived_from" else "pipeline", name, is_edge=True)


def declarations(org: Organisation, kind: str, name: str) -> list[Thing]:
    """Every declaration of a name, the first by path, then line, before the others."""
    return [thing for thing in org.things if thing.kind == kind and thing.name == name]


def resolve(org: Organisation, kind: str, name: str) -> list[Thing]:
    """The declarations that a reference means."""
    # "A reference to a name with several declarations is an edge from each of them."
    found = declarations(org, kind, name)
    # "A reference that is an identifier of a model, and not a name, resolves to that model."
    if not found and kind == "model":
        found = [thing for thing in org.things if thing.kind == "model" and name in identifiers(thing)]
    return found


def identifiers(model: Thing) -> list[str]:
    """The identifiers of a model."""
    return model.body.get("identifiers") or []


def is_first(org: Organisation, thing: Thing) -> bool:
    """Whether a declaration is the one of its name that is shown."""
    # "For display, the first by path, then line, comes first."
    return declarations(org, thing.kind, thing.name)[0] is thing


# Teams and owners.


def team_status(org: Organisation, name: str) -> str | None:
    """`active` or `disbanded`, or None where nobody declares the team."""
    for _, declared, body in org.teams:
        if declared == name:
            return body.get("status") or "active"
    return None


def addresses_of(team: dict[str, Any]) -> list[str]:
    """The handles and the email address that a team carries."""
    found: list[str] = []
    for handles in (team.get("handles") or {}).values():
        found += [handles] if isinstance(handles, str) else handles
    email = (team.get("contact") or {}).get("email")
    return found + ([email] if email else [])


def carrier(org: Organisation, address: str) -> str | None:
    """The declared team that carries a handle or an email address."""
    # "it is the declared team that carries it"
    for _, name, body in org.teams:
        if any(own.strip().casefold() == address.casefold() for own in addresses_of(body)):
            return name
    return None


def party(org: Organisation, word: str | None) -> str:
    """Who a team reference means: `team NAME`, `self ADDRESS`, `nobody` or `unknown`."""
    text = (word or "").strip()
    if text.lower() in PLACEHOLDERS:
        return "nobody"
    if "@" in text:
        name = carrier(org, text)
        if name is None:
            # "or else stands for itself, `@org/team` as a team and anything else as one person"
            return f"self {text.casefold()}"
        text = name
    # "Where no manifest declares any team, bare names are taken as they are."
    elif not org.teams:
        return f"team {text}"
    status = team_status(org, text)
    if status is None:
        return "unknown"
    # "An owner that is a placeholder, disbanded or unknown is nobody."
    return "nobody" if status == "disbanded" else f"team {text}"


def is_party(who: str) -> bool:
    """Whether this is a team or a person, not nobody and not unknown."""
    return who not in ("nobody", "unknown")


def spelling(org: Organisation, word: str) -> str:
    """`team:NAME` for a reference: the declared team's name, else as it is written."""
    name = carrier(org, word.strip()) if "@" in word else None
    return f"team:{name or word.strip()}"


def owner_word(thing: Thing) -> str | None:
    """The text that says who owns a thing."""
    # "Left out, it is the file's `owner` (not that of a directory above)."
    # "stated on a declaration they beat the file's `owner`"
    word: str | None = thing.body["owner"] if "owner" in thing.body else thing.file.get("owner")
    return word


def owner(org: Organisation, thing: Thing) -> str:
    """Who owns a thing."""
    return party(org, owner_word(thing))


def parties(org: Organisation, words: list[str]) -> set[str]:
    """Who a list of team references means; those that mean nobody are left out."""
    return {who for who in (party(org, word) for word in words) if is_party(who)}


# Access.


def allowed(org: Organisation, model: Thing) -> set[str]:
    """Who may use a model whose access is private or a list."""
    # "`access: private` means that its owner and co-owners alone may use it, a list that these and
    # the listed teams may."
    access = model.body.get("access")
    listed = access if isinstance(access, list) else []
    return {owner(org, model)} | parties(org, model.body.get("co_owners") or []) | parties(org, listed)


def unapproved(org: Organisation, reference: Reference, model: Thing) -> bool:
    """Whether the access of a model does not allow this use of it."""
    if model.kind != "model" or not reference.is_edge:
        return False
    access = model.body.get("access")
    if access != "private" and not isinstance(access, list):
        return False
    # "A use (an edge out of the model) by something whose owner is another team is *unapproved*,
    # whatever the user's status". "A user without an owner is no team: its use is allowed and followed."
    user = owner(org, reference.user)
    return is_party(user) and user not in allowed(org, model)


# Downstream.


@dataclass(eq=False)
class Edge:
    """A reference with one of the declarations that it means."""

    source: Thing
    user: Thing
    reference: Reference


@dataclass(eq=False)
class Graph:
    """The organisation with the edges that are followed, worked out once."""

    org: Organisation
    edges: list[Edge]


def graph(org: Organisation) -> Graph:
    """Take every edge that is followed."""
    # "an error at that use, and that edge is not followed"
    edges = [
        Edge(source, ref.user, ref)
        for ref in org.references
        if ref.is_edge
        for source in resolve(org, ref.kind, ref.name)
        if not unapproved(org, ref, source)
    ]
    return Graph(org, edges)


def one_edge_away(web: Graph, start: Thing) -> list[Thing]:
    """What one edge leads to from a declaration."""
    return [edge.user for edge in web.edges if edge.source is start]


def reachable(web: Graph, first: list[Thing]) -> list[Thing]:
    """These things and everything that edges lead to from them."""
    found: list[Thing] = []
    waiting = list(first)
    while waiting:
        thing = waiting.pop()
        if thing in found:
            continue
        found.append(thing)
        waiting += one_edge_away(web, thing)
    return found


def downstream(web: Graph, model: Thing) -> list[Thing]:
    """Everything downstream of a declaration of a model."""
    # "`review_scope: direct` on a model limits what is downstream of that model to what is one edge
    # away; it says nothing of the models before it."
    direct = model.body.get("review_scope") == "direct"
    near = one_edge_away(web, model)
    found = near if direct else reachable(web, near)
    # "*Downstream of X* is everything reachable from X, X itself apart."
    return [thing for thing in found if thing is not model]


def users_of_undeclared(web: Graph, kind: str, name: str) -> list[Thing]:
    """What is built on something that no manifest declares."""
    return reachable(
        web, [ref.user for ref in web.org.references if ref.is_edge and (ref.kind, ref.name) == (kind, name)]
    )


def status(thing: Thing) -> str:
    """The status of a thing."""
    # "`status` left out is `production`, for features and models. Platforms, pipelines and assets are in
    # production."
    return thing.body.get("status") or "production" if thing.kind in ("feature", "model") else "production"


def counts(thing: Thing) -> bool:
    """Whether the owner of a thing that is downstream is a downstream owner."""
    # "but not of features of `status` idea, experiment or retired, nor of retired models (what lies
    # beyond these still counts)"
    if thing.kind == "feature":
        return status(thing) not in ("idea", "experiment", "retired")
    return not (thing.kind == "model" and status(thing) == "retired")


def downstream_owners(web: Graph, model: Thing) -> dict[str, str]:
    """Each downstream owner of a declared model, with how to spell it."""
    # "the owners of whatever is downstream of X [...] and the teams of its `used_elsewhere`"
    # "Co-owners do not count."
    words = [owner_word(thing) for thing in downstream(web, model) if counts(thing)]
    words += [entry["team"] for entry in model.body.get("used_elsewhere") or []]
    return {party(web.org, word): spelling(web.org, word) for word in words if word and is_party(party(web.org, word))}


def owners_of_features(org: Organisation, things: list[Thing]) -> set[str]:
    """The owners of those of the things that are features and count."""
    return {
        owner(org, thing)
        for thing in things
        if thing.kind == "feature" and counts(thing) and is_party(owner(org, thing))
    }


# Shared, and the promise.


def shared(web: Graph, model: Thing) -> bool:
    """Whether a declared model whose owner is not unknown is shared."""
    access = model.body.get("access")
    # "it states `access` as `company` or as a list"
    if access == "company" or isinstance(access, list):
        return True
    own = owner(web.org, model)
    # "it has an owner, and some downstream owner is another team"
    if is_party(own):
        return any(who != own for who in downstream_owners(web, model))
    # "it has no owner, or is declared nowhere, and its downstream features that count have owners in
    # two or more teams"
    return len(owners_of_features(web.org, downstream(web, model))) >= 2


def judged(web: Graph) -> list[Thing]:
    """The declared models whose sharing is judged."""
    # "whether that model is shared and who is missing is then not judged"
    # "The promise is not asked of retired models"
    return [
        thing
        for thing in web.org.things
        if thing.kind == "model" and status(thing) != "retired" and owner(web.org, thing) != "unknown"
    ]


def reviewers(org: Organisation, model: Thing) -> set[str]:
    """Who reviews a change of a model by its own list."""
    # "A model without `reviewers` has none."
    entries = model.body.get("reviewers") or []
    return parties(org, [entry["team"] if isinstance(entry, dict) else entry for entry in entries])


def waived(org: Organisation, model: Thing) -> set[str]:
    """Who has a waiver that holds today."""
    # "Dates are whole days, valid through that day, UTC."
    holding = [
        waiver for waiver in model.body.get("waivers") or [] if not waiver.get("until") or waiver["until"] >= org.today
    ]
    return parties(org, [waiver["team"] for waiver in holding])


def missing_downstream_reviewers(web: Graph) -> Iterator[Finding]:
    """`missing-downstream-reviewer`."""
    # "every downstream owner other than the model's owner and co-owners is among its reviewers, or has
    # waived". "It holds for a declared shared model without an owner too".
    for model in judged(web):
        # "`reviewers: downstream` says that the list is computed rather than kept by hand"
        if not shared(web, model) or model.body.get("reviewers") == "downstream":
            continue
        excused = {owner(web.org, model)} | parties(web.org, model.body.get("co_owners") or [])
        excused |= reviewers(web.org, model) | waived(web.org, model)
        for who, spelt in downstream_owners(web, model).items():
            if who not in excused:
                yield ("missing-downstream-reviewer", model.label, spelt, model.path)


def unowned_declared_models(web: Graph) -> Iterator[Finding]:
    """`unowned-shared-model` of models that are declared."""
    # "a shared model has no owner: none stated, a placeholder, a disbanded team"
    for model in judged(web):
        if owner(web.org, model) == "nobody" and shared(web, model):
            yield ("unowned-shared-model", model.label, None, model.path)


def unowned_undeclared_models(web: Graph) -> Iterator[Finding]:
    """`unowned-shared-model` of models that are declared nowhere."""
    # "or it is declared nowhere and downstream features that count have owners in two or more teams",
    # at "if undeclared, the first use"
    edges = [ref for ref in web.org.references if ref.is_edge and ref.kind == "model"]
    for name in sorted({ref.name for ref in edges}):
        if resolve(web.org, "model", name):
            continue
        if len(owners_of_features(web.org, users_of_undeclared(web, "model", name))) >= 2:
            first = min(ref.user.path for ref in edges if ref.name == name)
            yield ("unowned-shared-model", f"model:{name}", None, first)


def unowned(web: Graph) -> Iterator[Finding]:
    """`unowned`."""
    # "anything else has no owner, features of status idea or retired and retired models excepted"
    files: set[str] = set()
    for thing in web.org.things:
        if owner(web.org, thing) != "nobody":
            continue
        excepted = {"feature": ("idea", "retired"), "model": ("retired",)}.get(thing.kind, ())
        if status(thing) in excepted or (thing.kind == "model" and shared(web, thing)):
            continue
        # "a placeholder as the file's `owner` is one finding there"
        word = thing.file.get("owner")
        if "owner" not in thing.body and word is not None and word.strip().lower() in PLACEHOLDERS:
            files.add(thing.path)
        else:
            yield ("unowned", thing.label, None, thing.path)
    for path in sorted(files):
        yield ("unowned", None, None, path)


def unapproved_model_uses(org: Organisation) -> Iterator[Finding]:
    """`unapproved-model-use`."""
    # "a use that the model's `access` does not allow", at "the reference"
    for ref in org.references:
        refusing = [model for model in resolve(org, ref.kind, ref.name) if unapproved(org, ref, model)]
        # Agreed: a reference is one finding, about the first of several declarations.
        for model in refusing[:1]:
            yield ("unapproved-model-use", ref.user.label, model.label, ref.user.path)


# References that resolve to nothing.


def owner_positions(thing: Thing) -> list[str | None]:
    """The words of a declaration that stand where a placeholder is allowed."""
    body = thing.body
    blocks = [body, body.get("integration") or {}, body.get("operations") or {}]
    return [block.get("owner") for block in blocks]


def other_positions(thing: Thing) -> Iterator[str]:
    """The other words of a declaration that mean a team."""
    body = thing.body
    yield from body.get("co_owners") or []
    yield from body.get("domain_reviewers") or []
    yield from (body.get("evaluation") or {}).get("signals_to") or []
    for key in ("reviewers", "access"):
        entries = body.get(key)
        for entry in entries if isinstance(entries, list) else []:
            yield entry["team"] if isinstance(entry, dict) else entry
    for key in ("waivers", "used_elsewhere"):
        yield from (entry["team"] for entry in body.get(key) or [])
    handover = body.get("handover") or {}
    yield from (handover[key] for key in ("from", "to") if handover.get(key) is not None)
    # "trained_by: ml-core  # a team, or `external`"
    if body.get("trained_by") is not None and body["trained_by"].strip() != "external":
        yield body["trained_by"]


def names_no_team(org: Organisation, word: str | None, placeholders: bool) -> bool:
    """Whether a team reference names none of the declared teams."""
    # "some manifest declares teams, and an owner, reviewer or other team reference names none of them"
    text = (word or "").strip()
    if not org.teams or "@" in text or (placeholders and text.lower() in PLACEHOLDERS):
        return False
    return team_status(org, text) is None


def unknown_teams(org: Organisation) -> Iterator[Finding]:
    """`unknown-team`."""
    # "An unknown team as the file's `owner` is one finding, there"
    for path, data in org.files.items():
        if names_no_team(org, data.get("owner"), placeholders=True):
            yield ("unknown-team", None, f"team:{data['owner'].strip()}", path)
    for thing in org.things:
        words = [word for word in owner_positions(thing) if names_no_team(org, word, placeholders=True)]
        words += [word for word in other_positions(thing) if names_no_team(org, word, placeholders=False)]
        for word in words:
            yield ("unknown-team", thing.label, f"team:{(word or '').strip()}", thing.path)


def unknown_references(web: Graph) -> Iterator[Finding]:
    """`unknown-reference`."""
    # "a model, platform, pipeline, asset or feature reference resolves to nothing, and no
    # `unowned-shared-model` already says so"
    said = {subject for _, subject, _, _ in unowned_undeclared_models(web)}
    for ref in web.org.references:
        # "It is still `unknown-reference`": an identifier is not a name.
        if not declarations(web.org, ref.kind, ref.name) and ref.label not in said:
            yield ("unknown-reference", ref.user.label, ref.label, ref.user.path)


# Things said twice.


def duplicate_declarations(org: Organisation) -> Iterator[Finding]:
    """`duplicate-declaration`."""
    # "the same kind and name is declared twice", at "the later declaration"
    declared = [(thing.label, thing.path) for thing in org.things]
    declared += [(f"team:{name}", path) for path, name, _ in org.teams]
    # "organization: # at most one manifest"
    declared += [("organization", path) for path, data in org.files.items() if "organization" in data]
    for position, (label, path) in enumerate(declared):
        if label in [earlier for earlier, _ in declared[:position]]:
            yield ("duplicate-declaration", label, label, path)


def duplicate_identifiers(org: Organisation) -> Iterator[Finding]:
    """`duplicate-identifier`."""
    # "two models claim one identifier: one model under two names", at "the later"; a name is an identifier too.
    claims = [
        (thing.path, text.place, thing.name, str(text))
        for thing in org.things
        if thing.kind == "model"
        for text in (thing.name, *(thing.body.get("identifiers") or []))
    ]
    claims.sort()
    for position, (path, _, name, identifier) in enumerate(claims):
        earlier = [claim[2] for claim in claims[:position] if claim[3] == identifier]
        if earlier and earlier[0] != name:
            yield ("duplicate-identifier", f"model:{name}", f"model:{earlier[0]}", path)


# Retired things, and cycles.


def is_retired(org: Organisation, thing: Thing) -> bool:
    """Whether a thing is retired, or past the day on which it retires."""
    # "something in production uses something retired or past its `retire_on`"
    # "Dates are whole days, valid through that day, UTC."
    past = thing.kind == "model" and bool(thing.body.get("retire_on")) and thing.body["retire_on"] < org.today
    return status(thing) == "retired" or past


def retired_dependencies(org: Organisation) -> Iterator[Finding]:
    """`retired-dependency`."""
    for ref in org.references:
        targets = resolve(org, ref.kind, ref.name)
        # "warning if deprecated". Agreed: a reference is one finding, about the worst of several declarations.
        gone = [target for target in targets if is_retired(org, target)]
        gone += [target for target in targets if status(target) == "deprecated"]
        if ref.is_edge and gone and status(ref.user) == "production":
            yield ("retired-dependency", ref.user.label, gone[0].label, ref.user.path)


def cycles(manifests: dict[str, str], today: date) -> set[frozenset[str]]:
    """For `dependency-cycle`: every strongly connected component, as a set of `kind:name`."""
    # "edges form a cycle (`feedback` and platform to platform do not count): one finding a strongly
    # connected component"
    org = organisation(manifests, today)
    edges = [edge for edge in graph(org).edges if edge.reference.key != "feedback"]
    edges = [edge for edge in edges if not (edge.source.kind == "platform" and edge.user.kind == "platform")]
    web = Graph(org, edges)
    ahead = {thing: reachable(web, one_edge_away(web, thing)) for thing in org.things}
    found: set[frozenset[str]] = set()
    for thing in org.things:
        if thing in ahead[thing]:
            ring = [other for other in org.things if other in ahead[thing] and thing in ahead[other]]
            found.add(frozenset(other.label for other in ring))
    return found


# All of it.


def expected(manifests: dict[str, str], today: date) -> Counter[Finding]:
    """Every finding of `RULES` that these manifests must give, each with how often."""
    org = organisation(manifests, today)
    web = graph(org)
    found: Counter[Finding] = Counter()
    for findings in (
        missing_downstream_reviewers(web),
        unowned_declared_models(web),
        unowned_undeclared_models(web),
        unowned(web),
        unapproved_model_uses(org),
        unknown_teams(org),
        unknown_references(web),
        duplicate_declarations(org),
        duplicate_identifiers(org),
        retired_dependencies(org),
    ):
        found.update(findings)
    return found
