"""The stamp (»Illustrative tal«) in the header of every page, whatever the template holds."""

from __future__ import annotations

from typing import Any

from som_calc.formats.ooxml import clean
from som_calc.formats.word.text import WordSetting, paragraph, run
from som_calc.formats.word.xml import Element, text_of, word


def stamp_every_page(setting: WordSetting, stamp: str) -> None:
    """Put the stamp on top of every header in use that does not say it already."""
    wanted = " ".join(clean(stamp).split())
    even = setting.document.settings.odd_and_even_pages_header_footer
    for section in setting.document.sections:
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if even:
            headers.append(section.even_page_header)
        for header in headers:
            _stamp(setting, _root(header), wanted)


def _root(header: Any) -> Element:
    """The header's element; the first section's is made where it is missing."""
    return header._get_or_add_definition().element


def _stamp(setting: WordSetting, root: Element, stamp: str) -> None:
    if stamp in " ".join(text_of(root).split()):
        return
    mark = paragraph(setting.styles.id("SOMStempel"), run(stamp))
    first = next(iter(root.iterchildren(word("p"))), None)
    if first is not None and not text_of(first).strip() and len(first.findall(word("r"))) == 0:
        root.replace(first, mark)
    else:
        root.insert(0, mark)
