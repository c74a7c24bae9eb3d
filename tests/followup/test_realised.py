"""The kommune's own table 2018–2022, to the krone, and the one place where signs turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from som_calc.analysis.followup.realised import in_our_signs
from som_calc.case.followup_realised import Realised, load_realised
from som_calc.document.model import Table, TableBlock
from som_calc.report.followup.realised import RealisedReport
from som_calc.resources import find

FILE = find("params", "realiseret/aabenraa-2018-2022.yaml")
PUBLISHED = {
    "Investering": [9370, 21552, 14570, 8618, 4519],
    "Nettobesparelse": [-5103, -19448, -31790, -55259, -26763],
    "Nettoafkast": [4267, 2104, -17220, -46641, -22244],
}


def own_table() -> Table:
    blocks = RealisedReport(FILE).blocks()
    return next(
        b.table for b in blocks if isinstance(b, TableBlock) and b.table.id == "tabel-realiseret"
    )


def test_the_published_table_comes_out_in_the_kommunes_own_signs() -> None:
    rows = {row.cells[0].text: [cell.value for cell in row.cells[1:6]] for row in own_table().rows}
    for name, values in PUBLISHED.items():
        assert rows[name] == values


def test_the_cumulated_result_is_a_gain_of_79734_thousand_kroner() -> None:
    last = own_table().rows[-1].cells
    assert last[5].text == "−79.734"
    returns = in_our_signs(load_realised(FILE)[0])
    assert returns.cumulated["net_return"].iloc[-1] == 79_734_000
    assert returns.first_gain == 2020


def test_the_return_per_krone_is_stated() -> None:
    returns = in_our_signs(load_realised(FILE)[0])
    assert returns.saved_per_krone == pytest.approx(138_363 / 58_629)
    assert returns.returned_per_krone == pytest.approx(79_734 / 58_629)
    answer = RealisedReport(FILE).answer
    assert "nettoafkast på 79,7" in answer
    assert "1,36 kr. for hver krone" in answer


def test_a_table_where_plus_is_a_gain_gives_the_same_result() -> None:
    given, _ = load_realised(FILE)
    turned = {
        year: {
            "investering": row.investment,
            "nettobesparelse": -row.net_saving,
            "nettoafkast": -row.net_return,
        }
        for year, row in given.years.items()
    }
    other = Realised.model_validate(
        given.model_dump(by_alias=True) | {"fortegn": "plus er en gevinst", "år": turned}
    )
    assert in_our_signs(other).gains.equals(in_our_signs(given).gains)


def test_a_year_that_does_not_add_up_is_told_with_its_line(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    path = tmp_path / "realiseret.yaml"
    path.write_text(text.replace("nettoafkast: 4.267", "nettoafkast: 4.627"), encoding="utf-8")
    _, (problem,) = load_realised(path)
    assert str(problem).startswith(f"{path}:11: år.2018.nettoafkast: advarsel: ")
