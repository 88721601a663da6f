"""Which files are read, by their names."""

from __future__ import annotations

import re

from aiowners.forge import Forge

MANIFEST = "ai-ownership.yaml"
BASELINE = ".aiowners-baseline.json"
# The files of the enforcement methods, as `aiowners enforce` writes them. GitLab's sections are in CODEOWNERS.
ENFORCEMENT_FILES = {
    "ruleset": ".github/rulesets/aiowners.json",
    "policy-bot": ".policy.yml",
    "codeowners-plus": ".codeowners",
}
TEAM_IDS = ".github/rulesets/aiowners-teams.json"  # the ids of teams on GitHub
OTHERS = (
    *(path for forge in Forge for path in forge.codeowners_paths),
    *ENFORCEMENT_FILES.values(),
    TEAM_IDS,
)
_NEARLY = re.compile(r"\.?ai[-_. ]?owner(?:ship)?s?\.ya?ml", re.IGNORECASE)


def is_manifest(path: str) -> bool:
    """Whether a path is that of a manifest."""
    return path.rpartition("/")[2] == MANIFEST


def is_misnamed(path: str) -> bool:
    """Whether the name of a path is nearly that of a manifest."""
    name = path.rpartition("/")[2]
    return name != MANIFEST and _NEARLY.fullmatch(name) is not None
