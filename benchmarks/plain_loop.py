"""The floor: the same figures, tables and page drawn in a plain loop without notebooks."""

from __future__ import annotations

import argparse
from pathlib import Path

from som_calc.analysis.result_data import result_json
from som_calc.document.model import Document, FrontMatter, ResultBlock, Section, WorkbookBlock
from som_calc.formats.html import html_page
from som_calc.notebook import calculate, decision_report, load_case
from som_calc.running.series.table import read_table


def one(case: str, overrides: list[str]) -> bytes:
    """One report's page, straight from the same functions the notebook calls."""
    result = calculate(load_case(case, overrides))
    report = decision_report(result, case_file=case)
    shown = report.blocks()
    front = next(block for block in shown if isinstance(block, FrontMatter))
    book = next((block for block in shown if isinstance(block, WorkbookBlock)), None)
    carried = next(block for block in shown if isinstance(block, ResultBlock))
    rest = [block for block in shown if block.section]
    sections = [
        Section(spec=spec, blocks=[block for block in rest if block.section == spec.id])
        for spec in front.sections
    ]
    document = Document(front=front, sections=[s for s in sections if s.blocks], workbook=book)
    result_json(carried.data)
    return html_page(document).encode("utf-8")


def main() -> None:
    """Write a page for each row of the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("table")
    parser.add_argument("case")
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    chosen.folder.mkdir(exist_ok=True)
    for variant in read_table(chosen.table):
        page = one(chosen.case, list(variant.overrides))
        (chosen.folder / f"{variant.name}.html").write_bytes(page)


if __name__ == "__main__":
    main()
