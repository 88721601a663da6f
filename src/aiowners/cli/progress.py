"""Progress: one line on a terminal's stderr, for what takes longer than a second."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from types import TracebackType

_PATIENCE = 1.0  # seconds before anything is shown
_PACE = 0.2  # seconds between two pictures


class Progress:
    """Shows what is being done, and for how long, while the block runs; nothing is left behind.

    Where `stream` is not a terminal nothing is ever written.
    """

    def __init__(self, stream: TextIO, *, enabled: bool) -> None:
        self._stream = stream
        self._words = ""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True) if enabled and stream.isatty() else None

    def say(self, words: str) -> None:
        """From now on, this is what is being done."""
        self._words = words

    def __enter__(self) -> Self:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def _show(self) -> None:
        if self._done.wait(_PATIENCE):
            return
        seconds = _PATIENCE
        while not self._done.wait(_PACE):
            seconds += _PACE
            self._stream.write(f"\r\x1b[2K{self._words} ({seconds:.0f} s)")
            self._stream.flush()
        self._stream.write("\r\x1b[2K")
        self._stream.flush()
