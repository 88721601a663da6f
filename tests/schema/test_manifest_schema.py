"""The manifest's JSON Schema: what it accepts, what it rejects, and what editors need of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_FILE = Path(__file__).parents[2] / "schemas" / "ai-ownership.schema.json"
SCHEMA: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SCHEMA, format_checker=Draft7Validator.FORMAT_CHECKER)

KINDS = ["team", "feature", "model", "platform", "pipeline", "asset", "organization"]
DECLARED = ["feature", "model", "platform", "pipeline", "asset"]


class _Constructor(SafeConstructor):
    """YAML 1.2's core schema has no dates: `2027-01-31` is a string."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def load(text: str) -> object:
    """The document in `text`, by YAML 1.2."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    return yaml.load(text)


def problems(text: str) -> list[str]:
    """Where and by which keyword the manifest in `text` is wrong, an `anyOf` by its branches."""
    errors: list[str] = []
    todo = list(VALIDATOR.iter_errors(load(text)))
    while todo:
        error = todo.pop()
        where = "/".join(str(step) for step in error.absolute_path)
        errors.append(f"{where}: {error.validator}")
        todo.extend(error.context or ())
    return sorted(errors)


LEAST = """
version: 1
owner: search
features:
  semantic-search:
    uses: {models: [text-embed-v3]}
"""

EVERYTHING = """
# yaml-language-server: $schema=https://schemas.acme.test/ai-ownership.schema.json
version: 1
owner: search

teams:
  search:
    kind: product
    description: Search and discovery
    handles: {github: "@acme/search", gitlab: ["@acme/search", "@acme/ranking"]}
    contact: {slack: "#search", email: search@acme.test, oncall: https://oncall.acme.test/search}
    status: active
    staffing: {ai-product-manager: 1, product-engineer: 4, ai-engineer: 2}

features:
  semantic-search:
    description: Query understanding and semantic ranking on the storefront
    owner: search
    co_owners: []
    status: production
    paths: [src/semantic/, //prompts/search/*.md]
    product_manager: "@maya"
    metric:
      name: search conversion
      target: "+2% over keyword baseline"
      source: https://dash.acme.test/conv
    evaluation:
      criteria: [nDCG@10 >= 0.62 on the golden set, p95 latency < 300 ms]
      suite: evals/semantic/
      framework: eval-harness
      judges: [gpt-4o]
      signals_to: [search]
    uses:
      models: [text-embed-v3, gpt-4o]
      platforms: [inference-gateway]
      pipelines: [product-feed]
      assets: [product-index, query-rewrite-prompt]
      features: []
    domains: [legal]
    domain_reviewers: ["@acme/legal-review"]
    integration: {owner: search, external: false}

models:
  text-embed-v3:
    owner: ml-core
    trained_by: ml-core
    handover: {from: search, to: ml-core, on: 2026-03-01, record: https://wiki.acme.test/handover}
    kind: embedding
    status: production
    access: company
    artifacts: [models/text-embed-v3/, "s3://acme-models/text-embed/3"]
    identifiers: [text-embed-v3, "models:/text-embed/3", acme/text-embed-v3]
    derived_from: []
    trained_on: [clickstream]
    feedback: [search-feedback]
    uses: {models: [], platforms: [], pipelines: [], assets: []}
    reviewers:
      - search
      - {team: model-risk, reason: regulated scoring}
    waivers:
      - {team: growth, reason: pins a version, until: 2027-06-30}
    used_elsewhere:
      - {team: mobile, repository: acme/mobile}
    review_scope: transitive
    operations:
      owner: ml-core
      oncall: https://oncall.acme.test/ml
      monitoring: https://dash.acme.test/ml
      rollback: docs/rollback.md
    retire_on: 2027-06-30
    replaced_by: text-embed-v4

  gpt-4o:
    owner: ai-platform
    trained_by: external
    provider: openai
    hosting: vendor
    identifiers: [gpt-4o-2024-11-20]
    reviewers: downstream

platforms:
  inference-gateway:
    owner: ai-platform
    provides: [inference-gateway, cost-attribution]
    paths: [platform/gateway/]
    serves: [gpt-4o, text-embed-v3]
    uses: {models: [], platforms: [], pipelines: [], assets: []}
    operations: {}

pipelines:
  product-feed:
    owner: data-eng
    paths: [pipelines/product_feed/]
    consumes: [catalog-feed]
    uses: {models: [], platforms: [], assets: []}
    feeds: {models: [], features: [semantic-search], assets: [product-index]}
    operations: {}

assets:
  product-index:
    kind: index
    owner: data-eng
    paths: [indexes/product/]
    built_by: [product-feed]
    uses: {models: [text-embed-v3], assets: []}
    review_by: 2027-01-31

organization:
  name: Acme
  structure: hub-and-spoke
  stage: growth
"""

# What a manifest holds besides `version: 1`.
ACCEPTED = {
    "nothing": "",
    "empty sections": ("{teams: {}, features: {}, models: {}, platforms: {}, pipelines: {}, assets: {}}"),
    "an empty organization": "organization: {}",
    "an empty declaration of each kind": (
        "{teams: {a: {}}, features: {a: {}}, models: {a: {}}, platforms: {a: {}}, pipelines: {a: {}}, assets: {a: {}}}"
    ),
    "no owner, as null": "owner:",
    "no owner, as the empty string": 'features: {a: {owner: ""}}',
    "no owner, as a word": "features: {a: {owner: TBD}}",
    "an owner by its handle": 'models: {a: {owner: "@acme/ml-core"}}',
    "an owner by its address": "models: {a: {owner: ml@acme.test}}",
    "an owner whose name has other letters": "models: {a: {owner: Équipe Recherche}}",
    "an owner that is nearly a word of the format": ("models: {a: {owner: external-ml, co_owners: [downstreamers]}}"),
    "nobody operates": "models: {a: {operations: {owner: null}}}",
    "nobody integrates": "features: {a: {integration: {owner: none}}}",
    "free keys at the top": "{x-cost-centre: [1, {a: null}], x-: null}",
    "free keys beside names": ("{teams: {x-note: 1}, features: {x-note: null}, models: {x-Big Name: []}}"),
    "free keys in declarations": ("{teams: {a: {x-a: 1}}, features: {a: {x-a: 1}}, organization: {x-a: 1}}"),
    "free keys in handles, contact and staffing": (
        "teams: {a: {handles: {x-gitea: 1}, contact: {x-pager: 1}, staffing: {x-poets: lots}}}"
    ),
    "free keys deep inside": (
        "models: {a: {uses: {x-a: 1}, operations: {x-a: 1}, handover: {x-a: 1}, reviewers:"
        " [{team: b, x-a: 1}],"
        " waivers: [{team: b, x-a: 1}], used_elsewhere: [{team: b, x-a: 1}]}}"
    ),
    "the longest name": f"models: {{{'a' * 100}: {{}}}}",
    "names with every character": "models: {a0.b_c-d: {}, a: {}, a-: {}}",
    "names that only teams cannot have": "{features: {none: {}, external: {}}, models: {todo: {}}}",
    "a team name that starts like a reserved word": ("teams: {nonexistent: {}, external-affairs: {}}"),
    "references that could not be names": "features: {a: {uses: {models: [GPT 4o, org/model:1]}}}",
    "several handles": ('teams: {a: {handles: {github: ["@a/b", "@a/c"], gitlab: [], bitbucket: b}}}'),
    "parts of a person": "teams: {a: {staffing: {ml-engineer: 0.5, director: 0}}}",
    "every role": (
        "teams: {a: {staffing: {ai-product-manager: 1, product-engineer: 1, ai-engineer: 1,"
        " ml-engineer: 1,"
        " data-engineer: 1, data-scientist: 1, mlops-engineer: 1, ai-integration-engineer: 1,"
        " inference-engineer: 1,"
        " research-scientist: 1, prompt-engineer: 1, head-of-ai: 1, chief-ai-officer: 1,"
        " director: 1,"
        " governance-lead: 1}}}"
    ),
    "every capability": (
        "platforms: {a: {provides: [model-registry, evaluation-framework, inference-gateway,"
        " cost-attribution,"
        " prompt-registry, feature-store, vector-store, model-serving, monitoring,"
        " security-review, tooling]}}"
    ),
    "a domain of one's own": "features: {a: {domains: [aviation, Öffentlicher Dienst]}}",
    "a metric without a target": "features: {a: {metric: {}}, b: {metric: {name: clicks}}}",
    "an evaluation with a suite elsewhere": ("features: {a: {evaluation: {suite: https://evals.acme.test/../a}}}"),
    "paths with dots that do not go up": ('features: {a: {paths: ["...", a..b/, .github/, "..a/", "a../", "//"]}}'),
    "an artefact at an address": ('models: {a: {artifacts: ["s3://b/../c", "//models/a/", "hf://acme/a"]}}'),
    "access for a list": ('models: {a: {access: [search, "@acme/ads"]}, b: {access: []}, c: {access: private}}'),
    "reviewers in both forms": ("models: {a: {reviewers: [b, {team: c}, {team: d, reason: ''}]}, b: {reviewers: []}}"),
    "a waiver without an end": "models: {a: {waivers: [{team: b}]}}",
    "a use elsewhere, somewhere": "models: {a: {used_elsewhere: [{team: b}]}}",
    "trained by nobody inside": "models: {a: {trained_by: external}}",
    "a leap day": "assets: {a: {review_by: 2028-02-29}}",
    "a handover without a day": "models: {a: {handover: {from: b, to: c}}}",
    "an anchor and its alias": "features: {a: {uses: &u {models: [m]}}, b: {uses: *u}}",
    "a merge key": "features: {a: &a {owner: b, status: pilot}, c: {<<: *a, status: idea}}",
    "owner and co-owners everywhere": "".join(
        f"{kind}s: {{a: {{description: d, owner: o, co_owners: [p]}}}}\n" for kind in DECLARED
    ),
    "every status of a feature": "".join(
        ["features:\n"]
        + [f"  {s}: {{status: {s}}}\n" for s in ["idea", "experiment", "pilot", "production", "deprecated", "retired"]]
    ),
    "every status of a model": "".join(
        ["models:\n"]
        + [f"  {s}: {{status: {s}}}\n" for s in ["development", "staging", "production", "deprecated", "retired"]]
    ),
}

# What a manifest holds besides `version: 1`, and the one thing that is wrong with it.
REJECTED = {
    "imports, which is reserved": ("imports: []", ": additionalProperties"),
    "an unknown section": ("datasets: {}", ": additionalProperties"),
    "a free key in capitals": ("X-a: 1", ": additionalProperties"),
    "a feature's key at the top": ("status: production", ": additionalProperties"),
    "null for a section": ("features:", "features: type"),
    "a list of features": ("features: [{name: a}]", "features: type"),
    "null for a feature": ("features: {a: }", "features/a: type"),
    "a string for a model": ("models: {a: gpt-4o}", "models/a: type"),
    "a name in capitals": ("features: {Search: {}}", "features: pattern"),
    "a name with a blank": ("models: {gpt 4o: {}}", "models: pattern"),
    "a name that starts with a digit": ("models: {4o: {}}", "models: pattern"),
    "a name with a slash": ("assets: {a/b: {}}", "assets: pattern"),
    "an empty name": ('platforms: {"": {}}', "platforms: pattern"),
    "a name that ends with a newline": ('pipelines: {"a\\n": {}}', "pipelines: pattern"),
    "a name with a letter from elsewhere": ("models: {modèle: {}}", "models: pattern"),
    "a name of 101 characters": (f"models: {{{'a' * 101}: {{}}}}", "models: pattern"),
    "a team called none": ("teams: {none: {}}", "teams: pattern"),
    "a team called tbd": ("teams: {tbd: {}}", "teams: pattern"),
    "a team called todo": ("teams: {todo: {}}", "teams: pattern"),
    "a team called unknown": ("teams: {unknown: {}}", "teams: pattern"),
    "a team called unassigned": ("teams: {unassigned: {}}", "teams: pattern"),
    "a team called n/a": ("teams: {n/a: {}}", "teams: pattern"),
    "a team called external": ("teams: {external: {}}", "teams: pattern"),
    "a team called downstream": ("teams: {downstream: {}}", "teams: pattern"),
    "a team in capitals": ("teams: {None: {}}", "teams: pattern"),
    "the file's owner is external": ("owner: external", "owner: pattern"),
    "the file's owner is a list": ("owner: [a]", "owner: anyOf"),
    "an owner that is external": ("features: {a: {owner: external}}", "features/a/owner: pattern"),
    "an owner that is downstream": ("models: {a: {owner: downstream}}", "models/a/owner: pattern"),
    "two owners": ("models: {a: {owner: [b, c]}}", "models/a/owner: anyOf"),
    "an operator that is external": (
        "models: {a: {operations: {owner: external}}}",
        "models/a/operations/owner: pattern",
    ),
    "an integrator that is external": (
        "features: {a: {integration: {owner: external}}}",
        "features/a/integration/owner: pattern",
    ),
    "a co-owner that is external": (
        "assets: {a: {co_owners: [external]}}",
        "assets/a/co_owners/0: pattern",
    ),
    "an empty co-owner": ('assets: {a: {co_owners: [""]}}', "assets/a/co_owners/0: minLength"),
    "co-owners as a string": ("assets: {a: {co_owners: b}}", "assets/a/co_owners: type"),
    "null for co-owners": ("assets: {a: {co_owners: }}", "assets/a/co_owners: type"),
    "null in a list": (
        "features: {a: {uses: {models: [b, null]}}}",
        "features/a/uses/models/1: type",
    ),
    "an owner for an organization": (
        "organization: {owner: a}",
        "organization: additionalProperties",
    ),
    "an owner for a team": ("teams: {a: {owner: b}}", "teams/a: additionalProperties"),
    "a kind of team": ("teams: {a: {kind: backend}}", "teams/a/kind: enum"),
    "a status of a team": ("teams: {a: {status: retired}}", "teams/a/status: enum"),
    "an unknown forge": (
        'teams: {a: {handles: {gitea: "@a"}}}',
        "teams/a/handles: additionalProperties",
    ),
    "an empty handle": ('teams: {a: {handles: {github: ""}}}', "teams/a/handles/github: minLength"),
    "a handle that is a mapping": (
        "teams: {a: {handles: {github: {team: b}}}}",
        "teams/a/handles/github: anyOf",
    ),
    "an unknown role": (
        "teams: {a: {staffing: {wizard: 1}}}",
        "teams/a/staffing: additionalProperties",
    ),
    "fewer than no people": (
        "teams: {a: {staffing: {director: -1}}}",
        "teams/a/staffing/director: minimum",
    ),
    "people in words": (
        "teams: {a: {staffing: {director: two}}}",
        "teams/a/staffing/director: type",
    ),
    "a boolean number of people": (
        "teams: {a: {staffing: {director: true}}}",
        "teams/a/staffing/director: type",
    ),
    "a way of contact": (
        "teams: {a: {contact: {phone: 1}}}",
        "teams/a/contact: additionalProperties",
    ),
    "a status of a feature": ("features: {a: {status: live}}", "features/a/status: enum"),
    "a status in capitals": ("features: {a: {status: Production}}", "features/a/status: enum"),
    "a model's status on a feature": (
        "features: {a: {status: staging}}",
        "features/a/status: enum",
    ),
    "a feature's status on a model": ("models: {a: {status: pilot}}", "models/a/status: enum"),
    "a status on a platform": (
        "platforms: {a: {status: production}}",
        "platforms/a: additionalProperties",
    ),
    "a path from here": ("features: {a: {paths: [./b]}}", "features/a/paths/0: pattern"),
    "an address among paths": ("features: {a: {paths: [s3://b/c]}}", "features/a/paths/0: pattern"),
    "alternatives in a path": ('features: {a: {paths: ["{b,c}"]}}', "features/a/paths/0: pattern"),
    "a negated path": ('features: {a: {paths: ["!b"]}}', "features/a/paths/0: pattern"),
    "a character set in a path": ('models: {a: {artifacts: ["[bc]"]}}', "models/a/artifacts/0: pattern"),
    "several owners in a string": ('features: {a: {owner: "b,c"}}', "features/a/owner: pattern"),
    "a path that goes up": ("features: {a: {paths: [../b]}}", "features/a/paths/0: pattern"),
    "a path that goes up in the middle": (
        "features: {a: {paths: [b/../c]}}",
        "features/a/paths/0: pattern",
    ),
    "a path that goes up at the end": (
        "features: {a: {paths: [b/..]}}",
        "features/a/paths/0: pattern",
    ),
    "a path that goes up from the root": (
        "assets: {a: {paths: [//../b]}}",
        "assets/a/paths/0: pattern",
    ),
    "a path that only goes up": ("pipelines: {a: {paths: [..]}}", "pipelines/a/paths/0: pattern"),
    "an empty path": ('platforms: {a: {paths: [""]}}', "platforms/a/paths/0: minLength"),
    "one path without a list": ("features: {a: {paths: src/}}", "features/a/paths: type"),
    "an artefact that goes up": (
        "models: {a: {artifacts: [../models/]}}",
        "models/a/artifacts/0: pattern",
    ),
    "a suite that goes up": (
        "features: {a: {evaluation: {suite: ../e}}}",
        "features/a/evaluation/suite: pattern",
    ),
    "a rollback that goes up": (
        "models: {a: {operations: {rollback: ../r}}}",
        "models/a/operations/rollback: pattern",
    ),
    "a feature's key misspelt": ("features: {a: {use: {}}}", "features/a: additionalProperties"),
    "paths on a model": ("models: {a: {paths: [b]}}", "models/a: additionalProperties"),
    "artefacts on a feature": (
        "features: {a: {artifacts: [b]}}",
        "features/a: additionalProperties",
    ),
    "reviewers on a feature": (
        "features: {a: {reviewers: [b]}}",
        "features/a: additionalProperties",
    ),
    "operations on a feature": (
        "features: {a: {operations: {}}}",
        "features/a: additionalProperties",
    ),
    "operations on an asset": ("assets: {a: {operations: {}}}", "assets/a: additionalProperties"),
    "features used by a model": (
        "models: {a: {uses: {features: []}}}",
        "models/a/uses: additionalProperties",
    ),
    "features used by a platform": (
        "platforms: {a: {uses: {features: []}}}",
        "platforms/a/uses: additionalProperties",
    ),
    "pipelines used by a pipeline": (
        "pipelines: {a: {uses: {pipelines: []}}}",
        "pipelines/a/uses: additionalProperties",
    ),
    "platforms used by an asset": (
        "assets: {a: {uses: {platforms: []}}}",
        "assets/a/uses: additionalProperties",
    ),
    "platforms fed by a pipeline": (
        "pipelines: {a: {feeds: {platforms: []}}}",
        "pipelines/a/feeds: additionalProperties",
    ),
    "a list of things used": ("features: {a: {uses: [b]}}", "features/a/uses: type"),
    "a metric as a string": ("features: {a: {metric: clicks}}", "features/a/metric: type"),
    "a target as a number": (
        "features: {a: {metric: {target: 0.9}}}",
        "features/a/metric/target: type",
    ),
    "one criterion without a list": (
        "features: {a: {evaluation: {criteria: good}}}",
        "features/a/evaluation/criteria: type",
    ),
    "several frameworks": (
        "features: {a: {evaluation: {framework: [b]}}}",
        "features/a/evaluation/framework: type",
    ),
    "signals to everybody outside": (
        "features: {a: {evaluation: {signals_to: [external]}}}",
        "features/a/evaluation/signals_to/0: pattern",
    ),
    "an empty domain": ('features: {a: {domains: [""]}}', "features/a/domains/0: minLength"),
    "a domain reviewer that is downstream": (
        "features: {a: {domain_reviewers: [downstream]}}",
        "features/a/domain_reviewers/0: pattern",
    ),
    "yes, which is a string": (
        "features: {a: {integration: {external: yes}}}",
        "features/a/integration/external: type",
    ),
    "trained by whoever is downstream": (
        "models: {a: {trained_by: downstream}}",
        "models/a/trained_by: pattern",
    ),
    "trained by null": ("models: {a: {trained_by: }}", "models/a/trained_by: type"),
    "a kind of model": ("models: {a: {kind: transformer}}", "models/a/kind: enum"),
    "access for the public": ("models: {a: {access: public}}", "models/a/access: enum"),
    "access for an external team": (
        "models: {a: {access: [external]}}",
        "models/a/access/0: pattern",
    ),
    "access as null": ("models: {a: {access: }}", "models/a/access: anyOf"),
    "an empty identifier": (
        'models: {a: {identifiers: [""]}}',
        "models/a/identifiers/0: minLength",
    ),
    "reviewers upstream": ("models: {a: {reviewers: upstream}}", "models/a/reviewers: enum"),
    "reviewers as null": ("models: {a: {reviewers: }}", "models/a/reviewers: anyOf"),
    "reviewers as a mapping": ("models: {a: {reviewers: {team: b}}}", "models/a/reviewers: anyOf"),
    "downstream in the list": (
        "models: {a: {reviewers: [downstream]}}",
        "models/a/reviewers/0: pattern",
    ),
    "a reviewer that is external": (
        "models: {a: {reviewers: [{team: external}]}}",
        "models/a/reviewers/0/team: pattern",
    ),
    "a reviewer without a team": (
        "models: {a: {reviewers: [{reason: r}]}}",
        "models/a/reviewers/0: required",
    ),
    "a reviewer with an end": (
        "models: {a: {reviewers: [{team: b, until: 2027-01-01}]}}",
        "models/a/reviewers/0: additionalProperties",
    ),
    "a waiver that is a name": ("models: {a: {waivers: [b]}}", "models/a/waivers/0: type"),
    "a waiver without a team": (
        "models: {a: {waivers: [{reason: r}]}}",
        "models/a/waivers/0: required",
    ),
    "a use elsewhere without a team": (
        "models: {a: {used_elsewhere: [{repository: r}]}}",
        "models/a/used_elsewhere/0: required",
    ),
    "a review scope": ("models: {a: {review_scope: all}}", "models/a/review_scope: enum"),
    "a hosting": ("models: {a: {hosting: cloud}}", "models/a/hosting: enum"),
    "two successors": ("models: {a: {replaced_by: [b, c]}}", "models/a/replaced_by: type"),
    "a handover to outside": (
        "models: {a: {handover: {to: external}}}",
        "models/a/handover/to: pattern",
    ),
    "a handover some day": ("models: {a: {handover: {on: soon}}}", "models/a/handover/on: pattern"),
    "a date without its noughts": (
        "models: {a: {retire_on: 2027-1-31}}",
        "models/a/retire_on: pattern",
    ),
    "a date with a time": (
        "models: {a: {retire_on: 2027-01-31T10:00:00Z}}",
        "models/a/retire_on: pattern",
    ),
    "a date that ends with a newline": (
        'models: {a: {retire_on: "2027-01-31\\n"}}',
        "models/a/retire_on: pattern",
    ),
    "a date in other digits": (
        "models: {a: {retire_on: \u0662\u0660\u0662\u0667-\u0660\u0661-\u0663\u0661}}",
        "models/a/retire_on: pattern",
    ),
    "a day that is not in the calendar": (
        "assets: {a: {review_by: 2027-02-29}}",
        "assets/a/review_by: format",
    ),
    "a year": ("assets: {a: {review_by: 2027}}", "assets/a/review_by: type"),
    "a capability": ("platforms: {a: {provides: [magic]}}", "platforms/a/provides/0: enum"),
    "one capability without a list": (
        "platforms: {a: {provides: tooling}}",
        "platforms/a/provides: type",
    ),
    "a kind of asset": ("assets: {a: {kind: notebook}}", "assets/a/kind: enum"),
    "a structure": ("organization: {structure: matrix}", "organization/structure: enum"),
    "a stage": ("organization: {stage: 3}", "organization/stage: enum"),
    "a merge that is no key of the format": (
        "features: {a: {<<: {flavour: 1}}}",
        "features/a: additionalProperties",
    ),
}

# Whole texts whose version or outermost shape is wrong.
REJECTED_WHOLE = {
    "an empty file": ("", ": type"),
    "a list": ("[]", ": type"),
    "no version": ("owner: a", ": required"),
    "a later version": ("version: 2", "version: const"),
    "a version that is a string": ('version: "1"', "version: type"),
    "a version that is true": ("version: true", "version: type"),
    "no version number": ("version:", "version: type"),
}


def test_the_schema_is_a_draft_07_schema() -> None:
    """By the draft's own metaschema."""
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", [LEAST, EVERYTHING], ids=["least", "everything"])
def test_the_documented_manifests_are_accepted(text: str) -> None:
    """The least manifest, and the one that has everything."""
    assert problems(text) == []


@pytest.mark.parametrize("rest", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_accepted(rest: str) -> None:
    """Manifests that are in order."""
    assert problems(_with_version(rest)) == []


@pytest.mark.parametrize(("rest", "problem"), REJECTED.values(), ids=REJECTED.keys())
def test_rejected(rest: str, problem: str) -> None:
    """Manifests with one mistake, found at its place (and in the unions around it) alone."""
    errors = problems(_with_version(rest))
    assert problem in errors
    location = problem.partition(":")[0]
    assert all(location.startswith(where.partition(":")[0]) for where in errors)


@pytest.mark.parametrize(("text", "problem"), REJECTED_WHOLE.values(), ids=REJECTED_WHOLE.keys())
def test_rejected_whole(text: str, problem: str) -> None:
    """Texts that are no manifest of version 1."""
    assert problem in problems(text)


@pytest.mark.parametrize("kind", DECLARED)
@pytest.mark.parametrize("key", ["description", "owner", "co_owners"])
def test_every_declaration_says_what_it_is_and_whose(kind: str, key: str) -> None:
    """`description`, `owner` and `co_owners` are understood on all five kinds."""
    assert key in SCHEMA["definitions"][kind]["properties"]


def test_null_is_accepted_for_owners_alone() -> None:
    """Whatever value of the largest manifest becomes null, only an owner may."""
    nullable = {path[-1] for path, changed in _each_replaced_by_null(load(EVERYTHING)) if VALIDATOR.is_valid(changed)}
    assert nullable == {"owner"}


def test_a_key_of_the_format_is_in_the_documented_manifest() -> None:
    """The manifest that has everything uses every key, but for those that stand on all kinds."""
    anywhere = {"description", "co_owners", "bitbucket"}
    roles = set(SCHEMA["definitions"]["staffing"]["properties"])
    keys = {key for node in _schemas(SCHEMA) for key in node.get("properties", ())}
    assert keys - anywhere - roles == _keys(load(EVERYTHING)) - anywhere - roles - _names(load(EVERYTHING))


def test_mappings_are_closed_and_leave_free_keys() -> None:
    """Unknown keys are errors at every level, and `x-` keys are free at every level."""
    for node in _schemas(SCHEMA):
        if node.get("type") == "object":
            assert node["patternProperties"] == {"^x-": {}}
            if "properties" in node:
                assert node["additionalProperties"] is False
            else:
                assert "propertyNames" in node


def test_unions_differ_by_their_json_type() -> None:
    """An editor, and our own messages, pick the branch by the type of the value."""
    for node in _schemas(SCHEMA):
        assert "oneOf" not in node
        branches = node.get("anyOf", [])
        types = [branch["type"] for branch in branches]
        assert len(set(types)) == len(types)
        assert all(branch["title"] for branch in branches)


def test_patterns_are_explained_and_closed() -> None:
    """Nobody reads a regular expression, and no `$` lets a newline through."""
    for node in _schemas(SCHEMA):
        if "pattern" in node:
            assert node["patternErrorMessage"].endswith(".")
            assert "$" not in node["pattern"]
            assert "\\d" not in node["pattern"]
            assert "\\w" not in node["pattern"]


def test_enumerations_describe_each_value() -> None:
    """The completion list says what each word means."""
    for node in _schemas(SCHEMA):
        if "enum" in node:
            assert len(node["markdownEnumDescriptions"]) == len(node["enum"])


def test_properties_are_described() -> None:
    """Hovering over any key says something, and where markdown is used there is a plain form."""
    for node in _schemas(SCHEMA):
        for key, child in node.get("properties", {}).items():
            assert child["description"].endswith("."), key
            assert "`" not in child["description"], key
            if "$ref" in child:  # or editors show the definition's words instead
                assert "markdownDescription" in child, key


def test_references_say_what_they_refer_to() -> None:
    """Properties that are named for a kind carry it, so that editors can complete names."""
    kinds = {"feature", "model", "platform", "pipeline", "asset"}
    for node in _schemas(SCHEMA):
        for key, child in node.get("properties", {}).items():
            target = child.get("$ref", "").rpartition("/")[2]
            kind = target.partition("_")[0]
            if target.endswith(("_reference", "_references")) and kind in kinds | {"team"}:
                assert child["x-aiowners-kind"] == kind, key


def test_examples_are_valid() -> None:
    """What an editor offers as an example is accepted where it is offered."""
    for node in _schemas(SCHEMA):
        for example in node.get("examples", []):
            assert _within(node).is_valid(example), example


def test_snippets_are_valid() -> None:
    """What a snippet inserts is accepted where it is offered; for a list it is one item."""
    kinds = set()
    for node in _schemas(SCHEMA):
        for snippet in node.get("defaultSnippets", []):
            inserted = _filled(snippet["body"])
            value = [inserted] if node["type"] == "array" else inserted
            assert list(_within(node).iter_errors(value)) == [], snippet["label"]
            kinds.add(node["title"])
    assert kinds >= {kind.capitalize() for kind in KINDS} | {
        SCHEMA["title"],
        "Waivers",
        "Reviewers: a list",
    }


def test_references_inside_the_schema_resolve() -> None:
    """Each definition is used, and each that is used exists."""
    used = {node["$ref"].removeprefix("#/definitions/") for node in _schemas(SCHEMA) if "$ref" in node}
    assert used == set(SCHEMA["definitions"])


def _with_version(rest: str) -> str:
    """A manifest of version 1; flow mappings at the top are opened for it."""
    if rest.startswith("{"):
        return "{version: 1, " + rest[1:]
    return f"version: 1\n{rest}"


def _schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema within the schema `node`, itself first."""
    if not isinstance(node, dict):
        return
    yield node
    for keyword in ("properties", "patternProperties", "definitions"):
        for child in node.get(keyword, {}).values():
            yield from _schemas(child)
    for keyword in ("items", "propertyNames", "additionalProperties"):
        yield from _schemas(node.get(keyword))
    for keyword in ("allOf", "anyOf"):
        for child in node.get(keyword, []):
            yield from _schemas(child)


def _within(node: dict[str, Any]) -> Draft7Validator:
    """A validator for one schema of the whole, its references resolved."""
    schema = {**node, "definitions": SCHEMA["definitions"]}
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


def _filled(body: Any) -> Any:
    """A snippet's body as it stands after the placeholders were left as they are, read as YAML."""
    text = json.dumps(body)
    text = re.sub(r"\$\{\d+\|([^,|]+)[^}]*\}", r"\1", text)
    text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text)
    return _read(json.loads(text))


def _read(value: Any) -> Any:
    """Each string of a snippet's body as what an editor inserts: a piece of YAML."""
    if isinstance(value, dict):
        return {key: _read(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_read(child) for child in value]
    return load(value) if isinstance(value, str) else value


def _each_replaced_by_null(document: Any) -> Iterator[tuple[list[str], Any]]:
    """Every key of `document` in turn, with the document in which its value is null."""
    todo: list[list[Any]] = [[key] for key in document]
    while todo:
        path = todo.pop()
        changed = json.loads(json.dumps(document))
        parent = changed
        for step in path[:-1]:
            parent = parent[step]
        value = parent[path[-1]]
        parent[path[-1]] = None
        if isinstance(value, dict):
            todo.extend([*path, key] for key in value)
        elif isinstance(value, list):
            todo.extend([*path, index] for index in range(len(value)))
        yield path, changed


def _keys(value: Any) -> set[str]:
    """All keys at any depth."""
    if isinstance(value, dict):
        return set(value).union(*(_keys(child) for child in value.values()))
    if isinstance(value, list):
        return set().union(*(_keys(child) for child in value))
    return set()


def _names(document: Any) -> set[str]:
    """The names of all declarations."""
    return {name for kind in ("team", *DECLARED) for name in document[f"{kind}s"]}
