"""pandas' tables as tables of ours: Danish numbers where the user has chosen none.

A table shown in a notebook carries ours beside pandas' own HTML, with the numbers behind the
texts, so that a workbook holds numbers and nobody has to guess what ``1.500`` means.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from som_calc.document import danish
from som_calc.document.here import Here
from som_calc.document.model import Block, Table, TableBlock
from som_calc.document.rich import VALUE, from_html, table_of

if TYPE_CHECKING:
    import pandas as pd

MISSING = "–"
MOST_COLUMNS = 20
"""What pandas shows in a notebook unless told."""
FEW_DECIMALS, MOST_DECIMALS = 3, 6
Said = tuple[str, float | None]


def block_of(frame: pd.DataFrame) -> Block:
    """A data frame as pandas would show it: as many rows and columns, and said where there
    are more."""
    here = Here()
    shown, note = _shortened(frame)
    if frame.empty:
        names = ", ".join(_label(name) for name in frame.columns)
        return here.line(f"Tabellen er tom. Kolonner: {names}." if names else "Tabellen er tom.")
    labels, columns = [], []
    if not _is_bare(shown.index):
        for level in range(shown.index.nlevels):
            labels.append(_label(shown.index.names[level] or ""))
            columns.append(_index_level(shown.index, level))
    for place, name in enumerate(shown.columns):
        labels.append(_label(name))
        columns.append(_column(shown.iloc[:, place]))
    body = [list(row) for row in zip(*columns, strict=True)]
    table = table_of(here, "", labels, body, named=not _is_bare(shown.index))
    return _block(table.model_copy(update={"notes": [note] if note else []}))


def block_of_styler(styler: Any) -> Block | None:
    """A styled table: what its formats say, and Danish numbers where they say nothing."""
    from lxml import html

    here = Here()
    root = html.fragment_fromstring(styler.to_html(), create_parent="div")
    if _is_bare(styler.data.index):
        for cell in root.xpath("//th[contains(@class, 'row_heading')]|//th[@class='blank level0']"):
            cell.getparent().remove(cell)
    for cell in root.iter("td"):
        places = dict.fromkeys(("row", "col"), -1)
        for name in (cell.get("class") or "").split():
            for kind in places:
                if name.startswith(kind) and name[len(kind) :].isdecimal():
                    places[kind] = int(name[len(kind) :])
        if min(places.values()) >= 0:
            _danish(cell, styler.data, **places)
    found = from_html(html.tostring(root, encoding="unicode"), here)
    return found[0] if found else None


def _danish(cell: Any, data: pd.DataFrame, row: int, col: int) -> None:
    """Write a cell's number in Danish, unless the user has said how it is written."""
    column, shown = data.iloc[:, col], " ".join(cell.text_content().split())
    value = column.iloc[row]
    if shown != _as_pandas(value):
        return
    for child in list(cell):
        cell.remove(child)
    cell.text, number = _column(column)[row]
    if number is not None:
        cell.set(VALUE, repr(number))


def _as_pandas(value: Any) -> str:
    """How a styled table shows a value whose format is left to pandas."""
    import pandas as pd

    if isinstance(value, float):
        return f"{value:.{pd.get_option('styler.format.precision')}f}"
    return str(value)


def _block(table: Table) -> TableBlock:
    return TableBlock(section="", table=table)


def _shortened(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The part of a frame that pandas shows, and what is said of the rest."""
    import pandas as pd

    most_rows, few = pd.get_option("display.max_rows"), pd.get_option("display.min_rows")
    most_columns = pd.get_option("display.max_columns")
    if most_columns == 0:  # what a terminal can show, where there is one
        most_columns = MOST_COLUMNS
    rows, columns = frame.shape
    said = []
    if most_rows and rows > most_rows:
        shown = min(few or most_rows, most_rows)
        frame = pd.concat([frame.head(shown - shown // 2), frame.tail(shown // 2)])
        said.append(f"{danish.number(len(frame))} af {danish.number(rows)} rækker")
    if most_columns and columns > most_columns:
        first = most_columns - most_columns // 2
        places = [*range(first), *range(columns - most_columns // 2, columns)]
        frame = frame.iloc[:, places]
        said.append(f"{danish.number(len(places))} af {danish.number(columns)} kolonner")
    return frame, f"Tabellen viser {danish.listing(said)}." if said else ""


def _is_bare(index: Any) -> bool:
    """Whether an index only counts the rows."""
    import pandas as pd

    return index.name is None and isinstance(index, pd.RangeIndex)


def _index_level(index: Any, level: int) -> list[Said]:
    """A level of the index; of several, one value is written once for the rows below it."""
    values = index.get_level_values(level).to_series()
    said = _column(values)
    if level == index.nlevels - 1:
        return said
    above = [index[place][: level + 1] for place in range(len(index))]
    return [
        ("", None) if place and above[place] == above[place - 1] else one
        for place, one in enumerate(said)
    ]


def _label(name: Any) -> str:
    parts = name if isinstance(name, tuple) else (name,)
    return " · ".join(dict.fromkeys(_text(part) for part in parts if _text(part)))


def _column(column: pd.Series) -> list[Said]:
    """The cells of a column: texts, and the numbers behind them."""
    import numbers

    import pandas as pd

    values = column.tolist()
    held = [value for value in values if not _missing(value)]
    counted = [v for v in held if isinstance(v, numbers.Real) and not isinstance(v, bool)]
    if not held or len(counted) < len(held):
        return [(_text(value), None) for value in values]
    chosen = pd.get_option("display.float_format")
    decimals = _decimals([float(value) for value in counted])
    years = all(float(v).is_integer() and 1900 <= float(v) <= 2100 for v in counted)
    return [
        (MISSING, None) if _missing(value) else _number(value, decimals, chosen, years)
        for value in values
    ]


def _number(value: Any, decimals: int, chosen: Any, years: bool) -> Said:
    number = float(value)
    if math.isinf(number):
        return ("∞" if number > 0 else "−∞"), None
    if chosen is not None and isinstance(value, float):
        return str(chosen(value)), number
    return (str(int(number)) if years else danish.number(number, decimals)), number


def _decimals(values: list[float]) -> int:
    """As many as the values have, at most three; more where else a value would read 0."""
    finite = [value for value in values if math.isfinite(value)]
    for count in range(MOST_DECIMALS):
        if all(abs(round(value, count) - value) < 1e-12 * max(1, abs(value)) for value in finite):
            return count
        if count == FEW_DECIMALS and all(round(value, count) or not value for value in finite):
            return count
    return MOST_DECIMALS


def _missing(value: Any) -> bool:
    import pandas as pd

    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _text(value: Any) -> str:
    if _missing(value):
        return MISSING
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dt.datetime):
        day = f"{value.day}.{value.month}.{value.year}"
        return day if value.time() == dt.time() else f"{day} kl. {value:%H.%M}"
    if isinstance(value, dt.date):
        return f"{value.day}.{value.month}.{value.year}"
    if isinstance(value, float):
        return danish.number(value, _decimals([value]))
    return " ".join(str(value).split())
