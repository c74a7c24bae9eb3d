"""Reading an executed notebook back: as a document, or only the result it carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from som_calc.document.here import Here, words_of
from som_calc.document.model import (
    MIME_PREFIX,
    MIME_SUFFIX,
    AnyBlock,
    Document,
    FrontMatter,
    NotAReport,
    PictureBlock,
    ResultBlock,
    Section,
    TableBlock,
    WorkbookBlock,
    block_mime,
)
from som_calc.document.own_cells import is_heading, own_output, own_text

_BLOCK: TypeAdapter[Any] = TypeAdapter(AnyBlock)

__all__ = ["LEFT_OUT", "NotAReport", "displays", "read_block", "read_document", "read_result"]

LEFT_OUT = {"remove_cell", "remove-cell", "skjul"}
"""Tags of a cell whose own content stays in the notebook; the first two are nbconvert's."""


def read_block(data: dict[str, Any]) -> Any:
    """One display bundle (``output.data``) as a block, or ``None`` when it holds none.

    Raises:
        NotAReport: the block does not hold what its kind does.
    """
    for mime, content in data.items():
        if mime.startswith(MIME_PREFIX) and mime.endswith(MIME_SUFFIX):
            svg = data.get("image/svg+xml")
            if svg is not None and mime == block_mime("figur") and isinstance(content, dict):
                content = {**content, "svg": svg}
            try:
                return _BLOCK.validate_python(content)
            except ValidationError as error:
                fault = error.errors(include_url=False)[0]
                place = ".".join(map(str, fault["loc"])) or "blokken"
                raise NotAReport(
                    f"En blok i notebooken kan ikke læses ({place}): kør notebooken igen."
                ) from None
    return None


def displays(notebook: Any) -> Iterable[dict[str, Any]]:
    """The display bundles (``output.data``) of a notebook's cells, in order."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            yield output.get("data", {})


def read_result(notebook: Any) -> ResultBlock | None:
    """The result that an executed notebook carries; None when it carries none."""
    mime = block_mime("resultat")
    carried = [read_block(data) for data in displays(notebook) if mime in data]
    return carried[-1] if carried else None


def _blocks(notebook: Any, notices: list[str]) -> Iterator[Any]:
    """Our blocks and what a user has added, each where it stands.

    What is the user's own belongs to the section that was last shown; after page one and the
    recommendation, which have no room for more, to the next.
    """
    section = ""
    full: set[str] = set()
    held: list[Any] = []
    used: dict[str, int] = {}
    for number, cell in enumerate(notebook.cells, 1):
        after = notebook.cells[number] if number < len(notebook.cells) else None
        for block in _shown(cell, number, after, notices, used):
            if isinstance(block, FrontMatter):
                section = block.sections[0].id if block.sections else ""
                full = {section}
            elif not block.own:
                section = block.section or section
                if getattr(block, "role", "") == "recommendation":
                    full.add(section)
                yield from _placed(held, "" if section in full else section)
            elif not section:
                continue
            elif section in full:
                held.append(block)
                continue
            yield block if not block.own else block.model_copy(update={"section": section})
    yield from _placed(held, section)


def _placed(held: list[Any], section: str) -> Iterator[Any]:
    """Blocks that waited for a section, once there is one."""
    while section and held:
        yield held.pop(0).model_copy(update={"section": section})


def _shown(
    cell: Any, number: int, after: Any, notices: list[str], used: dict[str, int]
) -> Iterator[Any]:
    """The blocks of one cell."""
    tags = set(cell.metadata.get("tags", ()))
    alt, caption = words_of(cell)
    pasted = cell.get("attachments") or {}
    here = Here(number, alt, caption, pasted, files=True, notices=notices, used=used)
    outputs = cell.get("outputs", [])
    own: list[Any] = []
    if cell.cell_type == "markdown" and not _guides(cell, after):
        own = own_text(cell, here)
    draws = any("image/png" in output.get("data", {}) for output in outputs)
    for output in outputs:
        if output.output_type == "error":
            if "raises-exception" not in tags:
                raise NotAReport(
                    f"Celle {number} i notebooken fejlede ({output.ename}: {output.evalue}). "
                    "Ret den, og kør notebooken igen."
                )
            continue
        block = read_block(output.get("data", {}))
        if block is None:
            own += own_output(output, here, draws=draws)
        elif block.own:
            own.append(_named(block, here))
        else:
            yield block
    if not LEFT_OUT & tags:
        yield from (block.model_copy(update={"own": True}) for block in own)


def _named(block: Any, here: Here) -> Any:
    """A block that a cell showed of the user's own, with the cell's words to it."""
    if isinstance(block, PictureBlock):
        return here.named(block)
    if not isinstance(block, TableBlock):
        return block
    for note in block.table.notes:
        here.tell(note)
    named = {"id": here.new_id("tabel"), "caption": here.caption or block.table.caption}
    return block.model_copy(update={"table": block.table.model_copy(update=named)})


def _guides(cell: Any, after: Any) -> bool:
    """Whether a cell is a heading only for whoever reads the notebook: over a cell of ours, or
    with nothing of its own below it."""
    if not is_heading(cell.source) or after is None:
        return False
    if after.cell_type == "markdown":
        return str(after.source).lstrip().startswith("#")
    blocks = [read_block(output.get("data", {})) for output in after.get("outputs", [])]
    return any(block is not None and not block.own for block in blocks)


def read_document(notebook: Any) -> Document:
    """Read an executed notebook.

    Args:
        notebook: a ``NotebookNode`` (nbformat 4).

    Returns:
        The document with sections in the order of the front matter; sections without
        blocks are left out.

    Raises:
        NotAReport: no front matter block was shown, a block was changed since, or a cell failed.
    """
    front: FrontMatter | None = None
    workbook: WorkbookBlock | None = None
    result: ResultBlock | None = None
    found: list[Any] = []
    notices: list[str] = []
    for block in _blocks(notebook, notices):
        if isinstance(block, FrontMatter):
            front = block
        elif isinstance(block, WorkbookBlock):
            workbook = block
        elif isinstance(block, ResultBlock):
            result = block
        elif block is not None:
            found.append(block)
    if front is None:
        raise NotAReport("Notebooken indeholder ingen rapport: kør den først, fx med papermill.")
    known = {spec.id for spec in front.sections}
    stray = sorted({block.section for block in found} - known)
    if stray:
        raise NotAReport(f"Blokke peger på ukendte afsnit: {', '.join(stray)}.")
    sections = [
        Section(spec=spec, blocks=blocks)
        for spec in front.sections
        if (blocks := [block for block in found if block.section == spec.id])
    ]
    return Document(
        front=front, sections=sections, workbook=workbook, result=result, notices=notices
    )
