"""Getting a process ready to make reports quickly."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import replace

from som_calc.running.series.orders import Order

NOT_BEFORE_A_FORK = ("pdf",)
"""Formats whose library starts threads: a child forked afterwards could wait for ever."""


def imports() -> None:
    """Import what every report needs."""
    import som_calc.report.decision
    from som_calc.running.kernel.foreign import misfit

    if misfit() is None:
        import som_calc.running.kernel.client  # noqa: F401


def rehearse(orders: Sequence[Order], *, then_fork: bool) -> None:
    """Make one throw-away report, so that the first real one is as quick as the last.

    A case that fails here is left to fail, and be told, when its turn comes.
    """
    from som_calc.running.series.work import produce
    from som_calc.writing import aside

    imports()
    if not orders:
        return
    order = orders[0]
    wanted = tuple(f for f in order.formats if not (then_fork and f in NOT_BEFORE_A_FORK))
    with aside() as folder:
        try:
            produce(replace(order, folder=folder, formats=wanted, seconds=30.0))
        except Exception:
            return


def settle() -> None:
    """Keep all there is now out of later collections of garbage.

    Forked children then share the parent's memory instead of copying it.
    """
    gc.freeze()
