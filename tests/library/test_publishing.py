"""A published case can be trusted: the same bytes, run again, and nothing personal in it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import som_calc
from som_calc.case.problems import CaseError
from som_calc.cli import som
from som_calc.library import provenance
from som_calc.library.approvals import Approval, read_approvals
from som_calc.library.fetching import MARK, fetch
from som_calc.library.package_reading import read_package
from som_calc.library.publishing import publish
from som_calc.library.rerun import rerun
from som_calc.resources import shipped

IPS = shipped("params") / "aabenraa-ips.yaml"
ALL = ["aabenraa-ips", "aabenraa-flere-unge", "randers-act", "aarhus-cti", "eksempel-hjemloeshed"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(IPS, tmp_path_factory.mktemp("hel"), ["html", "pdf", "docx", "xlsx"]).path


def edited(tmp_path: Path, old: str, new: str) -> Path:
    source = IPS.read_text(encoding="utf-8")
    assert old in source
    path = tmp_path / "sag.yaml"
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_package_holds_all_a_reader_and_a_colleague_need(whole):
    record, files = read_package(whole)
    assert {"sag.yaml", "erfaringscase.html", "kort-fortalt.pdf", "resultater.csv"} <= set(files)
    assert {f"beslutningsoplaeg.{e}" for e in ("html", "pdf", "docx", "xlsx", "ipynb")} <= set(
        files
    )
    assert record.title.startswith("Økonomisk analyse af IPS")
    assert round(record.net_result["Kommune"]) == 4121031
    assert "overskud på 1,1" in record.result_sentence


def test_it_is_a_ro_crate_whose_files_are_all_described(whole, tmp_path):
    from rocrate.rocrate import ROCrate

    with zipfile.ZipFile(whole) as archive:
        archive.extractall(tmp_path)
    crate = ROCrate(tmp_path)
    described = {entity.id for entity in crate.data_entities}
    present = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert present - described == {"ro-crate-metadata.json"}
    run = crate.get("#koersel")
    assert {tool.id for tool in run["instrument"]} >= {"#numpy", "#som-rapport"}
    assert [entity.id for entity in run["object"]] == ["sag.yaml"]


def test_the_same_case_gives_the_same_zip_from_any_folder(tmp_path, monkeypatch):
    made = []
    for name in ("her", "der"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        made.append(publish(IPS, Path("ud"), ["html", "docx"]).path.resolve())
    assert made[0].read_bytes() == made[1].read_bytes()
    for content in read_package(made[0])[1].values():
        assert str(tmp_path).encode() not in content


@pytest.mark.parametrize("name", ALL)
def test_every_shipped_case_runs_again_identical(name, tmp_path):
    path = publish(shipped("params") / f"{name}.yaml", tmp_path, ["html"]).path
    found = rerun(path)
    assert found.identical, (found.numbers, found.files, found.causes)


@pytest.mark.parametrize("name", sorted(p.stem for p in shipped("params").glob("*.yaml")))
def test_the_gate_asks_about_no_shipped_case(name, tmp_path):
    # The workbook puts the report's own words beside its numbers in every way they can stand.
    assert publish(shipped("params") / f"{name}.yaml", tmp_path, ["xlsx"]).path.is_file()


def test_all_four_formats_run_again_identical(whole):
    assert rerun(whole).identical


def test_a_changed_rate_is_told_as_numbers_and_as_the_cause(whole, monkeypatch):
    from som_calc.knowledge.discount import DiscountSchedule

    monkeypatch.setattr(
        "som_calc.api.discount_schedule_of", lambda case: DiscountSchedule.flat(0.02, "ny sats")
    )
    record_before = provenance.run_record

    def record_now(folder):
        data = record_before(folder)
        data["data"]["params/satser/diskonteringsrente.yaml"] = "ændret"
        return data

    monkeypatch.setattr(provenance, "run_record", record_now)
    found = rerun(whole)
    assert not found.identical
    total = next(n for n in found.numbers if n.name == "nettoresultat: I alt")
    assert round(total.before or 0) == 1071273
    assert total.after is not None
    assert total.after != total.before
    assert "params/satser/diskonteringsrente.yaml er ændret" in found.causes["data"]


def test_a_package_that_was_changed_afterwards_is_refused(whole, tmp_path):
    forged = tmp_path / "pakke.zip"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "sag.yaml":
                content = content.replace(b"5 %", b"9 %", 1)
            new.writestr(name, content)
    done = CliRunner().invoke(som, ["genkoer", str(forged)])
    assert isinstance(done.exception, CaseError)
    assert "sag.yaml" in str(done.exception)


def test_a_cpr_number_stops_publishing_and_can_never_be_approved(tmp_path):
    case = edited(tmp_path, "Kommunens slides afrunder", "Borgeren 010203-1234 og slides")
    approval = Approval("Økonomichefen", "Vi mener, det går", ("abc123",))
    with pytest.raises(CaseError) as told:
        publish(case, tmp_path / "ud", ["html"], approval=approval)
    assert "CPR-nummer (010203-xxxx)" in str(told.value)
    assert "1234" not in str(told.value)
    assert "kan aldrig godkendes" in str(told.value)
    assert not (tmp_path / "ud").exists()


def test_small_groups_stop_publishing_until_a_named_person_says_why(tmp_path):
    case = edited(tmp_path, "2025: 32", "2025: 3")
    with pytest.raises(CaseError) as told:
        publish(case, tmp_path / "ud", ["html"])
    assert "deltagere.2025: gruppen er kun på 3" in str(told.value)
    assert "slå startår sammen" in str(told.value)
    assert not (tmp_path / "ud").exists()
    [one] = set(re.findall(r"\[fund ([0-9a-f]{6})\]", str(told.value)))
    approval = Approval("Chefkonsulenten", "Tallet er i forvejen offentligt", (one,))
    made = publish(case, tmp_path / "ud", ["html"], approval=approval)
    [kept] = read_package(made.path)[0].approvals
    assert (kept.by, kept.reason) == (approval.by, approval.reason)
    assert "gruppen er kun på 3" in kept.finding
    assert read_approvals(case) == [kept]
    assert publish(case, tmp_path / "igen", ["html"]).record.approvals == [kept]
    assert rerun(made.path).identical


def test_each_finding_is_approved_by_itself(tmp_path):
    case = edited(tmp_path, "2025: 32", "2025: 3")
    case.write_text(case.read_text("utf-8") + "\n# Ring til Peter Jensen\n", encoding="utf-8")
    with pytest.raises(CaseError) as told:
        publish(case, tmp_path / "ud", ["html"])
    found = dict(
        re.findall(r"(gruppen er kun|Peter Jensen).*\[fund ([0-9a-f]{6})\]", str(told.value))
    )
    assert len(found) == 2
    approval = Approval("Chefen", "Han er leder", (found["Peter Jensen"],))
    with pytest.raises(CaseError) as told:
        publish(case, tmp_path / "ud", ["html"], approval=approval)
    assert "gruppen er kun" in str(told.value)
    assert "Peter Jensen" not in str(told.value)
    with pytest.raises(CaseError, match="der er intet fund »000000«"):
        publish(case, tmp_path / "ud", ["html"], approval=Approval("X", "Y", ("000000",)))


def test_personal_words_in_free_text_are_found_with_line_and_remedy(tmp_path):
    case = edited(
        tmp_path, "Kommunens slides afrunder", "Borger Peter Jensen, Nørregade 12, pj@eksempel.dk"
    )
    with pytest.raises(CaseError) as told:
        publish(case, tmp_path / "ud", ["html"])
    for wanted in ("Peter Jensen", "Nørregade 12", "pj@eksempel.dk", "sag.yaml:"):
        assert wanted in str(told.value)


def test_unit_records_and_cells_that_can_be_worked_out_are_found_in_attachments(tmp_path):
    people = tmp_path / "borgere.csv"
    people.write_text("cpr;køn;alder\n1;m;20\n2;k;21\n", encoding="utf-8")
    hidden = tmp_path / "tabel.csv"
    hidden.write_text("Gruppe;Mænd;Kvinder;I alt\nA;12;<5;15\nB;10;9;19\n", encoding="utf-8")
    with pytest.raises(CaseError) as told:
        publish(IPS, tmp_path / "ud", ["html"], attachments=[people, hidden])
    assert "én række pr. person (kolonnerne cpr)" in str(told.value)
    assert "»Kvinder« i rækken »A« kan regnes ud af totalen" in str(told.value)


def test_a_package_with_attachments_runs_again_identical(tmp_path):
    from docx import Document

    table = tmp_path / "tabel.csv"
    table.write_text("Gruppe;Antal\nA;12\nB;20\n", encoding="utf-8")
    note = tmp_path / "følgebrev æøå.docx"
    document = Document()
    document.core_properties.author = ""
    document.add_paragraph("Kommunens notat")
    document.save(str(note))
    path = publish(IPS, tmp_path / "ud", ["html"], attachments=[table, note], follow_up=True).path
    assert {"bilag/tabel.csv", "bilag/følgebrev æøå.docx"} <= set(read_package(path)[1])
    assert rerun(path).identical


def test_a_small_change_since_an_earlier_version_is_found_whatever_the_folder(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    table = tmp_path / "tabel.csv"
    table.write_text("Gruppe;Antal\nA;12\nB;20\n", encoding="utf-8")
    publish(edited(tmp_path, "2025: 32", "2025: 32"), Path("her"), ["html"], attachments=[table])
    table.write_text("Gruppe;Antal\nA;12\nB;21\n", encoding="utf-8")
    changed = edited(tmp_path, "2025: 32", "2025: 30")
    with pytest.raises(CaseError) as told:
        publish(changed, Path("et", "andet", "sted"), ["html"], attachments=[table])
    assert "deltagere.2025: er ændret med kun 2 siden den udgivne version" in str(told.value)
    assert "»Antal« i rækken »B«: er ændret med kun 1 siden" in str(told.value)


def test_who_made_the_case_is_let_through_as_a_field_and_nowhere_else(tmp_path):
    field = edited(tmp_path, "titel:", "beregnet_af: Peter Jensen\nkontakt: pj@eksempel.dk\ntitel:")
    text = field.read_text("utf-8")
    text = "\n".join(
        line
        for number, line in enumerate(text.splitlines())
        if line.startswith(("beregnet_af: Peter", "kontakt: pj"))
        or not line.startswith(("beregnet_af:", "kontakt:"))
    )
    field.write_text(text, encoding="utf-8")
    assert publish(field, tmp_path / "ud", ["html", "pdf", "docx", "xlsx"]).approved == []
    field.write_text(text + "\n# Spørg Peter Jensen, pj@eksempel.dk\n", encoding="utf-8")
    with pytest.raises(CaseError) as told:
        publish(field, tmp_path / "ud", ["html"])
    assert "ligner et personnavn (Peter Jensen)" in str(told.value)
    assert "e-mailadresse (pj@eksempel.dk)" in str(told.value)


def test_only_what_the_case_needs_goes_into_the_package(tmp_path, monkeypatch):
    for name in ("params/viden/borgere.csv", "params/viden/notat.docx", "params/satser/liste.yaml",
                 "sag/opfoelgning/kladde.txt", "sag/vedtaget/2026-01-01/mail.txt"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("010190-1234", encoding="utf-8")
    (tmp_path / "sag.yaml").write_bytes(IPS.read_bytes())
    for year in (2026, 2027):
        own = IPS.with_suffix("") / "opfoelgning" / f"{year}.yaml"
        (tmp_path / "sag" / "opfoelgning" / own.name).write_bytes(own.read_bytes())
    import shutil

    shutil.rmtree(tmp_path / "sag" / "vedtaget")
    shutil.copytree(IPS.with_suffix("") / "vedtaget", tmp_path / "sag" / "vedtaget")
    (next((tmp_path / "sag" / "vedtaget").iterdir()) / "mail.txt").write_text("010190-1234")
    monkeypatch.chdir(tmp_path)
    path = publish(Path("sag.yaml"), Path("ud"), ["html"], follow_up=True).path
    names = set(read_package(path)[1])
    assert not [n for n in names if n.startswith("params/") or n.endswith((".txt", ".docx"))]
    assert {"sag/opfoelgning/2026.yaml", "sag/vedtaget/2026-11-22/sag.yaml"} <= names


def test_the_author_in_an_attached_word_file_is_found(tmp_path):
    from docx import Document

    document = Document()
    document.core_properties.author = "Peter Jensen"
    document.save(str(tmp_path / "bilag.docx"))
    with pytest.raises(CaseError, match="egenskaber nævner »Peter Jensen«"):
        publish(IPS, tmp_path / "ud", ["html"], attachments=[tmp_path / "bilag.docx"])


def test_a_fetched_case_is_a_new_case_that_says_what_it_builds_on(whole, tmp_path):
    found = fetch(str(whole), tmp_path, "Kolding Kommune")
    case = som_calc.load_case(found.path)
    assert case.municipality == "Kolding Kommune"
    assert case.builds_on is not None
    assert case.builds_on.id == found.record.id
    for sourced in (case.participants, case.success_rate, case.alternative[0].per_participant):
        assert MARK in (sourced.note or "")
        assert sourced.status == "antagelse"
    assert round(som_calc.calculate(case).by_actor()["I alt"]) == 1071273
    with pytest.raises(CaseError, match="findes i forvejen"):
        fetch(str(whole), tmp_path)


def test_a_kommunes_own_tables_travel_with_the_case_and_are_told_of_when_it_is_fetched(
    tmp_path, monkeypatch
):
    home, away = tmp_path / "hjemme", tmp_path / "ude"
    (home / "params" / "satser").mkdir(parents=True)
    away.mkdir()
    rate = (shipped("params") / "satser" / "diskonteringsrente.yaml").read_text(encoding="utf-8")
    own = rate.replace("0: 3,5 %", "0: 2 %")
    assert own != rate
    (home / "params" / "satser" / "diskonteringsrente.yaml").write_text(own, encoding="utf-8")
    case = home / "sag.yaml"
    case.write_bytes(IPS.read_bytes())
    monkeypatch.chdir(home)
    path = publish(case, Path("ud"), ["html"]).path.resolve()
    monkeypatch.chdir(away)
    record, files = read_package(path)
    assert files["params/satser/diskonteringsrente.yaml"].decode() == own
    assert (
        record.net_result["I alt"]
        != som_calc.calculate(som_calc.load_case(case)).by_actor()["I alt"]
    )
    assert rerun(path).identical
    said = CliRunner().invoke(som, ["hent", str(path)], catch_exceptions=False).output
    tables = away / "params" / "hentet" / record.id / "params"
    assert (tables / "satser" / "diskonteringsrente.yaml").read_text(encoding="utf-8") == own
    assert "kommunens egne tabeller" in said


def test_the_report_of_a_fetched_case_shows_what_was_changed(whole, tmp_path):
    from som_calc.report.decision.lineage import changed_from_original

    found = fetch(str(whole), tmp_path, "Kolding Kommune")
    case = som_calc.load_case(found.path, ["deltagere.2025=40", "mereffekt=4%"])
    table = changed_from_original(case)
    assert table is not None
    shown = {row.cells[0].text: (row.cells[1].text, row.cells[2].text) for row in table.rows}
    assert shown == {
        "kommune": ("Aabenraa Kommune", "Kolding Kommune"),
        "mereffekt": ("5 %", "4 %"),
        "deltagere.2025": ("32", "40"),
    }


def test_the_csv_adds_up_to_the_published_result(whole):
    import io

    import pandas as pd

    files = read_package(whole)[1]
    table = pd.read_csv(io.BytesIO(files["resultater.csv"]))
    assert round(table["nutidsvaerdi"].sum()) == 1071273
    fields = json.loads(files["datapackage.json"])["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == list(table.columns)


def test_a_follow_up_travels_with_the_case_and_runs_again_identical(tmp_path):
    path = publish(IPS, tmp_path, ["html"], follow_up=True).path
    record, files = read_package(path)
    assert record.follow_up is not None
    assert round(record.follow_up.forecast["I alt"]) == 1071273
    assert record.follow_up.outcome["I alt"] != record.follow_up.forecast["I alt"]
    assert {"opfoelgning-2027.html", "opfoelgning-2027.pdf", "sag/opfoelgning/2026.yaml"} <= set(
        files
    )
    assert rerun(path).identical
