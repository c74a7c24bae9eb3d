"""The portfolio report: what each part of the notebook shows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.document import danish
from som_calc.document.chance import out_of_ten, whole_percent
from som_calc.document.model import (
    Block,
    CalloutBlock,
    FrontMatter,
    KeyFigure,
    KeyFigures,
    SectionSpec,
    Table,
    TableBlock,
    TextBlock,
)
from som_calc.document.money import Money, money_figure
from som_calc.document.palette import palette
from som_calc.document.text import plain, render
from som_calc.report.portfolio import cash_tables, certainty_tables, figures, tables
from som_calc.report.portfolio.content import DRAWS, SEED, Portfolio, read_portfolio
from som_calc.report.portfolio.facts import facts
from som_calc.report.sections import template_sections

FOLDER = "portefoelje"
KIND = "Portefølje"
STAMP = "Illustrative tal"


def portfolio_report(
    files: Sequence[str | Path],
    variants: Sequence[str] = (),
    overrides: Sequence[str] = (),
    *,
    title: str | None = None,
    template: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    default_spread: float | None = None,
) -> PortfolioReport:
    """Read the cases and make the report of them.

    Raises:
        CaseError: see :func:`som_calc.report.portfolio.content.read_portfolio`.
    """
    found = read_portfolio(
        files, variants, overrides, draws=draws, seed=seed, default_spread=default_spread
    )
    return PortfolioReport(found, files, title=title, template=template)


class PortfolioReport:
    """Several efforts, or variants of one, as a document.

    Each method returns the blocks of one part, in reading order; a notebook shows them.
    """

    def __init__(
        self,
        found: Portfolio,
        files: Sequence[str | Path] = (),
        *,
        title: str | None = None,
        template: str | None = None,
    ) -> None:
        self.found = found
        self.files = [Path(file) for file in files]
        self.title = title or default_title(found)
        self.template = template
        self.colours = palette(template)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Names the text templates may use."""
        return facts(self.found)

    @cached_property
    def answer(self) -> str:
        """The answer in one sentence."""
        return plain(self._text("svar"))

    @cached_property
    def sections(self) -> list[SectionSpec]:
        """The template's sections, page one first."""
        first = SectionSpec(id="side1", heading="Resultatet", show_heading=False)
        return [first, *template_sections(FOLDER, self.template)]

    def front(self) -> list[Block]:
        """Front matter."""
        cases = self.found.cases
        newest = max(cases, key=lambda case: case.date)
        places = danish.listing(list(dict.fromkeys(case.municipality for case in cases)))
        count = len(cases)
        what = ("varianter" if self.found.variants else "indsatser") if count > 1 else "indsats"
        return [
            FrontMatter(
                report_kind=KIND,
                file_stem=FOLDER,
                eyebrow=[places, KIND, danish.long_date(newest.date), f"{count} {what}"],
                title=self.title,
                answer=self.answer,
                municipality=places,
                date=newest.date.isoformat(),
                date_text=danish.long_date(newest.date),
                version=", ".join(dict.fromkeys(case.version for case in cases)),
                sections=self.sections,
                stamp=STAMP if self.facts["illustrativ"] else None,
                palette=self.colours,
                provenance=self._provenance(),
                keywords=["SØM", "social investering", "portefølje", places],
            )
        ]

    def page_one(self) -> list[Block]:
        """Key figures, the ranking, what the reader must know, and the indstilling."""
        return self._chosen(
            [
                KeyFigures(section="side1", items=self._key_figures()),
                figures.ranking(
                    self.found, self.colours, "side1", id="figur-side1", table=False
                ),
                CalloutBlock(
                    section="side1", title="Det skal I vide", content=self._text("det_skal_i_vide")
                ),
                TextBlock(
                    section="indstilling",
                    role="recommendation",
                    content=self._text("indstilling"),
                ),
            ]
        )  # fmt: skip

    def order(self) -> list[Block]:
        """The efforts in order."""
        return self._part("rangorden", tables.rank_table(self.found))

    def sharing(self) -> list[Block]:
        """Who pays and who gains."""
        return self._part(
            "fordeling", tables.who_pays(self.found), tables.by_actor(self.found)
        )  # fmt: skip

    def cash(self) -> list[Block]:
        """When the kommune must find the money."""
        section, appendix = "likviditet", "tabeller"
        blocks: list[Block] = [TextBlock(section=section, content=self._text(section))]
        if self.found.summed or len(self.found.entries) == 1:
            blocks.append(figures.liquidity(self.found, section))
        blocks += [
            TableBlock(section=section, table=cash_tables.outlay_table(self.found)),
            TableBlock(section=appendix, table=cash_tables.committee_cash(self.found)),
            *(
                TableBlock(section=appendix, table=table)
                for table in (cash_tables.split_tables(self.found) if self.found.summed else [])
            ),
        ]
        return self._chosen(blocks)

    def overlap(self) -> list[Block]:
        """Whether the results may be added."""
        return self._part("overlap")

    def how_sure(self) -> list[Block]:
        """Chances and ranks when the cases state uncertainty; break-evens always."""
        found, own = self.found, []
        shown = [certainty_tables.break_even_table(found)]
        if found.chances:
            shown.insert(0, certainty_tables.chances(found))
            own = [certainty_tables.chances(found, MUNICIPALITY)]
        appendix = [TableBlock(section="tabeller", table=table) for table in own]
        return [*self._part("usikkerhed", *shown), *self._chosen([*appendix])]

    def basis(self) -> list[Block]:
        """What sets the cases apart, and how it was calculated."""
        return self._chosen(
            [
                TableBlock(section="forudsaetninger", table=tables.assumptions(self.found)),
                TextBlock(section="metode", content=self._text("metode")),
            ]
        )

    def _part(self, section: str, *shown: Table) -> list[Block]:
        text = TextBlock(section=section, content=self._text(section))
        return self._chosen([text, *(TableBlock(section=section, table=table) for table in shown)])

    def _chosen(self, blocks: list[Block]) -> list[Block]:
        known = {spec.id for spec in self.sections}
        return [block for block in blocks if block.section in known]

    def _text(self, name: str) -> Any:
        return render(f"{FOLDER}/{name}.md.j2", self.facts, self.template)

    def _key_figures(self) -> list[KeyFigure]:
        found, said = self.found, self.facts
        label = f"nutidsværdi {found.cases[0].present_value_label}"
        if found.variants:
            own = found.net(MUNICIPALITY)
            worst = min(own, key=lambda name: own[name])
            return [
                money_figure("Bedst for det offentlige", said["bedste_resultat"], said["bedste"]),
                money_figure(
                    "Bedst for kommunen", said["bedste_kommune_resultat"], said["bedste_kommune"]
                ),
                money_figure("Dårligst for kommunen", Money(own[worst]), worst),
            ]
        items = [
            money_figure("Samlet nettoresultat", said["i_alt"], f"for det offentlige, {label}"),
            money_figure(
                "Kommunens nettoresultat",
                said["kommune"],
                "med tilskud" if said["har_tilskud"] else label,
            ),
            money_figure(
                "Skal findes først",
                said["udlaeg"],
                f"kommunens udgift {said['udlaeg_aar']} efter tilskud",
                plus=False,
            ),
        ]
        if found.chances:
            chance = float(found.sum(TOTAL)["probability"])
            items.append(
                KeyFigure(
                    label="Sandsynlighed for overskud",
                    value=whole_percent(chance).partition(danish.NBSP)[0],
                    unit="pct.",
                    basis=f"det offentlige: {out_of_ten(chance)}",
                )
            )
        elif said["har_tilskud"]:
            items.append(
                money_figure(
                    "Kommunen uden tilskud",
                    said["kommune_uden_tilskud"],
                    "hvis kommunen selv betaler alt",
                )
            )
        return items

    def _provenance(self) -> list[tuple[str, str]]:
        from som_calc import __version__

        entries = []
        for file in self.files:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
            entries.append(("Sagsfil", f"{file.name}, sha256 {digest}"))
        return [*entries, ("Program", f"som-rapport {__version__}")]


def default_title(found: Portfolio) -> str:
    """The efforts by name when they are few.

    A variant report is named after its effort.
    """
    names = list(dict.fromkeys(case.intervention.name for case in found.cases))
    if found.variants:
        return f"{names[0]}: {danish.count(len(found.entries), 'variant', 'varianter')}"
    if len(names) <= 3:
        return danish.listing(names)
    return f"Portefølje på {danish.count(len(found.entries), 'indsats', 'indsatser')}"
