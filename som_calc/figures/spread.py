"""How outcomes spread: one hill per actor over a common scale, parted at zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from som_calc.document.danish import percent_sign
from som_calc.figures.canvas import WIDTH, Sheet, is_narrow, sheet
from som_calc.figures.lettering import text_width
from som_calc.figures.scales import row_names, ticks, x_scale

BINS = 40
PITCH, HILL = 0.78, 0.52
"""Inches from one baseline to the next, and of the highest hill."""
GAIN, LOSS = "overskud", "underskud"
ALMOST = 0.994
"""Share of the outcomes from which a side of zero is nearly all."""
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


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
    ten = 10.0 ** math.floor(math.log10(rough))
    step = next(ten * s for s in _STEPS if ten * s >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return np.arange(first, max(last, first + 1) + 1) * step


def spread_chart(
    name: str,
    edges: np.ndarray,
    hills: Sequence[Hill],
    *,
    scale: float = 1e6,
    width: float = WIDTH,
) -> str:
    """Hills below each other; left of zero they are light, and each side tells its chance.

    Args:
        name: prefix of the ids in the SVG.
        edges: of the bins, kr., ascending.
        hills: from the top; ``shares`` has one value per bin.
        scale: what one unit of the axis is in kr.
        width: inches; on a narrow sheet the names stand above the hills.

    Returns:
        A bare ``<svg>`` element.
    """
    narrow = is_narrow(width)
    shown = edges / scale
    room = 0.02 * (shown[-1] - shown[0])
    reach = (float(shown[0]) - room, float(shown[-1]) + room)
    pitch = PITCH + (0.3 if narrow else 0.12)
    left = 0.05 if narrow else max(text_width(hill.label, 10) for hill in hills) + 0.18
    # Half a number may stand beyond the end of the scale.
    right = max(text_width(text, 9.5) for _, text in ticks(reach)) / 2 + 0.05
    with sheet(
        pitch * len(hills) + 0.54, left=left, right=right, top=0.02, bottom=0.52, x=reach,
        y=(len(hills), 0), width=width,
    ) as on:  # fmt: skip
        x_scale(on, f"{'Mio.' if scale == 1e6 else '1.000'} kr.")
        for place, hill in enumerate(hills):
            _hill(on, shown, hill, place + 1, HILL / pitch)
            on.across(place + 1, width=0.7)
        on.upright(0)
        for place, hill in enumerate(hills):
            _chances(on, hill, place)
            if narrow:
                on.text(hill.label, reach[0], place, shift=(0, -8), bold=True)
        if not narrow:
            middles = [place + 1 - HILL / pitch / 2 for place in range(len(hills))]
            row_names(on, middles, [hill.label for hill in hills], bold=range(len(hills)))
        return on.svg(name)


def _hill(on: Sheet, edges: np.ndarray, hill: Hill, base: float, height: float) -> None:
    """Both sides of zero as areas on the baseline ``base`` (value on the vertical scale)."""
    import seaborn as sns

    axes = on.axes(rows=(base, base - height))
    peak = float(hill.shares.max()) or 1.0
    middles = (edges[:-1] + edges[1:]) / 2
    for side, alpha in ((middles < 0, 0.35), (middles > 0, 0.9)):
        if hill.shares[side].sum():
            sns.histplot(
                x=middles, weights=np.where(side, hill.shares / peak, 0.0), bins=list(edges),
                ax=axes, color=hill.colour, alpha=alpha, element="step", linewidth=0,
            )  # fmt: skip
    axes.set(xlim=on.x, ylim=(0, 1))


def _chances(on: Sheet, hill: Hill, place: int) -> None:
    """What each side of zero amounts to, above the hill at the side's outer end."""
    drop = (0.0, -8.0 - (13 if on.narrow else 0))
    if hill.gain < ALMOST:
        on.text(
            f"{_pct(1 - hill.gain)} {LOSS}", on.x[0], place, shift=drop, size=9.5, clear=True
        )  # fmt: skip
    if hill.gain > 1 - ALMOST:
        on.text(
            f"{_pct(hill.gain)} {GAIN}", on.x[1], place, shift=drop, size=9.5, align="right",
            clear=True,
        )  # fmt: skip


def _pct(share: float) -> str:
    """Whole %: a simulation cannot know that something is certain."""
    return f"over {percent_sign(0.99)}" if share > ALMOST else percent_sign(share, 0)
