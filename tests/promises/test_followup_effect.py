"""The follow-up's effect: everybody who started counts, and nothing is surer than it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import chance, followup, frame
from tests.oracle.followup import Measured
from tests.promises import cases, reading
from tests.promises.reading import Page, number

EXPECTED = 0.08
CASE = cases.plain(
    mereffekt=EXPECTED,
    deltagere={2026: 40, 2027: 40, 2028: 40},
    omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 520_400, 2027: 520_400, 2028: 520_400}}],
    konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": dict.fromkeys(range(8), -26)}],
)
"""Costs follow the cohorts, so that what is left after a year is unambiguous."""
ZERO = frame.break_even(CASE, "I alt")


def written(
    counts: Measured, among: str | None, comparison: dict[str, Any] | None, year: int = 2026
) -> str:
    def item(value: Any) -> str:
        return f"{{værdi: {value}, kilde: Fagsystem, status: lokalt tal}}"

    lines = [
        f"opfølgningsår: {year}",
        f"dato: {year + 1}-02-15",
        "år:",
        f"  {year}:",
        f"    startede: {item(counts.started)}",
        f"    gennemførte: {item(counts.finished)}",
        f"    frafaldne: {item(counts.dropped)}",
        f"    bruttoudgift: {item('520.400')}",
        f"    succeser: {item(counts.successes)}",
        f"    observerede: {item(counts.observed)}",
    ]
    if among:
        lines.append(f"målt_blandt: {among}")
    if comparison:
        lines.append("sammenligning:")
        lines += [f"  {key}: {item(value)}" for key, value in comparison.items()]
        lines.append("  grundlag: venteliste")
    return "\n".join(lines) + "\n"


def page_of(
    folder: Path,
    counts: Measured,
    among: str | None = "startede",
    comparison: dict[str, Any] | None = None,
    **case_extra: Any,
) -> Page:
    case = cases.write(folder, CASE, **case_extra)
    return reading.follow_up(folder, case, written(counts, among, comparison), 2026)


def shares(text: str) -> list[float]:
    """Every share of a text, percent or points, as shares."""
    found = re.findall(r"([−-]?\d+(?:,\d+)?)\s*(?:%|pct\.|procentpoint|(?= til))", text)
    return [float(f.replace(",", ".").replace("−", "-")) / 100 for f in found]


def row(page: Page, begins: str) -> list[str]:
    return next(cells for name, cells in page.rows("effekt").items() if name.startswith(begins))


def later_total(page: Page) -> float:
    header, *rows = page.table("rest")
    column = next(i for i, cell in enumerate(header) if "efter" in cell)
    value = number(next(r for r in rows if r[0] == "I alt")[column])
    assert value is not None
    return value


WORDS = {5: "fem", 8: "otte"}
GROUP = {"succeser": 9, "observerede": 52}


@pytest.mark.parametrize(
    ("one", "other"),
    [((22, 40), (9, 52)), ((3, 40), (11, 50)), ((14, 31), (0, 3)), ((40, 40), (1, 2))],
)
def test_the_measured_effect_has_newcombes_interval_with_both_groups_uncertain(
    one: tuple[int, int], other: tuple[int, int], tmp_path: Path
) -> None:
    counts = Measured(one[1], one[1], 0, *one)
    comparison = {"succeser": other[0], "observerede": other[1]}
    page = page_of(tmp_path, counts, "startede", comparison)
    net, (low, high) = followup.effect(one, other)
    told = row(page, "Nettoeffekt")
    assert shares(told[0] + " ")[0] == pytest.approx(net, abs=6e-4)
    assert shares(told[1])[:2] == pytest.approx([low, high], abs=6e-4)


@pytest.mark.parametrize(
    ("one", "other"), [((22, 40), (9, 52)), ((3, 40), (11, 50)), ((14, 31), (0, 3))]
)
def test_the_oracles_newcombe_is_that_of_statsmodels(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    theirs = proportion.confint_proportions_2indep(*one, *other, compare="diff", method="newcomb")
    assert chance.newcombe(one, other) == pytest.approx(theirs, abs=1e-9)


DROPPED = Measured(started=40, finished=26, dropped=14, successes=15, observed=26)


def test_those_who_dropped_out_count_as_no_success_when_completers_were_counted(
    tmp_path: Path,
) -> None:
    """15 of 26 completers and 14 dropped out: 15 of 40 who started, not 15 of 26."""
    page = page_of(tmp_path, DROPPED, None, GROUP)
    assert "stadig i gang" not in page.page_one
    one = followup.by_intention_to_treat(DROPPED, "gennemførte")
    net, interval = followup.effect(one, (9, 52))
    told = row(page, "Nettoeffekt")
    assert shares(told[0] + " ")[0] == pytest.approx(net, abs=6e-4)
    assert shares(told[1])[:2] == pytest.approx(list(interval), abs=6e-4)


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        (Measured(40, 9, 12, 5, 9), 13),
        (Measured(28, 4, 8, 3, 4), 6),
        (Measured(50, 20, 5, 9, 10), 11),
    ],
)
def test_drop_outs_are_not_set_against_the_first_to_finish_alone(
    counts: Measured, seen: int, tmp_path: Path
) -> None:
    """9 of 28 who stay are measured: 9 of 28 of the 12 who left belong to them, not all 12."""
    page = page_of(tmp_path, counts, None, GROUP)
    one = followup.by_intention_to_treat(counts, "gennemførte")
    net, interval = followup.effect(one, (9, 52))
    told = row(page, "Nettoeffekt")
    still = counts.started - counts.finished - counts.dropped

    assert one == (counts.successes, seen)
    assert shares(told[0] + " ")[0] == pytest.approx(net, abs=6e-4)
    assert shares(told[1])[:2] == pytest.approx(list(interval), abs=6e-4)
    assert re.search(rf"(?i){WORDS.get(still, still)} deltagere er stadig i gang", page.page_one)


def test_an_effect_among_completers_only_is_warned_of_on_page_one(tmp_path: Path) -> None:
    page = page_of(tmp_path, DROPPED, "gennemførte", GROUP)
    said = page.page_one + page.output  # type: ignore[attr-defined]
    assert re.search(r"kun .{0,40}gennemfør", said)


def test_completers_and_starters_of_the_same_year_lead_to_the_same_conclusion(
    tmp_path: Path,
) -> None:
    """The same people counted two ways: who dropped out is no success in either."""
    told = []
    for among, observed in ((None, 26), ("startede", 40)):
        folder = tmp_path / str(observed)
        folder.mkdir()
        counts = Measured(40, 26, 14, 15, observed)
        told.append(page_of(folder, counts, among, {"andel": "30 %"}))
    assert told[0].key_figures["Status"] == told[1].key_figures["Status"]
    assert row(told[0], "Nettoeffekt") == row(told[1], "Nettoeffekt")


@pytest.mark.parametrize("people", [2, 3, 5])
def test_a_handful_of_people_to_compare_with_never_makes_a_certainty(
    people: int, tmp_path: Path
) -> None:
    page = page_of(
        tmp_path, Measured(40, 40, 0, 17, 40), "startede", {"succeser": 0, "observerede": people}
    )
    low, high = chance.newcombe((17, 40), (0, people))
    if chance.unresolved((low, high), EXPECTED):
        assert "uafklaret" in page.key_figures["Status"].lower()
        assert "på kurs" not in page.lead
    assert later_total(page) < frame.net(CASE, 0.4)["I alt"]


COMPARISONS = [
    {"succeser": 5, "observerede": 50},
    {"succeser": 13, "observerede": 50},
    {"succeser": 1, "observerede": 4},
    {"andel": "60 %"},
]


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda c: "-".join(map(str, c.values())))
@pytest.mark.parametrize("stated", [None, 0.03])
def test_the_belief_at_the_decision_is_about_the_effect_whatever_the_comparison(
    comparison: dict[str, Any], stated: float | None, tmp_path: Path
) -> None:
    """The prior stays centred on the expected effect, with the same interval for all groups."""
    extra = (
        {}
        if stated is None
        else {"usikkerhed": {"mereffekt": {"standardfejl": "3 %", "fordeling": "normal"}}}
    )
    page = page_of(tmp_path, Measured(40, 40, 0, 14, 40), "startede", comparison, **extra)
    told = row(page, "Forventet")
    low, high = shares(told[1])[:2]
    assert (low + high) / 2 == pytest.approx(EXPECTED, abs=0.02)
    if stated is not None:
        assert (low, high) == pytest.approx(chance.ends_of_normal(EXPECTED, stated), abs=0.006)
    else:
        assert -0.15 < low < high < 0.31


@pytest.mark.parametrize("successes", [4, 14, 30])
def test_the_updated_effect_lies_between_belief_and_measurement_and_is_no_less_sure(
    successes: int, tmp_path: Path
) -> None:
    extra = {"usikkerhed": {"mereffekt": {"standardfejl": "5 %", "fordeling": "normal"}}}
    counts = Measured(40, 40, 0, successes, 40)
    page = page_of(tmp_path, counts, "startede", {"succeser": 13, "observerede": 50}, **extra)
    net, interval = followup.effect((successes, 40), (13, 50))
    updated = row(page, "Opdateret")
    middle = shares(updated[0] + " ")[0]
    low, high = shares(updated[1])[:2]
    assert min(net, EXPECTED) - 6e-4 <= middle <= max(net, EXPECTED) + 6e-4
    believed = chance.ends_of_normal(EXPECTED, 0.05)
    assert high - low <= believed[1] - believed[0] + 2e-3
    assert high - low <= interval[1] - interval[0] + 2e-3


UNRESOLVED = Measured(40, 40, 0, 15, 40)


@pytest.mark.parametrize(
    ("counts", "comparison"),
    [
        (UNRESOLVED, {"succeser": 14, "observerede": 45}),
        (Measured(40, 40, 0, 9, 40), {"andel": "20 %"}),
        (Measured(40, 40, 0, 18, 40), {"succeser": 0, "observerede": 3}),
    ],
)
def test_an_effect_that_may_be_nothing_and_may_be_the_expected_is_called_unresolved(
    counts: Measured, comparison: dict[str, Any], tmp_path: Path
) -> None:
    page = page_of(tmp_path, counts, "startede", comparison)
    assert "uafklaret" in page.lead
    assert "uafklaret" in page.key_figures["Status"].lower()
    assert "på kurs" not in page.lead


def test_an_effect_that_nobody_has_measured_yet_is_not_on_course(tmp_path: Path) -> None:
    page = page_of(tmp_path, Measured(40, 0, 0, 0, 0), "gennemførte", {"andel": "26 %"})
    assert "på kurs" not in page.lead
    assert "på kurs" not in page.key_figures["Status"].lower()


def test_when_everybody_drops_out_later_cohorts_are_not_forecast_to_gain(tmp_path: Path) -> None:
    counts = Measured(40, 0, 40, 0, 0)
    page = page_of(tmp_path, counts, "gennemførte", {"andel": "26 %"})
    at_planned = followup.later_cohorts(CASE, 2026, EXPECTED, 0.0)["I alt"]
    right = followup.later_cohorts(CASE, 2026, EXPECTED, 1.0)["I alt"]
    assert right < 0 < at_planned
    assert later_total(page) < 0
    assert later_total(page) == pytest.approx(right, abs=0.15 * abs(right))


def test_observed_dropout_goes_into_the_forecast_of_later_cohorts(tmp_path: Path) -> None:
    """Half of the first cohort dropped out, and the successes are not known yet."""
    counts = Measured(40, 20, 20, 0, 0)
    page = page_of(tmp_path, counts, "gennemførte", {"andel": "26 %"})
    none, half, all_of = (
        followup.later_cohorts(CASE, 2026, EXPECTED, share)["I alt"] for share in (0.0, 0.5, 1.0)
    )
    found = later_total(page)
    assert found < none - 0.2 * (none - all_of)
    assert found == pytest.approx(half, abs=0.25 * (none - all_of))


def test_a_forecast_without_news_is_the_decided_one(tmp_path: Path) -> None:
    page = page_of(tmp_path, Measured(40, 40, 0, 0, 0), "gennemførte", {"andel": "26 %"})
    right = followup.later_cohorts(CASE, 2026, EXPECTED, 0.0)["I alt"]
    assert later_total(page) == pytest.approx(right, abs=1)


def test_differences_between_shares_are_told_in_procentpoint(tmp_path: Path) -> None:
    page = page_of(tmp_path, UNRESOLVED, "startede", {"succeser": 14, "observerede": 45})
    said = page.said("effekt")
    assert re.search(r"[Nn]ettoeffekten.{0,40}procentpoint", said)
    assert not re.search(r"[Nn]ettoeffekten er forskellen: [\d,]+ pct\.", said)


def test_the_lead_of_a_followup_agrees_with_its_tables(tmp_path: Path) -> None:
    for successes in (2, 15, 35):
        folder = tmp_path / str(successes)
        folder.mkdir()
        counts = Measured(40, 40, 0, successes, 40)
        page = page_of(folder, counts, "startede", {"succeser": 9, "observerede": 52})
        now = number(page.rows("aktoerer")["I alt"][3])
        decided = number(page.rows("aktoerer")["I alt"][2])
        assert now is not None
        assert decided is not None
        lead = page.lead
        first = lead.split(" mod ")[0]
        if re.search(r"overskud|underskud", first):
            assert ("overskud" in first) == (now > 0)
            assert reading.says(reading.money(first), now)
        if " mod " in lead:
            assert reading.says(reading.money(lead.split(" mod ")[1]), decided)
        assert "taber mindre" not in lead or now < 0


def test_a_small_loss_that_was_decided_is_not_watched_for_being_a_loss(tmp_path: Path) -> None:
    """The same loss as decided: the case is on its course, not »hold øje« by rule."""
    losing = {**CASE, "mereffekt": 0.01}
    assert frame.net(losing)["I alt"] < 0
    case = cases.write(tmp_path, losing, usikkerhed={"mereffekt": {"standardfejl": "0,5 %"}})
    counts = Measured(40, 40, 0, 0, 0)
    text = written(counts, "startede", {"andel": "26 %"})
    page = reading.follow_up(tmp_path, case, text, 2026)
    result_rows = {k: v for k, v in page.rows("status").items() if "esultat" in k}
    assert result_rows
    for cells in result_rows.values():
        assert "hold øje" not in cells[-1].lower()


def test_amounts_of_two_price_years_are_never_compared_without_saying_so(tmp_path: Path) -> None:
    text = written(UNRESOLVED, "startede", {"andel": "20 %"}) + (
        "nye_forudsætninger:\n  prisniveau: 2027\n"
        "  prisindeks:\n    navn: Prøveindeks\n    værdier: {2026: 100, 2027: 112}\n"
        "    kilde: Prøve\n    status: antagelse\n"
    )
    case = cases.write(tmp_path, CASE)
    page = reading.follow_up(tmp_path, case, text, 2026)
    lead = page.page_one
    if " mod " in page.lead:
        decided = frame.net(CASE)["I alt"]
        told = reading.money(page.lead.split(" mod ")[1])
        converted = reading.says(told, decided * 1.12)
        assert converted or ("2026-priser" in lead and "2027-priser" in lead)


def money_year(folder: Path, cost: int, grant: int) -> Page:
    """The first year of a case that expects 520.400 kr. and a grant of half of it."""
    case = {**CASE, "tilskud": [{"navn": "Pulje", "andel": 0.5, "giver": "Stat"}]}
    path = cases.write(folder, case)
    numbers = {"startede": 40, "bruttoudgift": cost, "tilskud": grant}
    lines = ["opfølgningsår: 2026", "dato: 2027-02-15", "år:", "  2026:"]
    lines += [
        f"    {name}: {{værdi: {value}, kilde: Økonomisystem, status: lokalt tal}}"
        for name, value in numbers.items()
    ]
    return reading.follow_up(folder, path, "\n".join(lines) + "\n", 2026)


@pytest.mark.parametrize(("grant", "named"), [(260_200, False), (300_000, False), (10_000, True)])
def test_the_grant_is_only_a_cause_where_it_is_smaller_than_expected(
    grant: int, named: bool, tmp_path: Path
) -> None:
    cost = 520_400 if named else 1_900_000
    told = money_year(tmp_path, cost, grant).lead.partition(" på grund af ")[2]

    assert told
    assert ("tilskud" in told) == named
    assert ("højere udgift pr. deltager end ventet" in told) == (not named)
    assert not ("højere omkostninger" in told and "højere udgift" in told)


def test_an_effect_below_zero_is_told_once(tmp_path: Path) -> None:
    page = page_of(tmp_path, Measured(40, 40, 0, 3, 40), "startede", {"andel": "52 %"})
    told = page.lead.partition(" på grund af ")[2]

    assert "en effekt under nul" in told
    assert "mindre effekt" not in told


def test_the_only_participant_is_one(tmp_path: Path) -> None:
    one = {**CASE, "deltagere": {2026: 1}}
    path = cases.write(tmp_path, one)
    text = written(Measured(1, 1, 0, 1, 1), "startede", {"andel": "30 %"})
    words = reading.follow_up(tmp_path, path, text, 2026).words

    assert "flere end den ene i hele indsatsen" in words
    assert "Indsatsen har kun én deltager i alt" in words
    assert not re.search(r"\b(?:de 1|1 deltagere)\b", words)


def test_a_table_with_shares_of_completers_says_of_every_share_whom_it_is_of(
    tmp_path: Path,
) -> None:
    counts = Measured(started=40, finished=24, dropped=16, successes=16, observed=24)
    case = cases.write(tmp_path, CASE)
    text = written(counts, "gennemførte", GROUP) + "effekt_blandt: gennemførte\n"
    page = reading.follow_up(tmp_path, case, text, 2026)
    bases = {name.split(":")[0]: cells[0] for name, cells in page.rows("effekt").items()}
    assert bases["Opdateret mereffekt"] == bases["Målt succesandel"] == "gennemførte"
    assert bases["Break-even for hele indsatsen, i alt"] == "startede"
    assert bases["Mereffekt i prognosen for de årgange, der er målt"] == "startede"
    told = re.search(r"går i nul ved en mereffekt på (\S+) pct\.", page.words)
    assert told is not None
    assert row(page, "Break-even")[1].split()[0] == told[1]
