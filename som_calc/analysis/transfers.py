"""Transfers between payers that leave nobody worse off: a start for co-financing talks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Transfers:
    """``table``: ``name``, ``net`` (kr.), ``transfer`` (kr., + receives), ``after`` (kr.).

    ``possible`` is False when the parties lose together: no transfer can help everybody,
    and all transfers are 0.  ``total`` is the sum moved in kr.
    """

    table: pd.DataFrame
    possible: bool

    @property
    def total(self) -> float:
        """Kr. moved in all."""
        return float(self.table["transfer"].clip(lower=0).sum())


def smallest(parties: pd.DataFrame) -> Transfers:
    """The smallest total transfer after which nobody is below zero.

    Each loser is made whole; those who gain pay in proportion to their gains (any other
    split of the same total is equally small).

    Args:
        parties: ``name`` and ``net`` (kr.), e.g. from
            :func:`som_calc.analysis.payers.parties` or its committees.

    >>> smallest(pd.DataFrame({"name": ["A", "B"], "net": [-10.0, 30.0]})).table["after"].to_list()
    [0.0, 20.0]
    """
    net = parties["net"].to_numpy(dtype=float)
    short, surplus = np.maximum(-net, 0), np.maximum(net, 0)
    possible = bool(net.sum() >= -0.005)
    if not possible or not surplus.any():
        return _moved(parties, np.zeros_like(net), possible=possible)
    return _moved(parties, short - surplus * (short.sum() / surplus.sum()), possible=True)


def equal_return(parties: pd.DataFrame) -> Transfers:
    """Transfers after which every krone of outlay earns the same net result.

    Those without outlay pass on their whole result.  Not possible when nobody has an
    outlay or when the parties lose together.

    Args:
        parties: ``name``, ``net`` and ``outlay`` (kr.).

    >>> parties = pd.DataFrame({"name": ["A", "B"], "net": [-10.0, 30.0], "outlay": [50.0, 0.0]})
    >>> equal_return(parties).table["transfer"].to_list()
    [30.0, -30.0]
    """
    net = parties["net"].to_numpy(dtype=float)
    outlay = np.maximum(parties["outlay"].to_numpy(dtype=float), 0)
    if outlay.sum() <= 0.005 or net.sum() < -0.005:
        return _moved(parties, np.zeros_like(net), possible=False)
    return _moved(parties, net.sum() * outlay / outlay.sum() - net, possible=True)


def _moved(parties: pd.DataFrame, transfer: np.ndarray, *, possible: bool) -> Transfers:
    net = parties["net"].to_numpy(dtype=float)
    table = pd.DataFrame(
        {
            "name": parties["name"].to_numpy(),
            "net": net,
            "transfer": transfer + 0.0,
            "after": net + transfer,
        }
    )
    return Transfers(table, possible)
