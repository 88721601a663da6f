"""The format: the keys of each kind of declaration, and the decoder of each key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiowners.manifest.decoding import InvalidValue
from aiowners.manifest.model import (
    KINDS,
    SECTIONS,
    Consumer,
    Contact,
    Evaluation,
    Feeds,
    Handles,
    Handover,
    Integration,
    Metric,
    Operations,
    Reviewer,
    Uses,
    Waiver,
)
from aiowners.manifest.value_decoders import (
    boolean,
    choice,
    day,
    fields_of,
    list_of,
    nonempty,
    number,
    owner,
    path,
    path_or_address,
    record,
    same,
    string,
    team,
    trainer,
    value_or_list,
)
from aiowners.yaml_text.scalars import is_string
from aiowners.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from aiowners.manifest.decoding import Decoder, DecodeState


def _reviewer(node: Node, state: DecodeState) -> object:
    if type(node) is Mapping:
        return _REVIEWER(node, state)
    name = team(node, state)
    return name if isinstance(name, InvalidValue) else Reviewer(name)


def _reviewers(node: Node, state: DecodeState) -> object:
    if type(node) is Scalar and node.value == "downstream" and is_string(node):
        return "downstream"
    return _REVIEWERS(node, state)


def _access(node: Node, state: DecodeState) -> object:
    return _ACCESS_LIST(node, state) if type(node) is Sequence else _ACCESS_WORD(node, state)


def _staffing(node: Node, state: DecodeState) -> tuple[tuple[str, float], ...] | InvalidValue:
    if type(node) is not Mapping:
        return state.reject(node)
    values, _ = fields_of(node, state, _ROLES)
    return tuple(values.items())


def _until(node: Node, state: DecodeState) -> str:
    """Decode the last day of a waiver. A waiver with an invalid day has ended: it is not one without an end."""
    value = day(node, state)
    return value if isinstance(value, str) else ""


_REFERENCES = list_of(nonempty)
_TEAMS = list_of(team)
_STRINGS = list_of(nonempty)
_PATHS = list_of(path)
_ACCESS_WORD = choice("private", "company")
_ACCESS_LIST = _TEAMS
_REVIEWER = record(Reviewer, same(team=team, reason=string), required="team")
_REVIEWERS = list_of(_reviewer, Reviewer(""))
_WAIVERS = list_of(record(Waiver, same(team=team, reason=string, until=_until), required="team"), Waiver(""))
_CONSUMERS = list_of(record(Consumer, same(team=team, repository=nonempty), required="team"), Consumer(""))
_HANDLES = record(
    Handles,
    same(github=value_or_list(nonempty), gitlab=value_or_list(nonempty), bitbucket=value_or_list(nonempty)),
)
_CONTACT = record(Contact, same(slack=nonempty, email=nonempty, oncall=nonempty))
_ROLES = same(
    **dict.fromkeys(("ai-product-manager", "product-engineer", "ai-engineer", "ml-engineer", "data-engineer", "data-scientist", "mlops-engineer", "ai-integration-engineer", "inference-engineer", "research-scientist", "prompt-engineer", "head-of-ai", "chief-ai-officer", "director", "governance-lead"), number)
)  # fmt: skip
_METRIC = record(Metric, same(name=nonempty, target=nonempty, source=nonempty))
_EVALUATION = record(
    Evaluation,
    same(criteria=_STRINGS, suite=path_or_address, framework=nonempty, judges=_REFERENCES, signals_to=_TEAMS),
)
_OPERATIONS = record(Operations, same(owner=owner, oncall=nonempty, monitoring=nonempty, rollback=path_or_address))
_INTEGRATION = record(Integration, same(owner=owner, external=boolean))
_HANDOVER = record(Handover, {"from": ("from_", team), **same(to=team, on=day, record=nonempty)})
_FEEDS = record(Feeds, same(models=_REFERENCES, features=_REFERENCES, assets=_REFERENCES))


def _uses(*kinds: str) -> Decoder:
    return record(Uses, same(**dict.fromkeys(kinds, _REFERENCES)))


COMMON = same(description=string, owner=owner, co_owners=_TEAMS)
TEAM = {
    "kind": ("team_kind", choice("product", "platform", "ml", "data", "other")),
    **same(
        description=string,
        handles=_HANDLES,
        contact=_CONTACT,
        status=choice("active", "disbanded"),
        staffing=_staffing,
    ),
}
FEATURE = {
    **COMMON,
    **same(
        status=choice("idea", "experiment", "pilot", "production", "deprecated", "retired"),
        paths=_PATHS,
        product_manager=nonempty,
        metric=_METRIC,
        evaluation=_EVALUATION,
        uses=_uses("models", "platforms", "pipelines", "assets", "features"),
        domains=_STRINGS,
        domain_reviewers=_TEAMS,
        integration=_INTEGRATION,
    ),
}
MODEL = {
    **COMMON,
    "kind": (
        "model_kind",
        choice(
            "llm", "embedding", "reranker", "classifier", "regressor", "recommender", "speech",
            "vision", "router", "other",
        ),
    ),
    **same(
        trained_by=trainer,
        handover=_HANDOVER,
        status=choice("development", "staging", "production", "deprecated", "retired"),
        access=_access,
        provider=nonempty,
        hosting=choice("vendor", "self"),
        artifacts=list_of(path_or_address),
        identifiers=_STRINGS,
        derived_from=_REFERENCES,
        trained_on=_REFERENCES,
        feedback=_REFERENCES,
        uses=_uses("models", "platforms", "pipelines", "assets"),
        reviewers=_reviewers,
        waivers=_WAIVERS,
        used_elsewhere=_CONSUMERS,
        review_scope=choice("transitive", "direct"),
        operations=_OPERATIONS,
        retire_on=day,
        replaced_by=nonempty,
    ),
}  # fmt: skip
PLATFORM = {
    **COMMON,
    **same(
        provides=list_of(
            choice(
                "model-registry", "evaluation-framework", "inference-gateway", "cost-attribution",
                "prompt-registry", "feature-store", "vector-store", "model-serving", "monitoring",
                "security-review", "tooling",
            )
        ),
        paths=_PATHS,
        serves=_REFERENCES,
        uses=_uses("models", "platforms", "pipelines", "assets"),
        operations=_OPERATIONS,
    ),
}  # fmt: skip
PIPELINE = {
    **COMMON,
    **same(
        paths=_PATHS,
        consumes=_REFERENCES,
        uses=_uses("models", "platforms", "assets"),
        feeds=_FEEDS,
        operations=_OPERATIONS,
    ),
}
ASSET = {
    **COMMON,
    "kind": (
        "asset_kind",
        choice("prompt", "index", "dataset", "eval-suite", "agent", "tool", "mcp-server", "other"),
    ),
    **same(
        paths=_PATHS,
        built_by=_REFERENCES,
        uses=_uses("models", "assets"),
        review_by=day,
    ),
}

FIELDS_OF: Final = {
    "teams": TEAM, "features": FEATURE, "models": MODEL, "platforms": PLATFORM, "pipelines": PIPELINE, "assets": ASSET,
}  # fmt: skip

# Every key that a mapping inside a section can have, and the names of the sections.
FIELDS: Final = frozenset().union(
    *(kind.fields for kind in KINDS),
    *(
        ("from" if field == "from_" else field for field in record._fields)
        for record in (
            Consumer, Contact, Evaluation, Feeds, Handles, Handover, Integration, Metric, Operations, Reviewer, Uses, Waiver,
        )
    ),
    SECTIONS,
    _ROLES,
)  # fmt: skip
