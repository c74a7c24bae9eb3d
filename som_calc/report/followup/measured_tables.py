"""Tables of what has been measured: the effect, and the use of services."""

from __future__ import annotations

from som_calc.analysis.followup.assemble import share_of_all
from som_calc.analysis.followup.effect import COMPLETERS, STARTERS, EffectEvidence, Measured
from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.followup import UNKNOWN
from som_calc.document import danish
from som_calc.document.blocks import plain_number, share, words
from som_calc.document.model import Cell, Column, Row, Table
from som_calc.report.followup.tables import SOURCE


def effect_table(tracking: Tracking, found: EffectEvidence) -> Table:
    """From observed share to net effect, and the belief before and after.

    Where the effect is that of completers, every row says whom it is a share of.
    """
    rows: list[Row] = []
    two_bases = found.measured.among == COMPLETERS

    def add(
        label: str, value: Cell | None, interval: str = "–", of: str = found.measured.among
    ) -> None:
        base = [words(of)] if two_bases else []
        rows.append(Row(cells=[words(label), *base, value or words(UNKNOWN), words(interval)]))

    def maybe(value: float | None) -> Cell | None:
        return None if value is None else share(value, 1)

    measured, compared = found.measured, found.comparison
    among = observed_in_words(measured)
    add(
        f"Målt succesandel: {measured.successes} af {among}"
        if measured.observed
        else "Målt succesandel",
        maybe(measured.share),
    )
    add(
        "Sammenligningsandel",
        maybe(None if compared is None else compared.share),
        interval_text(compared.interval) if compared is not None and compared.observed else "–",
        of="sammenligningen",
    )
    net = found.net
    add(
        "Nettoeffekt: målt andel minus sammenligning",
        None if net is None else Cell(text=danish.points(net, 1), value=net),
        "–" if found.net_interval is None else points_text(found.net_interval),
    )
    add(
        "Forventet mereffekt ved beslutningen",
        share(found.planned, 1),
        interval_text(found.prior.interval),
    )
    believed = found.believed_interval
    add(
        "Opdateret mereffekt",
        maybe(found.believed),
        "–" if believed is None else interval_text(believed),
    )
    seen = effect_in_measured(tracking)
    if seen is not None:
        add("Mereffekt i prognosen for de årgange, der er målt", share(seen, 1), of=STARTERS)
    to_come = effect_to_come(tracking)
    if to_come is not None:
        add("Mereffekt i prognosen, hvor frafaldet ikke er kendt", share(to_come, 1), of=STARTERS)
    limit = tracking.break_even()
    add(
        "Break-even for hele indsatsen, i alt",
        words("findes ikke") if limit is None else share(tracking.share_of_all(limit), 1),
        of=STARTERS,
    )
    return Table(
        id="tabel-effekt",
        caption="Effekten: målt, forventet og opdateret",
        columns=[
            Column(label="Størrelse", width=2.4),
            *([Column(label="Andel af", width=1.2)] if two_bases else []),
            Column(label="Andel", kind="pct", width=1.1),
            Column(label="95 %-interval", width=1.6),
        ],
        rows=rows,
        notes=[f"Forventningens usikkerhed {found.prior.source}.", *_effect_notes(found)],
        source=SOURCE,
    )


def _why_some(found: EffectEvidence) -> str:
    """Why only a part of those who dropped out belongs to the people measured."""
    if found.measured.under_way:
        still = danish.count(found.measured.under_way, "deltager", "deltagere")
        return f"{still[:1].upper()}{still[1:]} er stadig i gang"
    return "Kun en del af de gennemførte er målt"


def _effect_notes(found: EffectEvidence) -> list[str]:
    notes = []
    if found.measured.dropped:
        notes.append(
            f"{found.measured.dropped} af de {found.measured.observed} faldt fra; de regnes som "
            "uden succes."
            if found.measured.dropped == found.measured.fell_out
            else f"{found.measured.fell_out} faldt fra. {_why_some(found)}, så "
            f"{found.measured.dropped} af de frafaldne er lagt til som uden succes."
        )
    if found.comparison is not None and not found.comparison.observed:
        notes.append("Sammenligningsandelen er regnet som kendt; dens egen usikkerhed er ikke med.")
    return notes


def observed_in_words(measured: Measured) -> str:
    """Those observed, and of how many where that is more: »16 målte (ud af 32 startede)«."""
    if measured.whole is None or measured.whole <= measured.observed:
        return f"{danish.number(measured.observed)} {measured.among}"
    whole = danish.number(measured.whole)
    return f"{danish.number(measured.observed)} målte (ud af {whole} {measured.among})"


def effect_to_come(tracking: Tracking) -> float | None:
    """The success rate (share of all who start) of cohorts whose drop-out is not known.

    None where the drop-out moves nothing, or no cohort is left.
    """
    otherwise = tracking.known.course.otherwise
    left = set(tracking.mixed.case.participants.value) - set(tracking.known.course.completion)
    if otherwise is None or abs(otherwise - 1) < 0.0005 or not left:
        return None
    return share_of_all(tracking.mixed, within=left.__contains__)


def effect_in_measured(tracking: Tracking) -> float | None:
    """The success rate (share of all who start) of the cohorts whose effect is measured.

    None where it is the updated one as it is, or nothing is measured.
    """
    believed, years = tracking.evidence.believed, tracking.evidence.measured.years
    if believed is None:
        return None
    seen = share_of_all(tracking.mixed, within=years.__contains__)
    return None if abs(seen - believed) < 0.0005 else seen


def interval_text(interval: tuple[float, float]) -> str:
    """An interval of shares, e.g. −2,5 % til 18,8 %."""
    return f"{danish.percent_sign(interval[0], 1)} til {danish.percent_sign(interval[1], 1)}"


def points_text(interval: tuple[float, float]) -> str:
    """An interval of a difference between shares, e.g. −2,5 til 18,8 procentpoint."""
    return f"{danish.number(interval[0] * 100, 1)} til {danish.points(interval[1], 1)}"


def service_use(tracking: Tracking) -> Table | None:
    """Use of services before and after for those followed; None when nothing is given."""
    given = {
        item.service: item for follow_up in tracking.follow_ups for item in follow_up.service_use
    }
    if not given:
        return None
    rows = []
    for item in given.values():
        before, after = item.before.value, item.after.value
        people = item.people.value if item.people else None
        rows.append(
            Row(
                cells=[
                    words(item.service),
                    words(item.unit),
                    words(UNKNOWN) if before is None else plain_number(before, 1),
                    words(UNKNOWN) if after is None else plain_number(after, 1),
                    words(UNKNOWN)
                    if before is None or after is None
                    else plain_number(after - before, 1),
                    words(UNKNOWN) if people is None else plain_number(people),
                    words(item.note or item.before.source or ""),
                ]
            )
        )
    return Table(
        id="tabel-ydelser",
        caption="Forbrug af ydelser før og efter, gennemsnit pr. fulgt deltager",
        columns=[
            Column(label="Ydelse", width=1.6),
            Column(label="Enhed", width=0.7),
            Column(label="Før", kind="number", width=0.7),
            Column(label="Efter", kind="number", width=0.7),
            Column(label="Forskel", kind="number", width=0.8),
            Column(label="Fulgte", kind="number", width=0.7),
            Column(label="Bemærkning", width=2),
        ],
        rows=rows,
        notes=[
            "Tallene er vist, men ikke regnet med: en forskel før og efter uden sammenligning er "
            "ikke en effekt (evidensniveau 3)."
        ],
        source="Opfølgningens egne tal.",
    )
