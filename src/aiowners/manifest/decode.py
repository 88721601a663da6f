"""Nodes -> Manifest: decode what is valid, and tell the invalid parts apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from aiowners.manifest.format import FIELDS_OF
from aiowners.manifest.misplaced import first_after_section, is_outside_declaration, is_section_inside
from aiowners.manifest.model import KINDS, NO_GAPS, Manifest, Organization, Team, UnreadParts
from aiowners.manifest.value_decoders import NO_TEAM, PLACEHOLDERS, choice, fields_of, nonempty, owner, same
from aiowners.yaml_text.scalars import value_of
from aiowners.yaml_text.yaml_nodes import Mapping, Node, Scalar, span

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiowners.manifest.decoding import DecodeState, Fields, InvalidValue
    from aiowners.manifest.model import Kind
    from aiowners.source import Source

NAME: Final = re.compile(r"[a-z][a-z0-9._-]{0,99}")
_TOP_KEY: Final = re.compile(r"^([a-z_]+)[ \t]*:", re.MULTILINE)


def _organization(node: Node, state: DecodeState) -> Organization | InvalidValue:
    if type(node) is not Mapping:
        return Organization(gaps=UnreadParts(words=state.words())) if state.was_removed(node) else state.reject(node)
    before = len(state.rejected)
    values, invalid = fields_of(
        node,
        state,
        same(
            name=nonempty,
            structure=choice("centralized", "embedded", "hub-and-spoke", "federated"),
            stage=choice("early", "growth", "scale"),
        ),
    )
    return Organization(**values, gaps=_gaps(state, before, invalid))


def _gaps(state: DecodeState, before: int, invalid: list[str], key: int = -1) -> UnreadParts:
    """Return the unread parts: keys that are invalid, and words rejected since `before` or removed at `key`."""
    if len(state.rejected) == before and not invalid and not state.removed:
        return NO_GAPS
    return UnreadParts(frozenset(invalid), state.words(before, key))


def _reject_from(section: Mapping, name: str, state: DecodeState) -> None:
    """Reject the rest of a section, from `name` on: it was written for another section."""
    names = list(section.entries)
    for after in names[names.index(name) :]:
        state.invalid_declarations.add((id(section), after))
        state.reject(section.key(after))
        state.reject(section.entries[after])


def _with_gap(declaration: Any, key: str, words: frozenset[str]) -> Any:  # noqa: ANN401 - a Team or a Declaration
    """Return a declaration with one more key that could not be read."""
    gaps: UnreadParts = declaration.gaps
    return declaration._replace(gaps=UnreadParts(gaps.keys | {key}, gaps.words | words))


def _removed_by_alias(node: Node, state: DecodeState, fields: Fields, key: int) -> list[str]:
    """Return the keys of the declaration at `key` whose values were removed where its aliases lead."""
    if not state.removed or type(node) is not Mapping:
        return []
    sources: list[Node] = [value for name, value in node.pairs if isinstance(name, Scalar) and name.value == "<<"]
    if node.start < key:
        sources.append(node)
    if node.partial or any(state.is_partial(source, key) for source in sources):
        return [name for name in fields if name not in node.entries]
    return [name for name, value in node.entries.items() if name in fields and state.is_partial(value, key)]


class _Section:
    """A decoder of a section. The name and value of what is not a declaration are rejected."""

    def __init__(self, kind: Kind) -> None:
        self._make: Callable[..., Any] = kind.type
        self._fields: Fields = FIELDS_OF[kind.section]
        self._reserved = PLACEHOLDERS | NO_TEAM if kind.type is Team else frozenset()

    def __call__(self, node: Node, state: DecodeState) -> tuple[Any, ...] | InvalidValue:
        """Decode a section as a tuple of its declarations."""
        if type(node) is not Mapping:
            return () if state.was_removed(node) else state.reject(node)
        declarations: list[Any] = []
        for name, child in node.entries.items():
            if name.startswith("x-"):
                continue
            if name in self._reserved or not NAME.fullmatch(name):
                state.reject(node.key(name))
                if name in self._reserved or not name:
                    state.reject(child)
                    continue
            if (rest := self._add(node, name, child, state, declarations)) is not None:
                _reject_from(node, rest, state)
                break
        for _, later, value in node.repeated:
            state.rejected += (value, later)
        state.rejected += node.unnamed
        return tuple(declarations)

    def _add(self, section: Mapping, name: str, child: Node, state: DecodeState, declarations: list[Any]) -> str | None:
        """Add a declaration. Return the name from which on the section has the contents of another one."""
        before, missing = len(state.rejected), state.incomplete
        if is_section_inside(name, child):
            return name
        is_misplaced = name in self._fields and is_outside_declaration(child, self._fields)
        if type(child) is Mapping and not is_misplaced:
            values, invalid = fields_of(child, state, self._fields)
        elif state.was_removed(child):
            values, invalid = {}, list(self._fields)
        else:
            state.invalid_declarations.add((id(section), name))
            state.reject(section.key(name))
            state.reject(child)
            if is_misplaced and declarations:
                declarations[-1] = _with_gap(declarations[-1], name, state.words(before, -1))
            return None
        gaps = NO_GAPS
        if state.removed or invalid or len(state.rejected) > before:
            key = span(section.key(name)).start
            invalid += _removed_by_alias(child, state, self._fields, key)
            gaps = _gaps(state, before, invalid, key)
        declarations.append(self._make(name=name, **values, gaps=gaps))
        if len(state.rejected) == before and state.incomplete == missing:
            return None
        state.invalid_declarations.add((id(section), name))
        return first_after_section(section, name)


def _version(node: Node, state: DecodeState) -> int | InvalidValue:
    if type(node) is Scalar:
        value = value_of(node)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value == 1:
            return 1
    return state.reject(node)


_MANIFEST = same(
    version=_version,
    owner=owner,
    **{kind.section: _Section(kind) for kind in KINDS},
    organization=_organization,
)


def later_version(root: Node | None) -> Scalar | None:
    """Return the value of `version` if it is a number other than the version that is read here."""
    if isinstance(root, Mapping) and isinstance(version := root.entries.get("version"), Scalar):
        value = value_of(version)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value != 1:
            return version
    return None


def decode(root: Node | None, source: Source, state: DecodeState) -> Manifest:
    """Return the declarations in `root`. Afterwards, `state` has the errors and the rejected nodes.

    Never raises: invalid parts are skipped, and their words are kept in `gaps`.
    """
    if type(root) is not Mapping:
        if root is not None and not state.was_removed(root):
            state.reject(root)
        state.incomplete += 1
        return Manifest(source, gaps=UnreadParts(words=state.words()))
    values, invalid = fields_of(root, state, _MANIFEST)
    invalid += [key for start, end, _ in state.removed for key in _TOP_KEY.findall(source.text[start:end])]
    if values.pop("version", None) is None and "version" not in root.entries:
        state.incomplete += 1
    gaps = UnreadParts(frozenset(invalid), state.words()) if state.rejected or state.removed else NO_GAPS
    return Manifest(source, **values, gaps=gaps)
