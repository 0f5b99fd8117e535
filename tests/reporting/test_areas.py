"""Reports of one area: what lies in it, what may, what does not, and that nothing is lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web import samples

from trucewatch.case import Case, load_case
from trucewatch.errors import UsageError
from trucewatch.record import FileStore
from trucewatch.reporting import build_report, render_html, render_markdown
from trucewatch.reporting.areas import area_of_case
from trucewatch.reporting.periods import split_period
from trucewatch.reporting.write import report_name
from trucewatch.store import SqliteStore
from trucewatch.vocabulary.incidents import IncidentPlace
from trucewatch.vocabulary.reports import AreaScope, AudienceScope, Period, SituationReport

MONTH = Period(start="2016-12-01", end="2016-12-31")
DAYS = Period(start="2016-12-01", end="2016-12-09")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return samples.build(tmp_path_factory.mktemp("areas") / "case")


def report_of(case: Case, area: str | None) -> SituationReport:
    with SqliteStore.open(case.folder.database, FileStore(case.folder.record / "files")) as store:
        chosen = area_of_case(case, area) if area else None
        return build_report(
            case, store, MONTH, log_size=1, log_root="00" * 32, prepared_at="x", rules="0" * 64, area=chosen
        )


@pytest.mark.parametrize(
    ("place", "lies"),
    [
        (None, "perhaps"),
        (IncidentPlace(name="East Aleppo", id="east-aleppo"), "inside"),
        (IncidentPlace(name="Aleppo", id="aleppo"), "perhaps"),
        (IncidentPlace(name="Syria", id="syria", lat=35.0, lon=38.0, precision="country"), "perhaps"),
        (IncidentPlace(name="Idlib", id="idlib-gov"), "outside"),
        (IncidentPlace(name="a crossing", lat=36.21, lon=37.19, precision="exact"), "inside"),
        (IncidentPlace(name="Damascus", lat=33.5, lon=36.3, precision="exact"), "outside"),
        (IncidentPlace(name="a village", lat=33.5, lon=36.3, precision="country"), "perhaps"),
        (IncidentPlace(name="somewhere"), "perhaps"),
    ],
)
def test_a_place_lies_inside_outside_or_perhaps(case: Case, place: IncidentPlace | None, lies: str) -> None:
    assert area_of_case(case, "east-aleppo").lies(place) == lies


def test_areas_are_found_by_id_and_p_code_and_no_other_way(case: Case) -> None:
    assert area_of_case(case, "SY02").id == "aleppo-gov"
    assert "east-aleppo" in area_of_case(case, "SY02").inside
    assert area_of_case(case, "castello-road").outline is not None
    with pytest.raises(UsageError, match="no such area"):
        area_of_case(case, "atlantis")


CASTELLO = area_of_case(load_case(samples.CASES), "castello-road")


@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(["exact", "vicinity", "town", "admin1", "country"]))
def test_every_point_has_one_answer_and_more_precision_never_moves_it_across(
    lat: float, lon: float, precision: str
) -> None:
    told = CASTELLO.lies(IncidentPlace(name="p", lat=lat, lon=lon, precision=precision))  # type: ignore[arg-type]  # sampled
    exact = CASTELLO.lies(IncidentPlace(name="p", lat=lat, lon=lon, precision="exact"))
    assert {told, exact} != {"inside", "outside"}


def test_an_area_keeps_its_incidents_counts_what_may_lie_in_it_and_drops_the_rest(case: Case) -> None:
    whole, east = report_of(case, None), report_of(case, "east-aleppo")
    area = area_of_case(case, "east-aleppo")
    lies = [area.lies(entry.incident.place) for entry in whole.annex]
    assert 0 < east.incidents == lies.count("inside") < whole.incidents
    assert east.area is not None
    assert east.area.perhaps == lies.count("perhaps")
    assert {entry.incident.id for entry in east.annex} < {entry.incident.id for entry in whole.annex}
    assert east.positions == whole.positions, "a position has no place"
    assert whole.area is None


@pytest.mark.parametrize(("lang", "name"), [("en", "East Aleppo"), ("fr", "Alep"), ("ar", "حلب")])
def test_the_report_says_of_which_area_it_is_and_what_it_leaves_out(case: Case, lang: str, name: str) -> None:
    report = report_of(case, "east-aleppo")
    for text in (render_html(report, case, lang), render_markdown(report, case, lang)):
        head = text[: text.index("<h2>" if "<h2>" in text else "\n## ")]
        assert name in head
        assert {"en": "may lie in this area", "fr": "cette zone", "ar": "هذه المنطقة"}[lang] in head


def test_a_period_is_divided_without_gap_or_overlap() -> None:
    assert [p.start for p in split_period(DAYS, "daily")] == [f"2016-12-0{n}" for n in range(1, 10)]
    weeks = split_period(DAYS, "weekly")
    assert [(w.start, w.end) for w in weeks] == [("2016-12-01", "2016-12-04"), ("2016-12-05", "2016-12-09")]


def test_the_name_of_a_file_tells_area_and_audience_and_holds_no_path() -> None:
    area = AreaScope(id="../../etc", name={}, perhaps=0, perhaps_claims=0)
    audience = AudienceScope(id="public", label={}, source="", small_count=5)
    named = report_name(Period(start="2016-12-05", end="2016-12-05"), area, audience)
    assert named.startswith("situation-report-2016-12-05-in-etc-")
    assert named.endswith("-for-public")
    assert "/" not in named
    assert ".." not in named
