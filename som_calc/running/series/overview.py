"""The overview of a series: a page and a workbook that link to every report."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.document import danish
from som_calc.document.chance import whole_percent
from som_calc.document.zero import known_words
from som_calc.resources import search_path
from som_calc.running.series.record import OrderOutcome
from som_calc.writing import write_files

HEADINGS = (
    "Sag",
    TOTAL,
    MUNICIPALITY,
    "Break-even",
    "Sandsynlighed",
    "Tid",
    "Status",
)
NONE = "–"
SIGN_OR_DIGIT = f"{danish.MINUS}0123456789"
KINDS = {
    "html": "HTML", "pdf": "PDF", "docx": "Word", "xlsx": "Excel", "pptx": "PowerPoint",
    "ipynb": "notebook",
}  # fmt: skip


def row(outcome: OrderOutcome) -> list[str]:
    """One outcome as the texts below :data:`HEADINGS`."""
    summary = outcome.summary
    return [
        outcome.called,
        NONE if summary.total is None else danish.kroner(summary.total),
        NONE if summary.municipality is None else danish.kroner(summary.municipality),
        NONE if summary.total is None else known_words(summary.break_even, summary.total),
        NONE if summary.probability is None else whole_percent(summary.probability),
        seconds_text(outcome.seconds),
        outcome.status,
    ]


def seconds_text(seconds: float) -> str:
    """A duration: ``0,4 sek.``; below a tenth of a second in milliseconds."""
    if seconds < 0.1:
        return f"{danish.number(seconds * 1000)} ms"
    return f"{danish.number(seconds, 1)} sek."


def write_overview(folder: Path, title: str, outcomes: Sequence[OrderOutcome]) -> list[Path]:
    """``oversigt.html`` and ``oversigt.xlsx`` in the folder of the series.

    Raises:
        CaseError: the folder cannot be written to.
    """
    page = page_of(title, outcomes).encode("utf-8")
    return write_files(
        folder, {"oversigt.html": page, "oversigt.xlsx": workbook_of(title, outcomes)}
    )


def links(outcome: OrderOutcome) -> list[tuple[str, str]]:
    """``(label, address)`` of the files to open, relative to the folder of the series."""
    found = []
    for name in outcome.files:
        ending = name.rpartition(".")[2]
        if ending in KINDS:
            label = "notebook frem til fejlen" if name.endswith(".fejl.ipynb") else KINDS[ending]
            found.append((label, f"{quote(outcome.name)}/{quote(name)}"))
    return found


def page_of(title: str, outcomes: Sequence[OrderOutcome]) -> str:
    """The overview as one self-contained page."""
    from som_calc.document.templates import faults_told, sandbox

    name = "oversigt.html.j2"
    folders = [folder / "serie" for folder in search_path("templates")]
    failed = [outcome for outcome in outcomes if outcome.failed]
    with faults_told(f"serie/{name}"):
        template = sandbox(folders, __file__, autoescape=True).get_template(name)
        return template.render(
            titel=title,
            overskrifter=HEADINGS,
            linjer=[
                {
                    "celler": row(outcome),
                    "titel": outcome.summary.title,
                    "links": links(outcome),
                    "fejl": outcome.error,
                }
                for outcome in outcomes
            ],
            antal=len(outcomes),
            fejlede=len(failed),
            status=status_line(outcomes),
        )


def status_line(outcomes: Sequence[OrderOutcome]) -> str:
    """How many were made, unchanged and failed, in words."""
    counts = {
        status: sum(outcome.status == status for outcome in outcomes)
        for status in ("lavet", "uændret", "fejl")
    }
    parts = [
        (counts["lavet"], "lavet"),
        (counts["uændret"], "uændret" if counts["uændret"] == 1 else "uændrede"),
        (counts["fejl"], "fejlet"),
    ]
    said = danish.listing([f"{danish.number(count)} {word}" for count, word in parts if count])
    noun = "sag" if len(outcomes) == 1 else "sager"
    return f"{danish.number(len(outcomes))} {noun}: {said or 'ingen'}."


def workbook_of(title: str, outcomes: Sequence[OrderOutcome]) -> bytes:
    """The overview as a workbook: numbers as numbers, links to the reports."""
    import datetime as dt

    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})
    sheet = book.add_worksheet("Oversigt")
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    right = book.add_format({"bold": True, "bottom": 1, "align": "right", "valign": "vcenter"})
    amount = book.add_format({"num_format": '#,##0 "kr.";[Red]\u2212#,##0 "kr."'})
    share = book.add_format({"num_format": '0.0" pct."'})
    whole = book.add_format({"num_format": '0" pct."'})
    words = book.add_format({"align": "right", "text_wrap": True})
    plain = book.add_format({"num_format": "0.0"})
    link = book.add_format({"font_color": "#0b5c8a", "underline": 1})
    headings = [*HEADINGS[:5], "Tid, sek.", "Status", "Fejl"]
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, right if 1 <= place <= 5 else bold)
    for number, outcome in enumerate(outcomes, 1):
        summary, found = outcome.summary, links(outcome)
        if found:
            address = found[0][1].replace("%20", " ")
            sheet.write_url(number, 0, f"external:{address}", link, outcome.called)
        else:
            sheet.write_string(number, 0, outcome.called)
        values = (
            (summary.total, 1, amount),
            (summary.municipality, 1, amount),
            (summary.break_even, 100, share),
            (summary.probability, 100, whole),
        )
        told = row(outcome)
        for place, (value, scale, format) in enumerate(values, 1):
            if value is not None and told[place][:1] in SIGN_OR_DIGIT:
                sheet.write_number(number, place, value * scale, format)
            elif told[place] != NONE:
                sheet.write_string(number, place, told[place], words)
        sheet.write_number(number, 5, round(outcome.seconds, 1), plain)
        sheet.write_string(number, 6, outcome.status)
        sheet.write_string(number, 7, outcome.error or "")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 17)
    sheet.set_column(3, 6, 14)
    sheet.set_column(7, 7, 60)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(outcomes), 1), len(headings) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return stream.getvalue()
