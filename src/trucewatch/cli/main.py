"""The command ``trucewatch``: all commands, and what becomes of an error.

Exit codes: 0 done; 1 something in the input was refused; 2 wrong usage.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Final

import typer

from trucewatch import __version__
from trucewatch.cli.talk import say, tell_error
from trucewatch.errors import TrucewatchError

__all__ = ["COMMANDS", "application", "run"]

COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "cases": ("init", "ingest", "run", "verify", "rebuild", "demo"),
    "situation": ("report",),
    "papers": ("flash", "dossier"),
    "exporting": ("export",),
    "publishing": ("publish",),
    "alerts": ("alerts",),
    "analysis": ("series", "undercount"),
    "reading": ("read",),
    "looking": ("serve", "schema"),
    "searching": ("search",),
    "reviewing": ("review",),
    "linking": ("merge", "split", "withdraw-link", "relink"),
    "reliability": ("reliability",),
    "evaluate": ("evaluate",),
    "terms": ("terms",),
    "docket": ("docket", "acts"),
    "inquiry": ("complain", "inquiry", "notify", "answer", "visit"),
    "motions": ("motion", "amend", "vote", "silence", "rule", "decide", "withdraw", "remedy"),
    "drafts": ("draft",),
    "following": ("obligations", "control", "figures", "announced", "positions"),
    "keys": ("correct", "keys"),
    "witness": ("witness",),
    "evidence": ("bundle", "backup", "restore", "audit"),
    "fetching": ("fetch",),
    "forms": ("forms",),
    "observations": ("observations",),
    "protect": ("protect",),
    "people": ("people",),
    "redact": ("redact",),
    "database": ("database",),
    "batch": ("batch",),
    "exchange": ("submit", "merge-in"),
    "outside_time": ("timestamp",),
    "tokens": ("token",),
}
"""The modules of ``trucewatch.cli`` and the commands of each. One command loads one module: a person who asks for
``--help`` does not wait for the database, the statistics and the pages."""


def application(modules: Iterable[str] = tuple(COMMANDS)) -> typer.Typer:
    """The command with the commands of these modules; all of them when none are named."""
    made = typer.Typer(
        name="trucewatch",
        help="Monitor a ceasefire together: reports in, claims, incidents, assessments, a record, a situation report.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        rich_markup_mode=None,
    )
    made.callback()(_root)
    for name in modules:
        importlib.import_module(f"trucewatch.cli.{name}").register(made)
    return made


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"trucewatch {__version__}\n")
        raise typer.Exit


def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    del version


def _needed(arguments: Sequence[str]) -> tuple[str, ...]:
    """The module of the command that is asked for; every one where it is not the first word, or unknown."""
    first = arguments[0] if arguments else ""
    if first == "--version":
        return ("cases",)
    return tuple(module for module, commands in COMMANDS.items() if first in commands) or tuple(COMMANDS)


def run() -> None:
    """Entry point: run a command and turn what it raises into a message and an exit code."""
    try:
        application(_needed(sys.argv[1:]))()
    except TrucewatchError as error:
        tell_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        say("interrupted; run the same command again to go on")
        sys.exit(1)
    except BrokenPipeError:
        # the reader of the pipe went away: nothing more can be said, and nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        say(f"{error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(1)


if __name__ == "__main__":
    run()
