"""Checks a built site: every link of it leads to a page and a place that are there, and it asks nobody else for anything."""

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
# Links of these kinds say something of the page; nothing is fetched.
_SAID = {"canonical", "search", "index", "next", "prev", "author", "license"}


class _Page(HTMLParser):
    """The places of a page, the addresses that it links to and those that it fetches."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.links: set[str] = set()
        self.fetched: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        for name in ("href", "src", "data"):
            if name in given:
                self.links.add(given[name])
                if (tag, name) in _FETCHED and given.get("rel") not in _SAID:
                    self.fetched.add(given[name])


def problems(site: Path, repository: Path, homepage: str) -> list[str]:
    """What is wrong with the links of a site, a line each. `homepage` is where the repository's files are shown."""
    pages = {file.resolve(): _Page(file.read_text("utf-8")) for file in sorted(site.rglob("*.html"))}
    found = [] if pages else [f"{site}: there is no page"]
    for file, page in pages.items():
        said = file.relative_to(site.resolve())
        found += [f"{said}: fetches {one} from elsewhere" for one in sorted(page.fetched) if urlsplit(one).netloc]
        found += [
            f"{said}: {link} leads nowhere"
            for link in sorted(page.links)
            if not _leads_somewhere(link, file, pages, repository, homepage)
        ]
    return found


def _leads_somewhere(link: str, file: Path, pages: dict[Path, _Page], repository: Path, homepage: str) -> bool:
    """Whether a link's target exists. Of addresses elsewhere only those of the repository's own files can be known."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        for kind, there in (("blob", Path.is_file), ("tree", Path.is_dir)):
            if link.startswith(f"{homepage}/{kind}/main/"):
                path = unquote(urlsplit(link.removeprefix(f"{homepage}/{kind}/main/")).path)
                return there(repository / path)
        return True
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if target not in pages:
        return target.is_file() and not parts.fragment
    return not parts.fragment or unquote(parts.fragment) in pages[target].places


def main() -> int:
    """Check the site in the directory that is named; 1 if something is wrong with it."""
    from aiowners import HOMEPAGE

    site = Path(sys.argv[1])
    found = problems(site, ROOT, HOMEPAGE)
    for line in found:
        sys.stderr.write(f"{line}\n")
    pages = len(list(site.rglob("*.html")))
    sys.stdout.write(f"{site}/index.html: {pages} pages, {len(found) or 'no'} broken links\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
