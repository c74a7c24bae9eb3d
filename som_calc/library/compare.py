"""Two to six cases side by side, per participant and in a common price year where possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from som_calc.case.model import PriceIndex
from som_calc.case.names import (
    MUNICIPALITY,
    TOTAL,
    WITHOUT_GRANTS,
)
from som_calc.case.problems import CaseError
from som_calc.document import danish
from som_calc.document.chance import whole_percent
from som_calc.document.zero import known_words
from som_calc.library.record import BREAK_EVEN_ROWS, CaseRecord, PriceIndexRecord
from som_calc.library.schema import ACTOR_ROWS

FEWEST, MOST = 2, 6
NOT_KNOWN = "ikke oplyst"
NO_ZERO = "aldrig nul"
"""No success rate gives zero, and the package does not tell on which side it lies."""
NOT_ASKED = "–"
"""Only cases without consequences say what must be true."""

NET_WORDS = {"ja": "ja", "nej": "nej, ikke en nettoeffekt"}

NOTES = {
    "ingen_indeks": "Prisniveauet er forskelligt ({år}), og der er intet prisindeks, der "
    "dækker årene. Beløbene står derfor i hver sags egne priser og kan ikke sammenlignes "
    "krone for krone.",
    "omregnet": "Beløbene er omregnet fra {år}-priser til {til}-priser med {indeks}.",
    "ikke_muligt": "Sagerne kan ikke bringes til {ønsket}-priser; de står i {til}-priser.",
    "diskontering": "Sagerne er diskonteret til hver sit år. Resultatet pr. deltager er i alle "
    "sager regnet til forløbets startår.",
    "illustrativ": "Mindst én af sagerne har illustrative tal; de beskriver ingen kommune.",
}
"""What is said under a comparison; the static site's script fills in the same sentences."""
OWN_PRICES = "hver sags egne priser"


AMOUNT_GROUPS = 3
"""The first groups of a comparison hold amounts, which change with the price year."""
AnyIndex = PriceIndexRecord | PriceIndex
"""A price index, of a published case or from a case file: both have name, values, source."""


@dataclass(frozen=True)
class ComparedRow:
    """One line: per case a raw value (kr., share, count, text) and its Danish text."""

    label: str
    values: list[Any]
    texts: list[str]
    numeric: bool = False


@dataclass(frozen=True)
class ComparedGroup:
    """Lines under one heading."""

    heading: str
    rows: list[ComparedRow]


@dataclass(frozen=True)
class SideBySide:
    """``price_year`` is None where the amounts stand in each case's own prices."""

    records: list[CaseRecord]
    price_year: int | None
    notes: list[str]
    groups: list[ComparedGroup]
    years: list[int]
    """Price years all the cases can be brought to."""


def compare(
    records: Sequence[CaseRecord],
    price_year: int | None = None,
    index: AnyIndex | None = None,
) -> SideBySide:
    """Lay cases side by side.

    Args:
        records: two to six cases, each once.
        price_year: the common price year; left out, the newest that all can be brought to.
        index: used where none of the cases holds an index with the years needed.

    Raises:
        CaseError: too few, too many, or the same case twice.
    """
    check_count(len(records))
    if len({record.id for record in records}) < len(records):
        raise CaseError.single(None, "den samme sag er valgt to gange", "vælg hver sag én gang")
    years = reachable_years(records, index)
    year = price_year if price_year in years else max(years, default=None)
    factors = [_factor(record, records, year, index) or 1.0 for record in records]
    notes = _notes(records, year, price_year, index)
    shown = [
        group
        for group in groups(records, factors, year)
        if any(value is not None for row in group.rows for value in row.values)
    ]
    return SideBySide(list(records), year, notes, shown, years)


def shared_index() -> AnyIndex | None:
    """The kommune's own nettoprisindeks (``params/satser``); None where there is none."""
    from som_calc.knowledge.price_index import load_price_index

    return load_price_index()


def check_count(count: int) -> None:
    """Refuse to lay fewer than two or more than six cases side by side.

    Raises:
        CaseError: as said.
    """
    if not FEWEST <= count <= MOST:
        chosen = danish.count(count, "sag", "sager") if count else "ingen sager"
        raise CaseError.single(
            None, f"du har valgt {chosen}", "vælg fra to til seks sager at sammenligne"
        )


def reachable_years(records: Sequence[CaseRecord], index: AnyIndex | None = None) -> list[int]:
    """The cases' price years that every case can be brought to."""
    own = sorted({record.price_year for record in records})
    return [y for y in own if all(_factor(record, records, y, index) for record in records)]


def _factor(
    record: CaseRecord,
    records: Sequence[CaseRecord],
    year: int | None,
    shared: AnyIndex | None,
) -> float | None:
    if year is None or record.price_year == year:
        return 1.0
    index = _index(record, records, year, shared)
    return index.values[year] / index.values[record.price_year] if index else None


def _index(
    record: CaseRecord, records: Sequence[CaseRecord], year: int, shared: AnyIndex | None
) -> AnyIndex | None:
    """The case's own index, another of the cases', or the shared one, when it has both years."""
    for index in (record.price_index, *(other.price_index for other in records), shared):
        if index and year in index.values and record.price_year in index.values:
            return index
    return None


def _notes(
    records: Sequence[CaseRecord],
    year: int | None,
    wanted: int | None,
    shared: AnyIndex | None,
) -> list[str]:
    notes = []
    own = sorted({record.price_year for record in records})
    spelled = danish.listing([str(price_year) for price_year in own])
    if year is None:
        notes.append(NOTES["ingen_indeks"].format(år=spelled))
    elif len(own) > 1:
        used = {
            index_name(index)
            for record in records
            if record.price_year != year and (index := _index(record, records, year, shared))
        }
        indexes = danish.listing(sorted(used))
        notes.append(NOTES["omregnet"].format(år=spelled, til=year, indeks=indexes))
    if wanted is not None and year is not None and wanted != year:
        notes.append(NOTES["ikke_muligt"].format(ønsket=wanted, til=year))
    if len({record.discount_base for record in records}) > 1:
        notes.append(NOTES["diskontering"])
    if any(record.illustrative for record in records):
        notes.append(NOTES["illustrativ"])
    return notes


def index_name(index: AnyIndex) -> str:
    """A price index with its source."""
    return f"{index.name} ({index.source})"


def groups(
    records: Sequence[CaseRecord], factors: Sequence[float], year: int | None
) -> list[ComparedGroup]:
    """The lines, amounts times each case's factor; ``year`` only names the prices."""
    prices = f"{year}-priser" if year else OWN_PRICES

    def row(
        label: str, get: Callable[[CaseRecord], Any], text: Callable[[Any], str]
    ) -> ComparedRow:
        values = [get(record) for record in records]
        texts = [NOT_KNOWN if value is None else text(value) for value in values]
        return ComparedRow(label, values, texts, numeric=text is not str)

    def amounts(
        get: Callable[[CaseRecord], dict[str, float]],
        names: Sequence[str] = ACTOR_ROWS,
        without: str = NOT_KNOWN,
    ) -> list[ComparedRow]:
        rows = []
        for actor in names:
            values = [
                None if (kr := get(record).get(actor)) is None else kr * factor
                for record, factor in zip(records, factors, strict=True)
            ]
            texts = [without if value is None else danish.number(value) for value in values]
            rows.append(ComparedRow(actor, values, texts, numeric=True))
        return rows

    facts = [
        row("Kommune", lambda r: r.municipality, str),
        row("Målgruppe", lambda r: r.target_group, str),
        row("Succesmål", lambda r: r.success_goal, str),
        row("Periode", lambda r: danish.span(r.year, r.last_year), str),
        row("Materialetype", lambda r: r.material_type, str),
        row("Beregnet med", lambda r: r.som_version, str),
        row("Sagens eget prisniveau", lambda r: r.price_year, lambda v: f"{v}-priser"),
        row("Diskonteringsår", lambda r: r.discount_base, lambda v: f"{v}"),
        row("Deltagere", lambda r: r.participants, danish.number),
        row("Forløb, år", lambda r: r.course_length, decimal),
        row("Evidensniveau", lambda r: r.evidence_level, lambda v: f"{v}"),
    ]
    rates = [
        row("Mereffekt", lambda r: r.success_rate, danish.percent_sign),
        row("Mereffekten er en nettoeffekt", lambda r: NET_WORDS.get(r.net_of_others or ""), str),
    ]
    for name in BREAK_EVEN_ROWS:
        shown = f"Break-even, {name[:1].lower()}{name[1:]}"
        values = [record.break_even.get(name) for record in records]
        texts = [break_even_text(record, name) for record in records]
        rates.append(ComparedRow(shown, values, texts, numeric=True))
    chances = [record.probability.get(TOTAL) for record in records]
    told = [
        NOT_KNOWN if chance is None else chance_text(chance) + _reserved(record)
        for record, chance in zip(records, chances, strict=True)
    ]
    rates.append(ComparedRow("Sandsynlighed for overskud", chances, told, numeric=True))
    return [
        ComparedGroup(
            f"Nettoresultat pr. deltager, kr., {prices}",
            amounts(lambda record: record.net_result_per_participant),
        ),
        ComparedGroup(
            f"Nettoresultat, nutidsværdi, kr., {prices}", amounts(lambda r: r.net_result)
        ),
        ComparedGroup(
            f"Besparelse pr. succes, der giver nul, kr., {prices}",
            amounts(lambda record: record.required_per_success, BREAK_EVEN_ROWS, NOT_ASKED),
        ),
        ComparedGroup("Effekt", rates),
        ComparedGroup("Sagen", facts),
    ]


def _reserved(record: CaseRecord) -> str:
    """What a number that rests on the success rate must have beside it."""
    return f" ({record.rate_reservation})" if record.rate_reservation else ""


def break_even_text(record: CaseRecord, name: str) -> str:
    """A break-even as text; tells apart what is unknown from what does not exist."""
    if name not in record.break_even:
        return NOT_KNOWN
    found = record.break_even[name]
    # Where gain does not become loss the sign is the same as at the case's own success rate.
    same = name == WITHOUT_GRANTS and not record.grant_total
    return zero_text(found, record.net_result.get(MUNICIPALITY if same else name))


def zero_text(rate: float | None, net: float | None) -> str:
    """A known break-even (None: there is none) of a result of ``net`` kr.

    >>> zero_text(0.0, 10.0), zero_text(None, None)
    ('overskud, når mereffekten er over 0', 'aldrig nul')
    """
    if net is None:
        return NO_ZERO if rate is None else danish.percent_sign(rate, 1)
    return known_words(rate, net, lambda share: danish.percent_sign(share, 1))


def chance_text(share: float) -> str:
    """A probability in whole per cent; never 0 or 100, which a simulation cannot know."""
    return whole_percent(share).replace("pct.", "%")


def decimal(value: float) -> str:
    """A number with the decimals it needs, at most two.

    >>> decimal(1.0), decimal(1.5)
    ('1', '1,5')
    """
    text = danish.number(value, 2)
    return text.rstrip("0").rstrip(",")


def comparison_data(found: SideBySide) -> dict[str, Any]:
    """The comparison as JSON data with Danish keys; amounts in kr., unrounded."""
    return {
        "sager": [{"id": r.id, "titel": r.title, "version": r.version} for r in found.records],
        "prisniveau": found.price_year,
        "noter": found.notes,
        "rækker": [
            {"gruppe": group.heading, "række": row.label, "værdier": row.values}
            for group in found.groups
            for row in group.rows
        ],
    }


def comparison_table(found: SideBySide) -> list[list[Any]]:
    """The comparison as rows for CSV, header first."""
    header = ["gruppe", "række", *(f"{r.title} ({r.id})" for r in found.records)]
    return [header] + [
        [group.heading, row.label, *row.values] for group in found.groups for row in group.rows
    ]
