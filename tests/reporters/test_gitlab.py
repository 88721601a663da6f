"""Code Quality: the whole report, its schema, and what GitLab rejects."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from jsonschema import Draft7Validator

from aiowners.diagnostics.report import Checkout, Report, fingerprints
from aiowners.display.terminal import Terminal
from aiowners.reporters.gitlab import render
from aiowners.source import Location, Source, Span

from .canonical import DIAGNOSTICS, EMPTY, REPORT

_SCHEMA = Path(__file__).parent / "schemas" / "gitlab-code-quality.json"
_REPORT = replace(REPORT, checkout=Checkout("/build/shop/ai", "ai/"))


@pytest.mark.parametrize("report", [_REPORT, REPORT, EMPTY], ids=["canonical", "top", "empty"])
def test_the_report_is_valid(report: Report) -> None:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    errors = Draft7Validator(schema).iter_errors(json.loads(render(report, Terminal())))
    assert [error.message for error in errors] == []


def test_the_whole_report() -> None:
    assert render(_REPORT, Terminal()) == snapshot("""\
[
  {
    "description": "invalid-value: the name \\\\u202eevil\\\\x1b[2K\\\\r holds characters that nobody sees #\\\\x23[error] (help: :\\\\x3aset-output name=x::y\\\\x1b[0m)",
    "check_name": "invalid-value",
    "fingerprint": "49b6ba886b5e270a92e74a0ed0e13c52",
    "severity": "major",
    "location": {
      "path": "ai/a\\\\x1b[31m\\\\n::error::b/ai-ownership.yaml",
      "lines": {
        "begin": 1,
        "end": 1
      }
    }
  },
  {
    "description": "unknown-key: unknown key `verison` (help: the keys here are `version`, `team`, `teams`, `organization`, `features`, `models`, `platforms`, `pipelines` and `assets`) (fix: rename to `version`)",
    "check_name": "unknown-key",
    "fingerprint": "8405f519298b00da44073f8eb1296d69",
    "severity": "major",
    "location": {
      "path": "ai/ml/ai-ownership.yaml",
      "lines": {
        "begin": 1,
        "end": 1
      }
    }
  },
  {
    "description": "missing-downstream-reviewer: `feature:answer-bot` of team `answers` is downstream of model `text-embed-v3`, and `answers` is not asked (help: name every team downstream as a reviewer, or let it waive) (fix: add `answers` to the reviewers)",
    "check_name": "missing-downstream-reviewer",
    "fingerprint": "43b378db3847a02487b60089c56896f0",
    "severity": "major",
    "location": {
      "path": "ai/ml/ai-ownership.yaml",
      "lines": {
        "begin": 11,
        "end": 11
      }
    }
  },
  {
    "description": "missing-downstream-reviewer: `pipeline:product-index` of team `data` is downstream of model `text-embed-v3`, and `data` is not asked (help: name every team downstream as a reviewer, or let it waive) (fix: add `data` to the reviewers)",
    "check_name": "missing-downstream-reviewer",
    "fingerprint": "3e8e3fcd7ef2f2db2f07ad128887b97e",
    "severity": "major",
    "location": {
      "path": "ai/ml/ai-ownership.yaml",
      "lines": {
        "begin": 11,
        "end": 11
      }
    }
  },
  {
    "description": "missing-downstream-reviewer: `feature:long` of team `\\u00e9quipe` is downstream of model `text-embed-v3`, and `\\u00e9quipe` is not asked (help: name every team downstream as a reviewer, or let it waive) (fix: add `\\u00e9quipe` to the reviewers)",
    "check_name": "missing-downstream-reviewer",
    "fingerprint": "56289274de317d97c00fe4870e44be19",
    "severity": "major",
    "location": {
      "path": "ai/ml/ai-ownership.yaml",
      "lines": {
        "begin": 11,
        "end": 11
      }
    }
  },
  {
    "description": "unknown-team: no manifest declares team `\\u00e9quipe-\\u00e9`",
    "check_name": "unknown-team",
    "fingerprint": "9b280d2e0574da821a1fc4c63cff932d",
    "severity": "minor",
    "location": {
      "path": "ai/produit/\\u65e5\\u672c/ai-ownership.yaml",
      "lines": {
        "begin": 3,
        "end": 3
      }
    }
  },
  {
    "description": "missing-metric: feature `long` is in production and names no business metric (fix: add a metric)",
    "check_name": "missing-metric",
    "fingerprint": "fb94cf81e6ee6f1bdfd96bae87522ca3",
    "severity": "info",
    "location": {
      "path": "ai/produit/\\u65e5\\u672c/ai-ownership.yaml",
      "lines": {
        "begin": 8,
        "end": 8
      }
    }
  },
  {
    "description": "misnamed-manifest: `ai-ownership.yml` is not read: the name is `ai-ownership.yaml` (help: rename it to `ai-ownership.yaml`)",
    "check_name": "misnamed-manifest",
    "fingerprint": "aa1f21e789c31ee66734d68e5e73acd3",
    "severity": "minor",
    "location": {
      "path": "ai/search/ai-ownership.yml",
      "lines": {
        "begin": 1,
        "end": 1
      }
    }
  }
]
""")


def test_a_clean_run_is_an_empty_array() -> None:
    assert render(EMPTY, Terminal()) == "[]\n"


def test_findings_at_one_location_have_different_fingerprints() -> None:
    twice = (DIAGNOSTICS[1], DIAGNOSTICS[1])
    read = json.loads(render(Report(twice, fingerprints(twice), manifests=1), Terminal()))
    assert len({entry["fingerprint"] for entry in read}) == 2


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1\n", {"begin": 1, "end": 1}),
        ("a: 1\nb", {"begin": 1, "end": 2}),
        ("", {"begin": 1, "end": 1}),
    ],
    ids=["with its line break", "into the next line", "nothing"],
)
def test_both_lines_contain_a_part_of_the_location(text: str, lines: dict[str, int]) -> None:
    location = Location(Source("ai-ownership.yaml", text + "\n"), Span(0, len(text)))
    diagnostics = (replace(DIAGNOSTICS[1], location=location),)
    read = json.loads(render(Report(diagnostics, fingerprints(diagnostics), manifests=1), Terminal()))
    assert read[0]["location"]["lines"] == lines
