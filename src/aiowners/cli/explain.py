"""`aiowners explain`: print the page of a rule, or one finding and how to fix it."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from aiowners.cli.output import write
from aiowners.cli.session import repository_options

if TYPE_CHECKING:
    from aiowners.cli.session import Session

_FINGERPRINT = re.compile(r"[0-9a-f]{4,32}", re.ASCII | re.IGNORECASE)
_LOCATION = re.compile(r"(?P<path>.+?):(?P<line>[0-9]+)(?::[0-9]+)?", re.ASCII | re.DOTALL)


@click.command("explain", short_help="Print the page of a rule, or what would mend a finding.")
@click.argument("what", metavar="RULE|FINGERPRINT|PATH:LINE")
@repository_options
def command(session: Session, what: str) -> int:
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

    shown = session.stdout
    by_name = {rule.name: rule for rule in ALL}
    if what in by_name:
        write(as_page(by_name[what], shown), sys.stdout)
        return 0
    members = [rule for rule in ALL if rule.category == what]
    if members:
        write(as_table(members, shown), sys.stdout)
        return 0
    match = _LOCATION.fullmatch(what)
    if not _FINGERPRINT.fullmatch(what) and match is None:
        raise click.BadParameter(_unknown(what, list(by_name)), param_hint="RULE")
    from aiowners.cli.explain_finding import LineLocation, explain_finding

    if match is None:
        return explain_finding(session, what.lower(), None)
    path = session.relative_path(match["path"], existing=False)
    return explain_finding(session, what, LineLocation(path, int(match["line"])))


def _unknown(what: str, names: list[str]) -> str:
    from aiowners.diagnostics.nearest import nearest

    near = nearest(what, names)
    suggestion = f" Did you mean '{near[0]}'?" if near else " `aiowners rules` lists them."
    return f"there is no rule {what!r}.{suggestion} A finding goes by 4 and more digits of its fingerprint, or by PATH:LINE."
