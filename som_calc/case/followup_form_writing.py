"""Writing the empty follow-up form, with help, drop-downs and what was expected."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, get_args

from som_calc.case.followup import MONEY, NUMBERS
from som_calc.case.followup_form import (
    GENERAL,
    GENERAL_SHEET,
    HEADINGS,
    HELP,
    HELP_SHEET,
    NUMBERS_SHEET,
    SERVICE_HEADINGS,
    SERVICES_SHEET,
    ExpectedNumbers,
)
from som_calc.case.glossary import FIELDS
from som_calc.case.values import Status


def form_bytes(expected: ExpectedNumbers) -> bytes:
    """The empty form as the bytes of an .xlsx file."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    look = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "grey": book.add_format({"font_color": "#5b6470", "num_format": "#,##0", "valign": "top"}),
        "fill": book.add_format(
            {
                "bg_color": "#FFF6DC",
                "border": 1,
                "border_color": "#C9CED6",
                "locked": False,
                "text_wrap": True,
                "valign": "top",
            }
        ),
        "number": book.add_format(
            {
                "bg_color": "#FFF6DC",
                "border": 1,
                "border_color": "#C9CED6",
                "locked": False,
                "num_format": "#,##0.##",
                "valign": "top",
            }
        ),
        "kroner": book.add_format(
            {
                "bg_color": "#FFF6DC",
                "border": 1,
                "border_color": "#C9CED6",
                "locked": False,
                "num_format": '#,##0 "kr."',
                "valign": "top",
            }
        ),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }
    sheets = {
        name: book.add_worksheet(name)
        for name in (HELP_SHEET, GENERAL_SHEET, NUMBERS_SHEET, SERVICES_SHEET)
    }
    _write_help(sheets[HELP_SHEET], look, expected)
    _write_general(sheets[GENERAL_SHEET], look, expected)
    _write_numbers(sheets[NUMBERS_SHEET], look, expected)
    _write_services(sheets[SERVICES_SHEET], look, expected)
    for sheet in sheets.values():
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()


def _write_help(sheet: Any, look: dict[str, Any], expected: ExpectedNumbers) -> None:
    sheet.set_column(0, 0, 100)
    lines = (
        f"Udfyld de gule felter med det, der er kendt til og med {expected.year}.",
        "Lad et felt stå tomt, eller skriv »ukendt«, når tallet ikke er kendt. Skriv kun 0, når "
        "der faktisk var nul.",
        "Skriv ved hvert tal, hvor det kommer fra, og hvad læseren bør vide.",
        f"Beløb er i kr. og i {expected.price_year}-priser, medmindre andet står under Generelt.",
        "Årene tæller deltagere efter det år, de startede.",
        f"Gem filen som {expected.year}.xlsx i mappen opfoelgning ved siden af sagen, og kør: "
        "som opfoelgning SAG",
    )
    sheet.write(0, 0, f"Opfølgning {expected.year}: {expected.title}", look["title"])
    sheet.write(1, 0, expected.municipality)
    for row, line in enumerate(lines, 3):
        sheet.write(row, 0, line, look["text"])


def _write_general(sheet: Any, look: dict[str, Any], expected: ExpectedNumbers) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2, 70)
    for column, text in enumerate(("Felt", "Svar", "Hjælp")):
        sheet.write(0, column, text, look["head"])
    for row, (field, text) in enumerate(GENERAL, 1):
        sheet.write(row, 0, field)
        sheet.write(row, 2, text, look["text"])
        if field == "opfølgningsår":
            sheet.write(row, 1, expected.year, look["fill"])
        elif field in AMONG:
            sheet.write(row, 1, AMONG[field], look["fill"])
            sheet.data_validation(row, 1, row, 1, _choice(["gennemførte", "startede"]))
        elif field == "illustrativ":
            sheet.write(row, 1, "nej", look["fill"])
            sheet.data_validation(row, 1, row, 1, _choice(["ja", "nej"]))
        else:
            sheet.write_blank(row, 1, None, look["fill"])


def _write_numbers(sheet: Any, look: dict[str, Any], expected: ExpectedNumbers) -> None:
    for column, width in enumerate((7, 16, 14, 16, 36, 16, 44)):
        sheet.set_column(column, column, width)
    for column, text in enumerate(HEADINGS):
        sheet.write(0, column, text, look["head"])
    row = 0
    for year, numbers in expected.numbers.items():
        for name in NUMBERS:
            row += 1
            sheet.write(row, 0, year)
            sheet.write(row, 1, field_label(name))
            value = numbers.get(name)
            if value is None:
                sheet.write(row, 2, "–", look["grey"])
            else:
                sheet.write(row, 2, value, look["grey"])
            sheet.write_blank(row, 3, None, look["kroner" if name in MONEY else "number"])
            for column in (4, 5, 6):
                sheet.write_blank(row, column, None, look["fill"])
            shown = {"input_title": field_label(name), "input_message": HELP[name]}
            sheet.data_validation(row, 3, row, 3, {"validate": "any", **shown})
            sheet.data_validation(row, 5, row, 5, _choice(list(get_args(Status))))
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)


def _write_services(sheet: Any, look: dict[str, Any], expected: ExpectedNumbers) -> None:
    for column, width in enumerate((34, 10, 12, 12, 12, 36, 44)):
        sheet.set_column(column, column, width)
    for column, text in enumerate(SERVICE_HEADINGS):
        sheet.write(0, column, text, look["head"])
    for row in range(1, max(len(expected.services), 6) + 1):
        known = expected.services[row - 1] if row <= len(expected.services) else ("", "")
        for column in range(len(SERVICE_HEADINGS)):
            text = known[column] if column < 2 else ""
            if text:
                sheet.write(row, column, text, look["fill"])
            else:
                sheet.write_blank(row, column, None, look["fill"])
    sheet.freeze_panes(1, 1)


def field_label(name: str) -> str:
    """A field as the form shows it; the reader takes it in any spelling."""
    return FIELDS[name].replace("_", " ").capitalize()


AMONG = {"målt_blandt": "gennemførte", "effekt_blandt": "startede"}
"""Field of *Generelt* → whom it is among unless the user says otherwise."""


def _choice(words: Sequence[str]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(words),
        "error_title": "Vælg fra listen",
        "error_message": f"Mulighederne er {', '.join(words)}.",
    }
