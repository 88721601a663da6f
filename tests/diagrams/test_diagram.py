"""The picture holds what the oracle reads out of the manifests; its texts hold any name."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiowners.diagrams.as_json import as_data, as_json
from aiowners.diagrams.diagram import Diagram, DiagramEdge, DiagramNode, DiagramTeam, diagram_of
from aiowners.diagrams.dot import as_dot
from aiowners.diagrams.mermaid import as_mermaid
from aiowners.diagrams.owner_colors import TEXT, owner_colors
from aiowners.diagrams.selection import around, of_kinds, of_teams
from aiowners.graph.nodes import Key
from aiowners.source import Source
from aiowners.workspace import assemble
from tests.oracle import oracle
from tests.oracle.organisations import random_organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TODAY = date(2026, 11, 22)
SCHEMA = json.loads(Path(__file__).parents[2].joinpath("schemas/aiowners-graph.schema.json").read_text("utf-8"))
KINDS = ("feature", "model", "platform", "pipeline", "asset")


def drawn(texts: dict[str, str]) -> Diagram:
    return diagram_of(assemble([Source(path, text) for path, text in texts.items()], today=TODAY.isoformat()))


def pairs(found: Diagram) -> set[tuple[str, str]]:
    return {(str(arrow.source), str(arrow.target)) for arrow in found.edges if arrow.approved}


@pytest.mark.parametrize("seed", range(25))
def test_nodes_edges_and_who_is_missing_are_the_oracles(seed: int) -> None:
    texts = random_organisation(seed, 5 + seed)
    found = drawn(texts)
    org = oracle.organisation(texts, TODAY)
    web = oracle.graph(org)
    undeclared = {one.label for one in org.references if not oracle.resolve(org, one.kind, one.name)}
    assert {str(shape.key) for shape in found.nodes} == undeclared | {thing.label for thing in org.things}
    assert {str(shape.key) for shape in found.nodes if shape.declared} == {thing.label for thing in org.things}
    arrows = [(source, one) for one in org.references if one.is_edge for source in sources(org, one)]
    banned = {(source[0].label, one.user.label) for source, one in arrows if refuses(org, one, source)}
    assert {(str(arrow.source), str(arrow.target)) for arrow in found.edges if not arrow.approved} == banned
    followed = {(source[0].label, one.user.label) for source, one in arrows if not refuses(org, one, source)}
    followed |= {(one.label, one.user.label) for one in org.references if one.is_edge and one.label in undeclared}
    assert pairs(found) == followed
    missing = {(subject, (about or "").lower()) for _, subject, about, _ in oracle.missing_downstream_reviewers(web)}
    assert {(str(shape.key), f"team:{name}".lower()) for shape in found.nodes for name in shape.missing} == missing
    jsonschema.validate(json.loads(as_json(found)), SCHEMA)
    assert found == drawn(dict(reversed(texts.items())))


def sources(org: oracle.Organisation, reference: oracle.Reference) -> list[list[oracle.Thing]]:
    """The entities that a reference means, each with all its declarations."""
    meant = oracle.resolve(org, reference.kind, reference.name)
    labels = dict.fromkeys(thing.label for thing in meant)
    return [[thing for thing in meant if thing.label == label] for label in labels]


def refuses(org: oracle.Organisation, reference: oracle.Reference, declarations: list[oracle.Thing]) -> bool:
    """Whether one of the declarations of a model does not allow a use of it."""
    return any(oracle.unapproved(org, reference, model) for model in declarations)


def reachable(edges: Iterable[tuple[str, str]], start: str, steps: int) -> set[str]:
    next_to = defaultdict(set)
    for one, other in edges:
        next_to[one].add(other)
    found = {start}
    for _ in range(steps):
        found |= {other for one in found for other in next_to[one]}
    return found


@pytest.mark.parametrize("seed", range(10))
def test_parts_of_it(seed: int) -> None:
    found = drawn(random_organisation(seed, 25))
    edges = pairs(found)
    back = {(other, one) for one, other in edges}
    for shape in found.nodes[::4]:
        for depth, steps in ((0, 0), (1, 1), (2, 2), (None, 60)):
            part = around(found, [shape.key], depth)
            expected = reachable(edges, str(shape.key), steps) | reachable(back, str(shape.key), steps)
            assert {str(one.key) for one in part.nodes} == expected
            assert pairs(part) == {(one, other) for one, other in edges if {one, other} <= expected}
    for kinds in (("feature", "model"), ("model",), KINDS):
        part = of_kinds(found, kinds)
        kept = {str(one.key) for one in found.nodes if one.key.kind in kinds}
        assert {str(one.key) for one in part.nodes} == kept
        # Whoever depended on a thing, by way of whatever, still does, and nobody else.
        for one in sorted(kept)[::3]:
            assert reachable(pairs(part), one, 60) == reachable(edges, one, 60) & kept
    for team in {shape.owner for shape in found.nodes if shape.owner}:
        part = of_teams(found, {team})
        own = {str(one.key) for one in found.nodes if one.owner == team}
        assert {str(one.key) for one in part.nodes if not one.pale} == own
        assert pairs(part) == {(one, other) for one, other in edges if one in own or other in own}


def test_what_is_wrong_is_said() -> None:
    found = drawn(
        {
            "ai-ownership.yaml": """
version: 1
owner: ml
teams: {ml: {}, a: {}, gone: {status: disbanded}}
models:
  m: {reviewers: []}
  n: {owner: gone}
  o: {owner: tbd, status: retired}
features:
  f: {owner: a, uses: {models: [m, nowhere]}}
  g: {owner: who, uses: {models: [m]}}
"""
        }
    )
    shapes = {shape.key.name: shape for shape in found.nodes}
    assert shapes["m"].missing == ("a",)
    assert [name for name, shape in shapes.items() if shape.unowned] == ["n", "nowhere"]
    assert [shapes[name].standing for name in "mnog"] == ["team", "disbanded", "nobody", "unknown"]
    assert not shapes["nowhere"].declared
    text = as_mermaid(found)
    assert "#9888; not asked#58; a" in text
    assert "#9888; declared nowhere" in text
    assert "stroke-dasharray" in text
    assert "\u26a0 not asked: a" in as_dot(found)


# The grammar of Graphviz' quoted strings, and of what we write with them.
QUOTED = r'"(?:[^"\\\n]|\\.)*"'
ATTRIBUTES = rf"\[(?:[a-z]+=(?:{QUOTED}|[a-z0-9]+)(?:, )?)+\]"
DOT = re.compile(
    rf"digraph ownership \{{\n  rankdir=LR;\n(?:  (?:node|edge|{QUOTED}(?: -> {QUOTED})?)(?: {ATTRIBUTES})?;\n)+\}}\n"
)
MERMAID = re.compile(
    r"flowchart LR\n(?:  (?:n\d+(?:\(\[|\{\{|\[\[|\[/|\[\()\"(?:[A-Za-z0-9 ._/-]|#\d+;|<br>)*\"(?:\]\)|\}\}|\]\]|/\]|\)\])"
    r"|n\d+ (?:-->|-\.->|-\. not approved \.-x) n\d+|classDef \w+ [\w:#,;. -]+|class [\w,]+ \w+)\n)*"
)
HOSTILE = (
    '"', "\\", "\\N", '\\"', "a\nb", "</script>", "`x`", "%%{init: {}}%%", "&quot;", "\u202e", "\x1b[31m", "::error::x", "#35;",
    "😀", "\udc80", "end", "[x]", "{y}", "a;b", "<b>", "&lt;", "click n0 href", "--> x", "subgraph", " ",
)  # fmt: skip
TEXTS = st.text(max_size=30) | st.sampled_from(HOSTILE)


def hostile() -> Iterator[Diagram]:
    """Pictures of things with names that were made to break the languages that they are written in."""
    for name in HOSTILE:
        shapes = tuple(
            DiagramNode(Key(kind, name), name, "team", description=name, path=name, line=1, missing=(name,))
            for kind in KINDS
        )
        arrows = tuple(
            DiagramEdge(shapes[0].key, shape.key, through=bool(number % 2), approved=number != 1)
            for number, shape in enumerate(shapes)
        )
        yield Diagram(shapes, arrows, (DiagramTeam(name, None, None, declared=False, color="#ffeedd"),))


@given(st.lists(st.tuples(st.sampled_from(KINDS), TEXTS, TEXTS), min_size=1, max_size=4, unique_by=lambda one: one[:2]))
def test_any_name_can_be_drawn(things: list[tuple[str, str, str]]) -> None:
    shapes = tuple(
        DiagramNode(
            Key(kind, name),
            other or None,
            "team" if other else "nobody",
            description=other,
            path=other,
            line=1,
            missing=(other,),
        )
        for kind, name, other in things
    )
    arrows = tuple(
        DiagramEdge(shapes[0].key, shape.key, through=bool(number % 2), approved=number != 1)
        for number, shape in enumerate(shapes)
    )
    parties = tuple(DiagramTeam(other, None, None, declared=False, color="#ffeedd") for _, _, other in things)
    found = Diagram(shapes, arrows, parties)
    assert DOT.fullmatch(as_dot(found))
    assert MERMAID.fullmatch(as_mermaid(found))
    for text in (as_dot(found), as_mermaid(found), as_json(found)):
        assert not re.search(
            r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|##\w*\[|^ *::", text, re.MULTILINE
        )
    assert [node["name"] for node in as_data(found)["nodes"]] == [name for _, name, _ in things]


def _luminance(color: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_names_can_be_read_on_every_colour() -> None:
    colors = owner_colors(f"team-{number}" for number in range(72))
    assert len(set(colors.values())) == 72
    for color in colors.values():
        assert (_luminance(color) + 0.05) / (_luminance(TEXT) + 0.05) > 7
    assert owner_colors(["search"])["search"] == owner_colors(["search", "ml"])["search"]
    assert len(owner_colors(map(str, range(500)))) == 500


def test_a_large_graph_is_no_deep_one() -> None:
    count = 3000
    chain = "".join(f"  a{number}: {{uses: {{assets: [a{number + 1}]}}}}\n" for number in range(count))
    found = drawn({"ai-ownership.yaml": f"version: 1\nowner: x\nassets:\n{chain}  a{count}: {{}}\n"})
    assert len(around(found, [Key("asset", "a0")]).nodes) == count + 1
    assert of_kinds(found, ("model",)).nodes == ()
