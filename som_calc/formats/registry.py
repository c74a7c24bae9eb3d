"""The formats a report comes in, and the exporter behind each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from som_calc.case.problems import CaseError

EXPORTERS = {
    "html": ("som_calc.formats.html", "SomHtmlExporter"),
    "pdf": ("som_calc.formats.pdf", "SomPdfExporter"),
    "docx": ("som_calc.formats.docx", "SomDocxExporter"),
    "xlsx": ("som_calc.formats.xlsx", "SomXlsxExporter"),
}
Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""
Exports = Callable[[Any, Sequence[str], str | None, Progress], dict[str, bytes]]
"""What writes several formats; see :func:`export_all`."""
OTHER_NAMES = {"word": "docx", "excel": "xlsx", "htm": "html"}


def parse_formats(text: str | None) -> list[str]:
    """``"html,pdf"`` as a list; all four when left out.

    Raises:
        CaseError: an unknown format.
    """
    if not text:
        return list(EXPORTERS)
    asked = [part.strip().lower().lstrip(".") for part in text.split(",") if part.strip()]
    wanted = [OTHER_NAMES.get(part, part) for part in asked]
    unknown = [part for part in wanted if part not in EXPORTERS]
    if unknown or not wanted:
        raise CaseError.single(
            None,
            f"kender ikke formatet »{', '.join(unknown) or text}«",
            f"vælg blandt {', '.join(EXPORTERS)}",
            field="--format",
        )
    return list(dict.fromkeys(wanted))


def export(notebook: Any, format: str, template: str | None = None) -> bytes:
    """One executed notebook in one format, as the bytes of the file.

    Args:
        notebook: an executed ``NotebookNode``.
        format: a key of :data:`EXPORTERS`.
        template: a kommune's own template folder.

    Raises:
        CaseError: a template of the kommune cannot be used.
    """
    output, _ = exporter(format, template).from_notebook_node(notebook)
    return output.encode("utf-8") if isinstance(output, str) else output


def export_all(
    notebook: Any, formats: Sequence[str], template: str | None, progress: Progress
) -> dict[str, bytes]:
    """One executed notebook in several formats, one after the other: format → content.

    Raises:
        CaseError: a template of the kommune cannot be used.
    """
    made: dict[str, bytes] = {}
    for format in formats:
        progress(f"Skriver {format}")
        made[format] = export(notebook, format, template)
    return made


def exporter(format: str, template: str | None = None) -> Any:
    """The :class:`~som_calc.formats.base.SomExporter` behind a format."""
    module, name = EXPORTERS[format]
    return getattr(import_module(module), name)(skabelon=template or "")
