"""What the notebook ``erfaringscase.ipynb`` shows: a case as others find it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from som_calc.document import danish
from som_calc.document.model import Block, FigureBlock, TextBlock
from som_calc.document.text import paragraph, plain
from som_calc.engine.result import Result
from som_calc.report.base import Cover, Piece, Report, part
from som_calc.report.decision import decision_report
from som_calc.report.decision.facts import DecisionFacts


@dataclass(frozen=True, kw_only=True)
class ExperienceFacts(DecisionFacts):
    """The decision report's names, and where the money comes from."""

    udgift_kilde: str | None
    alternativ_kilde: str | None
    licens: str | None
    kontakt: str | None


class ExperiencePage(Report):
    """A case in the form of erfaringsdatabasen: lead, effort, analysis, result, downloads.

    The numbers, figures and the result sentence are the decision report's own, so the page
    can never say anything else than the report in the same package.  Its sections are its
    own, whatever the report's were chosen to be.

    Args:
        result: the case at its own success rate.
        case_file: the case file, if any.
        template: a kommune's own template folder.
    """

    kind = "Erfaringscase"
    folder = "erfaringscase"
    meeting = ("figur-2-2a",)

    def __init__(
        self, result: Result, *, case_file: str | Path | None = None, template: str | None = None
    ) -> None:
        super().__init__(template)
        self.result, self.case = result, result.case
        self.decision = decision_report(result, case_file=case_file, template=template)

    @cached_property
    def facts(self) -> ExperienceFacts:
        """Names the text templates may use."""
        case = self.case
        costs = [s for cost in case.costs for s in (cost.per_year, cost.per_participant) if s]
        saved = [item.per_participant.source for item in case.alternative]
        return ExperienceFacts(
            **vars(self.decision.facts),
            udgift_kilde=next((cost.source for cost in costs if cost.source), None),
            alternativ_kilde=next(iter(saved), None),
            licens=case.licence,
            kontakt=case.contact,
        )

    @cached_property
    def title(self) -> str:
        """*Økonomisk analyse af …*, or *Eksempelberegning af …* for illustrative cases."""
        return plain(self.text("titel"))

    @cached_property
    def lead(self) -> str:
        """Two lines on who calculated what."""
        return plain(self.text("manchet"))

    @property
    def answer(self) -> str:
        """The result in one sentence; what must be true where consequences are unknown."""
        return self.decision.answer

    def bullets(self) -> list[str]:
        """»Om den økonomiske analyse« as plain sentences."""
        return [
            "".join(run.text for run in item)
            for node in self.text("analysen")
            for item in getattr(node, "items", [])
        ]

    @property
    def cover(self) -> Cover:
        """The decision report's, under the page's own title."""
        case = self.case
        when, version = danish.long_date(case.date), f"Version {case.version}"
        eyebrow = [case.municipality, self.kind, when, version]
        return replace(self.decision.cover, title=self.title, eyebrow=eyebrow)

    @part("side1")
    def key_figures(self) -> Iterator[Piece]:
        """Key figures, the figure, and what a reader must know."""
        yield from map(_for_page, self.decision.content("side1"))

    @part("indsatsen")
    def effort(self) -> Iterator[Piece]:
        """Who calculated what, and for whom."""
        yield TextBlock(section="indsatsen", role="lead", content=[paragraph(self.lead)])
        yield self.text("indsatsen")

    @part("analysen")
    def analysis(self) -> Iterator[Piece]:
        """What the calculation rests on."""
        yield self.text("analysen")

    @part("resultat")
    def result_figures(self) -> Iterator[Piece]:
        """The first two figures of the decision report's economy."""
        economy = self.decision.content("oekonomi")
        figures = (block for block in economy if isinstance(block, FigureBlock))
        yield from map(_for_page, islice(figures, 2))

    @part("hent")
    def download(self) -> Iterator[Piece]:
        """Where the whole calculation is found."""
        yield self.text("hent")


def _for_page(block: Block) -> Block:
    """A figure without references to sections that only the report has."""
    if not isinstance(block, FigureBlock):
        return block

    def here(text: str) -> str:
        return text.replace("under Forudsætninger", "i rapportens forudsætninger")

    notes = [here(note) for note in block.notes]
    return block.model_copy(update={"source": here(block.source or "") or None, "notes": notes})
