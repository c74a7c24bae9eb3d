"""matplotlib's settings while a figure of ours is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib

OURS = {"svg.fonttype": "none", "svg.hashsalt": "som-rapport"}
"""Text stays text, and the same figure gets the same ids each time."""


@contextmanager
def own_settings() -> Iterator[None]:
    """matplotlib as installed within the block, whatever a notebook has set; its own after it.

    A notebook's settings never reach our figures, nor ours the figures a notebook draws.
    """
    settings: Any = matplotlib.rcParams
    before = _plain(settings)
    # Values that have been validated once need not be so for each figure.
    dict.update(settings, _installed())
    try:
        yield
    finally:
        dict.update(settings, before)


@lru_cache(maxsize=1)
def _installed() -> dict[str, Any]:
    return _plain(matplotlib.rcParamsDefault) | OURS


def _plain(settings: Any) -> dict[str, Any]:
    """All but the backend: to look that up makes matplotlib choose one, and load pyplot."""
    return {name: value for name, value in dict.items(settings) if name != "backend"}
