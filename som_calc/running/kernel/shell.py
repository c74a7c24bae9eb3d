"""The kernel's side of an in-process run: one IPython shell, fresh for each notebook.

The shell is ipykernel's own, so magics, tracebacks, rich display and history are those of a
real kernel.  One shell serves all notebooks of a process: a new one for each would leave
threads and memory behind.  History is never written to disk.
"""

from __future__ import annotations

import asyncio
import builtins
import contextvars
import getpass
import linecache
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import Any, ClassVar

from ipykernel.kernelbase import Kernel
from traitlets.config import Config

from som_calc.running.kernel import comms, foreign, plotting
from som_calc.running.kernel.isolation import isolated
from som_calc.running.kernel.session import DirectSession, Publish, client_of
from som_calc.running.kernel.shell_state import remembered
from som_calc.running.kernel.streams import captured, descriptors_captured


class _KernelStub:
    """What a shell and its widgets ask of the kernel they believe to sit in."""

    _allow_stdin = False
    # A kernel's own functions, so that a refused ``input()`` has a kernel's traceback.
    raw_input = Kernel.raw_input
    getpass = Kernel.getpass
    send_response = Kernel.send_response
    iopub_socket = DirectSession.iopub_socket
    shell: Any = None
    parent: ClassVar[dict[str, Any]] = {}

    def __init__(self, session: DirectSession) -> None:
        self.session = session

    def get_parent(self, channel: str | None = None) -> dict[str, Any]:
        """The message that is being answered: a widget files its output under its id."""
        return self.parent


class InProcessKernel:
    """Executes cells and publishes what a kernel would."""

    def __init__(self) -> None:
        self._session = DirectSession()
        with isolated():
            shell = foreign.new_shell(_KernelStub(self._session), _configuration())
        # No windows: figures are shown below the cell whatever is asked for.
        shell.enable_gui = lambda gui=None: None
        self.shell = shell
        self.shell.displayhook.session = self._session
        self.shell.displayhook.topic = b"execute_result"
        self.shell.display_pub.session = self._session
        self.client = client_of(self._session, comms.post)

    @contextmanager
    def session_of_one_notebook(self) -> Iterator[None]:
        """A fresh namespace, counter and event loop; everything is put back afterwards."""
        shell = self.shell
        loop = asyncio.new_event_loop()
        with ExitStack() as stack:
            stack.enter_context(foreign.only_shell(shell))
            stack.enter_context(remembered(shell))
            stack.callback(_forget_sources)
            stack.callback(self._close, loop)
            self._begin(loop)
            stack.enter_context(comms.connected(self._session))
            stack.enter_context(plotting.inline(shell))
            self._streams = stack.enter_context(captured(self._emit))
            yield
            loop.run_until_complete(asyncio.sleep(0))

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        shell = self.shell
        self._loop, self._session.count = loop, 0
        # As the main thread of a new process begins: with nothing set.
        self._context = contextvars.Context()
        shell.user_module, shell.user_ns = shell.prepare_user_module()
        shell.history_manager.reset()
        shell.execution_count = 1
        hook = shell.displayhook
        hook._, hook.__, hook.___ = "", "", ""
        shell.user_ns.update({"_": "", "__": "", "___": ""})
        shell.user_ns_hidden.clear()
        shell.init_user_ns()
        shell.init_sys_modules()
        shell.init_builtins()
        shell.init_environment()
        shell.exit_now = False
        os.environ["MPLBACKEND"] = plotting.INLINE
        _add_working_folder()

    def _close(self, loop: asyncio.AbstractEventLoop) -> None:
        self._session.publish = lambda message: None
        waiting = asyncio.all_tasks(loop)
        for task in waiting:
            task.cancel()
        if waiting:
            loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
        loop.close()
        shell = self.shell
        shell.user_module, shell.user_ns = shell.prepare_user_module()
        shell.user_ns_hidden.clear()
        shell.history_manager.reset()
        shell.last_execution_result = None
        foreign.forget_traceback(shell)
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            if hasattr(sys, name):
                delattr(sys, name)
        tb = shell.InteractiveTB
        tb.tb = tb.etype = tb.value = None

    def _emit(self, stream: str, text: str) -> None:
        content = {"name": stream, "text": text}
        self._session.send(None, "stream", content, self.shell.kernel.parent)

    def execute(self, source: str, publish: Publish, *, store_history: bool) -> dict[str, Any]:
        """Run one cell; ``publish`` is called with each message as it comes.

        Returns:
            A kernel's reply: ``status``, and for an error ``ename``, ``evalue``, ``traceback``.
        """
        self._session.publish = publish
        request = self._session.msg("execute_request", {"code": source})
        self._session.request = request["msg_id"]
        self.shell.kernel.parent = request
        self._context.run(self.shell.set_parent, request)
        self._session.send(
            None, "execute_input", {"code": source, "execution_count": self.shell.execution_count}
        )
        with _no_stdin(self.shell.kernel), descriptors_captured(self._streams):
            cell = self._loop.create_task(self._run(source, store_history), context=self._context)
            reply = self._loop.run_until_complete(cell)
        self._context.run(comms.deliver)
        return reply

    async def _run(self, source: str, store_history: bool) -> dict[str, Any]:
        shell = self.shell
        foreign.forget_traceback(shell)
        failed = None
        try:
            transformed = shell.transform_cell(source)
        except Exception:
            transformed, failed = source, sys.exc_info()
        given = {"transformed_cell": transformed, "preprocessing_exc_tuple": failed}
        if foreign.runs_async(shell, source, **given):
            result = None
            try:
                # A task of its own, as in a kernel: what it sets in its context stays there.
                running = shell.run_cell_async(source, store_history=store_history, **given)
                result = await asyncio.ensure_future(running)
            finally:
                shell.events.trigger("post_execute")
                shell.events.trigger("post_run_cell", result)
        else:
            result = shell.run_cell(source, store_history=store_history)
        shell.payload_manager.clear_payload()
        if result.success and not foreign.failed_to_show(shell):
            return {"status": "ok", "execution_count": shell.execution_count - 1}
        error = result.error_before_exec or result.error_in_exec
        return {
            "status": "error",
            "execution_count": shell.execution_count - 1,
            "traceback": foreign.traceback_of(shell),
            "ename": type(error).__name__,
            "evalue": str(error),
        }

    @staticmethod
    def language_info() -> dict[str, Any]:
        """What a Python kernel says of its language."""
        return {
            "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
            "file_extension": ".py",
            "mimetype": "text/x-python",
            "name": "python",
            "nbconvert_exporter": "python",
            "pygments_lexer": f"ipython{sys.version_info[0]}",
            "version": platform.python_version(),
        }


@lru_cache(maxsize=1)
def kernel() -> InProcessKernel:
    """The one kernel of this process."""
    return InProcessKernel()


def _configuration() -> Config:
    config = Config()
    config.HistoryManager.enabled = False
    config.IPKernelApp.connection_file = ""
    return config


@contextmanager
def _no_stdin(kernel_stub: Any) -> Iterator[None]:
    before = builtins.input, getpass.getpass
    builtins.input, getpass.getpass = kernel_stub.raw_input, kernel_stub.getpass
    try:
        yield
    finally:
        builtins.input, getpass.getpass = before


def _add_working_folder() -> None:
    """Let a notebook import what lies beside it; after the standard library, as IPython does."""
    if "" not in sys.path:
        names = [os.path.basename(path) for path in sys.path]
        places = [names.index(n) for n in ("site-packages", "dist-packages") if n in names]
        sys.path.insert(min(places, default=0), "")


def _forget_sources() -> None:
    """Drop the cells' source code, which Python keeps for tracebacks."""
    for name in [n for n in linecache.cache if "ipykernel_" in n or n.startswith("<ipython")]:
        del linecache.cache[name]
