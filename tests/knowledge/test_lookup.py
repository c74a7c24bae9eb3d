"""Looking a value up: found despite misspelling, and opened to its source."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from som_calc import cli
from som_calc.case.problems import CaseError
from som_calc.knowledge.loading import load_knowledge
from som_calc.knowledge.lookup import entries, entry, find_entries


def run(*args: str) -> str:
    result = CliRunner().invoke(cli.som, ["viden", *args], prog_name="som")
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("hjemlos", "voksne-i-hjemloeshed"),
        ("hjemløshed", "voksne-i-hjemloeshed"),
        ("forsorgsjem", "forsorgshjem"),
        ("KONTANTHJAELP", "ydelse:kontanthjaelp"),
        ("unge uddanelse", "unge-uden-uddannelse-og-job"),
        ("individuel støtte IPS", "ips-svaer"),
        ("BEK 1881", "pris:sygesikringsydelser"),
        ("alkoholmisbrug", "voksne-alkoholmisbrug"),
    ],
)
def test_a_misspelt_word_finds_what_was_meant(words: str, id: str) -> None:
    assert id in [found.id for found, _ in find_entries(load_knowledge(), words, 5)]


def test_ids_name_one_thing_each() -> None:
    ids = [one.id for one in entries(load_knowledge())]
    assert len(ids) == len(set(ids))


def test_every_shipped_value_opens_to_its_source() -> None:
    from som_calc.commands.tell.knowledge import print_entry
    from som_calc.commands.tell.terminal import open_console

    knowledge = load_knowledge()
    console = open_console()
    for one in entries(knowledge):
        with console.capture() as shown:
            print_entry(console, entry(knowledge, one.id), [], [])
        flat = " ".join(shown.get().split())
        for row in one.rows:
            assert f"Kilde: {' '.join(row['kilde'].split())}" in flat, one.id


def test_a_price_is_shown_with_law_derivation_price_year_and_three_payers() -> None:
    shown = run("vis", "pris:sygesikringsydelser")
    for said in (
        "Kommune: 110\u00a0kr.",
        "Region: 352\u00a0kr.",
        "Stat: 0\u00a0kr.",
        "Lov: BEK 1881",
        "Prisniveau: 2022",
        "Registervariabel: ",
        "Udledning: ",
        "Kilde: refud.dk/sygesikringandre",
    ):
        assert said in shown


def test_a_target_group_names_the_cases_that_use_it() -> None:
    shown = run("vis", "illustrativ-hjemloeshed")
    assert "Bruges af: eksempel-hjemloeshed-viden.yaml" in shown
    assert "(digtede tal)" in shown


def test_the_baseline_shows_the_knowledge_base_beside_the_local_users() -> None:
    lines = [line.split() for line in run("vis", "forbrug:voksne-i-hjemloeshed").splitlines()]
    assert ["Kontanthjælp", "uger", "23", "39"] in lines
    assert ["Stofmisbrugsbehandling", "dage", "3", "64"] in lines


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(CaseError, match=r"mente du .*voksne-i-hjemloeshed"):
        entry(load_knowledge(), "voksne-i-hjemloshed")


def test_nothing_alike_is_said_so() -> None:
    assert run("find", "xqzw") == "Intet i vidensdatabasen ligner »xqzw«.\n"


def test_the_check_ends_with_2_where_a_table_is_wrong(tmp_path: object) -> None:
    result = CliRunner().invoke(cli.som, ["viden", "tjek"], prog_name="som")
    assert result.exit_code == 0
    assert result.output.endswith("Vidensdatabasen er i orden.\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("refusionstrappe", "80\u00a0pct. fra ydelsesuge 1"),
        ("refusion-110", "Fra 1. oktober 2023: 50\u00a0pct. fra dag i året 1 og 0\u00a0pct."),
        ("diskonteringsrente", "Kilde: Finansministeriet, 7. januar 2021 (fm.dk)"),
    ],
)
def test_dated_parameters_open_to_their_source_too(name: str, said: str) -> None:
    assert said in run("vis", name)
