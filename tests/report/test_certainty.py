"""»Hvor sikkert er det?«: the section and its appendix say what the analysis found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import som_calc
from som_calc.analysis.information import drivers
from som_calc.analysis.switching import switching_values
from som_calc.document import danish
from som_calc.document.chance import whole_percent
from som_calc.document.model import FigureBlock, TableBlock, TextBlock
from som_calc.document.text import plain
from som_calc.figures.spread import bins_of
from som_calc.report.decision import DecisionReport
from som_calc.resources import shipped

IPS, YOUNG, EXAMPLE = "aabenraa-ips", "aabenraa-flere-unge", "eksempel-hjemloeshed"


def report_of(name: str, *changes: str) -> DecisionReport:
    case = som_calc.load_case(shipped("params") / f"{name}.yaml", list(changes))
    return DecisionReport(som_calc.calculate(case))


@pytest.fixture(scope="module")
def reports() -> dict[str, DecisionReport]:
    return {name: report_of(name) for name in (IPS, YOUNG, EXAMPLE)}


@pytest.fixture(scope="module")
def blocks(reports: dict[str, DecisionReport]) -> dict[str, list[Any]]:
    return {
        name: report.section("usikkerhed", "usikkerhedsbilag") for name, report in reports.items()
    }


def table(found: list[Any], id: str) -> Any:
    shown = [b.table for b in found if isinstance(b, TableBlock | FigureBlock)]
    return next((t for t in shown if t.id == id), None)


def cells(found: Any, name: str) -> list[Any]:
    return next(row.cells for row in found.rows if row.cells[0].text == name)


def said(text: str) -> str:
    return text.replace(danish.NBSP, " ")


def test_the_section_is_short_text_and_one_figure_and_the_rest_is_in_the_appendix(blocks):
    for found in blocks.values():
        section = [b for b in found if b.section == "usikkerhed"]
        assert [type(b) for b in section] == [TextBlock, FigureBlock]
        assert {b.section for b in found} == {"usikkerhed", "usikkerhedsbilag"}


def test_the_chance_in_words_is_the_chance_in_the_table(reports, blocks):
    report, found = reports[EXAMPLE], blocks[EXAMPLE]
    text = said(plain(found[0].content))
    shown = table(found, "tabel-sandsynlighed")
    for name, sentence in (("I alt", "det offentlige får overskud"), ("Kommune", "For kommunen")):
        chance = report.certainty.chance(name)
        assert cells(shown, name)[1].text == whole_percent(chance)
        assert sentence in text
        assert said(whole_percent(chance)) in text
    committees = {"Økonomiudvalget", "Socialudvalget", "Beskæftigelsesudvalget", "Sundhedsudvalget"}
    names = {row.cells[0].text for row in shown.rows}
    assert committees < names
    assert "Øvrige udvalg" not in names, "a purse without money has no chance to tell"


def test_the_hills_hold_every_outcome_and_part_at_zero_as_the_chances_say(reports, blocks):
    report, found = reports[EXAMPLE], blocks[EXAMPLE]
    figure = next(b for b in found if isinstance(b, FigureBlock) and b.id == "figur-udfald")
    shown = table(found, "tabel-sandsynlighed")
    middles = [float(c.replace(".", "").replace("−", "-").replace(",", "."))
               for c in figure.chart.categories]  # fmt: skip
    for series in figure.chart.series:
        assert 0.98 <= sum(series.values) <= 1.0 + 1e-9
        gain = sum(v for x, v in zip(middles, series.values, strict=True) if x > 0)
        assert gain == pytest.approx(report.certainty.chance(series.name), abs=0.01)
        told = f"{series.name}: overskud i {said(cells(shown, series.name)[1].text)}"
        assert told in said(figure.alt)
    assert [s.name for s in figure.chart.series] == ["I alt", "Kommune", "Kommune uden tilskud"]
    assert "2 % underskud" in said(figure.svg)
    assert figure.finding == "I alt giver overskud i mere end 9 ud af 10 udfald"


@given(
    st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=50),
    st.integers(3, 60),
)
def test_bins_hold_the_outcomes_and_none_holds_both_signs(values, count):
    edges = bins_of([np.array(values)], count)
    low, high = np.quantile(values, (0.005, 0.995))
    step = edges[1] - edges[0]
    assert edges[0] <= 0 <= edges[-1]
    assert edges[0] <= low + 1e-6 * step
    assert edges[-1] >= high - 1e-6 * step
    assert len(edges) <= count + 3
    assert not ((edges[:-1] < -1e-6 * step) & (edges[1:] > 1e-6 * step)).any()


NO_FUND = ("tilskud.2.pr_år.2026=0", "tilskud.2.pr_år.2027=0")


def test_without_a_grant_the_kommune_is_shown_once():
    found = report_of(EXAMPLE, "tilskud.1.andel=0%", *NO_FUND).section(
        "usikkerhed", "usikkerhedsbilag"
    )
    figure = next(b for b in found if isinstance(b, FigureBlock) and b.id == "figur-udfald")
    assert [s.name for s in figure.chart.series] == ["I alt", "Kommune"]


def test_outcomes_that_hardly_vary_are_still_seen_and_told_apart():
    edges = bins_of([np.array([10.0e6, 10.01e6]), np.array([-5.0, 5.0])])
    assert edges[0] == 0.0 or edges[0] < 0
    assert edges[1] - edges[0] >= 10e6 / 60


def test_a_case_without_uncertainty_shows_no_spread(blocks):
    assert table(blocks[IPS], "tabel-udfald") is None


@pytest.mark.parametrize(("name", "rates"), [(IPS, (3, 5, 7)), (YOUNG, (5, 7, 9))])
def test_the_announced_success_rates_stand_as_scenarios(name, rates, reports, blocks):
    shown = table(blocks[name], "tabel-scenarier")
    assert [said(row.cells[0].text) for row in shown.rows] == [
        "Grundscenarie", *(f"Mereffekt {rate} pct." for rate in rates),
    ]  # fmt: skip
    for rate in rates:
        net = reports[name].at(rate / 100).by_actor()["I alt"]
        row = cells(shown, f"Mereffekt {rate}{danish.NBSP}pct.")
        assert row[2].value == pytest.approx(net)


def test_a_case_s_own_scenarios_stand_with_their_reason(blocks):
    shown = table(blocks[EXAMPLE], "tabel-scenarier")
    names = [row.cells[0].text for row in shown.rows]
    assert names[-2:] == ["Forsigtigt", "Håbefuldt"]
    assert "Forsigtigt: Færre når målet" in shown.notes[0]


def test_break_evens_of_the_success_rate_are_the_published_ones(blocks):
    row = cells(table(blocks[IPS], "tabel-vippepunkter"), "Mereffekt")
    assert [said(cell.text) for cell in row[1:5]] == ["5,00 %", "3,99 %", "0,65 %", "4,49 %"]


def test_every_committee_has_its_own_break_even(reports, blocks):
    shown = table(blocks[EXAMPLE], "tabel-vippepunkter-udvalg")
    result = reports[EXAMPLE].result
    frame = switching_values(result.case, result.schedule, ["Socialudvalget"])
    rate = frame[frame["id"] == "mereffekt"]["break_even"].iloc[0]
    row = cells(shown, "Socialudvalget")
    assert row[1].value == pytest.approx(result.by_committee()["Socialudvalget"])
    assert row[2].value == pytest.approx(rate)
    assert table(blocks[IPS], "tabel-vippepunkter-udvalg") is None


def test_the_map_is_the_engines_result_and_its_line_the_break_even(reports, blocks):
    report, shown = reports[IPS], table(blocks[IPS], "tabel-kort")
    row = cells(shown, f"100{danish.NBSP}% af sagens")
    assert row[-1].value == pytest.approx(0.039934, abs=1e-6)
    assert row[3].value == pytest.approx(report.result.by_actor()["I alt"])
    dearer = report_of(
        IPS, *(f"omkostninger.1.pr_år.{y}={v * 1.5}" for y, v in
               {2025: 983200, 2026: 1966400, 2027: 1966400, 2028: 1966400}.items())
    )  # fmt: skip
    assert cells(shown, f"150{danish.NBSP}% af sagens")[3].value == pytest.approx(
        dearer.result.by_actor()["I alt"]
    )
    figure = next(b for b in blocks[IPS] if getattr(b, "id", "") == "figur-kort")
    assert (
        said(figure.finding) == "Indsatsen kan blive 17 pct. dyrere, før det offentlige går i nul"
    )
    assert "break-even" in figure.svg


@pytest.mark.parametrize(
    ("rate", "words"), [("1%", "billigere, før"), ("40%", "Også hvis indsatsen bliver 50 pct. dy")]
)
def test_the_finding_of_the_map_follows_its_numbers(rate, words):
    found = report_of(IPS, f"mereffekt={rate}").section("usikkerhed", "usikkerhedsbilag")
    figure = next(b for b in found if getattr(b, "id", "") == "figur-kort")
    assert words in said(figure.finding)


def test_what_is_worth_knowing_is_what_drives_the_variance(reports, blocks):
    shown = table(blocks[EXAMPLE], "tabel-vaerd-at-vide")
    main = drivers(reports[EXAMPLE].certainty.draws, "I alt").iloc[0]
    assert shown.rows[0].cells[0].text == main["label"]
    assert shown.rows[0].cells[1].value == pytest.approx(main["share"])
    assert shown.rows[0].cells[2].value == pytest.approx(main["evppi"])
    assert np.isclose(sum(row.cells[1].value for row in shown.rows), 1, atol=0.06)
    assert table(blocks[IPS], "tabel-vaerd-at-vide") is None


def test_distributions_and_what_is_held_fixed_are_told(blocks):
    shown = table(blocks[EXAMPLE], "tabel-fordelinger")
    row = cells(shown, "Mereffekt")
    assert row[2].text == "Betafordeling"
    assert any(note.startswith("Holdes fast: Deltagere i alt") for note in shown.notes)
    assert {r.cells[4].text for r in shown.rows} == {"–", "lønninger", "forsørgelse"}


def test_a_weight_of_evidence_stands_beside_the_raw_effect_and_never_in_its_place(reports, blocks):
    shown = table(blocks[EXAMPLE], "tabel-evidens")
    row = [cell.text for cell in shown.rows[0].cells]
    assert said(" ".join(row[2:7])) == "20 % 12 % til 28 % ja 75 % 15 %"
    assert any("Rapportens tal er uden vægt." in note for note in shown.notes)
    plainly = report_of(EXAMPLE)
    case = plainly.case.model_copy(
        update={"evidence": [e.model_copy(update={"weight": None}) for e in plainly.case.evidence]}
    )
    without = table(
        DecisionReport(som_calc.calculate(case)).section("usikkerhed", "usikkerhedsbilag"),
        "tabel-evidens",
    )
    assert [column.label for column in without.columns].count("Vægt") == 0


def test_a_study_that_is_not_significant_is_flagged():
    report = report_of(EXAMPLE)
    study = report.case.evidence[0].model_copy(
        update={"significant": None, "interval": (-0.02, 0.42), "weight": None}
    )
    case = report.case.model_copy(update={"evidence": [study]})
    shown = table(
        DecisionReport(som_calc.calculate(case)).section("usikkerhed", "usikkerhedsbilag"),
        "tabel-evidens",
    )
    assert "nej, kan være tilfældig" in [cell.text for cell in shown.rows[0].cells]


def test_an_assumed_half_of_what_is_partly_cash_is_called_an_assumption():
    report = report_of(EXAMPLE)
    items = [
        item.model_copy(update={"realisable_share": None}) if item.realisable == "delvis" else item
        for item in report.case.consequences
    ]
    assert any(item.realisable == "delvis" for item in items)
    case = report.case.model_copy(update={"consequences": items})
    shown = table(
        DecisionReport(som_calc.calculate(case)).section("usikkerhed", "usikkerhedsbilag"),
        "tabel-kontant",
    )
    assert any(n.startswith("Antagelse: ") and "50" in n for n in shown.notes)


def test_a_standard_swing_is_labelled_as_assumed_and_not_as_an_estimate(blocks):
    shown = table(blocks[IPS], "tabel-tornado")
    assert all(said(row.cells[1].text) == "antaget ±20 pct." for row in shown.rows)
    figure = next(b for b in blocks[IPS] if getattr(b, "id", "") == "figur-tornado")
    assert any("ikke et skøn over usikkerheden" in note for note in figure.notes)
