"""`aiowners explain`: one rule's page, or one finding and what would make it go away."""

from __future__ import annotations

import gc
import os
import re
import sys
from typing import Any

import click

from aiowners.cli.output import terminal, write
from aiowners.cli.session import repository_options

_FINGERPRINT = re.compile(r"[0-9a-f]{4,32}", re.ASCII | re.IGNORECASE)
_PLACE = re.compile(r"(?P<path>.+?):(?P<line>[0-9]+)(?::[0-9]+)?", re.ASCII | re.DOTALL)


@click.command("explain", short_help="Print the page of a rule, or what would mend a finding.")
@click.argument("what", metavar="RULE|FINGERPRINT|PATH:LINE")
@repository_options
def command(what: str, **flags: Any) -> int:  # noqa: ANN401 - as click gives them
    """Print what a rule wants, why, and what it looks like when it is and is not kept.

    Or explain one finding, by the beginning of its fingerprint (from the JSON or SARIF report, or the
    baseline) or by its place: the chain that makes it true, and what would make it go away, each way
    with its edit and what it would bring. Nothing is written.

    \b
      aiowners explain missing-downstream-reviewer
      aiowners explain review                     the rules of a category
      aiowners explain 3f2a91c4
      aiowners explain ml/ai-ownership.yaml:12
    """
    from aiowners.cli.catalogue import as_page, as_table
    from aiowners.rules import ALL

    shown = terminal(sys.stdout, flags["color"], os.environ)
    by_name = {known.name: known for known in ALL}
    if what in by_name:
        write(as_page(by_name[what], shown), sys.stdout)
        return 0
    members = [rule for rule in ALL if rule.category == what]
    if members:
        write(as_table(members, shown), sys.stdout)
        return 0
    place = _PLACE.fullmatch(what)
    if not _FINGERPRINT.fullmatch(what) and place is None:
        raise click.BadParameter(_unknown(what, list(by_name)), param_hint="RULE")
    gc.disable()  # nothing that is read is garbage before the end
    from aiowners.cli.explain_finding import explain_finding
    from aiowners.cli.session import Session

    session = Session(flags)
    if place is None:
        return explain_finding(session, what.lower(), None)
    return explain_finding(session, what, (session.relative(place["path"], existing=False), int(place["line"])))


def _unknown(what: str, names: list[str]) -> str:
    from aiowners.diagnostics.nearest import nearest

    near = nearest(what, names)
    meant = f" Did you mean '{near[0]}'?" if near else " `aiowners rules` lists them."
    return f"there is no rule {what!r}.{meant} A finding goes by 4 and more digits of its fingerprint, or by PATH:LINE."
