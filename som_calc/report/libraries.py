"""Loading the large libraries without what they pull in and a report never uses."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from som_calc.postponed import postponed

# jsonschema, which nbformat uses, would otherwise spend over a second on building a
# grammar for an address format that no notebook schema has.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


@cache
def load_papermill() -> None:
    """Import papermill; what it needs for web addresses comes when needed."""
    _load_nbformat()
    with postponed({"requests": ()}):
        import papermill.iorw  # noqa: F401


@cache
def load_nbconvert() -> None:
    """Import nbconvert; what it needs to search pages for elements comes when needed."""
    _load_nbformat()
    with postponed({"soupsieve": ()}):
        import nbconvert.exporters  # noqa: F401


@cache
def load_seaborn() -> Any:
    """The module ``seaborn``; scipy's statistics, for density curves, come when needed."""
    later = {
        "scipy.stats": ("gaussian_kde",),
        "scipy.cluster": ("hierarchy",),
        "ipywidgets": ("interact", "FloatSlider", "IntSlider"),
    }
    with postponed(later):
        import seaborn
    return seaborn


def _load_nbformat() -> None:
    with postponed({"rfc3986_validator": ("validate_rfc3986",)}):
        import nbformat  # noqa: F401
