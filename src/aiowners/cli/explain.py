"""`aiowners explain`: one rule's page."""

from __future__ import annotations

import os
import sys

import click

from aiowners.cli.output import terminal, write


@click.command("explain", short_help="Print the page of one rule.")
@click.argument("rule")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(rule: str, color: str) -> None:
    """Print what RULE wants, why, and what it looks like when it is and is not kept.

    \b
      aiowners explain missing-downstream-reviewer
    """
    from aiowners.cli.catalogue import as_page
    from aiowners.diagnostics.nearest import nearest
    from aiowners.rules import ALL

    by_name = {known.name: known for known in ALL}
    if rule not in by_name:
        near = nearest(rule, by_name)
        meant = f" Did you mean '{near[0]}'?" if near else " `aiowners rules` lists them."
        raise click.BadParameter(f"there is no rule {rule!r}.{meant}", param_hint="RULE")
    write(as_page(by_name[rule], terminal(sys.stdout, color, os.environ)), sys.stdout)
