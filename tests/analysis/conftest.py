"""Cases for the analysis tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from som_calc.api import discount_schedule_of, load_case
from som_calc.case.model import Case
from som_calc.knowledge.discount import DiscountSchedule
from som_calc.resources import find


@pytest.fixture(scope="session")
def ips() -> Case:
    return load_case(find("params", "aabenraa-ips.yaml"))


@pytest.fixture(scope="session")
def flere_unge() -> Case:
    return load_case(find("params", "aabenraa-flere-unge.yaml"))


@pytest.fixture(scope="session")
def example() -> Case:
    return load_case(find("params", "eksempel-hjemloeshed.yaml"))


@pytest.fixture(scope="session")
def rates(ips: Case) -> DiscountSchedule:
    return discount_schedule_of(ips)


@pytest.fixture
def small_case() -> Callable[..., Case]:
    """``small_case(**fields)``: one service, three prices, two committees; fields replace."""

    def make(**fields: Any) -> Case:
        given: dict[str, Any] = {
            "titel": "Lille sag",
            "kommune": "Prøvekøbing Kommune",
            "dato": "2026-03-01",
            "illustrativ": True,
            "indsats": {
                "navn": "Lille indsats",
                "målgruppe": {"navn": "Unge"},
                "succesmål": "job",
                "forløbsvarighed": 1,
            },
            "periode": {"fra": 2026, "til": 2031},
            "prisniveau": 2026,
            "diskonteringsår": 2026,
            "nutidsværdiår": 2026,
            "mereffekt": "10 %",
            "deltagere": {2026: 100},
            "omkostninger": [{"navn": "Drift", "pr_år": {2026: 1_000_000}, "udvalg": "A"}],
            "tilskud": [{"navn": "Pulje", "andel": "25 %"}],
            "konsekvenser": [
                {
                    "ydelse": "Kontanthjælp",
                    "enhed": "uger",
                    "ændring": {0: -10, 1: -10, 2: -10},
                    "udvalg": {"B": "100 %"},
                }
            ],
            "priser": [
                {
                    "ydelse": "Kontanthjælp",
                    "enhed": "uger",
                    "kommune": 3000,
                    "region": 0,
                    "stat": 1000,
                }
            ],
        }
        return Case.model_validate({**given, **fields})

    return make


@pytest.fixture(scope="session")
def flat() -> DiscountSchedule:
    return DiscountSchedule.flat(0.035, "prøve")
