"""Which characters a PDF can show: asked of the typesetter itself, for no list can know.

Typst takes a character from the report's typeface, else from any other it has.  An archival
file refuses what none of them has, and what is private to one typeface.  So words with
unusual characters are set on a page of their own, as text and as words in a figure, until
Typst has named all it refuses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

from som_calc.resources import search_path

FONTS = "skrift"
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
MARK = "□"
"""Stands in a PDF for a character it cannot show."""
SURE = frozenset(
    {"\t", "\n", "\r"}
    | {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    | set("–—‘’“”„•…−€™")
)
"""What the shipped typeface has in every weight, so that nothing need be asked."""
TYPEFACE = "Source Sans 3"
_PAGES = [
    f"""
#set document(title: "x")
#set text(font: "{TYPEFACE}", lang: "da")
{content}
""".encode()
    for content in (
        "#for word in json(bytes(sys.inputs.words)) [#par[#word #strong(word) #emph(word)]]",
        '#image(bytes(sys.inputs.figure), format: "svg", alt: "x")',
    )
]
"""Text and figure by themselves: what one tells the file of a glyph would help the other."""
_SHAPES = "\ufe0e\ufe0f"
_NAMED = re.compile(r'(?:text|codepoint) `"(.+?)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_LONGEST, _AT_ONCE, _MOST_ASKED = 40, 20, 200
"""Characters of a word, words on a page, and pages before what is left counts as refused."""


def unshown(texts: Iterable[str], template: str | Path | None = None) -> frozenset[str]:
    """The characters of some texts that a PDF cannot show.

    Args:
        texts: any texts.
        template: a kommune's own template folder; its typefaces count too.

    >>> sorted(unshown(["Ærø – Łódź → Ωμέγα", "fest 🎉"]))
    ['🎉']
    """
    words = {
        word[place : place + _LONGEST]
        for text in texts
        if not SURE.issuperset(text)
        for word in marked(text, frozenset()).split()
        if not SURE.issuperset(word)
        for place in range(0, len(word), _LONGEST)
    }
    if not words:
        return frozenset()
    return _unshown(frozenset(words), typefaces(search_path("templates", template)))


def typefaces(folders: Iterable[Path]) -> tuple[Path, ...]:
    """The folders with typefaces in some template folders."""
    return tuple(folder / FONTS for folder in folders if (folder / FONTS).is_dir())


@lru_cache(maxsize=4)
def fonts(folders: tuple[Path, ...]) -> Any:
    """Typst's typefaces, those in ``folders`` among them."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])


def named(message: str) -> frozenset[str]:
    """The characters a message from Typst names as impossible to set."""
    found = _NAMED.search(message)
    if found is None:
        return frozenset()
    return frozenset(_ESCAPE.sub(lambda code: chr(int(code[1], 16)), found[1])) - SURE - {MARK}


def marked(data: Any, refused: frozenset[str]) -> Any:
    """JSON data with :data:`MARK` for each of some characters in its texts.

    What only chooses between two shapes of the character before it is left out.
    """
    table = dict.fromkeys(map(ord, refused), MARK) | dict.fromkeys(map(ord, _SHAPES), "")

    def walk(here: Any) -> Any:
        if isinstance(here, str):
            return here.translate(table)
        if isinstance(here, dict):
            return {key: walk(inner) for key, inner in here.items()}
        return [walk(inner) for inner in here] if isinstance(here, list) else here

    return walk(data)


@lru_cache(maxsize=64)
def _unshown(words: frozenset[str], folders: tuple[Path, ...]) -> frozenset[str]:
    """The refused characters of some words; a word refused as a whole loses all unusual ones."""
    refused: set[str] = set()
    ordered = sorted(words)
    waiting = [ordered[at : at + _AT_ONCE] for at in range(0, len(ordered), _AT_ONCE)]
    asked = 0
    while waiting:
        batch = [word for word in waiting.pop() if not refused.issuperset(set(word) - SURE)]
        asked += 1
        if asked > _MOST_ASKED:
            refused |= set("".join(batch)) - SURE
            continue
        told = _refused([marked(word, frozenset(refused)) for word in batch], folders)
        if told is None:
            continue
        if new := told - refused:
            refused |= new
            waiting.append(batch)
        elif len(batch) == 1:
            refused |= set(batch[0]) - SURE
        else:
            half = len(batch) // 2
            waiting += [batch[half:], batch[:half]]
    return frozenset(refused)


def _refused(words: list[str], folders: tuple[Path, ...]) -> frozenset[str] | None:
    """What Typst names when asked to set some words (maybe nothing); None when it sets them."""
    import typst

    lines = "".join(f'<text y="9" font-size="9">{escape(word)}</text>' for word in words)
    root = 'xmlns="http://www.w3.org/2000/svg" width="400" height="12" viewBox="0 0 400 12"'
    inputs = {
        "words": json.dumps(words, ensure_ascii=False),
        "figure": f'<svg {root} font-family="{TYPEFACE}">{lines}</svg>',
    }
    for page in _PAGES if words else []:
        try:
            typst.Compiler({"main.typ": page}, font_paths=fonts(folders)).compile(
                format="pdf", sys_inputs=inputs, pdf_standards=[*STANDARDS], timestamp=0
            )
        except BaseException as failure:
            if not gave_up(failure):
                raise
            return named(str(getattr(failure, "message", "")))
    return None


def gave_up(failure: BaseException) -> bool:
    """Whether Typst could not set something: its own error, or the panic some texts bring about.

    A panic is no ordinary exception and has no class to import.
    """
    import typst

    return isinstance(failure, typst.TypstError) or type(failure).__name__ == "PanicException"
