"""How much room words take on a slide, in the typeface of the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from som_calc.figures.lettering import wrap

LINE = 1.2
"""The height of a line as a share of its size."""
EMU_PER_POINT = 12700
BREADTH = {
    "aptos": 1.09, "arial": 1.10, "calibri": 1.02, "cambria": 1.06, "carlito": 1.02,
    "garamond": 1.0, "georgia": 1.15, "helvetica": 1.10, "liberation sans": 1.10,
    "open sans": 1.20, "segoe ui": 1.12, "source sans 3": 1.0, "source sans pro": 1.0,
    "times new roman": 1.02,
}  # fmt: skip
"""How much wider than the typeface we measure in; a little is added to what was measured."""
UNKNOWN = 1.40
"""As wide as Verdana and DejaVu Sans in bold."""
CUT = "…"
ONE = 10.0
"""The size words are measured in (points)."""


@dataclass(frozen=True)
class Room:
    """A box for words: width and height inside its margins (points), and its typeface."""

    width: float
    height: float
    font: str

    def height_of(self, text: str, size: float, *, bold: bool = False) -> float:
        """The height a text takes in this width (points)."""
        width = self.width / BREADTH.get(self.font.lower(), UNKNOWN)
        # A no-break space must not break: a thin letter stands in its place.
        solid = text.replace("\u00a0", "i").split("\n")
        # Measured in one size, so that widths once found serve every size.
        lines = sum(len(wrap(line, width * ONE / size, ONE, bold=bold)) for line in solid)
        return lines * size * LINE

    def fitted(self, text: str, sizes: Sequence[int], *, bold: bool = False) -> tuple[str, int]:
        """The text and the largest size it fits in; in the smallest, cut short if need be."""
        for size in sizes:
            if self.height_of(text, size, bold=bold) <= self.height:
                return text, size
        words, size = text.split(" "), sizes[-1]
        while len(words) > 1:
            del words[-1]
            short = " ".join(words) + CUT
            if self.height_of(short, size, bold=bold) <= self.height:
                return short, size
        return text[:20] + CUT, size
