"""How sure a result is, as tables in a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from som_calc.analysis.runner import Draws
from som_calc.case.names import TOTAL
from som_calc.commands.tell.result import heading, print_notes, table_of
from som_calc.document import danish
from som_calc.document.chance import (
    out_of_ten,
    own_error,
    varied_words,
    whole_percent,
    worth_showing,
)

SHOWN_DRIVERS = 8
LEAST_SHARE = 0.005
NOT_STATED = (
    "Sagen angiver ikke, hvor usikre tallene er. Derfor er der ikke regnet en sandsynlighed. "
    "Skriv usikkerhed ved tallene i sagen, eller prøv et antaget udsving, "
    "fx --standardudsving 20%."
)
NO_RESULT = (
    "Sagen har ingen konsekvenser og derfor intet nettoresultat, man kan spørge, hvor sikkert er."
)


def print_uncertainty(console: Console, drawn: Draws, default_spread: float | None) -> None:
    """Chances and intervals per actor and committee, and what the uncertainty comes from."""
    from som_calc.analysis.information import drivers, perfect_information
    from som_calc.analysis.monte_carlo import summary

    design, case = drawn.design, drawn.frame.case
    label = case.present_value_label
    table = summary(drawn)
    total = table[table["name"] == TOTAL].iloc[0]
    heading(console, f"Hvor sikkert er det? {danish.number(design.draws)} træk, frø {design.seed}")
    chance = float(total["probability"])
    net = case.net_of_others == "ja"
    held = varied_words(design.varied, case.success_rate.value, net=net)
    console.print(
        Text(
            f"Sandsynligheden for, at det offentlige får overskud, er {out_of_ten(chance)} "
            f"({whole_percent(chance)}). {held}."
        )
    )
    if default_spread is not None:
        spread = danish.percent(default_spread)
        console.print(
            Text(
                f"Tal uden angivet usikkerhed er sat {spread} ned og op. Det er et valg på "
                "kommandolinjen og ikke et skøn i sagen."
            )
        )
    heading(console, f"Sandsynlighed for overskud, nutidsværdi {label}, kr.")
    shown = table_of(
        ("", "Sandsynlighed", "10 pct.", "90 pct.", "Snit, overskud", "Snit, underskud")
    )
    shown.columns[0].min_width = 22
    for _, row in worth_showing(table).iterrows():
        amounts = ("p10", "p90", "gain_if_gain", "loss_if_loss")
        shown.add_row(
            Text(str(row["name"])),
            whole_percent(float(row["probability"])),
            *(_amount(row[name]) for name in amounts),
            style="bold" if row["name"] == TOTAL else None,
        )
    console.print(shown)
    print_notes(console, [own_error(table, design.draws)])
    heading(console, "Hvor usikkerheden på I alt kommer fra")
    causes = table_of(("Forudsætning", "Andel", "Værd at vide, kr."))
    main = drivers(drawn, TOTAL)
    for _, row in main[main["share"] >= LEAST_SHARE].head(SHOWN_DRIVERS).iterrows():
        share = danish.percent_sign(float(row["share"]), 0)
        causes.add_row(Text(str(row["label"])), share, _amount(row["evppi"]))
    console.print(causes)
    everything = float(perfect_information(drawn.net)[drawn.outcomes.place(TOTAL)])
    print_notes(
        console,
        [
            "»Værd at vide« er det højeste beløb, sikker viden om tallet er værd, før I beslutter; "
            f"at vide alt er {_amount(everything)} kr. værd."
        ],
    )


def _amount(value: Any) -> str:
    return "–" if value != value else danish.number(float(value))
