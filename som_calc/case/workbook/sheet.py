"""Writing one sheet of the Excel form, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from som_calc.case.file_tree import Path, dotted
from som_calc.case.help import help_for
from som_calc.case.shape import Shape
from som_calc.case.workbook.cells import cell_value
from som_calc.case.workbook.looks import Looks, validation
from som_calc.case.workbook.plan import (
    REST,
    SOURCE_KEYS,
    UNCERTAINTY_KEYS,
    ColumnChoice,
    FieldDetails,
    Form,
    Listing,
    SheetPlan,
    Years,
)
from som_calc.case.workbook.reading import END, FIELDS, FORM, LIST
from som_calc.case.workbook.values import Values

_LABELS = {".": "Værdi", "kilde": "Kilde", "status": "Status", "note": "Note", "dato": "Dato"}
_NO_UNIT = ("dato", "ja/nej", "årstal")
MAX_TEXT = 32_000


class TooLong(ValueError):
    """A text that no Excel cell can hold; the argument is the field's dotted name."""


class FormSheet:
    """One sheet; blocks are written from top to bottom."""

    def __init__(
        self, book: Any, looks: Looks, values: Values, years: Years, plan: SheetPlan
    ) -> None:
        self.values, self.years, self.looks, self.plan = values, years, looks, plan
        self.sheet = book.add_worksheet(plan.name)
        self.widths: dict[int, float] = {}
        self.row = 3
        self.frozen = 0
        self.longest = 0
        sheet = self.sheet
        sheet.set_default_row(17)
        sheet.set_row(0, 24)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 1, plan.name, self.looks.title)
        sheet.write_string(1, 1, plan.about, self.looks.about)

    def write(self, blocks: Sequence[Form | Listing | FieldDetails]) -> None:
        """Write the blocks, and what closes the sheet."""
        for block in blocks:
            if isinstance(block, Form):
                self._form(block)
            elif isinstance(block, Listing):
                self._listing(block)
            else:
                self._fields(block)
        self._finish()

    def _finish(self) -> None:
        sheet = self.sheet
        sheet.write_string(self.row, 0, END)
        for column, width in self.widths.items():
            sheet.set_column(column, column, width)
        sheet.set_column(0, 0, None, None, {"hidden": True})
        if self.frozen and len(self.plan.blocks) == 1:
            sheet.freeze_panes(self.frozen, 2)
        sheet.protect(
            "",
            {
                "format_cells": True, "format_columns": True, "format_rows": True,
                "insert_rows": True, "sort": True,
            },
        )  # fmt: skip
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _form(self, block: Form) -> None:
        starred = any(name.endswith("*") for name in block.rows)
        keys = [".", *(SOURCE_KEYS if block.sourced else ())]
        self._heading(block.heading)
        if block.sourced or starred:
            heads = ["År eller navn" if starred else "", *(_LABELS[key] for key in keys)]
            for column, head in enumerate(heads, 1):
                self.sheet.write_string(self.row, column, head, self.looks.head)
            self.row += 1
        self.sheet.write_row(self.row, 0, [FORM, "*" if starred else "", *keys])
        self._hide_row()
        wide = {1: 34, 2: 44, 3: 34 if block.sourced else 60, 4: 13, 5: 40}
        for column, width in wide.items():
            if column <= 3 or block.sourced:
                self._wide(column, width)
        for name in block.rows:
            if name.endswith(".*"):
                self._repeated(name, block)
            else:
                self._form_row(name, keys)
        self.row += 1

    def _form_row(self, name: str, keys: list[str]) -> None:
        path = self._path(name)
        about = help_for(path)
        label = about.label or name
        if path[-1:] and isinstance(path[-1], int) and len(path) > 1:
            label = f"{label} {path[-1] + 1}"
        if self.plan is REST:
            label = name
        if self._required(path):
            label += " *"
        if about.unit and about.unit not in (*_NO_UNIT, label):
            label += f" ({about.unit})"
        self.sheet.write_string(self.row, 0, name)
        self.sheet.write_string(self.row, 1, label, self.looks.label)
        shape = self._shape(path)
        self.longest = len(about.text) * 2 // 3 if len(keys) == 1 else 0
        for column, key in enumerate(keys, 2):
            if key == "." and shape.value.form == "map" and shape.value.key != "text":
                self.sheet.write_string(self.row, column, "skrives nedenfor", self.looks.label)
                continue
            inner = path if key == "." else (*path, key)
            self._entry(self.row, column, inner, about.text if key == "." else "")
        if len(keys) == 1:
            self.sheet.write_string(self.row, 3, about.text, self.looks.help)
        self.sheet.set_row(self.row, 17 * max(1, -(-self.longest // 46)))
        self.row += 1

    def _repeated(self, name: str, block: Form) -> None:
        base = self._path(name.removesuffix(".*"))
        filled = self.values.keys(base)
        suggested = list(block.suggested)
        shape = self._shape(base).value
        if not filled and shape.key == "year":
            suggested = list(self.years.money()[:4])
        elif not filled and shape.key == "count":
            suggested = [str(k) for k in range(10)]
        keys = [*dict.fromkeys([*suggested, *filled])]
        for key in [*keys, *[""] * max(block.spare - len(keys), 2)]:
            self.sheet.write_string(self.row, 0, name)
            self._key(self.row, 1, key, shape)
            if key:
                self._entry(self.row, 2, (*base, key), help_for(base).text)
            else:
                assert shape.item is not None
                self._blank(self.row, 2, shape.item, base)
            if block.suggested:
                self.sheet.set_row(self.row, 60)
            self.row += 1

    def _listing(self, block: Listing) -> None:
        base = self._path(block.base)
        count = self.values.count(base)
        self._heading(block.heading)
        columns = self._columns(block, base, count)
        heads, keys = self.row, self.row + 1
        self.sheet.set_row(heads, 45)
        self.sheet.write_string(keys, 0, f"{LIST} {block.base}")
        for column, (spec, key) in enumerate(columns, 1):
            self._wide(column, spec.width)
            self._column_head(heads, column, spec, key, base)
            self.sheet.write_string(keys, column, spec.key)
        self._spread_heads(heads - 1, columns)
        self.row = keys
        self._hide_row()
        self.frozen = self.row
        for item in range(count + block.spare):
            for column, (spec, key) in enumerate(columns, 1):
                path = (*base, item, *self._relative(spec, base, key or "0"))
                if item < count and key is not None:
                    self._entry(self.row, column, path, "")
                else:
                    self._blank(self.row, column, self._shape(path).value, path)
            self.row += 1
        for column, (spec, key) in enumerate(columns, 1):
            path = (*base, 0, *self._relative(spec, base, key or "0"))
            self._validate(keys + 1, self.row - 1, column, path)
        self.row += 1
        self.sheet.write_string(self.row - 1, 0, END)

    def _columns(
        self, block: Listing, base: Path, count: int
    ) -> list[tuple[ColumnChoice, str | None]]:
        """Each column with the key of a spread: '' where there is none, None: still open."""
        found: list[tuple[ColumnChoice, str | None]] = []
        for spec in block.columns:
            if not spec.key.endswith(".*"):
                found.append((spec, ""))
                continue
            name = spec.key.removesuffix(".*")
            keys = [k for i in range(count) for k in self.values.keys((*base, i, name))]
            if not keys and spec.suggest is not None:
                keys = list(spec.suggest(self.years))
            keys = list(dict.fromkeys(keys))
            if all(key.isdecimal() for key in keys):
                keys.sort(key=int)
            found += [(spec, key) for key in keys]
            found += [(spec, None)] * spec.spare
        return found

    def _relative(self, spec: ColumnChoice, base: Path, key: str) -> Path:
        name = spec.key.removesuffix(".*")
        whole = self._path(f"{'.'.join(str(p) for p in base)}.1.{name}")[len(base) + 1 :]
        return (*whole, key) if spec.key.endswith(".*") else whole

    def _column_head(
        self, row: int, column: int, spec: ColumnChoice, key: str | None, base: Path
    ) -> None:
        relative = self._relative(spec, base, key or "0")
        if spec.key.endswith(".*"):
            self._key(row, column, key or "", self._shape((*base, 0, *relative[:-1])).value)
            return
        about = help_for((*base, *relative))
        label = spec.heading or about.label or spec.key
        if len(relative) > 1 and relative[-1] in SOURCE_KEYS:
            owner = help_for((*base, *relative[:-1])).label
            label = f"{about.label} til {owner[:1].lower()}{owner[1:]}"
        if about.unit and about.unit not in _NO_UNIT:
            label += f" ({about.unit})"
        if relative and str(relative[-1]) in self._shape((*base, 0)).required:
            label += " *"
        self.sheet.write_string(row, column, label, self.looks.head)
        if about.text:
            self.sheet.data_validation(
                row, column, row, column, {"validate": "any", "input_message": about.text[:255]}
            )

    def _spread_heads(self, row: int, columns: list[tuple[ColumnChoice, str | None]]) -> None:
        for column, (spec, _) in enumerate(columns, 1):
            if spec.key.endswith(".*") and (column == 1 or columns[column - 2][0] is not spec):
                self.sheet.write_string(row, column, spec.heading, self.looks.about)

    def _fields(self, block: FieldDetails) -> None:
        self._heading(block.heading)
        keys = ["dato", *(f"usikkerhed.{key}" for key in UNCERTAINTY_KEYS)]
        heads = {"usikkerhed.interval.1": "Interval, nedre", "usikkerhed.interval.2":
                 "Interval, øvre"}  # fmt: skip
        self.sheet.set_row(self.row, 30)
        self.sheet.write_string(self.row, 1, "Felt", self.looks.head)
        self._wide(1, 44)
        for column, key in enumerate(keys, 2):
            about = help_for(key.split("."))
            label = heads.get(key) or ("Tallets dato" if key == "dato" else about.label)
            self.sheet.write_string(self.row, column, label, self.looks.head)
            self._wide(column, 16)
        self.row += 1
        self.sheet.write_row(self.row, 0, [FIELDS, "felt", *keys])
        self._hide_row()
        self.frozen = self.row
        owners: dict[Path, None] = dict.fromkeys(
            path[: self._owner(path)] for path in self.values.left if self._owner(path)
        )
        for owner in [*owners, *[()] * block.spare]:
            name = self.values.line_name(owner) if owner else ""
            if name:
                self.sheet.write_string(self.row, 1, name, self.looks.entry(_TEXT))
            else:
                self.sheet.write_blank(self.row, 1, None, self.looks.entry(_TEXT))
            for column, key in enumerate(keys, 2):
                path = (*(owner or ("mereffekt",)), *self._path(f"mereffekt.{key}")[1:])
                if name:
                    self._entry(self.row, column, path, help_for(path).text)
                else:
                    self._blank(self.row, column, self._shape(path), path)
            self.row += 1
        first = self.row - len(owners) - block.spare
        for column, key in enumerate(keys, 2):
            self._validate(first, self.row - 1, column, self._path(f"mereffekt.{key}"))

    def _owner(self, path: Path) -> int:
        """How much of a path names the value that a date or an uncertainty belongs to; 0: none."""
        for at, part in enumerate(path):
            if part in ("usikkerhed", "dato") and at:
                owner = self.values.shape.at(path[:at])
                if owner is not None and owner.sourced:
                    return at
        return 0

    def _entry(self, row: int, column: int, path: Path, text: str) -> None:
        shape = self._shape(path).value
        value = self.values.take(path)
        if text or shape.kind in ("choice", "yes_no"):
            self._validate(row, row, column, path, text)
        if value is None:
            self._blank(row, column, shape, path)
            return
        shown = cell_value(value, shape)
        look = self.looks.entry(shape, shown)
        if isinstance(shown, str):
            self.longest = max(self.longest, len(shown))
            if len(shown) > MAX_TEXT:
                raise TooLong(dotted(path))
            self.sheet.write_string(row, column, shown, look)
        elif isinstance(shown, int | float):
            self.sheet.write_number(row, column, shown, look)
        else:
            self.sheet.write_datetime(row, column, shown, look)

    def _blank(self, row: int, column: int, shape: Shape, path: Path) -> None:
        self.sheet.write_blank(row, column, None, self.looks.entry(shape))

    def _key(self, row: int, column: int, key: str, shape: Shape) -> None:
        look = self.looks.key(shape)
        if key.isascii() and key.isdecimal() and shape.key in ("year", "count"):
            self.sheet.write_number(row, column, int(key), look)
        elif key:
            self.sheet.write_string(row, column, key, look)
        else:
            self.sheet.write_blank(row, column, None, look)

    def _validate(self, first: int, last: int, column: int, path: Path, text: str = "") -> None:
        about = help_for(path)
        rule = validation(self._shape(path).value, about.label, text)
        if rule is not None and last >= first:
            self.sheet.data_validation(first, column, last, column, rule)

    def _required(self, path: Path) -> bool:
        here: Shape | None = self.values.shape
        for part in path:
            if here is None or str(part) not in here.required:
                return False
            here = here.step(part)
        return True

    def _path(self, name: str) -> Path:
        from som_calc.case.workbook.content import Content

        found = Content("").parts(name)
        assert found is not None, name
        return found

    def _shape(self, path: Path) -> Shape:
        found = self.values.shape.at(path)
        assert found is not None, path
        return found

    def _heading(self, text: str) -> None:
        for column in range(1, 4):
            self.sheet.write_blank(self.row, column, None, self.looks.heading)
        self.sheet.write_string(self.row, 1, text, self.looks.heading)
        self.row += 2 if self.plan.name != "Sag" else 1

    def _hide_row(self) -> None:
        self.sheet.set_row(self.row, None, None, {"hidden": True})
        self.row += 1

    def _wide(self, column: int, width: float) -> None:
        self.widths[column] = max(self.widths.get(column, 0), width)


_TEXT = Shape("value", "text")
