"""Configuration of Sphinx, for `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

from aiowners import HOMEPAGE, __version__  # noqa: E402 - the path makes `pages` importable
from pages.generated import write  # noqa: E402
from pages.site import for_site  # noqa: E402

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "aiowners"
author = "the maintainers of aiowners"
project_copyright = author
version = release = __version__
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["workflows"]
nitpicky = True
smartquotes = False
highlight_language = "text"
suppress_warnings = ["misc.highlighting_failure"]  # pages show manifests with syntax errors

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_title = f"aiowners {version}"
html_copy_source = False
html_show_sphinx = False
html_use_index = False
html_theme_options = {"source_repository": HOMEPAGE, "source_branch": "main", "source_directory": "docs/"}
html_theme_options |= {"top_of_page_buttons": []}  # a generated page has no source to view or to edit


def setup(app: Sphinx) -> None:
    """Generate pages before the build, and adapt each page for the site."""
    app.connect("builder-inited", lambda app: write(Path(app.srcdir)))
    app.connect("source-read", _read)
    from pygments.lexers.special import TextLexer

    app.add_lexer("mermaid", TextLexer)  # code hosts draw it; the site shows its text


def _read(_app: Sphinx, page: str, text: list[str]) -> None:
    text[0] = for_site(text[0], page)
