"""A finding in one line: for formats that have one field for all its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.terminal import LOG, harmless
from aiowners.reporters.grouping import advice

if TYPE_CHECKING:
    from aiowners.diagnostics.diagnostic import Diagnostic


def sentence(found: Diagnostic) -> str:
    """The message, and in brackets what would mend it; harmless in a log."""
    notes = (f" ({word}: {harmless(text, LOG)})" for word, text in advice((found,)))
    return "".join((harmless(found.message, LOG), *notes))
