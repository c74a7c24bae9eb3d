"""Jinja templates, ours and a kommune's own: always in a sandbox, every fault told in Danish.

The sandbox also has an end: a template may take so many steps and so much memory, however it
spends them.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from som_calc.case.problems import CaseError
from som_calc.case.text_file import read_text
from som_calc.document.compiled import kept

STEPS = 300_000
"""Bodies of loops, macros and blocks that one page or text may go through; a report with many
tables takes some ten thousand."""
MEMORY = 256 * 1024**2
"""Bytes that filling a template may add to what the program holds already."""
LONGEST = 5_000_000
"""Characters or items in what ``*`` and ``+`` make, and digits of what ``**`` makes."""


class TooMuch(SecurityError):
    """A template went on for too long, or wanted too much."""


class _Counting(CodeGenerator):
    def blockvisit(self, nodes: Any, frame: Any) -> None:
        """Begin every body with a step."""
        self.writeline("environment.take_step()")
        super().blockvisit(nodes, frame)


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment that reaches nothing of Python, and whose templates come to an end."""

    code_generator_class = _Counting
    intercepted_binops = frozenset({"*", "**", "+", "%"})
    steps = threading.local()

    def __init__(self, *given: Any, **settings: Any) -> None:
        super().__init__(*given, **settings)
        self._decided: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read the attribute."""
        # Jinja's own rule looks at nothing but the object's class and the attribute's name, and
        # takes a tenth of a report when it is asked at every cell of every table.
        asked = type(obj), attr
        if (safe := self._decided.get(asked)) is None:
            safe = self._decided[asked] = super().is_safe_attribute(obj, attr, value)
        return safe

    def take_step(self) -> None:
        """Count a step.

        Raises:
            TooMuch: that was the last.
        """
        left = getattr(self.steps, "left", STEPS) - 1
        self.steps.left = left
        if left < 0:
            raise TooMuch("skabelonen bliver ved for længe")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse what would be far too long before it is made."""
        if _size(operator, left, right) > LONGEST:
            raise TooMuch(f"det, {operator} giver, er for langt")
        return super().call_binop(context, operator, left, right)


def _size(operator: str, left: Any, right: Any) -> float:
    """How long a result gets: characters, items, or digits of a whole number."""
    long = [len(each) for each in (left, right) if hasattr(each, "__len__")]
    if operator == "+":
        return sum(long)
    whole = isinstance(left, int) and isinstance(right, int)
    if operator == "**":
        return left.bit_length() * abs(right) / 3 if whole else 0
    if operator == "*" and long:
        return long[0] * max(0, next((n for n in (left, right) if isinstance(n, int)), 0))
    if operator == "*":
        return (left.bit_length() + right.bit_length()) / 3 if whole else 0
    # Widths in »%99999999d« are the only way % makes anything long.
    digits = "".join(c if c.isdecimal() else " " for c in left) if isinstance(left, str) else ""
    return LONGEST + 1 if any(len(one) > 4 for one in digits.split()) else 0


def sandbox(folders: Sequence[str | Path], module: str, **settings: Any) -> Environment:
    """An environment whose templates reach the values they are given and nothing else of Python.

    Args:
        folders: where templates lie, the most specific first.
        module: the file that asks, for :func:`~som_calc.document.compiled.kept`.
        settings: further settings of the environment.
    """
    return Sandbox(
        loader=_Loader(list(folders)),
        bytecode_cache=kept(module, __file__),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **settings,
    )


@contextmanager
def within_limits() -> Iterator[None]:
    """Begin counting a template's steps anew, and keep its memory down (on Linux)."""
    before, Sandbox.steps.left = getattr(Sandbox.steps, "left", STEPS), STEPS
    try:
        with _Memory() if sys.platform == "linux" else nullcontext():
            yield
    finally:
        Sandbox.steps.left = before


class _Memory:
    """Lets the process grow by :data:`MEMORY` at most while any thread fills a template."""

    lock = threading.Lock()
    filling = 0
    before = (-1, -1)

    def __enter__(self) -> None:
        import resource

        with self.lock:
            if _Memory.filling == 0:
                soft, hard = _Memory.before = resource.getrlimit(resource.RLIMIT_AS)
                pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
                wanted = pages * resource.getpagesize() + MEMORY
                known = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
                resource.setrlimit(resource.RLIMIT_AS, (min([wanted, *known]), hard))
            _Memory.filling += 1

    def __exit__(self, *_: object) -> None:
        import resource

        with self.lock:
            _Memory.filling -= 1
            if _Memory.filling == 0:
                resource.setrlimit(resource.RLIMIT_AS, _Memory.before)


class _Loader(FileSystemLoader):
    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError:
            for folder in self.searchpath:
                if (path := Path(folder) / template).is_file():
                    read_text(path, wanted="en skabelon")
            raise


@contextmanager
def faults_told(template: str) -> Iterator[None]:
    """Tell whatever goes wrong in a template with its file and line.

    Args:
        template: its name, for a template that is not there.

    Raises:
        CaseError: the template is missing, broken, or does what it cannot.
    """
    try:
        with within_limits():
            yield
    except CaseError:
        raise
    except TemplateNotFound as fault:
        raise CaseError.single(fault.name or template, "skabelonen findes ikke") from None
    except Exception as fault:  # a template is code: it can fail in any way
        file, line = _place(fault)
        ours = isinstance(fault, ValueError) and _raised_by_us(fault)
        told = isinstance(fault, TemplateError | MemoryError)
        if ours or (file is None and not told):
            raise
        wrong, right = in_danish(fault)
        said = f"skabelonen kan ikke bruges: {wrong}"
        raise CaseError.single(file or template, said, right, line=line) from None


def in_danish(fault: Exception) -> tuple[str, str]:
    """What is wrong with a template, and what would be right.

    >>> in_danish(ZeroDivisionError("division by zero"))
    ('den dividerer med nul', 'ret udtrykket')
    """
    said = str(getattr(fault, "message", None) or fault)
    named = re.search(r"'([^']+)'", said)
    if isinstance(fault, TooMuch):
        return said, "gør løkkerne kortere"
    if isinstance(fault, MemoryError):
        return "den bruger for meget hukommelse", "gør teksterne og løkkerne kortere"
    if isinstance(fault, RecursionError):
        return "en makro kalder sig selv uden ende", "giv den en ende"
    if isinstance(fault, ZeroDivisionError):
        return "den dividerer med nul", "ret udtrykket"
    if isinstance(fault, OverflowError):
        return "en række tal er for lang", "gør løkkerne kortere"
    names = "brug kun de navne, der står i den medfølgende skabelon"
    if isinstance(fault, SecurityError):
        return f"»{named[1] if named else said}« er der ikke adgang til fra en skabelon", names
    if isinstance(fault, UndefinedError):
        return f"»{named[1] if named else said}« findes ikke", names
    if isinstance(fault, TemplateSyntaxError):
        return f"den er ikke skrevet rigtigt (Jinja: {said})", "ret linjen"
    return f"{type(fault).__name__}: {said}", names


def _raised_by_us(fault: Exception) -> bool:
    """Whether a function that a template called complains of what it was given, in own words."""
    deepest = fault.__traceback__
    while deepest is not None and deepest.tb_next is not None:
        deepest = deepest.tb_next
    return deepest is not None and "som_calc" in Path(deepest.tb_frame.f_code.co_filename).parts


def _place(fault: Exception) -> tuple[str | None, int | None]:
    """The innermost line of a template that a fault passed through."""
    if isinstance(fault, TemplateSyntaxError) and fault.filename is not None:
        return fault.filename, fault.lineno
    place: tuple[str | None, int | None] = (None, None)
    traceback = fault.__traceback__
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not file.endswith(".py") and Path(file).is_file():
            place = (file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place
