"""A report, built by hand, with all cases that a reporter has to handle."""

from __future__ import annotations

from dataclasses import replace

from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from aiowners.diagnostics.report import Report, fingerprints
from aiowners.source import Location, Source, Span

MODELS = Source(
    "ml/ai-ownership.yaml",
    """\
verison: 1
team: ml-core

models:
  - name: text-embed-v3
    kind: embedding
    status: production
    identifiers: [text-embed-v3]
    access:
      - search
    reviewers: [search]
    trained_by: ml-core
""",
)

# Composed and decomposed é, wide characters, a family of three, a flag, a tab, a long line.
FEATURES = Source(
    "produit/日本/ai-ownership.yaml",
    """\
version: 1
features:
  - {name: café, owner: équipe-é}
  - {name: cafe\u0301, owner: e\u0301quipe}
  - {name: 検索, owner: 日本語チーム}
  - {name: 👨\u200d👩\u200d👧 🇩🇪, owner: nobody}
  - {name: tab,\towner:\tnobody}
  - {name: long, description: """
    + "words and more words " * 12
    + """, owner: nobody, uses: [model:text-embed-v3]}
""",
)

PIPELINES = Source(
    "data/ai-ownership.yaml",
    "pipelines:\r\n  - name: product-index\r\n    uses: [text-embed-v3]\r\n    feeds: [answer-bot]\r\n",
)

HOSTILE = Source(
    "a\x1b[31m\n::error::b/ai-ownership.yaml",
    "name: \u202eevil\x1b]0;title\x07 ##vso[task.setvariable] x\u2028y\udcff\u200b ##[error]\n",
)

MISNAMED = Source("search/ai-ownership.yml", "")


def location_of(source: Source, text: str, *, nth: int = 1) -> Location:
    """Return the location of the `nth` occurrence of `text` in `source`."""
    start = -1
    for _ in range(nth):
        start = source.text.index(text, start + 1)
    return Location(source, Span(start, start + len(text)))


def _missing_reviewer(team: str, thing: str, *steps: Label) -> Diagnostic:
    reviewers = location_of(MODELS, "[search]")
    end = Location(MODELS, Span(reviewers.span.end - 1, reviewers.span.end - 1))
    start = Location(MODELS, Span(reviewers.span.start + 1, reviewers.span.start + 1))
    edit = Edit(start, f"{team}, ") if team < "search" else Edit(end, f", {team}")
    return Diagnostic(
        rule="missing-downstream-reviewer",
        category="review",
        severity=Severity.ERROR,
        message=f"`{thing}` of team `{team}` is downstream of model `text-embed-v3`, and `{team}` is not asked",
        location=location_of(MODELS, "reviewers"),
        subject="model:text-embed-v3",
        about=f"team:{team}",
        anchor="reviewers",
        label=f"`{team}` is missing here",
        related=(Label(location_of(MODELS, "text-embed-v3"), "this model"), *steps),
        help="name every team downstream as a reviewer, or let it waive",
        fix=Fix(f"add `{team}` to the reviewers", (edit,), safe=True),
    )


_INDEX = (
    Label(location_of(PIPELINES, "text-embed-v3"), "`product-index` uses it"),
    Label(location_of(PIPELINES, "product-index"), "this pipeline"),
)

DIAGNOSTICS = (
    Diagnostic(
        rule="invalid-value",
        category="manifest",
        severity=Severity.ERROR,
        message="the name \u202eevil\x1b[2K\r holds characters that nobody sees ##[error]",
        location=location_of(HOSTILE, "\u202eevil\x1b]0;title\x07"),
        label="::error::not a \u2066name\u2069",
        related=(Label(location_of(HOSTILE, "##[error]"), "nor\nthis"),),
        help="::set-output name=x::y\x1b[0m",
    ),
    Diagnostic(
        rule="unknown-key",
        category="manifest",
        severity=Severity.ERROR,
        message="unknown key `verison`",
        location=location_of(MODELS, "verison"),
        anchor="verison",
        label="did you mean `version`? it is required at this level",
        help="the keys here are `version`, `team`, `teams`, `organization`, `features`, `models`, "
        "`platforms`, `pipelines` and `assets`",
        fix=Fix("rename to `version`", (Edit(location_of(MODELS, "verison"), "version"),), safe=False),
    ),
    _missing_reviewer(
        "answers", "feature:answer-bot", *_INDEX, Label(location_of(PIPELINES, "answer-bot"), "which feeds it")
    ),
    _missing_reviewer("data", "pipeline:product-index", *_INDEX),
    _missing_reviewer("équipe", "feature:long", Label(location_of(FEATURES, "model:text-embed-v3"), "`long` uses it")),
    Diagnostic(
        rule="unknown-team",
        category="reference",
        severity=Severity.WARNING,
        message="no manifest declares team `équipe-é`",
        location=location_of(FEATURES, "équipe-é"),
        subject="feature:café",
        about="team:équipe-é",
        label="é, composed",
        related=(
            Label(location_of(FEATURES, "e\u0301quipe"), "é, decomposed"),
            Label(location_of(FEATURES, "日本語チーム"), "wide"),
            Label(location_of(FEATURES, "🇩🇪"), "a flag"),
            Label(location_of(FEATURES, "nobody"), "behind a family"),
            Label(location_of(FEATURES, "nobody", nth=2), "behind tabs"),
        ),
    ),
    Diagnostic(
        rule="missing-metric",
        category="evaluation",
        severity=Severity.INFO,
        message="feature `long` is in production and names no business metric",
        location=location_of(FEATURES, "long"),
        subject="feature:long",
        fix=Fix(
            "add a metric",
            (Edit(Location(FEATURES, Span(len(FEATURES.text), len(FEATURES.text))), "    metric: orders\n"),),
            safe=True,
        ),
    ),
    Diagnostic(
        rule="misnamed-manifest",
        category="manifest",
        severity=Severity.WARNING,
        message="`ai-ownership.yml` is not read: the name is `ai-ownership.yaml`",
        location=Location(MISNAMED),
        help="rename it to `ai-ownership.yaml`",
    ),
)

REPORT = Report(DIAGNOSTICS, fingerprints(DIAGNOSTICS), manifests=4, suppressed=2, baselined=5, skipped=3)
EMPTY = Report((), (), manifests=14)
NOTHING = replace(EMPTY, manifests=0)
