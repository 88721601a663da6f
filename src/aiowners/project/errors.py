"""Errors of a run. Each message is one sentence for people."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic


class ProjectError(Exception):
    """A run cannot go on."""


class OptionError(ProjectError):
    """An option has a value that cannot be used. `option` is its name for people; None for a combination of options."""

    def __init__(self, message: str, option: str | None = None) -> None:
        """`option` is a flag such as `--root`, or the name of an argument."""
        super().__init__(message)
        self.option = option


class FileError(ProjectError):
    """A file cannot be read or written. `reason` does not name the file."""

    def __init__(self, path: str, reason: str) -> None:
        """`path` is the file as people know it."""
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class ConfigurationError(ProjectError):
    """The configuration is invalid."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        """`diagnostics` are its errors, at least one."""
        super().__init__(diagnostics[0].message)
        self.diagnostics = tuple(diagnostics)


@contextmanager
def git_errors() -> Iterator[None]:
    """Raise ProjectError for a GitError."""
    from aiowners.adapters.git import GitError

    try:
        yield
    except GitError as error:
        raise ProjectError(str(error)) from None
