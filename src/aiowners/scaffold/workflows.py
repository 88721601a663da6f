"""The CI configuration that runs `aiowners check` on each code host, as in docs/ci.md."""

from __future__ import annotations

from aiowners import HOMEPAGE
from aiowners.forge import Forge

GITHUB_PATH = ".github/workflows/aiowners.yml"
# On the other code hosts, one file contains all pipelines, so this program does not change it.
PIPELINE_FILES = {Forge.GITLAB: ".gitlab-ci.yml", Forge.BITBUCKET: "bitbucket-pipelines.yml"}

_GITHUB = """name: AI ownership

on:
  pull_request:
  push:
    branches: [@branch]

permissions: {}

concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}
  cancel-in-progress: ${{ github.event_name == 'pull_request' }}

jobs:
  aiowners:
    name: aiowners
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read # to check out
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
          fetch-depth: 0 # to compare with the base of the pull request
      - uses: aiowners/aiowners@main # zizmor: ignore[unpinned-uses] better: the commit that you have tried
"""
_GITLAB = f"""aiowners:
  stage: test
  image: python:3.13
  variables:
    GIT_DEPTH: "0" # to compare with the base of the merge request
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - pip install --quiet git+{HOMEPAGE}
    - aiowners check --ci
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
"""
_BITBUCKET = f"""image: python:3.13

clone:
  depth: full # to compare with the destination of the pull request

definitions:
  steps:
    - step: &aiowners
        name: AI ownership
        script:
          - pip install --quiet git+{HOMEPAGE}
          - aiowners check --ci

pipelines:
  pull-requests:
    "**":
      - step: *aiowners
  branches:
    @branch:
      - step: *aiowners
"""
_TEXTS = {Forge.GITHUB: _GITHUB, Forge.GITLAB: _GITLAB, Forge.BITBUCKET: _BITBUCKET}


def workflow(forge: Forge, branch: str) -> str:
    """Return the CI configuration of a code host.

    `branch` is the default branch. It contains only letters, digits, and `-_./`.
    """
    return _TEXTS[forge].replace("@branch", branch)
