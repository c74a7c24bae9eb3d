"""Running a series: skip what is unchanged, make the rest on many processes, never stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from som_calc.case.problems import CaseError
from som_calc.running.kernel import foreign
from som_calc.running.series import crew, keys
from som_calc.running.series.orders import Order
from som_calc.running.series.record import FILE, OrderOutcome, Summary, unchanged

Tell = Callable[[OrderOutcome], None]
MakeCrew = Callable[[int, Sequence[Order]], crew.Crew]


@dataclass(frozen=True)
class Plan:
    """Orders sorted by what is to be done with them."""

    done: list[OrderOutcome]
    """Unchanged cases."""
    todo: list[Order]


def plan(orders: Sequence[Order], *, afresh: bool, tell: Tell = lambda outcome: None) -> Plan:
    """Find out which orders need work.

    Args:
        orders: the whole series.
        afresh: make every report again, also unchanged ones.
        tell: called with each outcome that is known already.
    """
    keys.forget()
    done: list[OrderOutcome] = []
    todo: list[Order] = []
    for order in orders:
        begun = time.perf_counter()
        outcome: OrderOutcome | None
        try:
            order = keys.keyed(order)
            outcome = None if afresh else unchanged(order)
        except CaseError as error:
            said = "; ".join(str(problem) for problem in error.problems)
            outcome = OrderOutcome(order.name, "fejl", 0.0, Summary(order.name), error=said)
        except OSError as error:
            outcome = OrderOutcome(order.name, "fejl", 0.0, Summary(order.name), error=str(error))
        if outcome is None:
            todo.append(order)
        else:
            done.append(replace(outcome, seconds=time.perf_counter() - begun))
            tell(done[-1])
    return Plan(done, todo)


def whole(orders: Sequence[Order], since: float = 0.0) -> int:
    """How many reports lie whole and up to date in their folders.

    Asked of the disk, for an interrupted run has not heard of every report it made.

    Args:
        orders: the whole series.
        since: seconds since 1970; reports made before do not count.
    """
    return sum(_is_whole(order, since) for order in orders)


def _is_whole(order: Order, since: float) -> bool:
    try:
        made = (order.folder / FILE).stat().st_mtime
        return made >= since and unchanged(keys.keyed(order)) is not None
    except (CaseError, OSError):
        return False


def make_all(
    todo: Sequence[Order],
    processes: int,
    *,
    tell: Tell = lambda outcome: None,
    beat: Callable[[], None] = lambda: None,
    make_crew: MakeCrew | None = None,
) -> list[OrderOutcome]:
    """Make every report; a case that fails is told and the rest goes on.

    Args:
        todo: orders that need work.
        processes: how many at a time.
        tell: called with each outcome as it comes.
        beat: called a few times a second, e.g. to redraw a progress bar.
        make_crew: ``(size, orders) -> crew``; forked children where that is possible,
            otherwise warm worker processes.

    Returns:
        The outcomes, in the order of ``todo``.
    """
    if not todo:
        return []
    found: dict[str, OrderOutcome] = {}
    size = max(1, min(processes, len(todo)))
    workers = (make_crew or local_crew)(size, todo)
    waiting, running = list(todo), 0
    try:
        while waiting or running:
            while waiting and running < workers.size:
                workers.start(waiting.pop(0))
                running += 1
            for outcome in workers.wait(0.1):
                running -= 1
                found[outcome.name] = outcome
                tell(outcome)
            beat()
    finally:
        workers.close()
    return [found[order.name] for order in todo]


def local_crew(size: int, todo: Sequence[Order]) -> crew.Crew:
    """The processes of this machine, warmed for these orders."""
    crew.one_thread_per_process()
    # A kernel process is talked to by threads.
    if crew.can_fork() and foreign.misfit() is None:
        from som_calc.running.series import warm
        from som_calc.running.series.workers import WorkerCrew

        # A rehearsal costs one report, so it must serve several.
        warm.rehearse(todo[:1] if len(todo) > size else (), then_fork=True)
        if crew.can_fork():
            warm.settle()
            return WorkerCrew(size, "fork")
    return spawn_crew(size, todo)


def spawn_crew(size: int, todo: Sequence[Order]) -> crew.Crew:
    """Warm worker processes that are started anew, as on Windows."""
    from som_calc.running.series.workers import WorkerCrew

    return WorkerCrew(size, "spawn", todo[:1] if len(todo) > size else ())
