"""Plain cases, and the same as files a user writes.

A plain case is what ``tests.oracle.frame`` calculates: Danish keys, bare numbers.  Extra
fields of a file (uncertainty, texts) are given to :func:`text_of` beside it.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import yaml

Plain = dict[str, Any]


def plain(**changes: Any) -> Plain:
    """A small case of a kommune that loses without success and gains with it."""
    case: Plain = {
        "forløbsvarighed": 1,
        "fra": 2026,
        "til": 2037,
        "horisont": 8,
        "prisniveau": 2026,
        "diskonteringsår": 2026,
        "mereffekt": 0.24,
        "deltagere": {2026: 30, 2027: 25},
        "omkostninger": [{"navn": "Mentorer", "pr_år": {2026: 612_340, 2027: 498_760}}],
        "tilskud": [],
        "alternativ": [],
        "konsekvenser": [
            {"ydelse": "Ledighedsydelse", "ændring": {0: -8, 1: -18, 2: -18, 3: -12, 4: -6}}
        ],
        "priser": {"Ledighedsydelse": {"kommune": 1_850, "region": 0, "stat": 640}},
    }
    return {**case, **changes}


def number(value: float) -> str:
    """A number as a Dane writes it."""
    return f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",")


def percent(share: float) -> str:
    return f"{number(share * 100)} %"


def _sourced(value: Any, **more: Any) -> dict[str, Any]:
    return {"værdi": value, "kilde": "Kommunens egen opgørelse", "status": "lokalt tal", **more}


def _amounts(given: dict[int, float]) -> dict[int, str]:
    return {key: number(value) for key, value in given.items()}


def tree_of(case: Plain, **extra: Any) -> dict[str, Any]:
    """The case as a file's tree.

    ``extra`` holds further fields of the file; ``usikkerhed`` among them is a dict from a
    dotted field name (``omkostninger.1.pr_år``) to that number's uncertainty.
    """
    uncertain = extra.pop("usikkerhed", {})
    tree: dict[str, Any] = {
        "titel": "Mentorer til ledige",
        "kommune": "Vesterby Kommune",
        "version": "1.0",
        "dato": "2026-10-05",
        "indsats": {
            "navn": extra.get("titel", "Mentorstøtte"),
            "beskrivelse": "Hver deltager får en mentor.",
            "målgruppe": {"navn": "Voksne ledige"},
            "succesmål": "Fast arbejde",
            "forløbsvarighed": _sourced(number(case["forløbsvarighed"])),
        },
        "periode": {"fra": case["fra"], "til": case["til"], "horisont": case["horisont"]},
        "prisniveau": case["prisniveau"],
        "diskonteringsår": case["diskonteringsår"],
        "nutidsværdiår": case["fra"],
        "mereffekt": _sourced(percent(case["mereffekt"])),
        "deltagere": _sourced(dict(case["deltagere"])),
        "omkostninger": [_line(line) for line in case["omkostninger"]],
    }
    if "diskonteringsrente" in case:
        tree["diskonteringsrente"] = _sourced(percent(case["diskonteringsrente"]))
    if case.get("tilskud"):
        tree["tilskud"] = [_line(line) for line in case["tilskud"]]
    if case.get("alternativ"):
        tree["alternativ"] = [_line(line) for line in case["alternativ"]]
    if case.get("konsekvenser"):
        tree["konsekvenser"] = [_consequence(item) for item in case["konsekvenser"]]
        tree["priser"] = [_price(name, price) for name, price in case["priser"].items()]
    if "prisindeks" in case:
        values = _amounts(case["prisindeks"]["værdier"])
        tree["prisindeks"] = {"navn": "Prøveindeks", "værdier": values, "kilde": "Prøve"}
    tree.update(copy.deepcopy(extra))
    for field, stated in uncertain.items():
        _at(tree, field)["usikkerhed"] = stated
    return tree


def _line(line: dict[str, Any]) -> dict[str, Any]:
    made = dict(line)
    if "pr_år" in line:
        made["pr_år"] = _sourced(_amounts(line["pr_år"]))
    if "pr_deltager" in line:
        made["pr_deltager"] = _sourced(number(line["pr_deltager"]))
    if "andel" in line:
        made["andel"] = _sourced(percent(line["andel"]))
    return made


def _consequence(item: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"ydelse": item["ydelse"], "enhed": item.get("enhed", "uger")}
    for key in ("ændring", "under_forløb"):
        if key in item:
            made[key] = _sourced(_amounts(item[key]))
    if "udvalg" in item:
        made["udvalg"] = {name: percent(share) for name, share in item["udvalg"].items()}
    return made


def _price(name: str, price: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"ydelse": name, "enhed": price.get("enhed", "uger")}
    made.update({key: _sourced(number(price[key])) for key in ("kommune", "region", "stat")})
    if "prisniveau" in price:
        made["prisniveau"] = price["prisniveau"]
    return {**made, "kilde": "Kommunens egen opgørelse", "status": "lokalt tal"}


def _at(tree: dict[str, Any], field: str) -> dict[str, Any]:
    at: Any = tree
    for step in field.split("."):
        at = at[int(step) - 1] if step.isdigit() else at[step]
    found: dict[str, Any] = at
    return found


def text_of(case: Plain, **extra: Any) -> str:
    """The case as YAML."""
    return yaml.safe_dump(tree_of(case, **extra), allow_unicode=True, sort_keys=False)


def write(folder: Path, case: Plain, name: str = "sag", **extra: Any) -> Path:
    """The case as a file in ``folder``."""
    path = folder / f"{name}.yaml"
    path.write_text(text_of(case, **extra), encoding="utf-8")
    return path


def random_case(seed: int) -> Plain:
    """A valid case drawn at random: payers, grants, alternatives and signs of every kind."""
    draw = np.random.default_rng(seed)

    def pick(*choices: Any) -> Any:
        return choices[int(draw.integers(len(choices)))]

    first = 2026
    starts = {first + i: int(draw.integers(1, 60)) for i in range(int(draw.integers(1, 4)))}
    length = pick(0.25, 0.5, 1, 1, 2)
    last = first + len(starts) + int(draw.integers(1, 12))
    costs = [
        {
            "navn": f"Post {n}",
            "pr_år": {year: int(draw.integers(50, 900)) * 1_013 for year in starts},
            "betaler": pick("Kommune", "Kommune", "Kommune", "Region", "Stat"),
        }
        for n in range(1, int(draw.integers(1, 4)) + 1)
    ]
    costs[0]["betaler"] = "Kommune"
    sign = pick(-1, -1, -1, 1)
    services = [f"Ydelse {n}" for n in range(1, int(draw.integers(1, 4)) + 1)]
    consequences = []
    for name in services:
        item: dict[str, Any] = {
            "ydelse": name,
            "ændring": {
                k: sign * int(draw.integers(0, 25)) for k in range(int(draw.integers(1, 9)))
            },
        }
        if draw.random() < 0.3:
            item["under_forløb"] = {0: int(draw.integers(-12, 8))}
        consequences.append(item)
    prices = {
        name: {
            "kommune": int(draw.integers(0, 4_000)),
            "region": int(draw.integers(0, 2)) * int(draw.integers(0, 3_000)),
            "stat": int(draw.integers(0, 1_500)),
        }
        for name in services
    }
    grants = pick(
        [],
        [],
        [{"navn": "Pulje", "andel": pick(0.25, 0.56, 1.0), "giver": "Stat"}],
        [{"navn": "Fond", "andel": 0.4, "giver": "Ekstern"}],
    )
    saved = pick([], [{"navn": "Vejledning", "pr_deltager": int(draw.integers(1, 40)) * 517}])
    return plain(
        forløbsvarighed=length,
        til=last,
        horisont=int(draw.integers(1, 11)),
        mereffekt=pick(0.0001, 0.03, 0.07, 0.18, 0.35, 0.5, 1.0),
        deltagere=starts,
        omkostninger=costs,
        tilskud=grants,
        alternativ=saved,
        konsekvenser=consequences,
        priser=prices,
    )
