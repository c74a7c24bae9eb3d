"""SØM's own titles and sub-lines, and the notes that several figures share."""

from __future__ import annotations

from som_calc.case.names import TOTAL
from som_calc.engine.result import Result

SOURCE = "Egen beregning i SØM's beregningsramme; tallenes kilder står under Forudsætninger."


def title(number: str, result: Result, *, table: bool = False) -> str:
    """SØM's title of a figure, or of the table that belongs to it."""
    label = present_value(result)
    titles = {
        "2.1": f"Nettoresultat fordelt på aktører, {label}",
        "udvalg": f"Nettoresultat fordelt på udvalg, {label}",
        "2.2a": "Nettoresultat pr. år, kr., summeret",
        "2.2b": "Nettoresultat pr. år, kr.",
        "2.3a": f"Nettoresultat fordelt på hovedområder, {label}",
        "3.1": (
            "Nettoresultat pr. deltager fordelt på aktører, ved forskellige succesrater, "
            "nutidsværdi forløbets startår, kr."
        ),
    }
    figure = "Figur 2.1, kommunens udvalg" if number == "udvalg" else f"Figur {number}"
    return f"{'Tabel til ' if table else ''}{figure}: {titles[number]}"


def present_value(result: Result) -> str:
    """The label SØM's titles end with."""
    return f"nutidsværdi {result.case.present_value_label}, kr."


def subline(result: Result, who: str = "Alle aktører") -> str:
    """SØM's sub-line: period, price year and actors."""
    period = result.case.period
    return (
        f"Periode: {period.first_year}-{period.last_year}, {result.case.price_year}-priser, {who}"
    )


def basis_notes(
    result: Result, *, full: bool = False, per_year: bool = False, per_area: bool = False
) -> list[str]:
    """What every figure that rests on weak ground must say beside itself.

    ``full`` also says what is known; enough once per section.
    """
    case = result.case
    notes = []
    if case.illustrative:
        notes.append("Illustrative tal: de er fundet på for at vise værktøjet.")
    if case.back_calculated is not None:
        known = " fra det publicerede resultat" if case.published else ""
        notes.append(
            f"Konsekvenserne er tilbageregnet{known}"
            + (": kun nutidsværdien pr. succes og aktør er kendt." if full else ".")
        )
        untold = "publiceret" if case.published else "oplyst"
        if per_year:
            notes.append(
                f"Fordelingen over år er ikke {untold}; den er en antagelse, som står under "
                "Forudsætninger."
            )
        if per_area:
            notes.append(f"Fordelingen på ydelser og hovedområder er ikke {untold}.")
    return notes


def undiscounted_note(result: Result) -> str:
    """Why the end of figure 2.2a differs from figure 2.1, where it does."""
    note = f"Figuren er i faste {result.case.price_year}-priser og ikke tilbagediskonteret"
    end = float(result.cumulative()[TOTAL].iloc[-1])
    if round(end) == round(result.net[TOTAL]):
        return f"{note}."
    return f"{note}; slutpunktet er derfor et andet tal end nettoresultatet i Figur 2.1."
