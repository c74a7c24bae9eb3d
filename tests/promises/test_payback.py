"""Payback in present value beside the undiscounted, and never against the net result."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.oracle import frame
from tests.promises import cases, reading
from tests.promises.reading import Page, report

LATE = cases.plain(
    deltagere={2026: 20},
    mereffekt=0.2,
    horisont=10,
    omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 640_000}}],
    konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": dict.fromkeys(range(10), -17)}],
    priser={"Ledighedsydelse": {"kommune": 1_000, "region": 0, "stat": 0}},
)
"""Earned in fixed prices in the tenth year, never in present value."""
CUT = {**LATE, "til": 2033}
"""The calculation ends before anything is earned."""
CASES = {
    "gain": cases.plain(),
    "late": LATE,
    "cut": CUT,
    "grant": cases.plain(tilskud=[{"navn": "Pulje", "andel": 0.5, "giver": "Stat"}]),
    "region pays": cases.plain(
        omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 512_000}, "betaler": "Region"}]
    ),
    **{f"random {n}": cases.random_case(n) for n in (21, 22, 23, 24, 25)},
}


def turning_points(folder: Path, case: cases.Plain) -> dict[str, dict[str, float | None]]:
    """Field → actor → the value at which the result is zero."""
    swing = ("--usikkerhed", 10, "--standardudsving", "10%")
    found = reading.data(cases.write(folder, case), *swing)["usikkerhed"]["break_even"]
    return dict(found)


def test_the_case_is_earned_undiscounted_and_lost_in_present_value() -> None:
    assert frame.net(LATE)["I alt"] < 0
    assert frame.payback(LATE, frame.PARTIES, discounted=False) == 2035
    assert frame.payback(LATE, frame.PARTIES, discounted=True) is None


@pytest.mark.parametrize("name", CASES)
def test_the_undiscounted_year_is_the_one_from_which_the_sum_stays_above_zero(
    name: str, tmp_path: Path
) -> None:
    case = CASES[name]
    rows = reading.data(cases.write(tmp_path, case), "--usikkerhed", 10)["følsomhed"]
    found = {row["navn"]: row["varigt_i_plus_fra"] for row in rows["tilbagebetaling"]}
    assert found["I alt"] == frame.payback(case, frame.PARTIES, discounted=False)
    assert found["Kommune"] == frame.payback(case, ["Kommune"], discounted=False)


@pytest.mark.parametrize("name", ["gain", "late", "grant"])
def test_the_table_has_payback_in_present_value_beside_the_undiscounted(name: str) -> None:
    case = CASES[name]
    page = report(cases.text_of(case))
    header, *rows = page.table("tilbagebetaling")
    columns = [i for i, c in enumerate(header) if re.search(r"nutidsværdi|tilbagediskonteret", c)]
    assert columns, header
    told = {row[0]: row[columns[0]] for row in rows}
    for name_, parties in (("I alt", frame.PARTIES), ("Kommune", ["Kommune"])):
        right = frame.payback(case, parties, discounted=True)
        assert (str(right) in told[name_]) if right else not re.search(r"\d{4}", told[name_])


@pytest.mark.parametrize("name", ["late", "cut"])
def test_no_sentence_says_earned_where_the_net_result_is_negative(name: str) -> None:
    page = report(cases.text_of(CASES[name]))
    for said in (page.figure_heading("2-2a"), page.page_one, page.said("oekonomi")):
        for found in re.finditer(r"[^.]*\btjent ind\b[^.]*", said):
            assert re.search(r"\bikke\b|uden rente|ikke i nutidsværdi|først", found[0]), found[0]


def test_nobody_has_a_payback_who_pays_nothing() -> None:
    """The region gains from the first year without a krone spent: there is nothing to earn."""
    case = cases.plain(priser={"Ledighedsydelse": {"kommune": 1_850, "region": 400, "stat": 640}})
    rows = report(cases.text_of(case)).rows("tilbagebetaling")
    for name in ("Region", "Stat"):
        if name in rows:
            assert not re.search(r"\b20\d\d\b|^ja$", " ".join(rows[name][:3])), rows[name]


def test_the_row_of_the_grant_has_no_payback_and_the_states_row_counts_it() -> None:
    case = CASES["grant"]
    rows = report(cases.text_of(case)).rows("tilbagebetaling")
    assert not [name for name in rows if name.startswith("Statslig tilskud")]
    (state,) = [cells for name, cells in rows.items() if name.startswith("Stat")]
    right = frame.payback(case, ["Stat", "Statslig tilskud"], discounted=False)
    assert (str(right) if right else "ikke") in state[1]


def test_with_a_back_calculated_time_profile_the_year_is_called_an_assumption() -> None:
    case = cases.plain(konsekvenser=[], priser={})
    profile = {"værdi": dict.fromkeys(range(6), 1), "kilde": "Ingen", "status": "antagelse"}
    value = {"værdi": "95.400", "kilde": "Rapport", "status": "tilbageregnet"}
    held = {
        "tidsprofil": profile,
        "værdier": [{"aktør": "Kommune", "nutidsværdi_pr_succes": value}],
    }
    page = report(cases.text_of(case, tilbageregnede_konsekvenser=held))
    heading = page.figure_heading("2-2a")
    assert "tjent ind" in heading
    around = heading + page.notes("tilbagebetaling") + page.notes("2-2a")
    assert re.search(r"antage|antagelse", around)


@pytest.mark.parametrize("field", ["horisont", "til", "forløbsvarighed"])
def test_a_whole_number_turns_at_the_first_value_where_the_sign_has_changed(
    field: str, tmp_path: Path
) -> None:
    """Horizon 6 still gains and 5 loses: the answer is 5, not something in between or beyond."""
    case = cases.plain(
        mereffekt=0.2,
        horisont=8,
        til=2033,
        deltagere={2026: 30},
        omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 520_000}}],
        konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": dict.fromkeys(range(8), -10)}],
    )
    data = turning_points(tmp_path, case)
    name = {"horisont": "periode.horisont", "til": "periode.til"}.get(
        field, "indsats.forløbsvarighed"
    )
    found = data[name]
    for actor in ("I alt", "Kommune"):
        last = 2106 if field == "til" else 80
        right = frame.first_whole_number(case, field, actor, last)
        assert found[actor] == right, actor


@pytest.mark.parametrize("seed", range(40, 48))
def test_every_whole_number_turning_point_has_changed_the_sign_and_the_one_before_has_not(
    seed: int, tmp_path: Path
) -> None:
    case = {**cases.random_case(seed), "diskonteringsår": 2026}
    data = turning_points(tmp_path, case)
    keys = {"horisont": "periode.horisont", "til": "periode.til"}
    for field, name in keys.items():
        for actor in ("I alt", "Kommune"):
            found = data[name][actor]
            if found is None:
                continue
            own, at = case[field], int(found)
            before = at + (1 if at < own else -1)
            sign = frame.net(case)[actor] >= 0
            assert (frame.net({**case, field: at})[actor] >= 0) != sign, (field, actor)
            assert (frame.net({**case, field: before})[actor] >= 0) == sign, (field, actor)


def test_the_sentence_on_the_nearest_turning_point_is_true(tmp_path: Path) -> None:
    """»Nærmest at vende« names a value at which the result really has turned."""
    for seed in (31, 32):
        case = cases.random_case(seed)
        page: Page = report(cases.text_of(case))
        found = re.search(r"[Nn]ærmest at vende[^.]*?(\d+) (?:konsekvens)?år", page.words)
        if found:
            turned = frame.net({**case, "horisont": int(found[1])})["I alt"]
            assert (turned >= 0) != (frame.net(case)["I alt"] >= 0)
