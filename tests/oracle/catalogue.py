"""What the documentation of the rules says about a set of manifests, worked out the plainest way.

These are the rules that look at the graph and are not in `oracle.py`. Nothing is shared with the
product. Each function quotes the words that it implements; what the words leave open is marked
"Open:", with how it is read here. Without a list of files no rule that looks at files can speak, so
that of `missing-evaluation` only the criteria are judged.

Throughout, "A team that nobody declares is `unknown-team`, in place of any finding about having no
owner": what rests on who such a team is, is not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from .oracle import (
    PLACEHOLDERS,
    Graph,
    Organisation,
    Reference,
    Thing,
    carrier,
    counts,
    downstream,
    graph,
    is_first,
    is_party,
    organisation,
    owner,
    owner_word,
    parties,
    party,
    resolve,
    spelling,
    status,
    team_status,
    unapproved,
)
from .organisations import NAMES_OF_PEOPLE

TITLE_WORDS = (
    "chief", "head", "lead", "director", "vp", "officer", "manager", "cto", "cpo", "ciso", "caio",
)  # fmt: skip

Judgement = tuple[str, str, str | None, str | None, str]
"""Rule, severity, subject, about, path."""

RULES = (
    "owner-is-not-trainer",
    "owner-is-not-a-team",
    "platform-owns-feature",
    "stale-reviewer",
    "stale-waiver",
    "missing-domain-reviewer",
    "review-overdue",
    "unaudited-asset",
    "missing-metric",
    "missing-evaluation",
    "evaluation-signal-gap",
    "missing-operations",
    "missing-product-manager",
    "external-integration",
    "missing-feedback-loop",
    "gateway-bypass",
    "duplicate-capability",
    "unused-declaration",
    "pipeline-blind-spot",
    "stage-mismatch",
    "structure-outgrown",
    "platform-without-feature",
    "staffing-ratio",
    "missing-mlops",
    "leadership-before-delivery",
    "speculative-specialists",
)


# Notions that several rules share.


def things(org: Organisation, kind: str) -> list[Thing]:
    """Every declaration of a kind."""
    return [thing for thing in org.things if thing.kind == kind]


def stated(thing: Thing, *statuses: str) -> bool:
    """Whether the declaration itself says that it has one of these statuses."""
    # "a feature stated to be in production": what is left out is not stated.
    return thing.body.get("status") in statuses


def in_production(thing: Thing) -> bool:
    """Whether it is in production, said or not."""
    # "`status` left out is `production`"
    return status(thing) == "production"


def trained_in_house(model: Thing) -> bool:
    """Whether a model says that a team of the company trained it."""
    # "trained_by: ml-core  # a team, or `external`". A model that says nothing is not known to be.
    word = model.body.get("trained_by")
    return word is not None and word.strip() != "external"


def declared_teams(org: Organisation) -> list[tuple[str, str, dict[str, Any]]]:
    """Path, name and body of each team, the first declaration of each name."""
    found: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for path, name, body in org.teams:
        found.setdefault(name, (path, name, body))
    return list(found.values())


def team_body(org: Organisation, who: str) -> dict[str, Any]:
    """The declaration of the team that a party is, or nothing."""
    for _, name, body in declared_teams(org):
        if who == f"team {name}":
            return body
    return {}


def owners(org: Organisation, some: list[Thing]) -> set[str]:
    """Everybody who owns one of these."""
    return {owner(org, thing) for thing in some if is_party(owner(org, thing))}


def organization(org: Organisation) -> tuple[str, dict[str, Any]] | None:
    """The path and the body of the first organization."""
    # "organization: # at most one manifest"
    for path, data in org.files.items():
        if data.get("organization") is not None:
            return path, data["organization"]
    return None


def edges_to(org: Organisation, thing: Thing) -> list[Reference]:
    """Every edge out of a declaration, approved or not."""
    return [ref for ref in org.references if ref.is_edge and thing in resolve(org, ref.kind, ref.name)]


# Ownership.


def owners_that_are_not_trainers(org: Organisation) -> Iterator[Judgement]:
    """`owner-is-not-trainer`."""
    # "`trained_by` is a team other than the `owner`, and no `handover` has the owner as `to`"
    for model in things(org, "model"):
        own = owner(org, model)
        if not trained_in_house(model) or not is_party(own):
            continue
        word = model.body["trained_by"]
        if not is_a_team(org, word) or party(org, word) == own:
            continue
        heir = party(org, (model.body.get("handover") or {}).get("to"))
        if heir not in (own, "unknown"):
            yield ("owner-is-not-trainer", "warning", model.label, spelling(org, word), model.path)


def is_a_team(org: Organisation, word: str) -> bool:
    """Whether a word means a team, be it disbanded; not one person, and not an unknown word."""
    if party(org, word) == "unknown":
        return False
    return party(org, word) != "nobody" or is_disbanded(org, word)


def is_disbanded(org: Organisation, word: str) -> bool:
    """Whether a word names a declared team that is disbanded."""
    name = carrier(org, word.strip()) if "@" in word else word.strip()
    return name is not None and team_status(org, name) == "disbanded"


def is_one_person(org: Organisation, word: str) -> bool:
    """Whether a word is the address of one person."""
    # "`@org/team` as a team and anything else as one person"
    text = word.strip()
    if text in NAMES_OF_PEOPLE:
        return not org.teams
    if "@" not in text or carrier(org, text) is not None:
        return False
    return not (text.startswith("@") and "/" in text)


def is_a_title(org: Organisation, word: str) -> bool:
    """Whether a word is that of an undeclared owner, and names a function rather than a team."""
    # "an undeclared owner whose words are a title (chief, head, lead, director, VP, officer, manager, or an acronym
    # such as CTO, CPO, CISO, CAIO)"
    # Where teams are declared, a bare word that is none of them is `unknown-team`: one cause, one finding.
    # Open: whether the name in `@acme/head-of-ai` is such words. It is.
    if party(org, word) == "unknown" or carrier(org, word.strip()) is not None:
        return False
    text = word.strip().lower().rpartition("/")[2]
    if team_status(org, word.strip()) is not None:
        return False
    words = text.replace("-", " ").replace("_", " ").replace(".", " ").split()
    return any(title in words for title in TITLE_WORDS)


def owners_that_are_not_teams(org: Organisation) -> Iterator[Judgement]:
    """`owner-is-not-a-team`."""
    # "an owner is one person, or an undeclared owner whose words are a title", at "the owner"
    # Open: the owner of a file. It is one finding, as an unknown one is, and belongs to no declaration.
    stated_owners: list[tuple[str | None, str | None, str]] = [
        (data.get("owner"), None, path) for path, data in org.files.items()
    ]
    stated_owners += [(thing.body.get("owner"), thing.label, thing.path) for thing in org.things]
    for word, subject, path in stated_owners:
        if word is None or word.strip().lower() in PLACEHOLDERS:
            continue
        if is_one_person(org, word) or is_a_title(org, word):
            yield ("owner-is-not-a-team", "warning", subject, None, path)


def platforms_that_own_features(org: Organisation) -> Iterator[Judgement]:
    """`platform-owns-feature`."""
    # "a feature's owner is a team of kind `platform` and no product team co-owns it"
    # Open: what is only an idea, or retired. It is left alone, as `unowned` leaves it alone.
    for feature in things(org, "feature"):
        if team_body(org, owner(org, feature)).get("kind") != "platform" or status(feature) in ("idea", "retired"):
            continue
        named = feature.body.get("co_owners") or []
        if any(party(org, word) == "unknown" for word in named):
            continue
        co_owners = parties(org, named)
        if not any(team_body(org, who).get("kind") == "product" for who in co_owners):
            yield ("platform-owns-feature", "warning", feature.label, None, feature.path)


# Review.


def stale_reviewers(web: Graph) -> Iterator[Judgement]:
    """`stale-reviewer`."""
    # "a reviewer given as a bare name owns nothing downstream, of any status, and is not in the
    # model's `used_elsewhere`"
    for model in things(web.org, "model"):
        listed = model.body.get("reviewers")
        # "Each keeps its own owner, uses, and reviewers"
        if not isinstance(listed, list):
            continue
        below = downstream(web, model)
        if any(owner(web.org, thing) == "unknown" for thing in below):
            continue
        busy = owners(web.org, below)
        # Whoever uses it without leave is `unapproved-model-use`: one cause, one finding.
        uses = edges_to(web.org, model)
        busy |= owners(web.org, [ref.user for ref in uses if unapproved(web.org, ref, model)])
        busy |= parties(web.org, [entry["team"] for entry in model.body.get("used_elsewhere") or []])
        for entry in listed:
            # Open: what a bare name is. "- {team: model-risk, reason: regulated scoring}" is none, nor is a
            # handle or an address ("A forge handle or an email address is also understood"); `{team: x}` is.
            word = entry["team"] if isinstance(entry, dict) else entry
            if (isinstance(entry, dict) and entry.get("reason")) or "@" in word or party(web.org, word) == "unknown":
                continue
            if party(web.org, word) not in busy and word.strip().lower() not in PLACEHOLDERS:
                yield ("stale-reviewer", "warning", model.label, spelling(web.org, word), model.path)


def stale_waivers(web: Graph) -> Iterator[Judgement]:
    """`stale-waiver`."""
    # "it owns nothing downstream and is not in `used_elsewhere`, so the team never agreed"
    # A handle is the team that has it. A waiver that has lapsed is a waiver.
    for model in things(web.org, "model"):
        # Open: a use that is not allowed. It is left alone, as for `stale-reviewer`.
        if not model.body.get("waivers"):
            continue
        below = downstream(web, model)
        if any(owner(web.org, thing) == "unknown" for thing in below):
            continue
        depending = owners(web.org, below)
        uses = edges_to(web.org, model)
        depending |= owners(web.org, [ref.user for ref in uses if unapproved(web.org, ref, model)])
        depending |= parties(web.org, [entry["team"] for entry in model.body.get("used_elsewhere") or []])
        for entry in model.body["waivers"]:
            word = entry["team"]
            if party(web.org, word) == "unknown" or word.strip().lower() in PLACEHOLDERS:
                continue
            if party(web.org, word) not in depending:
                yield ("stale-waiver", "error", model.label, spelling(web.org, word), model.path)


def missing_domain_reviewers(org: Organisation) -> Iterator[Judgement]:
    """`missing-domain-reviewer`."""
    # "a feature stated to be in pilot or production declares `domains` without `domain_reviewers`"
    # Open: reviewers who are all disbanded. They are none.
    for feature in things(org, "feature"):
        domains = feature.body.get("domains")
        reviewers = [word for word in feature.body.get("domain_reviewers") or [] if not is_disbanded(org, word)]
        if stated(feature, "pilot", "production") and domains and not reviewers:
            yield ("missing-domain-reviewer", "warning", feature.label, None, feature.path)


def reviews_overdue(org: Organisation) -> Iterator[Judgement]:
    """`review-overdue`."""
    # "an asset's `review_by` has passed", "valid through that day"
    for asset in things(org, "asset"):
        if asset.body.get("review_by") is not None and asset.body["review_by"] < org.today:
            yield ("review-overdue", "warning", asset.label, None, asset.path)


def unaudited_assets(org: Organisation) -> Iterator[Judgement]:
    """`unaudited-asset`."""
    # "a prompt or an agent that a feature in production uses states no `review_by`"
    for asset in things(org, "asset"):
        if asset.body.get("kind") not in ("prompt", "agent") or asset.body.get("review_by") is not None:
            continue
        uses = edges_to(org, asset) if is_first(org, asset) else []
        if any(ref.user.kind == "feature" and in_production(ref.user) for ref in uses):
            yield ("unaudited-asset", "warning", asset.label, None, asset.path)


# Evaluation.


def missing_metrics(org: Organisation) -> Iterator[Judgement]:
    """`missing-metric`."""
    # "a feature stated to be in production has no business `metric`"
    for feature in things(org, "feature"):
        if stated(feature, "production") and not feature.body.get("metric"):
            yield ("missing-metric", "warning", feature.label, None, feature.path)


def missing_evaluations(org: Organisation) -> Iterator[Judgement]:
    """`missing-evaluation`, as far as the criteria go."""
    # "a feature stated to be in pilot or production has no evaluation criteria"
    for feature in things(org, "feature"):
        criteria = (feature.body.get("evaluation") or {}).get("criteria")
        if stated(feature, "pilot", "production") and not criteria:
            yield ("missing-evaluation", "warning", feature.label, None, feature.path)


def evaluation_signal_gaps(org: Organisation) -> Iterator[Judgement]:
    """`evaluation-signal-gap`."""
    # "`signals_to` leaves out the feature's owner, or is not stated while the framework belongs to
    # another team", "warning; info if unstated"
    for feature in things(org, "feature"):
        own = owner(org, feature)
        if not is_party(own):
            continue
        evaluation = feature.body.get("evaluation") or {}
        who = spelling(org, owner_word(feature) or "")
        if evaluation.get("signals_to") is not None:
            if own not in parties(org, evaluation["signals_to"]):
                yield ("evaluation-signal-gap", "warning", feature.label, who, feature.path)
        elif evaluation.get("framework") is not None:
            # Agreed: of several declarations the first.
            frameworks = resolve(org, "platform", evaluation["framework"])[:1]
            if any(is_party(owner(org, one)) and owner(org, one) != own for one in frameworks):
                yield ("evaluation-signal-gap", "info", feature.label, who, feature.path)


def missing_operations(org: Organisation) -> Iterator[Judgement]:
    """`missing-operations`."""
    # "a model trained in-house and stated to be in production has neither on-call nor monitoring, of
    # its own or through the contact of its `operations.owner` (left out, its owner)"
    for model in things(org, "model"):
        if not trained_in_house(model) or not stated(model, "production"):
            continue
        block = model.body.get("operations") or {}
        runs = party(org, block["owner"]) if "owner" in block else owner(org, model)
        contact = team_body(org, runs).get("contact") or {}
        if runs != "unknown" and not (block.get("oncall") or block.get("monitoring") or contact.get("oncall")):
            yield ("missing-operations", "warning", model.label, None, model.path)


def missing_product_managers(org: Organisation) -> Iterator[Judgement]:
    """`missing-product-manager`."""
    # "a feature stated to be in production names no product manager and its owner has none in `staffing`"
    for feature in things(org, "feature"):
        if not stated(feature, "production") or feature.body.get("product_manager"):
            continue
        staffing = team_body(org, owner(org, feature)).get("staffing") or {}
        if owner(org, feature) != "unknown" and count(staffing, "ai-product-manager") == 0:
            yield ("missing-product-manager", "info", feature.label, None, feature.path)


def external_integrations(org: Organisation) -> Iterator[Judgement]:
    """`external-integration`."""
    # "a feature stated to be in production says that its integration is external and names no owner inside"
    for feature in things(org, "feature"):
        block = feature.body.get("integration") or {}
        outside = block.get("external") == "true" and party(org, block.get("owner")) == "nobody"
        if stated(feature, "production") and outside:
            yield ("external-integration", "warning", feature.label, None, feature.path)


def missing_feedback_loops(org: Organisation) -> Iterator[Judgement]:
    """`missing-feedback-loop`."""
    # "the organization is at stage `scale` and a model trained in-house and in production has no `feedback`"
    whole = organization(org)
    if whole is None or whole[1].get("stage") != "scale":
        return
    for model in things(org, "model"):
        if trained_in_house(model) and in_production(model) and not model.body.get("feedback"):
            yield ("missing-feedback-loop", "info", model.label, None, model.path)


# Platform.


def hosted_by_its_vendor(model: Thing) -> bool:
    """Whether the vendor runs a model."""
    # "hosting: vendor | self; vendor where a provider is stated"
    stated_hosting: str | None = model.body.get("hosting")
    if stated_hosting is not None:
        return stated_hosting == "vendor"
    return model.body.get("provider") is not None


def gateway_bypasses(org: Organisation) -> Iterator[Judgement]:
    """`gateway-bypass`."""
    # "a feature in pilot or production uses a model hosted by its vendor, a gateway that serves it (or
    # states nothing about what it serves) is declared, and the feature uses no such gateway"
    gateways = [
        one
        for one in things(org, "platform")
        if is_first(org, one) and "inference-gateway" in (one.body.get("provides") or [])
    ]
    for feature in things(org, "feature"):
        if status(feature) not in ("pilot", "production"):
            continue
        uses = feature.body.get("uses") or {}
        for name in uses.get("models") or []:
            # Agreed: of several models with one identifier the first. "A reference that is an identifier of a
            # model [...] resolves to that model", in `serves` too.
            models = [one for one in resolve(org, "model", name) if is_first(org, one) and hosted_by_its_vendor(one)]
            models = [one for one in models if any(serves(org, gateway, one) for gateway in gateways)][:1]
            model = next(iter(models), None)
            if model is None:
                continue
            fitting = [one.name for one in gateways if serves(org, one, model)]
            if not any(one in fitting for one in uses.get("platforms") or []):
                yield ("gateway-bypass", "warning", feature.label, model.label, feature.path)


def serves(org: Organisation, gateway: Thing, model: Thing) -> bool:
    """Whether a gateway serves a model, or states nothing about what it serves."""
    names = gateway.body.get("serves")
    return names is None or any(model in resolve(org, "model", name) for name in names)


def duplicate_capabilities(org: Organisation) -> Iterator[Judgement]:
    """`duplicate-capability`."""
    # "platforms of different owners provide the same capability (`tooling` aside)", at "the later
    # `provides` entry; related: the first". Who has no owner is not of a different one.
    first: dict[str, Thing] = {}
    for platform in things(org, "platform"):
        for capability in platform.body.get("provides") or []:
            if capability == "tooling" or not is_party(owner(org, platform)) or not is_first(org, platform):
                continue
            other = first.setdefault(capability, platform)
            if owner(org, other) != owner(org, platform):
                yield ("duplicate-capability", "warning", platform.label, other.label, platform.path)


def unused_declarations(org: Organisation) -> Iterator[Judgement]:
    """`unused-declaration`."""
    # "nothing uses a platform, a model, a pipeline or an asset (not: retired or in development;
    # platforms that only provide cost-attribution, monitoring, security-review or tooling)"
    quiet = {"cost-attribution", "monitoring", "security-review", "tooling"}
    for thing in org.things:
        if thing.kind == "feature" or status(thing) in ("retired", "development") or not is_first(org, thing):
            continue
        provides = set(thing.body.get("provides") or [])
        if provides and provides <= quiet:
            continue
        if not edges_to(org, thing) and not thing.body.get("used_elsewhere"):
            yield ("unused-declaration", "info", thing.label, None, thing.path)


def pipeline_blind_spots(org: Organisation) -> Iterator[Judgement]:
    """`pipeline-blind-spot`."""
    # "things of other owners depend on a pipeline directly and its `feeds` does not name them"
    # Open: pipelines and platforms that depend on it. "feeds: {models: [], features: [], assets: []}" has no
    # place for them, so that one that is stated need not name them; they count where it is left out.
    for pipeline in things(org, "pipeline"):
        own = owner(org, pipeline)
        if not is_party(own) or not is_first(org, pipeline):
            continue
        users = [ref.user for ref in edges_to(org, pipeline)]
        others = {user.label for user in users if is_party(owner(org, user)) and owner(org, user) != own}
        feeds = pipeline.body.get("feeds")
        if feeds is None:
            # "Unstated: one finding a pipeline", info
            if others:
                yield ("pipeline-blind-spot", "info", pipeline.label, None, pipeline.path)
            continue
        stated_names = [(section.removesuffix("s"), name) for section, names in feeds.items() for name in names or []]
        named = {thing.label for kind, name in stated_names for thing in resolve(org, kind, name)}
        for label in others - named:
            # "Stated: one finding a dependent", warning
            if label.startswith(("model:", "feature:", "asset:")):
                yield ("pipeline-blind-spot", "warning", pipeline.label, label, pipeline.path)


# Organization.


def features_in_production(org: Organisation) -> list[Thing]:
    """Every feature in production, the first declaration of each name."""
    return [one for one in things(org, "feature") if in_production(one) and is_first(org, one)]


def stage_mismatches(org: Organisation) -> Iterator[Judgement]:
    """`stage-mismatch`."""
    # "`organization.stage` differs from what the number of features in production says: early up to 4,
    # growth 5 to 15, scale above"
    whole = organization(org)
    if whole is None or whole[1].get("stage") is None:
        return
    number = len(features_in_production(org))
    says = "early" if number <= 4 else "growth" if number <= 15 else "scale"
    if whole[1]["stage"] != says:
        yield ("stage-mismatch", "info", "organization", None, whole[0])


def structures_outgrown(org: Organisation) -> Iterator[Judgement]:
    """`structure-outgrown`."""
    whole = organization(org)
    if whole is None:
        return
    structure = whole[1].get("structure")
    features = features_in_production(org)
    outgrown = False
    if structure == "centralized":
        # "features in production of three or more teams or five or more features"
        outgrown = len(owners(org, features)) >= 3 or len(features) >= 5
    if structure == "embedded":
        # "a capability provided by two or more teams, or one provider's models used by four or more teams"
        outgrown = capability_of_two_teams(org) or provider_of_four_teams(org)
    if outgrown:
        yield ("structure-outgrown", "info", "organization", None, whole[0])


def capability_of_two_teams(org: Organisation) -> bool:
    """Whether two teams provide one capability."""
    # Open: `tooling`. It is set aside, as `duplicate-capability` sets it aside.
    platforms = things(org, "platform")
    capabilities = {one for platform in platforms for one in platform.body.get("provides") or []} - {"tooling"}
    return any(
        len(owners(org, [platform for platform in platforms if capability in (platform.body.get("provides") or [])]))
        >= 2
        for capability in capabilities
    )


def provider_of_four_teams(org: Organisation) -> bool:
    """Whether four teams use models of one provider."""
    # Open: what using is. It is an edge that is followed, to something that counts downstream.
    models = [one for one in things(org, "model") if one.body.get("provider") and is_first(org, one)]
    for provider in {one.body["provider"] for one in models}:
        provided = [one for one in models if one.body["provider"] == provider]
        users = [edge.user for edge in graph(org).edges if edge.source in provided]
        if len(owners(org, [user for user in users if counts(user)])) >= 4:
            return True
    return False


def platforms_without_features(org: Organisation) -> Iterator[Judgement]:
    """`platform-without-feature`."""
    # "a team of kind `platform` that owns a platform owns or co-owns no feature in production"
    for path, name, body in declared_teams(org):
        who = f"team {name}"
        if body.get("kind") != "platform" or who not in owners(org, things(org, "platform")):
            continue
        features = [one for one in things(org, "feature") if in_production(one)]
        co_owners = [word for one in features for word in one.body.get("co_owners") or []]
        if who in owners(org, features) | parties(org, co_owners):
            continue
        yield ("platform-without-feature", "info", f"team:{name}", None, path)


def count(staffing: dict[str, Any], *roles: str) -> float:
    """How many people have one of these roles."""
    return sum(float(staffing.get(role) or 0) for role in roles)


def staffed_teams(org: Organisation) -> list[tuple[str, str, dict[str, Any]]]:
    """Path, name and staffing of each team that states it."""
    # Open: disbanded teams. They have nobody.
    return [
        (path, name, body["staffing"])
        for path, name, body in declared_teams(org)
        if body.get("staffing") and body.get("status") != "disbanded"
    ]


def staffing_ratios(org: Organisation) -> Iterator[Judgement]:
    """`staffing-ratio`."""
    # "a team, or the whole, has more than three data scientists to a data engineer"
    # Open: no data engineer at all. Three scientists are still in order.
    # Open: where the whole is said. At the team with the most data scientists, of equals the least by name, where
    # no team is a finding of its own.
    teams = staffed_teams(org)
    alone = [(path, name) for path, name, staffing in teams if is_top_heavy([staffing])]
    for path, name in alone:
        yield ("staffing-ratio", "info", f"team:{name}", None, path)
    if not alone and teams and is_top_heavy([staffing for _, _, staffing in teams]):
        path, name, _ = min(teams, key=lambda team: (-count(team[2], "data-scientist"), team[1]))
        yield ("staffing-ratio", "info", f"team:{name}", None, path)


def is_top_heavy(staffings: list[dict[str, Any]]) -> bool:
    """Whether there are too many data scientists."""
    engineers = sum(count(staffing, "data-engineer") for staffing in staffings)
    return sum(count(staffing, "data-scientist") for staffing in staffings) > 3 * (engineers or 1)


def missing_mlops(org: Organisation) -> Iterator[Judgement]:
    """`missing-mlops`."""
    # "two or more models trained in-house are in production and no staffing counts an `mlops-engineer`",
    # at "`organization`, or the first such model"
    # Open: no staffing stated at all. Then nothing is known, and nothing said.
    models = [one for one in things(org, "model") if is_first(org, one)]
    # Open: which is the first. It is the least by name, which does not change when declarations move.
    models = sorted((one for one in models if trained_in_house(one) and in_production(one)), key=lambda one: one.label)
    staffings = [staffing for _, _, staffing in staffed_teams(org)]
    if len(models) < 2 or not staffings or any(count(staffing, "mlops-engineer") for staffing in staffings):
        return
    whole = organization(org)
    subject, path = ("organization", whole[0]) if whole else (models[0].label, models[0].path)
    yield ("missing-mlops", "info", subject, None, path)


def leadership_before_delivery(org: Organisation) -> Iterator[Judgement]:
    """`leadership-before-delivery`."""
    # "staffing counts a head of AI, chief AI officer, director or governance lead, and no feature is in
    # production", at "the `staffing` entry"
    if features_in_production(org):
        return
    for path, name, staffing in staffed_teams(org):
        for role in ("head-of-ai", "chief-ai-officer", "director", "governance-lead"):
            if count(staffing, role):
                yield ("leadership-before-delivery", "info", f"team:{name}", None, path)


def speculative_specialists(org: Organisation) -> Iterator[Judgement]:
    """`speculative-specialists`."""
    # "ML engineers or research scientists are staffed and no model is trained in-house", at "the
    # `staffing` entry"
    if any(trained_in_house(model) for model in things(org, "model")):
        return
    for path, name, staffing in staffed_teams(org):
        for role in ("ml-engineer", "research-scientist"):
            if count(staffing, role):
                yield ("speculative-specialists", "info", f"team:{name}", None, path)


# All of it.


def catalogue(manifests: dict[str, str], today: date) -> Counter[Judgement]:
    """Every finding of `RULES` that these manifests must give, each with how often."""
    org = organisation(manifests, today)
    found: Counter[Judgement] = Counter()
    for judgements in (
        owners_that_are_not_trainers(org),
        owners_that_are_not_teams(org),
        platforms_that_own_features(org),
        stale_reviewers(graph(org)),
        stale_waivers(graph(org)),
        missing_domain_reviewers(org),
        reviews_overdue(org),
        unaudited_assets(org),
        missing_metrics(org),
        missing_evaluations(org),
        evaluation_signal_gaps(org),
        missing_operations(org),
        missing_product_managers(org),
        external_integrations(org),
        missing_feedback_loops(org),
        gateway_bypasses(org),
        duplicate_capabilities(org),
        unused_declarations(org),
        pipeline_blind_spots(org),
        stage_mismatches(org),
        structures_outgrown(org),
        platforms_without_features(org),
        staffing_ratios(org),
        missing_mlops(org),
        leadership_before_delivery(org),
        speculative_specialists(org),
    ):
        found.update(judgements)
    return found
