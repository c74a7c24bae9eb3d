"""The follow-up report: what each part of the notebook shows."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from som_calc.analysis.followup.status import Status, status
from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.document import danish
from som_calc.document.model import (
    Block,
    CalloutBlock,
    KeyFigure,
    KeyFigures,
    RichText,
    Table,
    TableBlock,
    TextBlock,
)
from som_calc.document.money import Money, money_figure
from som_calc.document.palette import palette
from som_calc.document.text import plain, render
from som_calc.report.followup import bridge_tables, figures, measured_tables, record_tables, tables
from som_calc.report.followup.facts import facts
from som_calc.report.followup.front import front_matter
from som_calc.report.followup.loading import Followed
from som_calc.report.followup.words import level_text

FOLDER = "opfoelgning"
TONES = {"på kurs": "gain", "hold øje": "neutral", "ude af kurs": "loss", "ukendt": "neutral"}


class FollowUpReport:
    """An opfølgning on one case.

    Each method returns the blocks of one part, in reading order; a notebook shows them.
    """

    def __init__(self, followed: Followed, *, template: str | None = None) -> None:
        self.followed = followed
        self.tracking = followed.tracking
        self.template = template
        self.colours = palette(template)

    @cached_property
    def status(self) -> Status:
        """The status by the case's rule."""
        return status(self.tracking)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Names the text templates may use."""
        return facts(self.followed, self.status)

    @cached_property
    def answer(self) -> str:
        """The answer in one sentence."""
        return plain(self._text("svar"))

    def front(self) -> list[Block]:
        """Front matter."""
        return [
            front_matter(
                self.followed, self.answer, self.colours, folder=FOLDER, template=self.template
            )
        ]

    def page_one(self) -> list[Block]:
        """Status, key figures, the bridge, what the reader must know, and what to do next."""
        return [
            KeyFigures(section="side1", items=self._key_figures()),
            self._bridge("side1", id="figur-side1", show_table=False),
            CalloutBlock(
                section="side1",
                title="Det skal I vide",
                content=self._text("det_skal_i_vide"),
                tone="info" if self.status.level == "på kurs" else "warning",
            ),
            TextBlock(
                section="indstilling", role="recommendation", content=self._text("naeste_skridt")
            ),
        ]

    def status_part(self) -> list[Block]:
        """The rule, and each measure against it."""
        return [
            table_block("status", tables.status_table(self.status, self.tracking)),
            TextBlock(section="status", content=self._text("status")),
        ]

    def expected_and_actual(self) -> list[Block]:
        """By year, by actor and by committee."""
        section = "forventet"
        split, used = tables.committees(self.tracking), measured_tables.service_use(self.tracking)
        return [
            TextBlock(section=section, content=self._text("forventet")),
            table_block(section, tables.by_year(self.tracking)),
            figures.course_figure(self.tracking, section),
            table_block(section, tables.by_actor(self.tracking)),
            *([] if split is None else [table_block(section, split)]),
            *([] if used is None else [table_block(section, used)]),
        ]

    def bridge_part(self) -> list[Block]:
        """From the decision to today, and from the last report to this one."""
        blocks: list[Block] = [
            TextBlock(section="bro", content=self._text("bro")),
            self._bridge("bro", id="figur-bro"),
        ]
        if (yearly := bridge_tables.bridge_years(self.tracking)) is not None:
            blocks.append(table_block("bro", yearly))
        since, last = self.tracking.steps_since_last(), self.tracking.before()
        if since is not None and last is not None:
            blocks += [
                TextBlock(section="siden", content=self._text("siden_sidst")),
                figures.bridge_figure(
                    self.tracking,
                    since,
                    last.forecast.by_actor(),
                    "siden",
                    id="figur-siden",
                    names=(f"Opfølgning {last.year}", "I dag"),
                ),
            ]
        return blocks

    def effect_part(self) -> list[Block]:
        """Net effect, interval, and how many are needed."""
        section = "effekt"
        figure = figures.effect_figure(self.tracking, section)
        table = measured_tables.effect_table(self.tracking, self.tracking.evidence)
        return [
            TextBlock(section=section, content=self._text("effekt")),
            table_block(section, table) if figure is None else figure,
        ]

    def forecast_part(self) -> list[Block]:
        """The renewed forecast, whether the decision would still be made, and accuracy."""
        blocks: list[Block] = [
            TextBlock(section="prognose", content=self._text("prognose")),
            table_block("prognose", tables.rest_table(self.tracking)),
            TextBlock(section="traef", content=self._text("traefsikkerhed")),
            table_block("traef", record_tables.forecasts_table(self.tracking)),
        ]
        if self.tracking.actual:
            blocks += [
                table_block("traef", record_tables.errors_table(self.tracking)),
                table_block("traef", record_tables.accuracy_table(self.tracking)),
            ]
        return blocks

    def basis(self) -> list[Block]:
        """Open gaps, sources, the frozen case, and how it was calculated."""
        missing = record_tables.gaps_table(self.tracking)
        changed = self.followed.changes
        return [
            TextBlock(section="huller", content=self._text("huller")),
            *([] if missing is None else [table_block("huller", missing)]),
            TextBlock(section="grundlag", content=self._text("grundlag")),
            *([table_block("grundlag", record_tables.changes_table(changed))] if changed else []),
            table_block("grundlag", record_tables.sources(self.tracking)),
            TextBlock(section="metode", content=self._text("metode")),
        ]

    def _bridge(self, section: str, *, id: str, show_table: bool = True) -> Block:
        return figures.bridge_figure(
            self.tracking,
            self.tracking.steps,
            self.tracking.decided.by_actor(),
            section,
            id=id,
            names=("Vedtaget", "I dag"),
            show_table=show_table,
        )

    def _key_figures(self) -> list[KeyFigure]:
        now, then = self.tracking.forecast.by_actor(), self.tracking.decided.by_actor()
        reasons = self.facts["grunde"]
        then_year, now_year = self.tracking.case.price_year, self.tracking.mixed.case.price_year
        level = "" if then_year == now_year else f" i {then_year}-priser"
        more = f" og {len(reasons) - 1} andre målinger" if len(reasons) > 2 else ""
        decided_by = f"{reasons[0]}{more}" if more else danish.listing(reasons)
        return [
            KeyFigure(
                label="Status",
                value=level_text(self.status.level),
                basis=f"det afgør {decided_by}" if reasons else "efter alle målinger",
                tone=TONES[self.status.level],
            ),
            money_figure(
                "I alt i dag",
                Money(float(now[TOTAL])),
                f"nettoresultat; vedtaget {danish.amount(float(then[TOTAL]))}{level}",
            ),
            money_figure(
                "Kommunen i dag",
                Money(float(now[MUNICIPALITY])),
                f"nettoresultat; vedtaget {danish.amount(float(then[MUNICIPALITY]))}{level}",
            ),
            self._effect_figure(),
        ]

    def _effect_figure(self) -> KeyFigure:
        """The net effect as a number to remember only where it can be told from nothing."""
        found, label = self.tracking.evidence, "Målt nettoeffekt"
        if found.net is None or found.net_interval is None:
            return KeyFigure(
                label=label, value="Ukendt", basis=f"forventet {danish.percent(found.planned)}"
            )
        interval = measured_tables.interval_text(found.net_interval)
        measured = danish.percent(found.net, 1)
        if found.verdict == "for få":
            return KeyFigure(
                label=label, value="Uafklaret", basis=f"målt {measured}, men {interval} er muligt"
            )
        value, unit = measured.split(danish.NBSP)
        return KeyFigure(label=label, value=value, unit=unit, basis=f"usikkert: {interval}")

    def _text(self, name: str) -> RichText:
        return render(f"{FOLDER}/{name}.md.j2", self.facts, self.template)


def table_block(section: str, table: Table) -> TableBlock:
    """A table in a section."""
    return TableBlock(section=section, table=table)
