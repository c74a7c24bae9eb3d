"""``som serie``: many reports, unchanged ones skipped, failures told."""

from __future__ import annotations

import json
import re
import time
from urllib.parse import unquote

import openpyxl
import pytest

from som_calc.case.problems import CaseError
from som_calc.running.series import keys, series
from som_calc.running.series.orders import Wish, orders_of_cases, orders_of_table
from som_calc.running.series.table import read_table

TABLE = "navn;mereffekt;deltagere.2025\nlav;4 %;\nmellem;5 %;40\nhøj;7 %;\n"


@pytest.fixture
def table(work):
    (work / "varianter.csv").write_text(TABLE, encoding="utf-8")
    return work


def test_each_row_of_a_table_becomes_a_report_on_top_of_one_case(table, som_serie):
    code, said = som_serie("varianter.csv", "--sag", "sag.yaml", "--format", "html")
    assert code == 0, said
    assert "3 sager: 3 lavet." in said
    folder = table / "reports" / "serie-varianter"
    numbers = json.loads((folder / "høj" / "resultat.json").read_text(encoding="utf-8"))
    assert round(numbers["nettoresultat"]["I alt"]) == 3199856
    assert "3.199.856 kr." in said
    page = (folder / "oversigt.html").read_text(encoding="utf-8")
    assert 'lang="da"' in page
    for link in re.findall(r'href="([^"]+)"', page):
        assert (folder / unquote(link)).is_file()
    assert 'href="lav/beslutningsoplaeg.html"' in page
    sheet = openpyxl.load_workbook(folder / "oversigt.xlsx").active
    assert [cell.value for cell in sheet[1]][:5] == [
        "Sag",
        "I alt",
        "Kommune",
        "Break-even",
        "Sandsynlighed",
    ]
    assert sheet["A4"].hyperlink.target.endswith("beslutningsoplaeg.html")
    assert round(sheet["B4"].value) == 3199856


def test_excel_and_csv_tables_say_the_same(table):
    book = openpyxl.Workbook()
    book.active.append(["navn", "mereffekt", "deltagere.2025"])
    book.active.append(["lav", 0.04, None])
    book.active["B2"].number_format = "0%"
    book.active.append(["mellem", 0.05, 40])
    book.active["B3"].number_format = "0%"
    book.active.append(["høj", "7 %", None])
    book.save(table / "varianter.xlsx")
    assert read_table("varianter.xlsx") == read_table("varianter.csv")


def test_a_table_written_by_excel_on_danish_windows_is_read(work):
    (work / "t.csv").write_bytes(TABLE.encode("cp1252"))
    assert [variant.name for variant in read_table("t.csv")] == ["lav", "mellem", "høj"]


def test_a_column_without_a_name_is_refused(work):
    (work / "t.csv").write_text("navn;\na;5\n", encoding="utf-8")
    with pytest.raises(CaseError, match="kolonne 2 har intet navn"):
        read_table("t.csv")


def test_a_column_that_is_no_field_is_told_for_each_row_and_the_code_is_1(work, som_serie):
    (work / "t.csv").write_text("navn;mereffect\na;5 %\n", encoding="utf-8")
    code, said = som_serie("t.csv", "--sag", "sag.yaml", "--format", "html")
    assert code == 1
    assert "mereffect" in said
    assert "Traceback" not in said


def test_a_table_without_a_case_is_refused_with_the_remedy(table, som_serie):
    code, said = som_serie("varianter.csv")
    assert code == 2
    assert "--sag" in said
    assert not (table / "reports").exists()


def test_unchanged_cases_are_not_made_again_unless_asked_for(table, som_serie):
    arguments = ("varianter.csv", "--sag", "sag.yaml", "--format", "html", "--ud", "ud")
    assert "3 lavet" in som_serie(*arguments)[1]
    before = {path: path.stat().st_mtime_ns for path in (table / "ud").glob("*/*")}
    code, said = som_serie(*arguments)
    assert (code, "3 uændrede" in said) == (0, True)
    assert "3.199.856 kr." in said
    assert {path: path.stat().st_mtime_ns for path in (table / "ud").glob("*/*")} == before
    assert "3 lavet" in som_serie(*arguments, "--forfra")[1]


def test_reports_that_lie_whole_are_counted_on_the_disk(table, som_serie):
    arguments = ("varianter.csv", "--sag", "sag.yaml", "--format", "html", "--ud", "ud")
    assert som_serie(*arguments)[0] == 0
    wish = Wish(table / "ud", ("html",))
    orders = orders_of_table(read_table("varianter.csv"), "sag.yaml", wish)
    assert series.whole(orders) == len(orders) == 3
    assert series.whole(orders, since=time.time() + 60) == 0, "made before this run began"
    (table / "ud" / orders[0].name / "beslutningsoplaeg.html").write_text("halv", encoding="utf-8")
    assert series.whole(orders) == 2
    (table / "notebooks" / "beslutningsoplaeg.ipynb").write_text("ikke JSON", encoding="utf-8")
    keys.forget()
    assert series.whole(orders) == 0, "what cannot be asked is not counted"


def test_what_a_report_is_made_from_decides_whether_it_is_made_again(table, som_serie, notebook):
    arguments = ("varianter.csv", "--sag", "sag.yaml", "--format", "html", "--ud", "ud")
    som_serie(*arguments)
    (table / "varianter.csv").write_text(TABLE.replace("40", "41"), encoding="utf-8")
    assert "1 lavet og 2 uændrede" in som_serie(*arguments)[1]
    (table / "ud" / "lav" / "beslutningsoplaeg.html").write_bytes(b"half a rep")
    assert "1 lavet og 2 uændrede" in som_serie(*arguments)[1]
    assert b"</html>" in (table / "ud" / "lav" / "beslutningsoplaeg.html").read_bytes()
    (table / "params" / "satser").mkdir(parents=True)
    (table / "params" / "satser" / "ny.yaml").write_text("# en sats", encoding="utf-8")
    assert "3 lavet" in som_serie(*arguments)[1]
    (table / "templates").mkdir()
    (table / "templates" / "farve.txt").write_text("blå", encoding="utf-8")
    assert "3 lavet" in som_serie(*arguments)[1]
    notebook(table, "show(rapport.front(), rapport.setting())", "1 + 1")
    assert "3 lavet" in som_serie(*arguments)[1]
    assert "3 uændrede" in som_serie(*arguments)[1]


def test_a_failing_case_is_told_with_its_cell_and_the_rest_is_made(table, som_serie, notebook):
    notebook(
        table,
        "show(rapport.front(), rapport.setting())",
        "print('kom hertil')",
        "assert sag.success_rate.value != 0.05, 'præcis fem'",
    )
    arguments = ("varianter.csv", "--sag", "sag.yaml", "--format", "html", "--ud", "ud")
    code, said = som_serie(*arguments)
    assert code == 1
    assert "2 lavet og 1 fejlet" in said
    assert "mellem: celle 6: AssertionError: præcis fem" in said
    kept = table / "ud" / "mellem" / "beslutningsoplaeg.fejl.ipynb"
    assert "kom hertil" in kept.read_text(encoding="utf-8")
    page = (table / "ud" / "oversigt.html").read_text(encoding="utf-8")
    assert "celle 6: AssertionError" in page
    assert 'href="mellem/beslutningsoplaeg.fejl.ipynb"' in page
    notebook(table, "show(rapport.front(), rapport.setting())")
    assert som_serie(*arguments)[0] == 0
    assert not kept.exists()


def test_a_case_that_cannot_be_read_is_a_line_and_not_a_stop(work, som_serie):
    (work / "ond.yaml").write_text("titel: [", encoding="utf-8")
    code, said = som_serie("sag.yaml", "ond.yaml", "væk.yaml", "--format", "html", "--ud", "ud")
    assert code == 1
    assert "1 lavet og 2 fejlet" in said
    assert "ond.yaml:1" in said
    assert "væk.yaml" in said


def test_cases_of_the_same_name_get_folders_of_their_own(work):
    wish = Wish(work, ["html"])
    made = orders_of_cases(["a/sag.yaml", "b/Sag.yaml", "oversigt.yaml", "c/..yaml"], wish)
    assert [order.name for order in made] == ["sag", "Sag-2", "oversigt-2", "sag-3"]


def test_warm_workers_as_on_windows_make_the_same_bytes_as_forked_children(table, som_serie):
    arguments = ("varianter.csv", "--sag", "sag.yaml", "--format", "html", "--processer", "2")
    assert som_serie(*arguments, "--ud", "a")[0] == 0
    assert som_serie(*arguments, "--ud", "b", spawn=True)[0] == 0
    assert reports(table / "a") == reports(table / "b")


def test_two_series_in_the_same_folder_at_once_both_end_well(table, start_serie):
    arguments = ("varianter.csv", "--sag", "sag.yaml", "--format", "html", "--ud", "ud")
    both = [start_serie(*arguments, "--forfra") for _ in range(2)]
    assert [run.end()[0] for run in both] == [0, 0]
    alone = start_serie(*arguments[:-1], "alene")
    assert alone.end()[0] == 0
    assert reports(table / "ud") == reports(table / "alene")


def reports(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob("*/*"))
    }
