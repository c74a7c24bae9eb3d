"""The word a user probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from som_calc.case.glossary import fold


def nearest(written: str, known: Iterable[str], cutoff: float = 65) -> str | None:
    """The known word most like ``written``, or None when none is near.

    >>> nearest("deltagre", ["omkostninger", "deltagere"])
    'deltagere'
    """
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        written, list(known), scorer=fuzz.ratio, processor=fold, score_cutoff=cutoff
    )
    return found[0] if found else None


def did_you_mean(written: str, known: Iterable[str], what: str = "mulighederne er") -> str:
    """»mente du X?«, or the known words when there are few, or nothing."""
    words = list(known)
    if near := nearest(written, words):
        return f"mente du »{near}«?"
    return f"{what} {', '.join(words)}" if words else ""
