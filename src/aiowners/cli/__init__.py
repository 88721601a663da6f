"""The terminal's shell: one file per command, imported when the command is called."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

from aiowners import HOMEPAGE, __version__

COMMANDS = (
    "init", "check", "reviewers", "owners", "diff", "codeowners", "enforce", "graph", "map", "baseline", "rules",
    "explain", "schema", "clean",
)  # fmt: skip

_HELP = """
Lint who owns which AI feature, platform and model, and who is asked before a shared model changes.

\b
  aiowners init               first manifests from what is there
  aiowners check              lint the whole repository
  aiowners reviewers          who must look at this change, and why
  aiowners owners PATH        who owns it, who reviews it, what depends on it
  aiowners diff main..HEAD    what changed in ownership
  aiowners graph              who depends on what, as Mermaid, DOT or JSON
  aiowners map                the same as a page to look at
  aiowners explain unowned    what a rule wants, and why
  aiowners rules              all rules

Manifests are files named ai-ownership.yaml; `aiowners schema` prints what one may hold.
"""


class _Commands(click.Group):
    """A group that imports a command when it is called, and suggests the nearest name for a misspelled one."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"aiowners.cli.{name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in COMMANDS or name.startswith("-"):
            return super().resolve_command(ctx, args)
        from aiowners.diagnostics.nearest import nearest

        near = nearest(name, COMMANDS)
        suggestion = f" Did you mean '{near[0]}'?" if near else f" Commands: {', '.join(COMMANDS)}."
        if os.path.exists(name):  # noqa: PTH110 - pathlib is slow to import, and this is rare
            suggestion = f" To lint it: aiowners check {name}"
        raise click.UsageError(f"No such command {name!r}.{suggestion}", ctx)


@click.group(
    cls=_Commands,
    help=_HELP,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="aiowners", message="%(prog)s %(version)s")
@click.pass_context
def commands(ctx: click.Context) -> None:
    """Print the help if no command is given."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code. Errors are printed on stderr and not raised.

    0: no finding at or above `fail-on`. 1: findings. 2: it could not run. 130: interrupted. On SIGTERM, it
    raises SystemExit with 143.
    """
    try:
        code = commands.main(arguments, prog_name="aiowners", standalone_mode=False)
        _flush()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        _show(error)
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        _drop_output()
        return 0
    except Exception as error:
        if "--debug" in arguments:
            raise
        return _report(error)
    return code if isinstance(code, int) else 0


def _report(error: Exception) -> int:
    """Print what the system refuses, or that there is a bug; return the exit code."""
    from aiowners.diagnostics.bounds import OutputBoundError

    # Python 3.11 wraps an exception that is raised while it creates a class.
    if isinstance(error.__cause__, KeyboardInterrupt):
        return 130
    if isinstance(error.__cause__, SystemExit) and isinstance(error.__cause__.code, int):
        return error.__cause__.code
    if isinstance(error, OutputBoundError):
        _show(click.ClickException(str(error)))
    elif isinstance(error, OSError):
        _drop_output()  # it may be the output that cannot be written
        _show(click.ClickException(": ".join(str(word) for word in (error.filename, error.strerror or error) if word)))
    else:
        _say(_bug(error))
    return 2


def _show(error: click.ClickException) -> None:
    """Print what click would show, with control characters from the repository escaped."""
    from io import StringIO

    from aiowners.cli.output import terminal
    from aiowners.display.terminal import harmless

    shown = StringIO()
    error.show(file=shown)
    plain = terminal(sys.stderr, "never", os.environ)
    _say("\n".join(harmless(line, plain) for line in shown.getvalue().split("\n")))


def _say(words: str) -> None:
    """Write to stderr. If it cannot be written, only the exit code tells of the error."""
    from aiowners.cli.output import write

    with suppress(click.ClickException):
        write(words, sys.stderr)


def _bug(error: Exception) -> str:
    words = ascii(str(error))[1:-1] or type(error).__name__
    return (
        f"aiowners: internal error: {type(error).__name__}: {words[:300]}\n"
        "This is a bug in aiowners, not in your manifests. Please report it with the output of the\n"
        f"same command with --debug: {HOMEPAGE}/issues\n"
    )


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


def _open_streams() -> None:
    """Replace a stream that was closed before the start (`>&-`) by one that discards what is written."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - until the process ends


def _drop_output() -> None:
    """Discard further output, so that the flush at the end of the interpreter does not fail."""
    from aiowners.cli.output import drop

    drop(sys.stdout)


def _end(number: int, _frame: object) -> NoReturn:
    """Clean up on the first signal: remove temporary files, and end git. A second signal kills the process."""
    signal.signal(number, signal.SIG_DFL)
    sys.exit(128 + number)


def _clean_up_on_signals() -> None:
    """Handle the signals that would end the process at once; `nohup` ignores one of them, and that stays so."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def main() -> NoReturn:
    """Run the console script."""
    gc.disable()  # nothing that a run reads is garbage before its end
    _open_streams()
    _clean_up_on_signals()
    code = run(sys.argv[1:])
    try:
        _flush()
    except BrokenPipeError:
        _drop_output()
    # Everything is written, and the system frees memory faster than the interpreter.
    os._exit(code)
