"""Situation reports by area, audience and rhythm on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.protection.canaries import CANARIES, DIGITS, clock, plant
from typer.testing import CliRunner

from trucewatch.case import Case, load_case
from trucewatch.cli.issuing import Wanted, of_audience
from trucewatch.cli.main import application
from trucewatch.errors import UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.protection import load_audience


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return plant(tmp_path_factory.mktemp("situation") / "case")


def run(*words: str) -> str:
    result = CliRunner().invoke(application(("situation",)), ["report", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return str(result.output)


@pytest.mark.parametrize("audience", ["public", "partners", "parties"])
def test_a_report_for_an_audience_holds_nothing_that_is_hidden_and_says_for_whom_it_is(
    case: Case, audience: str
) -> None:
    root = str(case.folder.root)
    before = {path: path.read_bytes() for path in case.folder.reports.iterdir()}
    run(root, "--audience", audience, "--lang", "en", "--from", "2016-12-01", "--to", "2016-12-09")
    (html,) = case.folder.reports.glob(f"*-for-{audience}.en.html")
    (markdown,) = case.folder.reports.glob(f"*-for-{audience}.en.md")
    for path in (html, markdown):
        text = path.read_text(encoding="utf-8")
        assert "Audience:" in text
        if audience != "parties":
            assert not [word for word in (*CANARIES.values(), *DIGITS) if word in text]
    assert all(path.read_bytes() == data for path, data in before.items()), "other reports stay as they are"
    with open_workplace(load_case(case.folder.root), clock) as work:
        issued = work.store.reports()[-1]
        assert (issued.audience, issued.area) == (audience, None)
        given = [entry for entry in work.log.entries() if entry.type == "access"]
        assert f'"audience":"{audience}"' in bytes(given[-1].payload.body).decode()


def test_the_same_record_and_profile_give_the_same_bytes(case: Case) -> None:
    wanted = Wanted(day="2016-12-05", areas=("east-aleppo",))
    with open_workplace(load_case(case.folder.root), clock) as work:
        first = [p.read_bytes() for p in of_audience(work, load_audience("partners"), wanted, languages=["ar"])]
        size = work.log.size
        assert [p.read_bytes() for p in of_audience(work, load_audience("partners"), wanted, languages=["ar"])] == first
        assert work.log.size == size, "the same report again is no new entry"


def test_one_report_a_day_and_one_an_area(case: Case) -> None:
    told = run(
        str(case.folder.root), "--daily", "--start", "2016-12-04", "--end", "2016-12-05", "--lang", "en",
        "--format", "md", "--area", "east-aleppo,west-aleppo",
    )  # fmt: skip
    names = [Path(line).name for line in told.split() if line.endswith(".md")]
    assert names == [
        f"situation-report-2016-12-0{day}-in-{area}-aleppo.en.md" for day in (4, 5) for area in ("east", "west")
    ]


@pytest.mark.parametrize("wrong", [("--daily", "--weekly"), ("--daily", "--day", "2016-12-05"), ("--area", "atlantis")])
def test_what_cannot_be_meant_is_refused_before_anything_is_written(case: Case, wrong: tuple[str, ...]) -> None:
    before = sorted(case.folder.reports.iterdir())
    with pytest.raises(UsageError):
        run(str(case.folder.root), *wrong)
    assert sorted(case.folder.reports.iterdir()) == before
