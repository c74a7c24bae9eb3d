"""Follow-ups as users write them: what is unknown stays so, and every fault has its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from som_calc.analysis.followup.gaps import gaps
from som_calc.analysis.followup.tracking import track
from som_calc.api import discount_schedule_of, load_case
from som_calc.case.followup_reading import load_follow_ups
from som_calc.case.problems import CaseError

HEAD = "opfølgningsår: 2026\ndato: 2027-01-31\n"
Write = Callable[..., Path]


def problems(case_file: Path, year: int | None = None) -> list[str]:
    with pytest.raises(CaseError) as caught:
        load_follow_ups(case_file, load_case(case_file), year)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        (
            "år:\n  2027: {startede: 64}\n",
            4,
            "2027 ligger efter opfølgningsåret 2026, så tallene kan ikke være faktiske",
        ),
        ("år:\n  2025: {startede: 20, gennemførte: 21}\n", 4, "21 har gennemført, men kun 20 er"),
        ("år:\n  2025: {startede: 20, frafaldne: 21}\n", 4, "21 er faldet fra, men kun 20 er"),
        (
            "år:\n  2025: {startede: 20, gennemførte: 15, frafaldne: 6}\n",
            4,
            "15 gennemførte og 6 frafaldne er flere end de 20 startede",
        ),
        (
            "år:\n  2025:\n    succeser: 9\n    observerede: 8\n",
            5,
            "9 succeser er flere end de 8 observerede",
        ),
        ("år:\n  2025: {succeser: 9}\n", 4, "»observerede« mangler"),
        (
            "år:\n  2025: {gennemførte: 8, succeser: 1, observerede: 9}\n",
            4,
            "9 observerede er flere end de 8 gennemførte",
        ),
        ("år:\n  2024: {startede: 1}\n", 4, "2024 ligger før sagens første år, 2025"),
        ("år: {}\nforventninger:\n  2026: {startede: 1}\n", 5, "2026 er ikke et kommende år"),
        ("år:\n  2025: {startet: 20}\n", 4, "mente du »startede«?"),
        ("år:\n  2025: {startede: -1}\n", 4, "skal være mindst 0"),
        (
            "år: {}\nudvalgsændringer:\n  Socialudvalget: Velfærdsudvalget\n",
            5,
            "sagen har intet udvalg »Socialudvalget«",
        ),
        (
            "år: {}\nnye_priser:\n"
            "  - {ydelse: Herberg, enhed: dage, kommune: 1, region: 1, stat: 1}\n",
            5,
            "sagen har ingen pris på »Herberg«",
        ),
        (
            "år: {}\nsammenligning: {succeser: 3, observerede: 2}\n",
            4,
            "3 succeser af 2 observerede kan ikke være rigtigt",
        ),
        ("år:\n  2025: {bruttoudgift: -500.000}\n", 4, "bruttoudgift: er under nul"),
        (
            "år:\n  2025: {bruttoudgift: 1, prisniveau: 2026}\n",
            4,
            "priser i 2026-niveau kan ikke omregnes",
        ),
        ("år: {}\nnye_forudsætninger:\n  prisniveau: 2027\n", 5, "uden et prisindeks for begge år"),
        ("år: {}\nnye_forudsætninger: {til: 2020}\n", 4, "kan ikke slutte i 2020"),
        (
            "år: {}\nstatusregel:\n  deltagere: {hold_øje: 30 %, ude_af_kurs: 20 %}\n",
            5,
            "grænserne 30 % og 20 % er i uorden",
        ),
    ],
)
def test_a_fault_is_told_in_danish_with_its_line(
    case_file: Path, follow_up: Write, written: str, line: int, said: str
) -> None:
    path = follow_up(HEAD + written)
    (told, *_) = problems(case_file)
    assert told.startswith(f"{path}:{line}: ")
    assert said in told


def test_all_faults_of_all_years_are_told_at_once(case_file: Path, follow_up: Write) -> None:
    follow_up(HEAD + "år:\n  2025: {startede: 2, gennemførte: 3}\n")
    follow_up("opfølgningsår: 2027\ndato: 2026-05-01\når:\n  2029: {}\n", 2027)
    told = "\n".join(problems(case_file))
    assert "2026.yaml:4:" in told
    assert "tallene er opgjort i 2026, før opfølgningsåret 2027" in told
    assert "2029 ligger efter" in told


def test_numbers_drawn_before_the_year_is_over_are_warned_about(
    case_file: Path, follow_up: Write
) -> None:
    follow_up("opfølgningsår: 2026\ndato: 2026-10-01\når: {}\n")
    found = load_follow_ups(case_file, load_case(case_file))
    assert "2026 er ikke omme" in str(found.warnings[0])


def test_unknown_is_never_zero_and_keeps_its_comment(case_file: Path, follow_up: Write) -> None:
    follow_up(
        HEAD
        + "år:\n  2025:\n    startede: 0\n    bruttoudgift: {værdi: ukendt, note: Ikke gjort op}\n"
        + "    tilskud:\n  2026: {startede: Ukendt}\n"
    )
    case = load_case(case_file)
    (found,) = load_follow_ups(case_file, case).items
    first = found.years[2025]
    assert first.get("started") == 0
    assert first.get("gross_cost") is None
    assert first.gross_cost is not None
    assert first.gross_cost.note == "Ikke gjort op"
    assert first.get("grant_received") is None
    tracking = track(case, [found], discount_schedule_of(case))
    assert tracking.known.costs == {}
    assert tracking.known.participants == {2025: 0}


def test_a_missing_year_is_a_data_gap_and_not_an_error(case_file: Path, follow_up: Write) -> None:
    follow_up(HEAD + "år:\n  2026: {startede: 60, bruttoudgift: 1.900.000}\n")
    case = load_case(case_file)
    found = load_follow_ups(case_file, case)
    missing = gaps(track(case, found.items, discount_schedule_of(case)))
    assert (missing[0].year, missing[0].names) == (2025, ())
    assert "started" not in missing[1].names
    assert "successes" in missing[1].names


def test_a_year_can_only_have_one_file(case_file: Path, follow_up: Write) -> None:
    path = follow_up(HEAD + "år: {}\n")
    path.with_suffix(".xlsx").write_bytes(b"")
    assert "2026 har to filer: 2026.xlsx og 2026.yaml" in problems(case_file)[0]


def test_a_case_without_follow_up_says_how_to_make_one(case_file: Path) -> None:
    assert "som opfoelgning --skema" in problems(case_file)[0]
    assert "der er ingen opfølgning for 2027" in problems(case_file, 2027)[0]


def test_a_file_named_after_another_year_is_refused(case_file: Path, follow_up: Write) -> None:
    follow_up(HEAD + "år: {}\n", 2027)
    assert "filen hedder 2027, men opfølgningsåret er 2026" in problems(case_file)[0]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "år:\n  2025: {startede: 32, succeser: 9, observerede: 20}\n",
            "succeser er kun talt blandt dem, der gennemførte, og frafaldet er ikke oplyst",
        ),
        (
            "effekt_blandt: gennemførte\n"
            "år:\n  2025: {startede: 32, frafaldne: 3, succeser: 9, observerede: 20}\n",
            "effekten regnes kun for dem, der gennemførte; de frafaldne er ikke med",
        ),
        ("år:\n  2025: {startede: 32, frafaldne: 0, succeser: 9, observerede: 20}\n", None),
        (
            "målt_blandt: startede\når:\n  2025: {startede: 32, succeser: 9, observerede: 20}\n",
            None,
        ),
    ],
)
def test_an_effect_of_completers_alone_is_warned_of(
    case_file: Path, follow_up: Write, written: str, said: str | None
) -> None:
    follow_up(HEAD + written)
    told = [str(problem) for problem in load_follow_ups(case_file, load_case(case_file)).warnings]
    assert any(said in line for line in told) if said else not told


def test_a_follow_up_is_asked_about_what_a_case_is_asked_about(
    case_file: Path, follow_up: Write
) -> None:
    follow_up(
        f"{HEAD}år:\n"
        "  2025:\n"
        "    bruttoudgift: {værdi: 900.000, kilde: Fiktivt beløb, status: lokalt tal}\n"
        "    tilskud: 910.000\n"
        "  2026: {bruttoudgift: 800.000, tilskud: 500.000}\n"
        "sammenligning:\n"
        "  andel: {værdi: 20 %, kilde: Opfundet, status: lokalt tal}\n"
        "  grundlag: journal #7 hos jobcentret\n",
    )
    told = [str(problem) for problem in load_follow_ups(case_file, load_case(case_file)).warnings]
    for line, said in (
        (5, "kilden er »Fiktivt beløb«, men status er »lokalt tal«"),
        (6, "tilskuddet i 2025 er større end bruttoudgiften: 910.000 kr. mod 900.000 kr."),
        (9, "kilden er »Opfundet«, men status er »lokalt tal«"),
        (10, "»#7 hos jobcentret« er ikke med"),
    ):
        assert any(f":{line}: " in problem and said in problem for problem in told), (line, told)


@pytest.mark.parametrize(
    ("written", "field", "said"),
    [
        ("{startede: 32, bruttoudgift: '983,2'}", "bruttoudgift", "983 kr. er 1.000 gange mindre"),
        ("{tilskud: '550,6'}", "tilskud", "551 kr. er 1.000 gange mindre"),
        ("{sparet_udgift: 33.955.200}", "sparet_udgift", "33.955.200 kr. er 100 gange større"),
        ("{startede: 1, bruttoudgift: 30.725}", "", ""),
        ("{startede: 32, bruttoudgift: 2.900.000, tilskud: 60.000}", "", ""),
        ("{startede: 0, bruttoudgift: 0, tilskud: 0}", "", ""),
    ],
)
def test_an_amount_far_from_the_expected_is_asked_about(
    written: str, field: str, said: str, case_file: Path, follow_up: Write
) -> None:
    follow_up(f"{HEAD}år:\n  2025: {written}\n")
    warnings = load_follow_ups(case_file, load_case(case_file)).warnings
    told = [problem for problem in warnings if " gange " in problem.wrong]
    if not said:
        assert not told
        return
    (found,) = told
    assert (found.field, found.line) == (f"år.2025.{field}", 4)
    assert said in found.wrong


def test_grants_above_all_of_the_cost_are_refused_in_a_follow_up(
    case_file: Path, follow_up: Write
) -> None:
    follow_up(f"{HEAD}år:\n  2025: {{bruttoudgift: 300.000, tilskud: 310.000}}\n")
    assert "310.000 kr. mod 300.000 kr." in problems(case_file)[0]
