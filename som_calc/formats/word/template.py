"""The kommune's Word template: opened, its fields filled, the place for the report found.

Fields are Jinja tags (docxtpl) in body, headers and footers.  The template's text is code
that the kommune wrote; text from a case is only ever a value, and is escaped.
"""

from __future__ import annotations

import io
import re
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError
from som_calc.case.text_file import read_bytes
from som_calc.document.model import FrontMatter
from som_calc.formats.ooxml import clean
from som_calc.formats.word.package import packed
from som_calc.formats.word.xml import Element, el, text_of, word

NAME = "word/skabelon.docx"
PLACE = "indhold"
OWN_PARAGRAPH_CM, STRANGE_STYLES_CM = 0.9, 1.2
MOST_BYTES = 20_000_000
MOST_COMPILED = 64
"""Texts of templates kept compiled; a template is five of them."""
_MARK = "\ue000indhold\ue001"
"""Stands where the report goes while the fields are filled; no value can hold it."""
_TAG = re.compile(r"\{[{%].*?[%}]\}")
_WORD = re.compile(r"[^\W\d]\w*")


class FilledTemplate:
    """A template with its fields filled.

    Attributes:
        document: the python-docx document.
        used: the names of the fields that stand in the body.
        place: a paragraph; the report goes before it, and then it is removed.
    """

    def __init__(self, path: Path, front: FrontMatter) -> None:
        fields = template_fields(front)
        self.path = path
        self.document, self.used = _fill(path, fields)
        self.place = self._find_place()

    def insert(self, content: list[Element]) -> None:
        """Lay the report in, and take the mark away."""
        for element in content:
            self.place.addprevious(element)
        parent = self.place.getparent()
        last = parent.tag == word("tc") and self.place.getnext() is None
        if not last:  # a table cell must end in a paragraph
            parent.remove(self.place)

    def text_area(self) -> tuple[int, int]:
        """Width and height of the text area (twips) where the report goes."""
        section = next(
            (node for near in self.place.itersiblings() for node in near.iter(word("sectPr"))),
            None,
        )
        if section is None:
            section = self.document.sections[-1]._sectPr
        width, height = _lengths(section, "pgSz", {"w": 11906, "h": 16838})
        left, right, gutter, top, bottom = _lengths(
            section,
            "pgMar",
            {"left": 1134, "right": 1134, "gutter": 0, "top": 1134, "bottom": 1134},
        )
        across, down = width - left - right - gutter, height - abs(top) - abs(bottom)
        return max(across, 2000), max(down, 2000)

    def room_taken_cm(self) -> float:
        """Height that the template's own paragraphs and its roomier styles take (estimate)."""
        own_fields = {"overlinje", "titel", "svar"} & self.used
        before = sum(1 for _ in self.place.itersiblings(word("p"), preceding=True))
        strange = 0.0 if "titel" in own_fields else STRANGE_STYLES_CM
        return max(before - len(own_fields), 0) * OWN_PARAGRAPH_CM + strange

    def _find_place(self) -> Element:
        body = self.document.element.body
        found = [node for node in body.iter(word("p")) if _MARK in _own_text(node)]
        if not found:
            place = el("p")
            last = body.find(word("sectPr"))
            if last is None:
                body.append(place)
            else:
                last.addprevious(place)
            return place
        first = found[0]
        if len(found) > 1 or any(True for _ in first.iterancestors(word("txbxContent"))):
            raise CaseError.single(
                self.path,
                "{{ indhold }} står flere steder eller i en tekstboks",
                "sæt {{ indhold }} ét sted, i sit eget afsnit i selve dokumentet",
            )
        return self._split(first)

    def _split(self, paragraph: Element) -> Element:
        """The mark's own paragraph: the words around it stay before it."""
        for node in paragraph.iter(word("t")):
            node.text = (node.text or "").replace(_MARK, "")
        section = paragraph.find(f"{word('pPr')}/{word('sectPr')}")
        if not text_of(paragraph).strip() and section is None:
            return paragraph
        place = el("p")
        if section is None:
            paragraph.addnext(place)
        else:  # the paragraph ends a section: the report belongs before it
            paragraph.addprevious(place)
        return place


def template_fields(front: FrontMatter) -> dict[str, str]:
    """The fields a template may use, and their values."""
    values = {
        "titel": front.title,
        "kommune": front.municipality,
        "dato": front.date_text,
        "dato_iso": front.date,
        "version": front.version,
        "stempel": front.stamp or "",
        "rapporttype": front.report_kind,
        "overlinje": " · ".join(front.eyebrow),
        "svar": front.answer,
    }
    single_line = {key: " ".join(clean(value).split("\n")) for key, value in values.items()}
    safe = {key: re.sub("[\a\f\t\r\ue000\ue001]", " ", value) for key, value in single_line.items()}
    return {**safe, PLACE: _MARK}


def _fill(path: Path, fields: dict[str, str]) -> tuple[Any, set[str]]:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import UndefinedError
    from lxml.etree import XMLSyntaxError

    from som_calc.document.templates import within_limits

    data = read_bytes(path, MOST_BYTES)
    try:
        template = DocxTemplate(io.BytesIO(data))
        template.init_docx()
        _drop_deletions(template.docx)
        used = _used(template.docx.element.body)
    except (PackageNotFoundError, XMLSyntaxError, KeyError, ValueError, OSError) as error:
        raise _not_word(path) from error
    except Exception as error:
        if type(error).__name__ != "BadZipFile":
            raise
        raise _not_word(path) from error
    try:
        with within_limits():
            template.render(fields, _fields_environment(), autoescape=True)
    except UndefinedError as error:
        raise _unknown_field(path, str(error), fields) from error
    except Exception as error:  # the template is code: it can fail in any way
        raise _broken_field(path, error, fields) from error
    # Opened anew, because docxtpl leaves python-docx with the headers from before.
    document = Document(io.BytesIO(packed(template.docx, level=0)))
    _refuse_place_in_margin(path, document)
    if not document.sections:  # Word opens one without page settings, with its own
        document.element.body.append(el("sectPr"))
    return document, used


def _drop_deletions(document: Any) -> None:
    """A tracked deletion is text that is not there, also when nobody has accepted it yet."""
    parts = [document.element]
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            parts.append(relation.target_part.element)
    for part in parts:
        for tag in ("del", "moveFrom"):
            for node in list(part.iter(word(tag))):
                node.getparent().remove(node)


@lru_cache(maxsize=1)
def _fields_environment() -> Any:
    """The environment that fills fields; a template's text is compiled once while it is in use."""
    from jinja2 import StrictUndefined

    from som_calc.document.templates import Sandbox

    class Fields(Sandbox):
        def from_string(self, source: Any, *given: Any, **more: Any) -> Any:
            compiled = _compiled.get(source)
            if compiled is None:
                if len(_compiled) >= MOST_COMPILED:
                    _compiled.clear()
                compiled = _compiled[source] = super().from_string(source, *given, **more)
            return compiled

    _compiled: dict[Any, Any] = {}
    return Fields(undefined=StrictUndefined, autoescape=True)


def _lengths(section: Element, name: str, defaults: dict[str, int]) -> list[int]:
    """Lengths in twips from a child of the section's settings."""
    node = section.find(word(name))
    if node is None:
        return list(defaults.values())
    return [int(float(node.get(word(key), default))) for key, default in defaults.items()]


def _used(body: Element) -> set[str]:
    """Names inside Jinja tags in the body's text, also where Word has split a tag in runs."""
    texts = (text_of(paragraph) for paragraph in body.iter(word("p")))
    return {name for text in texts for tag in _TAG.findall(text) for name in _WORD.findall(tag)}


def _own_text(paragraph: Element) -> str:
    """Text of a paragraph without that of text boxes in it."""
    inner = {
        id(node) for box in paragraph.iter(word("txbxContent")) for node in box.iter(word("t"))
    }
    return "".join(node.text or "" for node in paragraph.iter(word("t")) if id(node) not in inner)


def _refuse_place_in_margin(path: Path, document: Any) -> None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")) and any(
            _MARK in (node.text or "") for node in relation.target_part.element.iter(word("t"))
        ):
            raise CaseError.single(
                path,
                "{{ indhold }} står i sidehoved eller sidefod",
                "sæt {{ indhold }} i sit eget afsnit i selve dokumentet",
            )


def _not_word(path: Path) -> CaseError:
    return CaseError.single(
        path,
        "er ikke et Word-dokument",
        "åbn skabelonen i Word, og gem den som Word-dokument (.docx)",
    )


def _unknown_field(path: Path, message: str, fields: dict[str, str]) -> CaseError:
    named = re.match(r"'([^']+)' is undefined", message)
    name = named.group(1) if named else ""
    near = get_close_matches(name, fields, n=1)
    hint = f"mente du {{{{ {near[0]} }}}}? " if near else ""
    what = (
        f"feltet {{{{ {name} }}}} findes ikke" if name else "et felt bruger noget, der ikke findes"
    )
    return CaseError.single(path, what, f"{hint}felterne er {_listed(fields)}")


def _broken_field(path: Path, error: Exception, fields: dict[str, str]) -> CaseError:
    lines = [re.sub(r"\s+", " ", line).strip() for line in getattr(error, "docx_context", [])]
    near = next((line for line in lines if "{{" in line or "{%" in line or "}}" in line), "")
    where = f" (ved »{near[:80]}«)" if near else ""
    return CaseError.single(
        path,
        f"et felt i skabelonen er ikke skrevet rigtigt{where}",
        f"skriv felter som {{{{ titel }}}}; felterne er {_listed(fields)}",
    )


def _listed(fields: dict[str, str]) -> str:
    return ", ".join(fields)
