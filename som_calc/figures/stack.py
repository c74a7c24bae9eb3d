"""Rows as high as their names and contents: a name on three lines never runs into the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from som_calc.document.palette import INK
from som_calc.figures.canvas import Limits, Sheet, is_narrow, sheet
from som_calc.figures.lettering import HALF_CAPITAL, text_width, wrap
from som_calc.figures.scales import BELOW, LINE_STEP

GAP = 10.6
"""Points between rows."""
NAMES = 158.0
"""Points: the longest line of a name beside its row."""


@dataclass(frozen=True)
class Stack:
    """Rows with their names at the left, or above them on a narrow sheet.

    Attributes:
        names: the lines of each name, and whether it is bold.
        tops: of each name, points from the top of the area.
        middles: of what each row holds, points from the top of the area.
        height: of the area, points.
        width: of the sheet, points.
        left: margin, points.
    """

    names: Sequence[tuple[Sequence[str], bool]]
    tops: Sequence[float]
    middles: Sequence[float]
    height: float
    width: float
    left: float

    @classmethod
    def of(cls, rows: Sequence[tuple[str, float, bool]], width: float) -> Stack:
        """Rows by their name, the points that their contents take, and whether they are bold."""
        narrow, names, tops, middles, y = is_narrow(width), [], [], [], 0.0
        for name, high, bold in rows:
            lines = wrap(name, width - 9 if narrow else NAMES, bold=bold)
            words = LINE_STEP * len(lines)
            whole = words + 1.5 + high if narrow else max(words, high)
            names.append((lines, bold))
            tops.append(y + GAP / 2 + (0.0 if narrow else (whole - words) / 2))
            middles.append(y + GAP / 2 + (whole - high / 2 if narrow else whole / 2))
            y += GAP + whole
        widest = max(text_width(line, bold=bold) for lines, bold in names for line in lines)
        return cls(names, tops, middles, y, width, 3.6 if narrow else widest + 16.0)

    @property
    def room(self) -> float:
        """Points across the area."""
        return self.width - self.left - self._right

    @property
    def _right(self) -> float:
        return 3.6 if is_narrow(self.width) else 8.6

    def sheet(self, top: float, x: Limits) -> Sheet:
        """A sheet with the rows below a margin; its vertical scale counts points from the top."""
        return sheet(
            self.height + top + BELOW, left=self.left, right=self._right, top=top, bottom=BELOW,
            x=x, y=(self.height, 0), width=self.width,
        )  # fmt: skip

    def name_rows(self, on: Sheet) -> None:
        """Write the names."""
        for (lines, bold), top in zip(self.names, self.tops, strict=True):
            for i, line in enumerate(lines):
                y = top + LINE_STEP * (i + 0.5)
                if on.narrow:
                    # Just clear of a zero line at the edge.
                    on.text(line, on.x[0], y, shift=(3, 0), bold=bold, clear=True)
                else:
                    base = on.at_y(y) - HALF_CAPITAL * 10
                    on.word(
                        line, self.left - 3.5, base, size=10, bold=bold, colour=INK, align="right"
                    )  # fmt: skip
