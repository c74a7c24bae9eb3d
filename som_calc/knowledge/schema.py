"""The knowledge tables: which columns each has, what they mean, and what names a row.

Every row says where it comes from (``kilde``), when it was entered or last checked
(``dato``), which edition of the source it is from (``version``) and how well it is known
(``status``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from som_calc.case.values import Status
from som_calc.knowledge.columns import ColumnSpec

AFTER, DURING = "efter", "under"
"""When a consequence falls: per success after the course, or per participant during it."""

ORIGIN = (
    ColumnSpec("kilde", "tekst", "Hvor tallet kommer fra", required=True),
    ColumnSpec("dato", "dato", "Dagen rækken er skrevet eller sidst kontrolleret", required=True),
    ColumnSpec("version", "tekst", "Kildens udgave, eller »ikke oplyst«", required=True),
    ColumnSpec("status", "valg", "Hvor sikkert tallet er", required=True, words=get_args(Status)),
    ColumnSpec("note", "tekst", "Det, en læser skal vide"),
)


@dataclass(frozen=True)
class TableSpec:
    """One table: file name without ending, title, columns, and the columns that name a row."""

    name: str
    title: str
    columns: tuple[ColumnSpec, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> ColumnSpec:
        """The column with that Danish name.

        Raises:
            KeyError: there is none.
        """
        return next(c for c in self.columns if c.name == name)

    @property
    def names(self) -> list[str]:
        """The Danish column names in order."""
        return [column.name for column in self.columns]


def _spec(name: str, title: str, key: tuple[str, ...], *columns: ColumnSpec) -> TableSpec:
    return TableSpec(name, title, (*columns, *ORIGIN), key)


_GROUP = ColumnSpec("målgruppe", "id", "Målgruppens id", required=True)
_SERVICE = ColumnSpec("ydelse", "tekst", "Ydelsens navn", required=True)
_UNIT = ColumnSpec("enhed", "tekst", "Den enhed, ydelsen tælles i", required=True)

TARGET_GROUPS = _spec(
    "maalgrupper",
    "Målgrupper",
    ("id",),
    ColumnSpec("id", "id", "Navnet, en sag henviser med", required=True),
    ColumnSpec("navn", "tekst", "Målgruppens navn", required=True),
    ColumnSpec("overgruppe", "id", "Id på den gruppe, denne er en del af"),
    ColumnSpec("risikogruppe", "ja/nej", "Om gruppen er afgrænset ved en forhøjet risiko"),
    ColumnSpec("alder_fra", "antal", "Laveste alder", unit="år"),
    ColumnSpec("alder_til", "antal", "Højeste alder", unit="år"),
    ColumnSpec("afgrænsning", "tekst", "Hvem der hører til gruppen"),
    ColumnSpec("begrænsning", "tekst", "Det, tallene ikke dækker"),
)
SUCCESS_GOALS = _spec(
    "succesmaal",
    "Succesmål",
    ("id",),
    ColumnSpec("id", "id", "Navnet, en sag henviser med", required=True),
    ColumnSpec("målgruppe", "id", "Målgruppens id; tom for mål, der går på tværs"),
    ColumnSpec("navn", "tekst", "Den registrerede hændelse, der tæller som succes", required=True),
    ColumnSpec(
        "succesandel", "andel", "Andel af målgruppen på landsplan, der når målet i forvejen"
    ),
)
CONSEQUENCES = _spec(
    "konsekvenser",
    "Konsekvenser",
    ("målgruppe", "succesmål", "ydelse", "hvornår", "år"),
    _GROUP,
    ColumnSpec("succesmål", "id", "Succesmålets id", required=True),
    _SERVICE,
    _UNIT,
    ColumnSpec("hovedområde", "tekst", "Det hovedområde, ydelsen hører under"),
    ColumnSpec("art", "valg", "Udgift eller indtægt", words=("udgift", "indtægt")),
    ColumnSpec(
        "hvornår",
        "valg",
        "efter forløbet pr. succes, eller under forløbet pr. deltager",
        required=True,
        words=(AFTER, DURING),
    ),
    ColumnSpec("år", "antal", "År efter forløbet (0 er året, det slutter), eller forløbsår", True),
    ColumnSpec(
        "estimat", "tal", "Forskel i forbrug i ydelsens enhed; minus er mindre", required=True
    ),
    ColumnSpec("standardfejl", "tal", "Estimatets standardfejl i ydelsens enhed"),
    ColumnSpec("signifikant", "ja/nej", "Om estimatet er signifikant på 5-procentsniveau", True),
    ColumnSpec("fælles_kilde", "tekst", "Navn på det, der fejler sammen med andre ydelser"),
)
PRICES = _spec(
    "priser",
    "Priser",
    ("ydelse", "målgruppe"),
    _SERVICE,
    _UNIT,
    ColumnSpec("målgruppe", "id", "Kun for denne målgruppe; tom, når prisen gælder alle"),
    ColumnSpec(
        "kommune", "kr", "Kommunens del af prisen efter refusion", True, unit="kr. pr. enhed"
    ),
    ColumnSpec("region", "kr", "Regionens del af prisen", required=True, unit="kr. pr. enhed"),
    ColumnSpec(
        "stat", "kr", "Statens del af prisen, herunder refusion", True, unit="kr. pr. enhed"
    ),
    ColumnSpec("udsving_kommune", "andel", "Usikkerhed på kommunens del, ± andel"),
    ColumnSpec("udsving_region", "andel", "Usikkerhed på regionens del, ± andel"),
    ColumnSpec("udsving_stat", "andel", "Usikkerhed på statens del, ± andel"),
    ColumnSpec("prisniveau", "år", "Prisernes år", required=True),
    ColumnSpec("refusion_medregnet", "ja/nej", "Om refusion er trukket fra kommunens del"),
    ColumnSpec("lov", "tekst", "Lov eller bekendtgørelse, ydelsen gives efter"),
    ColumnSpec("registervariabel", "tekst", "Den variabel i registeret, ydelsen tælles med"),
    ColumnSpec("udledning", "tekst", "Hvordan prisen er regnet ud"),
)
PRICE_POINTS = _spec(
    "prispunkter",
    "Prispunkter uden fordeling på betalere",
    ("id",),
    ColumnSpec("id", "id", "Prispunktets id", required=True),
    _SERVICE,
    _UNIT,
    ColumnSpec(
        "beløb_fra", "kr", "Beløb, eller det laveste, når der er et spænd", True, unit="kr."
    ),
    ColumnSpec("beløb_til", "kr", "Det højeste beløb; tom, når der ikke er et", unit="kr."),
    ColumnSpec("prisniveau", "år", "Prisens år"),
)
EFFECTS = _spec(
    "effekter",
    "Effekter",
    ("id",),
    ColumnSpec("id", "id", "Undersøgelsens id", required=True),
    ColumnSpec("undersøgelse", "tekst", "Undersøgelsens navn", required=True),
    ColumnSpec("indsats", "tekst", "Den indsats, der er undersøgt", required=True),
    ColumnSpec("målgruppe", "id", "Id på den målgruppe, undersøgelsen handler om"),
    ColumnSpec("design", "tekst", "Undersøgelsens design"),
    ColumnSpec("evidensniveau", "antal", "1 metastudie eller RCT, 2 kvasieksperiment, 3 før-efter"),
    ColumnSpec("land", "tekst", "Land"),
    ColumnSpec("n", "antal", "Antal deltagere"),
    ColumnSpec("opfølgning", "tekst", "Hvor længe deltagerne er fulgt"),
    ColumnSpec("andel_med_fra", "andel", "Andel med indsatsen, der når målet; laveste oplyste"),
    ColumnSpec("andel_med_til", "andel", "Andel med indsatsen, der når målet; højeste oplyste"),
    ColumnSpec("andel_uden", "andel", "Andel uden indsatsen, der når målet"),
    ColumnSpec("effekt", "andel", "Forskel i andel"),
    ColumnSpec("interval_fra", "andel", "95 pct.-interval, nedre ende"),
    ColumnSpec("interval_til", "andel", "95 pct.-interval, øvre ende"),
    ColumnSpec("signifikant", "ja/nej", "Om forskellen er signifikant på 5-procentsniveau"),
    ColumnSpec("kontekst", "tekst", "Hvem, hvor og hvordan"),
)
RELATIVES = _spec(
    "paaroerende",
    "Pårørende",
    ("id",),
    ColumnSpec("id", "id", "De pårørendes id", required=True),
    ColumnSpec(
        "målgruppe", "id", "Id på den målgruppe, de er pårørende til; tom, når det er ukendt"
    ),
    ColumnSpec("navn", "tekst", "De pårørendes navn", required=True),
    ColumnSpec("alder_fra", "antal", "Laveste alder", unit="år"),
    ColumnSpec("alder_til", "antal", "Højeste alder", unit="år"),
    ColumnSpec("antal_pr_deltager", "tal", "Pårørende pr. deltager"),
)
BASELINE = _spec(
    "forbrug",
    "Forbrug i udgangspunktet",
    ("målgruppe", "hvem", "ydelse", "år"),
    _GROUP,
    ColumnSpec("hvem", "tekst", "Hvis forbrug det er", required=True),
    _SERVICE,
    _UNIT,
    ColumnSpec("år", "antal", "År i forhold til forløbet", required=True),
    ColumnSpec("forbrug", "tal", "Gennemsnitligt forbrug i ydelsens enhed", required=True),
)
SERVICES = _spec(
    "ydelser",
    "Ydelser",
    ("ydelse",),
    _SERVICE,
    ColumnSpec("enhed", "tekst", "Den enhed, ydelsen er set talt i"),
    ColumnSpec("datakilde", "tekst", "Det lokale system, kommunen kan hente egne tal i"),
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
