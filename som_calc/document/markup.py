"""Blocks as HTML: one Jinja environment for the page and for the notebook's own display.

Light to import; templates are found in ``templates/html`` of the kommune's folder, the
folder where the user stands, and the package, file by file in that order.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateNotFound, pass_context
from markupsafe import Markup

from som_calc.document import danish
from som_calc.document.model import Block, Document, FrontMatter, Table
from som_calc.document.templates import faults_told, sandbox
from som_calc.resources import search_path

STYLES = ("farver.css", "udseende.css", "tryk.css")
SCRIPTS = ("skyder.js", "side.js")
FACES = (("Regular", 400, "normal"), ("Bold", 700, "normal"), ("Italic", 400, "italic"))
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class Ids:
    """Hands out ids that are valid in HTML and unique in one page."""

    def __init__(self, seen: dict[str, int] | None = None) -> None:
        self.seen = dict(seen or {})

    def __call__(self, wanted: str) -> str:
        """``wanted`` itself the first time, then with a number behind it."""
        slug = re.sub(r"[^\w-]+", "-", wanted).strip("-") or "blok"
        count = self.seen[slug] = self.seen.get(slug, 0) + 1
        return slug if count == 1 else self(f"{slug}-{count}")


@lru_cache(maxsize=64)
def _place(macro: Any, content: str, id: str) -> list[Any]:
    """Where a table's markup is kept; a report has some twenty tables."""
    return []


@pass_context
def once(context: Any, macro: Any, table: Table, ids: Ids) -> Any:
    """What ``macro`` makes of ``table``, made once for the notebook and the page.

    A macro that hands out more ids than the table's own is called every time.
    """
    alone = Ids(ids.seen)
    kept = _place(macro, table.model_dump_json(), alone(table.id))
    if kept:
        ids.seen = alone.seen
        return kept[0]
    made = context.environment.call(context, macro, table, ids)
    if ids.seen == alone.seen:
        kept.append(made)
    return made


@lru_cache(maxsize=16)
def environment(folders: tuple[str, ...]) -> Environment:
    """The cached Jinja environment over ``folders``; everything is escaped."""
    from som_calc.document import svg

    env = sandbox(folders, __file__, autoescape=True)
    env.filters |= {
        "number": danish.number,
        "percent_sign": danish.percent_sign,
        "rate": rate,
        "css_string": css_string,
    }
    env.globals |= {
        "once": once,
        "inline_svg": lambda *parts: Markup(svg.inline(*parts)),
        "svg_data_uri": svg.data_uri,
        "stands_alone": svg.stands_alone,
        "zip": zip,
    }
    return env


def html_folders(override: str | None = None) -> tuple[str, ...]:
    """The folders with HTML templates, the most specific first."""
    found = [folder / "html" for folder in search_path("templates", override)]
    return tuple(str(folder) for folder in found if folder.is_dir())


def page(template: Any, document: Document, folders: list[Path]) -> str:
    """The whole self-contained page.

    Args:
        template: the Jinja template of the page.
        document: what to lay out.
        folders: template folders for fonts, most specific first.
    """
    env = template.environment
    front = document.front
    styles = [fonts(tuple(folders)), stylesheet(env, front)]
    script = "\n".join(source(env, name) for name in SCRIPTS)
    return str(
        template.render(
            document=document,
            front=front,
            styles=[Markup(style) for style in styles],
            style_hashes=[content_hash(style) for style in styles],
            script=Markup(script),
            script_hash=content_hash(script),
            colours={name: f"farve-{i}" for i, name in enumerate(front.palette)},
            ids=Ids(),
            notebook=False,
        )
    )


def fragment(block: Block, folders: tuple[str, ...] | None = None) -> str:
    """One block as HTML for a notebook's output area; empty when it is shown nowhere.

    ``folders`` are :func:`html_folders`, for a caller that has looked them up for many blocks.
    """
    env = environment(folders or html_folders())
    name = f"blok/{block.kind}.html.j2"
    with faults_told(name):
        try:
            template = env.get_template(name)
        except TemplateNotFound as missing:
            if missing.name != name:
                raise
            return ""
        # The style travels once, with the front matter; print rules would hit the notebook itself.
        sheets = STYLES[:2] if block.kind == "dokument" else ()
        style = "\n".join(source(env, name) for name in sheets)
        body = template.render(block=block, front=block, colours={}, ids=Ids(), notebook=True)
    return f'<div class="som som-blok">{f"<style>{style}</style>" if style else ""}{body}</div>'


def source(env: Environment, name: str) -> str:
    """A template file as it stands."""
    assert env.loader is not None
    return env.loader.get_source(env, name)[0].strip()


def stylesheet(env: Environment, front: FrontMatter) -> str:
    """The style sheets in one, with the document's own colours and running footer."""
    colours = "".join(
        f".farve-{i}{{--farve:{colour}}}"
        for i, colour in enumerate(front.palette.values())
        if _COLOUR.fullmatch(colour)
    )
    accent = front.palette.get("Accent", "")
    if _COLOUR.fullmatch(accent):
        colours += f".som{{--accent:{accent}}}"
    footer = (
        f"@page{{@bottom-left{{content:{css_string(f'{front.municipality} · {front.title}')}}}}}"
    )
    return "\n".join([*(source(env, name) for name in STYLES), colours, footer])


@lru_cache(maxsize=8)
def fonts(folders: tuple[Path, ...]) -> str:
    """``@font-face`` rules with the typeface embedded."""
    rules = []
    for face, weight, style in FACES:
        file = next(
            (path for f in folders if (path := f / f"skrift/SourceSans3-{face}.woff2").is_file()),
            None,
        )
        if file:
            data = base64.b64encode(file.read_bytes()).decode("ascii")
            rules.append(
                '@font-face{font-family:"Source Sans 3";font-display:swap;'
                f"font-weight:{weight};font-style:{style};"
                f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
            )
    return "".join(rules)


def content_hash(content: str) -> str:
    """The source expression that lets this inline content through the page's policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def rate(share: float) -> str:
    """A rate beside the slider: one decimal, or two when it is no whole number of per mille.

    >>> rate(0.07), rate(0.0345)
    ('7,0\\xa0%', '3,45\\xa0%')
    """
    per_mille = share * 1000
    return danish.percent_sign(share, 1 if abs(per_mille - round(per_mille)) < 1e-9 else 2)


def css_string(text: str) -> str:
    r"""A CSS string that holds any text.

    >>> print(css_string('"</style>'))
    "\22 \3c \2f style\3e "
    """
    return '"' + re.sub(r"""[^\w .,:;·()–-]""", lambda m: f"\\{ord(m[0]):x} ", text) + '"'
