"""A case record as lines for the terminal."""

from __future__ import annotations

from som_calc.document import danish
from som_calc.library.compare import break_even_text
from som_calc.library.record import ACTOR_ROWS, CaseRecord


def lines(record: CaseRecord) -> list[str]:
    """Title, who and when, result, net result per actor, break-even, files."""
    reservation = f" ({record.rate_reservation})" if record.rate_reservation else ""
    found = [
        record.title,
        f"{record.municipality} · {danish.long_date(record.date)} · version {record.version}",
        f"Id: {record.id}",
        "",
        *record.lead.splitlines(),
        record.result_sentence,
        "",
        f"Målgruppe: {record.target_group}",
        f"Succesmål: {record.success_goal}",
        f"Deltagere: {danish.number(record.participants)}",
        f"Mereffekt: {danish.percent(record.success_rate)}{reservation}",
        *(f"Break-even, {n}: {break_even_text(record, n)}" for n in record.break_even),
        *(
            f"Nettoresultat, {row}: {danish.kroner(record.net_result[row])}"
            for row in ACTOR_ROWS
            if row in record.net_result
        ),
        "",
        *(f"Fil: {file.name}" for file in record.files),
    ]
    if record.illustrative:
        found.insert(2, "Illustrative tal")
    return found
