"""What is told of a source: denominators, marks in their order, and answers that do not outlive the record."""

from __future__ import annotations

from typing import Any

from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.grades import Grade, ReliabilityMark, SourceReliability
from trucewatch.vocabulary.incidents import Incident, IncidentTime, Origin
from trucewatch.web.remembered import Remembered
from trucewatch.web.source_records import marks_of, standings


def incident(number: int, grade: Any, *origins: Origin, family: str = "hostilities") -> Incident:
    return Incident(
        id=f"i{number}",
        act="shelling",
        family=family,
        status="occurred",
        polarity="asserted",
        time=IncidentTime(),
        corroboration="single_source",
        origins=origins,
        grades=(Grade(question="occurrence", grade=grade),),
    )


def test_a_share_has_its_denominator() -> None:
    monitor, army = Origin(key="sohr", name="SOHR", outlets=("afp",)), Origin(key="saa", name="army", polarity="denied")
    fared = standings(
        [
            incident(1, "confirmed", monitor),
            incident(2, "single_source", monitor),
            incident(3, "contested", monitor, army),
            incident(4, "corroborated", monitor, family="humanitarian"),
        ]
    )
    told = {item.topic: (item.told, item.verified, item.contested) for item in fared["sohr"].borne}
    assert told == {"hostilities": (3, 1, 1), "humanitarian": (1, 1, 0)}
    assert (fared["sohr"].told, fared["sohr"].verified, fared["sohr"].contradicted) == (4, 2, 1)
    assert fared["sohr"].heard_through == (("afp", 4),)
    assert fared["saa"].contradicted == 1


def test_an_earlier_mark_stays_and_says_that_it_no_longer_holds() -> None:
    first = SourceReliability(grade="B", by="Ann", on="2016-09-01")
    topic = SourceReliability(grade="C", by="Ann", on="2016-10-01", topic="hostilities")
    later = SourceReliability(grade="D", by="Bea", on="2016-11-01", reason="retracted twice")
    source = Source(id="x", name="X", kind="agency", reliability=(first, topic))
    entered = [
        ReliabilityMark(id="m1", source="x", mark=later, at="2016-11-01T09:00:00Z"),
        ReliabilityMark(id="m2", source="y", mark=later, at="2016-11-01T09:00:00Z"),
    ]
    assert [(m.mark.grade, m.holds, m.at is None) for m in marks_of(source, entered)] == [
        ("B", False, True),
        ("C", True, True),
        ("D", True, False),
    ]


def test_an_answer_is_kept_until_the_record_grows() -> None:
    applied, made = [1], []

    def make() -> int:
        made.append(applied[0])
        return applied[0]

    kept = Remembered(lambda: applied[0], most=2)
    assert [kept.get("a", make), kept.get("a", make)] == [1, 1]
    applied[0] = 2
    assert kept.get("a", make) == 2
    assert made == [1, 2]
    for key in ("b", "c"):
        kept.get(key, make)
    kept.get("a", make)
    assert made == [1, 2, 2, 2, 2]
