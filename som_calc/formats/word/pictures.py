"""A user's own pictures in Word: inline, in their own size where there is room."""

from __future__ import annotations

import base64
import io

from som_calc.document.model import PictureBlock
from som_calc.formats.ooxml import clean
from som_calc.formats.raster import NotDrawn, pixels_of
from som_calc.formats.word.text import WordSetting, paragraph, run
from som_calc.formats.word.xml import EMU_PER_TWIP, TWIPS_PER_CM, Element, el

TWIPS_PER_POINT = 20
MOST_OF_PAGE = 0.85
"""How much of a page's height a picture may take."""


def picture(setting: WordSetting, block: PictureBlock) -> list[Element]:
    """The picture with its alternative text, and its caption below."""
    try:
        content = base64.b64decode(block.pixels) if block.pixels else pixels_of(block.svg)
    except NotDrawn:
        said = f"Tegningen kan ikke vises i Word: {block.alt}"
        return [paragraph(setting.styles.id("SOMNote"), run(said))]
    width = min(block.width * TWIPS_PER_POINT, setting.width)
    height = width * block.height / block.width
    most = setting.height * TWIPS_PER_CM * MOST_OF_PAGE
    if height > most:
        width, height = width * most / height, most
    setting.drawings += 1
    inline = setting.document.part.new_pic_inline(
        io.BytesIO(content), int(width * EMU_PER_TWIP), int(height * EMU_PER_TWIP)
    )
    inline.docPr.set("id", str(setting.drawings))
    inline.docPr.set("name", clean(f"Billede {setting.drawings}"))
    inline.docPr.set("descr", clean(block.alt))
    styles = setting.styles
    shown = [paragraph(styles.id("SOMFigur"), el("r", el("drawing", inline)))]
    if block.caption:
        shown.append(paragraph(styles.id("Caption"), run(block.caption)))
    return shown
