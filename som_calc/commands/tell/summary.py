"""A result in three lines, for the terminal after a report is made."""

from __future__ import annotations

from som_calc.analysis.break_even import break_even
from som_calc.case.names import GRANT, MUNICIPALITY, TOTAL
from som_calc.document import danish
from som_calc.document.money import Money
from som_calc.document.zero import line_words
from som_calc.engine.result import Result


def three_lines(result: Result) -> list[str]:
    """Net result, the kommune's part, and break-even beside the assumed rate."""
    if result.case.reverse_only:
        return _required(result)
    net, own = result.by_actor(), result.without_grants().by_actor()
    lines = break_even(result)
    municipality = f"Kommune: {Money(float(net[MUNICIPALITY])).resultat}"
    if any(result.table["component"] == GRANT):
        municipality += f"; uden tilskud {Money(float(own[MUNICIPALITY])).resultat}"
    return [
        f"I alt: {Money(float(net[TOTAL])).resultat} "
        f"({danish.kroner(float(net[TOTAL]))}, nutidsværdi {result.case.present_value_label})",
        municipality,
        f"Break-even, i alt: {line_words(lines.total)}; "
        f"forventet mereffekt er {danish.percent(result.success_rate)}",
    ]


def _required(result: Result) -> list[str]:
    from som_calc.analysis.reverse import reverse

    found = reverse(result)
    rate = danish.percent(result.success_rate)
    if not result.success_rate:
        return ["Konsekvenserne er ikke kendt. Når ingen når målet, er ingen besparelse nok."]
    lines = [f"Konsekvenserne er ikke kendt. Ved en mereffekt på {rate} går indsatsen i nul,"]
    for name, who in ((TOTAL, "det offentlige"), (MUNICIPALITY, "kommunen")):
        need = Money(found.at(name, result.success_rate).per_success or 0.0)
        if need.value > 0:
            lines.append(f"hvis hver succes sparer {who} for {need.stoerrelse}")
        else:
            lines.append(f"uden at en succes behøver spare noget for {who}")
    return lines
