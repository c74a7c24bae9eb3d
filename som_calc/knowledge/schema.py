"""The knowledge tables: which columns each has, what they mean, and what names a row.

Every row says where it comes from (``kilde``), when it was entered or last checked
(``dato``), which edition of the source it is from (``version``) and how well it is known
(``status``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from som_calc.case.values import Status
from som_calc.knowledge.columns import Column

AFTER, DURING = "efter", "under"
"""When a consequence falls: per success after the course, or per participant during it."""

ORIGIN = (
    Column("kilde", "tekst", "Hvor tallet kommer fra", required=True),
    Column("dato", "dato", "Dagen rækken er skrevet eller sidst kontrolleret", required=True),
    Column("version", "tekst", "Kildens udgave, eller »ikke oplyst«", required=True),
    Column("status", "valg", "Hvor sikkert tallet er", required=True, words=get_args(Status)),
    Column("note", "tekst", "Det, en læser skal vide"),
)


@dataclass(frozen=True)
class TableSpec:
    """One table: file name without ending, title, columns, and the columns that name a row."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column with that Danish name.

        Raises:
            KeyError: there is none.
        """
        return next(c for c in self.columns if c.name == name)

    @property
    def names(self) -> list[str]:
        """The Danish column names in order."""
        return [column.name for column in self.columns]


def _spec(name: str, title: str, key: tuple[str, ...], *columns: Column) -> TableSpec:
    return TableSpec(name, title, (*columns, *ORIGIN), key)


_GROUP = Column("målgruppe", "id", "Målgruppens id", required=True)
_SERVICE = Column("ydelse", "tekst", "Ydelsens navn", required=True)
_UNIT = Column("enhed", "tekst", "Den enhed, ydelsen tælles i", required=True)

TARGET_GROUPS = _spec(
    "maalgrupper",
    "Målgrupper",
    ("id",),
    Column("id", "id", "Navnet, en sag henviser med", required=True),
    Column("navn", "tekst", "Målgruppens navn", required=True),
    Column("overgruppe", "id", "Id på den gruppe, denne er en del af"),
    Column("risikogruppe", "ja/nej", "Om gruppen er afgrænset ved en forhøjet risiko"),
    Column("alder_fra", "antal", "Laveste alder", unit="år"),
    Column("alder_til", "antal", "Højeste alder", unit="år"),
    Column("afgrænsning", "tekst", "Hvem der hører til gruppen"),
    Column("begrænsning", "tekst", "Det, tallene ikke dækker"),
)
SUCCESS_GOALS = _spec(
    "succesmaal",
    "Succesmål",
    ("id",),
    Column("id", "id", "Navnet, en sag henviser med", required=True),
    Column("målgruppe", "id", "Målgruppens id; tom for mål, der går på tværs"),
    Column("navn", "tekst", "Den registrerede hændelse, der tæller som succes", required=True),
    Column("succesandel", "andel", "Andel af målgruppen på landsplan, der når målet i forvejen"),
)
CONSEQUENCES = _spec(
    "konsekvenser",
    "Konsekvenser",
    ("målgruppe", "succesmål", "ydelse", "hvornår", "år"),
    _GROUP,
    Column("succesmål", "id", "Succesmålets id", required=True),
    _SERVICE,
    _UNIT,
    Column("hovedområde", "tekst", "Det hovedområde, ydelsen hører under"),
    Column("art", "valg", "Udgift eller indtægt", words=("udgift", "indtægt")),
    Column(
        "hvornår",
        "valg",
        "efter forløbet pr. succes, eller under forløbet pr. deltager",
        required=True,
        words=(AFTER, DURING),
    ),
    Column("år", "antal", "År efter forløbet (0 er året, det slutter), eller forløbsår", True),
    Column("estimat", "tal", "Forskel i forbrug i ydelsens enhed; minus er mindre", required=True),
    Column("standardfejl", "tal", "Estimatets standardfejl i ydelsens enhed"),
    Column("signifikant", "ja/nej", "Om estimatet er signifikant på 5-procentsniveau", True),
    Column("fælles_kilde", "tekst", "Navn på det, der fejler sammen med andre ydelser"),
)
PRICES = _spec(
    "priser",
    "Priser",
    ("ydelse", "målgruppe"),
    _SERVICE,
    _UNIT,
    Column("målgruppe", "id", "Kun for denne målgruppe; tom, når prisen gælder alle"),
    Column("kommune", "kr", "Kommunens del af prisen efter refusion", True, unit="kr. pr. enhed"),
    Column("region", "kr", "Regionens del af prisen", required=True, unit="kr. pr. enhed"),
    Column("stat", "kr", "Statens del af prisen, herunder refusion", True, unit="kr. pr. enhed"),
    Column("udsving_kommune", "andel", "Usikkerhed på kommunens del, ± andel"),
    Column("udsving_region", "andel", "Usikkerhed på regionens del, ± andel"),
    Column("udsving_stat", "andel", "Usikkerhed på statens del, ± andel"),
    Column("prisniveau", "år", "Prisernes år", required=True),
    Column("refusion_medregnet", "ja/nej", "Om refusion er trukket fra kommunens del"),
    Column("lov", "tekst", "Lov eller bekendtgørelse, ydelsen gives efter"),
    Column("registervariabel", "tekst", "Den variabel i registeret, ydelsen tælles med"),
    Column("udledning", "tekst", "Hvordan prisen er regnet ud"),
)
PRICE_POINTS = _spec(
    "prispunkter",
    "Prispunkter uden fordeling på betalere",
    ("id",),
    Column("id", "id", "Prispunktets id", required=True),
    _SERVICE,
    _UNIT,
    Column("beløb_fra", "kr", "Beløb, eller det laveste, når der er et spænd", True, unit="kr."),
    Column("beløb_til", "kr", "Det højeste beløb; tom, når der ikke er et", unit="kr."),
    Column("prisniveau", "år", "Prisens år"),
)
EFFECTS = _spec(
    "effekter",
    "Effekter",
    ("id",),
    Column("id", "id", "Undersøgelsens id", required=True),
    Column("undersøgelse", "tekst", "Undersøgelsens navn", required=True),
    Column("indsats", "tekst", "Den indsats, der er undersøgt", required=True),
    Column("målgruppe", "id", "Id på den målgruppe, undersøgelsen handler om"),
    Column("design", "tekst", "Undersøgelsens design"),
    Column("evidensniveau", "antal", "1 metastudie eller RCT, 2 kvasieksperiment, 3 før-efter"),
    Column("land", "tekst", "Land"),
    Column("n", "antal", "Antal deltagere"),
    Column("opfølgning", "tekst", "Hvor længe deltagerne er fulgt"),
    Column("andel_med_fra", "andel", "Andel med indsatsen, der når målet; laveste oplyste"),
    Column("andel_med_til", "andel", "Andel med indsatsen, der når målet; højeste oplyste"),
    Column("andel_uden", "andel", "Andel uden indsatsen, der når målet"),
    Column("effekt", "andel", "Forskel i andel"),
    Column("interval_fra", "andel", "95 pct.-interval, nedre ende"),
    Column("interval_til", "andel", "95 pct.-interval, øvre ende"),
    Column("signifikant", "ja/nej", "Om forskellen er signifikant på 5-procentsniveau"),
    Column("kontekst", "tekst", "Hvem, hvor og hvordan"),
)
RELATIVES = _spec(
    "paaroerende",
    "Pårørende",
    ("id",),
    Column("id", "id", "De pårørendes id", required=True),
    Column("målgruppe", "id", "Id på den målgruppe, de er pårørende til; tom, når det er ukendt"),
    Column("navn", "tekst", "De pårørendes navn", required=True),
    Column("alder_fra", "antal", "Laveste alder", unit="år"),
    Column("alder_til", "antal", "Højeste alder", unit="år"),
    Column("antal_pr_deltager", "tal", "Pårørende pr. deltager"),
)
BASELINE = _spec(
    "forbrug",
    "Forbrug i udgangspunktet",
    ("målgruppe", "hvem", "ydelse", "år"),
    _GROUP,
    Column("hvem", "tekst", "Hvis forbrug det er", required=True),
    _SERVICE,
    _UNIT,
    Column("år", "antal", "År i forhold til forløbet", required=True),
    Column("forbrug", "tal", "Gennemsnitligt forbrug i ydelsens enhed", required=True),
)
SERVICES = _spec(
    "ydelser",
    "Ydelser",
    ("ydelse",),
    _SERVICE,
    Column("enhed", "tekst", "Den enhed, ydelsen er set talt i"),
    Column("datakilde", "tekst", "Det lokale system, kommunen kan hente egne tal i"),
)

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TARGET_GROUPS,
        SUCCESS_GOALS,
        CONSEQUENCES,
        PRICES,
        PRICE_POINTS,
        EFFECTS,
        RELATIVES,
        BASELINE,
        SERVICES,
    )
}
"""Every table by file name without ending."""
