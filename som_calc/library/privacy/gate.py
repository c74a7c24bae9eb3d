"""The gate: every finding in a case and what is attached to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from som_calc.case.model import Case
from som_calc.library.privacy.finding import Finding
from som_calc.library.privacy.metadata import metadata_findings
from som_calc.library.privacy.numbers import SMALLEST_GROUP, rare_combinations, small_groups
from som_calc.library.privacy.tables import read_csv, table_findings
from som_calc.library.privacy.text import findings


def check_publication(
    case: Case,
    case_name: str,
    case_text: str,
    files: Mapping[str, bytes],
    attachments: Mapping[str, bytes],
    smallest: int = SMALLEST_GROUP,
) -> list[Finding]:
    """Everything that must be clear before a case is published.

    Args:
        case: the case.
        case_name: its file name, for messages.
        case_text: the case file as text; comments are published too.
        files: what the package will hold, by name; checked for metadata.
        attachments: what the user adds, by name; checked for content too.
        smallest: smallest group of persons that is published.
    """
    found = [*_case_text(case, case_name, case_text)]
    found += small_groups(case, smallest)
    found += rare_combinations(case, smallest)
    allowed = {case.municipality, case.prepared_by or "", case.contact or "", "som-rapport", ""}
    for name, content in {**files, **attachments}.items():
        found += metadata_findings(name, content, allowed)
    for name, content in attachments.items():
        found += _attachment(name, content, smallest)
    return list(dict.fromkeys(found))


def _case_text(case: Case, name: str, text: str) -> Iterator[Finding]:
    public = [value for value in (case.prepared_by, case.contact) if value]
    for number, line in enumerate(text.splitlines(), 1):
        is_public = any(value and value in line for value in public)
        for finding in findings(f"{name}:{number}", line):
            if finding.final or not is_public:
                yield finding


def _attachment(name: str, content: bytes, smallest: int) -> Iterator[Finding]:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".xlsx":
        for sheet, rows in _sheets(content):
            yield from _rows(f"{name}, ark {sheet}", rows, smallest)
    elif suffix in {".csv", ".txt"}:
        yield from _rows(name, read_csv(content), smallest)
    elif suffix in {".html", ".md", ".json", ".yaml", ".ipynb"}:
        yield from findings(name, content.decode("utf-8", errors="replace"))


def _rows(place: str, rows: list[list[str]], smallest: int) -> Iterator[Finding]:
    yield from table_findings(place, rows, smallest)
    for number, row in enumerate(rows, 1):
        yield from findings(f"{place}, række {number}", " | ".join(row))


def _sheets(content: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book:
        rows = [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
        yield str(sheet.title), rows
