"""A fetched case is the sender's until its numbers and texts are one's own, marks or not."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from som_calc.analysis.checklist import checklist
from som_calc.api import calculate
from som_calc.case.problems import CaseError
from som_calc.case.rules.fetched import MARK, still_the_senders
from som_calc.checking import check_case, load_case
from som_calc.library.publishing import publish
from som_calc.report.base import borrowed_from
from tests.promises import cases

FETCHED = "vesterby-0123456789ab"
TEXTS = {"tekster": {"baggrund": "Der er 14 på venteliste.\n\nDet koster."},
         "indstilling": ["At Vesterby går i gang.", "At der følges op."]}  # fmt: skip
NUMBERS = {
    "indsats.forløbsvarighed",
    "mereffekt",
    "deltagere",
    "omkostninger.1.pr_år",
    "konsekvenser.1.ændring",
    "priser.1.kommune",
    "priser.1.stat",
}
WORDS = {"rapport.tekster.baggrund", "rapport.indstilling.1", "rapport.indstilling.2"}


def taken_over(folder: Path, **own: Any) -> Path:
    """A case of which every mark, the date and the kommune are gone, and ``own`` put in."""
    original = cases.tree_of(cases.plain(), rapport=TEXTS)
    (folder / "hentet").mkdir()
    (folder / "hentet" / f"{FETCHED}.yaml").write_text(as_yaml(original), encoding="utf-8")
    new = cases.tree_of(cases.plain(), rapport=TEXTS)
    origin = {"id": FETCHED, "titel": "Mentorer", "version": "1.0",
              "fil": f"hentet/{FETCHED}.yaml", "kommune": "Vesterby Kommune"}  # fmt: skip
    new |= {"kommune": "Østerby Kommune", "dato": "2026-11-01", "bygger_på": origin, **own}
    path = folder / "sag.yaml"
    path.write_text(as_yaml(new), encoding="utf-8")
    return path


def as_yaml(tree: dict[str, Any]) -> str:
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def told(path: Path) -> set[str | None]:
    return {p.field for p in check_case(path).warnings if "er stadig fra Vesterby" in p.wrong}


def test_every_number_and_text_left_as_it_was_is_told_though_no_mark_is_left(tmp_path):
    assert told(taken_over(tmp_path)) == NUMBERS | WORDS


@pytest.mark.parametrize("gone", ["fil", "kommune"])
def test_deleting_where_a_case_comes_from_does_not_make_it_ones_own(gone, tmp_path):
    path = taken_over(tmp_path)
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    del tree["bygger_på"][gone]
    path.write_text(as_yaml(tree), encoding="utf-8")
    assert len(still_the_senders(load_case(path))) == len(NUMBERS | WORDS)


def test_the_senders_date_stays_the_senders_when_it_is_deleted_from_the_lineage(tmp_path):
    sent = cases.tree_of(cases.plain())["dato"]
    assert "dato" in told(taken_over(tmp_path, dato=sent))


def test_what_is_the_senders_without_a_mark_is_not_published_as_ones_own(tmp_path):
    path = taken_over(tmp_path)
    with pytest.raises(CaseError, match="men ingen mærker siger det"):
        publish(path, tmp_path / "ud", ["html"])
    assert not (tmp_path / "ud").exists()
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    tree["mereffekt"]["note"] = f"{MARK}: Vesterbys tal"
    path.write_text(as_yaml(tree), encoding="utf-8")
    made = publish(path, tmp_path / "ud", ["html"]).path
    with zipfile.ZipFile(made) as package:
        assert "Vesterby" in package.read("erfaringscase.html").decode()


def test_an_origin_that_is_no_published_case_is_told_when_it_is_published(tmp_path):
    path = taken_over(tmp_path)
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    tree["bygger_på"]["id"] = "vesterby"
    tree["mereffekt"]["note"] = f"{MARK}: Vesterbys tal"
    path.write_text(as_yaml(tree), encoding="utf-8")
    with pytest.raises(CaseError, match="hvilken offentliggjort sag"):
        publish(path, tmp_path / "ud", ["html"])


def test_one_year_left_as_it_was_is_named(tmp_path):
    people = {"værdi": {2026: 31, 2027: 25}, "kilde": "Kommunens egen opgørelse"}
    fields = told(taken_over(tmp_path, deltagere=people))
    assert {f for f in fields if f and "deltagere" in f} == {"deltagere.værdi.2027"}


def test_a_line_that_is_only_renamed_is_still_the_senders(tmp_path):
    tree = cases.tree_of(cases.plain())
    renamed = [{**line, "navn": "Vejledere"} for line in tree["omkostninger"]]
    assert "omkostninger.1.pr_år" in told(taken_over(tmp_path, omkostninger=renamed))


def test_dropping_a_source_leaves_a_number_the_senders_and_an_own_source_does_not(tmp_path):
    fields = told(taken_over(tmp_path, mereffekt="24 %"))
    assert "mereffekt" in fields
    (tmp_path / "igen").mkdir()
    own = {"værdi": "24 %", "kilde": "Østerbys egen evaluering 2026", "status": "lokalt tal"}
    assert "mereffekt" not in told(taken_over(tmp_path / "igen", mereffekt=own))


def test_stamp_and_open_point_stay_for_a_single_number_and_go_with_it(tmp_path):
    tree = cases.tree_of(cases.plain())
    own = {name: _own(tree[name]) for name in ("mereffekt", "deltagere", "omkostninger", "indsats",
                                               "konsekvenser", "priser")}  # fmt: skip
    own["rapport"] = {"indstilling": ["At Østerby går i gang."]}
    left = load_case(taken_over(tmp_path, **{**own, "konsekvenser": tree["konsekvenser"]}))
    assert borrowed_from([left]) == "Vesterby Kommune"
    (asked,) = (c for c in checklist(calculate(left)) if c.id == "hentet")
    assert asked.open
    assert asked.values["antal"] == 1
    (tmp_path / "igen").mkdir()
    done = load_case(taken_over(tmp_path / "igen", **own))
    assert borrowed_from([done]) is None
    (asked,) = (c for c in checklist(calculate(done)) if c.id == "hentet")
    assert not asked.open


def _own(here: Any) -> Any:
    """The same with a source of one's own under every number."""
    if isinstance(here, list):
        return [_own(each) for each in here]
    if isinstance(here, dict):
        held = {key: _own(each) for key, each in here.items()}
        return {**held, "kilde": "Østerbys regnskab 2025"} if "kilde" in here else held
    return here
