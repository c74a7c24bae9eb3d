"""PDF through Typst: tagged, archival (PDF/UA-1 and PDF/A-2a) and reproducible.

The layout is in ``templates/typst``; the case reaches it as JSON in ``sys.inputs`` and is
never part of Typst source, so text in a case cannot become code.  The template files of all
template folders are laid over each other, the kommune's own on top, as one project in
memory; the shipped ``stil.typ`` is always there too, as ``standard/stil.typ``, so that a
kommune's own needs only the lines it changes.

Each document gets a compiler of its own (about a millisecond): one over files in memory can
be used only once, and Typst's caches are the process's own and survive it.  Processes: Typst
lays out on a thread pool that a ``fork`` does not carry along, so start workers with ``spawn`` or
``forkserver``, or fork before the first document; a child forked too late is refused, since it
would wait for ever.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from som_calc.case.file_tree import texts_in
from som_calc.case.problems import CaseError, Problem
from som_calc.case.text_file import read_text
from som_calc.document.model import Document, FigureBlock, PictureBlock, Section, Table, TableBlock
from som_calc.document.svg import around
from som_calc.document.wide import parts
from som_calc.formats.glyphs import (
    STANDARDS,
    SURE,
    fonts,
    gave_up,
    marked,
    typefaces,
    unshown,
)
from som_calc.formats.row_headers import with_row_headers
from som_calc.resources import search_path, shipped, source_date

TEMPLATE = "rapport.typ"
FOLDER = "typst"
MAIN = "main.typ"
"""Typst's name for the entry file of a project in memory."""
HIDDEN_KINDS = ("skyder", "beregning")
"""Blocks with no place on paper."""
_BETWEEN_WORDS = re.compile("[ \u00a0,()]+")
_laid_out_in: set[int] = set()
"""The process in which Typst's threads were started, once they are."""


def compile_pdf(
    document: Document, *, template: str = TEMPLATE, skabelon: str | Path | None = None
) -> bytes:
    """Lay a document out as PDF.

    Args:
        document: the report.
        template: entry file in ``templates/typst``: ``rapport.typ`` (everything) or
            ``kort.typ`` (page one only).
        skabelon: the kommune's own template folder.

    Returns:
        The bytes of the file; the same document and templates give the same bytes.  The
        creation time is ``SOURCE_DATE_EPOCH`` when set, else the date of the report.

    A character no typeface has becomes :data:`~som_calc.formats.glyphs.MARK`; ``som tjek``
    tells of it.

    Raises:
        CaseError: the templates or a block cannot be set; says in Danish which.
        RuntimeError: the process was forked from one that has already laid out a document.
    """
    import typst

    if _laid_out_in - {os.getpid()}:
        raise RuntimeError("forked after the first PDF: Typst's threads are gone")
    _laid_out_in.add(os.getpid())
    project = _Project(tuple(search_path("templates", skabelon)), template)
    data, timestamp = payload(document), _timestamp(document)
    try:
        return with_row_headers(project.compile(data, timestamp))
    except (typst.TypstError, CaseError) as error:
        for refused in _refused(data, skabelon):
            with suppress(typst.TypstError, CaseError):
                return with_row_headers(project.compile(marked(data, refused), timestamp))
        if isinstance(error, CaseError):
            raise
        raise _explain(error, project, document) from error


def _refused(data: dict[str, Any], skabelon: str | Path | None) -> Iterator[frozenset[str]]:
    """Characters to leave out: what Typst refuses word by word, then every unusual one."""
    texts = [text for _, text in texts_in(data)]
    if unusual := frozenset().union(*texts) - SURE:
        yield unshown(texts, skabelon)
        yield unusual


def payload(document: Document) -> dict[str, Any]:
    """What the template reads: front matter and sections without what paper cannot show."""
    sections = [
        {
            "spec": section.spec.model_dump(),
            "blocks": [
                _block(part)
                for block in section.blocks
                if block.kind not in HIDDEN_KINDS
                for part in _parts(block)
            ],
        }
        for section in document.sections
    ]
    return {
        "front": document.front.model_dump(mode="json", exclude={"palette"}),
        "sections": [section for section in sections if section["blocks"]],
    }


def _parts(block: Any) -> list[Any]:
    """A block as it is; a table too wide for the page as several."""
    if not isinstance(block, TableBlock):
        return [block]
    found = parts(block.table)
    return [block.model_copy(update={"table": part}) for part in found]


def _block(block: Any) -> dict[str, Any]:
    data: dict[str, Any] = block.model_dump(mode="json", exclude={"chart", "pixels"})
    if isinstance(block, PictureBlock) and not block.svg:
        # Files in memory must be text for Typst, so pixels travel in a drawing around them.
        data["svg"] = around(block.pixels, block.format, block.width, block.height)
    if "table" in data:
        data["table"] |= _for_layout(block.table)
    return data


def _for_layout(table: Table) -> dict[str, Any]:
    """What the template would otherwise search every cell for, which is slow in Typst.

    ``longest``: the two longest cells of each column, by which it gets its width.  ``units``:
    each column's unit, or none where the caption, the heading or a cell says it already.
    """
    longest, units = [], []
    for place, column in enumerate(table.columns):
        cells = [row.cells[place] for row in table.rows if place < len(row.cells)]
        two = sorted(cells, key=lambda cell: -len(cell.text))[:2]
        longest.append([{"text": cell.text, "notes": cell.notes} for cell in two])
        texts = (table.caption, column.label, *(cell.text for cell in cells))
        said = column.unit is None or any(
            column.unit in text and column.unit in _BETWEEN_WORDS.split(text) for text in texts
        )
        units.append(None if said else column.unit)
    return {"longest": longest, "units": units}


class _Project:
    """The files and fonts of one layout: what a compiler is made of."""

    def __init__(self, folders: tuple[Path, ...], template: str) -> None:
        self.template = template
        self.origin: dict[str, Path] = {}
        files: dict[str, bytes] = {}
        for folder in reversed(folders):
            for path in sorted((folder / FOLDER).rglob("*")):
                if path.is_file():
                    name = path.relative_to(folder / FOLDER).as_posix()
                    if path.suffix == ".typ":
                        read_text(path, wanted="en Typst-skabelon")
                    files[name] = path.read_bytes()
                    self.origin[name] = path
        if template not in files:
            raise CaseError.single(f"templates/{FOLDER}/{template}", "skabelonen findes ikke")
        standard = shipped("templates") / FOLDER / "stil.typ"
        files["standard/stil.typ"] = standard.read_bytes()
        self.origin["standard/stil.typ"] = standard
        files[MAIN] = files[template]
        self.origin[MAIN] = self.origin[template]
        self.files = files
        self.fonts = typefaces(folders)

    def compile(self, data: dict[str, Any], timestamp: int) -> bytes:
        """The PDF; raises ``typst.TypstError``."""
        import typst

        inputs = {"dokument": json.dumps(data, ensure_ascii=False)}
        compiler = typst.Compiler(self.files, font_paths=fonts(self.fonts))
        try:
            pdf = compiler.compile(
                format="pdf", sys_inputs=inputs, pdf_standards=[*STANDARDS], timestamp=timestamp
            )
        except BaseException as failure:
            if isinstance(failure, typst.TypstError) or not gave_up(failure):
                raise
            raise CaseError.single(
                "PDF",
                "teksten kan ikke sættes (Typst gik ned)",
                "fjern tekst i andre alfabeter, fx arabisk, eller vælg andre formater",
            ) from None
        assert isinstance(pdf, bytes)
        return pdf


def _timestamp(document: Document) -> int:
    """Seconds since 1970: ``SOURCE_DATE_EPOCH``, else midnight UTC of the report's date."""
    if (moment := source_date()) is not None:
        return int(moment.timestamp())
    date = dt.date.fromisoformat(document.front.date)
    return int(dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC).timestamp())


def _explain(error: Any, project: _Project, document: Document) -> CaseError:
    """Find what cannot be set by setting it alone: the empty report, then each block."""
    empty = document.model_copy(update={"sections": []})
    fault = _fault(project, empty)
    if fault is not None:
        return CaseError([_template_problem(fault, project)])
    problems = []
    for section in document.sections:
        for block in section.blocks:
            alone = Section(spec=section.spec, blocks=[block])
            fault = _fault(project, document.model_copy(update={"sections": [alone]}))
            if fault is not None:
                problems.append(_block_problem(fault, section, block))
    return CaseError(problems or [_template_problem(error, project)])


def _fault(project: _Project, document: Document) -> Any | None:
    import typst

    try:
        project.compile(payload(document), 0)
    except typst.TypstError as error:
        return error
    return None


def _template_problem(error: Any, project: _Project) -> Problem:
    place = re.search(r"([^\s│]+\.typ):(\d+):\d+", error.diagnostic or "")
    name, line = (place[1], int(place[2])) if place else (project.template, None)
    path = project.origin.get(name)
    return Problem(
        str(path) if path else f"{FOLDER}/{name}",
        line,
        None,
        f"PDF-skabelonen kan ikke bruges (Typst: {error.message})",
        "ret linjen, eller slet filen for at bruge den medfølgende",
    )


def _block_problem(error: Any, section: Section, block: Any) -> Problem:
    name = getattr(block, "id", None) or getattr(getattr(block, "table", None), "id", None)
    field = f"afsnit {section.spec.heading}, {block.kind}" + (f" {name}" if name else "")
    if isinstance(block, FigureBlock) and not block.alt.strip():
        return Problem("PDF", None, field, "figuren mangler en alternativ tekst", "skriv én")
    return Problem("PDF", None, field, f"blokken kan ikke sættes (Typst: {error.message})")
