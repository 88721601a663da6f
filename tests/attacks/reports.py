"""Findings that become others when lines move, and texts of the action."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.attacks.company import DATA, ML, SUPPORT, Company
from tests.attacks.steps import Kind, Step, apply, check, replace, setup, write

ACTION = Path(__file__).parents[2] / "action" / "lint.sh"
STRICT = ("--fail-on", "info")
TWO = "version: 1\nowner: ml-core\nmodels:\n"
FIRST, SECOND = "  m: {artifacts: [model/], reviewers: downstream}\n", "  a: {artifacts: [a/], reviewers: downstream}\n"
MODELS = (write("ml/a/w.bin", "1\n"), replace(SUPPORT, "{assets: [idx]}", "{assets: [idx], models: [a]}"))
BEFORE = "version: 1\nowner: data\npipelines:\n"
ONE, OTHER, THIRD = (f"  {a}: {{consumes: [{b}]}}\n" for a, b in (("p", "q"), ("q", "r"), ("r", "p")))
PAIR, REPLY = "  p: {consumes: [q]}\n", "  q: {consumes: [p]}\n"


def known(*steps: Step) -> list[Step]:
    """Put the findings so far in the baseline."""
    return [setup(*steps, apply("baseline")), check(0, arguments=STRICT)]


def annotation(company: Company) -> None:
    """State that the annotation of the action contains no escape of a terminal."""
    company.commit()
    output = company.root.parent / "output"
    inputs = {"INPUT_SINCE": "", "INPUT_FAIL_ON": "", "INPUT_SARIF": "false", "INPUT_ANNOTATIONS": "true"}
    job = {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "RUNNER_TEMP": str(company.root.parent),
        "GITHUB_OUTPUT": str(output),
    }
    done = subprocess.run(
        ["bash", str(ACTION)],
        cwd=company.root, env=company.environment() | inputs | job | {
            "PYTHON": sys.executable, "INPUT_SUMMARY": "false", "INPUT_ARGS": "",
        },
        capture_output=True, check=False,
    )  # fmt: skip
    lines = [line for line in done.stdout.decode().splitlines() if line.startswith("::error")]
    assert lines, done
    assert "\x1b" not in "".join(lines)
    assert "exit-code=2" in output.read_text("utf-8")


KIND = Kind(
    "Nothing in a fingerprint changes when lines move, and an annotation is plain text.",
    known={
        "two models swapped": [
            *known(*MODELS, write(ML, TWO + FIRST + SECOND)),
            write(ML, TWO + SECOND + FIRST),
            check(0, arguments=STRICT),
        ],
        "two pipelines of a cycle swapped": [
            *known(write("p/ai-ownership.yaml", BEFORE + PAIR + REPLY)),
            write("p/ai-ownership.yaml", BEFORE + REPLY + PAIR),
            check(0, arguments=STRICT),
        ],
        "faulty configuration": [write("aiowners.toml", "colour = 1\n"), annotation],
    },
    further={
        "three pipelines of a cycle rotated": [
            *known(write("p/ai-ownership.yaml", BEFORE + ONE + OTHER + THIRD)),
            write("p/ai-ownership.yaml", BEFORE + OTHER + THIRD + ONE),
            check(0, arguments=STRICT),
        ],
        "three pipelines of a cycle reversed": [
            *known(write("p/ai-ownership.yaml", BEFORE + ONE + OTHER + THIRD)),
            write("p/ai-ownership.yaml", BEFORE + THIRD + OTHER + ONE),
            check(0, arguments=STRICT),
        ],
        "models of two manifests": [
            *known(*MODELS, write(ML, TWO + FIRST), write("b/ai-ownership.yaml", TWO + SECOND)),
            write(ML, "# one line more\n" + TWO + FIRST),
            check(0, arguments=STRICT),
        ],
        "sections in another order": [
            *known(*MODELS, write(ML, TWO + FIRST + SECOND + "assets:\n  x: {}\n")),
            write(ML, "version: 1\nassets:\n  x: {}\nmodels:\n" + SECOND + FIRST + "owner: ml-core\n"),
            check(0, arguments=STRICT),
        ],
        "comments and empty lines": [
            *known(write("p/ai-ownership.yaml", BEFORE + PAIR + REPLY)),
            write("p/ai-ownership.yaml", "\n\n# note\n" + BEFORE + "\n" + REPLY + "\n  # note\n" + PAIR),
            check(0, arguments=STRICT),
        ],
        "block instead of a flow": [
            *known(*MODELS, write(ML, TWO + FIRST + SECOND)),
            write(ML, TWO + "  a:\n    reviewers: downstream\n    artifacts:\n      - a/\n" + FIRST),
            check(0, arguments=STRICT),
        ],
        "configuration that is no TOML": [write("aiowners.toml", "[rules\n"), annotation],
        "rule that does not exist": [write("aiowners.toml", '[rules]\nx = "off"\n'), annotation],
    },
    legitimate={
        "another model without enforcement": [
            *known(),
            replace(DATA, "idx: {", "idx: {x-note: 1, "),
            check(0, arguments=STRICT),
        ],
    },
)
