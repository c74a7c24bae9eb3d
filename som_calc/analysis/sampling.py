"""Random numbers that depend on the seed and the input's name, and on nothing else.

Each independent standard normal has its own stream, cut in blocks of :data:`BLOCK` draws
that are seeded one by one (SFC64, the fastest of numpy's generators).  A block can be
made by any worker in any order; the first 10,000 of 100,000 draws are the same 10,000;
an input added to a case does not disturb the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np

from som_calc.analysis.correlation import CorrelatedBlock
from som_calc.analysis.uncertainty import Marginal

BLOCK = 8192
"""Draws per block; part of the definition of the random numbers, never tuned per run."""


def stream_key(seed: int, name: str) -> int:
    """128-bit key of the stream called ``name``.

    >>> stream_key(1, "a") == stream_key(1, "a") != stream_key(2, "a")
    True
    """
    digest = hashlib.sha256(f"{seed}|{name}".encode()).digest()
    return int.from_bytes(digest[:16], "little")


def standard_normals(key: int, block: int, count: int = BLOCK) -> np.ndarray:
    """The first ``count`` standard normals of one block of a stream.

    >>> standard_normals(7, block=0, count=3).round(3).tolist()
    [-1.45, -0.628, -1.16]
    """
    seed = np.random.SeedSequence(key, spawn_key=(block,))
    return np.random.Generator(np.random.SFC64(seed)).standard_normal(count)


def sample(
    base: np.ndarray,
    uncertain: Mapping[int, Marginal],
    structure: tuple[CorrelatedBlock, ...],
    keys: Mapping[str, int],
    block: int,
    count: int = BLOCK,
    out: np.ndarray | None = None,
) -> np.ndarray:
    """Input values of one block, shape (inputs, count); fixed inputs keep ``base``.

    ``keys`` holds the stream key of every stream named in ``structure``; ``out``, of that
    shape, is filled and returned when given.

    >>> sample(np.array([0.05, 224.0]), {}, (), {}, block=0, count=2).tolist()
    [[0.05, 0.05], [224.0, 224.0]]
    """
    values = np.empty((len(base), count)) if out is None else out
    drawn = set(uncertain)
    for column, value in enumerate(base):
        if column not in drawn:
            values[column] = value
    for part in structure:
        z = [standard_normals(keys[name], block, count) for name in part.streams]
        if len(part.streams) == 1:
            for column in part.columns:
                values[column] = uncertain[column].values(z[0])
            continue
        mixed = part.loading @ np.stack(z)
        for row, column in enumerate(part.columns):
            values[column] = uncertain[column].values(mixed[row])
    return values
