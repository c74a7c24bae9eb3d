"""Reading a filled form: cells → the same kind of tree as a YAML file gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from som_calc.case.excel_file import has_formulas, hidden_in, open_workbook, used_rows
from som_calc.case.file_tree import FileTree, dotted
from som_calc.case.file_tree import Path as Loc
from som_calc.case.overrides import Refused
from som_calc.case.problems import CaseError
from som_calc.case.shape import Shape
from som_calc.case.workbook.cells import NUMERIC, cell_text, is_date, is_number
from som_calc.case.workbook.content import Content

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 300
FORM, LIST, FIELDS, END = "#skema", "#liste", "#felter", "#slut"
MAKE_ONE = "lav et skema med »som ny --excel FIL.xlsx«"


def read_workbook(path: Path) -> FileTree:
    """The content of a filled form; cells that hold no usable value are told in its notices.

    Raises:
        CaseError: no workbook, or not our form.
    """
    content = Content(str(path))
    book, uncalculated = _open(path)
    named: list[tuple[str, str, list[tuple[str, str, str]]]] = []
    blocks = 0
    for sheet in book.worksheets:
        page = _SheetCells(sheet, content, uncalculated)
        for block in _blocks(page):
            blocks += 1
            named += block.read()
        page.notice_hidden()
    if not blocks:
        raise CaseError.single(path, "arbejdsbogen er ikke et skema til en sag", MAKE_ONE)
    for name, place, cells in named:
        _put_named(content, name, place, cells)
    content.refuse_numbers()
    content.places.setdefault((), f"{book.worksheets[0].title}!A1")
    return content.tree()


def _open(path: Path) -> tuple[Any, set[str]]:
    """The workbook with the values Excel last calculated, and the formulas without one."""
    book = open_workbook(path, MAX_BYTES)
    return book, _uncalculated(path, book) if has_formulas(path, MAX_BYTES) else set()


def _uncalculated(path: Path, book: Any) -> set[str]:
    """Places of formulas whose value the file does not hold."""
    return {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in open_workbook(path, MAX_BYTES, formulas=True).worksheets
        for _, row in used_rows(sheet, MAX_ROWS, MAX_COLUMNS)
        for cell in row
        if cell.data_type == "f" and book[sheet.title][cell.coordinate].value is None
    }


class _SheetCells:
    """The cells of one sheet, and whether formulas were calculated."""

    def __init__(self, sheet: Any, content: Content, uncalculated: set[str]) -> None:
        self.uncalculated = uncalculated
        self.name: str = sheet.title
        self.content = content
        self.hidden = hidden_in(sheet)
        self.merged = list(sheet.merged_cells.ranges)
        self.rows: list[tuple[Any, ...]] = [
            row for _, row in used_rows(sheet, MAX_ROWS, MAX_COLUMNS)
        ]
        self.read: list[Any] = []

    def place(self, cell: Any) -> str:
        return f"{self.name}!{cell.coordinate}"

    def notice_hidden(self) -> None:
        """What was read in hidden rows, columns and sheets counts as much as the rest."""
        if self.hidden.sheet and self.read:
            wrong = "arket er skjult, men regnes med"
            self.content.notice(f"{self.name}!A1", wrong, "vis arket, eller slet det")
        shown = {row[0].row: row for row in self.rows}
        for number, cell in {cell.row: cell for cell in reversed(self.read)}.items():
            if number in self.hidden.rows:
                wrong = f"{_shown(shown[number])} står i en skjult række, men regnes med"
                self.content.notice(self.place(cell), wrong, "vis rækken, eller slet den")
        for number, cell in {cell.column: cell for cell in reversed(self.read)}.items():
            if number in self.hidden.columns:
                wrong = f"kolonne {cell.column_letter} er skjult, men regnes med"
                self.content.notice(self.place(cell), wrong, "vis kolonnen, eller slet den")

    def text(self, cell: Any, shape: Shape | None, field: str) -> str | None:
        """The cell's text; None when it is empty or has been complained about."""
        place = self.place(cell)
        if cell.data_type == "e":
            wrong = f"cellen viser fejlen {cell.value}"
            self.content.complain(place, field, wrong, "ret formlen, eller skriv værdien")
            return None
        if place in self.uncalculated:
            wrong = "formlen er ikke regnet ud"
            self.content.complain(place, field, wrong, "åbn filen i Excel, og gem den igen")
            return None
        if is_date(cell.value) and shape is not None and shape.value.kind in NUMERIC:
            wrong = "cellen rummer en dato, ikke et tal"
            right = "vælg talformatet Standard, og skriv tallet igen"
            self.content.complain(place, field, wrong, right)
            return None
        found = cell_text(cell.value, shape.value if shape is not None else None)
        if found is not None:
            self.read.append(cell)
        return found


class _Block:
    """A marker row and the rows under it."""

    def __init__(self, sheet: _SheetCells, kind: str, base: str, keys: Any, heads: Any) -> None:
        self.sheet, self.kind, self.base = sheet, kind, base
        self.content = sheet.content
        self.keys: dict[int, str] = {
            cell.column: str(cell.value).strip() for cell in keys[1:] if cell.value is not None
        }
        self.heads = {cell.column: cell for cell in heads} if heads else {}
        self.rows: list[tuple[Any, ...]] = []

    def read(self) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
        """Put the rows' fields in the content; gives what is named by the user for later."""
        self._notice_unread()
        self._notice_merged()
        if self.kind == FIELDS:
            return [found for row in self.rows if (found := self._named(row))]
        if self.kind == LIST:
            self._list()
        else:
            for row in self.rows:
                self._form_row(row)
        return []

    def trailing(self) -> list[tuple[Any, ...]]:
        """Rows below the last one that is the form's, taken out of the block."""
        own = [n for n, row in enumerate(self.rows, 1) if row[0].value is not None]
        end = len(self.rows) if self.kind != FORM else max(own, default=0)
        self.rows, below = self.rows[:end], self.rows[end:]
        return below

    def _form_row(self, row: tuple[Any, ...]) -> None:
        name = cell_text(row[0].value, None)
        if name is None:
            return
        starred = name.endswith(".*")
        base = self.content.parts(name.removesuffix(".*"))
        if base is None:
            self.content.complain(
                self.sheet.place(row[0]), name, "ukendt felt", "hent et nyt skema"
            )
            return
        cells = {self.keys[cell.column]: cell for cell in row[1:] if cell.column in self.keys}
        if starred:
            label, value = cells.get("*"), cells.get(".")
            if label is None or value is None:
                return
            self._spread(base, label, value)
            return
        shape = self.content.shape.at(base)
        by_year = shape is not None and shape.value.form == "map" and shape.value.key != "text"
        for key, cell in cells.items():
            if key != "*" and not (key == "." and by_year):
                path = base if key == "." else self.content.parts(key, base)
                if path is not None:
                    self._field(path, cell)

    def _spread(self, base: Loc, label: Any, value: Any) -> None:
        """One entry of a table by year or name: its key is typed beside it."""
        field = dotted(base)
        key = self._key(label, self.content.shape.at(base))
        shape = self.content.shape.at((*base, key or "0"))
        text = self.sheet.text(value, shape, f"{field}.{key or ''}")
        if text is None:
            return
        if key is None:
            right = "skriv det til venstre for eller over tallet, eller slet tallet"
            self.content.complain(self.sheet.place(value), field, "mangler år eller navn", right)
            return
        path = (*base, key)
        self.content.put(path, text, self.sheet.place(value))

    def _key(self, cell: Any, shape: Shape | None) -> str | None:
        text = cell_text(cell.value, None)
        if text is None:
            return None
        inner = shape.value if shape is not None else None
        if inner is not None and inner.key in ("year", "count"):
            found = re.search(r"-?\d+", text)
            return found[0] if found and len(re.findall(r"\d+", text)) == 1 else text
        return text

    def _field(self, path: Loc, cell: Any) -> None:
        place = self.sheet.place(cell)
        text = self.sheet.text(cell, self.content.shape.at(path), dotted(path))
        if text is None:
            self.content.known(path, place)
        else:
            self.content.put(path, text, place)

    def _list(self) -> None:
        base = self.content.parts(self.base)
        if base is None:
            return
        here = self.content.shape.at(base)
        assert here is not None
        count = 0
        if self.rows and len(self.rows[0]) > 1:
            self.content.known(base, self.sheet.place(self.rows[0][1]))
        for row in self.rows:
            cells = {c.column: c for c in row[1:] if c.column in self.keys}
            if all(cell_text(cell.value, None) is None for cell in cells.values()):
                continue
            item = (*base, count)
            count += 1
            for column, key in self.keys.items():
                if column not in cells:
                    continue
                path = self.content.parts(key.removesuffix(".*"), item)
                if path is None:
                    continue
                if key.endswith(".*"):
                    head = self.heads.get(column)
                    if head is not None:
                        self._spread(path, head, cells[column])
                else:
                    self._field(path, cells[column])

    def _notice_unread(self) -> None:
        """A number in a column or a row of the user's own is read by nobody."""
        if self.kind == FORM:
            for row in self.rows:
                if row[0].value is None and any(is_number(cell.value) for cell in row[1:]):
                    wrong = f"{_shown(row)} står i en indsat række og læses ikke"
                    right = "brug en af tabellens egne rækker, eller kopiér en af dem"
                    self.content.notice(self.sheet.place(row[1]), wrong, right)
        above = [tuple(self.heads.values())] if self.kind != FORM and self.heads else []
        columns: dict[int, Any] = {}
        for row in [*self.rows, *above]:
            for cell in row[1:] if self.kind != FORM or row[0].value is not None else ():
                if cell.column not in self.keys and is_number(cell.value):
                    columns.setdefault(cell.column, cell)
        for cell in columns.values():
            wrong = f"kolonne {cell.column_letter} hører ikke til skemaet, og tallene læses ikke"
            right = "flyt tallene til en af tabellens egne kolonner, eller slet dem"
            self.content.notice(self.sheet.place(cell), wrong, right)

    def _notice_merged(self) -> None:
        """Of merged cells only the first holds a value, whatever the sheet shows."""
        rows = {row[0].row for row in self.rows}
        for area in self.sheet.merged:
            if rows.isdisjoint(range(area.min_row, area.max_row + 1)):
                continue
            if any(area.min_col <= column <= area.max_col for column in self.keys):
                place = f"{self.sheet.name}!{area.coord}"
                wrong = "cellerne er flettet, og kun den første af dem har en værdi"
                self.content.notice(place, wrong, "ophæv fletningen, og skriv hver værdi")

    def _named(self, row: tuple[Any, ...]) -> tuple[str, str, list[tuple[str, str, str]]] | None:
        cells = {self.keys[cell.column]: cell for cell in row[1:] if cell.column in self.keys}
        name = cell_text(cells["felt"].value, None) if "felt" in cells else None
        filled = []
        for key, cell in cells.items():
            if key == "felt":
                continue
            text = self.sheet.text(cell, None, f"{name or ''}.{key}")
            if text is not None:
                filled.append((key, text.strip(), self.sheet.place(cell)))
        if name is None:
            if filled:
                wrong, right = "mangler feltets navn", "skriv det, fx mereffekt"
                self.content.complain(filled[0][2], None, wrong, right)
            return None
        return (name.strip(), self.sheet.place(cells["felt"]), filled)


def _shown(row: tuple[Any, ...]) -> str:
    """A row by its first text."""
    texts = (cell_text(cell.value, None) for cell in row[1:])
    return f"»{next((text for text in texts if text), '')}«"


def _notice_stray(sheet: _SheetCells, rows: list[tuple[Any, ...]], headings: int) -> None:
    """Rows with numbers between a table's end and what comes next are read by nobody."""
    filled = [row for row in rows if any(cell.value is not None for cell in row[1:])]
    for row in filled[: len(filled) - headings]:
        if any(is_number(cell.value) for cell in row[1:]):
            wrong = f"{_shown(row)} står under tabellen og læses ikke"
            sheet.content.notice(sheet.place(row[1]), wrong, "flyt rækken op i tabellen")


def _headings(kind: str, keys: dict[int, str]) -> int:
    """How many filled rows stand above a block's marker: its heading, and those of its columns."""
    if kind == FORM:
        return 1 if set(keys.values()) <= {"."} else 2
    return 2 + any(key.endswith(".*") for key in keys.values())


def _blocks(sheet: _SheetCells) -> Iterator[_Block]:
    block: _Block | None = None
    stray: list[tuple[Any, ...]] = []
    ended = False
    before: tuple[Any, ...] = ()
    for row in sheet.rows:
        mark = row[0].value if row else None
        word = mark.strip() if isinstance(mark, str) else ""
        if word.startswith("#"):
            if block is not None:
                stray = block.trailing()
                yield block
            block = None
            kind, _, base = word.partition(" ")
            if kind in (FORM, LIST, FIELDS):
                block = _Block(sheet, kind, base.strip(), row, before)
                _notice_stray(sheet, stray, _headings(kind, block.keys))
                stray = []
            ended = kind == END
        elif block is not None:
            block.rows.append(row)
        elif ended:
            stray.append(row)
        before = row
    if block is not None:
        stray = block.trailing()
        yield block
    _notice_stray(sheet, stray, 0)


def _put_named(content: Content, name: str, place: str, cells: list[tuple[str, str, str]]) -> None:
    try:
        base = content.named_field(name)
    except Refused as refused:
        content.complain(place, name, *refused.args)
        return
    for key, text, where in cells:
        path = content.parts(key, base)
        if path is not None:
            content.put(path, text, where)
