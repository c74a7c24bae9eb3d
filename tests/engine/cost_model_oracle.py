"""Omkostningsmodellen once more: slow and simple, team by team and month by month.

Works on the plain content of a case, not on the typed model, and shares no code with it.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

Money = dict[tuple[str, int], Fraction]


def number(value: Any) -> Fraction:
    return Fraction(str(value))


def finish(start: int, months: int) -> int:
    """A course that begins in January of ``start`` and lasts ``months``."""
    return start + (months - 1) // 12


def wage(staff: list[dict[str, Any]], name: str) -> Fraction:
    for one in staff:
        if one["navn"] == name:
            if "timeløn" in one:
                return number(one["timeløn"])
            return number(one["årsløn"]) / number(one["timenorm"])
    raise KeyError(name)


def oracle(model: dict[str, Any], months: int) -> dict[str, Any]:
    """Gross by resource and year, residuals, participants and saved cost in all."""
    started: list[int] = []
    for year, count in model["hold"].items():
        for _ in range(count):
            if model["fra"] <= year and finish(year, months) <= model["til"]:
                started.append(year)
    size = model["deltagere_pr_hold"]
    end = max((finish(start, months) for start in started), default=None)
    people: dict[int, int] = defaultdict(int)
    for start in started:
        people[start] += size
    gross = spend(model["ressourcer"], model["personale"], started, size, months, model, end)
    saved: Money = {}
    if "sparet" in model:
        part = model["sparet"]
        staff = [*part.get("personale", []), *model["personale"]]
        saved = spend(part["ressourcer"], staff, started, size, months, model, end)
    residual = {
        item["navn"]: left(item, {y: kr for (n, y), kr in gross.items() if n == item["navn"]}, end)
        for item in model["ressourcer"]
    }
    return {"gross": gross, "people": dict(people), "saved": saved, "residual": residual}


def spend(
    resources: list[dict[str, Any]],
    staff: list[dict[str, Any]],
    started: list[int],
    size: int,
    months: int,
    model: dict[str, Any],
    end: int | None,
) -> Money:
    found: Money = defaultdict(Fraction)
    if end is None:
        return {}
    for item in resources:
        name, per = item["navn"], item["pr"]
        if "beløb" in item:
            each = number(item["beløb"])
        else:
            each = number(item["timer"]) * wage(staff, item["personaletype"])
        if per == "i alt":
            found[name, item.get("år", model["fra"])] += each
        elif per == "år":
            for year in range(model["fra"], end + 1):
                found[name, year] += each
        else:
            for start in started:
                for _ in range(size if per == "deltager" else 1):
                    if item["kategori"] != "drift":
                        found[name, start] += each
                        continue
                    for month in range(months):
                        found[name, start + month // 12] += each / months
    return {key: kr for key, kr in found.items() if kr}


def left(item: dict[str, Any], years: dict[int, Fraction], end: int | None) -> Fraction:
    """What materials are worth at the end of the last team's last year."""
    if item["kategori"] != "materiel" or not years or end is None:
        return Fraction(0)
    if "restværdi" in item:
        return number(item["restværdi"])
    if "levetid" not in item:
        return Fraction(0)
    life = number(item["levetid"])
    worth = Fraction(0)
    for year, kr in years.items():
        used = Fraction(0)
        for _ in range(year, end + 1):
            used += 1
        if used < life:
            worth += kr * (life - used) / life
    return worth
