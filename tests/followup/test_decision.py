"""A decided case is frozen: what follow-up measures against cannot change unseen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from som_calc.api import COMPLETERS
from som_calc.case.followup_frozen import changes_since, load_frozen
from som_calc.case.problems import CaseError
from som_calc.commands.vedtag import command
from som_calc.report.followup.loading import follow
from som_calc.resources import shipped


def decide(case_file: Path, *options: str) -> Path:
    result = CliRunner().invoke(
        command,
        [str(case_file), "--dato", "1. marts 2026", *options],
        catch_exceptions=False,
        standalone_mode=False,
    )
    assert result.exception is None
    return case_file.with_suffix("") / "vedtaget" / "2026-03-01"


def test_the_copy_is_the_case_byte_for_byte_with_date_text_and_result(case_file: Path) -> None:
    folder = decide(case_file, "--beslutning", "At IPS sættes i gang: 100 %\n# nu")
    assert (folder / "sag.yaml").read_bytes() == case_file.read_bytes()
    frozen = load_frozen(case_file, COMPLETERS)
    assert frozen is not None
    assert frozen.decision.date.isoformat() == "2026-03-01"
    assert frozen.decision.decision == "At IPS sættes i gang: 100 % # nu"
    assert frozen.decision.net_result["I alt"] == pytest.approx(1_071_273, abs=0.5)
    assert frozen.decision.discount_rate[0] == 0.035
    assert changes_since(frozen, case_file) == []


def test_without_wording_the_cases_own_recommendation_is_frozen(case_file: Path) -> None:
    decide(case_file)
    frozen = load_frozen(case_file, COMPLETERS)
    assert frozen is not None
    assert frozen.decision.decision.startswith("At udvalget drøfter")


def test_the_same_day_cannot_be_decided_twice(case_file: Path) -> None:
    decide(case_file)
    with pytest.raises(CaseError, match="allerede vedtaget den dag"):
        decide(case_file)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sag.yaml", "5 %", "6 %"),
        ("vedtaget.yaml", "At udvalget", "At byrådet"),
        ("vedtaget.yaml", "0.035", "0.045"),
        ("vedtaget.yaml", "1071273,33", "2071273,33"),
    ],
)
def test_tampering_with_a_frozen_file_is_found(
    case_file: Path, name: str, old: str, new: str
) -> None:
    path = decide(case_file) / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CaseError, match="ændret, efter den blev forseglet"):
        load_frozen(case_file, COMPLETERS)


def test_other_line_endings_are_not_tampering(case_file: Path) -> None:
    folder = decide(case_file)
    for name in ("sag.yaml", "vedtaget.yaml"):
        path = folder / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    frozen = load_frozen(case_file, COMPLETERS)
    assert frozen is not None
    assert changes_since(frozen, case_file) == []


def test_a_case_with_references_is_unchanged_when_nobody_changed_it(tmp_path: Path) -> None:
    source = shipped("params") / "eksempel-omkostningsmodel.yaml"
    case_file = Path(shutil.copy(source, tmp_path))
    decide(case_file, "--beslutning", "At indsatsen sættes i gang")
    frozen = load_frozen(case_file, COMPLETERS)
    assert frozen is not None
    assert changes_since(frozen, case_file) == []


def test_a_result_that_has_moved_since_the_decision_is_told(
    case_file: Path, follow_up: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(case_file)
    follow_up("opfølgningsår: 2026\ndato: 2027-01-31\når: {}\n")
    assert not follow(case_file).recalculated
    monkeypatch.setattr("som_calc.report.followup.loading.SAME", -1.0)
    found = follow(case_file)
    assert found.recalculated
    assert any("et andet resultat end ved vedtagelsen" in str(w) for w in found.warnings)


def test_a_lost_copy_is_told(case_file: Path) -> None:
    (decide(case_file) / "sag.yaml").unlink()
    with pytest.raises(CaseError, match=r"sag\.yaml: mangler"):
        load_frozen(case_file, COMPLETERS)


def test_follow_up_measures_against_the_frozen_case_and_says_what_changed(
    case_file: Path, follow_up: Callable[..., Path]
) -> None:
    decide(case_file)
    text = case_file.read_text(encoding="utf-8")
    case_file.write_text(text.replace("værdi: 5 %", "værdi: 9 %", 1), encoding="utf-8")
    follow_up("opfølgningsår: 2026\ndato: 2027-01-31\når:\n  2025: {startede: 32}\n")
    found = follow(case_file)
    assert found.tracking.case.success_rate.value == 0.05
    assert found.changes == (("mereffekt.værdi", "5 %", "9 %"),)
    assert any("sagen er ændret, siden den blev vedtaget" in str(w) for w in found.warnings)


def test_an_undecided_case_is_followed_with_a_note(
    case_file: Path, follow_up: Callable[..., Path]
) -> None:
    follow_up("opfølgningsår: 2026\ndato: 2027-01-31\når: {}\n")
    found = follow(case_file)
    assert found.decision is None
    assert any("sagen er ikke vedtaget" in str(w) for w in found.warnings)


def test_an_interrupted_adoption_is_passed_over_and_told_and_the_older_one_is_used(
    case_file: Path, follow_up: Callable[..., Path]
) -> None:
    older = decide(case_file)
    follow_up("opfølgningsår: 2026\ndato: 2027-01-31\når: {}\n")
    for day, left in [("2026-04-01", "sag.yaml"), ("2026-05-01", ".sag.yaml.x.ny")]:
        (older.with_name(day)).mkdir()
        (older.with_name(day) / left).write_text("halv", encoding="utf-8")
    (older.with_name("noter")).mkdir()
    found = follow(case_file)
    assert found.decision is not None
    assert found.decision.date.isoformat() == "2026-03-01"
    told = [str(w) for w in found.warnings if "ufuldstændig" in str(w)]
    assert [day for day in ("2026-04-01", "2026-05-01") if any(day in one for one in told)] == [
        "2026-04-01",
        "2026-05-01",
    ]
    assert not any("noter" in one for one in told)


def test_an_adoption_may_take_the_place_of_an_interrupted_one_but_of_nothing_else(
    case_file: Path,
) -> None:
    folder = case_file.with_suffix("") / "vedtaget" / "2026-03-01"
    folder.mkdir(parents=True)
    (folder / "sag.yaml").write_text("halv", encoding="utf-8")
    decide(case_file)
    assert (folder / "sag.yaml").read_bytes() == case_file.read_bytes()
    assert sorted(path.name for path in folder.parent.iterdir()) == ["2026-03-01"]
    (folder / "vedtaget.yaml").unlink()
    (folder / "egne noter.txt").write_text("vigtigt", encoding="utf-8")
    with pytest.raises(CaseError, match="allerede vedtaget"):
        decide(case_file)
    assert (folder / "egne noter.txt").is_file()


def test_a_case_in_excel_is_adopted_and_followed_like_one_in_yaml(
    case_file: Path, follow_up: Callable[..., Path]
) -> None:
    from som_calc.api import load_case
    from som_calc.case.workbook.writing import workbook_bytes

    form = case_file.with_suffix(".xlsx")
    form.write_bytes(workbook_bytes(load_case(case_file)))
    case_file.unlink()
    folder = decide(form)
    assert (folder / "sag.xlsx").read_bytes() == form.read_bytes()
    follow_up("opfølgningsår: 2026\ndato: 2027-01-31\når: {}\n")
    found = follow(form)
    assert found.decision is not None
    assert found.changes == ()
