"""Dated parameters: the boundary day, the day before, and every way a file can be wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from som_calc.case.problems import CaseError
from som_calc.knowledge.rates import DISCOUNT_FILE, discount_schedule, load_parameter
from som_calc.resources import shipped

GOOD = """\
beskrivelse: En sats
enhed: andel pr. år
værdier:
  2021-01-07:
    værdi: 3,5 %
    kilde: Et notat
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "sats.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _problems(folder: Path, text: str) -> str:
    with pytest.raises(CaseError) as caught:
        load_parameter(_write(folder, text))
    return str(caught.value)


def test_the_new_rates_apply_on_7_january_2021() -> None:
    schedule = discount_schedule(dt.date(2021, 1, 7))
    assert schedule.steps == ((0, 0.035), (36, 0.025), (71, 0.015))
    assert "Finansministeriet, 7. januar 2021" in schedule.source


def test_4_pct_applies_the_day_before() -> None:
    schedule = discount_schedule(dt.date(2021, 1, 6))
    assert schedule.steps == ((0, 0.04),)


def test_the_start_of_the_4_pct_is_not_claimed_to_be_known() -> None:
    parameter = load_parameter(shipped("params") / DISCOUNT_FILE)
    assert parameter.values[0].start is None
    assert "ikke oplyst" in discount_schedule(dt.date(2018, 1, 1)).source


def test_years_36_and_71_are_discounted_with_the_lower_rates() -> None:
    factors = discount_schedule(dt.date(2026, 1, 1)).factors(
        2025, np.array([2025, 2026, 2060, 2061, 2095, 2096])
    )
    year_35 = 1.035**-35
    year_70 = year_35 * 1.025**-35
    expected = [1, 1 / 1.035, year_35, year_35 / 1.025, year_70, year_70 / 1.015]
    assert factors == pytest.approx(expected, rel=1e-13)


def test_a_kommunes_own_file_takes_the_place_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "params" / DISCOUNT_FILE
    own.parent.mkdir(parents=True)
    own.write_text(GOOD.replace("3,5 %", "3 %"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert discount_schedule(dt.date(2026, 1, 1)).steps == ((0, 0.03),)


def test_a_date_before_the_first_known_one_is_refused(tmp_path: Path) -> None:
    parameter = load_parameter(_write(tmp_path, GOOD))
    with pytest.raises(CaseError, match="har ingen værdi for 2021-01-06; tilføj »før 2021-01-07«"):
        parameter.on(dt.date(2021, 1, 6))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("kilde:", "klide:"),
            "sats.yaml:6: værdier.2021-01-07.klide: ukendt felt; mente du »kilde«?",
        ),
        (
            ("beskrivelse:", "titel:"),
            "sats.yaml:1: titel: ukendt felt; mulighederne er beskrivelse, enhed, værdier",
        ),
        (("    kilde: Et notat\n", ""), "kilde: mangler"),
        (("2021-01-07", "7. marts"), "»7. marts« er ikke en dato; skriv fx 2021-01-07"),
        (("2021-01-07", "2021-02-30"), "»2021-02-30« er ikke en dato"),
        (("3,5 %", "350 %"), "sats.yaml:5: værdier.2021-01-07.værdi: »350 %« er over 100 %"),
        (("3,5 %", "tre"), "»tre« er ikke et tal"),
        (("3,5 %", "-1 %"), "er negativ"),
        (("værdi: 3,5 %", "værdi:\n      1: 3,5 %"), "begynder ikke i projektår 0"),
        (("2021-01-07:", "før 2021-01-07:"), "passer ikke med den første dato"),
        (("enhed:", "enhed: x\nenhed:"), "sats.yaml:3: enhed: feltet står også i linje 2"),
        (("enhed: andel", "enhed: [andel"), "sats.yaml:"),
    ],
)
def test_a_faulty_file_is_told_with_line_and_remedy(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    assert told in _problems(tmp_path, GOOD.replace(*change))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    told = _problems(tmp_path, GOOD.replace("kilde", "klide").replace("3,5 %", "tre"))
    assert "klide" in told
    assert "»tre«" in told


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sats.yaml"
    path.write_bytes(GOOD.encode("latin-1"))
    with pytest.raises(CaseError, match="UTF-8"):
        load_parameter(path)


@pytest.mark.parametrize("text", ["", "bare tekst", "- en\n- liste"])
def test_a_file_without_fields_is_refused(tmp_path: Path, text: str) -> None:
    assert "sats.yaml" in _problems(tmp_path, text)
