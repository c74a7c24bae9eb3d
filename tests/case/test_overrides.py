"""``--sæt felt=værdi`` reaches any field and never guesses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from som_calc.api import load_case
from som_calc.case.model import Case
from som_calc.case.overrides import SOURCE
from som_calc.case.problems import CaseError

Write = Callable[..., Path]


@pytest.fixture
def path(write_case: Write) -> Path:
    source = "mereffekt:\n  værdi: 5 %\n  kilde: Notat\n  note: gammel\n  status: publiceret"
    return write_case(("mereffekt: 5 %", source))


def test_a_sourced_value_is_replaced_and_its_source_says_so(path: Path) -> None:
    rate = load_case(path, ["mereffekt=7%"]).success_rate

    assert (rate.value, rate.source, rate.status, rate.note) == (0.07, SOURCE, "antagelse", None)


def test_the_file_itself_is_left_alone(path: Path) -> None:
    before = path.read_bytes()
    load_case(path, ["mereffekt=7%"])

    assert path.read_bytes() == before
    assert load_case(path).success_rate.value == 0.05


FIELDS: list[tuple[str, Callable[[Case], object], object]] = [
    ("mereffekt.værdi=7 pct.", lambda c: c.success_rate.value, 0.07),
    ("mereffekt.vaerdi=0,07", lambda c: c.success_rate.value, 0.07),
    ("mereffekt.kilde=Ny", lambda c: c.success_rate.source, "Ny"),
    ("periode.til=2030", lambda c: c.period.last_year, 2030),
    ("periode.horisont=5", lambda c: c.period.horizon, 5),
    ("deltagere.2027=40", lambda c: c.participants.value, {2026: 20, 2027: 40}),
    ("deltagere.2028=5", lambda c: c.participants.value[2028], 5),
    ("indsats.maalgruppe.navn=Unge", lambda c: c.intervention.target_group.name, "Unge"),
    ("indsats.målgruppe.succesandel=26 %", lambda c: _share(c), 0.26),
    ("omkostninger.1.pr_deltager=31.000", lambda c: _cost(c, 0), 31_000),
    ("omkostninger.Drift.pr_deltager=31.000", lambda c: _cost(c, 0), 31_000),
    ("omkostninger.opstart.pr_aar.2026=5", lambda c: _yearly(c, 1), {2026: 5}),
    ("omkostninger.1.betaler=stat", lambda c: c.costs[0].payer, "Stat"),
    ("priser.Herberg.kommune=1.200", lambda c: c.prices[0].municipality.value, 1_200),
    ("konsekvenser.herberg.ændring.1=-35", lambda c: _change(c), {0: -40, 1: -35}),
    ("foelsomhed.mereffekter=3 %; 7 %", lambda c: c.sensitivity.success_rates, [0.03, 0.07]),
    ("følsomhed.mereffekter=[3 %, 7 %]", lambda c: c.sensitivity.success_rates, [0.03, 0.07]),
    ("diskonteringsrente=4 %", lambda c: c.discount_rate and c.discount_rate.value, 0.04),
    ("titel=A = B", lambda c: c.title, "A = B"),
]


@pytest.mark.parametrize(("override", "read", "expected"), FIELDS, ids=[f[0] for f in FIELDS])
def test_any_field_can_be_set(
    path: Path, override: str, read: Callable[[Case], object], expected: object
) -> None:
    assert read(load_case(path, [override])) == expected


def test_a_number_set_from_a_program_keeps_its_decimal_point(path: Path) -> None:
    prices = {"priser.Herberg.kommune": 400.125, "priser.Herberg.stat": 1.5, "mereffekt": 0.075}

    case = load_case(path, prices)

    assert (case.prices[0].municipality.value, case.prices[0].state.value) == (400.125, 1.5)
    assert case.success_rate.value == 0.075


def test_several_fields_are_set_in_order(path: Path) -> None:
    case = load_case(path, ["mereffekt=7%", "mereffekt=9%", "prisniveau=2025"])

    assert (case.success_rate.value, case.price_year) == (0.09, 2025)


def test_a_part_of_a_sourced_value_keeps_the_source_of_the_rest(write_case: Write) -> None:
    group = "deltagere: {værdi: {2026: 20, 2027: 30}, kilde: Visitationen}"
    path = write_case(("deltagere: {2026: 20, 2027: 30}", group))

    assert load_case(path, ["deltagere.2027=40"]).participants.source == (
        f"Visitationen; 2027 {SOURCE}"
    )


WRONG = [
    ("merefekt=7%", "»merefekt« er ikke et felt; mente du »mereffekt«?"),
    ("indsats.maalgrupe.navn=x", "»maalgrupe« er ikke et felt; mente du »målgruppe«?"),
    ("omkostninger.Drfit.pr_deltager=1", "der er ingen post »Drfit«; mente du »Drift«?"),
    ("omkostninger.3.pr_deltager=1", "der er ingen post nummer 3; vælg 1 til 2"),
    ("omkostninger.0.pr_deltager=1", "der er ingen post nummer 0; vælg 1 til 2"),
    ("tilskud.1.andel=1 %", "der er ingen post nummer 1; tilføj posten i filen først"),
    ("titel.x=1", "feltet har ingen felter under sig; udelad ».x«"),
    ("mereffekt", "mangler felt eller værdi; skriv felt=værdi, fx mereffekt=7%"),
    ("mereffekt=", "mangler felt eller værdi; skriv felt=værdi, fx mereffekt=7%"),
    ("=7%", "mangler felt eller værdi; skriv felt=værdi, fx mereffekt=7%"),
    ("mereffekt=700%", "»700%« er over 100 %; en andel ligger mellem 0 % og 100 %"),
    ("deltagere.2026=-3", "»−3« er uden for det tilladte; skal være mindst 0"),
    ("periode.til=2020", "perioden slutter i 2020, før den begynder i 2026"),
    ("følsomhed.mereffekter=[3 %", "en liste eller gruppe i klammer er ikke lukket"),
    ("kommune=[a]", "skal være tekst, ikke en gruppe eller liste"),
]


@pytest.mark.parametrize(("override", "said"), WRONG, ids=[w[0] for w in WRONG])
def test_what_cannot_be_set_is_told_with_the_text_as_typed(
    path: Path, override: str, said: str
) -> None:
    with pytest.raises(CaseError) as caught:
        load_case(path, [override])

    told = str(caught.value)
    assert told.startswith(f"--sæt {override}: ")
    assert said in told


def test_every_override_that_fails_is_told(path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        load_case(path, ["merefekt=7%", "x", "titel.y=1"])

    assert len(caught.value.problems) == 3


def _share(case: Case) -> float | None:
    share = case.intervention.target_group.success_share
    return share and share.value


def _cost(case: Case, index: int) -> float | None:
    each = case.costs[index].per_participant
    return each and each.value


def _yearly(case: Case, index: int) -> dict[int, float] | None:
    yearly = case.costs[index].per_year
    return yearly and yearly.value


def _change(case: Case) -> dict[int, float] | None:
    change = case.consequences[0].change
    return change and change.value
