"""The JSON Schema that editors use is kept up to date and accepts what ``som`` accepts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from som_calc.case.help import HELP
from som_calc.case.json_schema import case_schema, schema_text
from som_calc.case.model import Case
from som_calc.case.shape import Shape, shape_of
from som_calc.case.yaml_writer import SCHEMA_FILE, SCHEMA_LINE
from som_calc.resources import shipped

CASES = [*sorted(shipped("params").glob("*.yaml")), shipped("templates") / "start" / "min-sag.yaml"]


def as_json(path: Path) -> Any:
    """A YAML file as an editor sees it."""
    return json.loads(json.dumps(YAML(typ="safe").load(path.read_text("utf-8")), default=str))


def errors(data: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft7Validator(case_schema()).iter_errors(data)]


def test_the_kept_schema_is_the_one_the_case_has_today() -> None:
    kept = (shipped("params") / SCHEMA_FILE).read_text(encoding="utf-8")

    assert kept == schema_text(), (
        "Skriv det igen: python -c 'from som_calc.case.json_schema import schema_text; "
        f'open("params/{SCHEMA_FILE}", "w", encoding="utf-8").write(schema_text())\''
    )


def unexplained(shape: Shape, path: tuple[str, ...] = ()) -> list[str]:
    missing: list[str] = []
    for key, inner in shape.fields.items():
        here = (*path, key)
        if not any(".".join(here[begin:]) in HELP for begin in range(len(here))):
            missing.append(".".join(here))
        missing += unexplained(inner, here)
    return missing + (unexplained(shape.item, path) if shape.item is not None else [])


def test_every_field_is_explained_in_danish() -> None:
    assert unexplained(shape_of(Case)) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_shipped_case_is_valid_and_tells_editors_where_the_schema_is(path: Path) -> None:
    assert errors(as_json(path)) == []
    assert path.read_text(encoding="utf-8").splitlines()[0] == SCHEMA_LINE


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("mereffekt", "mange", "mange"),
        ("mereffket", "5 %", "mereffket"),
        ("prisniveau", "i år", "i år"),
        ("illustrativ", "måske", "måske"),
    ],
)
def test_an_editor_marks_a_mistake(field: str, value: str, said: str) -> None:
    data = as_json(CASES[0]) | {field: value}

    assert any(said in message for message in errors(data))


def test_descriptions_carry_units() -> None:
    costs = case_schema()["properties"]["omkostninger"]["items"]["properties"]

    assert "Enhed: kr." in costs["pr_år"]["description"]
