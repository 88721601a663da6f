"""`aiowners clean`: empty the cache."""

from __future__ import annotations

import os

import click

from aiowners.display.plural import counted


@click.command("clean", short_help="Empty the cache.")
@click.option("--cache-dir", metavar="DIR", envvar="AIOWNERS_CACHE_DIR", help="The cache, if it is not the user's own.")
def command(cache_dir: str | None) -> int:
    """Remove what earlier runs have kept to be faster. Nothing else is kept there, and the next run is as right.

    \b
      aiowners clean
      aiowners clean --cache-dir /var/cache/aiowners
    """
    from aiowners.adapters.cache_store import Cache, default_directory

    directory = cache_dir or default_directory(os.environ)
    if directory is None:
        click.echo("There is no cache: the environment does not say where the user's caches are.", err=True)
        return 0
    try:
        count = Cache(directory).clear()
    except OSError as error:
        raise click.FileError(directory, error.strerror or str(error)) from None
    click.echo(f"{counted(count, 'file')} removed from {click.format_filename(directory)}", err=True)
    return 0
