"""The knowledge base as files: CSV with a Frictionless table schema, and a workbook.

The CSV files are the ones that can be loaded again: UTF-8, semicolons, decimal commas,
shares as numbers (0,05), dates as 2026-03-01, yes/no as ja/nej.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

from som_calc.knowledge.columns import ColumnSpec, table_schema_types
from som_calc.knowledge.database import KnowledgeSet
from som_calc.knowledge.schema import TABLES, TableSpec
from som_calc.knowledge.table import CheckedTable

_TYPES = dict(table_schema_types())


def csv_bytes(table: CheckedTable) -> bytes:
    """A table as CSV, with a byte order mark so that Excel reads æ, ø and å."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.spec.names)
    for row in table.rows():
        writer.writerow([_cell(row[name]) for name in table.spec.names])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        # Kroner and quantities with a point and three decimals could be read as thousands.
        return f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def table_schema(spec: TableSpec) -> dict[str, Any]:
    """The Frictionless table schema of a table."""
    return {
        "fields": [_field(column) for column in spec.columns],
        "primaryKey": list(spec.key),
        "missingValues": [""],
    }


def _field(column: ColumnSpec) -> dict[str, Any]:
    kind = _TYPES[column.kind]
    described: dict[str, Any] = {
        "name": column.name,
        "type": kind,
        "description": column.meaning,
        "constraints": {"required": column.required},
    }
    if kind == "number":
        described["decimalChar"] = ","
    if kind == "boolean":
        described |= {"trueValues": ["ja"], "falseValues": ["nej"]}
    if column.words:
        described["constraints"]["enum"] = list(column.words)
    if column.unit:
        described["unit"] = column.unit
    return described


def data_package(one: KnowledgeSet) -> dict[str, Any]:
    """The description of a set's CSV files (``datapackage.json``)."""
    return {
        "name": one.name,
        "title": f"Vidensdatabasen, sættet {one.name}",
        "resources": [
            {
                "name": name,
                "title": table.spec.title,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "dialect": {"delimiter": ";", "lineTerminator": "\r\n"},
                "schema": table_schema(table.spec),
            }
            for name, table in one.tables.items()
        ],
    }


def set_files(one: KnowledgeSet) -> dict[str, bytes]:
    """File name → content: a CSV per table and ``datapackage.json``."""
    files = {f"{name}.csv": csv_bytes(table) for name, table in one.tables.items()}
    text = json.dumps(data_package(one), ensure_ascii=False, indent=2)
    return files | {"datapackage.json": f"{text}\n".encode()}


def workbook_bytes(one: KnowledgeSet) -> bytes:
    """A workbook with one sheet per table: real numbers and dates, filters, explanations."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        "andel": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "kr": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        "tal": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        "dato": book.add_format({"num_format": "dd-mm-yyyy", "valign": "top"}),
    }
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    guide = book.add_worksheet("Om tabellerne")
    guide.set_column(0, 1, 22)
    guide.set_column(2, 2, 70)
    guide.write_row(0, 0, ["Tabel", "Kolonne", "Betydning"], head)
    line = 1
    for name, table in one.tables.items():
        sheet = book.add_worksheet(TABLES[name].title[:31])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(table), 1), len(table.spec.columns) - 1)
        for place, column in enumerate(table.spec.columns):
            guide.write_row(line, 0, [table.spec.title, column.name, column.meaning], plain)
            line += 1
            sheet.set_column(place, place, 40 if column.kind == "tekst" else 16)
            sheet.write_string(0, place, column.name, head)
            for number, value in enumerate(table.columns[column.name], 1):
                _write(sheet, number, place, value, formats.get(column.kind, plain))
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, row: int, place: int, value: Any, look: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, place, "ja" if value else "nej", look)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value, look)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, dt.datetime(value.year, value.month, value.day), look)
    else:
        sheet.write_string(row, place, str(value), look)
