"""The console that tables are printed on; light, so that look-ups need no more."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 110
"""Columns when the output is not a terminal."""


def open_console() -> Console:
    """A console on standard output that is readable in a file and without colours."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else PIPED_WIDTH
    return Console(file=sys.stdout, width=width, highlight=False)
