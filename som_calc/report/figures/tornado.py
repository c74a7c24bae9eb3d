"""Tornado: the net result with each input at its low and its high end."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.report.danish import number
from som_calc.report.figures.bars import wrap
from som_calc.report.figures.canvas import danish_axis, figure, text_width, to_svg
from som_calc.report.figures.rows import row_places
from som_calc.report.palette import INK, MUTED

LOW, HIGH = "#9db8cf", "#0f4c75"
"""Low end light, high end dark: they differ in grey print too."""


def tornado_chart(
    name: str,
    labels: Sequence[str],
    low: Sequence[float],
    high: Sequence[float],
    base: float,
    *,
    scale: float | None = None,
) -> str:
    """One row per input: two bars from the base result, largest swing on top.

    Args:
        name: prefix of the ids in the SVG.
        labels: the inputs.
        low: net result (kr.) with the input at its low end.
        high: net result (kr.) with the input at its high end.
        base: net result (kr.) as assumed.
        scale: what one unit of the axis is in kr.; mio. kr., or 1.000 kr. for small results.

    Returns:
        A bare ``<svg>`` element.
    """
    if scale is None:
        scale = 1e6 if max(map(abs, (*low, *high, base))) >= 5e5 else 1e3
    wrapped = [wrap(label, 34) for label in labels]
    left = max(text_width(line) for label in wrapped for line in label.split("\n")) + 0.18
    rows, room = row_places(wrapped, one=0.34, more=0.17)
    fig, axes = figure(room + 1.02, left=left, right=0.15, top=0.5, bottom=0.52)
    for ends, colour, label in (
        (low, LOW, "ved den lave værdi"),
        (high, HIGH, "ved den høje værdi"),
    ):
        axes.barh(
            rows, [(value - base) / scale for value in ends], left=base / scale, height=0.21,
            color=colour, label=label, linewidth=0,
        )  # fmt: skip
    axes.set_yticks(rows, wrapped, multialignment="right")
    axes.set_ylim(room, 0)
    ends = [value / scale for value in (*low, *high, base)]
    span = (max(ends) - min(ends)) or 1.0
    axes.set_xlim(min(*ends, 0.0) - 0.14 * span, max(*ends, 0.0) + 0.14 * span)
    for place, row in enumerate(rows):
        for value in (low[place], high[place]):
            side = 1 if value >= base else -1
            axes.annotate(
                number(value / scale, 1), (value / scale, row), xytext=(4 * side, 0),
                textcoords="offset points", va="center_baseline",
                ha="left" if side > 0 else "right", fontsize=9, color=INK,
            )  # fmt: skip
    axes.axvline(0, color=INK, linewidth=1)
    axes.axvline(base / scale, color=MUTED, linewidth=0.9, linestyle=(0, (3, 2)))
    axes.grid(axis="x")
    axes.spines[["left", "bottom"]].set_visible(False)
    danish_axis(axes.xaxis)
    axes.set_xlabel(f"Nettoresultat i alt, {'mio.' if scale == 1e6 else '1.000'} kr.")
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, frameon=False, borderaxespad=0.2,
        handlelength=1.1, handletextpad=0.5, columnspacing=1.4, fontsize=9.5,
    )  # fmt: skip
    return to_svg(fig, name)
