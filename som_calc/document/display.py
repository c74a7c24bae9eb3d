"""The display bundle of a block: ordinary forms beside the block as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from som_calc.document.markup import fragment, html_folders
from som_calc.document.model import Block, FigureBlock, block_mime


class Plain(dict[str, Any]):
    """Data as JSON has them, which nobody else holds: they can be passed on as they are."""


def mimebundle(block: Block, folders: tuple[str, ...] | None = None) -> dict[str, Any]:
    """MIME type → content for one block: as data, as text, as HTML, a figure also as SVG.

    ``folders`` as in :func:`~som_calc.document.markup.fragment`.
    """
    data = Plain(block.model_dump(mode="json", exclude={"svg"}))
    bundle: dict[str, Any] = {block_mime(block.kind): data, "text/plain": plain(block)}
    if isinstance(block, FigureBlock) and block.svg:
        bundle["image/svg+xml"] = block.svg
    if html := fragment(block, folders):
        bundle["text/html"] = html
    return bundle


def _as_last_value(block: Block, include: Any = None, exclude: Any = None) -> dict[str, Any]:
    return mimebundle(block)


# A block that ends a cell shows itself; set from here, as the model knows no way to be shown.
Block._repr_mimebundle_ = _as_last_value  # type: ignore[attr-defined]


def plain(block: Block) -> str:
    """What a terminal shows."""
    return f"<{block.kind} {getattr(block, 'id', '')}>".replace(" >", ">")


def show(*shown: Block | Iterable[Block]) -> None:
    """Show blocks, or lists of them, in order; outside a notebook as a line of text each.

    The bundle holds every form a block has, so nothing is asked for further ones.

    >>> from som_calc.document.model import KeyFigure, KeyFigures
    >>> show(KeyFigures(section="side1", items=[KeyFigure(label="A", value="1", basis="b")]))
    <noegletal>
    """
    from IPython.core.getipython import get_ipython
    from IPython.display import publish_display_data

    folders, in_notebook = html_folders(), get_ipython() is not None
    for blocks in shown:
        for block in [blocks] if isinstance(blocks, Block) else blocks:
            if in_notebook:
                publish_display_data(mimebundle(block, folders))
            else:
                print(plain(block))
