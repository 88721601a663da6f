"""Nodes -> Manifest: takes what is in order, and tells apart what is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar, cast

from aiowners.manifest.format import ASSET, FEATURE, MODEL, PIPELINE, PLATFORM, TEAM
from aiowners.manifest.model import (
    NO_GAPS,
    Asset,
    Feature,
    Manifest,
    Model,
    Organization,
    Pipeline,
    Platform,
    Team,
    UnreadParts,
)
from aiowners.manifest.value_decoders import NO_TEAM, PLACEHOLDERS, fields_of, filled, one_of, owner, same
from aiowners.yaml_text.nodes import Mapping, Node, Scalar, span
from aiowners.yaml_text.scalars import value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from aiowners.manifest.decoding import Decoder, DecodeState, Fields, InvalidValue
    from aiowners.source import Source

NAME: Final = re.compile(r"[a-z][a-z0-9._-]{0,99}")
_TOP_KEY: Final = re.compile(r"^([a-z_]+)[ \t]*:", re.MULTILINE)

T = TypeVar("T")


def _organization(node: Node, reading: DecodeState) -> Organization | InvalidValue:
    if type(node) is not Mapping:
        return (
            Organization(gaps=UnreadParts(words=reading.words())) if reading.was_removed(node) else reading.reject(node)
        )
    before = len(reading.rejected)
    values, lost = fields_of(
        node,
        reading,
        same(
            name=filled,
            structure=one_of("centralized", "embedded", "hub-and-spoke", "federated"),
            stage=one_of("early", "growth", "scale"),
        ),
    )
    return Organization(**values, gaps=_gaps(reading, before, lost))


def _gaps(reading: DecodeState, before: int, lost: list[str], key: int = -1) -> UnreadParts:
    if len(reading.rejected) == before and not lost and not reading.cuts:
        return NO_GAPS
    return UnreadParts(frozenset(lost), reading.words(before, key))


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


def reject_from(section: Mapping, name: str, reading: DecodeState) -> None:
    """Leave out what follows in a section: it was written for another one."""
    names = list(section.entries)
    for after in names[names.index(name) :]:
        reading.invalid_declarations.add((id(section), after))
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
    gaps: UnreadParts = declaration.gaps  # type: ignore[attr-defined]
    return cast("T", declaration._replace(gaps=UnreadParts(gaps.keys | {key}, gaps.words | words)))  # type: ignore[attr-defined]


def _lost_elsewhere(node: Node, reading: DecodeState, fields: Fields, key: int) -> list[str]:
    """The keys of the declaration at `key` that were lost where its aliases lead."""
    if not reading.cuts or type(node) is not Mapping:
        return []
    sources = [value for name, value in node.pairs if isinstance(name, Scalar) and name.value == "<<"]
    if node.start < key:
        sources.append(node)
    if node.partial or any(reading.is_partial(source, key) for source in sources):
        return [name for name in fields if name not in node.entries]
    return [name for name, value in node.entries.items() if name in fields and reading.is_partial(value, key)]


def _section(make: Callable[..., T], fields: Fields, *, teams: bool = False) -> Decoder:  # noqa: C901
    """A map of declarations by name. What is no declaration at all is rejected, name and value."""

    def decode(node: Node, reading: DecodeState) -> tuple[T, ...] | InvalidValue:
        if type(node) is not Mapping:
            return () if reading.was_removed(node) else reading.reject(node)
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
            reading.rejected += (value, again)
        reading.rejected += node.unnamed
        return tuple(found)

    def take(node: Mapping, name: str, child: Node, reading: DecodeState, found: list[T]) -> str | None:
        """Add one declaration. Gives the name from which on all is meant for another section."""
        before, missing = len(reading.rejected), reading.incomplete
        if is_section_inside(name, child):
            return name
        misplaced = name in fields and is_misplaced(child, fields)
        if type(child) is Mapping and not misplaced:
            values, lost = fields_of(child, reading, fields)
        elif reading.was_removed(child):
            values, lost = {}, list(fields)
        else:
            reading.invalid_declarations.add((id(node), name))
            reading.reject(node.key(name))
            reading.reject(child)
            if misplaced and found:
                found[-1] = _without(found[-1], name, reading.words(before, -1))
            return None
        gaps = NO_GAPS
        if reading.cuts or lost or len(reading.rejected) > before:
            key = span(node.key(name)).start
            lost += _lost_elsewhere(child, reading, fields, key)
            gaps = _gaps(reading, before, lost, key)
        found.append(make(name=name, **values, gaps=gaps))
        if len(reading.rejected) == before and reading.incomplete == missing:
            return None
        reading.invalid_declarations.add((id(node), name))
        return swallows_section(node, name)

    return decode


def _version(node: Node, reading: DecodeState) -> int | InvalidValue:
    if type(node) is Scalar:
        value = value_of(node)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value == 1:
            return 1
    return reading.reject(node)


_MANIFEST = same(
    version=_version,
    owner=owner,
    teams=_section(Team, TEAM, teams=True),
    features=_section(Feature, FEATURE),
    models=_section(Model, MODEL),
    platforms=_section(Platform, PLATFORM),
    pipelines=_section(Pipeline, PIPELINE),
    assets=_section(Asset, ASSET),
    organization=_organization,
)


def later_version(root: Node | None) -> Scalar | None:
    """The value of `version` where it is a number other than the one that is read here."""
    if isinstance(root, Mapping) and isinstance(version := root.entries.get("version"), Scalar):
        value = value_of(version)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value != 1:
            return version
    return None


def decode(root: Node | None, source: Source, reading: DecodeState) -> Manifest:
    """What `root` declares. `reading` tells afterwards whether it was in order and what was not taken.

    Never raises: whatever is not in order is left out, and its words are kept in `gaps`.
    """
    if type(root) is not Mapping:
        if root is not None and not reading.was_removed(root):
            reading.reject(root)
        reading.incomplete += 1
        return Manifest(source, gaps=UnreadParts(words=reading.words()))
    values, lost = fields_of(root, reading, _MANIFEST)
    lost += [key for start, end, _ in reading.cuts for key in _TOP_KEY.findall(source.text[start:end])]
    if values.pop("version", None) is None and "version" not in root.entries:
        reading.incomplete += 1
    gaps = UnreadParts(frozenset(lost), reading.words()) if reading.rejected or reading.cuts else NO_GAPS
    return Manifest(source, **values, gaps=gaps)
