"""Which files of a tree count, and as what: by their paths alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from aiowners.usage.known_paths import (
    ABOUT,
    EVAL_DIRECTORIES,
    EVAL_FILE,
    EVAL_TEXTS,
    NAMELESS,
    PASSED_OVER,
    PASSED_OVER_FILE,
    PERHAPS_WEIGHTS,
    PLATFORM_FILES,
    PROMPT_DIRECTORIES,
    PROMPT_ENDINGS,
    PROMPT_TEXTS,
    SPEAKS_OF_MODELS,
    WEIGHTS,
)
from aiowners.usage.libraries import LANGUAGES, SETTINGS, SETTINGS_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

_TRAINING = re.compile(
    r"(?:.*[_-])?(?:train|training|fine_?tune|finetuning|distill|quantize|export|convert|preprocess)(?:[_-].*)?",
    re.DOTALL,
)


_TESTS = re.compile(r"tests?[-_.].*|.*[-_.]tests?", re.DOTALL)


def is_ours(path: str) -> bool:
    """Whether what lies there is the repository's own, and neither a test of it nor an example."""
    directory, _, name = path.rpartition("/")
    return _is_ours(directory) and not PASSED_OVER_FILE.fullmatch(name)


@lru_cache(maxsize=1 << 16)
def _is_ours(directory: str) -> bool:
    steps = directory.lower().split("/")
    return not any(step in PASSED_OVER or step.startswith(".") or _TESTS.fullmatch(step) for step in steps)


def is_read(path: str) -> bool:
    """Whether the text of a file can matter."""
    name = path.rpartition("/")[2]
    ending = ending_of(path)
    return (
        ending in LANGUAGES
        or ending in SETTINGS
        or ending == "ipynb"
        or name in SETTINGS_NAMES
        or name == "config.json"
    )


def ending_of(path: str) -> str:
    """What follows the last dot of a file's name, in lower case; empty where there is none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def weights(path: str) -> str | None:
    """The file of weights that lies at a path, or that a pointer of DVC there stands for; None for anything else."""
    target = path.removesuffix(".dvc")
    ending = ending_of(target)
    if ending in WEIGHTS or (ending in PERHAPS_WEIGHTS and SPEAKS_OF_MODELS.search(target)):
        return target
    return None


_TELLING = re.compile(r"[A-Za-z]++[-_.0-9][\w.-]*", re.ASCII)
_SHORTEST = 5


def is_description(path: str) -> bool:
    """Whether a file describes the model in whose directory it lies: MLflow's, or any `config.json` below `models`."""
    *steps, name = path.split("/")
    return name == "MLmodel" or (name == "config.json" and [step.lower() for step in steps[-2:-1]] == ["models"])


def model_name(path: str) -> str | None:
    """What sources may call the model that lies at a path; None where there is none, or its name is an everyday word."""
    target = path if is_description(path) else weights(path)
    if target is None:
        return None
    *steps, last = target.split("/")
    directory = steps[-1] if steps and steps[-1].lower() not in NAMELESS else None
    name = directory or last.rpartition(".")[0]
    return name if len(name) >= _SHORTEST and _TELLING.fullmatch(name) and name.lower() not in NAMELESS else None


def prompt_directory(path: str) -> str | None:
    """The directory of prompts that a file is one of; of one that all products share, at the root, those below it."""
    *steps, name = path.split("/")
    ending = ending_of(path)
    if _stem(name) in ABOUT:
        return None
    for depth, step in enumerate(steps, 1):
        if step.lower() in PROMPT_DIRECTORIES and ending in PROMPT_TEXTS:
            return "/".join(steps[: depth + (depth == 1)])
    return "/".join(steps) if ending in PROMPT_ENDINGS and steps else None


def eval_directory(path: str) -> str | None:
    """The directory of the suite that a file is part of: what is called `evals`, or where its configuration lies."""
    *steps, name = path.split("/")
    if EVAL_FILE.fullmatch(name):
        return "/".join(steps)
    cases = ending_of(path) in EVAL_TEXTS or (ending_of(path) == "py" and "eval" in name.lower())
    if not cases or _stem(name) in ABOUT:
        return None
    depth = next((depth for depth, step in enumerate(steps, 1) if step.lower() in EVAL_DIRECTORIES), 0)
    return "/".join(steps[:depth]) or None


def _stem(name: str) -> str:
    return name.partition(".")[0].lower()


def is_training(path: str) -> bool:
    """Whether a file trains models, by its name or that of its directory: it is no feature."""
    *steps, name = path.lower().split("/")
    return any(_TRAINING.fullmatch(step) for step in (*steps[-1:], _stem(name)))


_CHOICES = frozenset(("config", "settings", "constants", "models", "defaults", "env"))


def may_choose(path: str, sources: Iterable[str]) -> bool:
    """Whether a file is where the model is chosen that the sources of its product call: near them, or settings."""
    name = path.rpartition("/")[2]
    if name in PLATFORM_FILES:
        return False  # what a gateway serves, others use
    if ending_of(path) in SETTINGS or name in SETTINGS_NAMES or _stem(name) in _CHOICES:
        return True
    return any(path.startswith(f"{source.rpartition('/')[0]}/".lstrip("/")) for source in sources)
