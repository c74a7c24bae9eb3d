"""A package can be made by anyone: what could do harm is refused, in Danish."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from som_calc.case.problems import CaseError
from som_calc.library import package_reading
from som_calc.library.database import Library
from som_calc.library.package_reading import read_file, read_package
from som_calc.library.record import RECORD_FIELDS, RECORD_FILE


def refusal(path: Path) -> str:
    with pytest.raises(CaseError) as caught:
        read_package(path)
    return str(caught.value)


def with_member(packages: ModuleType, tmp_path: Path, info: Any, content: bytes = b"x") -> Path:
    """A good package with one member more."""
    path = Path(packages.write_package(tmp_path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(info, content)
    return path


def test_a_good_package_is_read_whole(packages: ModuleType, tmp_path: Path) -> None:
    made = packages.record()

    record, files = read_package(packages.write_package(tmp_path, made))

    assert record == made
    assert set(files) == {*packages.FILES, "ro-crate-metadata.json"}
    assert files["sag.yaml"] == packages.FILES["sag.yaml"][0]


@pytest.mark.parametrize(
    "name",
    [
        "../ude.txt",
        "a/../../ude.txt",
        "/etc/passwd",
        "C:/ude.txt",
        "..\\ude.txt",
        "a//b",
        "NUL.txt",
    ],
)
def test_a_name_that_climbs_out_of_the_package_is_refused(
    packages: ModuleType, tmp_path: Path, name: str
) -> None:
    path = with_member(packages, tmp_path, zipfile.ZipInfo(name))

    assert "peger uden for pakken" in refusal(path)


def test_a_listed_name_that_climbs_out_is_refused_before_anything_is_written(
    packages: ModuleType, tmp_path: Path
) -> None:
    made = packages.record()
    data = made.as_data()
    data["filer"][0][RECORD_FIELDS["name"]] = "../../ude.txt"
    path = packages.write_package(tmp_path, made, record_json=json.dumps(data).encode())

    assert "er ikke et sikkert filnavn" in refusal(path)


def test_a_symbolic_link_is_refused(packages: ModuleType, tmp_path: Path) -> None:
    info = zipfile.ZipInfo("genvej")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert "symbolsk link" in refusal(with_member(packages, tmp_path, info, b"/etc/passwd"))


def test_a_zip_bomb_is_refused(packages: ModuleType, tmp_path: Path) -> None:
    path = with_member(packages, tmp_path, "bombe.txt", bytes(20 * 2**20))

    assert path.stat().st_size < 2**20
    assert "pakker ud til mere end 250 gange sig selv" in refusal(path)


def test_a_bomb_that_lies_about_its_size_is_refused(packages: ModuleType, tmp_path: Path) -> None:
    listed = {"bombe.txt": (bytes(10), "text/plain", "andet", "Bombe")}
    made = packages.record(files=packages.listed(listed))
    path = packages.write_package(tmp_path, made, files={"bombe.txt": bytes(5 * 2**20)})
    content = path.read_bytes()
    real = (5 * 2**20).to_bytes(4, "little")
    path.write_bytes(content.replace(real, (10).to_bytes(4, "little")))

    said = refusal(path)

    assert "er ikke en hel zip-fil" in said or "er større, end pakken siger" in said


def test_many_small_members_that_together_are_too_much_are_refused(
    packages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packages.write_package(tmp_path)
    monkeypatch.setattr(package_reading, "UNPACKED_BYTES", 100)

    assert "pakket ud" in refusal(path)


def test_an_oversized_notebook_is_refused(
    packages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_reading, "NOTEBOOK_BYTES", 5 * 2**20)
    big = json.dumps({"outputs": [str(n) for n in range(10**6)]}).encode()
    made = packages.record(
        files=packages.listed({"n.ipynb": (big, "application/x-ipynb+json", "notebook", "N")})
    )
    path = packages.write_package(tmp_path, made, files={"n.ipynb": big})

    assert "»n.ipynb« fylder mere end 5 MB" in refusal(path)


def test_a_package_that_is_too_large_is_refused_unread(
    packages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packages.write_package(tmp_path)
    monkeypatch.setattr(package_reading, "PACKAGE_BYTES", 100)

    assert "er for stor" in refusal(path)


def test_too_many_members_are_refused(packages: ModuleType, tmp_path: Path) -> None:
    path = packages.write_package(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(package_reading.MEMBERS):
            archive.writestr(f"{number}.txt", b"")

    assert f"har flere end {package_reading.MEMBERS} filer" in refusal(path)


def test_a_changed_record_is_a_forged_hash(packages: ModuleType, tmp_path: Path) -> None:
    made = packages.record()
    forged = made.to_json().replace(b"1071272.7", b"1071272.8")
    assert forged != made.to_json()

    said = refusal(packages.write_package(tmp_path, made, record_json=forged))

    assert "filen er ændret efter udgivelsen" in said


def test_a_changed_file_is_a_forged_hash(packages: ModuleType, tmp_path: Path) -> None:
    changed = {name: content for name, (content, *_) in packages.FILES.items()}
    changed["sag.yaml"] = b"titel: IPS til ung?\n"

    said = refusal(packages.write_package(tmp_path, files=changed))

    assert "»sag.yaml« er ændret, efter at sagen blev udgivet" in said


def test_files_the_record_does_not_list_are_refused(packages: ModuleType, tmp_path: Path) -> None:
    assert "som sagen ikke nævner" in refusal(with_member(packages, tmp_path, "ekstra.txt"))


def test_a_missing_file_is_refused(packages: ModuleType, tmp_path: Path) -> None:
    assert "mangler filen" in refusal(packages.write_package(tmp_path, files={}))


def test_two_files_of_one_name_are_refused(packages: ModuleType, tmp_path: Path) -> None:
    assert "to filer med navnet" in refusal(with_member(packages, tmp_path, "SAG.YAML"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "er ikke en hel zip-fil"),
        (b"PK\x03\x04" + bytes(100), "er ikke en hel zip-fil"),
        (b"%PDF-1.7", "er ikke en hel zip-fil"),
    ],
)
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "pakke.zip"
    path.write_bytes(content)

    assert said in refusal(path)


def test_a_zip_cut_short_is_refused(packages: ModuleType, tmp_path: Path) -> None:
    path = packages.write_package(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])

    assert "er ikke en hel zip-fil" in refusal(path)


def test_another_zip_is_told_to_be_none_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "billeder.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("billede.png", b"x")

    assert "er ikke en sagspakke" in refusal(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"titel": 1}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"deltagere": 1e999}',
        b'{"deltagere": NaN}',
        b"9" * 10_000,
    ],
)
def test_a_record_of_nonsense_is_refused(
    packages: ModuleType, tmp_path: Path, content: bytes
) -> None:
    said = refusal(packages.write_package(tmp_path, record_json=content or b" "))

    assert RECORD_FILE in said
    assert "Traceback" not in said


def test_control_characters_in_a_text_are_refused(packages: ModuleType, tmp_path: Path) -> None:
    made = packages.record()
    data = made.as_data() | {"titel": "IPS \u202egnuf\u202c"}
    said = refusal(packages.write_package(tmp_path, made, record_json=json.dumps(data).encode()))

    assert "titel: teksten indeholder styretegn" in said


def test_a_stored_package_that_was_changed_is_not_handed_out(
    packages: ModuleType, tmp_path: Path
) -> None:
    made = packages.record()
    with Library(tmp_path / "e.db") as library:
        library.add([packages.write_package(tmp_path, made)])
        stored = library.package(made.id)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("sag.yaml", b"titel: IPS til ung?\n")
    stored.write_bytes(buffer.getvalue())

    with pytest.raises(CaseError, match="er ændret"):
        read_file(stored, next(file for file in made.files if file.name == "sag.yaml"))


def test_one_bad_package_among_good_ones_leaves_the_database_as_it_was(
    packages: ModuleType, tmp_path: Path
) -> None:
    good = packages.write_package(tmp_path, packages.record(title="God"))
    bad = with_member(packages, tmp_path, "../ude.txt")
    with Library(tmp_path / "e.db") as library:
        with pytest.raises(CaseError):
            library.add([good, bad])

        assert library.connection.execute("SELECT count(*) FROM versioner").fetchone()[0] == 0
