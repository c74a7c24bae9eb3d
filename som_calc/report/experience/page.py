"""What the notebook ``erfaringscase.ipynb`` shows: a case as others find it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from som_calc.document import danish
from som_calc.document.model import (
    Block,
    FigureBlock,
    FrontMatter,
    SectionSpec,
    TextBlock,
)
from som_calc.document.text import paragraph, plain, render
from som_calc.engine.result import Result
from som_calc.report.decision import decision_report
from som_calc.report.sections import template_sections

FOLDER = "erfaringscase"
STEM = "erfaringscase"
KIND = "Erfaringscase"


class ExperiencePage:
    """A case in the form of erfaringsdatabasen: lead, effort, analysis, result, downloads.

    The numbers, figures and the result sentence are the decision report's own, so the page
    can never say anything else than the report in the same package.

    Args:
        result: the case at its own success rate.
        case_file: the case file, if any.
        template: a kommune's own template folder.
    """

    def __init__(
        self, result: Result, *, case_file: str | Path | None = None, template: str | None = None
    ) -> None:
        self.result, self.case, self.template = result, result.case, template
        # The page has sections of its own, whatever the report's were chosen to be.
        own = result.case.report.model_copy(update={"sections": None, "texts": {}})
        whole = result.case.model_copy(update={"report": own})
        self.decision = decision_report(
            replace(result, case=whole), case_file=case_file, template=template
        )

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The decision report's names, and where the money comes from."""
        case = self.case
        costs = [s for cost in case.costs for s in (cost.per_year, cost.per_participant) if s]
        return self.decision.facts | {
            "udgift_kilde": next((cost.source for cost in costs if cost.source), None),
            "alternativ_kilde": next(
                (item.per_participant.source for item in case.alternative), None
            ),
            "licens": case.licence,
            "kontakt": case.contact,
        }

    @cached_property
    def title(self) -> str:
        """*Økonomisk analyse af …*, or *Eksempelberegning af …* for illustrative cases."""
        return self.line("titel")

    @cached_property
    def lead(self) -> str:
        """Two lines on who calculated what."""
        return self.line("manchet")

    @property
    def result_sentence(self) -> str:
        """The result in one sentence; what must be true where consequences are unknown."""
        return self.decision.answer

    def line(self, name: str) -> str:
        """One of the page's texts as plain text."""
        return plain(render(f"{FOLDER}/{name}.md.j2", self.facts, self.template))

    def bullets(self) -> list[str]:
        """»Om den økonomiske analyse« as plain sentences."""
        content = render(f"{FOLDER}/analysen.md.j2", self.facts, self.template)
        return [
            "".join(run.text for run in item)
            for node in content
            for item in getattr(node, "items", [])
        ]

    def front(self) -> list[Block]:
        """Front matter: the decision report's, under the page's own title."""
        front = next(b for b in self.decision.front() if isinstance(b, FrontMatter))
        return [
            front.model_copy(
                update={
                    "report_kind": KIND,
                    "file_stem": STEM,
                    "title": self.title,
                    "answer": self.result_sentence,
                    "eyebrow": [
                        self.case.municipality,
                        KIND,
                        danish.long_date(self.case.date),
                        f"Version {self.case.version}",
                    ],
                    "sections": [
                        SectionSpec(id="side1", heading="Resultatet", show_heading=False),
                        *template_sections(FOLDER, self.template),
                    ],
                }
            )
        ]

    def page_one(self) -> list[Block]:
        """Key figures, the figure, and what a reader must know."""
        return [block for block in self.decision.page_one() if block.section == "side1"]

    def body(self) -> list[Block]:
        """The rest of the page."""
        lead = [paragraph(self.lead)]
        blocks: list[Block] = [TextBlock(section="indsatsen", role="lead", content=lead)]
        blocks += [
            TextBlock(
                section=name, content=render(f"{FOLDER}/{name}.md.j2", self.facts, self.template)
            )
            for name in ("indsatsen", "analysen")
        ]
        figures = [b for b in self.decision.economy() if isinstance(b, FigureBlock)]
        blocks += [b.model_copy(update={"section": "resultat"}) for b in figures[:2]]
        hent = render(f"{FOLDER}/hent.md.j2", self.facts, self.template)
        return [*blocks, TextBlock(section="hent", content=hent)]
