"""The report of realised investments, in the kommune's own signs and in ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from som_calc.analysis.followup.realised import COLUMNS, Returns, in_our_signs
from som_calc.case.followup_realised import load_realised
from som_calc.case.names import TOTAL
from som_calc.document import danish
from som_calc.document.blocks import kroner, plain_number, total_last, words
from som_calc.document.model import (
    Cell,
    Column,
    FigureBlock,
    KeyFigure,
    KeyFigures,
    Row,
    Sum,
    Table,
)
from som_calc.document.money import Money, money_figure
from som_calc.document.palette import GAIN, LOSS
from som_calc.figures.columns import Columns
from som_calc.figures.widths import shown
from som_calc.report.base import Cover, Piece, Report, fingerprint, part

MIO = 1e6


_NET, _PARTS = 2, [0, 1]
"""Places in ``COLUMNS``: the return is the investment and the saving together."""


def realised_report(file: str | Path, *, template: str | None = None) -> RealisedReport:
    """The report of a kommune's own table of investments, savings and returns.

    Raises:
        CaseError: the table cannot be used.

    >>> from som_calc.resources import find
    >>> rapport = realised_report(find("params", "realiseret/aabenraa-2018-2022.yaml"))
    >>> rapport.facts.fra, rapport.facts.til
    (2018, 2022)
    """
    return RealisedReport(file, template=template)


@dataclass(frozen=True)
class RealisedFacts:
    """Names for the templates in ``templates/tekst/realiseret``; amounts are :class:`Money`."""

    kommune_navn: str
    fra: int
    til: int
    nettoafkast: Money
    investering: Money
    nettobesparelse: Money
    sparet_pr_krone: float | None
    afkast_pr_krone: float | None
    foerste_gevinst: int | None
    fortegn: str
    vendt: bool
    enhed: str
    note: str | None
    kilde: str | None


class RealisedReport(Report):
    """A kommune's realised investments, read from a file.

    Args:
        file: the kommune's table.
        template: a kommune's own template folder.

    Raises:
        CaseError: the table cannot be used.
    """

    kind = "Realiserede investeringer"
    folder = "realiseret"

    def __init__(self, file: str | Path, *, template: str | None = None) -> None:
        super().__init__(template)
        self.file = Path(file)
        self.realised, self.warnings = load_realised(file)

    @cached_property
    def returns(self) -> Returns:
        """The table in our signs, + is a gain."""
        return in_our_signs(self.realised)

    @cached_property
    def facts(self) -> RealisedFacts:
        """Names the text templates may use."""
        total = self.returns.total
        years = list(self.returns.gains.index)
        return RealisedFacts(
            kommune_navn=self.realised.municipality,
            fra=int(years[0]),
            til=int(years[-1]),
            nettoafkast=Money(float(total["net_return"])),
            investering=Money(-float(total["investment"])),
            nettobesparelse=Money(float(total["net_saving"])),
            sparet_pr_krone=self.returns.saved_per_krone,
            afkast_pr_krone=self.returns.returned_per_krone,
            foerste_gevinst=self.returns.first_gain,
            fortegn=self.realised.sign,
            vendt=self.realised.sign == "minus er en gevinst",
            enhed=self.unit,
            note=self.realised.note,
            kilde=self.realised.source,
        )

    @property
    def unit(self) -> str:
        """The table's unit, e.g. 1.000 kr."""
        unit = self.realised.unit_kroner
        return "kr." if unit == 1 else f"{danish.number(unit)} kr."

    @property
    def cover(self) -> Cover:
        """Title, kommune and the table's file."""
        given = self.realised
        return Cover(
            title=given.title,
            municipality=given.municipality,
            date=given.date,
            version="1.0",
            eyebrow=[given.municipality, "Opfølgning", danish.long_date(given.date)],
            sources=[("Tabel", fingerprint(self.file))],
            keywords=["investering", "nettobesparelse", given.municipality],
            illustrative=given.illustrative,
        )

    @part("side1")
    def key_figures(self) -> Iterator[Piece]:
        """Return, investment and saving."""
        total = self.returns.total
        each, back = self.returns.saved_per_krone, self.returns.returned_per_krone
        items = [
            money_figure(
                "Nettoafkast i alt", Money(float(total["net_return"])), "plus er en gevinst"
            ),
            money_figure(
                "Investeret", Money(-float(total["investment"])), "udgift i alt", plus=False
            ),
            money_figure(
                "Nettobesparelse", Money(float(total["net_saving"])), "plus er en gevinst"
            ),
        ]
        if each is not None and back is not None:
            items.append(
                KeyFigure(
                    label="Nettoafkast pr. krone",
                    value=danish.number(back, 2),
                    unit="kr.",
                    basis=f"besparelse {danish.number(each, 2)}{danish.NBSP}kr. pr. krone",
                    tone="gain" if back > 0 else "loss",
                )
            )
        yield KeyFigures(section="side1", items=items)

    @part("side1", own="no")
    def main_figure(self) -> Iterator[Piece]:
        """Investment, saving and return per year."""
        yield self._figure("side1")

    @part("tabel")
    def own_table(self) -> Iterator[Piece]:
        """The table in the kommune's own signs."""
        yield self.text("fortegn")
        yield self._own_table()

    @part("vore")
    def our_table(self) -> Iterator[Piece]:
        """The same in ours."""
        yield self._our_table()

    @part("metode")
    def method(self) -> Iterator[Piece]:
        """How it was calculated, and what it is not."""
        yield self.text("metode")

    def _own_table(self) -> Table:
        """As the kommune writes it, with the sum and the cumulated row."""
        years = sorted(self.realised.years)
        rows, running = [], 0.0
        cumulated: list[Cell] = []
        for name, label in COLUMNS.items():
            values = [float(getattr(self.realised.years[year], name)) for year in years]
            cells = [plain_number(value) for value in (*values, sum(values))]
            rows.append(
                Row(
                    cells=[words(label), *cells], role="total" if name == "net_return" else "normal"
                )
            )
            if name == "net_return":
                for value in values:
                    running += value
                    cumulated.append(plain_number(running))
        rows.append(Row(cells=[words("Nettoafkast, summeret"), *cumulated, plain_number(running)]))
        return Table(
            id="tabel-realiseret",
            caption=f"Kommunens tabel, {self.unit}; {self.realised.sign}",
            columns=[
                Column(label="", width=1.7),
                *(Column(label=str(year), kind="number") for year in years),
                Column(label=TOTAL, kind="number"),
            ],
            rows=rows,
            source=self.realised.source,
            sums=[
                Sum(of="row", place=_NET, add=_PARTS),
                Sum(
                    of="column",
                    place=len(years) + 1,
                    add=list(range(1, len(years) + 1)),
                    only=list(range(len(COLUMNS))),
                ),
            ],
        )

    def _our_table(self) -> Table:
        gains, cumulated = self.returns.gains, self.returns.cumulated
        rows = [
            Row(
                cells=[
                    words(str(year)),
                    *(kroner(float(gains[name][year])) for name in COLUMNS),
                    kroner(float(cumulated["net_return"][year])),
                ]
            )
            for year in gains.index
        ]
        total = self.returns.total
        rows.append(
            Row(
                cells=[
                    words(TOTAL),
                    *(kroner(float(total[name])) for name in COLUMNS),
                    kroner(float(total["net_return"])),
                ],
                role="total",
            )
        )
        return Table(
            id="tabel-vore-fortegn",
            caption="Det samme i kr. og med SØM's fortegn: plus er en gevinst",
            columns=[
                Column(label="År", width=0.8),
                *(Column(label=label, kind="kr", unit="kr.") for label in COLUMNS.values()),
                Column(label="Nettoafkast, summeret", kind="kr", unit="kr."),
            ],
            rows=rows,
            source=self.realised.source,
            sums=[
                *total_last(rows, only=range(1, len(COLUMNS) + 1)),
                Sum(of="column", place=_NET + 1, add=[n + 1 for n in _PARTS]),
            ],
        )

    def _figure(self, section: str) -> FigureBlock:
        gains: pd.DataFrame = self.returns.gains
        years = [int(year) for year in gains.index]
        parts = {label: [float(v) for v in gains[name]] for name, label in COLUMNS.items()}
        net = parts.pop("Nettoafkast")
        first = self.returns.first_gain
        finding = (
            "Investeringerne er ikke tjent hjem endnu"
            if first is None
            else f"Fra {first} er investeringerne tjent hjem"
        )
        colours = self.colours | {
            "Investering": self.colours[LOSS],
            "Nettobesparelse": self.colours[GAIN],
        }
        told = "; ".join(f"{y} {danish.amount(v)}" for y, v in zip(years, net, strict=True))
        return FigureBlock(
            section=section,
            id="figur-realiseret",
            finding=finding,
            caption="Investering, nettobesparelse og nettoafkast pr. år; plus er en gevinst",
            **shown(Columns(years, parts, net, colours, total_name="Nettoafkast")),
            alt=f"Søjlediagram. Nettoafkast: {told}.",
            table=self._our_table().model_copy(update={"id": "tabel-figur-realiseret"}),
            source=self.realised.source,
            show_table=False,
        )
