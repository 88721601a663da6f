"""A color for each owner, derived from its name, so that it is the same in nearly every diagram."""

from __future__ import annotations

from colorsys import hls_to_rgb
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NOBODY = "#ffffff"
TEXT = "#1f2328"
# Pale enough for dark text: a contrast of 7 to 1 and more (WCAG 2.2, 1.4.6).
_TONES = ((0.78, 0.55), (0.86, 0.85), (0.92, 0.7))  # lightness, saturation
_HUES = 24
_COLORS = len(_TONES) * _HUES
_STEP = 29  # has no divisor in common with _COLORS: from any color it leads to all others


def owner_colors(owners: Iterable[str]) -> dict[str, str]:
    """Return a pale color, `#rrggbb`, for each owner, as a background of `TEXT`.

    The name decides. If two names have the same color, the second in alphabetical order gets another
    free one. With more than 72 owners, colors repeat.
    """
    taken: set[int] = set()
    colors = {}
    for owner in sorted(set(owners)):
        number = int.from_bytes(blake2b(owner.encode("utf-8", "surrogatepass"), digest_size=4).digest()) % _COLORS
        while number in taken and len(taken) < _COLORS:
            number = (number + _STEP) % _COLORS
        taken.add(number)
        colors[owner] = _color(number)
    return colors


def _color(number: int) -> str:
    lightness, saturation = _TONES[number % len(_TONES)]
    red, green, blue = hls_to_rgb(number // len(_TONES) / _HUES, lightness, saturation)
    return "#" + "".join(f"{round(255 * part):02x}" for part in (red, green, blue))
