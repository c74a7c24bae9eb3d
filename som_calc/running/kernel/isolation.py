"""The process after a notebook is as it was before it."""

from __future__ import annotations

import builtins
import copy
import locale
import logging
import os
import random
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

Undo = Callable[[], None]

EXITED = "notebooken afsluttede processen"
"""What is said of a notebook that ends the process with ``os._exit``."""


class ProcessExit(BaseException):
    """A notebook asked to end the process, which is not its own."""


@contextmanager
def isolated() -> Iterator[None]:
    """Snapshot what a notebook may change in its process, and restore it afterwards.

    Working folder, environment, search path, modules imported from the notebook's own
    folders, warnings, logging, locale, ``__main__``, builtins, random numbers, and (where
    loaded) numpy's random state, pandas' options, matplotlib's settings and open figures.
    Random numbers start afresh, as in a new kernel.  What would end this process (``os._exit``,
    ``os.abort``, a deadly signal sent to itself) raises :class:`ProcessExit` meanwhile, except
    in processes the notebook has forked itself.  A fault in C or another program's ``kill``
    cannot be refused.
    """
    with ExitStack() as stack, warnings.catch_warnings():
        for part in _PARTS:
            stack.callback(part())
        yield


def _environment() -> Undo:
    before, folder = os.environ.copy(), os.getcwd()

    def undo() -> None:
        with suppress(OSError):
            os.chdir(folder)
        if os.environ != before:
            for name in os.environ.keys() - before.keys():
                del os.environ[name]
            for name, value in before.items():
                if os.environ.get(name) != value:
                    os.environ[name] = value

    return undo


def _imports() -> Undo:
    path, modules = list(sys.path), set(sys.modules)
    main, arguments = sys.modules.get("__main__"), list(sys.argv)
    hooks = sys.excepthook, sys.displayhook
    folder = os.getcwd()

    def undo() -> None:
        own = [os.path.realpath(p or folder) for p in sys.path if p not in path or not p]
        own.append(os.path.realpath(folder))
        for name in set(sys.modules) - modules:
            file = getattr(sys.modules[name], "__file__", None)
            if file and _lies_in(file, own) and not _lies_in(file, _LIBRARIES):
                del sys.modules[name]
        sys.path[:], sys.argv[:] = path, arguments
        sys.excepthook, sys.displayhook = hooks
        if main is not None:
            sys.modules["__main__"] = main

    return undo


_PACKAGE = os.path.realpath(os.path.dirname(sys.modules["som_calc"].__file__ or ""))
_LIBRARIES = [os.path.realpath(p) for p in {sys.prefix, sys.base_prefix}] + [_PACKAGE]


def _lies_in(file: str, folders: list[str]) -> bool:
    real = os.path.realpath(file)
    return any(real.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


def _builtins() -> Undo:
    before = dict(vars(builtins))

    def undo() -> None:
        now = vars(builtins)
        for name in now.keys() - before.keys():
            del now[name]
        now.update(before)

    return undo


def _logging() -> Undo:
    root = logging.getLogger()
    handlers, level, disabled = list(root.handlers), root.level, logging.root.manager.disable

    def undo() -> None:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.disable(disabled)

    return undo


def _locale() -> Undo:
    before = locale.setlocale(locale.LC_ALL)

    def undo() -> None:
        if locale.setlocale(locale.LC_ALL) != before:
            locale.setlocale(locale.LC_ALL, before)

    return undo


def _signals() -> Undo:
    names = [n for n in ("SIGINT", "SIGTERM", "SIGALRM") if hasattr(signal, n)]
    before = {getattr(signal, n): signal.getsignal(getattr(signal, n)) for n in names}

    def undo() -> None:
        for number, handler in before.items():
            if handler is not None and signal.getsignal(number) is not handler:
                with suppress(ValueError):  # not the main thread
                    signal.signal(number, handler)

    return undo


def _exit() -> Undo:
    exit, abort, raise_signal = os._exit, os.abort, signal.raise_signal
    kill, killpg = os.kill, getattr(os, "killpg", None)
    process, group = os.getpid(), os.getpgrp() if hasattr(os, "getpgrp") else None

    def refuse(how: str) -> None:
        if os.getpid() == process:  # and not a child the notebook has forked
            raise ProcessExit(f"{EXITED} ({how})")

    def refuse_signal(number: int) -> None:
        handler = signal.getsignal(number) if number else None
        if number == signal.SIGINT and not _of_notebook(handler):
            raise KeyboardInterrupt
        if handler is signal.SIG_DFL and number not in _HARMLESS:
            refuse(f"signal {int(number)}")

    def refusing_exit(status: int) -> None:
        refuse(f"kode {status}")
        exit(status)

    def refusing_abort() -> None:
        refuse("abort")
        abort()

    def refusing_raise(number: int) -> None:
        refuse_signal(number)
        raise_signal(number)

    def refusing_kill(pid: int, number: int) -> None:
        if pid in (process, 0) or (group is not None and pid == -group):
            refuse_signal(number)
        kill(pid, number)

    def refusing_killpg(pgid: int, number: int) -> None:
        refusing_kill(-pgid, number)

    def undo() -> None:
        os._exit, os.abort, os.kill = exit, abort, kill
        signal.raise_signal = raise_signal
        if killpg is not None:
            os.killpg = killpg

    os._exit, os.abort, os.kill = refusing_exit, refusing_abort, refusing_kill  # type: ignore[assignment]
    signal.raise_signal = refusing_raise
    if killpg is not None:
        os.killpg = refusing_killpg
    return undo


_HARMLESS = {
    getattr(signal, name, None)
    for name in ("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGSTOP", "SIGTSTP")
}
"""Signals that end no process."""


def _of_notebook(handler: Any) -> bool:
    """Whether a signal's handler is of the notebook's own making, not Python's or ours."""
    ours = str(getattr(handler, "__module__", "")).startswith("som_calc.")
    return callable(handler) and handler is not signal.default_int_handler and not ours


def _random() -> Undo:
    before = random.getstate()
    random.seed()
    return lambda: random.setstate(before)


def _numpy() -> Undo:
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return _nothing
    state, print_options, errors = None, numpy.get_printoptions(), numpy.geterr()
    if "numpy.random" in sys.modules:
        state = numpy.random.get_state()
        numpy.random.seed()

    def undo() -> None:
        if state is not None:
            numpy.random.set_state(state)
        numpy.set_printoptions(**print_options)
        numpy.seterr(**errors)

    return undo


def _pandas() -> Undo:
    config = getattr(sys.modules.get("pandas"), "_config", None)
    options = getattr(getattr(config, "config", None), "_global_config", None)
    if options is None:
        return _nothing
    before = copy.deepcopy(options)

    def undo() -> None:
        options.clear()
        options.update(before)

    return undo


def _matplotlib() -> Undo:
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None:
        return _nothing
    # Item by item from the dict below: asking the settings themselves for the backend loads it.
    settings = dict(dict.items(matplotlib.rcParams))
    dict.update(matplotlib.rcParams, dict(dict.items(matplotlib.rcParamsOrig)))
    figures: Any = None
    managers = sys.modules.get("matplotlib._pylab_helpers")
    if managers is not None:
        figures = managers.Gcf.figs.copy()
        managers.Gcf.figs.clear()

    def undo() -> None:
        managers = sys.modules.get("matplotlib._pylab_helpers")
        if managers is not None:
            managers.Gcf.figs.clear()
            managers.Gcf.figs.update(figures or {})
        dict.clear(matplotlib.rcParams)
        dict.update(matplotlib.rcParams, settings)

    return undo


def _nothing() -> None:
    pass


_PARTS: tuple[Callable[[], Undo], ...] = (
    _environment,
    _imports,
    _builtins,
    _logging,
    _locale,
    _signals,
    _exit,
    _random,
    _numpy,
    _pandas,
    _matplotlib,
)
