"""The sheets of the Excel form about effects, prices, evidence and the report's texts."""

from __future__ import annotations

from som_calc.case.names import MUNICIPALITY, PRICE_FIELDS, REGION, STATE, STATE_GRANT, TOTAL
from som_calc.case.workbook.plan import (
    ColumnChoice,
    FieldDetails,
    Form,
    Listing,
    SheetPlan,
    Years,
    origin,
)

SECTIONS = ("baggrund", "sagsfremstilling", "oekonomi", "foelsomhed", "usikkerhed",
            "forudsaetninger")  # fmt: skip
"""Sections of the decision report that take a text of the user's own."""


def _consequence_years(years: Years) -> tuple[str, ...]:
    return tuple(str(k) for k in range(10))


def _course_years(years: Years) -> tuple[str, ...]:
    return ("0", "1")


def _actors(years: Years) -> tuple[str, ...]:
    return (TOTAL, MUNICIPALITY, REGION, STATE, STATE_GRANT)


EFFECT: tuple[SheetPlan, ...] = (
    SheetPlan(
        "Konsekvenser",
        "Forskel i forbrug af hver ydelse. Minus er mindre forbrug. Årene tæller fra 0.",
        (
            Listing(
                "Konsekvenser",
                "konsekvenser",
                (
                    ColumnChoice("ydelse", width=30),
                    ColumnChoice("enhed", width=11),
                    ColumnChoice("hovedområde", width=30),
                    ColumnChoice("art", width=11),
                    ColumnChoice(
                        "ændring.*",
                        2,
                        _consequence_years,
                        8,
                        "Ændring pr. succes, år efter forløbet",
                    ),
                    *origin("ændring"),
                    ColumnChoice(
                        "under_forløb.*",
                        1,
                        _course_years,
                        8,
                        "Under forløbet, pr. deltager, forløbsår",
                    ),
                    *origin("under_forløb"),
                    ColumnChoice("udvalg.*", 4, None, 16, "Udvalgenes andele af kommunens del"),
                    ColumnChoice("signifikant", width=13),
                    ColumnChoice("realiserbar", width=14),
                    ColumnChoice("kontant_andel"),
                    *origin("kontant_andel"),
                ),
                spare=20,
            ),
        ),
    ),
    SheetPlan(
        "Priser",
        "Én pris pr. ydelse, delt på dem, der betaler: kr. pr. enhed, efter refusion.",
        (
            Listing(
                "Priser",
                "priser",
                (
                    ColumnChoice("ydelse", width=30),
                    ColumnChoice("enhed", width=11),
                    *(ColumnChoice(payer) for payer in PRICE_FIELDS),
                    ColumnChoice("prisniveau"),
                    ColumnChoice("kilde", width=24),
                    ColumnChoice("status", width=13),
                    ColumnChoice("brutto"),
                    ColumnChoice("ydelsesuger"),
                    ColumnChoice("ydelsesdage"),
                    *(column for payer in PRICE_FIELDS for column in origin(payer)),
                ),
                spare=20,
            ),
            Listing(
                "Ikke medregnet",
                "ikke_medregnet",
                (ColumnChoice("ydelse", width=30), ColumnChoice("begrundelse", width=40)),
                spare=5,
            ),
        ),
    ),
    SheetPlan(
        "Tilbageregnet",
        "Bruges kun, når et samlet resultat er offentliggjort, men konsekvenserne ikke er.",
        (
            Form("Tidsprofilens kilde", ("tilbageregnede_konsekvenser.tidsprofil",)),
            Form(
                "Tidsprofil: år efter forløbet og vægt",
                ("tilbageregnede_konsekvenser.tidsprofil.*",),
                spare=12,
                sourced=False,
            ),
            Listing(
                "Nutidsværdi pr. succes",
                "tilbageregnede_konsekvenser.værdier",
                (
                    ColumnChoice("aktør", width=30),
                    ColumnChoice("udvalg", width=24),
                    ColumnChoice("hovedområde", width=30),
                    ColumnChoice("nutidsværdi_pr_succes", width=16),
                    *origin("nutidsværdi_pr_succes"),
                ),
                spare=8,
            ),
        ),
    ),
    SheetPlan(
        "Prisindeks",
        "Bringer beløb i andre års priser til sagens prisniveau.",
        (
            Form(
                "Indekset",
                ("prisindeks.navn", "prisindeks.kilde", "prisindeks.status"),
                sourced=False,
            ),
            Form("År og indekstal", ("prisindeks.værdier.*",), spare=12, sourced=False),
        ),
    ),
    SheetPlan(
        "Evidens",
        "Undersøgelser, mereffekten holdes op imod. De regnes ikke ind i resultatet.",
        (
            Listing(
                "Evidens",
                "evidens",
                (
                    ColumnChoice("id", width=20),
                    ColumnChoice("undersøgelse", width=34),
                    ColumnChoice("evidensniveau"),
                    ColumnChoice("design", width=26),
                    ColumnChoice("antal_deltagere"),
                    ColumnChoice("effekt"),
                    ColumnChoice("interval.1", heading="Interval, nedre"),
                    ColumnChoice("interval.2", heading="Interval, øvre"),
                    ColumnChoice("signifikant"),
                    ColumnChoice("kilde", width=24),
                    ColumnChoice("note", width=30),
                    ColumnChoice("evidensvægt"),
                    *origin("evidensvægt"),
                ),
                spare=8,
            ),
        ),
    ),
    SheetPlan(
        "Analyser",
        "Scenarier, andre indsatser og offentliggjorte resultater. Kan stå tomt.",
        (
            Listing(
                "Scenarier",
                "scenarier",
                (
                    ColumnChoice("navn", width=30),
                    ColumnChoice("ændringer", width=40),
                    ColumnChoice("note", width=30),
                ),
                spare=6,
            ),
            Listing(
                "Publicerede resultater",
                "publicerede_resultater",
                (
                    ColumnChoice("navn", width=30),
                    ColumnChoice("ved_mereffekt"),
                    ColumnChoice("kilde", width=24),
                    ColumnChoice("nettoresultat.*", 1, _actors, 15, "Nettoresultat, kr."),
                    ColumnChoice("break_even.*", 3, None, 15, "Break-even, mereffekt"),
                    ColumnChoice("note", width=30),
                ),
                spare=5,
            ),
            Listing(
                "Samspil med andre indsatser",
                "samspil",
                (ColumnChoice("med", width=30), ColumnChoice("faktor"), *origin("faktor")),
                spare=4,
            ),
            Listing(
                "Korrelationer",
                "korrelationer",
                (
                    ColumnChoice("fælles_kilde", width=30),
                    ColumnChoice("mellem.1", width=30, heading="Felt"),
                    ColumnChoice("mellem.2", width=30, heading="og felt"),
                    ColumnChoice("korrelation"),
                    ColumnChoice("kilde", width=24),
                ),
                spare=5,
            ),
        ),
    ),
    SheetPlan(
        "Usikkerhed",
        "Hvor usikre tallene er, og hvilken dag de er fra. Skriv feltets navn, fx mereffekt, "
        "omkostninger.1.pr_år eller priser.Kontanthjælp.kommune, og brug kun én måde.",
        (FieldDetails("Usikkerhed og tallenes dato"),),
    ),
    SheetPlan(
        "Rapporttekster",
        "Jeres egne ord. Tallene sætter programmet selv ind. Alt+Enter giver en ny linje.",
        (
            Form("Egne tekster til afsnittene", ("rapport.tekster.*",), 2, SECTIONS, False),
            Form(
                "Indstilling: hvert punkt begynder med »At«",
                (*(f"rapport.indstilling.{n}" for n in range(1, 7)), "rapport.underskrift"),
                sourced=False,
            ),
            Listing(
                "Egen rækkefølge og egne overskrifter (tomt: skabelonens)",
                "rapport.afsnit",
                (ColumnChoice("id", width=30), ColumnChoice("overskrift", width=40)),
                spare=12,
            ),
        ),
    ),
)
