"""What the exporters share: the document out of the notebook, and the kommune's templates.

A format is one small subclass with a ``file_extension`` and a :meth:`SomExporter.render`.
nbconvert's own preprocessors and validation are left out: the blocks are validated when
the document is read, and the notebook is never changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import Exporter
from traitlets import List, Unicode

from som_calc.document.executed import read_document
from som_calc.document.model import Document
from som_calc.resources import find, search_path


class SomExporter(Exporter):
    """Base of ``som_html``, ``som_pdf``, ``som_docx`` and ``som_xlsx``."""

    skabelon = Unicode("", help="Kommunens egen mappe med skabeloner.").tag(config=True)
    default_preprocessors: List[Any] = List([])

    def document(self, nb: Any) -> Document:
        """The report in an executed notebook.

        Raises:
            NotAReport: the notebook was not run, or is not one of ours.
        """
        return read_document(nb)

    def template_folders(self) -> list[Path]:
        """Template folders, the kommune's own first."""
        return search_path("templates", self.skabelon or None)

    def find_template(self, name: str) -> Path:
        """The template file ``name``, e.g. ``word/beslutningsoplaeg.docx``.

        Raises:
            FileNotFoundError: it is in none of the template folders.
        """
        return find("templates", name, self.skabelon or None)

    def render(self, document: Document) -> str | bytes:
        """Lay the document out: text or the bytes of a file."""
        raise NotImplementedError

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """nbconvert's entry: ``(output, resources)``."""
        resources = self._init_resources(resources)
        return self.render(self.document(nb)), resources
