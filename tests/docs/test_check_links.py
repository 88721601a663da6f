"""The check of the built site's links reports broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from check_links import problems

HOME = "https://forge.test/o/r"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in {
        "site/index.html": '<a href="rules/a.html#x">a</a> <a href="#here">b</a> <h1 id="here">c</h1> <img src="p.svg">',
        "site/rules/a.html": f'<a href="../index.html">i</a><p id="x"><a href="{HOME}/blob/main/README.md">r</a>',
        "site/p.svg": "",
        "README.md": "",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path / "site"


def test_a_valid_site_has_no_problems(site: Path) -> None:
    assert problems(site, site.parent, HOME) == []


@pytest.mark.parametrize(
    ("tag", "problem"),
    [
        ('<a href="none.html">', "none.html leads nowhere"),
        ('<a href="rules/a.html#y">', "rules/a.html#y leads nowhere"),
        ('<a href="#y">', "#y leads nowhere"),
        ('<img src="none.png">', "none.png leads nowhere"),
        (f'<a href="{HOME}/blob/main/none.md">', f"{HOME}/blob/main/none.md leads nowhere"),
        (f'<a href="{HOME}/tree/main/README.md">', f"{HOME}/tree/main/README.md leads nowhere"),
        ('<script src="https://cdn.test/x.js"></script>', "fetches https://cdn.test/x.js from elsewhere"),
        ('<link rel="stylesheet" href="//fonts.test/x.css">', "fetches //fonts.test/x.css from elsewhere"),
    ],
)
def test_a_broken_link_is_reported(site: Path, tag: str, problem: str) -> None:
    index = site / "index.html"
    index.write_text(index.read_text() + tag)
    assert problems(site, site.parent, HOME) == [f"index.html: {problem}"]


def test_an_empty_site_is_a_problem(tmp_path: Path) -> None:
    assert len(problems(tmp_path, tmp_path, HOME)) == 1
