"""The kommune's own file of nettoprisindeks: read, used, and told when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import som_calc
from som_calc.case.problems import CaseError
from som_calc.knowledge.price_index import load_price_index
from som_calc.resources import shipped

GOOD = """\
beskrivelse: Prøveindeks
enhed: indeks
værdier:
  2015: {værdi: 100, kilde: Et notat}
  2024: {værdi: 120, kilde: Et notat}
  2025: {værdi: 122, kilde: Et andet notat}
"""


def _case(folder: Path) -> Path:
    text = (shipped("params") / "eksempel-hjemloeshed.yaml").read_text(encoding="utf-8")
    start, end = text.index("prisindeks:\n"), text.index("udvalgsrækkefølge:")
    path = folder / "sag.yaml"
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    return path


def _file(folder: Path, text: str = GOOD) -> Path:
    path = folder / "params" / "satser" / "nettoprisindeks.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_no_index_values_ship_with_us() -> None:
    assert load_price_index() is None


def test_a_case_without_an_index_takes_the_kommunes_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _case(tmp_path)
    assert any("prisindeks" in str(p) for p in som_calc.check_case(path).errors)
    _file(tmp_path)
    monkeypatch.chdir(tmp_path)
    case = som_calc.load_case(path)
    assert case.price_index is not None
    assert case.price_index.source == "Et notat; Et andet notat"
    plain = som_calc.load_case(shipped("params") / "eksempel-hjemloeshed.yaml")
    ours, theirs = som_calc.calculate(case).by_actor(), som_calc.calculate(plain).by_actor()
    assert ours.tolist() == pytest.approx(theirs.tolist())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("værdi: 120", "vaerdier: 120"), "ukendt felt; mente du »værdi«?"),
        (
            ("  2024: {værdi: 120, kilde: Et notat}", "  2024: {værdi: 120}"),
            ":5: værdier.2024.kilde",
        ),
        (("enhed: indeks", "mængde: indeks"), "nettoprisindeks.yaml:2: mængde: ukendt felt"),
        (("værdi: 120", "værdi: 120.345"), "»120.345« kan læses på to måder"),
        (("2024:", "20x4:"), "»20x4« er ikke et årstal"),
        (("værdi: 120", "værdi: 0"), "»0« er uden for det tilladte; skal være over 0"),
    ],
)
def test_a_wrong_index_file_is_told_with_line(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    assert change[0] in GOOD
    with pytest.raises(CaseError) as error:
        load_price_index(_file(tmp_path, GOOD.replace(*change, 1)))
    assert told in str(error.value)
