"""``trucewatch review``: what people say about claims, each an entry with author and reason."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.pipeline.review_queue import QUEUES
from trucewatch.pipeline.reviews import (
    add_claim,
    confirm_claim,
    correct_claim,
    document_text,
    reject_claim,
    undo_review,
)
from trucewatch.reviewing import found_words, values_of
from trucewatch.store import ClaimState, Store
from trucewatch.vocabulary.claims import Claim

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
ClaimArgument = Annotated[str, typer.Argument(metavar="CLAIM", help="Id of the claim.")]
By = Annotated[str, typer.Option(help="Who reviews; entered as the author.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the entry.")]
Seen = Annotated[
    str | None,
    typer.Option("--if-version", help="The version that you saw: refused where another one holds by now."),
]
Set = Annotated[list[str] | None, typer.Option("--set", help="SLOT=VALUE, such as act=air_strike; repeat.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Confirm, correct, reject and add claims; nothing is overwritten.", no_args_is_help=True)
    who = '--by "A. Analyst" --reason'
    for name, command, help_text in (
        ("queue", queue, "List claims that need a person.\n\nExample: trucewatch review queue river-front --only low"),
        ("show", show, "Show a claim, its slots and its version.\n\nExample: trucewatch review show river-front 9f8e"),
        (
            "confirm",
            confirm,
            "Enter that a claim says what the words say.\n\n"
            f'Example: trucewatch review confirm river-front 9f8e {who} "as read"',
        ),
        (
            "correct",
            correct,
            "Enter a claim with some slots otherwise; an empty value takes one away.\n\n"
            f'Example: trucewatch review correct river-front 9f8e --set act=shelling {who} "mortars"',
        ),
        (
            "reject",
            reject,
            "Enter that the words make no such claim: it supports nothing and stays visible.\n\n"
            f'Example: trucewatch review reject river-front 9f8e {who} "a headline about another year"',
        ),
        (
            "add",
            add,
            "Enter a claim in words in which none was read.\n\n"
            "Example: trucewatch review add river-front 5d41 event --words 'the bridge was hit' --set act=air_strike "
            f'{who} "missed"',
        ),
        (
            "undo",
            undo,
            "Take back a review of yours; what held before it holds again.\n\n"
            f'Example: trucewatch review undo river-front review-1a2b {who} "mistaken"',
        ),
        (
            "history",
            history,
            "List what people entered about a claim.\n\nExample: trucewatch review history river-front 9f8e",
        ),
    ):
        group.command(name, help=help_text)(command)
    app.add_typer(group, name="review")


def queue(
    case: CaseArgument,
    only: Annotated[str, typer.Option(help=f"{', '.join(QUEUES)}.")] = "low",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 20,
) -> None:
    """Print ids and words, one claim a line."""
    if only not in QUEUES:
        raise UsageError("there is no such queue", where="--only", expected=", ".join(QUEUES), got=only)
    with open_workplace(load_case(case), now) as work:
        page = work.store.claims(QUEUES[only], limit=limit)
    for claim in page.items:
        sys.stdout.write(f"{claim.id}\t{claim.confidence}\t{_words(claim)}\n")
    say(f"{page.total} claims")


def show(case: CaseArgument, claim: ClaimArgument) -> None:
    """Print the claim slot by slot, then its version."""
    with open_workplace(load_case(case), now) as work:
        state = _state(work.store, claim)
    for name, value in values_of(state.claim).items():
        if value:
            out.print(f"{name}: {value}", markup=False)
    out.print(f"words: {_words(state.claim)}", markup=False)
    out.print(f"review: {state.claim.review or 'none'}", markup=False)
    out.print(f"version: {state.version}", markup=False)


def confirm(case: CaseArgument, claim: ClaimArgument, by: By, reason: Reason = "as read", seen: Seen = None) -> None:
    """Enter a confirmation and print its id."""
    with open_workplace(load_case(case), now) as work:
        out.print(confirm_claim(work, claim, version=seen, by=by, reason=reason).id, markup=False)
    _next(case)


def correct(
    case: CaseArgument, claim: ClaimArgument, by: By, reason: Reason, values: Set = None, seen: Seen = None
) -> None:
    """Enter a correction and print its id."""
    with open_workplace(load_case(case), now) as work:
        review = correct_claim(work, claim, _pairs(values), version=seen, by=by, reason=reason)
        out.print(review.id, markup=False)
    _next(case)


def reject(case: CaseArgument, claim: ClaimArgument, by: By, reason: Reason, seen: Seen = None) -> None:
    """Enter a rejection and print its id."""
    with open_workplace(load_case(case), now) as work:
        out.print(reject_claim(work, claim, version=seen, by=by, reason=reason).id, markup=False)
    _next(case)


def add(
    case: CaseArgument,
    document: Annotated[str, typer.Argument(help="Id of the document.")],
    kind: Annotated[str, typer.Argument(help="event, figure, position or control.")],
    words: Annotated[str, typer.Option(help="The words of the claim, letter by letter.")],
    by: By,
    reason: Reason,
    values: Set = None,
    nth: Annotated[int, typer.Option(min=1, help="Which occurrence of the words.")] = 1,
) -> None:
    """Enter a claim and print its id and that of the review."""
    with open_workplace(load_case(case), now) as work:
        text, _ = document_text(work, document)
        span = found_words(text, words, nth=nth)
        review = add_claim(work, document, span, kind, _pairs(values), by=by, reason=reason)
        out.print(f"{review.claim} {review.id}", markup=False)
    _next(case)


def undo(
    case: CaseArgument, review: Annotated[str, typer.Argument(help="Id of the review.")], by: By, reason: Reason
) -> None:
    """Enter that a review no longer holds."""
    with open_workplace(load_case(case), now) as work:
        out.print(undo_review(work, review, by=by, reason=reason).id, markup=False)
    _next(case)


def history(case: CaseArgument, claim: ClaimArgument) -> None:
    """Print every review of a claim, taken back or not, in the order of the record."""
    with open_workplace(load_case(case), now) as work:
        state = _state(work.store, claim)
    for row in state.reviews:
        review = row.review
        gone = "" if row.withdrawn is None else f" (taken back: {row.withdrawn})"
        told = (row.entry, review.at, review.kind, review.by, f"{review.reason}{gone}", review.id)
        sys.stdout.write("\t".join(str(item) for item in told) + "\n")


def _state(store: Store, claim: str) -> ClaimState:
    state = store.claim_state(claim)
    if state is None:
        raise UsageError("no such claim stands", got=claim[:80])
    return state


def _pairs(values: list[str] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in values or ():
        name, sign, value = item.partition("=")
        if not sign:
            raise UsageError("a slot is written SLOT=VALUE", where="--set", got=item[:60])
        found[name.strip()] = value
    return found


def _words(claim: Claim) -> str:
    # signs that steer a terminal are not text
    return "".join(c for c in " ".join(claim.text.split()) if c.isprintable())


def _next(case: Path) -> None:
    say(f"recorded; trucewatch run {case} links anew")
