"""The cases that ship with us: readable, sourced, honest about what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

import som_calc
from som_calc.case.model import Case
from som_calc.case.values import Sourced
from som_calc.resources import shipped

FILES = sorted(shipped("params").glob("*.yaml"))
NAMES = {path.stem for path in FILES}


def _sourced(item: object) -> Iterator[Sourced]:
    if isinstance(item, Sourced):
        yield item
    if isinstance(item, BaseModel):
        for name in type(item).model_fields:
            yield from _sourced(getattr(item, name))
    elif isinstance(item, list):
        for part in item:
            yield from _sourced(part)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def case(path: Path) -> Case:
    return som_calc.load_case(path)


def test_the_six_cases_are_there() -> None:
    assert {
        "aabenraa-ips",
        "aabenraa-ips-udvalg",
        "aabenraa-flere-unge",
        "randers-act",
        "aarhus-cti",
        "eksempel-hjemloeshed",
    } <= NAMES


def test_every_shipped_case_is_without_faults_and_warnings(path: Path) -> None:
    assert [str(problem) for problem in som_calc.check_case(path).problems] == []


def test_every_shipped_case_begins_by_saying_what_it_is(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("#") for line in lines[:4])


def test_every_number_has_a_source_and_a_status(case: Case) -> None:
    values = list(_sourced(case))
    assert len(values) >= 4
    for value in values:
        assert value.source, value
        assert "status" in value.model_fields_set, value


def test_every_present_value_per_success_is_marked_as_back_calculated(case: Case) -> None:
    for row in case.back_calculated.values if case.back_calculated else []:
        assert row.present_value_per_success.status == "tilbageregnet"


def test_an_assumed_time_profile_is_marked_as_an_assumption(case: Case) -> None:
    if case.back_calculated:
        assert case.back_calculated.profile.status == "antagelse"


@pytest.mark.parametrize("name", ["randers-act", "aarhus-cti"])
def test_cases_without_published_consequences_invent_none(name: str) -> None:
    case = som_calc.load_case(shipped("params") / f"{name}.yaml")
    assert case.reverse_only
    assert not case.alternative
    result = som_calc.calculate(case)
    assert set(result.table["component"]) <= {"cost", "grant"}


def test_randers_holds_the_published_totals() -> None:
    case = som_calc.load_case(shipped("params") / "randers-act.yaml")
    assert sum(case.participants.value.values()) == 25
    assert case.costs[0].per_year is not None
    assert sum(case.costs[0].per_year.value.values()) == 7_500_000
    assert case.grants[0].per_year is not None
    assert sum(case.grants[0].per_year.value.values()) == 3_500_000
    assert case.success_rate.value == 0.65


def test_aarhus_holds_the_published_totals() -> None:
    case = som_calc.load_case(shipped("params") / "aarhus-cti.yaml")
    assert som_calc.calculate(case).by_actor("amount")["Kommune"] == -8_393_750
    assert case.success_rate.value == 0.14


def test_all_numbers_of_the_example_are_illustrative_but_the_published_prison_day() -> None:
    case = som_calc.load_case(shipped("params") / "eksempel-hjemloeshed.yaml")
    assert case.illustrative
    published = [value for value in _sourced(case) if value.status != "illustrativ"]
    assert [(value.value, value.status) for value in published] == [(1878.0, "publiceret")]
    assert case.price_index is not None
    assert case.price_index.status == "illustrativ"
    assert "nettoprisindekset" in case.price_index.name


def test_the_example_uses_every_feature_of_the_calculation() -> None:
    case = som_calc.load_case(shipped("params") / "eksempel-hjemloeshed.yaml")
    result = som_calc.calculate(case)
    assert len(case.consequences) >= 12
    assert case.intervention.course_length.value == 2
    assert set(result.table["component"]) == {
        "cost",
        "grant",
        "saved",
        "consequence_during",
        "consequence",
    }
    assert any(price.price_year not in (None, case.price_year) for price in case.prices)
    assert any(cost.per_year and cost.per_participant for cost in case.costs)
    assert {cost.payer for cost in case.costs} == {"Kommune", "Region"}
    assert {grant.giver for grant in case.grants} == {"Stat", "Ekstern"}
    assert {item.nature for item in case.consequences} == {"udgift", "indtægt"}
    assert {item.realisable for item in case.consequences} >= {
        "kontant",
        "delvis",
        "ikke-kontant",
    }
    assert [item.service for item in case.consequences if not item.significant] == ["Skadestue"]
    assert [cohort.consequence_years for cohort in result.cohorts] == [10, 10, 9]
    assert sum(value.uncertainty is not None for value in _sourced(case)) >= 15
