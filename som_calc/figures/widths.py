"""A figure at the two widths it is read at: on a sheet of paper or a screen, and on a phone."""

from __future__ import annotations

from typing import Protocol, TypedDict

from som_calc.document.model import Chart
from som_calc.figures.canvas import NARROW


class Figure(Protocol):
    """The description of a figure."""

    def draw(self, width: float = ..., /) -> str:
        """The figure as SVG, ``width`` points wide."""


class Charted(Figure, Protocol):
    """A description that is drawn in Word too."""

    def chart(self) -> Chart:
        """The figure as a chart to edit."""


class Drawings(TypedDict):
    """The two drawings, named as the fields of a ``FigureBlock``."""

    svg: str
    narrow_svg: str


class Forms(TypedDict):
    """The drawings and the chart, named as the fields of a ``FigureBlock``."""

    svg: str
    narrow_svg: str
    chart: Chart


def drawn(figure: Figure) -> Drawings:
    """The figure at the standard width, and once more for a phone."""
    return {"svg": figure.draw(), "narrow_svg": figure.draw(NARROW)}


def shown(figure: Charted) -> Forms:
    """The figure as it is in every format."""
    return {**drawn(figure), "chart": figure.chart()}
