"""How long something may take, on a machine that does other things too."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def takes_less(seconds: float, work: Callable[[], object]) -> bool:
    """Whether something takes less than so many seconds of the processor, at the best of three times."""
    for _ in range(3):
        begun = time.process_time()
        work()
        if time.process_time() - begun < seconds:
            return True
    return False
