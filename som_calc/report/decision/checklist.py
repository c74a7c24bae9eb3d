"""The automatic checklist in words: for the report's appendix and ``som tjek --fuld``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from som_calc.analysis.checklist import FEW_SUCCESSES, OLD_YEARS, Check, checklist
from som_calc.document import blocks, danish
from som_calc.document.model import Column, Row, Table
from som_calc.document.zero import line_words
from som_calc.engine.result import Result

OPEN, FINE = "Åben", "I orden"
MOST_NAMED = 4
Values = dict[str, Any]


def checklist_table(result: Result) -> Table:
    """Every question with its answer, open points first."""
    checks = checklist(result)
    still = sum(check.open for check in checks)
    columns = [
        Column(label="Spørgsmål", width=1.5),
        Column(label="Status", width=0.6),
        Column(label="Svar fra sagen", width=3),
    ]
    rows = [
        Row(cells=[blocks.words(question(c)), blocks.words(state(c)), blocks.words(answer(c))])
        for c in checks
    ]
    return Table(
        id="tabel-tjekliste",
        caption=f"Automatisk tjekliste: {danish.count(still, 'åbent punkt', 'åbne punkter')} "
        f"af {len(checks)}",
        columns=columns,
        rows=rows,
        notes=[
            "Listen er udfyldt automatisk ud fra sagen. Et åbent punkt er ikke en fejl, men "
            "noget, en omhyggelig læser vil spørge til."
        ],
    )


def checklist_lines(result: Result) -> Iterator[str]:
    """The same, one line per question, for the terminal."""
    for check in checklist(result):
        yield f"[{state(check)}] {question(check)} {answer(check)}"


def state(check: Check) -> str:
    """Whether the point is open."""
    return OPEN if check.open else FINE


def question(check: Check) -> str:
    """What the reviewer asks."""
    return _QUESTIONS[check.id]


def answer(check: Check) -> str:
    """What the case says, as some sentences."""
    said = []
    for part in (check, *check.also):
        words = _ANSWERS[part.id, part.finding]
        said.append(words if isinstance(words, str) else words(part.values))
    return danish.one_stop(" ".join(said))


def _pct(value: float) -> str:
    return danish.percent(value)


def _named(names: list[Any]) -> str:
    shown = [str(name) for name in names[:MOST_NAMED]]
    more = len(names) - len(shown)
    return danish.listing([*shown, f"{danish.number(more)} til"] if more else shown)


def _source(v: Values) -> str:
    return f"»{v['kilde']}« med status {v['status']}"


def _study(v: Values) -> str:
    low = danish.percent(v["lav"]).removesuffix(f"{danish.NBSP}pct.")
    found = f"{low}–{_pct(v['høj'])}" if v["interval"] else _pct(v["høj"])
    return f"»{v['undersøgelse']}« (evidensniveau {v['niveau']}) fandt {found}"


def _break_evens(v: Values) -> str:
    return "; ".join(f"{name}: {line_words(line)}" for name, line in v["break_even"].items())


def _people(v: Values) -> str:
    shown = danish.rounded(v["succeser"], 1)
    expected = f"{danish.number(v['succeser'], 1)} ventede succeser"
    if v["succeser"] < 1 - 1e-9:
        expected = "under én ventet succes" if v["succeser"] else "ingen ventede succeser"
    elif shown == int(shown):
        expected = danish.count(int(shown), "ventet succes", "ventede succeser")
    count = danish.count(v["deltagere"], "deltager", "deltagere")
    return f"{count[:1].upper()}{count[1:]} og {expected}"


def _numbers(count: int) -> str:
    return "ét tal" if count == 1 else danish.count(count, "tal", "tal")


def _old(v: Values) -> str:
    parts = []
    if v["felter"]:
        parts.append(f"Over {OLD_YEARS} år gamle: {_named(v['felter'])}.")
    if v["prisår"]:
        parts.append(f"Der er priser fra {_named(v['prisår'])}.")
    return " ".join(parts)


def _assumed(v: Values) -> str:
    parts = []
    if v["antagelser"]:
        parts.append(
            f"{danish.number(len(v['antagelser']))} af {danish.number(v['antal'])} tal er "
            f"antagelser eller ukendte: {_named(v['antagelser'])}."
        )
    if v["tilbageregnede"]:
        parts.append(f"{danish.number(v['tilbageregnede'])} tal er tilbageregnet.")
    if v["illustrative"]:
        parts.append(f"{danish.number(v['illustrative'])} tal er digtet.")
    return " ".join(parts)


_QUESTIONS = {
    "hentet": "Er den hentede sag gjort til kommunens egen?",
    "nettoeffekt": "Er mereffekten netto?",
    "mereffektens kilde": "Hvor kommer mereffekten fra?",
    "evidens": "Holder mereffekten til litteraturen?",
    "alternativ": "Er der en kilde til, hvad alternativet koster?",
    "tilskud": "Hvad betyder tilskuddet for resultatet?",
    "margin": "Er der luft til break-even?",
    "små tal": "Er der få personer bag?",
    "dobbelt": "Er noget talt med to gange?",
    "antagelser": "Hvor mange tal er kun antagelser?",
    "kilder": "Har hvert tal en kilde?",
    "alder": f"Er noget tal over {OLD_YEARS} år gammelt?",
    "prisniveau": "Er prisniveauet sat?",
    "diskonteringsår": "Er diskonteringsåret det første projektår?",
    "afrunding": "Er omkostningerne uafrundede?",
    "konsekvensår": "Får alle hold lige mange konsekvensår?",
    "ikke sikre ydelser": "Er usikre ydelser holdt ude?",
    "usikkerhed": "Er usikkerheden angivet?",
    "budget": "Er det sagt, hvilke gevinster et budget kan mærke?",
    "publiceret": "Stemmer beregningen med det offentliggjorte?",
}
_ANSWERS: dict[tuple[str, str], str | Callable[[Values], str]] = {
    ("hentet", "afsenderens"): lambda v: (
        f"Nej. {danish.count(v['antal'], 'felt', 'felter')} er stadig fra {v['afsender']}."
    ),
    ("hentet", "egen"): lambda v: (
        f"Ja. Intet er længere mærket som tal eller tekst fra {v['afsender']}."
    ),
    ("nettoeffekt", "ukendt"): lambda v: (
        f"Mereffekten er {_pct(v['mereffekt'])}, men sagen siger ikke, hvor mange der når målet "
        "i forvejen. Kontrollér, at de er trukket fra."
    ),
    ("nettoeffekt", "nul"): "Mereffekten er nul: ingen når målet på grund af indsatsen.",
    ("nettoeffekt", "nej"): lambda v: (
        f"Nej. De {_pct(v['mereffekt'])} er en succesrate, som også tæller dem, der ville have "
        "nået målet uden indsatsen."
    ),
    ("nettoeffekt", "uoplyst"): lambda v: (
        f"Det er ikke oplyst. De {_pct(v['mereffekt'])} kan være en succesrate, som også tæller "
        "dem, der ville have nået målet uden indsatsen."
    ),
    ("nettoeffekt", "sammenlignet"): lambda v: (
        f"Mereffekten er {_pct(v['mereffekt'])} oven i de "
        f"{_pct(v['succeser'] / v['observationer'])} ({danish.number(v['succeser'])} af "
        f"{danish.number(v['observationer'])}), der nåede målet i sammenligningsgruppen."
    ),
    ("nettoeffekt", "ens"): lambda v: (
        f"Mereffekten er den samme som succesandelen ({_pct(v['succesandel'])}). Succesandelen "
        "er dem, der når målet i forvejen; de to må ikke forveksles."
    ),
    ("nettoeffekt", "over"): lambda v: (
        f"Mereffekten ({_pct(v['mereffekt'])}) er større end succesandelen "
        f"({_pct(v['succesandel'])}). Det er meget; kontrollér, at den er netto."
    ),
    ("nettoeffekt", "adskilt"): lambda v: (
        f"Mereffekten er {_pct(v['mereffekt'])} oven i de {_pct(v['succesandel'])}, der når målet "
        "i forvejen."
    ),
    ("mereffektens kilde", "mangler"): "Der er ingen kilde.",
    ("mereffektens kilde", "antagelse"): lambda v: f"Den bygger på {_source(v)}.",
    ("mereffektens kilde", "angivet"): lambda v: f"Den bygger på {_source(v)}.",
    ("evidens", "ingen"): "Sagen nævner ingen undersøgelser med et resultat.",
    ("evidens", "ikke signifikant"): lambda v: (
        f"{_study(v)}, men effekten er ikke statistisk sikker."
    ),
    ("evidens", "over"): lambda v: (
        f"Mereffekten ({_pct(v['mereffekt'])}) er højere end litteraturen: {_study(v)}."
    ),
    ("evidens", "svag"): lambda v: f"{_study(v)}, men uden kontrolgruppe.",
    ("evidens", "inden for"): lambda v: (
        f"Mereffekten ({_pct(v['mereffekt'])}) er ikke højere end litteraturen: {_study(v)}."
    ),
    ("alternativ", "intet"): (
        "Sagen har intet alternativ. Er det rigtigt, at deltagerne ellers intet ville have fået?"
    ),
    ("alternativ", "uden kilde"): lambda v: (
        f"»{v['navn']}« til {danish.kroner(v['beløb'])} pr. deltager har ingen kilde."
    ),
    ("alternativ", "usikker"): lambda v: (
        f"»{v['navn']}« til {danish.kroner(v['beløb'])} pr. deltager bygger på {_source(v)}."
    ),
    ("alternativ", "med kilde"): lambda v: (
        f"»{v['navn']}« til {danish.kroner(v['beløb'])} pr. deltager bygger på {_source(v)}."
    ),
    ("tilskud", "intet"): "Der er intet tilskud i sagen.",
    ("tilskud", "over udgiften"): lambda v: (
        f"Kommunen får {danish.amount(v['tilskud'])} i tilskud, men har kun "
        f"{danish.amount(v['udgift'])} i udgift (nutidsværdi). Kontrollér beløbene."
    ),
    ("tilskud", "bærer resultatet"): lambda v: (
        f"Kommunen får {danish.amount(v['med'])} med tilskuddet og {danish.amount(v['uden'])} "
        f"uden. Break-even: {_break_evens(v)}."
    ),
    ("tilskud", "vist"): lambda v: (
        f"Tilskuddet afgør ikke kommunens fortegn. Break-even: {_break_evens(v)}."
    ),
    ("margin", "ingen"): lambda v: f"I alt er der {v['hvordan']}.",
    ("margin", "underskud"): lambda v: (
        f"Der er underskud: mereffekten ({_pct(v['mereffekt'])}) ligger "
        f"{'under' if v['mereffekt'] < v['break_even'] else 'over'} break-even i alt "
        f"({danish.percent(v['break_even'], 1)})."
    ),
    ("margin", "tæt"): lambda v: (
        f"Mereffekten er {_pct(v['mereffekt'])}, og break-even i alt er "
        f"{danish.percent(v['break_even'], 1)}. Små ændringer kan vende resultatet."
    ),
    ("margin", "afstand"): lambda v: (
        f"Mereffekten er {_pct(v['mereffekt'])}, og break-even i alt er "
        f"{danish.percent(v['break_even'], 1)}."
    ),
    ("små tal", "få"): lambda v: (
        f"{_people(v)}. Med under {FEW_SUCCESSES} succeser eller 30 deltagere betyder "
        "tilfældet meget."
    ),
    ("små tal", "nok"): lambda v: f"{_people(v)}.",
    ("dobbelt", "måske"): lambda v: (
        "Se på " + danish.listing([f"»{a}« og »{b}«" for a, b in v["par"][:MOST_NAMED]]) + "."
    ),
    ("dobbelt", "ingen"): "Ingen navne går igen mellem alternativ, omkostninger og ydelser.",
    ("antagelser", "illustrative"): _assumed,
    ("antagelser", "antagelser"): _assumed,
    ("antagelser", "ingen"): "Ingen tal er antagelser.",
    ("kilder", "mangler"): lambda v: (
        f"{danish.number(len(v['uden']))} af {danish.number(v['antal'])} tal har ingen kilde: "
        f"{_named(v['uden'])}."
    ),
    ("kilder", "alle"): lambda v: f"Ja, alle {_numbers(v['antal'])}.",
    ("alder", "gamle"): _old,
    ("alder", "ingen dato"): "Ingen tal har en dato, så alderen kan ikke ses.",
    ("alder", "nye"): lambda v: (
        f"Nej, ikke blandt de {danish.number(v['med_dato'])} tal med dato; "
        f"{danish.number(v['uden_dato'])} tal har ingen."
    ),
    ("prisniveau", "gammelt"): lambda v: (
        f"Beløbene er i {v['prisniveau']}-priser, men sagen er fra {v['år']}."
    ),
    ("prisniveau", "sat"): lambda v: f"Ja, {v['prisniveau']}-priser.",
    ("diskonteringsår", "første"): lambda v: f"Ja, {v['diskonteringsår']}.",
    ("diskonteringsår", "andet"): lambda v: (
        f"Nej, der tilbagediskonteres til {v['diskonteringsår']}; perioden begynder i "
        f"{v['første']}."
    ),
    ("afrunding", "runde"): (
        "Alle omkostninger er hele titusinder. Brug de uafrundede tal, hvis de findes; "
        "afrunding flytter tilskud og break-even."
    ),
    ("afrunding", "uafrundet"): lambda v: (
        f"{danish.number(v['runde'])} af {danish.number(v['antal'])} beløb er hele titusinder."
        if v["runde"]
        else "Ja, ingen beløb er hele titusinder."
    ),
    ("konsekvensår", "afkortet"): lambda v: (
        f"Holdet fra {_named(v['hold'])} får {v['mindst']} af de {v['horisont']} år, fordi "
        "perioden slutter."
        if len(v["hold"]) == 1
        else f"Holdene fra {_named(v['hold'])} får færre end {v['horisont']} år, mindst "
        f"{v['mindst']}, fordi perioden slutter."
    ),
    ("konsekvensår", "fulde"): lambda v: (
        f"Ja, alle hold får {danish.count(v['horisont'], 'år', 'år')}."
    ),
    ("ikke sikre ydelser", "udeladt"): lambda v: (
        f"Ja, {_named(v['ydelser'])} vises, men regnes ikke med."
    ),
    ("usikkerhed", "mangler"): (
        "Nej. Uden usikkerhed kan rapporten ikke sige, hvor sandsynligt et overskud er."
    ),
    ("usikkerhed", "angivet"): lambda v: f"Ja, for {_numbers(v['antal'])}.",
    ("budget", "mangler"): lambda v: f"Ikke for {_named(v['ydelser'])}.",
    ("budget", "angivet"): "Ja, for alle ydelser.",
    ("publiceret", "afviger"): lambda v: f"Nej, {_named(v['rækker'])} afviger med over en krone.",
    ("publiceret", "stemmer"): "Ja, med højst en krones forskel.",
}
