"""The process after a notebook is as it was before it."""

from __future__ import annotations

import builtins
import decimal
import gc
import locale
import logging
import os
import random
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial, reduce
from operator import getitem
from typing import Any

Undo = Callable[[], None]

EXITED = "notebooken afsluttede processen"
"""What is said of a notebook that ends the process with ``os._exit``."""


class ProcessExit(BaseException):
    """A notebook asked to end the process, which is not its own."""


@contextmanager
def isolated() -> Iterator[None]:
    """Snapshot what a notebook may change in its process, and restore it afterwards.

    Working folder, environment, time zone, search path, modules imported from the notebook's
    own folders, warnings, logging, locale, ``__main__``, builtins, the interpreter's limits and
    hooks (:data:`_SETTINGS`), random numbers, numpy's random state, pandas' options,
    matplotlib's settings and open figures; the last three also where the notebook is the first
    to load them.  They and random numbers start afresh, as in a new kernel.  What is kept in
    context variables (decimal's and numpy's precision, numpy's printing) the shell keeps apart.

    Not put back: libraries stay loaded, so what they do or say when first imported happens
    once (``import this``), and what a notebook replaces or registers inside them stays.

    What would end this process (``os._exit``, ``os.abort``, a deadly signal sent to itself)
    raises :class:`ProcessExit` meanwhile, except in processes the notebook has forked itself.
    A fault in C or another program's ``kill`` cannot be refused.
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
            if hasattr(time, "tzset"):
                time.tzset()

    return undo


def _imports() -> Undo:
    path, modules = list(sys.path), set(sys.modules)
    main, arguments = sys.modules.get("__main__"), list(sys.argv)
    folder = os.getcwd()

    def undo() -> None:
        own = [os.path.realpath(p or folder) for p in sys.path if p not in path or not p]
        own.append(os.path.realpath(folder))
        for name in set(sys.modules) - modules:
            file = getattr(sys.modules[name], "__file__", None)
            if file and _lies_in(file, own) and not _lies_in(file, _LIBRARIES):
                del sys.modules[name]
        sys.path[:], sys.argv[:] = path, arguments
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
    before, disabled = {log: _log_settings(log) for log in _loggers()}, logging.root.manager.disable

    def undo() -> None:
        for log in _loggers():
            # What a library said of its own log when it was loaded, it says only once.
            new = _UNSET if log.name.partition(".")[0] not in _libraries() else _log_settings(log)
            level, propagate, off, handlers, filters = before.get(log, new)
            log.propagate, log.disabled = propagate, off
            log.handlers[:], log.filters[:] = handlers, filters
            if log.level != level:
                log.setLevel(level)
        logging.disable(disabled)

    return undo


_UNSET: tuple[Any, ...] = (logging.NOTSET, True, False, [], [])


def _loggers() -> list[logging.Logger]:
    named = logging.root.manager.loggerDict.values()
    return [logging.root, *(log for log in named if isinstance(log, logging.Logger))]


def _log_settings(log: logging.Logger) -> tuple[Any, ...]:
    return log.level, log.propagate, log.disabled, [*log.handlers], [*log.filters]


def _libraries() -> set[str]:
    return sys.modules.keys() - {"__main__"}


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


def _settings() -> Undo:
    before = [(get, put, get()) for get, put in _SETTINGS]
    mask = os.umask(0o077)
    os.umask(mask)

    def undo() -> None:
        for get, put, value in before:
            if get() != value:
                put(value)
        os.umask(mask)

    return undo


def _switch_collector(on: bool) -> None:
    (gc.enable if on else gc.disable)()


_SETTINGS: list[tuple[Callable[[], Any], Callable[[Any], Any]]] = [
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (sys.getswitchinterval, sys.setswitchinterval),
    (sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    (sys.getprofile, sys.setprofile),
    (sys.gettrace, sys.settrace),
    (gc.isenabled, _switch_collector),
    (gc.get_threshold, lambda counts: gc.set_threshold(*counts)),
    (socket.getdefaulttimeout, socket.setdefaulttimeout),
    *(
        (partial(getattr, owner, name), partial(setattr, owner, name))
        for owner, name in (
            (sys, "displayhook"),
            (sys, "excepthook"),
            (sys, "unraisablehook"),
            (sys, "breakpointhook"),
            (sys, "stdin"),
            (threading, "excepthook"),
            (decimal.DefaultContext, "prec"),
        )
    ),
]
"""Reads and sets each of the interpreter's own settings."""


def _random() -> Undo:
    before, state = random.getstate(), None
    random.seed()
    if (numpy := sys.modules.get("numpy.random")) is not None:
        state = numpy.get_state()
        numpy.seed()

    def undo() -> None:
        random.setstate(before)
        if (numpy := sys.modules.get("numpy.random")) is not None:
            numpy.seed() if state is None else numpy.set_state(state)

    return undo


def _pandas() -> Undo:
    before = _options()
    _set_options({})
    return lambda: _set_options(before)


def _options() -> dict[str, Any]:
    """pandas' options by name, read past its functions, which are slow and warn of some."""
    config: Any = sys.modules.get("pandas._config.config")
    names = [] if config is None else list(config._registered_options)
    return {name: reduce(getitem, name.split("."), config._global_config) for name in names}


def _set_options(wanted: dict[str, Any]) -> None:
    """Set pandas' options; those not told of as they are when it is loaded."""
    config: Any = sys.modules.get("pandas._config.config")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of options on their way out
        for name, value in _options().items():
            default = config._registered_options[name].defval
            if value != (new := wanted.get(name, default)):
                config.set_option(name, new)


def _matplotlib() -> Undo:
    # Item by item from the dict below: asking the settings themselves for the backend loads it.
    settings: dict[str, Any] | None = None
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is not None:
        settings = dict(dict.items(matplotlib.rcParams))
        dict.update(matplotlib.rcParams, dict(dict.items(matplotlib.rcParamsOrig)))
    figures = _figures().copy()
    _figures().clear()

    def undo() -> None:
        _figures().clear()
        _figures().update(figures)
        if (matplotlib := sys.modules.get("matplotlib")) is not None:
            dict.update(matplotlib.rcParams, settings or dict.items(matplotlib.rcParamsOrig))

    return undo


def _figures() -> dict[int, Any]:
    """pyplot's open figures by number."""
    managers = sys.modules.get("matplotlib._pylab_helpers")
    return {} if managers is None else managers.Gcf.figs


_PARTS: tuple[Callable[[], Undo], ...] = (
    _environment,
    _logging,
    _imports,
    _builtins,
    _settings,
    _locale,
    _signals,
    _exit,
    _random,
    _pandas,
    _matplotlib,
)
