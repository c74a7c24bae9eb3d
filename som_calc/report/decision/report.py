"""The decision report: what each part of the notebook shows."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from som_calc.analysis.break_even import Line, break_even
from som_calc.analysis.result_data import result_data
from som_calc.api import check_case
from som_calc.case.names import ACTORS, MUNICIPALITY, TOTAL, WITHOUT_GRANTS
from som_calc.case.problems import CaseError
from som_calc.document import danish
from som_calc.document.chance import out_of_ten, whole_percent
from som_calc.document.model import (
    Block,
    CalloutBlock,
    KeyFigure,
    KeyFigures,
    ResultBlock,
    SliderActor,
    SliderBlock,
    SliderBreakEven,
    Table,
    TableBlock,
    TextBlock,
    WorkbookBlock,
)
from som_calc.document.money import money_figure
from som_calc.document.palette import palette
from som_calc.document.text import from_markdown, plain, render
from som_calc.document.workbook_data import workbook_data
from som_calc.engine.calculate import calculate
from som_calc.engine.result import Result
from som_calc.report.decision import assumptions, figures, knowledge, tables
from som_calc.report.decision.certainty import Certainty
from som_calc.report.decision.certainty_section import certainty_blocks
from som_calc.report.decision.checklist import checklist_table
from som_calc.report.decision.cost_tables import affordable_table, cost_blocks
from som_calc.report.decision.facts import facts
from som_calc.report.decision.family import family_figure
from som_calc.report.decision.front import front_matter
from som_calc.report.decision.lineage import changed_from_original
from som_calc.report.decision.rate_figure import by_rate
from som_calc.report.sections import section_list, section_problems
from som_calc.resources import case_path

FOLDER = "beslutningsoplaeg"


class DecisionReport:
    """A beslutningsoplæg for one result.

    Each method returns the blocks of one part, in reading order; a notebook shows them.

    Args:
        result: the case at its own success rate.
        case_file: the file the case came from (its hash is printed), if any.
        template: a kommune's own template folder.
    """

    with_prose = frozenset(
        {"baggrund", "sagsfremstilling", "oekonomi", "foelsomhed", "usikkerhed", "forudsaetninger"}
    )
    """Sections where the case's text stands within one of ours."""

    def __init__(
        self, result: Result, *, case_file: str | Path | None = None, template: str | None = None
    ) -> None:
        self.result = result
        self.case = result.case
        self.case_file = case_path(case_file) if case_file else None
        self.template = template
        self.colours = palette(template)
        self._at = {result.success_rate: result}

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Names the text templates may use."""
        return facts(self.result) | self.certainty.facts()

    @cached_property
    def certainty(self) -> Certainty:
        """How sure the result is."""
        return Certainty(self.result)

    @cached_property
    def answer(self) -> str:
        """The answer in one sentence."""
        return plain(self._text("svar"))

    def at(self, rate: float) -> Result:
        """The same case at another success rate (share); each rate is calculated once."""
        if rate not in self._at:
            self._at[rate] = calculate(self.case, self.result.schedule, success_rate=rate)
        return self._at[rate]

    @cached_property
    def rates(self) -> dict[float, Result]:
        """Results at the sensitivity's rates, the assumed one among them, in order."""
        wanted = sorted({*self.case.sensitivity.success_rates, self.result.success_rate})
        return {rate: self.at(rate) for rate in wanted}

    @cached_property
    def extremes(self) -> tuple[Result, Result]:
        """The case at 0 and at 100 pct.; everything is linear in between."""
        return self.at(0.0), self.at(1.0)

    @cached_property
    def section_ids(self) -> set[str]:
        """The sections the case or the template asks for, page one always.

        Raises:
            CaseError: the case asks for a section, or has a text, that cannot be shown.
        """
        if problems := section_problems(self.case, FOLDER, self.template):
            raise CaseError(
                check_case(self.case_file).located(problems) if self.case_file else problems
            )
        return {"side1", *(spec.id for spec in section_list(self.case, FOLDER, self.template))}

    def front(self) -> list[Block]:
        """Front matter, and what is shown nowhere: the workbook's inputs, the result as data."""
        front = front_matter(
            self.case, self.answer, self.colours, case_file=self.case_file, template=self.template
        )
        book = WorkbookBlock(data=workbook_data(self.result))
        return [front, book, ResultBlock(data=result_data(self.result), summary=self._summary())]

    def _summary(self) -> dict[str, str | float | None]:
        if self.case.reverse_only:
            return {"title": self.case.title}
        net = self.result.by_actor()
        return {
            "title": self.case.title,
            "total": float(net[TOTAL]),
            "municipality": float(net[MUNICIPALITY]),
            "break_even": break_even(self.result).total.break_even,
            "probability": self.certainty.chance(TOTAL),
        }

    def page_one(self) -> list[Block]:
        """Key figures, figure 2.1, what the reader must know, and the indstilling."""
        blocks: list[Block] = [
            KeyFigures(section="side1", items=self._key_figures()),
            figures.actors(self.result, self.colours, "side1", id="figur-side1", table=False),
            CalloutBlock(
                section="side1", title="Det skal I vide", content=self._text("det_skal_i_vide")
            ),
        ]
        return self._chosen([*blocks, *self._recommendation()])

    def background(self) -> list[Block]:
        """Baggrund and sagsfremstilling, with the case's own texts first."""
        return self._chosen(
            [
                *self._prose("baggrund"),
                *self._prose("sagsfremstilling", own_last=True),
                *self._own_sections(),
            ]
        )

    def economy(self) -> list[Block]:
        """What it costs, who pays, and the net result by actor, committee, year and area."""
        section = "oekonomi"
        blocks = [
            *self._prose(section),
            table_block(section, tables.financing(self.result)),
            *cost_blocks(self.result, section),
            TextBlock(section=section, content=self._text("oekonomi_resultat")),
            table_block(section, figures.actors_table(self.result)),
        ]
        if (split := tables.committee_financing(self.result)) is not None:
            blocks.append(table_block(section, split))
        if len(self.result.by_committee()) > 2:
            blocks.append(figures.committees(self.result, self.colours, section))
        blocks += [
            figures.cumulative(self.result, self.colours, section),
            figures.yearly(self.result, self.colours, section),
        ]
        if len(self.result.by_area()) > 3:
            blocks.append(figures.areas(self.result, section))
        if (kin := family_figure(self.result, section)) is not None:
            blocks.append(kin)
        return self._chosen(blocks)

    def sensitivity(self) -> list[Block]:
        """The success rate turned: slider, figure 3.1, results and break-evens."""
        section = "foelsomhed"
        blocks: list[Block] = [
            *self._prose(section),
            table_block(section, tables.break_evens(break_even(self.result), self.result)),
            *self._affordable(section),
            self._slider(section),
            by_rate(self.result, *self.extremes, self.colours, section),
        ]
        if len(self.rates) > 1:
            blocks.append(table_block(section, tables.by_success_rate(self.rates)))
        return self._chosen(blocks)

    def how_sure(self) -> list[Block]:
        """Two sentences and one figure for the politician, everything else in the appendix."""
        section, appendix = "usikkerhed", "usikkerhedsbilag"
        found = certainty_blocks(self.certainty, self.colours, section, appendix)
        return self._chosen([*self._prose(section), *found])

    def basis(self) -> list[Block]:
        """All assumptions, the three years, the cohorts and the published numbers."""
        section = "forudsaetninger"
        against = {
            item.at_success_rate: self.at(item.at_success_rate) for item in self.case.published
        }
        held = tables.published(against) if against else None
        origin = changed_from_original(self.case, self.case_file)
        blocks = [
            *self._prose(section),
            *([table_block(section, origin)] if origin is not None else []),
            table_block(section, assumptions.table(self.result)),
            *(table_block(section, table) for table in knowledge.tables(self.result)),
            *([table_block(section, held)] if held is not None else []),
            table_block(section, tables.three_years(self.result)),
            table_block(section, tables.cohort_years(self.result)),
        ]
        return self._chosen(blocks)

    def appendix(self) -> list[Block]:
        """How it was calculated, and the result by component."""
        return self._chosen(
            [
                TextBlock(section="metode", content=self._text("metode")),
                table_block("tabeller", tables.components(self.result)),
                table_block("tjekliste", checklist_table(self.result)),
            ]
        )

    def _affordable(self, section: str) -> list[Block]:
        table = affordable_table(self.result)
        return [] if table is None else [table_block(section, table)]

    def _recommendation(self) -> list[Block]:
        content = self._text("indstilling")
        return [TextBlock(section="indstilling", role="recommendation", content=content)]

    def _chosen(self, blocks: list[Block]) -> list[Block]:
        """Only the blocks whose section the report has."""
        return [block for block in blocks if block.section in self.section_ids]

    def _text(self, name: str) -> Any:
        return render(f"{FOLDER}/{name}.md.j2", self.facts, self.template)

    def _prose(self, section: str, *, own_last: bool = False) -> list[Block]:
        own = from_markdown(self.case.report.texts.get(section, ""))
        told = self._text(section)
        return [TextBlock(section=section, content=[*told, *own] if own_last else [*own, *told])]

    def _own_sections(self) -> list[Block]:
        """The case's texts to sections that have none of ours around them."""
        return [
            TextBlock(section=name, content=from_markdown(text))
            for name, text in self.case.report.texts.items()
            if name not in self.with_prose
        ]

    def _key_figures(self) -> list[KeyFigure]:
        label = f"nutidsværdi {self.case.present_value_label}"
        expected = danish.percent(self.result.success_rate)
        zero, unit = break_even_words(break_even(self.result).total)
        own, with_grant = self.facts["kommune_uden_tilskud"], self.facts["har_tilskud"]
        items = [
            money_figure(
                "Samlet nettoresultat", self.facts["i_alt"], f"for det offentlige, {label}"
            ),
            money_figure(
                "Kommunens nettoresultat",
                self.facts["kommune"],
                "med tilskud" if with_grant else f"uden tilskud, {label}",
            ),
            KeyFigure(
                label="Break-even, i alt",
                value=zero,
                unit=unit,
                basis=f"mereffekt; forventet er {expected}",
            ),
        ]
        chance = self.certainty.chance(TOTAL)
        if chance is not None:
            items.append(
                KeyFigure(
                    label="Sandsynlighed for overskud",
                    value=whole_percent(chance).partition(danish.NBSP)[0],
                    unit="pct.",
                    basis=f"det offentlige: {out_of_ten(chance)}",
                )
            )
        elif with_grant:
            items.append(
                money_figure("Kommunen uden tilskud", own, "hvis kommunen selv betaler alt")
            )
        return items

    def _slider(self, section: str) -> SliderBlock:
        zero, full = self.extremes
        fixed, at_one = zero.net, full.net
        actors = [
            SliderActor(
                name=name,
                fixed=fixed[name],
                slope=at_one[name] - fixed[name],
                role="total" if name == TOTAL else "normal",
            )
            for name in (TOTAL, *ACTORS)
        ]
        own_fixed = zero.without_grants().net[MUNICIPALITY]
        own_slope = at_one[MUNICIPALITY] - fixed[MUNICIPALITY]
        actors.append(SliderActor(name=WITHOUT_GRANTS, fixed=own_fixed, slope=own_slope))
        rate = self.result.success_rate
        top = min(1.0, max(0.05, 2 * max([rate, *self.case.sensitivity.success_rates])))
        return SliderBlock(
            section=section,
            label="Mereffekt",
            maximum=round(top, 3),
            rate=rate,
            actors=actors,
            break_even=[
                SliderBreakEven(label=name, rate=value)
                for name, value in break_even(self.result).rates.items()
            ],
            note="Træk i skyderen for at se nettoresultatet ved en anden mereffekt.",
        )


def table_block(section: str, table: Table) -> TableBlock:
    """A table in a section."""
    return TableBlock(section=section, table=table)


def break_even_words(line: Line) -> tuple[str, str]:
    """A break-even as value and unit of a key figure."""
    if line.break_even is None:
        return "findes ikke", ""
    return danish.number(line.break_even * 100, 1), "pct."
