"""What a user adds to a notebook is laid out where it stands; our own guiding words are not."""

from __future__ import annotations

import nbformat
import pytest

from som_calc.document.model import BulletList, TableBlock, TextBlock
from som_calc.document.own_cells import own_output, own_text
from som_calc.document.text import from_markdown, plain
from som_calc.resources import shipped

V4 = nbformat.v4


def test_the_guides_of_our_own_notebooks_are_no_part_of_the_report() -> None:
    for path in shipped("notebooks").glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                assert own_text(cell, "side1") == []


def test_each_heading_of_an_own_text_begins_a_block() -> None:
    cell = V4.new_markdown_cell("# Værkstedet\n\nDer er 14 pladser.\n\n## Ventetid\n\n8 uger.")
    blocks = own_text(cell, "baggrund")
    assert [(b.heading, plain(b.content)) for b in blocks if isinstance(b, TextBlock)] == [
        ("Værkstedet", "Der er 14 pladser."),
        ("Ventetid", "8 uger."),
    ]


def test_a_table_keeps_its_cells_as_shown() -> None:
    html = (
        "<style>td{}</style><table><tr><th></th><th>Uger</th></tr>"
        "<tr><th>0</th><td>1.250,5</td></tr></table><p>1 række</p>"
    )
    (block,) = own_output(V4.new_output("execute_result", {"text/html": html}), "baggrund", 1)
    assert isinstance(block, TableBlock)
    assert [column.label for column in block.table.columns] == ["", "Uger"]
    assert [[cell.text for cell in row.cells] for row in block.table.rows] == [["0", "1.250,5"]]


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (V4.new_output("stream", name="stdout", text="Optalt: 31\n"), "Optalt: 31"),
        (V4.new_output("display_data", {"image/png": "aGVq"}), "kun kan ses i notebooken"),
        (V4.new_output("execute_result", {"text/plain": "0.25"}), "0.25"),
    ],
)
def test_what_a_cell_prints_or_draws_leaves_a_line(output: object, said: str) -> None:
    (block,) = own_output(output, "baggrund", 1)
    assert isinstance(block, TextBlock)
    assert said in plain(block.content)


def test_warnings_on_standard_error_stay_in_the_notebook() -> None:
    assert own_output(V4.new_output("stream", name="stderr", text="obs"), "baggrund", 1) == []


def test_a_table_in_a_text_becomes_a_point_per_row_and_a_footnote_a_paragraph() -> None:
    text = "Se[^1].\n\n| Hus | Pladser |\n|---|---|\n| Syd | 9 |\n| Øst | 11 |\n\n[^1]: Fra juni."
    first, table, note = from_markdown(text)
    assert isinstance(table, BulletList)
    assert ["".join(run.text for run in item) for item in table.items] == [
        "Hus: Syd; Pladser: 9",
        "Hus: Øst; Pladser: 11",
    ]
    assert "(note 1)" in plain([first])
    assert "Fra juni." in plain([note])
