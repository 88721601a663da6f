"""The page in a real browser: found, filtered, clicked, walked over, read as a table, and never markup."""

from __future__ import annotations

import json
import random
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from aiowners.diagrams.map_page import map_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.map.conftest import Opened

    OpenPage = Callable[..., Opened]

pytestmark = pytest.mark.browser
EMBED = "model:text-embed-v3"
NO_FINDINGS: dict[str, Any] = {"diagnostics": []}


def node(kind: str, name: str, **more: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "id": f"{kind}:{name}", "kind": kind, "name": name, "owner": "a", "standing": "team", "co_owners": [],
        "status": None, "description": None, "declared": True, "path": "ai-ownership.yaml", "line": 1, "shared": False,
        "unowned": False, "reviewers": None, "downstream_owners": [], "missing": [], "waived": [],
    }  # fmt: skip
    return known | more


def edge(source: str, target: str) -> dict[str, Any]:
    return {
        "from": source,
        "to": target,
        "key": "uses.models",
        "path": "x",
        "line": 1,
        "through": False,
        "approved": True,
    }


def graph(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> dict[str, Any]:
    owners = sorted({one["owner"] for one in nodes if one["owner"]})
    teams = [{"name": name, "kind": None, "declared": False, "status": None, "color": "#ddeeff"} for name in owners]
    return {"schema": "aiowners-graph/1", "focus": [], "nodes": nodes, "edges": edges, "teams": teams, "unread": []}


def test_search_and_filters(acme_before: Path, open_page: OpenPage) -> None:
    opened = open_page(acme_before)
    opened.laid()
    page = opened.page
    everything = opened.shown()
    assert opened.drawn() == everything
    assert opened.count() == f"{len(everything)} things"
    page.keyboard.press("/")
    page.keyboard.type("EMBED v3")
    assert opened.shown() == {EMBED}
    page.wait_for_selector("#canvas[data-laid='1']", state="attached")
    assert opened.drawn() == {EMBED}
    page.click("#clear")
    page.select_option("#kind", "model")
    page.select_option("#trouble", "unowned")
    assert opened.shown() == {"model:claude-sonnet-4-5", "model:reco-two-tower-v2"}
    page.click("#clear")
    page.select_option("#team", "search")
    assert opened.shown() == {
        "asset:query-rewrite-prompt", "feature:query-autocomplete", "feature:semantic-search", "feature:zero-results-rescue",
        "feature:shop-assistant",  # which they co-own
    }  # fmt: skip
    page.click("#clear")
    page.select_option("#trouble", "missing")
    assert opened.shown() == {EMBED}
    page.fill("#query", "no such thing")
    assert opened.count() == f"0 of {len(everything)} things"
    page.click("#clear")
    assert opened.shown() == everything


def test_a_click_shows_what_is_downstream_and_who_is_not_asked(acme_before: Path, open_page: OpenPage) -> None:
    opened = open_page(acme_before)
    opened.laid()
    page = opened.page
    page.click(f".node[data-id='{EMBED}'] .body")
    opened.heading("text-embed-v3")
    words = page.inner_text("#missing")
    assert "3 teams are not asked before this model changes" in words
    assert re.search(r"support\s+model:text-embed-v3 → asset:help-index", words)
    below = set(page.locator("#downstream a").all_text_contents())
    assert below == {
        "asset:help-index", "asset:product-index", "feature:help-answers", "feature:query-autocomplete",
        "feature:semantic-search", "feature:shop-assistant",
    }  # fmt: skip
    lit = set(page.evaluate("() => [...document.querySelectorAll('.node.lit')].map((one) => one.dataset.id)"))
    assert lit == below | {EMBED, "pipeline:clickstream"}
    flags = page.locator(".node:has(.flag)").evaluate_all("(all) => all.map((one) => one.dataset.id)")
    assert set(flags) == {"asset:help-index", "asset:product-index", "feature:help-answers", "feature:shop-assistant"}
    assert "text-embed-v3 selected, 6 downstream, not asked: ai-platform, data-eng, support" in page.inner_text("#said")
    assert "missing-downstream-reviewer" in page.inner_text("#panel")
    page.click("#missing bdi:text-is('support')")
    opened.heading("support")
    assert EMBED in page.inner_text("#panel .alert")
    page.go_back()
    opened.heading("text-embed-v3")
    page.keyboard.press("Escape")
    opened.heading("What needs attention")
    assert page.locator(".node.lit").count() == 0


def test_the_keyboard_walks_along_the_graph(acme_before: Path, open_page: OpenPage) -> None:
    opened = open_page(acme_before, "#pipeline:clickstream")
    opened.laid()
    page = opened.page
    page.focus(".node[tabindex='0']")
    at = "() => document.activeElement.dataset.id"
    assert page.evaluate(at) == "pipeline:clickstream"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(at) in {EMBED, "feature:query-autocomplete"}
    page.focus(".node[tabindex='0']")
    page.keyboard.press("ArrowLeft")
    first = page.evaluate(at)
    page.keyboard.press("ArrowDown")
    assert page.evaluate(at) != first
    page.keyboard.press("Enter")
    assert page.evaluate("() => decodeURIComponent(location.hash.slice(1))") == page.evaluate(at)
    called = "model text-embed-v3, owner: ml-core, not asked: ai-platform, data-eng, support"
    assert page.get_by_role("button", name=called).get_attribute("data-id") == EMBED
    before = page.get_attribute("#world", "transform")
    page.keyboard.press("+")
    assert page.get_attribute("#world", "transform") != before


def test_the_table_is_the_same_in_rows(acme_before: Path, open_page: OpenPage) -> None:
    opened = open_page(acme_before)
    opened.laid()
    page = opened.page
    page.click("#show-table")
    assert page.is_visible("table")
    assert not page.is_visible("#canvas")
    assert page.get_attribute("#show-table", "aria-pressed") == "true"
    names = "tbody tr:not([hidden]) th"
    assert page.locator(names).all_text_contents() == sorted(page.locator(names).all_text_contents())
    page.click("thead button:text-is('Findings')")
    page.click("thead button:text-is('Findings')")
    assert page.get_attribute("thead th:nth-child(6)", "aria-sort") == "descending"
    counts = [int(text) for text in page.locator("tbody tr td:nth-of-type(5)").all_text_contents()]
    assert counts == sorted(counts, reverse=True)
    page.click("tbody bdi:text-is('text-embed-v3')")
    assert page.locator("tr.selected").get_attribute("data-id") == EMBED


def test_what_could_not_be_read_is_said_and_the_theme_is_chosen(acme_before: Path, open_page: OpenPage) -> None:
    opened = open_page(acme_before, color_scheme="dark")
    page = opened.page
    assert "catalog/ai-ownership.yaml" in page.inner_text("#unread")
    paper = "() => getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(13, 17, 23)"
    page.click("#theme")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    assert not page.is_visible("#filters")
    assert page.is_visible("table")


def test_on_a_narrow_screen_nothing_is_wider_than_it(acme_before: Path, open_page: OpenPage) -> None:
    opened = open_page(acme_before)
    opened.page.set_viewport_size({"width": 375, "height": 700})
    opened.laid()
    assert opened.page.evaluate("() => document.documentElement.scrollWidth") == 375


HOSTILE = (
    "</script><script>document.title='x'</script>", "<img src=x onerror=\"document.title='x'\">", "\u202eevil\x1b[31m",
    "'\"`&amp;", "javascript:alert(1)", "__proto__", "constructor", "a\nb", "\u2028", "#", "%", "%41", "\udc80", "<!--",
)  # fmt: skip


def test_names_are_data_and_never_markup(tmp_path: Path, open_page: OpenPage) -> None:
    nodes = [
        node(
            "model",
            name,
            owner=name,
            description=name,
            path=name,
            missing=[name],
            downstream_owners=[name],
            status=name,
        )
        for name in HOSTILE
    ]
    edges = [edge(one["id"], other["id"]) for one, other in pairwise(nodes)]
    found = [
        {"rule": name, "severity": "error", "message": name, "subject": f"model:{name}", "about": None, "path": name,
         "range": {"start": {"line": 1, "column": 1}}, "help": name}
        for name in HOSTILE
    ]  # fmt: skip
    page_file = tmp_path / "map.html"
    text = map_page({**graph(nodes, edges), "unread": list(HOSTILE)}, {"diagnostics": found})
    assert text.isascii() or not re.search(r"[\u2028\u202e\x1b]", text)
    page_file.write_text(text, encoding="utf-8")
    opened = open_page(page_file)
    opened.laid()
    page = opened.page
    assert page.title() == "AI ownership"
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.locator("script").count() == 4
    for one in nodes:
        page.evaluate(
            "(id) => document.querySelector('#rows').querySelectorAll('tr').forEach((row) => row.dataset.id === id && row.querySelector('a').click())",
            one["id"],
        )
        page.wait_for_function("(id) => document.querySelector('tr.selected')?.dataset.id === id", arg=one["id"])
        assert page.locator(".node.selected").count() == 1
        assert page.locator("tr.selected").count() == 1
    assert page.title() == "AI ownership"
    shown = page.inner_text("body")
    assert "\u202e" not in shown
    assert "\\u{202e}evil\\u{1b}[31m" in shown


def large(count: int) -> dict[str, Any]:
    rng = random.Random("large")
    kinds = ["pipeline", "asset", "model", "platform"] + ["feature"] * 4
    nodes = [
        node(
            rng.choice(kinds),
            f"thing-{number}",
            owner=f"team-{rng.randrange(60)}",
            status=rng.choice(["production", "pilot"]),
        )
        for number in range(count)
    ]
    edges = [edge(nodes[rng.randrange(at)]["id"], nodes[at]["id"]) for at in range(1, count) for _ in range(2)]
    return graph(nodes, edges)


def test_two_thousand_things_are_filtered_before_they_are_drawn(tmp_path: Path, open_page: OpenPage) -> None:
    """Not a measurement (benchmarks/map.py is): while the picture is laid out, everything else answers."""
    page_file = tmp_path / "map.html"
    page_file.write_text(map_page(large(2000), NO_FINDINGS), encoding="utf-8")
    opened = open_page(page_file)
    assert opened.count() == "2000 things"
    assert "Laying out 150 things" in opened.page.inner_text("#progress")
    opened.page.select_option("#team", "team-7")
    few = opened.shown()
    assert 0 < len(few) < 100
    opened.page.wait_for_selector(f"#canvas[data-laid='{len(few)}']", state="attached", timeout=60_000)
    assert opened.drawn() == few


def test_of_many_things_those_are_drawn_that_matter_and_what_is_around_the_selected(
    tmp_path: Path, open_page: OpenPage
) -> None:
    many = large(400)
    many["nodes"][399] |= {"missing": ["team-1"], "kind": "model", "id": "model:lonely", "name": "lonely"}
    many["edges"] = [one for one in many["edges"] if "thing-399" not in one["to"] + one["from"]]
    many["edges"].append(edge("model:lonely", many["nodes"][0]["id"]))
    page_file = tmp_path / "map.html"
    page_file.write_text(map_page(many, NO_FINDINGS), encoding="utf-8")
    opened = open_page(page_file)
    opened.laid()
    page = opened.page
    assert len(opened.drawn()) == 150
    assert "model:lonely" in opened.drawn()
    assert "The 150 that matter most of 400 things" in page.inner_text("#part")
    # Of a thing that is not drawn, what is around it is.
    last = next(one["from"] for one in reversed(many["edges"]) if one["from"] not in opened.drawn())
    below = {one["to"] for one in many["edges"] if one["from"] == last}
    page.evaluate("(id) => { location.hash = encodeURIComponent(id); }", last)
    page.wait_for_function("(id) => document.querySelector(`.node[data-id='${id}']`)?.style.display === ''", arg=last)
    assert {last} | below <= opened.drawn()
    assert "what it depends on" in page.inner_text("#part")
    # A filter is answered by what it leaves, whatever is selected.
    page.select_option("#status", "pilot")
    wanted = {one["id"] for one in many["nodes"] if one["status"] == "pilot"}
    page.wait_for_selector("#canvas[data-laid='150']", state="attached")
    assert opened.drawn() <= wanted
    page.click("#clear")
    page.click("#draw-all")
    page.wait_for_selector("#canvas[data-laid='400']", state="attached", timeout=60_000)
    assert len(opened.drawn()) == 400
    # The table begins with a hundred rows, and has the others too: on demand, and on paper.
    page.click("#show-table")
    assert len(opened.shown()) == 100
    page.click("#more")
    assert len(opened.shown()) == 400
    page.fill("#query", "thing")
    assert len(opened.shown()) == 100
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert len(opened.shown()) == 399


def test_nothing_declared(tmp_path: Path, open_page: OpenPage) -> None:
    page_file = tmp_path / "map.html"
    page_file.write_text(map_page(graph([], []), NO_FINDINGS), encoding="utf-8")
    opened = open_page(page_file)
    assert "`aiowners init` writes the first ones" in opened.page.inner_text("main")


def test_the_data_can_be_taken_out_again(acme_before: Path) -> None:
    text = acme_before.read_text("utf-8")
    data = re.search(r'<script type="application/json" id="graph">(.*?)</script>', text, re.DOTALL)
    assert data is not None
    assert json.loads(data[1])["schema"] == "aiowners-graph/1"
