"""The questions ``som ny`` asks, and the case their answers make.

Nothing is read or written here: ``ask`` is given from outside, so that a terminal, a pipe
or a test can answer.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from som_calc.case import danish_input as read
from som_calc.case.glossary import fold
from som_calc.case.names import PRICE_FIELDS, STATE

Answers = dict[str, str]
BACK = "tilbage"
OWN_SOURCE = "Kommunens eget skøn"


@dataclass(frozen=True)
class Question:
    """One question.  ``default`` counts when nothing is typed; None must be answered."""

    key: str
    text: str
    default: str | None = None
    help: str = ""
    check: Callable[[str], object] = str
    options: tuple[str, ...] = ()
    """Suggestions, shown with numbers; typing the number chooses one."""


@dataclass(frozen=True)
class KnownGroup:
    """A target group of the knowledge base and its success goals (id, name)."""

    id: str
    name: str
    goals: tuple[tuple[str, str], ...] = ()
    illustrative: bool = False
    has_consequences: bool = False
    price_year: int | None = None
    """The year most of its prices are in."""


@dataclass(frozen=True)
class Interview:
    """What is known before the first question."""

    today: dt.date
    groups: tuple[KnownGroup, ...] = field(default=())

    def run(self, ask: Callable[[Question, str], str], say: Callable[[str], None]) -> Answers:
        """Ask until everything is answered.

        Args:
            ask: gets the question and the answer given before (or ""); gives what was typed.
            say: shows a line.

        »tilbage« takes the last answer up again.
        """
        answers: Answers = {}
        asked: list[str] = []
        earlier: Answers = {}
        while True:
            question = next((q for q in self.questions(answers) if q.key not in answers), None)
            if question is None:
                return answers
            typed = ask(question, earlier.get(question.key, "")).strip()
            if fold(typed) == BACK:
                if asked:
                    earlier[asked[-1]] = answers.pop(asked.pop())
                else:
                    say("Det er det første spørgsmål.")
                continue
            value = typed or earlier.get(question.key, "") or question.default
            if value is None:
                say("Skriv et svar.")
                continue
            if value.isdecimal() and 1 <= int(value) <= len(question.options):
                value = question.options[int(value) - 1]
            try:
                if value:
                    question.check(value)
            except ValueError as error:
                wrong, _, right = str(error).partition("; ")
                say(
                    ". ".join(f"{part[:1].upper()}{part[1:]}" for part in (wrong, right) if part)
                    + "."
                )
                continue
            answers[question.key] = value
            asked.append(question.key)

    def questions(self, a: Answers) -> Iterator[Question]:
        """The questions in order, as far as the answers so far decide them."""
        yield Question("titel", "Hvad skal sagen hedde?", help="Fx Støtte til unge på vej i job")
        yield Question("kommune", "Hvilken kommune?", help="Fx Eksempelby Kommune")
        yield Question("indsats", "Hvad hedder indsatsen?", default=a.get("titel"))
        yield Question("beskrivelse", "Hvad består den af? (kan springes over)", default="")
        yield from self._people(a)
        yield from self._years(a)
        yield from self._effect(a)
        yield from self._money(a)
        if not self.referred(a):
            yield from _consequences(a)

    def group(self, a: Answers) -> KnownGroup | None:
        """The target group of the knowledge base that was chosen, if any."""
        wanted = fold(a.get("målgruppe", ""))
        return next((g for g in self.groups if wanted in (fold(g.name), fold(g.id))), None)

    def referred(self, a: Answers) -> bool:
        """Whether consequences and prices come from the knowledge base."""
        group = self.group(a)
        goals = {fold(name) for pair in group.goals for name in pair} if group else set()
        return bool(group and group.has_consequences and fold(a.get("succesmål", "")) in goals)

    def _people(self, a: Answers) -> Iterator[Question]:
        names = tuple(group.name for group in self.groups)
        yield Question("målgruppe", "Hvem er den for?", options=names)
        group = self.group(a)
        goals = tuple(name for _, name in group.goals) if group else ()
        yield Question("succesmål", "Hvad tæller som succes?", options=goals,
                       help="Fx I gang med uddannelse eller job året efter")  # fmt: skip

    def _years(self, a: Answers) -> Iterator[Question]:
        year = str(self.today.year)
        yield Question("fra", "Første år med udgifter?", year, check=read.parse_year)
        first = int(a.get("fra", year))
        yield Question("startår", "Hvor mange år begynder der nye deltagere?", "1",
                       check=_between(read.parse_count, 1, 30))  # fmt: skip
        starts = read.parse_count(a.get("startår", "1"))
        yield Question("antal", "Hvor mange deltagere begynder pr. år?",
                       check=_between(read.parse_count, 1, 1_000_000))  # fmt: skip
        yield Question("varighed", "Hvor mange år varer et forløb?", "1",
                       check=_between(read.parse_number, 0.01, 30))  # fmt: skip
        length = math.ceil(read.parse_number(a.get("varighed", "1")))
        last = str(first + starts + length + 7)
        yield Question("til", "Sidste år, der regnes med?", last, check=_year_from(first + starts),
                       help="Forslaget giver hvert hold ti konsekvensår")  # fmt: skip
        group = self.group(a)
        prices = (group.price_year if group and self.referred(a) else None) or first
        yield Question(
            "prisniveau", "Hvilket års priser er beløbene i?", str(prices), check=read.parse_year
        )

    def _effect(self, a: Answers) -> Iterator[Question]:
        yield Question(
            "mereffekt", "Hvad er mereffekten?", check=_between(read.parse_share, 0, 1),
            help="Den ekstra andel, der når målet på grund af indsatsen: 12 % med og 2 % uden "
            "giver 10 %",
        )  # fmt: skip
        yield Question("mereffekt.kilde", "Hvor kommer mereffekten fra?", OWN_SOURCE)

    def _money(self, a: Answers) -> Iterator[Question]:
        yield Question("udgift", "Hvad koster indsatsen pr. deltager i kr.?",
                       check=_between(read.parse_kroner, 0, 1e9))  # fmt: skip
        yield Question("udgift.kilde", "Hvor kommer udgiften fra?", OWN_SOURCE)
        yield Question("tilskud", "Hvor stor en del dækkes af et statsligt tilskud?", "0 %",
                       check=_between(read.parse_share, 0, 1))  # fmt: skip
        if read.parse_share(a.get("tilskud", "0 %")):
            yield Question("tilskud.kilde", "Hvor kommer tilskuddet fra?", OWN_SOURCE)
        yield Question("alternativ", "Hvad ville deltagerne ellers have kostet pr. deltager i kr.?",
                       "0", check=_between(read.parse_kroner, 0, 1e9))  # fmt: skip
        if read.parse_kroner(a.get("alternativ", "0")):
            yield Question("alternativ.navn", "Hvad ville de ellers have fået?")
            yield Question("alternativ.kilde", "Hvor kommer tallet fra?", OWN_SOURCE)


def _consequences(a: Answers) -> Iterator[Question]:
    for n in count():
        more = "en ydelse mere" if n else "en ydelse, forbruget ændrer sig af"
        yield Question(
            f"ydelse.{n}",
            f"Navnet på {more}? (tom linje: ikke flere)",
            "",
            help="Fx Kontanthjælp. Uden ydelser regnes, hvad der skal være sandt",
        )
        if not a.get(f"ydelse.{n}"):
            return
        yield Question(f"enhed.{n}", "Hvad tælles den i?", "uger", help="Fx uger, dage eller timer")
        yield Question(f"ændring.{n}", "Ændring pr. succes og år? Minus er mindre forbrug",
                       check=read.parse_number)  # fmt: skip
        yield Question(f"år.{n}", "I hvor mange år?", "10", check=_between(read.parse_count, 1, 80))
        for payer in PRICE_FIELDS:
            yield Question(
                f"{payer}.{n}",
                f"Pris pr. enhed for {payer}, kr. efter refusion?",
                None if payer == "kommune" else "0",
                check=read.parse_kroner,
            )
        yield Question(f"kilde.{n}", "Hvor kommer ændring og pris fra?", OWN_SOURCE)


def _between(parse: Callable[[object], float], low: float, high: float) -> Callable[[str], object]:
    def check(text: str) -> None:
        if not low <= parse(text) <= high:
            raise ValueError(f"»{text}« er uden for det mulige; prøv igen")

    return check


def _year_from(first: int) -> Callable[[str], object]:
    def check(text: str) -> None:
        if read.parse_year(text) < first - 1:
            right = f"skriv {first - 1} eller senere"
            raise ValueError(f"»{text}« ligger før det sidste startår; {right}")

    return check


def case_data(interview: Interview, a: Answers) -> dict[str, Any]:
    """The case the answers make, with Danish keys."""
    group = interview.group(a)
    referred = interview.referred(a)
    goal = a["succesmål"]
    if group and referred:
        goal = next(i for i, name in group.goals if fold(goal) in (fold(i), fold(name)))
    first, starts = int(a["fra"]), read.parse_count(a["startår"])
    data: dict[str, Any] = {
        "titel": a["titel"],
        "kommune": a["kommune"],
        "version": "1.0",
        "dato": interview.today.isoformat(),
        "illustrativ": "ja" if group and referred and group.illustrative else "",
        "indsats": {
            "navn": a["indsats"],
            "beskrivelse": a["beskrivelse"],
            "målgruppe": group.id if group and referred else {"navn": a["målgruppe"]},
            "succesmål": goal,
            "forløbsvarighed": _sourced(a["varighed"], "Indsatsens beskrivelse"),
        },
        "periode": {"fra": a["fra"], "til": a["til"], "horisont": "10"},
        "prisniveau": a["prisniveau"],
        "diskonteringsår": a["fra"],
        "nutidsværdiår": a["fra"],
        "mereffekt": _sourced(a["mereffekt"], a["mereffekt.kilde"]),
        "deltagere": _sourced(
            {str(first + n): a["antal"] for n in range(starts)}, "Indsatsens beskrivelse"
        ),
        "omkostninger": [
            {
                "navn": a["indsats"],
                "kategori": "drift",
                "pr_deltager": _sourced(a["udgift"], a["udgift.kilde"]),
            }
        ],
    }
    if "tilskud.kilde" in a:
        share = _sourced(a["tilskud"], a["tilskud.kilde"])
        data["tilskud"] = [{"navn": "Statsligt tilskud", "andel": share, "giver": STATE}]
    if "alternativ.navn" in a:
        each = _sourced(a["alternativ"], a["alternativ.kilde"])
        data["alternativ"] = [{"navn": a["alternativ.navn"], "pr_deltager": each}]
    services = list(count_filled(a))
    if services:
        data["konsekvenser"] = [_consequence(a, n) for n in services]
        data["priser"] = [_price(a, n) for n in services]
    data["rapport"] = {
        "tekster": {"baggrund": "Skriv her, hvorfor sagen rejses, og hvad der er besluttet før."},
        "indstilling": ["At udvalget godkender indsatsen (ret selv)."],
    }
    return dict(_filled(data))


def count_filled(a: Answers) -> Iterator[int]:
    """The numbers of the services that were named."""
    for n in count():
        if not a.get(f"ydelse.{n}"):
            return
        yield n


def _sourced(value: Any, source: str) -> dict[str, Any]:
    return {"værdi": value, "kilde": source, "status": "antagelse"}


def _consequence(a: Answers, n: int) -> dict[str, Any]:
    years = {str(k): a[f"ændring.{n}"] for k in range(read.parse_count(a[f"år.{n}"]))}
    change = _sourced(years, a[f"kilde.{n}"])
    return {"ydelse": a[f"ydelse.{n}"], "enhed": a[f"enhed.{n}"], "ændring": change}


def _price(a: Answers, n: int) -> dict[str, Any]:
    source = a[f"kilde.{n}"]
    payers = {p: _sourced(a[f"{p}.{n}"], source) for p in PRICE_FIELDS}
    return {"ydelse": a[f"ydelse.{n}"], "enhed": a[f"enhed.{n}"], **payers, "kilde": source}


def _filled(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _filled(value) for key, value in data.items() if value != ""}
    return [_filled(item) for item in data] if isinstance(data, list) else data


HEADING = (
    "Skrevet med »som ny«. Ret frit; linjer, der begynder med #, er forklaringer.",
    "Tal skrives, som I plejer: 1.250.000, 0,5 og 5 %. Skriv en kilde ved hvert tal.",
    "Status er publiceret, lokalt tal, SØM, antagelse, tilbageregnet eller illustrativ.",
)
COMMENTS = {
    "periode": "De kalenderår, beregningen dækker; horisont er konsekvensår pr. hold.",
    "prisniveau": "Alle beløb er i dette års priser.",
    "diskonteringsår": "Året med faktor 1; i SØM det første projektår.",
    "nutidsværdiår": "Året i titlerne »nutidsværdi …«.",
    "mereffekt": "Den ekstra andel, der når målet PÅ GRUND AF indsatsen.",
    "deltagere": "Hvor mange begynder hvert år.",
    "omkostninger": "Før tilskud. Brug pr_år, pr_deltager eller begge dele.",
    "tilskud": "Penge udefra: en andel af udgiften, eller pr_år med beløb.",
    "alternativ": "Det, deltagerne ellers ville have fået; den udgift spares.",
    "konsekvenser": "Forskel i forbrug pr. succes, år for år efter forløbet (0 er året, det\n"
    "slutter). MINUS ER MINDRE FORBRUG.",
    "priser": "Én pris pr. ydelse: kr. pr. enhed for hver betaler, efter refusion.",
    "rapport": "Jeres egne ord; tallene sætter programmet selv ind.",
}
