"""The format: which keys each kind of thing has, and what each of them takes."""

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
    day,
    fields_of,
    filled,
    list_of,
    number,
    one_of,
    one_or_list,
    owner,
    path,
    place,
    record,
    same,
    team,
    text,
    trainer,
    truth,
)
from aiowners.yaml_text.nodes import Mapping, Node, Scalar, Sequence
from aiowners.yaml_text.scalars import is_string

if TYPE_CHECKING:
    from aiowners.manifest.decoding import Decoder, DecodeState


def _reviewer(node: Node, reading: DecodeState) -> Reviewer | InvalidValue:
    if type(node) is Mapping:
        return _REVIEWER(node, reading)  # type: ignore[no-any-return]
    name = team(node, reading)
    return name if isinstance(name, InvalidValue) else Reviewer(name)


def _reviewers(node: Node, reading: DecodeState) -> object:
    if type(node) is Scalar and node.value == "downstream" and is_string(node):
        return "downstream"
    return _REVIEWERS(node, reading)


def _access(node: Node, reading: DecodeState) -> object:
    return _ACCESS_LIST(node, reading) if type(node) is Sequence else _ACCESS_WORD(node, reading)


def _staffing(node: Node, reading: DecodeState) -> tuple[tuple[str, float], ...] | InvalidValue:
    if type(node) is not Mapping:
        return reading.reject(node)
    values, _ = fields_of(node, reading, _ROLES)
    return tuple(values.items())


def _until(node: Node, reading: DecodeState) -> str:
    """The last day of a waiver; one that is no day is over, not without an end."""
    value = day(node, reading)
    return value if isinstance(value, str) else ""


_REFERENCES = list_of(filled)
_TEAMS = list_of(team)
_TEXTS = list_of(filled)
_PATHS = list_of(path)
_ACCESS_WORD = one_of("private", "company")
_ACCESS_LIST = _TEAMS
_REVIEWER = record(Reviewer, same(team=team, reason=text), required="team")
_REVIEWERS = list_of(_reviewer, Reviewer(""))
_WAIVERS = list_of(record(Waiver, same(team=team, reason=text, until=_until), required="team"), Waiver(""))
_CONSUMERS = list_of(record(Consumer, same(team=team, repository=filled), required="team"), Consumer(""))
_HANDLES = record(
    Handles,
    same(github=one_or_list(filled), gitlab=one_or_list(filled), bitbucket=one_or_list(filled)),
)
_CONTACT = record(Contact, same(slack=filled, email=filled, oncall=filled))
_ROLES = same(
    **dict.fromkeys(("ai-product-manager", "product-engineer", "ai-engineer", "ml-engineer", "data-engineer", "data-scientist", "mlops-engineer", "ai-integration-engineer", "inference-engineer", "research-scientist", "prompt-engineer", "head-of-ai", "chief-ai-officer", "director", "governance-lead"), number)
)  # fmt: skip
_METRIC = record(Metric, same(name=filled, target=filled, source=filled))
_EVALUATION = record(
    Evaluation,
    same(criteria=_TEXTS, suite=place, framework=filled, judges=_REFERENCES, signals_to=_TEAMS),
)
_OPERATIONS = record(Operations, same(owner=owner, oncall=filled, monitoring=filled, rollback=place))
_INTEGRATION = record(Integration, same(owner=owner, external=truth))
_HANDOVER = record(Handover, {"from": ("from_", team), **same(to=team, on=day, record=filled)})
_FEEDS = record(Feeds, same(models=_REFERENCES, features=_REFERENCES, assets=_REFERENCES))


def _uses(*kinds: str) -> Decoder:
    return record(Uses, same(**dict.fromkeys(kinds, _REFERENCES)))


COMMON = same(description=text, owner=owner, co_owners=_TEAMS)
TEAM = {
    "kind": ("team_kind", one_of("product", "platform", "ml", "data", "other")),
    **same(
        description=text,
        handles=_HANDLES,
        contact=_CONTACT,
        status=one_of("active", "disbanded"),
        staffing=_staffing,
    ),
}
FEATURE = {
    **COMMON,
    **same(
        status=one_of("idea", "experiment", "pilot", "production", "deprecated", "retired"),
        paths=_PATHS,
        product_manager=filled,
        metric=_METRIC,
        evaluation=_EVALUATION,
        uses=_uses("models", "platforms", "pipelines", "assets", "features"),
        domains=_TEXTS,
        domain_reviewers=_TEAMS,
        integration=_INTEGRATION,
    ),
}
MODEL = {
    **COMMON,
    "kind": (
        "model_kind",
        one_of(
            "llm", "embedding", "reranker", "classifier", "regressor", "recommender", "speech",
            "vision", "router", "other",
        ),
    ),
    **same(
        trained_by=trainer,
        handover=_HANDOVER,
        status=one_of("development", "staging", "production", "deprecated", "retired"),
        access=_access,
        provider=filled,
        hosting=one_of("vendor", "self"),
        artifacts=list_of(place),
        identifiers=_TEXTS,
        derived_from=_REFERENCES,
        trained_on=_REFERENCES,
        feedback=_REFERENCES,
        uses=_uses("models", "platforms", "pipelines", "assets"),
        reviewers=_reviewers,
        waivers=_WAIVERS,
        used_elsewhere=_CONSUMERS,
        review_scope=one_of("transitive", "direct"),
        operations=_OPERATIONS,
        retire_on=day,
        replaced_by=filled,
    ),
}  # fmt: skip
PLATFORM = {
    **COMMON,
    **same(
        provides=list_of(
            one_of(
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
        one_of("prompt", "index", "dataset", "eval-suite", "agent", "tool", "mcp-server", "other"),
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
