"""The formats a report comes in, and what writes each; a library loads when it is first used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from som_calc.case.problems import CaseError
from som_calc.document.model import Document

Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""
OTHER_NAMES = {"word": "docx", "excel": "xlsx", "htm": "html", "powerpoint": "pptx"}
WRITTEN = ("html", "pdf", "docx", "xlsx")
"""The formats written when none is named; slides are made only for who asks for them."""


def _html(document: Document, template: str | None) -> bytes:
    from som_calc.formats.html import html_page

    return html_page(document, template).encode("utf-8")


def _pdf(document: Document, template: str | None) -> bytes:
    from som_calc.formats.pdf import compile_pdf

    return compile_pdf(document, skabelon=template)


def _docx(document: Document, template: str | None) -> bytes:
    from som_calc.formats.docx import build_docx

    return build_docx(document, template)


def _xlsx(document: Document, template: str | None) -> bytes:
    from som_calc.formats.xlsx import build_workbook

    return build_workbook(document)


def _pptx(document: Document, template: str | None) -> bytes:
    from som_calc.formats.pptx import build_pptx

    return build_pptx(document, template)


WRITERS: dict[str, Callable[[Document, str | None], bytes]] = {
    "html": _html,
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "pptx": _pptx,
}
"""What turns a document into the bytes of a file, given a kommune's own template folder."""


def parse_formats(text: str | None) -> list[str]:
    """``"html,pdf"`` as a list; :data:`WRITTEN` when left out.

    Raises:
        CaseError: an unknown format.
    """
    if not text:
        return list(WRITTEN)
    asked = [part.strip().lower().lstrip(".") for part in text.split(",") if part.strip()]
    wanted = [OTHER_NAMES.get(part, part) for part in asked]
    unknown = [part for part in wanted if part not in WRITERS]
    if unknown or not wanted:
        raise CaseError.single(
            None,
            f"kender ikke formatet »{', '.join(unknown) or text}«",
            f"vælg blandt {', '.join(WRITERS)}",
            field="--format",
        )
    return list(dict.fromkeys(wanted))


def export(
    document: Document,
    formats: Sequence[str],
    template: str | None = None,
    progress: Progress = lambda step: None,
) -> dict[str, bytes]:
    """A report in several formats, one after the other: format → content.

    Args:
        document: the report.
        formats: keys of :data:`WRITERS`.
        template: a kommune's own template folder.
        progress: told of each format.

    Raises:
        CaseError: a template of the kommune cannot be used.
    """
    made: dict[str, bytes] = {}
    for format in formats:
        progress(f"Skriver {format}")
        made[format] = WRITERS[format](document, template)
    return made
