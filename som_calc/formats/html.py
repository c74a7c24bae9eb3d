"""HTML: one self-contained page, laid out by the templates in ``templates/html``."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import default

from som_calc.document.markup import environment, page
from som_calc.document.model import Document
from som_calc.formats.base import SomExporter


class SomHtmlExporter(SomExporter, TemplateExporter):  # type: ignore[misc]
    """``jupyter nbconvert --to som_html``.

    An ordinary nbconvert template exporter: ``--template`` and ``--template-file`` work.
    A file in the kommune's own ``html`` folder replaces ours of the same name.
    """

    output_mimetype = "text/html"
    export_from_notebook = "Beslutningsrapport (HTML)"

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name(self) -> str:
        return "html"

    @default("extra_template_basedirs")
    def _own_templates(self) -> list[str]:
        return [str(folder) for folder in self.template_folders()]

    def _create_environment(self) -> Any:
        # Shared by all exporters in the process, so that only the first compiles templates.
        return environment(tuple(self.template_paths))

    def render(self, document: Document) -> str:
        """The page as text."""
        return page(self.template, document, self.template_folders())
