"""Colours: each actor one colour throughout, the total in ink.

Okabe–Ito hues, which stay apart for colour-blind readers; each has at least 3:1 against
white.  A kommune overrides them in ``templates/farver.yaml``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from som_calc.case.names import MUNICIPALITY, REGION, STATE, STATE_GRANT, TOTAL
from som_calc.resources import search_path

INK = "#1b1f24"
MUTED = "#5b6470"
RULE = "#c9ced6"
DEFAULT = {
    TOTAL: INK,
    MUNICIPALITY: "#0072b2",
    REGION: "#00805e",
    STATE: "#c25500",
    STATE_GRANT: "#a8568a",
}
SEQUENCE = ["#0072b2", "#c25500", "#00805e", "#a8568a", "#7a6a00", "#3a7ca5", "#8c3b00", "#4b5563"]
"""For committees, areas and cases, which have no colour of their own."""


def palette(override: str | None = None) -> dict[str, str]:
    """Actor → colour (hex), with the kommune's own colours where it has set them."""
    for folder in search_path("templates", override):
        if (folder / "farver.yaml").is_file():
            return DEFAULT | _read(folder / "farver.yaml")
    return dict(DEFAULT)


@lru_cache(maxsize=8)
def _read(path: Path) -> dict[str, str]:
    import re

    from ruamel.yaml import YAML

    from som_calc.case.problems import CaseError, Problem

    data = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
    problems = [
        Problem(str(path), 0, str(name), f"»{colour}« er ikke en farve", "skriv fx #0072b2")
        for name, colour in data.items()
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(colour))
    ]
    if problems:
        raise CaseError(problems)
    return {str(name): str(colour) for name, colour in data.items()}
