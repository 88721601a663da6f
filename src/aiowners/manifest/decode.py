"""Nodes -> Manifest: takes what is in order, and tells apart what is not."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, cast

from aiowners.diagnostics.nearest import nearest
from aiowners.manifest.model import (
    NO_GAPS,
    Asset,
    Consumer,
    Contact,
    Evaluation,
    Feature,
    Feeds,
    Gaps,
    Handles,
    Handover,
    Integration,
    Manifest,
    Metric,
    Model,
    Operations,
    Organization,
    Pipeline,
    Platform,
    Reviewer,
    Team,
    Uses,
    Waiver,
)
from aiowners.manifest.yaml import Lost, Mapping, Node, Scalar, Sequence, is_text, span, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from aiowners.manifest.recover import Cut
    from aiowners.source import Source

NAME: Final = re.compile(r"[a-z][a-z0-9._-]{0,99}")
_TOP_KEY: Final = re.compile(r"^([a-z_]+)[ \t]*:", re.MULTILINE)
WORD: Final = re.compile(r"[A-Za-z0-9._-]+")
PLACEHOLDERS: Final = frozenset(("none", "tbd", "todo", "unknown", "unassigned", "n/a", ""))
NO_TEAM: Final = frozenset(("external", "downstream"))

T = TypeVar("T")


class _Lost:
    """What a decoder gives for a value that it cannot take."""


LOST: Final = _Lost()
Decoder: TypeAlias = "Callable[[Node, Reading], Any]"
Fields: TypeAlias = "dict[str, tuple[str, Decoder]]"


class Reading:
    """One pass over one document: the text, what could not be parsed of it, and the nodes not taken.

    `incomplete` counts the required keys that are absent; `suspects` are the declarations that are
    not in order, as (their section's node, name).
    """

    __slots__ = ("bad", "cuts", "incomplete", "suspects", "text")

    def __init__(self, text: str, cuts: tuple[Cut, ...] = ()) -> None:
        self.text = text
        self.cuts = cuts
        self.bad: list[Node] = []
        self.incomplete = 0
        self.suspects: set[tuple[int, str]] = set()

    @property
    def in_order(self) -> bool:
        """Whether the document, as far as it was parsed, follows the format."""
        return not self.bad and not self.incomplete

    def reject(self, node: Node) -> _Lost:
        """Count a node as unread."""
        self.bad.append(node)
        return LOST

    def is_cut(self, node: Node, *, by_indentation: bool = False) -> bool:
        """Whether an empty value may be empty because what stood there was cut out.

        What was cut out may have lost its indentation; `by_indentation` goes by it nevertheless.
        """
        if not self.cuts or not isinstance(node, Scalar) or node.value or node.style:
            return False
        offset = span(node).start
        return isinstance(node, Lost) or any(
            start >= offset
            and _BLANK.fullmatch(self.text, offset, start)
            and not (by_indentation and not self._is_below(offset, start))
            for start, _, _ in self.cuts
        )

    def _is_below(self, offset: int, start: int) -> bool:
        """Whether the line at `start` belongs to the key whose value stands at `offset`: by its indentation."""
        line = max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1
        key, cut = (_INDENT.match(self.text, place) for place in (line, start))
        assert key is not None
        assert cut is not None
        if start == line or len(cut[0]) > len(key[0]):
            return True
        return len(cut[0]) == len(key[0]) and self.text[cut.end() : cut.end() + 1] == "-"

    def words(self, since: int = 0, key: int | None = None) -> frozenset[str]:
        """The words of the nodes rejected since, and of what was cut out of the declaration at `key`."""
        nodes = self.bad[since:]
        everything = key is None or any(isinstance(node, Lost) for node in nodes)
        stretches = [self.text[slice(*_ends(node, self.text))] for node in nodes]
        stretches += [self.text[a:b] for a, b, at in self.cuts if everything or at == key]
        return frozenset(word for stretch in stretches for word in WORD.findall(stretch))

    def is_partial(self, node: Node, key: int) -> bool:
        """Whether something of `node` was cut out where it stands, elsewhere than at the declaration at `key`.

        That is so where it is an alias of something, or merges something, that was broken.
        """
        todo = [node]
        seen: set[int] = set()
        while todo:
            node = todo.pop()
            if isinstance(node, Lost):
                return True
            if isinstance(node, Scalar) or id(node) in seen:
                continue
            seen.add(id(node))
            if node.start < key and any(node.start <= start <= node.end for start, _, _ in self.cuts):
                return True
            todo += node.items
        return False


_INDENT = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")


def _ends(node: Node, text: str) -> tuple[int, int]:
    place = span(node, text)
    return place.start, place.end


# --- scalars -------------------------------------------------------------------------------------


def _text(node: Node, reading: Reading) -> str | _Lost:
    if type(node) is Scalar and is_text(node):
        return node.value
    return reading.reject(node)


def _filled(node: Node, reading: Reading) -> str | _Lost:
    if type(node) is Scalar and node.value and is_text(node):
        return node.value
    return reading.reject(node)


def _team(node: Node, reading: Reading) -> str | _Lost:
    if type(node) is Scalar and node.value and node.value not in NO_TEAM and is_text(node):
        return node.value
    return reading.reject(node)


def _trainer(node: Node, reading: Reading) -> str | _Lost:
    if type(node) is Scalar and node.value == "external" and is_text(node):
        return "external"
    return _team(node, reading)


def _owner(node: Node, reading: Reading) -> str | _Lost:
    if type(node) is Scalar and node.value not in NO_TEAM:
        if is_text(node):
            return node.value
        if value_of(node) is None and not reading.is_cut(node, by_indentation=True):
            return ""
    return reading.reject(node)


def _path(node: Node, reading: Reading) -> str | _Lost:
    if type(node) is Scalar and node.value and is_text(node):
        value: str = node.value
        if ".." not in value or ".." not in value.split("/"):
            return value
    return reading.reject(node)


def _place(node: Node, reading: Reading) -> str | _Lost:
    """A path, or an address with `://`."""
    if type(node) is Scalar and "://" in node.value and is_text(node):
        return node.value
    return _path(node, reading)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_day(text: str) -> bool:
    """Whether `text` is a day of the calendar, written YYYY-MM-DD."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _day(node: Node, reading: Reading) -> str | _Lost:
    if type(node) is Scalar and is_text(node) and is_day(node.value):
        return node.value
    return reading.reject(node)


def _truth(node: Node, reading: Reading) -> bool | _Lost:
    if type(node) is Scalar:
        value = value_of(node)
        if value is True or value is False:
            return value
    return reading.reject(node)


def _one_of(*words: str) -> Decoder:
    allowed = frozenset(words)

    def decode(node: Node, reading: Reading) -> str | _Lost:
        if type(node) is Scalar and node.value in allowed and is_text(node):
            return node.value
        return reading.reject(node)

    return decode


# --- collections ---------------------------------------------------------------------------------


def _list(item: Decoder, empty: object = "") -> Decoder:
    """A list; an item that cannot be taken leaves `empty`, so that the others keep their places."""

    def decode(node: Node, reading: Reading) -> object:
        if type(node) is not Sequence:
            return reading.reject(node)
        found = [item(one, reading) for one in node.items]
        return tuple([empty if one is LOST else one for one in found])

    return decode


def _one_or_list(item: Decoder) -> Decoder:
    many = _list(item)

    def decode(node: Node, reading: Reading) -> object:
        if type(node) is Sequence:
            return many(node, reading)
        one = item(node, reading)
        return one if one is LOST else (one,)

    return decode


def _fields(node: Mapping, reading: Reading, fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """The values of a mapping by attribute, and the keys that were lost."""
    values: dict[str, Any] = {}
    lost: list[str] = []
    for key, child in node.entries.items():
        field = fields.get(key)
        if field is not None:
            value = field[1](child, reading)
            if value is LOST:
                lost.append(key)
            else:
                values[field[0]] = value
        elif not key.startswith("x-"):
            reading.reject(node.key(key))
            reading.reject(child)
            absent = [name for name in fields if name not in node.entries]
            lost += [key.split()[0]] if key.split()[:1] in ([name] for name in absent) else nearest(key, absent, most=1)
    if node.repeated:
        reading.bad += [value for _, _, value in node.repeated]
    if node.strange:
        reading.bad += node.strange
    return values, lost


def _record(make: Callable[..., object], fields: Fields, required: str | None = None) -> Decoder:
    def decode(node: Node, reading: Reading) -> object:
        if type(node) is not Mapping:
            return reading.reject(node)
        values, _ = _fields(node, reading, fields)
        if required is not None and required not in values:
            if required not in node.entries:
                reading.incomplete += 1
            values[required] = ""
        return make(**values)

    return decode


def _same(**decoders: Decoder) -> Fields:
    """Fields whose attribute is called like the key."""
    return {key: (key, decoder) for key, decoder in decoders.items()}


def _reviewer(node: Node, reading: Reading) -> Reviewer | _Lost:
    if type(node) is Mapping:
        return _REVIEWER(node, reading)  # type: ignore[no-any-return]
    team = _team(node, reading)
    return team if isinstance(team, _Lost) else Reviewer(team)


def _reviewers(node: Node, reading: Reading) -> object:
    if type(node) is Scalar and node.value == "downstream" and is_text(node):
        return "downstream"
    return _REVIEWERS(node, reading)


def _access(node: Node, reading: Reading) -> object:
    return _ACCESS_LIST(node, reading) if type(node) is Sequence else _ACCESS_WORD(node, reading)


def _staffing(node: Node, reading: Reading) -> tuple[tuple[str, float], ...] | _Lost:
    if type(node) is not Mapping:
        return reading.reject(node)
    values, _ = _fields(node, reading, _ROLES)
    return tuple(values.items())


def _number(node: Node, reading: Reading) -> float | _Lost:
    if type(node) is Scalar:
        value = value_of(node)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and not value < 0:
            return value
    return reading.reject(node)


# --- the format ----------------------------------------------------------------------------------

_REFERENCES = _list(_filled)
_TEAMS = _list(_team)
_TEXTS = _list(_filled)
_PATHS = _list(_path)
_ACCESS_WORD = _one_of("private", "company")
_ACCESS_LIST = _TEAMS
_REVIEWER = _record(Reviewer, _same(team=_team, reason=_text), required="team")
_REVIEWERS = _list(_reviewer, Reviewer(""))
_WAIVERS = _list(_record(Waiver, _same(team=_team, reason=_text, until=_day), required="team"), Waiver(""))
_CONSUMERS = _list(_record(Consumer, _same(team=_team, repository=_filled), required="team"), Consumer(""))
_HANDLES = _record(
    Handles,
    _same(github=_one_or_list(_filled), gitlab=_one_or_list(_filled), bitbucket=_one_or_list(_filled)),
)
_CONTACT = _record(Contact, _same(slack=_filled, email=_filled, oncall=_filled))
_ROLES = _same(
    **dict.fromkeys(("ai-product-manager", "product-engineer", "ai-engineer", "ml-engineer", "data-engineer", "data-scientist", "mlops-engineer", "ai-integration-engineer", "inference-engineer", "research-scientist", "prompt-engineer", "head-of-ai", "chief-ai-officer", "director", "governance-lead"), _number)
)  # fmt: skip
_METRIC = _record(Metric, _same(name=_filled, target=_filled, source=_filled))
_EVALUATION = _record(
    Evaluation,
    _same(criteria=_TEXTS, suite=_place, framework=_filled, judges=_REFERENCES, signals_to=_TEAMS),
)
_OPERATIONS = _record(Operations, _same(owner=_owner, oncall=_filled, monitoring=_filled, rollback=_place))
_INTEGRATION = _record(Integration, _same(owner=_owner, external=_truth))
_HANDOVER = _record(Handover, {"from": ("from_", _team), **_same(to=_team, on=_day, record=_filled)})
_FEEDS = _record(Feeds, _same(models=_REFERENCES, features=_REFERENCES, assets=_REFERENCES))


def _uses(*kinds: str) -> Decoder:
    return _record(Uses, _same(**dict.fromkeys(kinds, _REFERENCES)))


_COMMON = _same(description=_text, owner=_owner, co_owners=_TEAMS)
_TEAM = {
    "kind": ("team_kind", _one_of("product", "platform", "ml", "data", "other")),
    **_same(
        description=_text,
        handles=_HANDLES,
        contact=_CONTACT,
        status=_one_of("active", "disbanded"),
        staffing=_staffing,
    ),
}
_FEATURE = {
    **_COMMON,
    **_same(
        status=_one_of("idea", "experiment", "pilot", "production", "deprecated", "retired"),
        paths=_PATHS,
        product_manager=_filled,
        metric=_METRIC,
        evaluation=_EVALUATION,
        uses=_uses("models", "platforms", "pipelines", "assets", "features"),
        domains=_TEXTS,
        domain_reviewers=_TEAMS,
        integration=_INTEGRATION,
    ),
}
_MODEL = {
    **_COMMON,
    "kind": (
        "model_kind",
        _one_of(
            "llm", "embedding", "reranker", "classifier", "regressor", "recommender", "speech",
            "vision", "router", "other",
        ),
    ),
    **_same(
        trained_by=_trainer,
        handover=_HANDOVER,
        status=_one_of("development", "staging", "production", "deprecated", "retired"),
        access=_access,
        provider=_filled,
        hosting=_one_of("vendor", "self"),
        artifacts=_list(_place),
        identifiers=_TEXTS,
        derived_from=_REFERENCES,
        trained_on=_REFERENCES,
        feedback=_REFERENCES,
        uses=_uses("models", "platforms", "pipelines", "assets"),
        reviewers=_reviewers,
        waivers=_WAIVERS,
        used_elsewhere=_CONSUMERS,
        review_scope=_one_of("transitive", "direct"),
        operations=_OPERATIONS,
        retire_on=_day,
        replaced_by=_filled,
    ),
}  # fmt: skip
_PLATFORM = {
    **_COMMON,
    **_same(
        provides=_list(
            _one_of(
                "model-registry", "evaluation-framework", "inference-gateway", "cost-attribution",
                "prompt-registry", "feature-store", "vector-store", "model-serving", "monitoring",
                "security-review", "tooling",
            )
        ),
        paths=_PATHS,
        serves=_REFERENCES,
        uses=_uses("models", "platforms", "pipelines", "assets"),
        operations=_OPERATIONS,
    ),
}  # fmt: skip
_PIPELINE = {
    **_COMMON,
    **_same(
        paths=_PATHS,
        consumes=_REFERENCES,
        uses=_uses("models", "platforms", "assets"),
        feeds=_FEEDS,
        operations=_OPERATIONS,
    ),
}
_ASSET = {
    **_COMMON,
    "kind": (
        "asset_kind",
        _one_of("prompt", "index", "dataset", "eval-suite", "agent", "tool", "mcp-server", "other"),
    ),
    **_same(
        paths=_PATHS,
        built_by=_REFERENCES,
        uses=_uses("models", "assets"),
        review_by=_day,
    ),
}


# Every key that something inside a section can have.
FIELDS: Final = frozenset().union(
    _TEAM, _FEATURE, _MODEL, _PLATFORM, _PIPELINE, _ASSET,
    ("slack", "email", "name", "target", "source", "criteria", "suite", "framework", "judges", "signals_to"),
    ("oncall", "monitoring", "rollback", "external", "from", "to", "on", "record", "team", "reason", "until"),
    ("repository", "github", "gitlab", "bitbucket", "teams", "features", "models", "platforms", "pipelines", "assets"),
    _ROLES,
)  # fmt: skip


def _organization(node: Node, reading: Reading) -> Organization | _Lost:
    if type(node) is not Mapping:
        return Organization(gaps=Gaps(words=reading.words())) if reading.is_cut(node) else reading.reject(node)
    before = len(reading.bad)
    values, lost = _fields(
        node,
        reading,
        _same(
            name=_filled,
            structure=_one_of("centralized", "embedded", "hub-and-spoke", "federated"),
            stage=_one_of("early", "growth", "scale"),
        ),
    )
    return Organization(**values, gaps=_gaps(reading, before, lost))


def _gaps(reading: Reading, before: int, lost: list[str], key: int = -1) -> Gaps:
    if len(reading.bad) == before and not lost and not reading.cuts:
        return NO_GAPS
    return Gaps(frozenset(lost), reading.words(before, key))


def is_section_inside(name: str, node: Node) -> bool:
    """Whether a section begins among the declarations of another, because it is indented like them."""
    return name in _SECTIONS and type(node) is Scalar and not node.value and not node.style


_SECTIONS = frozenset(("teams", "features", "models", "platforms", "pipelines", "assets", "organization"))


def swallows_section(section: Mapping, name: str) -> str | None:
    """The name after `name` in a section, where between the two another section begins, indented too far."""
    child = section.entries[name]
    if type(child) is not Mapping or not child.entries:
        return None
    last = next(reversed(child.entries))
    if not is_section_inside(last, child.entries[last]):
        return None
    names = list(section.entries)
    return next(iter(names[names.index(name) + 1 :]), None)


def reject_from(section: Mapping, name: str, reading: Reading) -> None:
    """Leave out what follows in a section: it was written for another one."""
    names = list(section.entries)
    for after in names[names.index(name) :]:
        reading.suspects.add((id(section), after))
        reading.reject(section.key(after))
        reading.reject(section.entries[after])


def is_misplaced(node: Node, fields: Container[str]) -> bool:
    """Whether what is named like a key of a declaration is that key, one level too far out.

    `fields` are the keys of a declaration there.
    """
    if type(node) is not Mapping:
        return type(node) is not Scalar or bool(node.value)
    keys = [key for key in node.entries if not key.startswith("x-")]
    return bool(keys) and not any(key in fields for key in keys)


def _without(declaration: T, key: str, words: frozenset[str]) -> T:
    """A declaration to which a key belongs that could not be read."""
    gaps: Gaps = declaration.gaps  # type: ignore[attr-defined]
    return cast("T", declaration._replace(gaps=Gaps(gaps.keys | {key}, gaps.words | words)))  # type: ignore[attr-defined]


def _lost_elsewhere(node: Node, reading: Reading, fields: Fields, key: int) -> list[str]:
    """The keys of the declaration at `key` that were lost where its aliases lead."""
    if not reading.cuts or type(node) is not Mapping:
        return []
    pairs = zip(node.items[0::2], node.items[1::2], strict=True)
    sources = [value for name, value in pairs if isinstance(name, Scalar) and name.value == "<<"]
    if node.start < key:
        sources.append(node)
    if node.partial or any(reading.is_partial(source, key) for source in sources):
        return [name for name in fields if name not in node.entries]
    return [name for name, value in node.entries.items() if name in fields and reading.is_partial(value, key)]


def _section(make: Callable[..., T], fields: Fields, *, teams: bool = False) -> Decoder:  # noqa: C901
    """A map of declarations by name. What is no declaration at all is rejected, name and value."""

    def decode(node: Node, reading: Reading) -> tuple[T, ...] | _Lost:
        if type(node) is not Mapping:
            return () if reading.is_cut(node) else reading.reject(node)
        found: list[T] = []
        for name, child in node.entries.items():
            if name.startswith("x-"):
                continue
            reserved = teams and (name in PLACEHOLDERS or name in NO_TEAM)
            if reserved or not NAME.fullmatch(name):
                reading.reject(node.key(name))
                if reserved or not name:
                    reading.reject(child)
                    continue
            if (rest := take(node, name, child, reading, found)) is not None:
                reject_from(node, rest, reading)
                break
        for _, again, value in node.repeated:
            reading.bad += (value, again)
        reading.bad += node.strange
        return tuple(found)

    def take(node: Mapping, name: str, child: Node, reading: Reading, found: list[T]) -> str | None:
        """Add one declaration. Gives the name from which on all is meant for another section."""
        before, missing = len(reading.bad), reading.incomplete
        if is_section_inside(name, child):
            return name
        misplaced = name in fields and is_misplaced(child, fields)
        if type(child) is Mapping and not misplaced:
            values, lost = _fields(child, reading, fields)
        elif reading.is_cut(child):
            values, lost = {}, list(fields)
        else:
            reading.suspects.add((id(node), name))
            reading.reject(node.key(name))
            reading.reject(child)
            if misplaced and found:
                found[-1] = _without(found[-1], name, reading.words(before, -1))
            return None
        gaps = NO_GAPS
        if reading.cuts or lost or len(reading.bad) > before:
            key = span(node.key(name)).start
            lost += _lost_elsewhere(child, reading, fields, key)
            gaps = _gaps(reading, before, lost, key)
        found.append(make(name=name, **values, gaps=gaps))
        if len(reading.bad) == before and reading.incomplete == missing:
            return None
        reading.suspects.add((id(node), name))
        return swallows_section(node, name)

    return decode


def _version(node: Node, reading: Reading) -> int | _Lost:
    if type(node) is Scalar:
        value = value_of(node)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value == 1:
            return 1
    return reading.reject(node)


_MANIFEST = _same(
    version=_version,
    owner=_owner,
    teams=_section(Team, _TEAM, teams=True),
    features=_section(Feature, _FEATURE),
    models=_section(Model, _MODEL),
    platforms=_section(Platform, _PLATFORM),
    pipelines=_section(Pipeline, _PIPELINE),
    assets=_section(Asset, _ASSET),
    organization=_organization,
)


def later_version(root: Node | None) -> Scalar | None:
    """The value of `version` where it is a number other than the one that is read here."""
    if isinstance(root, Mapping) and isinstance(version := root.entries.get("version"), Scalar):
        value = value_of(version)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value != 1:
            return version
    return None


def decode(root: Node | None, source: Source, reading: Reading) -> Manifest:
    """What `root` declares. `reading` tells afterwards whether it was in order and what was not taken.

    Never raises: whatever is not in order is left out, and its words are kept in `gaps`.
    """
    if type(root) is not Mapping:
        if root is not None and not reading.is_cut(root):
            reading.reject(root)
        reading.incomplete += 1
        return Manifest(source, gaps=Gaps(words=reading.words()))
    values, lost = _fields(root, reading, _MANIFEST)
    lost += [key for start, end, _ in reading.cuts for key in _TOP_KEY.findall(source.text[start:end])]
    if values.pop("version", None) is None and "version" not in root.entries:
        reading.incomplete += 1
    gaps = Gaps(frozenset(lost), reading.words()) if reading.bad or reading.cuts else NO_GAPS
    return Manifest(source, **values, gaps=gaps)
