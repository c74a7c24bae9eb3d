"""YAML read safely: texts stay texts, every value knows its line, nothing is executed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from som_calc.case import tree as located
from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError, Problem
from som_calc.case.text_file import read_text
from som_calc.case.yaml_errors import in_danish

MAX_VALUES = 20_000
"""More values than this is no case (and is how an anchor bomb shows)."""
MAX_DEPTH = 40
_NULLS = {"", "~", "null", "Null", "NULL"}
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "map", "seq")
}


def read_yaml(path: Path) -> located.Tree:
    """The content of a YAML file.

    Raises:
        CaseError: the file cannot be read; every fault found, with line.
    """
    return parse_yaml(read_text(path), str(path))


def parse_yaml(text: str, file: str) -> located.Tree:
    """The content of YAML text; ``file`` is the name used in messages.

    Raises:
        CaseError: not YAML, not a group of fields, duplicate keys, object tags, anchor bombs.
    """
    root = _compose(text, file)
    walk = _Walk(file, text)
    data = walk.value(root, (), 0)
    if not isinstance(data, dict):
        shown = "felter"
        walk.add(root, f"filen rummer ikke {shown}", "skriv linjer som »titel: IPS i Aabenraa«")
    if walk.problems:
        raise CaseError(walk.problems)
    return located.Tree(file, data, walk.places)


def _compose(text: str, file: str) -> Node:
    if not text.strip():
        raise CaseError.single(
            file, "filen er tom", "en sag har mindst titel, kommune, dato og indsats", line=1
        )
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except RecursionError:
        raise CaseError.single(
            file, "filen er indlejret for dybt", "en sag har få niveauer"
        ) from None
    except MarkedYAMLError as error:
        raise CaseError([in_danish(error, file, text)]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        wrong = "filen rummer tegn, som ikke er tekst"
        raise CaseError.single(file, wrong, "gem den som ren tekst (UTF-8)", line=line) from None
    except (YAMLError, ValueError) as error:
        detail = str(error).splitlines()[0] if str(error) else "ukendt fejl"
        raise CaseError.single(file, f"filen kan ikke læses som YAML ({detail})") from None
    if root is None:
        raise CaseError.single(
            file, "filen rummer kun kommentarer", "fjern # foran de linjer, der skal gælde", line=1
        )
    return root


class _Walk:
    """Turns nodes into plain data and keeps count, places and problems."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.places: dict[located.Path, located.Place] = {}
        self.problems: list[Problem] = []
        self.seen = 0

    def add(self, node: Node, wrong: str, right: str = "", path: located.Path = ()) -> None:
        line = node.start_mark.line + 1
        field = located.dotted(path) or None
        self.problems.append(Problem(self.file, line, field, wrong, right))

    def value(self, node: Node, path: located.Path, depth: int) -> Any:
        self.seen += 1
        if self.seen > MAX_VALUES or depth > MAX_DEPTH:
            line = node.start_mark.line + 1
            wrong = "filen folder sig ud til for mange værdier"
            if depth > MAX_DEPTH:
                wrong = "filen er indlejret for dybt"
            right = "skriv værdierne ud i stedet for at henvise med & og *"
            raise CaseError([*self.problems, Problem(self.file, line, None, wrong, right)])
        self.places.setdefault(path, node.start_mark.line + 1)
        if str(node.tag) not in _PLAIN_TAGS:
            shown = str(node.tag).replace("tag:yaml.org,2002:", "!!")
            self.add(node, f"mærket »{shown}« er ikke tilladt", "skriv værdien uden mærke", path)
            return None
        if isinstance(node, ScalarNode):
            empty = node.style is None and node.value in _NULLS
            return None if empty else node.value
        if isinstance(node, SequenceNode):
            self._refuse_split_decimals(node, node.value, path)
            return [self.value(item, (*path, i), depth + 1) for i, item in enumerate(node.value)]
        assert isinstance(node, MappingNode)
        return self._group(node, path, depth)

    def _group(self, node: MappingNode, path: located.Path, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        first: dict[str, Node] = {}
        self._refuse_split_decimals(node, [key for key, _ in node.value], path)
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self.add(key_node, "et felts navn skal være tekst", "skriv »felt: værdi«", path)
                continue
            key = str(key_node.value)
            where = (*path, key)
            same = _same(key)
            if same in first:
                line = first[same].start_mark.line + 1
                self.add(
                    key_node,
                    f"feltet står også i linje {line}",
                    "behold ét af dem",
                    where,
                )
                continue
            first[same] = key_node
            self.places[where] = key_node.start_mark.line + 1
            data[key] = self.value(value_node, where, depth + 1)
        return data

    def _refuse_split_decimals(
        self, node: MappingNode | SequenceNode, parts: list[Node], path: located.Path
    ) -> None:
        """In ``{0: 3,5 %}`` and ``[3,5]`` YAML cuts at the comma; never guess which was meant."""
        if not node.flow_style:
            return
        for part in parts:
            start = part.start_mark.index
            before = self.text[max(start - 2, 0) : start]
            digits = len(before) == 2 and before[0].isdigit() and before[1] == ","
            if digits and self.text[start : start + 1].isdigit():
                self.add(
                    part,
                    "kommaet kan både være et decimalkomma og skille to værdier",
                    'skriv decimaltallet i anførselstegn, fx "3,5 %", '
                    "eller sæt et mellemrum efter kommaet",
                    path,
                )


def _same(key: str) -> str:
    folded = fold(key)
    return str(int(folded)) if folded.isascii() and folded.isdigit() else folded
