"""Reading an executed notebook back: as a document, or only the result it carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from pydantic import TypeAdapter, ValidationError

from som_calc.document.model import (
    MIME_PREFIX,
    MIME_SUFFIX,
    AnyBlock,
    Document,
    FrontMatter,
    ResultBlock,
    Section,
    WorkbookBlock,
    block_mime,
)
from som_calc.document.own_cells import is_heading, own_output, own_text

_BLOCK: TypeAdapter[Any] = TypeAdapter(AnyBlock)

LEFT_OUT = {"remove_cell", "remove-cell", "skjul"}
"""Tags of a cell whose own content stays in the notebook; the first two are nbconvert's."""


class NotAReport(ValueError):
    """The notebook has no front matter block, or a block nobody made: it was not run, is not
    one of ours, or has been changed since."""


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


def _blocks(notebook: Any) -> Iterator[Any]:
    """Our blocks and what a user has added, each where it stands.

    What is the user's own belongs to the section that was last shown.  A lone heading over
    a cell of ours only guides whoever reads the notebook.
    """
    section = ""
    own = 0
    for cell, after in zip_longest(notebook.cells, notebook.cells[1:]):
        hidden = LEFT_OUT & set(cell.metadata.get("tags", ()))
        guides = is_heading(cell.source) and after is not None and _shows_ours(after)
        if cell.cell_type == "markdown" and section and not hidden and not guides:
            yield from own_text(cell, section)
        for output in cell.get("outputs", []):
            block = read_block(output.get("data", {}))
            if isinstance(block, FrontMatter):
                section = block.sections[0].id if block.sections else ""
            elif block is not None:
                section = getattr(block, "section", "") or section
            elif section and not hidden:
                own += 1
                yield from own_output(output, section, own)
            if block is not None:
                yield block


def _shows_ours(cell: Any) -> bool:
    return any(read_block(output.get("data", {})) is not None for output in cell.get("outputs", []))


def read_document(notebook: Any) -> Document:
    """Read an executed notebook.

    Args:
        notebook: a ``NotebookNode`` (nbformat 4).

    Returns:
        The document with sections in the order of the front matter; sections without
        blocks are left out.

    Raises:
        NotAReport: no front matter block was shown, or a block was changed since.
    """
    front: FrontMatter | None = None
    workbook: WorkbookBlock | None = None
    result: ResultBlock | None = None
    found: list[Any] = []
    for block in _blocks(notebook):
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
    return Document(front=front, sections=sections, workbook=workbook, result=result)
