"""The display bundle of a block: ordinary forms beside the block as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def carry_own(shell: Any) -> None:
    """Let what a user shows hereafter with pandas or matplotlib carry a block of ours with it.

    The notebook shows what it always does; an exporter reads the block.  Asked for by name, so
    that neither library is imported for it.
    """
    bundles = shell.display_formatter.mimebundle_formatter
    for (module, name), make in _OWN.items():
        bundles.for_type_by_name(module, name, make)


def _bundled(block: Block | None) -> dict[str, Any]:
    if block is None:
        return {}
    return {block_mime(block.kind): Plain({**block.model_dump(mode="json"), "own": True})}


def _frame(frame: Any) -> dict[str, Any]:
    from som_calc.document.frames import block_of

    return _bundled(block_of(frame))


def _series(series: Any) -> dict[str, Any]:
    from som_calc.document.frames import block_of

    return _bundled(block_of(series.to_frame("" if series.name is None else series.name)))


def _styler(styler: Any) -> dict[str, Any]:
    from som_calc.document.frames import block_of_styler

    return _bundled(block_of_styler(styler))


def _figure(figure: Any) -> dict[str, Any]:
    from som_calc.document.pictures import of_figure

    return _bundled(of_figure(figure))


_OWN: dict[tuple[str, str], Callable[[Any], dict[str, Any]]] = {
    ("pandas", "DataFrame"): _frame,
    ("pandas", "Series"): _series,
    ("pandas.core.frame", "DataFrame"): _frame,
    ("pandas.core.series", "Series"): _series,
    ("pandas.io.formats.style", "Styler"): _styler,
    ("matplotlib.figure", "Figure"): _figure,
}
"""Module and name of a class, in the versions of pandas there are → the bundle that is added."""


def show(*shown: Block | Iterable[Block]) -> None:
    """Show blocks, or lists of them, in order; outside a notebook as a line of text each.

    The bundle holds every form a block has, so nothing is asked for further ones.

    >>> from som_calc.document.model import KeyFigure, KeyFigures
    >>> show(KeyFigures(section="side1", items=[KeyFigure(label="A", value="1", basis="b")]))
    <noegletal>
    """
    from IPython.core.getipython import get_ipython
    from IPython.display import publish_display_data

    folders, shell = html_folders(), get_ipython()
    in_notebook = shell is not None
    if shell is not None:
        carry_own(shell)
    for blocks in shown:
        for block in [blocks] if isinstance(blocks, Block) else blocks:
            if in_notebook:
                publish_display_data(mimebundle(block, folders))
            else:
                print(plain(block))
