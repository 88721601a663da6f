"""Repositories, as for the tests of the command line."""

from tests.cli.conftest import _quiet_environment, repository

__all__ = ["_quiet_environment", "repository"]
