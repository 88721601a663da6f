"""The generated pages, by their path below `docs/`. They are not committed."""

from __future__ import annotations

from pathlib import Path

from aiowners.rules import ALL
from pages.commands import commands_page
from pages.keys import keys_page
from pages.rules import rule_pages

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("rules", "reference", "project")
COPIES = {
    "CONTRIBUTING.md": "project/contributing",
    "SECURITY.md": "project/security",
    "CHANGELOG.md": "project/changelog",
}


def generated() -> dict[str, str]:
    """Return the texts in Markdown, with directives of MyST."""
    return {
        **{f"rules/{name}.md": text for name, text in rule_pages(ALL).items()},
        "reference/keys.md": keys_page((ROOT / "schemas/ai-ownership.schema.json").read_text("utf-8")),
        "reference/commands.md": commands_page(),
        **{f"{page}.md": (ROOT / file).read_text("utf-8") for file, page in COPIES.items()},
    }


def write(docs: Path) -> None:
    """Write the generated pages, and remove old ones, such as the page of a removed rule.

    A file that is up to date is not written, so that it is not built again.
    """
    pages = {docs / path: text for path, text in generated().items()}
    for old in (file for folder in FOLDERS for file in (docs / folder).glob("*.md")):
        if old not in pages:
            old.unlink()
    for file, text in pages.items():
        file.parent.mkdir(exist_ok=True)
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
