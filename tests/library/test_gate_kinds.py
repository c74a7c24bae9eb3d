"""Kinds, not spellings: numbers of every date, sign, script and place, and what is none."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import importlib.util
import io
import json
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from som_calc.library.privacy import check_files
from som_calc.library.privacy.cpr import cpr_numbers


def beside(stem: str) -> ModuleType:
    name = f"som_test_{stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{stem}.py"))
        assert spec
        assert spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


places = beside("gate_places")

BORN = st.dates(dt.date(1936, 1, 1), dt.date(2009, 12, 31))
SERIAL = st.integers(1, 1989).map(lambda number: f"{number:04d}")
MONTHS = ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september",
          "oktober", "november", "december"]  # fmt: skip
STYLES: list[Callable[[dt.date, str], str]] = [
    lambda d, s: f"{d:%d%m%y}-{s}",
    lambda d, s: f"{d:%d%m%y}{s}",
    lambda d, s: f"{d:%d%m%Y}-{s}",
    lambda d, s: f"{d:%d.%m.%y}-{s}",
    lambda d, s: f"{d:%d/%m/%Y}-{s}",
    lambda d, s: f"{d.day}/{d.month}-{d:%y}-{s}",
    lambda d, s: f"{d.day}.{d.month}.{d:%Y} - {s}",
    lambda d, s: f"{d:%Y-%m-%d}-{s}",
    lambda d, s: f"{d:%Y%m%d}-{s}",
    lambda d, s: f"{d.day}. {MONTHS[d.month - 1]} {d:%Y}-{s}",
    lambda d, s: f"{d.day:02d}-{MONTHS[d.month - 1][:3]}-{d:%y}-{s}",
    lambda d, s: f"{d:%d%m%y}, sidste fire cifre {s}",
    lambda d, s: f"{d:%d%m%y} løbenr. {s}",
    lambda d, s: f"{d:%d%m}**{d:%y}**-{s}",
    lambda d, s: " ".join(f"{d:%d%m%y}") + " - " + " ".join(s),
    lambda d, s: f'"{d:%d%m}"+"{d:%y}-{s}"',
    lambda d, s: f"{d:%d%m%y}-\n{s}",
]
SIGNS = [*"-./\\_'’“”()[]{}¤¦‖¬¶。、ー⁄∕∙⋅·•~^`´–—‐‒−…", " - ", "--", "-----", " – – ", ". "]
WEAK_SIGNS = [*":;,|%$€@=+?!&<>×*→#§°│", " x ", " ", "\n", "\t"]
SCRIPTS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "⓿❶❷❸❹❺❻❼❽❾",
           "⓪①②③④⑤⑥⑦⑧⑨", "〇一二三四五六七八九", "₀₁₂₃₄₅₆₇₈₉", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]  # fmt: skip
AROUND = ["{}", "Borgeren {} er i forløb.", "Se ({}), tak", "\n{}\n", "»{}«; og mere", "x {} y",
          "Vi foretog {} i dag", "12. {}", "{}¹", "Se {}¹² her"]  # fmt: skip


def masked(born: dt.date) -> set[str]:
    return {f"{born:%d%m%y}-xxxx", f"{born:%d%m%Y}-xxxx"}


def in_script(text: str, script: str) -> str:
    return text.translate(str.maketrans("0123456789", script))


@given(BORN, SERIAL, st.sampled_from(STYLES), st.sampled_from(SCRIPTS), st.sampled_from(AROUND))
@settings(max_examples=1500, deadline=None)
def test_every_style_in_every_script_is_found_for_good(
    born: dt.date, serial: str, style: Callable[[dt.date, str], str], script: str, around: str
) -> None:
    text = around.format(in_script(style(born, serial), script))
    # Places of work are numbered like those born on a 10th of the first months: that is asked.
    certain = {one.masked for one in cpr_numbers(text) if one.certain}
    asked = {one.masked for one in cpr_numbers(text)}
    plain = style is STYLES[1] and "1000000001" <= f"{born:%d%m%y}{serial}" <= "1035000000"
    assert masked(born) & (asked if plain else certain), text


@given(BORN, SERIAL, st.sampled_from(SIGNS), st.sampled_from(AROUND))
@settings(max_examples=800, deadline=None)
def test_any_sign_may_stand_between(born: dt.date, serial: str, sign: str, around: str) -> None:
    text = around.format(f"{born:%d%m%y}{sign}{serial}")
    assert masked(born) & {one.masked for one in cpr_numbers(text)}, text


@given(BORN, SERIAL, st.sampled_from(WEAK_SIGNS), st.sampled_from(AROUND))
@settings(max_examples=800, deadline=None)
def test_signs_that_part_values_are_asked_about_at_least(
    born: dt.date, serial: str, sign: str, around: str
) -> None:
    text = around.format(f"{born:%d%m%y}{sign}{serial}")
    assert masked(born) & {one.masked for one in cpr_numbers(text)}, text


@pytest.mark.parametrize("text", [
    "id=7,0101901234", "1.0101901234", "00101901234", "450101901234", "01019012340202904321",
    "010190-1234,020290-4321", "010190-1234-1", "hash 0101901234", "commit 010190-1234",
    "010190-12x4", "010190-1xxx", "0101.901234", "0,0101901234,4", "O10190-I234", "О10190-1234",
    "født 31/12 1990 nr. 1234", "010190 – født; 1234",
])  # fmt: skip
def test_numbers_glued_to_others_hidden_or_said_are_found(text: str) -> None:
    assert cpr_numbers(text)


@given(BORN, SERIAL, st.from_regex(r"\A[013-8]{0,4}\Z"), st.from_regex(r"\A[0-9]{0,4}\Z"))
@settings(max_examples=500, deadline=None)
def test_a_number_with_its_dash_is_found_whatever_digits_touch_it(
    born: dt.date, serial: str, before: str, after: str
) -> None:
    text = f"Uge {before}{born:%d%m%y}-{serial}{after} uger"
    assert masked(born) & {one.masked for one in cpr_numbers(text)}, text


@pytest.mark.parametrize("text", [
    "Til 20251231-1015.csv", "kørsel 202512311015", "log-20240101-0930", "PSP XG-0557820010-00012",
])  # fmt: skip
def test_a_stamp_of_time_is_not_a_number_with_digits_that_touch_it(text: str) -> None:
    assert not [one for one in cpr_numbers(text) if one.certain]


def word_text(inner: str) -> bytes:
    import docx
    from docx.oxml import parse_xml

    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    made = docx.Document()
    made.element.body.insert(0, parse_xml(f'<w:p xmlns:w="{space}">{inner}</w:p>'))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


RUN = "<w:r><w:t>{}</w:t></w:r>"
RAISED = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>'
CERTAIN: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "mark of a note in a text": ("a.txt", lambda t: f"Se {t}¹ og {t}².".encode()),
    "mark of a note in Word": ("a.docx", lambda t: word_text(RUN.format(t) + RAISED)),
    "mark of a note in HTML": ("a.html", lambda t: f"<p>Se {t}<sup>1</sup></p>".encode()),
    "hyphen that does not break": (
        "a.docx",
        lambda t: word_text(
            f"<w:r><w:t>{t[:6]}</w:t></w:r><w:r><w:noBreakHyphen/></w:r><w:r><w:t>{t[-4:]}</w:t></w:r>"
        ),
    ),
    "two with a slash": ("a.txt", lambda t: f"Se {t}/020385-2211".encode()),
    "cells with commas": ("a.md", lambda t: f"a,{t},12\n7,{t},4\n12.5,{t},3.5\n".encode()),
    "in an address on the net": (
        "a.txt", lambda t: f"https://x.dk/?cpr={t.replace('-', '%2D')}".encode()
    ),
    "as in a mail": ("a.txt", lambda t: f"Om {t.replace('-', '=2D')} her".encode()),
    "as in a mail, folded": ("a.txt", lambda t: f"Om {t[:4]}=\n{t[4:]} her".encode()),
    "escaped sign": ("a.txt", lambda t: f"\\u003{t[0]}{t[1:].replace('-', '')}".encode()),
    "printed in pieces": (
        "a.ipynb",
        lambda t: json.dumps({"cells": [{"outputs": [
            {"output_type": "stream", "name": "stdout", "text": part}
            for part in (t[:7], [t[7:], "\n"])
        ]}]}).encode(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CERTAIN)
@pytest.mark.parametrize("number", ["311290-1234", "240877-3345"])
def test_marks_hyphens_commas_and_codes_around_a_number_do_not_hide_it(
    kind: str, number: str
) -> None:
    name, build = CERTAIN[kind]
    found = check_files({f"bilag/{name}": build(number)}, written={f"bilag/{name}"})
    assert any(f.final and number[:6] in f.wrong for f in found), found


@pytest.mark.parametrize("who", ["Pigen", "Drengen", "Hendes søster", "Konen", "Manden"])
def test_a_child_or_relative_with_a_number_is_a_person(who: str) -> None:
    [one] = cpr_numbers(f"{who} 030318-2030 er i forløb")
    assert one.certain


LOST: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "text": ("a.txt", lambda n: f"Borgerens CPR: {n} er i forløb".encode()),
    "text without a sign": ("a.txt", lambda n: f"Om cpr-nr. {n}".encode()),
    "yaml": ("a.yaml", lambda n: f"cpr: {n}\n".encode()),
    "yaml list": ("a.yaml", lambda n: f"cpr:\n- {n}\n".encode()),
    "element": ("a.xml", lambda n: f"<b><cpr>{n}</cpr></b>".encode()),
    "attribute": ("a.xml", lambda n: f'<b cpr="{n}"/>'.encode()),
    "field of a form": ("a.html", lambda n: f'<input name="cpr" value="{n}">'.encode()),
    "columns as pandas writes them": (
        "a.json", lambda n: json.dumps({"cpr": {"0": n}, "uger": {"0": 4}}).encode()
    ),
    "columns of text": ("a.json", lambda n: json.dumps({"cpr": {"0": str(n)}}).encode()),
    "one object a line": ("a.jsonl", lambda n: f'{{"cpr":{n}}}\n{{"cpr":{n}}}\n'.encode()),
    "program": (
        "a.ipynb", lambda n: json.dumps({"cells": [{"source": f"df[df.cpr=={n}]"}]}).encode()
    ),
    "label to the left": ("a.xlsx", lambda n: sheet([["Skema"], ["CPR-nr.:", "", n], ["Uger", 4]])),
    "table on its side": ("a.csv", lambda n: f"CPR;{n};{n}\nUger;4;5\n".encode()),
}  # fmt: skip


@pytest.mark.parametrize("place", LOST)
@pytest.mark.parametrize("number", [101901234, 203852211])
def test_nine_digits_called_a_cpr_number_have_lost_a_zero(place: str, number: int) -> None:
    name, build = LOST[place]
    found = check_files({f"bilag/{name}": build(number)}, written={f"bilag/{name}"})
    assert any(f.final and f"{number:010d}"[:6] in f.wrong for f in found), found


@pytest.mark.parametrize("text", [
    "CPR-kontoret har brugt 101901234 kr.", "Udgift i alt: 101901234", "cpr: 101901234 kr.",
])  # fmt: skip
def test_nine_digits_that_are_an_amount_are_none(text: str) -> None:
    assert not [one for one in cpr_numbers(text) if one.certain]


def test_numbers_in_the_bytes_of_a_figure_are_asked_about() -> None:
    made = base64.b64encode(struct.pack("<2q", 3112901234, 4)).decode()
    figure = {"data": [{"x": {"dtype": "i8", "bdata": made}}]}
    for text in (json.dumps(figure), f"<script>x={json.dumps(figure)}</script>",
                 json.dumps({"text/html": json.dumps(figure)})):  # fmt: skip
        assert any(
            "311290" in f.wrong for f in check_files({"bilag/a.html": text.encode()}, written=())
        )


AMOUNT_TEXTS = [
    "Pr. {date:%d.%m}.2025 {four} kr.", "{date:%d.%m}.2024: {four} kr.",
    "{date:%d.%m}.2025 {four} deltagere", "{date:%d-%m}-2026 {four}", "j.nr. 24/{six}-{four}",
    "Drift 2025 {six} {four}", "2025: {six}\n2026: {four}", "{six}-{four} kr.", "P-nummer {ten}",
 "Kontonr. {ten}", "Beløb: {ten}", "faktura {ten}",
    "konto {four} {ten}", "EAN 579800{ten}", "{ten},00", "{ten} kr.", "https://kommune.dk/{ten}",
    "Sagsnr. {ten}", "sha256: {ten}", "[{six}, {four}]", "{six};{four}", "{six} + {four}",
    "{six} * {four}", "{six}.{four}", "version {six}-{four}", "dok.nr. {six}-{four}",
    "ordre nr. {six}-{four}", "{date:%d%m}2025-1430", "<td>{six}</td><td>{four}</td>",
]  # fmt: skip


@given(st.dates(dt.date(2026, 1, 11), dt.date(2026, 12, 31)), st.integers(1, 99),
       st.integers(1000, 9999), st.sampled_from(AMOUNT_TEXTS))  # fmt: skip
@settings(max_examples=1500, deadline=None)
def test_amounts_accounts_cases_and_dates_are_never_refused_for_good(
    date: dt.date, year: int, four: int, template: str
) -> None:
    day = f"{max(date.day, 11)}{date:%m}"
    six = f"{day}{year:02d}"
    text = template.format(date=date, four=four, six=six, ten=f"{six}{four}")
    assert not [one for one in cpr_numbers(text) if one.certain], text


@pytest.mark.parametrize("text", [
    "31.12.1999 1234\n31.12.2000 1290\n31.12.2001 1310", "31-12-2000 1290", "1999-12-31 1234",
    "01.01.1990: 1234 personer", "Pr. 1. januar 2000: 1290 modtagere", "Lov af 10.06.97 1234",
    "Profitcenter 1203401234", "rekvisition 1501781234", "Kreditornr. 1203401234",
    "FIK 71 0101901234", "Lønnummer 010170-0012", "Medarbejdernr. 010170-0012",
    "Afvigelse 311290 - 1234 = 310056", "120340/1234 = 97,5", "omkostningssted 1203401234",
    "CPR-kontoret har den 01.01.2025 1234 registreringer",
    "I CPR-registeret er der 31.12.2024 2201 borgere", "CPR-data den 01.10.2025: 1200 personer",
])  # fmt: skip
def test_series_accounts_sums_and_registers_are_never_refused_for_good(text: str) -> None:
    assert not [one for one in cpr_numbers(text) if one.certain]


CELLS = [
    ("P-nummer", "1003388394"), ("Beløb", "1101901234"), ("Kontonr", "1101901234"),
    ("Udgift i alt (kr.)", "1205651234"), ("EAN", "1101901234"), ("Journalnr.", "1205651234"),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "value"), CELLS)
@pytest.mark.parametrize("kind", ["csv", "csv with a title", "xlsx", "xlsx as text"])
def test_a_number_is_what_its_heading_says(heading: str, value: str, kind: str) -> None:
    rows = [["Sted", heading], ["Huset", value], ["Gården", value]]
    if kind.startswith("csv"):
        title = "Oversigt 2025\n\n" if "title" in kind else ""
        content = (title + "\n".join(";".join(row) for row in rows)).encode()
    else:
        content = sheet([[as_number(cell) if kind == "xlsx" else cell for cell in r] for r in rows])
    assert not [
        f for f in check_files({f"bilag/a.{kind[:4].strip()}": content}, written=()) if f.final
    ]


@pytest.mark.parametrize("rows", [
    [["Kommune", "2023", "2024"], ["Aabenraa", "1512401200", "1602505600"]],
    [["Post", ""], ["Serviceudgifter", "2905123400"]], [["Serviceudgifter", "2905123400"]],
])  # fmt: skip
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_amounts_below_a_year_or_beside_their_post_are_not_refused_for_good(
    rows: list[list[str]], kind: str
) -> None:
    content = sheet([*rows]) if kind == "xlsx" else "\n".join(map(";".join, rows)).encode()
    assert not [f for f in check_files({f"bilag/a.{kind}": content}, written=()) if f.final]


def as_number(cell: str) -> int | str:
    return int(cell) if cell.isdigit() else cell


def sheet(rows: list[list[object]], pattern: str = "") -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        made = book.add_worksheet()
        look = book.add_format({"num_format": pattern}) if pattern else None
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                made.write(at, column, cell, look)
    return out.getvalue()


@pytest.mark.parametrize("pattern", [
    "000000-0000", "######-####", "00-00-00-0000", "00 00 00 0000", "[$-406]000000-0000",
    "_(* 000000-0000_)", "000000\\ \\-\\ 0000", "0000000000", "000000\"-\"0000",
])  # fmt: skip
@pytest.mark.parametrize("value", [101901234, 3112901234])
def test_a_number_is_read_as_its_cell_shows_it(value: int, pattern: str) -> None:
    found = check_files({"bilag/a.xlsx": sheet([["Nr."], [value]], pattern)}, written=())
    assert any(f.final and f"{value:010d}"[:6] in f.wrong for f in found)


TWO_COLUMNS = [
    [["Født", "Løbenr."], ["311290", "1234"]],
    [["Navn", "Fødselsdag", "Sidste fire"], ["x", "31-12-1990", "1234"]],
    [["Fødselsdato", "By", "Løbenr."], ["1990-12-31", "Aabenraa", "1234"]],
]


@pytest.mark.parametrize("rows", TWO_COLUMNS)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "html"])
def test_a_date_of_birth_and_the_last_four_in_two_columns_are_found(
    rows: list[list[str]], kind: str
) -> None:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    content = {
        "csv": "\n".join(";".join(row) for row in rows).encode(),
        "xlsx": sheet([*rows]),
        "html": f"<table>{cells}</table>".encode(),
    }[kind]
    name = f"bilag/a.{kind}"
    found = check_files({name: content}, written={name}, attached={name})
    assert any("CPR" in f.wrong for f in found)


def gz(text: str) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(f"{text}.csv", "wb", fileobj=out) as stream:
        stream.write(b"a;b\n1;2\n")
    return out.getvalue()


def folder_with_content(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mappe/"), f"Se {text}")
    return out.getvalue()


def extra_field(text: str) -> bytes:
    info = zipfile.ZipInfo("a.txt")
    block = b"\x01\0\0\0\0" + text.encode()
    info.extra = b"\x75\x70" + len(block).to_bytes(2, "little") + block
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "hej")
    return out.getvalue()


def picture(key: str, text: str) -> bytes:
    from PIL import Image, PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text(key, text, zip=True)
    out = io.BytesIO()
    Image.new("L", (2, 2)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def pdf_with(change: Callable[..., None], text: str) -> bytes:
    return places.changed_pdf(change)(text)


def form(document, text: str) -> None:  # type: ignore[no-untyped-def]
    import pikepdf

    made = document.make_stream(f"<?xml version='1.0'?><a><b>{text}</b></a>".encode())
    document.Root.AcroForm = pikepdf.Dictionary(XFA=made, Fields=pikepdf.Array([]))


def script(document, text: str) -> None:  # type: ignore[no-untyped-def]
    import pikepdf

    document.Root.OpenAction = document.make_indirect(
        pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=document.make_stream(f"x = '{text}'".encode())
        )
    )


def stamp(document, text: str) -> None:  # type: ignore[no-untyped-def]
    import pikepdf

    page = document.pages[0]
    look = document.make_stream(f"BT /F1 12 Tf 20 20 Td ({text}) Tj ET".encode())
    look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    look.BBox, look.Resources = pikepdf.Array([0, 0, 200, 50]), page.obj.Resources
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp,
                              Rect=[10, 10, 200, 60], AP=pikepdf.Dictionary(N=look))  # fmt: skip
    page.obj.Annots = pikepdf.Array([document.make_indirect(note)])


def in_two_places(document, text: str) -> None:  # type: ignore[no-untyped-def]
    one, two = text[:4], text[4:]
    drawn = f"({one}) Tj 0 -30 Td (Hej med jer) Tj 26 30 Td ({two}) Tj"
    document.pages[0].obj.Contents = document.make_stream(
        f"BT /F1 12 Tf 20 200 Td {drawn} ET".encode()
    )


HIDDEN: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "name in gz": ("bilag/a.gz", gz),
    "folder with content": ("bilag/a.zip", folder_with_content),
    "extra field of a zip": ("bilag/a.zip", extra_field),
    "png field named like one of its own": ("bilag/a.png", lambda t: picture("compression", t)),
    "behind a picture": ("bilag/a.png", lambda t: picture("x", "y") + f"Se {t}".encode()),
    "behind a PDF": ("bilag/a.pdf", lambda t: places.pdf_page() + f"\nSe {t}".encode()),
    "form of a PDF": ("bilag/a.pdf", lambda t: pdf_with(form, t)),
    "script of a PDF": ("bilag/a.pdf", lambda t: pdf_with(script, t)),
    "stamp of a PDF": ("bilag/a.pdf", lambda t: pdf_with(stamp, t)),
    "two pieces of one line": ("bilag/a.pdf", lambda t: pdf_with(in_two_places, t)),
    "base64 over lines": ("bilag/a.txt", lambda t: base64.b64encode(f"cpr\n{t}\nmere".encode())),
    "base64 of UTF-16": ("bilag/a.txt", lambda t: base64.b64encode(f"cpr {t}".encode("utf-16"))),
    "base64 twice": (
        "bilag/a.txt", lambda t: base64.b64encode(base64.b64encode(f"x {t}".encode()))
    ),
    "hex": ("bilag/a.txt", lambda t: f"se {t}".encode().hex().encode()),
    "UTF-7": ("bilag/a.txt", lambda t: f"CPR {t}".replace("-", "+AC0-").encode()),
    "EBCDIC": ("bilag/a.txt", lambda t: f"CPR {t}".encode("cp037")),
    "style sheet": (
        "bilag/a.html",
        lambda t: (
            f'<style>p::before{{content:"{t[:6]}"}}p::after{{content:"{t[6:]}"}}</style>'.encode()
        ),
    ),
    "hidden element": (
        "bilag/a.html", lambda t: f"<p>{t[:4]}<span hidden>x</span>{t[4:]}</p>".encode()
    ),
    "element with long attributes": (
        "bilag/a.html", lambda t: f"<p>{t[:4]}<x-y a='{'b' * 500}'>{t[4:]}</x-y></p>".encode()
    ),
    "number in json": (
        "bilag/a.json", lambda t: json.dumps({"cpr": float(t.replace("-", ""))}).encode()
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("number", ["311290-1234", "240877-3345"])
def test_no_number_passes_where_no_program_shows_it(kind: str, number: str) -> None:
    name, build = HIDDEN[kind]
    found = check_files({name: build(number)}, written={name})
    assert any(f.final for f in found), found


def test_a_scan_with_a_page_number_is_refused() -> None:
    import pikepdf

    def scan(document, text: str) -> None:  # type: ignore[no-untyped-def]
        page = document.pages[0]
        image = document.make_stream(bytes(300))
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width = image.Height = 10
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        page.obj.Resources.XObject = pikepdf.Dictionary(I=image)
        page.obj.Contents = document.make_stream(
            b"q 300 0 0 300 0 0 cm /I Do Q BT /F1 9 Tf 9 9 Td (Side 1 af 3) Tj ET"
        )

    [found] = check_files({"bilag/a.pdf": pdf_with(scan, "")}, written=())
    assert found.final
    assert "scannet" in found.wrong


def test_a_typeface_that_does_not_say_its_letters_is_refused() -> None:
    import pikepdf

    def shapes(document, text: str) -> None:  # type: ignore[no-untyped-def]
        glyph = document.make_stream(b"500 0 d0 0 0 400 600 re f")
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type3, FontBBox=[0, 0, 500, 700],
            FontMatrix=[0.001, 0, 0, 0.001, 0, 0], CharProcs=pikepdf.Dictionary(a=glyph),
            Encoding=pikepdf.Dictionary(Differences=[65, pikepdf.Name.a]),
            FirstChar=65, LastChar=65, Widths=[500],
        )  # fmt: skip
        document.pages[0].obj.Resources.Font.F2 = document.make_indirect(font)

    [found] = check_files({"bilag/a.pdf": pdf_with(shapes, "")}, written=())
    assert found.final
    assert "skrift" in found.wrong


@pytest.mark.parametrize(
    "piece", ["01 01 ", "01 01\n", "01-01-", "0.1,", "01.01.90 ", "<a ", "12,"]
)
def test_a_long_text_of_small_numbers_is_judged_once_per_kind(piece: str) -> None:
    from som_calc.library.privacy import cpr

    judged = []
    original = cpr._judge
    try:
        cpr._judge = lambda one: judged.append(1) or original(one)  # type: ignore[assignment]
        cpr_numbers(piece * 5_000)
    finally:
        cpr._judge = original
    assert len(judged) < 500
