"""Several efforts followed under one, with the same status rule as each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from som_calc.analysis.followup.programme import Programme, programme
from som_calc.analysis.followup.status import status
from som_calc.case.problems import CaseError
from som_calc.document import danish
from som_calc.document.model import (
    Block,
    CalloutBlock,
    FrontMatter,
    KeyFigure,
    KeyFigures,
    SectionSpec,
    TableBlock,
    TextBlock,
)
from som_calc.document.money import Money, money_figure
from som_calc.document.palette import palette
from som_calc.document.text import plain, render
from som_calc.report.followup.front import STAMP, named
from som_calc.report.followup.loading import Followed, follow
from som_calc.report.followup.programme_blocks import efforts_figure, efforts_table
from som_calc.report.followup.report import TONES
from som_calc.report.followup.tables import status_table
from som_calc.report.followup.words import REASONS, level_text
from som_calc.report.sections import template_sections

FOLDER = "opfoelgning-samlet"
TITLE = "Samlet opfølgning"


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


class ProgrammeReport:
    """Several followed cases as one report."""

    def __init__(
        self, followed: Sequence[Followed], *, title: str | None = None, template: str | None = None
    ) -> None:
        self.followed = list(followed)
        self.title = title or TITLE
        self.template = template

    @cached_property
    def programme(self) -> Programme:
        """The efforts and their sums."""
        return programme([item.tracking for item in self.followed])

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Names the text templates may use."""
        whole = self.programme
        by_level: dict[str, list[str]] = {}
        for effort in whole.efforts:
            by_level.setdefault(effort.level, []).append(effort.name)
        started, grant = whole.total_pair("started"), whole.total_pair("grant")
        return {
            "titel": self.title,
            "kommuner": list(dict.fromkeys(f.tracking.case.municipality for f in self.followed)),
            "antal": len(whole.efforts),
            "status": whole.level,
            "efter_status": by_level,
            "sammenlignelig": whole.comparable,
            "vedtaget": Money(whole.total("decided")),
            "i_dag": Money(whole.total("forecast")),
            "startede_ventet": None if started is None else round(started[0]),
            "startede": None if started is None else round(started[1]),
            "tilskud_brugt": None if grant is None else Money(grant[1]),
            "tilskud_i_alt": Money(whole.total("grant_planned")),
            "aar": sorted({str(effort.year) for effort in whole.efforts}),
            "ikke_vedtaget": [
                item.tracking.case.intervention.name
                for item in self.followed
                if item.decision is None
            ],
            "aendret": [
                item.tracking.case.intervention.name for item in self.followed if item.changes
            ],
            "illustrativ": any(item.tracking.illustrative for item in self.followed),
            "grunde": {
                item.tracking.case.intervention.name: [
                    REASONS[name] for name in status(item.tracking).reasons
                ]
                for item in self.followed
            },
        }

    @cached_property
    def answer(self) -> str:
        """The answer in one sentence."""
        return plain(self._text("svar"))

    def front(self) -> list[Block]:
        """Front matter."""
        from som_calc import __version__

        cases = [item.tracking for item in self.followed]
        newest = max(tracking.latest.date for tracking in cases)
        municipality = danish.listing(self.facts["kommuner"])
        return [
            FrontMatter(
                report_kind="Samlet opfølgning",
                file_stem="opfoelgning-samlet",
                eyebrow=[
                    municipality,
                    f"Opfølgning {danish.listing(self.facts['aar'])}",
                    f"Opgjort {danish.long_date(newest)}",
                ],
                title=self.title,
                answer=self.answer,
                municipality=municipality,
                date=newest.isoformat(),
                date_text=danish.long_date(newest),
                version="1.0",
                sections=[
                    SectionSpec(id="side1", heading="Status", show_heading=False),
                    *template_sections(FOLDER, self.template),
                ],
                stamp=STAMP if self.facts["illustrativ"] else None,
                palette=palette(self.template),
                provenance=[
                    *(("Sagsfil", named(item.case_file)) for item in self.followed),
                    *(("Opfølgning", named(p)) for item in self.followed for p in item.files),
                    ("Program", f"som-rapport {__version__}"),
                ],
                keywords=["SØM", "opfølgning", *self.facts["kommuner"]],
            )
        ]

    def page_one(self) -> list[Block]:
        """Status, participants, grant and forecast of the whole."""
        whole = self.programme
        worst = self.facts["efter_status"].get(whole.level, [])
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
            items.append(
                money_figure(
                    "I alt i dag",
                    Money(whole.total("forecast")),
                    f"nettoresultat; vedtaget {decided}",
                )
            )
        return [
            KeyFigures(section="side1", items=items),
            efforts_figure(self.programme),
            CalloutBlock(
                section="side1",
                title="Det skal I vide",
                content=self._text("det_skal_i_vide"),
                tone="info" if whole.level == "på kurs" else "warning",
            ),
        ]

    def efforts(self) -> list[Block]:
        """The efforts side by side, and each one's measures."""
        blocks: list[Block] = [
            TextBlock(section="indsatser", content=self._text("indsatser")),
            TableBlock(section="indsatser", table=efforts_table(self.programme)),
        ]
        for number, item in enumerate(self.followed, 1):
            table = status_table(status(item.tracking), item.tracking)
            name = item.tracking.case.intervention.name
            blocks.append(
                TableBlock(
                    section="maalinger",
                    table=table.model_copy(
                        update={
                            "id": f"tabel-status-{number}",
                            "caption": f"{name}, {item.tracking.year}",
                        }
                    ),
                )
            )
        return blocks

    def basis(self) -> list[Block]:
        """The rule and what is not taken into account."""
        return [TextBlock(section="metode", content=self._text("metode"))]

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
        return money_figure(
            "Tilskud brugt til dato",
            Money(pair[1]),
            f"af {danish.amount(planned)} i alt",
            plus=False,
        )

    def _text(self, name: str) -> Any:
        return render(f"{FOLDER}/{name}.md.j2", self.facts, self.template)
