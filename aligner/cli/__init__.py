"""The command line: one group, commands loaded only when called, so that ``tolmach --help`` is quick."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import Any, NoReturn

import click

from aligner import __version__
from aligner.cli.language import localised
from models import advice
from models.environment import check_variables, strange
from models.errors import TolmachError, reason
from models.messages import Message

#: Command name -> (module:function, the line that ``--help`` shows without loading the module).
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("aligner.cli.demo:demo", "Translate and align the sample article, for a first look."),
    "translate": ("aligner.cli.translate:translate", "Translate documents and write aligned exports."),
    "align": ("aligner.cli.align:align", "Align a document with its existing translation."),
    "pair": ("aligner.cli.pair:pair", "Find which files of two folders are translations of each other."),
    "segment": ("aligner.cli.segment:segment", "Print a document's sentences."),
    "batch": ("aligner.cli.batch:batch", "Translate or align thousands of documents, resumable and exact."),
    "evaluate": ("aligner.cli.evaluate:evaluate", "Score a model on a test set: BLEU, chrF2, speed."),
    "tune": ("aligner.cli.tune:tune", "Continue a model on your own translations."),
    "train": ("aligner.cli.tune:train", "Train a model from scratch."),
    "models": ("aligner.cli.models:models", "List, fetch and choose translation models."),
    "check": ("aligner.cli.check:check", "Check the pairs of bitext files: numbers, names, tags and twenty more."),
    "memory": ("aligner.cli.memory:memory", "Keep translations and find them again: exact, fuzzy, by word."),
    "convert": ("aligner.cli.convert:convert", "Turn a bitext file into another format."),
    "serve": ("server.cli.serve:serve", "Serve the library, the reader and the API on this machine."),
    "worker": ("server.cli.worker:worker", "Run a background worker of the service."),
    "admin": ("server.cli.admin:admin", "API keys, backup, restore and clean-up of the service."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name][0].split(":")
        command = getattr(importlib.import_module(module), function)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that is not there may be a misspelt one."""
        from difflib import get_close_matches

        if args[0] not in COMMANDS and (meant := get_close_matches(args[0], COMMANDS, 1)):
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{meant[0]}'?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="tolmach")
def cli() -> None:
    """Russian documents as aligned Russian-English text: translate, align, check, export.

    Everything runs on this machine; no text leaves it.
    """


def _stopped(*, by_signal: bool) -> NoReturn:
    """A question without an answer, or Ctrl-C, which a shell's loop over files has to see as such in order to stop."""
    click.echo(f"tolmach: {localised(Message('stopped'))}", err=True)
    sys.stderr.flush()
    if by_signal:
        release_semaphores()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
    sys.exit(1)


def release_semaphores() -> None:
    """Give back those of process pools: Python warns of them where a process ends too abruptly to do it itself."""
    if (util := sys.modules.get("multiprocessing.util")) is not None:
        util._run_finalizers(0)


def check_environment() -> None:
    """Refuse a misspelt variable: it would be passed over, and the command do something else than was meant."""
    if any(strange(name) for name in os.environ):
        from dataclasses import fields

        settings: Any = importlib.import_module("server.settings").Settings
        check_variables(os.environ, [field.name for field in fields(settings)], strict=False)


def main() -> None:
    """Entry point: our own errors, and too little memory, become one line on standard error and exit code 1."""
    # Threads that wait should sleep: spinning ones take a shared machine up to three times the time. OpenMP reads this
    # when torch is imported, so it has to be said before.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    advice.for_a_shell()
    try:
        check_environment()
        sys.exit(cli(prog_name="tolmach", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort as error:
        _stopped(by_signal=isinstance(error.__cause__, KeyboardInterrupt))
    except (TolmachError, ModuleNotFoundError) as error:
        if (told := advice.explained(error)) is None:
            raise
        click.echo(f"tolmach: {localised(told)}", err=True)
        sys.exit(1)
    except MemoryError:
        line = Message("not enough memory; close other programs, or give fewer or smaller files at once")
        click.echo(f"tolmach: {localised(line)}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of a pipe went away (``tolmach … | head``): not an error, but nothing more can be said.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        # What a part has no words of its own for: a name too long, a disk that went away.
        where = error.filename or "tolmach"
        line = Message("{path}: {reason}; check the name and the disk", path=where, reason=reason(error))
        click.echo(f"tolmach: {localised(line)}", err=True)
        sys.exit(1)
