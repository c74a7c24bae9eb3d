"""The decision report: what is its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

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
    SectionSpec,
    SliderActor,
    SliderBlock,
    SliderBreakEven,
    TextBlock,
    WorkbookBlock,
)
from som_calc.document.money import money_figure
from som_calc.document.text import paragraph
from som_calc.document.workbook_data import workbook_data
from som_calc.engine.calculate import calculate
from som_calc.engine.result import Result
from som_calc.report.base import Cover, Piece, Report, borrowed_from, fingerprint, part
from som_calc.report.changes import changed_for_run
from som_calc.report.decision import assumptions, figures, knowledge, tables
from som_calc.report.decision.certainty import Certainty
from som_calc.report.decision.certainty_section import appendix_pieces
from som_calc.report.decision.checklist import checklist_table
from som_calc.report.decision.cost_tables import affordable_table, cost_pieces
from som_calc.report.decision.facts import DecisionFacts, facts
from som_calc.report.decision.family import family_figure
from som_calc.report.decision.findings import rate_name
from som_calc.report.decision.lineage import changed_from_original
from som_calc.report.decision.rate_figure import by_rate
from som_calc.report.sections import section_list, section_problems
from som_calc.resources import case_path


class DecisionReport(Report):
    """A beslutningsoplæg for one result.

    Args:
        result: the case at its own success rate.
        case_file: the file the case came from (its hash is printed), if any.
        template: a kommune's own template folder.
    """

    kind = "Beslutningsoplæg"
    folder = "beslutningsoplaeg"
    meeting = ("figur-2-2a", "figur-3-1")
    rests_on = "tabel-forudsaetninger"

    def __init__(
        self, result: Result, *, case_file: str | Path | None = None, template: str | None = None
    ) -> None:
        super().__init__(template)
        self.result = result
        self.case = result.case
        self.case_file = case_path(case_file) if case_file else None
        self._at = {result.success_rate: result}

    @cached_property
    def facts(self) -> DecisionFacts:
        """Names the text templates may use."""
        return facts(self.result, self.certainty)

    @cached_property
    def certainty(self) -> Certainty:
        """How sure the result is."""
        return Certainty(self.result)

    @property
    def own_texts(self) -> dict[str, str]:
        """The case's texts."""
        return self.case.report.texts

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

    def chosen_sections(self) -> list[SectionSpec]:
        """The sections the case asks for, else the template's.

        Raises:
            CaseError: the case asks for a section, or has a text, that cannot be shown.
        """
        if problems := section_problems(self.case, self.folder, self.template):
            raise CaseError(
                check_case(self.case_file).located(problems) if self.case_file else problems
            )
        return section_list(self.case, self.folder, self.template)

    @cached_property
    def cover(self) -> Cover:
        """Title, version and where the numbers come from."""
        case = self.case
        sources = []
        if case.prepared_by:
            sources.append(("Beregnet af", case.prepared_by))
        if case.contact:
            sources.append(("Kontakt", case.contact))
        if self.case_file is not None:
            sources.append(("Sagsfil", fingerprint(self.case_file)))
        if case.overrides:
            sources.append(("Ændret i kørslen", "; ".join(case.overrides)))
        when, version = danish.long_date(case.date), f"Version {case.version}"
        return Cover(
            title=case.title,
            municipality=case.municipality,
            date=case.date,
            version=case.version,
            eyebrow=[case.municipality, self.kind, when, version],
            sources=sources,
            keywords=["SØM", "social investering", case.intervention.name, case.municipality],
            illustrative=case.illustrative,
            borrowed_from=borrowed_from([case]),
            changed=changed_for_run([case], [self.case_file] if self.case_file else []),
            sign_off=case.report.sign_off,
        )

    def front(self) -> list[Block]:
        """Front matter, and what is shown nowhere: the workbook's inputs, the result as data."""
        book = WorkbookBlock(data=workbook_data(self.result))
        carried = ResultBlock(data=result_data(self.result), summary=self._summary())
        return [*super().front(), book, carried]

    @part("side1")
    def key_figures(self) -> Iterator[Piece]:
        """The numbers to remember."""
        yield KeyFigures(section="side1", items=self._key_figures())

    @part("side1", own="no")
    def main_figure(self) -> Iterator[Piece]:
        """Figure 2.1: net result by actor."""
        block = figures.actors(self.result, self.colours, "side1", id="figur-side1", table=False)
        told = tables.at_other_rates(self.rates, self.result.success_rate)
        yield block.model_copy(update={"notes": [*told, *block.notes]})

    @part("side1", own="no")
    def must_know(self) -> Iterator[Piece]:
        """»Det skal I vide«, and first of all whose numbers these are."""
        if lender := self.cover.borrowed_from:
            said = f"Sagen er hentet, og tal og tekst er stadig fra {lender}, ikke fra "
            said += f"{self.case.municipality}. Tjeklisten siger, hvor meget."
            content = [paragraph(said)]
            yield CalloutBlock(
                section="side1", title="Endnu ikke jeres egen sag", content=content, tone="warning"
            )
        yield self.callout("det_skal_i_vide")

    @part("indstilling", own="last")
    def recommendation(self) -> Iterator[Piece]:
        """The points of the indstilling."""
        content = self.text("indstilling")
        yield TextBlock(section="indstilling", role="recommendation", content=content)

    @part("baggrund")
    def setting(self) -> Iterator[Piece]:
        """What kind of calculation it is."""
        yield self.text("baggrund")

    @part("sagsfremstilling", own="last")
    def effort(self) -> Iterator[Piece]:
        """The effort, its target group and its participants."""
        yield self.text("sagsfremstilling")

    @part("oekonomi")
    def costs_and_gains(self) -> Iterator[Piece]:
        """What it costs, who pays, and who gains."""
        yield self.text("oekonomi")
        yield tables.financing(self.result)
        yield from cost_pieces(self.result, "oekonomi")
        yield self.text("oekonomi_resultat")
        yield figures.actors_table(self.result)
        yield tables.committee_financing(self.result)

    @part("oekonomi", own="no")
    def committees(self) -> Iterator[Piece]:
        """The kommune's result by committee, where there is more than one."""
        if len(self.result.by_committee()) > 2:
            yield figures.committees(self.result, self.colours, "oekonomi")

    @part("oekonomi", own="no")
    def cumulative(self) -> Iterator[Piece]:
        """Figure 2.2a: the result per year, added up."""
        yield figures.cumulative(self.result, self.colours, "oekonomi")

    @part("oekonomi", own="no")
    def yearly(self) -> Iterator[Piece]:
        """Figure 2.2b: the result per year."""
        yield figures.yearly(self.result, self.colours, "oekonomi")

    @part("oekonomi", own="no")
    def areas(self) -> Iterator[Piece]:
        """Figure 2.3a: the result by hovedområde, where there are several."""
        if len(self.result.by_area()) > 3:
            yield figures.areas(self.result, "oekonomi")

    @part("oekonomi", own="no")
    def relatives(self) -> Iterator[Piece]:
        """The result with and without relatives, where the case counts them."""
        yield family_figure(self.result, "oekonomi")

    @part("foelsomhed")
    def break_evens(self) -> Iterator[Piece]:
        """The success rates where the result is zero, and what the effort may cost."""
        yield self.text("foelsomhed")
        yield tables.break_evens(break_even(self.result), self.result)
        yield affordable_table(self.result)

    @part("foelsomhed", own="no")
    def slider(self) -> Iterator[Piece]:
        """The success rate to turn on the web page, where turning it moves something."""
        yield None if self.facts.uafhaengig else self._slider("foelsomhed")

    @part("foelsomhed", own="no")
    def by_rate(self) -> Iterator[Piece]:
        """Figure 3.1: the result per participant at every success rate."""
        yield by_rate(self.result, *self.extremes, self.colours, "foelsomhed")

    @part("foelsomhed", own="no")
    def results_by_rate(self) -> Iterator[Piece]:
        """The results at the case's other success rates."""
        if len(self.rates) > 1 and not self.facts.uafhaengig:
            yield tables.by_success_rate(self.rates)

    @part("usikkerhed")
    def probability(self) -> Iterator[Piece]:
        """Two sentences and one figure: the fan chart, or the tornado without a chance to tell."""
        yield self.text("usikkerhed")
        if self.certainty.draws is None:
            yield self.certainty.tornado_figure("usikkerhed", self.colours)
        else:
            yield self.certainty.fan("usikkerhed", self.colours)

    @part("usikkerhedsbilag")
    def probability_appendix(self) -> Iterator[Piece]:
        """Everything else on how sure it is."""
        yield from appendix_pieces(self.certainty, self.colours, "usikkerhedsbilag")

    @part("forudsaetninger")
    def assumptions(self) -> Iterator[Piece]:
        """All assumptions, the three years, the cohorts and the published numbers."""
        against = {p.at_success_rate: self.at(p.at_success_rate) for p in self.case.published}
        yield self.text("forudsaetninger")
        yield changed_from_original(self.case)
        yield assumptions.table(self.result)
        yield from knowledge.tables(self.result)
        yield tables.published(against) if against else None
        yield tables.three_years(self.result)
        yield tables.cohort_years(self.result)

    @part("metode")
    def method(self) -> Iterator[Piece]:
        """How it was calculated."""
        yield self.text("metode")

    @part("tabeller")
    def components(self) -> Iterator[Piece]:
        """The result by component."""
        yield tables.components(self.result)

    @part("tjekliste")
    def checklist(self) -> Iterator[Piece]:
        """What a careful reader would ask."""
        yield checklist_table(self.result)

    def _summary(self) -> dict[str, str | float | None]:
        if self.case.reverse_only:
            return {"title": self.case.title}
        net = self.result.by_actor()
        return {
            "title": self.case.title,
            "total": float(net[TOTAL]),
            "municipality": float(net[MUNICIPALITY]),
            "break_even": break_even(self.result).total.break_even,
            "probability": self._told_chance(),
        }

    def _key_figures(self) -> list[KeyFigure]:
        label = f"nutidsværdi {self.case.present_value_label}"
        expected = f"{rate_name(self.result)} er {danish.percent(self.result.success_rate)}"
        zero, unit, what = break_even_words(break_even(self.result).total)
        beside = "" if self.facts.uafhaengig else f"; {expected}"
        own, with_grant = self.facts.kommune_uden_tilskud, self.facts.har_tilskud
        items = [
            money_figure("Samlet nettoresultat", self.facts.i_alt, f"for det offentlige, {label}"),
            money_figure(
                "Kommunens nettoresultat",
                self.facts.kommune,
                "med tilskud" if with_grant else f"uden tilskud, {label}",
            ),
            KeyFigure(
                label="Break-even, i alt",
                value=zero,
                unit=unit,
                basis=f"{what}{beside}",
            ),
        ]
        chance = self._told_chance()
        if chance is not None:
            items.append(
                KeyFigure(
                    label="Sandsynlighed for overskud",
                    value=whole_percent(chance).partition(danish.NBSP)[0],
                    unit="pct.",
                    basis=f"det offentlige: {out_of_ten(chance)}. {self.certainty.held}",
                )
            )
        elif with_grant:
            items.append(
                money_figure(
                    "Kommunen uden tilskud", own, f"hvis {self.facts.tilskuddet} falder væk"
                )
            )
        return items

    def _told_chance(self) -> float | None:
        """The chance of a surplus, where it may stand alone.

        With the effect held fixed it would promise what nobody has worked out.
        """
        return self.certainty.chance(TOTAL) if self.certainty.effect_varies else None

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
        lines = dict(break_even(self.result).lines)
        if self.case.grants:
            alone = lines[WITHOUT_GRANTS]
            actors.append(SliderActor(name=WITHOUT_GRANTS, fixed=alone.fixed, slope=alone.slope))
        else:
            del lines[WITHOUT_GRANTS]
        rate = self.result.success_rate
        top = min(1.0, max(0.05, 2 * max([rate, *self.case.sensitivity.success_rates])))
        return SliderBlock(
            section=section,
            label="Mereffekt",
            maximum=round(top, 3),
            rate=rate,
            actors=actors,
            break_even=[
                SliderBreakEven(
                    label=name,
                    rate=line.break_even if line.crosses else None,
                    verdict=line.verdict,
                )
                for name, line in lines.items()
            ],
            note="Træk i skyderen for at se nettoresultatet ved en anden mereffekt.",
        )


def break_even_words(line: Line) -> tuple[str, str, str]:
    """A break-even as value, unit and basis of a key figure."""
    if line.break_even is None or not line.crosses:
        sign, _, when = line.verdict.partition(" ")
        return sign.removesuffix(","), "", when
    value, _, unit = danish.percent(line.break_even, 1).partition(danish.NBSP)
    return value, unit, "mereffekt"
