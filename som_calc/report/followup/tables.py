"""The tables of the follow-up report."""

from __future__ import annotations

from som_calc.analysis.followup.status import Measure, Status
from som_calc.analysis.followup.tracking import QUANTITIES, Tracking
from som_calc.case.followup import NUMBERS, UNKNOWN
from som_calc.case.names import ACTORS, TOTAL
from som_calc.document import danish
from som_calc.document.blocks import exact, kroner, plain_number, total_first, words
from som_calc.document.model import Cell, Column, Row, Sum, Table
from som_calc.report.followup.words import FIELD_LABELS, MEASURE_LABELS, level_text

SOURCE = "Egen beregning; tallenes kilder står under Grundlag."


def price_note(tracking: Tracking) -> list[str]:
    """What price year the two sides of a comparison are in, where they differ."""
    then, now = tracking.case.price_year, tracking.mixed.case.price_year
    if then == now:
        return []
    return [f"Vedtaget er i {then}-priser, i dag i {now}-priser; forskellen er trinnet »Priser«."]


def status_table(status: Status, tracking: Tracking) -> Table:
    """Each measure with its limits and verdict, in the decided price year."""
    rows = [
        Row(
            cells=[
                words(MEASURE_LABELS[m.name]),
                _measured(m, m.expected),
                _measured(m, m.actual),
                words(_limits(m)),
                words(level_text(m.level)),
            ]
        )
        for m in status.measures
    ]
    rows.append(
        Row(
            cells=[words("Samlet status"), *[words("")] * 3, words(level_text(status.level))],
            role="total",
        )
    )
    return Table(
        id="tabel-status",
        caption="Status og de grænser, den er målt mod",
        columns=[
            Column(label="Måling", width=2),
            Column(label="Forventet", kind="kr"),
            Column(label="I dag", kind="kr"),
            Column(label="Hold øje / ude af kurs", width=1.9),
            Column(label="Vurdering"),
        ],
        rows=rows,
        subline=f"Beløb i kr., {tracking.case.price_year}-priser",
        source=SOURCE,
    )


def _measured(m: Measure, value: float | None) -> Cell:
    if value is None:
        return words(UNKNOWN)
    if m.name == "effect":
        return words(danish.points(value, 1))
    if m.unit == "kr":
        return kroner(value)
    if m.unit == "antal":
        return plain_number(value)
    # A share among amounts: as text, so that a workbook does not show it as 0,05.
    return words(danish.percent_sign(value, 1))


def _limits(m: Measure) -> str:
    if m.watch is None or m.off_course is None:
        return "den forventede effekt, se reglen"
    low, high = danish.percent_sign(m.watch), danish.percent_sign(m.off_course)
    points = [danish.number(limit * 100) for limit in (m.watch, m.off_course)]
    text = {
        "net_result": f"fald på {low} / {high} af udgiften",
        "municipality": f"fald på {low} / {high} af udgiften",
        "participants": f"{low} / {high} færre",
        "per_participant": f"{low} / {high} dyrere",
        "dropped_out": f"{points[0]} / {points[1]} procentpoint over",
    }
    return text[m.name]


def by_year(tracking: Tracking) -> Table:
    """Expected against actual, year by year; unknown is said, never zero."""
    rows: list[Row] = []
    for year in tracking.years:
        numbers = tracking.actual.get(year)
        rows.append(Row(cells=[words(str(year)), *[words("")] * 3], role="group"))
        for name in NUMBERS:
            expected = _expected(tracking, year, name)
            actual = None if numbers is None else numbers.get(name)
            gap = None if expected is None or actual is None else actual - expected
            rows.append(
                Row(
                    cells=[
                        words(", ".join(FIELD_LABELS[name])),
                        words("–") if expected is None else plain_number(expected),
                        words(UNKNOWN) if actual is None else plain_number(actual),
                        words("–") if gap is None else signed(gap),
                    ]
                )
            )
    return Table(
        id="tabel-aar",
        caption="Forventet og faktisk pr. år",
        columns=[
            Column(label="År og størrelse", width=2),
            Column(label="Forventet", kind="kr"),
            Column(label="Faktisk", kind="kr"),
            Column(label="Afvigelse", kind="kr"),
        ],
        rows=rows,
        subline=f"Beløb i kr., {tracking.case.price_year}-priser, ikke tilbagediskonteret",
        notes=[
            "Deltagere, frafald og succeser er talt på det år, de startede. »Ukendt« er ikke nul: "
            "beregningen bruger dér det forventede.",
        ],
        source=SOURCE,
        sums=[Sum(of="column", place=3, add=[2], subtract=[1])],
    )


def _expected(tracking: Tracking, year: int, name: str) -> float | None:
    started = float(tracking.expected["started"].get(year, 0.0))
    if name in QUANTITIES:
        return float(tracking.expected[name].get(year, 0.0))
    if name == "finished":
        return started * (1 - tracking.dropout)
    return started * tracking.dropout if name == "dropped_out" else None


def signed(value: float) -> Cell:
    """A cell with a change: gains with a plus."""
    text = danish.number(value)
    return Cell(text=f"+{text}" if danish.rounded(value) > 0 else text, value=exact(value))


def by_actor(tracking: Tracking) -> Table:
    """The whole result by actor, decided and today, and what is behind us."""
    then, now = tracking.decided.by_actor(), tracking.forecast.by_actor()
    upto = tracking.year
    past_then = tracking.decided.by_year().loc[:upto].sum()
    past_now = tracking.forecast.by_year().loc[:upto].sum()
    rows = [
        Row(
            cells=[
                words(name),
                kroner(float(past_then[name])),
                kroner(float(past_now[name])),
                kroner(float(then[name])),
                kroner(float(now[name])),
                signed(float(now[name] - then[name])),
            ],
            role="total" if name == TOTAL else "normal",
        )
        for name in (TOTAL, *ACTORS)
    ]
    return Table(
        id="tabel-aktoerer",
        caption="Forventet og faktisk pr. aktør",
        columns=[
            Column(label="Aktør", width=1.3),
            Column(label=f"Forventet til og med {upto}", kind="kr", unit="kr."),
            Column(label=f"Faktisk til og med {upto}", kind="kr", unit="kr."),
            Column(label="Hele perioden, vedtaget", kind="kr", unit="kr."),
            Column(label="Hele perioden, i dag", kind="kr", unit="kr."),
            Column(label="Ændring", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=_present_value(tracking),
        notes=[
            f"»Til og med {upto}« er i faste priser og ikke tilbagediskonteret; hele perioden er "
            "nutidsværdi. Konsekvenserne til dato er beregnet ud fra succeserne, ikke talt op.",
            *price_note(tracking),
        ],
        source=SOURCE,
        sums=[*total_first(rows), Sum(of="column", place=5, add=[4], subtract=[3])],
    )


def committees(tracking: Tracking) -> Table | None:
    """The kommune's result by committee; None when it is not split."""
    then, now = tracking.decided.by_committee(), tracking.forecast.by_committee()
    if len(then) <= 2:
        return None
    changed = {
        old: new for item in tracking.follow_ups for old, new in item.committee_changes.items()
    }
    renamed = danish.listing([f"{old} er nu {new}" for old, new in changed.items()])
    notes = [
        f"Udvalgsstrukturen er ændret siden beslutningen: {renamed}. Det vedtagne er vist efter "
        "den nye struktur."
    ]
    rows = [
        Row(
            cells=[
                words(str(name)),
                kroner(float(then.get(name, 0.0))),
                kroner(float(now[name])),
                signed(float(now[name] - then.get(name, 0.0))),
            ],
            role="total" if name == TOTAL else "normal",
        )
        for name in now.index
    ]
    return Table(
        id="tabel-udvalg",
        caption="Kommunens nettoresultat fordelt på udvalg",
        columns=[
            Column(label="Udvalg", width=2),
            *(Column(label=t, kind="kr", unit="kr.") for t in ("Vedtaget", "I dag", "Ændring")),
        ],
        rows=rows,
        subline=_present_value(tracking),
        notes=[*(notes if changed else []), *price_note(tracking)],
        source=SOURCE,
        sums=[Sum(of="column", place=3, add=[2], subtract=[1])],
    )


def rest_table(tracking: Tracking) -> Table:
    """What is still to be decided: the cohorts to come."""
    rest, whole = tracking.rest(), tracking.forecast.by_actor()
    rows = [
        Row(
            cells=[
                words(name),
                kroner(float(whole[name] - rest[name])),
                kroner(float(rest[name])),
                kroner(float(whole[name])),
            ],
            role="total" if name == TOTAL else "normal",
        )
        for name in (TOTAL, *ACTORS)
    ]
    return Table(
        id="tabel-rest",
        caption="Prognosen delt i det, der er sat i gang, og det, der kan besluttes nu",
        columns=[
            Column(label="Aktør", width=1.3),
            Column(label=f"Startet til og med {tracking.year}", kind="kr", unit="kr."),
            Column(label=f"Starter efter {tracking.year}", kind="kr", unit="kr."),
            Column(label=TOTAL, kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=_present_value(tracking),
        notes=[
            "Udgifter i et år er fordelt på de årgange, der er i forløb det år.",
        ],
        source=SOURCE,
        sums=[*total_first(rows), Sum(of="column", place=3, add=[1, 2])],
    )


def _present_value(tracking: Tracking) -> str:
    case = tracking.mixed.case
    return (
        f"Periode: {case.period.first_year}-{case.period.last_year}, {case.price_year}-priser, "
        f"nutidsværdi {case.present_value_label}"
    )
