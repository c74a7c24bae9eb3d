"""The words of the decision report can never contradict its numbers."""

from __future__ import annotations

import pytest

import som_calc
from som_calc.document import danish
from som_calc.document.model import CalloutBlock, FigureBlock, KeyFigures, TableBlock
from som_calc.document.money import Money
from som_calc.document.text import plain
from som_calc.report.decision import DecisionReport
from som_calc.report.decision.findings import (
    actors_finding,
    cumulative_finding,
    yearly_finding,
)
from som_calc.resources import shipped

CASES = ["aabenraa-ips", "aabenraa-flere-unge", "aabenraa-ips-udvalg", "eksempel-hjemloeshed"]


def report_of(name: str, **options: float) -> DecisionReport:
    path = shipped("params") / f"{name}.yaml"
    case = som_calc.load_case(path)
    return DecisionReport(som_calc.calculate(case, **options), case_file=path)


def tables_of(report: DecisionReport) -> list:
    found = report.blocks()
    return [b.table for b in found if isinstance(b, TableBlock | FigureBlock)]


def test_the_answer_to_aabenraas_ips_is_the_published_one_in_one_sentence():
    answer = report_of("aabenraa-ips").answer.replace(danish.NBSP, " ")
    assert answer == (
        "Med en mereffekt på 5 pct. giver indsatsen det offentlige et overskud på 1,1 mio. kr. "
        "frem til 2037; kommunen får 4,1 mio. kr., når staten betaler 56 pct. af udgiften."
    )


@pytest.mark.parametrize("rate", [0.0, 0.005, 0.00649, 0.02, 0.03993, 0.05, 0.2])
@pytest.mark.parametrize("name", CASES)
def test_gain_and_loss_in_the_answer_follow_the_signs_of_the_table(name, rate):
    report = report_of(name, success_rate=rate)
    net = report.result.by_actor()
    total, own = Money(net["I alt"]), Money(net["Kommune"])
    head = report.answer.split(";")[0].split(", men")[0]
    assert ("overskud" in head) == total.gevinst
    assert ("underskud" in head) == total.tab
    assert ("i nul for det offentlige" in head) == total.nul
    assert ("kommunen taber" in report.answer) == own.tab
    assert ("kommunen får" in report.answer) == own.gevinst
    assert (", men " in report.answer) == (
        (total.gevinst and own.tab) or (total.tab and own.gevinst)
    )


@pytest.mark.parametrize("rate", [0.0, 0.03, 0.05, 0.07])
def test_the_box_on_page_one_states_the_break_even_of_the_table(rate):
    report = report_of("aabenraa-ips", success_rate=rate)
    box = next(b for b in report.must_know() if isinstance(b, CalloutBlock))
    said = plain(box.content).replace(danish.NBSP, " ")
    assert "Kommunen går i nul ved en mereffekt på 4,5 pct." in said
    assert "Under 4,0 pct. giver indsatsen underskud" in said
    own = Money(report.result.without_grants().by_actor()["Kommune"])
    assert own.resultat.replace(danish.NBSP, " ") in said


@pytest.mark.parametrize("rate", [0.0, 0.05])
@pytest.mark.parametrize("name", CASES)
def test_key_figures_carry_the_sign_of_their_number(name, rate):
    report = report_of(name, success_rate=rate)
    figures = next(b for b in report.key_figures() if isinstance(b, KeyFigures)).items
    net = report.result.by_actor()
    for item, value in zip(figures, [net["I alt"], net["Kommune"]], strict=False):
        assert item.tone == ("gain" if value >= 0.5 else "loss" if value <= -0.5 else "neutral")
        assert item.value.startswith(danish.MINUS) == (value <= -0.5)


@pytest.mark.parametrize("name", CASES)
def test_every_shown_kroner_cell_is_its_own_value_rounded_and_formatted_once(name):
    for table in tables_of(report_of(name)):
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if column.kind == "kr" and cell.value is not None:
                    assert cell.text == danish.number(cell.value), (table.id, cell)


def test_rows_that_do_not_sum_after_rounding_are_kept_and_footnoted():
    table = next(t for t in tables_of(report_of("aabenraa-flere-unge")) if t.id == "tabel-2-1")
    shown = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert shown == {
        "I alt": "1.165.723",
        "Kommune": "1.699.264",
        "Region": "75.053",
        "Stat": "300.017",
        "Statslig tilskud": "−908.610",
    }
    assert table.rows[0].cells[1].notes == [1]
    assert "afrundet hver for sig" in table.notes[0]


def test_all_three_break_evens_always_stand_together():
    for name in CASES:
        table = next(t for t in tables_of(report_of(name)) if t.id == "tabel-break-even")
        names = [row.cells[0].text for row in table.rows]
        assert names == ["I alt", "Kommune med tilskud", "Kommune uden tilskud"]


def test_back_calculated_consequences_are_said_beside_every_figure():
    for block in report_of("aabenraa-ips").blocks():
        if isinstance(block, FigureBlock):
            assert any("tilbageregnet" in note for note in block.notes), block.id


def test_figure_2_2a_says_why_its_end_is_not_figure_2_1():
    block = next(
        b for b in report_of("aabenraa-ips").blocks() if getattr(b, "id", "") == "figur-2-2a"
    )
    assert any("ikke tilbagediskonteret" in note for note in block.notes)


def test_cohorts_cut_by_the_last_calendar_year_are_told():
    report = report_of("eksempel-hjemloeshed")
    table = next(t for t in tables_of(report) if t.id == "tabel-aargange")
    years = [row.cells[3].value for row in table.rows]
    assert years[-1] < report.case.period.horizon
    assert "færre end" in table.notes[0]


def test_every_assumption_has_a_status_and_a_source_or_says_it_has_none():
    for name in CASES:
        table = next(t for t in tables_of(report_of(name)) if t.id == "tabel-forudsaetninger")
        for row in table.rows:
            assert all(cell.text.strip() for cell in row.cells), row


def test_published_numbers_are_held_against_the_calculation_to_the_krone():
    for name in ("aabenraa-ips", "aabenraa-flere-unge"):
        table = next(t for t in tables_of(report_of(name)) if t.id == "tabel-publiceret")
        assert {row.cells[3].text for row in table.rows} == {"0"}


def test_findings_speak_of_gain_loss_and_zero():
    import pandas as pd

    def net(**values: float) -> pd.Series:
        names = {"K": "Kommune", "R": "Region", "S": "Stat", "T": "Statslig tilskud"}
        return pd.Series(
            {"I alt": sum(values.values()), **{names[k]: v for k, v in values.items()}}
        )

    assert "Ingen får underskud" in actors_finding(net(K=2e6, R=1e5, S=0, T=0))
    assert "Ingen får overskud" in actors_finding(net(K=-2e6, R=-1e5, S=0, T=0))
    assert actors_finding(net(K=0, R=0, S=0, T=0)) == "Ingen aktør får overskud eller underskud"
    assert "staten taber 1,0 mio." in actors_finding(net(K=2e6, R=0, S=1e6, T=-2e6)).replace(
        danish.NBSP, " "
    )
    frame = pd.DataFrame({"I alt": [-2e6, -1e6, 5e5]}, index=[2025, 2026, 2027])
    measured = report_of("eksempel-hjemloeshed").result
    back_calculated = report_of("aabenraa-ips").result
    lost = report_of("aabenraa-ips", success_rate=0.01).result
    when = "Indsatsen er tjent ind for det offentlige i 2027"
    assert cumulative_finding(frame, measured) == when
    assert cumulative_finding(frame, back_calculated).startswith(f"{when}, hvis")
    assert "med rente er indsatsen ikke tjent ind" in cumulative_finding(frame, lost)
    assert "ikke tjent ind" in cumulative_finding(-frame.cumsum().abs(), measured)
    assert yearly_finding(frame).startswith("2025–2026 giver underskud")


def test_no_sentence_ends_in_two_full_stops():
    import re

    for name in CASES:
        text = " ".join(block.model_dump_json() for block in report_of(name).blocks())
        assert not re.search(r"(pct|kr)\.\.(?!\.)", text), name
