"""Sensitivity as data: which inputs take which values.  Nothing is calculated here.

A :class:`Design` lists settings; a :class:`ProbabilisticDesign` says how to draw them.
:mod:`som_calc.analysis.runner` evaluates either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from som_calc.analysis.correlation import CorrelatedBlock, blocks
from som_calc.analysis.ranges import Range, range_of
from som_calc.analysis.uncertainty import DEFAULT_SPREAD, Marginal, marginals
from som_calc.case.model import Case
from som_calc.engine.frame import Frame, build
from som_calc.engine.inputs import SUCCESS_RATE_ID, Input, find
from som_calc.knowledge.discount import DiscountSchedule

COSTS = "Omkostninger"
"""The group of inputs that are costs."""


@dataclass(frozen=True)
class Setting:
    """Describes one row of a design; ``ends`` is what was varied and to what (id → value)."""

    label: str
    ends: tuple[tuple[str, float], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Design:
    """Settings to evaluate: ``values`` has shape (settings, inputs), in the inputs' units.

    ``base`` is the case's frame.
    """

    kind: str
    base: Frame
    values: np.ndarray
    settings: tuple[Setting, ...]

    @property
    def case(self) -> Case:
        """The case."""
        return self.base.case

    @property
    def schedule(self) -> DiscountSchedule:
        """The discount rates of the case."""
        return self.base.schedule

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The inputs, in the order of the columns."""
        return self.base.inputs


@dataclass(frozen=True)
class ProbabilisticDesign:
    """A recipe for random settings; the same recipe always gives the same draws."""

    frame: Frame
    uncertain: dict[int, Marginal]
    structure: tuple[CorrelatedBlock, ...]
    draws: int
    seed: int
    default_spread: float | None
    gain_factor: float = 1.0
    """What remains of the consequences when efforts overlap (see ``portfolio``)."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The inputs, in the order of the columns."""
        return self.frame.inputs

    @property
    def varied(self) -> list[str]:
        """Labels of what is drawn; the rest is held fixed."""
        return [self.inputs[column].label for column in self.uncertain]

    @property
    def effect_varies(self) -> bool:
        """Whether the success rate is drawn: without it a chance leaves out what matters most."""
        return any(self.inputs[column].id == SUCCESS_RATE_ID for column in self.uncertain)


def base(case: Case, schedule: DiscountSchedule) -> Design:
    """The case as it is: one setting.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> base(case, schedule).values.shape
    (1, 12)
    """
    return _design("base", build(case, schedule), [({}, Setting("Grundscenarie"))])


def one_way(
    case: Case,
    schedule: DiscountSchedule,
    default_spread: float = DEFAULT_SPREAD,
    base: Frame | None = None,
) -> tuple[Design, tuple[Range, ...]]:
    """Each input at the low and the high end of its own range, two settings per range.

    Inputs without a stated uncertainty get ± ``default_spread`` and a label that says so.
    ``base`` is the case's frame, here and below, where it has already been built.

    Raises:
        CaseError: an uncertainty that cannot be used.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> design, ranges = one_way(case, schedule)
    >>> len(design.settings) == 2 * len(ranges)
    True
    """
    base = build(case, schedule) if base is None else base
    known = base.inputs
    marginals(known)
    ranges = tuple(
        r for item in known if (r := range_of(item, default_spread, case.evidence)) is not None
    )
    rows = [
        ({r.input.id: end}, Setting(r.input.label, ((r.input.id, end),), r.basis))
        for r in ranges
        for end in (r.low, r.high)
    ]
    return _design("one_way", base, rows), ranges


def two_way(
    case: Case,
    schedule: DiscountSchedule,
    first: str,
    first_values: Sequence[float],
    second: str,
    second_values: Sequence[float],
    base: Frame | None = None,
) -> Design:
    """Every combination of two inputs' values, the second varying fastest.

    ``second`` may be a group, e.g. ``Omkostninger``: its values are then factors (1 is as
    it is) on every amount in that group.

    Raises:
        KeyError: an input is unknown.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> design = two_way(case, schedule, "mereffekt", [0.05, 0.07], "Omkostninger", [0.9, 1.1])
    >>> len(design.settings)
    4
    """
    base = build(case, schedule) if base is None else base
    known = base.inputs
    a = known[find(case, known, first)]
    group = [item for item in known if item.group == second]
    label = second
    if not group and second != COSTS:  # costs of nothing stay nothing at any factor
        group = [known[find(case, known, second)]]
        label = group[0].label
    rows = []
    for x in first_values:
        for y in second_values:
            changed = {i.id: i.value * y if label == second else y for i in group}
            setting = Setting(f"{a.label} × {label}", ((a.id, x), (second, y)))
            rows.append(({**changed, a.id: x}, setting))
    return _design("two_way", base, rows)


def along(
    case: Case,
    schedule: DiscountSchedule,
    name: str,
    values: Sequence[float],
    base: Frame | None = None,
) -> Design:
    """One input at several values, e.g. ``periode.horisont`` at 3, 5 and 10 years.

    Raises:
        KeyError: the input is unknown.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> [setting.ends for setting in along(case, schedule, "periode.horisont", [5, 10]).settings]
    [(('periode.horisont', 5),), (('periode.horisont', 10),)]
    """
    base = build(case, schedule) if base is None else base
    item = base.inputs[find(case, base.inputs, name)]
    rows = [({item.id: v}, Setting(item.label, ((item.id, v),))) for v in values]
    return _design("along", base, rows)


def probabilistic(
    case: Case,
    schedule: DiscountSchedule,
    draws: int = 10_000,
    seed: int = 2026,
    default_spread: float | None = None,
    file: str | None = None,
    base: Frame | None = None,
) -> ProbabilisticDesign:
    """Random settings from the uncertainties a case states.

    Args:
        draws: number of draws, at least 1.
        seed: one number that decides them all.
        default_spread: ± share for inputs whose uncertainty is not stated (triangular);
            None holds them fixed.
        file: the case file, for messages.
        base: the case's frame, where it has already been built.

    Raises:
        CaseError: nonsense intervals, standard errors, counts or correlations; no draws.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> design = probabilistic(case, schedule, draws=100)
    >>> [design.inputs[column].id for column in design.uncertain]
    []
    """
    from som_calc.case.problems import CaseError

    if draws < 1:
        raise CaseError.single(None, f"{draws} træk kan ikke bruges", "angiv mindst 1 træk")
    frame = build(case, schedule) if base is None else base
    uncertain = marginals(frame.inputs, default_spread, file)
    structure = blocks(case, frame.inputs, uncertain, file)
    return ProbabilisticDesign(frame, uncertain, structure, draws, seed, default_spread)


def _design(kind: str, base: Frame, rows: list[tuple[dict[str, float], Setting]]) -> Design:
    values = np.tile(base.base, (len(rows), 1))
    column = {item.id: i for i, item in enumerate(base.inputs)}
    for row, (changed, _) in enumerate(rows):
        for name, value in changed.items():
            values[row, column[name]] = value
    return Design(kind, base, values, tuple(setting for _, setting in rows))
