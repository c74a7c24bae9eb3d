"""What the Excel form shows as expected."""

from __future__ import annotations

from pathlib import Path

from som_calc.analysis.followup.assemble import assemble
from som_calc.analysis.followup.known import Known
from som_calc.analysis.followup.tracking import QUANTITIES, numbers_by_year
from som_calc.api import COMPLETERS, discount_schedule_of, load_case
from som_calc.case.followup_form import ExpectedNumbers
from som_calc.case.followup_frozen import load_frozen
from som_calc.case.problems import CaseError


def expected_of(case_file: str | Path, year: int) -> ExpectedNumbers:
    """The decided numbers of a case from its first start year to ``year``.

    Raises:
        CaseError: the case cannot be used, or the year lies outside its period.
    """
    frozen = load_frozen(case_file, COMPLETERS)
    case = load_case(case_file) if frozen is None else frozen.case
    first, last = min(case.participants.value), case.period.last_year
    if not first <= year <= last:
        raise CaseError.single(
            case_file, f"{year} ligger uden for sagens år", f"vælg et år fra {first} til {last}"
        )
    frame = numbers_by_year(assemble(case, Known(), discount_schedule_of(case)))
    numbers = {
        at: {
            **{name: float(frame[name].get(at, 0.0)) for name in QUANTITIES},
            "finished": float(frame["started"].get(at, 0.0)),
            "dropped_out": 0.0,
        }
        for at in range(first, year + 1)
    }
    services = [(item.service, item.unit) for item in case.consequences]
    return ExpectedNumbers(case.title, case.municipality, year, case.price_year, numbers, services)
