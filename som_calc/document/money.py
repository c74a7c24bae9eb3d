"""An amount as sentences need it: its sign in words and its size in readable digits."""

from __future__ import annotations

from dataclasses import dataclass

from som_calc.document import danish
from som_calc.document.model import KeyFigure

ZERO_BAND = 0.5
"""kr.  A result nearer zero than this is shown as 0 kr. and »går i nul«."""


@dataclass(frozen=True)
class Money:
    """A net result in kr.; + is a gain.

    >>> Money(-3635710.0).tab, Money(-3635710.0).stoerrelse
    (True, '3,6\\xa0mio.\\xa0kr.')
    """

    value: float

    @property
    def nul(self) -> bool:
        """Whether the amount counts as zero."""
        return abs(self.value) < ZERO_BAND

    @property
    def gevinst(self) -> bool:
        """Whether it is a gain."""
        return self.value >= ZERO_BAND

    @property
    def tab(self) -> bool:
        """Whether it is a loss."""
        return self.value <= -ZERO_BAND

    @property
    def stoerrelse(self) -> str:
        """The size without sign, for sentences that carry the sign in a word."""
        return danish.amount(abs(self.value))

    @property
    def med_fortegn(self) -> str:
        """The amount with sign, in readable digits."""
        return danish.amount(0.0 if self.nul else self.value)

    @property
    def ord(self) -> str:
        """``overskud``, ``underskud`` or ``nul``."""
        return "nul" if self.nul else "overskud" if self.gevinst else "underskud"

    @property
    def resultat(self) -> str:
        """A noun phrase: »et overskud på 1,1 mio. kr.« or »et resultat på nul«."""
        return "et resultat på nul" if self.nul else f"et {self.ord} på {self.stoerrelse}"


def money_figure(label: str, amount: Money, basis: str, *, plus: bool = True) -> KeyFigure:
    """A key figure for an amount, in mio. kr. from one million, else in whole thousands.

    ``plus`` is for net results, where a gain is marked as one; a requirement is neither.
    """
    text, _, unit = amount.med_fortegn.partition(danish.NBSP)
    tone = "neutral" if amount.nul else "gain" if amount.gevinst else "loss"
    if not plus:
        tone = "neutral"
    return KeyFigure(label=label, value=text, unit=unit, basis=basis, tone=tone)
