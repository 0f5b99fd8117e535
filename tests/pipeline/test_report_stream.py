"""The generated stream of reports that growth is measured on: the same for a seed, and its truth holds."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import islice, pairwise

import pytest
from benchmarks.report_stream import Shares, StreamReport, file_of, reports, truth_line


def digest(number: int, seed: int) -> str:
    found = hashlib.sha256()
    for report in reports(number, seed=seed):
        name, text = file_of(report)
        found.update(name.encode() + text.encode() + truth_line(report))
    return found.hexdigest()


@pytest.fixture(scope="module")
def stream() -> tuple[StreamReport, ...]:
    return tuple(reports(6000, seed=3))


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert digest(400, 7) == digest(400, 7)
    assert digest(400, 7) != digest(400, 8)


def test_a_longer_stream_begins_as_a_shorter_one() -> None:
    assert list(reports(300, seed=5)) == list(islice(reports(10**9, seed=5), 300))


def test_reports_are_numbered_in_the_order_of_publication(stream: tuple[StreamReport, ...]) -> None:
    assert [report.number for report in stream] == list(range(6000))
    assert all(a.published <= b.published for a, b in pairwise(stream))


def test_a_copy_repeats_an_earlier_report_of_its_incident(stream: tuple[StreamReport, ...]) -> None:
    copies = [report for report in stream if report.original is not None]
    for copy in copies:
        original = stream[copy.original or 0]
        assert original.number < copy.number
        assert original.incident == copy.incident
        assert original.source != copy.source
        assert original.original is None
        assert original.text.startswith(copy.text)
    texts = Counter(report.text for report in stream if report.original is None)
    assert max(texts.values()) == 1


def test_shares_are_as_asked(stream: tuple[StreamReport, ...]) -> None:
    shares, number = Shares(), len(stream)
    originals = [report for report in stream if report.original is None]
    langs = Counter(report.lang for report in originals)
    faults = Counter(fault for report in originals for fault in report.faults)
    incidents = len({report.incident for report in stream})
    assert 1 - len(originals) / number == pytest.approx(shares.copies, abs=0.02)
    assert langs["fr"] / len(originals) == pytest.approx(shares.french, abs=0.03)
    assert langs["en"] / len(originals) == pytest.approx(shares.english, abs=0.03)
    assert faults["late"] / len(originals) == pytest.approx(shares.late, abs=0.02)
    assert faults["wrong_place"] / len(originals) == pytest.approx(shares.wrong_place, abs=0.015)
    assert faults["wrong_day"] / len(originals) == pytest.approx(shares.wrong_day, abs=0.015)
    assert number / incidents == pytest.approx(3.33, abs=0.25)
    days = Counter(report.published for report in stream)
    assert max(days.values()) > 2 * number / len(days)


def test_other_shares_are_kept_too() -> None:
    made = list(reports(2000, seed=1, shares=Shares(copies=0, late=0, french=1, english=0)))
    assert {report.lang for report in made} == {"fr"}
    assert all(report.original is None and "late" not in report.faults for report in made)
