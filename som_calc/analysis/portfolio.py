"""Several efforts, or variants of one, side by side.

All are drawn with one seed.  Random numbers are named after the effort, so variants of
one effort (with and without grant, other volumes) meet the same luck and differ only by
what differs; efforts of different name are independent but for shared sources.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from som_calc.analysis.correlation import blocks
from som_calc.analysis.design import probabilistic
from som_calc.analysis.outcomes import Outcome
from som_calc.analysis.portfolio_links import (
    Interplay,
    effort_names,
    gain_factor,
    groups,
    interplays,
    loadings,
    overlapping,
    own_names,
)
from som_calc.analysis.runner import Draws, draw
from som_calc.analysis.scenarios import ScheduleOf
from som_calc.case.model import Case
from som_calc.case.names import MOVED_BY_SUCCESS, OF_COMMITTEE, TOTAL
from som_calc.case.problems import CaseError
from som_calc.engine.frame import Frame, evaluate, own


@dataclass(frozen=True)
class Entry:
    """One case of the portfolio and its draws, under a name that is its own."""

    name: str
    case: Case
    draws: Draws
    gain_factor: float
    """What remains of its consequences when all the others are carried out too (1: all)."""
    group: int
    """Shared with its alternatives, of which only one can be carried out."""
    interplays: tuple[Interplay, ...] = ()
    """Its stated interactions that count; places are those of the entries."""

    @property
    def gains(self) -> float:
        """Present value (kr.) of its consequences after the course, before interactions."""
        return _gains(self.draws.design.frame)


def portfolio(
    cases: Sequence[Case],
    schedule_of: ScheduleOf,
    draws: int = 10_000,
    seed: int = 2026,
    default_spread: float | None = None,
    names: Sequence[str] | None = None,
    alternatives: bool = False,
) -> list[Entry]:
    """Draw every case.

    A case's ``samspil`` counts when the other case is in the portfolio (by title or name
    of the effort): its consequences after the course are multiplied by the factor.  Values
    with a shared source have the stated correlation across the cases, too.

    Args:
        cases: at least one.
        schedule_of: a case's discount schedule.
        draws: number of draws.
        seed: one for all.
        default_spread: see :func:`som_calc.analysis.design.probabilistic`.
        names: shown names; left out: see :func:`~som_calc.analysis.portfolio_links.own_names`.
        alternatives: the cases are variants of one effort, whatever they are called.

    Raises:
        CaseError: no cases, different price years or discount bases, or faulty uncertainty.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.api import discount_schedule_of
    >>> other = som_calc.load_case(find("params", "aabenraa-flere-unge.yaml"))
    >>> entries = portfolio([case, other], discount_schedule_of, draws=500)
    >>> [entry.draws.net.shape[0] for entry in entries]
    [500, 500]
    """
    if not cases:
        raise CaseError.single(None, "der er ingen sager at sammenligne", "angiv mindst én sag")
    _check_same_money(cases)
    shown = list(names) if names is not None else own_names(cases)
    group = [0] * len(cases) if alternatives else groups(cases)
    designs = [probabilistic(c, schedule_of(c), draws, seed, default_spread) for c in cases]
    met = interplays(cases, group, [_gains(design.frame) for design in designs])
    unsure = [[design.inputs[i] for i in design.uncertain] for design in designs]
    across = loadings(cases, group, unsure)
    efforts = effort_names(cases, group)
    entries = []
    for place, (case, design) in enumerate(zip(cases, designs, strict=True)):
        factor = gain_factor(place, range(len(cases)), met)
        structure = blocks(
            case, design.inputs, design.uncertain, effort=efforts[place], across=across[place]
        )
        drawn = draw(dataclasses.replace(design, structure=structure, gain_factor=factor))
        own = tuple(item for item in met if item.case == place)
        entries.append(Entry(shown[place], case, drawn, factor, group[place], own))
    return entries


def ranking(entries: Sequence[Entry], outcome: str = TOTAL) -> pd.DataFrame:
    """Entries ranked on the net present value of ``outcome`` in the cases as they are.

    Columns: ``rank``, ``case``, ``net`` (kr., no draws), ``mean``, ``p2_5``, ``p10``,
    ``p90``, ``p97_5`` (kr.), ``probability`` of a gain, ``best`` (probability of being
    first), ``participants``, ``discounted_participants`` (Σ n · DF(start)),
    ``net_per_participant`` (kr., ``net`` ÷ the latter), ``gain_factor``.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.analysis.portfolio import portfolio
    >>> from som_calc.api import discount_schedule_of
    >>> other = som_calc.load_case(find("params", "aabenraa-flere-unge.yaml"))
    >>> entries = portfolio([case, other], discount_schedule_of, draws=500)
    >>> ranking(entries)["rank"].to_list()
    [1, 2]
    """
    net = np.stack([e.draws.net[:, e.draws.outcomes.place(outcome)] for e in entries])
    best = rank_probabilities(net)[:, 0]
    rows = []
    for entry, drawn, first in zip(entries, net, best, strict=True):
        place = entry.draws.outcomes.place(outcome)
        weights = entry.draws.outcomes.weights[place : place + 1]
        base = float(evaluate(entry.draws.frame, weights)[0, 0])
        people = entry.draws.frame.discounted_participants
        p = np.percentile(drawn, [2.5, 10, 90, 97.5])
        rows.append(
            {
                "case": entry.name,
                "net": base,
                "mean": float(drawn.mean()),
                **dict(zip(("p2_5", "p10", "p90", "p97_5"), p.tolist(), strict=True)),
                "probability": float((drawn > 0).mean()),
                "best": float(first),
                "participants": sum(entry.case.participants.value.values()),
                "discounted_participants": people,
                "net_per_participant": base / people if people else float("nan"),
                "gain_factor": entry.gain_factor,
            }
        )
    table = pd.DataFrame(rows).sort_values("net", ascending=False, ignore_index=True, kind="stable")
    table.insert(0, "rank", range(1, len(table) + 1))
    return table


def rank_probabilities(net: np.ndarray) -> np.ndarray:
    """Probability of each place, shape (cases, places), from ``net`` (cases, draws).

    Ties share the places they span equally.

    >>> rank_probabilities(np.array([[1.0, 2.0], [2.0, 1.0]])).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    count, draws = net.shape
    above = (net[None, :, :] > net[:, None, :]).sum(axis=1)
    level = (net[None, :, :] == net[:, None, :]).sum(axis=1)
    places = np.arange(count)[None, :, None]
    inside = (places >= above[:, None, :]) & (places < (above + level)[:, None, :])
    return np.asarray((inside / level[:, None, :]).sum(axis=2) / draws)


def together(entries: Sequence[Entry], outcome: str = TOTAL) -> pd.Series:
    """The efforts' sum: ``net`` (kr., as they are), ``mean``, percentiles, ``probability``.

    Only additive as far as citizens are not in more than one effort: see :func:`overlaps`.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.analysis.portfolio import portfolio
    >>> from som_calc.api import discount_schedule_of
    >>> other = som_calc.load_case(find("params", "aabenraa-flere-unge.yaml"))
    >>> entries = portfolio([case, other], discount_schedule_of, draws=500)
    >>> bool(0 <= together(entries)["probability"] <= 1)
    True
    """
    net = np.sum([e.draws.net[:, e.draws.outcomes.place(outcome)] for e in entries], axis=0)
    p2, p10, p50, p90, p97 = np.percentile(net, [2.5, 10, 50, 90, 97.5])
    values = {
        "net": float(ranking(entries, outcome)["net"].sum()),
        "mean": float(net.mean()),
        "p2_5": p2,
        "p10": p10,
        "p50": p50,
        "p90": p90,
        "p97_5": p97,
        "probability": float((net > 0).mean()),
    }
    return pd.Series(values)


def cash_need(entries: Sequence[Entry]) -> pd.DataFrame:
    """Undiscounted kr. per case, committee and calendar year, in the cases as they are.

    Columns: ``case``, ``committee`` (every one of the kommune's, and »I alt« for them
    all), ``year``, ``net``, ``cumulated`` and ``cash_need`` (what the cumulated result
    lacks to be zero; ≥ 0).  Rows of case »I alt« are the portfolio's sums.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.analysis.portfolio import portfolio
    >>> from som_calc.api import discount_schedule_of
    >>> other = som_calc.load_case(find("params", "aabenraa-flere-unge.yaml"))
    >>> entries = portfolio([case, other], discount_schedule_of, draws=500)
    >>> cash_need(entries).columns.to_list()
    ['case', 'committee', 'year', 'net', 'cumulated', 'cash_need']
    """
    years = range(
        min(e.case.period.first_year for e in entries),
        max(e.case.period.last_year for e in entries) + 1,
    )
    found: dict[tuple[str, str], np.ndarray] = {}
    for entry in entries:
        frame = entry.draws.frame
        first = frame.years[0] - years[0]
        for committee in [TOTAL, *frame.committees()]:
            share = own if committee == TOTAL else Outcome(OF_COMMITTEE, committee).share
            weights = frame.yearly(share)
            net = np.zeros(len(years))
            net[first : first + len(frame.years)] = evaluate(frame, weights)[0]
            found[entry.name, committee] = net
            total = found.setdefault((TOTAL, committee), np.zeros(len(years)))
            found[TOTAL, committee] = total + net
    rows = []
    for (name, committee), net in found.items():
        cumulated = np.cumsum(net)
        rows += [
            (name, committee, year, float(n), float(c), max(-float(c), 0.0))
            for year, n, c in zip(years, net, cumulated, strict=True)
        ]
    columns = ["case", "committee", "year", "net", "cumulated", "cash_need"]
    return pd.DataFrame(rows, columns=columns)


def overlaps(entries: Sequence[Entry]) -> pd.DataFrame:
    """Pairs of different efforts that may meet the same citizens, so sums may count twice.

    Columns: ``first``, ``second`` (names), ``target_group``, ``years`` (start years in
    common), ``stated`` (True when one of the cases states an interaction).

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.analysis.portfolio import portfolio
    >>> from som_calc.api import discount_schedule_of
    >>> other = som_calc.load_case(find("params", "aabenraa-flere-unge.yaml"))
    >>> entries = portfolio([case, other], discount_schedule_of, draws=500)
    >>> len(overlaps(entries))
    0
    """
    cases, names, group = zip(*((e.case, e.name, e.group) for e in entries), strict=True)
    return overlapping(cases, names, group)


def _gains(frame: Frame) -> float:
    weights = frame.present_value(lambda line: float(line.component in MOVED_BY_SUCCESS))
    return float(evaluate(frame, weights[np.newaxis])[0, 0])


def _check_same_money(cases: Sequence[Case]) -> None:
    for what, values in (
        ("prisniveau", [case.price_year for case in cases]),
        ("diskonteringsår", [case.discount_base for case in cases]),
    ):
        if len(set(values)) > 1:
            each = ", ".join(f"»{c.title}« {year}" for c, year in zip(cases, values, strict=True))
            raise CaseError.single(
                None,
                f"sagerne har forskelligt {what} og kan hverken sammenlignes eller lægges "
                f"sammen: {each}",
                f"regn sagerne om til samme {what}",
                field=what,
            )
