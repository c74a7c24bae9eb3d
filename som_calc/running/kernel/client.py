"""nbclient's side of an in-process run: cells in, outputs into the notebook.

Everything nbclient does with a message of a kernel (display ids, ``clear_output``, widgets,
tags) is nbclient's own code; only the way the message travels is ours.
"""

from __future__ import annotations

import asyncio
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from papermill.log import logger

from som_calc.running.kernel.foreign import cell_seconds
from som_calc.running.kernel.isolation import isolated
from som_calc.running.kernel.session import Message
from som_calc.running.kernel.shell import InProcessKernel, kernel
from som_calc.running.kernel.streams import NOTEBOOK_THREAD

_OWN_JSON = re.compile(r"application/vnd\.[a-z0-9.-]+\+json")


class ManagedEngine(Engine):  # type: ignore[misc]
    """The engine proper, below papermill's bookkeeping of times and status."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str | None, *, log_output: bool = False, **options: Any
    ) -> Any:
        """Run all cells of ``nb_man.nb``; see
        :class:`~som_calc.running.kernel.engine.SomEngine`."""
        known = PapermillNotebookClient.class_trait_names()
        seconds = options.pop("execution_timeout", None) or options.pop("timeout", None)
        watch = options.pop("watch", None)
        client = InProcessClient(
            nb_man,
            log=logger,
            log_output=log_output,
            timeout=seconds,
            **{name: value for name, value in options.items() if name in known},
        )
        if watch is not None:
            client.on_cell_start = lambda cell, cell_index: watch(cell_index + 1)
        return client.execute()


class InProcessClient(PapermillNotebookClient):  # type: ignore[misc]
    """A notebook client whose kernel is an object in this process."""

    _kernel: InProcessKernel

    def execute(self, **kwargs: Any) -> Any:
        """Run the notebook; the process is afterwards as it was before."""
        if _loop_is_running():
            # As inside JupyterLab: cells need an event loop of their own, hence a thread.
            return _in_thread(self._execute)
        return self._execute()

    def _execute(self) -> Any:
        self.reset_execution_trackers()
        self._kernel = kernel()
        with isolated(), self._kernel.session_of_one_notebook(), _interrupts() as interrupts:
            self._interrupts = interrupts
            self.kc = self._kernel.client
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = self._kernel.language_info()
            self.set_widgets_metadata()
        self.kc = None
        return self.nb

    def execute_cell(
        self,
        cell: Any,
        cell_index: int,
        execution_count: int | None = None,
        store_history: bool = True,
    ) -> Any:
        """Run one cell as nbclient does.

        Raises:
            CellExecutionError: the cell raised.
            CellTimeoutError: the cell ran longer than the time limit.
            KeyboardInterrupt: the user stopped the run.
        """
        if self.on_cell_start is not None:
            self.on_cell_start(cell=cell, cell_index=cell_index)
        if cell.cell_type != "code" or not cell.source.strip():
            return cell
        if self.skip_cells_with_tag in cell.metadata.get("tags", []):
            return cell
        if self.record_timing:
            cell["metadata"]["execution"] = {}
        self.code_cells_executed += 1
        cell.outputs = []
        self.clear_before_next_output = False

        refused: list[Exception] = []

        def publish(message: Message) -> None:
            try:
                self.process_message(message, cell, cell_index)
            except Exception as error:  # the cell must not see what is the notebook's trouble
                refused.append(error)

        seconds = cell_seconds(self, cell)
        with self._interrupts.limited(seconds):
            reply = self._kernel.execute(cell.source, publish, store_history=store_history)
        if self._interrupts.by_user:
            raise KeyboardInterrupt
        if self._interrupts.timed_out:
            raise CellTimeoutError.error_from_timeout_and_cell(
                "Cell execution timed out", seconds or 0, cell
            )
        if refused:
            raise refused[0]
        self._raise_for_error(cell, reply)
        return cell

    def output(self, outs: list[Any], msg: Message, display_id: str | None, cell_index: int) -> Any:
        """Add an output to a cell, as nbclient does.

        nbclient checks every output against the schema of notebooks.  For one that merely
        shows texts and JSON that is known to hold, and it would take a tenth of a report.
        """
        plain = not (
            display_id
            or self.clear_before_next_output
            or self.output_hook_stack[msg["parent_header"].get("msg_id")]
        )
        if not (plain and _shows_texts(msg)):
            return super().output(outs, msg, display_id, cell_index)
        shown = NotebookNode(output_type="display_data", metadata={}, data=msg["content"]["data"])
        outs.append(shown)
        return shown

    def _raise_for_error(self, cell: Any, reply: dict[str, Any]) -> None:
        if reply["status"] != "error" or self.allow_errors:
            return
        tagged = "raises-exception" in cell.metadata.get("tags", [])
        if reply["ename"] in self.allow_error_names or (tagged and not self.force_raise_errors):
            return
        raise CellExecutionError.from_cell_and_msg(cell, reply)


def _shows_texts(msg: Message) -> bool:
    """Whether a message is a display of nothing but texts and JSON of a type of its own."""
    if msg["msg_type"] != "display_data" or msg["content"].get("metadata"):
        return False
    return all(
        isinstance(value, str) or _OWN_JSON.fullmatch(kind)
        for kind, value in msg["content"]["data"].items()
    )


class _Interrupts:
    """Why a cell was interrupted from outside: the user, or the time limit."""

    def __init__(self) -> None:
        self.by_user = False
        self.timed_out = False

    @contextmanager
    def limited(self, seconds: float | None) -> Iterator[None]:
        """Interrupt the cell after ``seconds``; no limit where signals cannot be used."""
        self.timed_out = False
        if not seconds or not _signals() or not hasattr(signal, "setitimer"):
            yield
            return
        ends = monotonic() + seconds

        def stop(number: int, frame: Any) -> None:
            self.timed_out = True
            raise KeyboardInterrupt

        before = signal.signal(signal.SIGALRM, stop)
        # Repeats, in case the cell swallows the first one.
        signal.setitimer(signal.ITIMER_REAL, max(ends - monotonic(), 0.001), 1.0)
        try:
            yield
        except KeyboardInterrupt:
            if not self.timed_out:
                raise
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


@contextmanager
def _interrupts() -> Iterator[_Interrupts]:
    """Notice Ctrl-C: the shell would otherwise show it as an error of the cell."""
    seen = _Interrupts()
    if not _signals() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield seen
        return

    def stop(number: int, frame: Any) -> None:
        seen.by_user = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _signals() -> bool:
    return threading.current_thread() is threading.main_thread()


def _loop_is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _in_thread(work: Any) -> Any:
    outcome: dict[str, Any] = {}

    def run() -> None:
        try:
            outcome["result"] = work()
        except BaseException as error:
            outcome["error"] = error

    thread = threading.Thread(target=run, name=NOTEBOOK_THREAD)
    thread.start()
    thread.join()
    if "error" in outcome:
        raise outcome["error"]
    return outcome["result"]
