"""Page one, Følsomhed and Hvor sikkert, read as text and held against the tables.

Every case goes through every claim, so a sentence that is only wrong for a loss, a single
participant or an impossible break-even is met.  The tables themselves are held against the
oracle first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

from tests.oracle import chance, frame
from tests.promises import cases
from tests.promises.reading import Page, money, number, report, says

ONE_YEAR = {2026: 30}
MORE_USE = [{"ydelse": "Ledighedsydelse", "ændring": {0: 7, 1: 12, 2: 4}}]
STATE_GRANT = [{"navn": "Pulje", "andel": 0.55, "giver": "Stat"}]
FULL_GRANT = [{"navn": "Pulje", "andel": 1.0, "giver": "Stat"}]
DEAR = [{"navn": "Mentorer", "pr_år": {2026: 6_123_400, 2027: 4_987_600}}]
DURING = [{"ydelse": "Ledighedsydelse", "under_forløb": {0: -21}}]
SAVED = [{"navn": "Vejledning", "pr_deltager": 31_450}]


def one_cost(kr: float) -> list[dict[str, object]]:
    return [{"navn": "Mentorer", "pr_år": {2026: kr}}]


EXTREMES: dict[str, cases.Plain] = {
    "a gain without a grant": cases.plain(),
    "a gain with a grant": cases.plain(tilskud=STATE_GRANT),
    "a loss": cases.plain(mereffekt=0.03),
    "a loss that no effect turns": cases.plain(omkostninger=DEAR),
    "a gain at any effect": cases.plain(alternativ=SAVED, mereffekt=0.02),
    "a full grant": cases.plain(tilskud=FULL_GRANT),
    "a full grant and a loss": cases.plain(tilskud=FULL_GRANT, mereffekt=0.01),
    "no effect": cases.plain(mereffekt=0.0),
    "a hundredth of a percent": cases.plain(mereffekt=0.0001, tilskud=STATE_GRANT),
    "half": cases.plain(mereffekt=0.5),
    "all": cases.plain(mereffekt=1.0),
    "more use after success, a gain": cases.plain(
        konsekvenser=MORE_USE, mereffekt=0.02, alternativ=SAVED
    ),
    "more use after success, a loss": cases.plain(
        konsekvenser=MORE_USE, mereffekt=0.6, alternativ=SAVED
    ),
    "one participant in one year": cases.plain(
        deltagere={2026: 1}, omkostninger=one_cost(11_800), til=2027, horisont=1
    ),
    "one more reaches the goal": cases.plain(
        deltagere={2026: 10}, mereffekt=0.1, omkostninger=one_cost(35_000)
    ),
    "a few kroner": cases.plain(
        deltagere={2026: 1},
        omkostninger=one_cost(4),
        konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: -0.01}}],
        priser={"Ledighedsydelse": {"kommune": 3, "region": 0, "stat": 1}},
    ),
    "some hundred kroner": cases.plain(
        deltagere={2026: 2},
        omkostninger=one_cost(730),
        konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: -1}}],
        priser={"Ledighedsydelse": {"kommune": 900, "region": 0, "stat": 200}},
    ),
    "exactly zero": cases.plain(
        deltagere={2026: 10},
        mereffekt=0.2,
        omkostninger=one_cost(20_000),
        konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: -10}}],
        priser={"Ledighedsydelse": {"kommune": 1_000, "region": 0, "stat": 0}},
    ),
    "break-even at all": cases.plain(
        deltagere={2026: 10},
        omkostninger=one_cost(100_000),
        konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: -10}}],
        priser={"Ledighedsydelse": {"kommune": 1_000, "region": 0, "stat": 0}},
    ),
    "no cost": cases.plain(omkostninger=one_cost(0)),
    "break-even at zero": cases.plain(
        omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 612_340}, "betaler": "Region"}]
    ),
    "earned undiscounted, lost in present value": cases.plain(
        deltagere={2026: 20},
        mereffekt=0.2,
        omkostninger=one_cost(700_000),
        konsekvenser=[
            {"ydelse": "Ledighedsydelse", "ændring": dict.fromkeys(range(8), -22)},
        ],
        priser={"Ledighedsydelse": {"kommune": 1_060, "region": 0, "stat": 0}},
    ),
    "consequences during the course": cases.plain(
        konsekvenser=[
            {
                "ydelse": "Ledighedsydelse",
                "ændring": {0: -9, 1: -18},
                "under_forløb": {0: -14},
            }
        ]
    ),
    "another rate": cases.plain(diskonteringsrente=0.05),
    "only consequences during the course": cases.plain(konsekvenser=DURING, mereffekt=0.13),
    "only a loss during the course": cases.plain(
        konsekvenser=[{"ydelse": "Ledighedsydelse", "under_forløb": {0: 6}}], tilskud=STATE_GRANT
    ),
    "only the saved alternative": cases.plain(
        konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: 0}}], alternativ=SAVED
    ),
    "the region pays": cases.plain(
        omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 512_340}, "betaler": "Region"}]
    ),
    "three who pay": cases.plain(
        omkostninger=[
            {"navn": "Mentorer", "pr_år": {2026: 412_340}},
            {"navn": "Lokaler", "pr_år": {2026: 120_500}, "betaler": "Region"},
            {"navn": "Test", "pr_år": {2027: 66_100}, "betaler": "Stat"},
        ],
        tilskud=STATE_GRANT,
    ),
    "a fund pays it all": cases.plain(
        tilskud=[{"navn": "Fonden", "andel": 1.0, "giver": "Ekstern"}]
    ),
    "a fund and the state": cases.plain(
        tilskud=[
            {"navn": "Fonden", "pr_år": {2026: 200_000}, "giver": "Ekstern"},
            {"navn": "Puljen", "andel": 0.2, "giver": "Stat"},
        ]
    ),
}
ALL = EXTREMES | {f"random {seed}": cases.random_case(seed) for seed in range(1, 13)}


@cache
def page_of(name: str) -> Page:
    return report(cases.text_of(ALL[name]))


def shown(name: str) -> dict[str, float]:
    """Tabel 2.1 in whole kr., as the reader sees it."""
    found = {row: number(cells[0]) for row, cells in page_of(name).rows("2-1").items()}
    return {row: value for row, value in found.items() if value is not None}


def gains(name: str) -> dict[str, float]:
    """Net result by party, the state with what it gives."""
    rows = frame.net(ALL[name])
    return {
        "kommunen": rows["Kommune"],
        "regionen": rows["Region"],
        "staten": frame.state_with_grant(rows),
    }


def always(name: str) -> str | None:
    """»overskud« or »underskud« where the whole result has that sign at every effect."""
    ends = [frame.net(ALL[name], rate)["I alt"] for rate in (0.0, 1.0)]
    if min(ends) >= 0 and max(ends) > 0:
        return "overskud"
    if max(ends) <= 0 and min(ends) < 0:
        return "underskud"
    return None


def table_is_right(name: str) -> None:
    rows = frame.net(ALL[name])
    for actor in ("I alt", *frame.PARTIES):
        assert shown(name)[actor] == pytest.approx(rows[actor], abs=0.51), actor


def lead_states_the_sign_and_size_of_the_result(name: str) -> None:
    lead, rows = page_of(name).lead, shown(name)
    head = lead.split(";")[0].split(", men")[0]
    total = rows["I alt"]
    assert ("overskud" in head) == (total > 0), head
    assert ("underskud" in head) == (total < 0), head
    if total:
        assert says(money(head), total), head
    tail = lead[len(head) :]
    if re.search(r"kommunen (får|taber|går)", tail):
        assert ("kommunen taber" in tail) == (rows["Kommune"] < 0), tail
        assert ("kommunen får" in tail) == (rows["Kommune"] > 0), tail
        if rows["Kommune"]:
            assert says(money(tail), rows["Kommune"]), tail


def paid_by(case: cases.Plain) -> dict[str, float]:
    """What others than the kommune pay of the whole cost, undiscounted, as shares of it."""
    gross = sum(-item.kr for item in frame.costs(case))
    booked = [item for item in frame.bookings(case) if item.post in ("cost", "grant")]
    paid = {p: -sum(i.kr for i in booked if i.party == p) for p in frame.PARTIES}
    granted = frame.financing(case, "Kommune")["grants"]
    shares = {
        "staten": paid["Stat"] + paid["Statslig tilskud"],
        "regionen": paid["Region"],
        "udefra": granted - paid["Statslig tilskud"],
    }
    return {who: kr / gross for who, kr in shares.items() if kr > 0.5 and gross}


def lead_names_all_who_pay_with_the_kommune(name: str) -> None:
    lead, shares = page_of(name).lead, paid_by(ALL[name])
    condition = lead.split("; kommunen")[-1].split(", men kommunen")[-1]
    for who in ("staten", "regionen", "udefra"):
        assert (who in condition) == (who in shares), f"{who}: {lead}"
    within = {who: share for who, share in shares.items() if share < 0.999}
    for who, share in within.items():
        told = re.search(rf"{who} (?:(?:betaler|dækker) )?([\d,]+ pct\.)", condition)
        assert told, f"{who}: {lead}"
        assert number(told[1]) == pytest.approx(share, abs=0.0006), lead
    assert ("hele udgiften" in condition) == (within != shares), lead


def depends(name: str) -> bool:
    """Whether the effect moves anyone's result."""
    none, full = (frame.net(ALL[name], rate) for rate in (0.0, 1.0))
    return any(abs(none[actor] - full[actor]) > 0.5 for actor in none)


def an_effect_that_moves_nothing_is_not_said_to_move_it(name: str) -> None:
    page, case = page_of(name), ALL[name]
    said = page.page_one + page.said("foelsomhed") + page.key_figures["Break-even, i alt"]
    told = "Resultatet er det samme ved enhver mereffekt" in page.page_one
    assert told == (not depends(name))
    if not told:
        return
    assert "uanset mereffekten" in page.lead
    for claim in ("Beregningen forudsætter en mereffekt", "dobbelt så stor", "forventet er"):
        assert claim not in said, claim
    for what, there in (
        ("konsekvenserne under forløbet", any("under_forløb" in i for i in case["konsekvenser"])),
        ("det sparede alternativ", bool(case["alternativ"])),
        ("tilskuddet", bool(case["tilskud"])),
    ):
        source = re.search(r"Det kommer af (.+?);", page.page_one)
        assert source
        assert (what in source[1]) == there, source[0]


def only_a_result_of_no_kroner_goes_in_nul(name: str) -> None:
    page = page_of(name)
    rows = frame.net(ALL[name])
    said = page.lead + " " + page.said("oekonomi")
    if round(rows["I alt"]) != 0 and round(rows["Kommune"]) != 0:
        assert not re.search(r"går i nul for det offentlige|resultat på nul", said)


def who_gets_most_and_who_loses_count_the_states_grant(name: str) -> None:
    heading = page_of(name).figure_heading("side1")
    parties = gains(name)
    for party in parties:
        if re.search(rf"(?i)\b{party} får mest", heading):
            assert parties[party] == max(parties.values()), heading
            assert parties[party] > 0, heading
        if re.search(rf"(?i)\b{party} taber", heading):
            assert parties[party] < 0, heading
    if "Ingen får underskud" in heading:
        assert min(parties.values()) > -1, heading
    if "Ingen aktør får overskud eller underskud" in heading:
        assert all(abs(round(kr)) == 0 for kr in parties.values()), heading


def key_figures_are_those_of_the_table(name: str) -> None:
    figures, rows = page_of(name).key_figures, shown(name)
    for label, actor in (("Samlet nettoresultat", "I alt"), ("Kommunens nettoresultat", "Kommune")):
        told = money(figures[label])
        assert says(told, rows[actor])
        if rows[actor]:
            assert (told > 0) == (rows[actor] > 0)


def an_impossible_break_even_says_which_way(name: str) -> None:
    told = page_of(name).key_figures["Break-even, i alt"]
    zero, way = frame.break_even(ALL[name], "I alt"), always(name)
    if way:
        assert way in told, told
        assert ("overskud" in told.replace("underskud", "")) == (way == "overskud"), told
    elif zero is not None and zero > 1e-9:
        assert number(told) == pytest.approx(zero, abs=6e-4), told
    assert "findes ikke" not in told


def the_box_says_on_which_side_of_break_even_the_loss_lies(name: str) -> None:
    said = page_of(name).page_one
    zero = frame.break_even(ALL[name], "I alt")
    found = re.search(
        r"(Under|Over) ([\d,]+) (?:pct\.|procent) (?:giver|får) .{0,30}(overskud|underskud)", said
    )
    if zero is None or always(name):
        assert found is None, found
        return
    rising = frame.net(ALL[name], 1.0)["I alt"] > frame.net(ALL[name], 0.0)["I alt"]
    if found:
        assert (found[1] == "Under") == ((found[3] == "underskud") == rising), found[0]


def over_break_even_is_called_a_loss_where_it_is_one(name: str) -> None:
    """Reading »over« as good is natural; where over means loss the row says so."""
    page = page_of(name)
    for row, cells in page.rows("break-even").items():
        actor = "Kommune uden tilskud" if "uden" in row else row.split(" med")[0]
        at = [frame.net(ALL[name], rate)[actor] for rate in (0.0, ALL[name]["mereffekt"], 1.0)]
        reading = cells[-1]
        found = re.search(r"([\d,]+) procentpoint (over|under)", reading)
        if found is None:
            continue
        zero = number(cells[0])
        assert zero is not None
        distance = ALL[name]["mereffekt"] - zero
        assert (found[2] == "over") == (distance > 0), reading
        if at[2] < at[0] and round(at[1]) != 0:
            sign = "overskud" if at[1] > 0 else "underskud"
            assert re.search(rf"\b{sign}", reading), f"{row}: {reading}"


def figure_3_1s_heading_agrees_with_the_break_even(name: str) -> None:
    heading = page_of(name).figure_heading("3-1")
    zero, way = frame.break_even(ALL[name], "I alt"), always(name)
    if way:
        assert "i nul ved" not in heading, heading
    rate = ALL[name]["mereffekt"]
    if zero is not None and re.search(r"er (over|under) det", heading):
        assert ("er over det" in heading) == (rate > zero), heading
        falling = frame.net(ALL[name], 1.0)["I alt"] < frame.net(ALL[name], 0.0)["I alt"]
        assert not falling or "skud" in heading, heading


def tjent_ind_only_where_the_net_result_agrees(name: str) -> None:
    page = page_of(name)
    total = frame.net(ALL[name])["I alt"]
    for said in (page.figure_heading("2-2a"), page.page_one, page.said("oekonomi")):
        found = re.search(r"(?<!ikke )tjent ind[^.]{0,40}? i (\d{4})", said)
        if found is None:
            continue
        assert total > -0.5, found[0]
        year = int(found[1])
        at = [
            frame.payback(ALL[name], frame.PARTIES, discounted=discounted)
            for discounted in (True, False)
        ]
        assert year in at, f"{found[0]}, but {at}"


def the_yearly_heading_agrees_with_its_table(name: str) -> None:
    heading = page_of(name).figure_heading("2-2b")
    years = {
        int(row): number(cells[0]) or 0.0
        for row, cells in page_of(name).rows("2-2b").items()
        if row.isdigit()
    }
    if "Intet år giver underskud" in heading:
        assert min(years.values()) >= 0, heading
    if "Intet år giver overskud" in heading:
        assert max(years.values()) <= 0, heading
    best = re.search(r"bedste år er (\d{4})[\d–, og]* med", heading)
    if best:
        assert years[int(best[1])] == max(years.values()), heading
        assert says(money(heading[best.end() :]), max(years.values())), heading
    losing = re.match(r"(\d{4})(?:–(\d{4}))? giver underskud", heading)
    if losing:
        first, last = int(losing[1]), int(losing[2] or losing[1])
        assert all(years[year] < 0 for year in range(first, last + 1)), heading


def singular_and_plural_are_danish(name: str) -> None:
    words = page_of(name).words
    wrong = re.findall(
        r"\b(?:én|en|1) flere (?:når|målet)|\bnår (?:én|en) flere\b|\b1 deltagere\b|\ben år\b"
        r"|\bét deltagere\b|\ben deltagere\b|\b1 kr\. års\b|\bet? pct\.\b",
        words,
    )
    assert not wrong, wrong


def counts_of_people_are_whole_persons(name: str) -> None:
    words = page_of(name).words
    wrong = re.findall(r"\b\d[\d.]*,\d+ (?:deltagere?|personer|borgere)", words)
    assert not wrong, wrong


def expected_successes_have_no_empty_decimals(name: str) -> None:
    """»8,0 ventede succeser« is 8; »0,0« is fewer than one."""
    wrong = re.findall(r"\b\d[\d.]*,0 ventede succeser", page_of(name).words)
    assert not wrong, wrong


def small_numbers_keep_their_size(name: str) -> None:
    page, case = page_of(name), ALL[name]
    words = page.words
    assert not re.search(r"\d,\d 1\.000 kr\.", words)
    assert not re.search(r"\b0 pct\. (?:dyrere|billigere)", words)
    if 0 < case["mereffekt"] < 0.005:
        assert not re.search(r"mereffekt (?:på|er) 0 pct\.", words)
        assert "forventet er 0 pct." not in words


def dearer_and_cheaper_agree_with_what_the_effort_may_cost(name: str) -> None:
    """The heading over the map of effects and costs, against the table of what it may cost."""
    page = page_of(name)
    heading = page.figure_heading("kort")
    distance = page.rows("hoejst-koste").get("I alt", ["", "", "", ""])[3]
    share = number(distance)
    found = re.search(r"(\d[\d,]*) pct\. (dyrere|billigere)", heading)
    if not found or share is None:
        return
    told = float(found[1].replace(",", ".")) / 100
    if heading.startswith("Også"):
        assert share >= told - 1e-6 if found[2] == "dyrere" else share <= -told + 1e-6, heading
    else:
        assert told == pytest.approx(abs(share), abs=0.006), heading
        assert (found[2] == "dyrere") == (share > 0), heading


def free_of_charge_is_only_said_of_those_who_lose_even_then(name: str) -> None:
    """»underskud, selv hvis den var gratis« is true of the rows it stands under."""
    page = page_of(name)
    rows = page.rows("hoejst-koste")
    without_cost = {**ALL[name], "omkostninger": [], "tilskud": []}
    free = frame.net(without_cost)
    absent = [row for row, cells in rows.items() if "findes ikke" in " ".join(cells)]
    if "selv hvis den var gratis" in page.said("foelsomhed"):
        for row in absent:
            assert free[row] < 0, row


def doubling_is_said_of_what_doubles(name: str) -> None:
    said = page_of(name).said("foelsomhed")
    during = any("under_forløb" in item for item in ALL[name].get("konsekvenser", []))
    if during and re.search(r"konsekvenserne dobbelt så store", said):
        raise AssertionError("consequences during the course do not follow the effect")


def turning_points_of_counts_are_whole_numbers(name: str) -> None:
    for row, cells in page_of(name).rows("vippepunkter").items():
        for cell in cells[1:4]:
            if "deltager" in cell:
                value = number(cell)
                assert value == int(value or 0), f"{row}: {cell}"
                assert value != 0, f"{row}: {cell}"


def a_rate_of_its_own_is_told_where_amounts_are(name: str) -> None:
    case, page = ALL[name], page_of(name)
    rate = case.get("diskonteringsrente", frame.RATE)
    told = re.findall(r"([\d,]+) pct\. om året", page.said("metode"))
    assert told
    assert float(told[0].replace(",", ".")) / 100 == pytest.approx(rate)


def committees_prices_and_orange_are_only_explained_where_they_are_shown(name: str) -> None:
    page, case = page_of(name), ALL[name]
    if "prisindeks" not in case:
        assert "prisindeks" not in page.said("metode")
    no_committee = not any("udvalg" in line for line in case["omkostninger"])
    if no_committee:
        assert "Øvrige udvalg" not in page.rows("betaler")


def what_is_said_of_any_effect_holds_at_both_ends(name: str) -> None:
    """»ved enhver mereffekt«, »over 0« and »under 100 pct.« of each purse, at 0 and 100 pct."""
    for row, cells in page_of(name).rows("break-even").items():
        actor = "Kommune uden tilskud" if "uden" in row else row.split(" med")[0]
        none, full = (round(frame.net(ALL[name], rate)[actor]) for rate in (0.0, 1.0))
        said = cells[2].lower()
        sign = 1 if said.startswith("overskud") else -1 if said.startswith("underskud") else 0
        if "ved enhver mereffekt" in said:
            assert (none > 0) - (none < 0) == (full > 0) - (full < 0) == sign, f"{row}: {said}"
        elif "mereffekten er over 0" in said:
            assert none == 0, f"{row}: {said}"
            assert full * sign > 0, f"{row}: {said}"
        elif "mereffekten er under 100" in said:
            assert full == 0, f"{row}: {said}"
            assert none * sign > 0, f"{row}: {said}"
        else:
            assert none * full < 0 or said == "lige på grænsen", f"{row}: {said}"


def people_are_told_on_the_right_side_of_zero(name: str) -> None:
    """»31 deltagere: underskud; 32: overskud«, reckoned again with that many people."""
    case, page = ALL[name], page_of(name)
    heads = page.table("vippepunkter")[0] if page.table("vippepunkter") else []
    cells = page.rows("vippepunkter").get("Deltagere i alt", [])
    people = sum(case["deltagere"].values())
    for actor, cell in zip(heads[1:], cells, strict=False):
        for count, side in re.findall(r"([\d.]+)(?: deltagere?)?: (\w+)", cell):
            share = int(count.replace(".", "")) / people
            starts = {year: number * share for year, number in case["deltagere"].items()}
            net = frame.net({**case, "deltagere": starts})[actor]
            if abs(net) >= 1 or side == "nul":
                sign = "nul" if abs(net) < 1 else "overskud" if net > 0 else "underskud"
                assert side == sign, f"{actor}: {cell}, but {net}"


CLAIMS: list[Callable[[str], None]] = [
    what_is_said_of_any_effect_holds_at_both_ends,
    people_are_told_on_the_right_side_of_zero,
    table_is_right,
    lead_states_the_sign_and_size_of_the_result,
    lead_names_all_who_pay_with_the_kommune,
    an_effect_that_moves_nothing_is_not_said_to_move_it,
    only_a_result_of_no_kroner_goes_in_nul,
    who_gets_most_and_who_loses_count_the_states_grant,
    key_figures_are_those_of_the_table,
    an_impossible_break_even_says_which_way,
    the_box_says_on_which_side_of_break_even_the_loss_lies,
    over_break_even_is_called_a_loss_where_it_is_one,
    figure_3_1s_heading_agrees_with_the_break_even,
    tjent_ind_only_where_the_net_result_agrees,
    the_yearly_heading_agrees_with_its_table,
    singular_and_plural_are_danish,
    counts_of_people_are_whole_persons,
    expected_successes_have_no_empty_decimals,
    small_numbers_keep_their_size,
    dearer_and_cheaper_agree_with_what_the_effort_may_cost,
    free_of_charge_is_only_said_of_those_who_lose_even_then,
    doubling_is_said_of_what_doubles,
    turning_points_of_counts_are_whole_numbers,
    a_rate_of_its_own_is_told_where_amounts_are,
    committees_prices_and_orange_are_only_explained_where_they_are_shown,
]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
@pytest.mark.parametrize("name", ALL)
def test_no_case_makes_a_sentence_contradict_its_table(
    name: str, claim: Callable[[str], None]
) -> None:
    claim(name)


def uncertain(error: float, **changes: object) -> tuple[cases.Plain, float]:
    return cases.plain(**changes), error


UNCERTAIN: dict[str, tuple[cases.Plain, float]] = {
    "likely a gain": uncertain(0.06),
    "a coin's toss": uncertain(0.05, mereffekt=0.17),
    "likely a loss": uncertain(0.04, mereffekt=0.1),
    "all but certain": uncertain(0.01, mereffekt=0.5),
    "hopeless": uncertain(0.02, omkostninger=DEAR),
    "a grant": uncertain(0.07, tilskud=STATE_GRANT),
    "one participant": uncertain(0.1, deltagere={2026: 1}, omkostninger=one_cost(11_800)),
    "more use after success": uncertain(
        0.05, konsekvenser=MORE_USE, mereffekt=0.2, alternativ=SAVED
    ),
    "kommune and whole differ": uncertain(
        0.05, priser={"Ledighedsydelse": {"kommune": 300, "region": 0, "stat": 2_400}}
    ),
}


@cache
def unsure(name: str) -> Page:
    case, error = UNCERTAIN[name]
    stated = {"standardfejl": cases.percent(error), "fordeling": "normal"}
    return report(cases.text_of(case, usikkerhed={"mereffekt": stated}))


def share_told(text: str) -> float:
    """»over 99 pct.«, »under 1 pct.« and »63 pct.« as shares."""
    if re.match(r"(over|mere end) 99", text):
        return 0.995
    if re.match(r"(under|mindre end) 1\b", text):
        return 0.005
    found = number(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize("name", UNCERTAIN)
def test_the_probabilities_of_the_table_follow_from_the_oracle(name: str) -> None:
    case, error = UNCERTAIN[name]
    rows = unsure(name).rows("sandsynlighed")
    for actor in ("I alt", "Kommune"):
        at = [frame.net(case, rate)[actor] for rate in (0.0, case["mereffekt"], 1.0)]
        right = chance.chance_of_gain(at[1], abs(at[2] - at[0]) * error)
        assert share_told(rows[actor][0]) == pytest.approx(right, abs=0.02)


@pytest.mark.parametrize("name", UNCERTAIN)
def test_hvor_sikkert_says_what_its_table_says(name: str) -> None:
    page = unsure(name)
    said, rows = page.said("usikkerhed"), page.rows("sandsynlighed")
    total = rows["I alt"]
    first = said.split("Går det galt")[0]
    told = re.search(r"\(((?:over |under )?\d+ pct\.)\)", first)
    assert told
    assert share_told(told[1]) == pytest.approx(share_told(total[0]), abs=0.006)
    tenths = re.search(r"(mere end |mindre end )?(\d+) ud af 10", first)
    if tenths:
        share = share_told(told[1])
        if tenths[1]:
            assert (share > int(tenths[2]) / 10) == (tenths[1] == "mere end ")
        else:
            assert share == pytest.approx(int(tenths[2]) / 10, abs=0.0501)
    spread = re.search(r"ligger mellem (.+? kr\.) og (.+? kr\.)", first)
    if spread:
        low, high = number(total[3]), number(total[4])
        assert low is not None
        assert high is not None
        assert low <= high
        assert says(money(spread[1]), low)
        assert says(money(spread[2]), high)
        assert (money(spread[1]) < 0) == (low < 0)


@pytest.mark.parametrize("name", UNCERTAIN)
def test_what_is_lost_and_won_on_average_is_that_of_the_table(name: str) -> None:
    page = unsure(name)
    said, total = page.said("usikkerhed"), page.rows("sandsynlighed")["I alt"]
    for words, column in (
        (r"underskuddet i gennemsnit ([^;.]+ kr\.)", 2),
        (r"overskuddet i gennemsnit ([^;.]+ kr\.)", 1),
    ):
        found = re.search(words, said)
        value = number(total[column])
        if found:
            assert value is not None, f"»{found[0]}«, but the table has {total[column]}"
            assert says(money(found[1]), value), found[0]


@pytest.mark.parametrize("name", UNCERTAIN)
def test_a_share_of_the_uncertainty_is_at_most_100_pct(name: str) -> None:
    page = unsure(name)
    for found in re.finditer(r"(\d+) pct\. af usikkerheden", page.words):
        assert int(found[1]) <= 100, found[0]
    for cells in page.rows("vaerd-at-vide").values():
        assert (number(cells[0]) or 0) <= 1.0


@pytest.mark.parametrize("name", UNCERTAIN)
def test_page_ones_probability_is_the_tables_and_stands_with_what_is_held_fixed(name: str) -> None:
    page = unsure(name)
    figures = page.key_figures
    told = figures.get("Sandsynlighed for overskud")
    if told is not None:
        right = share_told(page.rows("sandsynlighed")["I alt"][0])
        assert share_told(told.split(" det")[0]) == pytest.approx(right, abs=0.006)
        around = page.page_one
        assert re.search(
            r"kun usikkerhed|kun .{0,40}usikker|holdes fast|holdt fast|ét tal|et tal", around
        )


@pytest.mark.parametrize("name", UNCERTAIN)
def test_the_fans_heading_agrees_with_the_last_row_of_its_table(name: str) -> None:
    page = unsure(name)
    heading = page.figure_heading("vifte")
    found = re.search(r"mellem (.+? kr\.) og (.+? kr\.)", heading)
    if found:
        last = page.table("vifte")[-1]
        low, high = number(last[2]), number(last[4])
        assert low is not None
        assert high is not None
        assert says(money(found[1]), low)
        assert says(money(found[2]), high)
