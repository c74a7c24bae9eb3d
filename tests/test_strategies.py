"""The random cases the tests use are cases a user could have written."""

from __future__ import annotations

import io
from typing import Any

from hypothesis import HealthCheck, given, settings
from ruamel.yaml import YAML

from som_calc.api import check_tree
from som_calc.case.model import Case
from som_calc.case.yaml_reader import parse_yaml
from tests.strategies import case_files


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    derandomize=True,
)
@given(case_files())
def test_a_random_case_written_as_yaml_reads_back_as_the_same_case(
    given_case: dict[str, Any],
) -> None:
    yaml, text = YAML(typ="safe"), io.StringIO()
    yaml.allow_unicode = True
    yaml.dump(given_case, text)
    checked = check_tree(parse_yaml(text.getvalue(), "sag.yaml"))
    assert [str(problem) for problem in checked.errors] == []
    assert checked.case == Case.model_validate(given_case)
