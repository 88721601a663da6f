"""Texts of the tree in the log of a CI job: none of them is a command of the CI system."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from aiowners.adapters.ci import SIGNS, is_ci

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Repository

COMMAND = "##vso[task.prependpath]/evil"
FILES = {
    "ai-ownership.yaml": "version: 1\nteams:\n  a: {handles: {github: '@acme/a'}}\n",
    "a/ai-ownership.yaml": f"version: 1\nowner: a\nmodels:\n  m: {{reviewers: []}}  # {COMMAND} \x1b[31m\n",
    "CODEOWNERS": f"# {COMMAND}\n",
    ".github/rulesets/aiowners.json": f'{{"x": "{COMMAND}"}}\n',
    ".pre-commit-config.yaml": f"repos: []  # {COMMAND}\n",
}
WORDS = (
    ("codeowners", "--check"),
    ("enforce", "ruleset", "--check"),
    ("init", "--hook", "--diff"),
    ("check", "--fix", "--stdin-filename", "a/ai-ownership.yaml", "-"),
    ("map", "-o", "-"),
)


def _printed(root: Path, words: tuple[str, ...], **environ: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "aiowners", *words, "--no-cache"],
        cwd=root,
        env={name: value for name, value in os.environ.items() if name not in SIGNS} | environ,
        input=FILES["a/ai-ownership.yaml"].encode(),
        capture_output=True,
        check=False,
    )
    return os.fsdecode(done.stdout)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("sign", ["CI", "TF_BUILD", "TEAMCITY_VERSION", "BUILDKITE", "JENKINS_URL"])
def test_no_text_of_the_tree_is_a_command_in_a_log(repository: Repository, words: tuple[str, ...], sign: str) -> None:
    root = repository(FILES)
    printed = _printed(root, words, **{sign: "false"})
    assert printed
    assert "##vso[" not in printed
    assert "\x1b" not in printed
    # To a program, the same texts go unchanged.
    raw = _printed(root, words)
    assert ("##vso[" in raw) == (words[0] != "map")


@pytest.mark.parametrize("sign", SIGNS)
def test_one_sign_is_enough_whatever_it_says(sign: str) -> None:
    assert is_ci({sign: "true"})
    assert is_ci({"CI": "false", sign: "0"})
    assert not is_ci({sign: ""})


def test_no_sign() -> None:
    assert not is_ci({"PATH": "/bin", "HOME": "/root"})
