"""What one case says that another does not, and what ``--sæt`` changed for one run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from som_calc.case.model import Case
from som_calc.case.plain_case import leaves, plain_case, written
from som_calc.case.problems import CaseError
from som_calc.case.shape import shape_of
from som_calc.document.danish import listing

_NOT_NUMBERS = {"bygger_på", "note", "kilde", "status", "dato", "rapport", "publicerede_resultater"}
MOST = 3
"""Changes told on every page; the rest are counted."""
LONGEST = 40
"""Letters of a value told there."""


def flat(case: Case) -> dict[str, str]:
    """Every value as a user writes it, by dotted field; what surrounds a value is left out."""
    data = plain_case(case)
    return {
        _name(data, path): written(value, shape.kind)
        for path, value, shape in leaves(data, shape_of(Case))
        if value is not None and not _NOT_NUMBERS.intersection(map(str, path))
    }


def changed_for_run(cases: Sequence[Case], files: Sequence[Path]) -> str | None:
    """What ``--sæt`` changed in the cases, beside what their files say; None when nothing.

    Args:
        cases: as they are calculated.
        files: the file of each; where there is none, what was typed is told.
    """
    typed = typed_for_run(cases)
    if not typed:
        return None
    try:
        read = [(_as_in_file(file), flat(case)) for case, file in zip(cases, files, strict=True)]
    except (CaseError, ValueError):
        return f"Beregnet med ændrede forudsætninger: {listing(typed[:MOST])}"
    changed = dict.fromkeys(
        name for was, now in read for name in (*was, *now) if was.get(name) != now.get(name)
    )
    if not changed:
        return None
    before: dict[tuple[str, str], list[str]] = {}
    for was, now in read:
        for name in changed:
            if name in was or name in now:
                told = before.setdefault((name, now.get(name, "udeladt")), [])
                told.append(was.get(name, "ikke angivet"))
    whose = "sagen" if len(cases) == 1 else "sagerne"
    said = [
        f"{name} {_shown(now)} ({whose}: {listing([_shown(each) for each in dict.fromkeys(was)])})"
        for (name, now), was in before.items()
    ]
    more = len(said) - MOST
    if more > 0:
        said = [*said[:MOST], f"{more} {'felt' if more == 1 else 'felter'} til"]
    return f"Beregnet med ændrede forudsætninger: {listing(said)}"


def typed_for_run(cases: Sequence[Case]) -> list[str]:
    """What was set for one run, as it was typed, each once."""
    return list(dict.fromkeys(text for case in cases for text in case.overrides))


def _as_in_file(file: Path) -> dict[str, str]:
    from som_calc.api import load_case

    return flat(load_case(file))


def _shown(value: str) -> str:
    """A value in running text.

    >>> _shown("7 %"), _shown("983.200")
    ('7 pct.', '983.200')
    """
    if value.endswith(" %"):
        return f"{value.removesuffix(' %')} pct."
    return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"


def _name(data: Any, path: Sequence[Any]) -> str:
    parts, here = [], data
    for part in path:
        following = here[part] if isinstance(here, list) else _step(here, part)
        if isinstance(here, list) and isinstance(following, dict):
            label = following.get("navn") or following.get("ydelse") or following.get("aktør")
            parts.append(str(label or part + 1))
        elif part != "værdi":
            parts.append(str(part + 1 if isinstance(here, list) else part))
        here = following
    return ".".join(parts)


def _step(group: dict[Any, Any], key: str) -> Any:
    """A group's value by key; a map's keys may be years, and paths hold them as text."""
    return group[key] if key in group else next(v for k, v in group.items() if str(k) == key)
