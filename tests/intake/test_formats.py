"""HTML, PDF, DOCX and mail, made here, sound and hostile."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest
from tests.intake.support import ARABIC, ENGLISH, FRENCH, make_docx, make_pdf, read, replace_member

from trucewatch.intake.formats.pdf import join_lines
from trucewatch.intake.limits import Limits

ONE, TWO = FRENCH.strip().split("\n")


def page(body: str, head: str = "") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()
    )


def reason(data: bytes, name: str, limits: Limits | None = None) -> str | None:
    return read(data, name, limits=limits).document.unread


# -- HTML


def test_a_page_gives_its_main_text_title_date_and_outlet() -> None:
    head = (
        "<title>Calme | Le Quotidien</title><meta property='og:title' content='Calme au camp'>"
        "<meta property='og:site_name' content='Le Quotidien'>"
        "<meta property='article:published_time' content='2016-12-05T10:12:00+01:00'>"
    )
    body = (
        "<nav><a href='/'>Accueil du site</a></nav><article><h1>Calme au camp</h1>"
        "<figure><img src='x.jpg'><figcaption>Une vue prise par un drone civil.</figcaption></figure>"
        f"<p>{ONE}</p><p>Lire aussi : <a href='/x'>Une autre page du site</a></p>"
        f"<aside><p>Abonnez-vous à notre lettre quotidienne.</p></aside><p>{TWO}</p></article>"
        "<footer>Tous droits réservés</footer><script>var secret = 'ne pas lire';</script>"
    )
    taken = read(page(body, head), "a.html")
    assert taken.text == f"Calme au camp\n{ONE}\n{TWO}"
    document = taken.document
    assert (document.title, document.outlet, document.lang) == ("Calme au camp", "Le Quotidien", "fr")
    assert (document.published, document.published_from) == ("2016-12-05T10:12+01:00", "metadata")
    assert any("left out: 1" in note for note in taken.notes)


def test_the_date_of_linked_data_and_a_time_element() -> None:
    linked = '<script type=\'application/ld+json\'>{"datePublished": "2016-12-05T10:12:00Z"}</script>'
    assert read(page(f"<p>{ONE}</p>", linked), "a.html").document.published == "2016-12-05T10:12+00:00"
    timed = f"<p><time datetime='2016-12-06' itemprop='datePublished'>hier</time></p><p>{ONE}</p>"
    assert read(page(timed), "a.html").document.published == "2016-12-06"


def test_a_page_in_windows_1256_says_so_and_is_read() -> None:
    html = f'<html><head><meta charset="windows-1256"></head><body><p>{ARABIC}</p></body></html>'
    assert " ".join(ARABIC.split()) in " ".join(read(html.encode("cp1256"), "a.html").text.split())


def test_hostile_pages_run_fetch_and_resolve_nothing() -> None:
    body = (
        f"<base href='http://127.0.0.1:9/'><p>{ONE}</p><p>{TWO} &leak;</p><img src='http://127.0.0.1:9/x.png'>"
        "<iframe src='http://127.0.0.1:9/'>cadre</iframe><link rel=stylesheet href='http://127.0.0.1:9/a.css'>"
        "<script>document.write('injecté')</script><style>p{content:'stylé'}</style>"
    )
    data = page(body).replace(
        b"<!DOCTYPE html>", b'<!DOCTYPE html [<!ENTITY leak SYSTEM "file:///etc/hostname"><!ENTITY lol "lollol">]>'
    )
    taken = read(data, "a.html")
    assert ONE in taken.text
    assert "injecté" not in taken.text
    assert "stylé" not in taken.text
    assert "lollol" not in taken.text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (page("<div>" * 50_000 + "texte" + "</div>" * 50_000), "too_large"),
        (page("<p>a b</p>" * 3_000), "too_large"),
        (page(""), "no_text"),
        (page("<script>var a = 'seul'</script>"), "no_text"),
        (b"<html>", "no_text"),
    ],
)
def test_pages_past_the_limits_or_without_text(data: bytes, expected: str) -> None:
    assert reason(data, "a.html", Limits(max_elements=2_000)) == expected


def test_a_huge_attribute_does_no_harm() -> None:
    assert ONE in read(page(f"<p title='{'x' * 1_000_000}'>{ONE}</p><p>{TWO}</p>"), "a.html").text


# -- PDF


def test_a_pdf_gives_its_text_with_lines_joined_to_paragraphs() -> None:
    lines = [
        "Les observateurs ont compté trois tirs à l'est de la ligne, près d'Alep-",
        "Est, lundi matin ; les tirs ont cessé à midi et les équipes ont pu par-",
        "courir la zone.",
        "Le commandant a démenti.",
    ]
    taken = read(make_pdf([lines]), "a.pdf")
    assert taken.document.media == "application/pdf"
    assert taken.text == (
        "Les observateurs ont compté trois tirs à l'est de la ligne, près d'Alep-Est, lundi matin ; les tirs "
        "ont cessé à midi et les équipes ont pu parcourir la zone.\nLe commandant a démenti."
    )
    assert taken.document.published is None
    assert any("not taken as the date of publication" in note for note in taken.notes)


def test_running_headers_and_page_numbers_are_left_out_and_named() -> None:
    pages = [["Mission report 7", f"The camp {n} was calm on that day.", str(n)] for n in range(1, 6)]
    taken = read(make_pdf(pages), "a.pdf")
    assert "Mission report" not in taken.text
    assert taken.text.count("The camp") == 5
    assert any("Mission report 7" in note for note in taken.notes)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (make_pdf([[]]), "no_text"),
        (make_pdf([["secret"]], password="user"), "encrypted"),
        (make_pdf([["a"], ["b"], ["c"], ["d"]]), "too_large"),
        (make_pdf([["The camp is calm."]])[:300], "broken"),
        (b"%PDF-1.7\n" + b"[" * 100_000, "broken"),
    ],
)
def test_pdfs_that_are_not_read(data: bytes, expected: str) -> None:
    assert reason(data, "a.pdf", Limits(max_pages=3)) == expected


def test_short_lines_are_not_joined() -> None:
    assert join_lines([["Bilan", "La ligne est longue et pleine de mots", "qui vont", "plus loin."]]) == (
        "Bilan\nLa ligne est longue et pleine de mots qui vont\nplus loin."
    )


# -- DOCX

DOCUMENT = "word/document.xml"


def test_a_docx_gives_paragraphs_and_table_rows() -> None:
    taken = read(make_docx([ONE, "", TWO], [["lieu", "tirs"], ["Camp", "3"]]), "a.docx")
    assert taken.text == f"{ONE}\n\n{TWO}\nlieu\ttirs\nCamp\t3"
    assert taken.document.published is None


def test_inserted_text_is_kept_and_deleted_text_is_not() -> None:
    data = make_docx(["AVANT"])
    xml = zipfile.ZipFile(io.BytesIO(data)).read(DOCUMENT)
    changed = xml.replace(
        b"<w:r><w:t>AVANT</w:t></w:r>",
        b"<w:ins><w:r><w:t>trois </w:t></w:r></w:ins><w:del><w:r><w:delText>deux </w:delText></w:r></w:del>"
        b"<w:hyperlink><w:r><w:t>tirs</w:t></w:r></w:hyperlink>",
    )
    assert changed != xml
    assert read(replace_member(data, DOCUMENT, changed), "a.docx").text == "trois tirs"


def _bomb(size: int) -> bytes:
    return replace_member(make_docx(["x"]), "word/media/a.bin", b"0" * size)


def _with_xml(content: bytes) -> bytes:
    return replace_member(make_docx(["x"]), DOCUMENT, content)


def _twice() -> bytes:
    stream = io.BytesIO(make_docx(["x"]))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(DOCUMENT, b"<other/>")
    return stream.getvalue()


def _members(count: int) -> bytes:
    stream = io.BytesIO(make_docx(["x"]))
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(count):
            archive.writestr(f"word/{number}.bin", b"")
    return stream.getvalue()


XXE = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (_bomb(5_000_000), "too_large"),
        (_members(300), "too_large"),
        (_with_xml(XXE), "broken"),
        (_with_xml(LAUGHS), "broken"),
        (
            _with_xml(LAUGHS.decode().replace("1.0", "1.0' encoding='utf-16").replace('"1', "'1").encode("utf-16")),
            "broken",
        ),
        (_with_xml(b"<d>" * 5_000 + b"</d>" * 5_000), "too_large"),
        (_with_xml(b"<d>"), "broken"),
        (_twice(), "broken"),
        (make_docx(["x"])[:-40], "broken"),
        (make_docx([""]), "no_text"),
    ],
)
def test_hostile_and_damaged_docx(data: bytes, expected: str) -> None:
    limits = Limits(max_unpacked=4_000_000, max_members=200)
    assert reason(data, "a.docx", limits) == expected


def test_a_dense_member_is_refused_by_its_ratio() -> None:
    assert reason(_bomb(3_000_000), "a.docx", Limits(max_ratio=50)) == "too_large"


def test_an_external_relationship_is_not_followed() -> None:
    data = make_docx([ONE])
    rels = zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/document.xml.rels")
    link = (
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'attachedTemplate" Target="http://127.0.0.1:9/t.dotm" TargetMode="External"/></Relationships>'
    )
    changed = replace_member(data, "word/_rels/document.xml.rels", rels.replace(b"</Relationships>", link))
    assert read(changed, "a.docx").text == ONE


# -- mail


def message(body: str = ENGLISH, *, html: str | None = None) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Post 3 <post3@example.org>"
    mail["To"] = "desk@example.org"
    mail["Date"] = "Mon, 05 Dec 2016 10:12:00 +0200"
    mail["Subject"] = "Tirs près du camp"
    if body:
        mail.set_content(body)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


def test_a_message_gives_its_plain_body_and_header() -> None:
    mail = message(html="<p>other words</p>")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    taken = read(mail.as_bytes(), "a.eml")
    assert taken.text.strip() == ENGLISH.strip()
    document = taken.document
    assert (document.media, document.title, document.outlet) == ("message/rfc822", "Tirs près du camp", "Post 3")
    assert (document.published, document.published_from) == ("2016-12-05T10:12+02:00", "header")
    assert any("not read: 1" in note for note in taken.notes)


def test_a_message_with_only_html_is_read_as_a_page() -> None:
    mail = message("")
    mail.set_content(f"<html><body><p>{ONE}</p><p>{TWO}</p></body></html>", subtype="html")
    assert read(mail.as_bytes(), "a.eml").text == f"{ONE}\n{TWO}"


def test_a_message_with_too_many_parts_or_no_text() -> None:
    mail = message()
    for number in range(8):
        mail.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=f"{number}.bin")
    assert reason(mail.as_bytes(), "a.eml", Limits(max_parts=5)) == "too_large"
    bomb = b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 200_000
    assert reason(bomb, "a.eml") == "too_large"
    empty = message("")
    empty.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="a.bin")
    assert reason(empty.as_bytes(), "a.eml") == "no_text"


def test_deeply_nested_parts_end_in_a_record() -> None:
    head = b"From: a@example.org\nMIME-Version: 1.0\n"
    nested = head + b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3_000))
    assert reason(nested, "a.eml") in ("too_large", "broken", "no_text")


def test_a_hostile_header_field_is_survived() -> None:
    raw = (
        b"From: =?utf-8?q?=FF?= <@@>\nDate: Xyz, 99 Foo 99999 99:99\nSubject: =?x?b?!!?=\nMIME-Version: 1.0\n\nCalm.\n"
    )
    taken = read(raw, "a.eml")
    assert taken.text.strip() == "Calm."
    assert taken.document.published is None
