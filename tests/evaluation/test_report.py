"""Intervals, classes, rules, comparison with the accepted run, and the report in its three forms."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from rich.console import Console
from tests.evaluation.support import (
    by,
    event,
    figure,
    key,
    key_event,
    key_figure,
    key_position,
    key_trap,
    position,
)

from trucewatch.errors import InputError
from trucewatch.evaluation.accepted import accept, compare, load_accepted, write_accepted
from trucewatch.evaluation.bootstrap import intervals
from trucewatch.evaluation.calibration import class_accuracy, risk_and_coverage
from trucewatch.evaluation.contribution import rule_shares
from trucewatch.evaluation.metrics import METRICS, metrics_of, rates_of, text_ratios
from trucewatch.evaluation.mistakes import mistakes, sentence_around
from trucewatch.evaluation.page import report_page
from trucewatch.evaluation.report import report_json, write_report
from trucewatch.evaluation.report_tables import report_tables
from trucewatch.evaluation.scoring import TextScore, score_text
from trucewatch.evaluation.tally import by_language
from trucewatch.vocabulary.claims import Claim


def scored(name: str = "one", split: str | None = "development", *, better: bool = False) -> TextScore:
    """Two figures, one found; an event found in the wrong status; a find that stands in no key; a trap fallen into."""
    gold = key(
        name=name,
        split=split,
        figures=[key_figure("324 civils", 324), key_figure("44 enfants", 44)],
        events=[key_event("ont bombardé Alep", "shelling")],
        positions=[key_position("Nous refusons", "Moscou")],
        traps=[key_trap("en 2012", "figure"), key_trap("Moscou", "event")],
    )
    claims: list[Claim] = [
        figure("324 civils", 324),
        figure("2012", 2012, confidence="low", rules=("f.bad",)),
        event("ont bombardé Alep", "shelling", status="planned", confidence="medium", rules=("e.one",)),
    ]
    if better:
        claims = [claims[0], figure("44 enfants", 44, id="44"), claims[2]]
    return score_text(gold, claims)


def test_the_metrics_of_a_summary_are_those_of_its_texts() -> None:
    scores = [scored(), scored("two", better=True)]
    assert rates_of(text_ratios(score) for score in scores) == metrics_of(by_language(scores)["fr"])


def test_intervals_are_the_same_on_every_run_and_hold_the_score() -> None:
    scores = [scored(f"t{n}", better=n % 3 == 0) for n in range(12)]
    first, second = intervals(scores, seed=1, resamples=200), intervals(scores, seed=1, resamples=200)
    assert first == second
    assert first != intervals(scores, seed=2, resamples=200)
    value = metrics_of(by_language(scores)["fr"])["figures.f1"]
    found = first["fr"]["figures.f1"]
    assert found.low < value < found.high
    alike = intervals([scored("a"), scored("b")], resamples=50)["fr"]["figures.f1"]
    assert alike.low == alike.high


def test_one_text_says_nothing_of_others() -> None:
    assert intervals([scored()], resamples=10) == {"fr": {}}


def test_classes_of_confidence() -> None:
    by_class = {(one.list, one.confidence): one for one in class_accuracy([scored()])}
    assert (by_class["figures", "high"].of, by_class["figures", "high"].matched) == (1, 1)
    assert by_class["figures", "low"].accuracy == 0
    assert (by_class["events", "medium"].matched, by_class["events", "medium"].right) == (1, 0)
    assert by_class["control", "high"].accuracy is None


def test_risk_against_coverage() -> None:
    points = {(p.list, p.down_to): p for p in risk_and_coverage([scored()])}
    assert (points["figures", "high"].coverage, points["figures", "high"].risk) == (0.5, 0)
    assert (points["figures", "low"].coverage, points["figures", "low"].risk) == (1, 0.5)
    assert points["figures", "low"].recall == 0.5
    assert points["control", "low"].risk is None


def test_what_each_rule_contributes() -> None:
    shares = {share.rule: share for share in rule_shares([scored()])}
    assert (shares["r.one"].right, shares["r.one"].spurious) == (1, 0)
    assert (shares["f.bad"].spurious, shares["f.bad"].trapped, shares["f.bad"].precision) == (1, 1, 0)
    assert (shares["e.one"].flawed, shares["e.one"].right) == (1, 0)
    assert rule_shares([scored()])[0].rule == "f.bad"


def test_mistakes_in_their_sentences() -> None:
    found = mistakes([scored()])
    kinds = [(m.kind, m.list) for m in found]
    assert kinds == [
        ("missed", "figures"),
        ("wrong", "events"),
        ("missed", "positions"),
        ("trap", "figure"),
        ("spurious", "figures"),
    ]
    before, at, after = found[0].parts
    assert at == "44 enfants"
    assert before + at + after == "Au moins 324 civils ont été tués, dont 44 enfants, selon l'OSDH."
    assert found[1].slots == (("status", "occurred", "planned"),)


def test_mistakes_of_a_test_split_are_never_shown() -> None:
    assert mistakes([scored(split="test")]) == ()
    report = write_report([scored(split="test")], rules="r", day="2026-01-01", split=None, resamples=10)
    assert report.hidden == 1
    assert "44 enfants" not in report_page(report)
    assert b"44 enfants" not in report_json(report)


def test_a_sentence_is_bounded() -> None:
    text = "a" * 5000
    start, end = sentence_around(text, (2000, 2010))
    assert end - start <= 1000
    assert sentence_around("Un. Deux trois. Quatre.", (4, 8)) == (4, 15)


def test_gained_and_lost(tmp_path: Path) -> None:
    path = tmp_path / "accepted.json"
    assert load_accepted(path) is None
    write_accepted(path, accept([scored(), scored("two", better=True)], rules="r1", day="2026-01-01"))
    before = load_accepted(path)
    assert before is not None
    changes = compare([scored(better=True), scored("two"), scored("new")], before)
    assert [(c.document, c.list, c.anchor) for c in changes.gained] == [
        ("one", "figures", "44 enfants"),
        ("one", "traps", "en 2012"),
    ]
    assert [(c.document, c.list) for c in changes.lost] == [("two", "figures"), ("two", "traps")]
    assert changes.spurious == 0
    assert changes.uncompared == ("new",)


def test_a_changed_key_is_not_compared() -> None:
    before = accept([scored()], rules="r1", day="2026-01-01")
    score = scored()
    other = msgspec.structs.replace(
        score.gold.key, figures=(key_figure("44 enfants", 44), key_figure("324 civils", 324))
    )
    changed = score_text(
        type(score.gold)(score.gold.name, score.gold.text, score.gold.digest, other, score.gold.path), score.claims
    )
    assert compare([changed], before).uncompared == ("one",)


def test_texts_that_were_not_read_stay_accepted() -> None:
    before = accept([scored(), scored("two")], rules="r1", day="2026-01-01")
    after = accept([scored()], rules="r2", day="2026-01-02", before=before)
    assert set(after.texts) == {"one", "two"}


def test_splits_are_kept_apart() -> None:
    scores = [scored(better=True), scored("two", split="test")]
    accepted = accept(scores, rules="r1", day="2026-01-01")
    assert set(accepted.metrics) == {"development/fr", "test/fr"}
    assert accepted.metrics["development/fr"]["figures.f1"] == 1
    assert accepted.metrics["test/fr"]["figures.f1"] == 0.5
    assert write_report(scores, rules="r", day="2026-01-01", split=None, resamples=5).mixed
    assert not write_report(scores[:1], rules="r", day="2026-01-01", split=None, resamples=5).mixed


def test_changes_in_test_texts_keep_their_words_to_themselves() -> None:
    before = accept([scored(split="test")], rules="r1", day="2026-01-01")
    (first, _) = compare([scored(split="test", better=True)], before).gained
    assert first.anchor is None


def test_a_broken_accepted_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "accepted.json"
    path.write_text('{"rules": 3}')
    with pytest.raises(InputError, match="broken"):
        load_accepted(path)


def test_the_report_in_its_forms() -> None:
    before = accept([scored()], rules="r1", day="2026-01-01")
    scores = [scored(better=True), scored("two")]
    report = write_report(scores, rules="abc", day="2026-01-02", split=None, before=before, resamples=20)
    assert report_json(report) == report_json(
        write_report(scores, rules="abc", day="2026-01-02", split=None, before=before, resamples=20)
    )
    plain = msgspec.json.decode(report_json(report))
    assert plain["metrics"]["fr"]["figures.f1"] == pytest.approx(metrics_of(by_language(scores)["fr"])["figures.f1"])
    assert plain["seed"] == report.seed
    console = Console(width=160, record=True, file=io.StringIO())
    for part in report_tables(report):
        console.print(part)
    text = console.export_text()
    assert "seed" in text
    assert "2 examples gained" in text
    for name in METRICS:
        assert name in text


def test_the_page_escapes_and_turns() -> None:
    score = scored()
    hostile = "<script>alert(1)</script>"
    arabic = msgspec.structs.replace(score.gold.key, lang="ar")
    stand = position("« Nous refusons », a dit Moscou", hostile, rules=(f"r{hostile}",), attribution=by("x"))
    gold = type(score.gold)("three", score.gold.text, score.gold.digest, arabic, score.gold.path)
    report = write_report(
        [score_text(gold, (*score.claims, stand))], rules="abc", day="2026-01-02", split=None, resamples=20
    )
    page = report_page(report)
    assert hostile not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<blockquote lang="ar" dir="rtl">' in page
    assert "<mark>44 enfants</mark>" in page
    assert "http://" not in page
    assert "https://" not in page
