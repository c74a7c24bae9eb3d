"""What the case took from the knowledge base, what it replaced, and what is not counted."""

from __future__ import annotations

from som_calc.case.glossary import fold
from som_calc.case.names import PRICE_FIELDS, TOTAL
from som_calc.case.problems import CaseError
from som_calc.document import blocks, danish
from som_calc.document.model import Cell, Column, Row, Table
from som_calc.engine.calculate import calculate
from som_calc.engine.result import Result
from som_calc.knowledge.comparison import (
    PRICE,
    ComparedValue,
    KnowledgeComparison,
    UncountedService,
    compare,
)

_OWN = "eget tal"


def tables(result: Result) -> list[Table]:
    """The tables that apply; none for a case that refers to nothing and leaves nothing out."""
    found = compare(result.case)
    made = (
        [_taken(found, result.case.price_year), _replaced(found), _baseline(found)]
        if found is not None
        else []
    )
    left = list(found.left_out) if found is not None else []
    named = {fold(item.service) for item in left}
    left += [
        UncountedService(item.service, item.reason)
        for item in result.case.left_out
        if fold(item.service) not in named
    ]
    return [table for table in (*made, _left_out(result, left)) if table is not None]


def _taken(found: KnowledgeComparison, price_year: int) -> Table | None:
    if not found.values:
        return None
    rows = []
    for service in dict.fromkeys(value.service for value in found.values):
        own = [value for value in found.values if value.service == service]
        prices = {value.payer: value for value in own if value.what == PRICE}
        changes = [value for value in own if value.what != PRICE]
        years = {value.price_year for value in prices.values() if not value.replaced}
        used = [value for value in own if not value.replaced]
        sources = list(dict.fromkeys(value.source for value in used))
        sources += [f"{year}-priser" for year in sorted(filter(None, years - {price_year}))]
        rows.append(
            Row(
                cells=[
                    blocks.words(f"{service}, {own[0].unit}"),
                    _change_cell(changes),
                    *(_price_cell(prices.get(payer)) for payer in PRICE_FIELDS),
                    blocks.words("; ".join(sources) or _OWN),
                ]
            )
        )
    notes = [
        f"»{_OWN}« betyder, at sagen bruger sit eget tal; se tabellen over det erstattede.",
        "Ændringen er pr. succes og lagt sammen over årene; minus er mindre forbrug. Priserne er "
        f"kr. pr. enhed efter refusion, i {price_year}-priser, hvor intet andet står.",
    ]
    if all(not value.replaced for value in found.values):
        notes = notes[1:]
    if found.limits:
        notes.append(f"Kendt begrænsning: {found.limits}.")
    if found.added:
        notes.append(f"Kun i sagen: {danish.listing(list(found.added))}.")
    made_up = " (digtede tal)" if found.set_name == "illustrativ" else ""
    return Table(
        id="tabel-viden-hentet",
        caption=f"Hentet i vidensdatabasen{made_up}: {found.group}",
        subline=f"Succesmål: {found.goal}",
        columns=[
            Column(label="Ydelse", width=1.8),
            Column(label="Ændring i alt", kind="number"),
            *(Column(label=payer.capitalize(), kind="kr", unit="kr.") for payer in PRICE_FIELDS),
            Column(label="Kilde", width=1.7),
        ],
        rows=rows,
        notes=notes,
    )


def _change_cell(changes: list[ComparedValue]) -> Cell:
    if not changes or changes[0].replaced:
        return blocks.words(_OWN if changes else "–")
    return Cell(text=danish.trimmed(changes[0].after), value=changes[0].after)


def _price_cell(value: ComparedValue | None) -> Cell:
    if value is None or value.replaced:
        return blocks.words("–" if value is None else _OWN)
    decimals = 0 if value.after == round(value.after) else 2
    return Cell(text=danish.number(value.after, decimals), value=value.after)


def _replaced(found: KnowledgeComparison) -> Table | None:
    if not found.replaced:
        return None
    rows, notes = [], []
    for value in found.replaced:
        if value.what == PRICE:
            what = f"Pris, {value.payer}, kr."
            if value.price_year != value.own_price_year:
                years = f"{value.price_year}- og {value.own_price_year}-priser"
                what = f"Pris, {value.payer}, kr. ({years})"
        else:
            during = " under forløbet" if "forløbet" in value.what else " pr. succes"
            what = f"Ændring{during}, {value.unit} i alt"
        refs = []
        if value.before == value.after and not value.same_years:
            notes = ["Summen er den samme, men den er fordelt anderledes på årene."]
            refs = [1]
        rows.append(
            Row(
                cells=[
                    blocks.words(value.service),
                    blocks.words(what),
                    Cell(text=danish.trimmed(value.before), value=value.before),
                    Cell(text=danish.trimmed(value.after), value=value.after, notes=refs),
                    blocks.words(value.source),
                    blocks.words(value.status),
                ]
            )
        )
    return Table(
        id="tabel-viden-erstattet",
        caption="Erstattet med sagens egne tal: før og efter",
        columns=[
            Column(label="Ydelse", width=1.5),
            Column(label="Hvad", width=1.7),
            Column(label="Vidensdatabasen", kind="number"),
            Column(label="Sagen", kind="number"),
            Column(label="Sagens kilde", width=1.7),
            Column(label="Status", width=0.9),
        ],
        rows=rows,
        notes=notes,
    )


def _baseline(found: KnowledgeComparison) -> Table | None:
    whose = list(dict.fromkeys(row["hvem"] for row in found.baseline))
    if not whose:
        return None
    rows = []
    for service in dict.fromkeys(row["ydelse"] for row in found.baseline):
        own = {row["hvem"]: row for row in found.baseline if row["ydelse"] == service}
        cells = [
            Cell(text=danish.trimmed(own[who]["forbrug"]), value=own[who]["forbrug"])
            if who in own
            else blocks.words("–")
            for who in whose
        ]
        unit = next(iter(own.values()))["enhed"]
        rows.append(Row(cells=[blocks.words(service), blocks.words(unit), *cells]))
    sources = dict.fromkeys(row["kilde"] for row in found.baseline)
    return Table(
        id="tabel-viden-forbrug",
        caption="Forbrug i udgangspunktet: vidensdatabasen mod lokale brugere",
        subline="Gennemsnit pr. person i år 0",
        columns=[
            Column(label="Ydelse", width=1.6),
            Column(label="Enhed", width=0.8),
            *(Column(label=who, kind="number") for who in whose),
        ],
        rows=rows,
        source="; ".join(sources),
        notes=["Ligner de lokale brugere ikke målgruppen, gør konsekvenserne det næppe heller."],
    )


def _left_out(result: Result, items: list[UncountedService]) -> Table | None:
    if not items:
        return None
    net = result.net[TOTAL]
    rows = []
    for item in items:
        amount = worth(result, item)
        cells = [
            blocks.words(item.service),
            blocks.words(item.reason),
            blocks.words("ingen tal") if amount is None else blocks.kroner(amount),
            blocks.words(_turning(net, amount)),
        ]
        rows.append(Row(cells=cells))
    notes = []
    if not result.case.reverse_only and result.participants:
        each = danish.kroner(abs(net) / result.discounted_participants)
        side = "koste det offentlige" if net > 0 else "spare det offentlige"
        notes.append(
            f"Det samlede nettoresultat skifter fortegn, hvis det udeladte tilsammen vil {side} "
            f"{danish.kroner(abs(net))} (nutidsværdi), eller {each} pr. deltager."
        )
    return Table(
        id="tabel-viden-udeladt",
        caption="Ikke medregnet, og hvor stort det skal være for at vende resultatet",
        columns=[
            Column(label="Ydelse", width=1.5),
            Column(label="Hvorfor", width=1.8),
            Column(label="Ville have betydet", kind="kr", unit="kr."),
            Column(label="Vender resultatet", width=1.6),
        ],
        rows=rows,
        notes=notes,
    )


def worth(result: Result, item: UncountedService) -> float | None:
    """Present value in kr. (I alt) a left-out consequence would bring; None without numbers."""
    if item.consequence is None or item.price is None:
        return None
    alone = result.case.model_copy(
        update={
            "consequences": [item.consequence.model_copy(update={"significant": True})],
            "prices": [item.price],
            "back_calculated": None,
        }
    )
    try:
        rows = calculate(alone, result.schedule, success_rate=result.success_rate).rows
    except CaseError:
        return None
    return rows.total(
        lambda label: label.component.startswith(("consequence", "family")), "present_value"
    )


def _turning(net: float, amount: float | None) -> str:
    if amount is None:
        return "se noten"
    if not amount or amount * net >= 0:
        return "nej, det trækker samme vej"
    times = -net / amount
    if times <= 1:
        return "ja"
    return f"først ved {danish.number(times, 1 if times < 100 else 0)} gange så meget"
