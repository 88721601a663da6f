"""`aiowners schema`: print a published JSON Schema."""

from __future__ import annotations

import sys

import click

from aiowners.cli.output import write


@click.command("schema", short_help="Print a published JSON Schema.")
@click.argument("which", type=click.Choice(["manifest", "report", "graph", "reviewers"]), default="manifest")
def command(which: str) -> None:
    """Print the JSON Schema of the manifest, or of what `check`, `graph` or `reviewers` says in JSON.

    An editor completes and checks manifests with it. With the YAML extension of VS Code:

    \b
      aiowners schema > .ai-ownership.schema.json
    \b
      # the first line of each manifest
      # yaml-language-server: $schema=../.ai-ownership.schema.json
    """
    from aiowners.adapters.schemas import schema_text

    write(schema_text(which), sys.stdout)
