"""Our figures: within their edges, the same each time, and apart from a notebook's settings."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from som_calc.document.palette import DEFAULT, INK, SEQUENCE
from som_calc.figures.bars import horizontal_bars
from som_calc.figures.canvas import NARROW, WIDTH
from som_calc.figures.columns import yearly_columns
from som_calc.figures.course import course
from som_calc.figures.fan import fan_chart
from som_calc.figures.heat import two_way_map
from som_calc.figures.intervals import Estimate, intervals
from som_calc.figures.lettering import text_width
from som_calc.figures.lines import Mark, lines
from som_calc.figures.pairs import pairs
from som_calc.figures.placing import leader
from som_calc.figures.ranked import ranked_bars
from som_calc.figures.scales import limits_of, ticks
from som_calc.figures.spread import Hill, spread_chart
from som_calc.figures.tornado import tornado_chart
from som_calc.figures.waterfall import waterfall
from som_calc.figures.widths import drawn

YEARS = list(range(2025, 2038))
RATES = [i / 100 for i in range(11)]
LONG = "Arbejdsmarkeds- og Uddannelsesudvalget i den største kommune"
COMMITTEES = [
    "Øvrige udvalg", "Økonomiudvalget", "Socialudvalget", "Beskæftigelsesudvalget",
    "Sundhedsudvalget", "Børne- og Ungeudvalget", "Teknik- og Miljøudvalget",
]  # fmt: skip


def grid(line: list[float], **at: float) -> str:
    net = np.add.outer([-2e6, 0.0, 3e6], [1e6 * rate * 100 for rate in RATES])
    return two_way_map(
        "f", RATES, [0.5, 1.0, 1.5], net, line, (0.05, 1.0), x_label="Mereffekt", y_label="Pris",
        **at,
    )  # fmt: skip


DRAWN: dict[str, Callable[..., str]] = {
    "bars": lambda: horizontal_bars("f", ["I alt", LONG, "Stat"], [1e6, -2e6, 0], SEQUENCE[:3]),
    "bars below zero": lambda: horizontal_bars("f", ["I alt", LONG], [-5e6, 0], SEQUENCE[:2]),
    "columns": lambda **at: yearly_columns(
        "f", YEARS,
        {name: [1e6 * (i - 2.5) * (year - 2030) for year in YEARS]
         for i, name in enumerate(COMMITTEES)},
        [3e6] * 13, dict(zip(COMMITTEES, SEQUENCE, strict=False)), **at,
    ),
    "columns with a long name": lambda **at: yearly_columns(
        "f", YEARS, {LONG: [1e6] * 13, "Socialudvalget": [-3e6] * 13}, [-2e6] * 13,
        {LONG: SEQUENCE[0], "Socialudvalget": SEQUENCE[1]}, **at,
    ),
    "course": lambda **at: course(
        "f", YEARS, [1e6 * (y - 2029) for y in YEARS], [1.1e6 * (y - 2029) for y in YEARS], 2027,
        **at,
    ),
    "fan": lambda **at: fan_chart(
        "f", YEARS, [1e6 * (y - 2025) for y in YEARS],
        ([0.0] * 13, [2e6 * (y - 2025) for y in YEARS]),
        ([-1e6] * 13, [3e6 * (y - 2025) for y in YEARS]), "#0072b2", **at,
    ),
    "map": lambda **at: grid([0.02, np.nan, 0.3], **at),
    "intervals": lambda **at: intervals(
        "f", [Estimate("Målt", 0.05, (-0.02, 0.12)), Estimate(LONG, 0.02, (0.0, 0.05))],
        [(0.04, "break-even 4,0 %"), (0.06, "forventet 6,0 %")], **at,
    ),
    "lines": lambda **at: lines(
        "f", RATES,
        {"I alt": [1e6 * (r - 0.04) for r in RATES], "Stat": [2e5 for _ in RATES]},
        DEFAULT, percent_x=True, x_label="Mereffekt", points=[0.03, 0.05],
        marks=[Mark(0.04, "I alt 4,0 %")], vertical=(0.05, "forventet 5 %"), **at,
    ),
    "pairs": lambda **at: pairs(
        "f", ["IPS", LONG], [1e6, -1e6], [2e6, 3e6], labels=("Vedtaget", "I dag"), **at
    ),
    "ranked": lambda **at: ranked_bars(
        "f", ["IPS", LONG], {"I alt": [1e6, -1e6], "Kommune": [2e6, 1e6]}, DEFAULT,
        intervals={"I alt": [(0.5e6, 1.5e6), None]}, bold=frozenset({1}), **at,
    ),
    "ranked below zero": lambda **at: ranked_bars(
        "f", ["A", LONG], {"I alt": [-5e6, 0]}, DEFAULT, **at
    ),
    "spread": lambda **at: spread_chart(
        "f", np.arange(-2, 5) * 1e6,
        [Hill("I alt", np.array([0.1, 0.2, 0.3, 0.2, 0.1, 0.1]), 0.7, INK),
         Hill("Kommunen uden tilskud", np.array([0.5, 0.5, 0, 0, 0, 0]), 0.0, SEQUENCE[0])], **at,
    ),
    "spread far from zero": lambda **at: spread_chart(
        "f", np.arange(41) * 5e9, [Hill("I alt", np.eye(40)[39], 1.0, INK)], **at
    ),
    "tornado": lambda **at: tornado_chart(
        "f", ["Pris", LONG], [1e6, 3e6], [3e6, 2.1e6], 2e6, **at
    ),
    "waterfall": lambda **at: waterfall(
        "f", ("Vedtaget", 1e6), [("Effekt", 5e5), (LONG, -2e6)], ("I dag", -5e5), **at
    ),
}  # fmt: skip
every_figure = pytest.mark.parametrize("kind", DRAWN)
FOR_PHONES = [kind for kind in DRAWN if not kind.startswith("bars")]
every_phone_figure = pytest.mark.parametrize("kind", FOR_PHONES)


def texts(svg: str) -> list[ElementTree.Element]:
    return [e for e in ElementTree.fromstring(svg).iter() if e.tag.endswith("}text")]


@pytest.mark.parametrize(
    ("kind", "width"), [*((k, WIDTH) for k in DRAWN), *((k, NARROW) for k in FOR_PHONES)]
)
def test_no_word_reaches_outside_its_figure(kind, width):
    svg = DRAWN[kind]() if width == WIDTH else DRAWN[kind](width=width)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert size
    right, bottom = float(size[1]), float(size[2])
    assert right == pytest.approx(width * 72)
    for word in texts(svg):
        if "transform" in word.attrib:
            continue
        points = text_width(str(word.text), float(word.attrib["font-size"][:-2])) * 72
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[word.attrib["text-anchor"]]
        left = float(word.attrib["x"]) - share * points
        assert -1 <= left <= left + points <= right + 1, word.text
        assert 6 <= float(word.attrib["y"]) <= bottom, word.text


def names(svg: str) -> list[str]:
    """The words of a figure without the numbers along its scales, in alphabetical order."""
    said = " ".join(str(word.text) for word in texts(svg)).split()
    return sorted(word for word in said if re.search("[a-zæøå]", word.lower()))


@every_phone_figure
def test_the_drawing_for_a_phone_names_the_same_and_leaves_the_other_as_it_was(kind):
    both = drawn(DRAWN[kind])
    assert both["svg"] == DRAWN[kind]()
    assert names(both["narrow_svg"]) == names(both["svg"])


@every_phone_figure
def test_no_two_words_of_the_drawing_for_a_phone_cover_each_other(kind):
    boxes = {}
    for word in texts(DRAWN[kind](width=NARROW)):
        if "transform" in word.attrib:
            continue
        size = float(word.attrib["font-size"][:-2])
        points = text_width(str(word.text), size) * 72
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[word.attrib["text-anchor"]]
        left, base = float(word.attrib["x"]) - share * points, float(word.attrib["y"])
        # A halo is the same word at the same place.
        boxes[word.text, left, base] = (left, base - 0.66 * size, left + points, base)
    for (one, a), (other, b) in itertools.combinations(boxes.items(), 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)


@every_figure
def test_a_figure_is_the_same_each_time(kind):
    assert DRAWN[kind]() == DRAWN[kind]()


@every_figure
def test_a_notebooks_settings_never_reach_a_figure_nor_a_figures_the_notebook(kind):
    import matplotlib

    expected = DRAWN[kind]()
    theirs = {
        "lines.linewidth": 77, "patch.linewidth": 9, "svg.fonttype": "path", "font.size": 40,
        "path.sketch": (9, 9, 9), "font.style": "italic", "svg.hashsalt": None,
        "axes.facecolor": "red", "path.simplify": False, "lines.antialiased": False,
        "lines.scale_dashes": False, "figure.dpi": 300, "text.usetex": True, "svg.id": "theirs",
    }  # fmt: skip
    with matplotlib.rc_context(theirs):
        before = dict(dict.items(matplotlib.rcParams))
        assert DRAWN[kind]() == expected
        assert dict(dict.items(matplotlib.rcParams)) == before


@every_figure
def test_a_figure_stands_under_a_strict_policy_and_keeps_its_text(kind):
    svg = DRAWN[kind]()
    assert "style" not in svg
    assert "<metadata" not in svg
    assert not re.search(r'(?<!xmlns:xlink)(?<!xmlns)="https?:', svg)
    assert all(found.startswith("f-") for found in re.findall(r'\bid="([^"]*)"', svg))
    used = set(re.findall(r"url\(#([^)]*)\)", svg))
    assert used <= set(re.findall(r'\bid="([^"]*)"', svg))
    assert len(texts(svg)) >= 5
    assert "nan" not in svg


def test_figures_are_drawn_without_loading_what_is_not_needed():
    code = (
        "import sys; from som_calc.figures.bars import horizontal_bars as bars;"
        "bars('f', ['a', 'b'], [1e6, 2e6], ['#000000'] * 2);"
        "print({'matplotlib.pyplot', 'matplotlib.figure', 'seaborn', 'scipy'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_all_names_of_a_legend_are_told_once():
    told = [word.text for word in texts(DRAWN["columns"]())]
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


def flat(value: float) -> str:
    return two_way_map(
        "f", RATES, [0.5, 1.5], np.full((2, 11), value), [np.nan, np.nan], (0.05, 1.0),
        x_label="", y_label="",
    )  # fmt: skip


@pytest.mark.parametrize("value", [-5e6, 0.0, 5e6])
def test_a_map_without_differences_is_coloured_all_over(value):
    found = re.findall(r'<path d="([^"]*)" fill="#(?!ffffff)[0-9a-f]{6}"/>', flat(value))
    corners = [np.array(re.findall(r"([\d.]+) ([\d.]+)", d), dtype=float) for d in found]
    assert any(np.ptp(at[:, 0]) > 400 and np.ptp(at[:, 1]) > 180 for at in corners)


def test_a_zero_line_that_leaves_the_map_is_cut_off_at_its_edge():
    svg = grid([0.02, 0.05, 0.3])
    line = next(p for p in re.findall(r"<path [^>]*>", svg) if 'stroke-width="2.2"' in p)
    assert "clip-path" in line


def test_a_line_leads_from_the_edge_of_a_name_to_just_short_of_its_mark():
    ends = leader((0.0, 30.0), "Kommune 4,2 %")
    assert ends is not None
    assert ends[0][1] < 30.0 - 6
    assert 0 < ends[1][1] < ends[0][1]
    assert leader((0.0, 10.0), "Kommune 4,2 %") is None


def test_a_single_year_still_gives_a_figure():
    svg = lines("f", [2025], {"I alt": [1e6]}, DEFAULT)
    assert "2025" in {word.text for word in texts(svg)}
    assert not re.search(r"\bnan\b|\binf\b", svg)


@pytest.mark.parametrize("values", [[0.0] * 13, [1.0] * 13, [-1.0] * 13])
def test_years_without_a_result_still_give_a_figure(values: Any):
    svg = yearly_columns("f", YEARS, {"Stat": values}, values, DEFAULT)
    assert {"2025", "2037", "I alt"} <= {word.text for word in texts(svg)}
    assert not re.search(r"\bnan\b|\binf\b", svg)
