"""Tests of the oracle against organisations small enough to judge by hand, and of the generator."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pytest
from ruamel.yaml import YAML

from .oracle import RULES, Finding, cycles, expected, organisation, resolve, unapproved
from .organisations import FILES, KINDS, OUTSIDE_TEAMS, PERSONS, PLACEHOLDERS, TODAY, random_data, random_organisation
from .yaml_writer import parts

ROOT = "ai-ownership.yaml"
DAY = date.fromisoformat(TODAY)
TEAMS = "version: 1\nteams: {ml: {kind: ml}, search: {}, support: {}, data: {}, gone: {status: disbanded}}\n"


@dataclass(frozen=True)
class Case:
    """A sentence of the specification, manifests, and what the sentence makes of them."""

    name: str
    sentence: str
    manifests: dict[str, str]
    findings: tuple[Finding, ...]


def one(body: str) -> dict[str, str]:
    """A single manifest in which the usual teams are declared."""
    return {ROOT: TEAMS + body}


def missing(model: str, team: str, path: str = ROOT) -> Finding:
    """A missing reviewer."""
    return ("missing-downstream-reviewer", f"model:{model}", f"team:{team}", path)


def unowned(label: str, path: str = ROOT) -> Finding:
    """A thing without an owner."""
    return ("unowned", label, None, path)


def unowned_shared(model: str, path: str = ROOT) -> Finding:
    """A shared model without an owner."""
    return ("unowned-shared-model", f"model:{model}", None, path)


def about(rule: str, subject: str | None, other: str, path: str = ROOT) -> Finding:
    """Any finding with a second party."""
    return (rule, subject, other, path)


CASES = (
    Case(
        "the least manifest",
        "a model [...] declared nowhere [is shared when] its downstream features that count have owners in two or "
        "more teams",
        {ROOT: "version: 1\nowner: search\nfeatures:\n  semantic-search:\n    uses: {models: [text-embed-v3]}\n"},
        (about("unknown-reference", "feature:semantic-search", "model:text-embed-v3"),),
    ),
    Case(
        "through an asset",
        "So the team that owns a retrieval index built with an embedding model is downstream of that model, and so "
        "are the teams whose features query the index.",
        one(
            "models: {m: {owner: ml}}\n"
            "assets: {index: {owner: data, uses: {models: [m]}}}\n"
            "features: {a: {owner: support, uses: {assets: [index]}}}\n"
        ),
        (missing("m", "data"), missing("m", "support")),
    ),
    Case(
        "every edge",
        "An edge `A -> B` reads: a change of A can change B.",
        one(
            "models: {m: {owner: ml}, n: {owner: ml, derived_from: [m]}, o: {owner: ml, trained_on: [p2]}}\n"
            "pipelines: {p: {owner: ml, uses: {models: [n]}}, p2: {owner: ml, consumes: [p]}}\n"
            "platforms: {g: {owner: ml, uses: {models: [o]}}}\n"
            "assets: {i: {owner: data, built_by: [p2]}}\n"
            "features: {f: {owner: search, evaluation: {framework: g}}, h: {owner: support, evaluation: {judges: [o]}}}"
        ),
        (
            *(missing("m", team) for team in ("data", "search", "support")),
            *(missing("n", team) for team in ("data", "search", "support")),
            *(missing("o", team) for team in ("search", "support")),
        ),
    ),
    Case(
        "feedback is an edge",
        "model M `trained_on: [D]`, `feedback: [D]` | D -> M",
        one(
            "models: {m: {owner: ml}, n: {owner: search, feedback: [p]}}\n"
            "pipelines: {p: {owner: ml, uses: {models: [m]}}}\n"
        ),
        (missing("m", "search"),),
    ),
    Case(
        "who does not count",
        "but not of features of `status` idea, experiment or retired, nor of retired models (what lies beyond these "
        "still counts)",
        one(
            "models: {m: {owner: ml}, old: {owner: data, status: retired, derived_from: [m]}}\n"
            "features:\n"
            "  a: {owner: support, status: idea, uses: {models: [old]}}\n"
            "  b: {owner: search, status: pilot, uses: {features: [a]}}\n"
            "  c: {owner: '@maya', status: experiment, uses: {models: [m]}}\n"
            "  d: {owner: '@lena', status: retired, uses: {models: [m]}}\n"
            "  e: {owner: '@omar', status: deprecated, uses: {models: [m]}}\n"
        ),
        (missing("m", "search"), missing("m", "@omar")),
    ),
    Case(
        "co-owners",
        "Co-owners do not count. [...] every downstream owner other than the model's owner and co-owners",
        one(
            "models: {m: {owner: ml, co_owners: [search]}}\n"
            "features:\n"
            "  a: {owner: search, co_owners: [support], uses: {models: [m]}}\n"
            "  b: {owner: data, uses: {models: [m]}}\n"
        ),
        (missing("m", "data"),),
    ),
    Case(
        "direct scope",
        "`review_scope: direct` on a model limits what is downstream of that model to what is one edge away; it says "
        "nothing of the models before it.",
        one(
            "models: {m: {owner: ml}, n: {owner: ml, review_scope: direct, derived_from: [m]}}\n"
            "assets: {i: {owner: data, uses: {models: [n]}}}\n"
            "features: {a: {owner: search, uses: {assets: [i]}}}\n"
        ),
        (missing("m", "data"), missing("m", "search"), missing("n", "data")),
    ),
    Case(
        "waivers",
        "or has waived. [...] Dates are whole days, valid through that day, UTC.",
        one(
            "models:\n"
            "  m:\n"
            "    owner: ml\n"
            "    used_elsewhere: [{team: search}, {team: support}, {team: data}]\n"
            "    waivers: [{team: search, until: 2026-11-22}, {team: support, until: 2026-11-21}, {team: data}]\n"
        ),
        (missing("m", "support"),),
    ),
    Case(
        "computed reviewers",
        "`reviewers: downstream` says that the list is computed rather than kept by hand",
        one("models: {m: {owner: ml, reviewers: downstream}}\nfeatures: {a: {owner: search, uses: {models: [m]}}}\n"),
        (),
    ),
    Case(
        "kept reviewers",
        "every downstream owner other than the model's owner and co-owners is among its reviewers",
        one(
            "models: {m: {owner: ml, reviewers: [search, {team: support, reason: r}]}}\n"
            "features: {a: {owner: search, uses: {models: [m]}}, b: {owner: support, uses: {models: [m]}}}\n"
            "assets: {i: {owner: data, uses: {models: [m]}}}\n"
        ),
        (missing("m", "data"),),
    ),
    Case(
        "one team alone",
        "it has an owner, and some downstream owner is another team",
        one("models: {m: {owner: ml}}\nfeatures: {a: {owner: ml, uses: {models: [m]}}}\n"),
        (),
    ),
    Case(
        "private",
        "A use (an edge out of the model) by something whose owner is another team is *unapproved* [...] an error at "
        "that use, and that edge is not followed. A user without an owner is no team: its use is allowed and followed.",
        one(
            "models: {m: {owner: ml, co_owners: [data], access: private}}\n"
            "assets:\n"
            "  i: {owner: search, uses: {models: [m]}}\n"
            "  j: {owner: none, uses: {models: [m]}}\n"
            "  k: {owner: data, uses: {models: [m]}}\n"
            "features:\n"
            "  a: {owner: support, uses: {assets: [i]}}\n"
            "  b: {owner: '@maya', uses: {assets: [j]}}\n"
        ),
        (
            about("unapproved-model-use", "asset:i", "model:m"),
            unowned("asset:j"),
            missing("m", "@maya"),
        ),
    ),
    Case(
        "a list",
        "a list that these and the listed teams may. A use [...] is *unapproved*, whatever the user's status",
        one(
            "models: {m: {owner: ml, access: [search]}, n: {owner: support, status: retired, derived_from: [m]}}\n"
            "features: {a: {owner: search, uses: {models: [m]}}, b: {owner: data, status: idea, "
            "evaluation: {judges: [m]}}}\n"
        ),
        (
            about("unapproved-model-use", "model:n", "model:m"),
            about("unapproved-model-use", "feature:b", "model:m"),
            missing("m", "search"),
        ),
    ),
    Case(
        "each reference",
        "a use that the model's `access` does not allow, at the reference",
        one(
            "models: {m: {owner: ml, access: private}}\n"
            "features: {a: {owner: search, uses: {models: [m]}, evaluation: {judges: [m]}}}\n"
        ),
        (about("unapproved-model-use", "feature:a", "model:m"),) * 2,
    ),
    Case(
        "shared without an owner",
        "it has no owner [...] and its downstream features that count have owners in two or more teams. [The promise] "
        "holds for a declared shared model without an owner too: its missing reviewers are reported beside it.",
        one(
            "models: {m: {reviewers: [search]}, n: {owner: gone}}\n"
            "features:\n"
            "  a: {owner: search, uses: {models: [m, n]}}\n"
            "  b: {owner: support, uses: {models: [m]}}\n"
            "  c: {owner: support, status: idea, uses: {models: [n]}}\n"
            "assets: {i: {owner: data, uses: {models: [n]}}}\n"
        ),
        (unowned_shared("m"), missing("m", "support"), unowned("model:n")),
    ),
    Case(
        "shared by its word",
        "it states `access` as `company` or as a list",
        one("models: {m: {access: company}, n: {access: [search], owner: TBD}, o: {access: private}}\n"),
        (unowned_shared("m"), unowned_shared("n"), unowned("model:o")),
    ),
    Case(
        "declared nowhere",
        "A model declared nowhere has no list to be missing from: `unowned-shared-model` alone is reported.",
        {
            "b/ai-ownership.yaml": "version: 1\nowner: b\nfeatures: {x: {uses: {models: [m, n]}}}\n",
            "a/ai-ownership.yaml": "version: 1\nowner: a\nassets: {i: {uses: {models: [m]}}}\n"
            "features: {y: {uses: {assets: [i]}}}\nplatforms: {g: {serves: [m, n]}}\n",
        },
        (
            unowned_shared("m", "a/ai-ownership.yaml"),
            about("unknown-reference", "feature:x", "model:n", "b/ai-ownership.yaml"),
            about("unknown-reference", "platform:g", "model:n", "a/ai-ownership.yaml"),
        ),
    ),
    Case(
        "retired models",
        "The promise is not asked of retired models; a use of one is still judged by `access`.",
        one(
            "models: {m: {status: retired, access: company}, n: {owner: ml, status: retired, access: private}}\n"
            "features: {a: {owner: search, uses: {models: [m, n]}}, b: {owner: data, uses: {models: [m]}}}\n"
        ),
        (
            about("unapproved-model-use", "feature:a", "model:n"),
            about("retired-dependency", "feature:a", "model:m"),
            about("retired-dependency", "feature:a", "model:n"),
            about("retired-dependency", "feature:b", "model:m"),
        ),
    ),
    Case(
        "placeholders",
        "`none`, `tbd`, [...] the empty string and null are no owner, in any case and trimmed; stated on a "
        "declaration they beat the file's `owner`.",
        one(
            "owner: search\n"
            "assets: {i: {}, j: {owner: }, k: {owner: ' TbD '}, l: {owner: ''}, m: {owner: N/A}}\n"
            "pipelines: {p: {operations: {owner: none}}}\n"
        ),
        tuple(unowned(f"asset:{name}") for name in "jklm"),
    ),
    Case(
        "the file's owner",
        "An unknown team as the file's `owner` is one finding, there; a disbanded one is a finding on each "
        "declaration.",
        {
            ROOT: TEAMS + "owner: gone\nassets: {i: {}}\npipelines: {p: {}}\n",
            "x/ai-ownership.yaml": "version: 1\nowner: ghost\nassets: {k: {}}\npipelines: {q: {}}\n",
            "x/y/ai-ownership.yaml": "version: 1\nassets: {l: {}}\n",
        },
        (
            unowned("asset:i"),
            unowned("pipeline:p"),
            about("unknown-team", None, "team:ghost", "x/ai-ownership.yaml"),
            unowned("asset:l", "x/y/ai-ownership.yaml"),
        ),
    ),
    Case(
        "unowned things",
        "anything else has no owner, features of status idea or retired and retired models excepted",
        one(
            "features: {a: {status: idea}, b: {status: retired}, c: {status: experiment}}\n"
            "models: {m: {status: retired}, n: {status: deprecated}}\nplatforms: {g: {}}\n"
        ),
        (unowned("feature:c"), unowned("model:n"), unowned("platform:g")),
    ),
    Case(
        "unknown owners",
        "*A team that nobody declares* is `unknown-team`, in place of any finding about having no owner; whether that "
        "model is shared and who is missing is then not judged",
        one(
            "models: {m: {owner: serch, access: company}, n: {owner: ml}}\n"
            "features: {a: {owner: search, uses: {models: [m]}}, b: {owner: Search, uses: {models: [m, n]}}}\n"
        ),
        (about("unknown-team", "model:m", "team:serch"), about("unknown-team", "feature:b", "team:Search")),
    ),
    Case(
        "every team reference",
        "an owner, reviewer or other team reference names none of them",
        one(
            "models:\n"
            "  m:\n"
            "    owner: ml\n"
            "    co_owners: [u1]\n"
            "    trained_by: u2\n"
            "    handover: {from: u3, to: u4}\n"
            "    access: [u5]\n"
            "    reviewers: [u6, {team: u7}, '@who/ever', tbd]\n"
            "    waivers: [{team: u8}]\n"
            "    used_elsewhere: [{team: u9}]\n"
            "    operations: {owner: u10}\n"
            "  n: {owner: ml, trained_by: external}\n"
            "features:\n"
            "  a: {owner: ml, evaluation: {signals_to: [u11]}, domain_reviewers: [u12], integration: {owner: u13}}\n"
        ),
        (
            *(about("unknown-team", "model:m", f"team:u{number}") for number in range(1, 11)),
            about("unknown-team", "model:m", "team:tbd"),
            *(about("unknown-team", "feature:a", f"team:u{number}") for number in range(11, 14)),
        ),
    ),
    Case(
        "handles",
        "A forge handle or an email address is also understood: it is the declared team that carries it, or else "
        "stands for itself",
        {
            ROOT: "version: 1\nteams:\n"
            "  search: {handles: {github: '@acme/search', gitlab: ['@acme/s', '@acme/ranking']}}\n"
            "  support: {contact: {email: support@acme.test}}\n"
            "models: {m: {owner: '@ACME/search', reviewers: [support@acme.test, '@lena']}}\n"
            "features:\n"
            "  a: {owner: '@acme/ranking', uses: {models: [m]}}\n"
            "  b: {owner: support, uses: {models: [m]}}\n"
            "  c: {owner: '@Lena', uses: {models: [m]}}\n"
            "  d: {owner: '@Other/Team', uses: {models: [m]}}\n"
            "  e: {owner: ' omar@acme.test', uses: {models: [m]}}\n"
        },
        (missing("m", "@Other/Team"), missing("m", "omar@acme.test")),
    ),
    Case(
        "no teams",
        "Where no manifest declares any team, bare names are taken as they are.",
        {
            ROOT: "version: 1\nmodels: {m: {owner: anybody, reviewers: [tbd]}}\n"
            "features: {a: {owner: somebody, uses: {models: [m]}}, b: {owner: none, uses: {models: [m]}}}\n"
        },
        (missing("m", "somebody"), unowned("feature:b")),
    ),
    Case(
        "declared twice",
        "A reference to a name with several declarations is an edge from each of them. For display, the first by path, "
        "then line, comes first. Each keeps its own owner, uses, and reviewers, so that no downstream owner is lost.",
        {
            "b/ai-ownership.yaml": "version: 1\norganization: {}\nteams: {search: {status: disbanded}}\n"
            "models: {m: {owner: data, access: private, used_elsewhere: [{team: search}]}}\n"
            "features: {f: {owner: support, uses: {models: [m]}}}\n",
            "a/ai-ownership.yaml": "version: 1\norganization: {}\nteams: {search: {}, support: {}, data: {}}\n"
            "models: {m: {owner: search}}\nfeatures: {f: {owner: search}}\n",
        },
        (
            about("duplicate-declaration", "model:m", "model:m", "b/ai-ownership.yaml"),
            about("duplicate-declaration", "feature:f", "feature:f", "b/ai-ownership.yaml"),
            about("duplicate-declaration", "team:search", "team:search", "b/ai-ownership.yaml"),
            about("duplicate-declaration", "organization", "organization", "b/ai-ownership.yaml"),
            about("unapproved-model-use", "feature:f", "model:m", "b/ai-ownership.yaml"),
            missing("m", "support", "a/ai-ownership.yaml"),
            missing("m", "search", "b/ai-ownership.yaml"),
        ),
    ),
    Case(
        "declared twice, and beyond",
        "A reference to a name with several declarations is an edge from each of them.",
        {
            "b/ai-ownership.yaml": "version: 1\nmodels: {m: {owner: x}}\n"
            "assets: {i: {owner: y, uses: {models: [m]}}}\n",
            "a/ai-ownership.yaml": "version: 1\nassets: {i: {owner: x}}\n"
            "features: {f: {owner: z, uses: {assets: [i]}}}\n",
        },
        (
            about("duplicate-declaration", "asset:i", "asset:i", "b/ai-ownership.yaml"),
            missing("m", "y", "b/ai-ownership.yaml"),
            missing("m", "z", "b/ai-ownership.yaml"),
        ),
    ),
    Case(
        "declared twice, and restricted",
        "A reference to a name with several declarations is an edge from each of them.",
        {
            "b/ai-ownership.yaml": "version: 1\nmodels: {m: {owner: x, access: private}, n: {owner: x, status: retired}}\n",
            "c/ai-ownership.yaml": "version: 1\nmodels: {m: {owner: x, access: private}, n: {owner: x, status: retired}}\n",
            "a/ai-ownership.yaml": "version: 1\nmodels: {m: {owner: x}, n: {owner: x, status: deprecated}}\n"
            "features: {f: {owner: z, uses: {models: [m, n]}}}\n",
        },
        (
            *(
                about("duplicate-declaration", f"model:{name}", f"model:{name}", f"{path}/ai-ownership.yaml")
                for name in "mn"
                for path in "bc"
            ),
            about("unapproved-model-use", "feature:f", "model:m", "a/ai-ownership.yaml"),
            about("retired-dependency", "feature:f", "model:n", "a/ai-ownership.yaml"),
            missing("m", "z", "a/ai-ownership.yaml"),
            missing("n", "z", "a/ai-ownership.yaml"),
        ),
    ),
    Case(
        "identifiers as names",
        "A reference that is an identifier of a model, and not a name, resolves to that model. It is still "
        "`unknown-reference`, with the name as the fix.",
        one(
            "models:\n  m: {owner: ml, identifiers: [vendor-m, n, x]}\n  n: {owner: ml}\n"
            "  p: {owner: ml, access: private, identifiers: [x]}\n"
            "features:\n  f: {owner: data, uses: {models: [vendor-m]}}\n  g: {owner: data, uses: {models: [vendor-m, n]}}\n"
            "  h: {owner: search, uses: {models: [x]}}\n  i: {owner: support, uses: {models: [x]}}\n"
        ),
        (
            *(
                about("unknown-reference", f"feature:{user}", f"model:{name}")
                for user, name in (("f", "vendor-m"), ("g", "vendor-m"), ("h", "x"), ("i", "x"))
            ),
            *(about("unapproved-model-use", f"feature:{user}", "model:p") for user in "hi"),
            *(missing("m", team) for team in ("data", "search", "support")),
            about("duplicate-identifier", "model:p", "model:m"),
            about("duplicate-identifier", "model:n", "model:m"),
            missing("n", "data"),
        ),
    ),
    Case(
        "used elsewhere",
        "The *downstream owners* of X are [...] and the teams of its `used_elsewhere`.",
        one(
            "models: {m: {owner: ml}, n: {owner: ml, derived_from: [m], used_elsewhere: [{team: data}, {team: gone}]}}"
        ),
        (missing("n", "data"),),
    ),
    Case(
        "identifiers",
        "two models claim one identifier: one model under two names hides who shares it",
        {
            "b/ai-ownership.yaml": "version: 1\nmodels:\n"
            "  z: {owner: t, identifiers: [x, y]}\n  c: {owner: t, identifiers: [y, w]}\n  w: {owner: t}\n",
            "a/ai-ownership.yaml": "version: 1\nmodels: {k: {owner: t, identifiers: [x]}}\n",
            "c/ai-ownership.yaml": "version: 1\nmodels: {k: {owner: t, identifiers: [x]}}\n",
        },
        (
            about("duplicate-declaration", "model:k", "model:k", "c/ai-ownership.yaml"),
            about("duplicate-identifier", "model:z", "model:k", "b/ai-ownership.yaml"),
            about("duplicate-identifier", "model:c", "model:z", "b/ai-ownership.yaml"),
            about("duplicate-identifier", "model:w", "model:c", "b/ai-ownership.yaml"),
        ),
    ),
    Case(
        "retired dependencies",
        "something in production uses something retired or past its `retire_on`; valid through that day",
        one(
            "owner: ml\n"
            "models:\n"
            "  today: {retire_on: 2026-11-22}\n"
            "  past: {retire_on: 2026-11-21}\n"
            "  old: {status: deprecated}\n"
            "  staged: {status: staging, derived_from: [old]}\n"
            "  tuned: {derived_from: [old, staged]}\n"
            "features:\n"
            "  a: {uses: {models: [today, past, staged]}}\n"
            "  b: {status: pilot, uses: {models: [past]}}\n"
            "  c: {status: retired}\n"
            "  d: {uses: {features: [c]}}\n"
            "platforms: {g: {serves: [old], uses: {models: [past]}}}\n"
        ),
        (
            about("retired-dependency", "model:tuned", "model:old"),
            about("retired-dependency", "feature:a", "model:past"),
            about("retired-dependency", "feature:d", "feature:c"),
            about("retired-dependency", "platform:g", "model:past"),
        ),
    ),
    Case(
        "no edges",
        "`platform.serves` is no edge. `pipeline.feeds` is no edge either",
        one(
            "models: {m: {owner: ml, access: private, replaced_by: m5}}\n"
            "platforms: {g: {owner: data, serves: [m, m2]}}\n"
            "pipelines: {p: {owner: ml, uses: {models: [m]}, feeds: {models: [m3], features: [a, b], assets: [j]}}}\n"
            "features: {a: {owner: search}}\n"
        ),
        (
            about("unknown-reference", "model:m", "model:m5"),
            about("unknown-reference", "platform:g", "model:m2"),
            about("unknown-reference", "pipeline:p", "model:m3"),
            about("unknown-reference", "pipeline:p", "feature:b"),
            about("unknown-reference", "pipeline:p", "asset:j"),
        ),
    ),
    Case(
        "unknown references",
        "a model, platform, pipeline, asset or feature reference resolves to nothing",
        one(
            "owner: ml\n"
            "models: {m: {derived_from: [m1], trained_on: [p1], feedback: [p2]}}\n"
            "pipelines: {p: {consumes: [p3]}}\n"
            "assets: {i: {built_by: [p4], uses: {assets: [i]}}}\n"
            "features: {a: {uses: {platforms: [g1], features: [f1]}, evaluation: {framework: g2, judges: [m2]}}}\n"
        ),
        (
            *(about("unknown-reference", "model:m", label) for label in ("model:m1", "pipeline:p1", "pipeline:p2")),
            about("unknown-reference", "pipeline:p", "pipeline:p3"),
            about("unknown-reference", "asset:i", "pipeline:p4"),
            *(
                about("unknown-reference", "feature:a", label)
                for label in ("platform:g1", "feature:f1", "platform:g2", "model:m2")
            ),
        ),
    ),
    Case(
        "aliases and merge keys",
        "`on`, `no` and `yes` are strings. [...] Anchors and aliases work [...]; merge keys (`<<`) work",
        {
            ROOT: "version: 1\nteams: {on: {}, no: {}}\n"
            "x-defaults: [&d {owner: on, uses: &u {models: [m]}}, &e {owner: none}]\n"
            "models: {m: {owner: no}, n: {access: company, <<: *d, owner: none}}\n"
            "features: {a: {<<: [*d, *e]}, b: {<<: [*e, *d]}, c: {owner: on, status: pilot, uses: *u}}\n"
            "assets: {i: {<<: *e}}\n"
        },
        (missing("m", "on"), unowned_shared("n"), unowned("feature:b"), unowned("asset:i")),
    ),
    Case(
        "a cycle through the model",
        "*Downstream of X* is everything reachable from X, X itself apart.",
        one(
            "models: {m: {owner: ml, access: company, trained_on: [p], uses: {models: [m]}}}\n"
            "pipelines: {p: {owner: ml, uses: {models: [m]}}}\n"
        ),
        (),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sentence(case: Case) -> None:
    """What a sentence of the specification says is what the oracle expects."""
    assert expected(case.manifests, DAY) == Counter(case.findings), case.sentence


def test_cycles() -> None:
    """Edges form a cycle (`feedback` and platform to platform do not count)."""
    manifests = one(
        "owner: ml\n"
        "models:\n"
        "  m: {feedback: [p]}\n"
        "  n: {trained_on: [q]}\n"
        "  self: {derived_from: [self]}\n"
        "pipelines:\n"
        "  p: {uses: {models: [m]}}\n"
        "  q: {uses: {models: [n], assets: [i]}}\n"
        "platforms: {g: {uses: {platforms: [h]}}, h: {uses: {platforms: [g, h]}}}\n"
        "assets: {i: {uses: {models: [n]}}}\n"
        "features: {a: {uses: {assets: [i]}}}\n"
    )
    rings = {frozenset({"model:n", "pipeline:q", "asset:i"}), frozenset({"model:self"})}
    assert cycles(manifests, DAY) == rings


def test_cycles_do_not_follow_unapproved_uses() -> None:
    """An error at that use, and that edge is not followed."""
    body = "models: {{m: {{owner: ml, access: private, trained_on: [p]}}}}\npipelines: {{p: {{owner: {}, {}}}}}\n"
    uses = "uses: {models: [m]}"
    assert cycles(one(body.format("ml", uses)), DAY) == {frozenset({"model:m", "pipeline:p"})}
    assert cycles(one(body.format("none", uses)), DAY) == {frozenset({"model:m", "pipeline:p"})}
    assert cycles(one(body.format("data", uses)), DAY) == set()


# The generator.

SEEDS = range(200)
SIZES = (4, 14, 30)


@dataclass(frozen=True)
class Sample:
    """One random organisation, as data and as text, with what is expected of it."""

    data: dict[str, dict[str, Any]]
    texts: dict[str, str]
    findings: Counter[Finding]
    rings: set[frozenset[str]]

    @property
    def teams(self) -> dict[str, dict[str, Any]]:
        """All declared teams."""
        return {name: team for data in self.data.values() for name, team in data.get("teams", {}).items()}

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        """All declarations of a kind."""
        return [body for data in self.data.values() for body in data.get(KINDS[kind], {}).values()]

    def everything(self) -> list[tuple[str, dict[str, Any]]]:
        """All declarations, with their kinds."""
        return [(kind, body) for kind in KINDS for body in self.bodies(kind)]

    def owners(self) -> list[str | None]:
        """All stated owners of declarations."""
        return [body["owner"] for _, body in self.everything() if "owner" in body]

    def model_values(self, key: str) -> list[Any]:
        """What the models state under a key."""
        return [body[key] for body in self.bodies("model") if body.get(key)]


@cache
def samples() -> tuple[Sample, ...]:
    """The organisations of the first seeds."""
    found = []
    for seed in SEEDS:
        size = SIZES[seed % len(SIZES)]
        texts = random_organisation(seed, size)
        found.append(Sample(random_data(seed, size), texts, expected(texts, DAY), cycles(texts, DAY)))
    return tuple(found)


def comparable(value: Any) -> Any:
    """Data as read by YAML, with days as text."""
    if isinstance(value, dict):
        return {key: comparable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [comparable(inner) for inner in value]
    return str(value) if isinstance(value, date) else value


def test_text_is_read_as_the_data() -> None:
    """The text, in whatever style, is the data again."""
    for sample in samples():
        assert list(sample.texts) == list(sample.data)
        for path, text in sample.texts.items():
            assert comparable(YAML(typ="safe", pure=True).load(text)) == sample.data[path], text


def unordered(findings: Counter[Finding]) -> Counter[tuple[str, frozenset[str | None], str]]:
    """The findings, whichever of two equals is called first."""
    found: Counter[tuple[str, frozenset[str | None], str]] = Counter()
    for (rule, subject, other, path), times in findings.items():
        found[rule, frozenset({subject, other}), path] += times
    return found


def test_style_changes_no_finding() -> None:
    """The same data without anchors, aliases and merge keys gives the same findings."""
    for seed in range(0, 60, 3):
        with_aliases = random_organisation(seed, 14)
        without = random_organisation(seed, 14, aliases=False)
        assert unordered(expected(with_aliases, DAY)) == unordered(expected(without, DAY))
        assert not any(f" {sign}" in text for text in without.values() for sign in ("&a", "*a", "<<:"))


def test_same_seed_same_text() -> None:
    """A seed and a size say everything."""
    assert random_organisation(7, 12) == random_organisation(7, 12)
    assert random_organisation(7, 12) != random_organisation(8, 12)


def test_no_list_holds_an_item_twice() -> None:
    """Lists are sets in an order."""
    for sample in samples():
        for value in parts(sample.data):
            if isinstance(value, list):
                assert all(item not in value[:position] for position, item in enumerate(value))


def declared_more_than_once(sample: Sample) -> int:
    """How often the most repeated declaration stands somewhere."""
    sections = (*KINDS.values(), "teams")
    names = Counter((key, name) for data in sample.data.values() for key in sections for name in data.get(key, {}))
    return max(names.values(), default=0)


def addresses(sample: Sample) -> set[str]:
    """All handles and email addresses that teams carry, in lower case."""
    texts = {part for team in sample.teams.values() for part in parts(team) if isinstance(part, str)}
    return {text.lower() for text in texts if "@" in text}


def dangling_models(sample: Sample) -> list[str]:
    """Models used by features and declared nowhere, an entry a use."""
    declared = {name for data in sample.data.values() for name in data.get("models", {})}
    used = [name for body in sample.bodies("feature") for name in body.get("uses", {}).get("models", [])]
    return [name for name in used if name not in declared]


def reads(sample: Sample, condition: Callable[[Any], bool]) -> bool:
    """Whether the condition holds of the organisation as the oracle reads it."""
    return condition(organisation(sample.texts, DAY))


def gives(rule: str, subject: str = "", other: str = "") -> Callable[[Sample], bool]:
    """Whether a finding of the rule is expected, with a subject and an other party that begin so."""

    def found(sample: Sample) -> bool:
        return any(
            finding[0] == rule and str(finding[1]).startswith(subject) and str(finding[2]).startswith(other)
            for finding in sample.findings
        )

    return found


def states(kind: str, *keys: str) -> Callable[[Sample], bool]:
    """Whether a declaration of the kind states something that is not empty under this path of keys."""

    def found(sample: Sample) -> bool:
        for body in sample.bodies(kind):
            value: Any = body
            for key in keys:
                value = value.get(key, {}) if isinstance(value, dict) else {}
            if value:
                return True
        return False

    return found


def has_status(kind: str, status: str) -> Callable[[Sample], bool]:
    """Whether a declaration of the kind states this status."""
    return lambda sample: any(body.get("status") == status for body in sample.bodies(kind))


def has_owner(word: str | None) -> Callable[[Sample], bool]:
    """Whether a declaration states exactly this owner."""
    return lambda sample: word in sample.owners()


def has_file(path: str) -> Callable[[Sample], bool]:
    """Whether there is a manifest at this path."""
    return lambda sample: path in sample.texts


def in_some_model(key: str, condition: Callable[[Any], bool]) -> Callable[[Sample], bool]:
    """Whether a model states such a value under a key."""
    return lambda sample: any(condition(value) for value in sample.model_values(key))


def in_text(sign: str) -> Callable[[Sample], bool]:
    """Whether the text of a manifest holds this."""
    return lambda sample: any(sign in text for text in sample.texts.values())


def self_reference(sample: Sample) -> bool:
    """Whether something names itself."""
    return reads(sample, lambda org: any(ref.is_edge and ref.label == ref.user.label for ref in org.references))


def unapproved_by(key: str) -> Callable[[Sample], bool]:
    """Whether a use under this key is not approved."""
    return lambda sample: reads(
        sample,
        lambda org: any(
            ref.key == key and unapproved(org, ref, model)
            for ref in org.references
            for model in resolve(org, ref.kind, ref.name)
        ),
    )


FLAT_LIST = re.compile(r"\n( +)[\w'\"]+:\n\1- ")
STATUSES = {
    "feature": ("idea", "experiment", "pilot", "production", "deprecated", "retired"),
    "model": ("development", "staging", "production", "deprecated", "retired"),
}
STATED = (
    ("feature", "uses", "features"),
    *((kind, "uses", "models") for kind in KINDS),
    *((kind, "uses", "platforms") for kind in ("feature", "model", "platform", "pipeline")),
    *((kind, "uses", "pipelines") for kind in ("feature", "model", "platform")),
    *((kind, "uses", "assets") for kind in KINDS),
    ("feature", "evaluation", "framework"),
    ("feature", "evaluation", "judges"),
    ("feature", "evaluation", "signals_to"),
    ("feature", "domain_reviewers"),
    ("feature", "integration", "owner"),
    *(("model", key) for key in ("derived_from", "trained_on", "feedback", "waivers", "used_elsewhere")),
    *(("model", key) for key in ("trained_by", "identifiers", "replaced_by", "co_owners", "retire_on")),
    ("model", "handover", "to"),
    *((kind, "operations", "owner") for kind in ("model", "platform", "pipeline")),
    ("pipeline", "consumes"),
    *(("pipeline", "feeds", section) for section in ("models", "features", "assets")),
    ("asset", "built_by"),
    ("platform", "serves"),
)

FEATURES: dict[str, Callable[[Sample], bool]] = {
    **{".".join(path): states(path[0], *path[1:]) for path in STATED},
    **{f"{kind} {status}": has_status(kind, status) for kind, known in STATUSES.items() for status in known},
    **{f"rule {rule}": gives(rule) for rule in RULES},
    **{f"owner {word!r}": has_owner(word) for word in PLACEHOLDERS + PERSONS + OUTSIDE_TEAMS},
    **{f"file {path}": has_file(path) for path in FILES},
    "disbanded team": lambda sample: any(team.get("status") == "disbanded" for team in sample.teams.values()),
    "handles on two forges": lambda sample: any(len(team.get("handles", {})) > 1 for team in sample.teams.values()),
    "every kind of team": lambda sample: len({team["kind"] for team in sample.teams.values()}) == 5,
    "no team declared": lambda sample: not sample.teams and bool(sample.findings),
    "missing reviewer where no team is declared": lambda sample: (
        not sample.teams and gives("missing-downstream-reviewer")(sample)
    ),
    "owner by a handle that a team carries": lambda sample: any(
        str(word).lower() in addresses(sample) and str(word).startswith("@") for word in sample.owners()
    ),
    "owner by a handle in another case": lambda sample: any(str(word).startswith("@ACME") for word in sample.owners()),
    "owner by an email that a team carries": lambda sample: any(
        str(word) in addresses(sample) and not str(word).startswith("@") for word in sample.owners()
    ),
    "owner with blanks": lambda sample: any(
        word and word.strip() in sample.teams and word != word.strip() for word in sample.owners()
    ),
    "file-level owner": lambda sample: any("owner" in data for data in sample.data.values()),
    "file-level placeholder": lambda sample: any(
        data.get("owner", "x") in PLACEHOLDERS for data in sample.data.values()
    ),
    "unknown file-level owner": gives("unknown-team", "None"),
    "unknown owner of a declaration": gives("unknown-team", "model:", "team:serch"),
    "placeholder among reviewers": gives("unknown-team", "model:", "team:tbd"),
    "access private": in_some_model("access", lambda value: value == "private"),
    "access company": in_some_model("access", lambda value: value == "company"),
    "access list": in_some_model("access", lambda value: isinstance(value, list)),
    "unapproved use": unapproved_by("uses.models"),
    "unapproved judge": unapproved_by("evaluation.judges"),
    "unapproved base": unapproved_by("derived_from"),
    "reviewers downstream": in_some_model("reviewers", lambda value: value == "downstream"),
    "reviewer by handle": in_some_model("reviewers", lambda value: any(str(word)[0] == "@" for word in value)),
    "reviewer with a reason": in_some_model("reviewers", lambda value: any("reason" in word for word in value)),
    "reviewer mapping without a reason": in_some_model("reviewers", lambda value: any(len(x) == 1 for x in value)),
    "waiver without a day": in_some_model("waivers", lambda value: any("until" not in entry for entry in value)),
    "waiver lapsed": in_some_model("waivers", lambda value: any(entry.get("until", "9") < TODAY for entry in value)),
    "waiver of today": in_some_model("waivers", lambda value: any(entry.get("until") == TODAY for entry in value)),
    "waiver to come": in_some_model(
        "waivers", lambda value: any("9" > entry.get("until", "") > TODAY for entry in value)
    ),
    "scope direct": in_some_model("review_scope", lambda value: value == "direct"),
    "scope transitive": in_some_model("review_scope", lambda value: value == "transitive"),
    "trained outside": in_some_model("trained_by", lambda value: value == "external"),
    "retire_on past": in_some_model("retire_on", lambda value: value < TODAY),
    "retire_on today": in_some_model("retire_on", lambda value: value == TODAY),
    "retire_on to come": in_some_model("retire_on", lambda value: value > TODAY),
    "declared twice": lambda sample: declared_more_than_once(sample) == 2,
    "declared three times": lambda sample: declared_more_than_once(sample) > 2,
    "team declared twice": gives("duplicate-declaration", "team:"),
    "organization declared twice": gives("duplicate-declaration", "organization"),
    "undeclared model used once": lambda sample: 1 in Counter(dangling_models(sample)).values(),
    "undeclared model used twice": lambda sample: max(Counter(dangling_models(sample)).values(), default=0) > 1,
    "undeclared model shared": gives("unowned-shared-model", "model:vanished"),
    "undeclared model not shared": gives("unknown-reference", "", "model:"),
    **{f"undeclared {kind}": gives("unknown-reference", "", f"{kind}:") for kind in KINDS},
    **{f"unowned {kind}": gives("unowned", f"{kind}:") for kind in KINDS},
    "missing person": gives("missing-downstream-reviewer", "", "team:@maya"),
    "missing undeclared team": gives("missing-downstream-reviewer", "", "team:@partner/Models"),
    "retired feature used": gives("retired-dependency", "feature:", "feature:"),
    "self reference": self_reference,
    "cycle": lambda sample: any(len(ring) > 1 for ring in sample.rings),
    "cycle of one": lambda sample: any(len(ring) == 1 for ring in sample.rings),
    "two cycles": lambda sample: len(sample.rings) > 1,
    "the same finding twice": lambda sample: max(sample.findings.values(), default=0) > 1,
    "nothing wrong": lambda sample: not sample.findings and len(sample.everything()) > 2,
    "anchor": in_text(" &shared_"),
    "alias": in_text(" *shared_"),
    "merge key": in_text("<<: *"),
    "merge list": in_text("<<: [*"),
    "comment": in_text("  # "),
    "line end of two characters": in_text("\r\n"),
    "document start": in_text("---"),
    "block text": in_text("|-"),
    "block list": in_text("\n  - "),
    "block list without indentation": lambda sample: any(FLAT_LIST.search(text) for text in sample.texts.values()),
    "flow over lines": in_text(",\n"),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_generator_covers(feature: str) -> None:
    """The feature occurs in the first seeds."""
    assert any(FEATURES[feature](sample) for sample in samples())
