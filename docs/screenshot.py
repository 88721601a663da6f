"""Draw docs/screenshot.svg, for the README, from a real run on a small tree."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

WIDTH = 92
TREE = {
    "ml/ai-ownership.yaml": """\
version: 1
owner: ml-core
models:
  text-embed-v3:
    kind: embedding
    reviewers: [data-eng]
""",
    "data/ai-ownership.yaml": """\
version: 1
owner: data-eng
assets:
  help-index:
    kind: index
    uses: {models: [text-embed-v3]}
""",
    "support/ai-ownership.yaml": """\
version: 1
owner: support
features:
  answer-bot:
    uses: {assets: [help-index]}
""",
}
# Without a web font, so that the picture uses no other server.
FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {char_height}px;
  line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">{matrix}</g>
</g>
</svg>
"""


def main() -> None:
    """Run `aiowners check` in a temporary directory, and draw its output."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in TREE.items():
            file = Path(root, path)
            file.parent.mkdir()
            file.write_text(text, encoding="utf-8")
        output = subprocess.run(
            [sys.executable, "-m", "aiowners", "check", "--root", root, "--color", "always", "--isolated"],
            env={**os.environ, "COLUMNS": str(WIDTH)}, capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip
    with Path(os.devnull).open("w", encoding="utf-8") as sink:
        console = Console(record=True, width=WIDTH, file=sink, force_terminal=True)
        console.print(Text.from_ansi(output.rstrip("\n")))
        svg = console.export_svg(title="aiowners check", theme=MONOKAI, code_format=FORMAT, unique_id="aiowners")
    Path(__file__).with_name("screenshot.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
