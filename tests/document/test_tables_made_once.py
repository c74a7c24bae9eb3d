"""A table's markup is made once for the notebook and the page, and is always the right one."""

from __future__ import annotations

from jinja2 import DictLoader

from som_calc.document.markup import Ids, environment, html_folders
from som_calc.document.model import Cell, Column, Row, Table

CALL = '{% import "m" as m %}{{ once(m.table, table, ids) }}'


def _table(said: str) -> Table:
    return Table(
        id="t",
        caption="Tal",
        columns=[Column(label="A")],
        rows=[Row(cells=[Cell(text=said)])],
    )


def _made(macro: str) -> list[str]:
    """What a macro makes of a table, of an equal one, of it again in one page, and of another."""
    env = environment(html_folders()).overlay(loader=DictLoader({"m": macro, "p": CALL}))
    page, together = env.get_template("p"), Ids()
    return [
        page.render(table=_table("1"), ids=Ids()),
        page.render(table=_table("1"), ids=together),
        page.render(table=_table("1"), ids=together),
        page.render(table=_table("2"), ids=Ids()),
    ]


def test_an_equal_table_is_the_same_text_and_ids_stay_unique_in_a_page() -> None:
    macro = (
        "{% macro table(data, ids) %}"
        "<p id='{{ ids(data.id) }}'>{{ data.rows[0].cells[0].text }}</p>{% endmacro %}"
    )
    first, equal, again, other = _made(macro)
    assert first == equal == "<p id='t'>1</p>"
    assert again == "<p id='t-2'>1</p>"
    assert other == "<p id='t'>2</p>"


def test_a_macro_with_more_ids_than_the_tables_hands_them_all_out_every_time() -> None:
    macro = "{% macro table(data, ids) %}{{ ids(data.id) }} {{ ids('egen') }}{% endmacro %}"
    first, equal, again, _ = _made(macro)
    assert first == equal == "t egen"
    assert again == "t-2 egen-2"
