"""The words and figures of the decision report for unusual cases."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import som_calc
from som_calc.document import danish
from som_calc.document.model import CalloutBlock, FigureBlock, KeyFigures, TableBlock, TextBlock
from som_calc.document.palette import DEFAULT
from som_calc.document.text import plain
from som_calc.report.decision import decision_report
from som_calc.report.decision.figures import actors
from som_calc.resources import shipped


def without_grant(case: Any) -> None:
    case["tilskud"] = []


def without_alternative(case: Any) -> None:
    case["alternativ"] = []


def a_loss(case: Any) -> None:
    without_grant(case)
    without_alternative(case)


def rate(value: str) -> Any:
    def change(case: Any) -> None:
        case["mereffekt"]["værdi"] = value

    return change


def one_participant(case: Any) -> None:
    case["deltagere"]["værdi"] = {2025: 1}
    case["omkostninger"][0]["pr_år"]["værdi"] = {2025: "30.000"}


def an_outside_grant(case: Any) -> None:
    case["tilskud"][0]["giver"] = "Ekstern"


def harmful(case: Any) -> None:
    for value in case["tilbageregnede_konsekvenser"]["værdier"]:
        value["nutidsværdi_pr_succes"]["værdi"] = "−1.000"


def a_long_horizon(case: Any) -> None:
    case["periode"] |= {"til": 2100, "horisont": 75}
    case["titel"] = ("Helhedsorienteret indsats med støtte, mentor og behandling til unge " * 3)[
        :150
    ]


def not_net(case: Any) -> None:
    case["mereffekt_renset"] = "uoplyst"


VARIANTS = {
    "no grant": without_grant,
    "no alternative": without_alternative,
    "loss": a_loss,
    "zero": rate("0 %"),
    "full": rate("100 %"),
    "one participant": one_participant,
    "outside grant": an_outside_grant,
    "harmful": harmful,
    "long": a_long_horizon,
    "not net": not_net,
}


@pytest.fixture
def variant(tmp_path: Path) -> Any:
    def make(name: str) -> Any:
        case = YAML(typ="rt").load(shipped("params") / "aabenraa-ips.yaml")
        del case["publicerede_resultater"]
        VARIANTS[name](case)
        path = tmp_path / "sag.yaml"
        YAML().dump(case, path)
        return decision_report(som_calc.calculate(som_calc.load_case(path)), case_file=path)

    return make


def reverse_report(name: str, *changes: str) -> Any:
    path = shipped("params") / f"{name}.yaml"
    return decision_report(som_calc.calculate(som_calc.load_case(path, changes)), case_file=path)


def body(report: Any) -> list[Any]:
    return [b for b in report.blocks() if b.section and not b.section.startswith("usikkerhed")]


def said(report: Any) -> str:
    parts = [report.answer]
    for block in body(report):
        if isinstance(block, TextBlock | CalloutBlock):
            parts.append(plain(block.content))
        elif isinstance(block, FigureBlock):
            parts += [block.finding or "", block.alt, *block.notes]
        elif isinstance(block, TableBlock):
            parts += [block.table.caption, *block.table.notes]
        elif isinstance(block, KeyFigures):
            parts += [f"{i.label} {i.value} {i.unit} {i.basis}" for i in block.items]
    return "\n".join(parts).replace(danish.NBSP, " ")


@pytest.mark.parametrize("name", VARIANTS)
def test_no_text_of_an_unusual_case_is_broken_or_says_nothing(variant, name):
    text = said(variant(name))
    assert not re.search(r"\bNone\b|\bnan\b|\{\{|\}\}| [.,;]|\(\)|»«", text), text
    assert not re.search(r"(pct|kr)\.\.(?!\.)", text), text


@pytest.mark.parametrize(
    ("name", "present", "absent"),
    [
        ("no grant", [], ["Tilskuddet:", "Uden tilskuddet", "Staten betaler"]),
        ("no alternative", [], ["Det sparede alternativ", "andet tilbud"]),
        ("loss", ["et underskud på 1,2 mio. kr. frem til 2037; kommunen taber"], ["overskud på"]),
        ("zero", ["ikke får flere til at nå målet", "når ingen målet"], ["så mange flere"]),
        (
            "outside grant",
            ["Tilskud udefra, fx fra en fond, dækker 56 pct. af kommunens udgift."],
            ["Staten betaler"],
        ),
        (
            "harmful",
            ["findes den ikke her", "Det offentlige får underskud ved enhver mereffekt"],
            ["Cirklerne på nullinjen"],
        ),
        ("one participant", ["en deltager med start i 2025", "færre end én ekstra"], ["0,0 mio."]),
        ("not net", ["ikke oplyst, om den også tæller"], ["flere når målet, end der ellers"]),
    ],
)
def test_the_words_of_an_unusual_case_fit_it(variant, name, present, absent):
    report = variant(name)
    text = "\n".join(
        [report.answer]
        + [
            plain(b.content)
            if isinstance(b, TextBlock | CalloutBlock)
            else " ".join([*b.notes, b.alt])
            for b in body(report)
            if isinstance(b, TextBlock | CalloutBlock | FigureBlock)
        ]
    ).replace(danish.NBSP, " ")
    for words in present:
        assert words in text, words
    for words in absent:
        assert words not in text, words


@pytest.mark.parametrize("name", ["randers-act", "aarhus-cti"])
def test_a_published_success_rate_is_never_told_as_an_extra_effect(name):
    text = said(reverse_report(name))
    assert "flere når målet, end der ellers" not in text
    assert "flere målet, end der ellers" not in text
    assert "ikke oplyst, om den også tæller dem, der ville have nået målet uden indsatsen" in text
    assert "Oplyst succesrate" in text
    assert "Forudsat mereffekt" not in text


def test_the_committee_table_of_aabenraa_is_held_against_the_kommunes_own_row():
    tables = [
        b.table
        for b in reverse_report("aabenraa-ips-udvalg").section("forudsaetninger")
        if isinstance(b, TableBlock)
    ]
    held = next(table for table in tables if table.id == "tabel-publiceret")
    assert {row.cells[3].text for row in held.rows} == {"0"}


def test_years_in_which_nothing_happens_are_left_out_and_told(variant):
    figures = {b.id: b for b in body(variant("long")) if isinstance(b, FigureBlock)}
    for id in ("figur-2-2a", "figur-2-2b"):
        block = figures[id]
        assert any("Der sker intet i" in note for note in block.notes)
        assert len(block.table.rows) < 30
        assert len(block.table.rows) == len(block.chart.categories)


def test_small_amounts_are_drawn_in_thousands(variant):
    result = variant("one participant").result
    block = actors(result, DEFAULT, "side1")
    assert block.chart.unit == "1.000 kr."
    assert "1.000 kr." in block.svg
    assert ">0,0<" not in block.svg


def test_figure_2_1_is_drawn_once_and_its_table_stands_in_oekonomi(variant):
    blocks = body(variant("loss"))
    assert [b.id for b in blocks if isinstance(b, FigureBlock) and b.number == "2.1"] == [
        "figur-side1"
    ]
    table = next(b.table for b in blocks if isinstance(b, TableBlock) and b.table.id == "tabel-2-1")
    assert any("tilbageregnet" in note for note in table.notes)
    assert table.source


def test_a_list_of_years_never_breaks_between_the_year_and_its_number():
    tables = [
        b.table
        for b in reverse_report("eksempel-hjemloeshed").section("forudsaetninger")
        if isinstance(b, TableBlock)
    ]
    table = next(t for t in tables if t.id == "tabel-forudsaetninger")
    for row in table.rows:
        assert not re.search(r"(år \d|\b20\d\d: )", row.cells[1].text), row.cells[1].text


def test_without_anyone_who_succeeds_no_saving_is_said_to_be_enough():
    report = reverse_report("aarhus-cti", "mereffekt=0 %")
    assert "kan ingen besparelse få den til at gå i nul" in report.answer
    items = next(b for b in report.key_figures() if isinstance(b, KeyFigures)).items
    assert items[1].value == "findes ikke"
    assert not re.search(r"\b0 kr\.", said(report))


def test_a_requirement_that_is_a_gain_is_not_told_as_a_saving():
    # The whole cost as a grant, most of it paid before it is spent.
    report = reverse_report("randers-act", "tilskud.1.pr_år.2019=4.875.000")
    assert report.facts.krav_kommune.value < 0
    assert "for kommunen alene er der intet krav" in report.answer
