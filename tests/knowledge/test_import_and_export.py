"""Tables out of a workbook by a mapping, and out of the program as CSV and Excel."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from som_calc import cli
from som_calc.case.problems import CaseError
from som_calc.knowledge.drafting import draft_mapping
from som_calc.knowledge.export import set_files, workbook_bytes
from som_calc.knowledge.importing import import_workbook
from som_calc.knowledge.loading import check_knowledge, load_knowledge
from som_calc.knowledge.mapping import read_mapping

MAPPING = """\
sæt: prøve
kilde: Prøvens regneark
dato: 2026-03-01
status: lokalt tal
tabeller:
  - tabel: maalgrupper
    ark: Grupper
    kolonner: {navn: Målgruppe}
  - tabel: succesmaal
    ark: Grupper
    kolonner: {id: Mål, målgruppe: Målgruppe, navn: Mål, succesandel: Andel}
  - tabel: konsekvenser
    ark: Konsekvenser
    overskrift: 3
    kolonner: {målgruppe: Gruppe, succesmål: Mål, ydelse: Ydelse, enhed: Enhed}
    år_kolonner: {0: År 0, 1: År 1}
    faste: {hvornår: efter, signifikant: ja}
  - tabel: priser
    ark: Priser
    kolonner: {ydelse: Ydelse, enhed: Enhed, kommune: Kommune, region: Region, stat: Stat}
    faste: {prisniveau: 2025}
"""
PRICE_HEADINGS = ["Ydelse", "Enhed", "Kommune", "Region", "Stat"]
SHEETS = {
    "Grupper": [["Målgruppe", "Mål", "Andel"], ["Unge på kanten", "I job", 0.25]],
    "Konsekvenser": [
        ["Konsekvenser pr. succes"],
        [],
        ["Gruppe", "Mål", "Ydelse", "Enhed", "År 0", "År 1"],
        ["Unge på kanten", "I job", "Kontanthjælp", "uger", -10.5, "-8,25"],
        [],
        ["Unge på kanten", "I job", "Herberg", "dage", "ved ikke", -3],
        ["Unge på kanten", "I job", "Alkoholbehandling", "dage", dt.datetime(2026, 5, 3), -3],
    ],
    "Priser": [
        ["Ydelse", "Enhed", "Kommune", "Region", "Stat"],
        ["Kontanthjælp", "uger", 2400, 0, "600,00"],
        ["Herberg", "dage", 900, 0, None],
    ],
}
Make = Callable[..., tuple[Path, Path]]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """``make(kort, ark=…)`` writes a workbook and a mapping."""

    def made(mapping: str = MAPPING, **sheets: list[list[object]]) -> tuple[Path, Path]:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in (SHEETS | sheets).items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "bog.xlsx")
        (tmp_path / "kort.yaml").write_text(mapping, encoding="utf-8")
        return tmp_path / "bog.xlsx", tmp_path / "kort.yaml"

    return made


def refused(book: Path, mapping: Path) -> list[str]:
    with pytest.raises(CaseError) as error:
        import_workbook(book, read_mapping(mapping))
    return [str(p).replace(f"{book.parent}/", "") for p in error.value.problems]


def test_tables_are_read_wherever_the_mapping_says_they_lie(make: Make) -> None:
    book, mapping = make()
    tables = {one.table.spec.name: one for one in import_workbook(book, read_mapping(mapping))}
    assert [row["id"] for row in tables["maalgrupper"].table.rows()] == ["unge-paa-kanten"]
    rows = list(tables["konsekvenser"].table.rows())
    assert [(row["år"], row["estimat"]) for row in rows] == [(0, -10.5), (1, -8.25)]
    assert rows[0]["kilde"] == "Prøvens regneark"
    (price,) = tables["priser"].table.rows()
    assert (price["kommune"], price["stat"], price["prisniveau"]) == (2400, 600, 2025)


def test_rows_that_cannot_be_read_are_skipped_with_cell_and_reason(make: Make) -> None:
    book, mapping = make()
    tables = {one.table.spec.name: one for one in import_workbook(book, read_mapping(mapping))}
    assert (tables["konsekvenser"].read, tables["priser"].read) == (1, 1)
    told = {s.place: s.reason for one in tables.values() for s in one.skipped}
    assert told == {
        "Konsekvenser!E6": "estimat: »ved ikke« er ikke et tal",
        "Konsekvenser!E7": "estimat: »3.5.2026« er en dato i Excel, ikke et tal",
        "Priser!E3": "stat: mangler",
    }


def test_the_command_writes_tables_that_load_again_and_ends_with_a_table(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, mapping = make()
    monkeypatch.chdir(tmp_path)
    args = ["viden", "importer", str(book), "--kort", str(mapping)]
    result = CliRunner().invoke(cli.som, args, prog_name="som")
    assert result.exit_code == 0, result.output
    assert "Rækker læst" in result.output
    assert "Priser!E3" in result.output
    knowledge, problems = check_knowledge()
    assert problems == []
    found = knowledge.group("Unge på kanten")
    assert found is not None
    assert found[0].name == "prøve"


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        (
            {
                "Priser": [
                    ["Ydelse", "Enhed", "Kommune", "Region", "Stat"],
                    ["Herberg", "dage", 1, 0, 0],
                ]
            },
            "bog.xlsx:Konsekvenser!C4: ydelse: »Kontanthjælp« har ingen pris; tilføj den i",
        ),
        (
            {
                "Priser": [
                    ["Ydelse", "Enhed", "Kommune", "Region", "Stat"],
                    ["Kontanthjælp", "dage", 1, 0, 0],
                ]
            },
            "bog.xlsx:Konsekvenser!D4: enhed: »Kontanthjælp« tælles her i uger, men i dage",
        ),
        (
            {"Priser": [["Ydelse", "Enhed", "Kommunen", "Region", "Stat"]]},
            "bog.xlsx:Priser!1: kommune: overskriften »Kommune« står ikke i rækken; mente du »Kom",
        ),
    ],
)
def test_what_does_not_hang_together_is_refused_with_sheet_and_cell(
    make: Make, sheets: dict[str, list[list[object]]], told: str
) -> None:
    problems = refused(*make(MAPPING, **sheets))
    assert any(problem.startswith(told) for problem in problems), problems


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("ark: Priser", "ark: Prisr"), "der er intet ark »Prisr«; mente du »Priser«?"),
        (
            ("stat: Stat", "staten: Stat"),
            "kort.yaml:20: tabeller.4.kolonner.staten: tabellen",
        ),
        (("tabel: priser", "tabel: pris"), "»pris« er ikke en mulighed; mente du »priser«?"),
        (("kilde: Prøvens regneark\n", ""), "kilde: mangler"),
        (("sæt: prøve", "sæt: grund"), "kort.yaml:1: sæt: »grund« kan ikke bruges som navn"),
        (("overskrift: 3", "overskrift: 300"), "har ingen række 300; ret »overskrift« i kortet"),
    ],
)
def test_a_wrong_mapping_is_told_with_line(make: Make, change: tuple[str, str], told: str) -> None:
    problems = refused(*make(MAPPING.replace(*change)))
    assert any(told in problem for problem in problems), problems


def test_what_is_no_workbook_is_refused(make: Make, tmp_path: Path) -> None:
    _, mapping = make()
    (tmp_path / "tekst.xlsx").write_text("ikke Excel", encoding="utf-8")
    assert refused(tmp_path / "tekst.xlsx", mapping) == [
        "tekst.xlsx: filen er ikke en Excelfil; gem den i Excel som .xlsx uden kodeord"
    ]


def test_a_drafted_mapping_finds_sheets_header_rows_and_columns(make: Make, tmp_path: Path) -> None:
    book, _ = make()
    (tmp_path / "udkast.yaml").write_text(draft_mapping(book), encoding="utf-8")
    drafted = {one.table: one for one in read_mapping(tmp_path / "udkast.yaml").tables}
    assert drafted["konsekvenser"].header == 3
    assert drafted["konsekvenser"].by_year == {0: "År 0", 1: "År 1"}
    assert drafted["konsekvenser"].columns["ydelse"] == "Ydelse"
    assert drafted["priser"].columns["stat"] == "Stat"
    assert drafted["priser"].fixed == {"prisniveau": "?"}


def test_the_exported_tables_load_again_as_the_same_tables(tmp_path: Path) -> None:
    knowledge = load_knowledge()
    for name, one in knowledge.sets.items():
        folder = tmp_path / "viden" / ("" if name == "grund" else name)
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in set_files(one).items():
            (folder / file).write_bytes(content)
    again = load_knowledge([tmp_path / "viden"])
    for name, one in knowledge.sets.items():
        for table in one.tables:
            assert again.sets[name].rows(table) == one.rows(table), (name, table)


def test_the_table_schema_describes_every_column() -> None:
    one = load_knowledge().sets["illustrativ"]
    package = json.loads(set_files(one)["datapackage.json"])
    for resource in package["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        header = set_files(one)[resource["path"]].decode("utf-8-sig").splitlines()[0]
        assert header == ";".join(names)
        assert set(resource["schema"]["primaryKey"]) <= set(names)
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_the_workbook_holds_real_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(workbook_bytes(load_knowledge().sets["illustrativ"]))
    rows = list(openpyxl.load_workbook(path)["Priser"].iter_rows(values_only=True))
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["kommune"] == 900
    assert first["dato"] == dt.datetime(2026, 11, 22)
