"""Tables of what the follow-up rests on: sources, gaps, earlier forecasts, the frozen case."""

from __future__ import annotations

import math

from som_calc.analysis.followup.accuracy import accuracy, forecasts, mean_errors
from som_calc.analysis.followup.gaps import gaps
from som_calc.analysis.followup.tracking import QUANTITIES, Tracking
from som_calc.case.followup import NUMBERS, UNKNOWN, FollowUp
from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.document import danish
from som_calc.document.blocks import kroner, plain_number, share, words, year
from som_calc.document.model import Cell, Column, Row, Table
from som_calc.report.followup.tables import SOURCE
from som_calc.report.followup.words import FIELD_LABELS


def sources(tracking: Tracking) -> Table:
    """Every actual number with source, status and comment."""
    rows = []
    for at, numbers in tracking.actual.items():
        owner = _owner(tracking, at)
        for name in NUMBERS:
            held = getattr(numbers, name, None)
            if held is None:
                continue
            value = numbers.get(name)
            stated = "status" in held.model_fields_set
            status = (
                held.status if stated else "illustrativ" if owner.illustrative else "lokalt tal"
            )
            rows.append(
                Row(
                    cells=[
                        year(at),
                        words(FIELD_LABELS[name][0]),
                        words(UNKNOWN) if value is None else plain_number(value),
                        words(held.source or "ikke angivet"),
                        words(UNKNOWN if value is None else status),
                        words(held.note or ""),
                    ]
                )
            )
    return Table(
        id="tabel-kilder",
        caption="Hvert tal, hvor det kommer fra, og hvad der er bemærket",
        columns=[
            Column(label="År", kind="year", width=0.5),
            Column(label="Størrelse"),
            Column(label="Tal", kind="kr", width=0.9),
            Column(label="Kilde", width=2),
            Column(label="Status", width=0.9),
            Column(label="Bemærkning", width=1.7),
        ],
        rows=rows,
    )


def _owner(tracking: Tracking, at: int) -> FollowUp:
    return next(item for item in reversed(tracking.follow_ups) if at in item.years)


def gaps_table(tracking: Tracking) -> Table | None:
    """What is unknown, by year; None when nothing is."""
    rows = [
        Row(
            cells=[
                year(gap.year),
                words(
                    danish.listing([FIELD_LABELS[name][0].lower() for name in gap.names])
                    if gap.names
                    else "hele året mangler"
                ),
            ]
        )
        for gap in gaps(tracking)
    ]
    if tracking.evidence.comparison is None:
        rows.append(
            Row(
                cells=[
                    words("Alle"),
                    words("sammenligningsandelen (uden den kan nettoeffekten ikke måles)"),
                ]
            )
        )
    if not rows:
        return None
    return Table(
        id="tabel-huller",
        caption="Det, der er ukendt",
        columns=[Column(label="År", kind="year", width=0.4), Column(label="Mangler", width=3)],
        rows=rows,
        notes=["Hvor et tal er ukendt, bruger prognosen det forventede."],
    )


def forecasts_table(tracking: Tracking) -> Table:
    """The result as it was forecast at the decision and in each follow-up since."""
    rows = [
        Row(
            cells=[
                words(item.origin if item.origin.isalpha() else f"Opfølgning {item.origin}"),
                kroner(item.total),
                kroner(item.municipality),
                share(item.success_rate, 1),
                words(f"{item.price_year}-priser"),
            ]
        )
        for item in forecasts(tracking)
    ]
    return Table(
        id="tabel-prognoser",
        caption="Prognoserne af nettoresultatet, som de er lavet undervejs",
        columns=[
            Column(label="Lavet ved", width=1.4),
            Column(label=TOTAL, kind="kr", unit="kr."),
            Column(label=MUNICIPALITY, kind="kr", unit="kr."),
            Column(label="Mereffekt", kind="pct"),
            Column(label="Prisniveau"),
        ],
        rows=rows,
        source=SOURCE,
    )


def accuracy_table(tracking: Tracking) -> Table:
    """Every forecast of a number that has since become known."""
    rows = [
        Row(
            cells=[
                year(int(line["year"])),
                words(", ".join(FIELD_LABELS[line["quantity"]])),
                words(_origin(line["origin"])),
                plain_number(line["forecast"]),
                plain_number(line["actual"]),
                words("–") if math.isnan(line["error"]) else _error(line["error"]),
            ]
        )
        for line in accuracy(tracking).to_dict("records")
    ]
    return Table(
        id="tabel-traef",
        caption="Forudsagt og faktisk",
        columns=[
            Column(label="År", kind="year", width=0.5),
            Column(label="Størrelse", width=1.5),
            Column(label="Forudsagt ved", width=1.3),
            Column(label="Forudsagt", kind="kr"),
            Column(label="Faktisk", kind="kr"),
            Column(label="Fejl", kind="pct", width=0.8),
        ],
        rows=rows,
        subline=f"Beløb i kr., {tracking.case.price_year}-priser, ikke tilbagediskonteret",
        notes=["Plus: der var forudsagt for meget. Fejlen er målt i forhold til det faktiske."],
        source=SOURCE,
    )


def errors_table(tracking: Tracking) -> Table:
    """The mean error of each forecast, by quantity."""
    wide = mean_errors(accuracy(tracking))
    rows = [
        Row(
            cells=[
                words(QUANTITIES[str(name)]),
                *(words("–") if v != v else share(float(v), 1) for v in wide.loc[name]),
            ]
        )
        for name in wide.index
    ]
    return Table(
        id="tabel-fejl",
        caption="Gennemsnitlig fejl i prognoserne (uden fortegn)",
        columns=[
            Column(label="Størrelse", width=1.6),
            *(
                Column(label=f"Forudsagt ved {_origin(str(o)).lower()}", kind="pct")
                for o in wide.columns
            ),
        ],
        rows=rows,
        source=SOURCE,
    )


def _origin(origin: str) -> str:
    return "Beslutningen" if origin.isalpha() else f"Opfølgning {origin}"


def _error(error: float) -> Cell:
    cell = share(error, 1)
    return cell.model_copy(update={"text": f"+{cell.text}"}) if error > 0.0005 else cell


def changes_table(changes: tuple[tuple[str, str, str], ...]) -> Table:
    """What was changed in the case file since the decision."""
    return Table(
        id="tabel-aendringer",
        caption="Ændret i sagsfilen, siden sagen blev vedtaget",
        columns=[Column(label="Felt", width=1.4), Column(label="Vedtaget"), Column(label="Nu")],
        rows=[
            Row(cells=[words(field), words(_cut(then)), words(_cut(now))])
            for field, then, now in changes
        ],
        notes=["Opfølgningen måler mod det vedtagne."],
    )


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
