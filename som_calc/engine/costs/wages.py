"""Yearly salary ↔ hourly wage through the hours a full-time year yields."""

from __future__ import annotations

from som_calc.case.cost_model import Staff


def hourly_wage(staff: Staff) -> float:
    """Kr. per effective hour: as stated, or yearly salary / effective hours.

    Raises:
        ValueError: neither is known.

    >>> from som_calc.case.values import Sourced
    >>> hourly_wage(Staff(name="A", yearly_salary=Sourced(value=500_000),
    ...                   hours_norm=Sourced(value=1_250)))
    400.0
    """
    if staff.hourly_wage is not None:
        return staff.hourly_wage.value
    if staff.yearly_salary is not None and staff.hours_norm is not None:
        return staff.yearly_salary.value / staff.hours_norm.value
    raise ValueError(f"»{staff.name}« har hverken timeløn eller årsløn med timenorm")


def yearly_salary(staff: Staff) -> float | None:
    """Kr. per full-time year; None when the norm that would give it is not stated.

    >>> from som_calc.case.values import Sourced
    >>> yearly_salary(Staff(name="A", hourly_wage=Sourced(value=400),
    ...                     hours_norm=Sourced(value=1_250)))
    500000.0
    """
    if staff.yearly_salary is not None:
        return staff.yearly_salary.value
    if staff.hourly_wage is not None and staff.hours_norm is not None:
        return staff.hourly_wage.value * staff.hours_norm.value
    return None
