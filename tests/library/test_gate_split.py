"""A number or a name stays one, however an office program has parted it."""

from __future__ import annotations

import pytest
from lxml import etree

from som_calc.library.privacy.cpr import cpr_numbers
from som_calc.library.privacy.markup import spoken

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
