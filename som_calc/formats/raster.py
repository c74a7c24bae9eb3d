"""Drawings as pixels, for formats that cannot show a drawing."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache

PPI = 200
_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")"""
_MAKE = """
import sys, typst
svg = sys.stdin.buffer.read().decode("utf-8")
page, ppi = sys.argv[1].encode(), float(sys.argv[2])
made = typst.Compiler({"main.typ": page}).compile(format="png", ppi=ppi, sys_inputs={"svg": svg})
sys.stdout.buffer.write(made)
"""


class NotDrawn(RuntimeError):
    """The drawing could not be turned into pixels."""


@lru_cache(maxsize=32)
def pixels_of(svg: str) -> bytes:
    """A drawing as PNG.

    In a process of its own: Typst starts threads, and Word and Excel files are written in
    processes that may be forked afterwards.

    Raises:
        NotDrawn: Typst could not set it.
    """
    command = [sys.executable, "-c", _MAKE, _PAGE.decode(), str(PPI)]
    try:
        done = subprocess.run(
            command, input=svg.encode("utf-8"), capture_output=True, check=True, timeout=60
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise NotDrawn("tegningen kan ikke laves om til et billede") from error
    return done.stdout
