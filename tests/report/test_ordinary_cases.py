"""What ``tjek`` accepts, ``rapport`` lays out in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from som_calc.api import check_case
from som_calc.formats.registry import WRITERS
from som_calc.resources import shipped
from som_calc.running.pipeline import Job, report_files


def uncounted_without_a_price() -> str:
    text = (shipped("templates") / "start" / "min-sag.yaml").read_text(encoding="utf-8")
    more = (
        "  - ydelse: Skadestue\n    enhed: besøg\n    ændring: {0: -1, 1: -2}\n"
        "    signifikant: nej\n"
    )
    return text.replace("konsekvenser:\n", f"konsekvenser:\n{more}", 1)


def costs_of_nothing() -> str:
    text = (shipped("params") / "aabenraa-ips.yaml").read_text(encoding="utf-8")
    years = "".join(f"        {y}: {kr}\n" for y, kr in _COSTS.items())
    assert years in text
    return text.replace(years, "        2025: 0\n", 1)


_COSTS = {2025: "983.200", 2026: "1.966.400", 2027: "1.966.400", 2028: "1.966.400"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (uncounted_without_a_price(), "ingen pris"),
        (costs_of_nothing(), "overskud ved enhver mereffekt"),
    ],
    ids=["uncounted without a price", "costs of nothing"],
)
def test_a_case_that_is_accepted_is_laid_out_in_every_format(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "sag.yaml"
    file.write_text(text, encoding="utf-8")
    assert not check_case(file).errors
    job = Job("beslutningsoplaeg.ipynb", "b", tmp_path, {"case": str(file)}, tuple(WRITERS))
    files = report_files(job)
    assert {f"b.{kind}" for kind in WRITERS} <= set(files)
    assert said in files["b.html"].decode("utf-8")
