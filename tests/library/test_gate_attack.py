"""No CPR number gets through the gate, however it is written and wherever it stands."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import json
import sys
import zipfile
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


SPELLINGS, HARMLESS, EXPLAINED = (
    getattr(beside("cpr_spellings"), name) for name in ("SPELLINGS", "HARMLESS", "EXPLAINED")
)
places = beside("gate_places")


def stopped(name: str, content: bytes) -> bool:
    return any("CPR" in f.wrong for f in check_files({name: content}, written={name}))


def test_the_attack_is_as_large_as_promised() -> None:
    assert len(set(SPELLINGS)) >= 60
    assert len({place.name for place in places.PLACES if not place.heavy}) >= 20


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_found_in_a_sentence(spelling: str) -> None:
    assert cpr_numbers(spelling)
    assert cpr_numbers(f"Borgeren med {spelling} er i forløb.")


@pytest.mark.parametrize("place", places.PLACES, ids=lambda place: place.name)
def test_no_spelling_passes_in_any_place(place) -> None:  # type: ignore[no-untyped-def]
    passed = []
    heavy = [one for one in places.PLACES if one.heavy]
    tried = SPELLINGS[heavy.index(place) % 3 :: 3] if place.heavy else SPELLINGS
    for spelling in tried:
        text = spelling.replace("\ufeff", "\u200b")
        if place.name == "pdf text, invisible" and not can_be_shown(text):
            continue
        if not stopped(place.file, place.build(text)):
            passed.append(spelling)
    assert passed == []


def can_be_shown(text: str) -> bool:
    """Whether the font of the test's PDF has the signs."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_found_in_the_name_of_a_file(spelling: str) -> None:
    name = spelling.replace("/", "-").replace("\n", " ")
    assert stopped(f"bilag/{name}.txt", b"x")
    assert stopped("bilag/a.zip", places.zipped({f"{name}.txt": b"x"}))


@pytest.mark.parametrize("text", HARMLESS)
def test_amounts_dates_and_account_numbers_are_no_cpr_numbers(text: str) -> None:
    assert cpr_numbers(text) == []
    assert cpr_numbers(f"I år er det {text} for alle.") == []


@pytest.mark.parametrize(("text", "why"), EXPLAINED)
def test_what_only_may_be_one_is_told_with_what_it_is(text: str, why: str) -> None:
    [one] = cpr_numbers(text)
    assert not one.certain
    assert one.explained == why


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2057, 12, 31)),
    st.integers(1, 9999),
    st.sampled_from(["", "-", " ", ".", "/", "–", "_", " - "]),
)
@settings(max_examples=300, deadline=None)
def test_any_date_of_birth_and_any_four_digits_are_found(
    born: dt.date, serial: int, sign: str
) -> None:
    text = f"{born:%d%m%y}{sign}{serial:04d}"
    assert [one.masked for one in cpr_numbers(f"CPR-nr.: {text}.")] == [f"{born:%d%m%y}-xxxx"]
    assert cpr_numbers(f"se ({text}),")


@given(st.integers(1, 10**10), st.sampled_from([" kr.", " mio. kr.", ",00 kr.", " pct."]))
@settings(max_examples=300, deadline=None)
def test_no_amount_is_ever_refused_for_good(amount: int, unit: str) -> None:
    grouped = f"{amount:,}".replace(",", ".")
    for text in (f"{grouped}{unit}", f"{amount}{unit}", f"Beløb: {amount}", f"{grouped} {grouped}"):
        assert not [one for one in cpr_numbers(text) if one.certain], text


UNREADABLE = {
    "encrypted or unknown bytes": ("bilag/x.bin", bytes(range(256)) * 4),
    "old Word": ("bilag/x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "broken zip": ("bilag/x.docx", b"PK\x03\x04" + bytes(100)),
    "rtf": ("bilag/x.txt", b"{\\rtf1 hej}"),
    "mail": ("bilag/x.txt", b"MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\nMDEw"),
    "a zero byte in a text": ("bilag/x.txt", b"Se 010190\x00-1234 her"),
    "XML that puts itself together": ("bilag/x.svg", b"<!DOCTYPE s [<!ENTITY a '010190'>]><s/>"),
    "7z": ("bilag/x.txt", b"7z\xbc\xaf\x27\x1c" + bytes(range(40))),
    "a torn picture": ("bilag/x.png", b"\x89PNG\r\n\x1a\n" + bytes(30)),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_refused(kind: str) -> None:
    name, content = UNREADABLE[kind]
    found = check_files({name: content}, written={name})
    assert found
    assert found[0].final
    assert name in found[0].place


def test_a_zip_with_a_code_is_refused(tmp_path: Path) -> None:
    content = bytearray(places.zipped({"a.txt": b"hej"}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        directory = archive.start_dir
    content[6] |= 1
    content[directory + 8] |= 1
    [found] = check_files({"bilag/a.zip": bytes(content)}, written=())
    assert "adgangskode" in found.wrong
    assert found.final


def test_a_deleted_file_that_still_lies_in_a_zip_is_refused() -> None:
    one, two = places.zipped({"a.txt": b"hemmelig"}), places.zipped({"b.txt": b"x"})
    content = one[: one.index(b"PK\x01\x02")] + two
    found = check_files({"bilag/a.zip": content}, written=())
    assert any("slettet fil" in f.wrong for f in found)


def test_a_scanned_pdf_is_refused_with_the_page() -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(places.pdf_page())) as document:
        document.pages[0].obj.Contents = document.make_stream(b"0 0 100 100 re f")
        out = io.BytesIO()
        document.save(out)
    [found] = check_files({"bilag/p.pdf": out.getvalue()}, written=())
    assert "side 1" in found.wrong
    assert "scannet" in found.wrong
    assert found.final


def test_a_locked_pdf_is_refused() -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(places.pdf_page())) as document:
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    found = check_files({"bilag/p.pdf": out.getvalue()}, written=())
    # The random key of the lock may happen to hold the digits of a CPR number too.
    assert any(one.final and "adgangskode" in one.wrong for one in found)


def test_what_stood_in_a_pdf_before_it_was_edited_is_read_too() -> None:
    old = places.changed_pdf(places.in_properties)("Se 010190-1234")
    new = places.pdf_page()
    assert stopped("bilag/p.pdf", old + b"\n" + new)


def test_a_number_shown_as_a_cpr_number_in_a_sheet_is_found() -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Nr.", "Beløb", "CPR"])
        sheet.write_number("A2", 101901234, book.add_format({"num_format": '000000"-"0000'}))
        sheet.write_number("B2", 1101901234, book.add_format({"num_format": "#,##0"}))
        sheet.write_number("A3", 1101901234)
    content = out.getvalue()
    found = check_files({"bilag/a.xlsx": content}, written=())
    assert [(f.final, f.wrong.partition("(")[2][:6]) for f in found] == [
        (True, "010190"),
        (False, "110190"),
    ]


def test_a_site_is_not_written_with_a_cpr_number_in_a_package(
    packages: ModuleType, tmp_path: Path
) -> None:
    from som_calc.case.problems import CaseError
    from som_calc.library.database import Library
    from som_calc.library.site import write_site

    files = {**packages.FILES, "n.txt": (b"Se 010190-1234", "text/plain", "andet", "Noter")}
    made = packages.record(files=packages.listed(files))
    contents = {name: content for name, (content, *_) in files.items()}
    with Library(tmp_path / "e.db") as library:
        library.add([packages.write_package(tmp_path, made, files=contents)])
        with pytest.raises(CaseError, match="010190-xxxx"):
            write_site(library, tmp_path / "web")
    assert not (tmp_path / "web").exists()


def test_digits_in_a_fingerprint_stored_in_a_package_are_no_cpr_number() -> None:
    fingerprint = "3f58" + "0101901234" + "ab5031dcfc4d0e0d85a3ae3b7de48a773d4e8aa79d8cf059"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        package.writestr("case.json", json.dumps({"sha256": fingerprint}))
    assert not [one for one in check_files({"sag.zip": made.getvalue()}, written=()) if one.final]
