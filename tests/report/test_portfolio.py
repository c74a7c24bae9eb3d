"""The portfolio report: several efforts, or variants of one, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import som_calc
from som_calc.case.problems import CaseError
from som_calc.document import danish
from som_calc.document.model import CalloutBlock, FigureBlock, KeyFigures, TableBlock, TextBlock
from som_calc.document.text import plain
from som_calc.report.portfolio import PortfolioReport, portfolio_report
from som_calc.resources import shipped

PARAMS = shipped("params")
IPS, YOUNG = PARAMS / "aabenraa-ips.yaml", PARAMS / "aabenraa-flere-unge.yaml"
EXAMPLE = PARAMS / "eksempel-hjemloeshed.yaml"
VARIANTS = ["uden tilskud", "Færre: volumen=50 %", "Højere effekt: mereffekt=25 %"]


def tables_of(report: PortfolioReport) -> dict[str, Any]:
    found = report.blocks()
    return {b.table.id: b.table for b in found if isinstance(b, TableBlock | FigureBlock)}


def shown(table: Any, name: str) -> list[str]:
    return next(
        [cell.text for cell in row.cells[1:]] for row in table.rows if name in row.cells[0].text
    )


def said_in(report: PortfolioReport, section: str) -> str:
    found = [b for b in report.blocks() if isinstance(b, TextBlock) and b.section == section]
    return " ".join(plain(block.content) for block in found).replace(danish.NBSP, " ")


def box(report: PortfolioReport) -> str:
    found = next(b for b in report.must_know() if isinstance(b, CalloutBlock))
    return plain(found.content).replace(danish.NBSP, " ")


@pytest.fixture(scope="module")
def aabenraa() -> PortfolioReport:
    return portfolio_report([IPS, YOUNG], title="Ungeløftet")


@pytest.fixture(scope="module")
def variants() -> PortfolioReport:
    return portfolio_report([EXAMPLE], VARIANTS, draws=2000)


def test_ips_and_flere_unge_give_the_picture_of_ungeloeftet(aabenraa):
    assert aabenraa.answer.replace(danish.NBSP, " ") == (
        "Med sagernes egne mereffekter giver de to indsatser tilsammen det offentlige et "
        "overskud på 2,2 mio. kr. og kommunen et overskud på 5,8 mio. kr.; "
        "»Flere unge skal med« giver mest for det offentlige."
    )
    table = tables_of(aabenraa)["tabel-rangorden"]
    assert [row.cells[0].text for row in table.rows] == [
        "1. Flere unge skal med", "2. IPS til unge med moderate psykiske lidelser", "Tilsammen",
    ]  # fmt: skip
    assert shown(table, "IPS")[:3] == ["1.071.273", "4.121.031", "485.322"]
    assert shown(table, "Flere unge")[:2] == ["1.165.723", "1.699.264"]
    assert shown(table, "Tilsammen")[:2] == ["2.236.996", "5.820.295"]


def test_the_portfolio_of_aabenraa_is_the_sum_of_its_two_reports(aabenraa):
    results = [som_calc.calculate(som_calc.load_case(file)) for file in (IPS, YOUNG)]
    row = next(
        row for row in tables_of(aabenraa)["tabel-aktoerer"].rows if row.role == "total"
    )  # fmt: skip
    expected = sum(result.by_actor() for result in results)
    assert [cell.value for cell in row.cells[1:]] == pytest.approx(expected.to_list(), abs=0.01)
    spent = tables_of(aabenraa)["tabel-udlaeg"].rows[-1].cells[-1].value
    own = [
        -result.table.query("actor == 'Kommune' and component in ('cost', 'grant')")["amount"].sum()
        for result in results
    ]
    assert spent == pytest.approx(sum(own))
    cumulated = tables_of(aabenraa)["tabel-likviditet"].rows[-1].cells[-2].value
    assert cumulated == pytest.approx(sum(r.cumulative()["Kommune"].iloc[-1] for r in results))


def test_break_evens_stand_beside_the_assumed_rate_as_published(aabenraa):
    table = tables_of(aabenraa)["tabel-break-even"]
    nbsp = danish.NBSP
    assert shown(table, "IPS") == [
        f"5,00{nbsp}%", f"3,99{nbsp}%", f"0,65{nbsp}%", f"4,49{nbsp}%",
    ]  # fmt: skip
    assert shown(table, "Flere unge")[2] == "overskud ved enhver mereffekt"


def test_without_stated_uncertainty_no_probability_is_shown_and_the_reader_is_told(aabenraa):
    assert "tabel-sandsynlighed" not in tables_of(aabenraa)
    assert "Ingen af sagerne angiver, hvor usikre tallene er." in box(aabenraa)
    assert "ikke regnet intervaller" in said_in(aabenraa, "usikkerhed")
    items = next(b for b in aabenraa.key_figures() if isinstance(b, KeyFigures)).items
    assert "Sandsynlighed for overskud" not in [item.label for item in items]
    words = " ".join(str(block.model_dump()) for block in aabenraa.blocks())
    assert "ud af 10" not in words


def test_a_case_that_lacks_uncertainty_is_named_and_stops_the_probabilities():
    report = portfolio_report([IPS, EXAMPLE], draws=500)
    assert report.found.unstated == ["IPS til unge med moderate psykiske lidelser"]
    assert "IPS til unge med moderate psykiske lidelser angiver ikke" in box(report)
    assert "tabel-sandsynlighed" not in tables_of(report)


def test_an_assumed_spread_gives_probabilities_and_is_called_an_assumption():
    report = portfolio_report([IPS, YOUNG], draws=2000, default_spread=0.2)
    table = tables_of(report)["tabel-sandsynlighed"]
    places = [[cell.value for cell in row.cells[-2:]] for row in table.rows[:-1]]
    assert [sum(row) for row in places] == pytest.approx([1, 1])
    assert sum(row[0] for row in places) == pytest.approx(1)
    assert "20 pct. ned og op; det er en antagelse og ikke et skøn" in said_in(report, "usikkerhed")


def test_the_sum_is_said_to_hold_only_when_nobody_is_in_both_efforts(aabenraa):
    assert "hvis ingen borger er i mere end én" in box(aabenraa)
    assert "den samme besparelse ikke hentes to gange" in said_in(aabenraa, "overlap")


def test_a_shared_target_group_makes_the_sum_an_upper_bound(tmp_path):
    other = tmp_path / "anden.yaml"
    text = IPS.read_text(encoding="utf-8").replace("  navn: IPS\n", "  navn: Mentor\n", 1)
    other.write_text(text.replace("titel: IPS til unge", "titel: Mentor til unge", 1), "utf-8")
    report = portfolio_report([IPS, other], draws=10)
    assert report.found.summed
    assert "Summen er derfor en øvre grænse" in said_in(report, "overlap")
    assert "så summen er for høj" in box(report)


def test_a_stated_interaction_lowers_the_gains_and_is_told():
    report = portfolio_report([EXAMPLE, IPS], draws=10)
    alone = som_calc.calculate(som_calc.load_case(EXAMPLE))
    cut = alone.by_component().loc["consequence", "I alt"] * 0.1
    net = report.found.net("I alt")["Støtte i egen bolig til voksne i hjemløshed"]
    assert net == pytest.approx(alone.by_actor()["I alt"] - cut)
    assert "(90 pct.)" in box(report)
    assert "90 pct." in tables_of(report)["tabel-rangorden"].notes[0].replace(danish.NBSP, " ")


def test_variants_are_ranked_but_never_added(variants):
    assert variants.found.order == ["Højere effekt", "Som i sagen", "Uden tilskud", "Færre"]
    for table in tables_of(variants).values():
        assert "Tilsammen" not in [row.cells[0].text for row in table.rows]
    assert "ikke lægges sammen" in box(variants)
    net = variants.found.net("I alt")
    assert net["Færre"] == pytest.approx(net["Som i sagen"] / 2)
    direct = som_calc.calculate(som_calc.load_case(EXAMPLE), success_rate=0.25)
    assert net["Højere effekt"] == pytest.approx(direct.by_actor()["I alt"])


def test_without_a_state_grant_the_public_purse_is_level_and_the_kommune_decides_the_order():
    report = portfolio_report([IPS], ["uden tilskud"], draws=10)
    assert report.found.order == ["Som i sagen", "Uden tilskud"]
    assert report.answer.replace(danish.NBSP, " ") == (
        "Med en mereffekt på 5 pct. får det offentlige det samme resultat i alle varianter; for "
        "kommunen er »Som i sagen« bedst med et overskud på 4,1 mio. kr."
    )


def test_variants_of_one_effort_meet_the_same_luck(variants):
    best = {row["case"]: row["best"] for _, row in variants.found.ranked["I alt"].iterrows()}
    assert best["Uden tilskud"] == 0
    assert sum(best.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("files", "options", "wrong"),
    [
        ([PARAMS / "randers-act.yaml"], [], "sagen har ingen konsekvenser"),
        ([IPS, YOUNG], ["uden tilskud"], "varianter laves af én sag"),
        ([IPS], ["Færre: volumen=nul"], "volumen »nul« kan ikke bruges"),
        ([IPS], ["Færre"], "mangler navn eller felt"),
        ([IPS], ["A: mereffekt=3%", "a: mereffekt=4%"], "er brugt to gange"),
        ([IPS], ["A: mereffect=3%"], "er ikke et felt"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_danish(files, options, wrong):
    with pytest.raises(CaseError) as refused:
        portfolio_report(files, options, draws=10)
    assert wrong in str(refused.value)


def test_every_shown_kroner_cell_is_its_own_value(aabenraa, variants):
    for report in (aabenraa, variants):
        for table in tables_of(report).values():
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    if column.kind == "kr" and cell.value is not None:
                        assert cell.text == danish.number(cell.value), (table.id, cell)


def test_the_kommunes_own_chances_stand_in_the_appendix(variants):
    found = tables_of(variants)
    shown = found["tabel-sandsynlighed-kommune"]
    frame = variants.found.ranked["Kommune"].set_index("case")
    for row in shown.rows:
        name = row.cells[0].text
        assert row.cells[1].value == pytest.approx(frame.loc[name, "probability"])
        assert row.cells[4].value == pytest.approx(frame.loc[name, "best"])
    assert "bedste resultat for kommunen" in shown.notes[0]
    assert "bedste resultat for det offentlige" in found["tabel-sandsynlighed"].notes[0]


def with_changes(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """A copy of the hjemløshed example under another name, with texts replaced."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_two_files_with_one_effort_are_told_why_they_are_alternatives(tmp_path):
    other = with_changes(tmp_path, "udgave-2")
    report = portfolio_report([EXAMPLE, other], draws=10)
    assert report.found.variants
    names = ["eksempel-hjemloeshed", "udgave-2"]
    assert [e.name.rpartition("(")[2].rstrip(")") for e in report.found.entries] == names
    why = "har samme indsatsnavn, kommune og målgruppe og starter i de samme år"
    assert why in box(report)
    assert why in said_in(report, "overlap")


def test_alternatives_among_other_efforts_are_never_added(tmp_path):
    report = portfolio_report([EXAMPLE, with_changes(tmp_path, "udgave-2"), IPS], draws=10)
    assert not report.found.variants
    assert not report.found.summed
    assert "tilsammen" not in report.answer.lower()
    assert "Vælg én udgave" in box(report)
    assert "derfor vises ingen sum" in said_in(report, "rangorden")
    for table in tables_of(report).values():
        assert "Tilsammen" not in [row.cells[0].text for row in table.rows]


def test_variants_that_all_lose_are_ranked_without_being_said_to_give():
    variants = ["A: mereffekt=0,2 %", "B: mereffekt=0,3 %"]
    report = portfolio_report([IPS], variants, ["mereffekt=0,1 %"], draws=10)
    labels = [i.label for b in report.key_figures() if isinstance(b, KeyFigures) for i in b.items]
    assert labels[0] == "Mindste underskud for det offentlige"
    figure = next(b for b in report.main_figure() if isinstance(b, FigureBlock))
    for said in (report.answer, said_in(report, "rangorden"), figure.finding):
        assert "har det mindste underskud" in said
        assert "giver" not in said


def test_many_committees_are_split_over_tables_that_fit_a_page():
    report = portfolio_report([EXAMPLE, PARAMS / "aabenraa-ips-udvalg.yaml"], draws=10)
    found = tables_of(report)
    names = report.found.committees
    assert len(names) > 4
    split = [found[id] for id in found if id[:-1] == "tabel-likviditet-" and id[-1].isdigit()]
    assert [c.label for table in split for c in table.columns[1:]] == names
    assert all(len(table.columns) <= 5 for table in split)
    last = sum(cell.value for table in split for cell in table.rows[-1].cells[1:])
    assert last == pytest.approx(found["tabel-likviditet"].rows[-1].cells[1].value)
    assert all(f">{name}<" in _figure(report).svg for name in names), "every name is in the legend"


def _figure(report: PortfolioReport) -> FigureBlock:
    return next(b for b in report.liquidity() if isinstance(b, FigureBlock))


def test_a_budget_gets_a_section_with_the_set_it_buys_and_none_without():
    report = portfolio_report([IPS, YOUNG], draws=10, budget="1.000.000")
    assert [s.id for s in report.sections].count("budget") == 1
    choice = report.found.choice
    table = tables_of(report)["tabel-budget"]
    assert [(row.cells[0].text, row.cells[1].text) for row in table.rows] == [
        ("Flere unge skal med", "Ja"),
        ("IPS til unge med moderate psykiske lidelser", "Nej: ikke råd ved siden af de valgte"),
        ("De valgte tilsammen", ""),
    ]
    assert table.rows[-1].cells[2].value == pytest.approx(choice.chosen.net)
    for row, (year, limit) in zip(
        tables_of(report)["tabel-budget-aar"].rows, choice.budget.items(), strict=True
    ):
        assert [cell.value for cell in row.cells[1:]] == pytest.approx(
            [limit, choice.chosen.spent[year], limit - choice.chosen.spent[year]]
        )
    said = said_in(report, "budget")
    assert "Den sidste krone: Den køber ikke noget." in said
    assert "216.229 kr. om året" in said
    assert "Inden for 1.000.000 kr. om året" in box(report)
    without = portfolio_report([IPS, YOUNG], draws=10)
    assert "budget" not in without.section_ids
    assert "tabel-budget" not in tables_of(without)


def test_the_lowest_budget_that_is_told_still_buys_the_set_and_a_krone_less_does_not():
    for amount, right in (("216.229", ["Flere unge skal med"]), ("216.228", [])):
        found = portfolio_report([IPS, YOUNG], draws=10, budget=amount).found
        assert list(found.choice.chosen.names) == right


@pytest.mark.parametrize(
    ("budget", "wrong"),
    [
        ("mange", "»mange«"),
        ("-5", "ikke være under nul"),
        ("2025=1 mio. kr.,2025=2", "ikke ét år med ét beløb"),
        ("2025=1 mio. kr.", "budgettet mangler 2026"),
        ("to=5", "»to«"),
    ],
)
def test_a_budget_that_cannot_be_used_is_refused_in_danish(budget, wrong):
    with pytest.raises(CaseError) as refused:
        portfolio_report([IPS, YOUNG], draws=10, budget=budget).blocks()
    assert wrong in str(refused.value)


def test_cases_discounted_with_different_rates_are_said_to_be(aabenraa, variants, tmp_path):
    rate = "diskonteringsrente: {værdi: 1 %, kilde: Prøve, status: antagelse}\n"
    other = tmp_path / "anden.yaml"
    other.write_text(YOUNG.read_text(encoding="utf-8") + rate, encoding="utf-8")
    report = portfolio_report([IPS, other], draws=10)
    assert report.found.rates_differ
    assert "forskellige renter" in box(report)
    for same in (aabenraa, variants):
        assert "forskellige renter" not in box(same)


def test_a_set_that_costs_the_kommune_nothing_needs_no_budget():
    """The state's grant covers the whole of the cost."""
    free = ["tilskud.1.andel=100 %"]
    for budget in ("0", "100.000"):
        report = portfolio_report([IPS], overrides=free, draws=10, budget=budget)
        said = said_in(report, "budget")
        assert "så resultatet er det samme helt uden budget" in said
        assert "lavere" not in said


def test_no_budget_at_all_is_not_said_to_be_as_good_as_a_larger_one():
    said = said_in(portfolio_report([IPS, YOUNG], draws=10, budget="0"), "budget")
    assert "Budgettet er nul." in said
    assert "ikke et bedre resultat" not in said
    ample = said_in(portfolio_report([IPS, YOUNG], draws=10, budget="90 mio. kr."), "budget")
    assert "giver ikke et bedre resultat" in ample
