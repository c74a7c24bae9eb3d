"""What Word's, PowerPoint's and Excel's files have in common."""

from __future__ import annotations

import re

LANGUAGE = "da-DK"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""On every part of a package, so that the same report gives the same bytes."""
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Text without the characters XML 1.0 has no place for."""
    return _ILLEGAL.sub("", text)
