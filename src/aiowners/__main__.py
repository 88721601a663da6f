"""`python -m aiowners`."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the working directory: no module of the linted tree is imported

from aiowners.cli import main

main()
