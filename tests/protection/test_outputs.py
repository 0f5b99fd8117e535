"""What leaves a case in any format: no planted value is in it, and the record says that it was given away."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pypdfium2
import pytest
from tests.protection.canaries import CANARIES, DIGITS, clock, plant
from typer.testing import CliRunner

from trucewatch.case import Case, load_case
from trucewatch.cli.main import application
from trucewatch.cli.redact import write_outputs
from trucewatch.errors import ProtectionError, UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.protection import load_audience
from trucewatch.record import Log
from trucewatch.record.access import AccessNotice
from trucewatch.reporting import build_report, report_period, write_report
from trucewatch.reporting.exports import EXPORT_FORMATS
from trucewatch.reporting.fonts import FILES, FOLDER
from trucewatch.store import SqliteStore

PLANTED = (*CANARIES.values(), *DIGITS, "secret-claim", "secret-1")
printable = all((FOLDER / name).is_file() for name in FILES)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return plant(tmp_path_factory.mktemp("planted") / "case")


def run(*words: str) -> str:
    result = CliRunner().invoke(application(("exporting", "redact")), list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return str(result.output)


def words_in(path: Path) -> str:
    """All that a file holds, unpacked as its readers unpack it."""
    data = path.read_bytes()
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as archive:
            data = b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())
    elif path.suffix == ".parquet":
        table = pq.read_table(path)
        data = f"{table.schema.metadata} {table.to_pylist()}".encode()
    elif path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(data)
        pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
        data += "\n".join([*pages, str(document.get_metadata_dict())]).encode("utf-8", "replace")
    return data.decode("utf-8", "replace")


def leaks(path: Path) -> list[str]:
    text = words_in(path)
    return [value for value in PLANTED if value in text or value in path.name]


def accesses(case: Case) -> list[tuple[str, AccessNotice]]:
    with Log.open(case.folder.record, case.settings.log_origin, clock, mode="read") as log:
        return [(e.author, e.record(AccessNotice)) for e in log.entries() if e.type == "access"]


def test_the_search_finds_what_an_export_of_everything_holds(case: Case, tmp_path: Path) -> None:
    """Else the tests below could not fail: each format is read as its readers read it."""
    run("export", str(case.folder.root), "--format", ",".join(EXPORT_FORMATS), "--into", str(tmp_path))
    for path in tmp_path.iterdir():
        if path.stem.startswith("incidents") or path.suffix in (".xlsx", ".gpkg"):
            assert leaks(path), path.name
    author, notice = accesses(case)[-1]
    assert (author, notice.kind, notice.classification, notice.audience) == (
        "trucewatch",
        "export",
        "confidential",
        None,
    )
    assert {output.name for output in notice.outputs} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("audience", ["public", "partners", "parties"])
def test_no_export_or_printed_report_for_an_audience_holds_a_planted_value(
    case: Case, audience: str, tmp_path: Path
) -> None:
    told = run(
        "export", str(case.folder.root), "--format", ",".join(EXPORT_FORMATS), "--audience", audience,
        "--into", str(tmp_path / "out"),
    )  # fmt: skip
    assert not [value for value in PLANTED if value in told]
    _, notice = accesses(case)[-1]
    assert (notice.kind, notice.audience) == ("export", audience)
    with open_workplace(case, clock) as work:
        shown = write_outputs(work, load_audience(audience), tmp_path / "copy")
        size = work.log.size
    with SqliteStore.open(shown.folder.database, work.log.files) as store:
        period = report_period(
            day=None, start=None, end=None, case_start="2016-12-01", case_end="2016-12-31", last="2016-12-07"
        )
        report = build_report(
            shown, store, period, log_size=size, log_root="00" * 32, prepared_at="2016-12-07", rules="r"
        )
        formats = ("html", "md", "pdf", "docx") if printable else ("html", "md")
        write_report(report, shown, tmp_path / "out", formats=formats, languages=("en", "ar"))
    kinds = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert kinds >= {".csv", ".xlsx", ".gpkg", ".parquet", ".html", ".md", *((".pdf", ".docx") if printable else ())}
    for path in (tmp_path / "out").iterdir():
        assert not leaks(path), path.name


def test_a_copy_given_out_again_adds_no_entry_and_the_entry_is_in_no_copy(case: Case, tmp_path: Path) -> None:
    words = ("redact", str(case.folder.root), "--audience", "public", "--into", str(tmp_path / "copy"))
    run(*words)
    author, notice = accesses(case)[-1]
    assert (author, notice.kind, notice.subject, notice.audience) == ("trucewatch", "publication", "case", "public")
    assert "incidents.json" in {output.name for output in notice.outputs}
    count = len(accesses(case))
    run(*words)
    assert len(accesses(case)) == count
    assert notice.id.encode() not in load_case(tmp_path / "copy").folder.database.read_bytes()


def test_a_role_gives_out_what_it_may_and_no_more(case: Case, tmp_path: Path) -> None:
    root, into = str(case.folder.root), ("--into", str(tmp_path / "out"))
    with pytest.raises(ProtectionError, match="may not export"):
        run("export", root, *into, "--as", "gov", "--role", "party_submitter")
    with pytest.raises(UsageError, match="in which role"):
        run("export", root, *into, "--as", "gov")
    assert not (tmp_path / "out").exists()
    run("export", root, *into, "--as", "gov", "--role", "party_submitter", "--audience", "parties")
    author, notice = accesses(case)[-1]
    assert (author, notice.role, notice.classification) == ("gov", "party_submitter", "restricted")
