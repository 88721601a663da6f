"""The page of all commands, with the help of each."""

from __future__ import annotations

import click

from aiowners.cli import COMMANDS, commands

_OPENING = """\
# Commands

What `aiowners COMMAND --help` prints, for every command. All of them read the repository that you are in, wherever in
it you stand.

Exit codes: 0, all is well; 1, something was found; 2, the command could not run; 130, interrupted. Where a command
means them more exactly, it says so below.
"""


def commands_page() -> str:
    """Return the page as Markdown."""
    parent = click.Context(commands, info_name="aiowners", **commands.context_settings)
    lines = [_OPENING]
    for name in COMMANDS:
        command = commands.get_command(parent, name)
        assert command is not None
        context = click.Context(command, parent, name, terminal_width=96)
        lines += [f"(command-{name})=", "", f"## {name}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(lines)
