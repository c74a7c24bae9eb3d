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
    """Import papermill and nbformat; what they need for web addresses comes when needed."""
    with postponed({"rfc3986_validator": ("validate_rfc3986",), "requests": ()}):
        import nbformat  # noqa: F401
        import papermill.iorw  # noqa: F401


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
