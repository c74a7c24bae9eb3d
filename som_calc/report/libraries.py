"""Loading papermill without what it pulls in and a report never uses."""

from __future__ import annotations

import sys
from functools import cache

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
