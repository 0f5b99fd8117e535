"""A dataset is no voice beside what it is compiled from, and joins its sources to nobody."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st
from tests.linking.case import ACTORS, PLACES, SOURCES, claim, document

from trucewatch.linking import link
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.incidents import Incident

COMPILED = (
    Source(id="counts", name="Counts", kind="dataset", compiled_from=("observatory", "wire-agency")),
    Source(id="tables", name="Tables", kind="dataset", compiled_from=("observatory",)),
    Source(id="rows-of-rows", name="Rows", kind="dataset", compiled_from=("counts",)),
    Source(id="rebel-counts", name="Rebel Counts", kind="dataset", compiled_from=("rebel-news",)),
)
KNOWN = (*SOURCES, *COMPILED)


def told(*voices: str, originals: Iterable[str] = (), sources: tuple[Source, ...] = KNOWN) -> Incident:
    """The incident that these sources tell of, each in a document of its own; the last one cites ``originals``."""
    documents = {f"d{n}": document(f"d{n}", voice) for n, voice in enumerate(voices)}
    claims = [claim(f"c{n}", f"d{n}", by=originals if n == len(voices) - 1 else ()) for n in range(len(voices))]
    (incident,) = link(claims, documents=documents, sources=sources, actors=ACTORS, places=PLACES).incidents
    return incident


def test_a_dataset_compiled_from_a_monitor_is_not_independent_of_it() -> None:
    incident = told("observatory", "tables")
    assert incident.independent == 1
    assert incident.origins[1].counts_with == "observatory"
    assert told("tables", "observatory").independent == 1
    assert told("paper", "tables").independent == 2


def test_a_dataset_does_not_join_its_sources_to_each_other() -> None:
    assert told("observatory", "wire-agency").independent == 2
    assert told("observatory", "wire-agency", "counts").independent == 2
    assert told("counts", "wire-agency", "observatory").independent == 2


def test_two_datasets_made_of_the_same_are_one_voice() -> None:
    assert told("counts", "tables").independent == 1
    assert told("counts", "tables", "observatory").independent == 1
    assert told("dataset", "tables").independent == 2


def test_a_dataset_made_of_a_dataset_rests_on_what_that_rests_on() -> None:
    assert told("observatory", "rows-of-rows").independent == 1
    assert told("counts", "rows-of-rows").independent == 1


def test_a_row_that_names_the_observatory_shares_its_origin() -> None:
    incident = told("observatory", "dataset", originals=["observatory"])
    assert [origin.key for origin in incident.origins] == ["observatory"]
    assert incident.corroboration != "two_independent"


def test_a_row_of_several_originals_is_no_voice_beside_any_of_them() -> None:
    assert told("wire-agency", "dataset", originals=["observatory", "wire-agency"]).independent == 1
    assert told("paper", "dataset", originals=["observatory", "wire-agency"]).independent == 2
    assert told("observatory", "wire-agency", "dataset", originals=["observatory", "wire-agency"]).independent == 2


def test_a_dataset_made_of_a_partys_words_is_no_voice_outside_the_parties() -> None:
    incident = told("rebel-counts", "rebel-news")
    occurrence = next(grade for grade in incident.grades if grade.question == "occurrence")
    assert incident.independent == 1
    assert occurrence.groups[0].party
    assert occurrence.grade == "single_source"


@given(st.lists(st.sampled_from(["observatory", "wire-agency", "paper", "rebel-news"]), min_size=2, max_size=4))
def test_a_compilation_of_all_that_tell_never_raises_independence(voices: list[str]) -> None:
    every = Source(id="every", name="Every", kind="dataset", compiled_from=tuple(sorted(set(voices))))
    sources = (*KNOWN, every)
    before = told(*voices, sources=sources)
    for order in ([*voices, "every"], ["every", *voices]):
        assert told(*order, sources=sources).independent == before.independent


@given(st.permutations(["observatory", "wire-agency", "counts", "tables", "paper"]))
def test_the_order_of_sources_changes_no_number(voices: list[str]) -> None:
    assert told(*voices).independent == 3
