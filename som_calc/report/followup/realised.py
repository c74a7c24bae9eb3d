"""The report of realised investments, in the kommune's own signs and in ours."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from som_calc.analysis.followup.realised import COLUMNS, Returns, in_our_signs
from som_calc.case.followup_realised import load_realised
from som_calc.document import danish
from som_calc.document.blocks import kroner, plain_number, total_last, words
from som_calc.document.model import (
    Block,
    Cell,
    Chart,
    Column,
    FigureBlock,
    FrontMatter,
    KeyFigure,
    KeyFigures,
    Row,
    SectionSpec,
    Series,
    Sum,
    Table,
    TableBlock,
    TextBlock,
)
from som_calc.document.money import Money, money_figure
from som_calc.document.palette import palette
from som_calc.document.text import plain, render
from som_calc.figures.columns import yearly_columns
from som_calc.figures.widths import drawn
from som_calc.report.followup.front import STAMP, named
from som_calc.report.sections import template_sections

FOLDER = "realiseret"
COLOURS = {"Investering": "#c25500", "Nettobesparelse": "#0072b2"}
MIO = 1e6


_NET, _PARTS = 2, [0, 1]
"""Places in ``COLUMNS``: the return is the investment and the saving together."""


class RealisedReport:
    """A kommune's realised investments, read from a file."""

    def __init__(self, file: str | Path, *, template: str | None = None) -> None:
        self.file = Path(file)
        self.realised, self.warnings = load_realised(file)
        self.template = template

    @cached_property
    def returns(self) -> Returns:
        """The table in our signs, + is a gain."""
        return in_our_signs(self.realised)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Names the text templates may use."""
        total = self.returns.total
        years = list(self.returns.gains.index)
        return {
            "kommune_navn": self.realised.municipality,
            "fra": int(years[0]),
            "til": int(years[-1]),
            "nettoafkast": Money(float(total["net_return"])),
            "investering": Money(-float(total["investment"])),
            "nettobesparelse": Money(float(total["net_saving"])),
            "sparet_pr_krone": self.returns.saved_per_krone,
            "afkast_pr_krone": self.returns.returned_per_krone,
            "foerste_gevinst": self.returns.first_gain,
            "fortegn": self.realised.sign,
            "vendt": self.realised.sign == "minus er en gevinst",
            "enhed": self.unit,
            "note": self.realised.note,
            "kilde": self.realised.source,
        }

    @cached_property
    def answer(self) -> str:
        """The answer in one sentence."""
        return plain(self._text("svar"))

    @property
    def unit(self) -> str:
        """The table's unit, e.g. 1.000 kr."""
        unit = self.realised.unit_kroner
        return "kr." if unit == 1 else f"{danish.number(unit)} kr."

    def front(self) -> list[Block]:
        """Front matter."""
        from som_calc import __version__

        given = self.realised
        return [
            FrontMatter(
                report_kind="Realiserede investeringer",
                file_stem="realiseret",
                eyebrow=[given.municipality, "Opfølgning", danish.long_date(given.date)],
                title=given.title,
                answer=self.answer,
                municipality=given.municipality,
                date=given.date.isoformat(),
                date_text=danish.long_date(given.date),
                version="1.0",
                sections=[
                    SectionSpec(id="side1", heading="Resultatet", show_heading=False),
                    *template_sections(FOLDER, self.template),
                ],
                stamp=STAMP if given.illustrative else None,
                palette=palette(self.template),
                provenance=[
                    ("Tabel", named(self.file)),
                    ("Program", f"som-rapport {__version__}"),
                ],
                keywords=["investering", "nettobesparelse", given.municipality],
            )
        ]

    def page_one(self) -> list[Block]:
        """Key figures, the figure, and the kommune's own table."""
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
        return [KeyFigures(section="side1", items=items), self._figure("side1")]

    def tables(self) -> list[Block]:
        """The table in the kommune's own signs, and in ours."""
        return [
            TextBlock(section="tabel", content=self._text("fortegn")),
            TableBlock(section="tabel", table=self._own_table()),
            TableBlock(section="vore", table=self._our_table()),
            TextBlock(section="metode", content=self._text("metode")),
        ]

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
                Column(label="I alt", kind="number"),
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
                    words("I alt"),
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
        told = "; ".join(f"{y} {danish.amount(v)}" for y, v in zip(years, net, strict=True))
        series = [
            Series(name=label, values=list(values), colour=COLOURS[label])
            for label, values in parts.items()
        ]
        return FigureBlock(
            section=section,
            id="figur-realiseret",
            finding=finding,
            caption="Investering, nettobesparelse og nettoafkast pr. år; plus er en gevinst",
            **drawn(
                partial(
                    yearly_columns,
                    "figur-realiseret",
                    years,
                    parts,
                    net,
                    COLOURS,
                    total_name="Nettoafkast",
                )
            ),
            alt=f"Søjlediagram. Nettoafkast: {told}.",
            chart=Chart(
                type="stacked_column",
                categories=[str(year) for year in years],
                series=series,
                unit="mio. kr.",
                scale=MIO,
                y_title="Mio. kr.",
            ),
            table=self._our_table().model_copy(update={"id": "tabel-figur-realiseret"}),
            source=self.realised.source,
            show_table=False,
        )

    def _text(self, name: str) -> Any:
        return render(f"{FOLDER}/{name}.md.j2", self.facts, self.template)
