"""Word: the report written into the kommune's own Word template."""

from __future__ import annotations

from pathlib import Path

from som_calc.document.model import Document


def build_docx(document: Document, skabelon: str | None = None) -> bytes:
    """The report as the bytes of a ``.docx`` file; the same report gives the same bytes.

    Args:
        document: the report.
        skabelon: the kommune's own template folder.  The template, with styles, header and
            logo, is ``word/skabelon.docx`` there, else in ``templates/`` where the user
            stands, else the one that ships.

    Raises:
        CaseError: the template is no Word document or a damaged one, or a field in it is
            unknown or broken.
    """
    from som_calc.formats.ooxml import in_template
    from som_calc.formats.word import template

    return in_template(
        _built,
        document,
        template.NAME,
        skabelon,
        (
            "Word-skabelonen er beskadiget indeni",
            "åbn den i Word, og gem den igen som Word-dokument (.docx)",
        ),
    )


def _built(document: Document, path: Path) -> bytes:
    from som_calc.formats.ooxml import set_properties
    from som_calc.formats.word import layout, package, stamp, styles, template
    from som_calc.formats.word.numbering import Numbering
    from som_calc.formats.word.text import WordSetting
    from som_calc.formats.word.xml import TWIPS_PER_CM

    front = document.front
    filled = template.FilledTemplate(path, front)
    target = filled.document
    drawings = target.element.iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    )
    width, height = filled.text_area()
    setting = WordSetting(
        document=target,
        styles=styles.Styles(target),
        numbering=Numbering(target),
        width=width,
        height=height / TWIPS_PER_CM - filled.room_taken_cm(),
        letter=styles.letter_width(target),
        anchors=layout.anchors(document),
        drawings=max((int(node.get("id", 0)) for node in drawings), default=0),
    )
    filled.insert(layout.report_content(setting, document, filled.used))
    styles.set_language(target)
    if front.stamp:
        stamp.stamp_every_page(setting, front.stamp)
    package.refresh_contents_list(target)
    set_properties(target, front)
    return package.packed(target)
