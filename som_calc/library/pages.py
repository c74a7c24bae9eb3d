"""The database's pages as HTML, the same for the server and for the static site.

Templates lie in ``templates/database``; look and macros are shared with the reports
(``templates/html``).  Everything from a case is escaped; its Markdown becomes rich text
first, so neither markup nor script can come through.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from jinja2 import Environment, TemplateNotFound

from som_calc.case.names import MUNICIPALITY, STATE_GRANT, TOTAL
from som_calc.document import danish
from som_calc.document.chance import ONLY_IF
from som_calc.document.model import KeyFigure, KeyFigures
from som_calc.document.money import Money, money_figure
from som_calc.document.templates import faults_told, sandbox
from som_calc.library import compare as side_by_side
from som_calc.library.links import Links, is_active, offered
from som_calc.library.record import ACTOR_ROWS, BREAK_EVEN_ROWS, RATE_RESERVATIONS, CaseRecord
from som_calc.library.schema import FACETS
from som_calc.resources import find, search_path

SHEETS = ("farver.css", "udseende.css", "tryk.css", "database.css")
FACES = ("Regular", "Bold", "Italic")
SCRIPT = "database.js"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src data:; "
    "form-action 'self'; base-uri 'none'"
)
_ROLES = ("kort fortalt", "rapport", "side", "sag", "resultater", "opfølgning", "notebook", "andet")


def page(name: str, links: Links, **facts: Any) -> str:
    """A page from ``templates/database/<name>.html.j2``."""
    shared = {
        "links": links,
        "policy": POLICY,
        "facet_names": FACETS,
        "reservations": RATE_RESERVATIONS,
    }
    template = f"{name}.html.j2"
    with faults_told(f"database/{template}"):
        return environment(_folders()).get_template(template).render(shared | facts)


def case_facts(record: CaseRecord) -> dict[str, Any]:
    """What the case page shows beside the record itself."""
    from som_calc.document.text import from_markdown

    period = danish.span(record.year, record.last_year)
    shown = sorted(offered(record), key=lambda file: (_ROLES.index(file.role), file.name))
    return {
        "record": record,
        "about": from_markdown(record.about_intervention),
        "analysis": [from_markdown(line) for line in record.about_analysis],
        "downloads": shown,
        "inside": [file for file in record.files if is_active(file)],
        "period": period,
        "block": KeyFigures(section="noegletal", items=_key_figures(record, period)),
        "rows": [row for row in ACTOR_ROWS if row in record.net_result],
        "zeros": [
            (name, side_by_side.break_even_text(record, name))
            for name in BREAK_EVEN_ROWS
            if name in record.break_even
        ],
        "required": [(n, record.required_per_success.get(n)) for n in BREAK_EVEN_ROWS],
    }


def _key_figures(record: CaseRecord, period: str) -> list[KeyFigure]:
    """Result, the kommune's result, effect and chance, as on the first page of the report."""
    reserve = record.rate_reservation
    return [
        _result("Samlet nettoresultat", record, TOTAL, f"{period}, {record.price_year}-priser"),
        _result("Kommunens nettoresultat", record, MUNICIPALITY, _granted(record)),
        KeyFigure(
            label="Mereffekt",
            value=side_by_side.decimal(record.success_rate * 100),
            unit="pct.",
            basis=(f"{reserve[:1].upper()}{reserve[1:]}. " if reserve else "")
            + (
                f"Break-even, i alt: {side_by_side.break_even_text(record, TOTAL)}"
                if TOTAL in record.break_even
                else "Break-even er ikke oplyst"
            ),
        ),
        _chance(record),
    ]


def _result(label: str, record: CaseRecord, actor: str, basis: str) -> KeyFigure:
    kr = record.net_result.get(actor)
    if kr is None:
        return KeyFigure(label=label, value="–", basis="Konsekvenserne er ikke oplyst")
    return money_figure(label, Money(kr), basis)


def _granted(record: CaseRecord) -> str:
    """Whether the kommune's result counts grants; not every package tells."""
    if record.grant_total or record.net_result.get(STATE_GRANT):
        return "Nutidsværdi, med tilskud"
    return "Nutidsværdi" if record.grant_total is None else "Nutidsværdi, uden tilskud"


def _chance(record: CaseRecord) -> KeyFigure:
    label, chance = "Sandsynlighed for overskud", record.probability.get(TOTAL)
    if chance is None:
        return KeyFigure(label=label, value="–", basis="Ikke beregnet")
    basis = "For det offentlige i alt; kun den usikkerhed, sagen angiver"
    if record.rate_reservation:
        basis += f". {ONLY_IF}"
    return KeyFigure(label=label, value=side_by_side.chance_text(chance), basis=basis)


def asset(name: str) -> tuple[bytes, str] | None:
    """A style sheet, script or font: its bytes and media type; None when there is no such."""
    env = environment(_folders())
    if name == "stil.css":
        sheets = [_face(face) for face in FACES] + [_source(env, sheet) for sheet in SHEETS]
        return "\n".join(sheets).encode("utf-8"), "text/css; charset=utf-8"
    if name == SCRIPT:
        return _source(env, SCRIPT).encode("utf-8"), "text/javascript; charset=utf-8"
    if name in {_font(face) for face in FACES}:
        return find("templates", f"skrift/{name}").read_bytes(), "font/woff2"
    return None


def assets() -> list[str]:
    """Names of all assets."""
    return ["stil.css", SCRIPT, *(_font(face) for face in FACES)]


def _font(face: str) -> str:
    return f"SourceSans3-{face}.woff2"


def _face(face: str) -> str:
    weight, style = {"Bold": (700, "normal"), "Italic": (400, "italic")}.get(face, (400, "normal"))
    return (
        f'@font-face{{font-family:"Source Sans 3";font-display:swap;font-weight:{weight};'
        f'font-style:{style};src:url({_font(face)}) format("woff2")}}'
    )


def _folders() -> tuple[str, ...]:
    found = [folder / kind for folder in search_path("templates") for kind in ("database", "html")]
    return tuple(str(folder) for folder in found if folder.is_dir())


def _source(env: Environment, name: str) -> str:
    assert env.loader is not None
    try:
        return env.loader.get_source(env, name)[0].strip()
    except TemplateNotFound:
        return ""


@lru_cache(maxsize=4)
def environment(folders: tuple[str, ...]) -> Environment:
    """The cached Jinja environment; everything is escaped, a missing value is an error."""
    env = sandbox(folders, __file__, autoescape=True)
    env.filters |= {
        "kr": danish.kroner,
        "tal": danish.number,
        "mio": danish.millions,
        "beloeb": danish.amount,
        "pct": danish.percent,
        "procent": danish.percent_sign,
        "nul": side_by_side.zero_text,
        "antal": danish.count,
        "opremsning": danish.listing,
        "dato": _date,
        "decimal": side_by_side.decimal,
        "chance": side_by_side.chance_text,
        "stoerrelse": file_size,
        "facet": facet_label,
    }
    return env


def facet_label(value: str, name: str) -> str:
    """A facet value as a reader sees it."""
    if name == "evidensniveau":
        what = {"1": "metastudie eller RCT", "2": "kvasieksperiment", "3": "før–efter"}
        return f"{value}: {what[value]}" if value in what else value
    return value[:1].upper() + value[1:] if name.startswith("fortegn") else value


def file_size(count: int) -> str:
    """A file's size.

    >>> file_size(900), file_size(2_500_000)
    ('1\\xa0kB', '2,5\\xa0MB')
    """
    if count >= 1e6:
        return f"{danish.number(count / 1e6, 1)}{danish.NBSP}MB"
    return f"{danish.number(max(count / 1e3, 1))}{danish.NBSP}kB"


def _date(value: dt.date | str) -> str:
    return danish.long_date(dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value)
