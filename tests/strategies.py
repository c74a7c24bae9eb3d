"""Hypothesis strategies for random, valid cases, for every room's tests.

Import with ``from tests.strategies import case_files, cases, schedules``; the project's
pytest setting ``pythonpath = ["."]`` makes that work with ``--import-mode=importlib``.

``case_files()`` gives a case as a user writes it: plain dicts with Danish keys, ready to
be dumped as YAML.  Kroner and quantities have at most two decimals, because a point and
three digits would be thousands; amounts are of a kommune's size, so that float64 carries them
to 1e-6 kr.  ``cases()`` gives the same as typed cases.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from som_calc.case.model import Case
from som_calc.knowledge.discount import DiscountSchedule

COMMITTEES = ("Økonomiudvalget", "Socialudvalget", "Børne- og Undervisningsudvalget")
AREAS = ("Politi, retsvæsen og kriminalforsorg", "Sociale serviceydelser for voksne")
ACTORS = ("Kommune", "Region", "Stat")

quantity = st.integers(-10_000, 10_000).map(lambda n: n / 100)
unit_price = st.integers(0, 500_000).map(lambda n: n / 100)
kroner = st.integers(0, 200_000_000).map(lambda n: n / 100)
per_person = st.integers(0, 10_000_000).map(lambda n: n / 100)
per_success = st.integers(-50_000_000, 50_000_000).map(lambda n: n / 100)
percent = st.integers(0, 100).map(lambda n: f"{n} %")
up_to_half = st.integers(0, 50).map(lambda n: f"{n} %")
committee = st.none() | st.sampled_from(COMMITTEES)


def _sourced(value: Any) -> dict[str, Any]:
    return {"værdi": value, "kilde": "Tilfældigt tal", "status": "antagelse"}


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


@st.composite
def _splits(draw: st.DrawFn) -> dict[str, str]:
    """Shares of one to three committees, 100 pct. in all."""
    cut = sorted(draw(st.lists(st.integers(0, 100), min_size=2, max_size=2)))
    shares = (cut[0], cut[1] - cut[0], 100 - cut[1])
    return {name: f"{share} %" for name, share in zip(COMMITTEES, shares, strict=True) if share}


@st.composite
def _costs(draw: st.DrawFn, number: int, years: range, price_years: st.SearchStrategy) -> Any:
    which = draw(st.sampled_from(("per_year", "per_participant", "both")))
    in_years = st.dictionaries(st.sampled_from(years), kroner, min_size=1, max_size=4)
    return _without_none(
        {
            "navn": f"Omkostning {number}",
            "kategori": draw(st.sampled_from(("forberedelse", "uddannelse", "drift", "materiel"))),
            "pr_år": _sourced(draw(in_years)) if which != "per_participant" else None,
            "pr_deltager": _sourced(draw(per_person)) if which != "per_year" else None,
            "betaler": draw(st.sampled_from(ACTORS)),
            "udvalg": draw(committee),
            "prisniveau": draw(price_years),
        }
    )


@st.composite
def _grants(draw: st.DrawFn, number: int, own_costs: dict[int, float]) -> Any:
    # Two grants together never more than what they are for, which is refused.
    by_year = {}
    if not (by_share := draw(st.booleans())):
        covered = st.dictionaries(
            st.sampled_from(sorted(own_costs)), st.integers(0, 49), min_size=1, max_size=3
        )
        by_year = {year: int(own_costs[year] * n) / 100 for year, n in draw(covered).items()}
    return _without_none(
        {
            "navn": f"Tilskud {number}",
            "andel": _sourced(draw(up_to_half)) if by_share else None,
            "pr_år": None if by_share else _sourced(by_year),
            "giver": draw(st.sampled_from(("Stat", "Ekstern"))),
            "udvalg": draw(committee),
        }
    )


def _own_costs(costs: list[Any], people: dict[int, int], in_price_year: Any) -> dict[int, float]:
    """What the kommune pays in each year with a cost, kr. of the case's price year."""
    found: dict[int, float] = {}
    for cost in costs:
        amounts = dict(cost.get("pr_år", {}).get("værdi", {}))
        for year, number in people.items():
            each = cost.get("pr_deltager", {}).get("værdi", 0)
            amounts[year] = amounts.get(year, 0) + number * each
        for year, kr in amounts.items():
            share = in_price_year(cost.get("prisniveau")) if cost["betaler"] == "Kommune" else 0
            found[year] = found.get(year, 0) + kr * share
    return found


@st.composite
def _consequences(draw: st.DrawFn, number: int, course_years: int) -> Any:
    after = st.dictionaries(st.integers(0, 14), quantity, min_size=1, max_size=6)
    during = st.dictionaries(st.integers(0, course_years - 1), quantity, min_size=1, max_size=3)
    which = draw(st.sampled_from(("after", "during", "both")))
    relatives = draw(st.none() | st.integers(1, 250)) if which == "after" else None
    return _without_none(
        {
            "ydelse": f"Ydelse {number}",
            "enhed": "dage",
            "hovedområde": draw(st.none() | st.sampled_from(AREAS)),
            "art": draw(st.sampled_from(("udgift", "indtægt"))),
            "ændring": _sourced(draw(after)) if which != "during" else None,
            "under_forløb": _sourced(draw(during)) if which != "after" else None,
            "pårørende": None if relatives is None else "Børn",
            "antal_pr_deltager": None if relatives is None else _sourced(relatives / 100),
            "udvalg": draw(st.none() | _splits()),
            "signifikant": draw(st.sampled_from(("ja", "ja", "ja", "nej"))),
        }
    )


@st.composite
def _prices(draw: st.DrawFn, number: int, price_years: st.SearchStrategy) -> Any:
    return _without_none(
        {
            "ydelse": f"Ydelse {number}",
            "enhed": "dage",
            "kommune": _sourced(draw(unit_price)),
            "region": _sourced(draw(unit_price)),
            "stat": _sourced(draw(unit_price)),
            "prisniveau": draw(price_years),
            "kilde": "Tilfældigt tal",
        }
    )


@st.composite
def _back_calculated(draw: st.DrawFn) -> Any:
    weights = st.dictionaries(
        st.integers(0, 14), st.integers(1, 900).map(lambda n: n / 100), min_size=1, max_size=10
    )
    row = st.builds(
        lambda actor, name, area, value: _without_none(
            {
                "aktør": actor,
                "udvalg": name if actor == "Kommune" else None,
                "hovedområde": area,
                "nutidsværdi_pr_succes": _sourced(value),
            }
        ),
        st.sampled_from(ACTORS),
        committee,
        st.none() | st.sampled_from(AREAS),
        per_success,
    )
    return {
        "tidsprofil": _sourced(draw(weights)),
        "værdier": draw(st.lists(row, min_size=1, max_size=4)),
    }


@st.composite
def case_files(draw: st.DrawFn, *, may_be_empty: bool = False) -> dict[str, Any]:
    """A case as Danish dicts: all features of the calculation, short and long periods.

    Some cohorts may be empty and may finish after the period; horizons may be longer than
    it.  With ``may_be_empty`` nobody may take part at all: the calculation stands that,
    but the rules for case files refuse it.
    """
    first = draw(st.integers(2005, 2030))
    last = first + draw(st.integers(0, 12) | st.integers(30, 75))
    years = range(first, last + 1)
    course = draw(st.sampled_from((0.25, 1, 1.5, 2, 3.75)))
    course_years = -int(-course // 1)
    price_year = draw(st.sampled_from((first, 2025)))
    index_years = sorted({price_year, 2015, 2020})
    index = {year: draw(st.integers(5000, 20000)) / 100 for year in index_years}
    price_years = st.none() | st.sampled_from(index_years)
    starts = st.dictionaries(
        st.sampled_from([*years[:4], *years[-3:]]),
        st.just(0) | st.integers(0, 50),
        min_size=1,
        max_size=5,
    )
    if not may_be_empty:
        starts = starts.filter(lambda people: any(people.values()))
    services = range(1, draw(st.integers(0, 4)) + 1)
    people = draw(starts)
    costs = [draw(_costs(n, years, price_years)) for n in range(1, draw(st.integers(1, 3)) + 1)]
    own_costs = _own_costs(
        costs, people, lambda year: index[price_year] / index[year or price_year]
    )
    given = {
        "titel": "Tilfældig sag",
        "kommune": "Prøvekøbing Kommune",
        "dato": "2026-03-01",
        "indsats": {
            "navn": "Indsats",
            "målgruppe": {"navn": "Målgruppe"},
            "succesmål": "Mål",
            "forløbsvarighed": _sourced(course),
        },
        "periode": {"fra": first, "til": last, "horisont": draw(st.integers(1, 80))},
        "prisniveau": price_year,
        "diskonteringsår": first + draw(st.sampled_from((0, 0, 0, min(2, last - first)))),
        "nutidsværdiår": first + 1,
        "mereffekt": _sourced(draw(percent)),
        "deltagere": _sourced(people),
        "omkostninger": costs,
        "tilskud": [draw(_grants(n, own_costs)) for n in range(1, draw(st.integers(0, 2)) + 1)],
        "alternativ": [
            _without_none(
                {
                    "navn": f"Alternativ {n}",
                    "pr_deltager": _sourced(draw(per_person)),
                    "betaler": draw(st.sampled_from(ACTORS)),
                    "udvalg": draw(committee),
                    "prisniveau": draw(price_years),
                }
            )
            for n in range(1, draw(st.integers(0, 2)) + 1)
        ],
        "konsekvenser": [draw(_consequences(n, course_years)) for n in services],
        "priser": [draw(_prices(n, price_years)) for n in services],
        "tilbageregnede_konsekvenser": draw(st.none() | _back_calculated()),
        "prisindeks": {"navn": "Tilfældigt indeks", "værdier": index, "kilde": "Tilfældige tal"},
        "udvalgsrækkefølge": list(draw(st.permutations(COMMITTEES)))[: draw(st.integers(0, 3))],
    }
    return {key: value for key, value in given.items() if value not in (None, [])}


def cases() -> st.SearchStrategy[Case]:
    """:func:`case_files` as typed cases, those without participants among them."""
    return case_files(may_be_empty=True).map(Case.model_validate)


@st.composite
def schedules(draw: st.DrawFn) -> DiscountSchedule:
    """One rate, Finansministeriet's steps, or steps at random project years."""
    rate = st.integers(0, 100).map(lambda n: n / 1000)
    kinks = draw(
        st.just(())
        | st.just((36, 71))
        | st.lists(st.integers(1, 40), min_size=1, max_size=3, unique=True).map(sorted)
    )
    return DiscountSchedule(tuple((year, draw(rate)) for year in (0, *kinks)), "Tilfældige satser")


awkward = st.sampled_from(
    (
        "Prøve",
        "A",
        "Støtte & vejledning <b>nu</b>",
        "Indsats: »fase 2«, \"anden\" 'del' # 3",
        "=1+1",
        "@SUM(A1)",
        "-5 pct.",
        "[link](https://example.org) *kursiv* **fed** `kode`",
        "{{ 7 * 7 }} {% raw %}",
        "$E=mc^2$ \\alpha _understreget_ ~~",
        "| en | tabel |",
        "100 % af 1.000 kr.",
        "Overskrift\n\n- et punkt\n- et andet\n\n1. nummereret\n\n> citat",
        "Łódź → Ωmega ½ m² ☎",
        "Fest 🎉 og 工作 हिन्दी",
        "שלום مرحبا",
        "A\u030arhus",
        "nul\u200bbredde\u00adblød\u00a0hård",
        "Donaudampfschifffahrtsgesellschaftskapitänskajüten" * 4,
        "Et navn, der bliver ved og ved med at fortælle, hvad det handler om. " * 6,
        "ja",
        "2026",
        "2026-01-01",
        "<script>alert(1)</script>",
        "]]>&amp;<!-- -->",
    )
)
"""Texts that a format, a template or a file could take for something else."""
small_name = st.sampled_from(("dage", "%", "kr.", "m²", "antal [stk.]", "år/person", "=A1", "🎉"))


@st.composite
def _uncertain(draw: st.DrawFn, sourced: dict[str, Any], share: bool) -> dict[str, Any]:
    """A number with one of the ways to say how uncertain it is, or as it was."""
    value = sourced["værdi"]
    number = float(str(value).rstrip(" %")) if isinstance(value, str) else value
    unit = " %" if share else ""

    def amount(factor: float) -> str:
        return f"{number * factor:.2f}".replace(".", ",") + unit

    single = not isinstance(value, dict)
    ways: list[dict[str, Any] | None] = [
        None,
        {"udsving": draw(st.sampled_from(("1 %", "50 %")))},
        {"udsving": "20 %", "fælles_kilde": draw(st.sampled_from(("a", "b")))},
        {"fordeling": "fast"},
        {"fordeling": draw(st.sampled_from(("normal", "gamma", "lognormal"))), "udsving": "30 %"},
    ]
    if single:
        ways += [
            {"standardfejl": amount(0.2)},
            {"interval": [amount(0.5), amount(1.5)]},
            {"fordeling": "trekant", "interval": [amount(0.5), amount(2)],
             "mest_sandsynlig": amount(1)},
        ]  # fmt: skip
    if share:
        ways += [
            {"fordeling": "beta", "standardfejl": "3 %"},
            {"succeser": draw(st.integers(0, 12)), "observationer": draw(st.integers(12, 90))},
        ]
    way = draw(st.sampled_from(ways))
    return sourced if way is None else sourced | {"usikkerhed": way}


@st.composite
def _cost_model(draw: st.DrawFn, first: int, last: int) -> dict[str, Any]:
    hours = st.integers(0, 400).map(float)
    return {
        "fra": first,
        "til": last,
        "hold": _sourced({first: draw(st.integers(0, 3)), first + 1: draw(st.integers(0, 3))}),
        "deltagere_pr_hold": _sourced(draw(st.integers(1, 30))),
        "personale": [
            {"navn": "Mentor", "årsløn": _sourced(518000), "timenorm": _sourced(1400)},
            {"navn": "Psykolog", "timeløn": _sourced(draw(st.integers(0, 900)))},
        ],
        "ressourcer": [
            {
                "navn": f"Ressource {number}",
                "kategori": draw(st.sampled_from(("forberedelse", "uddannelse", "drift"))),
                "pr": per,
                "personaletype": draw(st.sampled_from(("Mentor", "Psykolog"))),
                "timer": _sourced(draw(hours)),
                "udvalg": draw(st.sampled_from(COMMITTEES)),
            }
            for number, per in enumerate(draw(st.lists(st.sampled_from(("deltager", "hold", "år")),
                                                       min_size=1, max_size=3)))
        ],
    }  # fmt: skip


@st.composite
def odd_case_files(draw: st.DrawFn) -> dict[str, Any]:
    """:func:`case_files` as people also write them: awkward texts, parts missing or added.

    Not all are cases that ``som tjek`` accepts.
    """
    case = draw(case_files())
    for cost in case["omkostninger"]:
        if "pr_deltager" in cost:
            cost["pr_deltager"] = draw(_uncertain(cost["pr_deltager"], False))
        if draw(st.integers(0, 5)) == 0:
            cost.pop("pr_år", None)
            cost["pr_deltager"] = _sourced(draw(st.sampled_from((0, 1))))
    case["mereffekt"] = draw(_uncertain(case["mereffekt"], True))
    for consequence in case.get("konsekvenser", []):
        if "ændring" in consequence:
            consequence["ændring"] = draw(_uncertain(consequence["ændring"], False))
        consequence["enhed"] = draw(st.just("dage") | small_name)
        if draw(st.booleans()):
            consequence["realiserbar"] = draw(st.sampled_from(("kontant", "ikke-kontant")))
    left_out = {
        c["ydelse"] for c in case.get("konsekvenser", [])
        if c["signifikant"] == "nej" and draw(st.booleans())
    }  # fmt: skip
    units = {c["ydelse"]: c["enhed"] for c in case.get("konsekvenser", [])}
    case["priser"] = [
        price | {"enhed": units.get(price["ydelse"], price["enhed"])}
        for price in case.get("priser", [])
        if price["ydelse"] not in left_out
    ]
    if draw(st.integers(0, 5)) == 0:
        first, last = case["periode"]["fra"], case["periode"]["til"]
        case["omkostningsmodel"] = draw(_cost_model(first, last))
        for name in ("omkostninger", "tilskud", "alternativ", "deltagere"):
            case.pop(name, None)
    if draw(st.integers(0, 5)) == 0:
        case["illustrativ"] = "ja"
        case["indsats"]["målgruppe"] = "illustrativ-hjemloeshed"
        case["indsats"]["succesmål"] = "illustrativ-ikke-herberg"
        case["prisniveau"] = 2025
        case.pop("konsekvenser", None)
        case.pop("priser")
    if draw(st.booleans()):
        case["scenarier"] = [
            {"navn": f"{draw(awkward)} {n}", "ændringer": change}
            for n, change in enumerate(
                draw(
                    st.lists(
                        st.sampled_from(
                            ({"mereffekt": "7 %"}, {"mereffekt": "0 %"}, {"periode.horisont": 3})
                        ),
                        max_size=3,
                    )
                )
            )
        ]
    if draw(st.booleans()):
        case["følsomhed"] = {"mereffekter": draw(st.lists(percent, min_size=1, max_size=9))}
    if draw(st.booleans()):
        case["evidens"] = [
            {
                "undersøgelse": draw(awkward),
                "evidensniveau": draw(st.integers(1, 3)),
                "effekt": draw(percent),
                "kilde": draw(awkward),
            }
        ]
    if draw(st.booleans()):
        case["ikke_medregnet"] = [{"ydelse": draw(awkward), "begrundelse": draw(awkward)}]
    if draw(st.booleans()):
        case["publicerede_resultater"] = [
            {
                "navn": draw(awkward),
                "ved_mereffekt": "5 %",
                "nettoresultat": {"Kommune": draw(per_success)},
                "kilde": draw(awkward),
            }
        ]
    if draw(st.booleans()):
        case["rapport"] = {
            "tekster": {"baggrund": draw(awkward)},
            "indstilling": draw(st.lists(awkward, max_size=3)),
            "underskrift": draw(awkward),
        }
    if draw(st.booleans()):
        case["mereffekt"] |= {"note": draw(awkward), "kilde": draw(awkward)}
    gross = sum(
        cost.get("pr_deltager", {"værdi": 0})["værdi"] for cost in case.get("omkostninger", [])
    )
    if gross < 1000:  # a grant may not be larger than what it is for
        case.pop("tilskud", None)
    case["titel"], case["kommune"] = draw(awkward), draw(awkward)
    case["indsats"]["navn"] = draw(awkward)
    given = {key: value for key, value in case.items() if value not in (None, [])}
    return _renamed(given, {name: draw(awkward) for name in COMMITTEES if draw(st.booleans())})


def _renamed(given: Any, names: dict[str, str]) -> Any:
    """The case with other names for its committees, everywhere they stand."""
    if isinstance(given, dict):
        return {names.get(key, key): _renamed(value, names) for key, value in given.items()}
    if isinstance(given, list):
        return [_renamed(value, names) for value in given]
    return names.get(given, given) if isinstance(given, str) else given
