"""Rows of the knowledge base in the form a case has: target group, consequence, price."""

from __future__ import annotations

from typing import Any

from som_calc.case.glossary import fold
from som_calc.case.names import PRICE_FIELDS
from som_calc.knowledge.schema import AFTER, DURING
from som_calc.knowledge.table import Row

Item = dict[str, Any]
"""A group of a case file by Danish key."""
_Z95 = 1.959963984540054


def target_group(group: Row, goal: Row) -> Item:
    """The target group of a case, with the share that reaches the goal anyway."""
    item: Item = {"navn": group["navn"], "id": group["id"]}
    if group["afgrænsning"]:
        item["afgrænsning"] = group["afgrænsning"]
    if goal["succesandel"] is not None:
        item["succesandel"] = {"værdi": goal["succesandel"], **_origin(goal)}
    if group["status"] == "SØM":
        item["kilde"] = group["kilde"]
    return item


def consequence(rows: list[Row], horizon: int | None = None) -> Item:
    """One service's consequence, from its rows for one target group and success goal.

    Only significant years count; where none is, all years are shown with ``signifikant:
    nej``.  Years at or beyond ``horizon`` are left out.  The uncertainty is normal with the
    years' standard errors taken to err together (± 1.96 · sum of errors / sum of sizes).
    """
    first = rows[0]
    counted = any(row["signifikant"] for row in rows)
    item: Item = {"ydelse": first["ydelse"], "enhed": first["enhed"]}
    if first["hovedområde"]:
        item["hovedområde"] = first["hovedområde"]
    if first["art"]:
        item["art"] = first["art"]
    for key, when in (("ændring", AFTER), ("under_forløb", DURING)):
        years = [
            row
            for row in rows
            if row["hvornår"] == when
            and (row["signifikant"] or not counted)
            and (horizon is None or when == DURING or row["år"] < horizon)
        ]
        if years:
            item[key] = _change(years)
    if not counted:
        item["signifikant"] = "nej"
    return item


def _change(years: list[Row]) -> Item:
    change: Item = {"værdi": {str(row["år"]): row["estimat"] for row in years}}
    change |= _origin(years[0])
    size = sum(abs(row["estimat"]) for row in years)
    errors = [row["standardfejl"] for row in years if row["standardfejl"] is not None]
    if errors and size:
        spread = round(_Z95 * sum(errors) / size, 4)
        change["usikkerhed"] = {"fordeling": "normal", "udsving": spread}
        if years[0]["fælles_kilde"]:
            change["usikkerhed"]["fælles_kilde"] = years[0]["fælles_kilde"]
    return change


def relatives_number(row: Row) -> Item:
    """How many relatives of a kind each participant has."""
    return {"værdi": row["antal_pr_deltager"], **_origin(row)}


def price(row: Row) -> Item:
    """A service's unit price: one amount per payer, kr. of the row's price year."""
    item: Item = {"ydelse": row["ydelse"], "enhed": row["enhed"]}
    for payer in PRICE_FIELDS:
        value: Item = {"værdi": row[payer], **_origin(row)}
        if row[f"udsving_{payer}"] is not None:
            value["usikkerhed"] = {"fordeling": "gamma", "udsving": row[f"udsving_{payer}"]}
        item[payer] = value
    item |= {"prisniveau": row["prisniveau"], "kilde": row["kilde"], "status": row["status"]}
    return item


def over(known: Item, own: Any) -> Any:
    """``known`` with the fields that ``own`` states put in their place (any spelling)."""
    if not isinstance(own, dict):
        return own
    names = {fold(key): key for key in known}
    return known | {names.get(fold(str(key)), key): value for key, value in own.items()}


def _origin(row: Row) -> Item:
    origin: Item = {"kilde": row["kilde"], "status": row["status"], "dato": row["dato"]}
    if row["note"]:
        origin["note"] = row["note"]
    return origin
