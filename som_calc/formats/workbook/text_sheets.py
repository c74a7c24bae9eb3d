"""The sheets without calculation: Forside, the report's own tables, and Om."""

from __future__ import annotations

import re
from typing import Any

from som_calc.case.names import MUNICIPALITY, TOTAL, WITHOUT_GRANTS
from som_calc.document.model import Document, FigureBlock, KeyFigures, Table, TableBlock
from som_calc.formats.workbook.book import (
    BAND,
    KR,
    MUTED,
    PCT,
    PCT2,
    QUANTITY,
    SHADE,
    WARNING,
    WHOLE,
    Book,
)
from som_calc.formats.workbook.input_sheet import Inputs
from som_calc.formats.workbook.result_page import Results
from som_calc.formats.workbook.table_sums import sums_of

FRONT, ASSUMPTIONS, TABLES, ABOUT = "Forside", "Forudsætninger", "Tabeller", "Om"
FORMATS = {
    "kr": KR,
    "mio": "#,##0.0,,",
    "pct": "0.0##%",
    "number": QUANTITY,
    "year": WHOLE,
}
BESIDE_INPUT = "Faste værdier fra rapporten; de følger ikke Input."
ALONE = "Faste værdier fra rapporten."
SUMMED = "Tallene er rapportens. De fleste summer og forskelle er formler, så de kan følges."
WHAT = {
    "Input": "Tal, der kan ændres (gule celler), med kilde og status",
    "Konsekvenser": "Forskel i forbrug pr. succes, eller tilbageregnede værdier og tidsprofil",
    "Priser": "Pris pr. enhed for kommune, region og stat, og prisindeks",
    "Beregning": "Hver krone som formel: diskontering, kohorter, år og aktører",
    "Resultat": "SØM's tabeller, break-even og hvad der skal være sandt",
    "Følsomhed": "Break-even, andre mereffekter og kortet mod omkostninger",
    "Figurer": "SØM's figurer, som følger tallene",
    ASSUMPTIONS: "Rapportens forudsætninger med kilde og status",
    TABLES: "Rapportens øvrige tabeller",
    "Egne celler": "Det, I selv har sat ind i notebooken",
    ABOUT: "Metode, afrunding og hvor tallene kommer fra",
}
METHOD = [
    "Beregningen er budgetøkonomisk: den viser kontante virkninger på de offentlige kasser. "
    "Den er ikke samfundsøkonomisk.",
    "Plus er en gevinst for de offentlige kasser, minus er en udgift.",
    "Nutidsværdi = beløb × diskonteringsfaktor. Diskonteringsåret har faktor 1.",
    "Hver årgang af deltagere er en kohorte. Effekten falder fra det år, forløbet slutter, og så "
    "mange år som horisonten tillader, dog højst til beregningens sidste år.",
    "Alt er lineært i mereffekten. Derfor kan break-even regnes direkte, uden gæt.",
    "Arbejdsbogen regner med uafrundede tal. Hver celle afrundes for sig, når den vises, og "
    "rækker kan derfor afvige en krone fra deres sum.",
    "Arkene er låst uden adgangskode for at undgå fejl; låsen kan ophæves under Gennemse. "
    "Arbejdsbogen har ingen makroer og ingen eksterne kæder.",
]


def write_front(
    book: Book, document: Document, inputs: Inputs | None, results: Results | None
) -> None:
    """Title, answer, key figures and how to use the workbook."""
    front, sheet = document.front, book.sheets[FRONT]
    for col, width in enumerate((56, 20, 20, 56)):
        sheet.set_column(col, col, width)
    book.text(FRONT, 0, 0, " · ".join(front.eyebrow), font_color=MUTED)
    sheet.set_row(1, 34)
    book.text(FRONT, 1, 0, front.title, bold=True, font_size=24, font_color=BAND)
    row = 2
    if front.stamp:
        book.text(FRONT, row, 0, front.stamp, bold=True, font_size=14, font_color=WARNING)
        row += 1
    sheet.set_row(row, 20 * _lines(front.answer, 105) + 6)
    answer = book.style(font_size=14, text_wrap=True, valign="vcenter")
    sheet.merge_range(row, 0, row, 3, "", answer)
    sheet.write_string(row, 0, front.answer, answer)
    row += 2
    if inputs and results:
        row = _live(book, row, inputs, results)
    row = _reported(book, row, document)
    book.heading(FRONT, row, "Sådan bruges arbejdsbogen", 4)
    row += 1
    if inputs:
        steps = [
            "1. Ret en gul celle i Input, fx mereffekten. De andre ark regner om med det samme.",
            "2. Se Resultat og Figurer. Kolonnen Ændring viser afstanden til rapportens tal.",
            "3. Følg en krone baglæns i Beregning: hver celle er en formel.",
        ]
        for words in steps:
            book.text(FRONT, row, 0, words)
            row += 1
        row += 1
    for name, what in WHAT.items():
        if name in book.sheets:
            link = book.style(font_color="#0B3D91", underline=1)
            sheet.write_url(row, 0, f"internal:'{name}'!A1", link, name, f"Gå til {name}")
            book.text(FRONT, row, 1, what)
            row += 1
    book.page(FRONT, footer=front.title, tall=1)


def _live(book: Book, row: int, inputs: Inputs, results: Results) -> int:
    book.heading(FRONT, row, "Nøgletal lige nu (følger Input)", 4)
    row += 1
    rows = [("Mereffekt", inputs.success_rate, PCT)]
    without = "" if results.break_even else " uden konsekvenser"
    rows += [
        (f"Nettoresultat{without}, i alt, nutidsværdi, kr.", results.net[TOTAL], KR),
        (f"Nettoresultat{without}, kommunen, nutidsværdi, kr.", results.net[MUNICIPALITY], KR),
    ]
    for name in (TOTAL, MUNICIPALITY, WITHOUT_GRANTS):
        if name in results.break_even:
            label = "i alt" if name == TOTAL else name.lower()
            rows.append((f"Break-even, {label}", results.break_even[name], PCT2))
        else:
            label = "i alt" if name == TOTAL else name.lower()
            rows.append((f"Krævet besparelse pr. succes, {label}, kr.", results.required[name], KR))
    for label, cell, num_format in rows:
        book.text(FRONT, row, 0, label)
        book.put(
            FRONT, row, 1, cell, num_format=num_format, bold=True, align="right", bg_color=SHADE
        )
        row += 1
    return row + 1


def _reported(book: Book, row: int, document: Document) -> int:
    items = [item for b in document.blocks() if isinstance(b, KeyFigures) for item in b.items]
    if not items:
        return row
    book.heading(FRONT, row, "Nøgletal i rapporten", 4)
    row += 1
    for item in items:
        book.text(FRONT, row, 0, item.label)
        book.text(FRONT, row, 1, f"{item.value} {item.unit}".strip(), bold=True, align="right")
        book.text(FRONT, row, 2, item.basis, font_color=MUTED, indent=1)
        row += 1
    return row + 1


def report_tables(document: Document, *, figures: bool) -> tuple[list[Table], list[Table]]:
    """The report's tables: assumptions, and the others; ``figures`` adds the figures' own."""
    found: dict[str, Table] = {}
    for block in document.blocks():
        if block.own:
            continue
        if isinstance(block, TableBlock) or (figures and isinstance(block, FigureBlock)):
            found.setdefault(block.table.id, block.table)
    first = [table for table in found.values() if "forudsaetning" in table.id]
    return first, [table for table in found.values() if table not in first]


def write_tables(
    book: Book, sheet: str, title: str, tables: list[Table], footer: str, *, live: bool
) -> None:
    """Report tables below each other, numbers as numbers; ``live``: beside a calculation."""
    alone = SUMMED if any(table.sums for table in tables) else ALONE
    book.title(sheet, title, BESIDE_INPUT if live else alone)
    widths = table_widths(tables)
    for col, width in enumerate(widths):
        book.sheets[sheet].set_column(col, col, width)
    book.sheets[sheet].freeze_panes(3, 0)
    row = 3
    for table in tables:
        row = write_table(book, sheet, row, table, widths) + 1
    book.page(sheet, repeat=1, footer=footer)


def table_widths(tables: list[Table]) -> list[float]:
    """The widths of columns that several tables share, in letters."""
    return [_width(tables, col) for col in range(max(len(table.columns) for table in tables))]


def _width(tables: list[Table], col: int) -> float:
    longest = 0
    for table in tables:
        if col < len(table.columns):
            texts = [row.cells[col].text for row in table.rows if col < len(row.cells)]
            longest = max([longest, len(table.columns[col].label), *map(len, texts)])
    return min(max(longest + 3, 12), 70 if col else 48)


def write_table(book: Book, sheet: str, row: int, table: Table, widths: list[float]) -> int:
    """One table from ``row`` on; gives the row after it."""
    if table.caption:
        book.heading(sheet, row, table.caption, len(widths))
        row += 1
    if table.subline:
        book.text(sheet, row, 0, table.subline, font_color=MUTED)
        row += 1
    for col, column in enumerate(table.columns):
        unit = f" ({column.unit})" if column.unit and column.unit not in column.label else ""
        align = "left" if column.kind == "text" else "right"
        indent = 1 if col and align == "left" else 0
        book.header(sheet, row, [column.label + unit], col, align=align, indent=indent)
    heads = ((column.label, widths[col] * 0.8) for col, column in enumerate(table.columns))
    book.fit(sheet, row, *heads)
    row += 1
    sums = sums_of(table, row)
    for number, line in enumerate(table.rows):
        bold: dict[str, Any] = {"bold": True} if line.role in ("total", "group") else {}
        for col, cell in enumerate(line.cells):
            kind, look = table.columns[col].kind, dict(bold)
            if cell.value is not None and kind in FORMATS:
                whole = kind == "number" and cell.value == round(cell.value)
                look["num_format"] = KR if whole else FORMATS[kind]
                if (number, col) in sums:
                    book.put(sheet, row, col, sums[number, col], **look)
                else:
                    book.number(sheet, row, col, cell.value, **look)
            else:
                side = "left" if kind == "text" else "right"
                indent = 1 if col and kind == "text" else 0
                book.text(
                    sheet, row, col, cell.text, text_wrap=True, align=side, indent=indent, **look
                )
        book.fit(sheet, row, *((c.text, widths[n]) for n, c in enumerate(line.cells)))
        row += 1
    for number, note in enumerate(table.notes, 1):
        book.text(sheet, row, 0, f"{number}) {note}", font_color=MUTED, font_size=9)
        row += 1
    if table.source:
        book.text(sheet, row, 0, f"Kilde: {table.source}", font_color=MUTED, font_size=9)
        row += 1
    return row


def write_about(book: Book, document: Document, *, live: bool) -> None:
    """Method, rounding and provenance."""
    front, sheet = document.front, book.sheets[ABOUT]
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 100)
    book.title(ABOUT, "Om arbejdsbogen")
    row = 3
    if live:
        book.heading(ABOUT, row, "Metode og afrunding", 2)
        row += 1
        for words in METHOD:
            wrapped = book.style(text_wrap=True)
            sheet.set_row(row, 15.5 * _lines(words, 125))
            sheet.merge_range(row, 0, row, 1, "", wrapped)
            sheet.write_string(row, 0, words, wrapped)
            row += 1
        row += 1
    book.heading(ABOUT, row, "Hvor den kommer fra", 2)
    row += 1
    pairs = [
        ("Rapport", front.report_kind),
        ("Kommune", front.municipality),
        ("Dato", front.date_text),
        ("Version", front.version),
        *front.provenance,
    ]
    for label, words in pairs:
        book.text(ABOUT, row, 0, label, font_color=MUTED)
        book.text(ABOUT, row, 1, words, text_wrap=True)
        row += 1
    for paragraph in front.sign_off:
        runs = paragraph.runs if paragraph.type == "paragraph" else []
        book.text(ABOUT, row, 1, re.sub(r"\s+", " ", "".join(run.text for run in runs)))
        row += 1
    book.page(ABOUT, footer=front.title)


def _lines(words: str, width: int) -> int:
    return max(1, -(-len(words) // width))
