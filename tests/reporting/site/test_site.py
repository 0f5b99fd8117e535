"""The public side of a small case: links hold, nothing runs, nothing hidden is there, the same again is the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import lxml.html
import pytest
from tests.web.samples import build, claims
from typer.testing import CliRunner

from trucewatch.cli.main import application
from trucewatch.reporting.site.shell import POLICY

BASE = "https://monitor.example/river"


def publish(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(application(["publishing"]), ["publish", *words])
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("case") / "small").folder.root


@pytest.fixture(scope="module")
def site(case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("site") / "out"
    code, told = publish(str(case), str(into), "--base", BASE)
    assert code == 0, told
    return into


def pages(site: Path) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    for path in sorted(site.rglob("*.html")):
        yield str(path.relative_to(site)), lxml.html.fromstring(path.read_bytes())


def test_every_link_leads_to_a_file_of_the_site(site: Path) -> None:
    broken = []
    for name, page in pages(site):
        for link in page.xpath("//@href | //@src"):
            whole = urlsplit(urljoin(f"file:///site/{name}", link))
            assert whole.scheme == "file", (name, link)
            found = site / unquote(whole.path.removeprefix("/site/"))
            if not (found / "index.html" if found.is_dir() else found).is_file():
                broken.append((name, link))
    assert broken == []


def test_pages_run_nothing_and_say_their_language(site: Path) -> None:
    seen = set()
    for name, page in pages(site):
        assert page.xpath("//script | //iframe | //object | //form | //*[@style] | //style") == [], name
        assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [POLICY]
        assert page.xpath("//@*[starts-with(name(), 'on')]") == []
        lang, direction = page.get("lang"), page.get("dir")
        assert direction == ("rtl" if lang == "ar" else "ltr")
        assert len(page.xpath("//h1")) == 1
        seen.add(lang)
    assert seen == {"en", "fr", "ar"}


def test_what_is_hidden_from_the_public_is_in_no_file(site: Path) -> None:
    hidden = {claim.text for lang in ("en", "fr", "ar") for claim in claims(lang)}
    assert hidden
    for path in site.rglob("*"):
        if path.is_file():
            held = path.read_bytes().decode("utf-8")
            assert [words for words in hidden if words in held] == [], path


def test_every_file_is_listed_with_its_digest(site: Path) -> None:
    listed = dict(line.split("  ", 1)[::-1] for line in (site / "SHA256SUMS").read_text().splitlines())
    there = {str(p.relative_to(site)) for p in site.rglob("*") if p.is_file()} - {"SHA256SUMS"}
    assert set(listed) == there
    assert all(hashlib.sha256((site / name).read_bytes()).hexdigest() == digest for name, digest in listed.items())


def test_the_same_record_gives_the_same_bytes_and_one_entry(case: Path, site: Path, tmp_path: Path) -> None:
    code, told = publish(str(case), str(site), "--base", BASE)
    assert code == 0
    assert ", 0 new or changed" in told
    publish(str(case), str(tmp_path / "other"), "--base", BASE)
    assert (tmp_path / "other" / "SHA256SUMS").read_bytes() == (site / "SHA256SUMS").read_bytes()


def test_a_withdrawn_incident_keeps_its_page_with_the_notice(case: Path, site: Path, tmp_path: Path) -> None:
    later = tmp_path / "later"
    publish(str(case), str(later), "--base", BASE)
    told = json.loads((later / "published.json").read_bytes())
    told["incidents"]["n-99999"] = {"first": "2016-12-01T00:00:00Z", "last": "2016-12-01T00:00:00Z", "fields": {}}
    (later / "published.json").write_text(json.dumps(told))
    code, said = publish(str(case), str(later), "--base", BASE)
    assert code == 0
    assert "1 incidents withdrawn" in said
    for folder, word in (("", "withdrawn"), ("fr/", "retiré"), ("ar/", "سحب")):
        assert word in (later / f"{folder}incidents/n-99999/index.html").read_text(encoding="utf-8")
    assert "n-99999" in (later / "corrections" / "index.html").read_text(encoding="utf-8")
    fresh = feedparser.parse((later / "corrections.atom").read_bytes())
    assert [entry.link for entry in fresh.entries] == [f"{BASE}/incidents/n-99999/"]


@pytest.mark.parametrize("name", ["incidents.atom", "fr/incidents.atom", "ar/incidents.atom", "corrections.atom"])
def test_feeds_are_read_by_a_feed_reader(site: Path, name: str) -> None:
    read = feedparser.parse((site / name).read_bytes())
    assert read.bozo == 0
    assert read.version == "atom10"
    assert len({entry.id for entry in read.entries}) == len(read.entries)
    for entry in read.entries:
        assert entry.link.startswith(BASE)
        assert entry.updated.endswith("Z")


def test_data_lies_beside_the_pages(site: Path) -> None:
    names = sorted(path.name for path in (site / "data").iterdir())
    assert any(name.endswith(".csv") for name in names)
    found = next((site / "data").glob("*.geojson"))
    assert json.loads(found.read_bytes())["type"] == "FeatureCollection"


def test_wrong_use_is_refused(case: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    assert "the folder holds something else" in publish(str(case), str(tmp_path / "full"))[1]
    assert (tmp_path / "full" / "letter.txt").read_text() == "mine"
    for base in ("monitor.example", "ftp://x", "https://x/?q=1", "javascript:alert(1)"):
        assert "the address is not readable" in publish(str(case), str(tmp_path / "a"), "--base", base)[1]
    assert "--lang" in publish(str(case), str(tmp_path / "b"), "--lang", "de")[1]
    assert not (tmp_path / "a").exists()
