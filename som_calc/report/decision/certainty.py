"""»Hvor sikkert er det?«: chance, spread and what could overturn the result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from som_calc.analysis import monte_carlo
from som_calc.analysis.break_even import depends_on_effect
from som_calc.analysis.checks import Skew, skew_of
from som_calc.analysis.design import probabilistic
from som_calc.analysis.information import drivers
from som_calc.analysis.runner import Draws, draw
from som_calc.analysis.sensitivity import tornado
from som_calc.case.names import MUNICIPALITY, STATE, STATE_WITH_GRANT, TOTAL
from som_calc.document import blocks, danish
from som_calc.document.chance import out_of_ten, varied_words, whole_percent
from som_calc.document.model import Chart, Column, FigureBlock, Row, Series, Table
from som_calc.document.money import ZERO_BAND, Money
from som_calc.document.palette import tint
from som_calc.engine.result import Result
from som_calc.figures.bars import tornado_chart
from som_calc.figures.fan import INNER, MIDDLE, OUTER, Fan
from som_calc.figures.widths import drawn, shown
from som_calc.report.decision import captions
from som_calc.report.decision.certainty_tables import PERCENTILES, range_text

DRAWS = 10_000
SEED = 2026
TORNADO_ROWS = 8
TABLE_ROWS = 20


@dataclass(frozen=True)
class Swing:
    """I alt in kr. at the two ends of one input, the lower result first."""

    label: str
    low: float
    high: float
    stated: bool
    """Whether the case states the ends; else they are the input ± 20 pct."""


@dataclass(frozen=True)
class Chance:
    """A chance of surplus in words; the names are Danish because text templates use them."""

    ud_af_ti: str
    pct: str
    gevinst: Money | None
    """The mean result where it is a gain; None where it never is."""
    tab: Money | None
    interval: str


@dataclass(frozen=True)
class Certainty:
    """What is known of how sure a result is.

    Monte Carlo runs only on uncertainties the case states; without any there is no chance
    to tell, and :attr:`draws` is None.
    """

    result: Result

    @cached_property
    def draws(self) -> Draws | None:
        """10.000 draws, or None when the case states no uncertainty."""
        case, schedule = self.result.case, self.result.schedule
        base = self.result.frame
        design = probabilistic(case, schedule, draws=DRAWS, seed=SEED, base=base)
        return draw(design) if design.uncertain else None

    @cached_property
    def summary(self) -> pd.DataFrame | None:
        """One row per actor and committee, index ``name`` within ``kind``."""
        return None if self.draws is None else monte_carlo.summary(self.draws)

    @cached_property
    def tornado(self) -> pd.DataFrame:
        """Every input's swing on I alt, largest first."""
        result = self.result
        return tornado(result.case, result.schedule, base=result.frame)

    @cached_property
    def drivers(self) -> pd.DataFrame:
        """What the uncertainty of I alt comes from, the largest part first."""
        assert self.draws is not None
        return drivers(self.draws, TOTAL)

    def chance(self, name: str) -> float | None:
        """Probability (share) that one actor's result is above zero; the state's with its grant.

        None where nothing is drawn, and for the grant itself, which is no purse.
        """
        if self.summary is None:
            return None
        names = set(self.summary["name"])
        name = STATE_WITH_GRANT if name == STATE and STATE_WITH_GRANT in names else name
        chance = float(self._row(name)["probability"])
        return None if pd.isna(chance) else chance

    @cached_property
    def effect_varies(self) -> bool:
        """Whether the success rate is drawn: without it a chance leaves out what matters most.

        False also where the result is the same at every success rate.
        """
        drawn = self.draws is not None and self.draws.design.effect_varies
        return drawn and depends_on_effect(self.result)

    @cached_property
    def unmoved(self) -> bool:
        """Whether the case states uncertainty, but only of what does not move I alt."""
        return self.summary is not None and float(self._row(TOTAL)["sd"]) < ZERO_BAND

    @cached_property
    def held(self) -> str | None:
        """What varies and what is held fixed, to stand beside a chance."""
        if self.draws is None:
            return None
        net = self.result.case.net_of_others == "ja"
        return varied_words(self.draws.design.varied, self.result.success_rate, net=net)

    @cached_property
    def skew(self) -> Skew | None:
        """What turns the draws against the case's own numbers."""
        return None if self.draws is None else skew_of(self.draws)

    @cached_property
    def largest_swing(self) -> Swing | None:
        """The input that moves I alt most; None where nothing moves it."""
        if self.tornado.empty:
            return None
        top = self.tornado.iloc[0]
        low, high = sorted((top["net_low"], top["net_high"]))
        return Swing(str(top["label"]), low, high, bool(top["stated"]))

    def chance_words(self, name: str) -> Chance | None:
        """One actor's chance as the texts tell it; None where the case states no uncertainty."""
        if self.summary is None:
            return None
        row = self._row(name)
        gain, loss = row["gain_if_gain"], row["loss_if_loss"]
        return Chance(
            ud_af_ti=out_of_ten(float(row["probability"])),
            pct=whole_percent(float(row["probability"])),
            gevinst=None if pd.isna(gain) else Money(float(gain)),
            tab=None if pd.isna(loss) else Money(float(loss)),
            interval=range_text(float(row["p10"]), float(row["p90"])),
        )

    def fan(self, section: str, colours: dict[str, str]) -> FigureBlock | None:
        """The cumulated result I alt per year with its spread; None where nothing moves it."""
        if self.draws is None:
            return None
        frame = monte_carlo.fan(self.draws, TOTAL)
        years = [int(year) for year in frame["year"]]
        column = {name: frame[name].to_list() for name in PERCENTILES}
        if float((frame["p97_5"] - frame["p2_5"]).max()) < 1:
            return None  # e.g. only the discount rate, which moves no undiscounted sum
        last = frame.iloc[-1]
        spread = range_text(float(last["p10"]), float(last["p90"]))
        return FigureBlock(
            section=section,
            id="figur-vifte",
            finding=f"I {years[-1]} ender det summerede resultat i 8 af 10 tilfælde {spread}",
            caption="Det summerede nettoresultat pr. år med usikkerhed, kr.",
            subline=captions.subline(self.result),
            alt=(
                f"Viftediagram over det summerede nettoresultat fra {years[0]} til {years[-1]}. "
                f"Medianen ender på {danish.millions(float(last['p50']))}; "
                f"8 af 10 udfald ligger {spread}."
            ),
            **drawn(
                Fan(
                    years,
                    column["p50"],
                    (column["p10"], column["p90"]),
                    (column["p2_5"], column["p97_5"]),
                    colours[MUNICIPALITY],
                )
            ),
            chart=Chart(
                type="line",
                categories=[str(year) for year in years],
                unit="mio. kr.",
                scale=1e6,
                y_title="Mio. kr.",
                series=[
                    Series(name=label, values=column[key], colour=colour, dashed=key != "p50")
                    for key, label, colour in (
                        ("p97_5", f"{OUTER}, øverst", tint(colours[MUNICIPALITY], 0.4)),
                        ("p90", f"{INNER}, øverst", tint(colours[MUNICIPALITY], 0.7)),
                        ("p50", MIDDLE, colours[TOTAL]),
                        ("p10", f"{INNER}, nederst", tint(colours[MUNICIPALITY], 0.7)),
                        ("p2_5", f"{OUTER}, nederst", tint(colours[MUNICIPALITY], 0.4)),
                    )
                ],
            ),
            table=_fan_table(frame, self.result),
            source=f"{danish.number(DRAWS)} simulerede udfald af de usikkerheder, sagen angiver.",
            notes=[
                captions.undiscounted_note(self.result),
                *captions.basis_notes(self.result, per_year=True),
            ],
        )

    def tornado_figure(self, section: str, colours: dict[str, str]) -> FigureBlock | None:
        """What moves the result most, one input at a time."""
        frame = self.tornado.head(TORNADO_ROWS)
        if frame.empty:
            return None
        low, high = frame["net_low"].to_list(), frame["net_high"].to_list()
        stated = [bool(mark) for mark in frame["stated"]]
        assumed = [not mark for mark in stated] if any(stated) else None
        labels, base = [str(label) for label in frame["label"]], float(frame["base"].iloc[0])
        return FigureBlock(
            section=section,
            id="figur-tornado",
            finding=(
                f"{labels[0]} betyder mest for resultatet"
                if assumed is None or stated[0]
                else f"{labels[0]} flytter resultatet mest, men udsvinget er antaget"
            ),
            caption=(
                "Nettoresultat i alt, når én forudsætning ad gangen er lav eller høj, "
                "nutidsværdi, kr."
            ),
            subline=captions.subline(self.result),
            alt=(
                f"Tornadodiagram. {labels[0]} flytter det samlede resultat mellem "
                f"{danish.millions(min(low[0], high[0]))} og "
                f"{danish.millions(max(low[0], high[0]))}; "
                f"udgangspunktet er {danish.millions(base)}."
            ),
            **shown(tornado_chart(labels, low, high, base, colours, assumed)),
            table=_tornado_table(self.tornado, self.result),
            source=captions.SOURCE,
            notes=[_basis(self.tornado["stated"]), *captions.basis_notes(self.result)],
        )

    def _row(self, name: str) -> pd.Series:
        assert self.summary is not None
        return self.summary[self.summary["name"] == name].iloc[0]


def _basis(stated: pd.Series) -> str:
    if stated.all():
        return "Hver forudsætning er sat til enderne af det interval, sagen angiver."
    if stated.any():
        return (
            "De fyldte søjler går mellem enderne af det, sagen angiver. De lyse søjler med stiplet "
            "kant er mærket »antaget«: der angiver sagen intet, og tallet er sat 20 pct. ned og "
            "20 pct. op, hele år mindst ét. Det er et fast udsving og ikke et skøn over "
            "usikkerheden, så de to slags søjler kan ikke sammenlignes."
        )
    return (
        "Sagen angiver ikke, hvor usikre tallene er. Derfor er hver forudsætning her sat 20 pct. "
        "ned og 20 pct. op, hele år mindst ét; det er et fast udsving og ikke et skøn over "
        "usikkerheden."
    )


def _fan_table(frame: pd.DataFrame, result: Result) -> Table:
    shown = frame.set_index("year")[list(PERCENTILES)].rename(columns=PERCENTILES)
    shown.index = shown.index.astype(int)
    return blocks.wide_table(
        "tabel-vifte",
        "Percentiler for det summerede nettoresultat pr. år, kr.",
        "År",
        shown,
        subline=captions.subline(result),
        first_kind="year",
    )


def _tornado_table(frame: pd.DataFrame, result: Result) -> Table:
    rows = [
        Row(
            cells=[
                blocks.words(str(row["label"])),
                blocks.words(str(row["basis"])),
                blocks.kroner(float(row["net_low"])),
                blocks.kroner(float(row["net_high"])),
                blocks.kroner(abs(float(row["swing"]))),
            ]
        )
        for row in frame.head(TABLE_ROWS).to_dict("records")
    ]
    left = len(frame) - len(rows)
    return Table(
        id="tabel-tornado",
        caption="Alle forudsætninger efter, hvor meget de flytter det samlede nettoresultat, kr.",
        columns=[
            Column(label="Forudsætning", width=2.0),
            Column(label="Udsving", width=1.6),
            Column(label="Resultat ved lav", kind="kr", unit="kr."),
            Column(label="Resultat ved høj", kind="kr", unit="kr."),
            Column(label="Forskel", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=captions.subline(result),
        notes=[f"Yderligere {left} forudsætninger flytter resultatet mindre."] if left else [],
    )
