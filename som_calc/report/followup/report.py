"""The follow-up report: what is its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from som_calc.analysis.followup.status import Status, status
from som_calc.case.names import MUNICIPALITY, OFF_COURSE, ON_COURSE, SEVERITY, TOTAL, UNRESOLVED
from som_calc.document import danish
from som_calc.document.model import Block, KeyFigure, KeyFigures, TextBlock
from som_calc.document.money import Money, money_figure
from som_calc.report.base import Cover, Piece, Report, borrowed_from, fingerprint, part
from som_calc.report.followup import bridge_tables, figures, measured_tables, record_tables, tables
from som_calc.report.followup.certainty import ForecastCertainty
from som_calc.report.followup.facts import FollowUpFacts, facts
from som_calc.report.followup.loading import Followed
from som_calc.report.followup.words import level_text

TONES = dict.fromkeys(SEVERITY, "neutral") | {ON_COURSE: "gain", OFF_COURSE: "loss"}


class FollowUpReport(Report):
    """An opfølgning on one case.

    Args:
        followed: the case, its decision and its follow-ups.
        template: a kommune's own template folder.
    """

    kind = "Opfølgning"
    folder = "opfoelgning"
    meeting = ("figur-forloeb", "figur-effekt")
    rests_on = "tabel-kilder"
    first_heading = "Status"

    def __init__(self, followed: Followed, *, template: str | None = None) -> None:
        super().__init__(template)
        self.followed = followed
        self.tracking = followed.tracking

    @cached_property
    def status(self) -> Status:
        """The status by the case's rule."""
        return status(self.tracking)

    @cached_property
    def facts(self) -> FollowUpFacts:
        """Names the text templates may use."""
        return facts(self.followed, self.status, self.certainty)

    @cached_property
    def certainty(self) -> ForecastCertainty:
        """How sure the renewed forecast is."""
        return ForecastCertainty(self.tracking.forecast, self.tracking)

    @property
    def cover(self) -> Cover:
        """Title, year, and what was measured against what."""
        followed, tracking = self.followed, self.tracking
        case, latest = tracking.case, tracking.latest
        sources = [("Opgjort af", latest.prepared_by)] if latest.prepared_by else []
        if followed.decision is not None:
            day = danish.long_date(followed.decision.date)
            sources.append(("Vedtaget sag", f"{day}, sha256 {followed.decision.sha256[:16]}"))
        sources.append(("Sagsfil", fingerprint(followed.case_file)))
        sources += [("Opfølgning", fingerprint(path)) for path in followed.files]
        return Cover(
            title=f"{case.title}: opfølgning {tracking.year}",
            municipality=case.municipality,
            date=latest.date,
            version=case.version,
            eyebrow=[
                case.municipality,
                f"{self.kind} {tracking.year}",
                f"Opgjort {danish.long_date(latest.date)}",
            ],
            sources=sources,
            keywords=["SØM", "opfølgning", case.intervention.name, case.municipality],
            illustrative=tracking.illustrative,
            borrowed_from=borrowed_from([case]),
            sign_off=case.report.sign_off,
            stem=f"opfoelgning-{tracking.year}",
        )

    @part("side1")
    def key_figures(self) -> Iterator[Piece]:
        """Status, the two results, and the measured effect."""
        yield KeyFigures(section="side1", items=self._key_figures())

    @part("side1", own="no")
    def main_figure(self) -> Iterator[Piece]:
        """The bridge from the decision to today."""
        yield self._bridge("side1", id="figur-side1", show_table=False)

    @part("side1", own="no")
    def must_know(self) -> Iterator[Piece]:
        """»Det skal I vide«."""
        yield self.callout("det_skal_i_vide", warning=self.status.level != ON_COURSE)

    @part("indstilling", own="last")
    def next_steps(self) -> Iterator[Piece]:
        """What to do next."""
        content = self.text("naeste_skridt")
        yield TextBlock(section="indstilling", role="recommendation", content=content)

    @part("status")
    def measures(self) -> Iterator[Piece]:
        """Each measure against its limits, and the rule."""
        yield tables.status_table(self.status, self.tracking)
        yield self.text("status")

    @part("forventet")
    def expected_by_year(self) -> Iterator[Piece]:
        """Expected and actual, year by year."""
        yield self.text("forventet")
        yield tables.by_year(self.tracking)

    @part("forventet", own="no")
    def course(self) -> Iterator[Piece]:
        """The cumulated result, decided and today."""
        yield figures.course_figure(self.tracking, "forventet", self.colours)

    @part("forventet", own="no")
    def expected_by_actor(self) -> Iterator[Piece]:
        """Expected and actual by actor, by committee and by service."""
        yield tables.by_actor(self.tracking)
        yield tables.committees(self.tracking)
        yield measured_tables.service_use(self.tracking)

    @part("bro")
    def bridge(self) -> Iterator[Piece]:
        """From the decision to today."""
        yield self.text("bro")
        yield self._bridge("bro", id="figur-bro")
        yield bridge_tables.bridge_years(self.tracking)

    @part("siden")
    def since_last(self) -> Iterator[Piece]:
        """From the last follow-up to this one, where there is one."""
        since, last = self.tracking.steps_since_last(), self.tracking.before()
        if since is None or last is None:
            return
        yield self.text("siden_sidst")
        yield figures.bridge_figure(
            self.tracking,
            since,
            last.forecast.by_actor(),
            "siden",
            self.colours,
            id="figur-siden",
            names=(f"Opfølgning {last.year}", "I dag"),
        )

    @part("effekt")
    def effect(self) -> Iterator[Piece]:
        """Net effect, interval, and how many are needed."""
        figure = figures.effect_figure(self.tracking, "effekt", self.colours)
        yield self.text("effekt")
        yield figure or measured_tables.effect_table(self.tracking, self.tracking.evidence)

    @part("prognose")
    def forecast(self) -> Iterator[Piece]:
        """The renewed forecast, and whether the decision would still be made."""
        yield self.text("prognose")
        yield tables.rest_table(self.tracking)

    @part("prognose", own="no")
    def how_sure(self) -> Iterator[Piece]:
        """How sure the renewed forecast is, and what moves it."""
        yield self.text("sikkerhed")
        yield self.certainty.chances()
        yield self.certainty.tornado_figure("prognose", self.colours)

    @part("traef")
    def accuracy(self) -> Iterator[Piece]:
        """How well the forecasts hit."""
        yield self.text("traefsikkerhed")
        yield record_tables.forecasts_table(self.tracking)
        if self.tracking.actual:
            yield record_tables.errors_table(self.tracking)
            yield record_tables.accuracy_table(self.tracking)

    @part("huller")
    def gaps(self) -> Iterator[Piece]:
        """What is not known yet."""
        yield self.text("huller")
        yield record_tables.gaps_table(self.tracking)

    @part("grundlag")
    def grounds(self) -> Iterator[Piece]:
        """The frozen case, what was changed since, and the sources."""
        yield self.text("grundlag")
        if changed := self.followed.changes:
            yield record_tables.changes_table(changed)
        yield record_tables.sources(self.tracking)

    @part("metode")
    def method(self) -> Iterator[Piece]:
        """How it was calculated."""
        yield self.text("metode")

    def _bridge(self, section: str, *, id: str, show_table: bool = True) -> Block:
        return figures.bridge_figure(
            self.tracking,
            self.tracking.steps,
            self.tracking.decided.by_actor(),
            section,
            self.colours,
            id=id,
            names=("Vedtaget", "I dag"),
            show_table=show_table,
        )

    def _key_figures(self) -> list[KeyFigure]:
        now, then = self.tracking.forecast.by_actor(), self.tracking.decided.by_actor()
        reasons = self.facts.grunde
        then_year, now_year = self.tracking.case.price_year, self.tracking.mixed.case.price_year
        level = "" if then_year == now_year else f" i {then_year}-priser"
        others = danish.count(len(reasons) - 1, "anden måling", "andre målinger")
        more = f" og {others}" if len(reasons) > 2 else ""
        decided_by = f"{reasons[0]}{more}" if more else danish.listing(reasons)
        basis = f"det afgør {decided_by}" if reasons else "efter alle målinger"
        if self.facts.uafklaret and self.status.level != UNRESOLVED:
            basis += "; effekten er uafklaret"
        return [
            KeyFigure(
                label="Status",
                value=level_text(self.status.level),
                basis=basis,
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
        interval = measured_tables.points_text(found.net_interval)
        measured = danish.points(found.net, 1)
        if found.verdict == UNRESOLVED:
            return KeyFigure(
                label=label,
                value=level_text(UNRESOLVED),
                basis=f"målt {measured}, men {interval} er muligt",
            )
        value, unit = measured.split(danish.NBSP)
        return KeyFigure(label=label, value=value, unit=unit, basis=f"usikkert: {interval}")
