"""Native, editable Word charts: a chart part with its workbook, drawn into a paragraph.

DrawingML charts are the same in Word as in PowerPoint and Excel.
"""

from __future__ import annotations

from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml

from som_calc.document.model import Chart, FigureBlock
from som_calc.formats.chart.look import CHART_URI, chart_xml
from som_calc.formats.chart.workbook import workbook_bytes
from som_calc.formats.ooxml import clean
from som_calc.formats.word.text import WordSetting
from som_calc.formats.word.xml import EMU_PER_TWIP, TWIPS_PER_CM, Element, el

_NAMESPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def chart_run(
    setting: WordSetting, figure: FigureBlock, *, most_cm: float | None = None
) -> Element:
    """A run holding the figure's chart at full text width, with its alternative text.

    ``most_cm`` is the height there is room for, where that is known.
    """
    package = setting.document.part.package
    number = _free_number(package)
    workbook = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
        CONTENT_TYPE.SML_SHEET,
        workbook_bytes(figure.chart),
        package,
    )
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, None, package)
    part._blob = chart_xml(figure.chart, part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE))
    related = setting.document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    setting.drawings += 1
    height = int(height_cm(figure.chart, most_cm) * TWIPS_PER_CM * EMU_PER_TWIP)
    return el("r", _drawing(setting, figure, related, height))


def height_cm(chart: Chart, most_cm: float | None = None) -> float:
    """Height of a chart: what its bars or lines need, within the room there is."""
    needed = 8.4
    if chart.type == "bar":
        side_by_side = max(1, len(chart.series))
        each = 0.95 if side_by_side == 1 else 0.25 + 0.45 * side_by_side
        needed = min(1.8 + each * max(len(chart.categories), 3), 16.0)
    return needed if most_cm is None else min(needed + 1.0, most_cm)


def _free_number(package: Any) -> int:
    taken = {str(part.partname).lower() for part in package.iter_parts()}
    number = 1
    while (
        f"/word/charts/chart{number}.xml" in taken
        or f"/word/embeddings/microsoft_excel_sheet{number}.xlsx" in taken
    ):
        number += 1
    return number


def _drawing(setting: WordSetting, figure: FigureBlock, related: str, height: int) -> Element:
    width = setting.width * EMU_PER_TWIP
    inline = parse_xml(
        f'<wp:inline {_NAMESPACES} distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{setting.drawings}" name=""/>'
        "<wp:cNvGraphicFramePr/>"
        f'<a:graphic><a:graphicData uri="{CHART_URI}"><c:chart r:id="{related}"/>'
        "</a:graphicData></a:graphic></wp:inline>"
    )
    properties = inline[1]
    properties.set("name", clean(f"Figur {figure.number or setting.drawings}"))
    properties.set("descr", clean(figure.alt))
    return el("drawing", inline)
