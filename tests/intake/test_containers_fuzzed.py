"""Damaged containers: whatever bytes arrive, they are opened or refused with a reason, and nothing else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.intake.containers import ATOM, MAIL, PAGE, RSS, archiver_record, make_wacz, make_warc, make_zip
from tests.intake.support import clock

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.member import Opened
from trucewatch.intake.containers.opening import container_media, open_container
from trucewatch.intake.documents import read_document
from trucewatch.intake.limits import Limits

_WARC = make_warc([("https://x.example/a", "200 OK", "text/html", PAGE)], gzip=False)
_SEEDS = (
    RSS,
    ATOM,
    MAIL,
    b"From x Tue\n" + MAIL,
    _WARC,
    make_warc([("https://x.example/a", "200 OK", "text/html", PAGE)]),
    make_wacz(_WARC),
    make_zip({"page.html": PAGE, "m.json": archiver_record({"page.html": PAGE})}),
)
_SMALL = Limits(max_seconds=5, max_container_unpacked=2_000_000, max_members=50)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(_SEEDS)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data) - 1))
        if draw(st.booleans()):
            data[at] = draw(st.integers(0, 255))
        else:
            data[at : at + draw(st.integers(0, 40))] = draw(st.binary(max_size=12))
            data = data or bytearray(b"x")
    return bytes(data)


def outcome(data: bytes) -> tuple[Opened | None, str | None]:
    try:
        return open_container(data, limits=_SMALL), None
    except DocumentError as error:
        return None, error.reason


@settings(max_examples=150, deadline=None)
@given(st.one_of(damaged(), st.binary(max_size=200)))
def test_any_bytes_are_opened_or_refused(data: bytes) -> None:
    media = container_media(data)
    found, reason = outcome(data)
    if reason is not None:
        assert reason in ("broken", "too_large", "unsupported", "encrypted", "timed_out")
        return
    assert (found is None) == (media is None)
    for member in found.members if found else ():
        taken = read_document(member.data, name=member.name, clock=clock, limits=_SMALL, provenance=member.provenance)
        assert taken.custody.container == member.provenance.container
        assert taken.document.id != member.provenance.container
