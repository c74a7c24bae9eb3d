"""The floor: the same figures, tables and page drawn in a plain loop without notebooks."""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from som_calc import calculate, load_case
from som_calc.report.decision import decision_report
from som_calc.report.document import Document, FrontMatter, Section, WorkbookBlock
from som_calc.report.exporters.html import SomHtmlExporter
from som_calc.report.result_data import result_json
from som_calc.report.serie.work import summary_of


def one(case: str, overrides: list[str]) -> bytes:
    """One report's page, straight from the same functions the notebook calls."""
    result = calculate(load_case(case, overrides))
    report = decision_report(result, case_file=case)
    shown = [
        *report.front(),
        *report.page_one(),
        *report.background(),
        *report.economy(),
        *report.sensitivity(),
        *report.how_sure(),
        *report.basis(),
        *report.appendix(),
    ]
    front = next(block for block in shown if isinstance(block, FrontMatter))
    book = next((block for block in shown if isinstance(block, WorkbookBlock)), None)
    rest = [block for block in shown if not isinstance(block, FrontMatter | WorkbookBlock)]
    sections = [
        Section(spec=spec, blocks=[block for block in rest if block.section == spec.id])
        for spec in front.sections
    ]
    document = Document(front=front, sections=[s for s in sections if s.blocks], workbook=book)
    exporter = SomHtmlExporter()
    result_json(result)
    summary_of(result)
    return str(exporter.render(document)).encode("utf-8")


def main() -> None:
    """Print the median seconds per case, on the clock and of processor."""
    parser = argparse.ArgumentParser()
    parser.add_argument("case")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--antal", type=int, default=30)
    chosen = parser.parse_args()
    times, processor = [], []
    for number in range(chosen.antal + 2):
        begun, worked = time.perf_counter(), time.process_time()
        page = one(chosen.case, [f"mereffekt={3 + number / 20:g} %".replace(".", ",")])
        (chosen.folder / "side.html").write_bytes(page)
        times.append(time.perf_counter() - begun)
        processor.append(time.process_time() - worked)
    print([statistics.median(times[2:]), statistics.median(processor[2:])])


if __name__ == "__main__":
    main()
