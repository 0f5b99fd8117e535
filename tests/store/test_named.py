"""Records asked for together, and documents by what they are."""

from __future__ import annotations

from typing import Any

from trucewatch.record import Log, claims_drafts, record_draft
from trucewatch.store import FilledStore, catch_up


def test_records_are_read_together_in_the_order_asked_for(log: Log, store: FilledStore, make: Any) -> None:
    dates = {1: "2016-12-07", 2: None, 3: "2016-12-05"}
    told = [make.document(n, published=day) for n, day in dates.items()]
    told.append(make.document(4, media="text/csv", duplicate="same_text", duplicate_of=told[0].id))
    log.append([record_draft(document, "desk", log.files) for document in told])
    log.append(claims_drafts(f"{1:064x}", [make.claim("c1", 1), make.claim("c2", 1)], "desk", log.files))
    late, early = make.incident("a", day="2016-12-09"), make.incident("b", day="2016-12-02")
    undated = make.incident("u", day=None, supporting=("c1", "gone"), repeating=("c1",))
    log.append([record_draft(incident, "desk", log.files) for incident in (late, early, undated)])
    catch_up(log, store)
    assert [c.id for c in store.claims_named(["c2", "none", "c1"])] == ["c2", "c1"]
    assert [d.name for d in store.documents_named([told[2].id, told[0].id])] == ["3.txt", "1.txt"]
    assert store.claims_named([]) == ()
    assert store.documents_named([]) == ()
    # by time, undated last; an incident that names a claim twice once
    assert store.incidents_of_claims(["c1", "c2", "none"]) == {"c1": ("b", "a", "u")}
    assert [d.name for d in store.documents_of_media(["text/csv", "image/png"])] == ["4.txt"]
    assert [d.name for d in store.copies_of(told[0].id)] == ["4.txt"]
    assert store.copies_of(told[1].id) == ()
    assert store.last_published() == "2016-12-07"
    assert store.documents(limit=2, offset=1).total == 4
    assert store.claims_by_document([told[0].id, told[1].id]) == {told[0].id: 2}


def test_nothing_is_published_where_there_is_nothing(store: FilledStore) -> None:
    assert store.last_published() is None
