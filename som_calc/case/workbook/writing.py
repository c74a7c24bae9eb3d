"""Writing the form, blank or filled in with a case."""

from __future__ import annotations

import io

from som_calc.case.model import Case
from som_calc.case.workbook import layout, plan
from som_calc.case.workbook.guide import write_guide
from som_calc.case.workbook.looks import Looks
from som_calc.case.workbook.sheet import FormSheet, TooLong
from som_calc.case.workbook.values import Values


def workbook_bytes(case: Case | None = None, first_year: int = 2026) -> bytes:
    """The form as an ``.xlsx`` file.

    Args:
        case: what to fill in; None gives a blank form.
        first_year: the first year a blank form suggests.

    Raises:
        TooLong: a text is longer than an Excel cell can hold.
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        values = Values(case)
        title = values.data.get("titel", "Skema til en SØM-sag")
        book.set_properties({"title": title, "comments": "Læses af som tjek og som rapport"})
        looks = Looks(book)
        write_guide(book, looks, title)
        first = case.period.first_year if case else first_year
        last = case.period.last_year if case else first_year + 10
        years = plan.Years(first, last)
        for sheet in layout.SHEETS:
            FormSheet(book, looks, values, years, sheet).write(sheet.blocks)
        if values.left:
            rows = tuple(values.parts_name(path) for path in values.left)
            rest = plan.Form("Felter", rows, sourced=False)
            FormSheet(book, looks, values, years, layout.REST).write([rest])
    return target.getvalue()


__all__ = ["TooLong", "workbook_bytes"]
