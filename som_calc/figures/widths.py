"""A figure at the two widths it is read at: on a sheet of paper or a screen, and on a phone."""

from __future__ import annotations

from typing import Protocol, TypedDict

from som_calc.figures.canvas import NARROW


class Draw(Protocol):
    """A figure with everything given but its width in inches."""

    def __call__(self, *, width: float = ...) -> str: ...


class Drawings(TypedDict):
    """The two drawings, named as the fields of a ``FigureBlock``."""

    svg: str
    narrow_svg: str


def drawn(draw: Draw) -> Drawings:
    """The figure at the standard width, and once more for a phone."""
    return {"svg": draw(), "narrow_svg": draw(width=NARROW)}
