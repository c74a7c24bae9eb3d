"""Colours by meaning: each actor one colour throughout, the total in ink.

Okabe–Ito hues, which stay apart for colour-blind readers; each has at least 3:1 against
white.  A kommune overrides them in ``templates/farver.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from som_calc.case.names import MUNICIPALITY, REGION, STATE, STATE_GRANT, TOTAL
from som_calc.resources import search_path

INK = "#1b1f24"
MUTED = "#5b6470"
RULE = "#c9ced6"
GRID = "#e6e9ee"
GAIN, LOSS = "Overskud", "Underskud"
DECIDED, TODAY = "Vedtaget", "I dag"
LOW_END, HIGH_END = "Lav værdi", "Høj værdi"
DEFAULT = {
    TOTAL: INK,
    MUNICIPALITY: "#0072b2",
    REGION: "#00805e",
    STATE: "#c25500",
    STATE_GRANT: "#a8568a",
    GAIN: "#0072b2",
    LOSS: "#c25500",
    DECIDED: "#c25500",
    TODAY: INK,
    # Light and dark: they differ in grey print too.
    LOW_END: "#9db8cf",
    HIGH_END: "#0f4c75",
}
ACCENT = "Accent"
"""The colour of rules and headings; none of its own unless a kommune sets one."""
SEQUENCE = ["#0072b2", "#c25500", "#00805e", "#a8568a", "#7a6a00", "#3a7ca5", "#8c3b00", "#4b5563"]
"""For committees, areas and cases, which have no colour of their own."""


def shades(names: Iterable[str], colours: Mapping[str, str]) -> dict[str, str]:
    """Name → its own colour where it has one, otherwise the next of the row.

    >>> shades(["Stat", "IPS"], {"Stat": "#c25500"})
    {'Stat': '#c25500', 'IPS': '#c25500'}
    """
    return {name: colours.get(name, SEQUENCE[i % len(SEQUENCE)]) for i, name in enumerate(names)}


def tint(colour: str, share: float) -> str:
    """A share of a colour, the rest white.

    >>> tint("#0072b2", 0.5)
    '#80b8d8'
    """
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in parts)


def palette(override: str | None = None) -> dict[str, str]:
    """Actor → colour (hex), with the kommune's own colours where it has set them."""
    for folder in search_path("templates", override):
        if (folder / "farver.yaml").is_file():
            return DEFAULT | _read(folder / "farver.yaml")
    return dict(DEFAULT)


@lru_cache(maxsize=8)
def _read(path: Path) -> dict[str, str]:
    import re

    from som_calc.case.glossary import fold
    from som_calc.case.problems import CaseError, Problem
    from som_calc.case.suggest import nearest
    from som_calc.case.text_file import read_text
    from som_calc.case.yaml_reader import parse_yaml

    text = read_text(path, wanted="en YAML-fil med farver")
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return {}
    tree = parse_yaml(text, str(path))
    known = {fold(name): name for name in (*DEFAULT, ACCENT)}
    colours, problems = {}, []
    for name, colour in tree.data.items():
        file, line = tree.spot([name])
        near = None if fold(name) in known else nearest(str(name), list(known.values()))
        if near:
            wrong, right = f"der er ingen farve til »{name}«", f"mente du »{near}«?"
            problems.append(Problem(file, line, str(name), wrong, right))
        elif not re.fullmatch(r"#[0-9a-fA-F]{6}", str(colour)):
            wrong = f"»{str(colour)[:40]}« er ikke en farve"
            problems.append(Problem(file, line, str(name), wrong, "skriv fx #0072b2"))
        colours[known.get(fold(name), str(name))] = str(colour)
    if problems:
        raise CaseError(problems)
    return colours


def forget() -> None:
    """Read the colours anew the next time, for a program that goes on while they are edited."""
    _read.cache_clear()
