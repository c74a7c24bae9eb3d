"""What ``som udgiv`` makes is what the database takes in, finds and hands out."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from som_calc import cli
from som_calc.library.database import Library
from som_calc.library.search import Query, search
from som_calc.resources import shipped


def test_a_published_case_is_added_found_and_shown_on_a_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = shipped("params").resolve() / "randers-act.yaml"
    monkeypatch.chdir(tmp_path)
    for args in (
        ["udgiv", str(case), "--ud", "ud", "--format", "html"],
        ["database", "tilfoej", "ud/*.zip"],
        ["database", "side", "web"],
    ):
        done = CliRunner().invoke(cli.som, args, catch_exceptions=False)
        assert done.exit_code == 0, done.output

    with Library() as library:
        [row] = search(
            library.connection, Query("hjemløs act", {"kommune": ["Randers Kommune"]})
        ).rows
        record = library.record(row["id"])
    page = Path(f"web/sag/{record.id}.html").read_text(encoding="utf-8")
    assert record.result_sentence.split(";")[0] in page
    assert "Hvad skal være sandt" in page
    [package] = Path("ud").glob("*.zip")
    assert Path(f"web/hent/{record.id}.zip").read_bytes() == package.read_bytes()
