"""Search: every spelling of a word is found and marked where it stands; no query breaks it."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.conftest import Make

from trucewatch.errors import InputError
from trucewatch.record import Correction, Log, claims_drafts, record_draft
from trucewatch.store import FilledStore, SearchFilter, catch_up, excerpt, parse_query, spans_of
from trucewatch.store.search_words import folded, words_in
from trucewatch.vocabulary.claims import EventActor, PlaceRef

TEXTS = {
    1: ("fr", "Le régime a bombardé l’hôpital d’Alep-Est lundi, selon 12 témoins."),
    2: ("ar", "قال ناشِطون إنّ القصفَ أصاب مدرســة في إدلب، وبحلب سقط ١٢ قتيلاً."),
    3: ("en", "Shelling hit the Œuvre school; one hundred percent quiet_zone."),
}


def fill(log: Log, store: FilledStore, make: type[Make]) -> None:
    records = []
    for number, (lang, text) in TEXTS.items():
        digest = log.files.put(text.encode("utf-8"))
        day = f"2016-12-0{number}"
        records.append(
            make.document(
                number, lang=lang, title=f"Titre {number}", text_digest=digest, published=day, source=f"s{number}"
            )
        )
    drafts = [record_draft(record, "trucewatch", log.files) for record in records]
    actor = EventActor(role="agent", name="le régime", id="gov")
    claim = make.claim("c1", text="a bombardé l’hôpital", actors=(actor,), place=PlaceRef(name="Alep", id="aleppo"))
    drafts += claims_drafts(f"{1:064x}", [claim], "trucewatch", log.files)
    drafts += claims_drafts(f"{2:064x}", [make.claim("c2", 2, text="القصف أصاب", lang="ar")], "trucewatch", log.files)
    drafts.append(record_draft(make.incident("i1", act="air_strike"), "trucewatch", log.files))
    log.append(drafts)
    catch_up(log, store)


def found(store: FilledStore, query: str, **filters: tuple[str, ...] | str) -> list[str]:
    kinds = filters.pop("kinds", ())
    page = store.search(parse_query(query), kinds, SearchFilter(**filters))  # type: ignore[arg-type]  # both by name
    return [hit.id.lstrip("0") if hit.kind == "document" else hit.id for hit in page.hits]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("regime", ["i1", "c1", "1"]),
        ("RÉGIME bombarde", ["c1", "1"]),
        ("hopital", ["c1", "1"]),
        ("الــقصف", ["c2", "2"]),
        ("قَصف", ["c2", "2"]),
        ("ادلب", ["2"]),
        ("مدرسه", ["2"]),
        ("حلب", ["2"]),
        ("١٢", ["2", "1"]),
        ("12", ["2", "1"]),
        ("oeuvre", ["3"]),
        ("bomb*", ["c1", "1"]),
        ("bomb", []),
        ('"bombarde l hopital"', ["c1", "1"]),
        ('"hopital bombarde"', []),
        ("«le régime»", ["i1", "c1", "1"]),
        ("air strike", ["i1"]),
        ("غارة جوية", ["i1"]),
        ("المدرسة", ["2"]),
        ("الغارة", ["i1"]),
        ("regime -hopital", ["i1"]),
        ("-regime", ["c2", "3", "2"]),
        ("quiet zone", ["3"]),
        ("titre", ["3", "2", "1"]),
        ("nowhere", []),
    ],
)
def test_every_spelling_is_found(log: Log, store: FilledStore, make: type[Make], query: str, ids: list[str]) -> None:
    fill(log, store, make)
    assert found(store, query) == ids


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"kinds": ("claim",)}, ["c2", "c1"]),
        ({"langs": ("ar",)}, ["c2", "2"]),
        ({"sources": ("s1", "s3")}, ["c1", "3", "1"]),
        ({"parties": ("gov",)}, ["i1", "c1"]),
        ({"places": ("aleppo",)}, ["c1"]),
        ({"acts": ("air_strike",)}, ["i1"]),
        ({"acts": ("bombardment",), "kinds": ("claim",)}, ["c2", "c1"]),
        ({"families": ("hostilities",), "langs": ("ar",)}, ["c2"]),
        ({"start": "2016-12-02", "end": "2016-12-02"}, ["2"]),
        ({"confidences": ("high",)}, ["c2", "c1"]),
    ],
)
def test_filters(
    log: Log, store: FilledStore, make: type[Make], filters: dict[str, tuple[str, ...]], ids: list[str]
) -> None:
    fill(log, store, make)
    assert found(store, "", **filters) == ids


def test_pages_follow_one_another_while_entries_come_in(log: Log, store: FilledStore, make: type[Make]) -> None:
    fill(log, store, make)
    first = store.search(parse_query(""), limit=4)
    assert first.total == 6
    log.append([record_draft(make.document(9), "trucewatch", log.files)])
    catch_up(log, store)
    rest = store.search(parse_query(""), (), SearchFilter(), first.cursor, limit=4)
    assert [hit.kind for hit in (*first.hits, *rest.hits)] == ["incident", "claim", "claim", *["document"] * 3]
    assert rest.cursor is None


def test_what_no_longer_stands_is_not_found(log: Log, store: FilledStore, make: type[Make]) -> None:
    fill(log, store, make)
    gone = Correction(id="x", target_type="incident", target_id="i1", reason="none", withdraws=True)
    log.append([record_draft(gone, "trucewatch", log.files)])
    log.append(claims_drafts(f"{1:064x}", [make.claim("c9", text="autre")], "trucewatch", log.files))
    catch_up(log, store)
    assert found(store, "regime") == ["1"]
    assert found(store, "autre") == ["c9"]


def test_an_index_made_at_once_is_the_index_made_bit_by_bit(log: Log, store: FilledStore, make: type[Make]) -> None:
    fill(log, store, make)
    before, asked = store.dump(), found(store, "regime")
    store.clear()
    assert found(store, "regime") == []
    store.apply_all(log.entries())
    assert (store.dump(), found(store, "regime")) == (before, asked)


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\"*-:^(){}+~ANDORTNE\0\u0640\u064b\ud800\ufdfa\u202e٪;%_\\'", max_size=60),
    st.sampled_from(
        ['"', '""', "*", "- -", "words:", "NEAR(a b)", "a AND", "x NOT", '"a" *', "'; drop table claims; --"]
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE)
def test_no_query_breaks_the_search(log: Log, store: FilledStore, make: type[Make], query: str) -> None:
    if not store.applied():
        fill(log, store, make)
    page = store.search(parse_query(query))
    assert page.total >= len(page.hits)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_a_text_is_found_by_each_of_its_words(text: str) -> None:
    for word in words_in(text):
        assert folded(text[word.start : word.end]) == word.folded
        parts = word.folded.split()
        if len(parts) == 1:
            spans = spans_of(text, parse_query(f'"{text[word.start : word.end]}"'))
            assert any(start <= word.start and word.end <= end for start, end in spans)


@given(st.text(max_size=400), st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_an_excerpt_is_the_text_as_it_stands(text: str, query: str) -> None:
    pieces = excerpt(text, parse_query(query))
    for piece in pieces:
        assert text[piece.start : piece.start + len(piece.text)] == piece.text
    assert "".join(piece.text for piece in pieces) in text


def test_words_are_marked_as_they_are_written() -> None:
    text = TEXTS[2][1]
    marked = [piece.text for piece in excerpt(text, parse_query("حلب ادلب مدرسة 12 ناشطون")) if piece.hit]
    assert marked == ["ناشِطون", "مدرســة", "إدلب", "وبحلب", "١٢"]
    phrase = [piece.text for piece in excerpt(TEXTS[1][1], parse_query('"l hopital d alep"')) if piece.hit]
    assert phrase == ["l’hôpital d’Alep"]


def test_a_long_query_is_refused() -> None:
    with pytest.raises(InputError, match="too long"):
        parse_query("a" * 401)
    with pytest.raises(InputError, match="too many"):
        parse_query("a " * 33)


def test_a_search_of_long_texts_reads_on_to_the_first_hit_only() -> None:
    text = "mot " * 5000 + "cible " + "mot " * 5000
    (before, hit, after) = excerpt(text, parse_query("cible"))
    assert (hit.text, hit.start) == ("cible", 20000)
    assert len(before.text) + len(after.text) < 400


def test_nothing_but_what_stands_in_the_tables_is_indexed(log: Log, store: FilledStore, make: type[Make]) -> None:
    canary = hashlib.sha256(datetime(2016, 1, 1).isoformat().encode()).hexdigest()[:20]
    hidden = make.document(5, text_digest="f" * 64, detail=canary)
    log.files.put(canary.encode())
    log.append([record_draft(hidden, "trucewatch", log.files)])
    catch_up(log, store)
    assert found(store, canary) == []
