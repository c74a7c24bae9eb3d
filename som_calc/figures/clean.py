"""Clean SVG out of matplotlib."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import lru_cache

from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG

from som_calc.figures.lettering import FONT, HALO

_NOTHING_SAID = {"Date": None, "Creator": None, "Format": None, "Type": None}
_COMMON = f"""<svg font-family="'{FONT}', Arial, sans-serif" stroke-linejoin="round" """
_HALO = r'<g stroke="#ffffff" stroke-width="2.5">'
_STYLE_ELEMENT = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>\s*", re.DOTALL)
_NEEDLESS = re.compile(r' transform="rotate\(-0 [^"]*"')
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_LINE = re.compile(r" *\n *")
_ONE_PATH = re.compile(r'<g id="patch_\d+">\n(<path [^>]*/>)\n</g>')
_GROUP = re.compile(r'<g id="([a-z]+)[^"]*"')
_ID = re.compile(r'(id="|url\(#|href="#)')


def to_svg(artists: Iterable[Artist], size: tuple[float, float], name: str) -> str:
    """Artists on a page of ``size`` points as a bare ``<svg>`` element, the first lowest.

    No prolog, metadata or style element, and presentation attributes in place of
    ``style``: the same markup then works inline under a strict Content-Security-Policy
    and in Typst.  ``name`` makes the ids unique within a page.
    """
    buffer = io.StringIO()
    renderer = RendererSVG(*size, buffer, image_dpi=72, metadata=_NOTHING_SAID)
    for artist in artists:
        artist.draw(renderer)
    renderer.finalize()
    raw = buffer.getvalue()
    raw = _STYLE_ELEMENT.sub("", raw[raw.index("<svg") :], count=1)
    raw = _STYLE.sub(lambda found: _attributes(found[1]), _NEEDLESS.sub("", raw))
    raw = _ONE_PATH.sub(r"\1", _LINE.sub("\n", raw).replace('\n" ', '" '))
    raw = _GROUP.sub(_group, raw)
    return _ID.sub(rf"\g<1>{name}-", raw).replace("<svg ", _COMMON, 1).strip()


def _group(found: re.Match[str]) -> str:
    return _HALO[:-1] if found[1] == HALO else "<g"


@lru_cache(maxsize=512)
def _attributes(style: str) -> str:
    """A ``style`` as attributes; the typeface is said once for the whole figure."""
    parts: list[str] = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.strip().replace('"', "'")
        if name and value and name != "font-family":
            parts.append(f' {name}="{value}"')
    return "".join(parts)
