"""Which files of a tree count, and as what: by their paths alone."""

from __future__ import annotations

import re

from aiowners.generate.proposal.known import (
    EVAL_DIRECTORIES,
    EVAL_FILE,
    EVAL_TEXTS,
    LANGUAGES,
    PASSED_OVER,
    PASSED_OVER_FILE,
    PERHAPS_WEIGHTS,
    PROMPT_DIRECTORIES,
    PROMPT_ENDINGS,
    PROMPT_TEXTS,
    SETTINGS,
    SETTINGS_NAMES,
    SPEAKS_OF_MODELS,
    WEIGHTS,
)

_TRAINING = re.compile(
    r"(?:.*[_-])?(?:train|training|fine_?tune|finetuning|distill|quantize|export|convert|preprocess)(?:[_-].*)?"
)


def is_ours(path: str) -> bool:
    """Whether what lies there is the repository's own, and neither a test of it nor an example."""
    *directories, name = path.split("/")
    if any(step.lower() in PASSED_OVER or step.startswith(".") for step in directories):
        return False
    return not PASSED_OVER_FILE.fullmatch(name)


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


def prompt_directory(path: str) -> str | None:
    """The directory of prompts that a file is one of: at most one level below what is called `prompts`."""
    *steps, _ = path.split("/")
    ending = ending_of(path)
    for depth, step in enumerate(steps, 1):
        if step.lower() in PROMPT_DIRECTORIES and ending in PROMPT_TEXTS:
            return "/".join(steps[: depth + 1])
    return "/".join(steps) if ending in PROMPT_ENDINGS and steps else None


def eval_directory(path: str) -> str | None:
    """The directory of the suite that a file is part of: what is called `evals`, or where its configuration lies."""
    *steps, name = path.split("/")
    if EVAL_FILE.fullmatch(name):
        return "/".join(steps)
    for depth, step in enumerate(steps, 1):
        if step.lower() in EVAL_DIRECTORIES and ending_of(path) in EVAL_TEXTS:
            return "/".join(steps[:depth])
    return None


def is_training(path: str) -> bool:
    """Whether a file trains models, by its name or that of its directory: it is no feature."""
    *steps, name = path.lower().split("/")
    return any(_TRAINING.fullmatch(step) for step in (*steps[-1:], name.partition(".")[0]))
