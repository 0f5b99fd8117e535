"""``trucewatch fetch``: off by default; what it brings goes through the same intake."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fetching.server import answer, serving
from tests.intake.containers import RSS
from typer.testing import CliRunner

from trucewatch.case import load_case
from trucewatch.cli.main import application
from trucewatch.cli.talk import now
from trucewatch.errors import UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.starting import start_case


def test_a_local_feed_comes_in_with_its_archive(tmp_path: Path) -> None:
    start_case(tmp_path / "case", name="Fetched", zone="UTC")
    with serving({"/feed.xml": answer(RSS, "application/rss+xml")}) as server:
        address = f"http://127.0.0.1:{server.port}/feed.xml"
        refused = CliRunner().invoke(application(), ["fetch", str(tmp_path / "case"), address])
        assert isinstance(refused.exception, UsageError)
        assert server.seen == []
        done = CliRunner().invoke(application(), ["fetch", str(tmp_path / "case"), address, "--allow", "loopback"])
    assert done.exit_code == 0, done.output
    with open_workplace(load_case(tmp_path / "case"), now) as work:
        documents = work.store.documents().items
        assert {d.media for d in documents} == {"text/plain", "application/rss+xml", "application/warc"}
        feed = next(d for d in documents if d.media == "application/rss+xml")
        (custody,) = work.store.custody_of(feed.id)
        assert custody.address == address
        assert custody.digest_holds is True
        assert custody.observed_at is not None


def test_what_may_not_be_visited_is_reported(tmp_path: Path) -> None:
    start_case(tmp_path / "case", name="Fetched", zone="UTC")
    arguments = ["fetch", str(tmp_path / "case"), "http://169.254.169.254/", "--allow", "public", "--allow", "private"]
    assert CliRunner().invoke(application(), arguments).exit_code == 1
    unknown = CliRunner().invoke(application(), [*arguments[:3], "--allow", "everything"])
    with pytest.raises(UsageError, match="no such kind"):
        raise unknown.exception or AssertionError
