"""`aiowners rules`: list all rules."""

from __future__ import annotations

import sys

import click

from aiowners.cli.output import terminal, write


@click.command("rules", short_help="List all rules by category.")
@click.option(
    "--output-format", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True,
    help="A table for people; JSON or Markdown with every rule's page.",
)  # fmt: skip
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(output_format: str, color: str) -> None:
    """List all rules by category, with the level that each has unless you set another.

    `aiowners explain RULE` prints the page of one.

    \b
      aiowners rules
      aiowners rules --output-format markdown > rules.md
    """
    import os

    from aiowners.cli.catalogue import as_json, as_markdown, as_table
    from aiowners.rules import ALL

    match output_format:
        case "json":
            text = as_json(ALL)
        case "markdown":
            text = as_markdown(ALL)
        case _:
            text = as_table(ALL, terminal(sys.stdout, color, os.environ))
    write(text, sys.stdout)
