"""Formulas in LaTeX: within a line as text with raised and lowered parts, alone as a drawing."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from som_calc.document.model import Run
from som_calc.document.text import merged

SIGNS = {
    "cdot": "·", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "leq": "≤", "le": "≤",
    "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈", "sim": "∼", "infty": "∞",
    "sum": "∑", "prod": "∏", "int": "∫", "partial": "∂", "to": "→", "rightarrow": "→",
    "in": "∈", "ldots": "…", "dots": "…", "cdots": "…", "quad": " ", "qquad": " ",
    "left": "", "right": "", "log": "log", "ln": "ln", "exp": "exp", "min": "min", "max": "max",
    ",": " ", ";": " ", ":": " ", "!": "", " ": " ", "%": "%", "$": "$", "&": "&", "#": "#",
    "_": "_", "{": "{", "}": "}",
}  # fmt: skip
UPRIGHT = ("text", "mathrm", "operatorname", "mathbf", "textrm")
BETWEEN = frozenset("·×÷±∓≤≥≠≈∼→∈=<>")
_PIECE = re.compile(r"\\[A-Za-z]+\s*|\\.|.", re.DOTALL)


class _NotALine(ValueError):
    """The formula has parts that a line of text cannot show."""


def formula_runs(source: str, **look: Any) -> list[Run]:
    """A formula within a line; its source where a line cannot show it.

    >>> [(run.text, run.style) for run in formula_runs("x^2 \\\\leq \\\\alpha_{i1}")]
    [('x', 'plain'), ('2', 'raised'), (' ≤ α', 'plain'), ('i1', 'lowered')]
    """
    look = {key: value for key, value in look.items() if key != "style"}
    try:
        pieces = _PIECE.findall(source.strip())
        found = [
            Run(text=text, style=style, **look) for text, style in _spaced(_line(pieces, "plain"))
        ]
    except _NotALine:
        return [Run(text=f"${source}$", style="code", **look)]
    return merged([run for run in found if run.text])


def _spaced(line: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """One blank on each side of what stands between two numbers, and no other doubled."""
    found: list[tuple[str, Any]] = []
    for text, style in line:
        said = f" {text} " if text in BETWEEN and style == "plain" else text
        ends_blank = not found or found[-1][0].endswith(" ")
        found.append((said.lstrip(" ") if ends_blank else said, style))
    return found


def drawn(source: str) -> tuple[str, bytes, float, float] | None:
    """A formula as a drawing: SVG, PNG, width and height in points; None where the source
    cannot be drawn."""
    import io

    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 1))
    figure.text(0, 0, f"${source}$", fontsize=14)
    svg, png = io.BytesIO(), io.BytesIO()
    tight: dict[str, Any] = {"bbox_inches": "tight", "pad_inches": 0.04, "transparent": True}
    try:
        with rc_context({"svg.hashsalt": "som", "svg.fonttype": "path", "mathtext.fontset": "cm"}):
            figure.savefig(svg, format="svg", metadata={"Date": None}, **tight)
            figure.savefig(png, format="png", dpi=200, metadata={"Software": None}, **tight)
    except (ValueError, RuntimeError):
        return None
    text = svg.getvalue().decode("utf-8")
    size = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', text) or re.search(
        r'height="([\d.]+)pt".*?width="([\d.]+)pt"', text
    )
    assert size is not None
    return text, png.getvalue(), float(size[1]), float(size[2])


def _line(pieces: list[str], style: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    rest = list(pieces)
    while rest:
        piece = rest.pop(0)
        name = piece[1:].strip() if piece.startswith("\\") else ""
        if piece in "^_":
            if style != "plain":
                raise _NotALine
            found += _line(_group(rest), "raised" if piece == "^" else "lowered")
        elif piece == "{":
            rest.insert(0, piece)
            found += _line(_group(rest), style)
        elif not name:
            found.append(({"-": "−", "'": "′", "*": "∗"}.get(piece, piece), style))
        elif name in ("frac", "tfrac", "dfrac"):
            over, under = _group(rest), _group(rest)
            found += [*_bracketed(over, style), ("/", style), *_bracketed(under, style)]
        elif name == "sqrt":
            found += [("√", style), *_bracketed(_group(rest), style)]
        elif name in UPRIGHT:
            found.append(("".join(_group(rest)), style))
        else:
            found.append((_sign(name), style))
    return found


def _group(rest: list[str]) -> list[str]:
    """Take what a sign stands for: one piece, or all within braces."""
    while rest and rest[0].isspace():
        rest.pop(0)
    if not rest:
        raise _NotALine
    taken: list[str] = []
    depth = 0
    while rest:
        piece = rest.pop(0)
        taken.append(piece)
        depth += (piece == "{") - (piece == "}")
        if depth <= 0:
            break
    if depth:
        raise _NotALine
    return taken[1:-1] if taken[0] == "{" else taken


def _bracketed(pieces: list[str], style: str) -> list[tuple[str, Any]]:
    inner = _line(pieces, style)
    alone = len(pieces) == 1 or "".join(pieces).isalnum()
    return inner if alone else [("(", style), *inner, (")", style)]


def _sign(name: str) -> str:
    if name in SIGNS:
        return SIGNS[name]
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")
    except KeyError:
        raise _NotALine from None
