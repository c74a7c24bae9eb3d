"""Opening an Excel file: what openpyxl cannot read is told in Danish, what it warns of is not."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError

_STRICT = b"http://purl.oclc.org/ooxml/"


def open_excel(source: Path | bytes, **options: Any) -> Any:
    """The workbook, as ``openpyxl.load_workbook`` gives it.

    Args:
        source: the file, or its content.
        options: passed on to openpyxl.

    Raises:
        CaseError: the file is saved as Strict Open XML.
        Exception: whatever openpyxl raises for what is no workbook.
    """
    import openpyxl

    content = io.BytesIO(source) if isinstance(source, bytes) else source
    with zipfile.ZipFile(content) as packed, packed.open("xl/workbook.xml") as part:
        strict = _STRICT in part.read(20_000)
    if strict:
        raise CaseError.single(
            None if isinstance(source, bytes) else source,
            "filen er gemt som Strict Open XML",
            "gem den igen i Excel med filtypen »Excel-projektmappe (.xlsx)«",
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(content, **options)
