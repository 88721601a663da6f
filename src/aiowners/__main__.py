"""The program, as `aiowners` and as `python -m aiowners`."""

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]  # the working directory: no module of the linted tree is imported

import os
from contextlib import suppress
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line of this process, or play it again where nothing has changed, and end with its exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["check"]:
        from aiowners.adapters.replay import play

        try:
            with suppress(OSError):
                code = play(arguments)
                if code is not None:
                    os._exit(code)
        except KeyboardInterrupt:
            os._exit(130)
    from aiowners.cli import main as run

    run()


if __name__ == "__main__":
    main()
