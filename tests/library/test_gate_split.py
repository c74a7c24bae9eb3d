"""A number or a name stays one, however an office program has parted it."""

from __future__ import annotations

import pytest
from lxml import etree

from som_calc.library.privacy import check_files
from som_calc.library.privacy.cpr import cpr_numbers, line_of
from som_calc.library.privacy.markup import spoken
from som_calc.library.privacy.text import personal

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD_PARTS = [
    '<r><t>240877</t></r><r><rPr><rStyle w:val="Tal"/><spacing w:val="7"/></rPr><t>-3345</t></r>',
    "<r><t>240877</t></r><r><rPr><rPrChange><rPr><caps/></rPr></rPrChange></rPr><t>-3345</t></r>",
    '<fldSimple w:instr="REF b"><r><t>2408</t></r></fldSimple><r><t>77-3345</t></r>',
    '<r><t>240877</t></r><r><fldChar w:fldCharType="begin"/></r><r><instrText> REF b </instrText>'
    '</r><r><fldChar w:fldCharType="end"/></r><r><t>-3345</t></r>',
    '<r><t>240877</t></r><r><sym w:font="Symbol" w:char="F02D"/><t>3345</t></r>',
    "<r><t>2408</t></r><del><r><delText>hej</delText></r></del><r><t>77-3345</t></r>",
    "<r><t>2408</t></r><ins><r><t>hej</t></r></ins><r><t>77-3345</t></r>",
    "<r><t>2408</t></r><nytFraWord/><r><t>77-3345</t></r>",
]


def told(inner: str, space: str, around: str = "p") -> str:
    return spoken(
        etree.fromstring(f'<{around} xmlns="{space}" xmlns:w="{space}">{inner}</{around}>')
    )


@pytest.mark.parametrize("inner", WORD_PARTS)
def test_a_number_in_several_runs_of_word_is_one_number(inner: str) -> None:
    assert any(one.certain for one in cpr_numbers(told(inner, WORD)))


@pytest.mark.parametrize(
    "look", ["<solidFill><srgbClr/></solidFill>", "<latin/>", "<ln><noFill/></ln>"]
)
def test_a_number_in_several_colours_of_a_slide_is_one_number(look: str) -> None:
    inner = f"<r><t>2408</t></r><r><rPr>{look}</rPr><t>77-3345</t></r>"
    assert any(one.certain for one in cpr_numbers(told(inner, SLIDE)))


@pytest.mark.parametrize("around", ["si", "is", "text"])
def test_a_number_in_several_fonts_of_a_cell_or_comment_is_one_number(around: str) -> None:
    inner = '<r><t>2408</t></r><r><rPr><family val="2"/><scheme val="x"/></rPr><t>77-3345</t></r>'
    assert any(one.certain for one in cpr_numbers(told(inner, SHEET, around)))


def test_two_cells_of_a_table_stay_two_texts() -> None:
    cells = "".join(f"<tc><p><r><t>{text}</t></r></p></tc>" for text in ("Peter", "Jensen"))
    assert "PeterJensen" not in told(f"<tr>{cells}</tr>", WORD, "tbl")


@pytest.mark.parametrize("text", ["Tlf. +4531445566", "mobil: 4531445566", "Ring +45 31445566"])
def test_a_phone_number_with_the_code_of_the_country_is_no_cpr_number(text: str) -> None:
    assert any("telefonnummer" in one.wrong for one in personal(text))


@pytest.mark.parametrize("before", ["Projektleder", "Kontakt", "I Odense", "Hr"])
def test_a_capitalised_word_before_a_name_does_not_hide_it(before: str) -> None:
    assert any("Mette Olsen" in one.wrong for one in personal(f"{before} Mette Olsen siger"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bilag/a.csv", "nr,uger\n2408773345.0,4\n"),
        ("bilag/a.csv", "cpr;uger\n408773345;4\n"),
        ("bilag/a.json", '{"nr": 2408773345.0}'),
        ("bilag/a.json", '{"cpr": 408773345.0}'),
    ],
)
def test_a_cpr_number_kept_as_a_number_is_found(name: str, text: str) -> None:
    assert any("CPR-nummer" in one.wrong for one in check_files({name: text.encode()}, written=()))


def test_a_text_full_of_dates_is_read_in_one_go() -> None:
    text = "02 03 \n" * 3000
    assert len(cpr_numbers(text + "240877-3345")) >= 1
    assert line_of(text, len(text)) == 3001


def test_a_text_too_long_to_read_is_refused() -> None:
    [found] = check_files({"bilag/a.txt": b"hej " * 6_000_000}, written=())
    assert found.final
    assert "for lang" in found.wrong


@pytest.mark.parametrize(
    "text", ["Pr. 30.06.2024 3500 kr.", "15.03.2025: 1800 deltagere", "30.06.24 3500 kr."]
)
def test_a_date_and_an_amount_can_be_approved(text: str) -> None:
    assert cpr_numbers(text)
    assert not any(one.certain for one in cpr_numbers(text))
