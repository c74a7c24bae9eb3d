"""The workbook being written: sheets, formats, and safe writing of text and formulas."""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from som_calc.formats.workbook.expr import CellTerm, Term
from som_calc.formats.workbook.sheet import PlainSheet

INK, MUTED, RULE = "#1B1F24", "#5B6470", "#C9CED6"
BAND, SHADE = "#1F3A5F", "#EEF2F7"
INPUT_FILL, INPUT_INK = "#FFF6D6", "#0B3D91"
WARNING = "#8A1C2B"
FONT = "Calibri"
KR, KR2, PCT, PCT2, FACTOR, QUANTITY, WHOLE = (
    "#,##0",
    "#,##0.00",
    "0.0%",
    "0.000%",
    "0.0000",
    "#,##0.0##",
    "0",
)
TWO_LINES = 31.0
"""Height of a row whose cell may hold a short sentence instead of a number."""
PROTECTION = {
    "objects": False,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
LONGEST_TEXT = 32_000
EVERYWHERE = "A1:XFD1048576"


class Book:
    """One workbook.  Text goes in as text only: never a formula, never a link."""

    def __init__(self, created: dt.datetime, stamp: str = "") -> None:
        self.stamp = stamp
        self.stream = io.BytesIO()
        self.xlsx = xlsxwriter.Workbook(
            self.stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
            },
        )
        self.created = created
        self.xlsx.set_calc_mode("auto")
        self.xlsx.formats[0].set_font_name(FONT)
        self.xlsx.formats[0].set_font_size(11)
        self.sheets: dict[str, Worksheet] = {}
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._asked: dict[tuple[tuple[str, Any], ...], Any] = {}

    def add_sheet(self, name: str, colour: str) -> Worksheet:
        """A protected sheet (no password) without gridlines."""
        sheet = self.xlsx.add_worksheet(name, PlainSheet)
        sheet.hide_gridlines(2)
        sheet.set_tab_color(colour)
        sheet.protect("", dict(PROTECTION))
        self.sheets[name] = sheet
        return sheet

    def style(self, **properties: Any) -> Any:
        """A cell format; the same properties give the same format."""
        asked = tuple(properties.items())
        found = self._asked.get(asked)
        if found is None:
            found = self._asked[asked] = self._format(properties)
        return found

    def _format(self, properties: dict[str, Any]) -> Any:
        full = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"}
        full |= properties
        if full.get("indent"):
            full["align"] = "left"
        key = tuple(sorted(full.items()))
        if key not in self._formats:
            self._formats[key] = self.xlsx.add_format(full)
        return self._formats[key]

    def text(self, sheet: str, row: int, col: int, words: str, **look: Any) -> CellTerm:
        """Write text as text, whatever it begins with."""
        kept = words[:LONGEST_TEXT]
        self.sheets[sheet].write_string(row, col, kept, self.style(**look))
        return CellTerm(sheet, row, col, kept)

    def number(self, sheet: str, row: int, col: int, value: float, **look: Any) -> CellTerm:
        """Write a fixed number."""
        self.sheets[sheet].write_number(row, col, value, self.style(align="right", **look))
        return CellTerm(sheet, row, col, value)

    def put(self, sheet: str, row: int, col: int, formula: Term, **look: Any) -> CellTerm:
        """Write a formula with its value, so that it shows right without recalculation."""
        value = formula.value
        if not isinstance(value, str):
            value = float(value)
            if not math.isfinite(value):
                raise ValueError(f"formula without value: {formula.text}")
        own = "=" + formula.text.replace(f"{sheet}!", "")
        look = {"align": "left" if isinstance(value, str) else "right"} | look
        self.sheets[sheet].write_formula(row, col, own, self.style(**look), value)
        return CellTerm(sheet, row, col, value)

    def entry(
        self,
        sheet: str,
        row: int,
        col: int,
        value: float | None,
        num_format: str,
        *,
        rule: dict[str, Any] | None = None,
        name: str = "",
    ) -> CellTerm:
        """Write an input cell: coloured, unlocked, validated, optionally with a defined name."""
        style = self._input(num_format=num_format, align="right")
        if value is None:
            self.sheets[sheet].write_blank(row, col, None, style)
        else:
            self.sheets[sheet].write_number(row, col, value, style)
        if rule:
            self.sheets[sheet].data_validation(row, col, row, col, dict(rule))
        cell = CellTerm(sheet, row, col, value, name)
        if name:
            address = CellTerm(sheet, row, col, value).text
            self.xlsx.define_name(name, f"={address}")
        return cell

    def choice(self, sheet: str, row: int, col: int, word: str, rule: dict[str, Any]) -> CellTerm:
        """Write an input cell that holds one of a few words."""
        self.sheets[sheet].write_string(row, col, word, self._input(align="center"))
        self.sheets[sheet].data_validation(row, col, row, col, dict(rule))
        return CellTerm(sheet, row, col, word)

    def _input(self, **look: Any) -> Any:
        return self.style(
            locked=False,
            bg_color=INPUT_FILL,
            font_color=INPUT_INK,
            border=1,
            border_color=RULE,
            **look,
        )

    def title(self, sheet: str, words: str, lead: str = "") -> None:
        """The sheet's heading in the first two rows."""
        self.sheets[sheet].set_row(0, 26)
        self.text(sheet, 0, 0, words, bold=True, font_size=18, font_color=BAND)
        if lead:
            self.text(sheet, 1, 0, lead, font_color=MUTED)
        if self.stamp:
            self.text(sheet, 2, 0, self.stamp, bold=True, font_color=WARNING)

    def heading(self, sheet: str, row: int, words: str, width: int) -> None:
        """A band across ``width`` columns that opens a part of the sheet."""
        for col in range(width):
            self.sheets[sheet].write_blank(row, col, None, self.style(bg_color=BAND))
        self.text(sheet, row, 0, words, bold=True, font_color="#FFFFFF", bg_color=BAND)

    def header(
        self, sheet: str, row: int, labels: list[str], first_col: int = 0, **look: Any
    ) -> None:
        """Column labels; the first stands left, the others right unless told."""
        for offset, label in enumerate(labels):
            style = {
                "bold": True,
                "bg_color": SHADE,
                "bottom": 1,
                "bottom_color": MUTED,
                "text_wrap": True,
                "valign": "bottom",
            } | look
            style.setdefault("align", "left" if offset == 0 else "right")
            self.text(sheet, row, first_col + offset, label, **style)

    def fit(self, sheet: str, row: int, *texts: tuple[str, float]) -> None:
        """Make a row tall enough for its wrapped texts, each with its column's width.

        Excel would do so itself, other programs do not.
        """
        lines = max(max(1, math.ceil(len(words) * 0.95 / width)) for words, width in texts)
        if lines > 1:
            self.sheets[sheet].set_row(row, 15 * lines + 1)

    def page(
        self,
        sheet: str,
        *,
        repeat: int | None = None,
        footer: str = "",
        tall: int = 0,
        breaks: list[int] | None = None,
        scale: int = 85,
    ) -> None:
        """A4 landscape with page numbers; ``repeat`` is the last repeated row.

        One page wide, or at ``scale`` pct. where ``breaks`` are given: Excel leaves out
        page breaks when it fits a sheet to pages.
        """
        paper = self.sheets[sheet]
        paper.set_paper(9)
        paper.set_landscape()
        if breaks is None:
            paper.fit_to_pages(1, tall)
        else:
            paper.set_print_scale(scale)
            paper.set_h_pagebreaks(breaks)
        paper.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        # A leading blank keeps a digit in the text from being read as part of the font size.
        paper.set_footer(f"&L&8 {_plain(footer)}&C&8 &A&R&8 Side &P af &N")
        if self.stamp:
            paper.set_header(f"&C&B&10 {_plain(self.stamp)}")
        if repeat is not None:
            paper.repeat_rows(0, repeat)

    def close(self) -> bytes:
        """The finished file."""
        for sheet in self.sheets.values():
            # Rows whose first year is computed otherwise are meant so: no green corners.
            sheet.ignore_errors(
                {
                    "formula_differs": EVERYWHERE,
                    "formula_range": EVERYWHERE,
                    "number_stored_as_text": EVERYWHERE,
                }
            )
        self.xlsx.close()
        return self.stream.getvalue()


def _plain(words: str) -> str:
    """Text in a header or footer, where ``&`` begins a code."""
    return words[:90].replace("&", "&&")


def decimal_rule(low: float, high: float, title: str, message: str, error: str) -> dict[str, Any]:
    """Data validation for a number between two bounds, with Danish messages."""
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "ignore_blank": True,
        "input_title": title[:32],
        "input_message": message[:255],
        "error_title": "Ugyldig værdi",
        "error_message": error[:255],
    }


def whole_rule(low: int, high: int, title: str, message: str, error: str) -> dict[str, Any]:
    """Data validation for a whole number between two bounds."""
    return decimal_rule(low, high, title, message, error) | {"validate": "integer"}
