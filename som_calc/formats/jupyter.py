"""The formats as exporters of nbconvert: ``jupyter nbconvert --to som_html ud.ipynb``.

Only nbconvert imports this.  Its own preprocessors and validation are left out: the blocks
are validated when the document is read, and the notebook is never changed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from nbconvert.exporters.exporter import Exporter
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import List, Unicode, default

from som_calc.document.executed import read_document
from som_calc.document.markup import environment, page
from som_calc.document.model import Document
from som_calc.formats.html import TEMPLATE
from som_calc.formats.registry import WRITERS
from som_calc.resources import search_path


class _SomExporter(Exporter):
    format: ClassVar[str]
    skabelon = Unicode("", help="Kommunens egen mappe med skabeloner.").tag(config=True)
    default_preprocessors: List[Any] = List([])

    @default("file_extension")
    def _file_extension(self) -> str:
        return f".{self.format}"

    def render(self, document: Document) -> str | bytes:
        return WRITERS[self.format](document, self.skabelon or None)

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """nbconvert's entry: ``(output, resources)``.

        Raises:
            NotAReport: the notebook was not run, or is not one of ours.
            CaseError: a template of the kommune cannot be used.
        """
        document = read_document(nb)
        for notice in document.notices:
            self.log.warning(notice)
        return self.render(document), self._init_resources(resources)  # type: ignore[no-untyped-call]


class SomHtmlExporter(_SomExporter, TemplateExporter):  # type: ignore[misc]
    """A template exporter as nbconvert's own: ``--template`` and ``--template-file`` work."""

    format = "html"
    output_mimetype = "text/html"
    export_from_notebook = "Beslutningsrapport (HTML)"

    @default("template_name")
    def _template_name(self) -> str:
        return "html"

    @default("template_file")
    def _template_file(self) -> str:
        return TEMPLATE

    @default("extra_template_basedirs")
    def _own_templates(self) -> list[str]:
        return [str(folder) for folder in search_path("templates", self.skabelon or None)]

    def _create_environment(self) -> Any:
        return environment(tuple(self.template_paths))

    def render(self, document: Document) -> str:
        folders = search_path("templates", self.skabelon or None)
        return page(self.template, document, folders)


class SomPdfExporter(_SomExporter):
    """PDF."""

    format = "pdf"
    output_mimetype = "application/pdf"
    export_from_notebook = "SØM-rapport (PDF)"


class SomDocxExporter(_SomExporter):
    """Word."""

    format = "docx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    export_from_notebook = "SØM-rapport (Word)"


class SomXlsxExporter(_SomExporter):
    """Excel."""

    format = "xlsx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    export_from_notebook = "Excel (SØM)"


class SomPptxExporter(_SomExporter):
    """PowerPoint."""

    format = "pptx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    export_from_notebook = "SØM-rapport (PowerPoint)"
