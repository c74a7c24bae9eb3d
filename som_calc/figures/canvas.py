"""The sheet our figures are drawn on: one area, straight scales, and few, light artists.

Everything is placed in points from the lower left corner of the figure.  matplotlib's own
``Axes`` would lay out and measure each of its labels several times; nine tenths of the time
of a figure went there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform

from som_calc.document.palette import INK, MUTED
from som_calc.figures.clean import to_svg
from som_calc.figures.lettering import HALF_CAPITAL, Align, Word, text_width
from som_calc.figures.settings import own_settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 6.7
"""Inches: the text width of an A4 page; HTML scales it up a little."""
NARROW = 3.7
"""Inches: on a phone of 360 to 414 px the words are then as large as the text around them."""
POINTS = 72
"""To the inch."""
Limits = tuple[float, float]
Values = Sequence[float] | np.ndarray
Dash = tuple[float, tuple[float, ...]]
"""Offset and pattern, in widths of the line."""
Box = tuple[float, float, float, float]
"""Two opposite corners: x, y, x, y."""
BROKEN: Dash = (0, (3, 2))
_KAPPA = 0.5522847498
_ROUND = np.array(
    [
        (1, 0), (1, _KAPPA), (_KAPPA, 1), (0, 1), (-_KAPPA, 1), (-1, _KAPPA), (-1, 0),
        (-1, -_KAPPA), (-_KAPPA, -1), (0, -1), (_KAPPA, -1), (1, -_KAPPA), (1, 0), (1, 0),
    ]
)  # fmt: skip
_ROUND_CODES = [Path.MOVETO, *[Path.CURVE4] * 12, Path.CLOSEPOLY]
_BOX_CODES = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]


@dataclass(frozen=True)
class Sheet:
    """A figure with one area; what is drawn first lies below.

    Attributes:
        width: of the figure, points.
        height: of the figure, points.
        area: left, bottom, right and top of the area, points.
        x: values at the left and the right edge of the area.
        y: values at the lower and the upper edge.
        artists: what has been drawn so far.
    """

    width: float
    height: float
    area: Box
    x: Limits
    y: Limits
    artists: list[Artist] = field(default_factory=list)

    @property
    def narrow(self) -> bool:
        """Drawn for a phone: fewer numbers along the scales, and names kept within the sheet."""
        return is_narrow(self.width / POINTS)

    def at_x(self, x: Any) -> Any:
        """Where values lie along the horizontal scale: points."""
        left, _, right, _ = self.area
        return left + (np.asarray(x, dtype=float) - self.x[0]) * (
            (right - left) / (self.x[1] - self.x[0])
        )

    def at_y(self, y: Any) -> Any:
        """Where values lie along the vertical scale: points."""
        _, bottom, _, top = self.area
        return bottom + (np.asarray(y, dtype=float) - self.y[0]) * (
            (top - bottom) / (self.y[1] - self.y[0])
        )

    def line(
        self, x: Values, y: Values, colour: str, width: float, *,
        dash: Dash | None = None, butt: bool = False, alpha: float = 1.0, inside: bool = False,
    ) -> None:  # fmt: skip
        """A line through values; ``inside``: cut off at the edges of the area."""
        path = Path(np.column_stack([self.at_x(x), self.at_y(y)]))
        self.stroke(path, colour, width, dash=dash, butt=butt, alpha=alpha, inside=inside)

    def across(self, y: float, colour: str = INK, width: float = 1.0) -> None:
        """A line over the whole width at one value."""
        self.line(self.x, (y, y), colour, width, butt=True)

    def upright(
        self, x: float, colour: str = INK, width: float = 1.0, dash: Dash | None = None
    ) -> None:
        """A line over the whole height at one value."""
        self.line((x, x), self.y, colour, width, dash=dash, butt=True)

    def bars(self, boxes: Sequence[Box], colour: str, *, edge: str | None = None) -> None:
        """Filled boxes between values; an ``edge`` parts those that touch."""
        seen = np.array([box for box in boxes if box[0] != box[2] and box[1] != box[3]])
        if not len(seen):
            return
        x, y = seen[:, [0, 2]], seen[:, [1, 3]]
        left, right = self.at_x(x).T
        bottom, top = self.at_y(y).T
        corners = np.array(
            [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
        )
        self.fill(
            Path(corners.transpose(2, 0, 1).reshape(-1, 2), _BOX_CODES * len(seen)),
            colour, edge=edge, edge_width=0.8,
        )  # fmt: skip

    def dots(
        self, x: Values, y: Values, colour: str, size: float, *,
        edge: str | None = None, edge_width: float = 1.0,
    ) -> None:  # fmt: skip
        """Round markers, ``size`` points across."""
        if not len(x):
            return
        middle = np.column_stack([self.at_x(x), self.at_y(y)])
        shape = (middle[:, None, :] + _ROUND[None, :, :] * (size / 2)).reshape(-1, 2)
        path = Path(shape, _ROUND_CODES * len(middle))
        self.fill(path, colour, edge=edge, edge_width=edge_width)

    def between(
        self, x: Sequence[float], low: Sequence[float], high: Sequence[float], colour: str,
        alpha: float,
    ) -> None:  # fmt: skip
        """The band between two lines."""
        across, up, down = self.at_x(x), self.at_y(high), self.at_y(low)
        edge = np.column_stack([[*across, *across[::-1]], [*up, *down[::-1]]])
        self.fill(Path(edge, closed=False), colour, alpha=alpha)

    def text(
        self, text: str, x: float, y: float, *, shift: tuple[float, float] = (0.0, 0.0),
        size: float = 10.0, bold: bool = False, colour: str = INK, align: Align = "left",
        halo: bool = False, clear: bool = False,
    ) -> None:  # fmt: skip
        """A word beside a value, half its height above and half below.

        Args:
            text: one line.
            x: value on the horizontal scale.
            y: value on the vertical scale.
            shift: points to the right and up.
            size: points.
            bold: in bold.
            colour: of the letters.
            align: which end stands at the place: left, center or right.
            halo: a light edge around the letters, on colours.
            clear: a white ground below the word, so that no line runs through it.
        """
        px, py = float(self.at_x(x)) + shift[0], float(self.at_y(y)) + shift[1]
        if self.narrow:
            px = self._within(text, px, size, bold, align)
        if clear:
            self._clear(px, py, text_width(text, size) * POINTS, size, align)
        self.word(
            text, px, py - HALF_CAPITAL * size, size=size, bold=bold, colour=colour, align=align,
            halo=halo,
        )  # fmt: skip

    def word(
        self, text: str, x: float, y: float, *, size: float = 9.5, bold: bool = False,
        colour: str = MUTED, align: Align = "left", angle: float = 0.0, halo: bool = False,
    ) -> None:  # fmt: skip
        """A word with its baseline at a place in points."""
        if self.narrow and not angle:
            x = self._within(text, x, size, bold, align)
        self.artists.append(
            Word(
                x, y, text, size=size, bold=bold, colour=colour, align=align, angle=angle,
                halo=halo,
            )
        )  # fmt: skip

    def stroke(
        self, path: Path, colour: str, width: float, *, dash: Dash | None = None,
        butt: bool = False, alpha: float = 1.0, inside: bool = False,
    ) -> None:  # fmt: skip
        """A line along a path in points."""
        artist = PathPatch(
            _neat(path), facecolor="none", edgecolor=colour, linewidth=width, alpha=alpha,
            linestyle=dash or "solid", capstyle="butt" if butt or dash else "round",
            joinstyle="round", transform=IdentityTransform(),
        )  # fmt: skip
        if inside:
            left, bottom, right, top = self.area
            artist.set_clip_box(Bbox([(left, bottom), (right, top)]))
        self.artists.append(artist)

    def fill(
        self, path: Path, colour: str, *, edge: str | None = None, edge_width: float = 1.0,
        alpha: float = 1.0,
    ) -> None:  # fmt: skip
        """The inside of a path in points, with or without an edge."""
        self.artists.append(
            PathPatch(
                _neat(path), facecolor=colour, edgecolor=edge or "none", alpha=alpha,
                linewidth=edge_width if edge else 0, joinstyle="miter",
                transform=IdentityTransform(),
            )
        )  # fmt: skip

    def axes(self, rows: Limits | None = None) -> Axes:
        """matplotlib's axes over the area, with the same scales and nothing around them.

        For a library that draws on axes.

        Args:
            rows: only the strip between these values, lower edge first, with a vertical
                scale of its own from 0 to 1.
        """
        from matplotlib.figure import Figure
        from matplotlib.ticker import NullLocator

        figure = Figure(figsize=(self.width / POINTS, self.height / POINTS), dpi=POINTS)
        figure.patch.set_visible(False)
        self.artists.append(figure)
        (left, bottom, right, top), width, height = self.area, self.width, self.height
        if rows is not None:
            bottom, top = map(float, self.at_y(rows))
        axes = figure.add_axes(
            (left / width, bottom / height, (right - left) / width, (top - bottom) / height),
            frameon=False, xlim=self.x, ylim=self.y if rows is None else (0.0, 1.0),
            autoscale_on=False,
        )  # fmt: skip
        axes.set_axis_off()
        for axis in (axes.xaxis, axes.yaxis):
            # What is not seen would still be made and measured.
            axis.set_major_locator(NullLocator())
        return axes

    def svg(self, name: str) -> str:
        """The finished figure; ``name`` is the prefix of its ids."""
        return to_svg(self.artists, (self.width, self.height), name)

    def _within(self, text: str, x: float, size: float, bold: bool, align: Align) -> float:
        """Where a word must stand so that it keeps clear of the edges of the sheet."""
        width = text_width(text, size) * POINTS * (1.06 if bold else 1.0)
        before = {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width
        return max(1 + before, min(x, self.width - 1 - width + before))

    def _clear(self, x: float, y: float, width: float, size: float, align: Align) -> None:
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width - 0.8
        right, low, high = left + width + 1.6, y - 0.46 * size, y + 0.46 * size
        box = [(left, low), (right, low), (right, high), (left, high), (left, low)]
        self.fill(Path(box, _BOX_CODES), "#ffffff")


@contextmanager
def sheet(
    height: float, *, left: float, right: float, top: float, bottom: float, x: Limits, y: Limits,
    width: float = WIDTH,
) -> Iterator[Sheet]:  # fmt: skip
    """A sheet; the SVG must be taken within the block.

    Args:
        height: inches.
        left: margin in inches, as the other three, so that nothing is ever clipped.
        right: margin.
        top: margin.
        bottom: margin.
        x: values at the left and right edge of the area.
        y: values at its lower and upper edge.
        width: inches.
    """
    with own_settings():
        area = (
            left * POINTS, bottom * POINTS, (width - right) * POINTS, (height - top) * POINTS,
        )  # fmt: skip
        yield Sheet(width * POINTS, height * POINTS, area, _apart(x), _apart(y))


def is_narrow(width: float) -> bool:
    """Whether a sheet of a width in inches is one for a phone."""
    return width < 0.8 * WIDTH


def _apart(limits: Limits) -> Limits:
    """A single year still gets a scale."""
    low, high = limits
    return limits if low != high else (low - 0.5, high + 0.5)


def _neat(path: Path) -> Path:
    """Hundredths of a point are finer than any print, and make a small file."""
    return Path(np.round(np.asarray(path.vertices), 2), path.codes)
