"""The commands of ``som``: one thin module each, imported only when it is run.

A module holds ``command`` (a :class:`click.Command` made with
:func:`som_calc.commands.base.command`) and is named here with one line of help.
"""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "start": "Læg en arbejdsmappe klar med en sag og skabeloner at rette i.",
    "ny": "Skriv en ny sag: svar på spørgsmål, eller udfyld et Excel-skema.",
    "tjek": "Kontrollér en eller flere sager, og vis alle fejl.",
    "rapport": "Lav beslutningsoplægget som HTML, PDF, Word og Excel.",
    "serie": "Lav rapporter for mange sager, og spring de uændrede over.",
    "vedtag": "Frys den version af en sag, som er vedtaget.",
    "opfoelgning": "Følg en sag op med faktiske tal.",
    "portefoelje": "Stil flere indsatser, eller varianter af én, op ved siden af hinanden.",
    "beregn": "Beregn en sag, og vis resultatet i terminalen.",
    "viden": "Slå op i vidensdatabasen, kontrollér den, og læs egne tabeller ind.",
    "udgiv": "Lav en pakke af en sag, som andre kan finde og hente.",
    "genkoer": "Regn en udgivet pakke igen, og se om den giver det samme.",
    "hent": "Hent en udgivet sag ind som udgangspunkt for en ny.",
    "database": "Erfaringsdatabasen: tilføj, find, sammenlign og vis udgivne sager.",
}
"""Command name → its line in ``som --help``.  Module name: ``som_calc.commands.<name>``."""
