"""The lead and page one of a follow-up, held against its own tables in random years."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from som_calc.document.model import (
    BulletList,
    CalloutBlock,
    FigureBlock,
    FrontMatter,
    KeyFigures,
    Table,
    TableBlock,
    TextBlock,
)
from som_calc.document.text import plain
from som_calc.report.followup import FollowUpReport, follow_up_report
from tests.oracle import chance, followup
from tests.promises import cases, reading

SEEDS = range(40)
CASE = cases.plain(
    deltagere={2026: 40, 2027: 40, 2028: 40},
    omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 520_400, 2027: 520_400, 2028: 520_400}}],
    konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": dict.fromkeys(range(8), -26)}],
)


class Year:
    """A random follow-up of a random case: what was written, and the report of it."""

    def __init__(self, seed: int, folder: Path) -> None:
        draw = np.random.default_rng(seed)
        self.planned = float(draw.choice([0.01, 0.05, 0.08, 0.2]))
        started = int(draw.choice([1, 3, 12, 40, 400]))
        dropped = int(draw.integers(0, started + 1)) if draw.random() < 0.6 else 0
        finished = started - dropped
        self.among = str(draw.choice(["gennemførte", "startede"]))
        people = finished if self.among == "gennemførte" else started
        seen = draw.random()
        observed = people if seen < 0.7 else people // 2 if seen < 0.85 else 0
        successes = int(draw.binomial(observed, draw.choice([0.05, 0.3, 0.7])))
        self.counts = followup.Measured(started, finished, dropped, successes, observed)
        cost = int(520_400 * draw.choice([0.5, 1.0, 1.0, 1.4]))
        size = int(draw.choice([2, 3, 50, 500]))
        self.group = (int(draw.integers(0, size + 1)), size) if draw.random() < 0.7 else None
        self.new_prices = bool(draw.random() < 0.25)
        self.case = {**CASE, "mereffekt": self.planned}
        path = cases.write(folder, self.case)
        held = folder / "sag" / "opfoelgning"
        held.mkdir(parents=True)
        lines = ["opfølgningsår: 2026", "dato: 2027-02-15", "år:", "  2026:"]
        fields = {
            "startede": started,
            "gennemførte": finished,
            "frafaldne": dropped,
            "bruttoudgift": cost,
            "succeser": successes,
            "observerede": observed,
        }
        lines += [f"    {name}: {value}" for name, value in fields.items()]
        lines.append(f"målt_blandt: {self.among}")
        if self.group is not None:
            lines.append(f"sammenligning: {{succeser: {self.group[0]}, observerede: {size}}}")
        if self.new_prices:
            lines += [
                "nye_forudsætninger:",
                "  prisniveau: 2027",
                "  prisindeks: {navn: Prøve, kilde: Prøve, værdier: {2026: 100, 2027: 104}}",
            ]
        (held / "2026.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.report: FollowUpReport = follow_up_report(path)
        self.blocks: list[Any] = self.report.blocks()

    @property
    def lead(self) -> str:
        front = next(b for b in self.blocks if isinstance(b, FrontMatter))
        return reading.tidy(front.answer)

    @property
    def must_know(self) -> str:
        return reading.tidy(
            " ".join(plain(b.content) for b in self.blocks if isinstance(b, CalloutBlock))
        )

    def said(self, section: str) -> str:
        """The paragraphs of a section."""
        held = [b for b in self.blocks if isinstance(b, TextBlock) and b.section == section]
        return reading.tidy(" ".join(plain(b.content) for b in held))

    def table(self, id: str) -> Table | None:
        held = [b.table for b in self.blocks if isinstance(b, TableBlock | FigureBlock)]
        return next((t for t in held if t.id == id), None)

    def rows(self, id: str) -> dict[str, list[Any]]:
        found = self.table(id)
        assert found is not None
        return {row.cells[0].text: row.cells[1:] for row in found.rows}

    def level(self, begins: str) -> str:
        rows = self.rows("tabel-status")
        cells = next(cells for name, cells in rows.items() if name.startswith(begins))
        return reading.tidy(cells[-1].text).lower()


@pytest.fixture(scope="module", params=SEEDS)
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Year:
    return Year(request.param, tmp_path_factory.mktemp("opfoelgning"))


LEADS = {
    "på kurs": "er på kurs",
    "uafklaret": "er uafklaret",
    "hold øje": "skal følges tæt",
    "ude af kurs": "er ude af kurs",
}


def test_the_lead_tells_the_status_of_the_table_and_no_other(year: Year) -> None:
    level = year.level("Samlet status")
    first = year.lead.split(": efter")[0]
    assert LEADS[level] in first
    assert not any(words in first for name, words in LEADS.items() if name != level)
    figures = next(b for b in year.blocks if isinstance(b, KeyFigures))
    assert reading.tidy(figures.items[0].value).lower() == level
    assert "opsyn" not in year.lead + year.must_know


CAUSES = {
    "færre deltagere": ("Startede deltagere", "Deltagere"),
    "flere deltagere": (None, "Deltagere"),
    "større frafald": ("Frafald", "Forløb og frafald"),
    "højere udgift pr. deltager": ("Bruttoudgift pr.", "Omkostninger"),
    "højere omkostninger": (None, "Omkostninger"),
    "mindre effekt": ("Nettoeffekt", "Effekt"),
    "en effekt under nul": ("Nettoeffekt", "Effekt"),
}
"""A cause in the lead → the measure, and the step of the bridge, that may be behind it."""


def test_the_lead_tells_why_a_case_is_to_be_watched_or_is_off_course(year: Year) -> None:
    level = year.level("Samlet status")
    head = year.lead.split(": efter")[0]
    if level not in ("hold øje", "ude af kurs"):
        assert "på grund af" not in head
        return
    told = head.partition(" på grund af ")[2]
    held = [cause for cause in CAUSES if cause in told]
    assert held, head
    bridge = {name: float(cells[0].value) for name, cells in year.rows("tabel-bro").items()}
    falls = {name: kr for name, kr in bridge.items() if name not in ("Vedtaget", "I dag")}
    for cause in held:
        measure, step = CAUSES[cause]
        at_the_level = measure is not None and year.level(measure) == level
        assert at_the_level or falls[step] < 0, cause
    results = {year.level("Samlet nettoresultat"), year.level("Kommunens nettoresultat")}
    worst = min((n for n in falls if n != "Priser" or not year.new_prices), key=falls.__getitem__)
    if year.level("Samlet nettoresultat") == level:
        assert any(CAUSES[cause][1] == worst for cause in held), (told, worst)
    measures = ("Startede deltagere", "Frafald", "Bruttoudgift pr.", "Nettoeffekt")
    for name in measures:
        if year.level(name) == level:
            assert any(CAUSES[cause][0] == name for cause in held), name
    assert level in results or any(year.level(name) == level for name in measures)


def test_the_lead_tells_what_lifts_a_result_that_is_better_than_decided(year: Year) -> None:
    *_, decided, now, _ = (cell.value for cell in year.rows("tabel-aktoerer")["I alt"])
    told = re.search(r"(\w[\w ]*) løfter resultatet", year.lead)
    if year.level("Samlet status") not in ("hold øje", "ude af kurs"):
        assert told is None
        return
    if not year.new_prices:
        assert (told is not None) == (now > decided + 0.5)
        assert ("alligevel" in year.lead) == (told is not None)
    if told is not None and not year.new_prices:
        bridge = {name: float(cells[0].value) for name, cells in year.rows("tabel-bro").items()}
        falls = {name: kr for name, kr in bridge.items() if name not in ("Vedtaget", "I dag")}
        best = max(falls, key=falls.__getitem__).lower()
        assert told[1].lower()[:6] in (best[:6], f"antallet af {best}"[:6])


def test_the_next_step_does_not_contradict_the_answer(year: Year) -> None:
    steps = year.said("indstilling")
    later = year.rows("tabel-rest")["I alt"][1].value
    now = year.rows("tabel-rest")["I alt"][2].value
    answer = year.said("prognose").partition("truffet i dag?")[2]
    assert answer.lstrip().startswith("Ja") == (now >= 0.5)
    if "stoppes" in steps:
        assert now < 0
        assert later < 0
    if year.level("Samlet status") == "ude af kurs":
        assert "At udvalget drøfter" in steps
        assert not answer.lstrip().startswith("Ja") or "ude af kurs" in answer


def test_the_counts_told_are_those_written(year: Year) -> None:
    counts = year.counts
    label = next(name for name in year.rows("tabel-effekt") if name.startswith("Målt succesandel"))
    if not counts.observed:
        assert not re.search(r"\d", label)
        return
    one = followup.by_intention_to_treat(counts, year.among)
    assert re.findall(r"\d+", label)[:2] == [str(one[0]), str(one[1])]
    if one[1] < counts.started:
        assert f"ud af {counts.started} startede" in label
    else:
        assert label.endswith("startede")
    if year.among == "gennemførte" and counts.dropped:
        added = one[1] - counts.observed
        words = ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti")
        fell = str(counts.dropped) if counts.dropped > 10 else words[counts.dropped]
        told = year.must_know.lower()
        if added == counts.dropped == 1:
            assert "den ene, der faldt fra" in told
        elif added == counts.dropped:
            assert f"de {counts.dropped}, der faldt fra" in told
        else:
            assert f"{fell} deltager" in told
            assert f"({added}) lagt til" in told


def test_the_bridge_is_never_said_to_lead_from_an_amount_to_the_same(year: Year) -> None:
    told = re.search(r"fra (−?[\d.,]+ (?:mio\. )?kr\.) ved beslutningen til (\S+ (?:mio\. )?kr\.)",
                     year.said("bro"))  # fmt: skip
    if told is not None and not year.new_prices:
        assert told[1] != told[2]


def test_the_status_is_the_worst_of_its_measures(year: Year) -> None:
    order = list(LEADS)
    told = [reading.tidy(cells[-1].text).lower() for cells in year.rows("tabel-status").values()]
    *measures, whole = told
    known = [order.index(level) for level in measures if level != "ukendt"]
    least = order.index("uafklaret") if year.level("Nettoeffekt") == "ukendt" else 0
    assert order.index(whole) == max([*known, least])


def test_the_amounts_and_signs_of_the_lead_are_those_of_the_table(year: Year) -> None:
    *_, decided, now, _ = (cell.value for cell in year.rows("tabel-aktoerer")["I alt"])
    first, _, second = year.lead.partition(" mod ")
    if "gå i nul" not in first:
        assert ("overskud" in first) == (now > 0)
        assert ("underskud" in first) == (now < 0)
        assert reading.says(reading.money(first), now)
    if second:
        assert reading.says(reading.money(second), decided)
        opposite = (now > 0) != (decided > 0)
        assert not opposite or ("underskud" if decided < 0 else "overskud") in second
    else:
        assert "som ved beslutningen" in first
        assert reading.says(reading.money(first), decided)
    if year.new_prices:
        assert "2027-priser" in first
        assert "2026-priser" in second
    else:
        assert "-priser" not in year.lead


def test_the_effect_is_the_plain_one_of_all_who_started(year: Year) -> None:
    one = followup.by_intention_to_treat(year.counts, year.among)
    cell, interval = next(
        cells for name, cells in year.rows("tabel-effekt").items() if name.startswith("Nettoeffekt")
    )
    if year.group is None or not year.counts.observed:
        assert cell.text == "ukendt"
        return
    net, ends = followup.effect(one, year.group)
    assert cell.value == pytest.approx(net)
    told = [
        float(n.replace(",", ".")) for n in re.findall(r"-?\d+,\d", interval.text.replace("−", "-"))
    ]
    assert told == pytest.approx([100 * end for end in ends], abs=0.0501)
    assert "procentpoint" in cell.text
    assert "procentpoint" in interval.text


def test_unresolved_is_said_where_nothing_and_the_expected_are_both_possible(year: Year) -> None:
    if year.group is None or not year.counts.observed:
        assert "på kurs" not in year.lead
        assert "Effekten er ukendt" in year.must_know
        return
    one = followup.by_intention_to_treat(year.counts, year.among)
    net, ends = followup.effect(one, year.group)
    few = min(one[1], year.group[1]) < 5
    unresolved = few or chance.unresolved(ends, year.planned)
    assert ("uafklaret" in year.lead) == unresolved
    assert ("Intet kan konkluderes" in year.must_know) == unresolved
    assert ("Målingen viser en effekt" in year.must_know) <= (ends[0] > 0)
    assert ("Færre når målet" in year.must_know) == (ends[1] < 0 and not few)
    assert ("på kurs" in year.lead) <= (not unresolved)
    if unresolved:
        assert ("procentpoint flere end" in year.must_know) == (net >= 0)


def test_counting_completers_alone_is_told_where_somebody_dropped_out(year: Year) -> None:
    said = re.search(r"kun talt blandt dem, der gennemførte", year.must_know) is not None
    counts = year.counts
    assert said == bool(year.among == "gennemførte" and counts.dropped and counts.observed)


def test_the_effect_in_the_forecast_lies_between_belief_and_measurement(year: Year) -> None:
    rows = year.rows("tabel-effekt")
    updated = rows["Opdateret mereffekt"][0].value
    if updated is None:
        return
    net = next(c[0].value for name, c in rows.items() if name.startswith("Nettoeffekt"))
    low, high = sorted((net, year.planned))
    assert low - 1e-9 <= updated <= high + 1e-9


def test_later_cohorts_are_forecast_with_the_drop_out_that_was_seen(year: Year) -> None:
    """Where no effect is measured, the plain recalculation decides it alone."""
    counts = year.counts
    if year.new_prices or (year.group is not None and counts.observed):
        return
    # The expected drop-out, none, weighs as two courses beside those that are over.
    share = counts.dropped / (counts.started + 2)
    right = followup.later_cohorts(year.case, 2026, year.planned, share)
    told = {name: cells[1].value for name, cells in year.rows("tabel-rest").items()}
    for name, value in told.items():
        assert value == pytest.approx(right.get(name, 0.0), abs=0.01), name
    no_news = followup.later_cohorts(year.case, 2026, year.planned, 0.0)
    assert told["I alt"] <= no_news["I alt"] + 0.01


def test_a_chance_is_told_only_of_what_has_been_drawn(year: Year) -> None:
    table = year.table("tabel-sandsynlighed")
    found = re.search(r"sandsynlighed for overskud i alt \((.*?)\)", year.must_know)
    assert found is None or table is not None
    if found is not None:
        told = year.rows("tabel-sandsynlighed")["I alt"][0].text
        assert reading.tidy(told) == found[1]


def test_no_list_item_or_paragraph_of_the_report_is_empty(year: Year) -> None:
    for block in year.blocks:
        for node in getattr(block, "content", []):
            assert node.items if isinstance(node, BulletList) else node.runs
