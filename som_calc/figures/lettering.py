"""How wide the words of a figure are, in the shipped typeface."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from som_calc.resources import shipped

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Align = Literal["left", "center", "right"]
SHARE = {"left": 0.0, "center": 0.5, "right": 1.0}
"""Of a word: what lies left of its place."""
FONT = "Source Sans 3"
HALF_CAPITAL = 0.33
"""Of the size: from the baseline to the middle of a figure or a capital in the typeface."""
_UNITS = 1000
"""Of the typeface to its size."""


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = 10.0, *, bold: bool = False) -> float:
    """Width of one line in points.

    >>> text_width("1.071.273 kr.", 10) > text_width("1.071", 10) > 0
    True
    """
    return float(_typeface(bold).getlength(text)) / _UNITS * size


def wrap(text: str, width: float, size: float = 10.0, *, bold: bool = False) -> list[str]:
    """A text on lines of at most ``width`` points; only a word wider than that is broken.

    >>> wrap("Arbejdsmarkeds- og Uddannelsesudvalget", 100)
    ['Arbejdsmarkeds- og', 'Uddannelsesudvalget']
    """
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if text_width(joined, size, bold=bold) <= width:
            lines[-1] = joined
            continue
        lines += [word] if lines[-1] else []
        lines[-1] = word
        while (fits := _fitting(word, width, size, bold)) < len(word):
            lines[-1:] = [word[:fits], word[fits:]]
            word = word[fits:]
    return lines


def _fitting(word: str, width: float, size: float, bold: bool) -> int:
    """How many letters of a word there is room for, at least one."""
    return next(
        (n for n in range(len(word), 1, -1) if text_width(word[:n], size, bold=bold) <= width), 1
    )


@lru_cache(maxsize=2)
def _typeface(bold: bool) -> FreeTypeFont:
    from PIL import ImageFont

    # From memory: forked processes would share the place in an open file, and read at each
    # other's places in it.
    file = shipped("templates") / "skrift" / f"SourceSans3-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(
        io.BytesIO(file.read_bytes()), _UNITS, layout_engine=ImageFont.Layout.BASIC
    )
