"""One style for all figures, and clean SVG out of matplotlib."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from som_calc.report.danish import number
from som_calc.report.palette import INK, MUTED, RULE
from som_calc.resources import shipped

WIDTH = 6.7
"""Inches: the text width of an A4 page; HTML scales it up a little."""
FONT = "Source Sans 3"
STYLE: dict[str, Any] = {
    "font.family": [FONT, "sans-serif"],
    "font.size": 10,
    "axes.labelsize": 9.5,
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#e6e9ee",
    "grid.linewidth": 0.8,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 10,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "svg.fonttype": "none",
    "svg.hashsalt": "som-rapport",
    "path.simplify": True,
}


@lru_cache(maxsize=1)
def theme() -> dict[str, Any]:
    """matplotlib's settings for all our figures: seaborn's white theme with :data:`STYLE`.

    The first call registers the shipped typeface with matplotlib.
    """
    import seaborn as sns
    from matplotlib import font_manager, rc_context, rcParams

    for file in sorted((shipped("templates") / "skrift").glob("*.ttf")):
        font_manager.fontManager.addfont(file)
    with rc_context():
        before = dict(rcParams)
        sns.set_theme(style="white", rc=STYLE)
        changed = {name: rcParams[name] for name in rcParams if rcParams[name] != before[name]}
    return changed | STYLE


def prepare() -> None:
    """Set the theme: each time, because a notebook's settings end with the notebook."""
    import matplotlib

    settings: Any = matplotlib.rcParams
    settings.update(theme())


def figure(
    height: float, *, left: float, right: float, top: float, bottom: float
) -> tuple[Figure, Axes]:
    """A figure of the standard width with margins in inches, so nothing is ever clipped."""
    prepare()
    fig = Figure(figsize=(WIDTH, height))
    FigureCanvasSVG(fig)
    axes = fig.add_axes(
        (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH, 1 - (top + bottom) / height)
    )
    return fig, axes


def text_width(text: str, size: float = 10.0) -> float:
    """Width of a label in inches, measured in the shipped typeface."""
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


def danish_axis(
    axis: Any, *, scale: float = 1.0, decimals: int | None = None, suffix: str = ""
) -> None:
    """Ticks with decimal comma; values are divided by ``scale``."""
    axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))

    def label(value: float, _position: int) -> str:
        ticks = axis.get_majorticklocs()
        step = abs(ticks[1] - ticks[0]) / scale if len(ticks) > 1 else 1.0
        digits = decimals if decimals is not None else _digits(step)
        return number(value / scale, digits) + suffix

    axis.set_major_formatter(FuncFormatter(label))


def _digits(step: float) -> int:
    for digits in range(4):
        if abs(round(step, digits) - step) < 1e-9 * max(step, 1e-9):
            return digits
    return 3


def to_svg(fig: Figure, name: str) -> str:
    """The figure as a bare ``<svg>`` element.

    No prolog, metadata or style element, and presentation attributes in place of
    ``style``: the same markup then works inline under a strict Content-Security-Policy
    and in Typst.  ``name`` makes the ids unique within a page.
    """
    buffer = io.StringIO()
    fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    raw = buffer.getvalue()
    raw = raw[raw.index("<svg") :]
    for pattern in (r"<metadata>.*?</metadata>", r"<defs>\s*<style.*?</style>\s*</defs>"):
        raw = re.sub(pattern, "", raw, flags=re.DOTALL)
    raw = re.sub(r"<!--.*?-->", "", raw, flags=re.DOTALL)
    raw = _STYLE.sub(_attributes, raw)
    raw = re.sub(r'<g id="[^"]*"', "<g", raw)
    raw = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{name}-", raw)
    return re.sub(r"\n\s*", "\n", raw).strip()


_STYLE = re.compile(r'\sstyle="([^"]*)"')
_FONT = re.compile(
    r"^(?:(?P<style>italic|normal|oblique)\s+)?(?:(?P<weight>bold|normal|\d+)\s+)?(?P<size>[\d.]+px)\s+(?P<family>.+)$"
)


def _attributes(match: re.Match[str]) -> str:
    parts: list[str] = []
    for declaration in match[1].split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.strip().replace('"', "'")
        if not name or not value:
            continue
        if name == "font":
            font = _FONT.match(value)
            if font is None:
                continue
            parts.append(f'font-size="{font["size"]}" font-family="{font["family"]}"')
            if font["weight"] not in (None, "normal", "400"):
                parts.append(f'font-weight="{font["weight"]}"')
            if font["style"] not in (None, "normal"):
                parts.append(f'font-style="{font["style"]}"')
        else:
            parts.append(f'{name}="{value}"')
    return "".join(f" {part}" for part in parts)
