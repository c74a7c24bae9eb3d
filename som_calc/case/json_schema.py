"""The case as a JSON Schema: editors complete fields, show help and mark mistakes.

Values may be written the Danish way (``5 %``, ``1.250.000``), so numbers are also
accepted as text; what only the reader of cases can judge is left to ``som tjek``.
"""

from __future__ import annotations

import json
from typing import Any

from som_calc.case import limits
from som_calc.case.help import help_for
from som_calc.case.model import Case
from som_calc.case.shape import SOURCED_KEYS, Shape, shape_of

DIALECT = "http://json-schema.org/draft-07/schema#"
_PATTERNS = {
    "share": r"^\s*[-−+]?[0-9.,\s]+(%|pct\.?|procent)?\s*$",
    "kroner": r"^\s*(kroner|kr\.?|dkk)?\s*[-−–+]?[0-9.,\s]+"
    r"\s*(mia\.?|mio\.?|t\.)?\s*(kroner|kr\.?|dkk|,-)?\s*$",
    "number": r"^\s*[-−–+]?[0-9.,\s]+$",
    "length": r"^\s*[0-9.,\s]*[½¼¾]?\s*(år|aar|måneder|måned|mdr\.?|uger|uge)?\s*$",
    "count": r"^\s*[0-9.\s]+$",
    "year": r"^\s*(19|20|21)[0-9]{2}\s*$",
}


def schema_text() -> str:
    """The schema as it is kept in ``params/skema/sag.schema.json``."""
    return json.dumps(case_schema(), ensure_ascii=False, indent=1) + "\n"


def case_schema() -> dict[str, Any]:
    """JSON Schema (draft 7, which editors' YAML support reads) of a case file."""
    made = _Maker()
    schema = made.group(shape_of(Case), ())
    built = ["omkostninger", "deltagere"]
    schema["required"] = [key for key in schema["required"] if key not in built]
    schema["anyOf"] = [{"required": built}, {"required": ["omkostningsmodel"]}]
    return {
        "$schema": DIALECT,
        "title": "SØM-sag",
        "description": "Alle forudsætninger for én SØM-beregning.",
        **schema,
        "definitions": made.definitions,
    }


class _Maker:
    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}

    def field(self, shape: Shape, path: tuple[str, ...]) -> dict[str, Any]:
        about = help_for(path)
        text = about.text or about.label
        unit = f" Enhed: {about.unit}." if about.unit else ""
        found = self.shape(shape, path)
        return {"description": f"{text}{unit}".strip(), **found} if text else found

    def shape(self, shape: Shape, path: tuple[str, ...]) -> dict[str, Any]:
        if shape.sourced:
            return self._sourced(shape, path)
        if shape.form == "group":
            group = self.group(shape, path)
            if path in _NAMED:
                return {"anyOf": [group, {"type": "string", "minLength": 1}]}
            return group
        assert shape.form == "value" or shape.item is not None
        if shape.form == "list":
            assert shape.item is not None
            items = self.shape(shape.item, path)
            whole: dict[str, Any] = {"type": "array", "items": items}
            if shape.length:
                return whole | {"minItems": shape.length, "maxItems": shape.length}
            return {"anyOf": [whole, items]} if path in _ONE_IS_ENOUGH else whole
        if shape.form == "map":
            assert shape.item is not None
            inner = self.shape(shape.item, path)
            if shape.key in ("year", "count"):
                pattern = "^(19|20|21)[0-9]{2}$" if shape.key == "year" else "^[0-9]+$"
                return {
                    "type": "object",
                    "patternProperties": {pattern: inner},
                    "additionalProperties": False,
                }
            return {"type": "object", "additionalProperties": inner}
        return self._value(shape)

    def group(self, shape: Shape, path: tuple[str, ...]) -> dict[str, Any]:
        properties = {key: self.field(inner, (*path, key)) for key, inner in shape.fields.items()}
        required = [key for key in shape.fields if key in shape.required and path not in _FILLED]
        found = {"type": "object", "properties": properties, "additionalProperties": False}
        return found | ({"required": required} if required else {})

    def _sourced(self, shape: Shape, path: tuple[str, ...]) -> dict[str, Any]:
        value = self.shape(shape.value, path)
        beside = {
            key: self._shared(key, shape.fields[key]) for key in SOURCED_KEYS if key != "værdi"
        }
        group = {
            "type": "object",
            "properties": {"værdi": value, **beside},
            "required": ["værdi"],
            "additionalProperties": False,
        }
        return {"anyOf": [value, group]}

    def _shared(self, key: str, shape: Shape) -> dict[str, Any]:
        """What every value has beside it is told once."""
        if key not in self.definitions:
            self.definitions[key] = self.field(shape, (key,))
        return {"$ref": f"#/definitions/{key}"}

    def _value(self, shape: Shape) -> dict[str, Any]:
        if shape.kind == "choice":
            return {"enum": list(shape.choices)}
        if shape.kind == "yes_no":
            return {"enum": ["ja", "nej", True, False]}
        if shape.kind in ("text", "any", "date"):
            return {"type": ["string", "number", "boolean"]} if shape.kind == "any" else {
                "type": ["string", "number"], "minLength": 1, "maxLength": limits.TEXT
            }  # fmt: skip
        kind = "number" if shape.kind == "amount" else shape.kind
        bounds: dict[str, Any] = {}
        if shape.kind != "share" and shape.minimum is not None:
            bounds["minimum"] = shape.minimum
        if shape.maximum is not None:
            bounds["maximum"] = shape.maximum
        number = {"type": "integer" if shape.kind in ("count", "year") else "number", **bounds}
        pattern = _PATTERNS["kroner"] if shape.kind == "amount" else _PATTERNS[kind]
        text = {"type": "string", "pattern": pattern}
        if shape.kind == "amount":
            text = {"type": "string"}
        return {"anyOf": [number, text]}


_ONE_IS_ENOUGH = {
    ("alternativ",),
    ("evidens",),
    ("følsomhed", "mereffekter"),
    ("udvalgsrækkefølge",),
    ("rapport", "indstilling"),
}
_NAMED = {("indsats", "målgruppe"), ("evidens",)}
"""Groups that may be named by an id of the knowledge base alone."""
_FILLED = {("konsekvenser",), ("priser",), ("evidens",)}
"""Groups whose missing fields the knowledge base may fill in."""
