"""The table of kinds: the decoders and the published schema have the same sections and keys."""

from __future__ import annotations

import pytest

from aiowners.manifest.format import FIELDS, FIELDS_OF
from aiowners.manifest.json_schema import declaration_schema, manifest_schema
from aiowners.manifest.model import ENTITIES, KINDS, SECTION_OF, SECTIONS, Kind, Team


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_a_kind_has_the_keys_of_its_decoders_and_of_the_schema(kind: Kind) -> None:
    assert list(FIELDS_OF[kind.section]) == list(kind.fields)
    assert set(declaration_schema(kind.section)["properties"]) == set(kind.fields)
    assert set(kind.fields) <= FIELDS
    declaration = kind.type(name="x")
    assert (declaration.kind, declaration.section) == (kind.name, kind.section)


def test_every_section_has_a_kind() -> None:
    assert {*FIELDS_OF} == {*SECTIONS} == {*SECTION_OF.values()}
    assert {*SECTIONS, "version", "owner", "organization"} == {*manifest_schema()["properties"]}
    assert [kind for kind in KINDS if kind.type is not Team] == [*ENTITIES]
