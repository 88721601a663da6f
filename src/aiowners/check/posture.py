"""Posture: everything at a revision that decides which findings are reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from aiowners.check.baseline import BaselineError, load
from aiowners.check.settings import Settings
from aiowners.check.toml_locations import TomlError, locations
from aiowners.check.toml_locations import load as load_toml
from aiowners.source import Location, Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.check.toml_locations import KeyPath, TomlLocation
    from aiowners.workspace import Workspace

_CONFIGURATION = "aiowners.toml"


@dataclass(frozen=True)
class Posture:
    """A revision: its manifests, and everything that suppresses their findings.

    `settings` are those of the revision's own configuration, without the flags of the command line, and
    `workspace` is built with them. `configuration` and `baseline` are the two files, or None.
    `unexcluded` is the workspace with the manifests that only this revision excludes, or None.
    `texts` are other files that decide on approvals, by path: the configuration of CI systems and
    the membership file of the gate.
    """

    workspace: Workspace
    settings: Settings = field(default_factory=Settings)
    configuration: Source | None = None
    baseline: Source | None = None
    unexcluded: Workspace | None = None
    texts: Mapping[str, Source] = field(default_factory=dict)

    @cached_property
    def entries(self) -> Mapping[str, str]:
        """The entries of the baseline by fingerprint. A baseline that cannot be read suppresses nothing."""
        if self.baseline is None:
            return {}
        try:
            return load(self.baseline.text)
        except BaselineError:
            return {}

    def configured_at(self, *path: str | int) -> Location:
        """Return the location of the value at `path` in the configuration, or the start of the file without one."""
        if self.configuration is None:
            return Location(Source(_CONFIGURATION, ""))
        table = ("tool", "aiowners") if self.configuration.path.endswith("pyproject.toml") else ()
        spans = self._locations.get((*table, *path))
        return Location(self.configuration, Span(0, 0) if spans is None else spans.value)

    @cached_property
    def _locations(self) -> Mapping[KeyPath, TomlLocation]:
        if self.configuration is None:
            return {}
        try:
            load_toml(self.configuration.text)
        except TomlError:
            return {}
        return locations(self.configuration.text)
