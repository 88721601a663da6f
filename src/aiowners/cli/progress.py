"""Progress: one line on a terminal's stderr, for a step that takes longer than a second."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_DELAY = 1.0  # seconds before the line is first shown
_INTERVAL = 0.2  # seconds between two updates


class Progress:
    """Shows the current step and its duration while the `with` block runs, and erases the line at the end.

    If `stream` is not a terminal, nothing is written. The `with` block can be entered again.
    """

    def __init__(self, stream: TextIO, *, enabled: bool) -> None:
        self._stream = stream
        self._enabled = enabled and stream.isatty()
        self._words = ""
        self._began = 0.0
        self._done = threading.Event()
        self._thread: threading.Thread | None = None

    def say(self, words: str) -> None:
        """Show this step from now on."""
        self._words = words

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """End the thread that draws the line during the `with` block, so that the process can fork."""
        was_running = self._thread is not None
        self._stop()
        try:
            yield
        finally:
            if was_running:
                self._start()

    def _start(self) -> None:
        if self._enabled:
            self._done.clear()
            self._thread = threading.Thread(target=self._show, daemon=True)
            self._thread.start()

    def _stop(self) -> None:
        if self._thread is not None:
            self._done.set()
            self._thread.join()
            self._thread = None

    def _show(self) -> None:
        if self._done.wait(self._began + _DELAY - time.monotonic()):
            return
        while not self._done.wait(_INTERVAL):
            self._stream.write(f"\r\x1b[2K{self._words} ({time.monotonic() - self._began:.0f} s)")
            self._stream.flush()
        self._stream.write("\r\x1b[2K")
        self._stream.flush()
