"""`python -m aiowners`."""

from aiowners.cli import main

main()
