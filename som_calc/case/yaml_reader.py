"""YAML read safely: texts stay texts, every value knows its line, nothing is executed.

The tree is built from the parser's events, so that a file which nests or unfolds without
end is refused while it is read, and no tag is ever looked up.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from som_calc.case import file_tree as located
from som_calc.case import limits
from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError, Problem
from som_calc.case.text_file import read_text
from som_calc.case.yaml_errors import in_danish

_NULLS = {"", "~", "null", "Null", "NULL"}
_CUT = re.compile(r"[ \t]+(#(?:[^\s#]| \d).*)")
"""A number sign that belongs to the text before it: it stands close to what follows, as in
»møde #17«, or numbers it, as in »bilag # 2«."""
_TEXT_TAGS = {"!"} | {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "map", "seq")}


def read_yaml(path: Path) -> located.FileTree:
    """The content of a YAML file.

    Raises:
        CaseError: the file cannot be read; every fault found, with line.
    """
    read = _parsed(read_text(path), str(path))
    # A reader may change its tree, so each gets its own.
    data = copy.deepcopy(read.data)
    return located.FileTree(read.file, data, dict(read.places), dict(read.typed), [*read.notices])


@lru_cache(maxsize=8)
def _parsed(text: str, file: str) -> located.FileTree:
    """One file is read several times in a run: to check it, and by each notebook."""
    return parse_yaml(text, file)


def parse_yaml(text: str, file: str) -> located.FileTree:
    """The content of YAML text; ``file`` is the name used in messages.

    Raises:
        CaseError: not YAML, not a group of fields, duplicate keys, tags, anchors and
            aliases, or far too much.
    """
    if not text.strip():
        raise CaseError.single(
            file, "filen er tom", "en sag har mindst titel, kommune, dato og indsats", line=1
        )
    builder = _Builder(file, text)
    try:
        data = builder.document(YAML(typ="safe", pure=True).parse(text))
    except CaseError:
        raise
    except MarkedYAMLError as error:
        raise CaseError([*builder.problems, in_danish(error, file, text)]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        wrong = "filen rummer tegn, som ikke er tekst"
        raise CaseError.single(file, wrong, "gem den som ren tekst (UTF-8)", line=line) from None
    except (YAMLError, ValueError) as error:
        detail = str(error).splitlines()[0] if str(error) else "ukendt fejl"
        raise CaseError.single(file, f"filen kan ikke læses som YAML ({detail})") from None
    if builder.problems:
        raise CaseError(builder.problems)
    return located.FileTree(file, data, builder.places, notices=builder.notices)


class _Builder:
    """Turns events into plain data and keeps count, places and problems."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.places: dict[located.Path, located.Place] = {}
        self.problems: list[Problem] = []
        self.notices: list[Problem] = []
        self.seen = 0
        self.told_of_references = False

    def document(self, events: Iterator[Event]) -> dict[str, Any]:
        """The top group of the one document in ``events``."""
        data: dict[str, Any] = {}
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._add(event, "filen rummer flere sager (---)", "gem hver i sin egen fil")
                    return data
            elif isinstance(event, MappingStartEvent):
                data = self._value(event, events, (), 0)
            elif isinstance(event, NodeEvent):
                self._add(event, "filen rummer ikke felter", "skriv linjer som »titel: IPS«")
                return data
        if not documents:
            right = "fjern # foran de linjer, der skal gælde"
            self.problems.append(Problem(self.file, 1, None, "filen rummer kun kommentarer", right))
        return data

    def _add(self, event: Event, wrong: str, right: str, path: located.Path = ()) -> None:
        line = event.start_mark.line + 1
        self.problems.append(Problem(self.file, line, located.dotted(path) or None, wrong, right))

    def _value(self, event: Event, events: Iterator[Event], path: located.Path, depth: int) -> Any:
        self.seen += 1
        if self.seen > limits.VALUES or depth > limits.DEPTH:
            wrong = "filen rummer alt for mange værdier"
            if depth > limits.DEPTH:
                wrong = "filen er indlejret for dybt"
            self._add(event, wrong, "kontrollér, at det er en sag")
            raise CaseError(self.problems)
        self.places.setdefault(path, event.start_mark.line + 1)
        self._refuse_specials(event, path)
        if isinstance(event, ScalarEvent):
            self._notice_cut(event, path)
            empty = event.style is None and event.value in _NULLS
            return None if empty else str(event.value)
        if isinstance(event, SequenceStartEvent):
            return self._list(event, events, path, depth)
        if isinstance(event, MappingStartEvent):
            return self._group(event, events, path, depth)
        return None

    def _notice_cut(self, event: ScalarEvent, path: located.Path) -> None:
        """A plain text ends at `` #``; where that is no comment, the rest is lost."""
        end = event.end_mark.index
        found = _CUT.match(self.text, end) if event.style is None and event.value else None
        if found is None:
            return
        self.notices.append(
            Problem(
                self.file,
                event.end_mark.line + 1,
                located.dotted(path) or None,
                f"»{found[1].rstrip()}« er ikke med: # efter et mellemrum begynder en kommentar",
                "sæt hele teksten i anførselstegn, hvis det skal med; skriv ellers »# «",
                warning=True,
            )
        )

    def _refuse_specials(self, event: Event, path: located.Path) -> None:
        refers = isinstance(event, AliasEvent) or getattr(event, "anchor", None)
        if refers and not self.told_of_references:
            self.told_of_references = True
            self._add(
                event,
                "tegnene & og * foran en værdi er henvisninger i YAML og kan ikke bruges i en sag",
                "skriv værdien ud, eller sæt teksten i anførselstegn",
                path,
            )
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) not in _TEXT_TAGS:
            shown = str(tag).replace("tag:yaml.org,2002:", "!!")
            self._add(event, f"mærket »{shown}« er ikke tilladt", "skriv værdien uden mærke", path)

    def _list(
        self, start: SequenceStartEvent, events: Iterator[Event], path: located.Path, depth: int
    ) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            self._refuse_split_decimal(start, event, path)
            items.append(self._value(event, events, (*path, len(items)), depth + 1))
        return items

    def _group(
        self, start: MappingStartEvent, events: Iterator[Event], path: located.Path, depth: int
    ) -> dict[str, Any]:
        data: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            self._refuse_split_decimal(start, event, path)
            name = self._value(event, events, path, depth + 1)
            if not isinstance(event, ScalarEvent):
                self._add(event, "et felts navn skal være tekst", "skriv »felt: værdi«", path)
            key = str(event.value) if isinstance(event, ScalarEvent) else repr(name)
            where, line = (*path, key), event.start_mark.line + 1
            if earlier := lines.get(_same(key)):
                wrong = f"feltet står også i linje {earlier}"
                self._add(event, wrong, "behold ét af dem", where)
            lines.setdefault(_same(key), line)
            self.places.setdefault(where, line)
            value = self._value(next(events), events, where, depth + 1)
            data.setdefault(key, value)
        return data

    def _refuse_split_decimal(
        self, start: MappingStartEvent | SequenceStartEvent, event: Event, path: located.Path
    ) -> None:
        """In ``{0: 3,5 %}`` and ``[3,5]`` YAML cuts at the comma; never guess which was meant."""
        index = event.start_mark.index
        around = self.text[max(index - 2, 0) : index + 1]
        cut = len(around) == 3 and around[1] == "," and (around[0] + around[2]).isdecimal()
        if start.flow_style and cut:
            self._add(
                event,
                "kommaet kan både være et decimalkomma og skille to værdier",
                'skriv decimaltallet i anførselstegn, fx "3,5 %", '
                "eller sæt et mellemrum efter kommaet",
                path,
            )


def _same(key: str) -> str:
    """The form in which two keys of a group are the same."""
    folded = fold(key)
    return str(int(folded)) if folded.isdecimal() and len(folded) < 10 else folded
