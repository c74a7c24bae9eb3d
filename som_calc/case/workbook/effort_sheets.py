"""The sheets of the Excel form about the effort and its money."""

from __future__ import annotations

from som_calc.case.workbook.plan import (
    PAYER,
    ColumnChoice,
    Form,
    Listing,
    SheetPlan,
    money_years,
    origin,
)

_STAFF = (
    ColumnChoice("navn", width=30),
    ColumnChoice("årsløn"),
    ColumnChoice("timeløn"),
    ColumnChoice("timenorm"),
    *origin("årsløn"),
    *origin("timeløn"),
    *origin("timenorm"),
)
_RESOURCES = (
    ColumnChoice("navn", width=30),
    ColumnChoice("kategori"),
    ColumnChoice("pr"),
    ColumnChoice("personaletype"),
    ColumnChoice("timer"),
    ColumnChoice("beløb"),
    ColumnChoice("år"),
    ColumnChoice("restværdi"),
    ColumnChoice("levetid"),
    ColumnChoice("betaler", width=13),
    ColumnChoice("udvalg", width=24),
    *origin("timer"),
    *origin("beløb"),
    *origin("restværdi"),
    *origin("levetid"),
)

EFFORT: tuple[SheetPlan, ...] = (
    SheetPlan(
        "Sag",
        "Det, sagen handler om. Felter med * skal udfyldes.",
        (
            Form(
                "Beregningen",
                (
                    "titel",
                    "kommune",
                    "version",
                    "dato",
                    "beregnet_af",
                    "kontakt",
                    "licens",
                    "illustrativ",
                    "note",
                ),
                sourced=False,
            ),
            Form(
                "Indsatsen",
                (
                    "indsats.navn",
                    "indsats.beskrivelse",
                    "indsats.målgruppe.navn",
                    "indsats.målgruppe.id",
                    "indsats.målgruppe.afgrænsning",
                    "indsats.målgruppe.kilde",
                    "indsats.succesmål",
                ),
                sourced=False,
            ),
            Form(
                "Perioden og de tre år",
                (
                    "periode.fra",
                    "periode.til",
                    "periode.horisont",
                    "prisniveau",
                    "diskonteringsår",
                    "nutidsværdiår",
                ),
                sourced=False,
            ),
            Form(
                "Effekt og rente",
                (
                    "mereffekt",
                    "indsats.forløbsvarighed",
                    "indsats.målgruppe.succesandel",
                    "diskonteringsrente",
                ),
            ),
            Form(
                "Følsomhed",
                (*(f"følsomhed.mereffekter.{n}" for n in range(1, 6)), "følsomhed.kilde"),
                sourced=False,
            ),
            Form(
                "Udvalg, i den rækkefølge de skal vises",
                tuple(f"udvalgsrækkefølge.{n}" for n in range(1, 9)),
                sourced=False,
            ),
        ),
    ),
    SheetPlan(
        "Deltagere",
        "Hvor mange borgere begynder hvert år. Hvert startår er et hold.",
        (
            Form("Kilde til antallet", ("deltagere",)),
            Form("Hvor mange gennemfører", ("gennemførelse",)),
            Form("Antal pr. startår", ("deltagere.*",), spare=8, sourced=False),
        ),
    ),
    SheetPlan(
        "Omkostninger",
        "Hvad indsatsen koster før tilskud. Brug beløb pr. år, pr. deltager eller begge.",
        (
            Listing(
                "Omkostninger",
                "omkostninger",
                (
                    ColumnChoice("navn", width=30),
                    ColumnChoice("kategori"),
                    ColumnChoice("pr_deltager"),
                    *origin("pr_deltager"),
                    ColumnChoice("pr_år.*", 2, money_years, heading="Beløb pr. år, kr."),
                    *origin("pr_år"),
                    *PAYER,
                ),
            ),
        ),
    ),
    SheetPlan(
        "Tilskud",
        "Penge udefra: en andel af kommunens udgift, eller beløb pr. år.",
        (
            Listing(
                "Tilskud",
                "tilskud",
                (
                    ColumnChoice("navn", width=30),
                    ColumnChoice("giver", width=11),
                    ColumnChoice("andel"),
                    *origin("andel"),
                    ColumnChoice("pr_år.*", 2, money_years, heading="Beløb pr. år, kr."),
                    *origin("pr_år"),
                    ColumnChoice("udvalg", width=24),
                ),
                spare=8,
            ),
        ),
    ),
    SheetPlan(
        "Alternativ",
        "Det, deltagerne ellers ville have fået. Udgiften til det spares.",
        (
            Listing(
                "Alternativ",
                "alternativ",
                (
                    ColumnChoice("navn", width=30),
                    ColumnChoice("pr_deltager"),
                    *origin("pr_deltager"),
                    *PAYER,
                ),
                spare=8,
            ),
        ),
    ),
    SheetPlan(
        "Omkostningsmodel",
        "I stedet for Deltagere, Omkostninger, Tilskud og Alternativ: byg dem op af hold, tid og "
        "løn. Lad arket stå tomt, hvis I ikke bruger det.",
        (
            Form(
                "1. Indsatsen",
                ("omkostningsmodel.fra", "omkostningsmodel.til"),
                sourced=False,
            ),
            Form(
                "2. Hold",
                (
                    "omkostningsmodel.deltagere_pr_hold",
                    "omkostningsmodel.gennemførelse",
                    "omkostningsmodel.hold",
                ),
            ),
            Form("Hold pr. startår", ("omkostningsmodel.hold.*",), spare=8, sourced=False),
            Listing("3. Personale (højst fem typer)", "omkostningsmodel.personale", _STAFF, 5),
            Listing("3. Ressourceforbrug", "omkostningsmodel.ressourcer", _RESOURCES, 15),
            Listing(
                "4. Tilskud mv.",
                "omkostningsmodel.tilskud",
                (
                    ColumnChoice("navn", width=30),
                    ColumnChoice("giver"),
                    ColumnChoice("andel"),
                    *origin("andel"),
                    ColumnChoice("pr_deltager"),
                    *origin("pr_deltager"),
                    ColumnChoice("pr_år.*", 2, money_years, heading="Beløb pr. år, kr."),
                    *origin("pr_år"),
                    ColumnChoice("udvalg", width=24),
                ),
                5,
            ),
            Form("5. Sparede udgifter", ("omkostningsmodel.sparet.navn",), sourced=False),
            Listing("Personale", "omkostningsmodel.sparet.personale", _STAFF, 5),
            Listing("Ressourceforbrug", "omkostningsmodel.sparet.ressourcer", _RESOURCES, 10),
        ),
    ),
)
