"""HTML: one self-contained page, laid out by the templates in ``templates/html``."""

from __future__ import annotations

from som_calc.document.markup import environment, html_folders, page
from som_calc.document.model import Document
from som_calc.document.templates import faults_told
from som_calc.resources import search_path

TEMPLATE = "index.html.j2"


def html_page(document: Document, skabelon: str | None = None) -> str:
    """The report as the text of a page.

    Args:
        document: the report.
        skabelon: the kommune's own template folder; a file in its ``html`` replaces ours of
            the same name.

    Raises:
        CaseError: a template cannot be used.
    """
    with faults_told(f"html/{TEMPLATE}"):
        template = environment(html_folders(skabelon)).get_template(TEMPLATE)
        return page(template, document, search_path("templates", skabelon))
