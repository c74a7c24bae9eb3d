"""Which inputs drive the uncertainty, and what it is worth to know them better.

The decision is to carry the effort through or not; without it the result is 0 kr.

The result is a product of inputs from independent blocks (see ``correlation``), so its
expectation given one block is the result with every other input at its mean: no
regression and no nested simulation is needed.  The discount rate is no factor; its weights
are averaged over what is drawn.  Where two values of one block are
multiplied by each other (a change and its own price from one source), their covariance
is left out of the *other* blocks' expectations, and the level is taken from the draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from som_calc.analysis.correlation import CorrelatedBlock
from som_calc.analysis.design import ProbabilisticDesign
from som_calc.analysis.normal import midpoints
from som_calc.analysis.runner import Draws
from som_calc.analysis.sampling import BLOCK, standard_normals, stream_key

GRID = 2000


def perfect_information(net: np.ndarray) -> np.ndarray:
    """EVPI in kr. per outcome, from ``net`` (draws, outcomes): E[max(0, net)] − max(0, E[net]).

    What it would be worth, at most, to know everything before deciding.

    >>> perfect_information(np.array([[-1.0], [3.0]])).tolist()
    [0.5]
    """
    return np.asarray(np.maximum(net, 0).mean(axis=0) - np.maximum(net.mean(axis=0), 0))


def drivers(draws: Draws, name: str) -> pd.DataFrame:
    """Each block's share of the variance of outcome ``name``, largest first.

    Columns: ``id`` and ``label`` (those of a block joined), ``source_group``, ``members``,
    ``share`` (first-order share of the variance; what the shares lack of 1 comes from
    inputs acting together) and ``evppi`` (kr.: the value of knowing it before deciding).

    Raises:
        KeyError: no such outcome.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> from som_calc.analysis.design import probabilistic
    >>> from som_calc.analysis.runner import draw
    >>> drawn = draw(probabilistic(case, schedule, draws=1000))
    >>> drivers(drawn, "I alt")["id"].to_list()
    []
    """
    place = draws.outcomes.place(name)
    net = draws.net[:, place]
    level = float(net.mean())
    given, additive = _given_each(draws, place)
    # The draws' own variance errs by a few percent: it counts only where it holds something
    # that the parts do not, and they can never be more than it.
    variance = sum(sd**2 for _, sd, _ in given)
    if not additive:
        variance = max(float(net.var()), variance)
    # To know one number is never worth more than to know them all, and the same if it is all.
    everything = float(perfect_information(net))
    rows = []
    for part, sd, expected in given:
        expected = expected - expected.mean() + level
        value = float(np.maximum(expected, 0).mean() - max(expected.mean(), 0.0))
        value = everything if len(given) == 1 else min(value, everything)
        items = [draws.design.inputs[c] for c in part.columns]
        label = f"{part.source} (fælles kilde)" if len(items) > 1 and part.source else None
        rows.append(
            {
                "id": " + ".join(item.id for item in items),
                "label": label or " og ".join(item.label for item in items),
                "source_group": part.source,
                "members": len(items),
                "share": sd**2 / variance if variance else 0.0,
                "evppi": max(value, 0.0),
            }
        )
    columns = ["id", "label", "source_group", "members", "share", "evppi"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("share", ascending=False, ignore_index=True, kind="stable")


def _given_each(
    draws: Draws, place: int
) -> tuple[list[tuple[CorrelatedBlock, float, np.ndarray]], bool]:
    """Per block: standard deviation of the expected result given it, and its values.

    Last, whether the blocks only add to each other, so that together they are everything.
    """
    design, frame = draws.design, draws.frame
    grid = midpoints(GRID)
    weights, rate = draws.weighing.weights[:, place], draws.weighing.column
    usual = np.ones((1, 1))
    if rate is not None:
        rates = design.uncertain[rate].values(grid)
        usual = draws.weighing.layers(rates).mean(axis=1, keepdims=True)

    def net(values: np.ndarray, columns: tuple[int, ...]) -> np.ndarray:
        """Expected results of ``values`` (n, inputs) when ``columns`` are known."""
        products = frame.products(np.ascontiguousarray(values.T))
        known = rate is not None and rate in columns
        layers = draws.weighing.layers(values[:, rate]) if known else usual
        return np.asarray(((weights @ products) * layers).sum(axis=0))

    means = frame.base.copy()
    for column, marginal in design.uncertain.items():
        means[column] = marginal.mean
    straight = [p for p in design.structure if len(p.columns) == 1 and p.columns[0] != rate]
    moved = np.tile(means, (len(straight) + 1, 1))
    for row, part in enumerate(straight, 1):
        moved[row, part.columns[0]] += design.uncertain[part.columns[0]].sd
    ends = net(moved, ())
    result = []
    for row, part in enumerate(straight, 1):
        marginal = design.uncertain[part.columns[0]]
        step = float(ends[row] - ends[0])
        moved_by = marginal.values(grid) - marginal.mean
        # A spread in per cent of nothing is nothing.
        scaled = moved_by / marginal.sd if marginal.sd > 0 else np.zeros_like(moved_by)
        result.append((part, abs(step), ends[0] + step * scaled))
    for part in design.structure:
        if len(part.columns) == 1 and part.columns[0] != rate:
            continue
        z = grid[None, :]
        if len(part.streams) > 1:
            keys = [stream_key(design.seed, name) for name in part.streams]
            z = np.stack([standard_normals(key, 0, BLOCK) for key in keys])
        latent = part.loading @ z
        values = np.tile(means, (latent.shape[1], 1))
        for row, column in enumerate(part.columns):
            values[:, column] = design.uncertain[column].values(latent[row])
        expected = net(values, part.columns)
        result.append((part, float(expected.std()), expected))
    return result, _adds_up(design, means, net)


def _adds_up(
    design: ProbabilisticDesign,
    means: np.ndarray,
    net: Callable[[np.ndarray, tuple[int, ...]], np.ndarray],
) -> bool:
    """Whether moving every block at once does what moving them one by one does in sum."""
    if len(design.structure) <= 1:
        return True
    together, moves = means.copy(), 0.0
    base = float(net(means[None, :], ())[0])
    for part in design.structure:
        alone = means.copy()
        z = part.loading.sum(axis=1)
        for row, column in enumerate(part.columns):
            alone[column] = together[column] = design.uncertain[column].values(z[row : row + 1])[0]
        moves += float(net(alone[None, :], part.columns)[0]) - base
    every = tuple(design.uncertain)
    moved = float(net(together[None, :], every)[0]) - base
    return math.isclose(moved, moves, rel_tol=1e-9, abs_tol=1e-6)
