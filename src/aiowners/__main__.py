"""The entry point of `aiowners` and of `python -m aiowners`."""

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]  # the working directory: no module of the linted tree may be imported

from typing import NoReturn


def main() -> NoReturn:
    """Run the command line, and exit with its exit code."""
    from aiowners.cli import main as run

    run()


if __name__ == "__main__":
    main()
