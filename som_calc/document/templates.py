"""Jinja templates, ours and a kommune's own: always in a sandbox, every fault told in Danish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from som_calc.case.problems import CaseError
from som_calc.case.text_file import read_text
from som_calc.document.compiled import kept


def sandbox(folders: Sequence[str | Path], module: str, **settings: Any) -> Environment:
    """An environment whose templates reach the values they are given and nothing else of Python.

    Args:
        folders: where templates lie, the most specific first.
        module: the file that asks, for :func:`~som_calc.document.compiled.kept`.
        settings: further settings of the environment.
    """
    return _Sandbox(
        loader=_Loader(list(folders)),
        bytecode_cache=kept(module, __file__),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **settings,
    )


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which decides once for each attribute of a class."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._decided: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read the attribute."""
        # Jinja's own rule looks at nothing but the object's class and the attribute's name, and
        # takes a tenth of a report when it is asked at every cell of every table.
        asked = type(obj), attr
        if (safe := self._decided.get(asked)) is None:
            safe = self._decided[asked] = super().is_safe_attribute(obj, attr, value)
        return safe


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
        yield
    except CaseError:
        raise
    except TemplateNotFound as fault:
        raise CaseError.single(fault.name or template, "skabelonen findes ikke") from None
    except Exception as fault:  # a template is code: it can fail in any way
        file, line = _place(fault)
        ours = isinstance(fault, ValueError) and _raised_by_us(fault)
        if ours or (file is None and not isinstance(fault, TemplateError)):
            raise
        known = "brug kun de navne, der står i den medfølgende skabelon"
        said = f"skabelonen kan ikke bruges ({getattr(fault, 'message', None) or fault})"
        raise CaseError.single(file or template, said, known, line=line) from None


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
