"""The adaptation of pages for the site: captions for files, and links that lead out of `docs/`."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from aiowners import HOMEPAGE
from aiowners.diagnostics.examples import FENCE, MARK
from pages.generated import COPIES, ROOT

_TARGET = re.compile(r"(?<=\]\()([^)\s:#]+)(#[^)\s]*)?(?=\))")
# Files of the repository that the site has as pages.
_PAGES = {
    **COPIES,
    "README.md": "index",
    "schemas/ai-ownership.schema.json": "reference/keys",
    "src/aiowners/rules": "rules/index",
    "src/aiowners/cli": "reference/commands",
}
_STAGES = {"fixed": ", after the fix", "before": ", before the change"}
_RULE = re.compile(r"src/aiowners/rules/(\w+)\.py")


def for_site(text: str, page: str) -> str:
    """Return the text of a page for the generator of the site; `page` is its name below `docs/`, without an extension."""
    parts, end = [], 0
    for block in FENCE.finditer(text):
        parts += [_with_links(text[end : block.start()], page), _captioned(block)]
        end = block.end()
    return "".join((*parts, _with_links(text[end:], page)))


def _captioned(block: re.Match[str]) -> str:
    """Return a block `language path [fixed|before]` with its path as a caption, and its marked lines emphasized."""
    words = block["info"].split()
    if len(words) < 2 or words[0].startswith("{"):  # noqa: PLR2004 - only a language: a listing
        return block.group()
    marked = [str(number) for number, line in enumerate(block["text"].splitlines(), 1) if MARK.search(line)]
    stage = _STAGES[words[2]] if words[2:] else ""
    options = [f":caption: {words[1]}{stage}", *([f":emphasize-lines: {','.join(marked)}"] if marked else [])]
    head = "\n".join((f"{block['fence']}{{code-block}} {words[0]}", *options))
    return f"{head}\n\n{block['text']}{block['fence']}\n"


def _with_links(text: str, page: str) -> str:
    directory = posixpath.dirname(next((file for file, copy in COPIES.items() if copy == page), f"docs/{page}"))

    def target(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(directory, match[1]))
        return _target(path, posixpath.dirname(page), match[2] or "") or match.group()

    return _TARGET.sub(target, text)


def _target(path: str, folder: str, fragment: str) -> str | None:
    """Return the target on the site of a link to a file of the repository; None if the link stays as it is."""
    rule = _RULE.fullmatch(path)
    page = f"rules/{rule[1].replace('_', '-')}" if rule and rule[1] != "__init__" else _PAGES.get(path)
    if page is None and path.endswith(".md") and path.startswith("docs/"):
        page = path.removeprefix("docs/").removesuffix(".md")
    if page is not None:
        return posixpath.relpath(f"{page}.md", folder or ".") + fragment
    if path.startswith("docs/") and not path.startswith("docs/workflows"):
        return None
    file = Path(ROOT, path)
    if not file.exists():
        return None
    return f"{HOMEPAGE}/{'tree' if file.is_dir() else 'blob'}/main/{path}{fragment}"
