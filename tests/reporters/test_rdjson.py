"""rdjson: the whole report, reviewdog's schema, columns, and suggestions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot
from jsonschema import Draft4Validator

from aiowners.diagnostics.diagnostic import Edit, Fix, Severity
from aiowners.diagnostics.report import Checkout, Report, fingerprints
from aiowners.diagnostics.rule import rule
from aiowners.display.terminal import Terminal
from aiowners.reporters.rdjson import render
from aiowners.source import Location, Source, Span

from .canonical import DIAGNOSTICS, EMPTY, FEATURES, MODELS, REPORT, location_of

_SCHEMA = Path(__file__).parent / "schemas" / "reviewdog-DiagnosticResult.json"
_CHECKOUT = Checkout("/build/shop/ai", "ai/")


@rule(category="manifest", severity=Severity.ERROR, since="0.1.0")
def unknown_key(_workspace: object) -> list[Any]:
    """A manifest says nothing that nobody reads."""
    return []


def _diagnostic(**changes: Any) -> dict[str, Any]:
    diagnostics = (replace(DIAGNOSTICS[1], **changes),)
    read = json.loads(render(Report(diagnostics, fingerprints(diagnostics), manifests=1), Terminal()))
    entry: dict[str, Any] = read["diagnostics"][0]
    return entry


@pytest.mark.parametrize("report", [replace(REPORT, rules=(unknown_key,)), EMPTY], ids=["canonical", "empty"])
def test_the_report_is_valid(report: Report) -> None:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    errors = Draft4Validator(schema).iter_errors(json.loads(render(report, Terminal())))
    assert [error.message for error in errors] == []


def test_the_keys_and_their_order() -> None:
    few = (DIAGNOSTICS[0], DIAGNOSTICS[1], DIAGNOSTICS[3])
    report = Report(few, fingerprints(few), manifests=4, rules=(unknown_key,), checkout=_CHECKOUT)
    assert render(report, Terminal()) == snapshot("""\
{
  "source": {
    "name": "aiowners",
    "url": "https://github.com/aiowners/aiowners"
  },
  "diagnostics": [
    {
      "message": "the name \\\\u202eevil\\\\x1b[2K\\\\r holds characters that nobody sees #\\\\x23[error] (help: :\\\\x3aset-output name=x::y\\\\x1b[0m)",
      "location": {
        "path": "ai/a\\\\x1b[31m\\\\n::error::b/ai-ownership.yaml",
        "range": {
          "start": {
            "line": 1,
            "column": 7
          },
          "end": {
            "line": 1,
            "column": 24
          }
        }
      },
      "severity": "ERROR",
      "code": {
        "value": "invalid-value"
      },
      "related_locations": [
        {
          "message": "nor\\\\nthis",
          "location": {
            "path": "ai/a\\\\x1b[31m\\\\n::error::b/ai-ownership.yaml",
            "range": {
              "start": {
                "line": 1,
                "column": 59
              },
              "end": {
                "line": 1,
                "column": 68
              }
            }
          }
        }
      ]
    },
    {
      "message": "unknown key `verison` (help: the keys here are `version`, `team`, `teams`, `organization`, `features`, `models`, `platforms`, `pipelines` and `assets`) (fix: rename to `version`)",
      "location": {
        "path": "ai/ml/ai-ownership.yaml",
        "range": {
          "start": {
            "line": 1,
            "column": 1
          },
          "end": {
            "line": 1,
            "column": 8
          }
        }
      },
      "severity": "ERROR",
      "code": {
        "value": "unknown-key",
        "url": "https://github.com/aiowners/aiowners/blob/main/src/aiowners/rules/unknown_key.py"
      },
      "suggestions": [
        {
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
    {
      "message": "`pipeline:product-index` of team `data` is downstream of model `text-embed-v3`, and `data` is not asked (help: name every team downstream as a reviewer, or let it waive) (fix: add `data` to the reviewers)",
      "location": {
        "path": "ai/ml/ai-ownership.yaml",
        "range": {
          "start": {
            "line": 11,
            "column": 5
          },
          "end": {
            "line": 11,
            "column": 14
          }
        }
      },
      "severity": "ERROR",
      "code": {
        "value": "missing-downstream-reviewer"
      },
      "suggestions": [
        {
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
          "text": "data, "
        }
      ],
      "related_locations": [
        {
          "message": "this model",
          "location": {
            "path": "ai/ml/ai-ownership.yaml",
            "range": {
              "start": {
                "line": 5,
                "column": 11
              },
              "end": {
                "line": 5,
                "column": 24
              }
            }
          }
        },
        {
          "message": "`product-index` uses it",
          "location": {
            "path": "ai/data/ai-ownership.yaml",
            "range": {
              "start": {
                "line": 3,
                "column": 12
              },
              "end": {
                "line": 3,
                "column": 25
              }
            }
          }
        },
        {
          "message": "this pipeline",
          "location": {
            "path": "ai/data/ai-ownership.yaml",
            "range": {
              "start": {
                "line": 2,
                "column": 11
              },
              "end": {
                "line": 2,
                "column": 24
              }
            }
          }
        }
      ]
    }
  ]
}
""")


def test_a_clean_run_names_its_source() -> None:
    assert json.loads(render(EMPTY, Terminal())) == {
        "source": {"name": "aiowners", "url": "https://github.com/aiowners/aiowners"},
        "diagnostics": [],
    }


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("équipe-é", 26, 36), ("日本語チーム", 27, 45), ("🇩🇪", 31, 39), ("verison", 1, 8)],
)
def test_columns_count_bytes(text: str, start: int, end: int) -> None:
    source = MODELS if text == "verison" else FEATURES
    stretch = _diagnostic(location=location_of(source, text), fix=None)["location"]["range"]
    assert (stretch["start"]["column"], stretch["end"]["column"]) == (start, end)
    line = source.line(stretch["start"]["line"]).encode()
    assert line[start - 1 : end - 1].decode() == text


def _applied(source: Source, entry: dict[str, Any]) -> str:
    """Return the text after the suggestion, applied by bytes as reviewdog does."""
    lines = source.text.encode().splitlines(keepends=True)
    (suggestion,) = entry["suggestions"]
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    before = b"".join(lines[: start["line"] - 1]) + lines[start["line"] - 1][: start["column"] - 1]
    after = lines[end["line"] - 1][end["column"] - 1 :] + b"".join(lines[end["line"] :])
    replaced: bytes = before + suggestion["text"].encode() + after
    return replaced.decode()


def test_a_fix_of_several_edits_is_one_suggestion() -> None:
    source = Source("a.yaml", "é: [x, y]\nname: z\n")
    edits = tuple(Edit(location_of(source, text), new) for text, new in (("z", "ö"), ("é", "clé"), (", y", "")))
    entry = _diagnostic(location=location_of(source, "x"), fix=Fix("all of it", edits, safe=True))
    assert _applied(source, entry) == "clé: [x]\nname: ö\n"
    assert entry["suggestions"][0]["text"] == "clé: [x]\nname: ö"


@pytest.mark.parametrize(
    "edits",
    [
        (),
        (Edit(location_of(FEATURES, "nobody"), "x"),),
        (Edit(location_of(MODELS, "verison"), "version"), Edit(location_of(FEATURES, "nobody"), "x")),
        (Edit(location_of(MODELS, "verison"), "version"), Edit(location_of(MODELS, "ison"), "ion")),
        (Edit(location_of(MODELS, "verison"), "ver\u202esion"),),
    ],
    ids=["no edit", "another file", "another file too", "edits that overlap", "text that is not what it seems"],
)
def test_a_fix_that_cannot_be_one_suggestion_is_omitted(edits: tuple[Edit, ...]) -> None:
    assert "suggestions" not in _diagnostic(fix=Fix("a title", edits, safe=True))


def test_a_suggestion_may_have_several_lines() -> None:
    edit = Edit(Location(MODELS, Span(0, 0)), "a: 1\r\nb: 2\n")
    assert _diagnostic(fix=Fix("two lines", (edit,), safe=True))["suggestions"][0]["text"] == "a: 1\r\nb: 2\n"
