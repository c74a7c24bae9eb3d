"""Row headers in a tagged PDF.

Typst tags the header row of a table, but cannot say that the first cell of a row is its
header; a screen reader would then read numbers without saying whose they are.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any


def with_row_headers(content: bytes) -> bytes:
    """The same PDF with the first cell of every table row as the row's header.

    Each other cell of the row refers to it beside the header of its column, as ISO 32000-1
    14.8.5.7 has it.  The same content gives the same bytes.
    """
    import pikepdf

    pdf = pikepdf.open(io.BytesIO(content))
    tree = pdf.Root.StructTreeRoot
    names: dict[str, Any] = {}
    for number, row in enumerate(_rows(tree)):
        cells = [cell for cell in _children(row) if cell.get("/S") in ("/TD", "/TH")]
        if not cells or cells[0].S != "/TD":
            continue
        id = f"R{number}"
        first = cells[0]
        first.S, first.ID = pikepdf.Name.TH, pikepdf.String(id)
        _table_attributes(first).Scope = pikepdf.Name.Row
        names[id] = first
        for cell in cells[1:]:
            attributes = _table_attributes(cell)
            if "/Headers" not in attributes:
                attributes.Headers = pikepdf.Array()
            attributes.Headers.append(pikepdf.String(id))
    if names:
        _add_ids(tree, names)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _children(node: Any) -> Iterator[Any]:
    import pikepdf

    inside = node.get("/K")
    for child in inside if isinstance(inside, pikepdf.Array) else (inside,):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child


def _rows(node: Any) -> Iterator[Any]:
    """The rows of all tables, in reading order."""
    for child in _children(node):
        if child.S == "/TR":
            yield child
        else:
            yield from _rows(child)


def _table_attributes(cell: Any) -> Any:
    """The cell's attributes of the kind ``Table``, made where it has none."""
    import pikepdf

    given = cell.get("/A")
    several = [] if given is None else given if isinstance(given, pikepdf.Array) else [given]
    for attributes in several:
        if attributes.get("/O") == "/Table":
            return attributes
    made = pikepdf.Dictionary(O=pikepdf.Name.Table)
    cell.A = pikepdf.Array([made, *several])
    return cell.A[0]


def _add_ids(tree: Any, names: dict[str, Any]) -> None:
    """Let the ids be found; the names of a tree stand in order."""
    import pikepdf

    known = pikepdf.NameTree(tree.IDTree).items() if "/IDTree" in tree else ()
    found = {str(name): element for name, element in known} | names
    listed = [part for name in sorted(found) for part in (pikepdf.String(name), found[name])]
    tree.IDTree = pikepdf.Dictionary(Names=pikepdf.Array(listed))
