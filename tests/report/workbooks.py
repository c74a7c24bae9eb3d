"""The shipped cases as documents for the Excel report."""

from __future__ import annotations

from typing import Any

import som_calc
from som_calc.report.decision import DecisionReport
from som_calc.report.document import Document, Section
from som_calc.resources import shipped

CASES = sorted(path.stem for path in shipped("params").glob("*.yaml"))
IPS, EXAMPLE = "aabenraa-ips", "eksempel-hjemloeshed"


def result_of(name: str, *changes: str) -> Any:
    return som_calc.calculate(som_calc.load_case(shipped("params") / f"{name}.yaml", list(changes)))


def document_of(name: str, *changes: str) -> Document:
    report = DecisionReport(result_of(name, *changes))
    front, workbook, *blocks = [
        *report.front(),
        *report.page_one(),
        *report.economy(),
        *report.sensitivity(),
        *report.basis(),
        *report.appendix(),
    ]
    sections = [
        Section(spec=spec, blocks=[b for b in blocks if b.section == spec.id])
        for spec in front.sections
    ]
    return Document(front=front, sections=sections, workbook=workbook)


def find_rows(sheet: Any, start: str) -> int:
    """The first row that begins with ``start``; below the last one when none does."""
    for row in range(1, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value or "").startswith(start):
            return row
    return sheet.max_row + 1
