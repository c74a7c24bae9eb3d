"""The tables of the follow-up report."""

from __future__ import annotations

import pandas as pd

from som_calc.analysis.followup.effect import EffectEvidence
from som_calc.analysis.followup.known import GROUPS
from som_calc.analysis.followup.status import Measure, Status
from som_calc.analysis.followup.tracking import QUANTITIES, Tracking
from som_calc.case.followup import NUMBERS, UNKNOWN
from som_calc.case.glossary import ACTORS, TOTAL
from som_calc.report import danish
from som_calc.report.blocks import kroner, plain_number, share, words
from som_calc.report.document import Cell, Column, Row, Table
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
            Column(label="Faktisk eller prognose", kind="kr", width=1.2),
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
    if m.unit == "kr":
        return kroner(value)
    if m.unit == "antal":
        return plain_number(value)
    # A share among amounts: as text, so that a workbook does not show it as 0,05.
    return words(danish.percent_sign(value, 1))


def _limits(m: Measure) -> str:
    if m.watch is None or m.off_course is None:
        return "break-even, se reglen"
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
                        words("–") if gap is None else _signed(gap),
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
    )


def _expected(tracking: Tracking, year: int, name: str) -> float | None:
    started = float(tracking.expected["started"].get(year, 0.0))
    if name in QUANTITIES:
        return float(tracking.expected[name].get(year, 0.0))
    if name == "finished":
        return started * (1 - tracking.dropout)
    return started * tracking.dropout if name == "dropped_out" else None


def _signed(value: float) -> Cell:
    text = danish.number(value)
    return Cell(text=f"+{text}" if round(value) > 0 else text, value=value)


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
                _signed(float(now[name] - then[name])),
            ],
            role="total" if name == TOTAL else "normal",
        )
        for name in (TOTAL, *ACTORS.values())
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
                _signed(float(now[name] - then.get(name, 0.0))),
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
        notes=notes if changed else [],
        source=SOURCE,
    )


def bridge_table(
    tracking: Tracking, steps: pd.DataFrame, start: pd.Series, names: tuple[str, str], id: str
) -> Table:
    """A bridge by actor: from one result, step by step, to another."""
    columns = [
        name
        for name in steps.columns
        if name == TOTAL or steps[name].abs().max() > 0.005 or start[name]
    ]
    end = start + steps.sum()
    rows = [_bridge_row(names[0], start, columns, whole=True)]
    rows += [
        _bridge_row(GROUPS[str(group)], steps.loc[group], columns, whole=False)
        for group in steps.index
    ]
    rows.append(_bridge_row(names[1], end, columns, whole=True))
    return Table(
        id=id,
        caption=f"Broen fra »{names[0]}« til »{names[1]}«, nutidsværdi, kr.",
        columns=[
            Column(label="Trin", width=1.6),
            *(Column(label=name, kind="kr", unit="kr.") for name in columns),
        ],
        rows=rows,
        notes=[
            "Hvert trin er en hel beregning, hvor én gruppe tal mere er skiftet ud; trinnene giver "
            "derfor præcis forskellen. Rækkerne er afrundet hver for sig.",
            *(price_note(tracking) if id == "tabel-bro" else []),
        ],
        source=SOURCE,
    )


def _bridge_row(label: str, values: pd.Series, columns: list[str], *, whole: bool) -> Row:
    cell = kroner if whole else _signed
    cells = [cell(float(values[name])) for name in columns]
    return Row(cells=[words(label), *cells], role="total" if whole else "normal")


def effect_table(tracking: Tracking, found: EffectEvidence) -> Table:
    """From observed share to net effect, and the belief before and after."""
    rows: list[Row] = []

    def add(label: str, value: float | None, interval: tuple[float, float] | None = None) -> None:
        text = words("–") if interval is None else words(interval_text(interval))
        shown = words(UNKNOWN) if value is None else share(value, 1)
        rows.append(Row(cells=[words(label), shown, text]))

    among = f"{found.successes} af {found.observed} {found.among}"
    add(f"Målt succesandel ({among})", found.share)
    compared = found.comparison
    add(
        "Sammenligningsandel",
        None if compared is None else compared.share,
        compared.interval if compared is not None and compared.observed else None,
    )
    add("Nettoeffekt: målt andel minus sammenligning", found.net, found.net_interval)
    add("Forventet mereffekt ved beslutningen", found.planned, found.belief_interval("prior"))
    add("Opdateret mereffekt", found.believed, found.belief_interval("posterior"))
    add("Break-even for hele indsatsen, i alt", tracking.break_even())
    return Table(
        id="tabel-effekt",
        caption="Effekten: målt, forventet og opdateret",
        columns=[
            Column(label="Størrelse", width=2.6),
            Column(label="Andel", kind="pct"),
            Column(label="95 %-interval", width=1.4),
        ],
        rows=rows,
        notes=[
            f"Troen ved beslutningen vægter som {danish.number(found.strength)} deltagere "
            f"({found.strength_source}).",
            *(
                []
                if compared is None or compared.observed
                else [
                    "Sammenligningsandelen er regnet som kendt; dens egen usikkerhed er ikke med."
                ]
            ),
        ],
        source=SOURCE,
    )


def interval_text(interval: tuple[float, float]) -> str:
    """An interval of shares, e.g. −2,5 % til 18,8 %."""
    return f"{danish.percent_sign(interval[0], 1)} til {danish.percent_sign(interval[1], 1)}"


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
        for name in (TOTAL, *ACTORS.values())
    ]
    return Table(
        id="tabel-rest",
        caption="Prognosen delt i det, der er sat i gang, og det, der kan besluttes nu",
        columns=[
            Column(label="Aktør", width=1.3),
            Column(label=f"Startet til og med {tracking.year}", kind="kr", unit="kr."),
            Column(label=f"Starter efter {tracking.year}", kind="kr", unit="kr."),
            Column(label="I alt", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=_present_value(tracking),
        notes=[
            "Udgifter i et år er fordelt på de årgange, der er i forløb det år.",
        ],
        source=SOURCE,
    )


def service_use(tracking: Tracking) -> Table | None:
    """Use of services before and after for those followed; None when nothing is given."""
    given = {
        item.service: item for follow_up in tracking.follow_ups for item in follow_up.service_use
    }
    if not given:
        return None
    rows = []
    for item in given.values():
        before, after = item.before.value, item.after.value
        people = item.people.value if item.people else None
        rows.append(
            Row(
                cells=[
                    words(item.service),
                    words(item.unit),
                    words(UNKNOWN) if before is None else plain_number(before, 1),
                    words(UNKNOWN) if after is None else plain_number(after, 1),
                    words(UNKNOWN)
                    if before is None or after is None
                    else plain_number(after - before, 1),
                    words(UNKNOWN) if people is None else plain_number(people),
                    words(item.note or item.before.source or ""),
                ]
            )
        )
    return Table(
        id="tabel-ydelser",
        caption="Forbrug af ydelser før og efter, gennemsnit pr. fulgt deltager",
        columns=[
            Column(label="Ydelse", width=1.6),
            Column(label="Enhed", width=0.7),
            Column(label="Før", kind="number", width=0.7),
            Column(label="Efter", kind="number", width=0.7),
            Column(label="Forskel", kind="number", width=0.8),
            Column(label="Fulgte", kind="number", width=0.7),
            Column(label="Bemærkning", width=2),
        ],
        rows=rows,
        notes=[
            "Tallene er vist, men ikke regnet med: en forskel før og efter uden sammenligning er "
            "ikke en effekt (evidensniveau 3)."
        ],
        source="Opfølgningens egne tal.",
    )


def _present_value(tracking: Tracking) -> str:
    case = tracking.mixed.case
    return (
        f"Periode: {case.period.first_year}-{case.period.last_year}, {case.price_year}-priser, "
        f"nutidsværdi {case.present_value_label}"
    )
