"""Write the page of limits from the constants that hold them.

python docs/make_limits.py
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Final

import msgspec
from babel.numbers import format_decimal

from trucewatch.intake.limits import Limits

PAGE: Final = Path(__file__).resolve().parent / "reference" / "limits.md"


class Bound(msgspec.Struct, frozen=True):
    """What is bounded, in which unit, and the module and name of the constant that says so."""

    what: str
    unit: str
    module: str
    name: str
    beyond: str


ONE_REFUSED: Final = "refused, the rest goes on"
FILE_REFUSED: Final = "refused"
DOCUMENT: Final = {
    "max_bytes": ("one document", "bytes"),
    "max_text": ("its text", "characters"),
    "max_pages": ("its pages", "pages"),
    "max_depth": ("elements or mail parts inside one another", "levels"),
    "max_elements": ("elements of a page", "elements"),
    "max_seconds": ("reading one document", "seconds"),
    "max_members": ("members of an office document", "members"),
    "max_unpacked": ("an office document when unpacked", "bytes"),
    "max_ratio": ("unpacked to packed size of a member", "times"),
    "max_parts": ("parts of a message", "parts"),
    "max_container": ("a file of several documents", "bytes"),
    "max_container_unpacked": ("its members together", "bytes"),
}
FILES: Final = (
    Bound("memory of a child that parses", "bytes", "trucewatch.intake.sandbox", "MEMORY", ONE_REFUSED),
    Bound(
        "members taken from an archive or folder",
        "members",
        "trucewatch.pipeline.receiving",
        "_MOST_MEMBERS",
        "listed as not taken",
    ),
    Bound("rows of a dataset", "rows", "trucewatch.intake.datasets.tables", "MAX_ROWS", FILE_REFUSED),
    Bound("columns of a table", "columns", "trucewatch.intake.formats.table", "_MAX_COLUMNS", FILE_REFUSED),
    Bound(
        "rows of a table of observations",
        "rows",
        "trucewatch.intake.observations.observation_tables",
        "_MAX_ROWS",
        FILE_REFUSED,
    ),
    Bound(
        "records of a web archive", "records", "trucewatch.intake.containers.webarchives", "_MOST_RECORDS", FILE_REFUSED
    ),
    Bound("a YAML file of the case", "bytes", "trucewatch.vocabulary.yaml_input", "MAX_YAML_BYTES", FILE_REFUSED),
    Bound("nesting in a YAML file", "levels", "trucewatch.vocabulary.yaml_input", "MAX_DEPTH", FILE_REFUSED),
    Bound("areas of an instrument", "bytes", "trucewatch.terms.areas", "MAX_AREAS_BYTES", FILE_REFUSED),
    Bound("instruments of a case", "instruments", "trucewatch.terms.loading", "MAX_INSTRUMENTS", FILE_REFUSED),
)
RECORD: Final = (
    Bound("an entry", "bytes", "trucewatch.record.tiles", "MAX_ENTRY", FILE_REFUSED),
    Bound("the payload of an entry", "bytes", "trucewatch.record.canonical", "MAX_PAYLOAD", FILE_REFUSED),
    Bound("nesting of an entry", "levels", "trucewatch.record.canonical", "MAX_DEPTH", FILE_REFUSED),
    Bound("an integer", "", "trucewatch.record.canonical", "MAX_INTEGER", FILE_REFUSED),
    Bound("a checkpoint", "bytes", "trucewatch.record.checkpoint", "MAX_CHECKPOINT", FILE_REFUSED),
    Bound("signatures of a note", "signatures", "trucewatch.record.note", "MAX_SIGNATURES", FILE_REFUSED),
    Bound("a file kept beside the record", "bytes", "trucewatch.record.submission", "MAX_FILE", FILE_REFUSED),
    Bound("a hidden value", "bytes", "trucewatch.protection.hidden", "MAX_VALUE", FILE_REFUSED),
    Bound("acts of a commission", "acts", "trucewatch.commission.loading", "MAX_ACTS", FILE_REFUSED),
    Bound(
        "words of two texts compared word by word", "words", "trucewatch.commission.texts", "MAX_WORDS", "shown whole"
    ),
)
SERVER: Final = (
    Bound("a file handed in", "bytes", "trucewatch.web.api.submissions", "_MOST", "413"),
    Bound("a submission of a form", "bytes", "trucewatch.web.api.field_forms", "MOST", "413"),
    Bound("parts of a body", "parts", "trucewatch.web.api.multipart", "_MOST_PARTS", "422"),
    Bound("sending a body", "seconds", "trucewatch.web.api.body", "MAX_SECONDS", "408"),
    Bound("features of an answer", "features", "trucewatch.web.api.features.routes", "_MOST", "the next page"),
    Bound("rows of a page of incidents", "rows", "trucewatch.web.filters", "PER_PAGE", "the next page"),
    Bound("a question to the search", "characters", "trucewatch.store.search_query", "LONGEST_QUERY", "400"),
    Bound("finds that are counted", "finds", "trucewatch.store.search_query", "MOST_COUNTED", "shown as more"),
    Bound("words of a question", "words", "trucewatch.store.search_query", "_MOST_TERMS", "400"),
    Bound("tiles of a map question", "tiles", "trucewatch.web.map_page", "_MOST_TILES", "400"),
    Bound("webhooks of a case", "webhooks", "trucewatch.web.api.webhooks", "_MOST", "422"),
    Bound("tries of a delivery", "tries", "trucewatch.web.api.deliveries", "MOST_TRIES", "given up and listed"),
    Bound("life of a token of a program", "days", "trucewatch.web.api.tokens", "MOST_DAYS", FILE_REFUSED),
)
PEOPLE: Final = (
    Bound("a password, at least", "characters", "trucewatch.web.people.passwords", "LEAST", FILE_REFUSED),
    Bound("a password, at most", "characters", "trucewatch.web.people.passwords", "MOST", FILE_REFUSED),
    Bound("a session without a request", "seconds", "trucewatch.web.people.sessions", "IDLE", "ends"),
    Bound("a session in any case", "seconds", "trucewatch.web.people.sessions", "ABSOLUTE", "ends"),
    Bound("sessions of a person at once", "sessions", "trucewatch.web.people.sessions", "_MOST", "the oldest ends"),
    Bound(
        "changing how one signs in after signing in",
        "seconds",
        "trucewatch.web.people.sessions",
        "FRESH",
        "sign in again",
    ),
    Bound("an invitation", "seconds", "trucewatch.web.people.accounts", "INVITATION_SECONDS", "void"),
    Bound("the challenge of a passkey", "seconds", "trucewatch.web.people.passkeys", "CHALLENGE_SECONDS", "void"),
    Bound("a round to the provider of accounts", "seconds", "trucewatch.web.people.oidc", "ROUND_SECONDS", "void"),
    Bound("an answer of that provider", "bytes", "trucewatch.web.people.oidc_asking", "MOST", FILE_REFUSED),
)
RATES: Final = (
    ("attempts to sign in with one name", "SIGN_IN_NAME"),
    ("attempts to sign in from one address", "SIGN_IN_ADDRESS"),
    ("writes of one person or address", "WRITES"),
)


def page() -> str:
    """The page, section by section."""
    out = [
        "# Limits",
        "",
        "Made from the constants in the code by `make docs`. Beyond a limit nothing is cut off in silence: the",
        "document, row, entry or request is refused with a reason, and what was refused is listed.",
        "",
        "## One document or file",
        "",
        *_head(),
        *(_row(what, _number(getattr(Limits(), name)), unit, ONE_REFUSED) for name, (what, unit) in DOCUMENT.items()),
    ]
    sections = (("Files of a case", FILES), ("Record and commission", RECORD), ("Server", SERVER), ("People", PEOPLE))
    for title, bounds in sections:
        out += ["", f"## {title}", "", *_head()]
        out += [
            _row(b.what, _number(getattr(importlib.import_module(b.module), b.name)), b.unit, b.beyond) for b in bounds
        ]
    rate = importlib.import_module("trucewatch.web.people.rate")
    out += [
        "",
        "## Rates",
        "",
        "Beyond a rate the answer is 429 with `Retry-After`.",
        "",
        "| what | at most | in |",
        "| --- | --: | --: |",
    ]
    out += [f"| {what} | {getattr(rate, name).count} | {getattr(rate, name).seconds} s |" for what, name in RATES]
    return "\n".join([*out, ""])


def _head() -> list[str]:
    return ["| what | bound | unit | beyond it |", "| --- | --: | --- | --- |"]


def _row(what: str, number: str, unit: str, beyond: str) -> str:
    return f"| {what} | {number} | {unit} | {beyond} |"


def _number(value: float) -> str:
    return str(format_decimal(value, locale="en"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
