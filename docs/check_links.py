"""Check the links of a built site: each must lead to an existing page and anchor, and no page may use another server."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent.parent
# Attributes whose address a browser fetches by itself.
_FETCHED = {
    ("script", "src"),
    ("img", "src"),
    ("link", "href"),
    ("source", "src"),
    ("iframe", "src"),
    ("object", "data"),
}
# Links of these kinds describe the page; the browser fetches nothing.
_DESCRIPTIVE = {"canonical", "search", "index", "next", "prev", "author", "license"}


class _Page(HTMLParser):
    """The anchors of a page, the addresses that it links to, and those that it fetches."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.fetched: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.anchors |= {attributes[name] for name in ("id", "name") if name in attributes}
        for name in ("href", "src", "data"):
            if name in attributes:
                self.links.add(attributes[name])
                if (tag, name) in _FETCHED and attributes.get("rel") not in _DESCRIPTIVE:
                    self.fetched.add(attributes[name])


def problems(site: Path, repository: Path, homepage: str) -> list[str]:
    """Return the problems of a site, a line for each. `homepage` is the address of the repository's files."""
    pages = {file.resolve(): _Page(file.read_text("utf-8")) for file in sorted(site.rglob("*.html"))}
    lines = [] if pages else [f"{site}: there is no page"]
    for file, page in pages.items():
        path = file.relative_to(site.resolve())
        lines += [f"{path}: fetches {link} from elsewhere" for link in sorted(page.fetched) if urlsplit(link).netloc]
        lines += [
            f"{path}: {link} leads nowhere"
            for link in sorted(page.links)
            if not _exists(link, file, pages, repository, homepage)
        ]
    return lines


def _exists(link: str, file: Path, pages: dict[Path, _Page], repository: Path, homepage: str) -> bool:
    """Check that the target of a link exists. Of other addresses, only files of the repository are checked."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        for kind, is_kind in (("blob", Path.is_file), ("tree", Path.is_dir)):
            if link.startswith(f"{homepage}/{kind}/main/"):
                path = unquote(urlsplit(link.removeprefix(f"{homepage}/{kind}/main/")).path)
                return is_kind(repository / path)
        return True
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if target not in pages:
        return target.is_file() and not parts.fragment
    return not parts.fragment or unquote(parts.fragment) in pages[target].anchors


def main() -> int:
    """Check the site in the directory given as an argument; return 1 if it has problems."""
    from aiowners import HOMEPAGE

    site = Path(sys.argv[1])
    lines = problems(site, ROOT, HOMEPAGE)
    for line in lines:
        sys.stderr.write(f"{line}\n")
    pages = len(list(site.rglob("*.html")))
    sys.stdout.write(f"{site}/index.html: {pages} pages, {len(lines) or 'no'} broken links\n")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
