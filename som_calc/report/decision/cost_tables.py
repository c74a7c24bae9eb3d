"""What the effort costs per participant, against the alternative, and what it may cost."""

from __future__ import annotations

from collections.abc import Iterator

from som_calc.analysis.affordable import Affordable, affordable
from som_calc.case.names import POINTS_OF_VIEW, TOTAL, WITHOUT_GRANTS
from som_calc.document import blocks, danish
from som_calc.document.model import (
    Column,
    FigureBlock,
    Row,
    Table,
)
from som_calc.document.palette import INK, MUTED, SEQUENCE
from som_calc.engine.costs.calculation import Costs, ResourceCost
from som_calc.engine.costs.entries import costs_of
from som_calc.engine.costs.wages import hourly_wage
from som_calc.engine.result import Result
from som_calc.figures.bars import horizontal_bars
from som_calc.figures.widths import shown
from som_calc.report.base import Piece
from som_calc.report.decision import captions

_UNITS = {"deltager": "pr. deltager", "hold": "pr. hold", "år": "pr. år", "i alt": "i alt"}
WHOLE, SAVED = "Indsatsen i alt", "Alternativet, der spares"


def cost_pieces(result: Result, section: str) -> list[Piece]:
    """The cost model's figure and tables; nothing for a case without one."""
    model = result.case.cost_model
    if model is None:
        return []
    costs = costs_of(model, result.case.intervention.course_length.value)
    if not costs.people:
        return []
    return [_figure(result, costs, section), _resources(result, costs), _teams(costs)]


def affordable_table(result: Result) -> Table | None:
    """»Hvad må indsatsen højst koste«; None where there is nothing to weigh."""
    if result.case.reverse_only or not (lines := affordable(result)):
        return None
    done = result.completers
    rows = [
        Row(
            cells=[
                blocks.words(line.name),
                blocks.kroner(line.gross / line.participants, oere=True),
                blocks.kroner(line.per_participant, oere=True),
                blocks.kroner(line.highest, oere=True),
                blocks.share(None if line.scale is None else line.scale - 1),
                *(
                    [blocks.kroner(line.highest / done if line.highest else None, oere=True)]
                    if done
                    else []
                ),
            ]
        )
        for line in lines
    ]
    return Table(
        id="tabel-hoejst-koste",
        caption=f"Hvad må indsatsen højst koste? Kr., {result.case.price_year}-priser",
        columns=[
            Column(label="Resultatet er nul for", width=1.8),
            Column(label="Udgift pr. deltager nu", kind="kr", unit="kr."),
            Column(label="Højst pr. deltager", kind="kr", unit="kr."),
            Column(label="Højst i alt", kind="kr", unit="kr."),
            Column(label="Afstand", kind="pct"),
            *([Column(label="Højst pr. gennemført", kind="kr", unit="kr.")] if done else []),
        ],
        rows=rows,
        notes=list(_affordable_notes(lines, granted=bool(result.case.grants))),
    )


def _affordable_notes(lines: list[Affordable], *, granted: bool) -> Iterator[str]:
    text = (
        "Alle udgifter er sat op eller ned i samme forhold, før tilskud; mereffekten er den "
        "samme. Et tilskud, der er en andel, følger med; et tilskud i kroner står fast."
    )
    if any(line.scale is None for line in lines):
        text += (
            " »Findes ikke« betyder, at resultatet er et underskud, selv hvis indsatsen var gratis."
        )
    yield text
    left = {line.name for line in lines}
    missing = [
        name for name in POINTS_OF_VIEW if name not in left and (granted or name != WITHOUT_GRANTS)
    ]
    if missing:
        yield (
            f"{danish.listing(missing)} er ikke med, fordi udgiften betales af andre: resultatet "
            "er det samme, uanset hvad indsatsen koster."
        )


def _figure(result: Result, costs: Costs, section: str) -> FigureBlock:
    parts = {WHOLE: costs.gross}
    parts |= {name.capitalize(): kr for name, kr in costs.by_category().items() if kr}
    saved = sum(line.total for line in costs.saved)
    if saved:
        parts[SAVED] = saved
    each = {name: kr / costs.people for name, kr in parts.items()}
    colours = [INK if n == WHOLE else MUTED if n == SAVED else SEQUENCE[0] for n in each]
    caption = f"Omkostninger pr. deltager fordelt på kategorier, {result.case.price_year}-priser"
    return FigureBlock(
        section=section,
        id="figur-omkostninger",
        finding=_finding(costs, each),
        caption=caption,
        **shown(
            horizontal_bars(
                list(each),
                list(each.values()),
                colours,
                name="Kr. pr. deltager",
                unit="kr. pr. deltager",
                scale=1,
                decimals=0,
            )
        ),
        alt="Vandret søjlediagram. "
        + "; ".join(f"{name}: {danish.kroner(kr)}" for name, kr in each.items())
        + " pr. deltager.",
        table=_categories(result, costs, caption),
        notes=captions.basis_notes(result),
    )


def _finding(costs: Costs, each: dict[str, float]) -> str:
    categories = {name: kr for name, kr in costs.by_category().items() if kr}
    largest = max(categories, key=lambda name: categories[name])
    text = (
        f"En deltager koster {danish.amount(each[WHOLE])}, og "
        f"{danish.percent(categories[largest] / costs.gross, 0)} af det er {largest}"
    )
    if SAVED in each:
        text += f"; alternativet koster {danish.amount(each[SAVED])}"
    return text


def _categories(result: Result, costs: Costs, caption: str) -> Table:
    own, saved = costs.by_category(), costs.by_category(saved=True)
    share = result.case.completion
    done = None if share is None else costs.people * share.value
    rows = [
        _category_row(name.capitalize(), own[name], saved[name], costs.people, done)
        for name in own
        if own[name] or saved[name]
    ]
    total = _category_row(TOTAL, costs.gross, sum(saved.values()), costs.people, done)
    rows.append(total.model_copy(update={"role": "total"}))
    return Table(
        id="tabel-omkostninger",
        caption=caption,
        columns=[
            Column(label="Kategori", width=1.4),
            Column(label="Indsatsen i alt", kind="kr", unit="kr."),
            Column(label="Indsatsen pr. deltager", kind="kr", unit="kr."),
            Column(label="Alternativet pr. deltager", kind="kr", unit="kr."),
            Column(label="Forskel pr. deltager", kind="kr", unit="kr."),
            *([Column(label="Indsatsen pr. gennemført", kind="kr", unit="kr.")] if done else []),
        ],
        rows=rows,
        notes=[
            "Før tilskud, ikke tilbagediskonteret. Materiel er regnet uden den restværdi, der er "
            "tilbage, når det sidste hold slutter."
        ],
    )


def _category_row(name: str, own: float, saved: float, people: int, done: float | None) -> Row:
    return Row(
        cells=[
            blocks.words(name),
            blocks.kroner(own),
            blocks.kroner(own / people),
            blocks.kroner(saved / people),
            blocks.kroner((own - saved) / people),
            *([blocks.kroner(own / done)] if done else []),
        ]
    )


def _resources(result: Result, costs: Costs) -> Table:
    rows = [_resource_row(line, costs) for line in costs.lines]
    if costs.saved:
        head = [blocks.words(SAVED), *[blocks.words("")] * 4]
        rows.append(Row(cells=head, role="group"))
        rows += [_resource_row(line, costs) for line in costs.saved]
    wages = [
        f"{one.name}: {danish.kroner(hourly_wage(one))} pr. effektiv time"
        for one in [*costs.model.staff, *(costs.model.saved.staff if costs.model.saved else [])]
    ]
    return Table(
        id="tabel-ressourcer",
        caption=f"Ressourceforbrug, kr., {result.case.price_year}-priser",
        columns=[
            Column(label="Ressource", width=1.8),
            Column(label="Kategori"),
            Column(label="Enhedsudgift", width=1.6),
            Column(label=TOTAL, kind="kr", unit="kr."),
            Column(label="Restværdi", kind="kr", unit="kr."),
        ],
        rows=rows,
        notes=[f"{'. '.join(wages)}."] if wages else [],
    )


def _resource_row(line: ResourceCost, costs: Costs) -> Row:
    resource = line.resource
    unit = f"{danish.kroner(line.unit_cost)} {_UNITS[resource.per]}"
    left = sum(line.residual.values())
    return Row(
        cells=[
            blocks.words(resource.name),
            blocks.words(resource.category.capitalize()),
            blocks.words(unit),
            blocks.kroner(sum(line.gross.values())),
            blocks.kroner(left if left else None),
        ]
    )


def _teams(costs: Costs) -> Table:
    size = costs.model.participants_per_team.value
    rows = [
        Row(
            cells=[
                blocks.year(team.start),
                blocks.plain_number(team.planned),
                blocks.plain_number(team.started),
                blocks.plain_number(team.started * size),
                blocks.year(team.finish) if team.started else blocks.words("begynder ikke"),
            ]
        )
        for team in costs.teams
    ]
    return Table(
        id="tabel-hold",
        caption=f"Hold pr. startår, {danish.count(size, 'deltager', 'deltagere')} pr. hold",
        columns=[
            Column(label="Startår", kind="year"),
            Column(label="Planlagte hold", kind="number"),
            Column(label="Hold, der begynder", kind="number"),
            Column(label="Deltagere", kind="number"),
            Column(label="Slutter i", kind="year"),
        ],
        rows=rows,
        notes=[
            "Et hold begynder kun i et år, hvor forløbet kan nå at slutte, før indsatsen slutter i "
            f"{costs.model.last_year}. Begyndte hold løber til ende."
        ],
    )
