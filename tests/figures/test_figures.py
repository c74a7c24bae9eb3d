"""Our figures: within their edges, the same each time, and apart from a notebook's settings."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from som_calc.document.palette import DEFAULT, GAIN, INK, LOSS, SEQUENCE, shades
from som_calc.figures.bars import (
    horizontal_bars,
    pairs,
    ranked_bars,
    tornado_chart,
    waterfall,
)
from som_calc.figures.canvas import NARROW, WIDTH
from som_calc.figures.columns import Columns
from som_calc.figures.fan import Fan
from som_calc.figures.heat import Map
from som_calc.figures.intervals import Estimate, Intervals
from som_calc.figures.lettering import text_width
from som_calc.figures.lines import NamedPoint, course, lines
from som_calc.figures.placing import leader
from som_calc.figures.rows import FigureRows
from som_calc.figures.scales import limits_of, ticks
from som_calc.figures.spread import Hill, Spread
from som_calc.figures.widths import Figure, drawn

YEARS = list(range(2025, 2038))
RATES = [i / 100 for i in range(11)]
LONG = "Arbejdsmarkeds- og Uddannelsesudvalget i den største kommune"
COMMITTEES = [
    "Øvrige udvalg", "Økonomiudvalget", "Socialudvalget", "Beskæftigelsesudvalget",
    "Sundhedsudvalget", "Børne- og Ungeudvalget", "Teknik- og Miljøudvalget",
]  # fmt: skip


def grid(*steps: float) -> Map:
    net = np.add.outer(steps or [-2e6, 0.0, 3e6], [1e6 * rate * 100 for rate in RATES])
    costs = [0.5, 1.0, 1.5][: len(net)]
    return Map(RATES, costs, net, (0.05, 1.0), "Mereffekt", "Pris", DEFAULT)


NATIVE: dict[str, Figure] = {
    "map": grid(),
    "map of losses": grid(-12e6, -8e6, -4e6),
    "bars": horizontal_bars(["I alt", LONG, "Stat"], [1e6, -2e6, 0], SEQUENCE[:3]),
    "bars below zero": horizontal_bars(["I alt", LONG], [-5e6, 0], SEQUENCE[:2]),
    "one bar": horizontal_bars(["I alt"], [0.0], [INK]),
    "tiny bars": horizontal_bars(["I alt", "Stat"], [3.0, -1.0], SEQUENCE[:2], scale=1, unit="kr."),
    "huge bars": horizontal_bars(["I alt", "Stat"], [1.2e12, -9e11], SEQUENCE[:2]),
    "columns": Columns(
        YEARS,
        {
            name: [1e6 * (i - 2.5) * (year - 2030) for year in YEARS]
            for i, name in enumerate(COMMITTEES)
        },
        [3e6] * 13,
        shades(COMMITTEES, {}),
    ),
    "columns with a long name": Columns(
        YEARS,
        {LONG: [1e6] * 13, "Socialudvalget": [-3e6] * 13},
        [-2e6] * 13,
        {LONG: SEQUENCE[0], "Socialudvalget": SEQUENCE[1]},
    ),
    "columns over many years": Columns(
        list(range(2025, 2075)), {"Stat": [1e9] * 50}, [1e9] * 50, DEFAULT
    ),
    "course": course(
        YEARS, [1e6 * (y - 2029) for y in YEARS], [1.1e6 * (y - 2029) for y in YEARS], 2027, DEFAULT
    ),
    "intervals": Intervals(
        [Estimate("Målt", 0.05, (-0.02, 0.12)), Estimate(LONG, 0.02, (0.0, 0.05))],
        [(0.04, "break-even 4,0 %"), (0.06, "forventet 6,0 %")],
    ),
    "lines": lines(
        RATES,
        {"I alt": [1e6 * (r - 0.04) for r in RATES], "Stat": [2e5 for _ in RATES]},
        DEFAULT,
        share=True,
        title="Mereffekt",
        points=[0.03, 0.05],
        marks=[NamedPoint(0.04, "I alt 4,0 %")],
        upright=(0.05, "forventet 5 %"),
    ),
    "break-evens side by side": lines(
        RATES,
        {
            name: [1e6 * (r - zero) for r in RATES]
            for name, zero in (("I alt", 0.04), ("Kommune", 0.042))
        },
        DEFAULT,
        scale=1,
        share=True,
        marks=[NamedPoint(0.04, "I alt 4,0 %"), NamedPoint(0.042, "Kommune 4,2 %")],
    ),
    "lines that meet": lines(
        YEARS,
        {name: [1e9 * (y - 2030) for y in YEARS] for name in list(DEFAULT)[:5]},
        DEFAULT,
    ),
    "pairs": pairs(["IPS", LONG], [1e6, -1e6], [2e6, 3e6], DEFAULT),
    "ranked": ranked_bars(
        ["IPS", LONG],
        {"I alt": [1e6, -1e6], "Kommune": [2e6, 1e6]},
        DEFAULT,
        intervals={"I alt": [(0.5e6, 1.5e6), (-1.3e8, 2e7)]},
        bold=frozenset({1}),
    ),
    "ranked below zero": ranked_bars(["A", LONG], {"I alt": [-5e6, 0]}, DEFAULT),
    "tornado": tornado_chart(["Pris", LONG], [1e6, 3e6], [3e6, 2.1e6], 2e6, DEFAULT),
    "waterfall": waterfall(
        ("Vedtaget", 1e6), [("Effekt", 5e5), (LONG, -2e6)], ("I dag", -5e5), DEFAULT
    ),
}
PLOTTED: dict[str, Figure] = {
    "fan": Fan(
        YEARS,
        [1e6 * (y - 2025) for y in YEARS],
        ([0.0] * 13, [2e6 * (y - 2025) for y in YEARS]),
        ([-1e6] * 13, [3e6 * (y - 2025) for y in YEARS]),
        "#0072b2",
    ),
    "spread": Spread(
        np.arange(-2, 5) * 1e6,
        [
            Hill("I alt", np.array([0.1, 0.2, 0.3, 0.2, 0.1, 0.1]), 0.7, INK),
            Hill("Kommunen uden tilskud", np.array([0.5, 0.5, 0, 0, 0, 0]), 0.0, SEQUENCE[0]),
        ],
    ),
    "spread far from zero": Spread(np.arange(41) * 5e9, [Hill("I alt", np.eye(40)[39], 1.0, INK)]),
}
DRAWN = NATIVE | PLOTTED
every_figure = pytest.mark.parametrize("kind", DRAWN)
every_width = pytest.mark.parametrize("width", [WIDTH, NARROW])


@dataclass(frozen=True)
class Word:
    """A word of a drawing and the box it fills, y downwards."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def elements(svg: str, tag: str) -> list[ElementTree.Element]:
    return [
        e
        for e in ElementTree.fromstring(svg).iter()
        if e.tag == f"{{http://www.w3.org/2000/svg}}{tag}"
    ]


def words(svg: str) -> list[Word]:
    """All words that are not turned."""
    found = []
    for at in elements(svg, "text"):
        size = float(at.attrib["font-size"].removesuffix("px"))
        width = text_width(str(at.text), size, bold=at.attrib.get("font-weight") == "700")
        before = {"start": 0.0, "middle": 0.5, "end": 1.0}[at.attrib.get("text-anchor", "start")]
        if "rotate(-90" in at.attrib.get("transform", ""):
            continue
        left, base = float(at.attrib["x"]) - before * width, float(at.attrib["y"])
        found.append(Word(str(at.text), left, base - 0.66 * size, left + width, base))
    return found


def size_of(svg: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found
    return float(found[1]), float(found[2])


def assert_told_apart(svg: str) -> None:
    """No word reaches outside the sheet, and none covers another."""
    width, height = size_of(svg)
    every = words(svg)
    for word in every:
        assert -0.6 <= word.left <= word.right <= width + 0.6, word
        assert -0.6 <= word.top <= word.bottom <= height, word
    for a, b in itertools.combinations(every, 2):
        apart = (
            a.right <= b.left + 0.1
            or b.right <= a.left + 0.1
            or a.bottom <= b.top + 0.1
            or b.bottom <= a.top + 0.1
        )
        assert apart, (a, b)


@every_figure
@every_width
def test_words_keep_within_the_sheet_and_apart(kind, width):
    svg = DRAWN[kind].draw(width)
    assert size_of(svg)[0] == pytest.approx(width)
    assert_told_apart(svg)


def names(svg: str) -> list[str]:
    """The words of a figure without the numbers along its scales, in alphabetical order."""
    said = " ".join(str(word.text) for word in elements(svg, "text")).split()
    return sorted(word for word in said if re.search("[a-zæøå]", word.lower()))


@every_figure
def test_the_drawing_for_a_phone_names_the_same(kind):
    both = drawn(DRAWN[kind])
    assert both["svg"] == DRAWN[kind].draw()
    assert names(both["narrow_svg"]) == names(both["svg"])


@every_figure
def test_a_figure_is_the_same_each_time(kind):
    assert DRAWN[kind].draw() == DRAWN[kind].draw()


@pytest.mark.parametrize("kind", PLOTTED)
def test_a_notebooks_settings_never_reach_a_figure_nor_a_figures_the_notebook(kind):
    import matplotlib

    expected = DRAWN[kind].draw()
    theirs = {
        "lines.linewidth": 77, "patch.linewidth": 9, "svg.fonttype": "path", "font.size": 40,
        "path.sketch": (9, 9, 9), "font.style": "italic", "svg.hashsalt": None,
        "axes.facecolor": "red", "path.simplify": False, "lines.antialiased": False,
        "lines.scale_dashes": False, "figure.dpi": 300, "text.usetex": True, "svg.id": "theirs",
    }  # fmt: skip
    with matplotlib.rc_context(theirs):
        before = dict(dict.items(matplotlib.rcParams))
        assert DRAWN[kind].draw() == expected
        assert dict(dict.items(matplotlib.rcParams)) == before


@every_figure
@every_width
def test_a_figure_stands_under_a_strict_policy_and_keeps_its_text(kind, width):
    svg = DRAWN[kind].draw(width)
    assert "style" not in svg
    assert "<metadata" not in svg
    assert not re.search(r'(?<!xmlns:xlink)(?<!xmlns)="https?:', svg)
    used = set(re.findall(r"url\(#([^)]*)\)", svg))
    assert used <= set(re.findall(r'\bid="([^"]*)"', svg))
    assert len(elements(svg, "text")) >= 4
    assert not re.search(r"\bnan\b|\binf\b", svg)


def test_only_figures_of_how_numbers_spread_load_matplotlib():
    code = (
        "import sys; sys.path.insert(0, 'tests/figures'); import test_figures as t;"
        "[f.draw() for f in t.NATIVE.values()];"
        "print({'matplotlib', 'seaborn', 'scipy'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_all_names_of_a_legend_are_told_once():
    told = [word.text for word in words(DRAWN["columns"].draw())]
    assert {name: told.count(name) for name in [*COMMITTEES, "I alt"]} == dict.fromkeys(
        [*COMMITTEES, "I alt"], 1
    )


def test_numbers_along_a_scale_have_the_decimals_its_steps_need():
    assert [text for _, text in ticks((-1.2, 2.1))] == ["−1", "0", "1", "2"]
    assert [text for _, text in ticks((-0.2, 1.1))][:3] == ["0,00", "0,25", "0,50"]
    assert [text for _, text in ticks((0.0, 1.1), scale=1e-6)][-1] == "1.000.000"
    assert [text for _, text in ticks((0.1, 0.0), scale=0.01, suffix=" %")][:2] == ["0 %", "2 %"]


def test_a_scale_always_holds_zero_and_is_never_without_length():
    assert limits_of([2.0, 4.0], 0.1) == pytest.approx((-0.4, 4.4))
    low, high = limits_of([0.0, 0.0], 0.1)
    assert low < 0 < high


@pytest.mark.parametrize("value", [-5e6, 0.0, 5e6])
def test_a_map_without_differences_is_coloured_all_over(value):
    flat = Map(RATES, [0.5, 1.5], np.full((2, 11), value), (0.05, 1.0), "", "", DEFAULT)
    found = re.findall(r'<path d="([^"]*)" fill="#(?!ffffff)[0-9a-f]{6}"/>', flat.draw())
    corners = [np.array(re.findall(r"([\d.]+) ([\d.]+)", d), dtype=float) for d in found]
    assert any(np.ptp(at[:, 0]) > 400 and np.ptp(at[:, 1]) > 180 for at in corners)


def test_a_line_leads_from_the_edge_of_a_name_to_just_short_of_its_mark():
    ends = leader((0.0, 30.0), "Kommune 4,2 %")
    assert ends is not None
    assert ends[0][1] < 30.0 - 6
    assert 0 < ends[1][1] < ends[0][1]
    assert leader((0.0, 10.0), "Kommune 4,2 %") is None


def test_a_single_year_still_gives_a_figure():
    svg = lines([2025], {"I alt": [1e6]}, DEFAULT).draw()
    assert "2025" in {word.text for word in words(svg)}
    assert not re.search(r"\bnan\b|\binf\b", svg)


@pytest.mark.parametrize("values", [[0.0] * 13, [1.0] * 13, [-1.0] * 13])
def test_years_without_a_result_still_give_a_figure(values: Any):
    svg = Columns(YEARS, {"Stat": values}, values, DEFAULT).draw()
    assert {"2025", "2037", "I alt"} <= {word.text for word in words(svg)}
    assert not re.search(r"\bnan\b|\binf\b", svg)


def test_a_kommunes_colours_are_those_of_drawing_and_chart_alike():
    own = dict(DEFAULT) | {GAIN: "#112233", LOSS: "#445566", "I alt": "#778899"}
    bridge = waterfall(("Da", 1e6), [("Op", 2e6), ("Ned", -1e6)], ("Nu", 2e6), own)
    assert bridge.chart().series[0].point_colours == ["#778899", "#112233", "#445566", "#778899"]
    assert all(f'fill="{colour}"' in bridge.draw() for colour in ("#112233", "#445566", "#778899"))


# Random figures: what must hold for any data.

SHORT = st.text("abcdefg æøå-ABC&<", min_size=1, max_size=70).filter(str.strip)
KRONER = st.floats(-1e9, 1e9).map(lambda kr: round(kr, 2)) | st.just(0.0)
A_FEW = st.integers(1, 7)


@st.composite
def bar_figures(draw: st.DrawFn) -> FigureRows:
    count, kind = draw(A_FEW), draw(st.sampled_from(["bars", "pairs", "ranked", "tornado", "fall"]))
    labels = draw(st.lists(SHORT, min_size=count, max_size=count))
    one = draw(st.lists(KRONER, min_size=count, max_size=count))
    other = draw(st.lists(KRONER, min_size=count, max_size=count))
    if kind == "bars":
        return horizontal_bars(labels, one, [INK] * count)
    if kind == "pairs":
        return pairs(labels, one, other, DEFAULT)
    if kind == "ranked":
        spans = {"I alt": [(min(a, b), max(a, b)) for a, b in zip(one, other, strict=True)]}
        return ranked_bars(labels, {"I alt": one, "Kommune": other}, DEFAULT, intervals=spans)
    if kind == "tornado":
        return tornado_chart(labels, one, other, draw(KRONER), DEFAULT)
    steps = list(zip(labels, one, strict=True))
    return waterfall(("Da", 0.0), steps, ("Nu", sum(one)), DEFAULT)


def filled(svg: str) -> list[tuple[float, float, str]]:
    """Left and right edge and colour of all bars, in the order drawn."""
    found = re.findall(r'<path d="M([\d.]+) [\d.]+H([\d.]+)V[^"]*" fill="([^"]*)"', svg)
    return [(float(a), float(b), colour) for a, b, colour in found]


def zero_line(svg: str) -> float:
    """Where the line at zero stands: the first full, dark upright line."""
    found = re.search(rf'<path d="M([\d.]+) [\d.]+L\1 [\d.]+" fill="none" stroke="{INK}"', svg)
    assert found
    return float(found[1])


@settings(max_examples=120, deadline=None)
@given(bar_figures(), st.sampled_from([WIDTH, NARROW]))
def test_any_bars_tell_their_words_apart_and_are_as_long_as_their_values(figure, width):
    svg = figure.draw(width)
    assert svg == figure.draw(width)
    assert_told_apart(svg)
    spans = [bar.span for row in figure.rows for bar in row.bars if bar.span[0] != bar.span[1]]
    drawn_spans = sorted(b - a for a, b, _ in filled(svg))
    unit = max((abs(b - a) for a, b in spans), default=1.0)
    longest = max(map(abs, drawn_spans), default=1.0)
    wanted = sorted((b - a) / unit * longest for a, b in spans)
    assert drawn_spans == pytest.approx(wanted, abs=0.06)
    zero = zero_line(svg)
    for start, end, _ in filled(svg):
        assert figure.middle is not None or figure.joined or zero == pytest.approx(start, abs=0.02)
        assert 0 <= min(start, end) <= max(start, end) <= width


@st.composite
def year_figures(draw: st.DrawFn) -> Figure:
    count = draw(st.integers(1, 60))
    years = list(range(2025, 2025 + count))
    series = st.lists(KRONER, min_size=count, max_size=count)
    parts = draw(st.dictionaries(SHORT, series, min_size=1, max_size=6))
    colours = shades(parts, {})
    if draw(st.booleans()):
        total = [sum(values) for values in zip(*parts.values(), strict=True)]
        return Columns(years, parts, total, colours)
    return lines(years, parts, colours)


@settings(max_examples=120, deadline=None)
@given(year_figures(), st.sampled_from([WIDTH, NARROW]))
def test_any_years_tell_their_words_apart_about_a_line_at_zero(figure, width):
    svg = figure.draw(width)
    assert svg == figure.draw(width)
    assert_told_apart(svg)
    zero = re.findall(rf'<path d="M[\d.]+ ([\d.]+)L[\d.]+ \1" fill="none" stroke="{INK}"', svg)
    told = next((w for w in words(svg) if re.fullmatch(r"0(,0+)?", w.text)), None)
    assert told is not None
    assert any(float(y) == pytest.approx((told.top + told.bottom) / 2, abs=0.6) for y in zero)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(SHORT, st.floats(-1, 1), st.floats(0, 0.5)), min_size=1, max_size=5),
    st.lists(st.floats(-0.5, 1), max_size=2),
    st.sampled_from([WIDTH, NARROW]),
)
def test_any_estimates_tell_their_words_apart(rows, marks, width):
    estimates = [Estimate(name, x, (x - half, x + half)) for name, x, half in rows]
    told = [(mark, f"break-even {mark:.1%}") for mark in marks]
    assert_told_apart(Intervals(estimates, told, "Nettoeffekt").draw(width))
