"""Figures drawn in forked children are those drawn alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from som_calc import calculate, load_case
from som_calc.report.decision.tables import by_success_rate
from som_calc.resources import shipped

CHILDREN = """
import os
from som_calc.figures.lettering import text_width
texts = [f"Kommunens udgifter til æøå nr. {number}" for number in range(400)]
text_width("varm")
children = []
for _ in range(4):
    pid = os.fork()
    if pid == 0:
        try:
            widths = [text_width(text, 9 + n % 7) for n, text in enumerate(texts)]
            again = [text_width(text, 9 + n % 7) for n, text in enumerate(texts)]
            os._exit(0 if widths == again else 1)
        except BaseException:
            os._exit(2)
    children.append(pid)
print([os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_children_measure_labels_as_the_parent_does_also_all_at_once():
    command = [sys.executable, "-c", CHILDREN]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "[0, 0, 0, 0]\n"


def test_rates_that_look_alike_are_shown_with_more_decimals():
    result = calculate(load_case(shipped("params") / "aabenraa-ips.yaml"))
    results = {rate: calculate(result.case, rate) for rate in (0.03, 0.0301, 0.05)}
    labels = [column.label for column in by_success_rate(results).columns]
    assert [label.replace("\u00a0", " ") for label in labels][1:] == ["3,00 %", "3,01 %", "5,00 %"]
