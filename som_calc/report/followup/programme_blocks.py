"""The efforts of a programme side by side, as a figure and a table."""

from __future__ import annotations

from som_calc.analysis.followup.programme import Effort, Programme
from som_calc.case.followup import UNKNOWN
from som_calc.case.names import TOTAL
from som_calc.document import danish
from som_calc.document.blocks import kroner, plain_number, total_last, words
from som_calc.document.model import Cell, Column, FigureBlock, Row, Table
from som_calc.figures.bars import pairs
from som_calc.figures.widths import shown
from som_calc.report.followup.words import level_text

NEAREST = 0.5
"""kr. that rounding may hide."""
SOURCE = "Egen beregning; hver indsats' egen opfølgning har kilderne."


def efforts_figure(whole: Programme, colours: dict[str, str]) -> FigureBlock:
    """Decided and forecast net result per effort."""
    names = [effort.name for effort in whole.efforts]
    then = [effort.decided for effort in whole.efforts]
    now = [effort.forecast for effort in whole.efforts]
    told = "; ".join(
        f"{name}: vedtaget {danish.amount(a)}, i dag {danish.amount(b)}"
        for name, a, b in zip(names, then, now, strict=True)
    )
    up = sum(effort.moved >= -NEAREST for effort in whole.efforts)
    finding = {
        0: "Ingen indsats ligger over det vedtagne",
        len(names): "Alle indsatser ligger på eller over det vedtagne",
    }.get(up, f"{up} af {len(names)} indsatser ligger på eller over det vedtagne")
    return FigureBlock(
        section="side1",
        id="figur-indsatser",
        finding=finding,
        caption="Nettoresultat i alt pr. indsats, vedtaget og i dag, nutidsværdi",
        **shown(pairs(names, then, now, colours)),
        alt=f"Vandret søjlediagram. {told}.",
        table=efforts_table(whole).model_copy(update={"id": "tabel-figur-indsatser"}),
        source=SOURCE,
        notes=_price_notes(whole),
        show_table=False,
    )


def _price_notes(whole: Programme) -> list[str]:
    """Where an effort's two amounts are of two price years."""
    return [
        f"{effort.name}: vedtaget er i {then}-priser, i dag i {now}-priser."
        for effort in whole.efforts
        for then, now in (effort.price_years,)
        if then != now
    ]


def efforts_table(whole: Programme) -> Table:
    """Participants, grant and net result per effort, and their sum where it makes sense."""
    rows = [_row(effort) for effort in whole.efforts]
    notes = [
        "Til dato er de år, hvor tallet er kendt.",
        *(f"{said}." for said in missing_grants(whole)),
        *_price_notes(whole),
    ]
    if whole.comparable:
        people, grant = whole.total_pair("started"), whole.total_pair("grant")
        rows.append(
            Row(
                cells=[
                    words(TOTAL),
                    *_pair(people),
                    words(UNKNOWN) if grant is None else kroner(grant[1]),
                    kroner(whole.total("grant_planned")),
                    kroner(whole.total("decided")),
                    kroner(whole.total("forecast")),
                    words(level_text(whole.level)),
                ],
                role="total",
            )
        )
    else:
        notes.append(
            "Beløbene er ikke lagt sammen, fordi indsatserne har forskelligt prisniveau eller "
            "diskonteringsår."
        )
    return Table(
        id="tabel-indsatser",
        caption="Indsatserne under ét",
        columns=[
            Column(label="Indsats", width=1.5),
            Column(label="Startede, ventet", kind="number", width=0.8),
            Column(label="Startede, faktisk", kind="number", width=0.8),
            Column(label="Tilskud brugt til dato", kind="kr", unit="kr."),
            Column(label="Tilskud i alt", kind="kr", unit="kr."),
            Column(label="Nettoresultat, vedtaget", kind="kr", unit="kr.", width=1.1),
            Column(label="Nettoresultat, i dag", kind="kr", unit="kr.", width=1.1),
            Column(label="Status", width=0.9),
        ],
        rows=rows,
        notes=notes,
        source=SOURCE,
        sums=total_last(rows) if whole.comparable else [],
    )


def missing_grants(whole: Programme) -> list[str]:
    """Whose grant is not known for which years, without full stops."""
    return [
        f"Tilskuddet til »{effort.name}« er ikke oplyst for "
        f"{danish.listing([str(year) for year in effort.grant_missing])}"
        for effort in whole.efforts
        if effort.grant_missing
    ]


def _row(effort: Effort) -> Row:
    return Row(
        cells=[
            words(effort.name),
            *_pair(effort.started),
            words(UNKNOWN) if effort.grant is None else kroner(effort.grant[1]),
            kroner(effort.grant_planned),
            kroner(effort.decided),
            kroner(effort.forecast),
            words(level_text(effort.level)),
        ]
    )


def _pair(pair: tuple[float, float] | None) -> list[Cell]:
    if pair is None:
        return [words(UNKNOWN), words(UNKNOWN)]
    return [plain_number(pair[0]), plain_number(pair[1])]
