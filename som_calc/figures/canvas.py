"""The sheet our figures are drawn on: two straight scales over one area, written as SVG.

Places are in points from the lower left corner of the sheet, values in what the scales count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from som_calc.document.palette import INK, MUTED
from som_calc.figures.lettering import FONT, HALF_CAPITAL, SHARE, Align, text_width

WIDTH = 482.4
"""Points (6.7 inches): the text width of an A4 page; HTML scales it up a little."""
NARROW = 266.4
"""Points: on a phone of 360 to 414 px the words are then as large as the text around them."""
Limits = tuple[float, float]
Box = tuple[float, float, float, float]
"""Two opposite corners: x, y, x, y."""
Point = tuple[float, float]
Dash = tuple[float, ...]
"""Line, gap, line, gap …, in widths of the line."""
BROKEN: Dash = (3, 2)
HALO = 'stroke="#ffffff" stroke-width="2.5" paint-order="stroke" '
"""A light edge around letters, on colours."""


@dataclass(frozen=True)
class Sheet:
    """A figure with one area; what is drawn first lies below.

    Attributes:
        width: of the figure, points.
        height: of the figure, points.
        area: left, bottom, right and top of the area, points.
        x: values at the left and the right edge of the area.
        y: values at the lower and the upper edge.
        drawn: the elements so far.
    """

    width: float
    height: float
    area: Box
    x: Limits
    y: Limits
    drawn: list[str] = field(default_factory=list)

    @property
    def narrow(self) -> bool:
        """Drawn for a phone."""
        return is_narrow(self.width)

    def at_x(self, value: float) -> float:
        """Where a value lies along the horizontal scale: points."""
        left, _, right, _ = self.area
        return left + (value - self.x[0]) * (right - left) / (self.x[1] - self.x[0])

    def at_y(self, value: float) -> float:
        """Where a value lies along the vertical scale: points."""
        _, bottom, _, top = self.area
        return bottom + (value - self.y[0]) * (top - bottom) / (self.y[1] - self.y[0])

    def line(
        self, x: Sequence[float], y: Sequence[float], colour: str, width: float, *,
        dash: Dash = (), butt: bool = False, opacity: float = 1.0,
    ) -> None:  # fmt: skip
        """A line through values."""
        points = [(self.at_x(a), self.at_y(b)) for a, b in zip(x, y, strict=True)]
        self.stroke([points], colour, width, dash=dash, butt=butt, opacity=opacity)

    def across(self, y: float, colour: str = INK, width: float = 1.0) -> None:
        """A line over the whole width at one value."""
        self.line(self.x, (y, y), colour, width, butt=True)

    def upright(self, x: float, colour: str = INK, width: float = 1.0, dash: Dash = ()) -> None:
        """A line over the whole height at one value."""
        self.line((x, x), self.y, colour, width, dash=dash, butt=True)

    def bars(self, boxes: Iterable[Box], colour: str, *, edge: bool = False, rim: str = "") -> None:
        """Filled boxes between values; a white ``edge`` parts those that touch.

        With ``rim``, a colour, they are drawn with a broken line around them.
        """
        path = ""
        for x, y, to_x, to_y in boxes:
            if x != to_x and y != to_y:
                left, right = self.at_x(x), self.at_x(to_x)
                low, high = self.height - self.at_y(y), self.height - self.at_y(to_y)
                path += f"M{_n(left)} {_n(low)}H{_n(right)}V{_n(high)}H{_n(left)}z"
        if path:
            line = ' stroke="#ffffff" stroke-width="0.8" stroke-linejoin="miter"' if edge else ""
            if rim:
                line = f' stroke="{rim}" stroke-width="0.9" stroke-dasharray="2.4 1.8"'
            self.drawn.append(f'<path d="{path}" fill="{colour}"{line}/>')

    def dots(
        self, x: Iterable[float], y: Iterable[float], colour: str, size: float, *,
        edge: str = "", edge_width: float = 1.0,
    ) -> None:  # fmt: skip
        """Round markers, ``size`` points across."""
        for a, b in zip(x, y, strict=True):
            self.disc(self.at_x(a), self.at_y(b), size, colour, edge=edge, edge_width=edge_width)

    def disc(
        self, x: float, y: float, size: float, colour: str, *, edge: str = "",
        edge_width: float = 1.0,
    ) -> None:  # fmt: skip
        """A round marker with its middle at a place in points."""
        rim = f' stroke="{edge}" stroke-width="{_n(edge_width)}"' if edge else ""
        self.drawn.append(
            f'<circle cx="{_n(x)}" cy="{_n(self.height - y)}" r="{_n(size / 2)}" '
            f'fill="{colour}"{rim}/>'
        )

    def text(
        self, text: str, x: float, y: float, *, shift: Point = (0.0, 0.0), size: float = 10.0,
        bold: bool = False, colour: str = INK, align: Align = "left", halo: bool = False,
        clear: bool = False,
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
        at_x, at_y = self.at_x(x) + shift[0], self.at_y(y) + shift[1]
        if clear:
            width = text_width(text, size, bold=bold)
            left = self.within(text, at_x, size, bold, align) - SHARE[align] * width - 0.8
            self.box(left, at_y - 0.46 * size, width + 1.6, 0.92 * size, "#ffffff")
        self.word(
            text, at_x, at_y - HALF_CAPITAL * size, size=size, bold=bold, colour=colour,
            align=align, halo=halo,
        )  # fmt: skip

    def word(
        self, text: str, x: float, y: float, *, size: float = 9.5, bold: bool = False,
        colour: str = MUTED, align: Align = "left", halo: bool = False, upwards: bool = False,
    ) -> None:  # fmt: skip
        """A word with its baseline at a place in points, moved to stay within the sheet.

        ``upwards`` turns it to be read from below.
        """
        anchor = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
        at_x, at_y = _n(self.within(text, x, size, bold, align)), _n(self.height - y)
        if upwards:
            at_x = f'{_n(x)}" transform="rotate(-90 {_n(x)} {at_y})'
        weight = ' font-weight="700"' if bold else ""
        said = (
            f'y="{at_y}" x="{at_x}" font-size="{_n(size)}px"{anchor[align]}{weight} '
            f'fill="{colour}">{escape(text)}</text>'
        )
        self.drawn.append(f"<text {HALO if halo else ''}{said}")

    def within(self, text: str, x: float, size: float, bold: bool, align: Align) -> float:
        """Where a word must stand so that it keeps clear of the edges of the sheet."""
        width = text_width(text, size, bold=bold)
        before = SHARE[align] * width
        return max(1 + before, min(x, self.width - 1 - width + before))

    def stroke(
        self, lines: Iterable[Sequence[Point]], colour: str, width: float, *, dash: Dash = (),
        butt: bool = False, opacity: float = 1.0,
    ) -> None:  # fmt: skip
        """Lines through places in points."""
        path = "".join(
            "M" + "L".join(f"{_n(x)} {_n(self.height - y)}" for x, y in line)
            for line in lines
            if len(line) > 1
        )
        if not path:
            return
        look = "" if butt or dash else ' stroke-linecap="round"'
        if dash:
            look += f' stroke-dasharray="{",".join(_n(part * width) for part in dash)}"'
        look += f' stroke-opacity="{opacity}"' if opacity < 1 else ""
        self.drawn.append(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{_n(width)}"{look}/>'
        )

    def fill(self, outlines: Iterable[Sequence[Point]], colour: str) -> None:
        """What outlines in values enclose; one within another is a hole."""
        path = "".join(
            "M" + "L".join(f"{_n(self.at_x(x))} {_n(self.height - self.at_y(y))}" for x, y in line)
            for line in outlines
        )
        self.drawn.append(f'<path d="{path}z" fill="{colour}"/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled box by its lower left corner, in points."""
        self.drawn.append(
            f'<rect x="{_n(x)}" y="{_n(self.height - y - height)}" width="{_n(width)}" '
            f'height="{_n(height)}" fill="{colour}"/>'
        )

    def svg(self) -> str:
        """The finished figure: a bare ``<svg>`` element of presentation attributes.

        It stands inline under a strict Content-Security-Policy, and in Typst.
        """
        width, height = _n(self.width), _n(self.height)
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
                f'viewBox="0 0 {width} {height}" font-family="\'{FONT}\', Arial, sans-serif" '
                'stroke-linejoin="round">',
                *self.drawn,
                "</svg>",
            ]
        )


def sheet(
    height: float, *, left: float, right: float, top: float, bottom: float, x: Limits, y: Limits,
    width: float = WIDTH,
) -> Sheet:  # fmt: skip
    """An empty sheet.

    Args:
        height: points.
        left: margin in points, as the other three, so that nothing is ever clipped.
        right: margin.
        top: margin.
        bottom: margin.
        x: values at the left and right edge of the area.
        y: values at its lower and upper edge.
        width: points.
    """
    return Sheet(width, height, (left, bottom, width - right, height - top), _apart(x), _apart(y))


def is_narrow(width: float) -> bool:
    """Whether a sheet of a width in points is one for a phone."""
    return width < 0.8 * WIDTH


def _apart(limits: Limits) -> Limits:
    """A single year still gets a scale."""
    low, high = limits
    return limits if low != high else (low - 0.5, high + 0.5)


def _n(value: float) -> str:
    """Hundredths of a point are finer than any print, and make a small file."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
