"""What a file can say without being heard: every such thing is read, asked about or refused."""

from __future__ import annotations

import io
import json
import re
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pytest
import yaml

from som_calc.resources import shipped
from tests.promises import cases, reading
from tests.promises.reading import report

THREE = cases.plain(
    konsekvenser=[
        {"ydelse": "Ledighedsydelse", "ændring": {0: -8, 1: -18}},
        {"ydelse": "Botilbud", "ændring": {0: -3, 1: -5}},
        {"ydelse": "Aktivering", "ændring": {0: 6, 1: 2}},
    ],
    priser={
        name: {"kommune": kr, "region": 0, "stat": 100}
        for name, kr in (("Ledighedsydelse", 1_850), ("Botilbud", 2_700), ("Aktivering", 900))
    },
    omkostninger=[
        {"navn": "Mentorer", "pr_år": {2026: 412_340, 2027: 398_760}},
        {"navn": "Husleje", "pr_år": {2026: 87_660, 2027: 91_240}},
    ],
)
UNCERTAIN = {"konsekvenser.1.ændring": {"udsving": "35 %"}, "priser.1.kommune": {"udsving": "15 %"}}


def form(folder: Path, case: cases.Plain = THREE, **extra: Any) -> Path:
    """The case as an Excel form."""
    source = cases.write(folder, case, "kilde", **extra)
    path = folder / "skema.xlsx"
    done = reading.som("ny", path, "--fra", source, "--excel")
    assert done.exit_code == 0, done.output
    return path


def edited(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def first_row(page: Any, name: str) -> int:
    """The row under a list's keys."""
    for row in range(1, page.max_row + 1):
        if str(page.cell(row, 1).value or "").startswith(f"#liste {name}"):
            return row + 1
    raise AssertionError(name)


def row_values(page: Any, row: int) -> list[Any]:
    return [page.cell(row, column).value for column in range(2, page.max_column + 1)]


def fill(page: Any, row: int, values: list[Any]) -> None:
    for column, value in enumerate(values, start=2):
        page.cell(row, column).value = value


def problems(path: Path, *options: object) -> str:
    """What ``tjek`` says of a file, the file's own name and »i orden« taken off."""
    said = reading.told("tjek", path, *options).replace(str(path), "")
    return re.sub(r": i orden$", "", said).strip(": ")


def back_to_text(path: Path) -> dict[str, Any]:
    target = path.with_name("tilbage.yaml")
    done = reading.som("ny", target, "--fra", path)
    assert done.exit_code == 0, done.output
    return dict(yaml.safe_load(target.read_text(encoding="utf-8")))


def uncertain_services(tree: dict[str, Any]) -> set[str]:
    return {
        item["ydelse"]
        for item in tree["konsekvenser"]
        if isinstance(item.get("ændring"), dict) and "usikkerhed" in item["ændring"]
    }


def reverse_rows(name: str, sheet: str, count: int) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        page = book[sheet]
        at = first_row(page, name)
        held = [row_values(page, at + i) for i in range(count)]
        for i, values in enumerate(reversed(held)):
            fill(page, at + i, values)

    return change


def test_a_form_gives_its_case_back(tmp_path: Path) -> None:
    """The ground under the tests below."""
    tree = back_to_text(form(tmp_path, usikkerhed=UNCERTAIN))
    assert uncertain_services(tree) == {"Ledighedsydelse"}


def test_uncertainty_stays_with_its_service_when_consequences_are_sorted(tmp_path: Path) -> None:
    path = edited(
        form(tmp_path, usikkerhed=UNCERTAIN), reverse_rows("konsekvenser", "Konsekvenser", 3)
    )
    if problems(path):
        assert re.search(r"rækkefølge|navn|konsekvenser\.1", problems(path))
        return
    assert uncertain_services(back_to_text(path)) == {"Ledighedsydelse"}


def test_uncertainty_stays_with_its_price_when_prices_are_sorted(tmp_path: Path) -> None:
    path = edited(form(tmp_path, usikkerhed=UNCERTAIN), reverse_rows("priser", "Priser", 3))
    if problems(path):
        return
    tree = back_to_text(path)
    held = [p["ydelse"] for p in tree["priser"] if "usikkerhed" in p["kommune"]]
    assert held == ["Ledighedsydelse"]


def test_uncertainty_stays_with_its_service_when_a_row_is_put_in_above(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page = book["Konsekvenser"]
        at = first_row(page, "konsekvenser")
        held = [row_values(page, at + i) for i in range(3)]
        new = list(held[2])
        new[0] = "Sygedagpenge"
        for i, values in enumerate([new, *held]):
            fill(page, at + i, values)
        prices = book["Priser"]
        at = first_row(prices, "priser")
        row = row_values(prices, at)
        row[0] = "Sygedagpenge"
        fill(prices, at + 3, row)

    path = edited(form(tmp_path, usikkerhed=UNCERTAIN), change)
    if problems(path):
        return
    assert uncertain_services(back_to_text(path)) == {"Ledighedsydelse"}


def test_a_line_that_stands_twice_is_asked_about(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page = book["Omkostninger"]
        at = first_row(page, "omkostninger")
        fill(page, at + 2, row_values(page, at + 1))

    assert "Husleje" in problems(edited(form(tmp_path), change))


@pytest.mark.parametrize("where", ["omkostninger", "tilskud", "alternativ"])
def test_a_line_that_stands_twice_in_a_text_file_is_asked_about(where: str, tmp_path: Path) -> None:
    grant = {"navn": "Fond", "pr_år": {2026: 40_000}, "giver": "Ekstern"}
    case = {**THREE, "tilskud": [grant], "alternativ": [{"navn": "Kursus", "pr_deltager": 900}]}
    case[where] = [*case[where], dict(case[where][-1])]
    found = problems(cases.write(tmp_path, case))
    assert case[where][-1]["navn"] in found


@pytest.mark.parametrize("name", ["I alt", "Sum", "TOTAL", "Omkostninger i alt", "Ialt"])
def test_a_sum_row_among_the_costs_is_asked_about(name: str, tmp_path: Path) -> None:
    total = {
        "navn": name,
        "pr_år": {
            year: sum(line["pr_år"][year] for line in THREE["omkostninger"])
            for year in (2026, 2027)
        },
    }
    case = {**THREE, "omkostninger": [*THREE["omkostninger"], total]}
    assert name in problems(cases.write(tmp_path, case))


def test_a_row_that_equals_the_sum_of_those_above_is_asked_about_whatever_its_name(
    tmp_path: Path,
) -> None:
    total = {"navn": "Budget, indsatsen", "pr_år": {2026: 500_000, 2027: 490_000}}
    case = {**THREE, "omkostninger": [*THREE["omkostninger"], total]}
    assert "Budget, indsatsen" in problems(cases.write(tmp_path, case))


def test_a_sum_row_among_the_grants_and_savings_is_asked_about(tmp_path: Path) -> None:
    for where, lines in (
        ("tilskud", [{"navn": "Fond", "pr_år": {2026: 40_000}, "giver": "Ekstern"},
                     {"navn": "Pulje", "pr_år": {2026: 60_000}, "giver": "Ekstern"},
                     {"navn": "I alt", "pr_år": {2026: 100_000}, "giver": "Ekstern"}]),
        ("alternativ", [{"navn": "Kursus", "pr_deltager": 900},
                        {"navn": "Sum", "pr_deltager": 900}]),
    ):  # fmt: skip
        case = {**THREE, where: lines}
        assert lines[-1]["navn"] in problems(cases.write(tmp_path, case)), where


def test_a_sum_row_in_the_form_is_asked_about(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page = book["Omkostninger"]
        at = first_row(page, "omkostninger")
        one, other = row_values(page, at), row_values(page, at + 1)
        total = [
            a + b if isinstance(a, int | float) and isinstance(b, int | float) else a
            for a, b in zip(one, other, strict=True)
        ]
        total[0] = "I alt"
        fill(page, at + 2, total)

    assert "I alt" in problems(edited(form(tmp_path), change))


def test_rows_written_below_a_table_are_asked_about(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page = book["Omkostninger"]
        at = first_row(page, "omkostninger")
        while page.cell(at, 1).value != "#slut":
            at += 1
        row = row_values(page, first_row(page, "omkostninger"))
        row[0] = "Transport"
        fill(page, at + 2, row)

    assert "Transport" in problems(edited(form(tmp_path), change))


def test_a_hidden_row_with_an_amount_is_asked_about(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page = book["Omkostninger"]
        page.row_dimensions[first_row(page, "omkostninger") + 1].hidden = True

    assert re.search(r"skjul", problems(edited(form(tmp_path), change)))


def test_merged_cells_over_amounts_are_asked_about(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page = book["Omkostninger"]
        at = first_row(page, "omkostninger")
        page.merge_cells(start_row=at, end_row=at + 1, start_column=8, end_column=8)

    assert re.search(r"flettet|sammenflet|flet", problems(edited(form(tmp_path), change)))


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("titel: Mentorer #2 i Vesterby", "#2 i Vesterby"),
        ("note: Aftalt på møde #17 i udvalget", "#17 i udvalget"),
    ],
)
def test_text_cut_by_an_unquoted_hash_is_told_with_what_was_lost(
    line: str, lost: str, tmp_path: Path
) -> None:
    text = cases.text_of(THREE)
    if line.startswith("titel"):
        text = re.sub(r"^titel: .*$", line, text, count=1, flags=re.M)
    else:
        text = f"{line}\n{text}"
    path = tmp_path / "sag.yaml"
    path.write_text(text, encoding="utf-8")
    assert lost in problems(path)


def test_a_comment_of_its_own_is_no_fault(tmp_path: Path) -> None:
    text = cases.text_of(THREE).replace("prisniveau: 2026", "prisniveau: 2026   # fast pris")
    path = tmp_path / "sag.yaml"
    path.write_text(f"# Vores sag\n{text}", encoding="utf-8")
    assert problems(path) == ""


@pytest.mark.parametrize(
    "texts",
    [
        {"baggrund": "Skriv her, hvorfor sagen rejses."},
        {"sagsfremstilling": "[Skriv jeres egen tekst her]"},
        {"baggrund": "XXX udfyldes"},
    ],
)
def test_a_placeholder_left_in_a_text_is_asked_about(texts: dict[str, str], tmp_path: Path) -> None:
    path = cases.write(tmp_path, THREE, rapport={"tekster": texts})
    assert next(iter(texts)) in problems(path)


def test_a_made_up_source_with_the_status_of_a_local_number_is_asked_about(
    tmp_path: Path,
) -> None:
    tree = cases.tree_of(THREE)
    tree["mereffekt"]["kilde"] = "Digtet tal"
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    assert re.search(r"[Dd]igtet", problems(path))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("kommune", "Skriv navnet på jeres kommune"),
        ("kommune", "Kommunens navn"),
        ("kommune", "Jeres Kommune"),
        ("kommune", "XX Kommune"),
        ("titel", "Indsæt titel"),
        ("titel", "<sagens titel>"),
        ("titel", "Titel"),
        ("kontakt", "[kontaktperson]"),
        ("kontakt", "N.N."),
        ("kontakt", "{{ kontakt }}"),
        ("note", "Pladsholder"),
        ("note", "..."),
        ("note", "Angiv kilden til tallene"),
    ],
)
def test_a_placeholder_in_a_field_is_asked_about(field: str, text: str, tmp_path: Path) -> None:
    tree = cases.tree_of(THREE) | {field: text}
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    found = problems(path)
    assert f"{field}: advarsel: teksten er ikke skrevet færdig: »{text}" in found


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("titel", "Skriv dig stærk: et kursus for unge"),
        ("titel", "Titelkampen [forsøg 2]"),
        ("note", "[1]"),
        ("note", "<https://example.dk/notat>"),
        ("kommune", "Kommunerne i Trekantområdet"),
        ("kontakt", "Navnlig Socialforvaltningen"),
    ],
)
def test_a_text_that_only_looks_like_a_placeholder_is_no_fault(
    field: str, text: str, tmp_path: Path
) -> None:
    tree = cases.tree_of(THREE) | {field: text}
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    assert problems(path) == ""


def told_of_origin(tmp_path: Path, **origin: str) -> str:
    tree = cases.tree_of(THREE)
    tree["mereffekt"].pop("note", None)
    tree["mereffekt"] |= origin
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    return problems(path)


@pytest.mark.parametrize(
    "origin",
    [
        {"kilde": "Eksempelværdi"},
        {"kilde": "Rent gæt"},
        {"kilde": "Opfundne tal"},
        {"kilde": "Et tænkt eksempel"},
        {"kilde": "Visitationen", "note": "Opdigtet til kurset"},
        {"kilde": "Visitationen", "note": "Prøvetal, indtil vi har egne"},
        {"kilde": "Visitationen", "note": "Tallet er et gæt"},
    ],
)
def test_a_number_that_says_it_was_invented_is_no_local_number(
    origin: dict[str, str], tmp_path: Path
) -> None:
    assert "men status er »lokalt tal«" in told_of_origin(tmp_path, status="lokalt tal", **origin)


@pytest.mark.parametrize(
    "origin",
    [
        {"kilde": "Kvalificeret gæt", "status": "antagelse"},
        {"kilde": "Opdigtet tal", "status": "illustrativ"},
        {"kilde": "Visitationen", "status": "lokalt tal", "note": "Ikke opdigtet, men talt op"},
        {"kilde": "Gætveds regnskab", "status": "lokalt tal"},
        {"kilde": "Eksempelsamlingen, Socialstyrelsen", "status": "publiceret"},
    ],
)
def test_an_honest_origin_is_no_fault(origin: dict[str, str], tmp_path: Path) -> None:
    assert told_of_origin(tmp_path, **origin) == ""


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        ("forløbsvarighed", "2 år", 2),
        ("forløbsvarighed", "3 måneder", 0.25),
        ("forløbsvarighed", "18 måneder", 1.5),
        ("forløbsvarighed", "½ år", 0.5),
    ],
)
def test_a_length_with_its_unit_is_understood(
    field: str, written: str, meant: float, tmp_path: Path
) -> None:
    tree = cases.tree_of(cases.plain(forløbsvarighed=meant))
    right = reading.data(cases.write(tmp_path, cases.plain(forløbsvarighed=meant), "ret"))
    tree["indsats"][field]["værdi"] = written
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    assert reading.som("tjek", path).exit_code == 0
    assert reading.data(path)["nettoresultat"] == right["nettoresultat"]


@pytest.mark.parametrize("written", ["kr. 512.000", "512.000 kr.", "kr 512.000", "512.000,00 kr."])
def test_an_amount_with_kr_before_or_after_is_understood(written: str, tmp_path: Path) -> None:
    tree = cases.tree_of(cases.plain())
    tree["omkostninger"][0]["pr_år"]["værdi"][2026] = written
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    found = reading.data(path)["pr_år"]["2026"]["Kommune"]
    other = reading.data(cases.write(tmp_path, cases.plain(), "anden"))["pr_år"]["2026"]["Kommune"]
    assert found - other == pytest.approx(612_340 - 512_000)


@pytest.mark.parametrize("written", ["24/8 2026", "24/8-2026", "24.8.2026", "24. august 2026"])
def test_a_date_as_danes_write_it_is_understood(written: str, tmp_path: Path) -> None:
    path = cases.write(tmp_path, THREE, dato=written)
    assert reading.data(path)["dato"] == "2026-08-24"


@pytest.mark.parametrize("field", ["mereffekt", "gennemførelse", "diskonteringsrente"])
def test_the_suggestion_for_a_share_is_a_share(field: str, tmp_path: Path) -> None:
    tree = cases.tree_of(cases.plain())
    tree[field] = {"værdi": "mange", "kilde": "Prøve", "status": "antagelse"}
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    said = problems(path)
    assert re.search(r"skriv fx [\d,]+ ?(%|pct\.)", said)
    assert "1.071.273" not in said


SETTINGS = [
    "mereffekt=9%",
    "mereffekt=",
    "mereffekt=mange",
    "mereffekt=240%",
    "periode.til=2020",
    "deltagere.2026=0",
    "omkostninger.1.pr_år.2026=−5",
    "tilskud=44%",
    "findes_ikke=2",
    "prisniveau=1890",
]
COUNTED = {"usikkerhed": {"mereffekt": {"succeser": 24, "observationer": 100, "fordeling": "beta"}}}


def ends(path: Path, folder: Path, *options: object) -> dict[str, int]:
    """The exit code of each command that reads a case."""
    return {
        "tjek": reading.som("tjek", path, *options).exit_code,
        "beregn": reading.som("beregn", path, "--json", *options).exit_code,
        "usikkerhed": reading.som("beregn", path, "--json", "--usikkerhed", 50, *options).exit_code,
        "rapport": reading.som(
            "rapport", path, "--format", "html", "--ud", folder / "ud", *options
        ).exit_code,
    }


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("counted", [False, True], ids=["plain", "uncertain"])
def test_tjek_beregn_and_rapport_agree_on_whether_a_case_can_be_used(
    setting: str, counted: bool, tmp_path: Path
) -> None:
    case = {**THREE, "tilskud": [{"navn": "Pulje", "andel": 0.2, "giver": "Stat"}]}
    path = cases.write(tmp_path, case, **(COUNTED if counted else {}))
    found = ends(path, tmp_path, "--sæt", setting)
    assert len(set(found.values())) == 1, found


@pytest.mark.parametrize(
    "change",
    [
        {"usikkerhed": {"mereffekt": {"interval": ["30 %", "40 %"]}}},
        {"usikkerhed": {"mereffekt": {"standardfejl": "5 %", "udsving": "10 %"}}},
        {"usikkerhed": {"deltagere": {"succeser": 3, "observationer": 9}}},
        {"usikkerhed": {"priser.1.kommune": {"standardfejl": "0"}}},
        {"korrelationer": [{"fælles_kilde": "ukendt", "korrelation": "0,4", "kilde": "Prøve"}]},
        {"rapport": {"tekster": {"findes_ikke": "Tekst"}}},
        {"rapport": {"afsnit": [{"id": "findes_ikke"}]}},
    ],
    ids=lambda change: json.dumps(change, ensure_ascii=False)[:40],
)
def test_a_problem_that_stops_the_report_is_found_by_tjek_with_its_line(
    change: dict[str, Any], tmp_path: Path
) -> None:
    path = cases.write(tmp_path, THREE, **change)
    found = ends(path, tmp_path)
    assert len(set(found.values())) == 1, found
    if found["tjek"] == 2:
        assert re.search(r"sag\.yaml:\d+", reading.som("rapport", path).output)


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main":
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships":
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}  # fmt: skip


def rezipped(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    held = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    path.write_bytes(held.getvalue())
    return path


def test_a_form_saved_as_strict_open_xml_is_named_as_such(tmp_path: Path) -> None:
    def strict(name: str, content: bytes) -> bytes:
        for ours, theirs in STRICT.items():
            content = content.replace(ours, theirs)
        return content.replace(b"<workbook ", b'<workbook conformance="strict" ', 1)

    path = rezipped(form(tmp_path), strict)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        said = reading.told("tjek", path)
    assert "Strict" in said
    assert "Excel-projektmappe" in said


EXTENSION = (
    b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    b'<x14:dataValidations count="0"/></ext></extLst></worksheet>'
)


def test_no_warning_of_a_library_reaches_a_user(tmp_path: Path) -> None:
    """Excel saves lists from other sheets in an extension that openpyxl warns of."""

    def extended(name: str, content: bytes) -> bytes:
        if "worksheets/sheet" not in name:
            return content
        return content.replace(b"</worksheet>", EXTENSION)

    path = rezipped(form(tmp_path), extended)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        said = reading.told("tjek", path)
    assert not [str(w.message) for w in seen]
    assert "Warning" not in said


def serie(folder: Path, content: bytes) -> tuple[int, str]:
    """One run of ``som serie`` on a table; the exit code and all that was said and written."""
    case = cases.write(folder, cases.plain())
    table = folder / "rækker.csv"
    table.write_bytes(content)
    done = reading.som(
        "serie", table, "--sag", case, "--format", "html", "--processer", 1, "--ud", folder / "ud"
    )
    overview = folder / "ud" / "oversigt.html"
    seen = overview.read_text(encoding="utf-8") if overview.is_file() else ""
    return done.exit_code, reading.tidy(done.output + seen)


ROWS = "navn;mereffekt\nÆldre på værksted;9 %\n"


@pytest.mark.parametrize("coding", ["utf-16", "utf-8-sig", "cp1252"])
def test_a_table_in_any_usual_coding_is_read_or_refused_in_danish(
    coding: str, tmp_path: Path
) -> None:
    code, said = serie(tmp_path, ROWS.encode(coding))
    if code == 0:
        assert re.search(r"Ældre.på.værksted", said)
    else:
        assert re.search(r"UTF-8|tegnsæt|kodning|gem ", said)
    assert "\x00" not in said
    assert "ÿþ" not in said


def test_a_table_that_begins_with_sep_is_read(tmp_path: Path) -> None:
    code, said = serie(tmp_path, ("sep=;\n" + ROWS).encode())
    assert code == 0, said
    assert re.search(r"Ældre.på.værksted", said)


def test_the_overview_shows_the_name_as_it_was_written(tmp_path: Path) -> None:
    code, said = serie(tmp_path, ROWS.encode())
    assert code == 0
    assert "Ældre på værksted" in said


@pytest.mark.parametrize("name", ["CON", "nul", "Aux", "COM1"])
def test_a_name_that_windows_keeps_for_itself_gives_a_folder_that_windows_can_open(
    name: str, tmp_path: Path
) -> None:
    code, said = serie(tmp_path, f"navn;mereffekt\n{name};9 %\n".encode())
    made = {path.name.split(".")[0].lower() for path in (tmp_path / "ud").iterdir()}
    assert name.lower() not in made
    assert code in (0, 2), said


@pytest.mark.parametrize("given", ["mereffekt=9%", ["mereffekt=9%"], {"mereffekt": "9%"}, None])
def test_papermill_takes_what_is_set_in_every_form_a_user_writes(
    given: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import papermill

    case = cases.write(tmp_path, cases.plain())
    out = tmp_path / "ud.ipynb"
    papermill.execute_notebook(
        str(shipped("notebooks") / "beslutningsoplaeg.ipynb"),
        str(out),
        parameters={"case": str(case), "saet": given},
        progress_bar=False,
        engine_name="som",
    )
    rate = "9 pct." if given else "24 pct."
    text = reading.tidy(out.read_text(encoding="utf-8").replace("\\u00a0", " "))
    assert f"forventet er {rate}" in text


def test_what_a_user_adds_to_the_notebook_is_laid_out_or_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = nbformat.read(shipped("notebooks") / "beslutningsoplaeg.ipynb", as_version=4)
    own = [
        nbformat.v4.new_markdown_cell(
            "## Vores eget afsnit\n\nDet lokale værksted har 17 pladser."
        ),
        nbformat.v4.new_code_cell(
            "import pandas as pd\npd.DataFrame({'Ventetid, uger': [11, 23]})"
        ),
        nbformat.v4.new_code_cell("print('Optalt i juni: 431 borgere')"),
    ]
    notebook.cells = [*notebook.cells[:-2], *own, *notebook.cells[-2:]]
    (tmp_path / "notebooks").mkdir()
    nbformat.write(notebook, tmp_path / "notebooks" / "beslutningsoplaeg.ipynb")
    case = cases.write(tmp_path, cases.plain())
    monkeypatch.chdir(tmp_path)
    done = reading.som("rapport", case, "--format", "html", "--ud", tmp_path / "ud")
    html = (tmp_path / "ud" / "beslutningsoplaeg.html").read_text(encoding="utf-8")
    page = reading.Page(html).words
    for text in ("17 pladser", "Ventetid, uger", "431 borgere"):
        assert text in page or "egne celler" in done.output, text


def test_a_table_and_a_footnote_in_a_text_are_laid_out_or_warned_of(tmp_path: Path) -> None:
    table = "| Hus | Pladser |\n|---|---|\n| Nord | 12 |"
    told = f"Pladserne[^a] fordeles sådan:\n\n{table}\n\n[^a]: Talt op i maj.\n"
    extra = {"rapport": {"tekster": {"baggrund": told}}}
    path = cases.write(tmp_path, cases.plain(), **extra)
    if problems(path):
        return
    page = report(path.read_text(encoding="utf-8"))
    assert "|---|" not in page.words
    assert "| Hus" not in page.words
    assert "Talt op i maj" in page.words
    assert "[^a]" not in page.words


@pytest.mark.parametrize(
    ("years", "words"),
    [(0.25, "3 måneder"), (0.5, "6 måneder"), (0.75, "9 måneder"), (1 / 12, "1 måned")],
)
def test_a_part_of_a_year_is_told_in_months(years: float, words: str) -> None:
    page = report(cases.text_of(cases.plain(forløbsvarighed=years)))
    number_words = {"3 måneder": "tre måneder", "6 måneder": "seks måneder",
                    "9 måneder": "ni måneder", "1 måned": "en måned"}  # fmt: skip
    said = page.said("sagsfremstilling")
    assert words in said or number_words[words] in said or (years == 0.5 and "et halvt år" in said)
    assert not re.search(r"\b0,\d+ år\b", page.words)


NAMES = ("Cool Kids", "R&R2", "Red Barnet", "MultifunC")


@pytest.mark.parametrize("name", NAMES)
def test_proper_names_keep_their_capitals(name: str) -> None:
    tree = cases.tree_of(
        cases.plain(
            omkostninger=[{"navn": f"{name}-team", "pr_år": {2026: 512_000}}],
            alternativ=[{"navn": f"{name} på skolen", "pr_deltager": 41_000}],
        )
    )
    tree["indsats"]["navn"] = name
    tree["indsats"]["succesmål"] = f"{name} gennemført"
    tree["indsats"]["målgruppe"]["navn"] = f"{name}-børn"
    page = report(yaml.safe_dump(tree, allow_unicode=True))
    wrong = {found for found in re.findall(re.escape(name), page.words, re.I) if found != name}
    assert not wrong


def test_a_delimitation_is_no_sentence_of_its_own() -> None:
    tree = cases.tree_of(cases.plain())
    tree["indsats"]["målgruppe"]["afgrænsning"] = "18-29 år med kontakt til jobcentret"
    page = report(yaml.safe_dump(tree, allow_unicode=True))
    assert "18-29 år med kontakt til jobcentret" in page.words
    assert not re.search(r"\. 18-29 år med kontakt til jobcentret\.", page.words)


def test_the_language_is_danish_throughout(tmp_path: Path) -> None:
    uncertain = {"usikkerhed": {"mereffekt": {"standardfejl": "5 %"}}}
    page = report(cases.text_of(cases.plain(), **uncertain))
    wrong = re.findall(
        r"\ben år\b|\bpr\. (?:uger|dage|timer|måneder)\b|pris for (?:kommune|region|stat)\b"
        r"|Hvad usikkerheden",
        page.words,
    )
    assert not wrong
    path = cases.write(tmp_path, cases.plain(), **uncertain)
    said = reading.told("beregn", path, "--usikkerhed", 500)
    assert "Hvad usikkerheden" not in said


def test_deleted_text_in_a_word_template_is_ignored(tmp_path: Path) -> None:
    """A tracked deletion is text that is not there."""
    folder = tmp_path / "skabeloner"
    (folder / "word").mkdir(parents=True)
    template = folder / "word" / "skabelon.docx"
    shutil.copy(shipped("templates") / "word" / "skabelon.docx", template)
    deleted = (
        b'<w:p><w:del w:id="9" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>'
        b"{{ slettet_felt }}</w:delText></w:r></w:del></w:p>"
    )

    def with_deletion(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        at = content.find(b"<w:p>") if b"<w:p>" in content else content.find(b"<w:p ")
        return content[:at] + deleted + content[at:]

    rezipped(template, with_deletion)
    case = cases.write(tmp_path, cases.plain())
    done = reading.som(
        "rapport", case, "--format", "docx", "--skabelon", folder, "--ud", tmp_path / "ud"
    )
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of Vesterby's, fetched by Østerby and not touched since."""
    folder = tmp_path_factory.mktemp("hent")
    texts = {"tekster": {"baggrund": "Vesterby har 14 på venteliste."},
             "indstilling": ["At Vesterby går i gang."]}  # fmt: skip
    case = cases.write(folder, cases.plain(), rapport=texts)
    done = reading.som("udgiv", case, "--format", "html", "--ud", folder / "pakke")
    assert done.exit_code == 0, done.output
    (package,) = (folder / "pakke").glob("*.zip")
    done = reading.som("hent", package, "--ud", folder / "params", "--kommune", "Østerby Kommune")
    assert done.exit_code == 0, done.output
    (found,) = (folder / "params").glob("*.yaml")
    return Path(found)


def test_a_fetched_case_that_is_still_the_senders_is_stamped_on_page_one(fetched: Path) -> None:
    path = fetched.parent / "ud"
    done = reading.som("rapport", fetched, "--format", "html", "--ud", path)
    assert done.exit_code == 0, done.output
    page = reading.Page((path / "beslutningsoplaeg.html").read_text(encoding="utf-8"))
    assert "Vesterby" in page.page_one
    open_points = [row for row in page.table("tjekliste")[1:] if row[1] == "Åben"]
    assert any("Vesterby" in " ".join(row) for row in open_points)


@pytest.mark.parametrize("what", ["baggrund", "indstilling", "dato"])
def test_what_is_still_the_senders_in_a_fetched_case_is_asked_about(
    what: str, fetched: Path
) -> None:
    assert re.search(what, problems(fetched), re.I)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one case whose rate is not net of those who would succeed anyway."""
    folder = tmp_path_factory.mktemp("database")
    case = cases.write(folder, cases.plain(mereffekt=0.58), mereffekt_renset="nej")
    done = reading.som("udgiv", case, "--format", "html", "--ud", folder / "pakke")
    assert done.exit_code == 0, done.output
    (package,) = (folder / "pakke").glob("*.zip")
    database = folder / "erfaringer.db"
    done = reading.som("database", "tilfoej", package, "--database", database)
    assert done.exit_code == 0, done.output
    return database


@pytest.mark.parametrize("where", ["vis", "eksporter", "side"])
def test_the_database_keeps_the_reservation_wherever_it_shows_a_rate_that_is_not_net(
    where: str, shared: Path, tmp_path: Path
) -> None:
    if where == "vis":
        listed = json.loads(_exported(shared, tmp_path / "alle.json"))
        cases_there = listed if isinstance(listed, list) else listed["sager"]
        short = cases_there[0]["kortnavn"]
        shown = [reading.told("database", "vis", short, "--database", shared)]
    elif where == "eksporter":
        shown = [_exported(shared, tmp_path / "alle.csv")]
    else:
        done = reading.som("database", "side", "--database", shared, tmp_path / "side")
        assert done.exit_code == 0, done.output
        pages = sorted((tmp_path / "side").rglob("*.html"))
        shown = [reading.tidy(page.read_text(encoding="utf-8")) for page in pages]
        shown = [text for text in shown if re.search(r"\b58(,0)? ?(pct\.|%)", text)]
        assert shown
    for text in shown:
        assert re.search(r"ikke (er )?en nettoeffekt|ikke renset|renset", text)


def _exported(database: Path, target: Path) -> str:
    done = reading.som("database", "eksporter", "--database", database, target)
    assert done.exit_code == 0, done.output
    return target.read_text(encoding="utf-8-sig")
