"""The command ``trucewatch``: all commands, and what becomes of an error.

Exit codes: 0 done; 1 something in the input was refused; 2 wrong usage.
"""

from __future__ import annotations

import os
import sys

import typer

from trucewatch import __version__
from trucewatch.cli import (
    analysis,
    cases,
    docket,
    drafts,
    evaluate,
    evidence,
    exchange,
    fetching,
    following,
    forms,
    inquiry,
    keys,
    linking,
    looking,
    motions,
    observations,
    outside_time,
    protect,
    reading,
    redact,
    reliability,
    terms,
    witness,
)
from trucewatch.cli.talk import say, tell_error
from trucewatch.errors import TrucewatchError

__all__ = ["app", "run"]

app = typer.Typer(
    name="trucewatch",
    help="Monitor a ceasefire together: reports in, claims, incidents, assessments, a record, a situation report.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
cases.register(app)
analysis.register(app)
reading.register(app)
looking.register(app)
linking.register(app)
reliability.register(app)
evaluate.register(app)
terms.register(app)
docket.register(app)
inquiry.register(app)
motions.register(app)
drafts.register(app)
following.register(app)
keys.register(app)
witness.register(app)
evidence.register(app)
fetching.register(app)
forms.register(app)
observations.register(app)
protect.register(app)
redact.register(app)
exchange.register(app)
outside_time.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"trucewatch {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    del version


def run() -> None:
    """Entry point: run a command and turn what it raises into a message and an exit code."""
    try:
        app()
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
