"""Figures of the portfolio report."""

from __future__ import annotations

from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.document import danish
from som_calc.document.model import FigureBlock
from som_calc.document.money import Money
from som_calc.document.palette import shades
from som_calc.figures.bars import ranked_bars
from som_calc.figures.canvas import Limits
from som_calc.figures.columns import Columns
from som_calc.figures.widths import shown
from som_calc.report.portfolio import cash_tables, tables
from som_calc.report.portfolio.content import Portfolio

SOURCE = "Egen beregning i SØM's beregningsramme; tallenes kilder står i hver sag."
PUBLIC = "Det offentlige i alt"
INTERVALS = (
    "Intervallerne rummer 8 af 10 simulerede udfald; de står også under »Hvor sikkert er det?«."
)


def ranking(
    found: Portfolio, colours: dict[str, str], section: str, *, id: str, table: bool
) -> FigureBlock:
    """Net result of every effort for the public purse and the kommune, and the sum."""
    labels = [*found.order, *([tables.TOGETHER] if found.summed else [])]
    parts = {PUBLIC: found.net(TOTAL), MUNICIPALITY: found.net(MUNICIPALITY)}
    values = {
        key: [*part.values(), *([sum(part.values())] if found.summed else [])]
        for key, part in parts.items()
    }
    own = {PUBLIC: colours[TOTAL], MUNICIPALITY: colours[MUNICIPALITY]}
    spans = _intervals(found) if found.chances else None
    notes = [INTERVALS] if spans else []
    payers = {name: found.purse_of([name]) for name in found.order}
    said = ". ".join(
        f"{label}: det offentlige {danish.millions(total)}, "
        f"{payers.get(label, found.purse)} {danish.millions(own)}"
        for label, total, own in zip(labels, *values.values(), strict=True)
    )
    return FigureBlock(
        section=section,
        id=id,
        finding=_finding(found),
        caption=f"Nettoresultat pr. {tables.what(found).lower()}, {tables.present_value(found)}",
        subline=tables.subline(found),
        alt=f"Søjlediagram. {said}.",
        **shown(
            ranked_bars(
                labels, values, own, intervals=spans,
                bold=frozenset({len(labels) - 1} if found.summed else ()),
            )
        ),
        table=tables.rank_table(found),
        source=SOURCE,
        notes=[*notes, *basis_notes(found)],
        show_table=table,
    )  # fmt: skip


def liquidity(found: Portfolio, colours: dict[str, str], section: str) -> FigureBlock:
    """The kommune's cumulated result per year, split on committees or efforts."""
    parts = cash_tables.cash_parts(found)
    total = found.cumulated()
    years = [int(year) for year in total.index]
    (low_year, low), last = found.lowest(), float(total.iloc[-1])
    finding = (
        f"{found.purse.capitalize()} mangler højst {Money(low).stoerrelse}, i {low_year}"
        if low <= -500
        else f"{found.purse.capitalize()}s summerede resultat er aldrig under nul"
    )
    return FigureBlock(
        section=section,
        id="figur-likviditet",
        finding=finding,
        caption=f"{found.purse.capitalize()}s nettoresultat pr. år, kr., summeret",
        subline=tables.subline(found),
        alt=(
            f"Søjlediagram over {found.purse}s summerede resultat pr. år. Det laveste er "
            f"{danish.amount(low)} i {low_year}; i {years[-1]} er det "
            f"{danish.amount(last)}."
        ),
        **shown(
            Columns(
                years, {k: v.to_list() for k, v in parts.items()}, total.to_list(),
                shades(parts, colours),
            )
        ),
        table=cash_tables.cash_table(found),
        source=SOURCE,
        notes=[
            f"Under nul er penge, {found.purse} har lagt ud; over nul er tjent hjem. Faste priser, "
            "ikke tilbagediskonteret.",
            *basis_notes(found, per_year=True),
        ],
    )  # fmt: skip


def basis_notes(found: Portfolio, *, per_year: bool = False) -> list[str]:
    """What rests on weak ground."""
    notes = []
    if any(case.illustrative for case in found.cases):
        notes.append("Illustrative tal: de er fundet på for at vise værktøjet.")
    back = [case for case in found.cases if case.back_calculated is not None]
    if back:
        published = all(case.published for case in back)
        known = " fra publicerede resultater" if published else ""
        notes.append(f"Konsekvenserne er tilbageregnet{known}.")
        if per_year:
            notes.append("Fordelingen over år er ikke publiceret; den er en antagelse.")
    return notes


def _finding(found: Portfolio) -> str:
    if found.summed:
        total = Money(sum(found.net(TOTAL).values()))
        return f"Tilsammen giver indsatserne det offentlige {total.resultat}"
    nets = found.net(TOTAL)
    if len(nets) > 1 and max(nets.values()) - min(nets.values()) < 1.0:
        which = "Varianterne" if found.variants else "Indsatserne"
        return f"{which} er lige gode for det offentlige; forskellen er, hvem der betaler"
    best = found.order[0]
    result = Money(nets[best])
    if len(nets) > 1 and result.tab:
        return f"{best} har det mindste underskud for det offentlige: {result.stoerrelse}"
    return f"{best} giver det offentlige {result.resultat}"


def _intervals(found: Portfolio) -> dict[str, list[Limits | None]]:
    spans: dict[str, list[Limits | None]] = {}
    for key, name in ((PUBLIC, TOTAL), (MUNICIPALITY, MUNICIPALITY)):
        frame = found.ranked[name].set_index("case")[["p10", "p90"]].astype(float)
        spans[key] = [(ends[0], ends[1]) for ends in frame.loc[found.order].to_numpy().tolist()]
        if found.summed:
            total = found.sum(name)
            spans[key].append((float(total["p10"]), float(total["p90"])))
    return spans
