"""matplotlib's axes in our look, whatever a notebook has set, for figures of how numbers spread.

Nothing else of ours loads matplotlib.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from som_calc.document.palette import GRID, INK, MUTED
from som_calc.figures.lettering import FONT
from som_calc.figures.scales import Tick, told_apart
from som_calc.resources import shipped

__all__ = ["Axes", "Figure", "plotted", "tell_x", "to_svg"]
OURS: dict[str, Any] = {
    # Text stays text, and the same figure gets the same ids each time.
    "svg.fonttype": "none", "svg.hashsalt": "som-rapport",
    "font.family": FONT, "font.size": 9.5, "text.color": INK, "figure.dpi": 72,
    "figure.frameon": False, "axes.facecolor": "none", "axes.axisbelow": True,
    "axes.labelcolor": MUTED, "axes.labelsize": 9.5,
    "axes.spines.left": False, "axes.spines.right": False,
    "axes.spines.top": False, "axes.spines.bottom": False,
    "grid.color": GRID, "grid.linewidth": 0.8,
    "xtick.major.size": 0, "ytick.major.size": 0, "xtick.labelsize": 9.5, "ytick.labelsize": 10,
    "ytick.alignment": "center", "xtick.labelcolor": MUTED, "ytick.labelcolor": INK,
}  # fmt: skip
_STYLE_ELEMENT = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>\s*", re.DOTALL)
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_GROUP = re.compile(r'<g id="[^"]*"')
_NOTHING_SAID = {"Date": None, "Creator": None, "Format": None, "Type": None}


@contextmanager
def plotted(
    width: float, height: float, *, left: float, right: float, top: float, bottom: float
) -> Iterator[Figure]:
    """An empty figure, all in points; matplotlib has our settings within the block."""
    settings: Any = matplotlib.rcParams
    before = _plain(settings)
    # Values that have been validated once need not be so for each figure.
    dict.update(settings, _settings())
    try:
        figure = Figure(figsize=(width / 72, height / 72))
        figure.subplots_adjust(left / width, bottom / height, 1 - right / width, 1 - top / height)
        yield figure
    finally:
        dict.update(settings, before)


def tell_x(axes: Axes, places: Sequence[Tick]) -> None:
    """Name places below the axes, as many as there is room for."""
    left, right = axes.get_xlim()
    across = axes.get_window_extent().width
    at = [(value - left) / (right - left) * across for value, _ in places]
    told = [places[i] for i in told_apart(places, at)]
    axes.set_xticks([value for value, _ in told], labels=[text for _, text in told])


def to_svg(figure: Figure) -> str:
    """The figure as a bare ``<svg>`` element.

    No prolog, metadata or style element, and presentation attributes in place of ``style``:
    it stands inline under a strict Content-Security-Policy, and in Typst.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=_NOTHING_SAID)
    raw = buffer.getvalue()
    raw = _STYLE_ELEMENT.sub("", raw[raw.index("<svg") :], count=1)
    raw = _STYLE.sub(lambda found: _attributes(found[1]), raw)
    raw = _GROUP.sub("<g", raw)
    return raw.replace("<svg ", f"<svg font-family=\"'{FONT}', Arial, sans-serif\" ", 1).strip()


@lru_cache(maxsize=512)
def _attributes(style: str) -> str:
    """A ``style`` as attributes; the typeface is said once for the whole figure."""
    parts = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.strip().replace('"', "'")
        if name and value and name != "font-family":
            parts.append(f' {name}="{value}"')
    return "".join(parts)


@lru_cache(maxsize=1)
def _settings() -> dict[str, Any]:
    """matplotlib as installed, in our look and with our typeface."""
    for weight in ("Regular", "Bold"):
        fontManager.addfont(str(shipped("templates") / "skrift" / f"SourceSans3-{weight}.ttf"))
    return _plain(matplotlib.rcParamsDefault) | OURS


def _plain(settings: Any) -> dict[str, Any]:
    """All but the backend: to look that up makes matplotlib choose one, and load pyplot."""
    return {name: value for name, value in dict.items(settings) if name != "backend"}
