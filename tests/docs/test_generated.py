"""The generated pages are complete, and pages for code hosts become pages of the site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiowners.cli import COMMANDS
from aiowners.diagnostics.examples import examples
from aiowners.rules import ALL
from pages.generated import generated, write
from pages.site import for_site

from .markdown import ROOT, blocks

PAGES = generated()
SCHEMA = json.loads((ROOT / "schemas/ai-ownership.schema.json").read_text("utf-8"))


def _keys(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every key of the schema with the keys above it; `*` is a name that users choose."""
    if "$ref" in value:
        yield from _keys(SCHEMA["definitions"][value["$ref"].rpartition("/")[2]], path)
    for name, below in value.get("properties", {}).items():
        yield (*path, name)
        yield from _keys(below, (*path, name))
    if isinstance(value.get("additionalProperties"), dict):
        yield from _keys(value["additionalProperties"], (*path, "*"))
    for choice in (*value.get("anyOf", ()), *([value["items"]] if "items" in value else ())):
        yield from _keys(choice, path)


KEYS = sorted(set(_keys(SCHEMA)))


def test_the_schema_was_read() -> None:
    assert ("models", "*", "waivers", "until") in KEYS
    assert ("teams", "*", "handles", "gitlab") in KEYS
    assert len(KEYS) > 150


@pytest.mark.parametrize("key", KEYS, ids=".".join)
def test_every_key_of_the_schema_is_on_the_page(key: tuple[str, ...]) -> None:
    page = PAGES["reference/keys.md"]
    section, *below = (value for value in key if value != "*")
    if not below:
        assert f"\n## {section}\n" in page or f"\n### `{section}`\n" in page
    else:
        text = page.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
        assert f"\n### `{below[0]}`\n" in text if len(below) == 1 else f"\n| `{'.'.join(below)}` |" in text


def _used(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(data, dict):
        for name, value in data.items():
            key = (*path, name) if len(path) != 1 or path[0] == "organization" else (*path, "*")
            yield key
            yield from _used(value, key)
    elif isinstance(data, list):
        for item in data:
            yield from _used(item, path)


def _words(value: Any) -> Iterator[str]:
    """Yield every word of the schema's closed lists."""
    if isinstance(value, dict):
        yield from value.get("enum", ()) if isinstance(value.get("enum"), list) else ()
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _words(below)


def test_every_value_of_a_closed_list_is_on_the_page_with_its_meaning() -> None:
    words = set(_words(SCHEMA))
    assert {"hub-and-spoke", "mcp-server", "downstream", "transitive"} <= words
    assert [word for word in words if f"`{word}`: " not in PAGES["reference/keys.md"]] == []


def _once(key: tuple[str, ...]) -> tuple[str, ...]:
    """Return a key without its section if it is the same in all sections, so that one example is enough."""
    return key[2:] if key[2:3] in {("description",), ("owner",), ("co_owners",), ("operations",)} else key


def test_every_key_except_roles_is_in_an_example_of_the_format() -> None:
    texts = [text for info, text in blocks(ROOT / "docs/format.md") if info.startswith("yaml ")]
    used = {_once(key) for text in texts for key in _used(yaml.load(text, yaml.BaseLoader))}
    assert {_once(key) for key in KEYS if "staffing" not in key[:-1]} - used == set()


@pytest.mark.parametrize("rule", ALL, ids=[rule.name for rule in ALL])
def test_the_page_of_a_rule_contains_its_docstring(rule: Any) -> None:
    page = PAGES[f"rules/{rule.name}.md"]
    assert rule.page in page
    assert f"ignore[{rule.name}]" in page or rule.category == "suppression"
    shown = for_site(page, f"rules/{rule.name}")
    for example in examples(rule.page):
        for path, text in example.files.items():
            assert f":caption: {path}\n" in shown
            assert text in shown
        for path in example.fixed:
            assert f":caption: {path}, after the fix\n" in shown


def test_every_rule_is_in_the_index() -> None:
    index = PAGES["rules/index.md"]
    assert [rule.name for rule in ALL if f"[`{rule.name}`]({rule.name}.md) | {rule.level.value} |" not in index] == []


def test_every_command_is_on_the_page() -> None:
    assert [name for name in COMMANDS if f"Usage: aiowners {name}" not in PAGES["reference/commands.md"]] == []


def test_marked_lines_are_emphasized() -> None:
    shown = for_site("```yaml a/ai-ownership.yaml\nversion: 1\nowner: x  # error: no\n```\n", "rules/x")
    assert shown == (
        "```{code-block} yaml\n:caption: a/ai-ownership.yaml\n:emphasize-lines: 2\n\n"
        "version: 1\nowner: x  # error: no\n```\n"
    )


@pytest.mark.parametrize(
    ("page", "link", "there"),
    [
        ("start", "../src/aiowners/rules/unknown_team.py", "rules/unknown-team.md"),
        ("start", "../src/aiowners/rules", "rules/index.md"),
        ("format", "../schemas/ai-ownership.schema.json", "reference/keys.md"),
        ("contracts", "../schemas/aiowners-report.schema.json", "https://github.com/aiowners/aiowners/blob/main/schemas/aiowners-report.schema.json"),
        ("start", "../examples/acme", "https://github.com/aiowners/aiowners/tree/main/examples/acme"),
        ("ci", "workflows", "https://github.com/aiowners/aiowners/tree/main/docs/workflows"),
        ("ci", "reports.md#what-a-change-brought", "reports.md#what-a-change-brought"),
        ("ci", "#github", "#github"),
        ("ci", "https://example.test/a", "https://example.test/a"),
        ("project/contributing", "docs/ci.md", "../ci.md"),
        ("project/contributing", "CHANGELOG.md", "changelog.md"),
        ("start", "screenshot.svg", "screenshot.svg"),
        ("start", "../nowhere.md", "../nowhere.md"),
    ],
)  # fmt: skip
def test_links_out_of_the_documentation_lead_to_pages_of_the_site(page: str, link: str, there: str) -> None:
    assert for_site(f"[x]({link}) `[x]({link}`", page).startswith(f"[x]({there})")
    assert for_site(f"```text\n[x]({link})\n```\n", page) == f"```text\n[x]({link})\n```\n"


def test_an_old_page_is_removed(tmp_path: Path) -> None:
    write(tmp_path)
    written = {str(file.relative_to(tmp_path)): file.read_text("utf-8") for file in tmp_path.rglob("*.md")}
    assert written == PAGES
    (tmp_path / "rules/gone.md").write_text("# gone\n")
    (tmp_path / "kept.md").write_text("# kept\n")
    write(tmp_path)
    assert not (tmp_path / "rules/gone.md").exists()
    assert (tmp_path / "kept.md").exists()
