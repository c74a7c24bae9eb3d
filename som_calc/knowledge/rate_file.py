"""Reading one dated parameter file, with every fault told by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from rapidfuzz import process
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from som_calc.case.danish_input import parse_count, parse_share
from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError, Problem

FILE_KEYS = ("beskrivelse", "enhed", "værdier")
VALUE_KEYS = ("værdi", "kilde", "note")
T = TypeVar("T")


@dataclass(frozen=True)
class DatedValue:
    """Rates (shares) per project year from which they are valid, from ``start`` on.

    ``start`` is None for what was valid before the first known date.
    """

    start: dt.date | None
    steps: tuple[tuple[int, float], ...]
    source: str
    note: str | None = None


def read_dated_values(path: Path, first: int = 0) -> tuple[str, str, tuple[DatedValue, ...]]:
    """Description, unit and values in order of date.

    Args:
        path: the file.
        first: the key shares begin at: 0 for project years, 1 for evidence levels.

    Raises:
        CaseError: every fault found in the file.
    """
    return _Reader(path, first).read()


class _Reader:
    def __init__(self, path: Path, first: int = 0) -> None:
        self.path = path
        self.first = first
        self.problems: list[Problem] = []

    def read(self) -> tuple[str, str, tuple[DatedValue, ...]]:
        top = self._mapping(self._compose(), "filen", FILE_KEYS)
        texts = {key: self._text(top, key) for key in ("beskrivelse", "enhed")}
        values: list[DatedValue] = []
        if node := top.get("værdier"):
            values = self._values(node)
        elif not self.problems:
            self._add(None, "værdier", "mangler", "skriv mindst én dato med værdi og kilde")
        if self.problems:
            raise CaseError(self.problems)
        return texts["beskrivelse"], texts["enhed"], tuple(values)

    def _compose(self) -> Node | None:
        try:
            text = self.path.read_text(encoding="utf-8")
            node: Node | None = YAML(typ="base", pure=True).compose(text)
            return node
        except UnicodeDecodeError:
            self._add(None, None, "er ikke gemt som UTF-8", "gem filen som UTF-8")
        except MarkedYAMLError as error:
            mark = error.problem_mark
            self.problems.append(
                Problem(
                    self.path.name,
                    mark.line + 1 if mark else None,
                    None,
                    "er ikke gyldig YAML",
                    "se efter indrykning, kolon og anførselstegn",
                )
            )
        except YAMLError:
            self._add(None, None, "er ikke gyldig YAML", "se efter indrykning og kolon")
        raise CaseError(self.problems)

    def _mapping(
        self, node: Node | None, field: str, known: tuple[str, ...] | None = None
    ) -> dict[str, Node]:
        if not isinstance(node, MappingNode):
            self._add(node, field, "skal være felter på hver sin linje", "skriv »felt: værdi«")
            return {}
        found: dict[str, Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if known is not None:
                match = next((k for k in known if fold(k) == fold(name)), None)
                if match is None:
                    near = process.extractOne(fold(name), known, processor=fold)
                    hint = f"mente du »{near[0]}«?" if near else ""
                    self._add(key, name, "er et ukendt felt", hint)
                    continue
                name = match
            if name in found:
                self._add(key, name, "står to gange", "behold den ene")
            found[name] = value
        return found

    def _text(self, fields: dict[str, Node], key: str) -> str:
        node = fields.get(key)
        if isinstance(node, ScalarNode) and str(node.value).strip():
            return str(node.value).strip()
        self._add(node, key, "mangler", "skriv en kort tekst")
        return ""

    def _values(self, node: Node) -> list[DatedValue]:
        keys = self._mapping(node, "værdier")
        found = [value for key, item in keys.items() if (value := self._value(key, item))]
        dates = sorted(value.start for value in found if value.start)
        for key, item in keys.items():
            word, _, first = key.partition(" ")
            if fold(word) == "foer" and (not dates or first.strip() != dates[0].isoformat()):
                right = f"skriv »før {dates[0]}«" if dates else "skriv også datoen selv"
                self._add(item, key, "passer ikke med den første dato", right)
        return sorted(found, key=lambda value: value.start or dt.date.min)

    def _value(self, key: str, node: Node) -> DatedValue | None:
        before = fold(key).startswith("foer_")
        written = key.partition(" ")[2].strip() if before else key
        start = self._parsed(dt.date.fromisoformat, written, node, key, "skriv fx 2021-01-07")
        fields = self._mapping(node, key, VALUE_KEYS)
        source = self._text(fields, "kilde")
        note = self._text(fields, "note") if "note" in fields else None
        steps = self._steps(fields.get("værdi"), key)
        if start is None or not steps or not source:
            return None
        return DatedValue(None if before else start, steps, source, note)

    def _steps(self, node: Node | None, key: str) -> tuple[tuple[int, float], ...]:
        field = f"{key}.værdi"
        if node is None:
            self._add(None, field, "mangler", "skriv fx 3,5 %")
            return ()
        written: dict[str, Node] = {str(self.first): node}
        if isinstance(node, MappingNode):
            written = self._mapping(node, field)
        steps = []
        for year, item in written.items():
            first = self._parsed(parse_count, year, item, field)
            rate = self._parsed(parse_share, getattr(item, "value", None), item, field)
            if rate is not None and rate < 0:
                self._add(item, field, "er negativ", "skriv en andel fra 0 %")
            elif first is not None and rate is not None:
                steps.append((first, rate))
        steps.sort()
        if not self.problems and (not steps or steps[0][0] != self.first):
            what = "projektår" if self.first == 0 else "niveau"
            wrong, right = f"begynder ikke i {what} {self.first}", "skriv det først"
            self._add(node, field, wrong, right)
        return tuple(steps)

    def _parsed(
        self, parse: Callable[[Any], T], raw: object, node: Node, field: str, right: str = ""
    ) -> T | None:
        try:
            return parse(raw)
        except ValueError as error:
            wrong = f"»{raw}« er ikke en dato" if right else str(error)
            self._add(node, field, wrong, right)
            return None

    def _add(self, node: Node | None, field: str | None, wrong: str, right: str) -> None:
        line = node.start_mark.line + 1 if node is not None and node.start_mark else None
        self.problems.append(Problem(self.path.name, line, field, wrong, right))
