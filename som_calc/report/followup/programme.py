"""Several efforts followed under one, with the same status rule as each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from som_calc.analysis.followup.programme import Programme, programme
from som_calc.analysis.followup.status import status
from som_calc.case.names import ON_COURSE
from som_calc.case.problems import CaseError
from som_calc.document import danish
from som_calc.document.model import KeyFigure, KeyFigures
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
from som_calc.report.followup.loading import Followed, follow
from som_calc.report.followup.programme_blocks import efforts_figure, efforts_table
from som_calc.report.followup.report import TONES
from som_calc.report.followup.tables import status_table
from som_calc.report.followup.words import REASONS, level_text


def programme_report(
    case_files: Sequence[str | Path],
    year: int | None = None,
    *,
    title: str | None = None,
    template: str | None = None,
) -> ProgrammeReport:
    """The follow-up of several cases; every fault in every file is told at once.

    Raises:
        CaseError: a file cannot be used.

    >>> from som_calc.resources import find
    >>> cases = [find("params", f"aabenraa-{name}.yaml") for name in ("ips", "flere-unge")]
    >>> programme_report(cases, title="Ungeløftet").facts.antal
    2
    """
    found: list[Followed] = []
    errors = []
    for case_file in case_files:
        try:
            found.append(follow(case_file, year))
        except CaseError as error:
            errors += error.problems
    if errors:
        raise CaseError(errors)
    return ProgrammeReport(found, title=title, template=template)


@dataclass(frozen=True)
class ProgrammeFacts:
    """Names for the templates in ``templates/tekst/opfoelgning-samlet``.

    Amounts are :class:`Money` (kr.).  None: unknown in one of the efforts.
    """

    titel: str
    kommuner: list[str]
    antal: int
    status: str
    efter_status: dict[str, list[str]]
    """Status → names of the efforts."""
    sammenlignelig: bool
    vedtaget: Money
    i_dag: Money
    startede_ventet: int | None
    startede: int | None
    tilskud_brugt: Money | None
    tilskud_i_alt: Money
    aar: list[str]
    ikke_vedtaget: list[str]
    aendret: list[str]
    illustrativ: bool
    grunde: dict[str, list[str]]
    """Effort → what decides its status."""


class ProgrammeReport(Report):
    """Several followed cases as one report.

    Args:
        followed: the cases.
        title: the report's title.
        template: a kommune's own template folder.
    """

    kind = "Samlet opfølgning"
    folder = "opfoelgning-samlet"
    rests_on = "tabel-indsatser"
    first_heading = "Status"

    def __init__(
        self, followed: Sequence[Followed], *, title: str | None = None, template: str | None = None
    ) -> None:
        super().__init__(template)
        self.followed = list(followed)
        self.title = title or self.kind

    @cached_property
    def programme(self) -> Programme:
        """The efforts and their sums."""
        return programme([item.tracking for item in self.followed])

    @cached_property
    def facts(self) -> ProgrammeFacts:
        """Names the text templates may use."""
        whole = self.programme
        by_level: dict[str, list[str]] = {}
        for effort in whole.efforts:
            by_level.setdefault(effort.level, []).append(effort.name)
        started, grant = whole.total_pair("started"), whole.total_pair("grant")
        return ProgrammeFacts(
            titel=self.title,
            kommuner=list(dict.fromkeys(f.tracking.case.municipality for f in self.followed)),
            antal=len(whole.efforts),
            status=whole.level,
            efter_status=by_level,
            sammenlignelig=whole.comparable,
            vedtaget=Money(whole.total("decided")),
            i_dag=Money(whole.total("forecast")),
            startede_ventet=None if started is None else int(danish.rounded(started[0])),
            startede=None if started is None else int(danish.rounded(started[1])),
            tilskud_brugt=None if grant is None else Money(grant[1]),
            tilskud_i_alt=Money(whole.total("grant_planned")),
            aar=sorted({str(effort.year) for effort in whole.efforts}),
            ikke_vedtaget=[
                item.tracking.case.intervention.name
                for item in self.followed
                if item.decision is None
            ],
            aendret=[
                item.tracking.case.intervention.name for item in self.followed if item.changes
            ],
            illustrativ=any(item.tracking.illustrative for item in self.followed),
            grunde={
                item.tracking.case.intervention.name: [
                    REASONS[name] for name in status(item.tracking).reasons
                ]
                for item in self.followed
            },
        )

    @property
    def cover(self) -> Cover:
        """Title, years, and the files behind."""
        newest = max(item.tracking.latest.date for item in self.followed)
        places = self.facts.kommuner
        return Cover(
            title=self.title,
            municipality=danish.listing(places),
            date=newest,
            version="1.0",
            eyebrow=[
                danish.listing(places),
                f"Opfølgning {danish.listing(self.facts.aar)}",
                f"Opgjort {danish.long_date(newest)}",
            ],
            sources=[
                *(("Sagsfil", fingerprint(item.case_file)) for item in self.followed),
                *(("Opfølgning", fingerprint(p)) for item in self.followed for p in item.files),
            ],
            keywords=["SØM", "opfølgning", *places],
            illustrative=self.facts.illustrativ,
            borrowed_from=borrowed_from(item.tracking.case for item in self.followed),
            sign_off=shared_sign_off(i.tracking.case.report.sign_off for i in self.followed),
        )

    @part("side1")
    def key_figures(self) -> Iterator[Piece]:
        """Status, participants, grant and forecast of the whole."""
        whole = self.programme
        worst = self.facts.efter_status.get(whole.level, [])
        items = [
            KeyFigure(
                label="Samlet status",
                value=level_text(whole.level),
                basis=worst[0] if len(worst) == 1 else f"{len(worst)} indsatser",
                tone=TONES[whole.level],
            ),
            self._people(),
            self._grant(),
        ]
        if whole.comparable:
            decided = danish.amount(whole.total("decided"))
            basis = f"nettoresultat; vedtaget {decided}"
            items.append(money_figure("I alt i dag", Money(whole.total("forecast")), basis))
        yield KeyFigures(section="side1", items=items)

    @part("side1", own="no")
    def main_figure(self) -> Iterator[Piece]:
        """Decided and forecast result of each effort."""
        yield efforts_figure(self.programme, self.colours)

    @part("side1", own="no")
    def must_know(self) -> Iterator[Piece]:
        """»Det skal I vide«."""
        yield self.callout("det_skal_i_vide", warning=self.programme.level != ON_COURSE)

    @part("indsatser")
    def side_by_side(self) -> Iterator[Piece]:
        """The efforts side by side."""
        yield self.text("indsatser")
        yield efforts_table(self.programme)

    @part("maalinger")
    def measures(self) -> Iterator[Piece]:
        """Each effort's measures against their limits."""
        for number, item in enumerate(self.followed, 1):
            name = item.tracking.case.intervention.name
            named = {"id": f"tabel-status-{number}", "caption": f"{name}, {item.tracking.year}"}
            yield status_table(status(item.tracking), item.tracking).model_copy(update=named)

    @part("metode")
    def method(self) -> Iterator[Piece]:
        """The rule and what is not taken into account."""
        yield self.text("metode")

    def _people(self) -> KeyFigure:
        pair = self.programme.total_pair("started")
        if pair is None:
            return KeyFigure(label="Startede", value="Ukendt", basis="mangler i en indsats")
        return KeyFigure(
            label="Startede til dato",
            value=danish.number(pair[1]),
            basis=f"ventet {danish.number(pair[0])}",
        )

    def _grant(self) -> KeyFigure:
        pair, planned = self.programme.total_pair("grant"), self.programme.total("grant_planned")
        if pair is None:
            return KeyFigure(label="Tilskud brugt", value="Ukendt", basis="mangler i en indsats")
        years = sorted({y for effort in self.programme.efforts for y in effort.grant_missing})
        missing = f"; {danish.listing([str(y) for y in years])} mangler" if years else ""
        return money_figure(
            "Tilskud brugt til dato",
            Money(pair[1]),
            f"af {danish.amount(planned)} i alt{missing}" if planned else "intet tilskud",
            plus=False,
        )
