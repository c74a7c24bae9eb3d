"""Places in files where a text can stand: each is a file made once, with a word to be replaced.

``build(text)`` of a place gives the file with that text in it.
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape

MARK = "PLADSHOLDER"


@dataclass(frozen=True)
class Place:
    name: str
    file: str
    build: Callable[[str], bytes]
    heavy: bool = False
    """Takes long to read: a third of the spellings, another third in the next such place."""


def zipped(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def lean(content: bytes) -> bytes:
    """An office file without looks: only what a person wrote, so that reading it is quick."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        looks = ("theme", "styles", "stylesWithEffects", "numbering", "fontTable", "thumbnail")
        kept = [n for n in archive.namelist() if not any(look in n for look in looks)]
        return zipped({name: archive.read(name) for name in kept})


def spliced(content: bytes, part: str, new: Callable[[bytes], bytes]) -> bytes:
    """An office file with one part changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    found = next(name for name in members if part in name and MARK.encode() in members[name])
    members[found] = new(members[found])
    return zipped(members)


def in_xml(content: bytes, part: str) -> Callable[[str], bytes]:
    return lambda text: spliced(
        content, part, lambda old: old.replace(MARK.encode(), escape(text).encode("utf-8"))
    )


@lru_cache
def word() -> bytes:
    from docx import Document

    document = Document()
    paragraph = document.add_paragraph("Teksten: ")
    run = paragraph.add_run(MARK)
    section = document.sections[0]
    section.header.paragraphs[0].text = MARK
    section.footer.paragraphs[0].text = MARK
    document.add_comment(run, text=MARK, author="som-rapport")
    document.add_table(1, 2).cell(0, 1).text = MARK
    document.core_properties.author = "som-rapport"
    document.core_properties.subject = MARK
    out = io.BytesIO()
    document.save(out)
    return lean(out.getvalue())


def split_over_runs(text: str) -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.author = ""
    paragraph = document.add_paragraph("Se ")
    for sign in text:
        paragraph.add_run(sign).bold = sign.isdigit()
    out = io.BytesIO()
    document.save(out)
    return lean(out.getvalue())


@lru_cache
def workbook() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Ark")
        sheet.write("A1", "Tekst")
        sheet.write("A2", MARK)
        sheet.write_rich_string("A3", "Se ", book.add_format({"bold": True}), MARK, " her")
        sheet.write_comment("A4", MARK)
        sheet.set_header(f"&L{MARK}")
        book.add_worksheet("Skjult").hide()
        book.define_name("Navn", f'="{MARK}"')
        book.set_properties({"comments": MARK})
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Ark!$B$1:$B$2"})
        chart.set_title({"name": MARK})
        sheet.insert_chart("D1", chart)
    return out.getvalue()


def hidden_sheet(text: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Ark").write("A1", "Tekst")
        sheet = book.add_worksheet("Skjult")
        sheet.write("B7", text)
        sheet.very_hidden()
    return out.getvalue()


@lru_cache
def pdf_page() -> bytes:
    import pikepdf

    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 300))
    page = document.pages[0]
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                              BaseFont=pikepdf.Name.Helvetica,
                              Encoding=pikepdf.Name.WinAnsiEncoding)  # fmt: skip
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.obj.Contents = document.make_stream(b"BT /F1 12 Tf 20 100 Td (Rapport) Tj ET")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed_pdf(change: Callable[..., None]) -> Callable[[str], bytes]:
    def build(text: str) -> bytes:
        import pikepdf

        with pikepdf.open(io.BytesIO(pdf_page())) as document:
            change(document, text)
            out = io.BytesIO()
            document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return out.getvalue()

    return build


def on_page(document, text: str) -> None:
    lines = []
    for number, line in enumerate(text.splitlines()):
        shown = line.encode("cp1252", "replace").hex()
        lines.append(f"1 0 0 1 20 {200 - 15 * number} Tm <{shown}> Tj")
    document.pages[0].obj.Contents = document.make_stream(
        f"BT /F1 12 Tf 3 Tr {' '.join(lines)} ET".encode()
    )


def in_properties(document, text: str) -> None:
    document.docinfo["/Subject"] = text


def in_note(document, text: str) -> None:
    import pikepdf

    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text,
                              Rect=[10, 10, 20, 20], Contents=text)  # fmt: skip
    document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(note)])


def in_attachment(document, text: str) -> None:
    import pikepdf

    document.attachments["noter.txt"] = pikepdf.AttachedFileSpec(document, text.encode("utf-8"))


def png(text: str) -> bytes:
    from PIL import Image, PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_itxt("Comment", text, zip=True)
    out = io.BytesIO()
    Image.new("L", (2, 2)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def jpeg(text: str) -> bytes:
    from PIL import Image

    picture = Image.new("L", (2, 2))
    exif = picture.getexif()
    exif[0x010E] = text
    exif[0x9C9C] = text.encode("utf-16-le")
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=text.encode("utf-8"))
    return out.getvalue()


def notebook(text: str) -> bytes:
    output = {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}
    cell = {"cell_type": "code", "metadata": {}, "source": [], "outputs": [output]}
    return json.dumps(
        {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ).encode()


def escaped(text: str) -> bytes:
    signs = "".join(f"\\u{ord(s):04x}" if ord(s) < 0x10000 else s for s in text)
    return f'{{"tekst": "{signs}"}}'.encode()


def indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


PLACES = [
    Place("case text", "sag.yaml", lambda t: f"titel: x\nnote: >-\n{indented(t)}\n".encode()),
    Place(
        "comment in the case",
        "sag.yaml",
        lambda t: b"titel: x\n" + "\n".join(f"# {x}" for x in t.splitlines()).encode(),
    ),
    Place(
        "follow-up note", "sag/opfoelgning/2026.yaml", lambda t: f"note: |\n{indented(t)}".encode()
    ),
    Place(
        "text in ANSI or UTF-8", "bilag/n.TXT", lambda t: t.encode("cp1252", "xmlcharrefreplace")
    ),
    Place("UTF-16 csv", "bilag/t.csv", lambda t: f'a;b\nx;"{t}"\n'.encode("utf-16")),
    Place("UTF-16 without a mark", "bilag/t.txt", lambda t: f"Tekst: {t} slut".encode("utf-16-le")),
    Place("log without suffix", "bilag/log", lambda t: t.encode()),
    Place("markdown", "bilag/n.md", lambda t: f"# Titel\n\n{t}\n".encode()),
    Place("html", "bilag/s.HTM", lambda t: f"<html><p>{html.escape(t)}</p>".encode()),
    Place(
        "html parted by tags",
        "bilag/s.html",
        lambda t: "".join(f"<span>{html.escape(s)}</span>" for s in t).encode(),
    ),
    Place(
        "html entities",
        "bilag/s.html",
        lambda t: ("<p>" + "".join(f"&#{ord(s)};" for s in t)).encode(),
    ),
    Place(
        "html attribute", "bilag/s.html", lambda t: f'<p title="{html.escape(t)}">x</p>'.encode()
    ),
    Place(
        "html comment",
        "bilag/s.html",
        lambda t: f"<p>x<!-- {t.replace('--', '- ')} --></p>".encode(),
    ),
    Place(
        "svg text",
        "bilag/f.svg",
        lambda t: (
            f'<svg xmlns="http://www.w3.org/2000/svg"><text>{escape(t)}</text></svg>'.encode()
        ),
    ),
    Place(
        "svg in a data address",
        "bilag/f.html",
        lambda t: (
            '<img src="data:image/svg+xml;base64,'
            + base64.b64encode(f"<svg><text>{escape(t)}</text></svg>".encode()).decode()
            + '">'
        ).encode(),
    ),
    Place("json", "bilag/d.json", lambda t: json.dumps({"a": [1, {"b": t}]}).encode()),
    Place("json escapes", "bilag/d.json", escaped),
    Place("notebook output", "bilag/n.ipynb", notebook),
    Place("docx text", "bilag/d.docx", lambda t: in_xml(word(), "word/document")(t), True),
    Place("docx header", "bilag/d.DOCX", lambda t: in_xml(word(), "header")(t), True),
    Place("docx footer", "bilag/d.docx", lambda t: in_xml(word(), "footer")(t), True),
    Place("docx comment", "bilag/d.docx", lambda t: in_xml(word(), "comments")(t), True),
    Place("docx property", "bilag/d.docx", lambda t: in_xml(word(), "docProps")(t), True),
    Place("docx text over runs", "bilag/d.docx", split_over_runs, True),
    Place(
        "xlsx cell, rich text",
        "bilag/a.xlsx",
        lambda t: in_xml(workbook(), "sharedStrings")(t),
        True,
    ),
    Place("xlsx comment", "bilag/a.xlsx", lambda t: in_xml(workbook(), "comments")(t), True),
    Place(
        "xlsx defined name", "bilag/a.XLSX", lambda t: in_xml(workbook(), "workbook.xml")(t), True
    ),
    Place("xlsx header", "bilag/a.xlsx", lambda t: in_xml(workbook(), "worksheets")(t), True),
    Place("xlsx chart title", "bilag/a.xlsx", lambda t: in_xml(workbook(), "charts/")(t), True),
    Place("xlsx property", "bilag/a.xlsx", lambda t: in_xml(workbook(), "docProps")(t), True),
    Place("xlsx hidden sheet", "bilag/a.xlsx", hidden_sheet, True),
    Place("pdf text, invisible", "bilag/p.PDF", changed_pdf(on_page), True),
    Place("pdf properties", "bilag/p.pdf", changed_pdf(in_properties), True),
    Place("pdf note", "bilag/p.pdf", changed_pdf(in_note), True),
    Place("pdf attachment", "bilag/p.pdf", changed_pdf(in_attachment), True),
    Place("png text", "bilag/b.png", png),
    Place("jpeg exif", "bilag/b.dat", jpeg),
    Place(
        "zip in zip",
        "bilag/z.zip",
        lambda t: zipped({"a.zip": zipped({"n.txt": f"Se {t}".encode()})}),
    ),
    Place("zip comment", "bilag/z.zip", lambda t: zipped({"a.txt": b"x"}, t.encode())),
    Place("gz", "bilag/l.gz", lambda t: gzip.compress(f"Se {t}".encode())),
]
