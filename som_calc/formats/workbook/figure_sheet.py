"""The sheet Figurer: native charts that follow the cells of Resultat."""

from __future__ import annotations

from typing import Any

from som_calc.case.names import ACTORS, MUNICIPALITY, TOTAL
from som_calc.document import danish
from som_calc.document.palette import DEFAULT, INK, MUTED, RULE, SEQUENCE
from som_calc.document.workbook_data import WorkbookData
from som_calc.formats.workbook.book import FONT, Book
from som_calc.formats.workbook.expr import CellTerm
from som_calc.formats.workbook.result_page import Results, TableCells

SHEET = "Figurer"
MILLIONS = "#,##0.0,,"
ORDER = [TOTAL, *ACTORS]
WIDE, HIGH = 640, 380
DASHES = ["solid", "solid", "dash", "long_dash_dot", "round_dot"]


class _Wall:
    """Hangs charts two abreast."""

    def __init__(self, book: Book, colours: dict[str, str]) -> None:
        self.book = book
        self.colours = DEFAULT | colours
        self.count = 0

    def hang(self, chart: Any, title: str, alt: str) -> None:
        chart.set_title(
            {
                "name": _never_formula(title),
                "overlay": False,
                "name_font": {"name": FONT, "size": 11, "bold": True, "color": INK},
            }
        )
        chart.set_size({"width": WIDE, "height": HIGH})
        chart.set_chartarea({"border": {"none": True}})
        row, col = 4 + 20 * (self.count // 2), (self.count % 2) * 10
        self.book.sheets[SHEET].insert_chart(
            row, col, chart, {"description": alt, "object_position": 2}
        )
        self.count += 1


def write_figures(
    book: Book, data: WorkbookData, results: Results, colours: dict[str, str]
) -> None:
    """Draw SØM's figures from the result tables."""
    sheet = book.sheets[SHEET]
    sheet.set_column(0, 20, 9.3)
    book.title(SHEET, "Figurer", "Figurerne følger tallene i Resultat. Beløb i mio. kr.")
    wall = _Wall(book, colours)
    tables = results.tables
    _bars(wall, tables["2.1"], [wall.colours[name] for name in ORDER])
    if data.reverse_only:
        _required(wall, tables["omvendt"])
    else:
        # As in the report: an actor's colour means that actor.
        for number, colour in (("udvalg", wall.colours[MUNICIPALITY]), ("2.3a", MUTED)):
            if len(tables[number].labels) > 3:
                count = len(tables[number].labels) - 1
                _bars(wall, tables[number], [wall.colours[TOTAL], *[colour] * count])
        _each(wall, tables["3.1"])
    _lines(wall, tables["2.2a"], [wall.colours[name] for name in ORDER])
    _columns(wall, tables["2.2b"])
    book.page(SHEET, footer=data.title)


def _title(table: TableCells) -> str:
    return table.title.removeprefix("Tabel til ").replace(", kr.", ", mio. kr.")


def _never_formula(words: str) -> str:
    """A chart title; one that begins with ``=`` would be read as a reference."""
    return f"\u00a0{words}" if words.startswith("=") else words


def _where(cells: list[CellTerm]) -> list[Any]:
    first, last = cells[0], cells[-1]
    return [first.sheet, first.at_row, first.at_col, last.at_row, last.at_col]


def _font(size: int = 9) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": INK}


def _axes(chart: Any, *, flat: bool, unit: str = "mio. kr.", num_format: str = MILLIONS) -> None:
    """Quiet axes: light lines across, a firm zero line, labels clear of the bars."""
    category: dict[str, Any] = {
        "label_position": "low",
        "num_font": _font(),
        "line": {"color": MUTED, "width": 1.25},
        "major_tick_mark": "none",
    }
    if flat:
        category["reverse"] = True
    value = {
        "num_format": num_format,
        "num_font": _font(),
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        "line": {"none": True},
        "name": unit,
        "name_font": {**_font(), "bold": False},
    }
    if flat:
        # With the categories turned round, the value axis moves to the top: put it back.
        value["label_position"] = "high"
    across, up = (value, category) if flat else (category, value)
    chart.set_x_axis(across)
    chart.set_y_axis(up)


def _bars(wall: _Wall, table: TableCells, colours: list[str]) -> None:
    chart = wall.book.xlsx.add_chart({"type": "bar"})
    values = [float(cell.value) for cell in table.columns[0]]
    chart.add_series(
        {
            "name": _where(table.heads[:1])[:3],
            "categories": _where(table.labels),
            "values": _where(table.columns[0]),
            "points": [{"fill": {"color": colour}} for colour in colours],
            "fill": {"color": colours[0]},
            "gap": 55,
            "data_labels": {"value": True, "num_format": MILLIONS, "font": _font(10)},
        }
    )
    _axes(chart, flat=True)
    chart.set_legend({"none": True})
    words = [
        f"{label.value} {danish.millions(value)}"
        for label, value in zip(table.labels, values, strict=True)
    ]
    wall.hang(chart, _title(table), _alt("Vandret søjlediagram", table, words))


def _lines(wall: _Wall, table: TableCells, colours: list[str]) -> None:
    chart = wall.book.xlsx.add_chart({"type": "line"})
    for head, column, colour, dash in zip(
        table.heads, table.columns, colours, DASHES, strict=False
    ):
        chart.add_series(
            {
                "name": _where([head])[:3],
                "categories": _where(table.labels),
                "values": _where(column),
                "line": {
                    "color": colour,
                    "width": 3 if head is table.heads[0] else 2,
                    "dash_type": dash,
                },
            }
        )
    _axes(chart, flat=False)
    chart.set_legend({"position": "bottom", "font": _font(10)})
    words = [
        f"{head.value} fra {danish.millions(column[0].value)} til "
        f"{danish.millions(column[-1].value)}"
        for head, column in zip(table.heads, table.columns, strict=True)
    ]
    wall.hang(chart, _title(table), _alt("Kurvediagram", table, words))


def _required(wall: _Wall, table: TableCells) -> None:
    """The saving that must be true, by success rate."""
    chart = wall.book.xlsx.add_chart({"type": "column"})
    colours = [wall.colours[TOTAL], wall.colours[MUNICIPALITY], MUTED]
    for head, column, colour in zip(table.heads, table.columns, colours, strict=True):
        chart.add_series(
            {
                "name": _where([head])[:3],
                "categories": _where(table.labels),
                "values": _where(column),
                "fill": {"color": colour},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "#,##0,", "font": _font(8)},
            }
        )
    _axes(chart, flat=False, unit="1.000 kr. pr. succes", num_format="#,##0,")
    chart.set_x_axis({"num_format": "0.0%", "num_font": _font(), "name": "Mereffekt"})
    chart.set_legend({"position": "bottom", "font": _font(10)})
    words = [
        f"Mereffekt {danish.percent(label.value)}: I alt {danish.amount(first.value)}, "
        f"Kommune {danish.amount(own.value)}"
        for label, first, own in zip(table.labels, *table.columns[:2], strict=True)
    ]
    title = _title(table).replace(", mio. kr.", ", 1.000 kr.")
    wall.hang(chart, title, _alt("Søjlediagram", table, words))


def _columns(wall: _Wall, table: TableCells) -> None:
    """The actors stacked, the total as a line above them."""
    chart = wall.book.xlsx.add_chart({"type": "column", "subtype": "stacked"})
    line = wall.book.xlsx.add_chart({"type": "line"})
    for head, column, name in zip(table.heads, table.columns, ORDER, strict=True):
        series = {
            "name": _where([head])[:3],
            "categories": _where(table.labels),
            "values": _where(column),
        }
        colour = wall.colours[name]
        if name == TOTAL:
            marker = {"type": "circle", "size": 5, "fill": {"color": colour},
                      "border": {"color": "#FFFFFF"}}  # fmt: skip
            line.add_series(series | {"line": {"color": colour, "width": 2}, "marker": marker})
        else:
            chart.add_series(series | {"fill": {"color": colour}, "gap": 45})
    chart.combine(line)
    _axes(chart, flat=False)
    chart.set_legend({"position": "bottom", "font": _font(10)})
    totals = [
        f"{round(label.value)} {danish.millions(cell.value)}"
        for label, cell in zip(table.labels, table.columns[0], strict=True)
    ]
    words = [f"I alt pr. år: {', '.join(totals)}"]
    wall.hang(chart, _title(table), _alt("Stablet søjlediagram", table, words))


def _each(wall: _Wall, table: TableCells) -> None:
    chart = wall.book.xlsx.add_chart({"type": "column"})
    # The first column is the chosen rate; the compared rates follow.
    pairs = list(zip(table.heads, table.columns, strict=True))
    shown = pairs[1:] if len(pairs) > 2 else pairs[:1]
    for place, (head, column) in enumerate(shown):
        chart.add_series(
            {
                "name": _where([head])[:3],
                "categories": _where(table.labels),
                "values": _where(column),
                "fill": {"color": SEQUENCE[place % len(SEQUENCE)]},
                "gap": 60,
                "overlap": -5,
                "data_labels": {"value": True, "num_format": "#,##0,", "font": _font(8)},
            }
        )
    _axes(chart, flat=False, unit="1.000 kr. pr. deltager", num_format="#,##0,")
    chart.set_legend({"position": "bottom", "font": _font(10)})
    words = [
        f"Mereffekt {danish.percent(head.value)}: I alt {danish.amount(column[0].value)}, "
        f"Kommune {danish.amount(column[1].value)}"
        for head, column in shown
    ]
    title = _title(table).replace(", mio. kr.", ", 1.000 kr.")
    wall.hang(chart, title, _alt("Søjlediagram", table, words))


def _alt(kind: str, table: TableCells, words: list[str]) -> str:
    return f"{kind}. {_title(table)}. {'; '.join(words)}. Tallene står i arket Resultat."[:2000]
