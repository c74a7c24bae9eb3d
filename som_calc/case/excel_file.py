"""Workbooks as they arrive: guarded, and only the cells in use.

What openpyxl cannot read is told in Danish; what it warns of is not told.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError
from som_calc.case.text_file import read_bytes

MAX_CELLS = 300_000
"""Cells in all sheets together; a case form has 2,000, a kommune's knowledge base 100,000."""
MAX_UNPACKED = 60_000_000
_SHEETS = "xl/worksheets/"
_STRICT = b"http://purl.oclc.org/ooxml/"


def open_workbook(path: Path, max_bytes: int, *, formulas: bool = False) -> Any:
    """An openpyxl workbook with the values Excel last calculated.

    Args:
        path: the file.
        max_bytes: a larger file is refused.
        formulas: with the formulas in place of their values.

    Raises:
        CaseError: missing, a folder or a pipe, not a workbook, damaged, or with too many cells.
    """
    raw = read_bytes(path, max_bytes)
    if raw[:4] != b"PK\x03\x04":
        kind = (
            "en ældre eller kodeordsbeskyttet Excelfil"
            if raw[:4] == b"\xd0\xcf\x11\xe0"
            else "ikke en Excelfil"
        )
        raise CaseError.single(path, f"filen er {kind}", "gem den i Excel som .xlsx uden kodeord")
    import openpyxl

    try:
        if _is_strict(raw):
            raise CaseError.single(
                path,
                "filen er gemt som Strict Open XML",
                "gem den igen i Excel med filtypen »Excel-projektmappe (.xlsx)«",
            )
        if (cells := _count_cells(raw, path)) > MAX_CELLS:
            raise CaseError.single(
                path,
                f"arbejdsbogen har {cells} celler, og der læses højst {MAX_CELLS}",
                "slet tomme, formaterede rækker og kolonner, eller del den i flere",
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts of Excel it does not know
            book = openpyxl.load_workbook(io.BytesIO(raw), data_only=not formulas, keep_links=False)
        if not book.worksheets:
            raise CaseError.single(path, "Excel-arbejdsbogen har ingen ark", "angiv en anden fil")
        return book
    except CaseError:
        raise
    except Exception:
        # Whatever is inside, it is not a workbook anyone can open.
        wrong = "filen kan ikke læses som en Excel-arbejdsbog"
        raise CaseError.single(path, wrong, "åbn den i Excel, og gem den igen som .xlsx") from None


def has_formulas(path: Path, max_bytes: int) -> bool:
    """Whether any sheet of a workbook that opens holds a formula."""
    with zipfile.ZipFile(io.BytesIO(read_bytes(path, max_bytes))) as packed:
        return any(
            re.search(rb"<f[ >/]", packed.read(part))
            for part in packed.namelist()
            if part.startswith(_SHEETS)
        )


def used_rows(
    sheet: Any, max_rows: int, max_columns: int, first: int = 1
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows that hold cells, by number; each cell by cell from column A to its last one.

    A cell far out in an otherwise empty sheet costs no more than itself.

    Args:
        sheet: an openpyxl sheet.
        max_rows: rows below this one are left out.
        max_columns: and columns to the right of this one.
        first: the first row wanted.
    """
    last: dict[int, int] = {}
    for row, column in sheet._cells:
        if first <= row <= max_rows and column <= max_columns:
            last[row] = max(last.get(row, 0), column)
    for row in sorted(last):
        yield row, tuple(sheet.cell(row, column) for column in range(1, last[row] + 1))


@dataclass(frozen=True)
class Hidden:
    """What a sheet holds that nobody sees: rows and columns by number, or all of it."""

    rows: frozenset[int]
    columns: frozenset[int]
    sheet: bool


def hidden_in(sheet: Any) -> Hidden:
    """What is hidden in an openpyxl sheet."""
    rows = {n for n, row in sheet.row_dimensions.items() if row.hidden}
    columns = {
        n
        for column in sheet.column_dimensions.values()
        if column.hidden
        for n in range(column.min, column.max + 1)
    }
    return Hidden(frozenset(rows), frozenset(columns), sheet.sheet_state != "visible")


def _is_strict(raw: bytes) -> bool:
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as packed,
        packed.open("xl/workbook.xml") as part,
    ):
        return _STRICT in part.read(20_000)


def _count_cells(raw: bytes, path: Path) -> int:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
            raise CaseError.single(path, "arbejdsbogen fylder alt for meget pakket ud")
        sheets = [name for name in packed.namelist() if name.startswith(_SHEETS)]
        return sum(len(re.findall(rb"<(?:\w+:)?c[ >/]", packed.read(name))) for name in sheets)
