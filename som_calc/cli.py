"""The command ``som``: finds the command that is asked for and words what goes wrong."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from som_calc.case.problems import CaseError
from som_calc.commands import COMMANDS
from som_calc.commands.click_danish import speak_danish
from som_calc.commands.tell.terminal import prepare_streams
from som_calc.writing import heal

speak_danish()

OUR_FAULT = 1
BROKEN_PIPE = 1
INTERRUPTED = 130
"""Exit codes; a reader that went away gives 1, as in rich and click."""
SHOW_TRACEBACK = "SOM_FEJLSPOR"


class _Commands(click.Group):
    """Knows the commands by name and imports only the one that is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = import_module(f"som_calc.commands.{cmd_name}").command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Kommandoer"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            args = [_spelled(args[0]), *args[1:]]
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from som_calc.case.suggest import did_you_mean

            meant = did_you_mean(args[0], COMMANDS, "kommandoerne er")
            ctx.fail(f"»{args[0]}« er ikke en kommando; {meant}")
        return super().resolve_command(ctx, args)


def _spelled(name: str) -> str:
    """The command meant by another spelling of it: »portefølje« is ``portefoelje``."""
    from som_calc.case.glossary import fold

    return fold(name) if fold(name) in COMMANDS else name


def _show_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from som_calc import __version__

        click.echo(f"som, version {__version__}")
        ctx.exit()


@click.group(
    cls=_Commands,
    options_metavar="[VALG]",
    subcommand_metavar="KOMMANDO …",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Hjælp til én kommando: som KOMMANDO --help",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Vis versionen.",
)
def som() -> None:
    """Beslutningsoplæg, opfølgning og erfaringscases fra SØM-beregninger.

    En sag er en fil med alle forudsætninger for én beregning; se params/ for eksempler.
    """


def main(args: Sequence[str] | None = None) -> None:
    """Run ``som`` and leave with 0, 1 (our fault), 2 (what was written cannot be used) or 130."""
    prepare_streams()
    # Looking for pydantic's plug-ins, which nothing here uses, takes longer than reading a case.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Python would look through everything for garbage once more, just before it all goes.
    atexit.register(gc.freeze)
    sys.exit(_run(args))


def _run(args: Sequence[str] | None) -> int:
    try:
        heal()
        # Windows: click would also expand %7% and ~ in »--sæt«; the commands expand globs.
        code = som.main(args, prog_name="som", standalone_mode=False, windows_expand_args=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except CaseError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort) as stopped:
        # click puts its own exception in place of the interrupt.
        interrupt = stopped.__cause__ or stopped
        told = interrupt.args if isinstance(interrupt, KeyboardInterrupt) else ()
        click.echo(told[0] if told else "Afbrudt; intet er ændret.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        click.echo(f"Fejl: {_in_words(error)}", err=True)
        return 2
    except Exception as error:
        if os.environ.get(SHOW_TRACEBACK):
            raise
        said = f"Fejl i programmet, ikke i sagen: {type(error).__name__}: {error}"
        click.echo(f"{said}\nKør igen med {SHOW_TRACEBACK}=1 for at se hvor.", err=True)
        return OUR_FAULT


_REASONS = {
    errno.ENOENT: "findes ikke",
    errno.EACCES: "er der ikke adgang til (måske er filen åben i et andet program)",
    errno.EPERM: "er der ikke adgang til",
    errno.EISDIR: "er en mappe, ikke en fil",
    errno.ENOTDIR: "ligger under noget, der ikke er en mappe",
    errno.EEXIST: "findes i forvejen",
    errno.ENOSPC: "kan ikke skrives, for disken er fuld",
    errno.EROFS: "er skrivebeskyttet",
    errno.ENAMETOOLONG: "har et for langt navn",
}


def _in_words(error: OSError) -> str:
    if error.errno is None:
        return str(error)
    reason = _REASONS.get(error.errno, f"kan ikke læses eller skrives ({error.strerror})")
    return f"{error.filename or 'en fil'} {reason}"
