"""A real browser, and pages of the map in it: what it says on its console and asks of the network is kept."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from aiowners.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

EXAMPLES = Path(__file__).parents[2] / "examples"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing of its own is to be asked of the network; without a sandbox, since tests may run as root.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def chromium() -> str:
    """The path of a browser. Raises LookupError where there is none."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise LookupError(f"the map needs one of {', '.join(BROWSERS)} to be tested: `make browser` installs one")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield started
        started.close()


@dataclass
class Opened:
    """A page, what went wrong in it, and what it asked for."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def laid(self) -> None:
        """Wait for the picture."""
        self.page.wait_for_selector("#canvas[data-laid]", state="attached", timeout=60_000)

    def heading(self, text: str) -> None:
        """Wait until the panel tells of `text`: an address is followed in an event of its own."""
        expect(self.page.locator("#panel h2")).to_have_text(text)

    def count(self) -> str:
        return self.page.inner_text("#count")

    def shown(self) -> set[str]:
        """The things that the table shows."""
        script = "() => [...document.querySelectorAll('#rows tr:not([hidden])')].map((row) => row.dataset.id)"
        return set(self.page.evaluate(script))

    def drawn(self) -> set[str]:
        """The things that the picture shows."""
        script = (
            "() => [...document.querySelectorAll('#nodes .node')].filter((one) => one.style.display !== 'none')"
            ".map((one) => one.dataset.id)"
        )
        return set(self.page.evaluate(script))


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Open a file; at the end of the test nothing may have gone wrong, and nothing been asked of anybody."""
    opened = []

    def call(path: Path, fragment: str = "", **options: object) -> Opened:
        page = browser.new_context(viewport={"width": 1300, "height": 850}, **options).new_page()  # type: ignore[arg-type]
        one = Opened(page)
        page.on("console", lambda message: one.errors.append(message.text))
        page.on("pageerror", lambda error: one.errors.append(str(error)))
        page.on("request", lambda request: one.requests.append(request.url))
        page.goto(f"{path.as_uri()}{fragment}")
        opened.append(one)
        return one

    yield call
    for one in opened:
        assert one.errors == []
        assert [url for url in one.requests if not url.startswith(("file://", "blob:"))] == []
        assert len([url for url in one.requests if url.startswith("file://")]) <= 2  # itself, and again on a reload
        one.page.context.close()


@pytest.fixture(scope="session")
def acme_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of the company that has just begun."""
    path = tmp_path_factory.mktemp("map") / "map.html"
    root = str(EXAMPLES / "acme-before")
    assert run(["map", "--root", root, "--today", "2026-11-22", "-q", "-o", str(path)]) == 1
    return path
