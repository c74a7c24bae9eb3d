"""Which field stands on which sheet of the Excel form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

SOURCE_KEYS = ("kilde", "status", "note")
UNCERTAINTY_KEYS = (
    "fordeling",
    "standardfejl",
    "interval.1",
    "interval.2",
    "udsving",
    "mest_sandsynlig",
    "succeser",
    "observationer",
    "fælles_kilde",
)
SECTIONS = ("baggrund", "sagsfremstilling", "oekonomi", "foelsomhed", "usikkerhed",
            "forudsaetninger")  # fmt: skip
"""Sections of the decision report that take a text of the user's own."""


@dataclass(frozen=True)
class Form:
    """One field per row.  A row that ends in ``*`` repeats: its key is typed by the user.

    ``spare`` rows are left for each repeated field; ``suggested`` are keys put there.
    """

    heading: str
    rows: tuple[str, ...]
    spare: int = 0
    suggested: tuple[str, ...] = ()
    sourced: bool = True


@dataclass(frozen=True)
class Columns:
    """A column, or with ``*`` as many as there are keys (``spare`` of them at least)."""

    key: str
    spare: int = 0
    suggest: Callable[[Years], tuple[str, ...]] | None = None
    width: float = 14
    heading: str = ""
    """Stands above a spread of columns, or in place of the field's label."""


@dataclass(frozen=True)
class Listing:
    """One item of a list per row."""

    heading: str
    base: str
    columns: tuple[Columns, ...]
    spare: int = 15


@dataclass(frozen=True)
class Fields:
    """One named field per row, with its date and uncertainty."""

    heading: str
    spare: int = 25


@dataclass(frozen=True)
class Years:
    """The years a blank form suggests."""

    first: int
    last: int

    def money(self) -> tuple[str, ...]:
        return tuple(str(year) for year in range(self.first, min(self.first + 6, self.last + 1)))


@dataclass(frozen=True)
class SheetPlan:
    """One sheet: name, what it is for, its blocks."""

    name: str
    about: str
    blocks: tuple[Form | Listing | Fields, ...] = field(default=())


def _consequence_years(years: Years) -> tuple[str, ...]:
    return tuple(str(k) for k in range(10))


def _course_years(years: Years) -> tuple[str, ...]:
    return ("0", "1")


def _money_years(years: Years) -> tuple[str, ...]:
    return years.money()


def _actors(years: Years) -> tuple[str, ...]:
    return ("I alt", "Kommune", "Region", "Stat", "Statslig tilskud")


def _origin(key: str) -> tuple[Columns, ...]:
    return tuple(
        Columns(f"{key}.{part}", width=24 if part != "status" else 13) for part in SOURCE_KEYS
    )


_PAYER = (Columns("betaler", width=11), Columns("udvalg", width=24), Columns("prisniveau"))

_STAFF = (
    Columns("navn", width=30),
    Columns("årsløn"),
    Columns("timeløn"),
    Columns("timenorm"),
    *_origin("årsløn"),
    *_origin("timeløn"),
    *_origin("timenorm"),
)
_RESOURCES = (
    Columns("navn", width=30),
    Columns("kategori"),
    Columns("pr"),
    Columns("personaletype"),
    Columns("timer"),
    Columns("beløb"),
    Columns("år"),
    Columns("restværdi"),
    Columns("levetid"),
    Columns("betaler", width=13),
    Columns("udvalg", width=24),
    *_origin("timer"),
    *_origin("beløb"),
    *_origin("restværdi"),
    *_origin("levetid"),
)

SHEETS: tuple[SheetPlan, ...] = (
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
                    Columns("navn", width=30),
                    Columns("kategori"),
                    Columns("pr_deltager"),
                    *_origin("pr_deltager"),
                    Columns("pr_år.*", 2, _money_years, heading="Beløb pr. år, kr."),
                    *_origin("pr_år"),
                    *_PAYER,
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
                    Columns("navn", width=30),
                    Columns("giver", width=11),
                    Columns("andel"),
                    *_origin("andel"),
                    Columns("pr_år.*", 2, _money_years, heading="Beløb pr. år, kr."),
                    *_origin("pr_år"),
                    Columns("udvalg", width=24),
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
                    Columns("navn", width=30),
                    Columns("pr_deltager"),
                    *_origin("pr_deltager"),
                    *_PAYER,
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
                ("omkostningsmodel.deltagere_pr_hold", "omkostningsmodel.hold"),
            ),
            Form("Hold pr. startår", ("omkostningsmodel.hold.*",), spare=8, sourced=False),
            Listing("3. Personale (højst fem typer)", "omkostningsmodel.personale", _STAFF, 5),
            Listing("3. Ressourceforbrug", "omkostningsmodel.ressourcer", _RESOURCES, 15),
            Listing(
                "4. Tilskud mv.",
                "omkostningsmodel.tilskud",
                (
                    Columns("navn", width=30),
                    Columns("giver"),
                    Columns("andel"),
                    *_origin("andel"),
                    Columns("pr_deltager"),
                    *_origin("pr_deltager"),
                    Columns("pr_år.*", 2, _money_years, heading="Beløb pr. år, kr."),
                    *_origin("pr_år"),
                    Columns("udvalg", width=24),
                ),
                5,
            ),
            Form("5. Sparede udgifter", ("omkostningsmodel.sparet.navn",), sourced=False),
            Listing("Personale", "omkostningsmodel.sparet.personale", _STAFF, 5),
            Listing("Ressourceforbrug", "omkostningsmodel.sparet.ressourcer", _RESOURCES, 10),
        ),
    ),
    SheetPlan(
        "Konsekvenser",
        "Forskel i forbrug af hver ydelse. Minus er mindre forbrug. Årene tæller fra 0.",
        (
            Listing(
                "Konsekvenser",
                "konsekvenser",
                (
                    Columns("ydelse", width=30),
                    Columns("enhed", width=11),
                    Columns("hovedområde", width=30),
                    Columns("art", width=11),
                    Columns(
                        "ændring.*",
                        2,
                        _consequence_years,
                        8,
                        "Ændring pr. succes, år efter forløbet",
                    ),
                    *_origin("ændring"),
                    Columns(
                        "under_forløb.*",
                        1,
                        _course_years,
                        8,
                        "Under forløbet, pr. deltager, forløbsår",
                    ),
                    *_origin("under_forløb"),
                    Columns("udvalg.*", 4, None, 16, "Udvalgenes andele af kommunens del"),
                    Columns("signifikant", width=13),
                    Columns("realiserbar", width=14),
                    Columns("kontant_andel"),
                    *_origin("kontant_andel"),
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
                    Columns("ydelse", width=30),
                    Columns("enhed", width=11),
                    Columns("kommune"),
                    Columns("region"),
                    Columns("stat"),
                    Columns("prisniveau"),
                    Columns("kilde", width=24),
                    Columns("status", width=13),
                    Columns("brutto"),
                    Columns("ydelsesuger"),
                    Columns("ydelsesdage"),
                    *_origin("kommune"),
                    *_origin("region"),
                    *_origin("stat"),
                ),
                spare=20,
            ),
            Listing(
                "Ikke medregnet",
                "ikke_medregnet",
                (Columns("ydelse", width=30), Columns("begrundelse", width=40)),
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
                    Columns("aktør", width=30),
                    Columns("udvalg", width=24),
                    Columns("hovedområde", width=30),
                    Columns("nutidsværdi_pr_succes", width=16),
                    *_origin("nutidsværdi_pr_succes"),
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
                    Columns("undersøgelse", width=34),
                    Columns("evidensniveau"),
                    Columns("design", width=26),
                    Columns("antal_deltagere"),
                    Columns("effekt"),
                    Columns("interval.1", heading="Interval, nedre"),
                    Columns("interval.2", heading="Interval, øvre"),
                    Columns("signifikant"),
                    Columns("kilde", width=24),
                    Columns("note", width=30),
                    Columns("evidensvægt"),
                    *_origin("evidensvægt"),
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
                    Columns("navn", width=30),
                    Columns("ændringer", width=40),
                    Columns("note", width=30),
                ),
                spare=6,
            ),
            Listing(
                "Publicerede resultater",
                "publicerede_resultater",
                (
                    Columns("navn", width=30),
                    Columns("ved_mereffekt"),
                    Columns("kilde", width=24),
                    Columns("nettoresultat.*", 1, _actors, 15, "Nettoresultat, kr."),
                    Columns("break_even.*", 3, None, 15, "Break-even, mereffekt"),
                    Columns("note", width=30),
                ),
                spare=5,
            ),
            Listing(
                "Samspil med andre indsatser",
                "samspil",
                (Columns("med", width=30), Columns("faktor"), *_origin("faktor")),
                spare=4,
            ),
            Listing(
                "Korrelationer",
                "korrelationer",
                (
                    Columns("fælles_kilde", width=30),
                    Columns("mellem.1", width=30, heading="Felt"),
                    Columns("mellem.2", width=30, heading="og felt"),
                    Columns("korrelation"),
                    Columns("kilde", width=24),
                ),
                spare=5,
            ),
        ),
    ),
    SheetPlan(
        "Usikkerhed",
        "Hvor usikre tallene er, og hvilken dag de er fra. Skriv feltets navn, fx mereffekt, "
        "omkostninger.1.pr_år eller priser.Kontanthjælp.kommune, og brug kun én måde.",
        (Fields("Usikkerhed og tallenes dato"),),
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
                (Columns("id", width=30), Columns("overskrift", width=40)),
                spare=12,
            ),
        ),
    ),
)
REST = SheetPlan("Øvrige felter", "Felter, som ikke har deres egen plads i skemaet.")
