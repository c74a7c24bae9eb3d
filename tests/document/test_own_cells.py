"""What a user adds to a notebook is laid out where it stands; our own guiding words are not."""

from __future__ import annotations

import base64
import io
import re
from typing import Any

import nbformat
import pandas as pd
import pytest
from PIL import Image

from som_calc.checking import check_case
from som_calc.document.executed import NotAReport, read_document
from som_calc.document.frames import block_of, block_of_styler
from som_calc.document.here import Here
from som_calc.document.model import (
    BulletList,
    Document,
    PictureBlock,
    RichText,
    Table,
    TableBlock,
    TextBlock,
)
from som_calc.document.own_cells import own_output, own_text
from som_calc.document.rich import from_html, from_rich_markdown
from som_calc.document.text import from_markdown, plain
from som_calc.report.base import own_text as text_of_case
from som_calc.resources import shipped
from tests.formats import sample
from tests.promises import cases

V4 = nbformat.v4


def shown(kind: str, content: Any) -> list[Any]:
    return own_output(V4.new_output("execute_result", {kind: content}), Here(cell=3))


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def values(table: Table) -> list[list[float | None]]:
    return [[cell.value for cell in row.cells] for row in table.rows]


def runs(content: RichText) -> list[tuple[str, str]]:
    return [
        (run.text, run.style)
        for part in content
        for line in ([part.items] if isinstance(part, BulletList) else [[part.runs]])
        for item in line
        for run in item
    ]


def png(width: int = 40, height: int = 20, **more: Any) -> str:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#0072B2").save(out, "PNG", **more)
    return base64.b64encode(out.getvalue()).decode("ascii")


def document_with(*cells: Any) -> Document:
    """A report whose second section is followed by some cells of a user's."""
    notebook = sample.sample_notebook()
    notebook.cells += cells
    return read_document(notebook)


def code_cell(source: str, *outputs: Any, **metadata: Any) -> Any:
    return V4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def test_the_guides_of_our_own_notebooks_are_no_part_of_the_report() -> None:
    for path in shipped("notebooks").glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                assert own_text(cell, Here()) == []


def test_each_heading_of_an_own_text_begins_a_block() -> None:
    cell = V4.new_markdown_cell(
        "# Værkstedet\n\nDer er 14 pladser.\n\n## Ventetid\n\n8 uger.\n\n# Nu\n\nFuldt."
    )
    blocks = own_text(cell, Here())
    assert [(b.heading, b.level, plain(b.content)) for b in blocks if isinstance(b, TextBlock)] == [
        ("Værkstedet", 1, "Der er 14 pladser."),
        ("Ventetid", 2, "8 uger."),
        ("Nu", 1, "Fuldt."),
    ]


def test_no_heading_is_left_out_between_two_levels() -> None:
    """A screen reader announces a heading two levels below its section as an error."""
    (block,) = own_text(V4.new_markdown_cell("#### Dybt nede\n\nTekst."), Here())
    assert isinstance(block, TextBlock)
    assert block.level == 1


def test_markdown_keeps_its_looks_links_lists_notes_and_code() -> None:
    source = (
        "Her er **fed**, *kursiv*, `kode`, ~~slettet~~ og [en side](https://example.dk)[^a].\n\n"
        "1. et\n   - under et\n2. to\n\n```\nx  = 1\n  y = 2\n```\n\n[^a]: Talt i **maj**.\n"
    )
    body, notes = from_rich_markdown(source, Here(), html=True)
    assert isinstance(body, TextBlock)
    assert isinstance(notes, TextBlock)
    first, listed, code = body.content
    looks = {run.text: run for run in first.runs}
    assert looks["fed"].bold
    assert looks["kursiv"].italic
    assert looks["kode"].style == "code"
    assert looks["slettet"].style == "struck"
    assert looks["en side"].href == "https://example.dk"
    assert looks["1"].style == "raised"
    assert isinstance(listed, BulletList)
    assert listed.ordered
    assert [plain([p]) for p in [listed]] == ["et under et to"]
    assert listed.levels == [0, 1, 0]
    assert code.runs[0].text == "x  = 1\n  y = 2"
    assert notes.role == "small"
    assert plain(notes.content) == "1 Talt i maj."


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x^2", [("x", "plain"), ("2", "raised")]),
        (
            r"\Delta_{kr} \approx -3{,}5\,\%",
            [("Δ", "plain"), ("kr", "lowered"), (" ≈ −3,5 %", "plain")],
        ),
        (r"\frac{a+b}{n} \cdot 100", [("(a+b)/n · 100", "plain")]),
        (r"\begin{matrix}a\end{matrix}", [(r"$\begin{matrix}a\end{matrix}$", "code")]),
    ],
)  # fmt: skip
def test_a_formula_within_a_line_is_text_or_its_own_source(
    source: str, said: list[tuple[str, str]]
) -> None:
    (block,) = from_rich_markdown(f"${source}$", Here(), html=True)
    assert isinstance(block, TextBlock)
    assert runs(block.content) == said


def test_a_price_in_dollars_is_no_formula() -> None:
    (block,) = from_rich_markdown("Fra $100 til $200 pr. plads.", Here(), html=True)
    assert isinstance(block, TextBlock)
    assert plain(block.content) == "Fra $100 til $200 pr. plads."


def test_a_formula_alone_is_drawn_and_told_in_words() -> None:
    here = Here(cell=2)
    (drawing,) = from_rich_markdown("$$\\sum_{t=0}^{T} \\frac{b_t}{(1+r)^t}$$", here, html=True)
    assert isinstance(drawing, PictureBlock)
    assert drawing.alt.startswith("Formel: ")
    assert "<svg" in drawing.svg
    (source,) = from_rich_markdown("$$\\ukendt{x}$$", here, html=True)
    assert isinstance(source, TextBlock)
    assert runs(source.content) == [("\\ukendt{x}", "code")]
    assert here.notices == ["celle 2: formlen kan ikke tegnes og vises som kode: \\ukendt{x}"]


def test_a_table_of_a_page_keeps_its_cells_as_shown() -> None:
    html = (
        "<style>td{}</style><table><tr><th></th><th>Uger</th></tr>"
        "<tr><th>0</th><td>1.250,5</td></tr></table><p>1 række</p>"
    )
    table, note = shown("text/html", html)
    assert isinstance(table, TableBlock)
    assert [column.label for column in table.table.columns] == ["", "Uger"]
    assert texts(table.table) == [["0", "1.250,5"]]
    assert plain(note.content) == "1 række"


def test_a_number_is_never_joined_with_the_mark_of_its_note() -> None:
    (block, _) = from_rich_markdown("| a | b |\n|---|---|\n| x | 12[^1] |\n\n[^1]: Ja.", Here(),
                                    html=True)  # fmt: skip
    assert isinstance(block, TableBlock)
    assert texts(block.table) == [["x", "12¹"]]
    assert values(block.table) == [[None, None]]


def test_cells_over_several_rows_and_columns_keep_the_others_in_place() -> None:
    html = (
        "<table><caption>Pladser</caption><thead><tr><th rowspan=2>By</th><th colspan=2>2025</th>"
        "</tr><tr><th>Nord</th><th>Syd</th></tr></thead><tbody><tr><td rowspan=2>A</td><td>1</td>"
        "<td>2</td></tr><tr><td colspan=2>3</td></tr></tbody></table>"
    )
    (block,) = from_html(html, Here())
    assert isinstance(block, TableBlock)
    assert block.table.caption == "Pladser"
    assert [column.label for column in block.table.columns] == ["By", "2025 · Nord", "2025 · Syd"]
    assert texts(block.table) == [["A", "1", "2"], ["", "3", ""]]


def test_a_frame_has_danish_numbers_with_the_exact_ones_behind_them() -> None:
    frame = pd.DataFrame(
        {
            "År": [2024, 2025, 2026],
            "Antal mødre": [112.5, 98, 1234567.891],
            "Kr.": [1500, -2_000_000, 0],
            "Andel": [0.1 + 0.2, float("nan"), 1 / 3],
            "Kode": ["1.500", None, "b"],
            "I gang": [True, False, True],
            "Dag": pd.to_datetime(["2026-03-01", "2026-12-24", None]),
        }
    )
    block = block_of(frame)
    assert isinstance(block, TableBlock)
    assert texts(block.table) == [
        ["2024", "112,500", "1.500", "0,300", "1.500", "ja", "1.3.2026"],
        ["2025", "98,000", "−2.000.000", "–", "–", "nej", "24.12.2026"],
        ["2026", "1.234.567,891", "0", "0,333", "b", "ja", "–"],
    ]
    assert values(block.table)[2][1:4] == [1234567.891, 0.0, 1 / 3]
    assert [row[4] for row in values(block.table)] == [None, None, None]
    kinds = [column.kind for column in block.table.columns]
    assert kinds == ["year", "number", "number", "number", "text", "text", "text"]


def test_a_users_own_number_format_is_kept() -> None:
    frame = pd.DataFrame({"By": ["A"], "Kr.": [1234.5]})
    with pd.option_context("display.float_format", "{:.1f} kr.".format):
        block = block_of(frame)
    assert isinstance(block, TableBlock)
    assert texts(block.table) == [["A", "1234.5 kr."]]


def test_small_shares_are_not_rounded_away() -> None:
    block = block_of(pd.DataFrame({"x": ["a", "b"], "Andel": [0.00004, 0.5]}))
    assert isinstance(block, TableBlock)
    assert [row[1] for row in texts(block.table)] == ["0,00004", "0,50000"]


def test_levels_of_index_and_columns_are_columns_and_joined_headings() -> None:
    index = pd.MultiIndex.from_product([["Nord", "Syd"], [2025, 2026]], names=["By", "År"])
    columns = pd.MultiIndex.from_product([["Unge"], ["Startet", "I job"]])
    block = block_of(pd.DataFrame([[1, 2], [3, 4], [5, 6], [7, 8]], index, columns))
    assert isinstance(block, TableBlock)
    labels = [column.label for column in block.table.columns]
    assert labels == ["By", "År", "Unge · Startet", "Unge · I job"]
    assert texts(block.table) == [
        ["Nord", "2025", "1", "2"],
        ["", "2026", "3", "4"],
        ["Syd", "2025", "5", "6"],
        ["", "2026", "7", "8"],
    ]


def test_a_long_frame_shows_what_pandas_shows_and_says_so() -> None:
    block = block_of(pd.DataFrame({f"k{n}": range(1000) for n in range(30)}))
    assert isinstance(block, TableBlock)
    assert block.table.notes == ["Tabellen viser 10 af 1.000 rækker og 20 af 30 kolonner."]
    assert texts(block.table)[-1][0] == "999"


def test_an_empty_frame_leaves_a_line() -> None:
    block = block_of(pd.DataFrame({"A": [], "B": []}))
    assert isinstance(block, TextBlock)
    assert plain(block.content) == "Tabellen er tom. Kolonner: A, B."


def test_a_styled_table_keeps_what_is_formatted_and_is_danish_elsewhere() -> None:
    frame = pd.DataFrame({"År": [2025, 2026], "Kr.": [1234.5, 10.0], "Andel": [0.123, 0.2]})
    styler = frame.style.format({"Andel": "{:.1%}"}).set_caption("Udgifter").hide(axis="index")
    block = block_of_styler(styler)
    assert isinstance(block, TableBlock)
    assert block.table.caption == "Udgifter"
    assert texts(block.table) == [["2025", "1.234,5", "12.3%"], ["2026", "10,0", "20.0%"]]
    assert values(block.table) == [[2025, 1234.5, None], [2026, 10.0, None]]


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (V4.new_output("stream", name="stdout", text="Optalt: 31\n"), "Optalt: 31"),
        (V4.new_output("execute_result", {"text/plain": "0.25"}), "0.25"),
        (V4.new_output("stream", name="stdout", text="\x1b[1;31mRødt\x1b[0m tal"), "Rødt tal"),
        (V4.new_output("stream", name="stdout", text="10 %\r100 %\n"), "100 %"),
        (V4.new_output("display_data", {"application/json": {"æ": [1, 2]}}), '"æ"'),
    ],
)
def test_what_a_cell_prints_stands_as_it_was_printed(output: object, said: str) -> None:
    (block,) = own_output(output, Here())
    assert isinstance(block, TextBlock)
    assert said in plain(block.content)
    assert {style for _, style in runs(block.content)} == {"code"}


def test_of_a_very_long_print_the_middle_is_left_out_and_told() -> None:
    here = Here(cell=4)
    text = "\n".join(f"linje {n}" for n in range(5000))
    (block,) = own_output(V4.new_output("stream", name="stdout", text=text), here)
    lines = block.content[0].runs[0].text.split("\n")
    assert (lines[0], lines[-1], len(lines)) == ("linje 0", "linje 4999", 201)
    assert lines[100] == "… 4800 linjer er udeladt; de står i notebooken …"
    assert here.notices == ["celle 4: af 5000 udskrevne linjer er 4800 udeladt"]


def test_warnings_on_standard_error_stay_in_the_notebook() -> None:
    assert own_output(V4.new_output("stream", name="stderr", text="obs"), Here()) == []


def test_a_picture_keeps_its_size_its_words_and_its_pixels() -> None:
    output = V4.new_output(
        "display_data", {"image/png": png(300, 100, dpi=(150, 150))},
        metadata={"image/png": {"alt": "Kort over byen"}},
    )  # fmt: skip
    (block,) = own_output(output, Here())
    assert isinstance(block, PictureBlock)
    assert block.alt == "Kort over byen"
    assert (round(block.width), round(block.height)) == (144, 48)


def test_a_huge_picture_is_brought_down_to_what_a_page_can_show() -> None:
    (block,) = shown("image/png", png(4000, 500))
    assert isinstance(block, PictureBlock)
    with Image.open(io.BytesIO(base64.b64decode(block.pixels))) as image:
        assert image.size == (2000, 250)
    assert round(block.width) == 3000


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", "aGVq"),
        ("image/png", "***"),
        ("image/svg+xml", "<svg><g></svg>"),
        ("application/vnd.plotly.v1+json", {"data": []}),
        ("application/vnd.jupyter.widget-view+json", {}),
        ("application/x-ukendt", "x"),
        ("video/mp4", "AAAA"),
        ("text/html", "<iframe src='https://example.dk'></iframe>"),
        ("text/html", "<div id='x'></div><script>draw()</script>"),
    ],
)
def test_what_no_format_can_show_leaves_a_line_and_a_warning(kind: str, content: Any) -> None:
    here = Here(cell=3)
    output = V4.new_output("display_data", {kind: content, "text/plain": "<x>"})
    (block,) = own_output(output, here)
    assert re.search("kun kan ses i notebooken|ikke kan læses", plain(block.content))
    assert len(here.notices) == 1
    assert here.notices[0].startswith("celle 3: ")


def test_html_is_passed_on_as_text_only() -> None:
    here = Here(cell=3)
    html = (
        "<p onclick='x()'>Se <a href='javascript:x()'>her</a><script>alert(1)</script> "
        "&lt;b&gt;</p><img src='https://example.dk/a.png' alt='Graf'>"
    )
    body, line = from_html(html, here)
    assert plain(body.content) == "Se her <b>"
    assert all(run.href is None for run in body.content[0].runs)
    assert "ikke er hentet fra nettet: Graf" in plain(line.content)
    assert "example.dk/a.png" in here.notices[0]


def test_pictures_dropped_into_a_text_or_lying_beside_it_are_taken_in(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kort.png").write_bytes(base64.b64decode(png()))
    (tmp_path.parent / "udenfor.png").write_bytes(base64.b64decode(png()))
    cell = V4.new_markdown_cell(
        "![Plan](attachment:plan.png)\n\n![Kort](kort.png)\n\n![Ude](../udenfor.png)\n\n![](væk.png)",
        attachments={"plan.png": {"image/png": png()}},
    )
    document = document_with(cell)
    own = [block for block in document.blocks() if block.own]
    assert [block.alt for block in own if isinstance(block, PictureBlock)] == ["Plan", "Kort"]
    assert sum("som ikke findes" in plain(b.content) for b in own if isinstance(b, TextBlock)) == 2
    assert len(document.notices) == 2


def test_a_cell_can_say_what_its_picture_shows_and_give_it_a_caption() -> None:
    picture = V4.new_output("display_data", {"image/png": png()})
    document = document_with(
        code_cell("#| alt: Ventetiden falder\n#| billedtekst: Ventetid\nplot()", picture),
        code_cell("plot()", picture, som={"alt": "Køen vokser"}),
        code_cell("plot()", picture),
    )
    first, second, third = (b for b in document.blocks() if isinstance(b, PictureBlock))
    assert (first.alt, first.caption) == ("Ventetiden falder", "Ventetid")
    assert second.alt == "Køen vokser"
    assert third.alt == "Figuren er ikke beskrevet."
    (notice,) = document.notices
    assert "#| alt: Hvad figuren viser" in notice
    assert len({first.id, second.id, third.id}) == 3


def test_the_name_python_has_for_a_figure_is_no_content() -> None:
    picture = V4.new_output(
        "display_data", {"image/png": png()}, metadata={"image/png": {"alt": "x"}}
    )
    named = V4.new_output("execute_result", {"text/plain": "<Axes: xlabel='År'>"})
    (block,) = (b for b in document_with(code_cell("plot()", named, picture)).blocks() if b.own)
    assert isinstance(block, PictureBlock)


def test_a_cell_that_failed_fails_the_report() -> None:
    failed = V4.new_output("error", ename="ValueError", evalue="tomt", traceback=[])
    with pytest.raises(NotAReport, match=r"Celle \d+ i notebooken fejlede \(ValueError: tomt\)"):
        document_with(code_cell("1/0", failed))
    document_with(code_cell("1/0", failed, tags=["raises-exception"]))


def test_own_content_right_after_page_one_opens_the_next_section() -> None:
    notebook = sample.sample_notebook()
    own = V4.new_markdown_cell("## Vores eget afsnit\n\nVORESTEKST.")
    at = next(
        number
        for number, cell in enumerate(notebook.cells)
        if any("vnd.som" in kind for out in cell.get("outputs", []) for kind in out.get("data", {}))
    )
    notebook.cells.insert(at + 1, own)
    document = read_document(notebook)
    holding = [s.spec.id for s in document.sections if any(block.own for block in s.blocks)]
    assert holding == [document.front.sections[1].id]


def test_a_tagged_cell_stays_in_the_notebook() -> None:
    output = V4.new_output("stream", name="stdout", text="mellemregning")
    document = document_with(code_cell("print()", output, tags=["skjul"]))
    assert not [block for block in document.blocks() if block.own]


def test_a_table_and_a_footnote_in_the_text_of_a_case_are_laid_out() -> None:
    text = "Se[^1].\n\n| Hus | Pladser |\n|---|---|\n| Syd | 9 |\n\n[^1]: Fra juni. <b>x</b> $5$"
    first, table, note = text_of_case(text)
    assert isinstance(first, list)
    assert isinstance(table, TableBlock)
    assert texts(table.table) == [["Syd", "9"]]
    assert isinstance(note, TextBlock)
    assert plain(note.content) == "1 Fra juni. <b>x</b> $5$"


def test_a_picture_in_the_text_of_a_case_is_asked_about(tmp_path: Any) -> None:
    texts = {"tekster": {"baggrund": "Se kortet:\n\n![Kort over byen](kort.png)"}}
    case = cases.write(tmp_path, cases.plain(), rapport=texts)
    (problem,) = check_case(case).problems
    assert problem.field == "rapport.tekster.baggrund"
    assert problem.wrong == "billedet »Kort over byen« kan ikke vises i sagens tekster"
    assert problem.warning
    assert problem.line


def test_where_only_text_can_stand_a_table_becomes_a_point_per_row() -> None:
    text = "Se[^1].\n\n| Hus | Pladser |\n|---|---|\n| Syd | 9 |\n| Øst | 11 |\n\n[^1]: Fra juni."
    first, table, note = from_markdown(text)
    assert isinstance(table, BulletList)
    assert ["".join(run.text for run in item) for item in table.items] == [
        "Hus: Syd; Pladser: 9",
        "Hus: Øst; Pladser: 11",
    ]
    assert "(note 1)" in plain([first])
    assert "Fra juni." in plain([note])
