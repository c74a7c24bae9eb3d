"""Every number of a case that can be varied, by its dotted Danish name.

A plain value is an input in its own unit.  Values per year (costs, participants, changes
in use) are one input each: their **total** (kr., participants) or their **yearly average**
(units of a service); varying it scales every year alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, Literal, NamedTuple

from som_calc.case.glossary import FIELDS, fold
from som_calc.case.item_names import item_name
from som_calc.case.model import Case
from som_calc.case.values import Sourced, Uncertainty
from som_calc.engine.timing import NOTHING, Observations
from som_calc.knowledge.discount import DiscountSchedule

Path = tuple[str | int, ...]
Level = Literal["value", "sum", "mean"]
UNLIMITED = math.inf
NO_YEARS: frozenset[int] = frozenset()
SUCCESS_RATE = 0
"""The place of the success rate: always the first input."""
SUCCESS_RATE_ID = "mereffekt"
DISCOUNT_RATE = "diskonteringsrente"


class Input(NamedTuple):
    """One number that can be varied.

    ``value``, ``low``, ``high`` (what is possible at all) are in ``unit``; shares are
    0–1.  ``level`` says how a value per year is made one number.  ``linear``: the result
    is linear in it with everything else fixed; otherwise it moves the timing.  ``known``
    are the years of a value per year that have been observed: they are no part of it.
    ``reach`` is what can be drawn, where it is not ``low`` to ``high``.
    """

    id: str
    label: str
    value: float
    unit: str
    group: str
    path: Path
    status: str = "antagelse"
    source: str | None = None
    uncertainty: Uncertainty | None = None
    level: Level = "value"
    linear: bool = True
    integer: bool = False
    low: float = -UNLIMITED
    high: float = UNLIMITED
    known: frozenset[int] = NO_YEARS
    reach: tuple[float, float] | None = None


PAYER_WORDS = {"municipality": "kommunen", "region": "regionen", "state": "staten"}
"""Field of a price → who pays it, in a sentence."""


def inputs(
    case: Case, schedule: DiscountSchedule, observed: Observations = NOTHING
) -> tuple[Input, ...]:
    """Every input of ``case``, in the order of the case file; what is ``observed`` is none.

    Values per year that are all zero cannot be scaled and are left out.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> [(item.id, item.value) for item in inputs(case, discount_schedule_of(case))[:2]]
    [('mereffekt', 0.05), ('deltagere', 224.0)]
    """
    return (*_linear(case, observed), *_timing(case, schedule))


def level_of(values: Mapping[int, float], level: Level) -> float:
    """The one number that stands for ``values`` per year: their sum, or their average size.

    The average is of absolute values with the sign of the sum, so that a profile which
    changes sign can still be scaled.

    >>> level_of({0: -4.0, 1: -2.0}, "mean"), level_of({2025: 32, 2026: 64}, "sum")
    (-3.0, 96.0)
    """
    total = float(sum(values.values()))
    if level == "sum":
        return total
    size = sum(abs(v) for v in values.values()) / max(len(values), 1)
    return -size if total < 0 else size


@cache
def danish_id(path: Path) -> str:
    """Dotted Danish name of a field; places in lists count from 1.

    >>> danish_id(("consequences", 0, "change"))
    'konsekvenser.1.ændring'
    """
    return ".".join(str(p + 1) if isinstance(p, int) else FIELDS[p] for p in path)


def alias(case: Case, path: Path) -> str:
    """The id with names in place of numbers, e.g. ``priser.Kontanthjælp.kommune``.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> alias(case, ("costs", 0, "per_participant"))
    'omkostninger.Drift af IPS.pr_deltager'
    """
    parts: list[str] = []
    here: Any = case
    for part in path:
        if isinstance(part, str):
            here = getattr(here, part)
            parts.append(FIELDS[part])
        else:
            lines = [{FIELDS[key]: value for key, value in vars(each).items()} for each in here]
            here = here[part]
            parts.append(item_name(lines, part) or str(part + 1))
    return ".".join(parts)


def find(case: Case, known: Sequence[Input], name: str) -> int:
    """Position of the input called ``name``: its id or alias, in any accepted spelling.

    Raises:
        KeyError: there is none.

    >>> import som_calc
    >>> from som_calc import resources
    >>> from som_calc.api import discount_schedule_of
    >>> case = som_calc.load_case(resources.find("params", "aabenraa-ips.yaml"))
    >>> find(case, inputs(case, discount_schedule_of(case)), "Deltagere")
    1
    """
    wanted = fold(name)
    for place, item in enumerate(known):
        if wanted in (fold(item.id), fold(alias(case, item.path))):
            return place
    raise KeyError(name)


def with_values(case: Case, known: Sequence[Input], values: Mapping[str, float]) -> Case:
    """``case`` with inputs set to ``values`` (id → value in the input's unit).

    The discount rate is not part of the case's arithmetic: see
    :func:`som_calc.analysis.runner.at_rate`.  Scaled participants need not be whole;
    observed years stay as they are.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> known = inputs(case, discount_schedule_of(case))
    >>> with_values(case, known, {"deltagere": 112.0}).participants.value
    {2025: 16.0, 2026: 32.0, 2027: 32.0, 2028: 32.0}
    """
    by_id = {item.id: item for item in known}
    for name, value in values.items():
        item = by_id[name]
        if item.id == DISCOUNT_RATE:
            continue
        case = _put(case, item.path, partial(_new_value, item=item, value=value))
    return case


def _new_value(old: Any, item: Input, value: float) -> Any:
    if not isinstance(old, Sourced):
        return round(value) if item.integer else value
    if item.level == "value":
        return old.model_copy(update={"value": value})
    factor = value / item.value
    scaled = {k: v if k in item.known else v * factor for k, v in old.value.items()}
    return old.model_copy(update={"value": scaled})


def _put(node: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(node)
    head, rest = path[0], path[1:]
    if isinstance(head, int):
        return [_put(v, rest, change) if i == head else v for i, v in enumerate(node)]
    return node.model_copy(update={head: _put(getattr(node, head), rest, change)})


def _linear(case: Case, observed: Observations) -> Iterator[Input]:
    counted = frozenset(year for year, seen in observed.items() if seen.counted)
    paid = frozenset(year for year, seen in observed.items() if seen.costs is not None)
    granted = frozenset(year for year, seen in observed.items() if seen.grants is not None)
    yield from _one(
        case.success_rate,
        ("success_rate",),
        "Mereffekt",
        "andel",
        "Effekt",
        high=1.0,
        reach=_effect_reach(case),
    )
    yield from _one(
        case.participants,
        ("participants",),
        "Deltagere i alt",
        "deltagere",
        "Deltagere",
        "sum",
        known=counted,
    )
    for i, cost in enumerate(case.costs):
        at = ("costs", i)
        yield from _one(
            cost.per_year,
            (*at, "per_year"),
            f"{cost.name}, i alt",
            "kr.",
            "Omkostninger",
            "sum",
            known=paid,
        )
        yield from _one(
            cost.per_participant,
            (*at, "per_participant"),
            f"{cost.name}, pr. deltager",
            "kr. pr. deltager",
            "Omkostninger",
        )
    for i, grant in enumerate(case.grants):
        at = ("grants", i)
        yield from _one(
            grant.share, (*at, "share"), f"{grant.name}, andel", "andel", "Tilskud", high=1.0
        )
        yield from _one(
            grant.per_year,
            (*at, "per_year"),
            f"{grant.name}, i alt",
            "kr.",
            "Tilskud",
            "sum",
            known=granted,
        )
    for i, saved in enumerate(case.alternative):
        yield from _one(
            saved.per_participant,
            ("alternative", i, "per_participant"),
            f"{saved.name}, sparet pr. deltager",
            "kr. pr. deltager",
            "Sparet alternativ",
        )
    for i, item in enumerate(case.consequences):
        for name, what in (("change", "efter forløbet"), ("during_course", "under forløbet")):
            yield from _one(
                getattr(item, name),
                ("consequences", i, name),
                f"{item.service}, ændring {what}",
                f"{item.unit} pr. år",
                "Konsekvenser",
                "mean",
                low=-UNLIMITED,
            )
    for i, price in enumerate(case.prices):
        for name, payer in PAYER_WORDS.items():
            yield from _one(
                getattr(price, name),
                ("prices", i, name),
                f"{price.service}, pris for {payer}",
                f"kr. pr. enhed ({price.unit})",
                "Priser",
            )
    for i, row in enumerate(case.back_calculated.values if case.back_calculated else []):
        where = ", ".join(part for part in (row.actor, row.committee, row.area) if part)
        yield from _one(
            row.present_value_per_success,
            ("back_calculated", "values", i, "present_value_per_success"),
            f"Nutidsværdi pr. succes, {where}",
            "kr. pr. succes",
            "Tilbageregnede konsekvenser",
            low=-UNLIMITED,
        )


def _one(
    given: Sourced[Any] | None,
    path: Path,
    label: str,
    unit: str,
    group: str,
    level: Level = "value",
    *,
    low: float = 0.0,
    high: float = UNLIMITED,
    known: frozenset[int] = NO_YEARS,
    reach: tuple[float, float] | None = None,
) -> Iterator[Input]:
    if given is None:
        return
    if level == "value":
        value = float(given.value)
    else:
        years = {y: v for y, v in given.value.items() if y not in known} if known else given.value
        value = level_of(years, level)
    if level != "value" and not value:
        return
    yield Input(
        danish_id(path),
        label,
        value,
        unit,
        group,
        path,
        given.status,
        given.source,
        given.uncertainty,
        level,
        low=min(low, value),
        high=max(high, value),
        known=known,
        reach=reach,
    )


def _effect_reach(case: Case) -> tuple[float, float]:
    """What an effect can be: it harms at most those who succeed anyway, and helps the rest."""
    share = case.intervention.target_group.success_share
    anyway = None if share is None else share.value
    if anyway is None or not -anyway <= case.success_rate.value <= 1 - anyway:
        return -1.0, 1.0
    return -anyway, 1 - anyway


def _timing(case: Case, schedule: DiscountSchedule) -> Iterator[Input]:
    rate = case.discount_rate
    group = "Tid og rente"
    yield Input(
        DISCOUNT_RATE,
        "Diskonteringsrente",
        schedule.steps[0][1] if rate is None else rate.value,
        "andel",
        group,
        ("discount_rate",),
        status=rate.status if rate else "publiceret",
        source=(rate.source if rate else None) or schedule.source,
        uncertainty=rate.uncertainty if rate else None,
        linear=False,
        low=0.0,
        high=0.25,
    )
    yield Input(
        "periode.horisont",
        "Konsekvensår pr. årgang",
        case.period.horizon,
        "år",
        group,
        ("period", "horizon"),
        linear=False,
        integer=True,
        low=1,
        high=80,
    )
    yield Input(
        "periode.til",
        "Sidste beregningsår",
        case.period.last_year,
        "årstal",
        group,
        ("period", "last_year"),
        linear=False,
        integer=True,
        low=case.period.first_year,
        high=case.period.last_year + 40,
    )
    course = case.intervention.course_length
    yield Input(
        "indsats.forløbsvarighed",
        "Forløbets varighed",
        course.value,
        "år",
        group,
        ("intervention", "course_length"),
        course.status,
        course.source,
        course.uncertainty,
        linear=False,
        low=0.01,
        high=10.0,
    )
