"""Change a text in one known way and tell what else changed in its claims."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from trucewatch.evaluation.keys import GoldText, anchor_span, load_gold
from trucewatch.reading.reader import Reader
from trucewatch.vocabulary.claims import Claim, EventClaim, FigureClaim, Span

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "benchmarks" / "gold"
SEEDS = ROOT.parent / "shared" / "seeds"
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})
# what depends on the bytes of the text, and names that hold the changed words
_BYTES = ("id", "document", "text", "subset_of", "of")
_PLAIN_NUMBER = re.compile(r"(?<!\d)(?<!\d[.,٫٬\s])[1-9]\d{2,4}(?!\d)(?![.,٫٬\s]\d)")


@cache
def reader() -> Reader:
    return Reader.general()


@cache
def texts() -> tuple[GoldText, ...]:
    """The development texts, and the seeds where they are present."""
    return load_gold([GOLD], split="development") + (load_gold([SEEDS]) if SEEDS.is_dir() else ())


def read(gold: GoldText, text: str | None = None, published: dt.date | None = None) -> tuple[Claim, ...]:
    day = published or dt.date.fromisoformat(gold.key.published or "")
    return reader().read(text or gold.text, document=gold.digest, lang=gold.key.lang, published=day)


@cache
def claims_of(gold_name: str) -> tuple[Claim, ...]:
    return read(next(gold for gold in texts() if gold.name == gold_name))


def plain(claim: Claim) -> dict[str, Any]:
    """A claim as data without what depends on the bytes of the text."""
    data: dict[str, Any] = msgspec.to_builtins(claim)
    return {name: value for name, value in data.items() if name not in _BYTES}


def even_spaces(value: Any) -> Any:
    """``value`` with every kind of space written as an ordinary one."""
    if isinstance(value, str):
        return value.translate(SPACES)
    if isinstance(value, dict):
        return {name: even_spaces(inner) for name, inner in value.items()}
    return [even_spaces(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def plain_numbers(gold: GoldText) -> Iterator[Span]:
    """Keyed figures written with three to five digits and nothing else: one digit more or less changes no grammar."""
    for figure in gold.key.figures:
        span = anchor_span(gold.text, figure.anchor, figure.occurrence)
        for found in _PLAIN_NUMBER.finditer(gold.text, *(span or (0, 0))):
            if figure.best == int(found.group()) and span and found.end() <= span[1]:
                yield found.span()


def without_number(claim: Claim, at: Span) -> dict[str, Any]:
    """A claim as data in which the values of quantities that stand at ``at`` are left out, and names that hold it."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            span = value.get("span")
            if span and span[0] < at[1] and at[0] < span[1]:
                hidden = ("low", "best", "high", "name", "text")
                value = {name: inner for name, inner in value.items() if name not in hidden}
            return {name: walk(inner) for name, inner in value.items()}
        return [walk(inner) for inner in value] if isinstance(value, (list, tuple)) else value

    return {name: walk(value) for name, value in plain(claim).items()}


def values_at(claims: tuple[Claim, ...], at: Span) -> set[float | None]:
    """The best values of quantities that stand at ``at``."""
    found: set[float | None] = set()
    for claim in claims:
        quantities = claim.casualties if isinstance(claim, EventClaim) else ()
        if isinstance(claim, FigureClaim):
            quantities = (claim.quantity,)
        found |= {q.best for q in quantities if q.span and q.span[0] < at[1] and at[0] < q.span[1]}
    return found


def nature(claim: Claim) -> tuple[Any, ...]:
    """What a claim says, without who and where."""
    data = plain(claim)
    quantities = [data["quantity"]] if "quantity" in data else data.get("casualties", [])
    values = tuple((q["low"], q["best"], q["high"], q["qualifier"], q.get("who")) for q in quantities)
    codes = ("kind", "act", "status", "measure", "stance", "topic", "polarity", "hedged", "confidence")
    return (*(data.get(name) for name in codes), tuple(data.get("objects", ())), values)


# actors of one kind whose names take the same articles and endings, so that the text stays grammatical
PARTIES: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        ("Hamas", "Hezbollah"),
        ("Azerbaïdjan", "Arménie"),
        ("ukrainienne", "américaine"),
        ("Moscou", "Washington"),
        ("Bangkok", "Phnom Penh"),
        ("Kigali", "Kinshasa"),
    ),
    "en": (
        ("Hamas", "Hezbollah"),
        ("Armenia", "Azerbaijan"),
        ("Russia", "Ukraine"),
        ("Russian", "Ukrainian"),
        ("Thailand", "Cambodia"),
        ("Rwanda", "Uganda"),
    ),
    "ar": (("روسيا", "تركيا"), ("أرمينيا", "أذربيجان"), ("الروسية", "التركية"), ("موسكو", "أنقرة"), ("باكو", "يريفان")),
}


def swapped(text: str, one: str, other: str) -> str:
    """``text`` with the two names in each other's place, as whole words (or as part of a word in Arabic)."""
    edge = "" if "\u0600" <= one[0] <= "\u06ff" else r"\b"
    names = {one: other, other: one}
    return re.sub(f"{edge}({re.escape(one)}|{re.escape(other)}){edge}", lambda found: names[found.group()], text)
