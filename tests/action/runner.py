"""Run action.yml like a runner of GitHub; steps that use other actions are only recorded."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from .expressions import evaluate, filled

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))

# What a job on this machine may have set, and a job on GitHub's has not, or has otherwise.
_OTHERS = ("GITHUB_", "RUNNER_", "AIOWNERS_", "INPUT_", "PYTEST_", "PYTHON", "GIT_", "CI", "GITLAB_", "VIRTUAL_ENV")
_SHELLS = {"bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"]}


@dataclass
class Result:
    """The result of a run of the action.

    `used` has the inputs of the actions that it used, by name; `imported` the traps in the tree that sprang.
    """

    failed: bool = False
    code: int = 0
    out: str = ""
    err: str = ""
    summary: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    used: dict[str, dict[str, str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    imported: list[str] = field(default_factory=list)


@dataclass
class Runner:
    """A job. `given` contains outputs of steps that ran earlier, and are not run again."""

    workspace: Path
    temp: Path
    event: str = "push"
    variables: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def run(self, inputs: Mapping[str, str] | None = None) -> Result:
        inputs = {name.replace("_", "-"): value for name, value in (inputs or {}).items()}
        assert inputs.keys() <= ACTION["inputs"].keys()
        defaults = {name: str(stated.get("default", "")) for name, stated in ACTION["inputs"].items()}
        result = Result()
        contexts: dict[str, Any] = {
            "inputs": {**defaults, **inputs},
            "github": {"action_path": str(ROOT)},
            "runner": {"temp": str(self.temp)},
            "steps": {},
        }
        for number, step in enumerate(ACTION["runs"]["steps"]):
            contexts["success"] = not result.failed
            condition = str(step.get("if", "success()"))
            # GitHub adds `success()` to conditions without a status function.
            full_condition = condition if "always()" in condition else f"success() && ({condition})"
            name = step.get("id", f"step-{number}")
            contexts["steps"][name] = {"outputs": dict(self.given.get(name, {}))}
            if evaluate(full_condition, contexts):
                result.names.append(step["name"])
                if "uses" in step:
                    action = step["uses"].partition("@")[0]
                    result.used[action] = {key: _text(value, contexts) for key, value in step["with"].items()}
                elif name not in self.given:
                    outputs = self._run(name, step, contexts, result)
                    contexts["steps"][name]["outputs"].update(outputs)
        result.steps = {name: step["outputs"] for name, step in contexts["steps"].items()}
        result.outputs = {name: filled(stated["value"], contexts) for name, stated in ACTION["outputs"].items()}
        return result

    def _run(self, name: str, step: dict[str, Any], contexts: Mapping[str, Any], result: Result) -> dict[str, str]:
        script, output, summary = (self.temp / f"{name}.{kind}" for kind in ("sh", "output", "summary"))
        script.write_text(filled(step["run"], contexts), encoding="utf-8")
        output.touch()
        summary.touch()
        environment = {key: value for key, value in os.environ.items() if not key.startswith(_OTHERS)}
        environment |= {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_EVENT_NAME": self.event,
            "GITHUB_EVENT_PATH": str(self.temp / "event.json"),
            "GITHUB_REPOSITORY": "acme/things",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            **self.variables,
            **{key: _text(value, contexts) for key, value in step.get("env", {}).items()},
            # A step cannot set these variables.
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
        }
        done = subprocess.run(
            [*_SHELLS[step["shell"]], str(script)],
            cwd=self.workspace, env=environment, capture_output=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        result.out += done.stdout.decode()
        result.err += done.stderr.decode()
        result.summary += summary.read_text("utf-8")
        if done.returncode:
            result.failed = True
            result.code = done.returncode
        return dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())


def _text(value: Any, contexts: Mapping[str, Any]) -> str:
    return str(value).lower() if isinstance(value, bool) else filled(str(value), contexts)


# What actions/setup-python would say.
PYTHON = {"python-path": sys.executable}
