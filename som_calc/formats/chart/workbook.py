"""The small workbook behind a chart, which opens with »Rediger data«.

All but the sheet itself is the same for every chart of one shape, and is made by xlsxwriter
once; the sheet is text.  Text from a case goes in as text only, so that it can never become a
formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from functools import lru_cache
from html import escape

from som_calc.document.model import Chart
from som_calc.formats.chart.look import SHEET, column_letters, scaled
from som_calc.formats.ooxml import ZIP_TIME, clean

PART = "xl/worksheets/sheet1.xml"
LONGEST_TEXT = 32_000
_ESCAPE = re.compile("(?=_x[0-9a-fA-F]{4}_)")
"""Excel reads ``_x0041_`` as a character; the underscore itself is then written so."""


def workbook_bytes(chart: Chart) -> bytes:
    """The workbook behind the chart: categories in column A, a series per column."""
    columns = [scaled(chart, series.values) for series in chart.series]
    head = [_text(0, place, series.name) for place, series in enumerate(chart.series, start=1)]
    rows = [f'<row r="1">{"".join(head)}</row>']
    for row, category in enumerate(chart.categories, start=1):
        cells = [_text(row, 0, category)]
        for place, values in enumerate(columns, start=1):
            value = values[row - 1] if row <= len(values) else None
            if value is not None:
                where = f"{column_letters(place)}{row + 1}"
                cells.append(f'<c r="{where}" s="1"><v>{value:.16G}</v></c>')
        rows.append(f'<row r="{row + 1}">{"".join(cells)}</row>')
    rest, before, after = _shell(chart.number_format, len(columns))
    last = f"{column_letters(len(columns))}{len(chart.categories) + 1}"
    sheet = f"{before.replace('DIMENSION', last)}<sheetData>{''.join(rows)}</sheetData>{after}"
    stream = io.BytesIO(rest)
    with zipfile.ZipFile(stream, "a") as file:
        entry = zipfile.ZipInfo(PART, ZIP_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        file.writestr(entry, sheet)
    return stream.getvalue()


@lru_cache(maxsize=64)
def _shell(number_format: str, columns: int) -> tuple[bytes, str, str]:
    """A workbook without its sheet, and what of the sheet stands before and after its cells."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2000, 1, 1), "author": ""})
    sheet = book.add_worksheet(SHEET)
    number = book.add_format({"num_format": number_format})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, columns, 16)
    sheet.write_blank(0, 0, None, number)  # a format that no cell has is not kept
    book.close()
    rest = io.BytesIO()
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(rest, "w") as kept:
        for entry in made.infolist():
            if entry.filename != PART:
                kept.writestr(entry, made.read(entry))
        text = made.read(PART).decode()
    before, _, after = re.split("(<sheetData>.*</sheetData>)", text, flags=re.DOTALL)
    return rest.getvalue(), before.replace('ref="A1"', 'ref="A1:DIMENSION"'), after


def _text(row: int, column: int, text: str) -> str:
    words = escape(_ESCAPE.sub("_x005F", clean(text)[:LONGEST_TEXT]), quote=False)
    where = f"{column_letters(column)}{row + 1}"
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
