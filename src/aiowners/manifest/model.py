"""Manifest, Feature | Model | Platform | Pipeline | Asset | Team: what a manifest says, as values.

Names are plain texts. Where a value stands is not kept with it: a key path (`KeyPath`) leads back
to its place in the text, and only what is reported is ever looked up. A list keeps the positions
of what was written: an item that could not be read is an empty text.
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
    """What could not be read of something: keys whose value is lost, and the words that were there."""

    keys: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.keys or self.words)


NO_GAPS = UnreadParts()


class Uses(NamedTuple):
    """What something is built on, by kind."""

    models: Names = ()
    platforms: Names = ()
    pipelines: Names = ()
    assets: Names = ()
    features: Names = ()


NOTHING_USED = Uses()


class Operations(NamedTuple):
    """Who runs something, and by what."""

    owner: str | None = None
    oncall: str | None = None
    monitoring: str | None = None
    rollback: str | None = None


class Team(NamedTuple):
    """A team, its names on the forges and its people."""

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
        """What kind of thing this is, as in `kind:name`."""
        return "team"

    @property
    def section(self) -> str:
        """The key of the manifest that holds such things."""
        return "teams"

    @property
    def disbanded(self) -> bool:
        """Whether the team no longer exists."""
        return self.status == "disbanded"


class Handles(NamedTuple):
    """A team's names on each forge, none, one or several."""

    github: Names = ()
    gitlab: Names = ()
    bitbucket: Names = ()


class Contact(NamedTuple):
    """How to reach a team."""

    slack: str | None = None
    email: str | None = None
    oncall: str | None = None


class Metric(NamedTuple):
    """The business figure that a feature is judged by."""

    name: str | None = None
    target: str | None = None
    source: str | None = None


class Evaluation(NamedTuple):
    """How a feature's quality is judged, by what, and who hears of it. None: not stated."""

    criteria: Names = ()
    suite: str | None = None
    framework: str | None = None
    judges: Names = ()
    signals_to: Names | None = None


class Integration(NamedTuple):
    """Who integrates a feature, and whether that is somebody outside."""

    owner: str | None = None
    external: bool | None = None


class Feature(NamedTuple):
    """What users see. `owner` None is not stated; the empty text is null or empty."""

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
        """What kind of thing this is, as in `kind:name`."""
        return "feature"

    @property
    def section(self) -> str:
        """The key of the manifest that holds such things."""
        return "features"

    @property
    def in_production(self) -> bool:
        """Whether users have it: without a word about its status they do."""
        return self.status in {None, "production"}


class Reviewer(NamedTuple):
    """A team that is asked before a model changes, and why."""

    team: str
    reason: str | None = None


class Waiver(NamedTuple):
    """A downstream owner who has agreed to be told rather than asked, until a day (YYYY-MM-DD)."""

    team: str
    reason: str | None = None
    until: str | None = None


class Consumer(NamedTuple):
    """A team that uses a model from another repository."""

    team: str
    repository: str | None = None


class Handover(NamedTuple):
    """A model passed from the team that trained it to the one that owns it now."""

    from_: str | None = None
    to: str | None = None
    on: str | None = None
    record: str | None = None


class Model(NamedTuple):
    """A model. `reviewers` None is not stated; `access` is a word or the teams that may use it."""

    name: str
    description: str | None = None
    owner: str | None = None
    co_owners: Names = ()
    trained_by: str | None = None
    handover: Handover | None = None
    model_kind: str | None = None
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
        """What kind of thing this is, as in `kind:name`."""
        return "model"

    @property
    def section(self) -> str:
        """The key of the manifest that holds such things."""
        return "models"

    @property
    def in_production(self) -> bool:
        """Whether it answers users: without a word about its status it does."""
        return self.status in {None, "production"}

    @property
    def trained_in_house(self) -> bool:
        """Whether it names a team of the company as the one that trained it."""
        return self.trained_by not in {None, "external"}


class Platform(NamedTuple):
    """A capability that others build on."""

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
        """What kind of thing this is, as in `kind:name`."""
        return "platform"

    @property
    def section(self) -> str:
        """The key of the manifest that holds such things."""
        return "platforms"


class Feeds(NamedTuple):
    """Whom a pipeline's owner knows to depend on it."""

    models: Names = ()
    features: Names = ()
    assets: Names = ()


class Pipeline(NamedTuple):
    """Data on its way. `feeds` None is not stated."""

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
        """What kind of thing this is, as in `kind:name`."""
        return "pipeline"

    @property
    def section(self) -> str:
        """The key of the manifest that holds such things."""
        return "pipelines"


class Asset(NamedTuple):
    """What AI work leaves behind: a prompt, an index, a data set, an agent."""

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
        """What kind of thing this is, as in `kind:name`."""
        return "asset"

    @property
    def section(self) -> str:
        """The key of the manifest that holds such things."""
        return "assets"


class Organization(NamedTuple):
    """The company, as far as advice about its structure needs it."""

    name: str | None = None
    structure: str | None = None
    stage: str | None = None
    gaps: UnreadParts = NO_GAPS


Declaration: TypeAlias = Feature | Model | Platform | Pipeline | Asset
KINDS = ("feature", "model", "platform", "pipeline", "asset")
SECTIONS = {"teams": "team", **{f"{kind}s": kind for kind in KINDS}}  # the kind of what each declares


# What is wrong with a text of which something is lost, even if it held no word.
_LOSSES = frozenset({"yaml-syntax", "wrong-type", "unsupported-version"})


@dataclass(frozen=True, slots=True, eq=False)
class Manifest:
    """One `ai-ownership.yaml`: what it declares, and what was wrong with reading it.

    `gaps` is what could not be read anywhere in it. `may_suppress` is False where it is known that no
    comment in its text silences anything.
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
        """Whether nothing of it is lost, were it only a text without a word."""
        return not self.gaps and all(defect.rule not in _LOSSES for defect in self.defects)

    def with_defects(self, defects: tuple[Diagnostic, ...]) -> Manifest:
        """The same declarations, with what was wrong in reading them."""
        return replace(self, defects=defects)

    @property
    def declarations(self) -> Iterator[Declaration]:
        """Everything that can be owned, kind by kind, in the order written."""
        yield from self.features
        yield from self.models
        yield from self.platforms
        yield from self.pipelines
        yield from self.assets
