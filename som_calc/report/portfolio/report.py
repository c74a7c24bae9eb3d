"""The portfolio report: what each part of the notebook shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.document import danish
from som_calc.document.chance import out_of_ten, whole_percent
from som_calc.document.model import KeyFigure, KeyFigures, SectionSpec, TextBlock
from som_calc.document.money import Money, money_figure
from som_calc.report.base import (
    Cover,
    Piece,
    Report,
    borrowed_from,
    fingerprint,
    part,
    shared_sign_off,
)
from som_calc.report.changes import changed_for_run, typed_for_run
from som_calc.report.portfolio import budget_tables, cash_tables, certainty_tables, figures, tables
from som_calc.report.portfolio.content import DRAWS, SEED, Portfolio, read_portfolio
from som_calc.report.portfolio.facts import PortfolioFacts, facts


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
    budget: str | float | None = None,
) -> PortfolioReport:
    """Read the cases and make the report of them.

    Raises:
        CaseError: see :func:`som_calc.report.portfolio.content.read_portfolio`.

    >>> from som_calc.resources import find
    >>> cases = [find("params", f"aabenraa-{name}.yaml") for name in ("ips", "flere-unge")]
    >>> round(portfolio_report(cases, title="Ungeløftet").facts.i_alt.value)
    2236996
    """
    found = read_portfolio(
        files,
        variants,
        overrides,
        draws=draws,
        seed=seed,
        default_spread=default_spread,
        budget=budget,
    )
    return PortfolioReport(found, files, title=title, template=template)


class PortfolioReport(Report):
    """Several efforts, or variants of one, as a document.

    Args:
        found: the efforts, drawn together.
        files: the case files (their hashes are printed).
        title: the report's title; else made of the efforts' names.
        template: a kommune's own template folder.
    """

    kind = "Portefølje"
    folder = "portefoelje"
    meeting = ("figur-likviditet",)
    rests_on = "tabel-forudsaetninger"

    def __init__(
        self,
        found: Portfolio,
        files: Sequence[str | Path] = (),
        *,
        title: str | None = None,
        template: str | None = None,
    ) -> None:
        super().__init__(template)
        self.found = found
        self.files = [Path(file) for file in files]
        self.title = title or default_title(found)

    def chosen_sections(self) -> list[SectionSpec]:
        """The list's sections; the one about a budget only where there is one."""
        chosen = super().chosen_sections()
        return [s for s in chosen if s.id != "budget" or self.found.limit is not None]

    @cached_property
    def facts(self) -> PortfolioFacts:
        """Names the text templates may use."""
        return facts(self.found)

    @property
    def cover(self) -> Cover:
        """Title, kommuner and the case files."""
        cases = self.found.cases
        given = cases[:1] if self.found.variants else cases
        typed = [("Ændret i kørslen", "; ".join(said))] if (said := typed_for_run(given)) else []
        newest = max(case.date for case in cases)
        places = danish.listing(list(dict.fromkeys(case.municipality for case in cases)))
        count = len(cases)
        what = ("varianter" if self.found.variants else "indsatser") if count > 1 else "indsats"
        return Cover(
            title=self.title,
            municipality=places,
            date=newest,
            version=", ".join(dict.fromkeys(case.version for case in cases)),
            eyebrow=[places, self.kind, danish.long_date(newest), f"{count} {what}"],
            sources=[*(("Sagsfil", fingerprint(file)) for file in self.files), *typed],
            keywords=["SØM", "social investering", "portefølje", places],
            illustrative=self.facts.illustrativ,
            borrowed_from=borrowed_from(cases),
            changed=changed_for_run(given, self.files),
            sign_off=shared_sign_off(case.report.sign_off for case in cases),
        )

    @part("side1")
    def key_figures(self) -> Iterator[Piece]:
        """The numbers to remember."""
        yield KeyFigures(section="side1", items=self._key_figures())

    @part("side1", own="no")
    def main_figure(self) -> Iterator[Piece]:
        """Net result of every effort, and the sum where they may be added."""
        yield figures.ranking(self.found, self.colours, "side1", id="figur-side1", table=False)

    @part("side1", own="no")
    def must_know(self) -> Iterator[Piece]:
        """»Det skal I vide«."""
        yield self.callout("det_skal_i_vide")

    @part("indstilling", own="last")
    def recommendation(self) -> Iterator[Piece]:
        """The indstilling."""
        content = self.text("indstilling")
        yield TextBlock(section="indstilling", role="recommendation", content=content)

    @part("rangorden")
    def order(self) -> Iterator[Piece]:
        """The efforts in order."""
        yield self.text("rangorden")
        yield tables.rank_table(self.found)

    @part("budget")
    def budget(self) -> Iterator[Piece]:
        """What a budget buys; only with ``--budget``."""
        if (choice := self.found.choice) is not None:
            yield self.text("budget")
            yield budget_tables.chosen(self.found, choice)
            yield budget_tables.per_year(self.found, choice)

    @part("fordeling")
    def sharing(self) -> Iterator[Piece]:
        """Who pays and who gains."""
        yield self.text("fordeling")
        yield tables.who_pays(self.found)
        yield tables.by_actor(self.found)

    @part("likviditet")
    def liquidity(self) -> Iterator[Piece]:
        """When the kommune must find the money."""
        yield self.text("likviditet")
        if self.found.summed or len(self.found.entries) == 1:
            yield figures.liquidity(self.found, self.colours, "likviditet")
        yield cash_tables.outlay_table(self.found)

    @part("overlap")
    def overlap(self) -> Iterator[Piece]:
        """Whether the results may be added."""
        yield self.text("overlap")

    @part("usikkerhed")
    def probability(self) -> Iterator[Piece]:
        """Chances and ranks when the cases state uncertainty; break-evens always."""
        yield self.text("usikkerhed")
        if self.found.chances:
            yield certainty_tables.chances(self.found)
        yield certainty_tables.break_even_table(self.found)

    @part("forudsaetninger")
    def assumptions(self) -> Iterator[Piece]:
        """What sets the cases apart."""
        yield tables.assumptions(self.found)

    @part("metode")
    def method(self) -> Iterator[Piece]:
        """How it was calculated."""
        yield self.text("metode")

    @part("tabeller")
    def more_tables(self) -> Iterator[Piece]:
        """Cash by committee and effort, and the kommune's own chances."""
        yield cash_tables.committee_cash(self.found)
        if self.found.summed:
            yield from cash_tables.split_tables(self.found)
        if self.found.chances:
            yield certainty_tables.chances(self.found, MUNICIPALITY)

    def _key_figures(self) -> list[KeyFigure]:
        found, said = self.found, self.facts
        label = f"nutidsværdi {found.label_years}"
        if found.alternatives:
            own = found.net(MUNICIPALITY)
            worst = min(own, key=lambda name: own[name])
            return [
                money_figure(
                    _best("det offentlige", said.bedste_resultat), said.bedste_resultat, said.bedste
                ),
                money_figure(
                    _best(said.kommunen, said.bedste_kommune_resultat),
                    said.bedste_kommune_resultat,
                    said.bedste_kommune,
                ),
                money_figure(f"Dårligst for {said.kommunen}", Money(own[worst]), worst),
            ]
        items = [
            money_figure("Samlet nettoresultat", said.i_alt, f"for det offentlige, {label}"),
            money_figure(
                f"{said.kommunen.capitalize()}s nettoresultat",
                said.kommune,
                "med tilskud" if said.har_tilskud else label,
            ),
            money_figure(
                "Skal findes først",
                said.udlaeg,
                f"{said.kommunen}s udgift {said.udlaeg_aar} efter tilskud",
                plus=False,
            ),
        ]
        # An assumed spread is no uncertainty that anyone has stated.
        if found.chances and not said.fast_mereffekt and found.default_spread is None:
            chance = float(found.sum(TOTAL)["probability"])
            items.append(
                KeyFigure(
                    label="Sandsynlighed for overskud",
                    value=whole_percent(chance).partition(danish.NBSP)[0],
                    unit="pct.",
                    basis=f"det offentlige: {out_of_ten(chance)}; "
                    "kun den usikkerhed, sagerne angiver",
                )
            )
        elif said.har_tilskud:
            items.append(
                money_figure(
                    f"{said.kommunen.capitalize()} uden tilskud",
                    said.kommune_uden_tilskud,
                    "hvis alt tilskud falder væk",
                )
            )
        return items


def _best(who: str, result: Money) -> str:
    return f"{'Mindste underskud' if result.tab else 'Bedst'} for {who}"


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
