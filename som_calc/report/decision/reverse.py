"""The decision report when no consequences are known: what must be true (omvendt analyse)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np

from som_calc.analysis.reverse import PERSPECTIVES, ReverseAnalysis, reverse
from som_calc.case.names import MUNICIPALITY, TOTAL, WITHOUT_GRANTS
from som_calc.document import blocks, danish
from som_calc.document.model import (
    Block,
    Chart,
    Column,
    FigureBlock,
    KeyFigure,
    Row,
    Series,
    Table,
)
from som_calc.document.money import Money, money_figure
from som_calc.document.palette import MUTED
from som_calc.figures.lines import lines
from som_calc.figures.widths import drawn
from som_calc.report.base import Piece, part
from som_calc.report.decision import assumptions, captions, tables
from som_calc.report.decision.facts import DecisionFacts
from som_calc.report.decision.report import DecisionReport

LABELS = {
    TOTAL: "Det offentlige",
    MUNICIPALITY: "Kommunen",
    WITHOUT_GRANTS: "Kommunen uden tilskud",
}


class ReverseReport(DecisionReport):
    """A beslutningsoplæg that asks what must be true instead of giving a net result."""

    answer_text = "svar_omvendt"

    @cached_property
    def analysis(self) -> ReverseAnalysis:
        """Required savings per success, by purse and success rate."""
        return reverse(self.result)

    @cached_property
    def facts(self) -> DecisionFacts:
        """The decision report's names, and the requirements at the assumed rate."""
        return replace(
            super().facts,
            krav_i_alt=self._required(TOTAL),
            krav_kommune=self._required(MUNICIPALITY),
            krav_uden_tilskud=self._required(WITHOUT_GRANTS),
            antaget=assumptions.assumed(self.result),
        )

    @part("side1", own="no")
    def main_figure(self) -> Iterator[Piece]:
        """The curve of what must be true; none where nobody reaches the goal."""
        if self.result.success_rate:
            yield self._curve("side1", "figur-side1", table=False)

    @part("side1", own="no")
    def must_know(self) -> Iterator[Piece]:
        """»Det skal I vide«."""
        yield self.callout("det_skal_i_vide_omvendt")

    @part("oekonomi")
    def costs_and_gains(self) -> Iterator[Piece]:
        """What it costs and who pays; then the requirement."""
        yield self.text("oekonomi")
        yield tables.financing(self.result)
        yield self.text("oekonomi_omvendt")

    @part("foelsomhed")
    def break_evens(self) -> Iterator[Piece]:
        """The requirement in full, and published break-evens held against it."""
        yield self._requirement_table()
        yield self._published_table()

    @part("usikkerhed")
    def probability(self) -> Iterator[Piece]:
        """Nothing of ours: there is no net result to be sure of."""
        yield None

    @part("usikkerhedsbilag")
    def probability_appendix(self) -> Iterator[Piece]:
        """Nothing of ours."""
        yield None

    @part("tabeller")
    def components(self) -> Iterator[Piece]:
        """Nothing of ours."""
        yield None

    @part("tjekliste")
    def checklist(self) -> Iterator[Piece]:
        """Nothing of ours."""
        yield None

    def _no_net_result(self) -> list[Block]:
        """What a net result would be drawn from is not known."""
        return []

    committees = cumulative = yearly = areas = relatives = _no_net_result
    slider = by_rate = results_by_rate = _no_net_result

    def _required(self, perspective: str) -> Money:
        found = self.analysis.at(perspective, self.result.success_rate).per_success
        return Money(found or 0.0)

    def _key_figures(self) -> list[KeyFigure]:
        rate = danish.percent(self.result.success_rate)
        known_net = self.case.net_of_others == "ja"
        cost = self.facts.bruttoudgift
        items = [
            KeyFigure(
                label="Indsatsen koster",
                value=cost.stoerrelse.partition(danish.NBSP)[0],
                unit=cost.stoerrelse.partition(danish.NBSP)[2],
                basis=f"{self.case.price_year}-priser, "
                + danish.count(self.result.participants, "deltager", "deltagere"),
            ),
            self._requirement("Krævet besparelse, i alt", TOTAL),
            self._requirement("Krævet, kommunen", MUNICIPALITY),
            KeyFigure(
                label="Forudsat mereffekt" if known_net else "Oplyst succesrate",
                value=rate.partition(danish.NBSP)[0],
                unit="pct.",
                basis=self.case.success_rate.status if known_net else "ikke kendt som mereffekt",
            ),
        ]
        return items if self.facts.har_tilskud else [items[0], items[1], items[3]]

    def _requirement(self, label: str, perspective: str) -> KeyFigure:
        basis = "pr. borger, der når målet"
        if not self.result.success_rate:
            return KeyFigure(label=label, value="findes ikke", unit="", basis=basis)
        return money_figure(label, self._required(perspective), basis, plus=False)

    def _perspectives(self) -> tuple[str, ...]:
        """The purses whose requirements differ."""
        return PERSPECTIVES if self.facts.har_tilskud else (TOTAL,)

    def _curve(self, section: str, id: str, *, table: bool = True) -> FigureBlock:
        rate = self.result.success_rate
        rates = [float(r) for r in np.linspace(rate / 2, min(1.0, rate * 1.5), 25)]
        even = {round(float(r), 2) for r in np.linspace(rate / 2, min(1.0, rate * 1.5), 7)}
        axis = sorted({*rates, *even, rate})
        few = [i for i, r in enumerate(axis) if r in even or r == rate]
        wanted = reverse(self.result, axis)
        names = self._perspectives()
        values = {
            LABELS[name]: [wanted.at(name, round(r, 12)).per_success or 0.0 for r in axis]
            for name in names
        }
        colours = {
            LABELS[TOTAL]: self.colours[TOTAL],
            LABELS[MUNICIPALITY]: self.colours[MUNICIPALITY],
            LABELS[WITHOUT_GRANTS]: MUTED,
        }
        same = _same(values.get(LABELS[WITHOUT_GRANTS]), values[LABELS[TOTAL]])
        shown = {k: v for k, v in values.items() if not same or k != LABELS[WITHOUT_GRANTS]}
        caption = (
            "Omvendt analyse: krævet besparelse pr. succes, nutidsværdi ved forløbets start, kr."
        )
        return FigureBlock(
            section=section,
            id=id,
            finding=(
                "Jo færre der når målet på grund af indsatsen, jo mere skal hver af dem spare"
            ),
            caption=caption,
            subline=captions.subline(self.result),
            alt=self._alt(),
            **drawn(
                lines(
                    axis,
                    shown,
                    colours,
                    unit="mio. kr. pr. succes",
                    title="Mereffekt (succesrate)",
                    share=True,
                    points=[rate],
                    upright=(rate, f"forudsat {danish.percent_sign(rate)}"),
                )
            ),
            chart=Chart(
                type="line",
                categories=[danish.percent_sign(axis[i]) for i in few],
                unit="mio. kr.",
                scale=1e6,
                x_title="Mereffekt",
                y_title="Mio. kr. pr. succes",
                series=[
                    Series(name=n, values=[v[i] for i in few], colour=colours[n])
                    for n, v in shown.items()
                ],
            ),
            table=self._requirement_table(),
            source=captions.SOURCE,
            notes=[
                *(["Kommunen uden tilskud har samme kurve som det offentlige."] if same else []),
                *captions.basis_notes(self.result),
            ],
            show_table=table,
        )

    def _alt(self) -> str:
        said = "; ".join(
            f"{LABELS[name]} {self._required(name).stoerrelse}" for name in self._perspectives()
        )
        rate = danish.percent(self.result.success_rate)
        return (
            "Linjediagram: den krævede besparelse pr. succes falder, når mereffekten stiger. "
            f"Ved den forudsatte mereffekt på {rate} er den: {said}."
        )

    def _requirement_table(self) -> Table:
        found = self.analysis.table()
        rates = sorted(found["success_rate"].unique())
        rows = []
        for name in self._perspectives():
            rows.append(
                Row(cells=[blocks.words(LABELS[name]), *([blocks.words("")] * 3)], role="group")
            )
            for rate in rates:
                need = self.analysis.at(name, rate)
                rows.append(
                    Row(
                        cells=[
                            blocks.words(f"Mereffekt {danish.percent_sign(rate)}"),
                            blocks.kroner(need.per_success),
                            blocks.kroner(need.per_success_and_year),
                            blocks.kroner(need.per_participant),
                        ]
                    )
                )
        return Table(
            id="tabel-omvendt",
            caption="Hvad skal være sandt: krævet besparelse, for at indsatsen går i nul, kr.",
            columns=[
                Column(label="For hvem", width=1.6),
                Column(label="Pr. succes", kind="kr", unit="kr."),
                Column(label="Pr. succes og år", kind="kr", unit="kr."),
                Column(label="Pr. deltager", kind="kr", unit="kr."),
            ],
            rows=rows,
            subline=captions.subline(self.result),
            notes=[
                "Pr. succes og pr. deltager er nutidsværdier ved forløbets start. Pr. succes og år "
                "er det samme som et lige stort beløb i hvert af de år, beregningen dækker."
            ],
            source=captions.SOURCE,
        )

    def _published_table(self) -> Table | None:
        if not self.analysis.published:
            return None
        rows, notes = [], []
        for item in self.analysis.published:
            notes.append(f"{item.source}. {item.note or ''}".strip())
            rows.append(
                Row(
                    cells=[
                        blocks.words(LABELS.get(item.perspective, item.perspective), [len(notes)]),
                        blocks.share(item.published),
                        blocks.kroner(item.implied_per_success),
                        blocks.kroner(item.implied_net),
                    ]
                )
            )
        rate = danish.percent(self.result.success_rate)
        notes.append(
            "Er den offentliggjorte break-even rigtig, følger de to sidste tal af den, når "
            f"mereffekten er {rate}. Et offentliggjort resultat, der ligger langt fra, kan ikke "
            "genskabes ud fra de tal, der er offentliggjort."
        )
        return Table(
            id="tabel-offentliggjort-break-even",
            caption="Offentliggjort break-even, og hvad der følger af den",
            columns=[
                Column(label="For hvem", width=1.4),
                Column(label="Offentliggjort break-even", kind="pct", unit="%"),
                Column(label="Besparelse pr. succes, der svarer til", kind="kr", unit="kr."),
                Column(label="Nettoresultat, der svarer til", kind="kr", unit="kr."),
            ],
            rows=rows,
            notes=notes,
        )


def _same(one: list[float] | None, other: list[float]) -> bool:
    """Whether two curves lie on top of each other."""
    return one is not None and bool(np.allclose(one, other, rtol=1e-3))
