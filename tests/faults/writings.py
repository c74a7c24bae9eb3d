"""Writings that :mod:`killed` interrupts; each has all it needs loaded before the first step."""

from __future__ import annotations

import shutil
from pathlib import Path

from som_calc.cli import som
from som_calc.resources import shipped
from som_calc.writing import new_folder, write_files, write_sets

BEFORE = {"rapport.docx": b"gammel 1", "rapport.html": b"gammel 2"}
AFTER = {"rapport.docx": b"ny 1", "rapport.html": b"ny 2", "data/rapport.pdf": b"ny 3"}
CASE = "sag.yaml"


def before_files(place: Path) -> None:
    for name, content in BEFORE.items():
        (place / name).write_bytes(content)


def files(place: Path) -> None:
    write_files(place, AFTER)


PUT_BY = {"rapport.html": "tidligere/rapport-gammel.html"}


def before_earlier(place: Path) -> None:
    before_files(place)


def earlier(place: Path) -> None:
    write_files(place, {"rapport.docx": b"ny 1"}, put_by=PUT_BY)


def before_sets(place: Path) -> None:
    for folder in ("en", "to"):
        (place / folder).mkdir()
        before_files(place / folder)


def sets(place: Path) -> None:
    write_sets({place / "en": AFTER, place / "to": AFTER})


def before_folder(place: Path) -> None:
    (place / "side").mkdir()
    (place / "side" / "index.html").write_bytes(b"gammel")


def folder(place: Path) -> None:
    with new_folder(place / "side") as made:
        (made / "index.html").write_bytes(b"ny")
        (made / "sag.html").write_bytes(b"ny")


def before_vedtag(place: Path) -> None:
    shutil.copy(shipped("params") / "aabenraa-ips.yaml", place / CASE)


def vedtag(place: Path) -> None:
    _som("vedtag", str(place / CASE), "--dato", "2026-03-01")


def _som(*arguments: str) -> None:
    assert not som.main(arguments, prog_name="som", standalone_mode=False)
