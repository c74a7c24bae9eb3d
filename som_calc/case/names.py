"""The words that mean the same in every room: who gains, what is booked, how it is judged.

Code asks with these names and never with the text itself.  The Danish ones are what a user
reads and writes; the English ones stand in tables that only code reads.
"""

from __future__ import annotations

from typing import Final, Literal

TOTAL: Final = "I alt"
MUNICIPALITY: Final = "Kommune"
REGION: Final = "Region"
STATE: Final = "Stat"
STATE_GRANT: Final = "Statslig tilskud"
PAYERS: Final = (MUNICIPALITY, REGION, STATE)
"""Those who can pay a price or a cost."""
PRICE_FIELDS: Final = {"kommune": "municipality", "region": "region", "stat": "state"}
"""The amounts of a price by payer, in the order of :data:`PAYERS`: in a case and in code."""
ACTORS: Final = (*PAYERS, STATE_GRANT)
"""Actors in SØM's order; ``I alt`` is their sum."""
STATE_WITH_GRANT: Final = "Stat inkl. tilskud"
"""The state with the grant it gives: its two rows in SØM's tables are one purse."""
WITHOUT_GRANTS: Final = "Kommune uden tilskud"
"""The kommune when it pays the whole cost itself."""
POINTS_OF_VIEW: Final = (TOTAL, MUNICIPALITY, WITHOUT_GRANTS)
"""Those a decision is held against."""

OTHER_COMMITTEES: Final = "Øvrige udvalg"
NO_AREA: Final = "Ikke fordelt på hovedområder"
INTERVENTION_AREA: Final = "Indsatsens omkostninger"
BACK_CALCULATED: Final = "Tilbageregnet nutidsværdi"
"""The service under which values known only as present values are booked."""


COST: Final = "cost"
GRANT: Final = "grant"
SAVED: Final = "saved"
DURING: Final = "consequence_during"
AFTER: Final = "consequence"
FAMILY: Final = "family"
COMPONENTS: Final[dict[str, str]] = {
    COST: "Omkostninger",
    GRANT: "Tilskud",
    SAVED: "Sparet alternativ",
    DURING: "Konsekvenser under forløbet",
    AFTER: "Konsekvenser efter forløbet",
    FAMILY: "Konsekvenser for pårørende",
}
"""Every kind of line a result can hold, and its Danish heading."""
OUTLAY: Final = frozenset({COST, GRANT})
"""What the effort costs its payer: the rest is what comes of it."""
MOVED_BY_SUCCESS: Final = (AFTER, FAMILY)
"""Components that are the success rate times something; the others do not depend on it."""

Kind = Literal["aktør", "uden tilskud", "udvalg"]
OF_ACTOR: Final = "aktør"
OF_MUNICIPALITY_ALONE: Final = "uden tilskud"
OF_COMMITTEE: Final = "udvalg"

CROSSES: Final = "krydser"
ALWAYS_GAIN: Final = "overskud ved enhver mereffekt"
ALWAYS_LOSS: Final = "underskud ved enhver mereffekt"
ALWAYS_ZERO: Final = "nul ved enhver mereffekt"
CROSSINGS: Final[dict[tuple[int, int], str]] = {
    (-1, 1): CROSSES,
    (1, -1): CROSSES,
    (1, 1): ALWAYS_GAIN,
    (-1, -1): ALWAYS_LOSS,
    (0, 0): ALWAYS_ZERO,
    (0, 1): "overskud, når mereffekten er over 0",
    (0, -1): "underskud, når mereffekten er over 0",
    (1, 0): "overskud, når mereffekten er under 100\u00a0pct.",
    (-1, 0): "underskud, når mereffekten er under 100\u00a0pct.",
}
"""Signs of a result at a success rate of 0 and of 100 pct. → where it lies in between."""

UNKNOWN: Final = "ukendt"
"""What a user writes where a number is not known."""

Course = Literal["på kurs", "uafklaret", "hold øje", "ude af kurs", "ukendt"]
ON_COURSE: Final = "på kurs"
UNRESOLVED: Final = "uafklaret"
"""What is measured allows both no effect and the expected one."""
WATCH: Final = "hold øje"
OFF_COURSE: Final = "ude af kurs"
SEVERITY: Final[dict[Course, int]] = {
    UNKNOWN: 0,
    ON_COURSE: 1,
    UNRESOLVED: 2,
    WATCH: 3,
    OFF_COURSE: 4,
}
"""The status of a followed case, from the least to the most severe."""

EffectVerdict = Literal["ukendt", "uafklaret", "virker", "mindre", "under plan", "negativ"]
WORKS: Final = "virker"
SMALLER: Final = "mindre"
"""An effect above zero, but below the expected."""
BELOW_PLAN: Final = "under plan"
NEGATIVE: Final = "negativ"


def committee_of(actor: str, named: str | None) -> str:
    """Whose budget a line falls on: the kommune's without a committee on »Øvrige udvalg«.

    >>> committee_of("Kommune", None), committee_of("Kommune", "Socialudvalget")
    ('Øvrige udvalg', 'Socialudvalget')
    >>> committee_of("Region", None)
    ''
    """
    return (named or OTHER_COMMITTEES) if actor == MUNICIPALITY else ""
