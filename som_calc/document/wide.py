"""Tables too wide for a sheet of paper, as several below each other."""

from __future__ import annotations

from som_calc.document.model import Row, Table

SHEET = 116
"""Letters that a line of a table holds across an A4 page in the smallest type."""
AIR = 2
LONGEST_WORD = 24


def parts(table: Table) -> list[Table]:
    """A table as it is, or where its columns cannot stand side by side on paper, in parts that
    each begin with the row headers.

    >>> from som_calc.document.model import Cell, Column
    >>> columns = [Column(label="By"), *(Column(label=f"{n}", kind="kr") for n in range(12))]
    >>> row = Row(cells=[Cell(text="Nord"), *(Cell(text="123.456.789") for _ in range(12))])
    >>> wide = Table(id="t", caption="Udgift", columns=columns, rows=[row])
    >>> [(part.caption, len(part.columns)) for part in parts(wide)]
    [('Udgift (1 af 2)', 7), ('Udgift (2 af 2)', 7)]
    """
    needed = [_needed(table, place) for place in range(len(table.columns))]
    if sum(needed) <= SHEET or any(len(row.cells) != len(needed) for row in table.rows):
        return [table]
    chosen: list[list[int]] = []
    count = -(-(sum(needed) - needed[0]) // max(SHEET - needed[0], 1))
    room = max(-(-(sum(needed) - needed[0]) // count), max(needed[1:], default=0))
    for place in range(1, len(needed)):
        width = sum(needed[other] for other in chosen[-1]) if chosen else room
        if width + needed[place] > max(room, SHEET - needed[0]) or width >= room:
            chosen.append([])
        chosen[-1].append(place)
    last = len(chosen)
    return [
        table.model_copy(
            update={
                "id": table.id if number == 1 else f"{table.id}-{number}",
                "caption": f"{table.caption} ({number} af {last})" if table.caption else "",
                "columns": [table.columns[place] for place in (0, *places)],
                "rows": [
                    Row(cells=[row.cells[place] for place in (0, *places)], role=row.role)
                    for row in table.rows
                ],
                "notes": table.notes if number == last else [],
                "source": table.source if number == last else None,
                "sums": [],
            }
        )
        for number, places in enumerate(chosen, 1)
    ]


def _needed(table: Table, place: int) -> int:
    """Letters a column cannot do without: its longest number, or the longest word of its texts."""
    column = table.columns[place]
    cells = [row.cells[place].text for row in table.rows if place < len(row.cells)]
    if column.kind == "text":
        cells = [word[:LONGEST_WORD] for cell in cells for word in cell.split(" ")]
    head = [word[:LONGEST_WORD] for word in column.label.split()]
    return max(map(len, [*cells, *head, ""])) + AIR
