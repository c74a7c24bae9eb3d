"""Native charts: what Word and PowerPoint draw, and what »Rediger data« opens."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from lxml import etree

from som_calc.document.model import Chart, Series
from som_calc.formats.chart.look import chart_xml
from som_calc.formats.chart.workbook import workbook_bytes
from som_calc.formats.word.charts import height_cm

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
KINDS = ("bar", "column", "stacked_column", "line")


def chart(kind: str = "bar", categories: int = 3, series: int = 1, **options) -> Chart:
    colours = ["#0072b2", "#c25500", "#00805e"]
    return Chart(
        type=kind,
        categories=[f"Kategori {number}" for number in range(categories)],
        series=[
            Series(
                name=f"Serie {index}",
                values=[(-1.0) ** number * 1e6 * (number + 1) for number in range(categories)],
                colour=colours[index % 3],
                dashed=index > 0,
            )
            for index in range(series)
        ],
        unit="mio. kr.",
        scale=1e6,
        **options,
    )


def drawn(made: Chart):
    return etree.fromstring(chart_xml(made, "rId1"))


@pytest.mark.parametrize("kind", KINDS)
def test_parts_of_a_chart_stand_in_the_order_the_format_demands(kind):
    order = [node.tag.removeprefix(C) for node in drawn(chart(kind, series=2))]
    assert order == ["date1904", "lang", "roundedCorners", "chart", "spPr", "txPr", "externalData"]


@pytest.mark.parametrize("kind", KINDS)
def test_values_references_and_workbook_agree(kind):
    made = chart(kind, series=2)
    space = drawn(made)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(made)))["Data"]
    for index, series in enumerate(space.iter(f"{C}ser")):
        reference = series.find(f"{C}val/{C}numRef/{C}f").text
        assert reference.startswith("Data!$")
        cells = sheet[reference.removeprefix("Data!").replace("$", "")]
        cached = [float(node.text) for node in series.find(f"{C}val").iter(f"{C}v")]
        assert [row[0].value for row in cells] == pytest.approx(cached)
        assert cached == pytest.approx([value / 1e6 for value in made.series[index].values])


def test_text_from_a_case_is_no_formula_in_the_workbook_and_no_markup_in_the_chart():
    evil = '=HYPERLINK("http://x","klik")</c:v><x/>'
    made = chart().model_copy(
        update={
            "categories": [evil, "+1", "@x"],
            "series": [chart().series[0].model_copy(update={"name": "=1+1"})],
        }
    )
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(made)))["Data"]
    cells = [sheet["A2"], sheet["A3"], sheet["A4"], sheet["B1"]]
    assert [cell.value for cell in cells] == [evil, "+1", "@x", "=1+1"]
    book = zipfile.ZipFile(io.BytesIO(workbook_bytes(made)))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert evil in [node.text for node in drawn(made).iter(f"{C}v")]


def test_numbers_have_a_danish_format_with_a_real_minus():
    codes = {node.get("formatCode") for node in drawn(chart()).iter(f"{C}numFmt")}
    assert codes == {'[$-406]#,##0.0;"\u2212"#,##0.0'}


def test_a_loss_keeps_its_colour_and_labels_stay_clear_of_bars():
    made = chart()
    coloured = made.series[0].model_copy(
        update={"point_colours": ["#111111", "#222222", "#333333"]}
    )
    space = drawn(made.model_copy(update={"series": [coloured]}))
    points = list(space.iter(f"{C}dPt"))
    assert len(points) == 3
    for point, colour in zip(points, ("111111", "222222", "333333"), strict=True):
        assert point.find(f"{C}invertIfNegative").get("val") == "0"
        assert next(point.iter(f"{A}srgbClr")).get("val") == colour
    assert space.find(f".//{C}catAx/{C}tickLblPos").get("val") == "low"


def test_lines_differ_without_colour_and_many_labels_are_thinned():
    space = drawn(chart("line", categories=25, series=3))
    symbols = {node.get("val") for node in space.iter(f"{C}symbol")}
    assert len(symbols) == 3
    assert len(list(space.iter(f"{A}prstDash"))) == 2
    assert int(next(space.iter(f"{C}tickLblSkip")).get("val")) > 1


def test_a_missing_or_infinite_value_is_a_gap():
    made = chart()
    holes = made.series[0].model_copy(update={"values": [1e6, None, float("nan")]})
    made = made.model_copy(update={"series": [holes]})
    assert len(drawn(made).findall(f".//{C}val//{C}pt")) == 1
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(made)))["Data"]
    assert [sheet["B2"].value, sheet["B3"].value, sheet["B4"].value] == [1, None, None]


def test_a_chart_grows_with_its_bars_but_stays_within_the_page():
    assert height_cm(chart(categories=3)) < height_cm(chart(categories=9))
    assert height_cm(chart(categories=60)) <= 16
    assert height_cm(chart(categories=9), most_cm=6) == 6


def test_text_that_looks_like_a_character_code_stays_as_it_is_written():
    made = chart().model_copy(update={"categories": ["_x0041_", "  luft ", "a\x01b"]})
    book = zipfile.ZipFile(io.BytesIO(workbook_bytes(made)))
    texts = [
        "".join(node.itertext())
        for node in etree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{S}is")
    ]
    assert texts == ["Serie 0", "_x005F_x0041_", "  luft ", "ab"]


@pytest.mark.parametrize("series", [1, 3, 30])
def test_the_workbook_is_whole_and_covers_its_cells(series):
    content = workbook_bytes(chart(categories=5, series=series))
    assert content == workbook_bytes(chart(categories=5, series=series))
    book = zipfile.ZipFile(io.BytesIO(content))
    assert len(book.namelist()) == len(set(book.namelist()))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Data"]
    assert (sheet.max_row, sheet.max_column) == (6, series + 1)
    assert sheet.cell(2, series + 1).number_format == "#,##0.0"
    last = etree.fromstring(book.read("xl/worksheets/sheet1.xml")).find(f"{S}dimension").get("ref")
    assert last == f"A1:{openpyxl.utils.get_column_letter(series + 1)}6"
