"""The program, as `aiowners` and as `python -m aiowners`."""

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]  # the working directory: no module of the linted tree is imported

from typing import NoReturn


def main() -> NoReturn:
    """Run the command line of this process, and end with its exit code."""
    from aiowners.cli import main as run

    run()


if __name__ == "__main__":
    main()
