"""The public interface: from a case file to its result.  Here the rooms are put together.

Reading a case needs what knowledge and engine can fill in; each is imported only for a case
that asks for it, so that checking a case stays quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from som_calc.case import reading, references
from som_calc.case.file_tree import FileTree
from som_calc.case.model import Case
from som_calc.case.overrides import Overrides
from som_calc.case.problems import CaseError

if TYPE_CHECKING:
    from som_calc.engine.result import Result
    from som_calc.knowledge.discount import DiscountSchedule

Completed = reading.Completed


def _target_group(tree: FileTree) -> Completed:
    if references.group_reference(tree) is None:
        return Completed(tree)
    from som_calc.knowledge.references import complete

    try:
        return Completed(*complete(tree))
    except CaseError as error:
        # Prices of the case's own consequences may have been the knowledge base's.
        return Completed(references.without_group(tree), error.problems, ("priser",))


def _evidence(tree: FileTree) -> Completed:
    if not references.evidence_references(tree):
        return Completed(tree)
    from som_calc.knowledge.evidence import complete

    try:
        return Completed(complete(tree))
    except CaseError as error:
        return Completed(references.without(tree, "evidens"), error.problems, ("evidens",))


def _gross_prices(tree: FileTree) -> Completed:
    if not references.has_gross_prices(tree):
        return Completed(tree)
    from som_calc.knowledge.gross_prices import complete

    try:
        return Completed(complete(tree))
    except CaseError as error:
        return Completed(references.without(tree, "priser"), error.problems, ("priser",))


def _cost_model(tree: FileTree) -> Completed:
    if tree.get(("omkostningsmodel",)) is None:
        return Completed(tree)
    from som_calc.engine.costs.entries import complete

    return Completed(complete(tree))


def _price_index(tree: FileTree) -> Completed:
    if not references.needs_price_index(tree):
        return Completed(tree)
    from som_calc.knowledge.price_index import complete

    try:
        return Completed(complete(tree))
    except CaseError as error:
        return Completed(tree, error.problems, ("prisindeks",))


COMPLETERS = reading.Completers(
    before=(_target_group, _evidence), after=(_gross_prices, _cost_model, _price_index)
)


def check_case(path: str | Path, overrides: Overrides = ()) -> reading.Checked:
    """Read a case and find every fault in it.

    Args:
        path: the case file.
        overrides: ``felt=værdi``, e.g. ``mereffekt=7%``.

    Returns:
        The case and its problems; never raises for what the user wrote.

    >>> from som_calc.resources import find
    >>> check_case(find("params", "aabenraa-ips.yaml"), ["mereffekt=700 %"]).errors[0].wrong
    '»700 %« er over 100 %'
    """
    return reading.check_case(path, COMPLETERS, overrides)


def check_tree(tree: FileTree, overrides: Overrides = ()) -> reading.Checked:
    """As :func:`check_case` for a tree already read (from any kind of file).

    >>> from som_calc.case.reading import read_tree
    >>> from som_calc.resources import find
    >>> check_tree(read_tree(find("params", "aabenraa-ips.yaml"))).errors
    []
    """
    return reading.check_tree(tree, COMPLETERS, overrides)


def load_case(path: str | Path, overrides: Overrides = ()) -> Case:
    """The typed case in a file.

    Args:
        path: the case file (YAML, UTF-8, or the Excel form).
        overrides: ``felt=værdi`` with the dotted Danish name of any field, e.g.
            ``mereffekt=7%`` or ``omkostninger.1.pr_år.2025=983.200``.

    Raises:
        CaseError: the file or an override cannot be used; holds *every* problem found.

    >>> from som_calc.resources import find
    >>> load_case(find("params", "aabenraa-ips.yaml")).success_rate.value
    0.05
    """
    checked = check_case(path, overrides)
    if checked.case is None:
        raise CaseError(checked.errors)
    return checked.case


def discount_schedule_of(case: Case) -> DiscountSchedule:
    """The case's own flat rate, or else Finansministeriet's rates on the case's date.

    >>> from som_calc.resources import find
    >>> schedule = discount_schedule_of(load_case(find("params", "aabenraa-ips.yaml")))
    >>> schedule.steps[0], schedule.factors(2025, [2025, 2026]).round(5).tolist()
    ((0, 0.035), [1.0, 0.96618])
    """
    own = case.discount_rate
    if own is not None:
        from som_calc.knowledge.discount import DiscountSchedule

        return DiscountSchedule.flat(own.value, own.source or "sagens egen diskonteringsrente")
    from som_calc.knowledge.rates import discount_schedule

    return discount_schedule(case.date)


def calculate(case: Case, success_rate: float | None = None) -> Result:
    """The budgetøkonomiske net result of a case.

    Args:
        case: a case from :func:`som_calc.load_case`.
        success_rate: share in place of the case's own mereffekt, e.g. 0.07.

    Returns:
        The :class:`~som_calc.engine.result.Result`: a tidy table in kr. of the case's price
        year (+ is a gain for the public purse), with its groupings.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> som_calc.calculate(case).by_actor().round().astype(int).to_dict()["I alt"]
    1071273
    >>> round(som_calc.calculate(case, success_rate=0.07).by_actor()["Kommune"])
    6015234
    """
    from som_calc.engine.calculate import calculate as run_engine

    return run_engine(case, discount_schedule_of(case), success_rate=success_rate)
