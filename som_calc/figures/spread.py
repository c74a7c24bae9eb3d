"""How outcomes spread: one hill per actor over a common scale, parted at zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from som_calc.document.danish import percent_sign
from som_calc.document.palette import INK
from som_calc.figures.canvas import WIDTH, is_narrow
from som_calc.figures.lettering import text_width
from som_calc.figures.scales import BELOW, LINE_STEP, round_step, ticks

if TYPE_CHECKING:
    from som_calc.figures.plotted import Axes

BINS = 40
HILL, GAP = 37.5, 9.0
"""Points: of the highest hill, and from a baseline to the words above the next."""
GAIN, LOSS = "overskud", "underskud"
ALMOST = 0.994
"""Share of the outcomes from which a side of zero is nearly all."""


@dataclass(frozen=True)
class Hill:
    """One actor's outcomes: the share of them (not pct.) in each bin, and its colour."""

    label: str
    shares: np.ndarray
    gain: float
    """Share of all outcomes above zero, also of those beyond the bins."""
    colour: str


def bins_of(columns: Sequence[np.ndarray], count: int = BINS) -> np.ndarray:
    """Edges of about ``count`` bins of a round width over zero and 99 pct. of every column.

    Zero is among the edges, so that no bin holds both signs, and none is too narrow to see.

    >>> bins_of([np.array([-1.0, 0.0, 2.0])], 6).tolist()
    [-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0]
    """
    ends = np.array([np.quantile(values, (0.005, 0.995)) for values in columns])
    low, high = min(0.0, float(ends[:, 0].min())), max(0.0, float(ends[:, 1].max()))
    rough = (high - low) / count or 1.0
    step = round_step(rough)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return np.arange(first, max(last, first + 1) + 1) * step


@dataclass(frozen=True)
class Spread:
    """Hills below each other; left of zero they are light, and each side tells its chance.

    Attributes:
        edges: of the bins, kr., ascending.
        hills: from the top; ``shares`` has one value per bin.
        scale: what one unit of the axis is in kr.
    """

    edges: np.ndarray
    hills: Sequence[Hill]
    scale: float = 1e6

    def draw(self, width: float = WIDTH) -> str:
        """The figure as SVG; on a narrow sheet the names stand above the hills."""
        from som_calc.figures.plotted import plotted, tell_x, to_svg

        narrow = is_narrow(width)
        shown = self.edges / self.scale
        room = 0.02 * (shown[-1] - shown[0])
        reach = (float(shown[0]) - room, float(shown[-1]) + room)
        names = [text_width(hill.label, bold=True) for hill in self.hills]
        above = (LINE_STEP if narrow else 0.0) + LINE_STEP + 2
        # Half a number may stand beyond the end of the scale.
        right = max(text_width(text, 9.5) for _, text in ticks(reach)) / 2 + 3.6
        pitch = HILL + above + GAP
        with plotted(
            width, pitch * len(self.hills) + BELOW - GAP, left=3.6 if narrow else max(names) + 13.0,
            right=right, top=above, bottom=BELOW,
        ) as figure:  # fmt: skip
            every = figure.subplots(len(self.hills), sharex=True, squeeze=False)[:, 0]
            figure.subplots_adjust(hspace=(above + GAP) / HILL)
            for axes, hill in zip(every, self.hills, strict=True):
                # Labels that are not wanted would still be made and measured.
                axes.set(xticks=[], yticks=[])
                _hill(axes, shown, hill)
                axes.set(xlim=reach, ylim=(0, 1), ylabel="")
                axes.grid(axis="x")
                axes.axhline(0, color=INK, linewidth=1.4)
                axes.axvline(0, color=INK, linewidth=1)
                _tell(axes, hill, narrow)
            tell_x(every[-1], ticks(reach))
            every[-1].set_xlabel(
                f"{'Mio.' if self.scale == 1e6 else '1.000'} kr.", labelpad=5, visible=True
            )
            return to_svg(figure)


def _hill(axes: Axes, edges: np.ndarray, hill: Hill) -> None:
    """Both sides of zero as areas."""
    import seaborn

    peak = float(hill.shares.max()) or 1.0
    middles = (edges[:-1] + edges[1:]) / 2
    for side, alpha in ((middles < 0, 0.35), (middles > 0, 0.9)):
        if hill.shares[side].sum():
            seaborn.histplot(
                x=middles, weights=np.where(side, hill.shares / peak, 0.0), bins=list(edges),
                ax=axes, color=hill.colour, alpha=alpha, element="step", linewidth=0,
            )  # fmt: skip


def _tell(axes: Axes, hill: Hill, narrow: bool) -> None:
    """The name, and what each side of zero amounts to, above the hill at the outer ends."""

    def tell(text: str, x: float, rise: float, **look: Any) -> None:
        axes.annotate(
            text, (x, 1), (0, rise), xycoords="axes fraction", textcoords="offset points", **look
        )  # fmt: skip

    if hill.gain < ALMOST:
        tell(f"{_pct(1 - hill.gain)} {LOSS}", 0, 3)
    if hill.gain > 1 - ALMOST:
        tell(f"{_pct(hill.gain)} {GAIN}", 1, 3, ha="right")
    if narrow:
        tell(hill.label, 0, 3 + LINE_STEP, weight="bold", size=10)
    else:
        axes.annotate(
            hill.label, (0, 0.5), (-3.5, 0), xycoords="axes fraction", size=10, weight="bold",
            textcoords="offset points", ha="right", va="center",
        )  # fmt: skip


def _pct(share: float) -> str:
    """Whole %: a simulation cannot know that something is certain."""
    return f"over {percent_sign(0.99)}" if share > ALMOST else percent_sign(share, 0)
