"""The JSON contract: the whole report, its schema, and what other programs read in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from jsonschema import Draft7Validator

from aiowners.diagnostics.report import Report
from aiowners.display.terminal import Terminal
from aiowners.reporters.json_report import render

from .canonical import DIAGNOSTICS, EMPTY, REPORT

_SCHEMA = Path(__file__).parents[2] / "schemas" / "aiowners-report.schema.json"


@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["canonical", "empty"])
def test_the_report_is_valid(report: Report) -> None:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    assert [
        error.message for error in Draft7Validator(schema).iter_errors(json.loads(render(report, Terminal())))
    ] == []


def test_ascii_and_the_same_for_every_terminal() -> None:
    text = render(REPORT, Terminal())
    assert text.isascii()
    assert text.endswith("}\n")
    assert text == render(REPORT, Terminal(width=1, color=True, unicode=False))


def test_all_text_is_unchanged() -> None:
    read = json.loads(render(REPORT, Terminal()))["diagnostics"]
    assert [diagnostic["message"] for diagnostic in read] == [diagnostic.message for diagnostic in DIAGNOSTICS]
    assert [diagnostic["path"] for diagnostic in read] == [diagnostic.location.path for diagnostic in DIAGNOSTICS]


def test_columns_count_code_points() -> None:
    flag = json.loads(render(REPORT, Terminal()))["diagnostics"][5]["related"][2]
    assert flag["range"] == {"start": {"line": 6, "column": 18}, "end": {"line": 6, "column": 20}}


def test_the_keys_and_their_order() -> None:
    few = Report(DIAGNOSTICS[1:3], REPORT.fingerprints[1:3], manifests=4, suppressed=2, baselined=5, skipped=3)
    assert render(few, Terminal()) == snapshot("""\
{
  "schema": "aiowners-report/1",
  "root": ".",
  "summary": {
    "error": 2,
    "warning": 0,
    "info": 0,
    "suppressed": 2,
    "baselined": 5,
    "skipped": 3,
    "manifests": 4,
    "fixable": 1
  },
  "diagnostics": [
    {
      "rule": "unknown-key",
      "category": "manifest",
      "severity": "error",
      "message": "unknown key `verison`",
      "subject": null,
      "about": null,
      "path": "ml/ai-ownership.yaml",
      "range": {
        "start": {
          "line": 1,
          "column": 1
        },
        "end": {
          "line": 1,
          "column": 8
        }
      },
      "related": [],
      "help": "the keys here are `version`, `team`, `teams`, `organization`, `features`, `models`, `platforms`, `pipelines` and `assets`",
      "fix": {
        "title": "rename to `version`",
        "safe": false,
        "edits": [
          {
            "path": "ml/ai-ownership.yaml",
            "range": {
              "start": {
                "line": 1,
                "column": 1
              },
              "end": {
                "line": 1,
                "column": 8
              }
            },
            "text": "version"
          }
        ]
      },
      "fingerprint": "8405f519298b00da44073f8eb1296d69"
    },
    {
      "rule": "missing-downstream-reviewer",
      "category": "review",
      "severity": "error",
      "message": "`feature:answer-bot` of team `answers` is downstream of model `text-embed-v3`, and `answers` is not asked",
      "subject": "model:text-embed-v3",
      "about": "team:answers",
      "path": "ml/ai-ownership.yaml",
      "range": {
        "start": {
          "line": 11,
          "column": 5
        },
        "end": {
          "line": 11,
          "column": 14
        }
      },
      "related": [
        {
          "path": "ml/ai-ownership.yaml",
          "range": {
            "start": {
              "line": 5,
              "column": 11
            },
            "end": {
              "line": 5,
              "column": 24
            }
          },
          "message": "this model"
        },
        {
          "path": "data/ai-ownership.yaml",
          "range": {
            "start": {
              "line": 3,
              "column": 12
            },
            "end": {
              "line": 3,
              "column": 25
            }
          },
          "message": "`product-index` uses it"
        },
        {
          "path": "data/ai-ownership.yaml",
          "range": {
            "start": {
              "line": 2,
              "column": 11
            },
            "end": {
              "line": 2,
              "column": 24
            }
          },
          "message": "this pipeline"
        },
        {
          "path": "data/ai-ownership.yaml",
          "range": {
            "start": {
              "line": 4,
              "column": 13
            },
            "end": {
              "line": 4,
              "column": 23
            }
          },
          "message": "which feeds it"
        }
      ],
      "help": "name every team downstream as a reviewer, or let it waive",
      "fix": {
        "title": "add `answers` to the reviewers",
        "safe": true,
        "edits": [
          {
            "path": "ml/ai-ownership.yaml",
            "range": {
              "start": {
                "line": 11,
                "column": 17
              },
              "end": {
                "line": 11,
                "column": 17
              }
            },
            "text": "answers, "
          }
        ]
      },
      "fingerprint": "43b378db3847a02487b60089c56896f0"
    }
  ],
  "skipped_checks": []
}
""")


def test_an_empty_report() -> None:
    assert render(EMPTY, Terminal()) == snapshot("""\
{
  "schema": "aiowners-report/1",
  "root": ".",
  "summary": {
    "error": 0,
    "warning": 0,
    "info": 0,
    "suppressed": 0,
    "baselined": 0,
    "skipped": 0,
    "manifests": 14,
    "fixable": 0
  },
  "diagnostics": [],
  "skipped_checks": []
}
""")
