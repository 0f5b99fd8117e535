"""The targets: one for each parser of bytes or text that come from outside.

A target takes bytes and returns nothing. It may raise :class:`TrucewatchError`, which is a refusal with its reason. Any
other exception is a defect.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from fuzz import samples, web_targets
from trucewatch.commission.loading import parse_acts, parse_bodies
from trucewatch.errors import TrucewatchError
from trucewatch.intake.datasets.reading import read_table
from trucewatch.intake.forms.submissions import submissions_mapping
from trucewatch.intake.limits import Limits
from trucewatch.intake.observations.messages import read_messages
from trucewatch.intake.parsing import InProcess, Job
from trucewatch.protection.profiles import parse_profile
from trucewatch.reading.reader import Reader
from trucewatch.record import admit, parse_checkpoint
from trucewatch.record.note import parse_note, parse_vkey
from trucewatch.record.policy import parse_policy
from trucewatch.record.proof import parse_proof, parse_request
from trucewatch.record.submission import read_submission
from trucewatch.record.tiles import split_bundle
from trucewatch.record.trust import parse_root
from trucewatch.terms.areas import parse_areas
from trucewatch.terms.loading import parse_instrument

__all__ = ["TARGETS", "Target", "refuses_or_reads"]

_NOW = dt.datetime(2016, 12, 5, 12, tzinfo=dt.UTC)
_SMALL = Limits(max_seconds=5, max_container_unpacked=2_000_000, max_members=50)


@dataclass(frozen=True)
class Target:
    """A parser under test: ``run`` takes the bytes, ``seeds`` are well-formed inputs to damage."""

    name: str
    run: Callable[[bytes], None]
    seeds: Sequence[bytes]


def _document(data: bytes) -> None:
    """Intake says of everything what it is or why it cannot be read; it refuses by a record, never by an error."""
    InProcess().read(Job(data=data, name="a", now=_NOW, received_by="x", limits=_SMALL))


def _container(data: bytes) -> None:
    InProcess().open(data, _SMALL)


def _text(parse: Callable[[str], object]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        parse(data.decode("utf-8", "replace"))

    return run


@cache
def _reader() -> Reader:
    return Reader.general()


def _read(data: bytes) -> None:
    text = data.decode("utf-8", "replace")[:8_000]
    lang = ("fr", "en", "ar")[len(data) % 3]
    for claim in _reader().read(text, document="d" * 64, lang=lang, published=_NOW.date()):
        start, end = claim.span
        assert 0 <= start < end <= len(text), "a claim does not stand in its text"


def _split(data: bytes) -> None:
    split_bundle(data, where="tile")


def _ignoring(parse: Callable[[bytes], object]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        parse(data)

    return run


_DOCUMENTS = samples.documents()
_FILES = samples.case_files

TARGETS: tuple[Target, ...] = (
    Target("documents", _document, _DOCUMENTS),
    Target("containers", _container, _DOCUMENTS),
    Target("texts", _read, _FILES("inbox/*.txt")[:12]),
    Target("tables", _text(lambda text: read_table(text, document="d")), samples.TABLES),
    Target("submissions", _text(submissions_mapping), samples.TABLES),
    Target("messages", _text(lambda text: read_messages(text, document="d")), samples.MESSAGES),
    Target(
        "terms",
        _text(lambda text: parse_instrument(text, "t.yaml", actors=(), places=(), areas={})),
        _FILES("terms/*.yaml"),
    ),
    Target("areas", _text(lambda text: parse_areas(text, "a.geojson")), _FILES("areas.geojson")),
    Target("bodies", _text(lambda text: parse_bodies(text, "c.yaml", actors=())), _FILES("commission.yaml")),
    Target("acts", _text(lambda text: parse_acts(text, "a.yaml")), samples.ACTS),
    Target("profiles", _text(lambda text: parse_profile(text, "p.yaml")), _FILES("*.yaml")),
    Target("entries", _ignoring(admit), samples.ENTRY),
    Target("notes", _ignoring(parse_note), samples.CHECKPOINT),
    Target("checkpoints", _ignoring(parse_checkpoint), samples.CHECKPOINT),
    Target("verifier_keys", _text(parse_vkey), samples.VKEY),
    Target("proofs", _ignoring(parse_proof), samples.PROOF),
    Target("witness_requests", _ignoring(parse_request), samples.REQUEST),
    Target("policies", _ignoring(parse_policy), samples.POLICY),
    Target("trust_roots", _ignoring(parse_root), samples.ROOT),
    Target("submitted_entries", _ignoring(read_submission), samples.SUBMISSION),
    Target("tiles", _split, samples.TILES),
    Target("addresses", web_targets.get_any_page, web_targets.SEEDS),
)


def refuses_or_reads(target: Target, data: bytes) -> None:
    """Run a target; a refusal is as good as a reading, and must say something."""
    try:
        target.run(data)
    except TrucewatchError as refusal:
        if not refusal.message:
            raise AssertionError("a refusal says nothing") from refusal
