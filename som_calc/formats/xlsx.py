"""Excel: the whole calculation as live formulas, with native charts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from som_calc.document.model import Document
from som_calc.resources import source_date


def build_workbook(document: Document) -> bytes:
    """Workbook: Forside, Input, Konsekvenser, Priser, Beregning, Resultat, Følsomhed, Figurer, ….

    Every result cell is a formula back to Input, and carries its value, so the numbers
    show in viewers that do not recalculate.  The same report gives the same bytes.  A report
    without calculation data (``document.workbook``) gets its tables only.

    Raises:
        pydantic.ValidationError: the calculation data are not those of ``workbook_data``.
    """
    from som_calc.document.workbook_data import WorkbookData
    from som_calc.formats.workbook import text_sheets as texts
    from som_calc.formats.workbook.book import BAND, INPUT_INK, MUTED, Book
    from som_calc.formats.workbook.own_sheet import OWN, own_blocks, write_own

    front = document.front
    book = Book(_created(front.date), front.stamp or "")
    given = document.workbook
    data = WorkbookData.model_validate(given.data) if given is not None else None
    book.add_sheet(texts.FRONT, BAND)
    if data is not None:
        book.add_sheet("Input", "#E0A800")
        if not data.reverse_only:
            book.add_sheet("Konsekvenser", "#E0A800")
        if data.prices or data.price_index:
            book.add_sheet("Priser", "#E0A800")
        if data.cost_model is not None:
            book.add_sheet("Omkostningsmodel", "#E0A800")
        known = [] if data.reverse_only else ["Følsomhed"]
        for name in ("Beregning", "Resultat", *known, "Figurer"):
            book.add_sheet(name, INPUT_INK)
    assumptions, tables = texts.report_tables(document, figures=data is None)
    for name, wanted in ((texts.ASSUMPTIONS, assumptions), (texts.TABLES, tables)):
        if wanted:
            book.add_sheet(name, MUTED)
            title = "Forudsætninger" if name == texts.ASSUMPTIONS else "Rapportens tabeller"
            texts.write_tables(book, name, title, wanted, front.title, live=data is not None)
    if own_blocks(document):
        book.add_sheet(OWN, MUTED)
        write_own(book, document)
    book.add_sheet(texts.ABOUT, MUTED)
    inputs, results = _calculation(book, data, front.palette) if data else (None, None)
    texts.write_front(book, document, inputs, results)
    texts.write_about(book, document, live=data is not None)
    _properties(book, document)
    book.sheets[texts.FRONT].activate()
    return book.close()


def _calculation(book: Any, data: Any, palette: dict[str, str]) -> tuple[Any, Any]:
    from som_calc.formats.workbook.calculation_sheet import write_calculation
    from som_calc.formats.workbook.consequence_sheets import (
        write_consequences,
        write_prices,
    )
    from som_calc.formats.workbook.figure_sheet import write_figures
    from som_calc.formats.workbook.input_sheet import write_inputs
    from som_calc.formats.workbook.result_sheet import write_results
    from som_calc.formats.workbook.sensitivity_sheet import write_sensitivity

    inputs = write_inputs(book, data)
    quantities = None if data.reverse_only else write_consequences(book, data)
    if data.cost_model is not None:
        from som_calc.case.cost_model import CostModel
        from som_calc.formats.workbook.cost_model_sheet import write_cost_model

        model = CostModel.model_validate(data.cost_model)
        write_cost_model(book, model, data.course_length.value)
    pricing = write_prices(book, data) if "Priser" in book.sheets else None
    calculation = write_calculation(book, data, inputs, quantities, pricing)
    results = write_results(book, data, inputs, calculation)
    if not data.reverse_only:
        write_sensitivity(book, data, inputs, calculation)
    write_figures(book, data, results, palette)
    return inputs, results


def _created(date: str) -> dt.datetime:
    """The time stamped in the file: reproducible, never today."""
    if (moment := source_date()) is not None:
        return moment.replace(tzinfo=None)
    return dt.datetime.fromisoformat(date).replace(hour=12)


def _properties(book: Any, document: Document) -> None:
    front = document.front
    book.xlsx.set_properties(
        {
            "title": front.title,
            "subject": front.report_kind,
            "author": front.municipality,
            "company": front.municipality,
            "category": "SØM-beregning",
            "keywords": ", ".join(front.keywords),
            "comments": front.answer,
            "created": book.created,
        }
    )
    book.xlsx.set_custom_property("Sprog", front.language)
    book.xlsx.set_custom_property("Version", front.version)
