"""Tables of what has been measured: the effect, and the use of services."""

from __future__ import annotations

from som_calc.analysis.followup.effect import EffectEvidence
from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.followup import UNKNOWN
from som_calc.document import danish
from som_calc.document.blocks import plain_number, share, words
from som_calc.document.model import Column, Row, Table
from som_calc.report.followup.tables import SOURCE


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
