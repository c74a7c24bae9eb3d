"""Words in a figure: how wide they are, and an artist that needs no layout to draw them."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any, Literal

from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from som_calc.resources import shipped

Align = Literal["left", "center", "right"]
FONT = "Source Sans 3"
HALF_CAPITAL = 0.33
"""Of the size: from the baseline to the middle of a figure or a capital in the typeface."""
HALO = "halo"
"""Name of the group in the SVG that holds the light edge around a word."""


def text_width(text: str, size: float = 10.0) -> float:
    """Width of a label in inches, measured in the shipped typeface."""
    return _width(text, size)


@lru_cache(maxsize=2048)
def _width(text: str, size: float) -> float:
    font = _metrics()
    font.set_size(size, 72)
    font.set_text(text)
    return float(font.get_width_height()[0]) / 64 / 72


@lru_cache(maxsize=1)
def _metrics() -> Any:
    from matplotlib.ft2font import FT2Font

    # From memory: forked processes would share the place in an open file, and read at each
    # other's places in it.
    file = shipped("templates") / "skrift" / "SourceSans3-Regular.ttf"
    return FT2Font(io.BytesIO(file.read_bytes()))


@lru_cache(maxsize=32)
def font(size: float, bold: bool) -> FontProperties:
    """The typeface in a size; everything is said here, nothing is left to settings."""
    return FontProperties(
        family=FONT, style="normal", variant="normal", stretch="normal",
        weight="bold" if bold else "normal", size=size,
    )  # fmt: skip


class Word(Text):
    """One line of text with its baseline at a given point.

    matplotlib's own text is measured several times to find its place.  Here the baseline is
    given, and the drawing program that shows the SVG sets left, middle or right.
    """

    def __init__(
        self, x: float, y: float, text: str, *, size: float, bold: bool, colour: str, align: Align,
        angle: float = 0.0, halo: bool = False,
    ) -> None:  # fmt: skip
        """``x`` and ``y`` in points from the lower left corner of the figure."""
        super().__init__(
            round(x, 2), round(y, 2), text, color=colour, horizontalalignment=align,
            rotation=angle, rotation_mode="anchor", fontproperties=font(size, bold),
            transform=IdentityTransform(),
        )  # fmt: skip
        self._halo = halo

    def draw(self, renderer: Any) -> None:
        """Draw the text as it is; no layout."""
        x, y = self.get_position()
        y = renderer.height - y
        said = renderer.new_gc()
        said.set_foreground(self.get_color())
        what = (said, x, y, self.get_text(), self.get_fontproperties(), self.get_rotation())
        if self._halo:
            renderer.open_group(HALO)
            renderer.draw_text(*what, mtext=self)
            renderer.close_group(HALO)
        renderer.draw_text(*what, mtext=self)
        said.restore()
