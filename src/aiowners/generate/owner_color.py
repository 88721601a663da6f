"""A colour for an owner: the same in every picture, whoever else is in it."""

from __future__ import annotations

from colorsys import hls_to_rgb
from hashlib import blake2b

NOBODY = "#ffffff"
TEXT = "#1f2328"
# Pale enough for dark text: a contrast of 7 to 1 and more (WCAG 2.2, 1.4.6).
_TONES = ((0.78, 0.55), (0.86, 0.85), (0.92, 0.7))  # lightness, saturation
_HUES = 24


def owner_color(owner: str | None) -> str:
    """A pale colour as `#rrggbb`, made of the owner's name; white for nobody. Text on it is `TEXT`."""
    if owner is None:
        return NOBODY
    number = int.from_bytes(blake2b(owner.encode("utf-8", "surrogatepass"), digest_size=4).digest())
    lightness, saturation = _TONES[number % len(_TONES)]
    hue = number // len(_TONES) % _HUES / _HUES
    red, green, blue = (round(255 * part) for part in hls_to_rgb(hue, lightness, saturation))
    return f"#{red:02x}{green:02x}{blue:02x}"
