"""Printed reports by the command line: files, the entry that names them, wrong formats."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from trucewatch.case import load_case
from trucewatch.cli.issuing import issue, split_commas
from trucewatch.cli.main import application
from trucewatch.errors import UsageError
from trucewatch.pipeline import AUTHOR, open_workplace
from trucewatch.record import record_draft
from trucewatch.reporting.fonts import FILES, FOLDER
from trucewatch.starting import start_case
from trucewatch.vocabulary.incidents import Incident, IncidentPlace, IncidentTime, Origin

NOW = dt.datetime(2016, 12, 7, 8, 0, tzinfo=dt.UTC)
needs_fonts = pytest.mark.skipif(
    not all((FOLDER / name).is_file() for name in FILES),
    reason="the fonts of printed reports are not built: make setup",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    start_case(tmp_path / "case", name="River front", zone="Africa/Juba")
    return tmp_path / "case"


@needs_fonts
def test_pdf_and_docx_are_written_and_named_by_the_record(root: Path) -> None:
    with open_workplace(load_case(root), lambda: NOW) as work:
        paths = issue(work, day="2016-12-05", languages=["en,ar"], formats=["pdf,docx"])
        assert [path.name.split(".", 1)[1] for path in paths] == ["en.pdf", "en.docx", "ar.pdf", "ar.docx"]
        entry = work.log.entry(work.log.size - 1)
        media = [file.media.rsplit(".", 1)[-1] for file in entry.payload.files]
        assert sorted(media) == ["application/pdf", "application/pdf", "document", "document"]
        before = [path.read_bytes() for path in paths]
        again = issue(work, day="2016-12-05", languages=["en", "ar"], formats=["pdf", "docx"])
        assert [path.read_bytes() for path in again] == before


def test_a_format_that_is_not_known_is_told(root: Path) -> None:
    with open_workplace(load_case(root), lambda: NOW) as work, pytest.raises(UsageError, match="odt"):
        issue(work, formats=["pdf,odt"])


def test_commas_and_several_options_say_the_same() -> None:
    assert split_commas(["pdf, docx", "pdf"]) == ("pdf", "docx") == split_commas(["pdf", "docx"])
    assert split_commas(None) == ()


CANARY = "Canary Quarter"


@pytest.fixture
def told(root: Path) -> Path:
    incident = Incident(
        id="incident-1",
        act="shelling",
        family="hostilities",
        status="occurred",
        polarity="asserted",
        time=IncidentTime(start="2016-12-05", end="2016-12-05", precision="day"),
        place=IncidentPlace(name=CANARY, lat=4.85, lon=31.6, precision="town"),
        origins=(Origin(key="canary", name=CANARY),),
        corroboration="single_source",
    )
    with open_workplace(load_case(root), lambda: NOW) as work:
        work.append([record_draft(incident, AUTHOR, work.log.files)])
    return root


def test_a_flash_report_and_a_dossier_in_one_command(told: Path) -> None:
    for command, kind in (("flash", "flash_report"), ("dossier", "dossier")):
        asked = [command, str(told), "incident-1", "--lang", "en", "--format", "md"]
        done = CliRunner().invoke(application(("papers",)), asked)
        assert done.exit_code == 0, done.output
        written = told / "reports" / f"{kind.replace('_', '-')}-incident-1.en.md"
        assert ("UNVERIFIED" in written.read_text(encoding="utf-8")) == (command == "flash")
        with open_workplace(load_case(told), lambda: NOW) as work:
            assert (kind, ("incident-1",)) in {(r.kind, r.incidents) for r in work.store.reports()}


def test_an_export_for_an_audience_holds_nothing_that_is_hidden(told: Path, tmp_path: Path) -> None:
    formats = ["--format", "csv,xlsx,geojson,gpkg,parquet,jsonl"]
    for audience in ("everything", "public"):
        chosen = [] if audience == "everything" else ["--audience", audience]
        into = ["--into", str(tmp_path / audience)]
        done = CliRunner().invoke(application(("exporting",)), ["export", str(told), *formats, *chosen, *into])
        assert done.exit_code == 0, done.output
    assert CANARY in (tmp_path / "everything" / "incidents.csv").read_text(encoding="utf-8")
    for path in (tmp_path / "public").iterdir():
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                data = b"".join(archive.read(name) for name in archive.namelist())
        if path.suffix == ".parquet":
            data = str(pq.read_table(path).to_pylist()).encode()
        assert CANARY.encode() not in data, path.name
        assert b"31.6" not in data, path.name
