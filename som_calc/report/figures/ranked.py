"""Efforts side by side: two bars each, for the public purse and for the kommune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from som_calc.report.danish import number
from som_calc.report.figures.bars import wrap
from som_calc.report.figures.canvas import danish_axis, figure, text_width, to_svg
from som_calc.report.palette import INK, MUTED

Interval = tuple[float, float]


def ranked_bars(
    name: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    *,
    intervals: Mapping[str, Sequence[Interval | None]] | None = None,
    bold: frozenset[int] = frozenset(),
    scale: float = 1e6,
) -> str:
    """One group of bars per label, first on top, each value at its end.

    Args:
        name: prefix of the ids in the SVG.
        labels: names of the groups.
        series: name → kr. per group.
        colours: name → colour.
        intervals: name → low and high end in kr. per group, drawn as a thin line.
        bold: places of the groups that are sums.
        scale: what one unit of the axis is in kr.

    Returns:
        A bare ``<svg>`` element.
    """
    wrapped = [wrap(label, 26) for label in labels]
    left = max(text_width(line) for label in wrapped for line in label.split("\n")) + 0.22
    height = 0.98 + 0.62 * len(labels)
    fig, axes = figure(height, left=left, right=0.12, top=0.36, bottom=0.52)
    step = 0.8 / len(series)
    ends = [0.0]
    for place, (key, values) in enumerate(series.items()):
        rows = [row - 0.4 + step * (place + 0.5) for row in range(len(labels))]
        shown = [value / scale for value in values]
        axes.barh(
            rows, shown, height=step * 0.86, color=colours[key], label=key, linewidth=0
        )  # fmt: skip
        for i, (row, value) in enumerate(zip(rows, shown, strict=True)):
            span = (intervals or {}).get(key, [None] * len(labels))[i]
            tip, said = value, number(value, 1)
            if span is not None:
                low, high = span[0] / scale, span[1] / scale
                # White around grey: seen on the bars and beside them.
                for colour, width in (("white", 3.4), (MUTED, 1.5)):
                    axes.plot(
                        [low, high], [row, row], color=colour, linewidth=width, zorder=4,
                        solid_capstyle="butt",
                    )  # fmt: skip
                tip = max(high, value) if value >= 0 else min(low, value)
                said += f" ({number(low, 1)} til {number(high, 1)})"
                ends += [low, high]
            ends.append(value)
            axes.annotate(
                said, (tip, row), xytext=(4 if value >= 0 else -4, 0),
                textcoords="offset points", va="center_baseline",
                ha="left" if value >= 0 else "right", fontsize=9.5,
                weight="bold" if i in bold else "normal",
            )  # fmt: skip
    axes.set_yticks(range(len(labels)), wrapped)
    for i, tick in enumerate(axes.get_yticklabels()):
        tick.set_fontweight("bold" if i in bold else "normal")
    axes.set_ylim(len(labels) - 0.5, -0.5)
    low, high = min(ends), max(ends)
    pad = (0.26 if intervals else 0.13) * ((high - low) or 1.0)
    axes.set_xlim(low - (pad if low < 0 else 0.02 * pad), high + (pad if high > 0 else 0))
    axes.axvline(0, color=INK, linewidth=1)
    axes.grid(axis="x")
    axes.spines[["left", "bottom"]].set_visible(False)
    danish_axis(axes.xaxis)
    axes.set_xlabel("Nettoresultat, mio. kr.")
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=len(series), frameon=False,
        borderaxespad=0.2, handlelength=1.1, handletextpad=0.5, columnspacing=1.4, fontsize=9.5,
    )  # fmt: skip
    return to_svg(fig, name)
