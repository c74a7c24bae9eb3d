"""Pictures of a user's own: drawn with matplotlib, or brought along as a file."""

from __future__ import annotations

import base64
import io
import re
import warnings
from typing import Any

from som_calc.document.model import NotAReport, PictureBlock

WIDEST = 2000
"""Pixels across: enough for the width of a printed page; more only makes files heavy."""
LARGEST_SVG = 1_500_000
"""Characters: above, a drawing is shown by its pixels."""
DPI = 170
POINTS_PER_PIXEL = 0.75
MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
"""Of pixels that every format can show."""
_LENGTH = re.compile(r"\s*([\d.]+)\s*(pt|px|in|cm|mm|)\s*$")
_POINTS = {"pt": 1.0, "px": 0.75, "": 0.75, "in": 72.0, "cm": 28.346, "mm": 2.8346}


class NotAPicture(ValueError):
    """The content cannot be shown as a picture."""


def of_figure(figure: Any) -> PictureBlock:
    """A figure of matplotlib's (seaborn's too) as it stands: drawing, pixels, own words."""
    from matplotlib import rc_context

    svg, png = io.BytesIO(), io.BytesIO()
    with rc_context({"svg.hashsalt": "som", "svg.fonttype": "path"}), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the same were told when the notebook drew it
        figure.savefig(svg, format="svg", bbox_inches="tight", metadata={"Date": None})
        figure.savefig(png, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    drawing = svg.getvalue().decode("utf-8")
    width, height = size_of(drawing)
    return PictureBlock(
        section="",
        own=True,
        id="",
        alt=_words(figure),
        width=width,
        height=height,
        svg=drawing if len(drawing) <= LARGEST_SVG else "",
        pixels=base64.b64encode(png.getvalue()).decode("ascii"),
    )


def _words(figure: Any) -> str:
    """What a figure says of itself: its titles, and what its axes count; empty without a title."""
    titles = [text.get_text() for text in [figure._suptitle] if text is not None]
    axes = figure.get_axes()
    titles += [one.get_title(loc) for one in axes for loc in ("left", "center", "right")]
    said = [" ".join(title.split()) for title in titles if title.strip()]
    if not said:
        return ""
    for one in axes:
        for label, way in ((one.get_xlabel(), "Vandret"), (one.get_ylabel(), "Lodret")):
            if label.strip():
                said.append(f"{way}: {' '.join(label.split())}")
    return ". ".join(dict.fromkeys(said)) + "."


def of_svg(text: str, **words: Any) -> PictureBlock:
    """A drawing somebody brought along.

    Raises:
        NotAPicture: it is no SVG.
    """
    from som_calc.document.svg import parsed

    try:
        parsed(text, "egen")
    except NotAReport:
        raise NotAPicture("gem den igen som SVG eller PNG") from None
    if len(text) > LARGEST_SVG:
        raise NotAPicture("tegningen fylder for meget; vis den som PNG")
    width, height = size_of(text)
    return PictureBlock(section="", width=width, height=height, svg=text, **words)


def of_pixels(
    content: bytes, *, shown: tuple[float, float] | None = None, **words: Any
) -> PictureBlock:
    """A photograph, a screen dump or a figure in pixels.

    Args:
        content: a file in any format Pillow reads.
        shown: width and height the notebook gives it, in CSS pixels.
        words: id, alternative text and caption.

    Raises:
        NotAPicture: it cannot be read, or is far too large.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            image: Any = Image.open(io.BytesIO(content))
            image.load()
    except Exception as error:  # whatever a damaged file makes Pillow's readers raise
        raise NotAPicture("billedet kan ikke læses") from error
    across, down = image.size
    given = image.info.get("dpi", (96, 96))[0]
    scale = 72 / given if 50 <= given <= 600 else POINTS_PER_PIXEL
    width, height = across * scale, down * scale
    if shown is not None:
        width, height = (length * POINTS_PER_PIXEL for length in shown)
    format = "jpeg" if image.format == "JPEG" else "png"
    known = image.format in ("PNG", "JPEG") and image.mode in MODES
    if across > WIDEST or not known:
        image = image.convert("RGB" if format == "jpeg" else "RGBA")
        if across > WIDEST:
            image = image.resize((WIDEST, max(1, round(down * WIDEST / across))))
        out = io.BytesIO()
        image.save(out, format, **({"quality": 88} if format == "jpeg" else {"optimize": True}))
        content = out.getvalue()
    return PictureBlock(
        section="",
        own=True,
        width=max(width, 1.0),
        height=max(height, 1.0),
        pixels=base64.b64encode(content).decode("ascii"),
        format="jpeg" if format == "jpeg" else "png",
        **words,
    )


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a drawing in points; of one that does not say, a page's width."""
    head = svg[max(svg.find("<svg"), 0) :].partition(">")[0]
    lengths = []
    for name in ("width", "height"):
        said = re.search(rf"""\s{name}=["']([^"']*)["']""", head)
        found = _LENGTH.match(said[1]) if said else None
        lengths.append(float(found[1]) * _POINTS[found[2]] if found else 0.0)
    box = re.search(r"""viewBox=["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""", head)
    ratio = float(box[2]) / float(box[1]) if box and float(box[1]) else 0.6
    width = lengths[0] or (float(box[1]) * POINTS_PER_PIXEL if box else 480.0)
    return width or 480.0, lengths[1] or (width or 480.0) * ratio
