"""Manifest, Feature | Model | Platform | Pipeline | Asset | Team: the content of a manifest, as values.

Names are plain strings. The location of a value is not kept with it: a key path (`KeyPath`) leads
back to it in the text, and only what is reported is ever located. A list keeps the positions as
written: an item that could not be read is an empty string.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.source import Source

KeyPath: TypeAlias = tuple[str | int, ...]
Names: TypeAlias = tuple[str, ...]


class UnreadParts(NamedTuple):
    """The parts of a declaration or manifest that could not be read: keys whose value is lost, and the words in them."""

    keys: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.keys or self.words)


NO_GAPS = UnreadParts()


class Uses(NamedTuple):
    """The names that a declaration depends on, by kind."""

    models: Names = ()
    platforms: Names = ()
    pipelines: Names = ()
    assets: Names = ()
    features: Names = ()


NOTHING_USED = Uses()


class Operations(NamedTuple):
    """The team that runs an entity, and its means."""

    owner: str | None = None
    oncall: str | None = None
    monitoring: str | None = None
    rollback: str | None = None


class Team(NamedTuple):
    """A team, its names on code hosts, and its people."""

    name: str
    team_kind: str | None = None
    description: str | None = None
    handles: Handles | None = None
    contact: Contact | None = None
    status: str | None = None
    staffing: tuple[tuple[str, float], ...] = ()
    gaps: UnreadParts = NO_GAPS

    @property
    def kind(self) -> str:
        """The name of its kind, as in `kind:name`."""
        return "team"

    @property
    def section(self) -> str:
        """The key of the manifest under which it is declared."""
        return "teams"

    @property
    def disbanded(self) -> bool:
        """Whether the team no longer exists."""
        return self.status == "disbanded"


class Handles(NamedTuple):
    """The names of a team on each code host: none, one, or several."""

    github: Names = ()
    gitlab: Names = ()
    bitbucket: Names = ()


class Contact(NamedTuple):
    """The ways to reach a team."""

    slack: str | None = None
    email: str | None = None
    oncall: str | None = None


class Metric(NamedTuple):
    """The business metric of a feature."""

    name: str | None = None
    target: str | None = None
    source: str | None = None


class Evaluation(NamedTuple):
    """How a feature's quality is evaluated, and the teams that get the results. None: not set."""

    criteria: Names = ()
    suite: str | None = None
    framework: str | None = None
    judges: Names = ()
    signals_to: Names | None = None


class Integration(NamedTuple):
    """The team that integrates a feature, and whether it is outside the company."""

    owner: str | None = None
    external: bool | None = None


class Feature(NamedTuple):
    """A feature, which users see. `owner` is None if it is not set, and empty if it is null or empty."""

    name: str
    description: str | None = None
    owner: str | None = None
    co_owners: Names = ()
    status: str | None = None
    paths: Names = ()
    product_manager: str | None = None
    metric: Metric | None = None
    evaluation: Evaluation | None = None
    uses: Uses = NOTHING_USED
    domains: Names | None = None
    domain_reviewers: Names = ()
    integration: Integration | None = None
    gaps: UnreadParts = NO_GAPS

    @property
    def kind(self) -> str:
        """The name of its kind, as in `kind:name`."""
        return "feature"

    @property
    def section(self) -> str:
        """The key of the manifest under which it is declared."""
        return "features"

    @property
    def in_production(self) -> bool:
        """Whether users have it. The default status is `production`."""
        return self.status in {None, "production"}


class Reviewer(NamedTuple):
    """A team that must review changes of a model, and the reason."""

    team: str
    reason: str | None = None


class Waiver(NamedTuple):
    """A downstream team that agreed to be notified instead of reviewing, until a day (YYYY-MM-DD)."""

    team: str
    reason: str | None = None
    until: str | None = None


class Consumer(NamedTuple):
    """A team that uses a model from another repository."""

    team: str
    repository: str | None = None


class Handover(NamedTuple):
    """A model that moved from the team that trained it to its present owner."""

    from_: str | None = None
    to: str | None = None
    on: str | None = None
    record: str | None = None


class Model(NamedTuple):
    """A model. `reviewers` is None if not set; `access` is a word or the teams that may use the model."""

    name: str
    description: str | None = None
    owner: str | None = None
    co_owners: Names = ()
    model_kind: str | None = None
    trained_by: str | None = None
    handover: Handover | None = None
    status: str | None = None
    access: str | Names | None = None
    provider: str | None = None
    hosting: str | None = None
    artifacts: Names = ()
    identifiers: Names = ()
    derived_from: Names = ()
    trained_on: Names = ()
    feedback: Names = ()
    uses: Uses = NOTHING_USED
    reviewers: str | tuple[Reviewer, ...] | None = None
    waivers: tuple[Waiver, ...] = ()
    used_elsewhere: tuple[Consumer, ...] = ()
    review_scope: str | None = None
    operations: Operations | None = None
    retire_on: str | None = None
    replaced_by: str | None = None
    gaps: UnreadParts = NO_GAPS

    @property
    def kind(self) -> str:
        """The name of its kind, as in `kind:name`."""
        return "model"

    @property
    def section(self) -> str:
        """The key of the manifest under which it is declared."""
        return "models"

    @property
    def in_production(self) -> bool:
        """Whether it serves users. The default status is `production`."""
        return self.status in {None, "production"}

    @property
    def trained_in_house(self) -> bool:
        """Whether it names a team of the company that trained it."""
        return self.trained_by not in {None, "external"}


class Platform(NamedTuple):
    """A platform: a capability that entities of other teams depend on."""

    name: str
    description: str | None = None
    owner: str | None = None
    co_owners: Names = ()
    provides: Names = ()
    paths: Names = ()
    serves: Names | None = None
    uses: Uses = NOTHING_USED
    operations: Operations | None = None
    gaps: UnreadParts = NO_GAPS

    @property
    def kind(self) -> str:
        """The name of its kind, as in `kind:name`."""
        return "platform"

    @property
    def section(self) -> str:
        """The key of the manifest under which it is declared."""
        return "platforms"


class Feeds(NamedTuple):
    """The dependents that a pipeline's owner knows of."""

    models: Names = ()
    features: Names = ()
    assets: Names = ()


class Pipeline(NamedTuple):
    """A data pipeline. `feeds` is None if not set."""

    name: str
    description: str | None = None
    owner: str | None = None
    co_owners: Names = ()
    paths: Names = ()
    consumes: Names = ()
    uses: Uses = NOTHING_USED
    feeds: Feeds | None = None
    operations: Operations | None = None
    gaps: UnreadParts = NO_GAPS

    @property
    def kind(self) -> str:
        """The name of its kind, as in `kind:name`."""
        return "pipeline"

    @property
    def section(self) -> str:
        """The key of the manifest under which it is declared."""
        return "pipelines"


class Asset(NamedTuple):
    """An artifact of AI work: a prompt, an index, a data set, an agent."""

    name: str
    description: str | None = None
    owner: str | None = None
    co_owners: Names = ()
    asset_kind: str | None = None
    paths: Names = ()
    built_by: Names = ()
    uses: Uses = NOTHING_USED
    review_by: str | None = None
    gaps: UnreadParts = NO_GAPS

    @property
    def kind(self) -> str:
        """The name of its kind, as in `kind:name`."""
        return "asset"

    @property
    def section(self) -> str:
        """The key of the manifest under which it is declared."""
        return "assets"


class Organization(NamedTuple):
    """The company, as needed for advice about its structure."""

    name: str | None = None
    structure: str | None = None
    stage: str | None = None
    gaps: UnreadParts = NO_GAPS


Declaration: TypeAlias = Feature | Model | Platform | Pipeline | Asset


class Kind(NamedTuple):
    """A kind of declaration: its name, the section of the manifest, its class, and the keys that it can have."""

    name: str
    section: str
    type: type[Team | Declaration]
    fields: tuple[str, ...]


def _kind(declared: type[Team | Declaration]) -> Kind:
    example = declared(name="")
    own_kind = f"{example.kind}_kind"  # the key `kind`: `kind` itself is that of the declaration
    fields = [field for field in declared._fields if field not in {"name", "gaps"}]
    return Kind(example.kind, example.section, declared, tuple("kind" if f == own_kind else f for f in fields))


KINDS = tuple(map(_kind, (Team, Feature, Model, Platform, Pipeline, Asset)))
ENTITIES = KINDS[1:]  # the kinds that have an owner
SECTIONS = {kind.section: kind.name for kind in KINDS}
SECTION_OF = {kind.name: kind.section for kind in KINDS}


# Rules whose findings mean that a part of the text is unread, even if it has no words.
_LOSSES = frozenset({"yaml-syntax", "wrong-type", "unsupported-version"})


@dataclass(frozen=True, slots=True, eq=False)
class Manifest:
    """One `ai-ownership.yaml`: its declarations, and the errors in it.

    `gaps` has the unread parts of the whole manifest. `may_suppress` is False if it is known that no
    comment in its text suppresses anything.
    """

    source: Source
    owner: str | None = None
    teams: tuple[Team, ...] = ()
    features: tuple[Feature, ...] = ()
    models: tuple[Model, ...] = ()
    platforms: tuple[Platform, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    assets: tuple[Asset, ...] = ()
    organization: Organization | None = None
    defects: tuple[Diagnostic, ...] = ()
    gaps: UnreadParts = NO_GAPS
    may_suppress: bool = True

    @property
    def path(self) -> str:
        """The path of its source."""
        return self.source.path

    @property
    def is_read(self) -> bool:
        """Whether every part of it is read, even the parts without words."""
        return not self.gaps and all(defect.rule not in _LOSSES for defect in self.defects)

    def with_defects(self, defects: tuple[Diagnostic, ...]) -> Manifest:
        """Return the same manifest with these errors."""
        return replace(self, defects=defects)

    @property
    def declarations(self) -> Iterator[Declaration]:
        """All entities, kind by kind, in the order written."""
        yield from self.features
        yield from self.models
        yield from self.platforms
        yield from self.pipelines
        yield from self.assets
