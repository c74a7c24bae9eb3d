"""PowerPoint: the slides for the meeting, in the kommune's own template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from som_calc.document.model import Document


def build_pptx(document: Document, skabelon: str | None = None) -> bytes:
    """The slides as the bytes of a ``.pptx`` file; the same report gives the same bytes.

    Args:
        document: the report.
        skabelon: the kommune's own template folder.  The template, with logo, colours and
            typefaces, is ``powerpoint/skabelon.pptx`` there, else in ``templates/`` where the
            user stands, else the one that ships.

    Raises:
        CaseError: the template is no presentation or a damaged one, or has no layout with title
            and content.
    """
    from som_calc.formats.ooxml import in_template
    from som_calc.formats.powerpoint import template

    return in_template(
        _built,
        document,
        template.NAME,
        skabelon,
        (
            "PowerPoint-skabelonen er beskadiget indeni",
            "åbn den i PowerPoint, og gem den igen som PowerPoint-præsentation (.pptx)",
        ),
    )


def _built(document: Document, path: Path) -> bytes:
    from pptx.opc.serialized import PackageWriter

    from som_calc.formats.ooxml import FixedZip, set_properties
    from som_calc.formats.powerpoint import content, template
    from som_calc.formats.powerpoint.slides import Deck

    opened = template.Template(path)
    deck = Deck(opened, document.front)
    deck.open_with(content.title_notes(document))
    for slide in content.slides(document):
        deck.add(slide)
    set_properties(opened.presentation, document.front)
    package = opened.presentation.part.package
    file: Any = FixedZip()
    writer = PackageWriter(file, package._rels, tuple(package.iter_parts()))
    writer._write_content_types_stream(file)
    writer._write_pkg_rels(file)
    writer._write_parts(file)
    return bytes(file.close())
