"""Bytes to document, text and custody: encodings, media, dates, language, failures."""

from __future__ import annotations

import codecs
import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.intake.support import ARABIC, ENGLISH, FRENCH, GERMAN, make_docx, make_pdf, read

from trucewatch.errors import InputError
from trucewatch.intake.limits import Limits
from trucewatch.vocabulary.codes import load_code_list

REASONS = load_code_list("unread_reason").names()


def test_the_stored_text_of_a_plain_text_is_its_characters_exactly() -> None:
    text = "  Tirs\r\n\r\n près du camp\rlundi.\t\n"
    taken = read(codecs.BOM_UTF8 + text.encode("utf-8"))
    assert taken.text == text
    assert taken.document.text_digest == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert taken.document.text_length == len(text)


def test_document_and_custody() -> None:
    data = FRENCH.encode("utf-8")
    taken = read(data, "poste 2.txt", source="poste-2", published="2016-12-05")
    assert taken.document.id == hashlib.sha256(data).hexdigest()
    assert (taken.document.media, taken.document.size) == ("text/plain", len(data))
    assert (taken.document.lang, taken.document.source) == ("fr", "poste-2")
    assert (taken.document.published, taken.document.published_from) == ("2016-12-05", "given")
    custody = taken.custody
    assert (custody.document, custody.original_name) == (taken.document.id, "poste 2.txt")
    assert (custody.received_at, custody.received_by, custody.method) == ("2017-01-02T03:04:05Z", "desk", "upload")
    assert taken.unread is None


@pytest.mark.parametrize(
    ("text", "codec", "lang"),
    [
        (FRENCH, "utf-8", "fr"),
        (ENGLISH, "utf-8", "en"),
        (ARABIC, "utf-8", "ar"),
        (FRENCH, "utf-16", "fr"),
        (ARABIC, "utf-16", "ar"),
        (FRENCH.replace("d'artillerie", "d’artillerie « lourde »"), "cp1252", "fr"),
        (FRENCH, "latin-1", "fr"),
        (FRENCH.replace("camp", "cœur"), "iso8859-15", "fr"),
        (ARABIC, "cp1256", "ar"),
    ],
)
def test_encodings(text: str, codec: str, lang: str) -> None:
    taken = read(text.encode(codec))
    assert taken.text == text
    assert taken.document.lang == lang


@pytest.mark.parametrize(
    "data",
    [
        FRENCH.encode("mac_roman"),
        FRENCH.encode("cp850"),
        "Наблюдатели насчитали три выстрела у лагеря в понедельник утром.".encode("cp1251"),
        "Наблюдатели насчитали три выстрела у лагеря в понедельник утром.".encode("koi8-r"),
        ARABIC.encode("iso8859-6"),
        FRENCH.encode("utf-32"),
        (FRENCH * 3).encode("utf-8").replace("é".encode(), b"\xc3", 1),
        ARABIC.encode("utf-8")[:-5] + b"\xd9",
        FRENCH.encode("utf-16")[:-1],
    ],
)
def test_an_encoding_that_cannot_be_told_is_not_guessed(data: bytes) -> None:
    taken = read(data)
    assert taken.unread is not None
    assert taken.unread.reason == "wrong_encoding"
    assert taken.text == ""


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b" \r\n\t ", "a.txt", "empty"),
        (codecs.BOM_UTF8 + b"\n", "a.txt", "empty"),
        (b"Tirs\x00 au camp", "a.txt", "binary"),
        (bytes(range(1, 32)) * 20, "a.txt", "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "a.txt", "unsupported"),
        (b"{\\rtf1 text}", "a.doc", "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "a.doc", "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "a.xml", "unsupported"),
        (b"PK\x03\x04 not a zip", "a.docx", "unsupported"),
        (b"PK\x03\x04 word/document.xml but not a zip", "a.docx", "broken"),
        (b"%PDF-1.7 nothing more", "a.pdf", "broken"),
        (b"x" * 101, "a.txt", "too_large"),
    ],
)
def test_failures_are_records(data: bytes, name: str, reason: str) -> None:
    taken = read(data, name, limits=Limits(max_bytes=100 if reason == "too_large" else 10_000))
    assert taken.unread is not None
    assert taken.unread.reason == taken.document.unread == reason
    assert taken.unread.detail == taken.document.detail != ""
    assert taken.unread.document == hashlib.sha256(data).hexdigest()
    assert taken.unread.id.startswith("unread-")
    assert taken.unread.name == name
    assert taken.custody.size == len(data)


@pytest.mark.parametrize(
    ("data", "name", "media"),
    [
        (FRENCH.encode(), "a.pdf", "text/plain"),
        (b"<!DOCTYPE html><html><body><p>Calm at the camp %PDF-1.4</p></body></html>", "a.txt", "text/html"),
        (make_pdf([["Calm at the camp. <html><body>no</body></html>"]]), "a.html", "application/pdf"),
    ],
)
def test_the_content_decides_over_the_name_and_a_note_says_so(data: bytes, name: str, media: str) -> None:
    taken = read(data, name)
    assert taken.unread is None
    assert taken.document.media == media
    assert any("read by its content" in note for note in taken.notes)


def test_an_extension_decides_where_the_content_leaves_it_open() -> None:
    assert read(b"<p>The camp is calm.</p><p>No shots were heard.</p>", "a.htm").document.media == "text/html"
    assert read(b"id,place\n1,Camp\n", "rows.csv").document.media == "text/csv"


@pytest.mark.parametrize(
    ("text", "lang", "note"),
    [
        (GERMAN, "de", "not read"),
        ("Наблюдатели насчитали три выстрела у лагеря в понедельник утром, сообщил пост.", "ru", "not read"),
        ("Gözlemciler pazartesi sabahı kampın yakınında üç top atışı saydı, karakol bildirdi.", "tr", "not read"),
        ("Los observadores contaron tres disparos de artillería cerca del campamento el lunes.", "es", "not read"),
        ("ناظران صبح دوشنبه سه گلوله توپ را در نزدیکی اردوگاه شمردند و گزارش دادند که آرام است.", "fa", "not read"),
        ("12 34", None, "too few letters"),
    ],
)
def test_other_languages_are_named_and_not_forced(text: str, lang: str | None, note: str) -> None:
    taken = read(text.encode())
    assert taken.document.lang == lang
    assert any(note in n for n in taken.notes)


def test_a_short_text_keeps_its_language() -> None:
    for text, lang in (
        ("Trois morts dans un tir de mortier.", "fr"),
        ("Three killed by mortar fire.", "en"),
        ("مقتل ثلاثة بقذيفة هاون.", "ar"),
    ):
        assert read(text.encode()).document.lang == lang


def test_what_is_given_wins_and_the_difference_is_noted() -> None:
    data = b"BAMAKO, 18 mars 2016 (AFP) - Le camp est calme, selon le poste."
    taken = read(data, lang="en", published="2016-03-20")
    assert (taken.document.published, taken.document.published_from) == ("2016-03-20", "given")
    assert taken.document.lang == "en"
    assert "the document itself says 2016-03-18 (dateline)" in taken.notes


def test_a_date_that_is_found_out_of_range_is_not_used() -> None:
    taken = read("GENÈVE, 5 décembre 1916 (AFP) - Le camp est calme, selon le poste de la mission.".encode())
    assert taken.document.published is None
    assert any("1916-12-05" in note and "out of range" in note for note in taken.notes)


@pytest.mark.parametrize("published", ["1916-12-05", "2019-01-01", "05/12/2016", "2016-02-30", "hier", ""])
def test_a_wrong_given_date_is_refused(published: str) -> None:
    with pytest.raises(InputError) as caught:
        read(FRENCH.encode(), published=published)
    assert caught.value.where == "published"
    assert caught.value.expected


def test_a_wrong_given_language_is_refused() -> None:
    with pytest.raises(InputError, match="BCP 47"):
        read(FRENCH.encode(), lang="french!")


def test_the_time_limit_gives_timed_out() -> None:
    from tests.intake.support import clock

    from trucewatch.intake.documents import read_document

    ticks = iter(range(0, 10_000, 20))
    taken = read_document(
        make_pdf([["one"], ["two"], ["three"]]), name="a.pdf", clock=clock, timer=lambda: float(next(ticks))
    )
    assert taken.unread is not None
    assert taken.unread.reason == "timed_out"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("CORRECTION\nLe bilan est de trois tirs.", "CORRECTION"),
        ("Tirs près du camp (2e avis)\nLe bilan est de trois tirs.", "2e avis"),
        ("CORRECTED-Three rounds near the camp", "CORRECTED"),
        ("تصحيح: ثلاث قذائف قرب المخيم", "تصحيح"),
        ("La correction des positions sur la carte a pris deux jours.", None),
        ("Corrections officers reached the camp.", None),
    ],
)
def test_corrections_are_told_by_their_mark(text: str, mark: str | None) -> None:
    assert read(text.encode()).correction == mark


_SEEDS = [
    FRENCH.encode(),
    ARABIC.encode("cp1256"),
    b"<!DOCTYPE html><html><body><article><p>" + ENGLISH.encode() + b"</p></article></body></html>",
    b"From: a@example.org\r\nDate: Mon, 5 Dec 2016 10:00:00 +0200\r\nMIME-Version: 1.0\r\n\r\n" + ENGLISH.encode(),
    make_pdf([["The camp is calm."]]),
    make_docx(["The camp is calm."]),
]


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.pdf", "a.docx", "a.eml", "", "../\x00"]))
@settings(max_examples=300, deadline=None)
@example(b"\xff\xfe\x00\xd8", "a.txt")
@example(b"&#xD800;<p>&#0;<html", "a.html")
def test_any_bytes_give_a_text_or_a_record(data: bytes, name: str) -> None:
    _holds(data, name)


@given(st.sampled_from(_SEEDS), st.data())
@settings(max_examples=200, deadline=None)
def test_damaged_files_give_a_text_or_a_record(seed: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(seed)))
    at = data.draw(st.integers(0, max(cut - 1, 0)))
    noise = data.draw(st.binary(max_size=6))
    _holds(seed[:at] + noise + seed[at:cut], "a")


def _holds(data: bytes, name: str) -> None:
    taken = read(data, name)
    assert taken.document.id == hashlib.sha256(data).hexdigest()
    if taken.unread is None:
        assert taken.text.strip()
        assert taken.document.text_length == len(taken.text)
        taken.text.encode("utf-8")
    else:
        assert taken.text == ""
        assert taken.unread.reason in REASONS
        assert taken.unread.detail
