"""The role of a file, decided by its path only."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from aiowners.usage.known_paths import (
    AMBIGUOUS_WEIGHT_EXTENSIONS,
    DOCUMENTATION_NAMES,
    EVAL_DATA_EXTENSIONS,
    EVAL_DIRECTORIES,
    EVAL_FILE,
    GENERIC_MODEL_NAMES,
    MODEL_WORDS,
    PLATFORM_FILES,
    PROMPT_DIRECTORIES,
    PROMPT_EXTENSIONS,
    PROMPT_TEXT_EXTENSIONS,
    SKIPPED_DIRECTORIES,
    SKIPPED_FILE,
    WEIGHT_EXTENSIONS,
)
from aiowners.usage.libraries import LANGUAGE_BY_EXTENSION, SETTINGS_EXTENSIONS, SETTINGS_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable

_TRAINING = re.compile(
    r"(?:.*[_-])?(?:train|training|fine_?tune|finetuning|distill|quantize|export|convert|preprocess)(?:[_-].*)?",
    re.DOTALL,
)
_TEST_DIRECTORY = re.compile(r"tests?[-_.].*|.*[-_.]tests?", re.DOTALL)
_DISTINCTIVE_NAME = re.compile(r"[A-Za-z]++[-_.0-9][\w.-]*", re.ASCII)
_MIN_NAME_LENGTH = 5
_MODEL_SETTINGS_NAMES = frozenset(("config", "settings", "constants", "models", "defaults", "env"))


def is_own_code(path: str) -> bool:
    """Return whether a file is the repository's own, and neither a test nor an example."""
    directory, _, name = path.rpartition("/")
    return _is_own_directory(directory) and not SKIPPED_FILE.fullmatch(name)


@lru_cache(maxsize=1 << 16)
def _is_own_directory(directory: str) -> bool:
    names = directory.lower().split("/")
    return not any(
        name in SKIPPED_DIRECTORIES or name.startswith(".") or _TEST_DIRECTORY.fullmatch(name) for name in names
    )


def is_scanned(path: str) -> bool:
    """Return whether the text of a file may contain facts."""
    name = path.rpartition("/")[2]
    extension = extension_of(path)
    return (
        extension in LANGUAGE_BY_EXTENSION
        or extension in SETTINGS_EXTENSIONS
        or extension == "ipynb"
        or name in SETTINGS_FILES
        or name == "config.json"
    )


def extension_of(path: str) -> str:
    """Return the part of a file's name after its last dot, in lower case; empty if there is no dot."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def weights_path(path: str) -> str | None:
    """Return the file of weights at `path`, or that a DVC pointer at `path` represents; None for other files."""
    target = path.removesuffix(".dvc")
    extension = extension_of(target)
    if extension in WEIGHT_EXTENSIONS or (extension in AMBIGUOUS_WEIGHT_EXTENSIONS and MODEL_WORDS.search(target)):
        return target
    return None


def is_description(path: str) -> bool:
    """Return whether a file describes a model in its directory: MLflow's, or any `config.json` below `models`."""
    *directories, name = path.split("/")
    in_models = [directory.lower() for directory in directories[-2:-1]] == ["models"]
    return name == "MLmodel" or (name == "config.json" and in_models)


def model_name(path: str) -> str | None:
    """Return the name by which code may refer to the model at `path`.

    Return None if `path` is not a model, or if its name is an everyday word.
    """
    target = path if is_description(path) else weights_path(path)
    if target is None:
        return None
    *directories, last = target.split("/")
    directory = directories[-1] if directories and directories[-1].lower() not in GENERIC_MODEL_NAMES else None
    name = directory or last.rpartition(".")[0]
    is_distinctive = len(name) >= _MIN_NAME_LENGTH and _DISTINCTIVE_NAME.fullmatch(name)
    return name if is_distinctive and name.lower() not in GENERIC_MODEL_NAMES else None


def prompt_directory(path: str) -> str | None:
    """Return the directory of prompts that contains the prompt at `path`; None for other files.

    In a directory at the root, which all products share, it is the directory below it.
    """
    *directories, name = path.split("/")
    extension = extension_of(path)
    if _stem(name) in DOCUMENTATION_NAMES:
        return None
    for depth, directory in enumerate(directories, 1):
        if directory.lower() in PROMPT_DIRECTORIES and extension in PROMPT_TEXT_EXTENSIONS:
            return "/".join(directories[: depth + (depth == 1)])
    return "/".join(directories) if extension in PROMPT_EXTENSIONS and directories else None


def eval_directory(path: str) -> str | None:
    """Return the directory of the evaluation suite that contains `path`: `evals`, or that of its configuration."""
    *directories, name = path.split("/")
    if EVAL_FILE.fullmatch(name):
        return "/".join(directories)
    extension = extension_of(path)
    is_case = extension in EVAL_DATA_EXTENSIONS or (extension == "py" and "eval" in name.lower())
    if not is_case or _stem(name) in DOCUMENTATION_NAMES:
        return None
    depth = next((depth for depth, name in enumerate(directories, 1) if name.lower() in EVAL_DIRECTORIES), 0)
    return "/".join(directories[:depth]) or None


def _stem(name: str) -> str:
    return name.partition(".")[0].lower()


def is_training(path: str) -> bool:
    """Return whether a file trains models, by its name or that of its directory, and so is not a feature."""
    *directories, name = path.lower().split("/")
    return any(_TRAINING.fullmatch(part) for part in (*directories[-1:], _stem(name)))


def may_configure_model(path: str, sources: Iterable[str]) -> bool:
    """Return whether a file may choose the model that a product's sources call: settings, or a file below theirs."""
    name = path.rpartition("/")[2]
    if name in PLATFORM_FILES:
        return False  # other products use the models of a gateway
    if extension_of(path) in SETTINGS_EXTENSIONS or name in SETTINGS_FILES or _stem(name) in _MODEL_SETTINGS_NAMES:
        return True
    return any(path.startswith(f"{source.rpartition('/')[0]}/".lstrip("/")) for source in sources)
