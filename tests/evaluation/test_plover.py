"""The outside set: sentences with a type, read where they are present."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.evaluation.support import event

from trucewatch.errors import InputError
from trucewatch.evaluation.plover import plover_score
from trucewatch.vocabulary.claims import Claim

RECORDS = [
    {"event": "FIGHT", "date": "2000-01-01", "text": "Troops shelled the town."},
    {"event": "FIGHT", "date": "2000-01-01", "text": "Nothing is read here."},
    {"event": "CONSULT", "date": "2000-01-01", "text": "Troops shelled the ministers who met."},
    {"event": "PROTEST", "date": "2000-01-01", "text": "Crowds marched."},
    {"event": "DOCUMENT", "comment": "about the file"},
]


def read(text: str, digest: str, published: dt.date) -> Sequence[Claim]:
    assert len(digest) == 64
    assert published == dt.date(2000, 1, 1)
    return [event("ont bombardé Alep", "shelling")] if "shelled" in text else []


def test_scores_by_family(tmp_path: Path) -> None:
    path = tmp_path / "plover.txt"
    path.write_text(json.dumps(RECORDS))
    score = plover_score(path, read)
    assert score is not None
    assert (score.sentences, score.covered, score.found) == (4, 3, 1)
    assert (score.events, score.fitting) == (2, 1)
    assert score.by_type == {"CONSULT": (0, 1), "FIGHT": (1, 2)}


def test_an_absent_set_is_left_out(tmp_path: Path) -> None:
    assert plover_score(tmp_path / "none.txt", read) is None


@pytest.mark.parametrize("text", ["{", '[{"event": 3}]', '[{"event": "FIGHT", "date": "soon", "text": "x"}]'])
def test_a_broken_set_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plover.txt"
    path.write_text(text)
    with pytest.raises(InputError, match="broken"):
        plover_score(path, read)
